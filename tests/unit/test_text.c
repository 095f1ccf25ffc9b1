/* text: pointer-and-length strings, numbers, UTF-8. */
#include "support/unit.h"

static void equality_and_case(void **state)
{
    (void)state;
    assert_true(str_eq(STR("abc"), STR("abc")));
    assert_false(str_eq(STR("abc"), STR("abd")));
    assert_false(str_eq(STR("abc"), STR("ab")));
    assert_true(str_eq((struct str){NULL, 0}, STR("")));
    assert_true(str_eq_nocase(STR("aBz"), STR("AbZ")));
    assert_false(str_eq_nocase(STR("["), STR("{"))); /* 32 apart, but no letters */
    assert_true(str_starts(STR("E11.42"), STR("E11")));
    assert_false(str_starts(STR("E1"), STR("E11")));
}

static void trim_takes_both_ends(void **state)
{
    (void)state;
    assert_str("a b", str_trim(STR(" \t a b \r\n")));
    assert_str("", str_trim(STR(" \t\r\n")));
    assert_str("", str_trim(STR("")));
}

static void cut_gives_every_part_once(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,"), part;
    const char *want[] = {"a", "", "b", ""};
    for (int i = 0; i < 4; i++) {
        assert_true(str_cut(&rest, ',', &part));
        assert_str(want[i], part);
    }
    assert_false(str_cut(&rest, ',', &part));
}

static void numbers(void **state)
{
    (void)state;
    long v = 7;
    assert_true(str_to_long(STR("-12"), -20, 20, &v));
    assert_int_equal(v, -12);
    assert_true(str_to_long(STR("007"), 0, 9, &v));
    assert_int_equal(v, 7);
    const char *bad[] = {"", "-", "1a", "a", "1.5", " 1", "+1", "21", "99999999999999999999", "--1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        v = 5;
        assert_false(str_to_long(str_of(bad[i]), -20, 20, &v));
        assert_int_equal(v, 5); /* written only on success */
    }
}

static void hash_tells_texts_apart(void **state)
{
    (void)state;
    assert_true(str_hash(STR("ab")) != str_hash(STR("ba")));
    assert_true(str_hash(STR("")) == 14695981039346656037u);
    assert_true(str_hash(STR("a")) == 0xaf63dc4c8601ec8cu); /* published FNV-1a value */
}

static void utf8_valid_texts(void **state)
{
    (void)state;
    const char *good[] = {"", "plain", "caf\xC3\xA9", "\xE2\x80\x99", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD", "\xF4\x8F\xBF\xBF"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) assert_int_equal(utf8_valid_length(str_of(good[i])), strlen(good[i]));
}

/* Overlong forms, surrogates, code points over U+10FFFF, lone and missing continuation bytes. */
static void utf8_faults_end_the_valid_start(void **state)
{
    (void)state;
    const char *bad[] = {
        "\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80",
        "\xFF", "\xC3",     "\xE2\x80", "\xF0\x9F\x98", "\xC3(",        "\xE2\x28\xA1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[16];
        (void)snprintf(text, sizeof text, "ok%s", bad[i]);
        assert_int_equal(utf8_valid_length(str_of(text)), 2);
    }
}

static void utf8_decode_steps(void **state)
{
    (void)state;
    uint32_t c;
    assert_int_equal(utf8_decode(STR("\xC3\xA9x"), &c), 2);
    assert_int_equal(c, 0xE9);
    assert_int_equal(utf8_decode(STR("\xF0\x9F\x98\x80"), &c), 4);
    assert_int_equal(c, 0x1F600);
    assert_int_equal(utf8_decode(STR("\xFFx"), &c), 1); /* a fault is one byte wide and reads as U+FFFD */
    assert_int_equal(c, 0xFFFD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality_and_case),
        cmocka_unit_test(trim_takes_both_ends),
        cmocka_unit_test(cut_gives_every_part_once),
        cmocka_unit_test(numbers),
        cmocka_unit_test(hash_tells_texts_apart),
        cmocka_unit_test(utf8_valid_texts),
        cmocka_unit_test(utf8_faults_end_the_valid_start),
        cmocka_unit_test(utf8_decode_steps),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
