/* Decisions on codes. They are about codes, not about rows of candidates, so that matching a chart again loses none. */
#include "desk_internal.h"

#include "lexicon.h"

#include <stdio.h>

bool same_code(struct str a, struct str b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.n && a.p[i] == '.') i++;
        while (j < b.n && b.p[j] == '.') j++;
        if (i == a.n || j == b.n) return i == a.n && j == b.n;
        if (!str_eq_nocase((struct str){a.p + i++, 1}, (struct str){b.p + j++, 1})) return false;
    }
}

const char *code_key(const struct named_code *n, char out[CODE_KEY_BYTES])
{
    (void)snprintf(out, CODE_KEY_BYTES, "%s %s", n->system, n->code);
    return out;
}

static void keep_name(struct named_code *n, struct str system, struct str code)
{
    (void)snprintf(n->system, sizeof n->system, "%.*s", STR_ARG(system));
    (void)snprintf(n->code, sizeof n->code, "%.*s", STR_ARG(code));
    n->found = true;
}

enum status find_on_chart(struct act_run *a, struct desk_name name, bool may_miss, struct named_code *ret)
{
    struct query *row;
    bool more;
    enum status st = ST_OK;
    *ret = (struct named_code){.found = false};
    TRY(db_query(a->q->db, SQL_code_list, VALUES(v_int(a->chart)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        if (name.system.n && !str_eq(query_str(row, 2), name.system)) continue;
        if (!same_code(query_str(row, 3), name.code)) continue;
        keep_name(ret, query_str(row, 2), query_str(row, 3));
        query_end(row);
        goto done;
    }
    if (!may_miss)
        st = fail(ST_NOT_FOUND, "chart %lld has no code '%.*s'; 'chartcode queue show %lld' lists its codes", (long long)a->chart, STR_ARG(name.code),
                  (long long)a->chart);
done:
    return st;
}

/* A code that may stand on a claim: known to the code set and complete. */
static enum status find_in_codeset(const struct lexicon *lex, struct str code, struct named_code *ret, struct str *ret_title)
{
    uint32_t i = lexicon_code_any(lex, code);
    if (i == LEXICON_NO_CODE) return fail(ST_NOT_FOUND, "'%.*s' is not in the code set; 'chartcode codes search WORDS' finds codes", STR_ARG(code));
    const struct lex_code *c = &lex->codes[i];
    if (c->level != LEVEL_CODE || !(c->flags & LEX_CODE_BILLABLE))
        return fail(ST_USAGE, "'%.*s' is not complete: it needs more characters; 'chartcode codes show %.*s' lists them", STR_ARG(code),
                    STR_ARG(code));
    keep_name(ret, str_of(code_system_name((enum code_system)c->system)), lex_str(lex, c->code));
    *ret_title = lex_str(lex, c->title);
    return ST_OK;
}

static enum status refuse_twice(struct act_run *a, const struct named_code *code, const struct named_code *stands)
{
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(a->q->db, SQL_confirmed_as,
                 VALUES(v_int(a->chart), v_text(stands->system), v_text(stands->code), v_text(code->system), v_text(code->code)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    st = fail(ST_USAGE, "%s is confirmed on chart %lld already (by the decision on %.*s)", stands->code, (long long)a->chart,
              STR_ARG(query_str(row, 0)));
    query_end(row);
done:
    return st;
}

static enum status decide(struct act_run *a, const char *action, const struct named_code *code, const struct named_code *fresh, struct str title)
{
    int64_t id;
    enum status st = ST_OK;
    TRY(db_value(a->q->db, SQL_decision_add,
                 VALUES(v_int(a->chart), v_text(code->system), v_text(code->code), v_text(action), v_text(fresh ? fresh->system : NULL),
                        v_text(fresh ? fresh->code : NULL), v_str(title), v_text(a->q->who), v_int(a->now), v_int(a->id), v_phi(a->act->text)),
                 &id, NULL));
    TRY(db_run(a->q->db, SQL_lesson_add, VALUES(v_int(id), v_int(a->chart), v_text(code->system), v_text(code->code))));
done:
    return st;
}

/* A suggestion, a code under the threshold, one that was withheld, or one that only the coder knows of. */
enum status act_accept(struct act_run *a)
{
    struct named_code code, known;
    struct str title;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, true, &code));
    TRY(find_in_codeset(a->lex, a->act->code.code, &known, &title));
    if (!code.found) code = known;
    TRY(refuse_twice(a, &code, &code));
    TRY(decide(a, "accept", &code, NULL, title));
    act_detail(a, "%s", code.code);
    TRY(act_attributes(a, &code));
done:
    return st;
}

enum status act_reject(struct act_run *a)
{
    struct named_code code;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(decide(a, "reject", &code, NULL, STR("")));
    act_detail(a, "%s", code.code);
done:
    return st;
}

enum status act_replace(struct act_run *a)
{
    struct named_code code, fresh;
    struct str title;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(find_in_codeset(a->lex, a->act->new_code, &fresh, &title));
    TRY(refuse_twice(a, &code, &fresh));
    TRY(decide(a, "replace", &code, &fresh, title));
    act_detail(a, "%s by %s", code.code, fresh.code);
    TRY(act_attributes(a, &code));
done:
    return st;
}

/* Like accept, with the place on the page that the coder marked. */
enum status act_add(struct act_run *a)
{
    char place[64], key[CODE_KEY_BYTES];
    struct named_code code;
    enum status st = ST_OK;
    TRY(act_accept(a));
    if (!a->act->page) goto done;
    if (a->act->end <= a->act->start) TRY(fail(ST_USAGE, "the marked text is empty"));
    TRY(find_on_chart(a, a->act->code, false, &code));
    (void)snprintf(place, sizeof place, "%d %u %u", a->act->page, a->act->start, a->act->end);
    TRY(act_mark(a, "place", code_key(&code, key), str_of(place), (struct phi){NULL, 0}));
done:
    return st;
}

static enum status read_name(struct arena *arena, const struct query *row, void *element)
{
    (void)arena;
    keep_name(element, query_str(row, 1), query_str(row, 0));
    return ST_OK;
}

enum status act_reject_rest(struct act_run *a)
{
    void *list;
    uint32_t n;
    enum status st = ST_OK;
    TRY(list_rows(a->q, SQL_undecided_codes, VALUES(v_int(a->chart)), a->arena, sizeof(struct named_code), read_name, &list, &n));
    if (!n) TRY(fail(ST_USAGE, "every suggested code of chart %lld is decided", (long long)a->chart));
    for (uint32_t i = 0; i < n; i++) TRY(decide(a, "reject", (struct named_code *)list + i, NULL, STR("")));
    act_detail(a, "%u code%s", n, n == 1 ? "" : "s");
done:
    return st;
}

enum status act_clear(struct act_run *a)
{
    struct named_code code;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(db_run(a->q->db, SQL_decisions_clear,
               VALUES(v_int(a->chart), v_text(code.system), v_text(code.code), v_int(a->id), v_text(a->q->who), v_int(a->now))));
    act_detail(a, "%s", code.code);
done:
    return st;
}
