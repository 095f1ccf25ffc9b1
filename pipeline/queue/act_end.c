/* Acts that end a chart, open it again, or take another act back. */
#include "desk_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define LIST_BYTES 400

static const char *plural(int64_t n)
{
    return n == 1 ? "" : "s";
}

/* ---- finish */

static enum status undecided(struct act_run *a, int64_t left)
{
    struct query *row;
    char list[LIST_BYTES] = "";
    size_t n = 0;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_undecided_codes, VALUES(v_int(a->chart)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        if (n < sizeof list - 16) n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", n ? ", " : "", STR_ARG(query_str(row, 0)));
    }
    st = fail(ST_UNDECIDED, "chart %lld has %lld suggested code%s without a decision: %s", (long long)a->chart, (long long)left, plural(left), list);
done:
    return st;
}

static enum status need_answers(struct act_run *a)
{
    struct query *row;
    bool found;
    int64_t left[4] = {0};
    long long chart = (long long)a->chart;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_chart_left, VALUES(v_int(a->chart)), &row));
    TRY(query_next(row, &found));
    for (int i = 0; found && i < 4; i++) left[i] = query_int(row, i);
    if (found) query_end(row);
    if (left[0]) return undecided(a, left[0]);
    if (left[3] && !a->act->incomplete)
        return fail(ST_UNDECIDED, "chart %lld has %lld page%s that could not be read; read %s on paper, then finish it with --incomplete", chart,
                    (long long)left[3], plural(left[3]), left[3] == 1 ? "it" : "them");
    if (left[1])
        return fail(ST_UNDECIDED, "chart %lld has %lld unread spot%s without an answer: transcribe or dismiss %s", chart, (long long)left[1],
                    plural(left[1]), left[1] == 1 ? "it" : "them");
    if (left[2])
        return fail(ST_UNDECIDED, "chart %lld has %lld page%s of another patient, as it seems; acknowledge %s", chart, (long long)left[2],
                    plural(left[2]), left[2] == 1 ? "it" : "them");
done:
    return st;
}

static enum status need_no_hard_edit(struct act_run *a)
{
    struct desk_row row;
    struct desk_code *codes;
    struct edit *edits;
    uint32_t n, *order, m, count, hard = 0;
    enum status st = ST_OK;
    TRY(desk_read_one(a->q, a->chart, a->arena, &row));
    TRY(desk_load_codes(a->q, a->chart, a->arena, &codes, &n));
    TRY(desk_claim(codes, n, a->arena, &order, &m));
    TRY(desk_edits(a->lex, &row.facts.encounter, codes, order, m, a->arena, &edits, &count));
    for (uint32_t i = 0; i < count; i++) hard += edits[i].severity == EDIT_HARD;
    if (hard)
        st = fail(ST_HARD_EDIT, "chart %lld has %u hard edit%s; the first: %s: %.*s; %s", (long long)a->chart, hard, plural(hard), edits[0].rule,
                  STR_ARG(edits[0].why), edits[0].remedy);
done:
    return st;
}

enum status act_finish(struct act_run *a)
{
    enum status st = ST_OK;
    TRY(need_answers(a));
    if (a->lex) TRY(need_no_hard_edit(a));
    a->closes = true;
    a->closed_at = a->now;
    if (a->act->incomplete) a->audit = "finish-incomplete";
done:
    return st;
}

/* ---- open again */

enum status act_reopen(struct act_run *a)
{
    char when[24];
    struct desk_row row;
    enum status st = ST_OK;
    if (!a->finished) TRY(fail(ST_USAGE, "chart %lld is not finished", (long long)a->chart));
    TRY(desk_read_one(a->q, a->chart, a->arena, &row));
    (void)snprintf(when, sizeof when, "%lld", (long long)row.finished_at);
    TRY(act_mark(a, "reopen", "", str_of(when), (struct phi){NULL, 0}));
    a->opens = true;
done:
    return st;
}

/* ---- undo */

struct undone {
    int64_t id;
    char kind[24];
    bool found;
};

static enum status find_last(struct act_run *a, struct undone *ret)
{
    struct query *row;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_act_last, VALUES(v_int(a->chart)), &row));
    TRY(query_next(row, &ret->found));
    if (!ret->found) return fail(ST_NOT_FOUND, "chart %lld has no decision to take back", (long long)a->chart);
    ret->id = query_int(row, 0);
    (void)snprintf(ret->kind, sizeof ret->kind, "%.*s", STR_ARG(query_str(row, 1)));
    act_detail(a, "%.*s", STR_ARG(query_str(row, 2)));
    query_end(row);
done:
    return st;
}

struct taken_mark {
    const char *what, *subject, *value;
};

static enum status read_mark(struct arena *arena, const struct query *row, void *element)
{
    enum status st = ST_OK;
    *(struct taken_mark *)element =
        (struct taken_mark){column_text(arena, row, 0, &st), column_text(arena, row, 1, &st), column_text(arena, row, 2, &st)};
    return st;
}

/* What other than rows of decisions and marks must follow. */
static enum status follow(struct act_run *a, const struct taken_mark *m)
{
    long n;
    if (strcmp(m->what, "answer") == 0) {
        a->rematch |= strcmp(m->value, "transcribe") == 0;
        return unread_recount(a->q, a->chart, (int)strtol(m->subject, NULL, 10), a->arena);
    }
    if (strcmp(m->what, "acknowledge") == 0) {
        a->rematch = true;
        return alarm_recount(a->q, a->chart, (int)strtol(m->subject, NULL, 10));
    }
    if (strcmp(m->what, "reopen") == 0 && str_to_long(str_of(m->value), 0, INT64_MAX, &n)) a->closes = true, a->closed_at = n;
    return ST_OK;
}

enum status act_undo(struct act_run *a)
{
    struct undone last;
    void *marks;
    uint32_t n;
    enum status st = ST_OK;
    TRY(find_last(a, &last));
    TRY(db_run(a->q->db, SQL_act_undo, VALUES(v_int(last.id), v_int(a->id))));
    TRY(db_run(a->q->db, SQL_decisions_undo, VALUES(v_int(last.id), v_int(a->id), v_text(a->q->who), v_int(a->now))));
    TRY(db_run(a->q->db, SQL_decisions_restore, VALUES(v_int(last.id))));
    TRY(list_rows(a->q, SQL_marks_of_act, VALUES(v_int(last.id)), a->arena, sizeof(struct taken_mark), read_mark, &marks, &n));
    TRY(db_run(a->q->db, SQL_marks_undo, VALUES(v_int(last.id), v_int(a->id))));
    TRY(db_run(a->q->db, SQL_marks_restore, VALUES(v_int(last.id))));
    for (uint32_t i = 0; i < n; i++) TRY(follow(a, (struct taken_mark *)marks + i));
    if (strcmp(last.kind, "finish") == 0) a->opens = true;
done:
    return st;
}
