/* jsonl: commas, escapes and numbers, byte for byte; and jansson reads back what was put in. */
#include "support/unit.h"

#include "base/jsonl.h"

#include <jansson.h>
#include <limits.h>

static struct buf out;

static struct jsonl fresh(void)
{
    buf_clear(&out);
    buf_init(&out, 1u << 20);
    return jsonl_into(&out);
}

static void objects_and_arrays_nest(void **state)
{
    (void)state;
    struct jsonl j = fresh();
    jsonl_begin(&j, '{');
    jsonl_key(&j, "none"), jsonl_begin(&j, '['), jsonl_end(&j, ']');
    jsonl_key(&j, "list");
    jsonl_begin(&j, '[');
    jsonl_int(&j, 1), jsonl_null(&j);
    jsonl_begin(&j, '{'), jsonl_key(&j, "a"), jsonl_bool(&j, true), jsonl_key(&j, "b"), jsonl_bool(&j, false), jsonl_end(&j, '}');
    jsonl_begin(&j, '{'), jsonl_end(&j, '}');
    jsonl_end(&j, ']');
    jsonl_key(&j, "last"), jsonl_str(&j, STR("x"));
    jsonl_end(&j, '}');
    assert_ok(buf_status(&out));
    assert_string_equal(out.p, "{\"none\":[],\"list\":[1,null,{\"a\":true,\"b\":false},{}],\"last\":\"x\"}");
}

static void numbers(void **state)
{
    (void)state;
    static const double in[] = {0.0, 1.0, 0.97, 0.9708, 0.00005, 0.00004, -0.00004, -1.25, 12.34567, 44.9, 1e300, -1e300};
    struct jsonl j = fresh();
    jsonl_begin(&j, '[');
    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) jsonl_decimal(&j, in[i]);
    jsonl_decimal(&j, 0.0 / (double)(out.n == 0));
    jsonl_int(&j, 0), jsonl_int(&j, -7), jsonl_int(&j, LLONG_MAX), jsonl_int(&j, LLONG_MIN);
    jsonl_end(&j, ']');
    assert_string_equal(out.p, "[0.0,1.0,0.97,0.9708,0.0001,0.0,0.0,-1.25,12.3457,44.9,null,null,null,"
                               "0,-7,9223372036854775807,-9223372036854775808]");
}

static void escapes(void **state)
{
    (void)state;
    struct jsonl j = fresh();
    jsonl_str(&j, (struct str){"a\"b\\c/d\b\f\n\r\t\0\x1f\x7f", 15});
    assert_string_equal(out.p, "\"a\\\"b\\\\c/d\\b\\f\\n\\r\\t\\u0000\\u001F\x7f\"");
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    (void)state;
    struct jsonl j = fresh();
    jsonl_phi(&j, (struct phi){"caf\xC3\xA9 caf\xE9 \xF0\x9F\x91\x81 \xED\xA0\x80\xC3", 20});
    assert_string_equal(out.p, "\"caf\xC3\xA9 caf\xEF\xBF\xBD \xF0\x9F\x91\x81 \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\"");
}

/* Every byte in every place: a reader gets back what was written. */
static void what_is_read_is_what_was_written(void **state)
{
    (void)state;
    char text[128];
    for (size_t i = 0; i < sizeof text; i++) text[i] = (char)i;
    for (size_t from = 0; from < sizeof text; from++) {
        struct jsonl j = fresh();
        jsonl_begin(&j, '[');
        jsonl_str(&j, (struct str){text + from, sizeof text - from});
        jsonl_end(&j, ']');
        json_t *read = json_loadb(out.p, out.n, JSON_ALLOW_NUL, NULL);
        assert_non_null(read);
        assert_int_equal(json_string_length(json_array_get(read, 0)), sizeof text - from);
        assert_memory_equal(json_string_value(json_array_get(read, 0)), text + from, sizeof text - from);
        json_decref(read);
    }
}

static int clean_up(void **state)
{
    (void)state;
    buf_clear(&out);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(objects_and_arrays_nest),
        cmocka_unit_test(numbers),
        cmocka_unit_test(escapes),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(what_is_read_is_what_was_written),
    };
    return cmocka_run_group_tests_name("jsonl", tests, NULL, clean_up);
}
