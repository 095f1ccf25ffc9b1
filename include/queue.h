/* The queue: what came in, how far it got, what a coder decided. It lives in the workspace, a private folder:
 *
 *     queue.db    SQLite (see pipeline/queue/db.c for how it survives crashes and power cuts)
 *     store/      originals by hash, ab/cdef...; never changed, never deleted
 *     run.lock    held by the `chartcode run` that reads
 *
 * Everything here is for one thread; any number of processes may have the queue open. Each call that changes something is
 * one transaction with its audit row. Texts and lists are given in the arena passed in. Texts of pages and facts of
 * patients are struct phi. Times are milliseconds since 1970 UTC, dates yyyymmdd, 0 = unknown.
 * Failures: ST_WORKSPACE missing, newer or damaged; ST_BUSY; ST_IO disk full or not writable; ST_NOT_FOUND no such chart. */
#ifndef CC_QUEUE_H
#define CC_QUEUE_H

#include "codeset.h"
#include "coversheet.h"
#include "demographics.h"
#include "match.h"

struct config;
struct lexicon;
struct queue;

/* QUEUE_MAKE makes the workspace when there is none; only `run` and `codeset import` may. Sets umask 077 for the process. */
enum queue_mode { QUEUE_EXISTING, QUEUE_MAKE };
enum status queue_open(const struct config *config, enum queue_mode mode, struct queue **ret) MUST_CHECK;
void queue_close(struct queue *q); /* takes NULL */
/* For a program that stays: queue_tidy(), called every few seconds, does what commits of the queues that queue_leave_tidying() was
 * called for would else do now and then, which makes those take longer. */
enum status queue_tidy(struct queue *q) MUST_CHECK;
void queue_leave_tidying(struct queue *q);
/* For decisions, leases and audit: the name of the system's user unless set. */
enum status queue_act_as(struct queue *q, const char *who) MUST_CHECK;
const char *queue_who(const struct queue *q);

/* Makes the workspace folder, private, when there is none; ST_WORKSPACE without may_make. */
enum status workspace_open(const struct config *config, bool may_make) MUST_CHECK;

/* ---- taking in */

struct queue_file {
    const char *path; /* for people */
    char sha256[SHA256_HEX_BYTES];
    enum media media;
    uint32_t pages;
    int64_t bytes;
};

/* Copies the file into the store, synced, unless it is there; ST_BAD_INPUT when its content is no longer file->sha256.
 * Sets file->bytes. */
enum status queue_store(struct queue *q, struct queue_file *file) MUST_CHECK;
/* Path of a stored original, in new memory (free). NULL when out of memory. */
char *queue_store_path(const struct queue *q, const char *sha256);

struct queue_origin {
    int64_t chart;
    const char *batch, *path;
    uint32_t sheets; /* how many of its pages are cover sheets and separators */
    bool ends_in_sheet;
};
enum status queue_find_document(struct queue *q, const char *sha256, struct arena *arena, struct queue_origin *ret, bool *ret_found) MUST_CHECK;

/* A new chart of stored files. A file that came in meanwhile is left out; *ret_chart is 0 when none is left. */
enum status queue_accept(struct queue *q, const char *batch, const struct chart_facts *facts, const struct queue_file *files, uint32_t n,
                         int64_t *ret_chart) MUST_CHECK;

/* A stack of paper: stored files in order, and which page of which file belongs to which chart. A file may hold many charts, and a
 * chart may run over many files. Cover sheets and separators are kept with their chart and never read. */
struct queue_stack_chart {
    struct chart_facts facts;
    struct phi batch; /* as a cover sheet names it; empty: the batch of the stack */
};
struct queue_stack_page {
    uint32_t file, chart; /* indices */
    int number; /* in the file, from 1 */
    enum sheet_kind sheet;
    bool disputed; /* a cover sheet whose barcodes contradict each other or what was given for the file: an alarm */
};
struct queue_stack {
    const struct queue_file *files;
    const struct queue_stack_chart *charts;
    const struct queue_stack_page *pages; /* in order */
    uint32_t file_count, chart_count, page_count;
};
/* New charts, all of them or none. A file that came in meanwhile is left out, and with it a chart that has no page left: then its
 * place in ret_charts is 0. */
enum status queue_accept_stack(struct queue *q, const char *batch, const struct queue_stack *stack, int64_t *ret_charts) MUST_CHECK;
/* Remembers a file that could not be taken in, until the same path is accepted. */
enum status queue_refuse(struct queue *q, const char *batch, const char *path, const char *reason) MUST_CHECK;

/* ---- reading and matching: for the one process that holds the run lock */

/* Waits for the lock unless try_only (then ST_BUSY). ST_INTERRUPTED when a signal ends the wait. What a killed run had in
 * hand goes back in line. Released by queue_close() and by death. */
enum status queue_run_lock(struct queue *q, bool try_only) MUST_CHECK;

/* Lets other runs read. */
void queue_run_unlock(struct queue *q);

/* Puts charts in hand back in line when a run stops early. */
enum status queue_run_return(struct queue *q) MUST_CHECK;

struct queue_page {
    int64_t id, chart;
    int number, ordinal; /* in the document, in the chart; from 1 */
    int attempts;
    char sha256[SHA256_HEX_BYTES];
    const char *path; /* for people */
};
/* Takes the next chart in line and lists its pages that are still to be read (none when a run was killed just before
 * matching). *ret_chart is 0 when the line is empty. */
enum status queue_claim(struct queue *q, struct arena *arena, int64_t *ret_chart, struct queue_page **ret_pages, uint32_t *ret_n) MUST_CHECK;
/* Charts in line, or in the hand of a run that goes on or was killed. */
enum status queue_count_line(struct queue *q, uint32_t *ret_n) MUST_CHECK;
enum status queue_count_unread_pages(struct queue *q, uint32_t *ret_n) MUST_CHECK;
/* weak: a person should look at the page. */
enum status queue_page_read(struct queue *q, int64_t page_id, const struct page *page, bool weak) MUST_CHECK;
/* final: the page is set aside for a person; else it stays in line. why: names no page text. */
enum status queue_page_failed(struct queue *q, int64_t page_id, const char *why, bool final) MUST_CHECK;
/* Which pages seem to be another patient's; what[i]: what does not fit on page i + 1, of "name, mrn, born"; NULL: it is the chart's. A coder has
 * to acknowledge each. Cover sheets keep their own alarms. */
enum status queue_page_alarms(struct queue *q, int64_t chart, const char *const *what, uint32_t n) MUST_CHECK;
/* All pages of a chart in order, as read, transcriptions put in; one that failed is empty. */
enum status queue_pages(struct queue *q, int64_t chart, struct arena *arena, struct page **ret_pages, uint32_t *ret_n) MUST_CHECK;
/* Stores what match found, replacing what was there. read: facts from the pages; they fill only what is unknown. */
enum status queue_matched(struct queue *q, int64_t chart, const struct chart *c, const struct chart_facts *read, const char *made_by) MUST_CHECK;
/* After queue_matched(): marks pages that seem to be a sheet that came in before, in this chart or another of the same MRN. Both stay, and both
 * are sources. *ret_n: how many. pages: of queue_pages(). See repeat.h. */
enum status queue_find_repeats(struct queue *q, int64_t chart, const struct page *pages, uint32_t n, struct arena *arena, uint32_t *ret_n) MUST_CHECK;
enum status queue_chart_failed(struct queue *q, int64_t chart, const char *why) MUST_CHECK;
/* Puts pages that failed (chart 0: of every chart) back in line. */
enum status queue_retry(struct queue *q, int64_t chart) MUST_CHECK;

/* ---- looking */

#define QUEUE_STATES "new, reading, ready, in_review, finished or failed"
bool queue_is_state(const char *name);

struct queue_chart {
    int64_t id, version, accepted_at, finished_at;
    const char *batch, *state;
    const char *path; /* of its first document */
    const char *error, *made_by, *holder; /* NULL: none */
    int64_t lease_until;
    struct chart_facts facts;
    uint32_t documents, pages, pages_read, pages_failed, pages_weak, unread; /* unread: boxes */
    uint32_t alarms; /* pages that seem to be another patient's, not acknowledged */
    uint32_t suggested, undecided, confirmed; /* codes */
};
/* state, batch: NULL = any. most: 0 = all. *ret_total counts those beyond `most` too. In the order of work. */
enum status queue_charts(struct queue *q, const char *state, const char *batch, uint32_t most, struct arena *arena, struct queue_chart **ret,
                         uint32_t *ret_n, uint32_t *ret_total) MUST_CHECK;
enum status queue_chart(struct queue *q, int64_t id, struct arena *arena, struct queue_chart *ret) MUST_CHECK;

struct queue_page_info {
    int ordinal, number;
    const char *state, *error, *path;
    double confidence;
    uint32_t unread;
    bool weak, blank;
    enum sheet_kind sheet; /* a cover sheet or separator is in the record, but not read */
    const char *alarm; /* what does not fit the chart's patient: "name, mrn, born"; "list": a cover sheet disputes itself or the clerk's list; NULL */
    bool alarm_open; /* nobody acknowledged it */
    int64_t repeats_chart; /* the same sheet came in before, as this page of this chart of the same patient; 0: no */
    int repeats_page;
    enum media media;
    char sha256[SHA256_HEX_BYTES];
};
enum status queue_page_list(struct queue *q, int64_t chart, struct arena *arena, struct queue_page_info **ret, uint32_t *ret_n) MUST_CHECK;

struct queue_evidence {
    int page; /* ordinal in the chart, from 1 */
    uint32_t start, end; /* bytes of that page's text */
    const char *section;
    struct box box;
    double reading_confidence;
};

struct queue_code {
    int64_t candidate; /* 0: added by a coder */
    const char *system, *code, *title;
    double confidence;
    bool suggested;
    bool first_listed; /* proposed as first-listed or principal diagnosis; at most one of a chart */
    const char *reason, *cue, *rule; /* reason: set on withheld ones; NULL or "" else */
    const char *advice; /* one piece a line */
    struct queue_evidence *evidence;
    uint32_t evidence_count;
    const char *action; /* accept, reject, replace; NULL: undecided */
    const char *who, *new_code, *new_title;
    int64_t at;
};
/* The first-listed, then the other candidates by rank, then codes that a coder added. withheld: those instead. */
enum status queue_codes(struct queue *q, int64_t chart, bool withheld, struct arena *arena, struct queue_code **ret, uint32_t *ret_n) MUST_CHECK;

/* A code that stands on a chart: confirmed by a coder, or suggested and not decided. */
struct queue_standing {
    int64_t chart;
    const char *state, *system, *code;
    int date_of_service; /* 0: unknown */
    bool confirmed, held; /* held: a coder has the chart now */
};
/* Of charts that were matched, chart by chart. */
enum status queue_standing(struct queue *q, struct arena *arena, struct queue_standing **ret, uint32_t *ret_n) MUST_CHECK;
/* Marks a chart for another look: one that is not finished is matched again by the next run, its decisions kept; a finished
 * one opens again. *ret_marked is false when a coder holds it or it is not read yet. why: codes, for the audit. */
enum status queue_recheck(struct queue *q, int64_t chart, const char *why, bool *ret_marked) MUST_CHECK;

/* ---- deciding, at the command line: the acts of desk.h. ST_LEASED when another coder has the chart. */

/* The next chart for this coder, leased to them: the one they hold, else the first in line. *ret_chart is 0 when none is. */
enum status queue_next(struct queue *q, int64_t *ret_chart) MUST_CHECK;
/* code, new_code: looked up in the lexicon; ST_NOT_FOUND when absent, ST_USAGE when not billable. new_code only to replace. What is
 * confirmed may bear modifiers, units and POA as edits.h writes them. */
enum queue_action { QUEUE_ACCEPT, QUEUE_REJECT, QUEUE_REPLACE };
enum status queue_decide(struct queue *q, const struct lexicon *lex, int64_t chart, enum queue_action action, const char *code,
                         const char *new_code) MUST_CHECK;
/* Takes back the last act on the chart, and when that was finishing the one before too; *ret_text tells which, in the arena. ST_NOT_FOUND when there
 * is none. */
enum status queue_undo(struct queue *q, int64_t chart, struct arena *arena, const char **ret_text) MUST_CHECK;
/* ST_UNDECIDED names the suggested codes that are left, or the pages that nobody read unless `incomplete`; ST_HARD_EDIT. lex: the code
 * set of the chart's date of service; NULL: no edits. */
enum status queue_finish(struct queue *q, const struct lexicon *lex, int64_t chart, bool incomplete) MUST_CHECK;
/* Lets a page with an alarm pass; page 0: all of the chart. ST_NOT_FOUND when there is no alarm. */
enum status queue_acknowledge(struct queue *q, int64_t chart, int page) MUST_CHECK;
/* Gives the chart back to the line. */
enum status queue_release(struct queue *q, int64_t chart) MUST_CHECK;

/* ---- counting and writing out */

struct queue_stats {
    int64_t charts_new, charts_reading, charts_ready, charts_in_review, charts_finished, charts_failed;
    int64_t documents, bytes, pages, pages_read, pages_failed, pages_weak, pages_blank, pages_sheets, pages_alarmed, pages_repeated, unread, refusals;
    double confidence; /* mean over pages */
    int64_t accepted, rejected, replaced; /* decisions that stand */
    int64_t suggested, suggested_accepted, suggested_decided;
};
enum status queue_stats(struct queue *q, struct queue_stats *ret) MUST_CHECK;

struct queue_refusal {
    const char *path, *batch, *reason;
};
enum status queue_refusals(struct queue *q, struct arena *arena, struct queue_refusal **ret, uint32_t *ret_n) MUST_CHECK;

/* One confirmed code, or with `all` also undecided and rejected ones; lent for the call. */
struct queue_export_row {
    int64_t chart, at;
    struct str batch, state, encounter, system, code, title, action, who, replaced, section;
    struct phi account, mrn, name;
    struct str sex;
    int born, date_of_service, page; /* 0: unknown */
    double confidence; /* -1: added by a coder */
    bool first_listed, admitting;
    int position; /* among the confirmed diagnoses, or services, of the chart, from 1; 0: not confirmed */
    char poa; /* 0: not set */
    uint32_t units; /* of services; 0: a diagnosis */
    struct str modifiers, pointers; /* parted by blanks */
};
enum status queue_export(struct queue *q, bool all, enum status (*take)(void *context, const struct queue_export_row *row), void *context) MUST_CHECK;

#endif
