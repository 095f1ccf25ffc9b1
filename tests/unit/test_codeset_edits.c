/* Edits and the book, with the lexicon that make built from the public code set. */
#include "book.h"
#include "edits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define LEXICON "models/chartcode.lex"

struct fixture {
    struct lexicon *lex;
    struct arena *arena;
};

static int open_all(void **state)
{
    static struct fixture f;
    f.arena = arena_new((size_t)64 << 20);
    if (lexicon_open(LEXICON, &f.lex) != ST_OK) f.lex = NULL;
    *state = &f;
    return 0;
}

static int close_all(void **state)
{
    struct fixture *f = *state;
    lexicon_close(f->lex);
    arena_free(f->arena);
    return 0;
}

static void need_code_set(const struct fixture *f)
{
    if (f->lex && f->lex->header->effective_date) return;
    print_message("skipped: no %s with the public code set (make codeset lexicon)\n", LEXICON);
    skip();
}

static const struct encounter nobody = {.age_years = -1};

/* True when the codes (parted by blanks) raise the rule with that severity. */
static bool raises(struct fixture *f, const char *codes, const struct encounter *e, const char *rule, enum edit_severity severity)
{
    struct str list[16], rest = str_of(codes);
    struct edit *edits;
    uint32_t n = 0, count;
    arena_reset(f->arena);
    while (n < 16 && str_cut(&rest, ' ', &list[n])) n++;
    assert_int_equal(edits_check(f->lex, f->arena, list, n, e, &edits, &count), ST_OK);
    for (uint32_t i = 0; i < count; i++)
        if (strcmp(edits[i].rule, rule) == 0 && edits[i].severity == severity) return true;
    return false;
}

static void test_codes_by_themselves(void **state)
{
    struct fixture *f = *state;
    need_code_set(f);
    assert_true(raises(f, "Z99.9", &nobody, "invalid-code", EDIT_HARD));
    assert_true(raises(f, "E11", &nobody, "not-billable", EDIT_HARD));
    assert_false(raises(f, "E11.9", &nobody, "not-billable", EDIT_HARD));
    assert_true(raises(f, "E11.9 I10 e119", &nobody, "duplicate", EDIT_HARD));
    assert_true(raises(f, "M25.569", &nobody, "unspecified-side", EDIT_SOFT));
    assert_false(raises(f, "M25.561", &nobody, "unspecified-side", EDIT_SOFT));
    assert_true(raises(f, "99999", &nobody, "unchecked", EDIT_INFO));
    assert_false(raises(f, "99213-25", &nobody, "invalid-code", EDIT_HARD));
}

static void test_what_may_stand_first(void **state)
{
    struct fixture *f = *state;
    static const struct encounter inpatient = {.type = ENCOUNTER_INPATIENT, .age_years = -1};
    need_code_set(f);
    assert_true(raises(f, "W19.XXXA S72.001A", &nobody, "external-cause-first", EDIT_HARD));
    assert_false(raises(f, "S72.001A W19.XXXA", &nobody, "external-cause-first", EDIT_HARD));
    assert_true(raises(f, "D63.1 N18.4", &nobody, "manifestation-first", EDIT_HARD));
    assert_true(raises(f, "B95.62", &inpatient, "unacceptable-principal", EDIT_HARD));
    assert_false(raises(f, "B95.62", &nobody, "unacceptable-principal", EDIT_HARD));
}

static void test_present_on_admission(void **state)
{
    struct fixture *f = *state;
    static const struct encounter inpatient = {.type = ENCOUNTER_INPATIENT, .age_years = -1};
    need_code_set(f);
    assert_true(raises(f, "E11.9 I10", &inpatient, "poa-missing", EDIT_SOFT));
    assert_true(raises(f, "E11.9@Y I10", &inpatient, "poa-missing", EDIT_HARD));
    assert_false(raises(f, "E11.9@Y I10@n", &inpatient, "poa-missing", EDIT_HARD));
    assert_false(raises(f, "E11.9 I10", &nobody, "poa-missing", EDIT_SOFT));
    assert_true(raises(f, "E11.9@X", &inpatient, "poa-invalid", EDIT_HARD));
    assert_false(raises(f, "E11.9@Y", &inpatient, "invalid-code", EDIT_HARD));
}

static void test_age_and_sex(void **state)
{
    struct fixture *f = *state;
    static const struct encounter boy = {.age_years = 3, .sex = SEX_MALE}, woman = {.age_years = 30, .sex = SEX_FEMALE};
    need_code_set(f);
    assert_true(raises(f, "O80", &boy, "sex", EDIT_HARD));
    assert_true(raises(f, "O80", &boy, "age", EDIT_HARD));
    assert_true(raises(f, "N40.0", &boy, "age", EDIT_HARD));
    assert_false(raises(f, "O80", &woman, "sex", EDIT_HARD));
    assert_true(raises(f, "N40.0", &woman, "sex", EDIT_HARD));
    assert_false(raises(f, "O80", &nobody, "age", EDIT_HARD));
}

static void test_notes_of_the_tabular(void **state)
{
    struct fixture *f = *state;
    need_code_set(f);
    assert_true(raises(f, "E11.9 E10.9", &nobody, "excludes1", EDIT_HARD));
    assert_true(raises(f, "E10.9 E11.9", &nobody, "excludes1", EDIT_HARD));
    assert_false(raises(f, "E11.9 I10", &nobody, "excludes1", EDIT_HARD));
    assert_true(raises(f, "N18.4 I12.9", &nobody, "sequence", EDIT_SOFT));
    assert_false(raises(f, "I12.9 N18.4", &nobody, "sequence", EDIT_SOFT));
    assert_true(raises(f, "F02.80", &nobody, "code-first", EDIT_SOFT));
    assert_true(raises(f, "I12.9", &nobody, "use-additional", EDIT_INFO));
}

static void test_dates(void **state)
{
    struct fixture *f = *state;
    struct encounter e = {.age_years = -1, .date_of_service = 20200101};
    need_code_set(f);
    assert_true(raises(f, "I10", &e, "release", EDIT_SOFT));
    e.date_of_service = 20261001;
    assert_true(raises(f, "I10", &e, "release", EDIT_SOFT));
    e.date_of_service = 20260930;
    assert_false(raises(f, "I10", &e, "release", EDIT_SOFT));
}

static void test_codes_named_in_notes(void **state)
{
    (void)state;
    struct code_range r[8];
    assert_int_equal(book_ranges(STR("open fracture of pelvis (S32.1--S32.9 with 7th character B)"), r, 8), 1);
    assert_true(str_eq(r[0].first, STR("S32.1")) && str_eq(r[0].last, STR("S32.9")));
    assert_true(book_in_range(STR("S32.511A"), r[0]));
    assert_false(book_in_range(STR("S33.0XXA"), r[0]));
    assert_int_equal(book_ranges(STR("diabetic kidney disease (E08.22, E09.22, E10.-)"), r, 8), 3);
    assert_true(book_in_range(STR("E10.65"), r[2]));
    assert_false(book_in_range(STR("E11.65"), r[2]));
    assert_int_equal(book_ranges(STR("influenza (J00-J22) NOS, HIV, and QA0.0101"), r, 8), 2);
    assert_true(book_in_range(STR("J09.X1"), r[0]));
    assert_int_equal(book_ranges(STR("code to specified injury NOS"), r, 8), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_codes_by_themselves),  cmocka_unit_test(test_what_may_stand_first),
                                       cmocka_unit_test(test_present_on_admission), cmocka_unit_test(test_age_and_sex),
                                       cmocka_unit_test(test_notes_of_the_tabular), cmocka_unit_test(test_dates),
                                       cmocka_unit_test(test_codes_named_in_notes)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
