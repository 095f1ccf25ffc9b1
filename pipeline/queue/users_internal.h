/* Inside users and sessions. */
#ifndef CC_USERS_INTERNAL_H
#define CC_USERS_INTERNAL_H

#include "users.h"

#include "moment.h"
#include "queue_internal.h"

#include <sodium.h>

#define TOTP_RAW_BYTES 20
#define SEALED_BYTES (crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + TOTP_RAW_BYTES)

enum status user_read(struct arena *arena, const struct query *row, void *element) MUST_CHECK;
enum status user_by(struct queue *q, enum statement s, struct db_value key, struct user *ret, bool *ret_found) MUST_CHECK;
/* How long a user with so many failures in a row, the last at `failed`, is locked out yet, in ms. */
int64_t lock_left(int64_t failures, const struct moment *failed, const struct moment *now);

/* Counts a failure and checks the password of a user by its login; the failures are forgiven when it is right. */
struct credentials {
    int64_t user;
    char hash[crypto_pwhash_STRBYTES];
    bool disabled, has_totp, has_started;
    unsigned char totp[SEALED_BYTES], started[SEALED_BYTES];
    int64_t totp_step, failures;
    struct moment failed;
};
/* ret->user is 0 when there is no such login. */
enum status credentials_read(struct queue *q, const char *login, struct credentials *ret) MUST_CHECK;

/* What the database knows a token by. */
struct str session_hash(struct secret token, unsigned char room[crypto_generichash_BYTES]);

/* Argon2id by the configured cost; takes its time. */
enum status password_hash(const struct queue *q, struct secret password, char ret[crypto_pwhash_STRBYTES]) MUST_CHECK;
enum status password_check_rules(struct secret password) MUST_CHECK;
void password_one_time(char ret[ONE_TIME_BYTES]);

/* TOTP secrets at rest. */
enum status totp_seal(struct queue *q, const unsigned char raw[TOTP_RAW_BYTES], unsigned char ret[SEALED_BYTES]) MUST_CHECK;
enum status totp_unseal(struct queue *q, struct str sealed, unsigned char ret[TOTP_RAW_BYTES]) MUST_CHECK;
/* The step the code belongs to: now or one to either side, later than `last`; 0: not a code for now. */
int64_t totp_match(const unsigned char raw[TOTP_RAW_BYTES], struct secret code, int64_t wall_ms, int64_t last);
void base32(const unsigned char *raw, size_t n, char *out);

#endif
