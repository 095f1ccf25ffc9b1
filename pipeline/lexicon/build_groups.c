/* Each term's postings by the second rarest term of their entries. */
#include "builder.h"

#include <stdlib.h>

/* The rarest term of the entry but the one it is posted under. */
static uint32_t second_of(const struct builder *b, uint32_t entry, uint32_t posted)
{
    const struct lex_entry *e = &b->entries.p[entry];
    uint32_t best = LEXICON_NO_TERM;
    for (uint32_t k = 0; k < e->term_count; k++) {
        uint32_t t = b->entry_terms.p[e->first_term + k];
        if (t != posted && (best == LEXICON_NO_TERM || b->term_frequency.p[t] < b->term_frequency.p[best])) best = t;
    }
    return best;
}

struct order {
    const struct builder *b;
    uint32_t posted;
};

static int compare_postings(const void *pa, const void *pb, void *ctx)
{
    const struct order *o = ctx;
    const struct lex_posting *x = pa, *y = pb;
    uint32_t a = second_of(o->b, x->entry, o->posted), b = second_of(o->b, y->entry, o->posted);
    if (a != b) return a < b ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

static enum status group_term(struct builder *b, uint32_t term)
{
    enum status st = ST_OK;
    struct lex_term *t = &b->terms.p[term];
    struct lex_posting *p = b->postings.p + t->first_posting;
    struct order o = {b, term};
    t->first_group = b->groups.n;
    if (t->posting_count) qsort_r(p, t->posting_count, sizeof *p, compare_postings, &o);
    for (uint32_t i = 0; i < t->posting_count; i++) {
        uint32_t second = second_of(b, p[i].entry, term);
        bool more = t->group_count && b->groups.p[b->groups.n - 1].second == second;
        struct lex_group g = {second, 0};
        if (!more) {
            PUSH(b->groups, g);
            t->group_count++;
        }
        b->groups.p[b->groups.n - 1].posting_count++;
    }
done:
    return st;
}

enum status build_groups_of_postings(struct builder *b)
{
    enum status st = ST_OK;
    for (uint32_t t = 0; st == ST_OK && t < b->terms.n; t++) st = group_term(b, t);
    return st;
}
