/* Worklists, the next chart, leases. */
#include "handlers.h"

#include "desk.h"

#include <stdlib.h>

#define DAY_MS 86400000ll
#define LIMIT_DEFAULT 50
#define LIMIT_MOST 200

/* --- filters: the same fields in a query and in a body --- */

struct asked {
    const struct exchange *x;
    const json_t *body; /* NULL: the query alone */
};

/* A field as text, wherever it stands; p NULL: not given. Numbers and truth values of a body are written out. */
static struct str field(const struct asked *a, const char *name)
{
    const json_t *v = json_object_get(a->body, name);
    if (!v) return target_query(&a->x->target, name);
    if (json_is_string(v)) return (struct str){json_string_value(v), json_string_length(v)};
    if (json_is_true(v)) return STR("1");
    char *text = json_is_number(v) ? json_dumps(v, JSON_ENCODE_ANY) : NULL;
    char *kept = text ? arena_strdup(a->x->arena, text, strlen(text)) : NULL;
    free(text);
    return (struct str){kept, kept ? strlen(kept) : 0};
}

static const char *text_field(const struct asked *a, const char *name)
{
    struct str s = field(a, name);
    return s.n ? s.p : NULL;
}

static bool flag_field(const struct asked *a, const char *name)
{
    struct str s = field(a, name);
    return s.n && !str_eq(s, STR("0"));
}

static enum status number_field(const struct asked *a, const char *name, long lo, long hi, long *io)
{
    struct str s = field(a, name);
    if (!s.n || str_to_long(s, lo, hi, io)) return ST_OK;
    return fail(ST_USAGE, "'%s' must be a whole number from %ld to %ld", name, lo, hi);
}

static enum status share_field(const struct asked *a, const char *name, double *io)
{
    struct str s = field(a, name);
    char *end;
    if (!s.n) return ST_OK;
    double v = strtod(s.p, &end);
    if (*end || !(v >= 0 && v <= 1)) return fail(ST_USAGE, "'%s' must be a number from 0 to 1", name);
    *io = v;
    return ST_OK;
}

static enum status encounter_field(const struct asked *a, int *ret)
{
    struct str s = field(a, "encounter");
    *ret = -1;
    if (!s.n) return ST_OK;
    if (str_eq(s, STR("outpatient"))) *ret = ENCOUNTER_OUTPATIENT;
    else if (str_eq(s, STR("inpatient"))) *ret = ENCOUNTER_INPATIENT;
    else if (str_eq(s, STR("emergency"))) *ret = ENCOUNTER_EMERGENCY;
    return *ret >= 0 ? ST_OK : fail(ST_USAGE, "'encounter' must be outpatient, inpatient or emergency");
}

static enum status read_filter(const struct asked *a, struct desk_filter *ret)
{
    struct desk_filter f = DESK_ANY;
    struct str find = field(a, "q"), holder = field(a, "holder");
    long days = 0;
    enum status st = ST_OK;
    f.find = (struct phi){find.p, find.n};
    f.state = text_field(a, "state");
    if (f.state && !queue_is_state(f.state)) return fail(ST_USAGE, "'state' must be " QUEUE_STATES);
    f.batch = text_field(a, "batch");
    f.specialty = text_field(a, "specialty");
    if (holder.n) f.holder = str_eq(holder, STR("me")) ? a->x->session.user.login : holder.p;
    f.problems = flag_field(a, "problems");
    f.parked = flag_field(a, "parked");
    f.alarms = flag_field(a, "alarms");
    TRY(encounter_field(a, &f.encounter));
    TRY(share_field(a, "confidence_max", &f.confidence_max));
    TRY(number_field(a, "age_min_days", 0, 100000, &days));
    if (days) f.accepted_before = wall_ms() - days * DAY_MS;
    *ret = f;
done:
    return st;
}

/* --- rows --- */

static json_t *json_count(uint32_t n)
{
    return json_integer((json_int_t)n);
}

void json_set_row(json_t *o, const struct desk_row *r)
{
    static const char *const encounters[] = {"outpatient", "inpatient", "emergency"};
    json_set(o, "id", json_integer(r->id));
    json_set(o, "version", json_integer(r->version));
    json_set(o, "state", json_name(r->state));
    json_set(o, "priority", json_integer(r->priority));
    json_set(o, "batch", json_name(r->batch));
    json_set(o, "encounter", json_string(encounters[r->facts.encounter.type]));
    json_set(o, "specialty", json_name(r->specialty));
    json_set(o, "date_of_service", json_date(r->facts.encounter.date_of_service));
}

static json_t *json_row(const struct desk_row *r, int64_t now)
{
    json_t *o = json_object();
    json_set_row(o, r);
    json_set(o, "name", json_phi(r->facts.name));
    json_set(o, "mrn", json_phi(r->facts.mrn));
    json_set(o, "account", json_phi(r->facts.account));
    json_set(o, "age_days", json_integer(now > r->accepted_at ? (now - r->accepted_at) / DAY_MS : 0));
    json_set(o, "pages", json_count(r->pages)), json_set(o, "pages_failed", json_count(r->pages_failed));
    json_set(o, "weak", json_count(r->weak)), json_set(o, "unread", json_count(r->unread));
    json_set(o, "suggested", json_count(r->suggested)), json_set(o, "undecided", json_count(r->undecided));
    json_set(o, "confirmed", json_count(r->confirmed));
    json_set(o, "lowest_confidence", json_share(r->lowest_confidence));
    json_set(o, "holder", json_name(r->holder));
    json_set(o, "lease_until", json_time(r->lease_until));
    json_set(o, "assigned", json_name(r->assigned));
    json_set(o, "parked", json_phi(r->parked));
    json_set(o, "alarm", json_boolean(r->alarm));
    return o;
}

enum status get_charts(struct exchange *x)
{
    struct desk_filter f;
    struct desk_list found;
    const struct asked a = {x, NULL};
    const char *after = text_field(&a, "after");
    long limit = LIMIT_DEFAULT;
    enum status st = ST_OK;
    TRY(read_filter(&a, &f));
    TRY(number_field(&a, "limit", 1, LIMIT_MOST, &limit));
    TRY(desk_list(x->queue, &f, (uint32_t)limit, after ? after : "", x->arena, &found));
    json_t *list = json_array();
    int64_t now = wall_ms();
    for (uint32_t i = 0; i < found.n; i++) (void)json_array_append_new(list, json_row(&found.rows[i], now));
    return reply_json(
        x, 200,
        json_pack("{s:o,s:o,s:o,s:b}", "charts", list, "total", json_count(found.total), "after", json_name(found.after), "cut", (int)found.cut));
done:
    return st;
}

enum status get_counts(struct exchange *x)
{
    struct desk_counts c;
    enum status st = desk_counts(x->queue, &c);
    if (st != ST_OK) return st;
    return reply_json(x, 200,
                      json_pack("{s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I,s:I}", "new", (json_int_t)c.new_, "reading", (json_int_t)c.reading, "ready",
                                (json_int_t)c.ready, "in_review", (json_int_t)c.in_review, "finished", (json_int_t)c.finished, "failed",
                                (json_int_t)c.failed, "mine", (json_int_t)c.mine, "parked", (json_int_t)c.parked, "alarms", (json_int_t)c.alarms,
                                "problems", (json_int_t)c.problems));
}

static enum status reply_chart_number(struct exchange *x, int64_t chart)
{
    return reply_json(x, 200, json_pack("{s:o}", "chart", chart ? json_integer(chart) : json_null()));
}

enum status take_next(struct exchange *x, const json_t *filter, int64_t *ret_chart)
{
    struct desk_filter f;
    enum status st = ST_OK;
    TRY(read_filter(&(struct asked){x, filter}, &f));
    TRY(desk_next(x->queue, &f, ret_chart));
done:
    return st;
}

enum status post_next(struct exchange *x)
{
    int64_t chart = 0;
    enum status st = take_next(x, x->json, &chart);
    return st == ST_OK ? reply_chart_number(x, chart) : st;
}

/* Which chart comes behind the one in hand, without taking it: to be fetched ahead. */
enum status get_next(struct exchange *x)
{
    const struct asked a = {x, NULL};
    struct desk_filter f;
    long held = 0;
    int64_t chart = 0;
    enum status st = ST_OK;
    TRY(read_filter(&a, &f));
    TRY(number_field(&a, "held", 0, INT64_MAX, &held));
    TRY(desk_peek(x->queue, &f, held, &chart));
    return reply_chart_number(x, chart);
done:
    return st;
}

/* --- one chart's lease and place --- */

static bool may_manage(const struct exchange *x)
{
    return x->session.roles & ROLE_MANAGER;
}

enum status post_lease(struct exchange *x)
{
    struct desk_lease lease;
    int64_t chart;
    enum status st = ST_OK;
    TRY(exchange_number(x, "chart", &chart));
    st = desk_lease(x->queue, chart, &lease);
    if (st == ST_LEASED) return reply_leased(x, chart);
    if (st == ST_OK) st = reply_json(x, 200, json_pack("{s:I,s:I}", "lease_until", (json_int_t)lease.until, "version", (json_int_t)lease.version));
done:
    return st;
}

/* Behind a change of a chart's place. */
static enum status reply_placed(struct exchange *x, int64_t chart, enum status st)
{
    if (st == ST_LEASED) return reply_leased(x, chart);
    return st == ST_OK ? reply_json(x, 200, json_object()) : st;
}

enum status delete_lease(struct exchange *x)
{
    int64_t chart;
    enum status st = exchange_number(x, "chart", &chart);
    return st == ST_OK ? reply_placed(x, chart, desk_return(x->queue, chart, may_manage(x))) : st;
}

enum status post_park(struct exchange *x)
{
    int64_t chart;
    struct str reason = json_text(x->json, "reason");
    if (!reason.n) return fail(ST_USAGE, "'reason' is missing");
    enum status st = exchange_number(x, "chart", &chart);
    return st == ST_OK ? reply_placed(x, chart, desk_park(x->queue, chart, (struct phi){reason.p, reason.n}, may_manage(x))) : st;
}

enum status post_unpark(struct exchange *x)
{
    int64_t chart;
    enum status st = exchange_number(x, "chart", &chart);
    return st == ST_OK ? reply_placed(x, chart, desk_unpark(x->queue, chart)) : st;
}

/* The page prints by itself; it tells so. */
enum status post_print(struct exchange *x)
{
    struct queue_chart there;
    int64_t chart;
    enum status st = exchange_number(x, "chart", &chart);
    if (st == ST_OK) st = queue_chart(x->queue, chart, x->arena, &there);
    if (st == ST_OK) st = desk_saw(x->queue, chart, "print");
    return st == ST_OK ? reply_json(x, 200, json_object()) : st;
}

enum status post_hand_over(struct exchange *x)
{
    int64_t chart;
    struct str to = json_text(x->json, "to");
    if (!to.n) return fail(ST_USAGE, "'to' is missing");
    enum status st = exchange_number(x, "chart", &chart);
    return st == ST_OK ? reply_placed(x, chart, desk_hand_over(x->queue, chart, to.p, may_manage(x))) : st;
}

enum status post_priority(struct exchange *x)
{
    int64_t chart;
    const json_t *v = json_object_get(x->json, "priority");
    if (!json_is_integer(v) || llabs(json_integer_value(v)) > 1000) return fail(ST_USAGE, "'priority' must be a whole number from -1000 to 1000");
    enum status st = exchange_number(x, "chart", &chart);
    return st == ST_OK ? reply_placed(x, chart, desk_set_priority(x->queue, chart, (int)json_integer_value(v))) : st;
}
