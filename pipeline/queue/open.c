/* The workspace folder, the run lock, and what all parts of the queue share. */
#include "queue_internal.h"

#include "moment.h"
#include "specialty.h"

#include "base/config.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

int64_t queue_now(void)
{
    return moment_wall();
}

enum status queue_audit(struct queue *q, const char *what, int64_t chart, const char *detail)
{
    return queue_audit_by(q, q->who, what, chart, detail);
}

enum status queue_audit_by(struct queue *q, const char *who, const char *what, int64_t chart, const char *detail)
{
    return db_run(q->db, SQL_audit_add, VALUES(v_int(queue_now()), v_text(who), v_text(what), v_known(chart, 0), v_text(detail)));
}

const char *column_text(struct arena *arena, const struct query *row, int column, enum status *st)
{
    struct str s = query_str(row, column);
    if (query_is_null(row, column)) return NULL;
    char *copy = arena_strdup(arena, s.p, s.n);
    if (!copy) *st = ST_NO_MEMORY;
    return copy;
}

struct phi column_phi(struct arena *arena, const struct query *row, int column, enum status *st)
{
    const char *copy = column_text(arena, row, column, st);
    return (struct phi){copy, copy ? query_phi(row, column).n : 0};
}

static enum status reserve(struct arena *arena, void **pp, uint32_t n, uint32_t *room, size_t size)
{
    if (n < *room) return ST_OK;
    uint32_t more = *room ? *room * 2 : 16;
    void *p = arena_calloc(arena, more, size);
    if (!p) return ST_NO_MEMORY;
    if (n) memcpy(p, *pp, n * size);
    *pp = p;
    *room = more;
    return ST_OK;
}

enum status list_rows(struct queue *q, enum statement s, const struct db_values *values, struct arena *arena, size_t size, row_reader *read,
                      void **ret, uint32_t *ret_n)
{
    struct query *row;
    void *list = NULL;
    uint32_t n = 0, room = 0;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, s, values, &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        st = reserve(arena, &list, n, &room, size);
        if (st == ST_OK) st = read(arena, row, (char *)list + n++ * size);
        if (st != ST_OK) return query_end(row), st;
    }
    *ret = list;
    *ret_n = n;
done:
    return st;
}

const char *encounter_name(enum encounter_type t)
{
    return t == ENCOUNTER_INPATIENT ? "inpatient" : t == ENCOUNTER_EMERGENCY ? "emergency" : "outpatient";
}

const char *sex_name(enum sex s)
{
    return s == SEX_FEMALE ? "F" : s == SEX_MALE ? "M" : NULL;
}

enum status workspace_open(const struct config *config, bool may_make)
{
    struct stat info;
    (void)umask(077); /* what this process writes is PHI */
    if (stat(config->workspace, &info) == 0)
        return S_ISDIR(info.st_mode) ? ST_OK : fail(ST_WORKSPACE, "the workspace '%s' is a file, not a folder", config->workspace);
    if (errno != ENOENT) return fail_errno(ST_WORKSPACE, "cannot open the workspace '%s'", config->workspace);
    if (may_make) return folder_make(config->workspace);
    return fail(ST_WORKSPACE, "no workspace at '%s'; 'chartcode run' makes one, --workspace names another", config->workspace);
}

static enum status take_user_name(struct queue *q)
{
    char number[24], room[4096];
    struct passwd entry, *found = NULL;
    (void)snprintf(number, sizeof number, "%ld", (long)getuid());
    if (getpwuid_r(getuid(), &entry, room, sizeof room, &found) != 0) found = NULL;
    return queue_act_as(q, found ? entry.pw_name : number);
}

enum status queue_act_as(struct queue *q, const char *who)
{
    char *copy = strdup(who);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory");
    free(q->who);
    q->who = copy;
    return ST_OK;
}

const char *queue_who(const struct queue *q)
{
    return q->who;
}

static enum status open_database(struct queue *q, const struct config *config, bool may_make)
{
    char *path = path_join(q->folder, "queue.db");
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    enum status st = ST_OK;
    if (!may_make && !file_exists(path))
        st = fail(ST_WORKSPACE, "nothing was run in the workspace '%s' yet; 'chartcode run' starts its queue", q->folder);
    else st = db_open(path, may_make, config->busy_timeout_s, &q->db);
    free(path);
    return st;
}

enum status queue_open(const struct config *config, enum queue_mode mode, struct queue **ret)
{
    enum status st = ST_OK;
    struct queue *q = calloc(1, sizeof *q);
    if (!q) return fail(ST_NO_MEMORY, "out of memory");
    q->run_lock = -1;
    q->lease_min = config->lease_min;
    q->idle_min = config->idle_min;
    q->session_h = config->session_h;
    q->password_memory_mb = config->password_memory_mb;
    if (sodium_init() < 0) TRY(fail(ST_INTERNAL, "libsodium does not start"));
    TRY(workspace_open(config, mode == QUEUE_MAKE));
    q->folder = strdup(config->workspace);
    q->store = path_join(config->workspace, "store");
    if (!q->folder || !q->store) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(take_user_name(q));
    TRY(open_database(q, config, mode == QUEUE_MAKE));
    *ret = q;
done:
    if (st != ST_OK) queue_close(q);
    return st;
}

enum status queue_tidy(struct queue *q)
{
    return db_checkpoint(q->db);
}

void queue_leave_tidying(struct queue *q)
{
    db_leave_checkpoints(q->db);
}

void queue_close(struct queue *q)
{
    if (!q) return;
    db_close(q->db);
    if (q->run_lock >= 0) (void)close(q->run_lock);
    specialties_close(q->specialties);
    free(q->folder);
    free(q->store);
    free(q->who);
    free(q);
}

static enum status lock_file(struct queue *q, bool try_only)
{
    if (flock(q->run_lock, LOCK_EX | (try_only ? LOCK_NB : 0)) == 0) return ST_OK;
    if (errno == EINTR) return fail(ST_INTERRUPTED, "stopped while another run was reading; what was accepted stays in line");
    if (errno == EWOULDBLOCK) return fail(ST_BUSY, "another 'chartcode run' is reading in '%s'", q->folder);
    return fail_errno(ST_IO, "cannot lock the workspace '%s'", q->folder);
}

enum status queue_run_lock(struct queue *q, bool try_only)
{
    enum status st = ST_OK;
    char *path = path_join(q->folder, "run.lock");
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    if (q->run_lock < 0) q->run_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (q->run_lock < 0) TRY(fail_errno(ST_IO, "cannot write '%s'", path));
    TRY(lock_file(q, try_only));
    TRY(queue_run_return(q));
done:
    free(path);
    return st;
}

void queue_run_unlock(struct queue *q)
{
    if (q->run_lock >= 0) (void)flock(q->run_lock, LOCK_UN);
}

enum status queue_run_return(struct queue *q)
{
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_charts_return, NULL));
done:
    return db_end(q->db, st);
}
