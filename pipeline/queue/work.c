/* The line of pages: claimed by chart, results kept as compressed blobs, failures with their reason. */
#include "desk_internal.h"

#include "page_bytes.h"

#include <stdio.h>
#include <stdlib.h>
#include <zstd.h>

#define RESULT_BYTES ((size_t)1 << 30) /* of one page, unpacked */
#define ZSTD_LEVEL 3

static enum status read_queue_page(struct arena *arena, const struct query *row, void *element)
{
    struct queue_page *p = element;
    enum status st = ST_OK;
    *p = (struct queue_page){.id = query_int(row, 0), .chart = query_int(row, 6)};
    p->number = (int)query_int(row, 1);
    p->attempts = (int)query_int(row, 2);
    p->ordinal = (int)query_int(row, 3);
    (void)snprintf(p->sha256, sizeof p->sha256, "%.*s", STR_ARG(query_str(row, 4)));
    p->path = column_text(arena, row, 5, &st);
    return st;
}

enum status queue_claim(struct queue *q, struct arena *arena, int64_t *ret_chart, struct queue_page **ret_pages, uint32_t *ret_n)
{
    int64_t chart = 0;
    bool found;
    enum status st = ST_OK;
    *ret_n = 0;
    TRY(db_begin(q->db));
    TRY(db_value(q->db, SQL_chart_claim, NULL, &chart, &found));
    if (found)
        TRY(list_rows(q, SQL_chart_pages_to_read, VALUES(v_int(chart)), arena, sizeof **ret_pages, read_queue_page, (void **)ret_pages, ret_n));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret_chart = chart;
    return st;
}

static enum status count(struct queue *q, enum statement s, uint32_t *ret_n)
{
    int64_t n;
    enum status st = db_value(q->db, s, NULL, &n, NULL);
    if (st == ST_OK) *ret_n = (uint32_t)n;
    return st;
}

enum status queue_count_line(struct queue *q, uint32_t *ret_n)
{
    return count(q, SQL_charts_in_line_count, ret_n);
}

enum status queue_count_unread_pages(struct queue *q, uint32_t *ret_n)
{
    return count(q, SQL_pages_to_read_count, ret_n);
}

static enum status pack(struct str in, struct str *ret)
{
    size_t room = ZSTD_compressBound(in.n);
    char *out = malloc(room);
    if (!out) return fail(ST_NO_MEMORY, "out of memory");
    size_t n = ZSTD_compress(out, room, in.p, in.n, ZSTD_LEVEL);
    if (ZSTD_isError(n)) return free(out), fail(ST_INTERNAL, "cannot compress a page: %s", ZSTD_getErrorName(n));
    *ret = (struct str){out, n};
    return ST_OK;
}

/* The result is in the arena. */
static enum status unpack(struct str in, struct arena *arena, struct str *ret)
{
    unsigned long long n = ZSTD_getFrameContentSize(in.p, in.n);
    if (n == ZSTD_CONTENTSIZE_UNKNOWN || n == ZSTD_CONTENTSIZE_ERROR || n > RESULT_BYTES)
        return fail(ST_BAD_DATA, "a page result in the queue is damaged");
    char *out = arena_alloc(arena, (size_t)n + 1);
    if (!out) return ST_NO_MEMORY;
    size_t got = ZSTD_decompress(out, (size_t)n, in.p, in.n);
    if (ZSTD_isError(got) || got != n) return fail(ST_BAD_DATA, "a page result in the queue is damaged");
    *ret = (struct str){out, got};
    return ST_OK;
}

/* A page that is read again may still have the boxes that were answered. */
static enum status keep_answers(struct queue *q, int64_t page_id)
{
    struct query *row;
    bool found;
    int64_t chart;
    int page;
    enum status st = ST_OK;
    struct arena *arena = NULL;
    TRY(db_query(q->db, SQL_page_answered, VALUES(v_int(page_id)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    chart = query_int(row, 0);
    page = (int)query_int(row, 1);
    query_end(row);
    if (!(arena = arena_new(RESULT_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(unread_recount(q, chart, page, arena));
done:
    arena_free(arena);
    return st;
}

/* A result that went with the power is read again; what a coder decides on it, and the chart when it is matched, take it to the disk. */
enum status queue_page_read(struct queue *q, int64_t page_id, const struct page *p, bool weak)
{
    struct buf plain;
    struct str packed = {NULL, 0};
    enum status st = ST_OK;
    buf_init(&plain, RESULT_BYTES);
    TRY(page_put_bytes(&plain, p));
    TRY(pack((struct str){plain.p, plain.n}, &packed));
    TRY(db_begin_light(q->db));
    TRY(db_run(q->db, SQL_page_result_put, VALUES(v_int(page_id), v_bytes(packed))));
    TRY(db_run(q->db, SQL_page_read,
               VALUES(v_int(page_id), v_real(p->confidence), v_int(p->unread_count), v_int(weak), v_int(p->blank), v_int(p->unread_count),
                      v_int(p->width_px), v_int(p->height_px), v_int(p->rotation_deg))));
    TRY(keep_answers(q, page_id));
done:
    buf_clear(&plain);
    free((void *)(uintptr_t)packed.p);
    return db_end(q->db, st);
}

enum status queue_page_failed(struct queue *q, int64_t page_id, const char *why, bool final)
{
    enum status st = ST_OK;
    TRY(db_begin_light(q->db));
    TRY(db_run(q->db, SQL_page_failed, VALUES(v_int(page_id), v_text(why), v_int(final))));
done:
    return db_end(q->db, st);
}

static enum status read_page(struct arena *arena, const struct query *row, void *element)
{
    struct page *p = element;
    struct str bytes;
    size_t used;
    enum status st = ST_OK;
    *p = (struct page){.arena = arena, .file = "", .number = (int)query_int(row, 1), .text = {"", 0}, .confidence = 1.0};
    if (query_is_null(row, 0) || !str_eq(query_str(row, 2), STR("read"))) return ST_OK;
    TRY(unpack(query_bytes(row, 0), arena, &bytes));
    TRY(page_get_bytes(bytes, p, &used));
done:
    return st;
}

enum status queue_pages(struct queue *q, int64_t chart, struct arena *arena, struct page **ret_pages, uint32_t *ret_n)
{
    struct answer *answers;
    uint32_t n;
    enum status st = ST_OK;
    TRY(list_rows(q, SQL_chart_results, VALUES(v_int(chart)), arena, sizeof **ret_pages, read_page, (void **)ret_pages, ret_n));
    TRY(answers_load(q, chart, arena, &answers, &n));
    for (uint32_t i = 0; n && i < *ret_n; i++) TRY(page_transcribe(&(*ret_pages)[i], (int)i + 1, answers, n));
done:
    return st;
}

enum status queue_page_as_read(struct queue *q, int64_t chart, int page, struct arena *arena, struct page *ret)
{
    void *list = NULL;
    uint32_t n;
    enum status st = ST_OK;
    TRY(list_rows(q, SQL_page_result, VALUES(v_int(chart), v_int(page)), arena, sizeof *ret, read_page, &list, &n));
    if (!n) TRY(fail(ST_NOT_FOUND, "chart %lld has no page %d", (long long)chart, page));
    *ret = *(struct page *)list;
done:
    return st;
}

enum status desk_page(struct queue *q, int64_t chart, int page, struct arena *arena, struct page *ret)
{
    struct answer *answers;
    uint32_t n;
    enum status st = ST_OK;
    TRY(queue_page_as_read(q, chart, page, arena, ret));
    TRY(answers_load(q, chart, arena, &answers, &n));
    TRY(page_transcribe(ret, page, answers, n));
done:
    return st;
}

enum status queue_chart_failed(struct queue *q, int64_t chart, const char *why)
{
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_chart_failed, VALUES(v_int(chart), v_text(why))));
    TRY(queue_audit(q, "chart-failed", chart, ""));
done:
    return db_end(q->db, st);
}

enum status queue_retry(struct queue *q, int64_t chart)
{
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(db_run(q->db, SQL_pages_retry, VALUES(v_known(chart, 0))));
    TRY(db_run(q->db, SQL_charts_retry, VALUES(v_known(chart, 0))));
    TRY(queue_audit(q, "retry", chart, ""));
done:
    return db_end(q->db, st);
}
