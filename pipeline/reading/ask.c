/* Short questions to the readers: what a file is, and which of its pages are cover sheets. */
#include "reading_in.h"

#include "coversheet.h"

#include <stdlib.h>

static enum status take_answer(const struct job *j, const char *path, void *to, size_t n)
{
    if (j->answer.n != n) return fail(ST_CRASHED, "the reader's answer on '%s' makes no sense", path);
    memcpy(to, j->answer.p, n);
    return ST_OK;
}

enum status reading_inspect(struct reader_pool *pool, const char *path, struct reading_file_info *ret_info)
{
    struct job *j;
    enum status st = pool_ask(pool, (struct request){.kind = REQUEST_INSPECT}, path, &j);
    if (st != ST_OK) return st;
    st = pool_await(pool, j);
    if (st == ST_OK) st = take_answer(j, path, ret_info, sizeof *ret_info);
    pool_forget(pool, j);
    return st;
}

#define AHEAD 2u /* runs asked for, for each reader: a file may have thousands of pages, and a stop must not wait for all */
#define RUN_PAGES 8u /* that one reader looks at together: to start the renderer may cost more than its work on a page */

struct sheet_run {
    struct job *job;
    uint32_t first, n; /* pages, from 1 */
};

static enum status ask_sheets(struct reader_pool *pool, const char *path, uint32_t first, uint32_t n, struct sheet_run *ret_run)
{
    *ret_run = (struct sheet_run){.first = first, .n = n};
    return pool_ask(pool, (struct request){.kind = REQUEST_SHEETS, .number = first, .want = n}, path, &ret_run->job);
}

static bool take_run(struct reader_pool *pool, const char *path, const struct sheet_run *run, struct sheet *ret_sheets)
{
    struct sheet *to = &ret_sheets[run->first - 1];
    bool taken = pool_await(pool, run->job) == ST_OK && take_answer(run->job, path, to, run->n * sizeof *to) == ST_OK;
    pool_forget(pool, run->job);
    return taken;
}

/* Each page alone, so that one that fails costs the others nothing. One that fails is no sheet: reading it will tell what is wrong. */
static enum status take_singly(struct reader_pool *pool, const char *path, const struct sheet_run *run, struct sheet *ret_sheets)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; st == ST_OK && i < run->n; i++) {
        struct sheet_run one;
        st = ask_sheets(pool, path, run->first + i, 1, &one);
        if (st == ST_OK) (void)take_run(pool, path, &one, ret_sheets);
    }
    return st;
}

enum status reading_sheets(struct reader_pool *pool, const char *path, uint32_t pages, bool (*is_stopped)(void), struct sheet *ret_sheets)
{
    uint32_t room = reader_pool_workers(pool) * AHEAD, asked = 0, taken = 0, runs = (pages + RUN_PAGES - 1) / RUN_PAGES;
    struct sheet_run *ring = calloc(room, sizeof *ring);
    enum status st = ring ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    memset(ret_sheets, 0, pages * sizeof *ret_sheets); /* of kind SHEET_NONE */
    while (taken < asked || (st == ST_OK && asked < runs)) {
        if (st == ST_OK && is_stopped && is_stopped()) st = fail(ST_INTERRUPTED, "stopped while looking for cover sheets in '%s'", path);
        while (st == ST_OK && asked < runs && asked - taken < room) {
            uint32_t first = asked * RUN_PAGES + 1, left = pages - asked * RUN_PAGES;
            st = ask_sheets(pool, path, first, left < RUN_PAGES ? left : RUN_PAGES, &ring[asked % room]);
            asked += st == ST_OK;
        }
        if (taken == asked) break;
        struct sheet_run run = ring[taken++ % room];
        if (!take_run(pool, path, &run, ret_sheets) && st == ST_OK) st = take_singly(pool, path, &run, ret_sheets);
    }
    free(ring);
    return st;
}
