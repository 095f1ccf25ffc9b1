#include "chart.h"

#include "lexicon.h"

#define FURTHEST 3 /* words that one title has and the other has not */

static bool has_word(const struct lexicon *lex, const struct lex_code *c, uint32_t word)
{
    for (uint32_t i = 0; i < c->word_count; i++)
        if (lex->title_words[c->first_word + i] == word) return true;
    return false;
}

static uint32_t words_beyond(const struct lexicon *lex, const struct lex_code *a, const struct lex_code *b)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < a->word_count; i++) n += !has_word(lex, b, lex->title_words[a->first_word + i]);
    return n;
}

static char last_character(const struct lexicon *lex, const struct lex_code *c)
{
    struct str s = lex_str(lex, c->code);
    return s.n ? s.p[s.n - 1] : '\0';
}

/* Where the family begins: one step up, two for a code with a 7th character, whose siblings would be its own other episodes. */
static int32_t family_of(const struct lexicon *lex, const struct lex_code *c)
{
    int32_t up = c->parent;
    return c->seventh && up >= 0 ? lex->codes[up].parent : up;
}

static void insert(uint32_t *list, uint32_t *distance, uint32_t *n, uint32_t code, uint32_t far)
{
    uint32_t at = *n;
    if (at == SIBLINGS_MOST && distance[at - 1] <= far) return;
    if (at == SIBLINGS_MOST) at--;
    else ++*n;
    for (; at > 0 && distance[at - 1] > far; at--) {
        list[at] = list[at - 1];
        distance[at] = distance[at - 1];
    }
    list[at] = code;
    distance[at] = far;
}

uint32_t code_siblings(const struct lexicon *lex, uint32_t code, uint32_t ret[SIBLINGS_MOST])
{
    const struct lex_code *own = &lex->codes[code];
    int32_t family = family_of(lex, own);
    uint32_t n = 0, distance[SIBLINGS_MOST];
    if (family < 0 || lex->codes[family].level != LEVEL_CODE) return 0;
    for (uint32_t i = (uint32_t)family + 1; i < lex->codes[family].end; i++) {
        const struct lex_code *c = &lex->codes[i];
        if (i == code || !(c->flags & LEX_CODE_BILLABLE) || c->seventh != own->seventh) continue;
        if (own->seventh && last_character(lex, c) != last_character(lex, own)) continue;
        uint32_t far = words_beyond(lex, own, c) + words_beyond(lex, c, own);
        if (far <= FURTHEST) insert(ret, distance, &n, i, far);
    }
    return n;
}
