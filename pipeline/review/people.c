/* Users, for administrators; the audit. */
#include "handlers.h"

#include "audit.h"
#include "queue.h"

#include <sodium.h>

#define AUDIT_DEFAULT 100
#define AUDIT_MOST 1000

static json_t *user_json(const struct user *u)
{
    json_t *o = json_pack("{s:s,s:s}", "login", u->login, "name", u->name);
    json_set(o, "roles", json_roles(u->roles));
    json_set(o, "disabled", json_boolean(u->disabled)), json_set(o, "locked", json_boolean(u->locked));
    json_set(o, "locked_until", json_time(u->locked_until));
    json_set(o, "totp", json_boolean(u->totp)), json_set(o, "must_change_password", json_boolean(u->must_change));
    json_set(o, "made_at", json_time(u->made_at)), json_set(o, "signed_in_at", json_time(u->signed_in_at));
    return o;
}

static enum status reply_user(struct exchange *x, unsigned status, const struct user *u, const char *one_time)
{
    json_t *o = user_json(u);
    if (*one_time) json_set(o, "one_time_password", json_string(one_time));
    return reply_json(x, status, json_pack("{s:o}", "user", o));
}

static enum status read_roles(const json_t *list, unsigned *ret)
{
    unsigned roles = 0, bit;
    if (!json_is_array(list) || json_array_size(list) == 0) return fail(ST_USAGE, "'roles' must be a list with at least one role");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *v = json_array_get(list, i);
        enum status st = roles_parse(json_is_string(v) ? str_of(json_string_value(v)) : STR(""), &bit);
        if (st != ST_OK) return st;
        roles |= bit;
    }
    *ret = roles;
    return ST_OK;
}

enum status get_users(struct exchange *x)
{
    struct user *users;
    uint32_t n;
    enum status st = user_list(x->queue, x->arena, &users, &n);
    if (st != ST_OK) return st;
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, user_json(&users[i]));
    return reply_json(x, 200, json_pack("{s:o}", "users", list));
}

enum status post_user(struct exchange *x)
{
    struct str login = json_text(x->json, "login"), name = json_text(x->json, "name"), password = json_text(x->json, "password");
    char one_time[ONE_TIME_BYTES] = "";
    struct user u;
    unsigned roles;
    enum status st = ST_OK;
    if (!login.p || !name.p) TRY(fail(ST_USAGE, "'login' and 'name' are needed"));
    TRY(read_roles(json_object_get(x->json, "roles"), &roles));
    TRY(user_add(x->queue, login.p, name.p, roles, (struct secret){password.p, password.n}, true, one_time, &u));
    st = reply_user(x, 201, &u, one_time);
done:
    sodium_memzero(one_time, sizeof one_time);
    return st;
}

enum status patch_user(struct exchange *x)
{
    const json_t *roles_list = json_object_get(x->json, "roles"), *disabled_value = json_object_get(x->json, "disabled");
    unsigned roles;
    bool disabled = json_is_true(disabled_value);
    char one_time[ONE_TIME_BYTES] = "";
    struct user_change change = {.name = json_text(x->json, "name").p,
                                 .disabled = json_is_boolean(disabled_value) ? &disabled : NULL,
                                 .unlock = json_is_true(json_object_get(x->json, "unlock")),
                                 .reset_password = json_is_true(json_object_get(x->json, "reset_password")),
                                 .reset_totp = json_is_true(json_object_get(x->json, "reset_totp"))};
    struct user u;
    enum status st = ST_OK;
    if (roles_list) {
        TRY(read_roles(roles_list, &roles));
        change.roles = &roles;
    }
    TRY(user_change(x->queue, exchange_param(x, "login").p, &change, one_time, &u));
    st = reply_user(x, 200, &u, one_time);
done:
    sodium_memzero(one_time, sizeof one_time);
    return st;
}

/* --- the audit --- */

static enum status time_field(const struct exchange *x, const char *name, int64_t *ret)
{
    struct str s = target_query(&x->target, name);
    long v = 0;
    if (s.n && !str_to_long(s, 0, INT64_MAX, &v)) return fail(ST_USAGE, "'%s' must be a whole number", name);
    *ret = v;
    return ST_OK;
}

static json_t *audit_json(const struct audit_row *r)
{
    char hash[AUDIT_HASH_BYTES * 2 + 1];
    (void)sodium_bin2hex(hash, sizeof hash, r->hash, AUDIT_HASH_BYTES);
    return json_pack("{s:I,s:I,s:s,s:s,s:o,s:s,s:s}", "id", (json_int_t)r->id, "at", (json_int_t)r->at, "who", r->who, "what", r->what, "chart",
                     r->chart ? json_integer(r->chart) : json_null(), "detail", r->detail, "hash", hash);
}

enum status get_audit(struct exchange *x)
{
    struct str who = target_query(&x->target, "who");
    struct audit_filter f = {.who = who.n ? who.p : NULL};
    struct audit_row *rows;
    int64_t limit = 0;
    uint32_t n;
    enum status st = ST_OK;
    TRY(time_field(x, "chart", &f.chart));
    TRY(time_field(x, "from", &f.from));
    TRY(time_field(x, "to", &f.to));
    TRY(time_field(x, "after", &f.before));
    TRY(time_field(x, "limit", &limit));
    f.limit = limit < 1 ? AUDIT_DEFAULT : limit > AUDIT_MOST ? AUDIT_MOST : (uint32_t)limit;
    TRY(audit_list(x->queue, &f, x->arena, &rows, &n));
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, audit_json(&rows[i]));
    TRY(audit_note(x->queue, "audit-read", f.chart, ""));
    st = reply_json(x, 200, json_pack("{s:o,s:o}", "rows", list, "after", n == f.limit ? json_integer(rows[n - 1].id) : json_null()));
done:
    return st;
}

enum status get_verify(struct exchange *x)
{
    struct audit_verdict v;
    enum status st = audit_verify(x->queue, NULL, NULL, &v);
    if (st != ST_OK) return st;
    return reply_json(x, 200,
                      json_pack("{s:b,s:I,s:I,s:o,s:s}", "good", (int)v.good, "rows", (json_int_t)v.rows, "last", (json_int_t)v.last, "bad",
                                v.bad ? json_integer(v.bad) : json_null(), "fault", v.fault));
}

enum status not_built(struct exchange *x)
{
    return reply_failure(x, FAILURE_NOT_BUILT, "this page is not built yet", NULL);
}
