/* What the ranking looks at, seen as training sees it: what stands for place, company and length in a record. */
#include "match_stage.h"
#include "support/chart.h"

#include "../../pipeline/match/rank.h"

struct seen {
    struct str code;
    const struct lexicon *lex;
    bool found;
    float features[FEATURE_COUNT];
};

static void see(void *observer, uint32_t code, const float *features)
{
    struct seen *s = observer;
    if (!str_eq(lex_str(s->lex, s->lex->codes[code].code), s->code)) return;
    s->found = true;
    memcpy(s->features, features, sizeof s->features);
}

static float feature_of(const char *text, const char *code, enum feature f)
{
    void *match = chart_line_state(chart_line, "match");
    struct seen s = {.code = str_of(code), .lex = match_lexicon(match)};
    match_observe(match, see, &s);
    (void)chart_matched(text);
    match_observe(match, NULL, NULL);
    assert_true(s.found);
    return s.features[f];
}

static void a_brief_record_repeats_nothing(void **state)
{
    (void)state;
    assert_float_equal(feature_of("Fever.", "R50.9", FEATURE_brief), 7.0 / 8.0, 1e-6);
    assert_float_equal(feature_of("Fever.\nHe sat.\nHe stood.\nHe ate.\nHe drank.\nHe slept.\nHe woke.\nHe left.\n", "R50.9", FEATURE_brief), 0.0,
                       1e-6);
}

static void place_counts_only_without_headings(void **state)
{
    (void)state;
    assert_float_equal(feature_of("Fever.", "R50.9", FEATURE_opening), 1.0, 1e-6);
    assert_float_equal(feature_of("He came.\nHe sat.\nHe stood.\nFever.", "R50.9", FEATURE_opening), 0.0, 1e-6);
    assert_float_equal(feature_of("He came.\nHe sat.\nHe stood.\nFever.", "R50.9", FEATURE_depth), 0.75, 1e-6);
    assert_float_equal(feature_of("ASSESSMENT:\nFever.", "R50.9", FEATURE_opening), 0.0, 1e-6);
}

static void a_denial_elsewhere_is_told(void **state)
{
    (void)state;
    assert_float_equal(feature_of("Fever.\nNo fever.", "R50.9", FEATURE_denied_too), 1.0, 1e-6);
    assert_float_equal(feature_of("Fever.\nNo chest pain.", "R50.9", FEATURE_denied_too), 0.0, 1e-6);
}

/* One other of its chapter is little company, however few the candidates are. */
static void little_company_in_a_brief_record(void **state)
{
    (void)state;
    assert_float_equal(feature_of("Fever.", "R50.9", FEATURE_kindred), 0.0, 1e-6);
    assert_float_equal(feature_of("Left knee pain.\nRight knee pain.", "M25.562", FEATURE_kindred), 0.2, 1e-6);
    assert_float_equal(feature_of("Fever. Pneumonia.", "R50.9", FEATURE_kindred), 0.0, 1e-6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_brief_record_repeats_nothing),
        cmocka_unit_test(place_counts_only_without_headings),
        cmocka_unit_test(a_denial_elsewhere_is_told),
        cmocka_unit_test(little_company_in_a_brief_record),
    };
    return cmocka_run_group_tests_name("features", tests, chart_open, chart_close);
}
