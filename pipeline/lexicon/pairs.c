/* NCCI pairs: taken over sorted, found by halving. */
#include "builder.h"

enum status build_pairs(struct builder *b)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; b->codeset && i < b->codeset->pair_count; i++) {
        const struct codeset_pair *in = &b->codeset->pairs[i];
        struct lex_pair p = {in->first, in->second, in->from, in->until, builder_string(b, in->why), (uint32_t)in->modifier};
        PUSH(b->pairs, p);
    }
done:
    return st;
}

static bool is_before(const struct lex_pair *p, uint32_t first, uint32_t second)
{
    return p->first != first ? p->first < first : p->second < second;
}

const struct lex_pair *lexicon_pair(const struct lexicon *lex, uint32_t first, uint32_t second, int day)
{
    uint32_t lo = 0, hi = lex->pair_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (is_before(&lex->pairs[mid], first, second)) lo = mid + 1;
        else hi = mid;
    }
    for (; lo < lex->pair_count && lex->pairs[lo].first == first && lex->pairs[lo].second == second; lo++) {
        const struct lex_pair *p = &lex->pairs[lo];
        bool in_force = day ? p->from <= day && (!p->until || day <= p->until) : !p->until;
        if (in_force && p->why < lex->strings_bytes) return p;
    }
    return NULL;
}
