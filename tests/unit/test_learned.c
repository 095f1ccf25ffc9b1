/* lexicon_learn() and what match makes of it: what was learned changes its phrase and nothing else. */
#include "support/chart.h"

#define NOTE "Assessment:\n1. Pneumonia.\n2. Right knee pain.\n3. Hypertension.\n"
#define NO_ROWS ""

static struct chart_line *learned_line;
static struct config learned_config;

static enum status learn_into(const char *phrases, const char *preferences, uint32_t version, const char *out)
{
    char text[1024];
    (void)snprintf(text, sizeof text, "%s\n%s", "phrase\tcode\twhen\tnote", phrases);
    (void)unit_write("learned/phrases.tsv", text);
    (void)snprintf(text, sizeof text, "%s\n%s", "phrase\tcode\teffect\tvalue\tnote", preferences);
    (void)unit_write("learned/preferences.tsv", text);
    return lexicon_learn(small_lexicon(), unit_path("learned"), version, out);
}

/* The chart of NOTE as a site sees it that learned these rows. */
static const struct chart *matched_after(const char *phrases, const char *preferences)
{
    static struct chart chart;
    const char *out = unit_path("learned.lex");
    chart_line_close(learned_line);
    learned_line = NULL;
    config_close(&learned_config);
    assert_ok(learn_into(phrases, preferences, 1, out));
    assert_ok(config_open(&learned_config, "/dev/null"));
    assert_ok(config_set(&learned_config, STR("lexicon"), str_of(out), "test"));
    assert_ok(chart_line_open(&learned_config, &learned_line));
    chart = *chart_of(NOTE, strlen(NOTE));
    assert_ok(chart_line_run(learned_line, &chart));
    return &chart;
}

static double confidence_of(const struct chart *c, const char *code)
{
    const struct candidate *k = chart_find(c, code);
    assert_non_null(k);
    return k->confidence;
}

static bool advises(const struct candidate *k, const char *part)
{
    for (uint32_t i = 0; i < k->advice_count; i++)
        if (memmem(k->advice[i].p, k->advice[i].n, part, strlen(part))) return true;
    return false;
}

static void a_candidate_names_its_phrase(void **state)
{
    (void)state;
    const struct candidate *k = chart_find(chart_matched(NOTE), "M25.561");
    assert_non_null(k);
    assert_str("knee pain", k->phrase);
    assert_true(k->unlearned == k->confidence);
    assert_int_equal(k->advice_count, 0);
}

static void nothing_learned_changes_nothing(void **state)
{
    (void)state;
    double before = confidence_of(chart_matched(NOTE), "J18.9");
    const struct chart *c = matched_after(NO_ROWS, NO_ROWS);
    assert_true(confidence_of(c, "J18.9") == before);
}

static void another_code_stands_instead(void **state)
{
    (void)state;
    double other = confidence_of(chart_matched(NOTE), "I10");
    const struct chart *c = matched_after(NO_ROWS, "pneumonia\tJ18.9\tinstead\tD64.9\tversion 1\n");
    assert_null(chart_find(c, "J18.9"));
    const struct candidate *k = chart_find(c, "D64.9");
    assert_non_null(k);
    assert_true(k->suggested && k->reason == WITHHELD_NONE);
    assert_true(advises(k, "'pneumonia' is D64.9 here, not J18.9 (version 1)"));
    assert_true(confidence_of(c, "I10") == other);
}

/* The record completes M25.56- to the right knee; what coders say of the left one is left alone. */
static void only_the_completed_code_is_meant(void **state)
{
    (void)state;
    const struct chart *c = matched_after(NO_ROWS, "knee pain\tM25.562\tinstead\tD64.9\n");
    assert_non_null(chart_find(c, "M25.561"));
    assert_null(chart_find(c, "D64.9"));
    c = matched_after(NO_ROWS, "knee pain\tM25.561\tinstead\tD64.9\n");
    assert_null(chart_find(c, "M25.561"));
    assert_non_null(chart_find(c, "D64.9"));
}

static void an_invalid_code_never_appears(void **state)
{
    (void)state;
    const struct chart *c =
        matched_after("pneumonia\tX99.99\npneumonia\tJ18\n", "pneumonia\tJ18.9\tinstead\tX99.99\nhypertension\tI10\tinstead\tM25\n");
    assert_non_null(chart_find(c, "J18.9"));
    assert_non_null(chart_find(c, "I10"));
    assert_null(chart_find(c, "X99.99"));
    assert_null(chart_find(c, "J18"));
    assert_null(chart_find(c, "M25"));
}

static void a_muted_phrase_is_withheld_and_says_why(void **state)
{
    (void)state;
    const struct chart *c = matched_after(NO_ROWS, "pneumonia\tJ18.9\tmute\t\tversion 2\n");
    const struct candidate *k = chart_find(c, "J18.9");
    assert_non_null(k);
    assert_int_equal(k->reason, WITHHELD_EXCLUDED);
    assert_str("learned: coders turn J18.9 down for 'pneumonia' (version 2)", k->rule);
    assert_false(k->suggested);
}

static void a_weight_moves_the_confidence_and_no_more(void **state)
{
    (void)state;
    double before = confidence_of(chart_matched(NOTE), "J18.9"), other = confidence_of(chart_matched(NOTE), "I10");
    const struct chart *c = matched_after(NO_ROWS, "pneumonia\tJ18.9\tweight\t-0.5\n");
    const struct candidate *k = chart_find(c, "J18.9");
    double odds = before / (1 - before) * 0.60653065971; /* exp(-0.5) */
    assert_true(k->confidence > odds / (1 + odds) - 1e-6 && k->confidence < odds / (1 + odds) + 1e-6);
    assert_true(k->unlearned == before);
    assert_true(advises(k, "less often"));
    assert_true(confidence_of(c, "I10") == other);
    assert_true(confidence_of(matched_after(NO_ROWS, "pneumonia\tJ18.9\tweight\t0.5\n"), "J18.9") > before);
}

static void a_phrase_gets_a_code_more(void **state)
{
    (void)state;
    const struct chart *c = matched_after("hypertension\tD64.9\t\tversion 3\n", NO_ROWS);
    const struct candidate *k = chart_find(c, "D64.9");
    assert_non_null(k);
    assert_true(advises(k, "coders add D64.9 for 'hypertension' (version 3)"));
    assert_non_null(chart_find(c, "I10"));
}

static void word_order_is_no_other_phrase(void **state)
{
    (void)state;
    const struct chart *c = matched_after(NO_ROWS, "pain of the knee\tM25.561\tmute\n");
    assert_int_equal(chart_find(c, "M25.561")->reason, WITHHELD_EXCLUDED);
}

static void a_circle_ends(void **state)
{
    (void)state;
    const struct chart *c = matched_after(NO_ROWS, "pneumonia\tJ18.9\tinstead\tD64.9\npneumonia\tD64.9\tinstead\tJ18.9\n");
    assert_true(chart_find(c, "J18.9") || chart_find(c, "D64.9"));
}

static void a_faulty_row_is_named(void **state)
{
    (void)state;
    const char *out = unit_path("bad.lex");
    assert_status(ST_BAD_DATA, learn_into(NO_ROWS, "pneumonia\tJ18.9\tweight\t9\n", 1, out));
    assert_message("preferences.tsv:2: weight '9' is out of range");
    assert_status(ST_BAD_DATA, learn_into(NO_ROWS, "pneumonia\tJ18.9\tloud\n", 1, out));
    assert_message("unknown effect 'loud'");
    assert_false(file_exists(out));
}

static void same_tables_same_lexicon(void **state)
{
    (void)state;
    struct lexicon *a, *b, *c;
    const char *row = "pneumonia\tJ18.9\tmute\n";
    assert_ok(learn_into(NO_ROWS, row, 1, unit_path("one.lex")));
    assert_ok(learn_into(NO_ROWS, row, 2, unit_path("two.lex")));
    assert_ok(learn_into(NO_ROWS, NO_ROWS, 3, unit_path("three.lex")));
    assert_ok(lexicon_open(unit_path("one.lex"), &a));
    assert_ok(lexicon_open(unit_path("two.lex"), &b));
    assert_ok(lexicon_open(unit_path("three.lex"), &c));
    assert_memory_equal(a->header->hash, b->header->hash, sizeof a->header->hash);
    assert_memory_not_equal(a->header->hash, c->header->hash, sizeof a->header->hash);
    assert_int_equal(a->header->learned_version, 1);
    assert_status(ST_USAGE, lexicon_learn(unit_path("one.lex"), unit_path("learned"), 4, unit_path("four.lex")));
    lexicon_close(a);
    lexicon_close(b);
    lexicon_close(c);
}

static int close_all(void **state)
{
    chart_line_close(learned_line);
    config_close(&learned_config);
    return chart_close(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_candidate_names_its_phrase),
        cmocka_unit_test(nothing_learned_changes_nothing),
        cmocka_unit_test(another_code_stands_instead),
        cmocka_unit_test(only_the_completed_code_is_meant),
        cmocka_unit_test(an_invalid_code_never_appears),
        cmocka_unit_test(a_muted_phrase_is_withheld_and_says_why),
        cmocka_unit_test(a_weight_moves_the_confidence_and_no_more),
        cmocka_unit_test(a_phrase_gets_a_code_more),
        cmocka_unit_test(word_order_is_no_other_phrase),
        cmocka_unit_test(a_circle_ends),
        cmocka_unit_test(a_faulty_row_is_named),
        cmocka_unit_test(same_tables_same_lexicon),
    };
    return cmocka_run_group_tests_name("learned", tests, chart_open, close_all);
}
