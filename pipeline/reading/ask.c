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

#define AHEAD 4u /* pages asked for, for each reader: a file may have thousands, and a stop must not wait for all */

enum status reading_sheets(struct reader_pool *pool, const char *path, uint32_t pages, bool (*is_stopped)(void), struct sheet *ret_sheets)
{
    uint32_t room = reader_pool_workers(pool) * AHEAD, asked = 0, taken = 0;
    struct job **ring = calloc(room, sizeof(struct job *));
    enum status st = ring ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    memset(ret_sheets, 0, pages * sizeof *ret_sheets);
    while (taken < asked || (st == ST_OK && asked < pages)) {
        if (st == ST_OK && is_stopped && is_stopped()) st = fail(ST_INTERRUPTED, "stopped while looking for cover sheets in '%s'", path);
        while (st == ST_OK && asked < pages && asked - taken < room) {
            st = pool_ask(pool, (struct request){.kind = REQUEST_SHEET, .number = asked + 1}, path, &ring[asked % room]);
            asked += st == ST_OK;
        }
        if (taken == asked) break;
        struct job *j = ring[taken % room];
        if (pool_await(pool, j) != ST_OK || take_answer(j, path, &ret_sheets[taken], sizeof *ret_sheets) != ST_OK)
            ret_sheets[taken] = (struct sheet){.kind = SHEET_NONE}; /* reading the page will tell what is wrong with it */
        taken++;
        pool_forget(pool, j);
    }
    free(ring);
    return st;
}
