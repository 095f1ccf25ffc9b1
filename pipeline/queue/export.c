/* The codes to hand on, with what coders set on them. */
#include "desk_internal.h"

#include <stdio.h>

#define ARENA_BYTES ((size_t)64 << 20)

static void read_export_row(const struct query *row, struct queue_export_row *r)
{
    *r = (struct queue_export_row){.chart = query_int(row, 0), .batch = query_str(row, 1), .state = query_str(row, 2)};
    r->account = query_phi(row, 3), r->mrn = query_phi(row, 4), r->name = query_phi(row, 5);
    r->born = (int)query_int(row, 6);
    r->sex = query_str(row, 7);
    r->date_of_service = (int)query_int(row, 8);
    r->encounter = query_str(row, 9);
    r->system = query_str(row, 10), r->code = query_str(row, 11), r->title = query_str(row, 12);
    r->action = query_str(row, 13), r->who = query_str(row, 14);
    r->at = query_int(row, 15);
    r->confidence = query_is_null(row, 16) ? -1.0 : query_real(row, 16);
    r->replaced = query_str(row, 17);
    r->page = (int)query_int(row, 18);
    r->section = query_str(row, 19);
    r->first_listed = query_int(row, 20) != 0;
}

/* The codes of the chart at hand, with what a coder set on them. */
struct marked {
    struct queue *q;
    struct arena *arena;
    int64_t chart; /* 0: none yet */
    struct desk_code *codes;
    uint32_t n;
};

static enum status load_chart(struct marked *m, int64_t chart)
{
    uint32_t *order, confirmed;
    enum status st = ST_OK;
    if (m->chart == chart) return ST_OK;
    arena_reset(m->arena);
    TRY(desk_load_codes(m->q, chart, m->arena, &m->codes, &m->n));
    TRY(desk_claim(m->codes, m->n, m->arena, &order, &confirmed));
    m->chart = chart;
done:
    return st;
}

static enum status join(struct arena *arena, const char **list, uint32_t n, struct str *ret)
{
    size_t room = 1, used = 0;
    for (uint32_t i = 0; i < n; i++) room += strlen(list[i]) + 1;
    char *text = arena_alloc(arena, room);
    if (!text) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) used += (size_t)snprintf(text + used, room - used, "%s%s", i ? " " : "", list[i]);
    *ret = (struct str){text, used};
    return ST_OK;
}

/* What was confirmed goes by the coder's order; what was not, by what match proposed. */
static enum status add_marks(struct marked *m, struct queue_export_row *r)
{
    struct str code = r->replaced.n ? r->replaced : r->code;
    enum status st = ST_OK;
    TRY(load_chart(m, r->chart));
    for (uint32_t i = 0; i < m->n; i++) {
        const struct desk_code *k = &m->codes[i];
        if (!str_eq(str_of(k->q.code), code) || (!r->replaced.n && !str_eq(str_of(k->q.system), r->system))) continue;
        r->position = k->position;
        if (k->position) r->first_listed = k->position == 1 && str_eq(r->system, STR("ICD-10-CM"));
        r->admitting = k->admitting;
        r->poa = k->poa;
        r->units = str_eq(r->system, STR("CPT")) || str_eq(r->system, STR("HCPCS")) ? k->units : 0;
        TRY(join(m->arena, k->modifiers, k->modifier_count, &r->modifiers));
        TRY(join(m->arena, k->pointers, k->pointer_count, &r->pointers));
        break;
    }
done:
    return st;
}

static enum status export_rows(struct marked *m, bool all, enum status (*take)(void *context, const struct queue_export_row *row), void *context)
{
    struct query *row;
    struct queue_export_row r;
    bool more;
    enum status st = ST_OK;
    TRY(db_query(m->q->db, SQL_export_codes, VALUES(v_int(all)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        read_export_row(row, &r);
        st = add_marks(m, &r);
        if (st == ST_OK) st = take(context, &r);
        if (st != ST_OK) return query_end(row), st;
    }
done:
    return st;
}

enum status queue_export(struct queue *q, bool all, enum status (*take)(void *context, const struct queue_export_row *row), void *context)
{
    struct marked m = {.q = q, .arena = arena_new(ARENA_BYTES)};
    enum status st = ST_OK;
    if (!m.arena) return fail(ST_NO_MEMORY, "out of memory");
    TRY(db_begin_reading(q->db));
    TRY(export_rows(&m, all, take, context));
done:
    st = db_end(q->db, st);
    arena_free(m.arena);
    return st;
}
