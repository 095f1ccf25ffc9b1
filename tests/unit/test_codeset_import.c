/* Importers on made-up samples (tests/golden/codeset) and on files that must fail, with the exact message. */
#include "base/file.h"
#include "../../pipeline/codeset/importer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#define GOLDEN "tests/golden/codeset/"

static void import(struct codeset *c, const char *path)
{
    assert_int_equal(codeset_new(c), ST_OK);
    enum status st = codeset_import_file(c, path);
    if (st == ST_OK) st = codeset_finish(c);
    if (st != ST_OK) print_message("%s\n", error_message());
    assert_int_equal(st, ST_OK);
}

static const struct codeset_code *code(const struct codeset *c, const char *text)
{
    int32_t at = codeset_lookup(c, SYSTEM_ICD10CM, str_of(text));
    assert_true(at >= 0);
    return &c->codes[at];
}

static void assert_text(struct str got, const char *want)
{
    if (!str_eq(got, str_of(want))) print_message("got '%.*s', want '%s'\n", STR_ARG(got), want);
    assert_true(str_eq(got, str_of(want)));
}

static void test_tabular_makes_complete_codes(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "tabular.xml");
    assert_int_equal(c.effective_date, 20251001);
    assert_text(code(&c, "S06.0XXA")->title, "Small bump, initial encounter");
    assert_text(code(&c, "s061x1d")->title, "Large bump, short, subsequent encounter");
    assert_text(c.codes[code(&c, "S06.0XXA")->parent].code, "S06.0");
    assert_true(code(&c, "S06.0XXA")->billable);
    assert_false(code(&c, "S06.0")->billable);
    assert_false(code(&c, "S06.1X7")->billable);
    assert_true(codeset_lookup(&c, SYSTEM_ICD10CM, STR("S06.1X7A")) >= 0);
    assert_int_equal(codeset_lookup(&c, SYSTEM_ICD10CM, STR("S06.1X7D")), -1); /* ruled out by the category's note */
    codeset_free(&c);
}

static void test_tabular_keeps_the_order_of_the_book(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "tabular.xml");
    assert_int_equal(c.codes[0].level, LEVEL_CHAPTER);
    assert_text(c.codes[1].code, "S00-S09");
    assert_text(c.codes[1].title, "Injuries to the head");
    assert_int_equal(c.codes[1].parent, 0);
    assert_text(c.codes[code(&c, "S0A")->parent].code, "S00-S09");
    for (uint32_t i = 0; i < c.code_count; i++) assert_true(c.codes[i].parent < (int32_t)i);
    codeset_free(&c);
}

static uint32_t count_notes(const struct codeset *c, enum note_kind kind)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->note_count; i++) n += c->notes[i].kind == kind;
    return n;
}

static void test_tabular_keeps_notes_with_their_code(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "tabular.xml");
    assert_int_equal(count_notes(&c, NOTE_SEVENTH), 4); /* one of them an inclusion under A */
    assert_int_equal(count_notes(&c, NOTE_GENERAL), 2);
    assert_int_equal(count_notes(&c, NOTE_EXCLUDES1), 1);
    assert_text(c.notes[0].text, "made-up burns (T20-T32)");
    for (uint32_t i = 1; i < c.note_count; i++) assert_true(c.notes[i - 1].code <= c.notes[i].code);
    codeset_free(&c);
}

static void test_index_becomes_paths(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "index.xml");
    assert_int_equal(c.index_count, 9);
    assert_text(c.index[0].path, "Bump (acute) (plain)\tlarge\tfoot");
    assert_text(c.index[0].see, "Lump, foot");
    assert_text(c.index[1].code, "S06.1X-");
    assert_text(c.index[1].manifestation, "S0A");
    assert_text(c.index[2].path, "Bump (acute) (plain)\theading only\tbelow");
    assert_text(c.index[4].code, "S06.1-");
    assert_text(c.index[5].path, "Bump (acute) (plain)");
    codeset_free(&c);
}

static void test_neoplasm_table_gets_its_columns(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "neoplasm.xml");
    assert_int_equal(c.index_count, 3);
    assert_int_equal(c.index[0].kind, INDEX_NEOPLASM);
    assert_text(c.index[2].path, "Neoplasm\tear\tBenign");
    assert_text(c.index[2].code, "D36.7");
    codeset_free(&c);
}

static void test_hcpcs_joins_its_lines(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "hcpcs.csv");
    assert_int_equal(c.code_count, 3);
    assert_int_equal(c.codes[2].level, LEVEL_MODIFIER);
    assert_text(c.codes[0].title, "Ambulance, made up, first line and \"second\" line");
    codeset_free(&c);
}

static void test_order_file_decides_what_is_billable(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "order.txt");
    assert_int_equal(c.code_count, 2);
    assert_false(code(&c, "S06")->billable);
    assert_true(code(&c, "S06.0XXA")->billable);
    assert_text(c.codes[code(&c, "S06.0XXA")->parent].code, "S06");
    codeset_free(&c);
}

static void test_cpt_takes_the_longest_words(void **state)
{
    (void)state;
    static const char *const files[] = {"cpt_short.txt", "cpt_consumer.txt", "mue.csv", "cpt_long.txt"};
    struct codeset c;
    assert_int_equal(codeset_new(&c), ST_OK);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        char path[128];
        (void)snprintf(path, sizeof path, GOLDEN "%s", files[i]);
        if (codeset_import_file(&c, path) != ST_OK) fail_msg("%s", error_message());
    }
    assert_int_equal(codeset_finish(&c), ST_OK);
    assert_int_equal(c.code_count, 2);
    int32_t at = codeset_lookup(&c, SYSTEM_CPT, STR("99998"));
    assert_true(at >= 0 && c.codes[at].billable);
    assert_text(c.codes[at].title, "Made-up long descriptor of a made-up procedure on a made-up site");
    assert_int_equal(c.note_count, 2);
    assert_text(c.notes[0].text, "Pretend procedure");
    assert_text(c.notes[1].text, "practitioner\t2\t3 Date of Service Edit: Clinical");
    codeset_free(&c);
}

static void test_ncci_pairs_are_sorted_and_dated(void **state)
{
    (void)state;
    struct codeset c;
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "cpt_long.txt"), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "ncci.txt"), ST_OK);
    c.effective_date = 20251001;
    assert_int_equal(codeset_finish(&c), ST_OK);
    assert_int_equal(c.pair_count, 3); /* one ended in 2024, one is no edit any more */
    assert_int_equal(c.pairs[0].first, code_pack(STR("99997")));
    assert_int_equal(c.pairs[0].until, 20251231);
    assert_int_equal(c.pairs[2].second, code_pack(STR("99997")));
    assert_int_equal(c.pairs[2].modifier, '1');
    assert_text(c.pairs[2].why, "Misuse of column two code with column one code");
    codeset_free(&c);
}

static void test_pcs_tables_make_their_codes(void **state)
{
    (void)state;
    struct codeset c;
    import(&c, GOLDEN "pcs_tables.xml");
    assert_int_equal(c.code_count, 6);
    assert_text(c.codes[0].title, "Made-up Joints, Replacement");
    assert_false(c.codes[0].billable);
    int32_t at = codeset_lookup(&c, SYSTEM_ICD10PCS, STR("0SRB0J9"));
    assert_true(at > 0 && c.codes[at].billable);
    assert_text(c.codes[at].title, "Replacement, Left Hip Joint, Open, Synthetic Substitute, Cemented");
    assert_true(codeset_lookup(&c, SYSTEM_ICD10PCS, STR("0SRB3ZZ")) < 0); /* only the right one is in that row */
    assert_int_equal(count_notes(&c, NOTE_GENERAL), 1);
    assert_int_equal(count_notes(&c, NOTE_PCS_AXIS), 8);
    codeset_free(&c);
}

static void test_tables_with_a_row_a_code(void **state)
{
    (void)state;
    struct codeset c;
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "ccsr_wide.csv"), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "hcc_wide.csv"), ST_OK);
    assert_int_equal(c.draft->flags.n, 6);
    assert_text(c.draft->flags.p[0].note, "DIG001\tIntestinal infection\tY\tN");
    assert_text(c.draft->flags.p[1].note, "INF003\tBacterial infections\tN\tY");
    assert_text(c.draft->flags.p[3].note, "CMS-HCC Model V24\t6");
    assert_text(c.draft->flags.p[4].note, "CMS-HCC Model V28\t115");
    assert_string_equal(c.draft->flags.p[5].key, "A001");
    codeset_free(&c);
}

/* --- what must fail: the message names file, line and fault, and nothing of the file stays --- */

static void must_fail(const char *bytes, size_t n, enum status want, const char *message)
{
    char path[] = "/tmp/chartcode-test-XXXXXX";
    char wanted[ERROR_MAX];
    struct codeset c;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, n), n);
    (void)close(fd);
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "order.txt"), ST_OK);
    assert_int_equal(codeset_import_file(&c, path), want);
    (void)snprintf(wanted, sizeof wanted, "%s%s", path, message);
    if (!strstr(error_message(), wanted)) print_message("got  %s\nwant %s\n", error_message(), wanted);
    assert_non_null(strstr(error_message(), wanted));
    assert_int_equal(codeset_finish(&c), ST_OK);
    assert_int_equal(c.code_count, 2);
    assert_int_equal(c.note_count, 0);
    codeset_free(&c);
    (void)unlink(path);
}
#define MUST_FAIL(text, status, message) must_fail(text, sizeof(text) - 1, status, message)
#define TABULAR "<?xml version=\"1.0\"?>\n<ICD10CM.tabular><version>2026</version>\n"

static void test_bad_xml_is_refused(void **state)
{
    (void)state;
    MUST_FAIL(TABULAR "<chapter><name>1</name>", ST_BAD_DATA, ":3: not well-formed XML: no element found");
    MUST_FAIL(TABULAR "<chapter>\n<desc>x</desc></chapter></ICD10CM.tabular>", ST_BAD_DATA, ":4: <desc> before the <name>");
    MUST_FAIL(TABULAR "<chapter><name>1</name><desc>x</desc><section "
                      "id=\"A00\"><desc>y</desc>\n<diag><name>A0!</name></diag></section></chapter></ICD10CM.tabular>",
              ST_BAD_DATA, ":4: 'A0!' is no code");
    MUST_FAIL(TABULAR "<chapter><name>1</name></chapter></ICD10CM.tabular>", ST_BAD_DATA, ":3: '1' has no title");
    MUST_FAIL("<ICD10CM.tabular><version>soon</version></ICD10CM.tabular>", ST_BAD_DATA, ":1: version 'soon' is no year");
    MUST_FAIL(TABULAR "</ICD10CM.tabular>", ST_BAD_DATA, ":1: no row of ICD-10-CM Tabular List");
    MUST_FAIL("<ICD10CM.tabular isAddenda=\"true\"></ICD10CM.tabular>", ST_BAD_DATA, ":1: is an addenda file");
}

#define TABLE "<ICD10PCS.tabular><version>2026</version><pcsTable>\n"
#define PCS_AXIS(pos, code) "<axis pos=\"" pos "\"><label code=\"" code "\">x</label></axis>"
#define HEAD PCS_AXIS("1", "0") PCS_AXIS("2", "S") PCS_AXIS("3", "R")

static void test_bad_pcs_tables_are_refused(void **state)
{
    (void)state;
    MUST_FAIL(TABLE HEAD "<pcsRow>" PCS_AXIS("4", "9") PCS_AXIS("5", "0") PCS_AXIS("6", "J") "</pcsRow></pcsTable></ICD10PCS.tabular>", ST_BAD_DATA,
              ":2: a row lacks the values of place 7");
    MUST_FAIL(TABLE HEAD "<pcsRow codes=\"2\">" PCS_AXIS("4", "9") PCS_AXIS("5", "0") PCS_AXIS("6", "J")
                  PCS_AXIS("7", "Z") "</pcsRow></pcsTable></ICD10PCS.tabular>",
              ST_BAD_DATA, ":2: a row says it has 2 codes, its values make 1");
    MUST_FAIL(TABLE PCS_AXIS("8", "9") "</pcsTable></ICD10PCS.tabular>", ST_BAD_DATA, ":2: an axis without its place 1 to 7");
    MUST_FAIL(TABLE PCS_AXIS("1", "?") "</pcsTable></ICD10PCS.tabular>", ST_BAD_DATA, ":2: a label outside an axis");
    MUST_FAIL(TABLE "</pcsTable></ICD10PCS.tabular>", ST_BAD_DATA, ":2: a table without its place 1");
}

static void test_entity_bomb_is_refused(void **state)
{
    (void)state;
    MUST_FAIL("<!DOCTYPE lolz [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;\">]>\n"
              "<ICD10CM.tabular><version>&c;</version></ICD10CM.tabular>",
              ST_BAD_DATA, ":1: declares a document type");
}

static void test_other_files_are_refused(void **state)
{
    (void)state;
    MUST_FAIL("hello\n", ST_BAD_DATA, ":1: no code set file that chartcode knows");
    MUST_FAIL("", ST_BAD_DATA, ":1: the file is empty");
    MUST_FAIL("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x4b\x2c", ST_BAD_DATA, ":1: cannot unpack");
}

#define ORDER_1 "00001 A00     0 Cholera                                                      Cholera\n"

static void test_bad_order_files_are_refused(void **state)
{
    (void)state;
    MUST_FAIL(ORDER_1 "00003 A000    1 Cholera x                                                    Cholera x\n", ST_BAD_DATA,
              ":2: order number 3 follows 1: lines are missing or out of order");
    MUST_FAIL(ORDER_1 "00002 A000    1", ST_BAD_DATA, ":2: the line is cut short");
    MUST_FAIL(ORDER_1 "00002 A000    1 Cholera x                                                    Chol", ST_BAD_DATA,
              ":2: the last line does not end");
    MUST_FAIL(ORDER_1 "00002 A000    7 Cholera x                                                    Chol\n", ST_BAD_DATA, ":2: column 15 is '7'");
    MUST_FAIL(ORDER_1 "00002 A000    1 Cholera \xff                                                    Chol\n", ST_BAD_DATA, ":2: not UTF-8 text");
}

static void test_bad_tables_are_refused(void **state)
{
    (void)state;
    MUST_FAIL("Code,Description1\nA0021001003,\"no end", ST_BAD_DATA, ":2: a quoted cell does not end");
    MUST_FAIL("Code,Description1\nA0021002004,second line first\n", ST_BAD_DATA, ":2: a further line of 'A0021', but its first is missing");
    MUST_FAIL("diagnosis_code,cc,model_name\n???,1,V28\n", ST_BAD_DATA, ":2: '\?\?\?' is no code with its model");
#define NCCI "Column 1\tColumn 2\t*=prior to 1996\tEffective Date\tDeletion Date\tModifier\tRationale\n"
    MUST_FAIL(NCCI "99998\t9999\t\t20200101\t*\t1\tx\n", ST_BAD_DATA, ":2: '99998' and '9999' are no pair of codes");
    MUST_FAIL(NCCI "99998\t99997\t\t2020\t*\t1\tx\n", ST_BAD_DATA, ":2: effective date '2020' must be yyyymmdd");
    MUST_FAIL(NCCI "99998\t99997\t\t20200101\t*\t7\tx\n", ST_BAD_DATA, ":2: modifier indicator '7' must be 0, 1 or 9");
    MUST_FAIL(NCCI, ST_BAD_DATA, ":1: no row of NCCI pairs");
}

static void test_years_do_not_mix(void **state)
{
    (void)state;
    struct codeset c;
    char path[] = "/tmp/chartcode-test-XXXXXX";
    int fd = mkstemp(path);
    static const char text[] = "<ICD10CM.index>\n<version>2017</version></ICD10CM.index>\n";
    assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
    (void)close(fd);
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, GOLDEN "tabular.xml"), ST_OK);
    assert_int_equal(codeset_import_file(&c, path), ST_BAD_DATA);
    assert_non_null(strstr(error_message(), ":2: is of 2017, but '" GOLDEN "tabular.xml' is of 2026"));
    codeset_free(&c);
    (void)unlink(path);
}

/* A sparse file of 2 GB that begins like a Tabular. */
static void test_huge_file_is_refused(void **state)
{
    (void)state;
    struct codeset c;
    char path[] = "/tmp/chartcode-test-XXXXXX";
    int fd = mkstemp(path);
    assert_int_equal(write(fd, TABULAR, sizeof TABULAR - 1), sizeof TABULAR - 1);
    assert_int_equal(ftruncate(fd, (off_t)2 << 30), 0);
    (void)close(fd);
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, path), ST_TOO_BIG);
    codeset_free(&c);
    (void)unlink(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tabular_makes_complete_codes),
                                       cmocka_unit_test(test_tabular_keeps_the_order_of_the_book),
                                       cmocka_unit_test(test_tabular_keeps_notes_with_their_code),
                                       cmocka_unit_test(test_index_becomes_paths),
                                       cmocka_unit_test(test_neoplasm_table_gets_its_columns),
                                       cmocka_unit_test(test_hcpcs_joins_its_lines),
                                       cmocka_unit_test(test_order_file_decides_what_is_billable),
                                       cmocka_unit_test(test_cpt_takes_the_longest_words),
                                       cmocka_unit_test(test_ncci_pairs_are_sorted_and_dated),
                                       cmocka_unit_test(test_pcs_tables_make_their_codes),
                                       cmocka_unit_test(test_tables_with_a_row_a_code),
                                       cmocka_unit_test(test_bad_xml_is_refused),
                                       cmocka_unit_test(test_bad_pcs_tables_are_refused),
                                       cmocka_unit_test(test_entity_bomb_is_refused),
                                       cmocka_unit_test(test_other_files_are_refused),
                                       cmocka_unit_test(test_bad_order_files_are_refused),
                                       cmocka_unit_test(test_bad_tables_are_refused),
                                       cmocka_unit_test(test_years_do_not_mix),
                                       cmocka_unit_test(test_huge_file_is_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
