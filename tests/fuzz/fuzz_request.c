/* The outer form of a request to the desk: its first line is an address, the second a Cookie header, the rest an act as JSON.
 * Properties: parts of an accepted address are names, values lie in what was given, an accepted act is one that there is. */
#include "fuzz/fuzz.h"

#include "../../pipeline/review/chart.h"

static void check_target(struct str raw)
{
    struct target t;
    if (target_parse(fuzz_arena(), raw, &t) != ST_OK) {
        MUST_HOLD(error_message()[0] != '\0');
        return;
    }
    MUST_HOLD(t.segments <= TARGET_MAX_SEGMENTS && t.pairs <= TARGET_MAX_PAIRS);
    for (uint32_t i = 0; i < t.segments; i++) {
        struct str s = t.segment[i];
        MUST_HOLD(s.n && strlen(s.p) == s.n && !strchr(s.p, '/') && !strchr(s.p, '\\') && !str_eq(s, STR("..")) && utf8_valid_length(s) == s.n);
    }
    for (uint32_t i = 0; i < t.pairs; i++) MUST_HOLD(strlen(t.pair[i].value.p) == t.pair[i].value.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str rest = {(const char *)data, n}, address = {"", 0}, cookies = {"", 0};
    struct desk_act act;
    (void)str_cut(&rest, '\n', &address);
    (void)str_cut(&rest, '\n', &cookies);
    check_target(address);
    struct str value = cookie_value(cookies, "s");
    MUST_HOLD(!value.p || (value.p >= cookies.p && value.p + value.n <= cookies.p + cookies.n));
    json_t *o = rest.n ? json_loadb(rest.p, rest.n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    if (o && act_read(o, fuzz_arena(), &act) == ST_OK) MUST_HOLD(act.kind < DESK_ACT_COUNT && act.units <= 9999 && act.page >= 0);
    json_decref(o);
    return 0;
}
