/* What match found, written as rows. Offsets become offsets of the page's own text, so that they hold when the chart's
 * other pages are read anew. */
#include "queue_internal.h"

#include "base/buf.h"
#include "specialty.h"

#include <stdio.h>

#define LIST_BYTES ((size_t)1 << 20)

struct writing {
    struct queue *q;
    int64_t chart;
    const struct chart *c;
    struct buf advice, modifiers, pointers; /* of the candidate at hand: one piece a line */
};

static uint32_t clip(uint32_t offset, uint32_t start, size_t n)
{
    if (offset <= start) return 0;
    return offset - start < n ? offset - start : (uint32_t)n;
}

static enum status add_evidence(struct writing *w, int64_t candidate, int64_t ordinal, const struct evidence *e)
{
    const struct page *p = &w->c->pages[e->page];
    uint32_t start = w->c->page_start[e->page];
    return db_run(w->q->db, SQL_evidence_add,
                  VALUES(v_int(candidate), v_int(ordinal), v_int(w->chart), v_int((int64_t)e->page + 1), v_int(clip(e->start, start, p->text.n)),
                         v_int(clip(e->end, start, p->text.n)), v_text(section_name(e->section)), v_int(e->box.x), v_int(e->box.y), v_int(e->box.w),
                         v_int(e->box.h), v_real(e->reading_confidence)));
}

static void put_line(struct buf *out, struct str s)
{
    if (out->n) buf_char(out, '\n');
    buf_str(out, s);
}

static struct str lines(const struct buf *b)
{
    return (struct str){b->p, b->n};
}

static enum status join_lists(struct writing *w, const struct candidate *k)
{
    buf_reset(&w->advice), buf_reset(&w->modifiers), buf_reset(&w->pointers);
    for (uint32_t i = 0; i < k->advice_count; i++) put_line(&w->advice, k->advice[i]);
    for (uint32_t i = 0; i < k->modifier_count; i++) put_line(&w->modifiers, k->modifiers[i].modifier);
    for (uint32_t i = 0; i < k->pointer_count; i++) put_line(&w->pointers, k->pointers[i]);
    enum status st = buf_status(&w->advice);
    if (st == ST_OK) st = buf_status(&w->modifiers);
    return st == ST_OK ? buf_status(&w->pointers) : st;
}

static enum status add_candidate(struct writing *w, uint32_t rank, const struct candidate *k)
{
    int64_t id;
    enum status st = ST_OK;
    TRY(join_lists(w, k));
    TRY(db_value(w->q->db, SQL_candidate_add,
                 VALUES(v_int(w->chart), v_int(rank), v_text(code_system_name(k->system)), v_str(k->code), v_str(k->title), v_real(k->confidence),
                        v_int(k->suggested), k->reason == WITHHELD_NONE ? v_null() : v_text(withheld_reason_name(k->reason)), v_filled(k->cue),
                        v_filled(k->rule), v_str(lines(&w->advice)), v_filled(k->phrase), v_real(k->unlearned), v_int(k->first_listed),
                        v_int(k->units ? k->units : 1), v_str(lines(&w->modifiers)), v_str(lines(&w->pointers))),
                 &id, NULL));
    for (uint32_t i = 0; i < k->evidence_count; i++) TRY(add_evidence(w, id, (int64_t)i + 1, &k->evidence[i]));
done:
    return st;
}

static enum status set_chart(struct writing *w, const struct chart_facts *f, const char *made_by)
{
    const struct encounter *e = &f->encounter;
    return db_run(w->q->db, SQL_chart_matched,
                  VALUES(v_int(w->chart), v_int(queue_now()), v_text(made_by), v_phi(f->name), v_phi(f->mrn), v_phi(f->account), v_known(f->born, 0),
                         v_text(sex_name(e->sex)), v_known(e->age_years, -1), v_known(e->date_of_service, 0),
                         v_text(specialty_of(w->q->specialties, w->c))));
}

static enum status add_all(struct writing *w)
{
    const struct chart *c = w->c;
    enum status st = ST_OK;
    TRY(db_run(w->q->db, SQL_candidates_drop, VALUES(v_int(w->chart))));
    for (uint32_t i = 0; i < c->candidate_count; i++) TRY(add_candidate(w, i + 1, &c->candidates[i]));
    for (uint32_t i = 0; i < c->withheld_count; i++) TRY(add_candidate(w, i + 1, &c->withheld[i]));
done:
    return st;
}

enum status queue_matched(struct queue *q, int64_t chart, const struct chart *c, const struct chart_facts *read, const char *made_by)
{
    struct writing w = {.q = q, .chart = chart, .c = c};
    char detail[64];
    enum status st = ST_OK;
    buf_init(&w.advice, LIST_BYTES), buf_init(&w.modifiers, LIST_BYTES), buf_init(&w.pointers, LIST_BYTES);
    (void)snprintf(detail, sizeof detail, "candidates=%u withheld=%u", c->candidate_count, c->withheld_count);
    if (!q->specialties) TRY(specialties_open(NULL, &q->specialties));
    TRY(db_begin(q->db));
    TRY(add_all(&w));
    TRY(set_chart(&w, read, made_by));
    TRY(queue_index_chart(q, chart));
    TRY(queue_audit(q, "match", chart, detail));
done:
    buf_clear(&w.advice), buf_clear(&w.modifiers), buf_clear(&w.pointers);
    return db_end(q->db, st);
}
