/* A chart with everything a coder sees of it, read at one moment. */
#include "desk_internal.h"

#include "audit.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- pages */

static enum status list_unread(struct arena *arena, const struct answer *answers, uint32_t n, struct desk_page *d, const struct page *p)
{
    char id[BOX_ID_BYTES];
    enum status st = ST_OK;
    if (!p->unread_count) goto done;
    if (!(d->unread = ARENA_ARRAY(arena, struct desk_unread, p->unread_count))) TRY(ST_NO_MEMORY);
    for (uint32_t i = 0; i < p->unread_count; i++) {
        struct desk_unread *u = &d->unread[d->unread_count++];
        const struct answer *a = answer_find(answers, n, d->info.ordinal, box_id(&p->unread[i].box, id));
        *u = (struct desk_unread){.box = p->unread[i].box, .reason = p->unread[i].reason};
        if (!(u->id = arena_strdup(arena, id, strlen(id)))) TRY(ST_NO_MEMORY);
        if (a) u->action = a->action, u->by = a->who, u->text = a->text, u->at = a->at;
        else d->unread_left++;
    }
done:
    return st;
}

struct page_row {
    struct desk_page page;
    bool wanted; /* as read: it has boxes, or nobody knows its shape yet */
};

static enum status read_row(struct arena *arena, const struct query *row, void *element)
{
    struct page_row *r = element;
    struct desk_page *p = &r->page;
    enum status st = ST_OK;
    p->kind = column_text(arena, row, 0, &st);
    p->duplicate_of = (int)query_int(row, 1);
    p->alarm = column_text(arena, row, 2, &st);
    p->alarm_by = column_text(arena, row, 3, &st);
    p->alarm_reason = column_phi(arena, row, 4, &st);
    p->alarm_at = query_int(row, 5);
    p->width = (int)query_int(row, 6), p->height = (int)query_int(row, 7), p->rotation_deg = (int)query_int(row, 8);
    r->wanted = query_int(row, 9) != 0;
    return st;
}

static void want_evidence(const struct queue_code *k, struct page_row *rows, uint32_t n)
{
    for (uint32_t i = 0; i < k->evidence_count; i++)
        if (k->evidence[i].page >= 1 && (uint32_t)k->evidence[i].page <= n) rows[k->evidence[i].page - 1].wanted = true;
}

static enum status open_as_read(struct queue *q, int64_t chart, struct arena *arena, const struct answer *answers, uint32_t n, struct desk_page *d,
                                struct page *ret)
{
    enum status st = ST_OK;
    TRY(queue_page_as_read(q, chart, d->info.ordinal, arena, ret));
    d->width = ret->width_px, d->height = ret->height_px, d->rotation_deg = ret->rotation_deg;
    TRY(list_unread(arena, answers, n, d, ret));
    TRY(page_transcribe(ret, d->info.ordinal, answers, n));
done:
    return st;
}

/* Behind the codes, whose evidence stands on pages. A chart may have 2,000: only those that show something are taken apart. */
static enum status open_pages(struct queue *q, int64_t chart, struct arena *arena, struct desk_chart *c)
{
    struct queue_page_info *infos;
    struct answer *answers;
    struct page_row *rows;
    void *list = NULL;
    uint32_t n, m;
    enum status st = ST_OK;
    TRY(queue_page_list(q, chart, arena, &infos, &c->page_count));
    TRY(list_rows(q, SQL_page_kinds, VALUES(v_int(chart)), arena, sizeof *rows, read_row, &list, &n));
    if (n != c->page_count) TRY(fail(ST_INTERNAL, "chart %lld has %u pages, or %u", (long long)chart, c->page_count, n));
    rows = list;
    for (uint32_t i = 0; i < c->code_count; i++) want_evidence(&c->codes[i].q, rows, n);
    for (uint32_t i = 0; i < c->withheld_count; i++) want_evidence(&c->withheld[i], rows, n);
    c->pages = ARENA_ARRAY(arena, struct desk_page, (size_t)n + 1);
    c->read = ARENA_ARRAY(arena, struct page, (size_t)n + 1);
    if (!c->pages || !c->read) TRY(ST_NO_MEMORY);
    TRY(answers_load(q, chart, arena, &answers, &m));
    for (uint32_t i = 0; i < n; i++) {
        c->pages[i] = rows[i].page;
        c->pages[i].info = infos[i];
        if (rows[i].wanted) TRY(open_as_read(q, chart, arena, answers, m, &c->pages[i], &c->read[i]));
    }
done:
    return st;
}

/* ---- codes */

static bool same_words(const struct desk_code *a, const struct desk_code *b)
{
    for (uint32_t i = 0; i < a->q.evidence_count; i++)
        for (uint32_t k = 0; k < b->q.evidence_count; k++) {
            const struct queue_evidence *x = &a->q.evidence[i], *y = &b->q.evidence[k];
            if (x->page == y->page && x->start < y->end && y->start < x->end) return true;
        }
    return false;
}

#define ALTERNATIVES_MOST 9
#define ALTERNATIVES_LEAST 0.05

/* Diagnoses beside diagnoses, services beside services. */
static const char *kind_of(const struct desk_code *k)
{
    return strcmp(k->q.system, "HCPCS") == 0 ? "CPT" : k->q.system;
}

/* A code that might be meant instead: not one that is offered or stands in its own right. */
static bool is_alternative(const struct desk_code *k, const struct desk_code *o)
{
    return o != k && o->q.candidate && !o->q.suggested && !o->q.action && o->q.confidence >= ALTERNATIVES_LEAST &&
           strcmp(kind_of(k), kind_of(o)) == 0 && same_words(k, o);
}

/* Codes are by rank: the best come first. */
static enum status find_alternatives(struct arena *arena, struct desk_chart *c, struct desk_code *k)
{
    if (!(k->alternatives = ARENA_ARRAY(arena, struct desk_alternative, ALTERNATIVES_MOST))) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < c->code_count && k->alternative_count < ALTERNATIVES_MOST; i++) {
        const struct desk_code *o = &c->codes[i];
        if (!is_alternative(k, o)) continue;
        k->alternatives[k->alternative_count++] = (struct desk_alternative){o->q.system, o->q.code, o->q.title, o->q.confidence};
    }
    return ST_OK;
}

static enum status open_codes(struct queue *q, int64_t chart, struct arena *arena, struct desk_chart *c)
{
    enum status st = ST_OK;
    TRY(desk_load_codes(q, chart, arena, &c->codes, &c->code_count));
    if (c->code_count) TRY(queue_read_evidence(q, arena, &c->codes[0].q, c->code_count, sizeof *c->codes));
    TRY(desk_claim(c->codes, c->code_count, arena, &c->edit_codes, &c->edit_code_count));
    for (uint32_t i = 0; i < c->code_count; i++) {
        struct desk_code *k = &c->codes[i];
        if (k->q.evidence_count) k->section = k->q.evidence[0].section;
        TRY(find_alternatives(arena, c, k));
    }
    TRY(queue_codes(q, chart, true, arena, &c->withheld, &c->withheld_count));
done:
    return st;
}

/* ---- what people wrote */

struct written {
    const char *what, *subject, *value, *who;
    struct phi text;
    int64_t at, act;
};

static enum status read_written(struct arena *arena, const struct query *row, void *element)
{
    struct written *w = element;
    enum status st = ST_OK;
    w->what = column_text(arena, row, 0, &st);
    w->subject = column_text(arena, row, 1, &st);
    w->value = column_text(arena, row, 2, &st);
    w->text = column_phi(arena, row, 3, &st);
    w->who = column_text(arena, row, 4, &st);
    w->at = query_int(row, 5);
    w->act = query_int(row, 6);
    return st;
}

static struct desk_query *find_query(struct desk_chart *c, const char *subject)
{
    for (uint32_t i = 0; i < c->query_count; i++)
        if (c->queries[i].id == strtoll(subject, NULL, 10)) return &c->queries[i];
    return NULL;
}

static void sort_written(struct desk_chart *c, const struct written *w)
{
    struct desk_query *asked = find_query(c, w->subject);
    if (strcmp(w->what, "note") == 0) c->notes[c->note_count++] = (struct desk_note){w->act, w->at, w->text, w->who};
    if (strcmp(w->what, "query") == 0) {
        struct desk_query *fresh = &c->queries[c->query_count++];
        *fresh = (struct desk_query){.id = w->act, .at = w->at, .text = w->text, .by = w->who, .state = "open"};
        fresh->template = w->value[0] ? w->value : NULL;
    }
    if (asked && strcmp(w->what, "answer_query") == 0) asked->answer = w->text, asked->state = "answered";
    if (asked && strcmp(w->what, "close_query") == 0) asked->state = "closed";
}

static enum status open_written(struct queue *q, int64_t chart, struct arena *arena, struct desk_chart *c)
{
    void *list;
    uint32_t n;
    enum status st = ST_OK;
    TRY(list_rows(q, SQL_mark_list, VALUES(v_int(chart)), arena, sizeof(struct written), read_written, &list, &n));
    c->notes = ARENA_ARRAY(arena, struct desk_note, (size_t)n + 1);
    c->queries = ARENA_ARRAY(arena, struct desk_query, (size_t)n + 1);
    if (!c->notes || !c->queries) TRY(ST_NO_MEMORY);
    for (uint32_t i = 0; i < n; i++) sort_written(c, (struct written *)list + i);
done:
    return st;
}

/* ---- the rest */

static enum status open_extra(struct queue *q, int64_t chart, struct arena *arena, struct desk_chart *c)
{
    struct query *row;
    bool found;
    int64_t one;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_chart_extra, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (!found) return chart_no_such(chart);
    c->made_by = column_text(arena, row, 0, &st);
    c->error = column_text(arena, row, 1, &st);
    c->rematch = query_int(row, 2) != 0;
    query_end(row);
    if (st != ST_OK) goto done;
    TRY(db_query(q->db, SQL_act_last, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (found) c->undo = column_text(arena, row, 2, &st), query_end(row);
    if (st != ST_OK) goto done;
    TRY(db_value(q->db, SQL_others_acted, VALUES(v_int(chart), v_text(q->who)), &one, &c->changes_by_others));
done:
    return st;
}

static void count_left(struct desk_chart *c)
{
    c->left = (struct desk_left){c->row.undecided, c->row.unread, 0, c->row.pages_failed, 0};
    for (uint32_t i = 0; i < c->page_count; i++) c->left.alarms += c->pages[i].alarm && !c->pages[i].alarm_by;
    for (uint32_t i = 0; i < c->edit_count; i++) c->left.hard_edits += c->edits[i].severity == EDIT_HARD;
}

static enum status open_all(struct queue *q, const struct lexicon *lex, int64_t chart, struct arena *arena, struct desk_chart *c)
{
    enum status st = ST_OK;
    TRY(desk_read_one(q, chart, arena, &c->row));
    TRY(open_extra(q, chart, arena, c));
    TRY(open_codes(q, chart, arena, c));
    TRY(open_pages(q, chart, arena, c));
    TRY(open_written(q, chart, arena, c));
    if (lex) TRY(desk_edits(lex, &c->row.facts.encounter, c->codes, c->edit_codes, c->edit_code_count, arena, &c->edits, &c->edit_count));
    c->mine = c->row.holder && strcmp(c->row.holder, q->who) == 0;
    count_left(c);
done:
    return st;
}

enum status desk_open(struct queue *q, const struct lexicon *lex, int64_t chart, struct arena *arena, struct desk_chart *ret)
{
    struct desk_chart c = {.rematch = false};
    enum status st = ST_OK;
    TRY(db_begin_reading(q->db));
    TRY(open_all(q, lex, chart, arena, &c));
    *ret = c;
done:
    return db_end(q->db, st);
}

enum status desk_saw(struct queue *q, int64_t chart, const char *how)
{
    enum status st = ST_OK;
    TRY(db_begin_light(q->db)); /* nobody waits for the disk to look at a chart; the next decision takes this row along */
    TRY(queue_audit(q, how, chart, ""));
done:
    return db_end(q->db, st);
}

static enum status read_recent(struct arena *arena, const struct query *row, void *element)
{
    enum status st = ST_OK;
    *(struct desk_alternative *)element =
        (struct desk_alternative){column_text(arena, row, 0, &st), column_text(arena, row, 1, &st), column_text(arena, row, 2, &st), 0.0};
    return st;
}

enum status desk_recent(struct queue *q, uint32_t limit, struct arena *arena, struct desk_alternative **ret, uint32_t *ret_n)
{
    void *list = NULL;
    enum status st = ST_OK;
    if (limit < 1 || limit > 100) return fail(ST_USAGE, "limit %u is outside 1..100", limit);
    TRY(list_rows(q, SQL_recent_codes, VALUES(v_text(q->who), v_int(limit)), arena, sizeof **ret, read_recent, &list, ret_n));
    *ret = list;
done:
    return st;
}
