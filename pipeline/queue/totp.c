/* One-time codes: RFC 6238 on HMAC-SHA-1, which every authenticator knows (GnuTLS has it, libsodium does not). */
#include "keyfile.h"
#include "users_internal.h"

#include <gnutls/crypto.h>
#include <stdio.h>

#define STEP_S 30
#define SHA1_BYTES 20

static uint32_t code_of_step(const unsigned char *secret, size_t n, int64_t step, int digits)
{
    unsigned char message[8], sum[SHA1_BYTES];
    uint32_t power = 1;
    for (int i = 0; i < 8; i++) message[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
    if (gnutls_hmac_fast(GNUTLS_MAC_SHA1, secret, n, message, sizeof message, sum) != 0) return UINT32_MAX; /* no code at all */
    int at = sum[SHA1_BYTES - 1] & 15;
    uint32_t v = (uint32_t)(sum[at] & 0x7f) << 24 | (uint32_t)sum[at + 1] << 16 | (uint32_t)sum[at + 2] << 8 | sum[at + 3];
    for (int i = 0; i < digits; i++) power *= 10;
    return v % power;
}

uint32_t totp_code(const unsigned char *secret, size_t n, int64_t seconds_since_1970, int digits)
{
    return code_of_step(secret, n, seconds_since_1970 / STEP_S, digits);
}

int64_t totp_match(const unsigned char raw[TOTP_RAW_BYTES], struct secret code, int64_t wall_ms, int64_t last)
{
    char want[8];
    int64_t now = wall_ms / 1000 / STEP_S, found = 0;
    if (code.n != 6) return 0;
    for (int64_t step = now - 1; step <= now + 1; step++) {
        (void)snprintf(want, sizeof want, "%06u", code_of_step(raw, TOTP_RAW_BYTES, step, 6));
        if (sodium_memcmp(want, code.p, 6) == 0 && step > last) found = step;
    }
    sodium_memzero(want, sizeof want);
    return found;
}

void base32(const unsigned char *raw, size_t n, char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint32_t bits = 0;
    int have = 0;
    for (size_t i = 0; i < n; i++) {
        bits = bits << 8 | raw[i];
        for (have += 8; have >= 5; have -= 5) *out++ = digits[bits >> (have - 5) & 31];
    }
    *out = '\0';
}

/* ---- at rest: nonce, then what crypto_secretbox gives */

static void make_box_key(unsigned char *key)
{
    crypto_secretbox_keygen(key);
}

static enum status box_key(struct queue *q, unsigned char key[crypto_secretbox_KEYBYTES])
{
    return keyfile_read(q->folder, "users.key", key, crypto_secretbox_KEYBYTES, make_box_key);
}

enum status totp_seal(struct queue *q, const unsigned char raw[TOTP_RAW_BYTES], unsigned char ret[SEALED_BYTES])
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    enum status st = box_key(q, key);
    if (st != ST_OK) return st;
    randombytes_buf(ret, crypto_secretbox_NONCEBYTES);
    (void)crypto_secretbox_easy(ret + crypto_secretbox_NONCEBYTES, raw, TOTP_RAW_BYTES, ret, key);
    sodium_memzero(key, sizeof key);
    return ST_OK;
}

enum status totp_unseal(struct queue *q, struct str sealed, unsigned char ret[TOTP_RAW_BYTES])
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    const unsigned char *p = (const unsigned char *)sealed.p;
    enum status st = box_key(q, key);
    if (st != ST_OK) return st;
    if (sealed.n != SEALED_BYTES ||
        crypto_secretbox_open_easy(ret, p + crypto_secretbox_NONCEBYTES, SEALED_BYTES - crypto_secretbox_NONCEBYTES, p, key) != 0)
        st = fail(ST_WORKSPACE, "the second factor cannot be opened by 'users.key'; reset it with 'chartcode user'");
    sodium_memzero(key, sizeof key);
    return st;
}
