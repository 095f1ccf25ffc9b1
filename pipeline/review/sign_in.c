/* Signing in and out, the second factor, what the page remembers for a user. */
#include "handlers.h"

#include "queue.h"
#include "release.h"

#include <sodium.h>
#include <stdio.h>

enum status get_health(struct exchange *x)
{
    return reply_json(x, 200, json_pack("{s:b,s:s}", "ok", 1, "version", CHARTCODE_VERSION));
}

/* A text of the body; p is NULL when it is not there or no text. */
static struct secret secret_field(const struct exchange *x, const char *name)
{
    const json_t *v = json_object_get(x->json, name);
    return json_is_string(v) ? (struct secret){json_string_value(v), json_string_length(v)} : (struct secret){NULL, 0};
}

static enum status need_secret(const struct exchange *x, const char *name, struct secret *ret)
{
    *ret = secret_field(x, name);
    return ret->p ? ST_OK : fail(ST_USAGE, "'%s' is missing", name);
}

static enum status reply_session(struct exchange *x)
{
    const struct session *s = &x->session;
    int release = 0;
    enum status st = release_in_force(x->desk->config, 0, &release);
    if (st != ST_OK) return st;
    json_t *user = json_pack("{s:s,s:s,s:o,s:b,s:b}", "login", s->user.login, "name", s->user.name, "roles", json_roles(s->roles),
                             "must_change_password", (int)s->user.must_change, "totp", (int)s->user.totp);
    json_t *until = s->emergency_until ? json_integer(s->emergency_until) : json_null();
    return reply_json(x, 200,
                      json_pack("{s:o,s:s,s:i,s:o,s:s,s:o}", "user", user, "csrf", s->csrf, "idle_s", s->idle_s, "emergency_until", until, "version",
                                CHARTCODE_VERSION, "codeset", json_date(release)));
}

static enum status set_cookie(struct exchange *x, const char *token)
{
    char cookie[SESSION_TOKEN_BYTES + 128];
    (void)snprintf(cookie, sizeof cookie, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", SESSION_COOKIE, token, x->desk->tls ? "; Secure" : "",
                   *token ? "" : "; Max-Age=0");
    enum status st = reply_header(x, "Set-Cookie", cookie);
    sodium_memzero(cookie, sizeof cookie);
    return st;
}

static enum status refuse_sign_in(struct exchange *x, enum sign_in outcome, int wait_s)
{
    if (outcome == SIGN_IN_TOTP) return reply_failure(x, FAILURE_TOTP_NEEDED, "the second factor is needed", NULL);
    if (outcome == SIGN_IN_BAD) return reply_failure(x, FAILURE_BAD_CREDENTIALS, "name, password or code is wrong", NULL);
    int64_t until = wall_ms() + (int64_t)wait_s * 1000;
    return reply_failure(x, FAILURE_LOCKED, "too many failed attempts; the account is locked for a while",
                         json_pack("{s:I}", "until", (json_int_t)until));
}

/* The token is always a fresh one: a cookie that came along counts for nothing here. */
enum status post_session(struct exchange *x)
{
    char token[SESSION_TOKEN_BYTES] = "";
    struct secret password, totp = secret_field(x, "totp");
    struct str login = json_text(x->json, "login");
    enum sign_in outcome;
    int wait_s = 0;
    enum status st = ST_OK;
    if (!login.p) TRY(fail(ST_USAGE, "'login' is missing"));
    TRY(need_secret(x, "password", &password));
    TRY(session_open(x->queue, login.p, password, totp, token, &x->session, &outcome, &wait_s));
    if (outcome != SIGN_IN_OK) return refuse_sign_in(x, outcome, wait_s);
    x->signed_in = true;
    TRY(reply_session(x));
    TRY(set_cookie(x, token));
done:
    sodium_memzero(token, sizeof token);
    return st;
}

enum status get_session(struct exchange *x)
{
    return reply_session(x);
}

enum status delete_session(struct exchange *x)
{
    enum status st = session_close(x->queue, x->token);
    if (st == ST_OK) st = reply_json(x, 200, json_object());
    return st == ST_OK ? set_cookie(x, "") : st;
}

enum status post_password(struct exchange *x)
{
    struct secret old, fresh;
    enum status st = ST_OK;
    TRY(need_secret(x, "old", &old));
    TRY(need_secret(x, "new", &fresh));
    st = session_password(x->queue, x->token, old, fresh);
    if (st == ST_FORBIDDEN) return reply_failure(x, FAILURE_BAD_CREDENTIALS, "the old password is wrong", NULL);
    if (st == ST_OK) st = reply_json(x, 200, json_object());
done:
    return st;
}

static enum status start_totp(struct exchange *x)
{
    char secret[TOTP_SECRET_BYTES], uri[TOTP_URI_BYTES];
    enum status st = session_totp_start(x->queue, x->token, secret, uri);
    if (st == ST_OK) st = reply_json(x, 200, json_pack("{s:s,s:s}", "secret", secret, "uri", uri));
    sodium_memzero(secret, sizeof secret);
    sodium_memzero(uri, sizeof uri);
    return st;
}

enum status post_totp(struct exchange *x)
{
    struct str step = json_text(x->json, "step");
    struct secret given;
    enum status st = ST_OK;
    if (str_eq(step, STR("start"))) return start_totp(x);
    if (!str_eq(step, STR("confirm")) && !str_eq(step, STR("remove"))) return fail(ST_USAGE, "'step' must be start, confirm or remove");
    bool confirm = str_eq(step, STR("confirm"));
    TRY(need_secret(x, confirm ? "code" : "password", &given));
    st = confirm ? session_totp_confirm(x->queue, x->token, given) : session_totp_remove(x->queue, x->token, given);
    if (st == ST_FORBIDDEN)
        return reply_failure(x, FAILURE_BAD_CREDENTIALS, confirm ? "that is not the code of this moment" : "the password is wrong", NULL);
    if (st == ST_OK) st = reply_json(x, 200, json_object());
done:
    return st;
}

enum status post_emergency(struct exchange *x)
{
    struct str reason = json_text(x->json, "reason");
    if (!reason.n) return fail(ST_USAGE, "'reason' is missing");
    enum status st = session_emergency(x->queue, x->token, reason, &x->session);
    return st == ST_OK ? reply_session(x) : st;
}

enum status get_preferences(struct exchange *x)
{
    struct str text;
    enum status st = preferences_get(x->queue, x->session.user.id, x->arena, &text);
    return st == ST_OK ? reply_json(x, 200, json_loadb(text.p, text.n, 0, NULL)) : st;
}

enum status put_preferences(struct exchange *x)
{
    enum status st = preferences_put(x->queue, x->session.user.id, (struct str){x->body.p ? x->body.p : "{}", x->body.p ? x->body.n : 2});
    return st == ST_OK ? reply_json(x, 200, json_incref(x->json)) : st;
}
