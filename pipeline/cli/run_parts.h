/* What `chartcode run` and `chartcode watch` share: taking files in (run_accept.c), reading and matching what is in line (run_read.c). */
#ifndef CC_CLI_RUN_PARTS_H
#define CC_CLI_RUN_PARTS_H

#include "cli.h"
#include "demographics.h"
#include "inputs.h"
#include "manifest.h"
#include "progress.h"
#include "queue.h"
#include "reading.h"
#include "run.h"
#include "stack.h"
#include "worklist.h"

enum run_file { RUN_FILE_ACCEPTED, RUN_FILE_KNOWN, RUN_FILE_REFUSED, RUN_FILE_SKIPPED };

/* How `watch` follows a run; of a single run all NULL. */
struct run_follower {
    void *context;
    void (*file)(void *context, const char *path, enum run_file what); /* accepted ones: when they are in the queue */
    void (*chart)(void *context, int64_t chart); /* it was matched */
    enum status (*between)(void *context); /* called between pages, often */
};

struct run {
    const struct config *config;
    struct queue *queue;
    struct reader_pool *pool;
    struct chart_line *line;
    struct demographics *demographics;
    struct manifest *manifest; /* NULL: none */
    struct progress progress;
    struct chart_facts facts; /* given for all charts */
    const char *batch;
    char made_by[CHART_MAKER_BYTES];
    struct run_follower follower;
    struct stack stack; /* taken in, not accepted yet: a chart may run on over the next files */
    /* counts for the summary */
    uint32_t charts; /* accepted */
    uint32_t accepted, known, skipped, refused; /* files */
    uint32_t pages_read, pages_failed, pages_weak, charts_matched, charts_failed;
};

struct run_options {
    struct cli_encounter encounter;
    const char *batch, *charts, *mrn, *account;
    bool one_chart, one_stack, retry;
};

/* Opens all that a run needs; r->config is set. Everything that can be missing is found before a workspace is made. */
enum status run_open(struct run *r, const struct run_options *o) MUST_CHECK;
void run_close(struct run *r);

void run_catch_signals(void);
/* Set by SIGINT and SIGTERM. */
bool run_is_stopped(void);
/* Today as YYYY-MM-DD: the usual name of a batch. */
const char *run_today(char out[DATE_CHARS]);

/* Takes the inputs in; files that cannot be are told and counted, and the others go on. last: nothing comes behind them, so that no chart
 * waits for more pages. Fails when nothing more can be taken in at all (disk full, queue not writable), or with ST_INTERRUPTED; what
 * was not accepted then is still new to the next call. */
enum status run_accept(struct run *r, const struct inputs *inputs, bool last) MUST_CHECK;

/* Reads and matches until the line is empty. */
enum status run_read(struct run *r) MUST_CHECK;

#endif
