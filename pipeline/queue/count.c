/* Figures, and the codes to hand on. */
#include "queue_internal.h"

/* Pairs of name and count, each added to the field that `fields` names. */
struct named_count {
    const char *name;
    int64_t *to;
};

static enum status read_named(struct queue *q, enum statement s, const struct named_count *fields, int n)
{
    struct query *row;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, s, NULL, &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        for (int i = 0; i < n; i++)
            if (str_eq(query_str(row, 0), str_of(fields[i].name))) *fields[i].to = query_int(row, 1);
    }
done:
    return st;
}

static enum status read_numbers(struct queue *q, enum statement s, int64_t *const *to, int n, double *ret_real)
{
    struct query *row;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, s, NULL, &row));
    TRY(query_next(row, &more));
    for (int i = 0; more && i < n; i++) *to[i] = query_int(row, i);
    if (more && ret_real) *ret_real = query_real(row, n);
    if (more) query_end(row);
done:
    return st;
}

enum status queue_stats(struct queue *q, struct queue_stats *ret)
{
    struct queue_stats s = {0};
    const struct named_count charts[] = {{"new", &s.charts_new},           {"reading", &s.charts_reading},
                                         {"ready", &s.charts_ready},       {"in_review", &s.charts_in_review},
                                         {"finished", &s.charts_finished}, {"failed", &s.charts_failed}};
    const struct named_count decisions[] = {{"accept", &s.accepted}, {"reject", &s.rejected}, {"replace", &s.replaced}};
    int64_t *const documents[] = {&s.documents, &s.bytes}, *const refusals[] = {&s.refusals};
    int64_t *const pages[] = {&s.pages,       &s.pages_read,   &s.pages_failed,  &s.pages_weak,    &s.unread,
                              &s.pages_blank, &s.pages_sheets, &s.pages_alarmed, &s.pages_repeated};
    int64_t *const suggested[] = {&s.suggested, &s.suggested_accepted, &s.suggested_decided};
    enum status st = ST_OK;
    TRY(read_named(q, SQL_count_charts, charts, 6));
    TRY(read_named(q, SQL_count_decisions, decisions, 3));
    TRY(read_numbers(q, SQL_count_documents, documents, 2, NULL));
    TRY(read_numbers(q, SQL_count_pages, pages, 9, &s.confidence));
    TRY(read_numbers(q, SQL_count_suggestions, suggested, 3, NULL));
    TRY(read_numbers(q, SQL_count_refusals, refusals, 1, NULL));
    *ret = s;
done:
    return st;
}

static void read_export_row(const struct query *row, struct queue_export_row *r)
{
    *r = (struct queue_export_row){.chart = query_int(row, 0), .batch = query_str(row, 1), .state = query_str(row, 2)};
    r->account = query_phi(row, 3), r->mrn = query_phi(row, 4), r->name = query_phi(row, 5);
    r->born = (int)query_int(row, 6);
    r->sex = query_str(row, 7);
    r->date_of_service = (int)query_int(row, 8);
    r->encounter = query_str(row, 9);
    r->system = query_str(row, 10), r->code = query_str(row, 11), r->title = query_str(row, 12);
    r->action = query_str(row, 13), r->who = query_str(row, 14);
    r->at = query_int(row, 15);
    r->confidence = query_is_null(row, 16) ? -1.0 : query_real(row, 16);
    r->replaced = query_str(row, 17);
    r->page = (int)query_int(row, 18);
    r->section = query_str(row, 19);
    r->first_listed = query_int(row, 20) != 0;
}

enum status queue_export(struct queue *q, bool all, enum status (*take)(void *context, const struct queue_export_row *row), void *context)
{
    struct query *row;
    struct queue_export_row r;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_export_codes, VALUES(v_int(all)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        read_export_row(row, &r);
        st = take(context, &r);
        if (st != ST_OK) return query_end(row), st;
    }
done:
    return st;
}
