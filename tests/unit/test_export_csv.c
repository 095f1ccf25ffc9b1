/* CSV as RFC 4180 has it, safe to open in a spreadsheet. */
#include "support/unit.h"

#include "export_csv.h"

static void cell_is(const char *text, const char *want)
{
    struct buf out;
    buf_init(&out, 4096);
    csv_put_cell(&out, str_of(text), false);
    if (strcmp(out.p, want) != 0) print_error("'%s' became '%s'\n", text, out.p);
    assert_string_equal(out.p, want);
    buf_clear(&out);
}

static void cells_are_quoted_where_needed(void **state)
{
    (void)state;
    cell_is("plain", "plain,");
    cell_is("", ",");
    cell_is("Lee, Ann", "\"Lee, Ann\",");
    cell_is("5'10\"", "\"5'10\"\"\",");
    cell_is("two\nlines", "\"two\nlines\",");
    cell_is(" padded", "\" padded\",");
}

static void formulas_are_disarmed(void **state)
{
    (void)state;
    cell_is("=1+1", "'=1+1,");
    cell_is("+1", "'+1,");
    cell_is("-1", "'-1,");
    cell_is("@SUM(A1)", "'@SUM(A1),");
    cell_is("\tx", "'\tx,");
    cell_is("=HYPERLINK(\"a\",\"b\")", "\"'=HYPERLINK(\"\"a\"\",\"\"b\"\")\",");
    cell_is("a=b", "a=b,");
}

static int fields_of(const char *line)
{
    int n = 1;
    bool quoted = false;
    for (; *line && !(line[0] == '\r' && line[1] == '\n'); line++) {
        if (*line == '"') quoted = !quoted;
        n += *line == ',' && !quoted;
    }
    return n;
}

static void a_row_has_the_columns_of_the_heading(void **state)
{
    (void)state;
    struct buf out;
    struct queue_export_row r = {.chart = 7,
                                 .batch = STR("b"),
                                 .state = STR("finished"),
                                 .code = STR("I10"),
                                 .title = STR("Essential (primary) hypertension"),
                                 .born = 19680311,
                                 .confidence = 0.5,
                                 .at = 1767225600000,
                                 .page = 2,
                                 .section = STR("plan"),
                                 .name = {"Lee, Ann", 8},
                                 .account = {"=cmd", 4},
                                 .mrn = {"", 0},
                                 .system = STR("ICD-10-CM"),
                                 .encounter = STR("outpatient"),
                                 .action = STR("accept"),
                                 .who = STR("anna"),
                                 .first_listed = true,
                                 .position = 1,
                                 .admitting = true,
                                 .poa = 'Y',
                                 .modifiers = STR("25 59"),
                                 .units = 2,
                                 .pointers = STR("I10 E11.9"),
                                 .replaced = STR(""),
                                 .sex = STR("F")};
    buf_init(&out, 65536);
    csv_code_heading(&out);
    const char *second = out.p + out.n;
    size_t heading = out.n;
    csv_code_row(&out, &r);
    second = out.p + heading;
    assert_int_equal(fields_of(out.p), fields_of(second));
    assert_string_equal(second,
                        "7,b,finished,'=cmd,,\"Lee, Ann\",1968-03-11,F,,outpatient,ICD-10-CM,I10,Essential (primary) hypertension,0.5000,accept,anna,"
                        "2026-01-01T00:00:00Z,,2,plan,Y,1,Y,Y,25 59,2,I10 E11.9\r\n");
    buf_clear(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cells_are_quoted_where_needed),
        cmocka_unit_test(formulas_are_disarmed),
        cmocka_unit_test(a_row_has_the_columns_of_the_heading),
    };
    return cmocka_run_group_tests_name("export csv", tests, NULL, NULL);
}
