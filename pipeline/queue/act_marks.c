/* Acts that are no decision on a code: order, indicators, notes, queries, answers to what was not read. */
#include "desk_internal.h"

#include <stdio.h>

#define LIST_ROOM 4096
static const struct phi no_text;

/* Lists stand one piece a line. */
static enum status join(const struct str *list, uint32_t n, char out[LIST_ROOM], struct str *ret)
{
    size_t used = 0;
    for (uint32_t i = 0; i < n; i++) {
        int add = snprintf(out + used, LIST_ROOM - used, "%s%.*s", i ? "\n" : "", STR_ARG(list[i]));
        if (add < 0 || (used += (size_t)add) >= LIST_ROOM) return fail(ST_USAGE, "the list is too long");
    }
    *ret = (struct str){out, used};
    return ST_OK;
}

static bool is_diagnosis(const struct named_code *code)
{
    return strcmp(code->system, "ICD-10-CM") == 0;
}

static enum status need_diagnosis(const struct named_code *code)
{
    return is_diagnosis(code) ? ST_OK : fail(ST_USAGE, "%s is no diagnosis", code->code);
}

static enum status need_procedure(const struct named_code *code)
{
    return strcmp(code->system, "CPT") == 0 || strcmp(code->system, "HCPCS") == 0 ? ST_OK : fail(ST_USAGE, "%s is no CPT or HCPCS code", code->code);
}

/* ---- order */

/* Keys of the codes as they should stand; `first` in front of all when it is not NULL. */
static enum status put_order(struct act_run *a, const struct named_code *first, const struct desk_name *list, uint32_t n)
{
    struct buf keys;
    char key[CODE_KEY_BYTES];
    enum status st = ST_OK;
    buf_init(&keys, (size_t)DESK_ORDER_MOST * CODE_KEY_BYTES);
    if (first) buf_str(&keys, str_of(code_key(first, key)));
    for (uint32_t i = 0; i < n; i++) {
        struct named_code code;
        TRY(find_on_chart(a, list[i], false, &code));
        if (first && strcmp(code.system, first->system) == 0 && strcmp(code.code, first->code) == 0) continue;
        if (keys.n) buf_char(&keys, '\n');
        buf_str(&keys, str_of(code_key(&code, key)));
    }
    TRY(buf_status(&keys));
    TRY(act_mark(a, "order", "", (struct str){keys.p, keys.n}, no_text));
done:
    buf_clear(&keys);
    return st;
}

enum status act_order(struct act_run *a)
{
    if (a->act->order_count < 1 || a->act->order_count > DESK_ORDER_MOST) return fail(ST_USAGE, "an order names 1 to %d codes", DESK_ORDER_MOST);
    act_detail(a, "%u code%s", a->act->order_count, a->act->order_count == 1 ? "" : "s");
    return put_order(a, NULL, a->act->order, a->act->order_count);
}

/* In front of the codes as they stand now. */
enum status act_first_listed(struct act_run *a)
{
    struct named_code first;
    struct desk_code *codes;
    struct desk_name *list;
    uint32_t n, *order, m;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &first));
    TRY(need_diagnosis(&first));
    TRY(desk_load_codes(a->q, a->chart, a->arena, &codes, &n));
    TRY(desk_claim(codes, n, a->arena, &order, &m));
    if (!(list = ARENA_ARRAY(a->arena, struct desk_name, m + 1))) TRY(ST_NO_MEMORY);
    for (uint32_t i = 0; i < m; i++) list[i] = (struct desk_name){str_of(codes[order[i]].q.system), str_of(codes[order[i]].q.code)};
    TRY(put_order(a, &first, list, m));
    act_detail(a, "%s", first.code);
done:
    return st;
}

/* ---- indicators */

enum status act_admitting(struct act_run *a)
{
    char key[CODE_KEY_BYTES] = "";
    struct named_code code = {.found = false};
    enum status st = ST_OK;
    if (a->act->code.code.n) {
        TRY(find_on_chart(a, a->act->code, false, &code));
        TRY(need_diagnosis(&code));
        (void)code_key(&code, key);
    }
    act_detail(a, "%s", code.found ? code.code : "none");
    TRY(act_mark(a, "admitting", "", str_of(key), no_text));
done:
    return st;
}

static enum status mark_poa(struct act_run *a, const struct named_code *code, char poa)
{
    char key[CODE_KEY_BYTES];
    enum status st = ST_OK;
    TRY(need_diagnosis(code));
    if (poa == '\0' || !strchr("YNUW1 ", poa)) TRY(fail(ST_USAGE, "present on admission is Y, N, U, W or 1"));
    TRY(act_mark(a, "poa", code_key(code, key), poa == ' ' ? STR("") : (struct str){&poa, 1}, no_text));
done:
    return st;
}

enum status act_poa(struct act_run *a)
{
    struct named_code code;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(mark_poa(a, &code, a->act->poa));
    act_detail(a, "%s %c", code.code, a->act->poa == ' ' ? '-' : a->act->poa);
done:
    return st;
}

static bool is_modifier(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'A' && s.p[i] <= 'Z'))) return false;
    return s.n == 2;
}

static enum status mark_modifiers(struct act_run *a, const struct named_code *code)
{
    char list[LIST_ROOM], key[CODE_KEY_BYTES];
    struct str value;
    enum status st = ST_OK;
    TRY(need_procedure(code));
    if (a->act->list_count > DESK_LIST_MOST) TRY(fail(ST_USAGE, "%u modifiers, limit is %d", a->act->list_count, DESK_LIST_MOST));
    for (uint32_t i = 0; i < a->act->list_count; i++)
        if (!is_modifier(a->act->list[i])) TRY(fail(ST_USAGE, "'%.*s' is no modifier: two capital letters or digits", STR_ARG(a->act->list[i])));
    TRY(join(a->act->list, a->act->list_count, list, &value));
    TRY(act_mark(a, "modifiers", code_key(code, key), value, no_text));
done:
    return st;
}

enum status act_modifiers(struct act_run *a)
{
    struct named_code code;
    size_t n;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(mark_modifiers(a, &code));
    act_detail(a, "%s", code.code);
    for (uint32_t i = 0; i < a->act->list_count; i++) {
        n = strlen(a->detail);
        (void)snprintf(a->detail + n, sizeof a->detail - n, "%s%.*s", "-", STR_ARG(a->act->list[i]));
    }
done:
    return st;
}

static enum status mark_units(struct act_run *a, const struct named_code *code)
{
    char key[CODE_KEY_BYTES], digits[16];
    enum status st = ST_OK;
    TRY(need_procedure(code));
    if (a->act->units < 1 || a->act->units > 9999) TRY(fail(ST_USAGE, "units are 1 to 9999"));
    (void)snprintf(digits, sizeof digits, "%u", a->act->units);
    TRY(act_mark(a, "units", code_key(code, key), str_of(digits), no_text));
done:
    return st;
}

enum status act_units(struct act_run *a)
{
    struct named_code code;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(mark_units(a, &code));
    act_detail(a, "%s *%u", code.code, a->act->units);
done:
    return st;
}

enum status act_attributes(struct act_run *a, const struct named_code *code)
{
    enum status st = ST_OK;
    if (a->act->list_count) TRY(mark_modifiers(a, code));
    if (a->act->units) TRY(mark_units(a, code));
    if (a->act->poa) TRY(mark_poa(a, code, a->act->poa));
done:
    return st;
}

/* A pointer is a diagnosis of the chart, by the code it has there or the one that stands for it; kept as the key of its row. */
static enum status find_pointer(const struct desk_code *codes, uint32_t n, struct str typed, const char **ret)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(codes[i].q.system, "ICD-10-CM") != 0) continue;
        const char *stands = codes[i].q.new_code ? codes[i].q.new_code : codes[i].q.code;
        if (!same_code(str_of(stands), typed) && !same_code(str_of(codes[i].q.code), typed)) continue;
        *ret = codes[i].key;
        return ST_OK;
    }
    return fail(ST_NOT_FOUND, "'%.*s' is no diagnosis of this chart", STR_ARG(typed));
}

enum status act_pointers(struct act_run *a)
{
    char list[LIST_ROOM], key[CODE_KEY_BYTES];
    struct str keys[DESK_LIST_MOST], value;
    struct named_code code;
    struct desk_code *codes;
    uint32_t n;
    enum status st = ST_OK;
    TRY(find_on_chart(a, a->act->code, false, &code));
    TRY(need_procedure(&code));
    if (a->act->list_count > DESK_LIST_MOST) TRY(fail(ST_USAGE, "%u pointers, limit is %d", a->act->list_count, DESK_LIST_MOST));
    TRY(desk_load_codes(a->q, a->chart, a->arena, &codes, &n));
    for (uint32_t i = 0; i < a->act->list_count; i++) {
        const char *found = "";
        TRY(find_pointer(codes, n, a->act->list[i], &found));
        keys[i] = str_of(found);
    }
    TRY(join(keys, a->act->list_count, list, &value));
    TRY(act_mark(a, "pointers", code_key(&code, key), value, no_text));
    act_detail(a, "%s: %u", code.code, a->act->list_count);
done:
    return st;
}

/* ---- notes and queries to the provider */

static enum status need_text(const struct act_run *a)
{
    return a->act->text.n ? ST_OK : fail(ST_USAGE, "'%s' needs a text", desk_act_name(a->act->kind));
}

static void subject_of(int64_t id, char out[SUBJECT_BYTES])
{
    (void)snprintf(out, SUBJECT_BYTES, "%lld", (long long)id);
}

enum status act_note(struct act_run *a)
{
    char subject[SUBJECT_BYTES];
    enum status st = ST_OK;
    TRY(need_text(a));
    subject_of(a->id, subject);
    TRY(act_mark(a, "note", subject, STR(""), a->act->text));
done:
    return st;
}

enum status act_query(struct act_run *a)
{
    char subject[SUBJECT_BYTES];
    enum status st = ST_OK;
    TRY(need_text(a));
    if (a->act->template.n > 64) TRY(fail(ST_USAGE, "the template's id is too long"));
    subject_of(a->id, subject);
    TRY(act_mark(a, "query", subject, a->act->template, a->act->text));
    act_detail(a, "%s", subject);
done:
    return st;
}

/* answer_query, close_query. */
enum status act_query_step(struct act_run *a)
{
    const char *what = desk_act_name(a->act->kind);
    char subject[SUBJECT_BYTES];
    int64_t one;
    bool found, over;
    enum status st = ST_OK;
    if (a->act->kind == DESK_ACT_answer_query) TRY(need_text(a));
    subject_of(a->act->query, subject);
    TRY(db_value(a->q->db, SQL_mark_stands, VALUES(v_int(a->chart), v_text("query"), v_text(subject)), &one, &found));
    if (!found) TRY(fail(ST_NOT_FOUND, "chart %lld has no query %s", (long long)a->chart, subject));
    TRY(db_value(a->q->db, SQL_mark_stands, VALUES(v_int(a->chart), v_text("close_query"), v_text(subject)), &one, &over));
    if (over) TRY(fail(ST_USAGE, "query %s is closed", subject));
    TRY(act_mark(a, what, subject, STR(""), a->act->text));
    act_detail(a, "%s", subject);
done:
    return st;
}
