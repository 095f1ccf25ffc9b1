/* What match found, written as rows. Offsets become offsets of the page's own text, so that they hold when the chart's
 * other pages are read anew. */
#include "queue_internal.h"

#include "base/buf.h"

#include <stdio.h>

#define ADVICE_BYTES ((size_t)1 << 20)

struct writing {
    struct queue *q;
    int64_t chart;
    const struct chart *c;
    struct buf advice;
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

static enum status join_advice(struct writing *w, const struct candidate *k)
{
    buf_reset(&w->advice);
    for (uint32_t i = 0; i < k->advice_count; i++) {
        if (i) buf_char(&w->advice, '\n');
        buf_str(&w->advice, k->advice[i]);
    }
    return buf_status(&w->advice);
}

static enum status add_candidate(struct writing *w, uint32_t rank, const struct candidate *k)
{
    int64_t id;
    enum status st = ST_OK;
    TRY(join_advice(w, k));
    TRY(db_value(w->q->db, SQL_candidate_add,
                 VALUES(v_int(w->chart), v_int(rank), v_text(code_system_name(k->system)), v_str(k->code), v_str(k->title), v_real(k->confidence),
                        v_int(k->suggested), k->reason == WITHHELD_NONE ? v_null() : v_text(withheld_reason_name(k->reason)), v_filled(k->cue),
                        v_filled(k->rule), v_str((struct str){w->advice.p, w->advice.n}), v_filled(k->phrase), v_real(k->unlearned),
                        v_int(k->first_listed)),
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
                         v_text(sex_name(e->sex)), v_known(e->age_years, -1), v_known(e->date_of_service, 0)));
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
    buf_init(&w.advice, ADVICE_BYTES);
    (void)snprintf(detail, sizeof detail, "candidates=%u withheld=%u", c->candidate_count, c->withheld_count);
    TRY(db_begin(q->db));
    TRY(add_all(&w));
    TRY(set_chart(&w, read, made_by));
    TRY(queue_audit(q, "match", chart, detail));
done:
    buf_clear(&w.advice);
    return db_end(q->db, st);
}
