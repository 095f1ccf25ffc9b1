/* match, procedures: was it done here, units, what it brings along, modifiers, pointers, visits. */
#include "support/chart.h"

static const struct candidate *find(const char *text, const char *code)
{
    const struct candidate *k = chart_find(chart_matched(text), code);
    return k && k->reason == WITHHELD_NONE ? k : NULL;
}

static bool suggested(const char *text, const char *code)
{
    const struct candidate *k = find(text, code);
    return k && k->suggested;
}

static uint32_t units(const char *text, const char *code)
{
    const struct candidate *k = find(text, code);
    return k ? k->units : 0;
}

/* Modifiers in one string, for comparing. */
static const char *modifiers(const char *text, const char *code)
{
    static char out[64];
    const struct candidate *k = find(text, code);
    out[0] = '\0';
    for (uint32_t i = 0; k && i < k->modifier_count; i++) {
        size_t n = strlen(out);
        (void)snprintf(out + n, sizeof out - n, "%s%.*s", n ? " " : "", STR_ARG(k->modifiers[i].modifier));
        assert_true(k->modifiers[i].reason.n > 0);
    }
    return k ? out : "nowhere";
}

static const char *first_pointer(const char *text, const char *code)
{
    static char out[16];
    const struct candidate *k = find(text, code);
    if (!k || k->pointer_count == 0) return "none";
    (void)snprintf(out, sizeof out, "%.*s", STR_ARG(k->pointers[0]));
    return out;
}

static const char *withheld(const char *text, const char *code)
{
    const struct candidate *k = chart_find(chart_matched(text), code);
    return k ? withheld_reason_name(k->reason) : "nowhere";
}

static bool advises(const char *text, const char *code, const char *words)
{
    const struct candidate *k = find(text, code);
    for (uint32_t i = 0; k && i < k->advice_count; i++)
        if (memmem(k->advice[i].p, k->advice[i].n, words, strlen(words))) return true;
    return false;
}

static void only_what_was_done_is_suggested(void **state)
{
    (void)state;
    assert_true(suggested("Knee x-ray done today.", "73560"));
    assert_non_null(find("Knee x-ray.", "73560"));
    assert_false(suggested("Knee x-ray.", "73560"));
    assert_false(suggested("Knee x-ray last year.", "73560"));
    assert_false(suggested("PAST MEDICAL HISTORY:\nKnee injection done today\n", "20610"));
    assert_string_equal(withheld("No knee x-ray done today.", "73560"), "negated");
    assert_string_equal(withheld("History of knee injection.", "20610"), "historical");
}

static void units_follow_the_amount(void **state)
{
    (void)state;
    assert_int_equal(units("Steroid drug 40 mg done today.", "J3301"), 4);
    assert_int_equal(units("Steroid drug 41 mg done today.", "J3301"), 5); /* each part begun counts */
    assert_int_equal(units("Steroid drug done today.", "J3301"), 1);
    assert_int_equal(units("Exercise 22 minutes done today.", "97110"), 1); /* the last part counts from 8 minutes */
    assert_int_equal(units("Exercise 23 minutes done today.", "97110"), 2);
    assert_int_equal(units("Exercise 120 minutes done today.", "97110"), 4); /* at most four */
}

static void vaccines_bring_their_administration(void **state)
{
    (void)state;
    const char *one = "Shot a done today.", *two = "Shot a done today. Shot b done today.";
    assert_true(suggested(one, "90471"));
    assert_null(find(one, "90472"));
    assert_true(suggested(two, "90472"));
    assert_int_equal(units(two, "90472"), 1);
    assert_false(suggested("Shot a last year.", "90471"));
}

static void what_is_part_of_another_is_withheld(void **state)
{
    (void)state;
    const char *text = "Knee x-ray 3 views done today.\nASSESSMENT:\nKnee x-ray done today.";
    assert_true(suggested(text, "73562"));
    assert_string_equal(withheld(text, "73560"), "excluded");
    assert_str("more views", chart_find(chart_matched(text), "73560")->rule);
}

static void a_length_elsewhere_chooses(void **state)
{
    (void)state;
    assert_non_null(find("The cut is 2.5 cm long. Closure of cut done today.", "12001"));
    assert_non_null(find("The cut is 2.6 cm long. Closure of cut done today.", "12002"));
    assert_null(find("The cut is 2.6 cm long. Closure of cut done today.", "12001"));
    assert_null(find("The scar is 9 cm long.\nASSESSMENT:\nClosure of cut done today.", "12002")); /* of another thing, in another section */
}

static void sides_become_modifiers(void **state)
{
    (void)state;
    assert_string_equal(modifiers("Right knee x-ray done today.", "73560"), "RT");
    assert_string_equal(modifiers("Left knee injection done today.", "20610"), "LT");
    assert_string_equal(modifiers("Knee injection done today.", "20610"), "");
}

static void visit_beside_a_procedure(void **state)
{
    (void)state;
    assert_string_equal(modifiers("Knee injection done today. Total time 25 minutes.", "99213"), "25");
    assert_string_equal(modifiers("Total time 25 minutes.", "99213"), "");
    assert_string_equal(modifiers("Knee injection last year. Total time 25 minutes.", "99213"), "");
}

static void time_chooses_the_visit(void **state)
{
    (void)state;
    assert_true(suggested("Total time 20 minutes.", "99213")); /* met */
    assert_null(find("Total time 19 minutes.", "99213"));
    assert_true(suggested("New patient. Total time 30 minutes.", "99203"));
    assert_null(find("New patient. Total time 25 minutes.", "99213"));
    assert_true(advises("Total time 25 minutes.", "99213", "25 minutes meet 99213 (from 20)"));
}

static void decision_making_is_told(void **state)
{
    (void)state;
    const char *text = "ASSESSMENT:\nPneumonia. Refill.\nPLAN:\nTotal time 25 minutes.";
    assert_true(advises(text, "99213", "MDM problems: low (0 chronic, 1 other)"));
    assert_true(advises(text, "99213", "MDM risk: moderate (prescription drug management)"));
    assert_true(advises(text, "99213", "MDM supports 99213: low"));
}

static void diagnoses_support_procedures(void **state)
{
    (void)state;
    const char *text = "ASSESSMENT:\n1. Pneumonia.\n2. Rheumatoid arthritis.\nPLAN:\nKnee injection done today.";
    assert_string_equal(first_pointer(text, "20610"), "M06.9"); /* pointers.tsv, though pneumonia comes first */
    assert_string_equal(first_pointer("Knee injection done today.", "20610"), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_was_done_is_suggested),
        cmocka_unit_test(units_follow_the_amount),
        cmocka_unit_test(vaccines_bring_their_administration),
        cmocka_unit_test(what_is_part_of_another_is_withheld),
        cmocka_unit_test(a_length_elsewhere_chooses),
        cmocka_unit_test(sides_become_modifiers),
        cmocka_unit_test(visit_beside_a_procedure),
        cmocka_unit_test(time_chooses_the_visit),
        cmocka_unit_test(decision_making_is_told),
        cmocka_unit_test(diagnoses_support_procedures),
    };
    return cmocka_run_group_tests(tests, chart_open, chart_close);
}
