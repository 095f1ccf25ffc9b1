/* Inside the coder's desk. */
#ifndef CC_DESK_INTERNAL_H
#define CC_DESK_INTERNAL_H

#include "desk.h"

#include "base/buf.h"
#include "queue_internal.h"

#define TOLD_BYTES 160
#define SUBJECT_BYTES 64

/* ---- leases; in the caller's transaction */

/* Refuses when another coder holds the chart, else takes or extends the lease. ret_until may be NULL. */
enum status lease_take(struct queue *q, int64_t chart, int64_t *ret_until) MUST_CHECK;
/* ST_LEASED when another coder holds the chart. */
enum status lease_check(struct queue *q, int64_t chart) MUST_CHECK;
enum status chart_no_such(int64_t chart) MUST_CHECK;

/* ---- one act at work */

struct act_run {
    struct queue *q;
    const struct lexicon *lex;
    struct arena *arena;
    const struct desk_act *act;
    int64_t chart, id; /* id: of the act */
    int64_t now;
    bool finished; /* the chart is */
    bool opens; /* a finished chart is opened by it */
    bool closes; /* the chart is finished by it */
    int64_t closed_at; /* when it counts as finished */
    bool rematch;
    const char *audit; /* what the audit calls it; the name of its kind unless set */
    char detail[TOLD_BYTES]; /* codes and counts, for people and the audit */
};

void act_detail(struct act_run *a, const char *format, ...) PRINTF_LIKE(2, 3);
/* text: NULL or what was typed. */
enum status act_mark(struct act_run *a, const char *what, const char *subject, struct str value, struct phi text) MUST_CHECK;

/* The row of the chart's code that the coder named, in any case and with or without its dot. */
struct named_code {
    char system[16], code[16];
    bool found;
};
#define CODE_KEY_BYTES 40
const char *code_key(const struct named_code *n, char out[CODE_KEY_BYTES]); /* "ICD-10-CM E11.42" */
bool same_code(struct str a, struct str b);
/* ST_NOT_FOUND unless may_miss. */
enum status find_on_chart(struct act_run *a, struct desk_name name, bool may_miss, struct named_code *ret) MUST_CHECK;

typedef enum status act_apply(struct act_run *a);
act_apply act_accept, act_reject, act_replace, act_add, act_reject_rest, act_clear;
act_apply act_order, act_first_listed, act_admitting, act_poa, act_modifiers, act_units, act_pointers;
act_apply act_answer, act_acknowledge, act_note, act_query, act_query_step;
act_apply act_undo, act_finish, act_reopen;

/* Modifiers, units and POA that came with an accepted code. */
enum status act_attributes(struct act_run *a, const struct named_code *code) MUST_CHECK;

/* ---- a chart's codes */

enum status desk_load_codes(struct queue *q, int64_t chart, struct arena *arena, struct desk_code **ret, uint32_t *ret_n) MUST_CHECK;
/* Confirmed codes in the order of the claim; sets their positions. */
enum status desk_claim(struct desk_code *codes, uint32_t n, struct arena *arena, uint32_t **ret_order, uint32_t *ret_n) MUST_CHECK;
enum status desk_edits(const struct lexicon *lex, const struct encounter *e, const struct desk_code *codes, const uint32_t *order, uint32_t n,
                       struct arena *arena, struct edit **ret, uint32_t *ret_n) MUST_CHECK;

/* ---- unread boxes */

#define BOX_ID_BYTES 48
const char *box_id(const struct box *b, char out[BOX_ID_BYTES]); /* "120.44.300.28" */
struct answer {
    int page; /* ordinal */
    const char *box, *action, *who;
    struct phi text;
    int64_t at;
};
enum status answers_load(struct queue *q, int64_t chart, struct arena *arena, struct answer **ret, uint32_t *ret_n) MUST_CHECK;
const struct answer *answer_find(const struct answer *list, uint32_t n, int page, const char *box);
/* Boxes of the page that nobody answered, written to its row. */
enum status unread_recount(struct queue *q, int64_t chart, int page, struct arena *arena) MUST_CHECK;
enum status alarm_recount(struct queue *q, int64_t chart, int page) MUST_CHECK;
/* Puts transcriptions where their boxes are: words of confidence 1; the boxes are gone. */
enum status page_transcribe(struct page *p, int ordinal, const struct answer *answers, uint32_t n) MUST_CHECK;

enum status desk_read_row(struct arena *arena, const struct query *row, struct desk_row *ret) MUST_CHECK;
enum status desk_read_one(struct queue *q, int64_t chart, struct arena *arena, struct desk_row *ret) MUST_CHECK;

#endif
