/* What a coder does to a chart: one route, one act a call. */
#include "chart.h"
#include "handlers.h"

#include <stdio.h>

/* --- the act, out of its JSON --- */

static struct desk_name name_of(const json_t *o)
{
    struct str system = json_text(o, "system"), code = json_text(o, "code");
    return (struct desk_name){system.p ? system : STR(""), code.p ? code : STR("")};
}

static enum status number_in(const json_t *o, const char *name, json_int_t lo, json_int_t hi, json_int_t *io)
{
    const json_t *v = json_object_get(o, name);
    if (!v || json_is_null(v)) return ST_OK;
    if (!json_is_integer(v) || json_integer_value(v) < lo || json_integer_value(v) > hi)
        return fail(ST_USAGE, "'%s' must be a whole number from %lld to %lld", name, (long long)lo, (long long)hi);
    *io = json_integer_value(v);
    return ST_OK;
}

static enum status read_numbers(const json_t *o, struct desk_act *act)
{
    json_int_t page = 0, start = 0, end = 0, units = 0, query = 0;
    enum status st = ST_OK;
    TRY(number_in(o, "page", 1, INT32_MAX, &page));
    TRY(number_in(o, "start", 0, UINT32_MAX, &start));
    TRY(number_in(o, "end", 0, UINT32_MAX, &end));
    TRY(number_in(o, "n", 1, 9999, &units));
    TRY(number_in(o, "query", 1, INT64_MAX, &query));
    act->page = (int)page;
    act->start = (uint32_t)start, act->end = (uint32_t)end;
    act->units = (uint32_t)units;
    act->query = query;
done:
    return st;
}

static enum status read_order(const json_t *o, struct arena *arena, struct desk_act *act)
{
    const json_t *list = json_object_get(o, "codes");
    size_t n = json_array_size(list);
    if (!list) return ST_OK;
    if (!json_is_array(list) || n > DESK_ORDER_MOST) return fail(ST_USAGE, "'codes' must be a list of at most %d codes", DESK_ORDER_MOST);
    struct desk_name *names = ARENA_ARRAY(arena, struct desk_name, n ? n : 1);
    if (!names) return fail(ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < n; i++) names[i] = name_of(json_array_get(list, i));
    act->order = names;
    act->order_count = (uint32_t)n;
    return ST_OK;
}

static enum status read_list(const json_t *o, struct arena *arena, struct desk_act *act)
{
    const json_t *list = json_object_get(o, "list");
    size_t n = json_array_size(list);
    if (!list) return ST_OK;
    if (!json_is_array(list) || n > DESK_LIST_MOST) return fail(ST_USAGE, "'list' must be a list of at most %d texts", DESK_LIST_MOST);
    struct str *texts = ARENA_ARRAY(arena, struct str, n ? n : 1);
    if (!texts) return fail(ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_array_get(list, i);
        if (!json_is_string(v)) return fail(ST_USAGE, "'list' must be a list of texts");
        texts[i] = (struct str){json_string_value(v), json_string_length(v)};
    }
    act->list = texts;
    act->list_count = (uint32_t)n;
    return ST_OK;
}

static void read_texts(const json_t *o, struct desk_act *act)
{
    struct str text = json_text(o, "text"), reason = json_text(o, "reason"), value = json_text(o, "value"), new_code = json_text(o, "new_code");
    struct str unread = json_text(o, "unread"), template = json_text(o, "template");
    if (!text.p) text = reason;
    act->code = name_of(o);
    act->new_code = new_code.p ? new_code : STR("");
    act->text = (struct phi){text.p ? text.p : "", text.n};
    act->unread = unread.p ? unread : STR("");
    act->template = template.p ? template : STR("");
    act->poa = (char)(!value.p ? '\0' : value.n ? value.p[0] : ' ');
    act->incomplete = json_is_true(json_object_get(o, "incomplete"));
}

enum status act_read(const json_t *o, struct arena *arena, struct desk_act *ret)
{
    struct desk_act act = {.kind = desk_act_by_name(json_text(o, "kind").p ? json_text(o, "kind") : STR(""))};
    enum status st = ST_OK;
    if (!json_is_object(o) || act.kind == DESK_ACT_COUNT) return fail(ST_USAGE, "'act' must be an object whose 'kind' is an act");
    if (json_text(o, "value").n > 1) return fail(ST_USAGE, "'value' must be one character");
    read_texts(o, &act);
    TRY(read_numbers(o, &act));
    TRY(read_order(o, arena, &act));
    TRY(read_list(o, arena, &act));
    *ret = act;
done:
    return st;
}

/* --- doing it --- */

struct doing {
    int64_t chart, version;
    const char *key;
    const json_t *next; /* filter of the chart to take afterwards; NULL: the coder stays */
    struct desk_act act;
};

static enum status read_doing(struct exchange *x, struct doing *d)
{
    const json_t *version = json_object_get(x->json, "version");
    struct str key = json_text(x->json, "key");
    enum status st = ST_OK;
    TRY(exchange_number(x, "chart", &d->chart));
    if (!json_is_integer(version) || json_integer_value(version) < 1) TRY(fail(ST_USAGE, "'version' must be that of the chart as you saw it"));
    if (key.n < 1 || key.n > DESK_KEY_MOST) TRY(fail(ST_USAGE, "'key' must be 1 to %d characters, new for each act", DESK_KEY_MOST));
    TRY(act_read(json_object_get(x->json, "act"), x->arena, &d->act));
    d->next = json_object_get(x->json, "next");
    if (d->next && !json_is_object(d->next)) TRY(fail(ST_USAGE, "'next' must be an object of the fields of a worklist"));
    d->version = json_integer_value(version);
    d->key = key.p;
done:
    return st;
}

/* A failure that the coder can answer carries the chart as it is now. */
static enum status reply_refusal(struct exchange *x, int64_t chart, enum status why)
{
    char message[ERROR_MAX];
    json_t *fresh = NULL;
    (void)snprintf(message, sizeof message, "%s", error_message());
    enum failure f = why == ST_CHANGED ? FAILURE_CHANGED : why == ST_HARD_EDIT ? FAILURE_HARD_EDITS : FAILURE_UNDECIDED;
    enum status st = chart_json(x, chart, &fresh);
    return st == ST_OK ? reply_failure(x, f, message, json_pack("{s:o}", "chart", fresh)) : st;
}

static enum status act_on(struct exchange *x, const struct doing *d, struct desk_told *told)
{
    struct queue_chart row;
    const struct lexicon *lex;
    enum status st = ST_OK;
    TRY(queue_chart(x->queue, d->chart, x->arena, &row));
    TRY(exchange_lexicon(x, row.facts.encounter.date_of_service, &lex));
    TRY(desk_act(x->queue, lex, d->chart, d->version, d->key, &d->act, x->arena, told));
done:
    return st;
}

/* With the chart as it is now, or with the number of the next one for a coder who leaves this one. */
static enum status reply_done(struct exchange *x, const struct doing *d, const struct desk_told *told)
{
    json_t *fresh = NULL;
    int64_t next = 0;
    enum status st = ST_OK;
    if (d->next) TRY(take_next(x, d->next, &next));
    else TRY(chart_json(x, d->chart, &fresh));
    json_t *o = json_pack("{s:s,s:b}", "told", told->told, "again", (int)told->again);
    if (fresh) json_set(o, "chart", fresh);
    if (d->next) json_set(o, "next", next ? json_integer(next) : json_null());
    return reply_json(x, 200, o);
done:
    return st;
}

enum status post_act(struct exchange *x)
{
    struct doing d = {.chart = 0};
    struct desk_told told = {.told = ""};
    enum status st = ST_OK;
    TRY(read_doing(x, &d));
    if (d.act.kind == DESK_ACT_reopen && !(x->session.roles & ROLE_MANAGER))
        return reply_failure(x, FAILURE_FORBIDDEN, "only a manager opens a finished chart again", NULL);
    st = act_on(x, &d, &told);
    if (st == ST_LEASED) return reply_leased(x, d.chart);
    if (st == ST_CHANGED || st == ST_UNDECIDED || st == ST_HARD_EDIT) return reply_refusal(x, d.chart, st);
    if (st == ST_OK) st = reply_done(x, &d, &told);
done:
    return st;
}
