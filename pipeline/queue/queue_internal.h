/* Inside the queue. */
#ifndef CC_QUEUE_INTERNAL_H
#define CC_QUEUE_INTERNAL_H

#include "queue.h"

#include "db.h"

struct queue {
    struct db *db;
    char *folder, *store; /* owned */
    char *who; /* owned */
    int lease_min, idle_min, session_h, password_memory_mb; /* of the configuration */
    int run_lock; /* file descriptor; -1: not held */
    struct specialties *specialties; /* opened when a chart is matched */
};

int64_t queue_now(void);

/* A row of the audit; inside the caller's transaction. chart 0: about none. detail holds codes, ids and counts. */
enum status queue_audit(struct queue *q, const char *what, int64_t chart, const char *detail) MUST_CHECK;
/* The same as somebody else, where nobody is signed in yet. */
enum status queue_audit_by(struct queue *q, const char *who, const char *what, int64_t chart, const char *detail) MUST_CHECK;

/* After name, MRN or account of a chart changed, in the same transaction: what find looks through. */
enum status queue_index_chart(struct queue *q, int64_t chart) MUST_CHECK;

/* Column text in the arena; NULL when the column is NULL or memory is out (then *st is set). */
const char *column_text(struct arena *arena, const struct query *row, int column, enum status *st);
struct phi column_phi(struct arena *arena, const struct query *row, int column, enum status *st);

/* Reads every row of a statement into a list in the arena: elements of `size` bytes, zeroed, each filled by `read`. */
typedef enum status row_reader(struct arena *arena, const struct query *row, void *element);
enum status list_rows(struct queue *q, enum statement s, const struct db_values *values, struct arena *arena, size_t size, row_reader *read,
                      void **ret, uint32_t *ret_n) MUST_CHECK;

/* The code of a row of code_list, withheld_list or desk_codes. */
enum status queue_read_code(struct arena *arena, const struct query *row, void *element) MUST_CHECK;
/* A page without transcriptions. ST_NOT_FOUND. */
enum status queue_page_as_read(struct queue *q, int64_t chart, int page, struct arena *arena, struct page *ret) MUST_CHECK;
/* Evidence of each of n codes; the codes lie `size` bytes apart. */
enum status queue_read_evidence(struct queue *q, struct arena *arena, struct queue_code *first, uint32_t n, size_t size) MUST_CHECK;

enum encounter_type encounter_of(struct str name);
enum sex sex_of(struct str name);
const char *encounter_name(enum encounter_type t);
const char *sex_name(enum sex s); /* "F", "M"; NULL when unknown */

#endif
