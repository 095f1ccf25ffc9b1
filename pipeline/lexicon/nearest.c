/* The known word a misspelt one was meant to be. The candidates are few (same first letter, about the same length), so a
 * bounded edit distance over the vocabulary is fast enough for the rare words that need it. */
#include "lexicon_internal.h"

#include <stdlib.h>

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

#define LETTERS 26

struct known_word {
    uint32_t term, letters; /* letters: bit per letter that occurs */
    const char *text;
    uint32_t n;
};

struct nearest_index {
    const struct lexicon *lex;
    struct known_word *words; /* by first letter */
    uint32_t first[LETTERS + 1];
};

/* Bit per letter; false when the word holds anything else. */
static bool letters_of(struct str w, uint32_t *ret)
{
    *ret = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] < 'a' || w.p[i] > 'z') return false;
        *ret |= 1u << (w.p[i] - 'a');
    }
    return w.n >= 4 && w.n < LONGEST;
}

static void count_words(struct nearest_index *x)
{
    uint32_t letters;
    for (uint32_t t = 0; t < x->lex->term_count; t++) {
        struct str text = lex_str(x->lex, x->lex->terms[t].text);
        if (letters_of(text, &letters)) x->first[text.p[0] - 'a' + 1]++;
    }
    for (int i = 0; i < LETTERS; i++) x->first[i + 1] += x->first[i];
}

static void fill_words(struct nearest_index *x)
{
    uint32_t letters, at[LETTERS + 1];
    memcpy(at, x->first, sizeof at);
    for (uint32_t t = 0; t < x->lex->term_count; t++) {
        struct str text = lex_str(x->lex, x->lex->terms[t].text);
        if (letters_of(text, &letters)) x->words[at[text.p[0] - 'a']++] = (struct known_word){t, letters, text.p, (uint32_t)text.n};
    }
}

enum status nearest_open(const struct lexicon *lex, struct nearest_index **ret)
{
    struct nearest_index *x = calloc(1, sizeof *x);
    if (x) x->words = malloc(((size_t)lex->term_count + 1) * sizeof *x->words);
    if (!x || !x->words) {
        free(x);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    x->lex = lex;
    count_words(x);
    fill_words(x);
    *ret = x;
    return ST_OK;
}

void nearest_close(struct nearest_index *x)
{
    if (!x) return;
    free(x->words);
    free(x);
}

/* Each edit adds or takes away at most two kinds of letter. */
static bool may_be_near(const struct known_word *k, uint32_t letters, size_t n, int limit)
{
    int gap = (int)k->n - (int)n;
    return gap <= limit && gap >= -limit && __builtin_popcount(k->letters ^ letters) <= 2 * limit;
}

uint32_t lexicon_nearest(const struct nearest_index *x, struct str word)
{
    uint32_t best = LEXICON_NO_TERM, letters;
    int best_distance = word.n >= 9 ? 3 : 2; /* one more than is accepted */
    bool tie = false;
    if (word.n < 5 || !letters_of(word, &letters)) return LEXICON_NO_TERM;
    for (uint32_t i = x->first[word.p[0] - 'a']; i < x->first[word.p[0] - 'a' + 1]; i++) {
        const struct known_word *k = &x->words[i];
        if (!may_be_near(k, letters, word.n, best_distance)) continue;
        int d = lexicon_edits(word, (struct str){k->text, k->n}, best_distance);
        if (d > best_distance || (d == best_distance && best == LEXICON_NO_TERM)) continue;
        if (d == best_distance) {
            float gap = x->lex->terms[best].idf - x->lex->terms[k->term].idf;
            tie = gap > -0.7f && gap < 0.7f;
            if (gap > 0) best = k->term;
            continue;
        }
        best = k->term;
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
