/* chartcode run: files in, a worklist out. What this file does not say, run_accept.c and run_read.c do. */
#include "run_parts.h"

#include "base/config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LIST_MOST 40 /* charts in the closing list */

static volatile sig_atomic_t stop;

/* A second signal ends the process at once, which loses nothing either. */
static void on_stop(int number)
{
    stop = number;
}

bool run_is_stopped(void)
{
    return stop != 0;
}

void run_catch_signals(void)
{
    struct sigaction a = {.sa_handler = on_stop, .sa_flags = (int)SA_RESETHAND}; /* no SA_RESTART: waits must end */
    (void)sigemptyset(&a.sa_mask);
    (void)sigaction(SIGINT, &a, NULL);
    (void)sigaction(SIGTERM, &a, NULL);
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is told like a full disk */
}

static enum status set_facts(struct run *r, const struct run_options *o)
{
    enum status st = cli_encounter_read(r->config, &o->encounter, &r->facts.encounter);
    if (o->mrn) r->facts.mrn = (struct phi){o->mrn, strlen(o->mrn)};
    if (o->account) r->facts.account = (struct phi){o->account, strlen(o->account)};
    r->stack.one_chart = o->one_chart, r->stack.one_stack = o->one_stack;
    r->batch = o->batch;
    return st;
}

enum status run_open(struct run *r, const struct run_options *o)
{
    enum status st = ST_OK;
    TRY(stack_open(&r->stack));
    TRY(set_facts(r, o));
    TRY(demographics_open(NULL, &r->demographics));
    if (o->charts) TRY(manifest_open(o->charts, &r->manifest));
    TRY(reader_pool_open(r->config, &r->pool));
    TRY(chart_line_open(r->config, &r->line));
    TRY(queue_open(r->config, QUEUE_MAKE, &r->queue));
done:
    return st;
}

void run_close(struct run *r)
{
    reader_pool_close(r->pool);
    chart_line_close(r->line);
    manifest_close(r->manifest);
    demographics_close(r->demographics);
    stack_close(&r->stack);
    queue_close(r->queue);
}

static enum status list_inputs(const struct run *r, int n, char **paths, struct inputs *list)
{
    enum status st = ST_OK;
    for (int i = 0; i < n; i++) TRY(inputs_add(list, paths[i], r->config->workspace));
    if (n && !list->n) st = fail(ST_NOT_FOUND, "there are no files in '%s'", paths[0]);
done:
    return st;
}

/* One run reads at a time; a second waits its turn, since it must not end before its own files are read. */
static enum status take_turn(struct run *r)
{
    enum status st = queue_run_lock(r->queue, true);
    if (st != ST_BUSY || run_is_stopped()) return st;
    progress_say(&r->progress, "another run is reading in '%s'; waiting for it", r->config->workspace);
    return queue_run_lock(r->queue, false);
}

static enum status read_all(struct run *r, bool retry)
{
    uint32_t pages = 0;
    enum status st = ST_OK, end;
    TRY(take_turn(r));
    if (retry) TRY(queue_retry(r->queue, 0));
    TRY(queue_count_unread_pages(r->queue, &pages));
    progress_begin(&r->progress, pages, "pages");
    st = run_read(r);
    progress_end(&r->progress);
    if (st != ST_OK && st != ST_BUSY && st != ST_IO) {
        char why[ERROR_MAX];
        (void)snprintf(why, sizeof why, "%s", error_message());
        end = queue_run_return(r->queue);
        return end == ST_OK ? fail(st, "%s", why) : st;
    }
done:
    return st;
}

static void print_counts(const struct run *r)
{
    double seconds = progress_seconds(&r->progress);
    (void)printf("batch '%s': %u file%s taken in", r->batch, r->accepted, r->accepted == 1 ? "" : "s");
    if (r->charts != r->accepted) (void)printf(" as %u chart%s", r->charts, r->charts == 1 ? "" : "s");
    if (r->known) (void)printf(", %u known already", r->known);
    if (r->skipped) (void)printf(", %u skipped", r->skipped);
    if (r->refused) (void)printf(", %u refused", r->refused);
    (void)printf("; %u page%s read", r->pages_read, r->pages_read == 1 ? "" : "s");
    if (r->pages_read && seconds > 0) (void)printf(" in %.1f s (%.1f a second)", seconds, r->pages_read / seconds);
    if (r->pages_weak) (void)printf(", %u hard to read", r->pages_weak);
    if (r->pages_failed) (void)printf(", %u set aside for a person", r->pages_failed);
    (void)printf("\n\n");
}

static enum status print_summary(struct run *r)
{
    const struct worklist_filter filter = {.most = LIST_MOST};
    print_counts(r);
    enum status st = worklist_print(r->queue, &filter);
    if (st == ST_OK) (void)printf("\nTo go on: chartcode queue next\n");
    return st;
}

const char *run_today(char out[DATE_CHARS])
{
    time_t now = time(NULL);
    struct tm local;
    (void)strftime(out, DATE_CHARS, "%Y-%m-%d", localtime_r(&now, &local));
    return out;
}

static enum status work(struct run *r, const struct run_options *o, int n, char **paths)
{
    struct inputs inputs = {0};
    enum status st = ST_OK;
    TRY(run_open(r, o));
    TRY(list_inputs(r, n, paths, &inputs));
    TRY(run_accept(r, &inputs, true));
    TRY(read_all(r, o->retry));
    TRY(print_summary(r));
    if (r->refused || r->pages_failed || r->charts_failed)
        st = fail(ST_PARTIAL, "%u file%s refused, %u page%s set aside", r->refused, r->refused == 1 ? "" : "s", r->pages_failed,
                  r->pages_failed == 1 ? "" : "s");
done:
    inputs_free(&inputs);
    return st;
}

static enum status run_run(struct config *config, int argc, char **argv)
{
    char batch[DATE_CHARS];
    struct run_options o = {.encounter = {.age_years = -1}, .batch = run_today(batch)};
    struct run r = {.config = config};
    const struct cli_option options[] = {
        {"batch", CLI_TEXT, &o.batch, "NAME", "name for what is taken in together [today's date]"},
        {"charts", CLI_TEXT, &o.charts, "FILE.tsv", "what is known of each file; see docs/manifest.md for its columns"},
        {"one-chart", CLI_FLAG, &o.one_chart, NULL, "all files given are one chart; else each file is one"},
        {"one-stack", CLI_FLAG, &o.one_stack, NULL, "the files are one stack of paper: a chart runs on from file to file until the next cover sheet"},
        {"retry-failed", CLI_FLAG, &o.retry, NULL, "read pages again that were set aside"},
        {"mrn", CLI_TEXT, &o.mrn, "NUMBER", "medical record number, for all files given"},
        {"account", CLI_TEXT, &o.account, "NUMBER", "account or encounter number, for all files given"},
        CLI_ENCOUNTER_OPTIONS(&o.encounter),
        {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_run, options, argc, argv, &n));
    if (!*o.batch) TRY(fail(ST_USAGE, "--batch needs a name"));
    if (o.one_chart && o.one_stack) TRY(fail(ST_USAGE, "--one-chart and --one-stack exclude each other"));
    run_catch_signals();
    st = work(&r, &o, n, argv + 1);
done:
    run_close(&r);
    return st;
}

const struct command command_run = {"run", "[--batch NAME] [--charts FILE.tsv] [--one-chart|--one-stack] [PATH...]",
                                    "Takes in files and folders, reads and codes them into the worklist; without PATH goes on with what is in line",
                                    run_run};
