/* The line: pages go to the readers in order, results are kept as they come, and a chart is matched when its last page is in.
 * Whatever kills this process, what is not kept yet is simply read again. */
#include "run_parts.h"

#include "patient.h"

#include "base/config.h"
#include "pictures.h"

#include <stdio.h>
#include <stdlib.h>

#define CHART_ARENA_BYTES ((size_t)4 << 30)
#define LIST_ARENA_BYTES ((size_t)256 << 20)
#define AHEAD 2u /* pages given out for each reader, so that none waits for us */
#define CRASHES_IN_A_ROW 12 /* of different pages: then it is not the pages */

/* A chart some of whose pages are not in yet. */
struct open_chart {
    struct open_chart *next;
    struct arena *arena; /* holds the list */
    int64_t id;
    struct queue_page *pages;
    uint32_t n, given, back;
};

struct given_page {
    struct open_chart *chart;
    struct queue_page *page;
};

struct reading_run {
    struct run *r;
    struct open_chart *charts; /* all that are open; owned */
    struct open_chart *current; /* whose pages are being given out; NULL: none */
    struct given_page *given; /* ring of `room`, oldest at `first`: in the order of the pool */
    uint32_t first, n, room;
    struct arena *arena; /* of one page or one chart */
    int crashes;
};

static void drop_chart(struct reading_run *rr, struct open_chart *c)
{
    struct open_chart **at = &rr->charts;
    while (*at != c) at = &(*at)->next;
    *at = c->next;
    if (rr->current == c) rr->current = NULL;
    arena_free(c->arena);
    free(c);
}

/* The chart cannot be matched; the others can. */
static enum status keep_chart_failure(struct run *r, int64_t id)
{
    char why[ERROR_MAX];
    (void)snprintf(why, sizeof why, "%s", error_message());
    if (!r->follower.chart) progress_say(&r->progress, "failed: chart %lld: %s", (long long)id, why);
    r->charts_failed++;
    return queue_chart_failed(r->queue, id, why);
}

static enum status keep_matched(struct run *r, const struct queue_chart *row, const struct chart *c)
{
    r->charts_matched += row->pages_read > 0;
    uint32_t repeats = 0;
    enum status st = ST_OK;
    r->charts_failed += row->pages_read == 0;
    TRY(queue_matched(r->queue, row->id, c, &row->facts, r->made_by));
    TRY(queue_find_repeats(r->queue, row->id, c->pages, c->page_count, c->arena, &repeats));
    if (repeats)
        progress_say(&r->progress, "look at: chart %lld has %u page%s that came in before, as it seems", (long long)row->id, repeats,
                     repeats == 1 ? "" : "s");
done:
    return st;
}

static enum status match_chart(struct reading_run *rr, int64_t id)
{
    struct run *r = rr->r;
    struct queue_chart row;
    struct chart c = {.arena = rr->arena, .file = ""};
    bool *foreign;
    enum status st = ST_OK, matched;
    TRY(queue_chart(r->queue, id, rr->arena, &row));
    matched = queue_pages(r->queue, id, rr->arena, &c.pages, &c.page_count);
    if (matched != ST_OK && matched != ST_BAD_DATA && matched != ST_NO_MEMORY) TRY(matched);
    if (matched == ST_OK) {
        TRY(patient_check(r->queue, r->demographics, id, &c, &row.facts, &foreign));
        c.encounter = row.facts.encounter;
        TRY(chart_line_maker(r->line, c.encounter.date_of_service, r->made_by));
        if (row.pages_read) matched = chart_line_run(r->line, &c);
        if (matched == ST_OK) matched = patient_doubt_foreign(&c, foreign);
    }
    TRY(matched == ST_OK ? keep_matched(r, &row, &c) : keep_chart_failure(r, id));
    if (r->follower.chart) r->follower.chart(r->follower.context, id);
done:
    arena_reset(rr->arena);
    return st;
}

static enum status close_chart(struct reading_run *rr, struct open_chart *c)
{
    int64_t id = c->id;
    drop_chart(rr, c);
    return match_chart(rr, id);
}

static enum status open_next_chart(struct reading_run *rr, bool *ret_more)
{
    enum status st = ST_OK;
    struct open_chart *c = calloc(1, sizeof *c);
    if (!c || !(c->arena = arena_new(LIST_ARENA_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(queue_claim(rr->r->queue, c->arena, &c->id, &c->pages, &c->n));
    *ret_more = c->id != 0;
    if (!c->id) goto done;
    c->next = rr->charts;
    rr->charts = rr->current = c;
    return c->n ? ST_OK : close_chart(rr, c);
done:
    if (c) arena_free(c->arena);
    free(c);
    return st;
}

static enum status give(struct reading_run *rr, struct open_chart *c, struct queue_page *page)
{
    char *path = queue_store_path(rr->r->queue, page->sha256);
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    unsigned want = READING_PICTURES | (page->attempts ? READING_HASTY : READING_WORDS);
    enum status st = reader_pool_submit(rr->r->pool, path, page->number, want);
    free(path);
    if (st == ST_OK) rr->given[(rr->first + rr->n++) % rr->room] = (struct given_page){c, page};
    return st;
}

/* Keeps the readers in work. */
static enum status give_out(struct reading_run *rr)
{
    bool more = true;
    enum status st = ST_OK;
    while (more && rr->n < rr->room - 1 && !run_is_stopped()) {
        struct open_chart *c = rr->current;
        if (c && c->given == c->n) c = rr->current = NULL;
        if (c) TRY(give(rr, c, &c->pages[c->given++]));
        else TRY(open_next_chart(rr, &more));
    }
done:
    return st;
}

/* The reader names the stored copy; people know the file by its own name. */
static void explain(const struct run *r, const struct queue_page *page, char *out, size_t room)
{
    char *stored = queue_store_path(r->queue, page->sha256);
    const char *message = error_message(), *at = stored ? strstr(message, stored) : NULL;
    if (at) (void)snprintf(out, room, "%.*s%s%s", (int)(at - message), message, page->path, at + strlen(stored));
    else (void)snprintf(out, room, "'%s': page %d: %s", page->path, page->number, message);
    free(stored);
}

static enum status keep_failure(struct reading_run *rr, const struct given_page *g, enum status why, bool *ret_again)
{
    struct run *r = rr->r;
    char text[ERROR_MAX];
    bool crashed = why == ST_CRASHED || why == ST_TIMEOUT;
    explain(r, g->page, text, sizeof text);
    if (why == ST_MISSING) return fail(why, "%s", text); /* not the page's fault */
    if (crashed && ++rr->crashes >= CRASHES_IN_A_ROW)
        return fail(ST_CRASHED, "%d pages in a row crashed their readers, the last: %s", rr->crashes, text);
    *ret_again = crashed && ++g->page->attempts < r->config->attempts;
    if (!*ret_again) {
        progress_say(&r->progress, "set aside: %s", text);
        r->pages_failed++;
    }
    return queue_page_failed(r->queue, g->page->id, text, !*ret_again);
}

/* What the desk shows first. */
static enum status keep_pictures(const struct run *r, const struct queue_page *queued, const struct page *page)
{
    struct picture screen = {.number = queued->number, .view = PICTURE_ORIGINAL, .width = READING_SCREEN_PX}, strip;
    enum status st = ST_OK;
    memcpy(screen.sha256, queued->sha256, sizeof screen.sha256);
    strip = screen;
    strip.width = READING_STRIP_PX;
    if (page->screen.n) TRY(picture_keep(r->config, &screen, page->screen));
    if (page->strip.n) TRY(picture_keep(r->config, &strip, page->strip));
done:
    return st;
}

static enum status keep_result(struct reading_run *rr, const struct given_page *g, const struct page *page)
{
    struct run *r = rr->r;
    bool weak = !page->blank && page->confidence * 100.0 < r->config->review_confidence_pct;
    rr->crashes = 0;
    r->pages_read++;
    r->pages_weak += weak;
    enum status st = keep_pictures(r, g->page, page);
    return st != ST_OK ? st : queue_page_read(r->queue, g->page->id, page, weak);
}

static enum status take_back(struct reading_run *rr)
{
    struct given_page g = rr->given[rr->first];
    struct page page;
    bool again = false;
    enum status st = reader_pool_wait(rr->r->pool, rr->arena, &page);
    rr->first = (rr->first + 1) % rr->room, rr->n--;
    if (st == ST_OK) TRY(keep_result(rr, &g, &page));
    else TRY(keep_failure(rr, &g, st, &again));
    arena_reset(rr->arena);
    if (again) return give(rr, g.chart, g.page);
    progress_step(&rr->r->progress);
    if (++g.chart->back == g.chart->n) TRY(close_chart(rr, g.chart));
done:
    return st;
}

static enum status read_line(struct reading_run *rr)
{
    enum status st = ST_OK;
    for (;;) {
        TRY(give_out(rr));
        if (run_is_stopped()) TRY(fail(ST_INTERRUPTED, "stopped; what is in line stays there"));
        if (rr->r->follower.between) TRY(rr->r->follower.between(rr->r->follower.context));
        if (rr->n == 0) break;
        TRY(take_back(rr));
    }
done:
    return st;
}

enum status run_read(struct run *r)
{
    struct reading_run rr = {.r = r, .room = reader_pool_workers(r->pool) * AHEAD + 1};
    enum status st = ST_OK;
    rr.given = calloc(rr.room, sizeof *rr.given);
    rr.arena = arena_new(CHART_ARENA_BYTES);
    if (!rr.given || !rr.arena) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(read_line(&rr));
done:
    while (rr.charts) drop_chart(&rr, rr.charts);
    free(rr.given);
    arena_free(rr.arena);
    return st;
}
