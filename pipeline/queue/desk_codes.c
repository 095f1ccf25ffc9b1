/* The codes of a chart with everything a coder set on them, and the claim they make. */
#include "desk_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define ICD10CM "ICD-10-CM"

static enum status make_key(struct arena *arena, struct desk_code *k)
{
    char text[CODE_KEY_BYTES];
    int n = snprintf(text, sizeof text, "%s %s", k->q.system, k->q.code);
    k->key = arena_strdup(arena, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    return k->key ? ST_OK : ST_NO_MEMORY;
}

/* Lines to a list in the arena. */
static enum status split(struct arena *arena, struct str text, const char ***ret, uint32_t *ret_n)
{
    struct str rest = text, one;
    uint32_t n = 0;
    const char **list = ARENA_ARRAY(arena, const char *, DESK_LIST_MOST);
    if (!list) return ST_NO_MEMORY;
    while (n < DESK_LIST_MOST && str_cut(&rest, '\n', &one))
        if (one.n && !(list[n++] = arena_strdup(arena, one.p, one.n))) return ST_NO_MEMORY;
    *ret = list;
    *ret_n = n;
    return ST_OK;
}

static enum status read_row(struct arena *arena, const struct query *row, void *element)
{
    struct desk_code *k = element;
    enum status st = ST_OK;
    TRY(queue_read_code(arena, row, &k->q));
    if (k->q.candidate) k->rank = (uint32_t)query_int(row, 1);
    k->new_system = column_text(arena, row, 14, &st);
    k->reason = column_phi(arena, row, 18, &st);
    k->phrase = column_text(arena, row, 19, &st);
    k->units = query_is_null(row, 20) ? 1 : (uint32_t)query_int(row, 20);
    k->section = "";
    if (st != ST_OK) goto done;
    TRY(split(arena, query_str(row, 21), &k->modifiers, &k->modifier_count));
    TRY(split(arena, query_str(row, 22), &k->pointers, &k->pointer_count));
    TRY(make_key(arena, k));
done:
    return st;
}

static const char *stands(const struct desk_code *k)
{
    return k->q.new_code ? k->q.new_code : k->q.code;
}

static const char *stands_in(const struct desk_code *k)
{
    return k->new_system ? k->new_system : k->q.system;
}

static bool is_confirmed(const struct desk_code *k)
{
    return k->q.action && strcmp(k->q.action, "reject") != 0;
}

/* ---- what was marked */

struct mark {
    const char *what, *subject, *value;
};

static enum status read_mark(struct arena *arena, const struct query *row, void *element)
{
    enum status st = ST_OK;
    *(struct mark *)element = (struct mark){column_text(arena, row, 0, &st), column_text(arena, row, 1, &st), column_text(arena, row, 2, &st)};
    return st;
}

static struct desk_code *by_key(struct desk_code *codes, uint32_t n, struct str key)
{
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(str_of(codes[i].key), key)) return &codes[i];
    return NULL;
}

/* Pointers are kept as keys: what stands for them now, unless it was rejected. */
static enum status set_pointers(struct arena *arena, struct desk_code *codes, uint32_t n, struct desk_code *k, const char *value)
{
    const char **keys;
    uint32_t count, left = 0;
    enum status st = ST_OK;
    TRY(split(arena, str_of(value), &keys, &count));
    for (uint32_t i = 0; i < count; i++) {
        const struct desk_code *d = by_key(codes, n, str_of(keys[i]));
        if (d && !(d->q.action && !is_confirmed(d))) keys[left++] = stands(d);
    }
    k->pointers = keys;
    k->pointer_count = left;
done:
    return st;
}

/* The order is kept in `position` until desk_claim() counts it anew: the later the place, the higher; 0: not named. */
static void set_order(struct desk_code *codes, uint32_t n, const char *value)
{
    struct str rest = str_of(value), one;
    for (int at = 1; str_cut(&rest, '\n', &one); at++) {
        struct desk_code *k = by_key(codes, n, one);
        if (k) k->position = at;
    }
}

/* Where a coder found a code that match did not: "page start end". */
static enum status set_place(struct arena *arena, struct desk_code *k, const char *value)
{
    struct queue_evidence *e;
    if (k->q.candidate) return ST_OK;
    if (!(e = ARENA_ARRAY(arena, struct queue_evidence, 1))) return ST_NO_MEMORY;
    *e = (struct queue_evidence){.section = "none", .reading_confidence = 1.0};
    if (sscanf(value, "%d %u %u", &e->page, &e->start, &e->end) != 3) return ST_OK;
    k->q.evidence = e;
    k->q.evidence_count = 1;
    return ST_OK;
}

static enum status apply_mark(struct arena *arena, struct desk_code *codes, uint32_t n, const struct mark *m)
{
    struct desk_code *k = by_key(codes, n, str_of(strcmp(m->what, "admitting") == 0 ? m->value : m->subject));
    if (strcmp(m->what, "order") == 0) set_order(codes, n, m->value);
    if (!k) return ST_OK;
    if (strcmp(m->what, "admitting") == 0) k->admitting = true;
    else if (strcmp(m->what, "poa") == 0) k->poa = m->value[0];
    else if (strcmp(m->what, "units") == 0) k->units = (uint32_t)strtoul(m->value, NULL, 10);
    else if (strcmp(m->what, "modifiers") == 0) return split(arena, str_of(m->value), &k->modifiers, &k->modifier_count);
    else if (strcmp(m->what, "pointers") == 0) return set_pointers(arena, codes, n, k, m->value);
    else if (strcmp(m->what, "place") == 0) return set_place(arena, k, m->value);
    return ST_OK;
}

enum status desk_load_codes(struct queue *q, int64_t chart, struct arena *arena, struct desk_code **ret, uint32_t *ret_n)
{
    void *codes = NULL, *marks;
    uint32_t n, m;
    enum status st = ST_OK;
    TRY(list_rows(q, SQL_desk_codes, VALUES(v_int(chart)), arena, sizeof(struct desk_code), read_row, &codes, &n));
    TRY(list_rows(q, SQL_mark_list, VALUES(v_int(chart)), arena, sizeof(struct mark), read_mark, &marks, &m));
    for (uint32_t i = 0; i < m; i++) TRY(apply_mark(arena, codes, n, (struct mark *)marks + i));
    *ret = codes;
    *ret_n = n;
done:
    return st;
}

/* ---- the claim */

struct turn {
    bool procedure;
    int place; /* INT32_MAX: not named in an order */
    uint32_t index; /* as listed: first-listed, by rank */
};

static int by_turn(const void *pa, const void *pb)
{
    const struct turn *a = pa, *b = pb;
    if (a->procedure != b->procedure) return a->procedure ? 1 : -1;
    if (a->place != b->place) return a->place < b->place ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

enum status desk_claim(struct desk_code *codes, uint32_t n, struct arena *arena, uint32_t **ret_order, uint32_t *ret_n)
{
    struct turn *turns = ARENA_ARRAY(arena, struct turn, (size_t)n + 1);
    uint32_t *order = ARENA_ARRAY(arena, uint32_t, (size_t)n + 1), m = 0;
    int diagnoses = 0, procedures = 0;
    if (!turns || !order) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        if (is_confirmed(&codes[i]))
            turns[m++] = (struct turn){strcmp(stands_in(&codes[i]), ICD10CM) != 0, codes[i].position ? codes[i].position : INT32_MAX, i};
        codes[i].position = 0;
    }
    qsort(turns, m, sizeof *turns, by_turn);
    for (uint32_t i = 0; i < m; i++) {
        order[i] = turns[i].index;
        codes[order[i]].position = turns[i].procedure ? ++procedures : ++diagnoses;
    }
    *ret_order = order;
    *ret_n = m;
    return ST_OK;
}

/* "99213-25*2", "E11.9@Y" */
static enum status claim_line(struct arena *arena, const struct desk_code *k, struct str *ret)
{
    char text[128];
    size_t n = (size_t)snprintf(text, sizeof text, "%s", stands(k));
    for (uint32_t i = 0; i < k->modifier_count && n < sizeof text - 24; i++) n += (size_t)snprintf(text + n, sizeof text - n, "-%s", k->modifiers[i]);
    if (k->units > 1) n += (size_t)snprintf(text + n, sizeof text - n, "*%u", k->units);
    if (k->poa) n += (size_t)snprintf(text + n, sizeof text - n, "@%c", k->poa);
    *ret = (struct str){arena_strdup(arena, text, n), n};
    return ret->p ? ST_OK : ST_NO_MEMORY;
}

enum status desk_edits(const struct lexicon *lex, const struct encounter *e, const struct desk_code *codes, const uint32_t *order, uint32_t n,
                       struct arena *arena, struct edit **ret, uint32_t *ret_n)
{
    struct str *lines = ARENA_ARRAY(arena, struct str, (size_t)n + 1);
    enum status st = ST_OK;
    if (!lines) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) TRY(claim_line(arena, &codes[order[i]], &lines[i]));
    *ret_n = 0;
    if (n) TRY(edits_check(lex, arena, lines, n, e, ret, ret_n));
done:
    return st;
}
