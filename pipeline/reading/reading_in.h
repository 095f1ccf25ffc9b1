/* Inside reading: frames between supervisor and worker, the worker's loop, its cage. */
#ifndef CC_READING_IN_H
#define CC_READING_IN_H

#include "reading.h"

#include "base/buf.h"

enum request_kind { REQUEST_INSPECT, REQUEST_SHEETS, REQUEST_PICTURE, REQUEST_PAGE };

/* Supervisor to worker: this header, then path_n bytes of path. */
struct request {
    uint32_t kind, number, want, width_px, path_n; /* want: of a page enum reading_want, of a picture its view, of sheets how many pages */
};

/* Worker to supervisor: this header, then n bytes: a page, file info or a sheet when status is ST_OK, else the message. */
struct response {
    uint32_t status, retire; /* retire: the worker has grown and wants to be replaced */
    uint64_t n;
};

#define RESPONSE_BYTES ((size_t)4 << 30)

/* A page as bytes and back. Both ends are the same program on the same machine; still nothing in `bytes` is believed. */
enum status wire_put_page(struct buf *out, const struct page *page, unsigned want) MUST_CHECK;
enum status wire_get_page(struct str bytes, unsigned want, struct page *ret_page) MUST_CHECK; /* ret_page->arena must be set */

/* A question to a worker, and its answer. Questions go before pages: they are quick, and someone waits for them. */
enum job_state { JOB_QUEUED, JOB_RUNNING, JOB_DONE };

struct job {
    struct job *next;
    struct request request;
    char *path;
    enum job_state state;
    enum status status;
    struct buf answer; /* behind the header; the message when status is not ST_OK */
};

enum status pool_ask(struct reader_pool *pool, struct request request, const char *path, struct job **ret_job) MUST_CHECK;
void pool_work(struct reader_pool *pool); /* hands out what it can and waits for something to happen */
/* Waits for the job; when it failed, its message is the error. */
enum status pool_await(struct reader_pool *pool, const struct job *j) MUST_CHECK;
void pool_forget(struct reader_pool *pool, struct job *j); /* one that is not running */
/* Waits for a job of REQUEST_PAGE, takes its page into `arena` and forgets the job. */
enum status pool_take_page(struct reader_pool *pool, struct job *j, struct arena *arena, struct page *ret_page) MUST_CHECK;

/* Appends a JPEG or PNG. width_px: at most; 0 = as it is. */
enum status picture_put(struct Pix *image, int width_px, struct buf *out) MUST_CHECK;
enum status picture_of_page(const struct config *config, struct page *page, enum picture_view view, int width_px, struct buf *out) MUST_CHECK;

int reader_pool_attempts(const struct reader_pool *pool);

/* Never returns: serves requests on fd until it is closed. */
_Noreturn void worker_run(const struct config *config, int fd);

/* Takes from this process, for good, what reading a page does not need: writing files, network, memory over the limit. */
enum status cage_enter(const struct config *config) MUST_CHECK;

#endif
