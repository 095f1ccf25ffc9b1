/* Users, for administrators. */
#include "users_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#define PASSWORD_OPS 3
#define FAILURES_FREE 4 /* the fifth locks */
#define LOCK_FIRST_MS 30000
#define LOCK_MOST_MS 900000

static const struct {
    const char *name;
    unsigned bit;
} roles[] = {
#define X(name, text, bit) {text, bit},
    ROLE_LIST(X)
#undef X
};
#define ROLES (sizeof roles / sizeof roles[0])

enum status roles_parse(struct str text, unsigned *ret)
{
    struct str rest = text, one;
    unsigned bits = 0;
    while (str_cut(&rest, ',', &one)) {
        size_t i = 0;
        one = str_trim(one);
        while (i < ROLES && !str_eq(one, str_of(roles[i].name))) i++;
        if (i == ROLES) return fail(ST_USAGE, "'%.*s' is no role: clerk, coder, auditor, manager or admin", STR_ARG(one));
        bits |= roles[i].bit;
    }
    if (!bits) return fail(ST_USAGE, "a user needs a role: clerk, coder, auditor, manager or admin");
    *ret = bits;
    return ST_OK;
}

const char *roles_text(unsigned bits, char out[ROLES_TEXT_BYTES])
{
    size_t n = 0;
    out[0] = '\0';
    for (size_t i = 0; i < ROLES; i++)
        if (bits & roles[i].bit) n += (size_t)snprintf(out + n, ROLES_TEXT_BYTES - n, "%s%s", n ? "," : "", roles[i].name);
    return out;
}

/* ---- passwords */

enum status password_hash(const struct queue *q, struct secret password, char ret[crypto_pwhash_STRBYTES])
{
    if (crypto_pwhash_str(ret, password.p, password.n, PASSWORD_OPS, (size_t)q->password_memory_mb << 20) != 0)
        return fail(ST_NO_MEMORY, "out of memory: a password takes %d MB (password-memory-mb)", q->password_memory_mb);
    return ST_OK;
}

enum status password_check_rules(struct secret password)
{
    struct str s = {password.p, password.n};
    size_t characters = 0;
    if (s.n > PASSWORD_MOST) return fail(ST_USAGE, "the password has over %d bytes", PASSWORD_MOST);
    if (utf8_valid_length(s) != s.n) return fail(ST_USAGE, "the password is no UTF-8");
    for (size_t i = 0; i < s.n; i++) characters += (s.p[i] & 0xC0) != 0x80;
    return characters >= PASSWORD_LEAST ? ST_OK : fail(ST_USAGE, "the password needs at least %d characters", PASSWORD_LEAST);
}

/* Twenty letters and digits that cannot be taken for each other, in fives: 98 bits. */
void password_one_time(char ret[ONE_TIME_BYTES])
{
    static const char signs[] = "abcdefghjkmnpqrstuvwxyz23456789";
    size_t n = 0;
    for (int i = 0; i < 20; i++) {
        if (i && i % 5 == 0) ret[n++] = '-';
        ret[n++] = signs[randombytes_uniform(sizeof signs - 1)];
    }
    ret[n] = '\0';
}

/* ---- rows */

int64_t lock_left(int64_t failures, const struct moment *failed, const struct moment *now)
{
    int64_t lock = LOCK_FIRST_MS, since = moment_since(failed, now);
    if (failures <= FAILURES_FREE) return 0;
    for (int64_t i = FAILURES_FREE + 1; i < failures && lock < LOCK_MOST_MS; i++) lock *= 2;
    if (lock > LOCK_MOST_MS) lock = LOCK_MOST_MS;
    if (since < 0) since = 0; /* started anew with the clock set back: from now on */
    return since < lock ? lock - since : 0;
}

static void copy(char *out, size_t room, struct str s)
{
    (void)snprintf(out, room, "%.*s", STR_ARG(s));
}

enum status user_read(struct arena *arena, const struct query *row, void *element)
{
    struct user *u = element;
    struct moment now = moment_now(), failed = {.wall = query_int(row, 8), .up = query_int(row, 9)};
    (void)arena;
    *u = (struct user){.id = query_int(row, 0), .roles = (unsigned)query_int(row, 3)};
    copy(u->login, sizeof u->login, query_str(row, 1));
    copy(u->name, sizeof u->name, query_str(row, 2));
    copy(failed.boot, sizeof failed.boot, query_str(row, 10));
    u->disabled = query_int(row, 4) != 0;
    u->must_change = query_int(row, 5) != 0;
    u->totp = query_int(row, 6) != 0;
    int64_t left = lock_left(query_int(row, 7), &failed, &now);
    u->locked = left > 0;
    u->locked_until = left > 0 ? now.wall + left : 0;
    u->made_at = query_int(row, 11);
    u->signed_in_at = query_int(row, 12);
    return ST_OK;
}

enum status user_by(struct queue *q, enum statement s, struct db_value key, struct user *ret, bool *ret_found)
{
    struct query *row;
    enum status st = ST_OK;
    TRY(db_query(q->db, s, VALUES(key), &row));
    TRY(query_next(row, ret_found));
    if (!*ret_found) goto done;
    st = user_read(NULL, row, ret);
    query_end(row);
done:
    return st;
}

enum status user_list(struct queue *q, struct arena *arena, struct user **ret, uint32_t *ret_n)
{
    void *list = NULL;
    enum status st = list_rows(q, SQL_user_list, NULL, arena, sizeof **ret, user_read, &list, ret_n);
    *ret = list;
    return st;
}

/* Lower case; ST_USAGE. */
static enum status check_login(const char *login, char out[LOGIN_BYTES])
{
    size_t n = strlen(login);
    bool good = n >= 1 && n < LOGIN_BYTES && isalnum((unsigned char)login[0]);
    for (size_t i = 0; good && i < n; i++) {
        unsigned char c = (unsigned char)login[i];
        good = c < 0x80 && (isalnum(c) || strchr("._-@", c));
        out[i] = (char)tolower(c);
    }
    if (!good) return fail(ST_USAGE, "a login has 1 to %d letters, digits, . _ - @ and begins with a letter or digit", LOGIN_BYTES - 1);
    out[n] = '\0';
    return ST_OK;
}

enum status user_find(struct queue *q, const char *login, struct user *ret)
{
    char lower[LOGIN_BYTES];
    bool found;
    enum status st = ST_OK;
    TRY(check_login(login, lower));
    TRY(user_by(q, SQL_user_by_login, v_text(lower), ret, &found));
    if (!found) st = fail(ST_NOT_FOUND, "there is no user '%s'", lower);
done:
    return st;
}

/* ---- making */

struct fresh {
    char login[LOGIN_BYTES], name[USER_NAME_BYTES], hash[crypto_pwhash_STRBYTES];
    unsigned roles;
    bool must_change;
};

static enum status insert(struct queue *q, const struct fresh *f, int64_t *ret_id)
{
    char detail[LOGIN_BYTES + ROLES_TEXT_BYTES + 2], text[ROLES_TEXT_BYTES];
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_user_add,
                 VALUES(v_text(f->login), v_text(f->name), v_int(f->roles), v_text(f->hash), v_int(f->must_change), v_int(queue_now())), ret_id,
                 NULL));
    (void)snprintf(detail, sizeof detail, "%s %s", f->login, roles_text(f->roles, text));
    TRY(queue_audit(q, "user-add", 0, detail));
done:
    return st;
}

static enum status prepare(struct queue *q, const char *login, const char *name, unsigned bits, struct secret password, struct fresh *f)
{
    enum status st = ST_OK;
    TRY(check_login(login, f->login));
    if (!name[0]) name = f->login;
    if (strlen(name) >= sizeof f->name) TRY(fail(ST_USAGE, "the name has over %zu bytes", sizeof f->name - 1));
    if (utf8_valid_length(str_of(name)) != strlen(name)) TRY(fail(ST_USAGE, "the name is no UTF-8"));
    if (!bits || bits & ~ROLES_ALL) TRY(fail(ST_USAGE, "a user needs a role: clerk, coder, auditor, manager or admin"));
    copy(f->name, sizeof f->name, str_of(name));
    f->roles = bits;
    TRY(password_check_rules(password));
    TRY(password_hash(q, password, f->hash));
done:
    return st;
}

enum status user_add(struct queue *q, const char *login, const char *name, unsigned bits, struct secret password, bool must_change,
                     char ret_one_time[ONE_TIME_BYTES], struct user *ret)
{
    char one_time[ONE_TIME_BYTES] = "";
    struct fresh f;
    int64_t id;
    bool found;
    enum status st = ST_OK;
    if (!password.n) {
        password_one_time(one_time);
        password = (struct secret){one_time, strlen(one_time)};
        must_change = true;
    }
    TRY(prepare(q, login, name, bits, password, &f));
    f.must_change = must_change;
    TRY(db_begin(q->db));
    TRY(user_by(q, SQL_user_by_login, v_text(f.login), ret, &found));
    if (found) TRY(fail(ST_USAGE, "there is a user '%s' already", f.login));
    TRY(insert(q, &f, &id));
    TRY(user_by(q, SQL_user_by_id, v_int(id), ret, &found));
done:
    st = db_end(q->db, st);
    memcpy(ret_one_time, st == ST_OK ? one_time : "", st == ST_OK ? sizeof one_time : 1);
    sodium_memzero(one_time, sizeof one_time);
    return st;
}

enum status user_first(struct queue *q, const char *login, char ret_one_time[ONE_TIME_BYTES], bool *ret_made)
{
    char one_time[ONE_TIME_BYTES];
    struct fresh f;
    int64_t n, id;
    enum status st = ST_OK;
    *ret_made = false;
    TRY(db_value(q->db, SQL_user_count, NULL, &n, NULL));
    if (n) goto done;
    password_one_time(one_time);
    TRY(prepare(q, login, "", ROLE_ADMIN, (struct secret){one_time, strlen(one_time)}, &f));
    f.must_change = true;
    TRY(db_begin(q->db));
    TRY(db_value(q->db, SQL_user_count, NULL, &n, NULL)); /* another server may have started meanwhile */
    if (!n) TRY(insert(q, &f, &id));
done:
    st = db_end(q->db, st);
    if (st == ST_OK && !n) memcpy(ret_one_time, one_time, sizeof one_time), *ret_made = true;
    return st;
}

/* ---- changing */

static enum status keep_an_admin(struct queue *q, const struct user *u, const struct user_change *c)
{
    int64_t left;
    enum status st = ST_OK;
    bool loses = (c->roles && !(*c->roles & ROLE_ADMIN)) || (c->disabled && *c->disabled);
    if (!(u->roles & ROLE_ADMIN) || u->disabled || !loses) goto done;
    TRY(db_value(q->db, SQL_user_admins_left, VALUES(v_int(u->id)), &left, NULL));
    if (!left) st = fail(ST_USAGE, "'%s' is the last administrator who can sign in", u->login);
done:
    return st;
}

static enum status set_columns(struct queue *q, const struct user *u, const struct user_change *c, const char *hash)
{
    bool ends = (c->roles && *c->roles != u->roles) || (c->disabled && *c->disabled) || c->reset_password || c->reset_totp;
    enum status st = ST_OK;
    TRY(keep_an_admin(q, u, c));
    TRY(db_run(q->db, SQL_user_change,
               VALUES(v_int(u->id), v_text(c->name), c->roles ? v_int(*c->roles) : v_null(), c->disabled ? v_int(*c->disabled) : v_null())));
    if (c->unlock) TRY(db_run(q->db, SQL_user_unlock, VALUES(v_int(u->id))));
    if (c->reset_password) TRY(db_run(q->db, SQL_user_password, VALUES(v_int(u->id), v_text(hash), v_int(1))));
    if (c->reset_totp) TRY(db_run(q->db, SQL_user_totp_drop, VALUES(v_int(u->id))));
    if (ends) TRY(db_run(q->db, SQL_sessions_end, VALUES(v_int(u->id), v_null())));
done:
    return st;
}

static void describe(const struct user *u, const struct user_change *c, char *out, size_t room)
{
    char text[ROLES_TEXT_BYTES];
    int n = snprintf(out, room, "%s%s%s%s%s%s", u->login, c->name ? " name" : "", c->disabled ? *c->disabled ? " disabled" : " enabled" : "",
                     c->unlock ? " unlocked" : "", c->reset_password ? " new-password" : "", c->reset_totp ? " totp-removed" : "");
    if (c->roles && (size_t)n < room) (void)snprintf(out + n, room - (size_t)n, " roles=%s", roles_text(*c->roles, text));
}

enum status user_change(struct queue *q, const char *login, const struct user_change *c, char ret_one_time[ONE_TIME_BYTES], struct user *ret)
{
    char one_time[ONE_TIME_BYTES] = "", hash[crypto_pwhash_STRBYTES], detail[256];
    struct user u;
    bool found;
    enum status st = ST_OK;
    if (c->roles && (!*c->roles || *c->roles & ~ROLES_ALL)) TRY(fail(ST_USAGE, "a user needs a role: clerk, coder, auditor, manager or admin"));
    if (c->name && (!c->name[0] || strlen(c->name) >= USER_NAME_BYTES)) TRY(fail(ST_USAGE, "a name has 1 to %d bytes", USER_NAME_BYTES - 1));
    if (c->reset_password) {
        password_one_time(one_time);
        TRY(password_hash(q, (struct secret){one_time, strlen(one_time)}, hash));
    }
    TRY(db_begin(q->db));
    TRY(user_find(q, login, &u));
    TRY(set_columns(q, &u, c, hash));
    describe(&u, c, detail, sizeof detail);
    TRY(queue_audit(q, "user-change", 0, detail));
    TRY(user_by(q, SQL_user_by_id, v_int(u.id), ret, &found));
done:
    st = db_end(q->db, st);
    memcpy(ret_one_time, st == ST_OK ? one_time : "", st == ST_OK ? sizeof one_time : 1);
    sodium_memzero(one_time, sizeof one_time);
    return st;
}

enum status user_set_password(struct queue *q, const char *login, struct secret password, bool must_change)
{
    char hash[crypto_pwhash_STRBYTES];
    struct user u;
    enum status st = ST_OK;
    TRY(password_check_rules(password));
    TRY(password_hash(q, password, hash));
    TRY(db_begin(q->db));
    TRY(user_find(q, login, &u));
    TRY(db_run(q->db, SQL_user_password, VALUES(v_int(u.id), v_text(hash), v_int(must_change))));
    TRY(db_run(q->db, SQL_sessions_end, VALUES(v_int(u.id), v_null())));
    TRY(queue_audit(q, "user-password", 0, u.login));
done:
    return db_end(q->db, st);
}
