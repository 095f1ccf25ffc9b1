/* The desk's server without a socket: addresses, cookies, the routes' table, acts out of their JSON, names of pictures. */
#include "support/unit.h"

#include "../../pipeline/review/chart.h"
#include "../../pipeline/review/review_in.h"
#include "pictures.h"

static struct arena *arena;

static enum status parse(const char *raw, struct target *t)
{
    return target_parse(arena, str_of(raw), t);
}

static void refused(enum status st, const char *what)
{
    if (st != ST_USAGE) print_error("not refused: %s\n", what);
    assert_int_equal(st, ST_USAGE);
}

static void test_addresses(void **state)
{
    struct target t;
    (void)state;
    assert_ok(parse("/api/charts/7/pages/2/image?view=clean&width=1000", &t));
    assert_int_equal(t.segments, 6);
    assert_str("image", t.segment[5]);
    assert_str("clean", target_query(&t, "view"));
    assert_null(target_query(&t, "vie").p);
    assert_ok(parse("/", &t));
    assert_int_equal(t.segments, 0);
    assert_ok(parse("/a?q=J%C3%B6rg+M%2b&empty=&bare", &t));
    assert_str("J\xc3\xb6rg M+", target_query(&t, "q"));
    assert_str("", target_query(&t, "bare"));
    assert_ok(parse("/a/%2541", &t)); /* decoded once */
    assert_str("%41", t.segment[1]);
}

static void test_hostile_addresses(void **state)
{
    static const char *const bad[] = {"",
                                      "api",
                                      "*",
                                      "http://x/",
                                      "/..",
                                      "/a/../b",
                                      "/%2e%2e/a",
                                      "/a/%2E./b",
                                      "//a",
                                      "/a//b",
                                      "/a%2fb",
                                      "/a%5cb",
                                      "/a%00b",
                                      "/a%",
                                      "/a%4",
                                      "/a%zz",
                                      "/a\nb",
                                      "/%ff",
                                      "/%c0%ae",
                                      "/a?q=%00",
                                      "/a?q=%",
                                      "/a?q=%80",
                                      "/./a",
                                      "/a/%2e",
                                      "/a%0d%0aX: y",
                                      "/1/2/3/4/5/6/7/8/9"};
    struct target t;
    char big[TARGET_MAX_BYTES + 2], many[400] = "/a?";
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) refused(parse(bad[i], &t), bad[i]);
    memset(big, 'a', sizeof big);
    big[0] = '/', big[sizeof big - 1] = '\0';
    assert_status(ST_USAGE, parse(big, &t));
    for (int i = 0; i <= TARGET_MAX_PAIRS; i++) (void)snprintf(many + strlen(many), 16, "k%d&", i);
    assert_status(ST_USAGE, parse(many, &t));
}

static void test_cookies(void **state)
{
    (void)state;
    assert_str("abc", cookie_value(STR("a=1; chartcode_session=abc; b=2"), "chartcode_session"));
    assert_str("first", cookie_value(STR("s=first; s=second"), "s"));
    assert_str("a=b", cookie_value(STR("s=a=b"), "s"));
    assert_null(cookie_value(STR("xs=1;s"), "s").p);
    assert_null(cookie_value((struct str){NULL, 0}, "s").p);
}

static void test_routes(void **state)
{
    bool other;
    struct target t;
    (void)state;
    for (const struct route *r = review_routes; r->method; r++) {
        bool open = r->roles == ROLES_NONE, change = strcmp(r->method, "GET") != 0;
        assert_non_null(r->handle);
        assert_true(!open || strcmp(r->path, "/api/health") == 0 || (strcmp(r->path, "/api/session") == 0 && change));
        assert_int_equal(r->csrf, change && !open); /* every change but signing in demands the token */
        assert_true(change || r->body_bytes == 0);
        assert_true(open || r->restricted == (strncmp(r->path, "/api/session", 12) == 0 && !strstr(r->path, "emergency")));
        assert_true(!strstr(r->path, "/users") || r->roles == ROLE_ADMIN);
        assert_true(!strstr(r->path, "/charts") || !(r->roles & ROLE_ADMIN)); /* nothing of patients */
        assert_true(!strstr(r->path, "/acts") || r->roles == (ROLE_CODER | ROLE_MANAGER));
    }
    assert_ok(parse("/api/charts/counts", &t));
    assert_string_equal(route_find(STR("GET"), &t, &other)->path, "/api/charts/counts");
    assert_ok(parse("/api/charts/12", &t));
    assert_string_equal(route_find(STR("GET"), &t, &other)->path, "/api/charts/{chart}");
    assert_null(route_find(STR("PUT"), &t, &other));
    assert_true(other);
    assert_ok(parse("/api/charts/12/nothing", &t));
    assert_null(route_find(STR("GET"), &t, &other));
    assert_false(other);
}

static enum status read_act(const char *json, struct desk_act *ret)
{
    json_t *o = json_loads(json, 0, NULL);
    assert_non_null(o);
    enum status st = act_read(o, arena, ret);
    if (st == ST_OK) ret->code.code = (struct str){arena_strdup(arena, ret->code.code.p, ret->code.code.n), ret->code.code.n};
    json_decref(o);
    return st;
}

static void test_acts(void **state)
{
    static const char *const bad[] = {
        "{}",
        "[]",
        "{\"kind\":1}",
        "{\"kind\":\"explode\"}",
        "{\"kind\":\"units\",\"n\":0}",
        "{\"kind\":\"units\",\"n\":1.5}",
        "{\"kind\":\"units\",\"n\":10000}",
        "{\"kind\":\"add\",\"page\":-1}",
        "{\"kind\":\"add\",\"start\":4294967296}",
        "{\"kind\":\"poa\",\"value\":\"YY\"}",
        "{\"kind\":\"modifiers\",\"list\":\"25\"}",
        "{\"kind\":\"modifiers\",\"list\":[25]}",
        "{\"kind\":\"order\",\"codes\":{}}",
        "{\"kind\":\"pointers\",\"list\":[\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\",\"8\",\"9\",\"10\",\"11\",\"12\",\"13\"]}"};
    struct desk_act act;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) refused(read_act(bad[i], &act), bad[i]);
    assert_ok(read_act("{\"kind\":\"accept\",\"system\":\"ICD-10-CM\",\"code\":\"I10\"}", &act));
    assert_int_equal(act.kind, DESK_ACT_accept);
    assert_str("I10", act.code.code);
    assert_true(act.poa == '\0' && act.units == 0 && act.list_count == 0); /* what is not said changes nothing */
    assert_ok(read_act("{\"kind\":\"poa\",\"code\":\"I10\",\"value\":\"Y\"}", &act));
    assert_int_equal(act.poa, 'Y');
    assert_ok(read_act("{\"kind\":\"poa\",\"code\":\"I10\",\"value\":\"\"}", &act));
    assert_int_equal(act.poa, ' ');
    assert_ok(read_act("{\"kind\":\"units\",\"code\":\"97110\",\"n\":3}", &act));
    assert_int_equal(act.units, 3);
    assert_ok(read_act("{\"kind\":\"admitting\",\"code\":null}", &act));
    assert_int_equal(act.code.code.n, 0);
    assert_ok(read_act("{\"kind\":\"finish\",\"incomplete\":true}", &act));
    assert_true(act.incomplete);
}

static void test_picture_widths(void **state)
{
    static const int pairs[][2] = {{-5, 0},      {0, 0},       {1, 200},     {200, 200}, {201, 1000},
                                   {1000, 1000}, {1001, 1600}, {1600, 1600}, {1601, 0},  {99999, 0}};
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) assert_int_equal(picture_width(pairs[i][0]), pairs[i][1]);
}

static void test_pictures_are_kept(void **state)
{
    struct config config = {.workspace = unit_folder()};
    struct picture p = {.sha256 = "00ff", .number = 3, .view = PICTURE_CLEAN, .width = 200};
    char read_back[8] = "";
    (void)state;
    assert_int_equal(picture_open(&config, &p), -1);
    assert_ok(picture_keep(&config, &p, STR("cut")));
    assert_int_equal(picture_open(&config, &p), -1); /* as a power cut may leave it */
    assert_ok(picture_keep(&config, &p, STR("jpeg\xFF\xD9")));
    assert_ok(picture_keep(&config, &p, STR("again\xFF\xD9")));
    int fd = picture_open(&config, &p);
    assert_true(fd >= 0);
    assert_int_equal(read(fd, read_back, sizeof read_back), 6);
    assert_string_equal(read_back, "jpeg\xFF\xD9");
    (void)close(fd);
    p.number = 4;
    assert_int_equal(picture_open(&config, &p), -1);
    p.number = 3, p.view = PICTURE_ORIGINAL;
    assert_int_equal(picture_open(&config, &p), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_addresses),
                                       cmocka_unit_test(test_hostile_addresses),
                                       cmocka_unit_test(test_cookies),
                                       cmocka_unit_test(test_routes),
                                       cmocka_unit_test(test_acts),
                                       cmocka_unit_test(test_picture_widths),
                                       cmocka_unit_test(test_pictures_are_kept)};
    arena = arena_new((size_t)64 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
