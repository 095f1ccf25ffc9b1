/* Charts, their pages and codes, for listing and showing. */
#include "queue_internal.h"

#include <stdio.h>

bool queue_is_state(const char *name)
{
    static const char *const names[] = {"new", "reading", "ready", "in_review", "finished", "failed"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0) return true;
    return false;
}

enum encounter_type encounter_of(struct str name)
{
    return str_eq(name, STR("inpatient")) ? ENCOUNTER_INPATIENT : str_eq(name, STR("emergency")) ? ENCOUNTER_EMERGENCY : ENCOUNTER_OUTPATIENT;
}

enum sex sex_of(struct str name)
{
    return str_eq(name, STR("F")) ? SEX_FEMALE : str_eq(name, STR("M")) ? SEX_MALE : SEX_UNKNOWN;
}

static void read_facts(struct arena *arena, const struct query *row, struct chart_facts *f, enum status *st)
{
    f->priority = (int)query_int(row, 3);
    f->encounter.type = encounter_of(query_str(row, 5));
    f->name = column_phi(arena, row, 6, st);
    f->mrn = column_phi(arena, row, 7, st);
    f->account = column_phi(arena, row, 8, st);
    f->born = (int)query_int(row, 9);
    f->encounter.sex = sex_of(query_str(row, 10));
    f->encounter.age_years = query_is_null(row, 11) ? -1 : (int)query_int(row, 11);
    f->encounter.date_of_service = (int)query_int(row, 12);
}

static enum status read_chart(struct arena *arena, const struct query *row, void *element)
{
    struct queue_chart *c = element;
    enum status st = ST_OK;
    *c = (struct queue_chart){.id = query_int(row, 0), .version = query_int(row, 4)};
    c->batch = column_text(arena, row, 1, &st);
    c->state = column_text(arena, row, 2, &st);
    read_facts(arena, row, &c->facts, &st);
    c->error = column_text(arena, row, 13, &st);
    c->made_by = column_text(arena, row, 14, &st);
    c->accepted_at = query_int(row, 15);
    c->finished_at = query_int(row, 16);
    c->lease_until = query_int(row, 18);
    if (c->lease_until > queue_now() && query_int(row, 19) <= queue_now()) c->holder = column_text(arena, row, 17, &st);
    c->path = column_text(arena, row, 20, &st);
    c->documents = (uint32_t)query_int(row, 21);
    return st;
}

/* The counts in columns 0.. of the only row. */
static enum status read_counts(struct queue *q, enum statement s, int64_t chart, uint32_t *const *to, int n)
{
    struct query *row;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, s, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &more));
    for (int i = 0; more && i < n; i++) *to[i] = (uint32_t)query_int(row, i);
    if (more) query_end(row);
done:
    return st;
}

static enum status count_chart(struct queue *q, struct queue_chart *c)
{
    uint32_t *const pages[] = {&c->pages, &c->pages_read, &c->pages_failed, &c->pages_weak, &c->unread, &c->alarms};
    uint32_t *const codes[] = {&c->suggested, &c->undecided, &c->confirmed};
    enum status st = read_counts(q, SQL_chart_page_counts, c->id, pages, 6);
    return st == ST_OK ? read_counts(q, SQL_chart_code_counts, c->id, codes, 3) : st;
}

static enum status list_charts(struct queue *q, const struct db_values *values, struct arena *arena, struct queue_chart **ret, uint32_t *ret_n)
{
    enum status st = ST_OK;
    TRY(list_rows(q, SQL_chart_list, values, arena, sizeof **ret, read_chart, (void **)ret, ret_n));
    for (uint32_t i = 0; i < *ret_n; i++) TRY(count_chart(q, &(*ret)[i]));
done:
    return st;
}

enum status queue_charts(struct queue *q, const char *state, const char *batch, uint32_t most, struct arena *arena, struct queue_chart **ret,
                         uint32_t *ret_n, uint32_t *ret_total)
{
    int64_t total;
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_chart_count, VALUES(v_text(state), v_text(batch)), &total, NULL));
    TRY(list_charts(q, VALUES(v_text(state), v_text(batch), v_null(), v_int(most ? (int64_t)most : INT64_MAX)), arena, ret, ret_n));
    *ret_total = (uint32_t)total;
done:
    return st;
}

enum status queue_chart(struct queue *q, int64_t id, struct arena *arena, struct queue_chart *ret)
{
    struct queue_chart *list;
    uint32_t n;
    enum status st = list_charts(q, VALUES(v_null(), v_null(), v_int(id), v_int(1)), arena, &list, &n);
    if (st != ST_OK) return st;
    if (n == 0) return fail(ST_NOT_FOUND, "there is no chart %lld; 'chartcode queue list' shows those there are", (long long)id);
    *ret = list[0];
    return ST_OK;
}

static enum status read_page_info(struct arena *arena, const struct query *row, void *element)
{
    struct queue_page_info *p = element;
    enum status st = ST_OK;
    *p = (struct queue_page_info){.ordinal = (int)query_int(row, 0), .number = (int)query_int(row, 8), .unread = (uint32_t)query_int(row, 4)};
    p->state = column_text(arena, row, 1, &st);
    p->error = column_text(arena, row, 2, &st);
    p->confidence = query_real(row, 3);
    p->weak = query_int(row, 5) != 0;
    p->blank = query_int(row, 6) != 0;
    p->path = column_text(arena, row, 7, &st);
    (void)snprintf(p->sha256, sizeof p->sha256, "%.*s", STR_ARG(query_str(row, 9)));
    p->media = str_eq(query_str(row, 10), STR("text")) ? MEDIA_TEXT : MEDIA_IMAGE;
    struct str sheet = query_str(row, 11);
    p->alarm = column_text(arena, row, 12, &st);
    p->alarm_open = query_int(row, 13) != 0;
    p->repeats_chart = query_int(row, 14), p->repeats_page = (int)query_int(row, 15);
    p->sheet = str_eq(sheet, STR("cover")) ? SHEET_COVER : str_eq(sheet, STR("separator")) ? SHEET_SEPARATOR : SHEET_NONE;
    return st;
}

enum status queue_page_list(struct queue *q, int64_t chart, struct arena *arena, struct queue_page_info **ret, uint32_t *ret_n)
{
    return list_rows(q, SQL_page_list, VALUES(v_int(chart)), arena, sizeof **ret, read_page_info, (void **)ret, ret_n);
}

enum status queue_read_code(struct arena *arena, const struct query *row, void *element)
{
    struct queue_code *k = element;
    enum status st = ST_OK;
    *k = (struct queue_code){.candidate = query_int(row, 0), .confidence = query_real(row, 5), .suggested = query_int(row, 6) != 0};
    k->system = column_text(arena, row, 2, &st);
    k->code = column_text(arena, row, 3, &st);
    k->title = column_text(arena, row, 4, &st);
    k->reason = column_text(arena, row, 7, &st);
    k->cue = column_text(arena, row, 8, &st);
    k->rule = column_text(arena, row, 9, &st);
    k->advice = column_text(arena, row, 10, &st);
    k->action = column_text(arena, row, 11, &st);
    k->who = column_text(arena, row, 12, &st);
    k->at = query_int(row, 13);
    k->new_code = column_text(arena, row, 15, &st);
    k->new_title = column_text(arena, row, 16, &st);
    k->first_listed = query_int(row, 17) != 0;
    return st;
}

static enum status read_evidence(struct arena *arena, const struct query *row, void *element)
{
    struct queue_evidence *e = element;
    enum status st = ST_OK;
    *e = (struct queue_evidence){.page = (int)query_int(row, 0), .start = (uint32_t)query_int(row, 1), .end = (uint32_t)query_int(row, 2)};
    e->section = column_text(arena, row, 3, &st);
    e->box = (struct box){(int)query_int(row, 4), (int)query_int(row, 5), (int)query_int(row, 6), (int)query_int(row, 7)};
    e->reading_confidence = query_real(row, 8);
    return st;
}

enum status queue_read_evidence(struct queue *q, struct arena *arena, struct queue_code *first, uint32_t n, size_t size)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < n; i++) {
        struct queue_code *k = (struct queue_code *)(void *)((char *)first + i * size);
        if (!k->candidate) continue;
        TRY(list_rows(q, SQL_evidence_list, VALUES(v_int(k->candidate)), arena, sizeof *k->evidence, read_evidence, (void **)&k->evidence,
                      &k->evidence_count));
    }
done:
    return st;
}

enum status queue_codes(struct queue *q, int64_t chart, bool withheld, struct arena *arena, struct queue_code **ret, uint32_t *ret_n)
{
    enum status st = ST_OK;
    TRY(list_rows(q, withheld ? SQL_withheld_list : SQL_code_list, VALUES(v_int(chart)), arena, sizeof **ret, queue_read_code, (void **)ret, ret_n));
    TRY(queue_read_evidence(q, arena, *ret, *ret_n, sizeof **ret));
done:
    return st;
}
