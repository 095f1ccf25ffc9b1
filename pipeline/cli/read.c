/* chartcode read: files in, their text out. */
#include "cli.h"

#include "base/log.h"
#include "page_writer.h"
#include "reading.h"

#include <stdio.h>

#define ARENA_BYTES ((size_t)4 << 30)
#define OUTPUT_BYTES ((size_t)8 << 30)

struct read_run {
    const struct page_writer *writer;
    void *state;
    struct reader_pool *pool;
    struct arena *arena;
    struct buf out;
};

static enum status flush(struct read_run *r)
{
    if (fwrite(r->out.p, 1, r->out.n, stdout) != r->out.n) return fail_errno(ST_IO, "cannot write to standard output");
    buf_reset(&r->out);
    return ST_OK;
}

static enum status write_page(struct read_run *r, struct page *page)
{
    enum status st = r->writer->page(r->state, page, &r->out);
    page_clear(page);
    return st == ST_OK && r->out.n ? flush(r) : st;
}

/* What became of a file. */
struct outcome {
    uint32_t pages, failed;
    bool stuck; /* the output failed, not the file: no other file will do better */
};

static enum status read_pages(struct read_run *r, struct file_reading *f, struct outcome *o)
{
    enum status st = ST_OK, why = ST_OK;
    for (o->pages = 0; o->pages < file_reading_pages(f); o->pages++) {
        struct page page;
        arena_reset(r->arena);
        TRY(file_reading_next(f, r->arena, &page));
        if (page.failed && file_reading_pages(f) == 1) TRY(fail(page.failed, "%s", page.failure));
        if (page.failed) (void)fprintf(stderr, "chartcode: %s\n  remedy: %s\n", page.failure, status_hint(page.failed));
        if (page.failed && !o->failed++) why = page.failed;
        st = write_page(r, &page);
        o->stuck = st != ST_OK;
        if (o->stuck) goto done;
    }
    if (o->failed == o->pages) st = fail(why, "none of the %u pages could be read", o->pages);
done:
    return st;
}

/* A page that fails is told, and the others are written in their order. */
static enum status read_one(struct read_run *r, const char *path, struct outcome *o)
{
    struct file_reading *f = NULL;
    enum status st = file_reading_open(r->pool, path, r->writer->wants_image ? READING_IMAGE : READING_WORDS, &f);
    if (st == ST_OK) st = read_pages(r, f, o);
    file_reading_close(f);
    return st;
}

static enum status read_files(struct read_run *r, int n, char **paths)
{
    struct outcome o = {0};
    enum status st = ST_OK;
    int failed = 0;
    if (r->writer->open) TRY(r->writer->open(&r->out, &r->state));
    for (int i = 0; i < n; i++) {
        o = (struct outcome){0};
        st = read_one(r, paths[i], &o);
        failed += st != ST_OK || o.failed;
        if (st == ST_OK) continue;
        if (o.stuck || n == 1) goto done;
        (void)fprintf(stderr, "chartcode: %s\n", error_message());
    }
    st = ST_OK;
    if (r->writer->end) TRY(r->writer->end(r->state, &r->out));
    if (r->out.n) TRY(flush(r));
    if (failed && n == 1) st = fail(ST_PARTIAL, "%u of %u pages could not be read", o.failed, o.pages);
    else if (failed) st = fail(ST_PARTIAL, "%d of %d files could not be read whole", failed, n);
done:
    return st;
}

static enum status run_read(struct config *config, int argc, char **argv)
{
    const char *format = "text";
    const struct cli_option options[] = {{"format", CLI_TEXT, &format, "FORMAT", "text, tsv, hocr, alto, json or pdf [text]"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct read_run r = {0};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_read, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'read' needs a file"));
    r.writer = page_writer_lookup(format);
    if (!r.writer) TRY(fail(ST_USAGE, "--format '%s' must be text, tsv, hocr, alto, json or pdf", format));
    buf_init(&r.out, OUTPUT_BYTES);
    if (!(r.arena = arena_new(ARENA_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(reader_pool_open(config, &r.pool));
    TRY(read_files(&r, n, argv + 1));
done:
    reader_pool_close(r.pool);
    if (r.writer && r.writer->close) r.writer->close(r.state);
    arena_free(r.arena);
    buf_clear(&r.out);
    return st;
}

const struct command command_read = {"read", "[--format text|tsv|hocr|alto|json|pdf] FILE...",
                                     "Reads scans, PDFs and text; writes their text with places and confidences", run_read};
