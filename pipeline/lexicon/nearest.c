/* The known word a misspelt one was meant to be. The vocabulary lies by first letter and length in the lexicon, so few words
 * come near, and those are told by the letters they hold before their edits are counted. */
#include "lexicon_internal.h"
#include "nearest.h"

#include <math.h>

static bool more_than(uint32_t bits, int n)
{
    for (; bits && n > 0; n--) bits &= bits - 1;
    return bits != 0;
}

/* An edit brings one new letter at most and takes one away. */
static bool are_apart(uint32_t a, uint32_t b, int edits)
{
    return more_than(a & ~b, edits) || more_than(b & ~a, edits);
}

void lexicon_edits_from(struct lex_edits *e, struct str from)
{
    memset(e, 0, sizeof *e);
    e->n = from.n;
    for (size_t i = 0; i < from.n && i < EDITS_LONGEST; i++) e->at[(unsigned char)from.p[i]] |= 1ull << i;
}

/* Hyyroe's bits ("A bit-vector algorithm for computing Levenshtein and Damerau edit distances", 2003): the column of the table of
 * distances in two words, `up` where a cell is one more than that above it, `down` where it is one less. */
int lexicon_edits_to(const struct lex_edits *e, struct str s, int limit)
{
    uint64_t up = ~0ull, down = 0, same = 0, before = 0, last = e->n ? 1ull << (e->n - 1) : 0;
    if (e->n > EDITS_LONGEST || s.n > EDITS_LONGEST || e->n > s.n + (size_t)limit || s.n > e->n + (size_t)limit) return limit + 1;
    int edits = (int)(e->n ? e->n : s.n);
    for (size_t i = 0; i < s.n; i++) {
        uint64_t here = e->at[(unsigned char)s.p[i]], swapped = ((~same & here) << 1) & before;
        same = (((here & up) + up) ^ up) | here | down | swapped;
        uint64_t more = down | ~(same | up), less = same & up;
        edits += (more & last) != 0;
        edits -= (less & last) != 0;
        more = more << 1 | 1;
        less <<= 1;
        up = less | ~(same | more);
        down = more & same;
        before = here;
    }
    return edits < limit ? edits : edits > limit ? limit + 1 : limit;
}

int lexicon_edits(struct str a, struct str b, int limit)
{
    struct lex_edits e;
    lexicon_edits_from(&e, a);
    return lexicon_edits_to(&e, b, limit);
}

uint32_t letters_of(struct str s)
{
    uint32_t letters = 0;
    for (size_t i = 0; i < s.n; i++) {
        char lower = (char)(s.p[i] | 0x20);
        if (lower >= 'a' && lower <= 'z') letters |= 1u << (lower - 'a');
    }
    return letters;
}

bool known_letters(struct str w, uint32_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] < 'a' || w.p[i] > 'z') return false;
        *ret |= 1u << (w.p[i] - 'a');
    }
    return w.n >= KNOWN_SHORTEST && w.n < KNOWN_LENGTHS;
}

uint32_t known_group(struct str w)
{
    return (uint32_t)(w.p[0] - 'a') * KNOWN_LENGTHS + (uint32_t)w.n;
}

struct nearest {
    struct lex_edits edits;
    uint32_t letters, term;
    int distance;
    float idf, next_idf; /* of the commonest at this distance, and of the one behind it */
};

static void look_among(const struct lexicon *lex, uint32_t group, size_t n, struct nearest *best)
{
    for (uint32_t i = lex->known_first[group]; i < lex->known_first[group + 1]; i++) {
        const struct lex_known *k = &lex->known[i];
        if (are_apart(k->letters, best->letters, best->distance)) continue;
        int d = lexicon_edits_to(&best->edits, (struct str){lex_cstr(lex, lex->terms[k->term].text), n}, best->distance);
        if (d > best->distance) continue;
        float idf = lex->terms[k->term].idf;
        if (d < best->distance || best->term == LEXICON_NO_TERM) *best = (struct nearest){best->edits, best->letters, k->term, d, idf, INFINITY};
        else if (idf < best->idf) best->next_idf = best->idf, best->idf = idf, best->term = k->term;
        else if (idf < best->next_idf) best->next_idf = idf;
    }
}

#define LONG_WORD 9 /* letters from which on two edits are forgiven */
#define SHORTEST_GUESSED 5
#define AS_COMMON 0.7f /* two words whose rarities are nearer than this are equally likely */

uint32_t lexicon_nearest(const struct lexicon *lex, struct str word)
{
    struct nearest best = {.term = LEXICON_NO_TERM, .distance = word.n >= LONG_WORD ? 2 : 1};
    uint32_t allowed = (uint32_t)best.distance;
    if (word.n < SHORTEST_GUESSED || !known_letters(word, &best.letters) || !lex->known_first_count) return LEXICON_NO_TERM;
    lexicon_edits_from(&best.edits, word);
    for (size_t n = word.n - allowed; n <= word.n + allowed && n < KNOWN_LENGTHS; n++)
        look_among(lex, known_group((struct str){word.p, n}), n, &best);
    return best.term == LEXICON_NO_TERM || best.next_idf - best.idf < AS_COMMON ? LEXICON_NO_TERM : best.term;
}

bool lexicon_spells(const struct lexicon *lex, struct str word)
{
    uint64_t hash = str_hash(word);
    uint32_t lo = 0, hi = lex->spelled_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lex->spelled[mid] < hash) lo = mid + 1;
        else hi = mid;
    }
    return lo < lex->spelled_count && lex->spelled[lo] == hash;
}

#define LONGEST_HEADING 40
#define SHORTEST_HEADING 6

/* First heading of at least so many bytes. */
static uint32_t first_heading(const struct lexicon *lex, size_t bytes)
{
    uint32_t lo = 0, hi = lex->heading_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lex->headings[mid].bytes < bytes) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

enum section lexicon_heading_near(const struct lexicon *lex, struct str text)
{
    char lower[LONGEST_HEADING];
    struct lex_edits edits;
    enum section found = SECTION_COUNT;
    if (text.n < SHORTEST_HEADING || text.n > LONGEST_HEADING) return SECTION_COUNT;
    for (size_t i = 0; i < text.n; i++) lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]);
    lexicon_edits_from(&edits, (struct str){lower, text.n});
    uint32_t letters = letters_of(text);
    for (uint32_t i = first_heading(lex, text.n - 1); i < lex->heading_count && lex->headings[i].bytes <= text.n + 1; i++) {
        const struct lex_heading *h = &lex->headings[i];
        enum section s = (enum section)h->section;
        if (s == found || are_apart(letters, h->letters, 1)) continue;
        if (lexicon_edits_to(&edits, (struct str){lex_cstr(lex, h->text), h->bytes}, 1) > 1) continue;
        if (found != SECTION_COUNT) return SECTION_COUNT;
        found = s;
    }
    return found;
}
