/* chartcode suggest: files in, candidate codes with their evidence out, one JSON object a line. */
#include "cli.h"
#include "intake.h"
#include "match.h"
#include "reading.h"
#include "run.h"

#include "base/buf.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#define CHART_ARENA_BYTES ((size_t)4 << 30)
#define LINE_BYTES ((size_t)1 << 30)

struct suggest_run {
    const struct config *config;
    struct reader_pool *pool; /* opened for the first scan; text needs none */
    struct chart_line *line;
    struct arena *arena;
    struct encounter encounter;
    bool text; /* --text */
};

static json_t *json_of(struct str s)
{
    return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *rounded(double v)
{
    return json_real(round(v * 10000.0) / 10000.0);
}

static json_t *json_box(struct box b)
{
    return json_pack("[i,i,i,i]", b.x, b.y, b.w, b.h);
}

static json_t *json_evidence(const struct chart *c, const struct evidence *e)
{
    json_t *o = json_pack("{s:i,s:i,s:i}", "page", (int)e->page + 1, "start", (int)e->start, "end", (int)e->end);
    (void)json_object_set_new(o, "text", json_stringn(c->text.p + e->start, e->end - e->start));
    (void)json_object_set_new(o, "section", json_string(section_name(e->section)));
    if (c->pages[e->page].media == MEDIA_IMAGE) {
        (void)json_object_set_new(o, "box", json_box(e->box));
        (void)json_object_set_new(o, "reading_confidence", rounded(e->reading_confidence));
    }
    return o;
}

static json_t *json_evidence_list(const struct chart *c, const struct candidate *k)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < k->evidence_count; i++) (void)json_array_append_new(list, json_evidence(c, &k->evidence[i]));
    return list;
}

/* What a claim line needs beside the code. */
static void add_procedure_fields(json_t *o, const struct candidate *k)
{
    json_t *modifiers = json_array(), *pointers = json_array();
    for (uint32_t i = 0; i < k->modifier_count; i++) {
        json_t *m = json_object();
        (void)json_object_set_new(m, "modifier", json_of(k->modifiers[i].modifier));
        (void)json_object_set_new(m, "reason", json_of(k->modifiers[i].reason));
        (void)json_array_append_new(modifiers, m);
    }
    for (uint32_t i = 0; i < k->pointer_count; i++) (void)json_array_append_new(pointers, json_of(k->pointers[i]));
    (void)json_object_set_new(o, "units", json_integer((json_int_t)k->units));
    (void)json_object_set_new(o, "modifiers", modifiers);
    (void)json_object_set_new(o, "pointers", pointers);
}

static json_t *json_suggestion(const struct chart *c, uint32_t i)
{
    const struct candidate *k = &c->candidates[i];
    json_t *advice = json_array();
    for (uint32_t a = 0; a < k->advice_count; a++) (void)json_array_append_new(advice, json_of(k->advice[a]));
    json_t *o = json_pack("{s:i,s:s}", "rank", (int)i + 1, "system", code_system_name(k->system));
    (void)json_object_set_new(o, "code", json_of(k->code));
    (void)json_object_set_new(o, "title", json_of(k->title));
    (void)json_object_set_new(o, "confidence", rounded(k->confidence));
    (void)json_object_set_new(o, "suggested", json_boolean(k->suggested));
    if (k->first_listed) (void)json_object_set_new(o, "first_listed", json_true());
    (void)json_object_set_new(o, "evidence", json_evidence_list(c, k));
    (void)json_object_set_new(o, "advice", advice);
    if (k->system == SYSTEM_CPT || k->system == SYSTEM_HCPCS) add_procedure_fields(o, k);
    return o;
}

static json_t *json_withheld(const struct chart *c, const struct candidate *k)
{
    json_t *o = json_pack("{s:s}", "system", code_system_name(k->system));
    (void)json_object_set_new(o, "code", json_of(k->code));
    (void)json_object_set_new(o, "title", json_of(k->title));
    (void)json_object_set_new(o, "reason", json_string(withheld_reason_name(k->reason)));
    (void)json_object_set_new(o, "cue", k->cue.n ? json_of(k->cue) : json_null());
    (void)json_object_set_new(o, "rule", k->rule.n ? json_of(k->rule) : json_null());
    (void)json_object_set_new(o, "evidence", json_evidence_list(c, k));
    return o;
}

static json_t *json_page(const struct page *p)
{
    json_t *unread = json_array();
    for (uint32_t i = 0; i < p->unread_count; i++) {
        json_t *u = json_object();
        (void)json_object_set_new(u, "box", json_box(p->unread[i].box));
        (void)json_array_append_new(unread, u);
    }
    json_t *o = json_pack("{s:i,s:i,s:i,s:i,s:i}", "page", p->number, "width", p->width_px, "height", p->height_px, "dpi", p->dpi, "rotation_deg",
                          p->rotation_deg);
    (void)json_object_set_new(o, "skew_deg", rounded(p->skew_deg));
    (void)json_object_set_new(o, "confidence", rounded(p->confidence));
    (void)json_object_set_new(o, "unread", unread);
    return o;
}

static json_t *json_chart(const struct suggest_run *r, const struct chart *c)
{
    json_t *o = json_object(), *suggestions = json_array(), *withheld = json_array();
    (void)json_object_set_new(o, "file", json_string(c->file));
    if (c->pages[0].media == MEDIA_IMAGE) {
        json_t *pages = json_array();
        for (uint32_t i = 0; i < c->page_count; i++) (void)json_array_append_new(pages, json_page(&c->pages[i]));
        (void)json_object_set_new(o, "pages", pages);
    }
    for (uint32_t i = 0; i < c->candidate_count; i++) (void)json_array_append_new(suggestions, json_suggestion(c, i));
    for (uint32_t i = 0; i < c->withheld_count; i++) (void)json_array_append_new(withheld, json_withheld(c, &c->withheld[i]));
    (void)json_object_set_new(o, "suggestions", suggestions);
    (void)json_object_set_new(o, "withheld", withheld);
    if (r->text) (void)json_object_set_new(o, "text", json_stringn(c->text.p, c->text.n));
    return o;
}

static int append(const char *text, size_t n, void *ctx)
{
    buf_add(ctx, text, n);
    return 0;
}

static enum status print_json(json_t *o)
{
    struct buf line;
    buf_init(&line, LINE_BYTES);
    bool made = json_dump_callback(o, append, &line, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(6)) == 0;
    json_decref(o);
    buf_char(&line, '\n');
    enum status st = made ? buf_status(&line) : fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK && fwrite(line.p, 1, line.n, stdout) != line.n) st = fail_errno(ST_IO, "cannot write to standard output");
    buf_clear(&line);
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

static enum status suggest_one(struct suggest_run *r, const char *path)
{
    struct chart c = {.arena = r->arena, .encounter = r->encounter, .file = path};
    enum status st = ST_OK;
    bool text;
    TRY(read_text(r, path, &c, &text));
    if (!text) TRY(read_scan(r, path, &c));
    TRY(chart_line_run(r->line, &c));
    TRY(print_json(json_chart(r, &c)));
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
        (void)fprintf(stderr, "chartcode: %s\n", error_message());
        st = print_json(json_pack("{s:s,s:s,s:[],s:[]}", "file", paths[i], "error", error_message(), "suggestions", "withheld"));
        if (st != ST_OK) return st;
        failed++;
    }
    return failed ? fail(ST_PARTIAL, "%d of %d files could not be read", failed, n) : ST_OK;
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
    TRY(chart_line_open(config, &r.line));
    TRY(suggest_all(&r, n, argv + 1));
done:
    chart_line_close(r.line);
    reader_pool_close(r.pool);
    arena_free(r.arena);
    return st;
}

const struct command command_suggest = {"suggest", "[--encounter TYPE] [--age YEARS] [--sex F|M|U] [--date YYYY-MM-DD] --json FILE...",
                                        "Suggests codes for charts, each with its evidence, needing no workspace", run_suggest};
