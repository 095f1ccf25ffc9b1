/* Worklists. What a list shows or picks by stands in the chart's own row, kept by triggers; each list is read along the index
 * of its most telling condition, page by page. */
#include "desk_internal.h"

#include <stdio.h>

#define FOUND_WORDS 8
#define WORD_BYTES 40
#define MATCH_BYTES ((FOUND_WORDS) * ((WORD_BYTES) + 8))

enum { BIND_AFTER = 12, BIND_LIMIT = 14, BIND_FOUND = 15, BIND_CHART = 16, BIND_WHO = 17 };

/* ---- what was typed into the box */

static bool is_mark(unsigned char c)
{
    return c < 0x80 && !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'));
}

/* "smi jo" to "\"smi\"* \"jo\"*": every word begins a word of the name, the MRN or the account. False when there is no word. */
static bool match_text(struct phi typed, char out[MATCH_BYTES])
{
    size_t n = 0, i = 0;
    for (int words = 0; words < FOUND_WORDS; words++) {
        while (i < typed.n && is_mark((unsigned char)typed.p[i])) i++;
        size_t start = i;
        while (i < typed.n && !is_mark((unsigned char)typed.p[i])) i++;
        size_t length = i - start > WORD_BYTES ? WORD_BYTES : i - start;
        if (!length) break;
        n += (size_t)snprintf(out + n, MATCH_BYTES - n, "%s\"%.*s\"*", n ? " " : "", (int)length, typed.p + start);
    }
    return n > 0;
}

static int64_t chart_number(struct phi typed)
{
    long id;
    return str_to_long(str_trim((struct str){typed.p, typed.n}), 1, 1000000000000, &id) ? id : 0;
}

/* ---- the filter as values */

struct listing {
    struct db_values values;
    char match[MATCH_BYTES];
    enum statement list, count;
    bool empty; /* nothing can match */
};

static enum status find_batch(struct queue *q, struct listing *l, const char *name)
{
    int64_t id = 0;
    bool found;
    enum status st = ST_OK;
    if (!name) goto done;
    TRY(db_value(q->db, SQL_batch_find, VALUES(v_text(name)), &id, &found));
    l->values.v[1] = v_int(id);
    l->empty |= !found;
done:
    return st;
}

static void choose(struct listing *l, const struct desk_filter *f)
{
    const struct {
        bool on;
        enum statement list, count;
    } by[] = {{f->find.n, SQL_list_found, SQL_count_found},
              {f->holder, SQL_list_held, SQL_count_held},
              {f->parked, SQL_list_parked, SQL_count_parked},
              {f->alarms, SQL_list_alarmed, SQL_count_alarmed},
              {f->problems, SQL_list_problems, SQL_count_problems},
              {f->batch, SQL_list_batch, SQL_count_batch},
              {f->specialty, SQL_list_specialty, SQL_count_specialty},
              {f->state, SQL_list_state, SQL_count_state},
              {f->encounter >= 0, SQL_list_encounter, SQL_count_encounter},
              {true, SQL_list_any, SQL_count_any}};
    int i = 0;
    while (!by[i].on) i++;
    l->list = by[i].list;
    l->count = by[i].count;
}

static enum status fill(struct queue *q, const struct desk_filter *f, struct listing *l)
{
    struct db_value *v = l->values.v;
    int64_t chart = chart_number(f->find);
    for (int i = 0; i < DB_MAX_VALUES; i++) v[i] = v_null();
    v[0] = v_text(f->state);
    v[2] = v_text(f->specialty);
    v[3] = f->encounter < 0 ? v_null() : v_text(encounter_name((enum encounter_type)f->encounter));
    v[4] = v_text(f->holder);
    v[5] = v_int(queue_now());
    v[6] = v_int(f->problems), v[7] = v_int(f->parked), v[8] = v_int(f->alarms);
    v[9] = v_real(f->confidence_max);
    v[10] = v_int(f->accepted_before);
    v[BIND_WHO - 1] = v_text(q->who);
    if (f->find.n) {
        l->empty = !match_text(f->find, l->match);
        v[BIND_FOUND - 1] = v_text(l->match);
        v[BIND_CHART - 1] = v_known(chart, 0);
    }
    choose(l, f);
    return find_batch(q, l, f->batch);
}

/* ---- rows */

static void read_facts(struct arena *arena, const struct query *row, struct chart_facts *f, enum status *st)
{
    f->priority = (int)query_int(row, 11);
    f->encounter.type = encounter_of(query_str(row, 12));
    f->name = column_phi(arena, row, 13, st);
    f->mrn = column_phi(arena, row, 14, st);
    f->account = column_phi(arena, row, 15, st);
    f->born = (int)query_int(row, 16);
    f->encounter.sex = sex_of(query_str(row, 17));
    f->encounter.age_years = query_is_null(row, 18) ? -1 : (int)query_int(row, 18);
    f->encounter.date_of_service = (int)query_int(row, 19);
}

static void read_counts(const struct query *row, struct desk_row *r)
{
    uint32_t *const to[] = {&r->pages, &r->pages_failed, &r->weak, &r->unread, &r->suggested, &r->undecided, &r->confirmed};
    for (int i = 0; i < 7; i++) *to[i] = (uint32_t)query_int(row, 20 + i);
    r->lowest_confidence = query_is_null(row, 27) ? -1.0 : query_real(row, 27);
    r->alarm = query_int(row, 31) > 0;
}

static enum status read_row(struct arena *arena, const struct query *row, void *element)
{
    struct desk_row *r = element;
    int64_t now = queue_now();
    enum status st = ST_OK;
    *r = (struct desk_row){.id = query_int(row, 0), .version = query_int(row, 1), .accepted_at = query_int(row, 2), .finished_at = query_int(row, 3)};
    if (query_int(row, 5) <= now && query_int(row, 6) > now) {
        r->holder = column_text(arena, row, 4, &st);
        r->lease_until = query_int(row, 6);
    }
    r->state = column_text(arena, row, 7, &st);
    r->batch = column_text(arena, row, 8, &st);
    r->specialty = column_text(arena, row, 9, &st);
    r->assigned = column_text(arena, row, 10, &st);
    read_facts(arena, row, &r->facts, &st);
    r->priority = r->facts.priority;
    read_counts(row, r);
    r->parked_at = query_int(row, 28);
    r->parked_by = column_text(arena, row, 29, &st);
    r->parked = column_phi(arena, row, 30, &st);
    return st;
}

enum status desk_read_row(struct arena *arena, const struct query *row, struct desk_row *ret)
{
    return read_row(arena, row, ret);
}

enum status desk_read_one(struct queue *q, int64_t chart, struct arena *arena, struct desk_row *ret)
{
    void *list;
    uint32_t n;
    enum status st = list_rows(q, SQL_list_one, VALUES(v_int(chart)), arena, sizeof *ret, read_row, &list, &n);
    if (st != ST_OK) return st;
    if (!n) return chart_no_such(chart);
    *ret = *(struct desk_row *)list;
    return ST_OK;
}

/* ---- paging: "priority:chart" of the last row given */

static enum status set_after(struct listing *l, const char *after)
{
    struct str rest = str_of(after), one;
    long priority = INT32_MAX, id = 0;
    if (after[0] && (!str_cut(&rest, ':', &one) || !str_to_long(one, INT32_MIN, INT32_MAX, &priority) || !str_to_long(rest, 0, INT64_MAX, &id)))
        return fail(ST_USAGE, "'after' is not what the list before gave");
    l->values.v[BIND_AFTER - 1] = v_int(priority);
    l->values.v[BIND_AFTER] = v_int(id);
    return ST_OK;
}

static enum status after_text(struct arena *arena, const struct desk_row *last, const char **ret)
{
    char text[48];
    int n = snprintf(text, sizeof text, "%d:%lld", last->priority, (long long)last->id);
    *ret = arena_strdup(arena, text, (size_t)n);
    return *ret ? ST_OK : ST_NO_MEMORY;
}

/* By a state alone, or by nothing: what the tallies say. */
static bool is_tallied(const struct desk_filter *f)
{
    return !f->find.n && !f->holder && !f->batch && !f->specialty && f->encounter < 0 && !f->parked && !f->alarms && !f->problems &&
           f->confidence_max >= 1.0 && !f->accepted_before;
}

static enum status count_list(struct queue *q, const struct desk_filter *f, struct listing *l, int64_t *ret)
{
    if (is_tallied(f)) return db_value(q->db, SQL_tally_states, VALUES(v_text(f->state)), ret, NULL);
    l->values.v[BIND_LIMIT - 1] = v_int(DESK_COUNT_MOST);
    return db_value(q->db, l->count, &l->values, ret, NULL);
}

static enum status count_words(struct queue *q, const struct desk_filter *f, struct listing *l, bool *ret_cut)
{
    int64_t n = 0;
    enum status st = ST_OK;
    *ret_cut = false;
    if (!f->find.n) return ST_OK;
    TRY(db_value(q->db, SQL_count_words, VALUES(v_text(l->match), v_int(DESK_COUNT_MOST + 1)), &n, NULL));
    *ret_cut = n > DESK_COUNT_MOST;
done:
    return st;
}

static enum status list_part(struct queue *q, const struct desk_filter *f, struct listing *l, uint32_t limit, bool first, struct arena *arena,
                             struct desk_list *ret)
{
    int64_t total;
    void *rows = NULL;
    enum status st = ST_OK;
    l->values.v[BIND_LIMIT - 1] = v_int((int64_t)limit + 1); /* one more tells whether there are more */
    TRY(list_rows(q, l->list, &l->values, arena, sizeof *ret->rows, read_row, &rows, &ret->n));
    ret->rows = rows;
    total = ret->n;
    if (!first || ret->n > limit) TRY(count_list(q, f, l, &total));
    ret->total = (uint32_t)total;
    TRY(count_words(q, f, l, &ret->cut));
    if (ret->n <= limit) goto done;
    ret->n = limit;
    TRY(after_text(arena, &ret->rows[limit - 1], &ret->after));
done:
    return st;
}

enum status desk_list(struct queue *q, const struct desk_filter *filter, uint32_t limit, const char *after, struct arena *arena,
                      struct desk_list *ret)
{
    struct listing l = {.empty = false};
    enum status st = ST_OK;
    if (limit < 1 || limit > 200) return fail(ST_USAGE, "limit %u is outside 1..200", limit);
    TRY(fill(q, filter, &l));
    TRY(set_after(&l, after));
    *ret = (struct desk_list){.n = 0};
    if (!l.empty) TRY(list_part(q, filter, &l, limit, !after[0], arena, ret));
done:
    return st;
}

/* ---- counts */

enum status desk_counts(struct queue *q, struct desk_counts *ret)
{
    struct desk_counts c = {0};
    const struct {
        const char *what;
        int64_t *to;
    } fields[] = {{"new", &c.new_},      {"reading", &c.reading}, {"ready", &c.ready},   {"in_review", &c.in_review}, {"finished", &c.finished},
                  {"failed", &c.failed}, {"parked", &c.parked},   {"alarms", &c.alarms}, {"problems", &c.problems}};
    struct query *row;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_tallies, NULL, &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
            if (str_eq(query_str(row, 0), str_of(fields[i].what))) *fields[i].to = query_int(row, 1);
    }
    TRY(db_value(q->db, SQL_count_mine, VALUES(v_text(q->who), v_int(queue_now())), &c.mine, NULL));
    *ret = c;
done:
    return st;
}

/* ---- the next chart */

static enum status find_next(struct queue *q, const struct desk_filter *filter, int64_t but, int64_t *ret)
{
    static const enum statement in_turn[] = {SQL_next_held, SQL_next_assigned, SQL_next_line};
    struct listing l = {.empty = false};
    bool found = false;
    enum status st = ST_OK;
    *ret = 0;
    TRY(fill(q, filter, &l));
    l.values.v[BIND_CHART - 1] = v_int(but);
    for (int i = 0; i < 3 && !found; i++) {
        if (i == 2 && l.empty) break;
        TRY(db_value(q->db, in_turn[i], &l.values, ret, &found));
    }
    if (!found) *ret = 0;
done:
    return st;
}

enum status desk_next(struct queue *q, const struct desk_filter *filter, int64_t *ret_chart)
{
    int64_t chart = 0;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(find_next(q, filter, 0, &chart));
    if (chart) TRY(lease_take(q, chart, NULL));
    if (chart) TRY(queue_audit(q, "take", chart, ""));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret_chart = chart;
    return st;
}

enum status desk_peek(struct queue *q, const struct desk_filter *filter, int64_t held, int64_t *ret_chart)
{
    int64_t chart = 0;
    enum status st = find_next(q, filter, held, &chart);
    if (st == ST_OK) *ret_chart = chart;
    return st;
}
