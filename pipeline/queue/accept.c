/* Documents in: charts, documents and their pages appear in one transaction. */
#include "queue_internal.h"

#include <stdio.h>

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
    query_end(row);
done:
    return st;
}

static enum status find_batch(struct queue *q, const char *name, int64_t *ret)
{
    return db_value(q->db, SQL_batch_make, VALUES(v_text(name), v_int(queue_now())), ret, NULL);
}

static enum status add_chart(struct queue *q, int64_t batch, const struct chart_facts *f, int64_t *ret)
{
    const struct encounter *e = &f->encounter;
    return db_value(q->db, SQL_chart_add,
                    VALUES(v_int(batch), v_int(f->priority), v_text(encounter_name(e->type)), v_phi(f->name), v_phi(f->mrn), v_phi(f->account),
                           v_known(f->born, 0), v_text(sex_name(e->sex)), v_known(e->age_years, -1), v_known(e->date_of_service, 0),
                           v_int(queue_now())),
                    ret, NULL);
}

struct place {
    int64_t chart;
    int documents, pages; /* so far */
};

static enum status add_document(struct queue *q, struct place *at, const struct queue_file *f)
{
    int64_t document;
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_document_add,
                 VALUES(v_int(at->chart), v_int(++at->documents), v_text(f->sha256), v_text(f->path),
                        v_text(f->media == MEDIA_TEXT ? "text" : "image"), v_int(f->bytes), v_int(queue_now())),
                 &document, NULL));
    for (uint32_t i = 0; i < f->pages; i++)
        TRY(db_run(q->db, SQL_page_add, VALUES(v_int(at->chart), v_int(document), v_int(++at->pages), v_int((int64_t)i + 1))));
    TRY(db_run(q->db, SQL_refusal_clear, VALUES(v_text(f->path))));
done:
    return st;
}

/* Two runs may take in the same file at once; and one chart may be given the same file twice. */
static enum status is_known(struct queue *q, const char *sha256, bool *ret)
{
    int64_t chart;
    return db_value(q->db, SQL_document_find, VALUES(v_text(sha256)), &chart, ret);
}

enum status queue_accept(struct queue *q, const char *batch, const struct chart_facts *facts, const struct queue_file *files, uint32_t n,
                         int64_t *ret_chart)
{
    struct place at = {0};
    int64_t batch_id;
    char detail[64];
    enum status st = ST_OK;
    TRY(db_begin(q->db));
    TRY(find_batch(q, batch, &batch_id));
    for (uint32_t i = 0; i < n; i++) {
        bool known;
        TRY(is_known(q, files[i].sha256, &known));
        if (known) continue;
        if (!at.chart) TRY(add_chart(q, batch_id, facts, &at.chart));
        TRY(add_document(q, &at, &files[i]));
    }
    (void)snprintf(detail, sizeof detail, "documents=%d pages=%d", at.documents, at.pages);
    if (at.chart) TRY(queue_audit(q, "accept-documents", at.chart, detail));
done:
    st = db_end(q->db, st);
    if (st == ST_OK) *ret_chart = at.chart;
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
