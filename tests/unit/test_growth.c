/* The work of a chart grows with its text, whatever stands in it: counted by match, not timed. */
#include "support/chart.h"

#include "match_stage.h"

static uint64_t work_of(const char *piece, size_t bytes)
{
    size_t n = strlen(piece);
    char *text = malloc(bytes + n);
    size_t at = 0;
    for (; at < bytes; at += n) memcpy(text + at, piece, n);
    void *state = chart_line_state(chart_line, "match");
    uint64_t before = match_looks(state);
    struct chart *c = chart_of(text, at);
    assert_ok(chart_line_run(chart_line, c));
    free(text);
    return match_looks(state) - before;
}

/* Ten times the text, ten times the work: the square would be a hundred. */
static void work_grows_with_the_text(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "HPI: Knee pain, no fever. Mother had anemia.\nASSESSMENT:\n1. Type 2 diabetes mellitus with neuropathy\n2. Left ankle sprain, denies chest "
        "pain\nPLAN: knee x-ray 3 views, return if fever.\n\n",
        "fever ",
        "no knee pain and chest pain and pneumonia with rheumatoid arthritis and no ankle sprain but hypertension, ",
        "0123456789 ",
        "7",
        "dolor de pecho \xD0\xB1\xD0\xBE\xD0\xBB\xD1\x8C fever \xE8\x83\xB8\xE7\x97\x9B ",
        "1. ",
        "diabetes 2 type with\n",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        uint64_t small = work_of(pieces[i], 50000), large = work_of(pieces[i], 500000);
        if (large > 12 * small + 1000) print_error("piece %zu: %llu, then %llu\n", i, (unsigned long long)small, (unsigned long long)large);
        assert_true(large <= 12 * small + 1000);
    }
}

/* A finding asks which sentences hold its rarest word; that must not cost a look each time the chart says the word. Below the most
 * that is ever looked at, where a bound cannot hide the square. */
static void a_word_said_often_is_looked_up_not_walked(void **state)
{
    (void)state;
    static const char piece[] = "Knee pain on the right.\n\nLeft ankle fracture, closed. No chest pain.\n\nStage 3 kidney disease, chronic.\n\n";
    uint64_t small = work_of(piece, 50 * sizeof piece), large = work_of(piece, 500 * sizeof piece);
    if (large > 14 * small) print_error("%llu, then %llu\n", (unsigned long long)small, (unsigned long long)large);
    assert_true(large <= 14 * small);
}

/* 100,000 lines without a stop, and a note of 10 MB. */
static void huge_notes_end(void **state)
{
    (void)state;
    uint64_t line = work_of("patient has fever and knee pain\n", 32 * 1000), lines = work_of("patient has fever and knee pain\n", 32 * 100000);
    assert_in_range(lines, 1, 120 * line);
    assert_in_range(work_of("anemia ", (size_t)10 << 20), 1, 1000 * work_of("anemia ", (size_t)10 << 10) * 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(work_grows_with_the_text), cmocka_unit_test(a_word_said_often_is_looked_up_not_walked),
                                       cmocka_unit_test(huge_notes_end)};
    return cmocka_run_group_tests_name("growth", tests, chart_open, chart_close);
}
