/* The SQLite side of db.h.
 *
 * WAL: readers never wait for the writer, and a killed process leaves a log that the next opener replays.
 * Each commit is on the disk before it is reported, so a page or a decision once accepted survives a power cut. That is what
 * synchronous=FULL does, but while it waits for the disk nobody else may write. So SQLite runs with NORMAL, which writes the log
 * and leaves it to us to sync it: db_end() does so when the next writer has its turn already, and one sync serves all that wait. */
#include "db.h"

#include "chain.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define LATE_CHECKPOINT_PAGES 50000 /* where another thread empties the log: only when that one is stuck */
#define APPLICATION_ID 0x43434f44 /* "CCOD" */

struct query {
    struct db *db;
    sqlite3_stmt *statement;
    bool running;
};

struct db {
    sqlite3 *handle;
    char *path;
    int busy_timeout_s;
    bool writing; /* in a transaction of db_begin() */
    bool light; /* and need not be on the disk when it ends */
    struct query query[SQL_COUNT]; /* prepared */
};

static const char *const statement_sql[SQL_COUNT] = {
#define STATEMENT(name, sql) [SQL_##name] = sql,
#include "sql.inc"
#undef STATEMENT
};
static const char *const statement_name[SQL_COUNT] = {
#define STATEMENT(name, sql) [SQL_##name] = #name,
#include "sql.inc"
#undef STATEMENT
};
static const char *const migrations[] = {
#define MIGRATION(sql) sql,
#include "sql.inc"
#undef MIGRATION
};
#define SCHEMA_VERSION ((int)(sizeof migrations / sizeof migrations[0]))

static enum status db_fail(const struct db *db, int code, const char *doing)
{
    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return fail(ST_BUSY, "another process has held '%s' for over %d s (busy-timeout-s)", db->path, db->busy_timeout_s);
    case SQLITE_FULL: return fail(ST_IO, "the disk is full: cannot write '%s'; free some space, nothing accepted before is lost", db->path);
    case SQLITE_READONLY: return fail(ST_IO, "cannot write '%s': it is read-only", db->path);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_IOERR:
        errno = sqlite3_system_errno(db->handle);
        return errno ? fail_errno(ST_IO, "cannot read or write '%s'", db->path) : fail(ST_IO, "cannot read or write '%s'", db->path);
    case SQLITE_NOTADB: return fail(ST_WORKSPACE, "'%s' is damaged or no database; put a backup in its place", db->path);
    case SQLITE_CORRUPT:
        return fail(ST_WORKSPACE, "'%s' is damaged; put a backup in its place, or save what can be read with 'sqlite3 FILE .recover'", db->path);
    case SQLITE_NOMEM: return fail(ST_NO_MEMORY, "out of memory for '%s'", db->path);
    default: return fail(ST_INTERNAL, "'%s': %s: %s", db->path, doing, sqlite3_errstr(code));
    }
}

static unsigned long break_after;
static enum db_break break_how;

void db_break_at(unsigned long n, enum db_break how)
{
    break_after = n;
    break_how = how;
}

/* SQLITE_OK unless this is the statement that a test breaks at. */
static int maybe_break(void)
{
    if (!break_after || --break_after) return SQLITE_OK;
    if (break_how == DB_KILL) (void)raise(SIGKILL);
    return SQLITE_FULL;
}

static enum status run_script(struct db *db, const char *sql, const char *doing)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ST_OK : db_fail(db, code, doing);
}

static enum status read_pragma(struct db *db, const char *sql, int *ret)
{
    sqlite3_stmt *s = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &s, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
        *ret = sqlite3_column_int(s, 0);
        code = SQLITE_OK;
    }
    (void)sqlite3_finalize(s);
    return code == SQLITE_OK ? ST_OK : db_fail(db, code, sql);
}

static enum status migrate_step(struct db *db, int version)
{
    char set[64];
    enum status st = ST_OK;
    TRY(run_script(db, migrations[version], "bringing the schema up"));
    (void)snprintf(set, sizeof set, "PRAGMA user_version = %d", version + 1);
    TRY(run_script(db, set, "setting the version"));
done:
    return st;
}

/* The version is read again inside the transaction: two processes may open a new workspace at once. */
static enum status migrate(struct db *db)
{
    char mark[64];
    int version = 0;
    enum status st = ST_OK;
    TRY(read_pragma(db, "PRAGMA user_version", &version));
    if (version == SCHEMA_VERSION) goto done;
    TRY(db_begin(db));
    TRY(read_pragma(db, "PRAGMA user_version", &version));
    for (; version < SCHEMA_VERSION; version++) TRY(migrate_step(db, version));
    (void)snprintf(mark, sizeof mark, "PRAGMA application_id = %d", APPLICATION_ID);
    TRY(run_script(db, mark, "marking the file"));
done:
    return db_end(db, st);
}

static enum status check_owner(struct db *db)
{
    int version = 0, id = 0, tables = 0;
    enum status st = ST_OK;
    TRY(read_pragma(db, "PRAGMA user_version", &version));
    TRY(read_pragma(db, "PRAGMA application_id", &id));
    TRY(read_pragma(db, "SELECT count(*) FROM sqlite_schema", &tables));
    if (version > SCHEMA_VERSION)
        st = fail(ST_WORKSPACE, "'%s' was made by a newer chartcode (version %d, this program knows %d); update chartcode or use another workspace",
                  db->path, version, SCHEMA_VERSION);
    else if ((id || tables) && id != APPLICATION_ID) st = fail(ST_WORKSPACE, "'%s' is a database of another program", db->path);
done:
    return st;
}

static enum status prepare_all(struct db *db)
{
    for (int i = 0; i < SQL_COUNT; i++) {
        int code = sqlite3_prepare_v3(db->handle, statement_sql[i], -1, SQLITE_PREPARE_PERSISTENT, &db->query[i].statement, NULL);
        if (code != SQLITE_OK) return db_fail(db, code, statement_name[i]);
        db->query[i].db = db;
    }
    return ST_OK;
}

static enum status settle(struct db *db)
{
    enum status st = ST_OK;
    (void)sqlite3_extended_result_codes(db->handle, 1);
    (void)sqlite3_busy_timeout(db->handle, db->busy_timeout_s * 1000);
    TRY(run_script(db, "PRAGMA foreign_keys = ON; PRAGMA synchronous = NORMAL; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;",
                   "setting up"));
    if (chain_add_function(db->handle) != SQLITE_OK) TRY(fail(ST_INTERNAL, "'%s': adding functions", db->path));
    TRY(check_owner(db));
    if (sqlite3_db_readonly(db->handle, "main") == 0) TRY(run_script(db, "PRAGMA journal_mode = WAL", "switching to WAL"));
    TRY(migrate(db));
    TRY(prepare_all(db));
done:
    return st;
}

enum status db_open(const char *path, bool may_create, int busy_timeout_s, struct db **ret)
{
    enum status st = ST_OK;
    struct db *db = calloc(1, sizeof *db);
    if (!db || !(db->path = strdup(path))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    db->busy_timeout_s = busy_timeout_s;
    int code = sqlite3_open_v2(path, &db->handle, SQLITE_OPEN_READWRITE | (may_create ? SQLITE_OPEN_CREATE : 0), NULL);
    if (code != SQLITE_OK) TRY(db_fail(db, code, "opening"));
    TRY(settle(db));
    *ret = db;
done:
    if (st != ST_OK) db_close(db);
    return st;
}

void db_close(struct db *db)
{
    if (!db) return;
    for (int i = 0; i < SQL_COUNT; i++) (void)sqlite3_finalize(db->query[i].statement);
    (void)sqlite3_close(db->handle);
    free(db->path);
    free(db);
}

static int bind_value(sqlite3_stmt *s, int at, const struct db_value *v)
{
    switch (v->kind) {
    case DB_NULL: return sqlite3_bind_null(s, at);
    case DB_INT: return sqlite3_bind_int64(s, at, v->i);
    case DB_REAL: return sqlite3_bind_double(s, at, v->r);
    case DB_TEXT: return sqlite3_bind_text64(s, at, v->s.p, v->s.n, SQLITE_STATIC, SQLITE_UTF8);
    case DB_BYTES: return sqlite3_bind_blob64(s, at, v->s.p, v->s.n, SQLITE_STATIC);
    }
    return SQLITE_MISUSE;
}

/* SQLite takes $2 for a name, not a place: its index depends on which came first in the text. */
static int bind_all(sqlite3_stmt *s, const struct db_values *values)
{
    int n = sqlite3_bind_parameter_count(s), code = SQLITE_OK;
    for (int i = 1; i <= n && code == SQLITE_OK; i++) {
        long place = 0;
        const char *name = sqlite3_bind_parameter_name(s, i);
        if (!values || !name || !str_to_long(str_of(name + 1), 1, DB_MAX_VALUES, &place)) return SQLITE_RANGE;
        code = bind_value(s, i, &values->v[place - 1]);
    }
    return code;
}

enum status db_query(struct db *db, enum statement s, const struct db_values *values, struct query **ret)
{
    struct query *q = &db->query[s];
    if (q->running) return fail(ST_INTERNAL, "statement '%s' is already running", statement_name[s]);
    int code = maybe_break();
    if (code == SQLITE_OK) code = bind_all(q->statement, values);
    if (code != SQLITE_OK) return db_fail(db, code, statement_name[s]);
    q->running = true;
    *ret = q;
    return ST_OK;
}

enum status query_next(struct query *q, bool *ret_row)
{
    int code = sqlite3_step(q->statement);
    *ret_row = code == SQLITE_ROW;
    if (*ret_row) return ST_OK;
    enum status st = code == SQLITE_DONE ? ST_OK : db_fail(q->db, code, statement_name[q - q->db->query]);
    query_end(q);
    return st;
}

void query_end(struct query *q)
{
    (void)sqlite3_reset(q->statement); /* its result repeats that of the last step */
    (void)sqlite3_clear_bindings(q->statement);
    q->running = false;
}

bool query_is_null(const struct query *q, int column)
{
    return sqlite3_column_type(q->statement, column) == SQLITE_NULL;
}

int64_t query_int(const struct query *q, int column)
{
    return sqlite3_column_int64(q->statement, column);
}

double query_real(const struct query *q, int column)
{
    return sqlite3_column_double(q->statement, column);
}

struct str query_bytes(const struct query *q, int column)
{
    const char *p = sqlite3_column_blob(q->statement, column); /* text too is given as stored, in UTF-8 */
    int n = sqlite3_column_bytes(q->statement, column);
    return p ? (struct str){p, (size_t)n} : STR("");
}

struct str query_str(const struct query *q, int column)
{
    return query_bytes(q, column);
}

struct phi query_phi(const struct query *q, int column)
{
    struct str s = query_bytes(q, column);
    return (struct phi){s.p, s.n};
}

enum status db_run(struct db *db, enum statement s, const struct db_values *values)
{
    struct query *q;
    bool row = true;
    enum status st = db_query(db, s, values, &q);
    while (st == ST_OK && row) st = query_next(q, &row);
    return st;
}

enum status db_value(struct db *db, enum statement s, const struct db_values *values, int64_t *ret, bool *ret_found)
{
    struct query *q;
    bool row;
    enum status st = ST_OK;
    TRY(db_query(db, s, values, &q));
    TRY(query_next(q, &row));
    if (ret_found) *ret_found = row;
    else if (!row) TRY(fail(ST_INTERNAL, "statement '%s' gave no row", statement_name[s]));
    if (!row) goto done;
    *ret = query_int(q, 0);
    TRY(query_next(q, &row)); /* a statement that writes must run to its end */
    if (row) query_end(q);
done:
    return st;
}

/* Threads of one process take turns here: SQLite's own waiting sleeps, and is not fair. */
static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;

static enum status begin(struct db *db, const char *sql)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ST_OK : db_fail(db, code, "beginning");
}

enum status db_begin(struct db *db)
{
    (void)pthread_mutex_lock(&turn);
    enum status st = begin(db, "BEGIN IMMEDIATE");
    db->writing = st == ST_OK;
    if (!db->writing) (void)pthread_mutex_unlock(&turn);
    return st;
}

enum status db_begin_light(struct db *db)
{
    enum status st = db_begin(db);
    db->light = st == ST_OK;
    return st;
}

enum status db_begin_reading(struct db *db)
{
    return begin(db, "BEGIN");
}

static enum status end(struct db *db, enum status st)
{
    if (sqlite3_get_autocommit(db->handle)) return st; /* a full disk may have rolled it back */
    if (st == ST_OK) {
        int code = maybe_break();
        if (code == SQLITE_OK) code = sqlite3_exec(db->handle, "COMMIT", NULL, NULL, NULL);
        if (code == SQLITE_OK) return ST_OK;
        st = db_fail(db, code, "committing");
    }
    (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return st;
}

/* The log, which holds the commit; a checkpoint that emptied it meanwhile has synced both. */
static enum status sync_log(struct db *db)
{
    sqlite3_file *log = NULL;
    int code = sqlite3_file_control(db->handle, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (code == SQLITE_OK && log && log->pMethods) code = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    return code == SQLITE_OK ? ST_OK : db_fail(db, code, "syncing");
}

enum status db_end(struct db *db, enum status st)
{
    bool wrote = db->writing, light = db->light;
    enum status ended = end(db, st);
    if (wrote) (void)pthread_mutex_unlock(&turn);
    db->writing = db->light = false;
    return ended == ST_OK && wrote && !light ? sync_log(db) : ended;
}

enum status db_checkpoint(struct db *db)
{
    int code = sqlite3_wal_checkpoint_v2(db->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    return code == SQLITE_OK || (code & 0xFF) == SQLITE_BUSY ? ST_OK : db_fail(db, code, "emptying the log");
}

void db_leave_checkpoints(struct db *db)
{
    (void)sqlite3_wal_autocheckpoint(db->handle, LATE_CHECKPOINT_PAGES);
}
