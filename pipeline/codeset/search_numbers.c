/* Codes typed as such: whole, begun, as a range, or among words. */
#include "search_internal.h"

#define NEXT_MALUS 0.99f /* what follows in the book stands behind */
#define TYPED_SCORE 2.0f /* a code typed among words is surely meant */

/* "E11.4", "s72001", "M25.5-", "99213": letters and digits as codes have them. */
static bool looks_like_code(struct str s)
{
    size_t digits = 0;
    if (s.n < 3 || s.n > 9) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool digit = c >= '0' && c <= '9';
        digits += digit;
        if (!digit && !((c | 32) >= 'a' && (c | 32) <= 'z') && c != '.' && !(c == '-' && i + 1 == s.n)) return false;
    }
    return digits >= 3 || (digits == 2 && s.p[1] >= '0' && s.p[1] <= '9');
}

static bool begins_with(struct str code, struct str typed)
{
    size_t k = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] == '.' || typed.p[i] == '-') continue;
        while (k < code.n && code.p[k] == '.') k++;
        if (k == code.n || (code.p[k] | 32) != (typed.p[i] | 32)) return false;
        k++;
    }
    return true;
}

struct listing {
    const struct lexicon *lex;
    enum code_system system;
    uint32_t limit;
    struct search_hit *hits;
    uint32_t *n;
};

static void list_code(struct listing *l, uint32_t code)
{
    float score = 1.0f;
    for (uint32_t i = 0; i < *l->n; i++) score *= NEXT_MALUS;
    if (*l->n < l->limit) l->hits[(*l->n)++] = (struct search_hit){code, score, UINT32_MAX};
}

static bool is_listed(const struct listing *l, uint32_t code)
{
    const struct lex_code *c = &l->lex->codes[code];
    return (c->level == LEVEL_CODE || c->level == LEVEL_MODIFIER) && (l->system == SYSTEM_COUNT || c->system == l->system);
}

/* The code typed, else all that begin so, in the order of the book. */
static void list_begun(struct listing *l, struct str typed)
{
    for (uint32_t i = 0; i < l->lex->code_count && *l->n < l->limit; i++)
        if (is_listed(l, i) && begins_with(lex_str(l->lex, l->lex->codes[i].code), typed)) list_code(l, i);
}

static bool in_range(struct str code, struct str first, struct str last)
{
    return code_compare(code, first) >= 0 && (code_compare(code, last) <= 0 || begins_with(code, last));
}

/* "E08-E13": the block of that name, then the codes of which the ends have the length, categories for categories. */
static void list_range(struct listing *l, struct str typed, struct str first, struct str last)
{
    const struct lexicon *lex = l->lex;
    for (uint32_t i = 0; i < lex->code_count; i++)
        if (lex->codes[i].level == LEVEL_BLOCK && str_eq_nocase(lex_str(lex, lex->codes[i].code), typed)) list_code(l, i);
    for (uint32_t i = 0; i < lex->code_count && *l->n < l->limit; i++) {
        struct str code = lex_str(lex, lex->codes[i].code);
        if (lex->codes[i].level == LEVEL_CODE && is_listed(l, i) && code.n <= last.n && in_range(code, first, last)) list_code(l, i);
    }
}

void search_numbers(const struct lexicon *lex, enum code_system system, struct str query, uint32_t limit, struct search_hit *hits, uint32_t *n)
{
    struct listing l = {lex, system, limit, hits, n};
    struct str last = query, first;
    if (looks_like_code(query)) {
        list_begun(&l, query);
        return;
    }
    (void)str_cut(&last, '-', &first);
    if (!last.p) return;
    first = str_trim(first), last = str_trim(last);
    if (looks_like_code(first) && looks_like_code(last) && code_compare(first, last) < 0) list_range(&l, query, first, last);
}

void search_numbers_within(const struct lexicon *lex, enum code_system system, struct str query, uint32_t room, struct search_hit *hits, uint32_t *n)
{
    struct str word;
    while (query.n && str_cut(&query, ' ', &word)) {
        uint32_t code = word.n >= 5 && looks_like_code(word) ? lexicon_code_any(lex, word) : LEXICON_NO_CODE, i = 0;
        if (code == LEXICON_NO_CODE || (system != SYSTEM_COUNT && lex->codes[code].system != system)) continue;
        while (i < *n && hits[i].code != code) i++;
        if (i == room) continue;
        hits[i] = (struct search_hit){code, TYPED_SCORE, UINT32_MAX};
        if (i == *n) (*n)++;
    }
}
