/* The worklist as people and programs see it: used by `run`, `queue list`, `queue show`, `queue next`. */
#ifndef CC_CLI_WORKLIST_H
#define CC_CLI_WORKLIST_H

#include "queue.h"

struct config;

struct worklist_filter {
    const char *state, *batch; /* NULL: any */
    uint32_t most; /* 0: all */
    bool codes; /* each chart with its suggested codes and their evidence */
};

/* A table of charts, one line each; with codes, a paragraph each. */
enum status worklist_print(struct queue *q, const struct worklist_filter *filter) MUST_CHECK;
enum status worklist_print_json(struct queue *q, const struct worklist_filter *filter) MUST_CHECK;

/* One chart with everything a coder needs to decide. all: candidates under the threshold and withheld ones without a cap. */
enum status chart_print(struct queue *q, int64_t chart, bool all) MUST_CHECK;
enum status chart_print_json(struct queue *q, int64_t chart) MUST_CHECK;

/* The text on the page that evidence points at; empty when the page's result is gone. pages: of queue_pages(). */
struct phi evidence_text(const struct page *pages, uint32_t n, const struct queue_evidence *e);
/* yyyymmdd to "YYYY-MM-DD"; "" for 0. */
#define DATE_CHARS 24
const char *date_text(int yyyymmdd, char out[DATE_CHARS]);

#endif
