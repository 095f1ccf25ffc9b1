/* tsv: the reader of the dictionaries, and the faults it names by file and line. */
#include "support/unit.h"

#include "base/tsv.h"

#define COLUMNS "heading section note"

static void rows_comments_and_missing_cells(void **state)
{
    (void)state;
    const char *path = unit_write("good.tsv", "# a comment\n\nheading\tsection\tnote\r\nHPI\thpi\tfirst\r\n#HPI\tno\n\n CC \tchief_complaint\nROS\n");
    struct tsv t;
    bool more;
    assert_ok(tsv_open(&t, path, COLUMNS));
    assert_ok(tsv_next(&t, &more));
    assert_true(more);
    assert_str("HPI", t.cell[0]);
    assert_str("first", t.cell[2]);
    assert_int_equal(t.line, 4);
    assert_ok(tsv_next(&t, &more));
    assert_str("CC", t.cell[0]); /* blanks trimmed */
    assert_str("", t.cell[2]);
    assert_int_equal(t.line, 7);
    assert_ok(tsv_next(&t, &more));
    assert_str("", t.cell[1]);
    assert_ok(tsv_next(&t, &more));
    assert_false(more);
    tsv_close(&t);
}

/* Opens a table and reads it to its end; the status and message are those of the first fault. */
static enum status read_all(const char *text, size_t n)
{
    struct tsv t;
    bool more = true;
    enum status st = tsv_open(&t, unit_write_bytes("bad.tsv", text, n), COLUMNS);
    if (st != ST_OK) return st;
    while (st == ST_OK && more) st = tsv_next(&t, &more);
    tsv_close(&t);
    return st;
}

static void faults_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"", "bad.tsv:1: no line that names the columns; expected: heading section note"},
        {"# only a comment\n", "bad.tsv:2: no line that names the columns"},
        {"heading\tnote\n", "bad.tsv:1: column is 'note', expected 'section'"},
        {"heading\tsection\n", "bad.tsv:1: column 'note' is missing"},
        {"heading\tsection\tnote\tmore\n", "bad.tsv:1: more columns than the 3 expected"},
        {"heading\tsection\tnote\na\tb\tc\td\n", "bad.tsv:2: more than 3 columns"},
        {"heading\tsection\tnote\n\n# x\n\tb\n", "bad.tsv:4: the first column is empty"},
        {"heading\tsection\tnote\nok\tb\n\xC3(\tb\n", "bad.tsv:3: not UTF-8 text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_status(ST_BAD_DATA, read_all(cases[i].text, strlen(cases[i].text)));
        assert_message(cases[i].message);
    }
}

static void fault_of_a_row_names_its_line(void **state)
{
    (void)state;
    struct tsv t;
    bool more;
    assert_ok(tsv_open(&t, unit_write("good.tsv", "heading\tsection\tnote\na\tb\n"), COLUMNS));
    assert_ok(tsv_next(&t, &more));
    assert_int_equal(tsv_fault(&t, "unknown scope '%s'", "backwards"), ST_BAD_DATA);
    assert_message("good.tsv:2: unknown scope 'backwards'");
    tsv_close(&t);
}

static void missing_file_and_folder(void **state)
{
    (void)state;
    struct tsv t;
    assert_status(ST_NOT_FOUND, tsv_open(&t, unit_path("none.tsv"), COLUMNS));
    assert_message("none.tsv");
    assert_status(ST_BAD_INPUT, tsv_open(&t, unit_folder(), COLUMNS));
    assert_message("is a folder");
}

static void last_line_needs_no_newline(void **state)
{
    (void)state;
    struct tsv t;
    bool more;
    assert_ok(tsv_open(&t, unit_write("good.tsv", "heading\tsection\tnote\na\tb"), COLUMNS));
    assert_ok(tsv_next(&t, &more));
    assert_true(more);
    assert_str("b", t.cell[1]);
    assert_ok(tsv_next(&t, &more));
    assert_false(more);
    tsv_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_comments_and_missing_cells), cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(fault_of_a_row_names_its_line),   cmocka_unit_test(missing_file_and_folder),
        cmocka_unit_test(last_line_needs_no_newline),
    };
    return cmocka_run_group_tests_name("tsv", tests, NULL, NULL);
}
