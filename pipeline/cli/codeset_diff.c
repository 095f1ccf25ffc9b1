/* chartcode codeset diff and recheck: what a release changes, and which charts of the queue it touches. */
#include "codeset_cli.h"
#include "queue.h"
#include "release.h"
#include "release_diff.h"

#include "base/file.h"
#include "base/paths.h"

#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)256 << 20)

struct comparison {
    int from, to; /* dates of the releases */
    struct lexicon *old, *new;
    struct arena *arena;
    struct change *changes;
    uint32_t n;
    struct queue *queue; /* NULL: there is none */
    struct queue_standing *codes;
    uint32_t code_count;
};

enum status codeset_open(const struct config *config, int date, struct lexicon **ret)
{
    char *path = release_path(config, date, "lexicon.lex");
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    enum status st = lexicon_open(path, ret);
    if (st == ST_NOT_FOUND)
        st = fail(st, "no release of %04d-%02d-%02d; 'chartcode codeset list' shows those at hand", date / 10000, date / 100 % 100, date % 100);
    free(path);
    return st;
}

static enum status open_queue(struct comparison *c, const struct config *config)
{
    char *path = path_join(config->workspace, "queue.db");
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    bool there = file_exists(path);
    free(path);
    if (!there) return ST_OK;
    enum status st = queue_open(config, QUEUE_EXISTING, &c->queue);
    return st == ST_OK ? queue_standing(c->queue, c->arena, &c->codes, &c->code_count) : st;
}

/* Without dates: the newest release against the one before it. */
static enum status pick_releases(struct comparison *c, const struct config *config, int n, char **argv)
{
    enum status st = ST_OK;
    int dates[RELEASE_MAX];
    uint32_t count = 0;
    if (n == 2) {
        TRY(cli_date(argv[1], &c->from));
        TRY(cli_date(argv[2], &c->to));
        goto done;
    }
    if (n != 0) TRY(fail(ST_USAGE, "give the dates of two releases, or none for the newest two"));
    TRY(release_list(config, dates, RELEASE_MAX, &count));
    if (count < 2) TRY(fail(ST_NOT_FOUND, "there are not two releases to compare; import with: chartcode codeset import FILE..."));
    c->from = dates[1], c->to = dates[0];
done:
    return st;
}

static enum status comparison_open(struct comparison *c, const struct config *config, int n, char **argv)
{
    enum status st = ST_OK;
    if (!(c->arena = arena_new(ARENA_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(pick_releases(c, config, n, argv));
    TRY(codeset_open(config, c->from, &c->old));
    TRY(codeset_open(config, c->to, &c->new));
    TRY(release_diff(c->old, c->new, c->arena, &c->changes, &c->n));
    TRY(open_queue(c, config));
done:
    return st;
}

static void comparison_close(struct comparison *c)
{
    queue_close(c->queue);
    lexicon_close(c->old);
    lexicon_close(c->new);
    arena_free(c->arena);
}

/* The change that touches a code on a chart; a chart of a day before the new release is coded by the old one. */
static const struct change *touched_by(const struct comparison *c, const struct queue_standing *s)
{
    enum code_system system = code_system_of(str_of(s->system));
    if (system == SYSTEM_COUNT || (s->date_of_service && s->date_of_service < c->to)) return NULL;
    return release_touches(c->old, c->changes, c->n, system, str_of(s->code));
}

static void print_changes(const struct comparison *c)
{
    uint32_t count[CHANGE_KIND_COUNT] = {0};
    for (uint32_t i = 0; i < c->n; i++) {
        const struct change *x = &c->changes[i];
        count[x->kind]++;
        (void)printf("%-13s %-10.*s %.*s\n", change_kind_name(x->kind), STR_ARG(x->code), STR_ARG(x->title));
        if (x->was.n) (void)printf("%-13s %-10s %.*s\n", "", "was", STR_ARG(x->was));
    }
    (void)printf("%u added, %u deleted, %u retitled, %u no longer billable, %u now billable\n", count[CHANGE_ADDED], count[CHANGE_DELETED],
                 count[CHANGE_RETITLED], count[CHANGE_CLOSED], count[CHANGE_OPENED]);
}

static void print_touch(const struct queue_standing *s, const struct change *x)
{
    (void)printf("chart %-6lld %-10s %-10s %s: %s", (long long)s->chart, s->state, s->code, s->confirmed ? "confirmed" : "suggested",
                 change_kind_name(x->kind));
    if (x->kind == CHANGE_ADDED) (void)printf(" beside it: %.*s %.*s", STR_ARG(x->code), STR_ARG(x->title));
    (void)printf("\n");
}

/* *ret_charts: charts, not codes; codes come chart by chart. */
static void print_touched(const struct comparison *c, uint32_t *ret_charts)
{
    int64_t last = 0;
    *ret_charts = 0;
    for (uint32_t i = 0; i < c->code_count; i++) {
        const struct change *x = touched_by(c, &c->codes[i]);
        if (!x) continue;
        print_touch(&c->codes[i], x);
        *ret_charts += c->codes[i].chart != last;
        last = c->codes[i].chart;
    }
}

enum status codeset_diff(struct config *config, int argc, char **argv)
{
    static const struct command self = {
        "codeset diff", "[OLD NEW]",
        "Lists the codes that changed between two releases (their dates; the newest two when none is given), and the charts "
        "in the queue that they touch",
        NULL};
    struct comparison c = {.n = 0};
    uint32_t charts = 0;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    TRY(comparison_open(&c, config, n, argv));
    print_changes(&c);
    print_touched(&c, &charts);
    if (c.queue)
        (void)printf("%u chart%s in the queue touched%s\n", charts, charts == 1 ? "" : "s",
                     charts ? "; mark them with: chartcode codeset recheck" : "");
done:
    comparison_close(&c);
    return st;
}

/* One chart: codes first..last of the list, of which at least one is touched. */
static enum status mark_chart(struct comparison *c, const struct queue_standing *s, const struct change *x, bool finished_too, uint32_t *ret_marked)
{
    bool finished = strcmp(s->state, "finished") == 0, marked = false;
    char why[64];
    enum status st = ST_OK;
    print_touch(s, x);
    (void)snprintf(why, sizeof why, "%s %s, release %d", s->code, change_kind_name(x->kind), c->to);
    if (!finished || finished_too) TRY(queue_recheck(c->queue, s->chart, why, &marked));
    if (!marked)
        (void)printf("             not marked: %s\n", finished && !finished_too ? "it is finished; --finished opens it again" : "a coder has it now");
    *ret_marked += marked;
done:
    return st;
}

enum status codeset_recheck(struct config *config, int argc, char **argv)
{
    static const struct command self = {
        "codeset recheck", "[--finished] [OLD NEW]",
        "Marks the charts in the queue that a release touches: the next 'chartcode run' looks for their codes anew, decisions "
        "are kept",
        NULL};
    bool finished_too = false;
    const struct cli_option options[] = {{"finished", CLI_FLAG, &finished_too, NULL, "open finished charts again too"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct comparison c = {.n = 0};
    uint32_t marked = 0;
    int64_t last = 0;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    TRY(comparison_open(&c, config, n, argv));
    if (!c.queue) TRY(fail(ST_NOT_FOUND, "there is no queue in '%s'", config->workspace));
    for (uint32_t i = 0; i < c.code_count; i++) {
        const struct change *x = c.codes[i].chart == last ? NULL : touched_by(&c, &c.codes[i]);
        if (!x) continue;
        last = c.codes[i].chart;
        TRY(mark_chart(&c, &c.codes[i], x, finished_too, &marked));
    }
    (void)printf("%u chart%s marked%s\n", marked, marked == 1 ? "" : "s", marked ? "; 'chartcode run' goes on with them" : "");
done:
    comparison_close(&c);
    return st;
}
