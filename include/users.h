/* Users of the desk: sign-in, sessions, roles. They live in the queue's database.
 *
 * Passwords are kept as Argon2id (libsodium) hashes, TOTP secrets sealed by the key file users.key of the workspace (0600),
 * sessions as the hash of their token. What was typed is struct secret, which no log or error function takes. Every change is
 * one transaction with its audit row, as queue_who().
 *
 * Time-outs go by the clock that no one can set (CLOCK_BOOTTIME) while the machine stays up, else by the wall clock, where a
 * time before the last one seen counts as expired. */
#ifndef CC_USERS_H
#define CC_USERS_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

struct queue;

struct secret {
    const char *p;
    size_t n;
};

/* clerk: finds charts and sees pages. coder: works. auditor: sees everything, the audit too. manager: coder, and priorities,
 * returning any chart, reopening, the audit. admin: users; nothing of patients. */
#define ROLE_LIST(X) X(CLERK, "clerk", 1u) X(CODER, "coder", 2u) X(AUDITOR, "auditor", 4u) X(MANAGER, "manager", 8u) X(ADMIN, "admin", 16u)
enum role {
#define X(name, text, bit) ROLE_##name = bit,
    ROLE_LIST(X)
#undef X
};
#define ROLES_ALL 31u
#define ROLES_TEXT_BYTES 48
/* "coder,manager" to bits; ST_USAGE names the one that is no role, or when there is none. */
enum status roles_parse(struct str text, unsigned *ret) MUST_CHECK;
/* Bits to "coder,manager". */
const char *roles_text(unsigned roles, char out[ROLES_TEXT_BYTES]);

#define LOGIN_BYTES 65 /* with the NUL: 1..64 of a-z 0-9 . _ - @, begins with a letter or digit; kept in lower case */
#define USER_NAME_BYTES 129
#define PASSWORD_LEAST 12 /* characters */
#define PASSWORD_MOST 1024 /* bytes */
#define ONE_TIME_BYTES 32

struct user {
    int64_t id;
    char login[LOGIN_BYTES], name[USER_NAME_BYTES];
    unsigned roles;
    bool disabled, must_change; /* must_change: has a one-time password, or one that an administrator set */
    bool totp;
    bool locked;
    int64_t locked_until; /* ms since 1970; 0: not locked */
    int64_t made_at, signed_in_at; /* 0: never */
};

/* ---- for administrators */

/* password.n 0: a one-time password is made and given in ret_one_time (else ""). One that is given must be changed too when
 * must_change. ST_USAGE: login, name, roles or password will not do, or the login is taken. */
enum status user_add(struct queue *q, const char *login, const char *name, unsigned roles, struct secret password, bool must_change,
                     char ret_one_time[ONE_TIME_BYTES], struct user *ret) MUST_CHECK;
/* When there is no user at all: makes the administrator `login` with a one-time password, shown once. */
enum status user_first(struct queue *q, const char *login, char ret_one_time[ONE_TIME_BYTES], bool *ret_made) MUST_CHECK;
/* By login. */
enum status user_list(struct queue *q, struct arena *arena, struct user **ret, uint32_t *ret_n) MUST_CHECK;
/* ST_NOT_FOUND. */
enum status user_find(struct queue *q, const char *login, struct user *ret) MUST_CHECK;

/* Each field is left as it is when NULL. A change of roles, disabling and a reset end the user's sessions. The last
 * administrator that can sign in keeps the role and stays enabled (ST_USAGE). */
struct user_change {
    const char *name;
    const unsigned *roles;
    const bool *disabled;
    bool unlock, reset_password, reset_totp;
};
/* ret_one_time: set when reset_password, else "". */
enum status user_change(struct queue *q, const char *login, const struct user_change *change, char ret_one_time[ONE_TIME_BYTES],
                        struct user *ret) MUST_CHECK;
/* An administrator sets a password at the command line. */
enum status user_set_password(struct queue *q, const char *login, struct secret password, bool must_change) MUST_CHECK;

/* ---- signing in */

#define SESSION_TOKEN_BYTES 65 /* 64 hex digits and NUL */
#define SESSION_CSRF_BYTES 65

struct session {
    struct user user;
    unsigned roles; /* the user's; emergency_until adds to them */
    char csrf[SESSION_CSRF_BYTES]; /* follows from the token; compare with session_csrf_matches() */
    int idle_s; /* seconds without an act of the person until it ends */
    int64_t emergency_until; /* ms since 1970; 0: none. Till then the person may read what a coder may */
};

enum sign_in {
    SIGN_IN_OK,
    SIGN_IN_BAD, /* login or password is wrong, or the user is disabled */
    SIGN_IN_TOTP, /* the password is right: needs a code of the second factor; the one given, if any, is wrong or used, and counts as a failure */
    SIGN_IN_LOCKED /* too many failures: ret_wait_s tells how long */
};
/* Takes 0.1 to 1 s (Argon2id), most of it outside any transaction. totp.n 0: none given. Failures lock the user out for a
 * time that doubles from the fifth on (30 s ... 15 min). token and session are set with SIGN_IN_OK only. Every attempt is audited. */
enum status session_open(struct queue *q, const char *login, struct secret password, struct secret totp, char ret_token[SESSION_TOKEN_BYTES],
                         struct session *ret, enum sign_in *ret_outcome, int *ret_wait_s) MUST_CHECK;
/* active: the request is the person's doing, not a heartbeat; it puts off the idle time-out (written once in a while).
 * *ret_found is false for a token that is unknown, expired, of a disabled user. Cheap: reads one row. */
enum status session_find(struct queue *q, struct secret token, bool active, struct session *ret, bool *ret_found) MUST_CHECK;
enum status session_close(struct queue *q, struct secret token) MUST_CHECK;
/* In constant time. */
bool session_csrf_matches(const struct session *s, struct secret given);

/* A change by the user ends the other sessions of the user. ST_FORBIDDEN: old is wrong (counts as a failure to sign in).
 * ST_USAGE: the new one is too short, too long or the old one. */
enum status session_password(struct queue *q, struct secret token, struct secret old, struct secret fresh) MUST_CHECK;

#define TOTP_SECRET_BYTES 33 /* 32 characters of base 32, and NUL */
#define TOTP_URI_BYTES 320
/* RFC 6238: SHA-1, 6 digits, 30 s, one step either way, no code twice. It is asked for from the first right code on. */
enum status session_totp_start(struct queue *q, struct secret token, char ret_secret[TOTP_SECRET_BYTES], char ret_uri[TOTP_URI_BYTES]) MUST_CHECK;
/* ST_FORBIDDEN: not the code. ST_USAGE: none was started. */
enum status session_totp_confirm(struct queue *q, struct secret token, struct secret code) MUST_CHECK;
/* ST_FORBIDDEN: the password is wrong. */
enum status session_totp_remove(struct queue *q, struct secret token, struct secret password) MUST_CHECK;

#define EMERGENCY_MIN 60
/* Reading rights of a coder for EMERGENCY_MIN minutes. The reason (1..500 bytes) is kept beside the audit, not in it. */
enum status session_emergency(struct queue *q, struct secret token, struct str reason, struct session *ret) MUST_CHECK;

/* ---- what the page remembers for a user: a JSON object it makes sense of itself */
#define PREFERENCES_MOST 65536
enum status preferences_get(struct queue *q, int64_t user, struct arena *arena, struct str *ret) MUST_CHECK; /* "{}" when none */
enum status preferences_put(struct queue *q, int64_t user, struct str json) MUST_CHECK; /* ST_TOO_BIG */

/* ---- RFC 6238 by itself. secret: raw bytes. digits 6..8. */
uint32_t totp_code(const unsigned char *secret, size_t n, int64_t seconds_since_1970, int digits);

#endif
