/* A whole file by the pool. */
#include "reading_in.h"

#include "base/config.h"
#include "base/log.h"

struct file_job {
    struct reader_pool *pool;
    const char *path;
    unsigned want;
    struct arena *arena;
};

/* In haste: what was read before the reader was lost is better than nothing. */
static enum status read_again(const struct file_job *f, int number, int attempts, struct page *ret_page)
{
    enum status st = reader_pool_submit(f->pool, f->path, number, f->want | READING_HASTY);
    if (st == ST_OK) st = reader_pool_wait(f->pool, f->arena, ret_page);
    bool again = st == ST_CRASHED || st == ST_TIMEOUT;
    if (!again || attempts <= 1) return st;
    LOG(LOG_INFO, "page_again", LOG_KV("page", number), LOG_KV("status", status_name(st)));
    return read_again(f, number, attempts - 1, ret_page);
}

/* Submits all pages, then takes them in order. Those that cost a reader its life are tried again at the end, alone. */
static enum status read_pages(const struct file_job *f, uint32_t n, int attempts, struct page *pages)
{
    enum status st = ST_OK, got;
    uint32_t submitted = 0;
    char *failed = ARENA_ARRAY(f->arena, char, n + 1u);
    if (!failed) return fail(ST_NO_MEMORY, "out of memory");
    while (st == ST_OK && submitted < n) st = reader_pool_submit(f->pool, f->path, (int)++submitted, f->want);
    if (st != ST_OK) submitted--;
    for (uint32_t i = 0; i < submitted; i++) {
        got = reader_pool_wait(f->pool, f->arena, &pages[i]);
        failed[i] = got == ST_CRASHED || got == ST_TIMEOUT;
        if (got != ST_OK && st == ST_OK && !(failed[i] && attempts > 1)) st = got;
    }
    for (uint32_t i = 0; st == ST_OK && i < n; i++)
        if (failed[i]) st = read_again(f, (int)i + 1, attempts - 1, &pages[i]);
    return st;
}

enum status reading_file(struct reader_pool *pool, const char *path, unsigned want, struct arena *arena, struct page **ret_pages, uint32_t *ret_n)
{
    struct reading_file_info info;
    struct file_job f = {pool, path, want, arena};
    enum status st = ST_OK;
    if (reader_pool_pending(pool)) return fail(ST_INTERNAL, "pages of another file are under way");
    TRY(reading_inspect(pool, path, &info));
    struct page *pages = ARENA_ARRAY(arena, struct page, info.pages);
    if (!pages) TRY(fail(ST_NO_MEMORY, "out of memory for '%s'", path));
    st = read_pages(&f, info.pages, reader_pool_attempts(pool), pages);
    if (st != ST_OK) {
        for (uint32_t i = 0; i < info.pages; i++) page_clear(&pages[i]);
        goto done;
    }
    *ret_pages = pages;
    *ret_n = info.pages;
done:
    return st;
}
