/* normalize: text to passages, sections and sentences; every token keeps its place. */
#include "support/chart.h"

static bool spans_in_order(const struct chart *c)
{
    uint32_t end = 0, token = 0;
    for (uint32_t i = 0; i < c->sentence_count; i++) {
        const struct sentence *s = &c->sentences[i];
        if (s->start < end || s->end < s->start || s->end > c->text.n || s->first_token != token || s->section >= SECTION_COUNT) return false;
        token += s->token_count;
        end = s->end;
        for (uint32_t k = s->first_token; k < token; k++) {
            const struct token *t = &c->tokens[k];
            if (t->start < s->start || t->end > s->end || t->start >= t->end || t->sentence != i) return false;
        }
    }
    return token == c->token_count;
}

/* The sentences of the text, each as "section:text", parted by '|'. */
static const char *cut(const char *text)
{
    static char out[2048];
    size_t at = 0;
    const struct chart *c = chart_normalized(text);
    assert_true(spans_in_order(c));
    out[0] = '\0';
    for (uint32_t i = 0; i < c->sentence_count; i++) {
        const struct sentence *s = &c->sentences[i];
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%s:%.*s", i ? "|" : "", section_name((enum section)s->section), (int)(s->end - s->start),
                               c->text.p + s->start);
    }
    return out;
}

static void sentences_end_at_stops(void **state)
{
    (void)state;
    assert_string_equal(cut("Fever today. No cough! Pain? Yes."), "none:Fever today.|none:No cough!|none:Pain?|none:Yes.");
    assert_string_equal(cut("Seen by Dr. Ames. Temp 38.5 today."), "none:Seen by Dr. Ames.|none:Temp 38.5 today.");
    assert_string_equal(cut("Pain vs. sprain. Approx. 3 cm."), "none:Pain vs. sprain.|none:Approx. 3 cm.");
    assert_string_equal(cut("Seen by J. Smith today."), "none:Seen by J. Smith today.");
    assert_string_equal(cut(""), "");
    assert_string_equal(cut(" \n\n \t\n"), "");
}

static void headings_set_the_section(void **state)
{
    (void)state;
    assert_string_equal(cut("HPI: Fever.\nASSESSMENT\nPneumonia.\n"), "hpi:Fever.|assessment:Pneumonia.");
    assert_string_equal(cut("Assessment:\nPneumonia\n\nPlan:\nRest\n"), "assessment:Pneumonia|plan:Rest");
    assert_string_equal(cut("Family History: Mother well. HPI: Fever."), "family_history:Mother well.|hpi: Fever.");
}

/* "Left knee: tender" inside an exam is no section of its own, and says what the finding is of. */
static void sub_headings_stay_in_the_text(void **state)
{
    (void)state;
    assert_string_equal(cut("PHYSICAL EXAM:\nCardiovascular: regular.\n"), "exam:Cardiovascular: regular.");
}

static void values_of_the_social_history_keep_their_heading(void **state)
{
    (void)state;
    assert_string_equal(cut("Social History:\nSmoking: never\n"), "social_history:Smoking: never");
    assert_string_equal(cut("Social History: Smoking: never\n"), "social_history:Smoking: never");
    assert_string_equal(cut("PHYSICAL EXAM: Cardiovascular: regular.\n"), "exam:Cardiovascular: regular.");
}

static void headings_of_markdown_and_with_a_dash_are_headings(void **state)
{
    (void)state;
    assert_string_equal(cut("## Assessment\n- **Asthma**\n"), "assessment:**Asthma**");
    assert_string_equal(cut("**HPI:** Fever.\n"), "hpi:Fever.");
    assert_string_equal(cut("Assessment - asthma\n"), "assessment:asthma");
    assert_string_equal(cut("HPI: Fever.\n1. Plan - rest\n"), "hpi:Fever.|hpi:Plan - rest");
}

static void rows_of_a_table_stand_for_themselves(void **state)
{
    (void)state;
    assert_string_equal(cut("Problem List\nProblem\tStatus\nAsthma\tActive\nGout\tResolved\n"),
                        "problem_list:Asthma\tActive|problem_list:Gout\tResolved");
    assert_string_equal(cut("| Problem | Status |\n| asthma | active |\n| gout | gone |\n"), "none:asthma | active ||none:gout | gone |");
}

static void a_plan_of_problems_assesses_where_nothing_else_does(void **state)
{
    (void)state;
    assert_string_equal(cut("Plan:\n1. Asthma\n"), "assessment_plan:Asthma");
    assert_string_equal(cut("Assessment: Gout.\nPlan:\n1. Asthma\n"), "assessment:Gout.|plan:Asthma");
    assert_string_equal(cut("Plan: Rest.\n"), "plan:Rest.");
}

static void unknown_headings_are_text(void **state)
{
    (void)state;
    assert_string_equal(cut("HPI: Fever.\n\nMiscellany: nothing\n"), "hpi:Fever.|hpi:Miscellany: nothing");
}

static void folded_lines_are_joined(void **state)
{
    (void)state;
    assert_string_equal(cut("The patient has had pain in the knee\nfor three days and now comes to us.\n"),
                        "none:The patient has had pain in the knee\nfor three days and now comes to us.");
    assert_string_equal(cut("Knee pain\n\nAnkle sprain\n"), "none:Knee pain|none:Ankle sprain");
    assert_string_equal(cut("- knee pain\n- ankle sprain\n"), "none:knee pain|none:ankle sprain");
    assert_string_equal(cut("knee pain\r\n\r\nankle sprain\r\n"), "none:knee pain|none:ankle sprain");
}

static void numbered_lines_of_an_assessment_name_problems(void **state)
{
    (void)state;
    const struct chart *c = chart_normalized("ASSESSMENT:\n1. Knee pain. Worse on stairs.\nIce.\n2. Hypertension\nPLAN:\nRest\n");
    assert_true(c->sentence_count >= 4);
    assert_int_equal(c->sentences[0].problem, 1);
    assert_true(c->sentences[0].heading);
    assert_false(c->sentences[1].heading); /* "Worse on stairs." explains */
    assert_int_equal(c->sentences[1].problem, 1);
    const struct sentence *last = &c->sentences[c->sentence_count - 1], *second = last - 1;
    assert_int_equal(second->problem, 2);
    assert_true(second->heading && second->list_item);
    assert_int_equal(last->section, SECTION_plan);
}

static void numbers_in_the_history_are_no_problems(void **state)
{
    (void)state;
    const struct chart *c = chart_normalized("HPI:\n1. Knee pain\n");
    assert_int_equal(c->sentences[0].problem, 0);
    assert_false(c->sentences[0].heading);
}

static void pages_are_joined(void **state)
{
    (void)state;
    struct page pages[3] = {{.text = {"HPI: Fever.", 11}}, {.text = {NULL, 0}}, {.text = {"Cough.", 6}}};
    struct chart *c = chart_of("", 0);
    c->pages = pages;
    c->page_count = 3;
    assert_ok(chart_line_normalize(chart_line, c));
    assert_str("HPI: Fever.\f\fCough.", c->text);
    assert_int_equal(c->page_start[2], 13);
    assert_int_equal(c->sentences[1].section, SECTION_hpi); /* a section runs over the page break */
    assert_true(spans_in_order(c));
}

static void misspelt_words_are_repaired(void **state)
{
    (void)state;
    const struct chart *c = chart_normalized("Has hypertention and pnuemonia.");
    assert_str("hypertension", c->tokens[1].norm);
    assert_true(c->tokens[1].corrected);
    assert_str("pneumonia", c->tokens[3].norm);
    c = chart_normalized("Seen by Hypertentson, a hypotension expert.");
    for (uint32_t i = 0; i < c->token_count; i++) assert_false(c->tokens[i].corrected); /* a name; a right word */
}

/* 100,000 words without a stop: sentences stay short, so that the work grows with the text and not with its square. */
static void endless_sentences_are_cut(void **state)
{
    (void)state;
    size_t n = 600000;
    char *text = malloc(n);
    for (size_t i = 0; i < n; i++) text[i] = "fever "[i % 6];
    struct chart *c = chart_of(text, n);
    assert_ok(chart_line_normalize(chart_line, c));
    assert_true(spans_in_order(c));
    assert_int_equal(c->token_count, 100000);
    for (uint32_t i = 0; i < c->sentence_count; i++) assert_true(c->sentences[i].token_count < 1000);
    free(text);
}

/* Any bytes: the spans must lie in the text and in their sentence. */
static void spans_hold_for_odd_texts(void **state)
{
    (void)state;
    static const char *pieces[] = {
        "1. ",      "- ",   "\xE2\x80\xA2 ", "HPI:", "ASSESSMENT", ":", "\n",  "\n\n", "\f", " ",    "Dr.", ".",          "T2DM/HTN", "w/",
        "\xC3\xA9", "\xFF", "[x]",           "(",    ")",          "#", "9.1", "a",    "RA", "\r\n", "\t",  "Mother had", "'",        "\xE2\x80\x99s",
        "/",        "o "};
    unsigned seed = 7;
    char text[400];
    for (int round = 0; round < 4000; round++) {
        size_t n = 0;
        for (int k = 0; k < 30; k++) {
            seed = seed * 1103515245u + 12345u;
            const char *piece = pieces[(seed >> 16) % (sizeof pieces / sizeof pieces[0])];
            memcpy(text + n, piece, strlen(piece));
            n += strlen(piece);
        }
        struct chart *c = chart_of(text, n);
        assert_ok(chart_line_run(chart_line, c));
        assert_true(spans_in_order(c));
    }
}

static void each_allocation_may_fail(void **state)
{
    (void)state;
    const char *text = "HPI: T2DM w/ neuropathy, no fever.\nASSESSMENT:\n1. Left knee pain\n2. Hypertention\n";
    enum status st = ST_NO_MEMORY;
    unsigned long n = 1;
    for (; st != ST_OK && n < 1000; n++) {
        struct chart *c = chart_of(text, strlen(text));
        arena_fail_after(n);
        st = chart_line_run(chart_line, c);
        arena_fail_after(0);
        assert_true(st == ST_OK || st == ST_NO_MEMORY);
    }
    assert_int_equal(st, ST_OK);
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_end_at_stops),
        cmocka_unit_test(headings_set_the_section),
        cmocka_unit_test(sub_headings_stay_in_the_text),
        cmocka_unit_test(values_of_the_social_history_keep_their_heading),
        cmocka_unit_test(headings_of_markdown_and_with_a_dash_are_headings),
        cmocka_unit_test(rows_of_a_table_stand_for_themselves),
        cmocka_unit_test(a_plan_of_problems_assesses_where_nothing_else_does),
        cmocka_unit_test(unknown_headings_are_text),
        cmocka_unit_test(folded_lines_are_joined),
        cmocka_unit_test(numbered_lines_of_an_assessment_name_problems),
        cmocka_unit_test(numbers_in_the_history_are_no_problems),
        cmocka_unit_test(pages_are_joined),
        cmocka_unit_test(misspelt_words_are_repaired),
        cmocka_unit_test(endless_sentences_are_cut),
        cmocka_unit_test(spans_hold_for_odd_texts),
        cmocka_unit_test(each_allocation_may_fail),
    };
    return cmocka_run_group_tests_name("normalize", tests, chart_open, chart_close);
}
