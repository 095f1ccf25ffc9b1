/* ICD-10-PCS titles are built of fixed words and are many; they are not among the lexicon's phrases. A search for them weighs
 * the titles themselves: every word of the query that a title has counts, what the title says beyond costs a little. */
#include "search_internal.h"

#define LENGTH_MALUS 0.002f

float search_pcs_score(const struct query *q, uint32_t code)
{
    const struct lexicon *lex = q->lex;
    const struct lex_code *c = &lex->codes[code];
    uint32_t explained = 0;
    unsigned side = 0;
    float covered = 0.0f;
    if (!(c->flags & LEX_CODE_BILLABLE)) return 0.0f;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        int word = query_explains(q, term);
        side |= search_side(lex, term);
        if (word < 0 || explained & 1u << word) continue;
        explained |= 1u << word;
        covered += q->words[word].weight * q->quality_of[term];
    }
    if (q->side && side && side != q->side) return 0.0f;
    return covered / q->weight - LENGTH_MALUS * (float)lex_str(lex, c->title).n;
}
