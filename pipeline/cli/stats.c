/* chartcode stats: how much is in the queue and how it went. */
#include "cli.h"

#include "queue.h"
#include "term.h"

#include <jansson.h>
#include <stddef.h>

#define ARENA_BYTES ((size_t)256 << 20)
#define REFUSALS_SHOWN 20

/* Every figure, for both forms. */
#define FIGURE(field, label)                                                                                                                         \
    {                                                                                                                                                \
#field, label, offsetof(struct queue_stats, field)                                                                                           \
    }
static const struct {
    const char *key, *label;
    size_t offset; /* of an int64_t */
} figures[] = {
    FIGURE(charts_new, "charts to read"),
    FIGURE(charts_reading, "charts being read"),
    FIGURE(charts_ready, "charts ready for a coder"),
    FIGURE(charts_in_review, "charts in review"),
    FIGURE(charts_finished, "charts finished"),
    FIGURE(charts_failed, "charts failed"),
    FIGURE(documents, "documents"),
    FIGURE(bytes, "bytes of originals"),
    FIGURE(pages, "pages"),
    FIGURE(pages_read, "pages read"),
    FIGURE(pages_failed, "pages set aside for a person"),
    FIGURE(pages_weak, "pages hard to read"),
    FIGURE(pages_blank, "blank pages"),
    FIGURE(pages_alarmed, "pages that seem to be another patient's"),
    FIGURE(pages_repeated, "pages that came in twice, as it seems"),
    FIGURE(pages_sheets, "cover sheets and separators"),
    FIGURE(unread, "spots that could not be read"),
    FIGURE(refusals, "files refused"),
    FIGURE(suggested, "codes suggested"),
    FIGURE(suggested_decided, "suggested codes decided"),
    FIGURE(suggested_accepted, "suggested codes accepted as they were"),
    FIGURE(accepted, "codes accepted"),
    FIGURE(rejected, "codes rejected"),
    FIGURE(replaced, "codes replaced"),
};
#define FIGURES (sizeof figures / sizeof figures[0])

static int64_t figure(const struct queue_stats *s, size_t i)
{
    int64_t v;
    memcpy(&v, (const char *)s + figures[i].offset, sizeof v);
    return v;
}

static void print_text(struct term *t, const struct queue_stats *s)
{
    for (size_t i = 0; i < FIGURES; i++) term_printf(t, "%12lld  %s\n", (long long)figure(s, i), figures[i].label);
    term_printf(t, "%11.1f %%  mean reading confidence\n", s->confidence * 100.0);
    if (s->suggested_decided)
        term_printf(t, "%11.1f %%  of decided suggestions accepted as they were\n",
                    100.0 * (double)s->suggested_accepted / (double)s->suggested_decided);
}

static enum status print_json(const struct queue_stats *s, const struct queue_refusal *list, uint32_t n)
{
    json_t *o = json_object(), *refusals = json_array();
    for (size_t i = 0; i < FIGURES; i++) (void)json_object_set_new(o, figures[i].key, json_integer(figure(s, i)));
    (void)json_object_set_new(o, "confidence", json_real(s->confidence));
    for (uint32_t i = 0; i < n; i++)
        (void)json_array_append_new(refusals, json_pack("{s:s,s:s,s:s}", "file", list[i].path, "batch", list[i].batch, "reason", list[i].reason));
    (void)json_object_set_new(o, "refused_files", refusals);
    bool ok = json_dumpf(o, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return ok ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

static void print_refusals(struct term *t, const struct queue_refusal *list, uint32_t n)
{
    if (n) term_printf(t, "\nRefused files; mend them and run again:\n");
    for (uint32_t i = 0; i < n && i < REFUSALS_SHOWN; i++) {
        term_text(t, STR("  "));
        term_wrapped(t, str_of(list[i].reason), 2, 6);
        term_printf(t, "\n");
    }
    if (n > REFUSALS_SHOWN) term_printf(t, "  and %u more: --json\n", n - REFUSALS_SHOWN);
}

static enum status run_stats(struct config *config, int argc, char **argv)
{
    struct queue *q = NULL;
    struct queue_stats s;
    struct queue_refusal *list;
    struct term t;
    bool json = false;
    uint32_t refusal_n;
    int n;
    struct arena *arena = arena_new(ARENA_BYTES);
    const struct cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "one JSON object"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    term_open(&t);
    if (!arena) TRY(ST_NO_MEMORY);
    TRY(cli_parse(config, &command_stats, options, argc, argv, &n));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(queue_stats(q, &s));
    TRY(queue_refusals(q, arena, &list, &refusal_n));
    if (json) TRY(print_json(&s, list, refusal_n));
    else print_text(&t, &s), print_refusals(&t, list, refusal_n);
    TRY(term_flush(&t));
done:
    term_close(&t);
    queue_close(q);
    arena_free(arena);
    return st;
}

const struct command command_stats = {"stats", "[--json]", "Counts charts, pages, codes and decisions, and names refused files", run_stats};
