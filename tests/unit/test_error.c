/* error: the list of statuses, messages that stay, exit codes that never change. */
#include "support/unit.h"

#include <errno.h>

static void message_is_kept(void **state)
{
    (void)state;
    assert_int_equal(fail(ST_TOO_BIG, "page is %d Mpixel, limit is %d", 51, 40), ST_TOO_BIG);
    assert_string_equal(error_message(), "page is 51 Mpixel, limit is 40");
    error_clear();
    assert_string_equal(error_message(), "");
}

static void message_may_quote_the_last_one(void **state)
{
    (void)state;
    (void)fail(ST_IO, "inner");
    (void)fail(ST_IO, "outer: %s", error_message());
    assert_string_equal(error_message(), "outer: inner");
}

static void errno_is_told(void **state)
{
    (void)state;
    errno = ENOENT;
    assert_int_equal(fail_errno(ST_NOT_FOUND, "cannot open '%s'", "x"), ST_NOT_FOUND);
    assert_string_equal(error_message(), "cannot open 'x': No such file or directory");
}

static void long_message_is_cut_not_overrun(void **state)
{
    (void)state;
    char text[ERROR_MAX * 2];
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    (void)fail(ST_IO, "%s", text);
    assert_int_equal(strlen(error_message()), ERROR_MAX - 1);
}

/* Scripts rely on exit codes: they are part of the interface, and no two statuses share one. */
static void exit_codes_are_fixed_and_distinct(void **state)
{
    (void)state;
    assert_int_equal(status_exit_code(ST_OK), 0);
    assert_int_equal(status_exit_code(ST_HARD_EDIT), 1);
    assert_int_equal(status_exit_code(ST_USAGE), 2);
    assert_int_equal(status_exit_code(ST_BAD_INPUT), 4);
    assert_int_equal(status_exit_code(ST_PARTIAL), 14);
    for (int i = 0; i < ST_COUNT; i++)
        for (int k = 0; k < i; k++) assert_int_not_equal(status_exit_code((enum status)i), status_exit_code((enum status)k));
}

static void every_failure_has_a_remedy(void **state)
{
    (void)state;
    for (int i = 1; i < ST_COUNT; i++) {
        assert_true(status_hint((enum status)i)[0] != '\0');
        assert_true(status_name((enum status)i)[0] != '\0');
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(message_is_kept),
        cmocka_unit_test(message_may_quote_the_last_one),
        cmocka_unit_test(errno_is_told),
        cmocka_unit_test(long_message_is_cut_not_overrun),
        cmocka_unit_test(exit_codes_are_fixed_and_distinct),
        cmocka_unit_test(every_failure_has_a_remedy),
    };
    return cmocka_run_group_tests_name("error", tests, NULL, NULL);
}
