/* Boxes that nobody read: what people answered to them, and transcriptions put back among the words.
 *
 * A box is known by its page and its place, so an answer holds for as long as reading finds the same box. What reading gave is
 * never changed: the answers are put in whenever pages are taken out of the queue. */
#include "desk_internal.h"

#include <stdio.h>
#include <stdlib.h>

const char *box_id(const struct box *b, char out[BOX_ID_BYTES])
{
    (void)snprintf(out, BOX_ID_BYTES, "%d.%d.%d.%d", b->x, b->y, b->w, b->h);
    return out;
}

static enum status read_answer(struct arena *arena, const struct query *row, void *element)
{
    struct answer *a = element;
    enum status st = ST_OK;
    const char *subject = column_text(arena, row, 0, &st);
    *a = (struct answer){.action = column_text(arena, row, 1, &st), .text = column_phi(arena, row, 2, &st)};
    a->who = column_text(arena, row, 3, &st);
    a->at = query_int(row, 4);
    if (st != ST_OK) return st;
    char *rest;
    a->page = (int)strtol(subject, &rest, 10);
    a->box = *rest == '/' ? rest + 1 : "";
    return ST_OK;
}

enum status answers_load(struct queue *q, int64_t chart, struct arena *arena, struct answer **ret, uint32_t *ret_n)
{
    void *list = NULL;
    enum status st = list_rows(q, SQL_answer_list, VALUES(v_int(chart)), arena, sizeof **ret, read_answer, &list, ret_n);
    *ret = list;
    return st;
}

const struct answer *answer_find(const struct answer *list, uint32_t n, int page, const char *box)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].page == page && strcmp(list[i].box, box) == 0) return &list[i];
    return NULL;
}

static uint32_t count_left(const struct page *p, int page, const struct answer *answers, uint32_t n)
{
    char id[BOX_ID_BYTES];
    uint32_t left = 0;
    for (uint32_t i = 0; i < p->unread_count; i++) left += !answer_find(answers, n, page, box_id(&p->unread[i].box, id));
    return left;
}

enum status unread_recount(struct queue *q, int64_t chart, int page, struct arena *arena)
{
    struct page p;
    struct answer *answers;
    uint32_t n;
    enum status st = ST_OK;
    TRY(queue_page_as_read(q, chart, page, arena, &p));
    TRY(answers_load(q, chart, arena, &answers, &n));
    TRY(db_run(q->db, SQL_unread_left_put, VALUES(v_int(chart), v_int(page), v_int(count_left(&p, page, answers, n)))));
done:
    return st;
}

/* What the pages say changes with a transcription, and with a dismissal that takes the place of one. */
static enum status note_change(struct act_run *a)
{
    char id[BOX_ID_BYTES];
    struct answer *answers;
    uint32_t n;
    enum status st = ST_OK;
    a->rematch = a->act->kind == DESK_ACT_transcribe;
    if (a->rematch) goto done;
    TRY(answers_load(a->q, a->chart, a->arena, &answers, &n));
    (void)snprintf(id, sizeof id, "%.*s", STR_ARG(a->act->unread));
    const struct answer *before = answer_find(answers, n, a->act->page, id);
    a->rematch = before && strcmp(before->action, "transcribe") == 0;
done:
    return st;
}

/* transcribe, dismiss. */
enum status act_answer(struct act_run *a)
{
    const struct desk_act *act = a->act;
    struct page p;
    char id[BOX_ID_BYTES], subject[SUBJECT_BYTES];
    bool found = false;
    enum status st = ST_OK;
    if (act->kind == DESK_ACT_transcribe && !act->text.n) TRY(fail(ST_USAGE, "'transcribe' needs a text; 'dismiss' says that there is none"));
    TRY(queue_page_as_read(a->q, a->chart, act->page, a->arena, &p));
    for (uint32_t i = 0; i < p.unread_count; i++) found |= str_eq(act->unread, str_of(box_id(&p.unread[i].box, id)));
    if (!found) TRY(fail(ST_NOT_FOUND, "page %d of chart %lld has no unread box '%.*s'", act->page, (long long)a->chart, STR_ARG(act->unread)));
    (void)snprintf(subject, sizeof subject, "%d/%.*s", act->page, STR_ARG(act->unread));
    TRY(note_change(a));
    TRY(act_mark(a, "answer", subject, str_of(desk_act_name(act->kind)), act->text));
    TRY(unread_recount(a->q, a->chart, act->page, a->arena));
    act_detail(a, "page %d", act->page);
done:
    return st;
}

/* ---- pages that seem to be another patient's */

enum status alarm_recount(struct queue *q, int64_t chart, int page)
{
    return db_run(q->db, SQL_alarm_recount, VALUES(v_int(chart), v_int(page)));
}

enum status queue_page_alarms(struct queue *q, int64_t chart, const char *const *what, uint32_t n)
{
    int64_t page;
    bool changed;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    for (uint32_t i = 0; i < n; i++) {
        TRY(db_value(q->db, SQL_alarm_put, VALUES(v_int(chart), v_int((int64_t)i + 1), v_text(what[i])), &page, &changed));
        if (changed) TRY(alarm_recount(q, chart, (int)i + 1));
    }
done:
    return db_end(q->db, st);
}

enum status act_acknowledge(struct act_run *a)
{
    char subject[SUBJECT_BYTES];
    int64_t alarm;
    bool found;
    enum status st = ST_OK;
    if (!a->act->text.n) TRY(fail(ST_USAGE, "'acknowledge' needs a reason"));
    TRY(db_value(a->q->db, SQL_page_alarm, VALUES(v_int(a->chart), v_int(a->act->page)), &alarm, &found));
    if (!found) TRY(fail(ST_NOT_FOUND, "page %d of chart %lld has no alarm", a->act->page, (long long)a->chart));
    (void)snprintf(subject, sizeof subject, "%d", a->act->page);
    TRY(act_mark(a, "acknowledge", subject, STR(""), a->act->text));
    TRY(alarm_recount(a->q, a->chart, a->act->page));
    a->rematch = true; /* the page counts as the chart's from now on */
    act_detail(a, "page %d", a->act->page);
done:
    return st;
}
