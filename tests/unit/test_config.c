/* config: defaults, file, environment, flags, in this order; ranges; the table itself. */
#include "support/unit.h"

#include "base/config.h"

static void clear_environment(void)
{
    (void)unsetenv("CHARTCODE_LEXICON");
    (void)unsetenv("CHARTCODE_HOME");
    (void)unsetenv("CHARTCODE_CONFIG");
}

static int to_folder(void **state)
{
    (void)state;
    clear_environment();
    return chdir(unit_folder());
}

static void defaults_of_the_table_hold(void **state)
{
    (void)state;
    struct config c;
    assert_ok(config_open(&c, NULL));
    assert_string_equal(c.encounter, "outpatient");
    assert_string_equal(c.workspace, "./chartcode-work");
    assert_int_equal(c.max_mpixel, 200);
    assert_int_equal(c.attempts, 2);
    config_close(&c);
    assert_null(c.encounter);
    config_close(&c); /* may be closed twice */
}

static void each_row_is_in_order(void **state)
{
    (void)state;
    for (const struct config_row *row = config_rows; row->key; row++) {
        assert_true(row->help[0] != '\0');
        for (const struct config_row *other = config_rows; other != row; other++) assert_string_not_equal(row->key, other->key);
        long v;
        if (row->is_int) assert_true(str_to_long(str_of(row->default_text), row->lowest, row->highest, &v));
    }
}

static void file_is_read(void **state)
{
    (void)state;
    struct config c;
    const char *path = unit_write("a.conf", "# limits\r\n\n  max-pages = 12  \r\nencounter=inpatient\nspelling =\n");
    assert_ok(config_open(&c, path));
    assert_int_equal(c.max_pages, 12);
    assert_string_equal(c.encounter, "inpatient");
    assert_string_equal(c.spelling, "");
    config_close(&c);
}

static void file_faults_name_the_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"max-pages 12\n", "a.conf:1: expected 'key = value'"},
        {"\nmax-page = 12\n", "a.conf:2: unknown setting 'max-page'"},
        {"max-pages = 0\n", "a.conf:1: 'max-pages' is '0', must be a whole number from 1 to 100000"},
        {"max-pages = 12x\n", "'12x', must be a whole number"},
        {"workers = 99999999999999999999\n", "must be a whole number from 0 to 256"},
        {"= 3\n", "unknown setting ''"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct config c;
        assert_status(ST_USAGE, config_open(&c, unit_write("a.conf", cases[i].text)));
        assert_message(cases[i].message);
    }
}

static void named_file_must_be_there(void **state)
{
    (void)state;
    struct config c;
    assert_status(ST_NOT_FOUND, config_open(&c, unit_path("none.conf")));
    assert_message("none.conf");
}

static void later_sources_win(void **state)
{
    (void)state;
    struct config c;
    (void)setenv("CHARTCODE_CONFIG", unit_write("b.conf", "workspace = from-file\nlexicon = from-file\nattempts = 5\n"), 1);
    (void)setenv("CHARTCODE_HOME", "from-environment", 1);
    (void)setenv("CHARTCODE_LEXICON", "", 1); /* empty counts as not set */
    assert_ok(config_open(&c, NULL));
    assert_string_equal(c.workspace, "from-environment");
    assert_string_equal(c.lexicon, "from-file");
    assert_int_equal(c.attempts, 5);
    assert_ok(config_set(&c, STR("workspace"), STR("from-flag"), "command line"));
    assert_string_equal(c.workspace, "from-flag");
    config_close(&c);
    clear_environment();
}

static void file_of_the_current_folder_is_found(void **state)
{
    (void)state;
    struct config c;
    (void)unit_write("chartcode.conf", "max-pages = 77\n");
    assert_ok(config_open(&c, NULL));
    assert_int_equal(c.max_pages, 77);
    config_close(&c);
    (void)unlink(unit_path("chartcode.conf"));
}

static void failed_set_changes_nothing(void **state)
{
    (void)state;
    struct config c;
    assert_ok(config_open(&c, NULL));
    assert_status(ST_USAGE, config_set(&c, STR("max-mpixel"), STR("2001"), "command line"));
    assert_message("command line: 'max-mpixel' is '2001', must be a whole number from 1 to 2000");
    assert_int_equal(c.max_mpixel, 200);
    assert_status(ST_USAGE, config_set(&c, STR("colour"), STR("red"), "command line"));
    assert_message("unknown setting 'colour'");
    config_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_of_the_table_hold),          cmocka_unit_test(each_row_is_in_order),       cmocka_unit_test(file_is_read),
        cmocka_unit_test(file_faults_name_the_line),           cmocka_unit_test(named_file_must_be_there),   cmocka_unit_test(later_sources_win),
        cmocka_unit_test(file_of_the_current_folder_is_found), cmocka_unit_test(failed_set_changes_nothing),
    };
    return cmocka_run_group_tests_name("config", tests, to_folder, NULL);
}
