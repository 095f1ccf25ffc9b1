/* The audit: who saw, did and changed what. One row an event, in the transaction of what it tells; rows hold codes, ids and
 * counts, no page text and nothing of a patient. One text that a person types does stand here, in `detail`: the reason of
 * emergency access, which managers and auditors must see; the page asks to name no patient in it.
 *
 * The rows are a chain: each has a BLAKE2b hash over its own columns and the hash of the row before, so an edit, a deletion,
 * an insertion or another order shows. Who can write the database can also write a whole new chain, or cut off its end: only
 * a checkpoint, signed (Ed25519) and kept elsewhere, shows that. The secret key is audit.key in the workspace (0600).
 * Times are ms since 1970 UTC; a clock that was set back shows in them, the order is that of the ids. */
#ifndef CC_AUDIT_H
#define CC_AUDIT_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#include <stdint.h>

struct queue;

#define AUDIT_HASH_BYTES 32
#define AUDIT_WHAT_MAX 40 /* bytes */

/* An event of its own, as queue_who(); for those that no other call writes (a page of the audit read, a code search on a
 * chart). what: lower case with dashes. chart: 0 = about none. detail: codes, ids, counts. One transaction. */
enum status audit_note(struct queue *q, const char *what, int64_t chart, const char *detail) MUST_CHECK;

struct audit_row {
    int64_t id, at, chart; /* chart 0: about none */
    const char *who, *what, *detail;
    unsigned char hash[AUDIT_HASH_BYTES];
};

/* chart 0, who NULL, from/to 0: any. Newest first, at most `limit` (1..1000), those with an id below `before` (0: all). */
struct audit_filter {
    int64_t chart, from, to, before;
    const char *who;
    uint32_t limit;
};
enum status audit_list(struct queue *q, const struct audit_filter *filter, struct arena *arena, struct audit_row **ret, uint32_t *ret_n) MUST_CHECK;

/* Oldest first, all rows; the row is lent for the call. */
enum status audit_export(struct queue *q, enum status (*take)(void *context, const struct audit_row *row), void *context) MUST_CHECK;

struct audit_verdict {
    bool good;
    int64_t rows; /* checked */
    int64_t last; /* id of the last row */
    int64_t bad; /* id at which the chain breaks; 0: none */
    char fault[160]; /* in words; "" when good */
    unsigned char hash[AUDIT_HASH_BYTES]; /* of the last row */
};
/* Walks the whole chain. A broken chain is ST_OK with good = false. checkpoint: text that audit_checkpoint() gave, or NULL.
 * ST_BAD_DATA when the checkpoint is none, or not signed by its key; ST_USAGE when public_key (hex, may be NULL) is not its key. */
enum status audit_verify(struct queue *q, const char *checkpoint, const char *public_key, struct audit_verdict *ret) MUST_CHECK;

/* The head of the chain, signed, as a few lines of text to keep elsewhere. Makes the key when there is none. */
#define AUDIT_CHECKPOINT_BYTES 640
enum status audit_checkpoint(struct queue *q, char ret[AUDIT_CHECKPOINT_BYTES]) MUST_CHECK;

#endif
