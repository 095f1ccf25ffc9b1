/* Acts on a chart: one transaction each, with its audit row. An act's effects are rows that bear its id (decisions, marks);
 * undoing it undoes these rows and brings back the ones it had undone. */
#include "desk_internal.h"

#include <stdarg.h>
#include <stdio.h>

static const char *const names[] = {
#define X(name) #name,
    DESK_ACT_LIST(X)
#undef X
};

/* finished_too: may be done on a finished chart. */
static const struct {
    act_apply *apply;
    bool finished_too;
} kinds[DESK_ACT_COUNT] = {
    [DESK_ACT_accept] = {act_accept, false},
    [DESK_ACT_reject] = {act_reject, false},
    [DESK_ACT_replace] = {act_replace, false},
    [DESK_ACT_add] = {act_add, false},
    [DESK_ACT_reject_rest] = {act_reject_rest, false},
    [DESK_ACT_clear] = {act_clear, false},
    [DESK_ACT_order] = {act_order, false},
    [DESK_ACT_first_listed] = {act_first_listed, false},
    [DESK_ACT_admitting] = {act_admitting, false},
    [DESK_ACT_poa] = {act_poa, false},
    [DESK_ACT_modifiers] = {act_modifiers, false},
    [DESK_ACT_units] = {act_units, false},
    [DESK_ACT_pointers] = {act_pointers, false},
    [DESK_ACT_transcribe] = {act_answer, false},
    [DESK_ACT_dismiss] = {act_answer, false},
    [DESK_ACT_acknowledge] = {act_acknowledge, false},
    [DESK_ACT_note] = {act_note, true},
    [DESK_ACT_query] = {act_query, true},
    [DESK_ACT_answer_query] = {act_query_step, true},
    [DESK_ACT_close_query] = {act_query_step, true},
    [DESK_ACT_undo] = {act_undo, true},
    [DESK_ACT_finish] = {act_finish, false},
    [DESK_ACT_reopen] = {act_reopen, true},
};

const char *desk_act_name(enum desk_act_kind k)
{
    return names[k];
}

enum desk_act_kind desk_act_by_name(struct str name)
{
    enum desk_act_kind k = 0;
    while (k < DESK_ACT_COUNT && !str_eq(name, str_of(names[k]))) k++;
    return k;
}

void act_detail(struct act_run *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    (void)vsnprintf(a->detail, sizeof a->detail, format, args);
    va_end(args);
}

enum status act_mark(struct act_run *a, const char *what, const char *subject, struct str value, struct phi text)
{
    return db_run(a->q->db, SQL_mark_add,
                  VALUES(v_int(a->id), v_int(a->chart), v_text(what), v_text(subject), v_str(value), v_phi(text), v_text(a->q->who), v_int(a->now)));
}

static enum status closed(int64_t chart)
{
    return fail(ST_UNDECIDED, "chart %lld is finished; 'chartcode queue undo %lld' opens it again", (long long)chart, (long long)chart);
}

/* A chart that is still being read has nothing to decide on. */
static enum status need_ready(struct act_run *a, int64_t version)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_chart_state, VALUES(v_int(a->chart)), &row));
    TRY(query_next(row, &found));
    if (!found) return chart_no_such(a->chart);
    struct str state = query_str(row, 0);
    a->finished = str_eq(state, STR("finished"));
    if (version >= 0 && version != query_int(row, 1)) st = fail(ST_CHANGED, "chart %lld changed since it was looked at", (long long)a->chart);
    else if (a->finished && !kinds[a->act->kind].finished_too) st = closed(a->chart);
    else if (str_eq(state, STR("new")) || str_eq(state, STR("reading")))
        st = fail(ST_UNDECIDED, "chart %lld is not read yet; 'chartcode run' goes on with it", (long long)a->chart);
    query_end(row);
done:
    return st;
}

static enum status find_known(struct act_run *a, const char *key, struct desk_told *ret)
{
    struct query *row;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_act_known, VALUES(v_text(key)), &row));
    TRY(query_next(row, &ret->again));
    if (!ret->again) goto done;
    if (query_int(row, 0) != a->chart) st = fail(ST_USAGE, "the key of this act was used for another chart");
    else ret->told = column_text(a->arena, row, 1, &st);
    query_end(row);
    if (st == ST_OK) TRY(db_query(a->q->db, SQL_chart_state, VALUES(v_int(a->chart)), &row));
    else goto done;
    bool found;
    TRY(query_next(row, &found));
    ret->version = query_int(row, 1);
    query_end(row);
done:
    return st;
}

/* The chart's state after the act, and its new version. */
static enum status move_chart(struct act_run *a, int64_t *ret_version)
{
    enum status st = ST_OK;
    if (a->rematch) TRY(db_run(a->q->db, SQL_chart_rematch, VALUES(v_int(a->chart))));
    if (!a->closes) return db_value(a->q->db, SQL_chart_to_review, VALUES(v_int(a->chart), v_int(a->opens)), ret_version, NULL);
    TRY(db_value(a->q->db, SQL_chart_finish, VALUES(v_int(a->chart), v_int(a->closed_at)), ret_version, NULL));
    TRY(db_run(a->q->db, SQL_lease_drop, VALUES(v_int(a->chart))));
done:
    return st;
}

static enum status tell(struct act_run *a, struct desk_told *ret)
{
    char text[TOLD_BYTES + 32];
    const char *name = names[a->act->kind];
    enum status st = ST_OK;
    (void)snprintf(text, sizeof text, "%s%s%s", name, a->detail[0] ? " " : "", a->detail);
    if (!(ret->told = arena_strdup(a->arena, text, strlen(text)))) TRY(ST_NO_MEMORY);
    TRY(db_run(a->q->db, SQL_act_tell, VALUES(v_int(a->id), v_text(text))));
    TRY(queue_audit(a->q, a->audit ? a->audit : name, a->chart, a->detail));
done:
    return st;
}

static enum status run_act(struct act_run *a, int64_t version, const char *key, struct desk_told *ret)
{
    enum status st = ST_OK;
    TRY(need_ready(a, version));
    TRY(a->finished && a->act->kind != DESK_ACT_undo && a->act->kind != DESK_ACT_reopen ? lease_check(a->q, a->chart)
                                                                                        : lease_take(a->q, a->chart, NULL));
    TRY(db_value(a->q->db, SQL_act_add,
                 VALUES(v_int(a->chart), key[0] ? v_text(key) : v_null(), v_text(names[a->act->kind]), v_text(a->q->who), v_int(a->now)), &a->id,
                 NULL));
    TRY(kinds[a->act->kind].apply(a));
    TRY(move_chart(a, &ret->version));
    TRY(tell(a, ret));
    ret->rematch = a->rematch;
done:
    return st;
}

enum status desk_act(struct queue *q, const struct lexicon *lex, int64_t chart, int64_t version, const char *key, const struct desk_act *act,
                     struct arena *arena, struct desk_told *ret)
{
    struct act_run a = {.q = q, .lex = lex, .arena = arena, .act = act, .chart = chart, .now = queue_now()};
    struct desk_told told = {0};
    enum status st = ST_OK;
    if (strlen(key) > DESK_KEY_MOST) return fail(ST_USAGE, "the key of an act has at most %d bytes", DESK_KEY_MOST);
    if (act->text.n > DESK_TEXT_MOST) return fail(ST_USAGE, "the text has %zu bytes, limit is %d", act->text.n, DESK_TEXT_MOST);
    TRY(db_begin(q->db));
    if (key[0]) TRY(find_known(&a, key, &told));
    if (!told.again) TRY(run_act(&a, version, key, &told));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret = told;
    return st;
}
