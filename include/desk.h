/* The coder's desk: worklists, leases, what a chart holds for a coder, and the acts on it. The browser's page and the command
 * line both come here.
 *
 * Everything acts as queue_who(). Each call that changes something is one transaction with its audit row. Texts and lists are
 * given in the arena passed in. Times are ms since 1970 UTC, dates yyyymmdd (0 = unknown), boxes in pixels of the original page.
 * What a coder types (reasons, notes, transcriptions) may name a patient: struct phi; it stands in the acts, never in the audit.
 * Failures besides those of queue.h: ST_LEASED another coder has the chart; ST_CHANGED it changed since it was looked at;
 * ST_UNDECIDED not ready for this; ST_HARD_EDIT; ST_USAGE the act makes no sense; ST_NOT_FOUND no such chart, code, box. */
#ifndef CC_DESK_H
#define CC_DESK_H

#include "edits.h"
#include "queue.h"

/* ---- worklists */

struct desk_filter {
    struct phi find; /* the start of words of a name, of an MRN or account; or a chart's number. Empty: any */
    const char *state, *batch, *specialty, *holder; /* NULL: any. holder: a login */
    int encounter; /* enum encounter_type; -1: any */
    bool problems, parked, alarms; /* only charts with reading problems; parked; with an open alarm of another patient */
    double confidence_max; /* the lowest confidence of its suggestions is at most this; 1 or more: any */
    int64_t accepted_before; /* 0: any */
};
/* Lets every chart through. */
#define DESK_ANY ((struct desk_filter){.encounter = -1, .confidence_max = 1.0})

struct desk_row {
    int64_t id, version, accepted_at, finished_at, lease_until, parked_at; /* 0: not */
    const char *state, *batch, *specialty, *holder, *assigned; /* NULL: none. assigned: handed over to, not taken yet */
    int priority;
    struct chart_facts facts;
    uint32_t pages, pages_failed, weak, unread; /* unread: boxes without an answer */
    uint32_t suggested, undecided, confirmed; /* codes */
    double lowest_confidence; /* of suggested codes; -1: none */
    struct phi parked; /* the reason */
    const char *parked_by; /* NULL: not parked */
    bool alarm; /* pages of another patient, not acknowledged */
};

#define DESK_COUNT_MOST 1000
struct desk_list {
    struct desk_row *rows;
    uint32_t n;
    uint32_t total; /* exact for a state alone or no filter, else counted up to DESK_COUNT_MOST */
    const char *after; /* for the call that goes on; NULL behind the last */
    bool cut; /* what was typed begins the words of more than DESK_COUNT_MOST charts: only the oldest so many were looked at */
};
/* In the order of work: priority, then age. limit 1..200. after: "" or what the call before gave; ST_USAGE when it is neither. */
enum status desk_list(struct queue *q, const struct desk_filter *filter, uint32_t limit, const char *after, struct arena *arena,
                      struct desk_list *ret) MUST_CHECK;

struct desk_counts {
    int64_t new_, reading, ready, in_review, finished, failed;
    int64_t mine, parked, alarms, problems; /* mine: held by queue_who() or handed over to them; problems, alarms: of charts not finished */
};
enum status desk_counts(struct queue *q, struct desk_counts *ret) MUST_CHECK;

/* ---- leases */

/* The next chart by the one rule: the one this coder holds, else one handed over to them, else the first by priority and age
 * that nobody holds, that is not parked nor handed to another. It is leased. *ret_chart is 0 when there is none. */
enum status desk_next(struct queue *q, const struct desk_filter *filter, int64_t *ret_chart) MUST_CHECK;
/* Which chart desk_next() would give once `held` is done; takes nothing. For fetching ahead. */
enum status desk_peek(struct queue *q, const struct desk_filter *filter, int64_t held, int64_t *ret_chart) MUST_CHECK;

struct desk_lease {
    int64_t until, version;
};
/* Takes or renews the lease. ST_LEASED names who has it and until when. */
enum status desk_lease(struct queue *q, int64_t chart, struct desk_lease *ret) MUST_CHECK;
/* Back to the pool. any: also when another coder has it (managers). */
enum status desk_return(struct queue *q, int64_t chart, bool any) MUST_CHECK;
/* Sets the chart aside with a reason (1..500 bytes); it keeps its decisions, and next does not give it. */
enum status desk_park(struct queue *q, int64_t chart, struct phi reason, bool any) MUST_CHECK;
enum status desk_unpark(struct queue *q, int64_t chart) MUST_CHECK;
/* To another coder, who gets it by next. `to` must be a user who may code, or any name where there are no users. */
enum status desk_hand_over(struct queue *q, int64_t chart, const char *to, bool any) MUST_CHECK;
enum status desk_set_priority(struct queue *q, int64_t chart, int priority) MUST_CHECK; /* -1000..1000 */

/* ---- acts */

/* clang-format off */
#define DESK_ACT_LIST(X)                                                                                                                             \
    X(accept) X(reject) X(replace) X(add) X(reject_rest) X(clear)                                                                                    \
    X(order) X(first_listed) X(admitting) X(poa) X(modifiers) X(units) X(pointers)                                                                   \
    X(transcribe) X(dismiss) X(acknowledge)                                                                                                          \
    X(note) X(query) X(answer_query) X(close_query)                                                                                                  \
    X(undo) X(finish) X(reopen)
/* clang-format on */
enum desk_act_kind {
#define X(name) DESK_ACT_##name,
    DESK_ACT_LIST(X)
#undef X
        DESK_ACT_COUNT
};
const char *desk_act_name(enum desk_act_kind k);
/* DESK_ACT_COUNT when there is no such act. */
enum desk_act_kind desk_act_by_name(struct str name);

struct desk_name {
    struct str system, code; /* system may be empty: any. In any case, with or without dots */
};

#define DESK_TEXT_MOST 4000 /* bytes of a reason, note, query or transcription */
#define DESK_ORDER_MOST 500
#define DESK_LIST_MOST 12 /* modifiers 4 are used on claims; pointers */
#define DESK_KEY_MOST 64

struct desk_act {
    enum desk_act_kind kind;
    struct desk_name code; /* accept reject replace add clear first_listed poa modifiers units pointers admitting (code.n 0: none) */
    struct str new_code; /* replace */
    struct phi text; /* reason of reject, dismiss, acknowledge; text of transcribe, note, query, answer_query */
    const struct desk_name *order; /* order: codes of the chart as they should stand; those left out follow */
    const struct str *list; /* modifiers ("25", "LT"), pointers (diagnoses of the chart) */
    uint32_t order_count, list_count;
    uint32_t units; /* 1..9999 */
    char poa; /* Y N U W 1, or ' ' to take it away */
    int page; /* transcribe dismiss acknowledge; add: where it stands, 0: nowhere. From 1 */
    uint32_t start, end; /* add: bytes of the page's text */
    struct str unread; /* transcribe dismiss: id of the box */
    struct str template; /* query: id of a template, or empty */
    int64_t query; /* answer_query close_query */
    bool incomplete; /* finish: although pages could not be read */
};

struct desk_told {
    int64_t version; /* of the chart afterwards */
    const char *told; /* what was done, for a person: "accept E11.42". Codes and counts only */
    bool again; /* the key was used before: nothing was done now */
    bool rematch; /* what the pages say, or which count, changed: match the chart again */
};
/* Applies one act. version: of the chart as it was looked at; ST_CHANGED when it is another; -1: not checked. key: 1..64 bytes
 * unique to this act, the same for a retry; "" for none. lex: the code set of the chart's date of service.
 * undo takes back the last act of the chart that stands (notes, acknowledgements, finishing too); finish needs every suggested code
 * decided, every unread box answered, alarms acknowledged, every page read (or incomplete) and no hard edit. */
enum status desk_act(struct queue *q, const struct lexicon *lex, int64_t chart, int64_t version, const char *key, const struct desk_act *act,
                     struct arena *arena, struct desk_told *ret) MUST_CHECK;

/* ---- a chart */

struct desk_alternative {
    const char *system, *code, *title;
    double confidence;
};

struct desk_code {
    struct queue_code q; /* system, code: as suggested or added; q.new_code: what stands instead */
    const char *key; /* "ICD-10-CM E11.42", unique on the chart */
    const char *new_system; /* NULL unless replaced */
    const char *section; /* of the best evidence, or "" */
    const char *phrase; /* of the dictionaries, what it was found by; NULL: none */
    uint32_t rank; /* from 1 among the candidates; 0: added by a coder */
    struct phi reason; /* of the decision */
    int position; /* among confirmed diagnoses, or among confirmed procedures, from 1; 0: not confirmed */
    bool admitting;
    char poa; /* Y N U W 1; 0: not set */
    uint32_t units; /* 1 unless set or proposed */
    const char **modifiers; /* set, else proposed */
    uint32_t modifier_count;
    const char **pointers; /* codes of confirmed or suggested diagnoses */
    uint32_t pointer_count;
    struct desk_alternative *alternatives; /* candidates of its kind on the same words that are neither suggested nor decided, best first */
    uint32_t alternative_count;
};

struct desk_unread {
    const char *id; /* stays the same when the page is read again and the box is where it was */
    struct box box;
    enum unread_reason reason;
    const char *action, *by; /* "transcribe", "dismiss"; NULL: unanswered */
    struct phi text; /* the transcription, or the reason of the dismissal */
    int64_t at;
};

struct desk_page {
    struct queue_page_info info; /* unread: all boxes */
    struct desk_unread *unread;
    uint32_t unread_count, unread_left;
    int width, height, rotation_deg; /* of the original; 0 for a page that was not read */
    const char *kind; /* "page", "cover", "separator", "duplicate" */
    int duplicate_of; /* 0: none */
    const char *alarm; /* what does not fit the chart's patient: "mrn", "name", "born"; NULL: nothing */
    const char *alarm_by; /* who acknowledged it; NULL: nobody */
    struct phi alarm_reason;
    int64_t alarm_at;
};

struct desk_note {
    int64_t id, at;
    struct phi text;
    const char *by;
};

struct desk_query {
    int64_t id, at;
    struct phi text, answer; /* answer.n 0: none */
    const char *template, *by, *state; /* template NULL: none; state: "open", "answered", "closed" */
};

struct desk_left {
    uint32_t undecided, unread, alarms, pages_failed, hard_edits;
};

struct desk_chart {
    struct desk_row row;
    const char *made_by, *error; /* NULL: none */
    bool mine; /* the lease is queue_who()'s */
    bool rematch; /* a transcription or an acknowledgement came or went: match again before showing */
    bool changes_by_others; /* since queue_who() last acted on it or took it */
    struct desk_page *pages;
    uint32_t page_count;
    struct page *read; /* transcriptions put in; only pages with evidence or unread boxes, the others are empty: desk_page() gives each */
    struct desk_code *codes; /* first-listed, by rank, then added ones; confirmed ones know their position */
    uint32_t code_count;
    struct queue_code *withheld;
    uint32_t withheld_count;
    struct edit *edits; /* `first`, `second` are indexes into edit_codes */
    uint32_t edit_count;
    uint32_t *edit_codes; /* indexes into codes, in the order of the claim */
    uint32_t edit_code_count;
    struct desk_note *notes;
    uint32_t note_count;
    struct desk_query *queries;
    uint32_t query_count;
    struct desk_left left;
    const char *undo; /* what undo would take back: "accept E11.42"; NULL: nothing */
};
/* Everything a coder sees of a chart, in one reading transaction. lex may be NULL: no edits then. */
enum status desk_open(struct queue *q, const struct lexicon *lex, int64_t chart, struct arena *arena, struct desk_chart *ret) MUST_CHECK;
/* For the audit: "view", "prefetch", "print" of a chart. */
enum status desk_saw(struct queue *q, int64_t chart, const char *how) MUST_CHECK;
/* The page as read, transcriptions put in. ST_NOT_FOUND. */
enum status desk_page(struct queue *q, int64_t chart, int page, struct arena *arena, struct page *ret) MUST_CHECK;

/* Codes queue_who() confirmed lately, newest first, each once; limit 1..100. */
enum status desk_recent(struct queue *q, uint32_t limit, struct arena *arena, struct desk_alternative **ret, uint32_t *ret_n) MUST_CHECK;

/* ---- templates of provider queries: dictionaries/query_templates.tsv, or a file of the same columns. Faults name file and line
 * (ST_BAD_DATA). */
struct desk_template {
    const char *id, *title, *text;
};
enum status desk_templates_of(const char *path, struct arena *arena, struct desk_template **ret, uint32_t *ret_n) MUST_CHECK;
enum status desk_templates(struct arena *arena, struct desk_template **ret, uint32_t *ret_n) MUST_CHECK;

#endif
