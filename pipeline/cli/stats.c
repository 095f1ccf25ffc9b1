/* chartcode stats: how much is in the queue and how it went. */
#include "cli.h"

#include "queue.h"
#include "term.h"

#include <jansson.h>

#define ARENA_BYTES ((size_t)256 << 20)
#define REFUSALS_SHOWN 20

/* One row a figure, for both forms. */
#define FIGURES(X)                                                                                                                                   \
    X(charts_new, "charts to read")                                                                                                                  \
    X(charts_reading, "charts being read") X(charts_ready, "charts ready for a coder") X(charts_in_review, "charts in review")                       \
        X(charts_finished, "charts finished") X(charts_failed, "charts failed") X(documents, "documents") X(bytes, "bytes of originals")             \
            X(pages, "pages") X(pages_read, "pages read") X(pages_failed, "pages set aside for a person") X(pages_weak, "pages hard to read")        \
                X(pages_blank, "blank pages") X(unread, "spots that could not be read") X(refusals, "files refused") X(suggested, "codes suggested") \
                    X(suggested_decided, "suggested codes decided") X(suggested_accepted, "suggested codes accepted as they were")                   \
                        X(accepted, "codes accepted") X(rejected, "codes rejected") X(replaced, "codes replaced")

static void print_text(struct term *t, const struct queue_stats *s)
{
#define X(field, label) term_printf(t, "%12lld  %s\n", (long long)s->field, label);
    FIGURES(X)
#undef X
    term_printf(t, "%11.1f %%  mean reading confidence\n", s->confidence * 100.0);
    if (s->suggested_decided)
        term_printf(t, "%11.1f %%  of decided suggestions accepted as they were\n",
                    100.0 * (double)s->suggested_accepted / (double)s->suggested_decided);
}

static enum status print_json(const struct queue_stats *s, const struct queue_refusal *list, uint32_t n)
{
    json_t *o = json_object(), *refusals = json_array();
#define X(field, label) (void)json_object_set_new(o, #field, json_integer(s->field));
    FIGURES(X)
#undef X
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
    if (n) term_text(t, STR(" ")), term_printf(t, "\nRefused files; mend them and run again:\n");
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
