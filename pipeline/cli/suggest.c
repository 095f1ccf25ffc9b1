/* chartcode suggest: files in, candidate codes with their evidence out, one JSON object a line. */
#include "cli.h"
#include "intake.h"
#include "match.h"
#include "reading.h"
#include "run.h"

#include "suggest_json.h"

#include <stdio.h>

#define CHART_ARENA_BYTES ((size_t)4 << 30)
#define LINE_BYTES ((size_t)1 << 30)

struct suggest_run {
    const struct config *config;
    struct reader_pool *pool; /* opened for the first scan; text needs none */
    struct chart_line *line;
    struct arena *arena;
    struct buf out; /* the line at hand */
    struct encounter encounter;
    bool text; /* --text */
};

static enum status put_line(struct suggest_run *r)
{
    enum status st;
    buf_char(&r->out, '\n');
    st = buf_status(&r->out);
    if (st == ST_OK && fwrite(r->out.p, 1, r->out.n, stdout) != r->out.n) st = fail_errno(ST_IO, "cannot write to standard output");
    buf_reset(&r->out);
    return st;
}

/* Text decodes nothing, so it needs no worker. *ret_text is false for scans, which are left to the pool. */
static enum status read_text(const struct suggest_run *r, const char *path, struct chart *c, bool *ret_text)
{
    struct intake *in = NULL;
    enum status st = ST_OK;
    TRY(intake_open(path, r->config, &in));
    *ret_text = intake_media(in) == MEDIA_TEXT;
    if (!*ret_text) goto done;
    intake_skip_hash(in);
    uint32_t n = (uint32_t)intake_page_count(in);
    c->pages = ARENA_ARRAY(r->arena, struct page, n);
    if (!c->pages) TRY(ST_NO_MEMORY);
    for (uint32_t i = 0; i < n; i++) {
        c->pages[i].arena = r->arena;
        TRY(intake_page(in, (int)i + 1, &c->pages[i]));
        c->page_count = i + 1;
    }
done:
    intake_close(in);
    return st;
}

static enum status read_scan(struct suggest_run *r, const char *path, struct chart *c)
{
    enum status st = ST_OK;
    if (!r->pool) TRY(reader_pool_open(r->config, &r->pool));
    TRY(reading_file(r->pool, path, READING_WORDS, r->arena, &c->pages, &c->page_count));
done:
    return st;
}

/* Codes out of the pages that could be read are better than none; that some are missing is told. */
static uint32_t tell_failed_pages(const struct chart *c)
{
    uint32_t failed = 0;
    for (uint32_t i = 0; i < c->page_count; i++) {
        if (!c->pages[i].failed) continue;
        (void)fprintf(stderr, "chartcode: %s\n  remedy: %s\n", c->pages[i].failure, status_hint(c->pages[i].failed));
        failed++;
    }
    return failed;
}

static enum status suggest_one(struct suggest_run *r, const char *path)
{
    struct chart c = {.arena = r->arena, .encounter = r->encounter, .file = path};
    enum status st = ST_OK;
    bool text;
    TRY(read_text(r, path, &c, &text));
    if (!text) TRY(read_scan(r, path, &c));
    TRY(chart_line_run(r->line, &c));
    suggest_json(&r->out, &c, r->text);
    TRY(put_line(r));
    uint32_t failed = tell_failed_pages(&c);
    if (failed) st = fail(ST_PARTIAL, "%u of %u pages could not be read", failed, c.page_count);
done:
    for (uint32_t i = 0; i < c.page_count; i++) page_clear(&c.pages[i]);
    arena_reset(r->arena);
    return st;
}

/* A file that fails is told on standard error with an object of its own, so that the lines still pair with the files. */
static enum status suggest_all(struct suggest_run *r, int n, char **paths)
{
    int failed = 0;
    for (int i = 0; i < n; i++) {
        enum status st = suggest_one(r, paths[i]);
        if (st == ST_OK) continue;
        if (st == ST_IO && ferror(stdout)) return st;
        if (n == 1) return st;
        failed++;
        if (st == ST_PARTIAL) continue; /* its line is written, its pages are told */
        (void)fprintf(stderr, "chartcode: %s\n", error_message());
        suggest_json_error(&r->out, paths[i], error_message());
        st = put_line(r);
        if (st != ST_OK) return st;
    }
    return failed ? fail(ST_PARTIAL, "%d of %d files could not be read whole", failed, n) : ST_OK;
}

static enum status run_suggest(struct config *config, int argc, char **argv)
{
    struct suggest_run r = {.config = config};
    struct cli_encounter e = {.age_years = -1};
    bool json = false;
    const struct cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "one JSON object a file (the only format; may be left out)"},
                                         {"text", CLI_FLAG, &r.text, NULL, "add the text that offsets point into"},
                                         CLI_ENCOUNTER_OPTIONS(&e),
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_suggest, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'suggest' needs a file"));
    TRY(cli_encounter_read(config, &e, &r.encounter));
    r.arena = arena_new(CHART_ARENA_BYTES);
    if (!r.arena) TRY(ST_NO_MEMORY);
    buf_init(&r.out, LINE_BYTES);
    TRY(chart_line_open(config, &r.line));
    TRY(suggest_all(&r, n, argv + 1));
done:
    chart_line_close(r.line);
    reader_pool_close(r.pool);
    buf_clear(&r.out);
    arena_free(r.arena);
    return st;
}

const struct command command_suggest = {"suggest", "[--encounter TYPE] [--age YEARS] [--sex F|M|U] [--date YYYY-MM-DD] --json FILE...",
                                        "Suggests codes for charts, each with its evidence, needing no workspace", run_suggest};
