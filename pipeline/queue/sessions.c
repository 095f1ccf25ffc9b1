/* Signing in, and sessions. The database holds the hash of a token, never the token. */
#include "users_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define TOKEN_RAW_BYTES 32
#define HASH_BYTES crypto_generichash_BYTES
#define MINUTE_MS 60000
#define SEEN_EVERY_MS 20000 /* the last act of a person is written down at most so often */

/* A password nobody has: checking it takes as long as checking one that somebody has. */
static enum status check_nobody(const struct queue *q, struct secret password)
{
    char hash[crypto_pwhash_STRBYTES];
    return password_hash(q, password, hash);
}

static void keyed_hash(const char *purpose, struct secret token, unsigned char ret[HASH_BYTES])
{
    (void)crypto_generichash(ret, HASH_BYTES, (const unsigned char *)token.p, token.n, (const unsigned char *)purpose, strlen(purpose));
}

struct str session_hash(struct secret token, unsigned char room[HASH_BYTES])
{
    keyed_hash("chartcode session", token, room);
    return (struct str){(const char *)room, HASH_BYTES};
}

static void set_csrf(struct secret token, char ret[SESSION_CSRF_BYTES])
{
    unsigned char hash[HASH_BYTES];
    keyed_hash("chartcode csrf", token, hash);
    (void)sodium_bin2hex(ret, SESSION_CSRF_BYTES, hash, sizeof hash);
}

bool session_csrf_matches(const struct session *s, struct secret given)
{
    return given.n == SESSION_CSRF_BYTES - 1 && sodium_memcmp(s->csrf, given.p, given.n) == 0;
}

/* ---- credentials */

static void take_sealed(const struct query *row, int column, unsigned char out[SEALED_BYTES], bool *ret)
{
    struct str s = query_bytes(row, column);
    *ret = s.n == SEALED_BYTES;
    if (*ret) memcpy(out, s.p, s.n);
}

enum status credentials_read(struct queue *q, const char *login, struct credentials *c)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    *c = (struct credentials){.user = 0};
    TRY(db_query(q->db, SQL_user_secrets, VALUES(v_text(login)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    c->user = query_int(row, 0);
    (void)snprintf(c->hash, sizeof c->hash, "%.*s", STR_ARG(query_str(row, 1)));
    c->disabled = query_int(row, 2) != 0;
    c->failures = query_int(row, 3);
    c->failed = (struct moment){.wall = query_int(row, 4), .up = query_int(row, 5)};
    (void)snprintf(c->failed.boot, sizeof c->failed.boot, "%.*s", STR_ARG(query_str(row, 6)));
    take_sealed(row, 7, c->totp, &c->has_totp);
    c->totp_step = query_int(row, 8);
    take_sealed(row, 9, c->started, &c->has_started);
    query_end(row);
done:
    return st;
}

/* ---- signing in */

struct attempt {
    struct queue *q;
    char login[LOGIN_BYTES];
    struct secret password, totp;
    struct credentials c;
    struct moment now;
    enum sign_in outcome;
    bool wrong_code;
    int64_t step, wait_ms;
};

/* Nobody is signed in yet: who the row is about is who did it, "-" for an unknown login. What was typed may be no login at all,
 * even a password in the wrong field: the audit gets logins that exist. */
static enum status audit_as(struct queue *q, const char *what, const char *login)
{
    return queue_audit_by(q, login ? login : "-", what, 0, login ? login : "unknown login");
}

/* Counts a failure in advance, so that guesses made at once all count. */
static enum status begin_attempt(struct attempt *a)
{
    enum status st = ST_OK;
    TRY(db_begin(a->q->db));
    TRY(credentials_read(a->q, a->login, &a->c));
    if (!a->c.user) goto done;
    a->wait_ms = lock_left(a->c.failures, &a->c.failed, &a->now);
    a->outcome = a->wait_ms ? SIGN_IN_LOCKED : SIGN_IN_OK;
    if (a->wait_ms) TRY(audit_as(a->q, "sign-in-locked", a->login));
    else TRY(db_run(a->q->db, SQL_user_failed, VALUES(v_int(a->c.user), v_int(a->now.wall), v_int(a->now.up), v_text(a->now.boot))));
done:
    return db_end(a->q->db, st);
}

static enum status check_totp(struct attempt *a)
{
    unsigned char raw[TOTP_RAW_BYTES];
    enum status st = totp_unseal(a->q, (struct str){(const char *)a->c.totp, SEALED_BYTES}, raw);
    if (st != ST_OK) return st;
    a->step = totp_match(raw, a->totp, a->now.wall, a->c.totp_step);
    a->wrong_code = !a->step;
    if (a->wrong_code) a->outcome = SIGN_IN_TOTP;
    sodium_memzero(raw, sizeof raw);
    return ST_OK;
}

static enum status check(struct attempt *a)
{
    enum status st = ST_OK;
    a->outcome = SIGN_IN_BAD;
    if (a->password.n > PASSWORD_MOST) goto done;
    if (!a->c.user) return check_nobody(a->q, a->password);
    if (crypto_pwhash_str_verify(a->c.hash, a->password.p, a->password.n) != 0 || a->c.disabled) goto done;
    a->outcome = SIGN_IN_OK;
    if (a->c.has_totp && !a->totp.n) a->outcome = SIGN_IN_TOTP;
    else if (a->c.has_totp) TRY(check_totp(a));
done:
    return st;
}

static enum status add_session(struct attempt *a, struct secret token)
{
    unsigned char hash[HASH_BYTES];
    const struct moment *n = &a->now;
    enum status st = ST_OK;
    TRY(db_run(a->q->db, SQL_sessions_expire, VALUES(v_int(a->c.user), v_int(n->wall - (int64_t)a->q->session_h * 60 * MINUTE_MS))));
    TRY(db_run(a->q->db, SQL_session_add,
               VALUES(v_bytes(session_hash(token, hash)), v_int(a->c.user), v_text(n->boot), v_int(n->wall), v_int(n->up))));
    TRY(db_run(a->q->db, SQL_user_signed_in, VALUES(v_int(a->c.user), v_int(n->wall), v_int(a->step ? a->step : a->c.totp_step))));
    TRY(audit_as(a->q, "sign-in", a->login));
done:
    return st;
}

/* A right password that still needs a code is no failure. Another attempt may have used the same code meanwhile: it is looked at again. */
static enum status end_attempt(struct attempt *a, struct secret token)
{
    struct credentials again;
    enum status st = ST_OK;
    TRY(db_begin(a->q->db));
    if (a->c.user) TRY(credentials_read(a->q, a->login, &again));
    if (a->outcome == SIGN_IN_OK && a->step && again.totp_step >= a->step) a->outcome = SIGN_IN_TOTP, a->wrong_code = true;
    if (a->outcome == SIGN_IN_OK) TRY(add_session(a, token));
    else if (a->outcome == SIGN_IN_TOTP && !a->wrong_code) TRY(db_run(a->q->db, SQL_user_unlock, VALUES(v_int(a->c.user))));
    else TRY(audit_as(a->q, "sign-in-failed", a->c.user ? a->login : NULL));
done:
    return db_end(a->q->db, st);
}

static void lower_login(const char *login, char out[LOGIN_BYTES])
{
    size_t i = 0;
    for (; login[i] && i < LOGIN_BYTES - 1; i++) out[i] = (char)tolower((unsigned char)login[i]);
    out[login[i] ? 0 : i] = '\0';
}

enum status session_open(struct queue *q, const char *login, struct secret password, struct secret totp, char ret_token[SESSION_TOKEN_BYTES],
                         struct session *ret, enum sign_in *ret_outcome, int *ret_wait_s)
{
    struct attempt a = {.q = q, .password = password, .totp = totp, .now = moment_now()};
    unsigned char raw[TOKEN_RAW_BYTES];
    bool found;
    enum status st = ST_OK;
    lower_login(login, a.login);
    TRY(begin_attempt(&a));
    *ret_wait_s = (int)((a.wait_ms + 999) / 1000);
    *ret_outcome = a.outcome;
    if (a.outcome == SIGN_IN_LOCKED) goto done;
    TRY(check(&a));
    randombytes_buf(raw, sizeof raw);
    (void)sodium_bin2hex(ret_token, SESSION_TOKEN_BYTES, raw, sizeof raw);
    const struct secret token = {ret_token, SESSION_TOKEN_BYTES - 1};
    TRY(end_attempt(&a, token));
    *ret_outcome = a.outcome;
    if (a.outcome == SIGN_IN_OK) TRY(session_find(q, token, false, ret, &found));
    else ret_token[0] = '\0';
done:
    return st;
}

/* ---- sessions */

struct session_row {
    int64_t user;
    struct moment made, seen, emergency;
    bool has_emergency, found;
};

static enum status read_session(struct queue *q, struct str hash, struct session_row *s)
{
    struct query *row;
    char boot[BOOT_BYTES];
    enum status st = ST_OK;
    *s = (struct session_row){.user = 0};
    TRY(db_query(q->db, SQL_session_find, VALUES(v_bytes(hash)), &row));
    TRY(query_next(row, &s->found));
    if (!s->found) goto done;
    s->user = query_int(row, 0);
    (void)snprintf(boot, sizeof boot, "%.*s", STR_ARG(query_str(row, 1)));
    s->made = (struct moment){.wall = query_int(row, 2), .up = query_int(row, 3)};
    s->seen = (struct moment){.wall = query_int(row, 4), .up = query_int(row, 5)};
    s->has_emergency = !query_is_null(row, 6);
    s->emergency = (struct moment){.wall = query_int(row, 6), .up = query_int(row, 7)};
    memcpy(s->made.boot, boot, sizeof boot), memcpy(s->seen.boot, boot, sizeof boot), memcpy(s->emergency.boot, boot, sizeof boot);
    query_end(row);
done:
    return st;
}

/* A time to come counts as expired: only a clock that was set back makes one. */
static bool within(const struct moment *then, const struct moment *now, int64_t limit_ms)
{
    int64_t since = moment_since(then, now);
    return since >= 0 && since < limit_ms;
}

static bool is_live(const struct queue *q, const struct session_row *s, const struct moment *now)
{
    return s->found && within(&s->seen, now, (int64_t)q->idle_min * MINUTE_MS) && within(&s->made, now, (int64_t)q->session_h * 60 * MINUTE_MS);
}

static enum status touch(struct queue *q, struct str hash, const struct session_row *s, const struct moment *now)
{
    enum status st = ST_OK;
    if (moment_since(&s->seen, now) < SEEN_EVERY_MS) return ST_OK;
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_session_seen, VALUES(v_bytes(hash), v_int(now->wall), v_int(now->up))));
done:
    return db_end(q->db, st);
}

enum status session_find(struct queue *q, struct secret token, bool active, struct session *ret, bool *ret_found)
{
    unsigned char room[HASH_BYTES];
    struct str hash = session_hash(token, room);
    struct session_row s;
    struct moment now = moment_now();
    bool found;
    enum status st = ST_OK;
    *ret_found = false;
    TRY(read_session(q, hash, &s));
    if (!is_live(q, &s, &now)) goto done;
    *ret = (struct session){.idle_s = q->idle_min * 60};
    TRY(user_by(q, SQL_user_by_id, v_int(s.user), &ret->user, &found));
    if (!found || ret->user.disabled) goto done;
    if (active) TRY(touch(q, hash, &s, &now));
    set_csrf(token, ret->csrf);
    ret->roles = ret->user.roles;
    if (s.has_emergency && within(&s.emergency, &now, (int64_t)EMERGENCY_MIN * MINUTE_MS))
        ret->emergency_until = now.wall + (int64_t)EMERGENCY_MIN * MINUTE_MS - moment_since(&s.emergency, &now);
    *ret_found = true;
done:
    return st;
}

enum status session_close(struct queue *q, struct secret token)
{
    unsigned char room[HASH_BYTES];
    struct session s;
    bool found;
    enum status st = ST_OK;
    TRY(session_find(q, token, false, &s, &found));
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_session_drop, VALUES(v_bytes(session_hash(token, room)))));
    if (found) TRY(audit_as(q, "sign-out", s.user.login));
done:
    return db_end(q->db, st);
}

enum status session_emergency(struct queue *q, struct secret token, struct str reason, struct session *ret)
{
    unsigned char room[HASH_BYTES];
    struct moment now = moment_now();
    char *why = NULL;
    bool found;
    enum status st = ST_OK;
    if (reason.n < 1 || reason.n > 500) return fail(ST_USAGE, "emergency access needs a reason of 1 to 500 bytes");
    TRY(session_find(q, token, true, ret, &found));
    if (!found) TRY(fail(ST_FORBIDDEN, "the session is over"));
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_session_emergency, VALUES(v_bytes(session_hash(token, room)), v_int(now.wall), v_int(now.up), v_str(reason))));
    if (!(why = strndup(reason.p, reason.n))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(queue_audit_by(q, ret->user.login, "emergency-access", 0, why));
done:
    st = db_end(q->db, st);
    free(why);
    if (st == ST_OK) ret->emergency_until = now.wall + (int64_t)EMERGENCY_MIN * MINUTE_MS;
    return st;
}
