#include "chain.h"

#include <sodium.h>

static void add_number(crypto_generichash_state *h, uint64_t v)
{
    unsigned char b[8];
    for (int i = 0; i < 8; i++) b[i] = (unsigned char)(v >> (8 * i));
    (void)crypto_generichash_update(h, b, sizeof b);
}

static void add_text(crypto_generichash_state *h, struct str s)
{
    add_number(h, s.n);
    (void)crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
}

void chain_hash(const unsigned char before[CHAIN_BYTES], const struct chain_row *r, unsigned char ret[CHAIN_BYTES])
{
    crypto_generichash_state h;
    (void)crypto_generichash_init(&h, NULL, 0, CHAIN_BYTES);
    (void)crypto_generichash_update(&h, before, CHAIN_BYTES);
    add_number(&h, (uint64_t)r->id);
    add_number(&h, (uint64_t)r->at);
    add_text(&h, r->who);
    add_text(&h, r->what);
    add_number(&h, (uint64_t)r->chart);
    add_text(&h, r->detail);
    (void)crypto_generichash_final(&h, ret, CHAIN_BYTES);
}
