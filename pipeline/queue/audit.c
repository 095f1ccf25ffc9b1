/* The audit: reading it, walking its chain, signing its head. What is hashed stands in chain.h. */
#include "audit.h"

#include "chain.h"
#include "keyfile.h"
#include "queue_internal.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define TITLE "chartcode audit checkpoint 1"
#define HEX(bytes) (2 * (bytes) + 1)

enum status audit_note(struct queue *q, const char *what, int64_t chart, const char *detail)
{
    enum status st = ST_OK;
    if (strlen(what) > AUDIT_WHAT_MAX) return fail(ST_USAGE, "the name of the event is too long");
    TRY(db_begin(q->db));
    TRY(queue_audit(q, what, chart, detail));
done:
    return db_end(q->db, st);
}

static enum status read_row(struct arena *arena, const struct query *row, void *element)
{
    struct audit_row *r = element;
    struct str hash = query_bytes(row, 6);
    enum status st = ST_OK;
    *r = (struct audit_row){.id = query_int(row, 0), .at = query_int(row, 1), .chart = query_int(row, 2)};
    r->who = column_text(arena, row, 3, &st);
    r->what = column_text(arena, row, 4, &st);
    r->detail = column_text(arena, row, 5, &st);
    if (hash.n == sizeof r->hash) memcpy(r->hash, hash.p, sizeof r->hash);
    return st;
}

enum status audit_list(struct queue *q, const struct audit_filter *f, struct arena *arena, struct audit_row **ret, uint32_t *ret_n)
{
    enum statement s = f->chart ? SQL_audit_of_chart : f->who ? SQL_audit_of_who : SQL_audit_list;
    void *list = NULL;
    enum status st = ST_OK;
    if (f->limit < 1 || f->limit > 1000) return fail(ST_USAGE, "limit %u is outside 1..1000", f->limit);
    TRY(list_rows(q, s, VALUES(v_int(f->chart), v_text(f->who), v_int(f->from), v_int(f->to), v_int(f->limit), v_int(f->before)), arena, sizeof **ret,
                  read_row, &list, ret_n));
    *ret = list;
done:
    return st;
}

#define ROW_ARENA_BYTES ((size_t)1 << 20)

enum status audit_export(struct queue *q, enum status (*take)(void *context, const struct audit_row *row), void *context)
{
    struct query *row;
    struct audit_row r;
    bool more;
    enum status st = ST_OK;
    struct arena *arena = arena_new(ROW_ARENA_BYTES);
    if (!arena) return fail(ST_NO_MEMORY, "out of memory");
    TRY(db_query(q->db, SQL_audit_all, NULL, &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        arena_reset(arena);
        st = read_row(arena, row, &r);
        if (st == ST_OK) st = take(context, &r);
        if (st == ST_OK) continue;
        query_end(row);
        break;
    }
done:
    arena_free(arena);
    return st;
}

/* ---- checkpoints: the head of the chain, the key and its signature, a line each */

struct checkpoint {
    int64_t rows, last, at;
    char hash[HEX(CHAIN_BYTES)], key[HEX(crypto_sign_PUBLICKEYBYTES)], signature[HEX(crypto_sign_BYTES)];
};

static int put_signed_part(const struct checkpoint *c, char *out, size_t room)
{
    return snprintf(out, room, TITLE "\nrows %lld\nlast %lld\nhash %s\nat %lld\nkey %s\n", (long long)c->rows, (long long)c->last, c->hash,
                    (long long)c->at, c->key);
}

static bool is_hex(const char *text, unsigned char *out, size_t n)
{
    size_t got;
    return sodium_hex2bin(out, n, text, strlen(text), NULL, &got, NULL) == 0 && got == n;
}

static enum status read_checkpoint(const char *text, const char *public_key, struct checkpoint *c)
{
    char body[AUDIT_CHECKPOINT_BYTES];
    unsigned char key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
    long long rows, last, at;
    int end = 0;
    if (sscanf(text, TITLE "\nrows %lld\nlast %lld\nhash %64s\nat %lld\nkey %64s\nsignature %128s%n", &rows, &last, c->hash, &at, c->key,
               c->signature, &end) != 6 ||
        !end || !is_hex(c->key, key, sizeof key) || !is_hex(c->signature, signature, sizeof signature))
        return fail(ST_BAD_DATA, "this is no checkpoint of an audit");
    c->rows = rows, c->last = last, c->at = at;
    int n = put_signed_part(c, body, sizeof body);
    if (crypto_sign_verify_detached(signature, (const unsigned char *)body, (unsigned long long)n, key) != 0)
        return fail(ST_BAD_DATA, "the checkpoint's signature is wrong: it was changed");
    if (public_key && strcmp(public_key, c->key) != 0) return fail(ST_USAGE, "the checkpoint was signed by another key");
    return ST_OK;
}

static void make_signing_key(unsigned char *key)
{
    unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
    (void)crypto_sign_keypair(public_key, key);
}

/* ---- walking the chain */

struct walk {
    unsigned char hash[CHAIN_BYTES]; /* of the row before */
    const struct checkpoint *checkpoint; /* NULL: none */
    bool met; /* the row of the checkpoint, with its hash */
    struct audit_verdict v;
};

static void break_at(struct walk *w, int64_t id, const char *fault)
{
    if (w->v.bad) return;
    w->v.bad = id;
    (void)snprintf(w->v.fault, sizeof w->v.fault, "%s", fault);
}

static void check_hash(struct walk *w, const struct audit_row *r)
{
    unsigned char want[CHAIN_BYTES];
    const struct chain_row c = {
        .id = r->id, .at = r->at, .chart = r->chart, .who = str_of(r->who), .what = str_of(r->what), .detail = str_of(r->detail)};
    chain_hash(w->hash, &c, want);
    if (memcmp(want, r->hash, sizeof want) != 0) break_at(w, r->id, "a row was changed, put in, or moved here");
}

static enum status walk_row(void *context, const struct audit_row *r)
{
    struct walk *w = context;
    char hex[HEX(CHAIN_BYTES)];
    if (r->id != w->v.last + 1) break_at(w, w->v.last + 1, "rows are missing");
    check_hash(w, r);
    w->v.rows++;
    w->v.last = r->id;
    memcpy(w->hash, r->hash, sizeof w->hash);
    (void)sodium_bin2hex(hex, sizeof hex, r->hash, sizeof r->hash);
    if (w->checkpoint && r->id == w->checkpoint->last) w->met = strcmp(hex, w->checkpoint->hash) == 0 && w->v.rows == w->checkpoint->rows;
    return ST_OK;
}

enum status audit_verify(struct queue *q, const char *checkpoint, const char *public_key, struct audit_verdict *ret)
{
    struct checkpoint c;
    struct walk w = {.met = false};
    enum status st = ST_OK;
    if (checkpoint) TRY(read_checkpoint(checkpoint, public_key, &c));
    if (checkpoint) w.checkpoint = &c;
    w.met = checkpoint && c.last == 0;
    TRY(audit_export(q, walk_row, &w));
    if (checkpoint && c.last > w.v.last) break_at(&w, w.v.last + 1, "the end is cut off: the checkpoint has seen later rows");
    else if (checkpoint && !w.met) break_at(&w, c.last, "the chain is another than the checkpoint's: it was written anew");
    w.v.good = !w.v.bad;
    memcpy(w.v.hash, w.hash, sizeof w.v.hash);
    *ret = w.v;
done:
    return st;
}

enum status audit_checkpoint(struct queue *q, char ret[AUDIT_CHECKPOINT_BYTES])
{
    unsigned char key[crypto_sign_SECRETKEYBYTES], public_key[crypto_sign_PUBLICKEYBYTES], signature[crypto_sign_BYTES];
    struct audit_verdict v;
    struct checkpoint c = {.at = queue_now()};
    enum status st = ST_OK;
    TRY(audit_verify(q, NULL, NULL, &v));
    if (!v.good) TRY(fail(ST_BAD_DATA, "the audit is broken at row %lld: %s; it is not signed", (long long)v.bad, v.fault));
    TRY(keyfile_read(q->folder, "audit.key", key, sizeof key, make_signing_key));
    (void)crypto_sign_ed25519_sk_to_pk(public_key, key);
    c.rows = v.rows, c.last = v.last;
    (void)sodium_bin2hex(c.hash, sizeof c.hash, v.hash, sizeof v.hash);
    (void)sodium_bin2hex(c.key, sizeof c.key, public_key, sizeof public_key);
    int n = put_signed_part(&c, ret, AUDIT_CHECKPOINT_BYTES);
    (void)crypto_sign_detached(signature, NULL, (const unsigned char *)ret, (unsigned long long)n, key);
    (void)sodium_bin2hex(c.signature, sizeof c.signature, signature, sizeof signature);
    (void)snprintf(ret + n, AUDIT_CHECKPOINT_BYTES - (size_t)n, "signature %s\n", c.signature);
done:
    sodium_memzero(key, sizeof key);
    return st;
}
