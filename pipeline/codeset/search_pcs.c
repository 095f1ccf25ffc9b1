/* ICD-10-PCS titles are built of fixed words and are many; they are not among the lexicon's phrases. A search for them weighs
 * the titles themselves: every word of the query that a title has counts, what the title says beyond costs a little. */
#include "search_internal.h"

#include "base/buf.h"

#define LENGTH_MALUS 0.002f
#define PCS_WORDS_BYTES 8192 /* a query of 400 bytes of the shortest terms */

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

static bool stands_at(struct str text, size_t at, struct str term)
{
    if (at + term.n > text.n || (at && text.p[at - 1] != ' ') || (at + term.n < text.n && text.p[at + term.n] != ' ')) return false;
    return str_eq_nocase((struct str){text.p + at, term.n}, term);
}

/* The longest term of pcs_terms.tsv that stands at this place; NULL when none does. */
static const struct lex_rule *longest_term(const struct lexicon *lex, struct str text, size_t at)
{
    const struct lex_rule *best = NULL;
    for (uint32_t i = 0; i < lex->rule_count; i++) {
        const struct lex_rule *r = &lex->rules[i];
        if (r->kind != RULE_PCS_TERM || !stands_at(text, at, lex_str(lex, r->first))) continue;
        if (!best || lex_str(lex, r->first).n > lex_str(lex, best->first).n) best = r;
    }
    return best;
}

enum status search_pcs_words(const struct lexicon *lex, struct arena *arena, struct str text, struct str *ret)
{
    struct buf b;
    buf_init(&b, PCS_WORDS_BYTES);
    for (size_t at = 0; at < text.n;) {
        const struct lex_rule *r = at == 0 || text.p[at - 1] == ' ' ? longest_term(lex, text, at) : NULL;
        if (r) buf_str(&b, lex_str(lex, r->second));
        else buf_char(&b, text.p[at]);
        at += r ? lex_str(lex, r->first).n : 1;
    }
    enum status st = buf_status(&b);
    char *p = st == ST_OK ? arena_strdup(arena, b.p ? b.p : "", b.n) : NULL;
    if (st == ST_OK && !p) st = fail(ST_NO_MEMORY, "out of memory");
    *ret = (struct str){p, b.n};
    buf_clear(&b);
    return st;
}
