/* The hash that chains the rows of the audit: BLAKE2b-256 over the hash before and the row's columns, numbers as 8 bytes
 * little-endian, texts with their length in front. */
#ifndef CC_QUEUE_CHAIN_H
#define CC_QUEUE_CHAIN_H

#include "base/text.h"

#define CHAIN_BYTES 32

struct chain_row {
    int64_t id, at, chart; /* chart 0: none */
    struct str who, what, detail;
};

/* before: of the row before; all zero for the first. */
void chain_hash(const unsigned char before[CHAIN_BYTES], const struct chain_row *row, unsigned char ret[CHAIN_BYTES]);

/* Adds audit_hash(hash before, id, at, who, what, chart, detail) to a connection; the result is SQLite's. */
struct sqlite3;
int chain_add_function(struct sqlite3 *handle);

#endif
