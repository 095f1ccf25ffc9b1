/* Templates of provider queries: the shipped ones load, faults name file and line. */
#include "support/coding.h"

static enum status load(const char *rows, struct desk_template **ret, uint32_t *ret_n)
{
    char text[8192];
    (void)snprintf(text, sizeof text, "# made up\nid\ttitle\ttext\n%s", rows);
    return desk_templates_of(unit_write("templates.tsv", text), arena, ret, ret_n);
}

static void shipped_ones_load(void **state)
{
    (void)state;
    struct desk_template *list;
    uint32_t n;
    assert_ok(desk_templates(arena, &list, &n));
    assert_true(n >= 10);
    for (uint32_t i = 0; i < n; i++) {
        assert_non_null(strchr(list[i].text, '.'));
        assert_null(strstr(list[i].text, "reimburse")); /* a query is not about payment */
    }
}

static void faults_name_file_and_line(void **state)
{
    (void)state;
    struct desk_template *list;
    uint32_t n;
    assert_ok(load("a\tA\ttext one\nb\tB\ttext two\n", &list, &n));
    assert_int_equal(n, 2);
    assert_string_equal(list[1].id, "b");
    assert_string_equal(list[1].text, "text two");
    assert_status(ST_BAD_DATA, load("a\tA\ttext\na\tB\ttext\n", &list, &n));
    assert_message("templates.tsv:4: the id 'a' was used before");
    assert_status(ST_BAD_DATA, load("a\t\ttext\n", &list, &n));
    assert_message("templates.tsv:3: a template needs a title");
    assert_status(ST_BAD_DATA, load("a\tA\n", &list, &n));
    assert_message(":3: the text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(shipped_ones_load), cmocka_unit_test(faults_name_file_and_line)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
