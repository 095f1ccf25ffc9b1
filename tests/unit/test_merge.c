/* Two looks made one, word by word. */
#include "../../pipeline/read/read_in.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct arena *arena;

/* A line of words of equal width, 20 high, at height `y`. */
static struct reading line_of(const char *const *words, const float *quality, uint32_t n, int y, int width)
{
    struct reading r = {ARENA_ARRAY(arena, struct glimpse, n), n, ARENA_ARRAY(arena, struct row, 1), 1};
    for (uint32_t i = 0; i < n; i++)
        r.words[i] =
            (struct glimpse){.text = {words[i], strlen(words[i])}, .box = {100 + (int)i * (width + 10), y, width, 20}, .quality = quality[i]};
    r.rows[0] = (struct row){.box = {100, y, (int)n * (width + 10), 20}, .count = n};
    return r;
}

static struct reading merged(struct reading a, struct reading b)
{
    struct reading r;
    uint32_t taken;
    assert_int_equal(merge_readings(&a, &b, arena, &r, &taken), ST_OK);
    return r;
}

static bool is(const struct glimpse *w, const char *text)
{
    return w->text.n == strlen(text) && memcmp(w->text.p, text, w->text.n) == 0;
}

static bool says(const struct said *s, const char *text)
{
    return s->text.n == strlen(text) && memcmp(s->text.p, text, s->text.n) == 0;
}

static void each_word_comes_from_the_better_look(void **state)
{
    (void)state;
    static const char *const first[] = {"denies", "chcst", "pain"}, *const second[] = {"denjes", "chest", "paim"};
    struct reading r = merged(line_of(first, (float[]){.9f, .2f, .9f}, 3, 50, 80), line_of(second, (float[]){.3f, .9f, .4f}, 3, 52, 80));
    assert_int_equal(r.word_count, 3);
    assert_int_equal(r.row_count, 1);
    assert_true(is(&r.words[0], "denies") && is(&r.words[1], "chest") && is(&r.words[2], "pain"));
    assert_true(says(&r.words[1].other[0], "chcst") && r.words[1].other[1].text.n == 0);
    assert_true(says(&r.words[0].other[0], "denjes"));
}

static void agreement_is_believed_more(void **state)
{
    (void)state;
    static const char *const word[] = {"lisinopril"};
    struct reading r = merged(line_of(word, (float[]){.6f}, 1, 50, 80), line_of(word, (float[]){.6f}, 1, 50, 80));
    assert_int_equal(r.word_count, 1);
    assert_true(r.words[0].quality > .7f && r.words[0].quality < 1);
}

static void loser_comes_back_when_a_third_look_agrees(void **state)
{
    (void)state;
    static const char *const right[] = {"metformin"}, *const wrong[] = {"metformir"};
    struct reading r = merged(line_of(wrong, (float[]){.70f}, 1, 50, 80), line_of(right, (float[]){.65f}, 1, 50, 80));
    assert_true(is(&r.words[0], "metformir"));
    r = merged(r, line_of(right, (float[]){.65f}, 1, 50, 80));
    assert_true(is(&r.words[0], "metformin"));
}

/* The two likeliest of what other looks said, each once. */
static void two_other_readings_stay(void **state)
{
    (void)state;
    static const char *const looks[] = {"diabcles", "diabeles", "dlabetes", "diabetes", "diabeles"};
    static const float quality[] = {.50f, .30f, .20f, .40f, .20f};
    struct reading r = line_of(&looks[0], &quality[0], 1, 50, 80);
    for (int i = 1; i < 5; i++) r = merged(r, line_of(&looks[i], &quality[i], 1, 50, 80));
    assert_true(is(&r.words[0], "diabcles"));
    assert_true(says(&r.words[0].other[0], "diabetes"));
    assert_true(says(&r.words[0].other[1], "diabeles"));
    r = merged(r, line_of(&looks[3], (float[]){.95f}, 1, 50, 80)); /* who comes back is no other reading any more */
    assert_true(is(&r.words[0], "diabetes"));
    assert_true(says(&r.words[0].other[0], "diabcles"));
    assert_true(says(&r.words[0].other[1], "diabeles"));
}

/* On the page the likeliest comes first, also before one that was overruled; its confidence is the engine's. */
static void page_has_the_likelier_first(void **state)
{
    (void)state;
    static const char *const looks[] = {"paln", "peln", "pain"};
    struct reading r = line_of(&looks[0], (float[]){.30f}, 1, 50, 80);
    r = merged(r, line_of(&looks[1], (float[]){.40f}, 1, 50, 80));
    r = merged(r, line_of(&looks[2], (float[]){.90f}, 1, 50, 80));
    r.words[0].other[1].confidence = .75f;
    struct page page = {.arena = arena, .to_original = {1, 0, 0, 0, 1, 0}};
    assert_int_equal(compose_page(&page, &r), ST_OK);
    const struct other_reading *o = page.words[0].other;
    assert_memory_equal(page.text.p, "pain\n", 5);
    assert_true(o[0].text.n == 4 && memcmp(o[0].text.p, "peln", 4) == 0 && o[0].confidence == .75);
    assert_true(o[1].text.n == 4 && memcmp(o[1].text.p, "paln", 4) == 0);
}

static void line_that_nobody_saw_is_added_and_noise_is_not(void **state)
{
    (void)state;
    static const char *const seen[] = {"Plan"}, *const lost[] = {"return", "in", "May"}, *const noise[] = {"ii", "wm"};
    struct reading r = merged(line_of(seen, (float[]){.9f}, 1, 50, 80), line_of(lost, (float[]){.9f, .9f, .9f}, 3, 90, 80));
    assert_int_equal(r.row_count, 2);
    assert_int_equal(r.word_count, 4);
    r = merged(r, line_of(noise, (float[]){.1f, .2f}, 2, 200, 80));
    assert_int_equal(r.word_count, 4);
}

/* A stamp's letters and a drawing's strokes read as a line of short words; a worn line reads badly but not so badly. */
static void lines_of_noise_are_dropped_and_worn_ones_kept(void **state)
{
    (void)state;
    static const char *const noise[] = {"ee", "gy", "Sey", "og", "fs"}, *const worn[] = {"Metforrnin", "twlce", "a", "day"};
    struct reading nonsense = line_of(noise, (float[]){.3f, .1f, .2f, .2f, .1f}, 5, 50, 60);
    struct reading line = line_of(worn, (float[]){.3f, .2f, .6f, .8f}, 4, 50, 80);
    judge_drop_dust(&nonsense);
    judge_drop_dust(&line);
    assert_int_equal(nonsense.rows[0].count, 0);
    assert_int_equal(line.rows[0].count, 4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_word_comes_from_the_better_look),
        cmocka_unit_test(agreement_is_believed_more),
        cmocka_unit_test(loser_comes_back_when_a_third_look_agrees),
        cmocka_unit_test(line_that_nobody_saw_is_added_and_noise_is_not),
        cmocka_unit_test(lines_of_noise_are_dropped_and_worn_ones_kept),
        cmocka_unit_test(two_other_readings_stay),
        cmocka_unit_test(page_has_the_likelier_first),
    };
    arena = arena_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
