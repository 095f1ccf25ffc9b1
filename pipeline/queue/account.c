/* What users do to their own account: password, second factor, preferences. */
#include "users_internal.h"

#include <stdio.h>

#define ISSUER "chartcode"

/* The user behind a token. ST_FORBIDDEN when the session is over. */
static enum status need_user(struct queue *q, struct secret token, struct user *ret)
{
    struct session s;
    bool found;
    enum status st = session_find(q, token, true, &s, &found);
    if (st == ST_OK && !found) st = fail(ST_FORBIDDEN, "the session is over");
    if (st == ST_OK) *ret = s.user;
    return st;
}

static enum status count_failure(struct queue *q, const struct user *u)
{
    struct moment now = moment_now();
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_user_failed, VALUES(v_int(u->id), v_int(now.wall), v_int(now.up), v_text(now.boot))));
    TRY(queue_audit(q, "password-wrong", 0, u->login));
done:
    return db_end(q->db, st);
}

/* ST_FORBIDDEN: wrong, or locked out. */
static enum status check_password(struct queue *q, const struct user *u, struct secret password)
{
    struct credentials c;
    enum status st = ST_OK;
    if (u->locked) TRY(fail(ST_FORBIDDEN, "too many failures; try again later"));
    TRY(credentials_read(q, u->login, &c));
    if (password.n > PASSWORD_MOST || crypto_pwhash_str_verify(c.hash, password.p, password.n) != 0) {
        TRY(count_failure(q, u));
        st = fail(ST_FORBIDDEN, "the password is wrong");
    }
done:
    return st;
}

enum status session_password(struct queue *q, struct secret token, struct secret old, struct secret fresh)
{
    char hash[crypto_pwhash_STRBYTES];
    unsigned char room[crypto_generichash_BYTES];
    struct user u;
    enum status st = ST_OK;
    TRY(need_user(q, token, &u));
    TRY(check_password(q, &u, old));
    TRY(password_check_rules(fresh));
    if (fresh.n == old.n && sodium_memcmp(fresh.p, old.p, old.n) == 0) TRY(fail(ST_USAGE, "the new password is the old one"));
    TRY(password_hash(q, fresh, hash));
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_user_password, VALUES(v_int(u.id), v_text(hash), v_int(0))));
    TRY(db_run(q->db, SQL_sessions_end, VALUES(v_int(u.id), v_bytes(session_hash(token, room)))));
    TRY(queue_audit(q, "password-changed", 0, u.login));
done:
    return db_end(q->db, st);
}

/* ---- the second factor */

enum status session_totp_start(struct queue *q, struct secret token, char ret_secret[TOTP_SECRET_BYTES], char ret_uri[TOTP_URI_BYTES])
{
    unsigned char raw[TOTP_RAW_BYTES], sealed[SEALED_BYTES];
    struct user u;
    enum status st = ST_OK;
    TRY(need_user(q, token, &u));
    if (u.totp) TRY(fail(ST_USAGE, "there is a second factor already; remove it first"));
    randombytes_buf(raw, sizeof raw);
    TRY(totp_seal(q, raw, sealed));
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_user_totp_start, VALUES(v_int(u.id), v_bytes((struct str){(const char *)sealed, sizeof sealed}))));
    TRY(queue_audit(q, "totp-started", 0, u.login));
done:
    st = db_end(q->db, st);
    if (st != ST_OK) return st;
    base32(raw, sizeof raw, ret_secret);
    sodium_memzero(raw, sizeof raw);
    (void)snprintf(ret_uri, TOTP_URI_BYTES, "otpauth://totp/" ISSUER ":%s?secret=%s&issuer=" ISSUER "&algorithm=SHA1&digits=6&period=30", u.login,
                   ret_secret);
    return ST_OK;
}

enum status session_totp_confirm(struct queue *q, struct secret token, struct secret code)
{
    unsigned char raw[TOTP_RAW_BYTES];
    struct credentials c;
    struct user u;
    int64_t step;
    enum status st = ST_OK;
    TRY(need_user(q, token, &u));
    if (u.locked) TRY(fail(ST_FORBIDDEN, "too many failures; try again later"));
    TRY(credentials_read(q, u.login, &c));
    if (!c.has_started) TRY(fail(ST_USAGE, "no second factor was started"));
    TRY(totp_unseal(q, (struct str){(const char *)c.started, SEALED_BYTES}, raw));
    step = totp_match(raw, code, queue_now(), 0);
    sodium_memzero(raw, sizeof raw);
    if (!step) {
        TRY(count_failure(q, &u));
        TRY(fail(ST_FORBIDDEN, "this is not the code"));
    }
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_user_totp_set, VALUES(v_int(u.id), v_int(step))));
    TRY(queue_audit(q, "totp-set", 0, u.login));
done:
    return db_end(q->db, st);
}

enum status session_totp_remove(struct queue *q, struct secret token, struct secret password)
{
    struct user u;
    enum status st = ST_OK;
    TRY(need_user(q, token, &u));
    TRY(check_password(q, &u, password));
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_user_totp_drop, VALUES(v_int(u.id))));
    TRY(queue_audit(q, "totp-removed", 0, u.login));
done:
    return db_end(q->db, st);
}

/* ---- preferences */

enum status preferences_get(struct queue *q, int64_t user, struct arena *arena, struct str *ret)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    *ret = STR("{}");
    TRY(db_query(q->db, SQL_preferences_get, VALUES(v_int(user)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    *ret = (struct str){column_text(arena, row, 0, &st), query_str(row, 0).n};
    query_end(row);
done:
    return st;
}

enum status preferences_put(struct queue *q, int64_t user, struct str json)
{
    enum status st = ST_OK;
    if (json.n > PREFERENCES_MOST) return fail(ST_TOO_BIG, "preferences have %zu bytes, limit is %d", json.n, PREFERENCES_MOST);
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_preferences_put, VALUES(v_int(user), v_str(json))));
done:
    return db_end(q->db, st);
}
