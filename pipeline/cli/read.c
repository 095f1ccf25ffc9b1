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

static enum status write_pages(struct read_run *r, struct page *pages, uint32_t n)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < n; i++) {
        if (st == ST_OK) st = r->writer->page(r->state, &pages[i], &r->out);
        page_clear(&pages[i]);
        if (st == ST_OK && r->out.n) st = flush(r);
    }
    return st;
}

/* A page failed or the file did: said here, so that the other files go on. *ret_written: errors of writing end the run. */
static enum status read_one(struct read_run *r, const char *path, bool *ret_read)
{
    struct page *pages;
    uint32_t n;
    enum status st = reading_file(r->pool, path, r->writer->wants_image ? READING_IMAGE : READING_WORDS, r->arena, &pages, &n);
    *ret_read = st == ST_OK;
    if (st == ST_OK) st = write_pages(r, pages, n);
    arena_reset(r->arena);
    return st;
}

static enum status read_files(struct read_run *r, int n, char **paths)
{
    enum status st = ST_OK;
    int failed = 0;
    if (r->writer->open) TRY(r->writer->open(&r->out, &r->state));
    for (int i = 0; i < n; i++) {
        bool was_read;
        st = read_one(r, paths[i], &was_read);
        if (st == ST_OK) continue;
        if (was_read || n == 1) goto done;
        (void)fprintf(stderr, "chartcode: %s\n", error_message());
        failed++;
    }
    st = ST_OK;
    if (r->writer->end) TRY(r->writer->end(r->state, &r->out));
    if (r->out.n) TRY(flush(r));
    if (failed) st = fail(ST_PARTIAL, "%d of %d files could not be read", failed, n);
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
