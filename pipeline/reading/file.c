/* A whole file by the pool. */
#include "reading_in.h"

#include "base/config.h"
#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

#define AHEAD 4u /* pages asked for, for each reader */

struct file_reading {
    struct reader_pool *pool;
    char *path;
    unsigned want;
    uint32_t pages, asked, taken;
    struct job **ring; /* of `room`: what is asked for and not taken */
    uint32_t room;
};

enum status file_reading_open(struct reader_pool *pool, const char *path, unsigned want, struct file_reading **ret_file)
{
    struct reading_file_info info;
    enum status st = ST_OK;
    struct file_reading *f = NULL;
    if (reader_pool_pending(pool)) return fail(ST_INTERNAL, "pages of another file are under way");
    TRY(reading_inspect(pool, path, &info));
    if (!(f = calloc(1, sizeof *f))) TRY(fail(ST_NO_MEMORY, "out of memory for '%s'", path));
    *f = (struct file_reading){.pool = pool, .path = strdup(path), .want = want, .pages = info.pages, .room = reader_pool_workers(pool) * AHEAD};
    f->ring = calloc(f->room, sizeof(struct job *));
    if (!f->path || !f->ring) TRY(fail(ST_NO_MEMORY, "out of memory for '%s'", path));
    *ret_file = f;
    f = NULL;
done:
    file_reading_close(f);
    return st;
}

uint32_t file_reading_pages(const struct file_reading *f)
{
    return f->pages;
}

static enum status ask(struct file_reading *f, uint32_t number, unsigned want, struct job **ret_job)
{
    return pool_ask(f->pool, (struct request){.kind = REQUEST_PAGE, .number = number, .want = want}, f->path, ret_job);
}

static enum status ask_ahead(struct file_reading *f)
{
    enum status st = ST_OK;
    while (f->asked < f->pages && f->asked - f->taken < f->room) {
        TRY(ask(f, f->asked + 1, f->want, &f->ring[f->asked % f->room]));
        f->asked++;
    }
done:
    return st;
}

static bool costs_a_reader(enum status st)
{
    return st == ST_CRASHED || st == ST_TIMEOUT;
}

/* In haste: what was read before the reader was lost is better than nothing. */
static enum status read_again(struct file_reading *f, uint32_t number, struct arena *arena, struct page *ret_page)
{
    enum status st = ST_CRASHED;
    for (int left = reader_pool_attempts(f->pool) - 1; left > 0 && costs_a_reader(st); left--) {
        struct job *j;
        LOG(LOG_INFO, "page_again", LOG_KV("page", number));
        TRY(ask(f, number, f->want | READING_HASTY, &j));
        st = pool_take_page(f->pool, j, arena, ret_page);
    }
done:
    return st;
}

static enum status empty_page(const struct file_reading *f, uint32_t number, struct arena *arena, enum status why, struct page *ret_page)
{
    const char *message = error_message();
    *ret_page = (struct page){.arena = arena, .number = (int)number, .failed = why, .text = {"", 0}};
    ret_page->file = arena_strdup(arena, f->path, strlen(f->path));
    ret_page->failure = arena_strdup(arena, message, strlen(message));
    return ret_page->file && ret_page->failure ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

enum status file_reading_next(struct file_reading *f, struct arena *arena, struct page *ret_page)
{
    enum status st = ST_OK;
    TRY(ask_ahead(f));
    if (f->taken == f->pages) TRY(fail(ST_INTERNAL, "'%s' has no more pages", f->path));
    struct job *j = f->ring[f->taken % f->room];
    uint32_t number = ++f->taken;
    st = pool_take_page(f->pool, j, arena, ret_page);
    if (costs_a_reader(st) && reader_pool_attempts(f->pool) > 1) st = read_again(f, number, arena, ret_page);
    if (st != ST_OK && st != ST_MISSING) st = empty_page(f, number, arena, st, ret_page);
done:
    return st;
}

/* Whoever closes it early does so for a reason, whose message stays. */
void file_reading_close(struct file_reading *f)
{
    char why[ERROR_MAX];
    if (!f) return;
    (void)snprintf(why, sizeof why, "%s", error_message());
    for (uint32_t i = f->asked; i > f->taken; i--) { /* the last first, so that none begins that nobody wants */
        struct job *j = f->ring[(i - 1) % f->room];
        while (j->state == JOB_RUNNING) pool_work(f->pool);
        pool_forget(f->pool, j);
    }
    (void)fail(ST_OK, "%s", why);
    free(f->ring);
    free(f->path);
    free(f);
}

enum status reading_file(struct reader_pool *pool, const char *path, unsigned want, struct arena *arena, struct page **ret_pages, uint32_t *ret_n)
{
    struct file_reading *f = NULL;
    struct page *pages = NULL;
    uint32_t n = 0, failed = 0;
    enum status st = ST_OK;
    TRY(file_reading_open(pool, path, want, &f));
    if (!(pages = ARENA_ARRAY(arena, struct page, f->pages))) TRY(fail(ST_NO_MEMORY, "out of memory for '%s'", path));
    for (; n < f->pages; n++) {
        TRY(file_reading_next(f, arena, &pages[n]));
        failed += pages[n].failed != ST_OK;
    }
    if (failed == n) TRY(fail(pages[0].failed, "%s", pages[0].failure));
    *ret_pages = pages;
    *ret_n = n;
done:
    for (uint32_t i = 0; st != ST_OK && i < n; i++) page_clear(&pages[i]);
    file_reading_close(f);
    return st;
}
