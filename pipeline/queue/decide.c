/* Decisions of coders, leases, undo, finishing. Decisions are about codes, not about rows of candidates, so that matching
 * a chart again loses none. */
#include "queue_internal.h"

#include "lexicon.h"

#include <stdio.h>
#include <time.h>

#define MINUTE_MS 60000
#define LIST_BYTES 400

static const char *const action_names[] = {"accept", "reject", "replace"};

static enum status leased(const struct query *row, int64_t chart)
{
    char until[16];
    time_t t = (time_t)(query_int(row, 1) / 1000);
    struct tm local;
    (void)strftime(until, sizeof until, "%H:%M", localtime_r(&t, &local));
    return fail(ST_LEASED, "chart %lld is with %.*s until %s", (long long)chart, STR_ARG(query_str(row, 0)), until);
}

/* In the caller's transaction: refuses when another coder holds the chart, else takes or extends the lease. */
static enum status take_lease(struct queue *q, int64_t chart)
{
    struct query *row;
    bool other;
    int64_t now = queue_now();
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_lease_holder, VALUES(v_int(chart), v_int(now), v_text(q->who)), &row));
    TRY(query_next(row, &other));
    if (other) {
        st = leased(row, chart);
        query_end(row);
        goto done;
    }
    TRY(db_run(q->db, SQL_lease_take, VALUES(v_int(chart), v_text(q->who), v_int(now + (int64_t)q->lease_min * MINUTE_MS))));
done:
    return st;
}

/* A chart that is still being read, or failed as a whole, has nothing to decide on. */
static enum status need_decidable(struct queue *q, int64_t chart, bool finished_too)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_chart_state, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (!found) return fail(ST_NOT_FOUND, "there is no chart %lld; 'chartcode queue list' shows those there are", (long long)chart);
    struct str state = query_str(row, 0);
    if (str_eq(state, STR("finished")) && !finished_too)
        st = fail(ST_UNDECIDED, "chart %lld is finished; 'chartcode queue undo %lld' opens it again", (long long)chart, (long long)chart);
    else if (str_eq(state, STR("new")) || str_eq(state, STR("reading")))
        st = fail(ST_UNDECIDED, "chart %lld is not read yet; 'chartcode run' goes on with it", (long long)chart);
    query_end(row);
done:
    return st;
}

enum status queue_next(struct queue *q, int64_t *ret_chart)
{
    int64_t chart = 0;
    bool found;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(db_value(q->db, SQL_chart_next, VALUES(v_text(q->who), v_int(queue_now())), &chart, &found));
    if (!found) chart = 0;
    if (found) TRY(take_lease(q, chart));
    if (found) TRY(queue_audit(q, "take", chart, ""));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret_chart = chart;
    return st;
}

/* The row of the chart's code that the coder named, in any case and with or without its dot. */
struct named_code {
    char system[16], code[16];
    bool found;
};

static bool same_code(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.n && a.p[i] == '.') i++;
        while (j < b.n && b.p[j] == '.') j++;
        if (i == a.n || j == b.n) return i == a.n && j == b.n;
        if (!str_eq_nocase((struct str){a.p + i++, 1}, (struct str){b.p + j++, 1})) return false;
    }
}

static void keep_name(struct named_code *n, struct str system, struct str code)
{
    (void)snprintf(n->system, sizeof n->system, "%.*s", STR_ARG(system));
    (void)snprintf(n->code, sizeof n->code, "%.*s", STR_ARG(code));
    n->found = true;
}

static enum status find_on_chart(struct queue *q, int64_t chart, const char *code, struct named_code *ret)
{
    struct query *row;
    bool more;
    enum status st = ST_OK;
    *ret = (struct named_code){.found = false};
    TRY(db_query(q->db, SQL_code_list, VALUES(v_int(chart)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        if (!same_code(query_str(row, 3), str_of(code))) continue;
        keep_name(ret, query_str(row, 2), query_str(row, 3));
        query_end(row);
        break;
    }
done:
    return st;
}

/* A code that may stand on a claim: known to the code set and complete. */
static enum status find_in_codeset(const struct lexicon *lex, const char *code, struct named_code *ret, struct str *ret_title)
{
    uint32_t i = lexicon_code_any(lex, str_of(code));
    if (i == LEXICON_NO_CODE) return fail(ST_NOT_FOUND, "'%s' is not in the code set; 'chartcode codes search WORDS' finds codes", code);
    const struct lex_code *c = &lex->codes[i];
    if (c->level != LEVEL_CODE || !(c->flags & LEX_CODE_BILLABLE))
        return fail(ST_USAGE, "'%s' is not complete: it needs more characters; 'chartcode codes show %s' lists them", code, code);
    keep_name(ret, str_of(code_system_name((enum code_system)c->system)), lex_str(lex, c->code));
    *ret_title = lex_str(lex, c->title);
    return ST_OK;
}

static enum status refuse_twice(struct queue *q, int64_t chart, const struct named_code *code, const struct named_code *stands)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_confirmed_as,
                 VALUES(v_int(chart), v_text(stands->system), v_text(stands->code), v_text(code->system), v_text(code->code)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    st =
        fail(ST_USAGE, "%s is confirmed on chart %lld already (by the decision on %.*s)", stands->code, (long long)chart, STR_ARG(query_str(row, 0)));
    query_end(row);
done:
    return st;
}

struct deciding {
    enum queue_action action;
    struct named_code code, new_code; /* new_code: found only to replace */
    struct str title;
};

static enum status look_up(struct queue *q, const struct lexicon *lex, int64_t chart, const char *code, const char *new_code, struct deciding *d)
{
    struct named_code known;
    enum status st = ST_OK;
    TRY(find_on_chart(q, chart, code, &d->code));
    if (d->action != QUEUE_ACCEPT && !d->code.found)
        TRY(fail(ST_NOT_FOUND, "chart %lld has no code '%s'; 'chartcode queue show %lld' lists its codes", (long long)chart, code, (long long)chart));
    if (d->action == QUEUE_ACCEPT) {
        TRY(find_in_codeset(lex, code, &known, &d->title));
        if (!d->code.found) d->code = known;
        TRY(refuse_twice(q, chart, &d->code, &d->code));
    }
    if (d->action == QUEUE_REPLACE) {
        TRY(find_in_codeset(lex, new_code, &d->new_code, &d->title));
        TRY(refuse_twice(q, chart, &d->code, &d->new_code));
    }
done:
    return st;
}

static enum status add_decision(struct queue *q, int64_t chart, const struct deciding *d)
{
    char detail[64];
    int64_t id;
    bool replaced = d->new_code.found;
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_decision_add,
                 VALUES(v_int(chart), v_text(d->code.system), v_text(d->code.code), v_text(action_names[d->action]),
                        v_text(replaced ? d->new_code.system : NULL), v_text(replaced ? d->new_code.code : NULL), v_str(d->title), v_text(q->who),
                        v_int(queue_now())),
                 &id, NULL));
    TRY(db_run(q->db, SQL_lesson_add, VALUES(v_int(id), v_int(chart), v_text(d->code.system), v_text(d->code.code))));
    TRY(db_run(q->db, SQL_chart_to_review, VALUES(v_int(chart))));
    (void)snprintf(detail, sizeof detail, "%s%s%s", d->code.code, replaced ? " by " : "", replaced ? d->new_code.code : "");
    TRY(queue_audit(q, action_names[d->action], chart, detail));
done:
    return st;
}

enum status queue_decide(struct queue *q, const struct lexicon *lex, int64_t chart, enum queue_action action, const char *code, const char *new_code)
{
    struct deciding d = {.action = action};
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_decidable(q, chart, false));
    TRY(take_lease(q, chart));
    TRY(look_up(q, lex, chart, code, new_code, &d));
    TRY(add_decision(q, chart, &d));
done:
    return db_end(q->db, st);
}

static enum status describe(const struct query *row, struct arena *arena, const char **ret)
{
    char text[96];
    bool replaced = !query_is_null(row, 5);
    int n = snprintf(text, sizeof text, "%.*s %.*s%s%.*s", STR_ARG(query_str(row, 3)), STR_ARG(query_str(row, 2)), replaced ? " by " : "",
                     STR_ARG(query_str(row, 5)));
    *ret = arena_strdup(arena, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    return *ret ? ST_OK : ST_NO_MEMORY;
}

enum status queue_undo(struct queue *q, int64_t chart, struct arena *arena, const char **ret_text)
{
    struct query *row;
    int64_t id = 0;
    bool found;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_decidable(q, chart, true));
    TRY(take_lease(q, chart));
    TRY(db_query(q->db, SQL_decision_last, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (!found) TRY(fail(ST_NOT_FOUND, "chart %lld has no decision to take back", (long long)chart));
    id = query_int(row, 0);
    st = describe(row, arena, ret_text);
    query_end(row);
    if (st != ST_OK) goto done;
    TRY(db_run(q->db, SQL_decision_undo, VALUES(v_int(id), v_text(q->who), v_int(queue_now()))));
    TRY(db_run(q->db, SQL_chart_to_review, VALUES(v_int(chart))));
    TRY(queue_audit(q, "undo", chart, *ret_text));
done:
    return db_end(q->db, st);
}

static enum status need_decided(struct queue *q, int64_t chart)
{
    struct query *row;
    char list[LIST_BYTES] = "";
    size_t n = 0;
    int left = 0;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_undecided_codes, VALUES(v_int(chart)), &row));
    for (;; left++) {
        TRY(query_next(row, &more));
        if (!more) break;
        if (n < sizeof list - 16) n += (size_t)snprintf(list + n, sizeof list - n, "%s%.*s", n ? ", " : "", STR_ARG(query_str(row, 0)));
    }
    if (left)
        st = fail(ST_UNDECIDED, "chart %lld has %d suggested code%s without a decision: %s", (long long)chart, left, left == 1 ? "" : "s", list);
done:
    return st;
}

static enum status need_all_pages(struct queue *q, int64_t chart)
{
    struct query *row;
    bool found;
    int64_t failed = 0;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_chart_page_counts, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (found) failed = query_int(row, 2);
    if (found) query_end(row);
    if (failed)
        st = fail(ST_UNDECIDED, "chart %lld has %lld page%s that could not be read; read %s on paper, then finish it with --incomplete",
                  (long long)chart, (long long)failed, failed == 1 ? "" : "s", failed == 1 ? "it" : "them");
done:
    return st;
}

enum status queue_finish(struct queue *q, int64_t chart, bool incomplete)
{
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_decidable(q, chart, false));
    TRY(take_lease(q, chart));
    TRY(need_decided(q, chart));
    if (!incomplete) TRY(need_all_pages(q, chart));
    TRY(db_run(q->db, SQL_chart_finish, VALUES(v_int(chart), v_int(queue_now()))));
    TRY(db_run(q->db, SQL_lease_drop, VALUES(v_int(chart))));
    TRY(queue_audit(q, incomplete ? "finish-incomplete" : "finish", chart, ""));
done:
    return db_end(q->db, st);
}

enum status queue_release(struct queue *q, int64_t chart)
{
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(need_decidable(q, chart, true));
    TRY(take_lease(q, chart));
    TRY(db_run(q->db, SQL_lease_drop, VALUES(v_int(chart))));
    TRY(queue_audit(q, "release", chart, ""));
done:
    return db_end(q->db, st);
}
