/* Charts whose codes a new release of the code sets changes. */
#include "desk_internal.h"

#include <stdio.h>

static enum status read_standing(struct arena *arena, const struct query *row, void *element)
{
    struct queue_standing *s = element;
    enum status st = ST_OK;
    s->chart = query_int(row, 0);
    s->state = column_text(arena, row, 1, &st);
    s->system = column_text(arena, row, 2, &st);
    s->code = column_text(arena, row, 3, &st);
    s->date_of_service = (int)query_int(row, 4);
    s->confirmed = query_int(row, 5) != 0;
    s->held = query_int(row, 6) != 0;
    return st;
}

enum status queue_standing(struct queue *q, struct arena *arena, struct queue_standing **ret, uint32_t *ret_n)
{
    void *list;
    enum status st = list_rows(q, SQL_codes_standing, VALUES(v_int(queue_now())), arena, sizeof **ret, read_standing, &list, ret_n);
    if (st == ST_OK) *ret = list;
    return st;
}

/* Opening a finished chart is an act that can be taken back. */
static enum status add_reopen(struct queue *q, int64_t chart, int64_t finished_at, const char *why)
{
    char told[TOLD_BYTES], when[24];
    int64_t id, now = queue_now();
    enum status st = ST_OK;
    (void)snprintf(told, sizeof told, "reopen %s", why);
    (void)snprintf(when, sizeof when, "%lld", (long long)finished_at);
    TRY(db_value(q->db, SQL_act_add, VALUES(v_int(chart), v_null(), v_text("reopen"), v_text(q->who), v_int(now)), &id, NULL));
    TRY(db_run(q->db, SQL_act_tell, VALUES(v_int(id), v_text(told))));
    TRY(db_run(q->db, SQL_mark_add,
               VALUES(v_int(id), v_int(chart), v_text("reopen"), v_text(""), v_text(when), v_null(), v_text(q->who), v_int(now))));
done:
    return st;
}

enum status queue_recheck(struct queue *q, int64_t chart, const char *why, bool *ret_marked)
{
    enum status st = ST_OK;
    bool found = false, finished = false;
    int64_t id, finished_at = 0;
    TRY(db_begin(q->db));
    TRY(db_value(q->db, SQL_chart_finished_at, VALUES(v_int(chart)), &finished_at, &finished));
    TRY(db_value(q->db, SQL_chart_recheck, VALUES(v_int(chart), v_int(queue_now())), &id, &found));
    if (found && finished) TRY(add_reopen(q, chart, finished_at, why));
    if (found) TRY(queue_audit(q, "recheck", chart, why));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret_marked = found;
    return st;
}
