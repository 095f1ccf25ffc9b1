/* buf: growth, the cap, errors that stick. */
#include "support/unit.h"

#include "base/buf.h"

static void pieces_are_put_together(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 1000);
    buf_str(&b, STR("code "));
    buf_printf(&b, "%s=%d", "E11", 9);
    buf_char(&b, '!');
    buf_phi(&b, (struct phi){"xy", 2});
    buf_add(&b, "", 0);
    assert_ok(buf_status(&b));
    assert_string_equal(b.p, "code E11=9!xy");
    assert_int_equal(b.n, 13);
    buf_clear(&b);
}

static void long_formats_grow(void **state)
{
    (void)state;
    struct buf b;
    char text[3000];
    memset(text, 'q', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    buf_init(&b, 10000);
    buf_printf(&b, "<%s>", text);
    assert_ok(buf_status(&b));
    assert_int_equal(b.n, 3001);
    assert_int_equal(b.p[3000], '>');
    buf_clear(&b);
}

static void cap_sticks(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 8);
    buf_str(&b, STR("1234567"));
    assert_ok(buf_status(&b));
    buf_char(&b, '8');
    assert_status(ST_TOO_BIG, buf_status(&b));
    buf_printf(&b, "%d", 9);
    buf_str(&b, STR("x"));
    assert_status(ST_TOO_BIG, buf_status(&b));
    assert_string_equal(b.p, "1234567"); /* nothing half written */
    buf_reset(&b);
    buf_str(&b, STR("new"));
    assert_ok(buf_status(&b));
    assert_string_equal(b.p, "new");
    buf_clear(&b);
}

static void huge_piece_does_not_wrap(void **state)
{
    (void)state;
    struct buf b;
    buf_init(&b, 100);
    buf_char(&b, 'x');
    buf_add(&b, "abc", SIZE_MAX); /* the sum of the lengths wraps to 0 */
    assert_status(ST_TOO_BIG, buf_status(&b));
    buf_clear(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_put_together),
        cmocka_unit_test(long_formats_grow),
        cmocka_unit_test(cap_sticks),
        cmocka_unit_test(huge_piece_does_not_wrap),
    };
    return cmocka_run_group_tests_name("buf", tests, NULL, NULL);
}
