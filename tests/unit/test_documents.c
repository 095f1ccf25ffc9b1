/* The manual tells what the program does: every setting and exit status stands in it, with the default in force. */
#include "support/unit.h"

#include "base/config.h"

static char *read_document(const char *path)
{
    char *text;
    size_t n;
    assert_ok(file_read(path, (size_t)1 << 20, &text, &n));
    return text;
}

/* before, word and after stand together in the text. */
static bool holds(const char *text, const char *before, const char *word, const char *after)
{
    char want[256];
    (void)snprintf(want, sizeof want, "%s%s%s", before, word, after);
    bool found = strstr(text, want) != NULL;
    if (!found) print_error("not found: %s\n", want);
    return found;
}

static void every_setting_is_in_the_example_file(void **state)
{
    (void)state;
    char *text = read_document("chartcode.conf.example");
    for (const struct config_row *row = config_rows; row->key; row++) assert_true(holds(text, "\n", row->key, " ="));
    free(text);
}

/* The example is a configuration file, and changes nothing. */
static void the_example_file_can_be_used(void **state)
{
    (void)state;
    struct config example, plain;
    assert_ok(config_open(&plain, "/dev/null"));
    assert_ok(config_open(&example, "chartcode.conf.example"));
    for (const struct config_row *row = config_rows; row->key; row++) {
        const char *a = (const char *)&plain + row->offset, *b = (const char *)&example + row->offset;
        if (row->is_int) assert_memory_equal(a, b, sizeof(int));
        else assert_string_equal(*(const char *const *)(const void *)a, *(const char *const *)(const void *)b);
    }
    config_close(&plain);
    config_close(&example);
}

static void every_setting_is_in_the_manual(void **state)
{
    (void)state;
    char *text = read_document("chartcode.1");
    for (const struct config_row *row = config_rows; row->key; row++) assert_true(holds(strstr(text, ".SH SETTINGS"), "\n.TP\n.B ", row->key, "\n"));
    free(text);
}

static void defaults_in_the_manual_hold(void **state)
{
    (void)state;
    char *text = read_document("chartcode.1");
    for (const struct config_row *row = config_rows; row->key; row++) {
        char head[128], want[128];
        (void)snprintf(head, sizeof head, "\n.B %s\n", row->key);
        const char *at = strstr(text, head), *end = strstr(at + 1, "\n.TP"), *section = strstr(at + 1, "\n.SH");
        if (!end || section < end) end = section;
        (void)snprintf(want, sizeof want, "[%s].", row->default_text);
        const char *found = strstr(at, want);
        if (row->default_text[0] && (!found || found > end)) print_error("%s: %s is not there\n", row->key, want);
        assert_true(!row->default_text[0] || (found && found < end));
    }
    free(text);
}

static void every_exit_status_is_in_the_manual(void **state)
{
    (void)state;
    char *text = read_document("chartcode.1"), number[16];
    const char *section = strstr(text, ".SH EXIT STATUS");
    assert_non_null(section);
    size_t told = 0;
    for (int i = 0; i < ST_COUNT; i++) {
        (void)snprintf(number, sizeof number, "%d", status_exit_code((enum status)i));
        assert_true(holds(section, "\n.TP\n.B ", number, "\n"));
    }
    for (const char *at = section; (at = strstr(at, "\n.TP\n.B ")) && at < strstr(section + 1, "\n.SH"); at++) told++;
    assert_int_equal(told, ST_COUNT); /* and no other */
    free(text);
}

static void legal_files_say_what_they_must(void **state)
{
    (void)state;
    char *license = read_document("LICENSE"), *notice = read_document("NOTICE");
    assert_non_null(strstr(license, "Apache License"));
    assert_non_null(strstr(license, "END OF TERMS AND CONDITIONS"));
    assert_non_null(strstr(notice, "CPT is a registered trademark of the American Medical Association"));
    assert_non_null(strstr(notice, "CodiEsp"));
    free(license);
    free(notice);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_setting_is_in_the_example_file), cmocka_unit_test(the_example_file_can_be_used),
        cmocka_unit_test(every_setting_is_in_the_manual),       cmocka_unit_test(defaults_in_the_manual_hold),
        cmocka_unit_test(every_exit_status_is_in_the_manual),   cmocka_unit_test(legal_files_say_what_they_must),
    };
    return cmocka_run_group_tests_name("documents", tests, NULL, NULL);
}
