/* What was typed, as words of the lexicon. */
#include "search_internal.h"

#include <stdlib.h>

#define UNKNOWN_WEIGHT 6.0f
#define MIN_GUESS_LETTERS 4
#define LONG_WORD 8
#define MIN_PREFIX_LETTERS 3
#define GUESS_QUALITY 0.8f
#define PREFIX_QUALITY 0.7f

unsigned search_side(const struct lexicon *lex, uint32_t term)
{
    enum word_role r = lexicon_role(lex, term);
    return r == ROLE_RIGHT ? SIDE_RIGHT : r == ROLE_LEFT ? SIDE_LEFT : r == ROLE_BILATERAL ? SIDE_RIGHT | SIDE_LEFT : 0;
}

static void add_term(struct query_word *w, uint32_t term, float quality, const struct lexicon *lex)
{
    if (w->term_count == WORD_MAX_TERMS) return;
    w->term[w->term_count] = term;
    w->quality[w->term_count++] = quality;
    if (lex->terms[term].idf > w->weight) w->weight = lex->terms[term].idf;
}

/* Terms within one edit (two for long words), the nearest and then the commonest first. */
static void guess_spelling(const struct lexicon *lex, struct str word, struct query_word *w)
{
    struct {
        uint32_t term;
        float rank;
        int edits;
    } best[WORD_MAX_TERMS];
    int limit = word.n >= LONG_WORD ? 2 : 1;
    uint32_t n = 0;
    for (uint32_t t = 0; t < lex->term_count; t++) {
        struct str other = lex_str(lex, lex->terms[t].text);
        if (other.p[0] != word.p[0] || other.n < MIN_GUESS_LETTERS || lex->terms[t].idf <= 0.0f) continue;
        int edits = lexicon_edits(word, other, limit);
        if (edits > limit) continue;
        float rank = (float)edits * 100.0f + lex->terms[t].idf;
        uint32_t at = n < WORD_MAX_TERMS ? n++ : n;
        for (; at > 0 && best[at - 1].rank > rank; at--)
            if (at < WORD_MAX_TERMS) best[at] = best[at - 1];
        if (at < WORD_MAX_TERMS) best[at].term = t, best[at].rank = rank, best[at].edits = edits;
    }
    for (uint32_t i = 0; i < n; i++)
        add_term(w, best[i].term, (best[i].edits == 1 ? GUESS_QUALITY : GUESS_QUALITY - 0.15f) + (i == 0 ? 0.1f : 0.0f), lex);
}

/* "pneum" stands for what begins so; the shortest words are likeliest. */
static void guess_ending(const struct lexicon *lex, struct str word, struct query_word *w)
{
    uint32_t best[WORD_MAX_TERMS], n = 0;
    for (uint32_t t = 0; t < lex->term_count; t++) {
        struct str other = lex_str(lex, lex->terms[t].text);
        if (other.n <= word.n || !str_starts(other, word)) continue;
        uint32_t at = n < WORD_MAX_TERMS ? n++ : n;
        while (at > 0 && lex->terms[best[at - 1]].idf > lex->terms[t].idf) {
            if (at < WORD_MAX_TERMS) best[at] = best[at - 1];
            at--;
        }
        if (at < WORD_MAX_TERMS) best[at] = t;
    }
    for (uint32_t i = 0; i < n; i++) add_term(w, best[i], PREFIX_QUALITY, lex);
}

/* In a query a lone "l" or "r" is a side: no code is about the letter. */
static unsigned side_letter(struct str norm)
{
    return str_eq(norm, STR("l")) ? SIDE_LEFT : str_eq(norm, STR("r")) ? SIDE_RIGHT : 0;
}

static bool is_word(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] < 'a' || s.p[i] > 'z') return false;
    return s.n > 0;
}

static void read_word(const struct lexicon *lex, const struct token *t, struct query *q)
{
    struct query_word w = {0};
    if (side_letter(t->norm)) {
        q->side |= side_letter(t->norm);
        return;
    }
    if (t->term != LEXICON_NO_TERM) {
        q->side |= search_side(lex, t->term);
        q->denies = q->denies || lexicon_role(lex, t->term) == ROLE_WITHOUT;
        if (!role_is_content(lexicon_role(lex, t->term))) return;
        add_term(&w, t->term, 1.0f, lex);
    } else if (is_word(t->norm)) {
        if (t->norm.n >= MIN_GUESS_LETTERS) guess_spelling(lex, t->norm, &w);
        if (w.term_count == 0 && t->norm.n >= MIN_PREFIX_LETTERS) guess_ending(lex, t->norm, &w);
    }
    if (w.term_count == 0) w.weight = UNKNOWN_WEIGHT;
    q->weight += w.weight;
    q->words[q->n++] = w;
}

static void fill_tables(struct query *q)
{
    for (uint32_t i = 0; i < q->n; i++)
        for (uint32_t k = 0; k < q->words[i].term_count; k++) {
            uint32_t term = q->words[i].term[k];
            if (q->quality_of[term] >= q->words[i].quality[k]) continue;
            q->word_of[term] = (uint8_t)(i + 1);
            q->quality_of[term] = q->words[i].quality[k];
        }
}

static bool is_repeated(const struct query *q, uint32_t term)
{
    for (uint32_t i = 0; i < q->n; i++)
        if (q->words[i].term_count == 1 && q->words[i].term[0] == term) return true;
    return false;
}

enum status query_read(const struct lexicon *lex, struct arena *arena, struct str text, struct query *q)
{
    struct token *tokens;
    uint32_t n;
    *q = (struct query){.lex = lex, .text = text, .likelihood = 1.0f};
    enum status st = lexicon_words(lex, arena, text, &tokens, &n);
    if (st != ST_OK) return st;
    q->word_of = ARENA_ARRAY(arena, uint8_t, lex->term_count + 1);
    q->quality_of = ARENA_ARRAY(arena, float, lex->term_count + 1);
    if (!q->word_of || !q->quality_of) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < n && q->n < QUERY_MAX_WORDS; i++)
        if (tokens[i].kind != TOKEN_MARK && !is_repeated(q, tokens[i].term)) read_word(lex, &tokens[i], q);
    fill_tables(q);
    return ST_OK;
}

/* --- readings: an abbreviation that the dictionaries bind to sections or neighbours has in a query neither --- */

struct reading_list {
    struct str *text;
    float *likelihood;
    uint32_t n;
};

static struct str replaced(struct arena *arena, struct str text, struct str word, struct str with)
{
    size_t before = (size_t)(word.p - text.p), behind = text.n - before - word.n;
    char *p = arena_alloc(arena, before + with.n + behind + 1);
    if (!p) return (struct str){NULL, 0};
    memcpy(p, text.p, before);
    memcpy(p + before, with.p, with.n);
    memcpy(p + before + with.n, word.p + word.n, behind);
    return (struct str){p, before + with.n + behind};
}

static bool already(const struct reading_list *list, struct str text)
{
    for (uint32_t i = 0; i < list->n; i++)
        if (str_eq_nocase(list->text[i], text)) return true;
    return false;
}

/* A neighbour that the dictionary asks for stands in the query: then this reading is the likely one. */
static bool near_fits(const struct lexicon *lex, const struct lex_rewrite *r, struct str text)
{
    struct str near = lex_str(lex, r->near), word;
    while (near.n && str_cut(&near, '|', &word))
        if (word.n && memmem(text.p, text.n, word.p, word.n)) return true;
    return false;
}

static enum status read_abbreviation(const struct lexicon *lex, struct arena *arena, struct str text, struct str word, struct reading_list *list)
{
    for (uint32_t i = 0; i < lex->rewrite_count && list->n < QUERY_MAX_READINGS; i++) {
        const struct lex_rewrite *r = &lex->rewrites[i];
        if (!r->abbreviation || r->word_count != 1 || !str_eq_nocase(lex_str(lex, r->from), word)) continue;
        struct str out = replaced(arena, text, word, lex_str(lex, r->to));
        if (!out.p) return fail(ST_NO_MEMORY, "out of memory");
        if (already(list, out)) continue;
        list->text[list->n] = out;
        list->likelihood[list->n++] = near_fits(lex, r, text) ? 1.0f : 0.96f;
    }
    return ST_OK;
}

enum status query_readings(const struct lexicon *lex, struct arena *arena, struct str text, struct str *ret, float *ret_likelihood, uint32_t *ret_n)
{
    struct reading_list list = {ret, ret_likelihood, 1};
    ret[0] = text;
    ret_likelihood[0] = 1.0f;
    /* the readings of one word are read again for the next: "AF w RVR" */
    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && text.p[end] != ' ' && text.p[end] != ',' && text.p[end] != '/') end++;
        if (end > at && end - at <= 8) {
            enum status st = read_abbreviation(lex, arena, text, (struct str){text.p + at, end - at}, &list);
            if (st != ST_OK) return st;
        }
        at = end + 1;
    }
    *ret_n = list.n;
    return ST_OK;
}
