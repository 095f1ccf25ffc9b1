/* The thin layer over the database: prepared statements by name, values bound, transactions. SQLite behind it (db.c is the
 * only file that knows); statements use $1 parameters, RETURNING and ON CONFLICT, which PostgreSQL has too.
 *
 * A struct db is for one thread and must not be used on both sides of a fork().
 * Failures: ST_BUSY another process holds the database for longer than the busy timeout; ST_IO disk full or not writable;
 * ST_WORKSPACE damaged or not ours; ST_INTERNAL a statement that does not fit the schema. Messages hold no values. */
#ifndef CC_QUEUE_DB_H
#define CC_QUEUE_DB_H

#include "base/error.h"
#include "base/text.h"

struct db;
struct query;

enum statement {
#define STATEMENT(name, sql) SQL_##name,
#include "sql.inc"
#undef STATEMENT
    SQL_COUNT
};

/* path is kept. Without may_create a missing file is ST_WORKSPACE. The schema is brought to this program's version;
 * a file of a newer version is refused. */
enum status db_open(const char *path, bool may_create, int busy_timeout_s, struct db **ret) MUST_CHECK;
void db_close(struct db *db); /* takes NULL; what was not committed is rolled back */

/* A value to bind. Text and bytes are lent until the query ends. */
struct db_value {
    enum { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BYTES } kind;
    int64_t i;
    double r;
    struct str s;
};

static inline struct db_value v_int(int64_t i)
{
    return (struct db_value){.kind = DB_INT, .i = i};
}
static inline struct db_value v_real(double r)
{
    return (struct db_value){.kind = DB_REAL, .r = r};
}
static inline struct db_value v_null(void)
{
    return (struct db_value){.kind = DB_NULL};
}
static inline struct db_value v_str(struct str s)
{
    return (struct db_value){.kind = DB_TEXT, .s = s.p ? s : STR("")};
}
static inline struct db_value v_bytes(struct str s)
{
    return (struct db_value){.kind = DB_BYTES, .s = s};
}
static inline struct db_value v_text(const char *c)
{
    return c ? v_str(str_of(c)) : v_null();
}
/* NULL when empty, so that "nothing known" has one form in the database. */
static inline struct db_value v_phi(struct phi s)
{
    return s.n ? v_str((struct str){s.p, s.n}) : v_null();
}
static inline struct db_value v_filled(struct str s)
{
    return s.n ? v_str(s) : v_null();
}
/* NULL for the number that stands for "unknown". */
static inline struct db_value v_known(int64_t i, int64_t unknown)
{
    return i == unknown ? v_null() : v_int(i);
}

#define DB_MAX_VALUES 20
struct db_values {
    struct db_value v[DB_MAX_VALUES];
};
/* Binds $1, $2 ... in this order. */
#define VALUES(...) (&(struct db_values){.v = {__VA_ARGS__}})

/* Runs a statement row by row: db_query, then query_next until *ret_row is false or query_end. A statement cannot be run
 * again before it has ended; query_next ends it behind the last row and on failure. */
enum status db_query(struct db *db, enum statement s, const struct db_values *values, struct query **ret) MUST_CHECK;
enum status query_next(struct query *q, bool *ret_row) MUST_CHECK;
void query_end(struct query *q); /* takes one that has ended */

/* Columns of the current row, from 0; text is lent until the next step. A NULL is 0, 0.0 or empty. */
bool query_is_null(const struct query *q, int column);
int64_t query_int(const struct query *q, int column);
double query_real(const struct query *q, int column);
struct str query_str(const struct query *q, int column);
struct phi query_phi(const struct query *q, int column);
struct str query_bytes(const struct query *q, int column);

/* Runs a statement to its end; rows are dropped. */
enum status db_run(struct db *db, enum statement s, const struct db_values *values) MUST_CHECK;
/* First column of the only row, e.g. of RETURNING id. *ret_found may be NULL: then no row is ST_INTERNAL. */
enum status db_value(struct db *db, enum statement s, const struct db_values *values, int64_t *ret, bool *ret_found) MUST_CHECK;

/* Begins a transaction that writes. They do not nest; threads of one process take turns until db_end(). */
enum status db_begin(struct db *db) MUST_CHECK;
/* The same for what may be lost with the power (never with the process): it ends without waiting for the disk. */
enum status db_begin_light(struct db *db) MUST_CHECK;
/* Begins one that only reads: every statement sees the same moment. Ended by db_end() too. */
enum status db_begin_reading(struct db *db) MUST_CHECK;
/* Commits when st is ST_OK, else rolls back and gives st again. Does nothing when none was begun. */
enum status db_end(struct db *db, enum status st) MUST_CHECK;

/* Moves what the log holds into the database; waits for nobody. A commit does so by itself now and then, which takes it longer:
 * with db_leave_checkpoints() it leaves that to whoever calls this every few seconds. */
enum status db_checkpoint(struct db *db) MUST_CHECK;
void db_leave_checkpoints(struct db *db);

/* For fault tests: what happens at the n-th statement of this process from now (COMMIT counts; 0: nothing): it is killed, or the
 * statement finds a full disk. */
enum db_break { DB_KILL, DB_FULL };
void db_break_at(unsigned long n, enum db_break how);

#endif
