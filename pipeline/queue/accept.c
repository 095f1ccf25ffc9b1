/* Documents in: charts, documents and their pages appear in one transaction. */
#include "queue_internal.h"

#include <stdio.h>
#include <stdlib.h>

enum status queue_find_document(struct queue *q, const char *sha256, struct arena *arena, struct queue_origin *ret, bool *ret_found)
{
    struct query *row;
    enum status st = ST_OK;
    TRY(db_query(q->db, SQL_document_find, VALUES(v_text(sha256)), &row));
    TRY(query_next(row, ret_found));
    if (!*ret_found) goto done;
    ret->chart = query_int(row, 0);
    ret->batch = column_text(arena, row, 1, &st);
    ret->path = column_text(arena, row, 2, &st);
    ret->sheets = (uint32_t)query_int(row, 3);
    ret->ends_in_sheet = query_int(row, 4) != 0;
    query_end(row);
done:
    return st;
}

static enum status find_batch(struct queue *q, const char *name, int64_t *ret)
{
    return db_value(q->db, SQL_batch_make, VALUES(v_text(name), v_int(queue_now())), ret, NULL);
}

enum status queue_index_chart(struct queue *q, int64_t chart)
{
    enum status st = db_run(q->db, SQL_chart_words_drop, VALUES(v_int(chart)));
    return st == ST_OK ? db_run(q->db, SQL_chart_words_put, VALUES(v_int(chart))) : st;
}

static enum status add_chart(struct queue *q, int64_t batch, const struct chart_facts *f, int64_t *ret)
{
    const struct encounter *e = &f->encounter;
    enum status st =
        db_value(q->db, SQL_chart_add,
                 VALUES(v_int(batch), v_int(f->priority), v_text(encounter_name(e->type)), v_phi(f->name), v_phi(f->mrn), v_phi(f->account),
                        v_known(f->born, 0), v_text(sex_name(e->sex)), v_known(e->age_years, -1), v_known(e->date_of_service, 0), v_int(queue_now())),
                 ret, NULL);
    return st == ST_OK ? db_run(q->db, SQL_chart_words_put, VALUES(v_int(*ret))) : st;
}

/* Two runs may take in the same file at once; and one chart may be given the same file twice. */
static enum status is_known(struct queue *q, const char *sha256, bool *ret)
{
    int64_t chart;
    return db_value(q->db, SQL_document_find, VALUES(v_text(sha256)), &chart, ret);
}

/* While a stack is written. */
struct writing {
    struct queue *q;
    const struct queue_stack *stack;
    int64_t batch; /* of the stack */
    int64_t *chart_ids, *document_ids; /* by index; 0: not written */
    bool *known; /* by file */
    int *chart_pages, *chart_documents; /* so far */
};

static enum status need_chart(struct writing *w, uint32_t i)
{
    const struct queue_stack_chart *c = &w->stack->charts[i];
    int64_t batch = w->batch;
    char name[SHEET_TEXT_BYTES];
    enum status st = ST_OK;
    if (w->chart_ids[i]) return ST_OK;
    (void)snprintf(name, sizeof name, "%.*s", (int)(c->batch.n < sizeof name ? c->batch.n : sizeof name - 1), c->batch.p ? c->batch.p : "");
    if (*name) TRY(find_batch(w->q, name, &batch));
    TRY(add_chart(w->q, batch, &c->facts, &w->chart_ids[i]));
done:
    return st;
}

/* A document belongs to the chart of its first page; its other pages may belong to others. */
static enum status need_document(struct writing *w, uint32_t i, uint32_t chart)
{
    const struct queue_file *f = &w->stack->files[i];
    enum status st = ST_OK;
    if (w->document_ids[i]) return ST_OK;
    TRY(db_value(w->q->db, SQL_document_add,
                 VALUES(v_int(w->chart_ids[chart]), v_int(++w->chart_documents[chart]), v_text(f->sha256), v_text(f->path),
                        v_text(f->media == MEDIA_TEXT ? "text" : "image"), v_int(f->bytes), v_int(queue_now())),
                 &w->document_ids[i], NULL));
    TRY(db_run(w->q->db, SQL_refusal_clear, VALUES(v_text(f->path))));
done:
    return st;
}

static enum status add_page(struct writing *w, const struct queue_stack_page *p)
{
    static const char *const sheets[] = {NULL, "cover", "separator"};
    enum status st = ST_OK;
    if (w->known[p->file]) return ST_OK;
    TRY(need_chart(w, p->chart));
    TRY(need_document(w, p->file, p->chart));
    TRY(db_run(w->q->db, SQL_page_add,
               VALUES(v_int(w->chart_ids[p->chart]), v_int(w->document_ids[p->file]), v_int(++w->chart_pages[p->chart]), v_int(p->number),
                      v_text(sheets[p->sheet]))));
    if (p->disputed) TRY(db_run(w->q->db, SQL_sheet_alarm_put, VALUES(v_int(w->chart_ids[p->chart]), v_int(w->chart_pages[p->chart]))));
done:
    return st;
}

static enum status audit_chart(const struct writing *w, uint32_t i)
{
    char detail[64];
    if (!w->chart_ids[i]) return ST_OK;
    (void)snprintf(detail, sizeof detail, "documents=%d pages=%d", w->chart_documents[i], w->chart_pages[i]);
    return queue_audit(w->q, "accept-documents", w->chart_ids[i], detail);
}

static enum status write_stack(struct writing *w)
{
    const struct queue_stack *s = w->stack;
    enum status st = ST_OK;
    for (uint32_t i = 0; i < s->file_count; i++) {
        TRY(is_known(w->q, s->files[i].sha256, &w->known[i]));
        for (uint32_t j = 0; j < i && !w->known[i]; j++) w->known[i] = strcmp(s->files[j].sha256, s->files[i].sha256) == 0;
    }
    for (uint32_t i = 0; i < s->page_count; i++) TRY(add_page(w, &s->pages[i]));
    for (uint32_t i = 0; i < s->chart_count; i++) TRY(audit_chart(w, i));
done:
    return st;
}

enum status queue_accept_stack(struct queue *q, const char *batch, const struct queue_stack *stack, int64_t *ret_charts)
{
    enum status st = ST_OK;
    struct arena *arena = arena_new((size_t)256 << 20);
    if (!arena) return ST_NO_MEMORY;
    struct writing w = {.q = q, .stack = stack};
    w.chart_ids = ARENA_ARRAY(arena, int64_t, stack->chart_count + 1);
    w.document_ids = ARENA_ARRAY(arena, int64_t, stack->file_count + 1);
    w.known = ARENA_ARRAY(arena, bool, stack->file_count + 1);
    w.chart_pages = ARENA_ARRAY(arena, int, stack->chart_count + 1);
    w.chart_documents = ARENA_ARRAY(arena, int, stack->chart_count + 1);
    if (!w.chart_ids || !w.document_ids || !w.known || !w.chart_pages || !w.chart_documents) TRY(ST_NO_MEMORY);
    TRY(db_begin(q->db));
    TRY(find_batch(q, batch, &w.batch));
    TRY(write_stack(&w));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) memcpy(ret_charts, w.chart_ids, stack->chart_count * sizeof *ret_charts);
    arena_free(arena);
    return st;
}

enum status queue_accept(struct queue *q, const char *batch, const struct chart_facts *facts, const struct queue_file *files, uint32_t n,
                         int64_t *ret_chart)
{
    struct queue_stack_chart chart = {.facts = *facts};
    struct queue_stack stack = {.files = files, .file_count = n, .charts = &chart, .chart_count = 1};
    uint32_t most = 0;
    for (uint32_t i = 0; i < n; i++) most += files[i].pages;
    struct queue_stack_page *pages = calloc(most + 1, sizeof *pages);
    if (!pages) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t number = 1; number <= files[i].pages; number++)
            pages[stack.page_count++] = (struct queue_stack_page){.file = i, .number = (int)number};
    stack.pages = pages;
    enum status st = queue_accept_stack(q, batch, &stack, ret_chart);
    free(pages);
    return st;
}

enum status queue_refuse(struct queue *q, const char *batch, const char *path, const char *reason)
{
    int64_t batch_id;
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(find_batch(q, batch, &batch_id));
    TRY(db_run(q->db, SQL_refusal_add, VALUES(v_text(path), v_int(batch_id), v_text(reason), v_int(queue_now()))));
done:
    return db_end(q->db, st);
}

static enum status read_refusal(struct arena *arena, const struct query *row, void *element)
{
    enum status st = ST_OK;
    *(struct queue_refusal *)element =
        (struct queue_refusal){column_text(arena, row, 0, &st), column_text(arena, row, 1, &st), column_text(arena, row, 2, &st)};
    return st;
}

enum status queue_refusals(struct queue *q, struct arena *arena, struct queue_refusal **ret, uint32_t *ret_n)
{
    return list_rows(q, SQL_refusal_list, NULL, arena, sizeof **ret, read_refusal, (void **)ret, ret_n);
}
