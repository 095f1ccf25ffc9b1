/* demographics: labels at the head of a page, with the project's own dictionary. Programs run from the top of the tree. */
#include "support/unit.h"

#include "../../pipeline/queue/dates.h"
#include "demographics.h"

static struct demographics *own;
static struct arena *arena;

static int open_own(void **state)
{
    (void)state;
    assert_ok(demographics_open("dictionaries/demographics.tsv", &own));
    return (arena = arena_new((size_t)1 << 20)) == NULL;
}

static int close_own(void **state)
{
    (void)state;
    demographics_close(own);
    arena_free(arena);
    return 0;
}

static struct chart_facts facts_of(const char *text)
{
    struct chart_facts f = {.encounter = {.age_years = -1}};
    demographics_read(own, arena, (struct phi){text, strlen(text)}, &f);
    return f;
}

static void a_header_with_wide_gaps(void **state)
{
    (void)state;
    struct chart_facts f = facts_of("Harbor Street Family Medicine\n"
                                    ". Patient: Delano P. Whitcomb   DOB: 03/11/1968   Sex:M\n"
                                    "MRN: 00482917   Account: HSF-2611-0087   Date of service: 01/14/2026\n"
                                    "Provider: Ingrid Solheim, MD   Visit type: Established patient, office\n");
    assert_str("Delano P. Whitcomb", f.name);
    assert_str("00482917", f.mrn);
    assert_str("HSF-2611-0087", f.account);
    assert_int_equal(f.born, 19680311);
    assert_int_equal(f.encounter.date_of_service, 20260114);
    assert_int_equal(f.encounter.sex, SEX_MALE);
    assert_int_equal(f.encounter.age_years, 57);
}

/* A label that means nothing here still ends the value to its left. */
static void values_end_at_the_next_label(void **state)
{
    (void)state;
    struct chart_facts f = facts_of("Patient: Ann Lee Provider: J. Roe, MD MRN: MF 610022 ACCT: 2600118834\n");
    assert_str("Ann Lee", f.name);
    assert_str("MF 610022", f.mrn);
    assert_str("2600118834", f.account);
}

static void colons_misread_or_missing(void **state)
{
    (void)state;
    struct chart_facts f = facts_of("PATIENT: Eudora Grimaldi-Stone   MRN; MF 610022   Acct\xE2\x80\x99 31177205\n"
                                    "D.O.B. 03/19/1943    AGE: 82    Sex\xE2\x80\x99 F\n");
    assert_str("MF 610022", f.mrn);
    assert_str("31177205", f.account);
    assert_int_equal(f.born, 19430319);
    assert_int_equal(f.encounter.age_years, 82);
    assert_int_equal(f.encounter.sex, SEX_FEMALE);
}

static void specks_round_a_value_go(void **state)
{
    (void)state;
    struct chart_facts f = facts_of("Patient: Alaric Montenegro , .| DOB: 01/22/1981 | Sex: M\nMRN .: : HDP 20775 _\n");
    assert_str("Alaric Montenegro", f.name);
    assert_str("HDP 20775", f.mrn);
}

static void boxes_with_labels_above(void **state)
{
    (void)state;
    struct chart_facts f =
        facts_of("Last name   First name   Middle\nHalloran   Tobias   R.\nDate of birth   Age   Sex   MRN\n05/05/1998   27   M   QB-301185\n");
    assert_str("Halloran, Tobias", f.name);
    assert_str("QB-301185", f.mrn);
    assert_int_equal(f.born, 19980505);
    assert_int_equal(f.encounter.age_years, 27);
}

/* discharge beats admission; what is no such thing is not taken */
static void the_surest_label_wins(void **state)
{
    (void)state;
    struct chart_facts f =
        facts_of("Date: 01/02/2026\nAdmitted: 11/02/2025 | Discharged: 11/08/2025\nName: see below\nMRN: pending\nSex: unknown\nDOS: 11/21/1954\n");
    assert_int_equal(f.encounter.date_of_service, 20251108);
    assert_int_equal(f.name.n, 0);
    assert_int_equal(f.mrn.n, 0);
    assert_int_equal(f.encounter.sex, SEX_UNKNOWN);
}

static void what_is_known_stays(void **state)
{
    (void)state;
    const char *text = "MRN: 999\nSex: F\nDOS: 02/03/2026\nDOB: 02/04/1980\n";
    struct chart_facts f = {.mrn = {"123", 3}, .encounter = {.sex = SEX_MALE, .age_years = -1, .date_of_service = 20250101}};
    demographics_read(own, arena, (struct phi){text, strlen(text)}, &f);
    assert_str("123", f.mrn);
    assert_int_equal(f.encounter.sex, SEX_MALE);
    assert_int_equal(f.encounter.date_of_service, 20250101);
    assert_int_equal(f.encounter.age_years, 44); /* the birthday is still to come */
}

static void running_text_gives_nothing(void **state)
{
    (void)state;
    struct chart_facts f = facts_of("The patient reports pain. Account of the fall: he slipped. Age is no bar.\nPatient: reports feeling better\n");
    assert_int_equal(f.name.n + f.mrn.n + f.account.n, 0);
    assert_int_equal(f.encounter.age_years, -1);
}

static void dates_as_people_write_them(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int date;
    } cases[] = {{"03/11/1968", 19680311},
                 {"3-1-68", 19680301},
                 {"1968-03-11 16:42", 19680311},
                 {"March 11, 1968", 19680311},
                 {"11 Mar 1968", 19680311},
                 {"Sept. 5, 2025", 20250905},
                 {"02/29/2024", 20240229},
                 {"02/29/2023", 0},
                 {"13/01/2020", 0},
                 {"1/2", 0},
                 {"", 0},
                 {"Marble 3, 2020", 20200303},
                 {"00/10/2020", 0},
                 {"01/01/99999", 0}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int date = 0;
        bool found = date_of_text(str_of(cases[i].text), &date);
        if (found != (cases[i].date != 0) || (found && date != cases[i].date)) print_error("'%s' gave %d\n", cases[i].text, date);
        assert_int_equal(found ? date : 0, cases[i].date);
    }
}

static void faults_of_the_dictionary_are_named(void **state)
{
    (void)state;
    struct demographics *d;
    const char *path = unit_write("bad.tsv", "label\tfield\trank\tnote\nmrn\tnumber\t1\n");
    assert_status(ST_BAD_DATA, demographics_open(path, &d));
    assert_message("bad.tsv:2: unknown field 'number'");
    path = unit_write("bad2.tsv", "label\tfield\trank\tnote\nmrn\tmrn\tx\n");
    assert_status(ST_BAD_DATA, demographics_open(path, &d));
    assert_message("bad2.tsv:2: rank 'x'");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_header_with_wide_gaps),    cmocka_unit_test(values_end_at_the_next_label),
        cmocka_unit_test(colons_misread_or_missing),  cmocka_unit_test(specks_round_a_value_go),
        cmocka_unit_test(boxes_with_labels_above),    cmocka_unit_test(the_surest_label_wins),
        cmocka_unit_test(what_is_known_stays),        cmocka_unit_test(running_text_gives_nothing),
        cmocka_unit_test(dates_as_people_write_them), cmocka_unit_test(faults_of_the_dictionary_are_named),
    };
    return cmocka_run_group_tests_name("demographics", tests, open_own, close_own);
}
