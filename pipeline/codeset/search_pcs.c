/* ICD-10-PCS titles are built of fixed words and are many; they are not among the lexicon's phrases. A search for them reads
 * the titles themselves: every word of the query that a title has counts, what the title says beyond costs a little. */
#include "search_internal.h"

#include <ctype.h>

#define LENGTH_MALUS 0.002f

static bool word_at(struct str text, size_t at, struct str word)
{
    if (at && isalnum((unsigned char)text.p[at - 1])) return false;
    return str_eq_nocase((struct str){text.p + at, word.n}, word); /* "joint" stands for "joints" too */
}

static bool has_word(struct str text, struct str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++)
        if (word_at(text, i, word)) return true;
    return false;
}

static bool side_fits(unsigned asked, struct str title)
{
    unsigned side = (has_word(title, STR("right")) ? SIDE_RIGHT : 0) | (has_word(title, STR("left")) ? SIDE_LEFT : 0);
    if (has_word(title, STR("bilateral"))) side = SIDE_RIGHT | SIDE_LEFT;
    return asked == 0 || side == 0 || side == asked;
}

float search_pcs_score(const struct query *q, struct str title)
{
    float covered = 0.0f;
    for (uint32_t i = 0; i < q->n; i++)
        for (uint32_t k = 0; k < q->words[i].term_count; k++) {
            if (!has_word(title, lex_str(q->lex, q->lex->terms[q->words[i].term[k]].text))) continue;
            covered += q->words[i].weight * q->words[i].quality[k];
            break;
        }
    if (covered <= 0.0f || !side_fits(q->side, title)) return 0.0f;
    return covered / q->weight - LENGTH_MALUS * (float)title.n;
}
