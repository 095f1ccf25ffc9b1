/* The two halves of `chartcode run`: taking files in (run_accept.c), then reading and matching what is in line (run_read.c). */
#ifndef CC_CLI_RUN_PARTS_H
#define CC_CLI_RUN_PARTS_H

#include "demographics.h"
#include "inputs.h"
#include "manifest.h"
#include "progress.h"
#include "queue.h"
#include "reading.h"
#include "run.h"
#include "stack.h"

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
    char made_by[160]; /* program and lexicon, kept with the candidates so that they can be made again */
    struct stack stack; /* taken in, not accepted yet: a chart may run on over the next files */
    /* counts for the summary */
    uint32_t charts; /* accepted */
    uint32_t accepted, known, skipped, refused; /* files */
    uint32_t pages_read, pages_failed, pages_weak, charts_matched, charts_failed;
};

/* Set by SIGINT and SIGTERM. */
bool run_is_stopped(void);

/* Makes r->made_by that of the code set in force on the date of service (yyyymmdd, 0 = unknown: the newest). */
enum status run_set_maker(struct run *r, int date) MUST_CHECK;

/* Takes the inputs in; files that cannot be are told and counted, and the others go on. last: nothing comes behind them, so that no chart
 * waits for more pages. Fails when nothing more can be taken in at all (disk full, queue not writable), or with ST_INTERRUPTED; what
 * was not accepted then is still new to the next call. */
enum status run_accept(struct run *r, const struct inputs *inputs, bool last) MUST_CHECK;

/* Reads and matches until the line is empty. */
enum status run_read(struct run *r) MUST_CHECK;

#endif
