/* The known word a misspelt one was meant to be. The candidates are few (same first letter, about the same length), so a
 * bounded edit distance over the vocabulary is fast enough for the rare words that need it. */
#include "lexicon_internal.h"

#define LONGEST 40

static int least(int a, int b)
{
    return a < b ? a : b;
}

int lexicon_edits(struct str a, struct str b, int limit)
{
    if (a.n > LONGEST || b.n > LONGEST || a.n > b.n + (size_t)limit || b.n > a.n + (size_t)limit) return limit + 1;
    int rows[3][LONGEST + 1];
    for (size_t k = 0; k <= b.n; k++) rows[0][k] = (int)k;
    for (size_t i = 1; i <= a.n; i++) {
        int *now = rows[i % 3], *last = rows[(i + 2) % 3], *before = rows[(i + 1) % 3], low = (int)i;
        now[0] = (int)i;
        for (size_t k = 1; k <= b.n; k++) {
            int cost = a.p[i - 1] != b.p[k - 1];
            now[k] = least(least(last[k] + 1, now[k - 1] + 1), last[k - 1] + cost);
            if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] && a.p[i - 2] == b.p[k - 1]) now[k] = least(now[k], before[k - 2] + 1);
            low = least(low, now[k]);
        }
        if (low > limit) return limit + 1;
    }
    return least(rows[a.n % 3][b.n], limit + 1);
}

uint32_t lexicon_nearest(const struct lexicon *lex, struct str word)
{
    uint32_t best = LEXICON_NO_TERM;
    int best_distance = word.n >= 9 ? 3 : 2;
    bool tie = false;
    if (word.n < 5 || word.n >= LONGEST) return LEXICON_NO_TERM;
    for (uint32_t t = 0; t < lex->term_count; t++) {
        const char *text = lex_cstr(lex, lex->terms[t].text);
        if (text[0] != word.p[0]) continue;
        struct str other = str_of(text);
        if (other.n + 2 < word.n || other.n > word.n + 2 || other.n < 4) continue;
        int d = lexicon_edits(word, other, best_distance);
        if (d > best_distance || (d == best_distance && best == LEXICON_NO_TERM)) continue;
        if (d == best_distance) {
            float gap = lex->terms[best].idf - lex->terms[t].idf;
            tie = gap > -0.7f && gap < 0.7f;
            if (gap > 0) best = t;
            continue;
        }
        best = t;
        best_distance = d;
        tie = false;
    }
    return tie ? LEXICON_NO_TERM : best;
}

#define LONGEST_HEADING 40
#define SHORTEST_HEADING 6

enum section lexicon_heading_near(const struct lexicon *lex, struct str text)
{
    char lower[LONGEST_HEADING];
    enum section found = SECTION_COUNT;
    if (text.n < SHORTEST_HEADING || text.n > LONGEST_HEADING) return SECTION_COUNT;
    for (size_t i = 0; i < text.n; i++) lower[i] = (char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] + 32 : text.p[i]);
    for (uint32_t i = 0; i < lex->heading_count; i++) {
        enum section s = (enum section)lex->headings[i].section;
        if (s == found || lexicon_edits((struct str){lower, text.n}, lex_str(lex, lex->headings[i].text), 1) > 1) continue;
        if (found != SECTION_COUNT) return SECTION_COUNT;
        found = s;
    }
    return found;
}
