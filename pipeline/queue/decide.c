/* Decisions from the command line: acts like those of the desk. */
#include "desk_internal.h"

static enum status act_now(struct queue *q, const struct lexicon *lex, int64_t chart, const struct desk_act *act, struct arena *arena,
                           struct desk_told *ret)
{
    return desk_act(q, lex, chart, -1, "", act, arena, ret);
}

#define ARENA_BYTES ((size_t)256 << 20)

enum status queue_next(struct queue *q, int64_t *ret_chart)
{
    const struct desk_filter any = DESK_ANY;
    return desk_next(q, &any, ret_chart);
}

static enum status act_once(struct queue *q, const struct lexicon *lex, int64_t chart, const struct desk_act *act)
{
    struct desk_told told;
    struct arena *arena = arena_new(ARENA_BYTES);
    if (!arena) return fail(ST_NO_MEMORY, "out of memory");
    enum status st = act_now(q, lex, chart, act, arena, &told);
    arena_free(arena);
    return st;
}

/* "99213-25-59*2", "E11.9@Y" */
static enum status read_typed(struct str typed, struct desk_act *act, struct str modifiers[DESK_LIST_MOST])
{
    struct edits_line line = edits_line_read(typed);
    struct str rest = line.modifiers, one;
    act->code.code = line.code;
    act->poa = line.poa;
    act->units = line.units == 1 ? 0 : line.units;
    while (str_cut(&rest, '-', &one)) {
        if (act->list_count == DESK_LIST_MOST) return fail(ST_USAGE, "more than %d modifiers", DESK_LIST_MOST);
        modifiers[act->list_count++] = one;
    }
    act->list = modifiers;
    return ST_OK;
}

enum status queue_decide(struct queue *q, const struct lexicon *lex, int64_t chart, enum queue_action action, const char *code, const char *new_code)
{
    static const enum desk_act_kind kinds[] = {DESK_ACT_accept, DESK_ACT_reject, DESK_ACT_replace};
    struct desk_act act = {.kind = kinds[action]};
    struct str modifiers[DESK_LIST_MOST];
    enum status st = ST_OK;
    TRY(read_typed(str_of(action == QUEUE_REPLACE ? new_code : code), &act, modifiers));
    if (action == QUEUE_REPLACE) act.new_code = act.code.code;
    if (action != QUEUE_ACCEPT) act.code.code = str_of(code);
    TRY(act_once(q, lex, chart, &act));
done:
    return st;
}

static enum status last_is_finish(struct queue *q, int64_t chart, bool *ret)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    *ret = false;
    TRY(db_query(q->db, SQL_act_last, VALUES(v_int(chart)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    *ret = str_eq(query_str(row, 1), STR("finish"));
    query_end(row);
done:
    return st;
}

/* At the command line one undo opens a finished chart and takes back the decision before. */
enum status queue_undo(struct queue *q, int64_t chart, struct arena *arena, const char **ret_text)
{
    struct desk_told told;
    bool finish;
    const struct desk_act act = {.kind = DESK_ACT_undo};
    enum status st = ST_OK;
    TRY(last_is_finish(q, chart, &finish));
    TRY(act_now(q, NULL, chart, &act, arena, &told));
    if (finish) st = act_now(q, NULL, chart, &act, arena, &told);
    if (finish && st == ST_NOT_FOUND) st = ST_OK; /* nothing was decided before it was finished */
    if (st == ST_OK) *ret_text = told.told + sizeof "undo " - 1;
done:
    return st;
}

enum status queue_finish(struct queue *q, const struct lexicon *lex, int64_t chart, bool incomplete)
{
    return act_once(q, lex, chart, &(struct desk_act){.kind = DESK_ACT_finish, .incomplete = incomplete});
}

static enum status acknowledge_page(struct queue *q, int64_t chart, int page)
{
    static const char reason[] = "seen at the command line";
    return act_once(q, NULL, chart, &(struct desk_act){.kind = DESK_ACT_acknowledge, .page = page, .text = {reason, sizeof reason - 1}});
}

enum status queue_acknowledge(struct queue *q, int64_t chart, int page)
{
    struct queue_page_info *pages;
    uint32_t n, passed = 0;
    enum status st = ST_OK;
    if (page) return acknowledge_page(q, chart, page);
    struct arena *arena = arena_new((size_t)64 << 20);
    if (!arena) return ST_NO_MEMORY;
    TRY(queue_page_list(q, chart, arena, &pages, &n));
    for (uint32_t i = 0; i < n; i++) {
        if (!pages[i].alarm_open) continue;
        TRY(acknowledge_page(q, chart, pages[i].ordinal));
        passed++;
    }
    if (!passed) st = fail(ST_NOT_FOUND, "chart %lld has no page with an alarm", (long long)chart);
done:
    arena_free(arena);
    return st;
}
