/* What was typed, as words of the lexicon. */
#include "search_internal.h"

#include "nearest.h"

#include <stdio.h>

#define UNKNOWN_WEIGHT 6.0f
#define MIN_GUESS_LETTERS 4
#define LONG_WORD 8
#define MIN_PREFIX_LETTERS 3
#define GUESS_QUALITY 0.8f
#define PREFIX_QUALITY 0.7f
#define EVERYDAY_LIKELIHOOD 0.85f
#define EVERYDAY_HOLDERS 10 /* phrases in which a word stands for itself */
#define SWAPPED_LIKELIHOOD 0.97f
#define WITHOUT_WEEKS_LIKELIHOOD 0.8f

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

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
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

static void add_site(struct query *q, uint32_t word, struct str title)
{
    struct query_site site = {.word = word};
    struct str one;
    while (title.n && site.n < SITE_MAX_TERMS && str_cut(&title, ' ', &one)) {
        uint32_t term = lexicon_term(q->lex, one);
        if (term == LEXICON_NO_TERM) return; /* no title at hand says so */
        site.term[site.n++] = term;
    }
    if (q->site_count < QUERY_MAX_SITES) q->sites[q->site_count++] = site;
}

static void find_sites(struct query *q)
{
    const struct lexicon *lex = q->lex;
    for (uint32_t r = 0; r < lex->rule_count; r++) {
        if (lex->rules[r].kind != RULE_SITE) continue;
        for (uint32_t i = 0; i < q->n; i++)
            if (q->words[i].term_count && str_eq(lex_str(lex, lex->terms[q->words[i].term[0]].text), lex_str(lex, lex->rules[r].first)))
                add_site(q, i, lex_str(lex, lex->rules[r].second));
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
    find_sites(q);
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

/* "cold" in small letters is the word, COLD the disease. */
static bool is_everyday(const struct lexicon *lex, const struct lex_rewrite *r, struct str word)
{
    if (!r->exact_case || str_eq(lex_str(lex, r->written), word)) return false;
    uint32_t term = lexicon_term(lex, word);
    return term != LEXICON_NO_TERM && lex->terms[term].holder_count >= EVERYDAY_HOLDERS;
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
        list->likelihood[list->n++] = near_fits(lex, r, text) ? 1.0f : is_everyday(lex, r, word) ? EVERYDAY_LIKELIHOOD : 0.96f;
    }
    return ST_OK;
}

/* A phrase of the dictionaries typed the other way round: "herpes genital". */
static enum status read_swapped(const struct lexicon *lex, struct arena *arena, struct str text, struct str first, struct str second,
                                struct reading_list *list)
{
    char swapped[64];
    int n = snprintf(swapped, sizeof swapped, "%.*s %.*s", STR_ARG(second), STR_ARG(first));
    if (n < 0 || (size_t)n >= sizeof swapped) return ST_OK;
    for (uint32_t i = 0; i < lex->rewrite_count && list->n < QUERY_MAX_READINGS; i++) {
        const struct lex_rewrite *r = &lex->rewrites[i];
        if (r->abbreviation || r->word_count != 2 || !str_eq_nocase(lex_str(lex, r->from), (struct str){swapped, (size_t)n})) continue;
        struct str out = replaced(arena, text, (struct str){first.p, (size_t)(second.p + second.n - first.p)}, lex_str(lex, r->to));
        if (!out.p) return fail(ST_NO_MEMORY, "out of memory");
        list->text[list->n] = out;
        list->likelihood[list->n++] = SWAPPED_LIKELIHOOD;
        return ST_OK;
    }
    return ST_OK;
}

/* "twins 30 weeks": the weeks are a code of their own, so the rest is also read without them. */
static enum status read_without_weeks(struct arena *arena, struct str text, struct reading_list *list)
{
    for (size_t i = 0; i + 4 < text.n && list->n < QUERY_MAX_READINGS; i++) {
        bool starts = (i == 0 || text.p[i - 1] == ' ') && is_digit(text.p[i]) && is_digit(text.p[i + 1]);
        size_t w = i + 2 + (text.p[i + 2] == ' '), end = w;
        if (!starts || (text.p[w] | 32) != 'w' || text.n - w < 2 || !strchr("ek", text.p[w + 1] | 32)) continue;
        while (end < text.n && text.p[end] != ' ') end++;
        struct str out = replaced(arena, text, (struct str){text.p + i, end - i}, STR(""));
        if (!out.p) return fail(ST_NO_MEMORY, "out of memory");
        if (str_trim(out).n == 0) return ST_OK;
        list->text[list->n] = str_trim(out);
        list->likelihood[list->n++] = WITHOUT_WEEKS_LIKELIHOOD;
        return ST_OK;
    }
    return ST_OK;
}

static size_t word_end(struct str text, size_t at)
{
    while (at < text.n && text.p[at] != ' ' && text.p[at] != ',' && text.p[at] != '/') at++;
    return at;
}

enum status query_readings(const struct lexicon *lex, struct arena *arena, struct str text, struct str *ret, float *ret_likelihood, uint32_t *ret_n)
{
    struct reading_list list = {ret, ret_likelihood, 1};
    ret[0] = text;
    ret_likelihood[0] = 1.0f;
    struct str before = {NULL, 0};
    enum status st = read_without_weeks(arena, text, &list);
    for (size_t at = 0, end; st == ST_OK && at < text.n; at = end + 1) {
        end = word_end(text, at);
        struct str word = {text.p + at, end - at};
        if (word.n && word.n <= 8) st = read_abbreviation(lex, arena, text, word, &list);
        if (st == ST_OK && word.n && before.n) st = read_swapped(lex, arena, text, before, word, &list);
        before = word;
    }
    *ret_n = list.n;
    return st;
}
