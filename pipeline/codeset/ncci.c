/* NCCI procedure-to-procedure edits as CMS publishes them each quarter (text with tabs, or the spreadsheet as CSV): column 1
 * code, column 2 code, in existence before 1996, effective date, deletion date (* = none), modifier indicator, rationale.
 * Some lines of title and licence stand above; the headings may run over several lines. */
#include "csv.h"
#include "finish.h"

#include <stdlib.h>

#define MAX_RATIONALES 64
#define MIN_CELLS 6

enum { FIRST, SECOND, BEFORE_1996, FROM, UNTIL, MODIFIER, RATIONALE };

/* The few rationales that all pairs share. */
struct rationales {
    struct str text[MAX_RATIONALES];
    int n;
};

static struct str shared_text(struct codeset *c, struct rationales *r, struct str text)
{
    for (int i = 0; i < r->n; i++)
        if (str_eq(r->text[i], text)) return r->text[i];
    struct str kept = draft_text(c, text);
    if (r->n < MAX_RATIONALES && kept.p) r->text[r->n++] = kept;
    return kept;
}

static bool is_date(struct str s, int32_t *ret)
{
    long day;
    if (!str_to_long(s, 19000101, 21991231, &day)) return false;
    *ret = (int32_t)day;
    return true;
}

static enum status pair_row(struct codeset *c, const struct csv *v, struct rationales *rationales)
{
    enum status st = ST_OK;
    struct str until = csv_cell(v, UNTIL), modifier = csv_cell(v, MODIFIER);
    struct codeset_pair p = {.first = code_pack(csv_cell(v, FIRST)), .second = code_pack(csv_cell(v, SECOND))};
    if (!p.first || !p.second)
        return source_fault(v->s, v->line, "'%.*s' and '%.*s' are no pair of codes", STR_ARG(csv_cell(v, FIRST)), STR_ARG(csv_cell(v, SECOND)));
    if (!is_date(csv_cell(v, FROM), &p.from))
        return source_fault(v->s, v->line, "effective date '%.*s' must be yyyymmdd", STR_ARG(csv_cell(v, FROM)));
    if (until.n && !str_eq(until, STR("*")) && !is_date(until, &p.until))
        return source_fault(v->s, v->line, "deletion date '%.*s' must be yyyymmdd or *", STR_ARG(until));
    if (modifier.n != 1 || !memchr("019", modifier.p[0], 3))
        return source_fault(v->s, v->line, "modifier indicator '%.*s' must be 0, 1 or 9", STR_ARG(modifier));
    p.modifier = modifier.p[0];
    p.why = shared_text(c, rationales, csv_cell(v, RATIONALE));
    if (!p.why.p) return fail(ST_NO_MEMORY, "out of memory");
    VECTOR_PUSH(c->draft->pairs, p);
done:
    return st;
}

static char separator_of(struct str head)
{
    for (size_t i = 0; i < head.n && i < 4096; i++)
        if (head.p[i] == '\t') return '\t';
    return ',';
}

enum status import_ncci(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct rationales rationales = {.n = 0};
    struct csv v;
    csv_open(&v, s, separator_of(s->bytes));
    while (csv_next(&v, &st)) {
        bool pair = v.cells >= MIN_CELLS && code_pack(v.cell[FIRST]) && v.cell[FIRST].n && v.cell[FIRST].p[1] >= '0' && v.cell[FIRST].p[1] <= '9';
        if (!pair && *ret_rows == 0) continue; /* title, licence, headings */
        TRY(pair_row(c, &v, &rationales));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}

static int compare_pairs(const void *pa, const void *pb)
{
    const struct codeset_pair *a = pa, *b = pb;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    return a->from < b->from ? -1 : a->from > b->from;
}

static bool same_pair(const struct codeset_pair *a, const struct codeset_pair *b)
{
    return compare_pairs(a, b) == 0 && a->until == b->until && a->modifier == b->modifier;
}

/* Pairs that ended before the release began can never be asked for; practitioner and hospital files share most pairs. */
enum status finish_pairs(struct codeset *c)
{
    const struct codeset_draft *d = c->draft;
    c->pairs = malloc((d->pairs.n + 1) * sizeof *c->pairs);
    if (!c->pairs) return fail(ST_NO_MEMORY, "out of memory");
    if (d->pairs.n) qsort(d->pairs.p, d->pairs.n, sizeof *d->pairs.p, compare_pairs);
    for (uint32_t i = 0; i < d->pairs.n; i++) {
        const struct codeset_pair *p = &d->pairs.p[i];
        bool ended = p->until && p->until < c->effective_date;
        if (ended || p->modifier == '9' || (c->pair_count && same_pair(&c->pairs[c->pair_count - 1], p))) continue;
        c->pairs[c->pair_count++] = *p;
    }
    return ST_OK;
}
