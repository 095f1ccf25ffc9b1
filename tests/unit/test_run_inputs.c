/* What `chartcode run` is given: files, folders, the clerk's manifest; and what it prints at a terminal. */
#include "support/unit.h"

#include "../../pipeline/cli/inputs.h"
#include "../../pipeline/cli/manifest.h"
#include "../../pipeline/cli/term.h"

static void folders_give_their_files_in_order(void **state)
{
    (void)state;
    struct inputs list = {0};
    (void)unit_write("in/page10.tif", "x"), (void)unit_write("in/page9.tif", "x"), (void)unit_write("in/sub/a.pdf", "x");
    (void)unit_write("in/.hidden", "x"), (void)unit_write("in/.git/config", "x"), (void)unit_write("in/work/store/ab/cd", "x");
    (void)symlink("page9.tif", unit_path("in/link.tif"));
    assert_ok(inputs_add(&list, unit_path("in"), unit_path("in/work")));
    assert_int_equal(list.n, 3);
    assert_string_equal(list.p[0].path, unit_path("in/page9.tif"));
    assert_string_equal(list.p[1].path, unit_path("in/page10.tif"));
    assert_string_equal(list.p[2].path, unit_path("in/sub/a.pdf"));
    assert_false(list.p[0].named);
    assert_ok(inputs_add(&list, unit_path("in/.hidden"), unit_path("in/work")));
    assert_true(list.n == 4 && list.p[3].named);
    assert_status(ST_NOT_FOUND, inputs_add(&list, unit_path("none"), unit_path("in/work")));
    inputs_free(&list);
}

#define HEAD "file\tencounter\tage_years\tsex\tdate_of_service\tmrn\taccount\tname\tborn\tpriority\n"

static void the_manifest_tells_of_a_file(void **state)
{
    (void)state;
    struct manifest *m;
    struct chart_facts f = {.encounter = {.age_years = 50, .sex = SEX_MALE}};
    assert_ok(manifest_open(
        unit_write("m.tsv", "# remark\n" HEAD "a.tif\temergency\t7\tF\t2026-02-03\t11\t22\tAnn Lee\t2019-01-02\t5\nsub/b.tif\t\n"), &m));
    assert_true(manifest_find(m, "/scans/a.tif", &f));
    assert_int_equal(f.encounter.type, ENCOUNTER_EMERGENCY);
    assert_int_equal(f.encounter.age_years, 7);
    assert_int_equal(f.encounter.sex, SEX_FEMALE);
    assert_int_equal(f.encounter.date_of_service, 20260203);
    assert_int_equal(f.born, 20190102);
    assert_int_equal(f.priority, 5);
    assert_str("11", f.mrn), assert_str("22", f.account), assert_str("Ann Lee", f.name);
    f = (struct chart_facts){.encounter = {.type = ENCOUNTER_INPATIENT, .age_years = 50}};
    assert_true(manifest_find(m, "x/sub/b.tif", &f)); /* empty cells change nothing */
    assert_true(f.encounter.type == ENCOUNTER_INPATIENT && f.encounter.age_years == 50);
    assert_false(manifest_find(m, "other/b.tif", &f));
    assert_false(manifest_find(m, "aa.tif", &f));
    manifest_close(m);
}

static void faults_of_the_manifest_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *row, *message;
    } cases[] = {{"a.tif\tclinic\n", "m.tsv:2: encounter 'clinic'"},
                 {"a.tif\t\t131\n", "m.tsv:2: age '131'"},
                 {"a.tif\t\t\tX\n", "m.tsv:2: sex 'X'"},
                 {"a.tif\t\t\t\t2026-02-30\n", "m.tsv:2: '2026-02-30' is no date"},
                 {"a.tif\nb.tif\na.tif\n", "m.tsv:4: 'a.tif' stands in line 2"},
                 {"\tinpatient\n", "m.tsv:2: the first column is empty"},
                 {"a.tif\t\t\t\t\t\t\t\t\t900\n", "m.tsv:2: priority '900'"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[512];
        struct manifest *m;
        (void)snprintf(text, sizeof text, "%s%s", HEAD, cases[i].row);
        assert_status(ST_BAD_DATA, manifest_open(unit_write("m.tsv", text), &m));
        assert_message(cases[i].message);
    }
}

static void printed(struct term *t, const char *want)
{
    if (!t->out.p || strcmp(t->out.p, want) != 0) print_error("printed '%s'\n", t->out.p ? t->out.p : "");
    assert_string_equal(t->out.p, want);
    buf_reset(&t->out);
}

/* A page cannot move the cursor, hide text or change its direction. */
static void nothing_from_a_page_steers_the_terminal(void **state)
{
    (void)state;
    struct term t;
    term_open(&t);
    term_text(&t, STR("a\033[2Jb\rc\nd\x7f"
                      "e\xC2\x9B"
                      "f\xE2\x80\xAEg\xFFh"));
    printed(&t, "a [2Jb c d e f g h");
    term_close(&t);
}

static void cells_have_their_width_in_any_script(void **state)
{
    (void)state;
    struct term t;
    term_open(&t);
    term_cell(&t, STR("ab"), 4), term_text(&t, STR("|"));
    printed(&t, "ab  |");
    term_cell(&t, STR("abcdef"), 4), term_text(&t, STR("|"));
    printed(&t, "abc\xE2\x80\xA6|");
    term_cell(&t, STR("\xE4\xBD\x90\xE8\x97\xA4\xE4\xBA\x8C"), 5), term_text(&t, STR("|")); /* each takes two columns */
    printed(&t, "\xE4\xBD\x90\xE8\x97\xA4\xE2\x80\xA6|");
    term_cell(&t, STR("Zo\xC3\xAB"), 4), term_text(&t, STR("|"));
    printed(&t, "Zo\xC3\xAB |");
    term_cell_right(&t, STR("7"), 3);
    printed(&t, "  7");
    term_close(&t);
}

static void text_is_wrapped_at_blanks(void **state)
{
    (void)state;
    struct term t;
    term_open(&t);
    t.width = 12;
    term_wrapped(&t, STR("one two  three\nfour averyverylongword x"), 2, 2);
    printed(&t, "one two\n  three four\n  averyverylongword\n  x");
    term_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_give_their_files_in_order),    cmocka_unit_test(the_manifest_tells_of_a_file),
        cmocka_unit_test(faults_of_the_manifest_are_named),     cmocka_unit_test(nothing_from_a_page_steers_the_terminal),
        cmocka_unit_test(cells_have_their_width_in_any_script), cmocka_unit_test(text_is_wrapped_at_blanks),
    };
    return cmocka_run_group_tests_name("run inputs", tests, NULL, NULL);
}
