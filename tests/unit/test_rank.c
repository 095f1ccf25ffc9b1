/* The fit of the ranking: weights follow the examples, and offsets tell codes apart that look alike. */
#include "support/unit.h"

#include "../../pipeline/match/rank.h"

#include <math.h>

#define N 200
#define CATEGORY 0
#define LIKED 1
#define DISLIKED 2
#define CODES 4

/* Two codes of one category, found the same way: coders take the first nine times in ten, the second once in ten. */
static void fill(struct example list[N])
{
    memset(list, 0, N * sizeof *list);
    for (uint32_t i = 0; i < N; i++) {
        bool liked = i % 2 == 0, seldom = (i / 2) % 10 == 0;
        list[i].features[FEATURE_bias] = 1.0f;
        list[i].weight = 1.0f;
        list[i].group = i;
        list[i].code = liked ? LIKED : DISLIKED;
        list[i].category = CATEGORY;
        list[i].right = liked != seldom;
    }
}

static void offsets_tell_codes_apart(void **state)
{
    struct example list[N];
    struct ranking prior = {0}, r;
    double offset[CODES];
    (void)state;
    fill(list);
    assert_int_equal(ranking_fit(list, N, &prior, 1.0, 0, 0, &r), ST_OK);
    assert_true(fabs(ranking_confidence(&r, list[0].features, 0.0) - 0.5) < 0.02); /* the features alone cannot know */
    assert_int_equal(ranking_fit_codes(list, N, &r, 1.0, 0, 0, CODES, offset), ST_OK);
    assert_true(ranking_confidence(&r, list[0].features, offset[LIKED]) > 0.8);
    assert_true(ranking_confidence(&r, list[0].features, offset[DISLIKED]) < 0.2);
    assert_true(offset[CODES - 1] == 0.0); /* never seen */
}

static void strength_holds_offsets_to_zero(void **state)
{
    struct example list[N];
    struct ranking prior = {0};
    double loose[CODES], firm[CODES];
    (void)state;
    fill(list);
    assert_int_equal(ranking_fit_codes(list, N, &prior, 1.0, 0, 0, CODES, loose), ST_OK);
    assert_int_equal(ranking_fit_codes(list, N, &prior, 100.0, 0, 0, CODES, firm), ST_OK);
    assert_true(firm[LIKED] > 0.0 && firm[LIKED] < 0.5 * loose[LIKED]);
}

static void left_out_charts_are_not_looked_at(void **state)
{
    struct example list[N];
    struct ranking prior = {0};
    double offset[CODES];
    (void)state;
    fill(list);
    for (uint32_t i = 0; i < N; i++) list[i].group = list[i].code == LIKED ? 0 : 1;
    assert_int_equal(ranking_fit_codes(list, N, &prior, 1.0, 2, 0, CODES, offset), ST_OK); /* the charts of LIKED are left out */
    assert_true(offset[DISLIKED] < -0.5);
    assert_true(offset[LIKED] <= 0.0); /* only what the category shares */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_tell_codes_apart),
        cmocka_unit_test(strength_holds_offsets_to_zero),
        cmocka_unit_test(left_out_charts_are_not_looked_at),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
