/* What match makes of the books that a site imports: the Index to Diseases and the Index to External Causes. */
#include "support/chart.h"

static const char diseases[] = "<ICD10CM.index><version>2026</version><title>INDEX TO DISEASES</title><letter><title>A</title>"
                               "<mainTerm><title>Qlook</title><code>R50.9</code>"
                               "<term level=\"1\"><title>qdeep</title><code>R50.9</code></term></mainTerm>"
                               "<mainTerm><title>Qodd</title><code>R07.9</code></mainTerm>"
                               "<mainTerm><title>Qplain</title><code>D64.9</code>"
                               "<term level=\"1\"><title>qwide</title><code>D64.9</code></term></mainTerm></letter></ICD10CM.index>";
static const char causes[] = "<ICD10CM.index><version>2026</version><title>EXTERNAL CAUSES OF INJURIES INDEX</title><letter><title>B</title>"
                             "<mainTerm><title>Qbang</title><code>J18.9</code>"
                             "<term level=\"1\"><title>qrock</title><code>J18.9</code></term></mainTerm></letter></ICD10CM.index>";

static int open_books(void **state)
{
    (void)state;
    char path[2][128];
    (void)unit_write("diseases.xml", diseases);
    (void)unit_write("causes.xml", causes);
    (void)snprintf(path[0], sizeof path[0], "%s/diseases.xml", unit_folder());
    (void)snprintf(path[1], sizeof path[1], "%s/causes.xml", unit_folder());
    const char *books[] = {path[0], path[1], NULL};
    small_dictionaries();
    small_add("not_phrases.tsv", "Qlook*\tR50-R51\twhat was looked at");
    small_add("not_phrases.tsv", "Qplain\tR50\tof another code");
    assert_ok(small_build_with(unit_path("books.lex"), books));
    return chart_open_with(unit_path("books.lex"));
}

static bool is_found(const char *text, const char *code)
{
    return chart_find(chart_matched(text), code) != NULL;
}

static void the_index_is_looked_up(void **state)
{
    (void)state;
    assert_true(is_found("Qodd today.", "R07.9"));
    assert_true(is_found("Qplain today.", "D64.9"));
}

static void words_that_mean_something_else_are_not(void **state)
{
    (void)state;
    assert_false(is_found("Qlook today.", "R50.9"));
    assert_false(is_found("A qdeep qlook today.", "R50.9")); /* all that begin so */
}

/* One word of the Index to External Causes is the injury's, or anyone's. */
static void a_cause_is_more_than_a_word(void **state)
{
    (void)state;
    assert_false(is_found("Qbang today.", "J18.9"));
    assert_true(is_found("Qbang of the qrock.", "J18.9"));
}

static void words_of_a_cause_stand_together(void **state)
{
    (void)state;
    assert_true(is_found("Qplain shows some evidence of qwide.", "D64.9"));
    assert_false(is_found("Qbang shows some evidence of qrock.", "J18.9"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_index_is_looked_up),
        cmocka_unit_test(words_that_mean_something_else_are_not),
        cmocka_unit_test(a_cause_is_more_than_a_word),
        cmocka_unit_test(words_of_a_cause_stand_together),
    };
    return cmocka_run_group_tests_name("books", tests, open_books, chart_close);
}
