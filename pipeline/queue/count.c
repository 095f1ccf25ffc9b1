/* Figures. */
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
