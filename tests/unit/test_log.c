/* log: one line an event on standard error; the least level; fields by type. That page text does not fit is shown by
 * tests/compile_fail. */
#include "support/caught.h"
#include "support/unit.h"

#include "base/log.h"

static void fields_by_type(void **state)
{
    (void)state;
    size_t bytes = 123456789012;
    log_set_level(LOG_INFO);
    catch_stderr();
    LOG(LOG_INFO, "page-read", LOG_KV("page", 3), LOG_KV("seconds", 1.25), LOG_KV("code", STR("E11.9")), LOG_KV("file", "a.tif"),
        LOG_KV("bytes", bytes));
    LOG(LOG_WARN, "bare", {0});
    char *text = release_stderr();
    assert_non_null(strstr(text, "Z info page-read page=3 seconds=1.250 code=E11.9 file=a.tif bytes=123456789012\n"));
    assert_non_null(strstr(text, "Z warn bare\n"));
    free(text);
}

static void low_levels_are_left_out(void **state)
{
    (void)state;
    log_set_level(LOG_WARN);
    catch_stderr();
    LOG(LOG_DEBUG, "one", LOG_KV("n", 1));
    LOG(LOG_INFO, "two", LOG_KV("n", 1));
    LOG(LOG_ERROR, "three", LOG_KV("n", 1));
    char *text = release_stderr();
    assert_null(strstr(text, "one"));
    assert_null(strstr(text, "two"));
    assert_non_null(strstr(text, "error three n=1\n"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fields_by_type), cmocka_unit_test(low_levels_are_left_out)};
    return cmocka_run_group_tests_name("log", tests, NULL, NULL);
}
