/* Who has a chart, and for how long. A lease is a row with the time it was taken: under a clock that was set back to before
 * that time it holds no more, so that no chart stays locked for the hours the clock lost. */
#include "desk_internal.h"

#include <stdio.h>
#include <time.h>

#define MINUTE_MS 60000

enum status chart_no_such(int64_t chart)
{
    return fail(ST_NOT_FOUND, "there is no chart %lld; 'chartcode queue list' shows those there are", (long long)chart);
}

static enum status leased(const struct query *row, int64_t chart)
{
    char until[16];
    time_t t = (time_t)(query_int(row, 1) / 1000);
    struct tm local;
    (void)strftime(until, sizeof until, "%H:%M", localtime_r(&t, &local));
    return fail(ST_LEASED, "chart %lld is with %.*s until %s", (long long)chart, STR_ARG(query_str(row, 0)), until);
}

enum status lease_check(struct queue *q, int64_t chart)
{
    struct query *row;
    bool other;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_lease_other, VALUES(v_int(chart), v_int(queue_now()), v_text(q->who)), &row));
    TRY(query_next(row, &other));
    if (!other) goto done;
    st = leased(row, chart);
    query_end(row);
done:
    return st;
}

enum status lease_take(struct queue *q, int64_t chart, int64_t *ret_until)
{
    int64_t now = queue_now(), until = now + (int64_t)q->lease_min * MINUTE_MS;
    enum status st = ST_OK;
    TRY(lease_check(q, chart));
    TRY(db_run(q->db, SQL_lease_take, VALUES(v_int(chart), v_text(q->who), v_int(until), v_int(now))));
    TRY(db_run(q->db, SQL_chart_take, VALUES(v_int(chart))));
    if (ret_until) *ret_until = until;
done:
    return st;
}

static enum status is_mine(struct queue *q, int64_t chart, bool *ret)
{
    int64_t until;
    return db_value(q->db, SQL_lease_mine, VALUES(v_int(chart), v_int(queue_now()), v_text(q->who)), &until, ret);
}

/* Its version; ST_NOT_FOUND. */
static enum status need_chart(struct queue *q, int64_t chart, int64_t *ret_version)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_chart_state, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (!found) return chart_no_such(chart);
    struct str state = query_str(row, 0);
    *ret_version = query_int(row, 1);
    if (str_eq(state, STR("new")) || str_eq(state, STR("reading")))
        st = fail(ST_UNDECIDED, "chart %lld is not read yet; 'chartcode run' goes on with it", (long long)chart);
    query_end(row);
done:
    return st;
}

enum status desk_lease(struct queue *q, int64_t chart, struct desk_lease *ret)
{
    struct desk_lease lease = {0};
    bool mine = false;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_chart(q, chart, &lease.version));
    TRY(is_mine(q, chart, &mine));
    TRY(lease_take(q, chart, &lease.until));
    if (!mine) TRY(queue_audit(q, "take", chart, ""));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret = lease;
    return st;
}

/* Begins; refuses when another has the chart, unless `any`. */
static enum status begin_on(struct queue *q, int64_t chart, bool any)
{
    int64_t version;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_chart(q, chart, &version));
    if (!any) TRY(lease_check(q, chart));
done:
    return st;
}

enum status desk_return(struct queue *q, int64_t chart, bool any)
{
    enum status st = ST_OK;
    TRY(begin_on(q, chart, any));
    TRY(db_run(q->db, SQL_lease_drop, VALUES(v_int(chart))));
    if (any) TRY(db_run(q->db, SQL_chart_take, VALUES(v_int(chart))));
    TRY(queue_audit(q, "release", chart, ""));
done:
    return db_end(q->db, st);
}

enum status desk_park(struct queue *q, int64_t chart, struct phi reason, bool any)
{
    enum status st = ST_OK;
    if (reason.n < 1 || reason.n > 500) return fail(ST_USAGE, "parking a chart needs a reason of 1 to 500 bytes");
    TRY(begin_on(q, chart, any));
    TRY(db_run(q->db, SQL_park, VALUES(v_int(chart), v_int(queue_now()), v_text(q->who), v_phi(reason))));
    TRY(db_run(q->db, SQL_lease_drop, VALUES(v_int(chart))));
    TRY(queue_audit(q, "park", chart, ""));
done:
    return db_end(q->db, st);
}

enum status desk_unpark(struct queue *q, int64_t chart)
{
    enum status st = ST_OK;
    TRY(begin_on(q, chart, false));
    TRY(db_run(q->db, SQL_unpark, VALUES(v_int(chart))));
    TRY(queue_audit(q, "unpark", chart, ""));
done:
    return db_end(q->db, st);
}

enum status desk_hand_over(struct queue *q, int64_t chart, const char *to, bool any)
{
    int64_t users, coder;
    bool found;
    enum status st = ST_OK;
    TRY(begin_on(q, chart, any));
    TRY(db_value(q->db, SQL_user_count, NULL, &users, NULL));
    TRY(db_value(q->db, SQL_user_codes, VALUES(v_text(to)), &coder, &found));
    if (users && !found) TRY(fail(ST_NOT_FOUND, "there is no coder '%s' who can sign in", to));
    TRY(db_run(q->db, SQL_assign, VALUES(v_int(chart), v_text(to))));
    TRY(db_run(q->db, SQL_lease_drop, VALUES(v_int(chart))));
    TRY(queue_audit(q, "hand-over", chart, to));
done:
    return db_end(q->db, st);
}

enum status desk_set_priority(struct queue *q, int64_t chart, int priority)
{
    char detail[16];
    int64_t id;
    bool found;
    enum status st = ST_OK;
    if (priority < -1000 || priority > 1000) return fail(ST_USAGE, "priority %d is outside -1000..1000", priority);
    (void)snprintf(detail, sizeof detail, "%d", priority);
    TRY(db_begin(q->db));
    TRY(db_value(q->db, SQL_priority_put, VALUES(v_int(chart), v_int(priority)), &id, &found));
    if (!found) TRY(chart_no_such(chart));
    TRY(queue_audit(q, "priority", chart, detail));
done:
    return db_end(q->db, st);
}

enum status queue_release(struct queue *q, int64_t chart)
{
    return desk_return(q, chart, false);
}
