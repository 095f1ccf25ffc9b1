/* match: phrases found, their context, the code the record completes, order and determinism. */
#include "support/chart.h"

/* "code" or "code?" (below the threshold counts too), "-code:reason" for a withheld one, "" for nowhere. */
static const char *place(const char *text, const char *code)
{
    const struct candidate *k = chart_find(chart_matched(text), code);
    if (!k) return "nowhere";
    return k->reason == WITHHELD_NONE ? "candidate" : withheld_reason_name(k->reason);
}
#define assert_place(text, code, want) assert_string_equal(place((text), (code)), (want))

static const char *evidence(const char *text, const char *code)
{
    static char out[256];
    const struct chart *c = chart_matched(text);
    const struct candidate *k = chart_find(c, code);
    if (!k || !k->evidence_count) return "nowhere";
    (void)snprintf(out, sizeof out, "%.*s", (int)(k->evidence[0].end - k->evidence[0].start), c->text.p + k->evidence[0].start);
    return out;
}

static void words_in_any_order_and_form(void **state)
{
    (void)state;
    assert_string_equal(evidence("Complains of chest pain today.", "R07.9"), "chest pain");
    assert_string_equal(evidence("Pain in the chest today.", "R07.9"), "Pain in the chest");
    assert_string_equal(evidence("CHEST PAINS", "R07.9"), "CHEST PAINS");
    assert_place("Pain here. Chest clear.", "R07.9", "nowhere"); /* two sentences */
    assert_place("The chest x-ray that we took last week in the other clinic shows that pain", "R07.9", "nowhere"); /* too far */
    assert_string_equal(evidence("HTN", "I10"), "HTN");
    assert_place("qone qtwo qthree qfour some more words stand qfive", "D64.9", "candidate");
    assert_place("qone qtwo qthree qfour some more words stand here qfive", "D64.9", "nowhere");
}

static void longer_phrase_outdoes_shorter(void **state)
{
    (void)state;
    const char *text = "Type 2 diabetes with neuropathy.";
    assert_place(text, "E11.40", "candidate");
    const struct chart *c = chart_matched(text);
    const struct candidate *shorter = chart_find(c, "E11.9"), *longer = chart_find(c, "E11.40");
    assert_true(!shorter || shorter->confidence < longer->confidence * 0.5);
}

static void cues_decide(void **state)
{
    (void)state;
    assert_place("No fever.", "R50.9", "negated");
    assert_place("Denies chest pain, fever, or cough.", "R50.9", "negated");
    assert_place("No chest pain but has fever.", "R50.9", "candidate");
    assert_place("No chest pain but has fever.", "R07.9", "negated");
    assert_place("Fever: none.", "R50.9", "negated");
    assert_place("No change in fever.", "R50.9", "candidate"); /* looks like a cue and is none */
    assert_place("Denies chest pain, reports fever.", "R50.9", "candidate"); /* the cue's own end */
    assert_place("Probable pneumonia.", "J18.9", "uncertain");
    assert_place("Return if fever.", "R50.9", "hypothetical");
    assert_place("History of pneumonia.", "J18.9", "historical");
    assert_place("History of hypertension.", "I10", "candidate"); /* chronic disease goes on */
    assert_place("Mother had pneumonia.", "J18.9", "family");
}

static void sections_decide(void **state)
{
    (void)state;
    assert_place("FAMILY HISTORY:\nHypertension\n", "I10", "family");
    assert_place("PAST MEDICAL HISTORY:\nPneumonia\n", "J18.9", "historical");
    assert_place("ASSESSMENT:\nPneumonia\n", "J18.9", "candidate");
}

static void the_cue_is_told(void **state)
{
    (void)state;
    const struct candidate *k = chart_find(chart_matched("Denies fever."), "R50.9");
    assert_non_null(k);
    assert_str("denies", k->cue);
}

/* Uncertain at discharge counts for an inpatient (Guidelines II.H), never for an outpatient (IV.H). */
static void uncertain_counts_for_inpatients(void **state)
{
    (void)state;
    const char *text = "Probable pneumonia.";
    struct chart *c = chart_of(text, strlen(text));
    c->encounter.type = ENCOUNTER_INPATIENT;
    assert_ok(chart_line_run(chart_line, c));
    assert_int_equal(chart_find(c, "J18.9")->reason, WITHHELD_NONE);
}

static const char *best(const char *text)
{
    static char code[16];
    const struct chart *c = chart_matched(text);
    (void)snprintf(code, sizeof code, "%.*s", c->candidate_count ? (int)c->candidates[0].code.n : 0,
                   c->candidate_count ? c->candidates[0].code.p : "");
    return code;
}

static void sides_complete_the_code(void **state)
{
    (void)state;
    assert_string_equal(best("ASSESSMENT:\n1. Left knee pain\n"), "M25.562");
    assert_string_equal(best("ASSESSMENT:\n1. Knee pain, right\n"), "M25.561");
    assert_string_equal(best("ASSESSMENT:\n1. Knee pain\n"), "M25.569");
    assert_string_equal(best("ASSESSMENT:\n1. Bilateral carpal tunnel syndrome\n"), "G56.03");
    assert_string_equal(best("ASSESSMENT:\n1. Carpal tunnel syndrome of the right wrist\n"), "G56.01");
}

/* Both knees hurt and the book has no bilateral code: one code for each side (I.B.13). */
static void bilateral_without_a_code_is_both_sides(void **state)
{
    (void)state;
    const struct chart *c = chart_matched("ASSESSMENT:\n1. Bilateral knee pain\n");
    assert_non_null(chart_find(c, "M25.561"));
    assert_non_null(chart_find(c, "M25.562"));
    assert_true(chart_find(c, "M25.561")->confidence > 0.3 && chart_find(c, "M25.562")->confidence > 0.3);
}

static void seventh_character_is_a_unless_said(void **state)
{
    (void)state;
    assert_string_equal(best("ASSESSMENT:\n1. Right ankle sprain\n"), "S93.401A");
    assert_string_equal(best("ASSESSMENT:\n1. Right ankle sprain, subsequent encounter\n"), "S93.401D");
}

static void conditions_of_a_phrase(void **state)
{
    (void)state;
    assert_place("Prostatic hyperplasia in a woman", "N40.0", "nowhere"); /* sex is not known to be M */
    const char *text = "Prostatic hyperplasia";
    struct chart *c = chart_of(text, strlen(text));
    c->encounter.sex = SEX_MALE;
    assert_ok(chart_line_run(chart_line, c));
    assert_non_null(chart_find(c, "N40.0"));
    assert_place("Knee x-ray, 3 views", "73562", "candidate");
    assert_place("Knee x-ray, 3 views", "73560", "nowhere"); /* the condition that holds wins over the default */
    assert_place("Knee x-ray, 2 views", "73560", "candidate");
}

static void assessment_ranks_over_history(void **state)
{
    (void)state;
    const struct chart *c = chart_matched("HPI: chest pain and fever.\nASSESSMENT:\n1. Pneumonia\n");
    assert_str("J18.9", c->candidates[0].code);
    for (uint32_t i = 1; i < c->candidate_count; i++) {
        assert_true(c->candidates[i].confidence <= c->candidates[i - 1].confidence);
        assert_true(c->candidates[i].confidence >= 0.0 && c->candidates[i].confidence <= 1.0);
    }
}

static void evidence_is_gathered_once_a_place(void **state)
{
    (void)state;
    const struct chart *c = chart_matched("HPI: fever. No fever today.\nASSESSMENT:\n1. Fever\n");
    const struct candidate *k = chart_find(c, "R50.9");
    assert_int_equal(k->evidence_count, 2); /* the denied one is no evidence */
    assert_int_equal(k->evidence[0].section, SECTION_assessment); /* the best first */
    assert_true(k->evidence[1].start != k->evidence[0].start);
}

static void evidence_names_its_page_and_box(void **state)
{
    (void)state;
    struct word word = {.text = {"fever", 5}, .box = {10, 20, 30, 40}, .confidence = 0.6, .start = 3, .end = 8};
    struct page pages[2] = {{.text = {"Seen.", 5}}, {.text = {"No\nfever", 8}, .words = &word, .word_count = 1}};
    pages[1].text.p = "Has fever";
    pages[1].text.n = 9;
    word.start = 4;
    word.end = 9;
    struct chart *c = chart_of("", 0);
    c->pages = pages;
    c->page_count = 2;
    assert_ok(chart_line_run(chart_line, c));
    const struct candidate *k = chart_find(c, "R50.9");
    assert_int_equal(k->evidence[0].page, 1);
    assert_int_equal(k->evidence[0].box.y, 20);
    assert_true(k->evidence[0].reading_confidence > 0.59 && k->evidence[0].reading_confidence < 0.61);
}

/* The same text gives the same candidates, whatever was matched between. */
static void same_text_same_answer(void **state)
{
    (void)state;
    const char *text = "HPI: fever, chest pain.\nASSESSMENT:\n1. T2DM w/ neuropathy\n2. Left knee pain\n3. HTN\n";
    struct {
        char code[16];
        double confidence;
    } first[60];
    const struct chart *c = chart_matched(text);
    uint32_t n = c->candidate_count;
    assert_in_range(n, 5, 60);
    for (uint32_t i = 0; i < n; i++) {
        (void)snprintf(first[i].code, sizeof first[i].code, "%.*s", STR_ARG(c->candidates[i].code));
        first[i].confidence = c->candidates[i].confidence;
    }
    (void)chart_matched("No hypertension. Bilateral knee pain, right ankle sprain, anaemia.");
    c = chart_matched(text);
    assert_int_equal(c->candidate_count, n);
    for (uint32_t i = 0; i < n; i++) {
        assert_str(first[i].code, c->candidates[i].code);
        assert_memory_equal(&first[i].confidence, &c->candidates[i].confidence, sizeof(double));
    }
}

static void long_sentences_are_bounded(void **state)
{
    (void)state;
    size_t n = 0, room = 400000;
    char *text = malloc(room);
    while (n + 40 < room) n += (size_t)snprintf(text + n, room - n, "fever chest pain, left knee pain and ");
    struct chart *c = chart_of(text, n);
    assert_ok(chart_line_run(chart_line, c));
    assert_true(c->candidate_count <= 60);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_in_any_order_and_form),
        cmocka_unit_test(longer_phrase_outdoes_shorter),
        cmocka_unit_test(cues_decide),
        cmocka_unit_test(sections_decide),
        cmocka_unit_test(the_cue_is_told),
        cmocka_unit_test(uncertain_counts_for_inpatients),
        cmocka_unit_test(sides_complete_the_code),
        cmocka_unit_test(bilateral_without_a_code_is_both_sides),
        cmocka_unit_test(seventh_character_is_a_unless_said),
        cmocka_unit_test(conditions_of_a_phrase),
        cmocka_unit_test(assessment_ranks_over_history),
        cmocka_unit_test(evidence_is_gathered_once_a_place),
        cmocka_unit_test(evidence_names_its_page_and_box),
        cmocka_unit_test(same_text_same_answer),
        cmocka_unit_test(long_sentences_are_bounded),
    };
    return cmocka_run_group_tests_name("match", tests, chart_open, chart_close);
}
