/* Reading: files in, pages with words out, by worker processes.
 *
 * A pool forks workers. Each takes one page at a time through intake, clean and read, under limits of time and memory,
 * with no network and no way to write a file, and hands the page back over a pipe. A crash, a hang or running out of
 * memory costs that page one try: the result says ST_CRASHED or ST_TIMEOUT and the worker is replaced, as it is after
 * `worker-pages` pages. The same page gives the same bytes, alone or in a batch.
 *
 * Open the pool early: workers are copies of the process that opens it. A pool is for one thread of the process that
 * opened it. `config` is lent for the life of the pool. */
#ifndef CC_READING_H
#define CC_READING_H

#include "page.h"

struct config;
struct reader_pool;

enum status reader_pool_open(const struct config *config, struct reader_pool **ret_pool) MUST_CHECK;
void reader_pool_close(struct reader_pool *pool); /* takes NULL; kills workers, drops what was not waited for */

/* What a file is, found in a worker. */
struct reading_file_info {
    enum media media;
    uint32_t pages;
    char sha256[SHA256_HEX_BYTES];
};
/* Waits for the answer; results of pages under way are kept for reader_pool_wait. */
enum status reading_inspect(struct reader_pool *pool, const char *path, struct reading_file_info *ret_info) MUST_CHECK;

/* What the barcodes of each page say; ret_sheets has room for all. A page that cannot be looked at is no sheet: reading it tells
 * why. is_stopped may be NULL; where it says true the answer is ST_INTERRUPTED. */
struct sheet;
enum status reading_sheets(struct reader_pool *pool, const char *path, uint32_t pages, bool (*is_stopped)(void), struct sheet *ret_sheets) MUST_CHECK;

enum reading_want {
    READING_WORDS = 0,
    READING_IMAGE = 1, /* also page.image, as intake gave it; the caller frees it with page_clear() */
    READING_PICTURES = 2, /* also page.screen and page.strip; not together with the image */
    READING_HASTY = 4, /* for a page that has cost a reader: one look and no more */
};
/* Queues one page; path is copied. number: from 1. Any number of pages may be queued; they are worked on in order. */
enum status reader_pool_submit(struct reader_pool *pool, const char *path, int number, unsigned want) MUST_CHECK;
uint32_t reader_pool_pending(const struct reader_pool *pool); /* submitted and not yet waited for */
uint32_t reader_pool_workers(const struct reader_pool *pool);
/* Waits for the oldest page submitted. Its status is the result; on ST_OK `ret_page` is filled in `arena` (text, words,
 * lines, unread, facts of intake and clean; image only when wanted, clean never). ret_page->file is in the arena. */
enum status reader_pool_wait(struct reader_pool *pool, struct arena *arena, struct page *ret_page) MUST_CHECK;

/* Reads one file by the pool, a few pages ahead, each page up to `attempts` times. Its pages come in order, one at a time, so that
 * a long file needs no more memory than a short one. A page that cannot be read comes too, empty, and its `failed` tells why; only what
 * is wrong with more than the page (poppler-utils missing) ends the reading. No other page may be submitted meanwhile. */
struct file_reading;
enum status file_reading_open(struct reader_pool *pool, const char *path, unsigned want, struct file_reading **ret_file) MUST_CHECK;
uint32_t file_reading_pages(const struct file_reading *f);
/* The next page, in `arena`; called once for each. */
enum status file_reading_next(struct file_reading *f, struct arena *arena, struct page *ret_page) MUST_CHECK;
void file_reading_close(struct file_reading *f); /* takes NULL; at any page */

/* All pages of one file, in `arena`. Fails, with the first page's reason, where none could be read. */
enum status reading_file(struct reader_pool *pool, const char *path, unsigned want, struct arena *arena, struct page **ret_pages,
                         uint32_t *ret_n) MUST_CHECK;

/* A page as a picture for the screen: JPEG, or PNG where the scan has two colours. */
enum picture_view { PICTURE_ORIGINAL, PICTURE_CLEAN /* as read saw it, laid back where the original has it */ };
#define READING_SCREEN_PX 1600
#define READING_STRIP_PX 200
struct buf;
/* width_px: at most; 0 = as scanned. ret: initialised by the caller. Waits for the answer. */
enum status reading_picture(struct reader_pool *pool, const char *path, int number, enum picture_view view, int width_px, struct buf *ret) MUST_CHECK;

/* One page in this process, without a pool: what workers do. page->arena must be set. */
struct reading_line; /* the stages, open */
enum status reading_open(const struct config *config, struct reading_line **ret_line) MUST_CHECK;
enum status reading_page(struct reading_line *line, struct page *page) MUST_CHECK; /* after intake_page() */
void reading_close(struct reading_line *line); /* takes NULL */

#endif
