/* Inside the queue. */
#ifndef CC_QUEUE_INTERNAL_H
#define CC_QUEUE_INTERNAL_H

#include "queue.h"

#include "db.h"

struct queue {
    struct db *db;
    char *folder, *store; /* owned */
    char *who; /* owned */
    int lease_min;
    int run_lock; /* file descriptor; -1: not held */
};

int64_t queue_now(void);

/* A row of the audit; inside the caller's transaction. chart 0: about none. detail holds codes, ids and counts. */
enum status queue_audit(struct queue *q, const char *what, int64_t chart, const char *detail) MUST_CHECK;

/* Column text in the arena; NULL when the column is NULL or memory is out (then *st is set). */
const char *column_text(struct arena *arena, const struct query *row, int column, enum status *st);
struct phi column_phi(struct arena *arena, const struct query *row, int column, enum status *st);

/* Reads every row of a statement into a list in the arena: elements of `size` bytes, zeroed, each filled by `read`. */
typedef enum status row_reader(struct arena *arena, const struct query *row, void *element);
enum status list_rows(struct queue *q, enum statement s, const struct db_values *values, struct arena *arena, size_t size, row_reader *read,
                      void **ret, uint32_t *ret_n) MUST_CHECK;

const char *encounter_name(enum encounter_type t);
const char *sex_name(enum sex s); /* "F", "M"; NULL when unknown */

#endif
