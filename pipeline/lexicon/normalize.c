/* Raw words to tokens: abbreviations, synonyms, plurals, Roman numerals.
 *
 * Rewriting runs left to right, the longest rewrite first. What an abbreviation expands to is rewritten once more, so
 * that "BPH" and "benign enlarged prostate" end in the same tokens; a synonym's result is taken as it stands. */
#include "lexicon.h"
#include "lexicon_internal.h"

#define NEAR_WORDS 8

struct rewriter {
    const struct lexicon *lex;
    struct arena *arena;
    struct str text;
    const struct raw_word *raw;
    uint32_t raw_count;
    const uint8_t *section_of;
    struct token *tokens;
    uint32_t n, room;
    bool failed;
};

static bool ends_with(struct str s, const char *tail, size_t n)
{
    return s.n >= n && memcmp(s.p + s.n - n, tail, n) == 0;
}
#define ENDS(s, literal) ends_with((s), (literal), sizeof(literal) - 1)

struct str lexicon_singular(struct str w)
{
    if (w.n < 4 || w.p[w.n - 1] != 's') return w;
    if (ENDS(w, "ss") || ENDS(w, "us") || ENDS(w, "is") || ENDS(w, "ous")) return w;
    if (ENDS(w, "sses") || ENDS(w, "xes") || ENDS(w, "ches") || ENDS(w, "shes")) return (struct str){w.p, w.n - 2};
    return (struct str){w.p, w.n - 1};
}

static struct str singular_in(struct arena *arena, struct str w)
{
    if (w.n > 4 && ENDS(w, "ies")) {
        char *p = arena_strdup(arena, w.p, w.n - 2);
        if (p) p[w.n - 3] = 'y';
        return p ? (struct str){p, w.n - 2} : w;
    }
    return lexicon_singular(w);
}

static struct token *push(struct rewriter *rw)
{
    if (rw->n == rw->room) {
        uint32_t room = rw->room ? rw->room * 2 : rw->raw_count + rw->raw_count / 4 + 16;
        struct token *grown = ARENA_ARRAY(rw->arena, struct token, room);
        if (!grown) {
            rw->failed = true;
            return NULL;
        }
        if (rw->n) memcpy(grown, rw->tokens, rw->n * sizeof *grown);
        rw->tokens = grown;
        rw->room = room;
    }
    return &rw->tokens[rw->n++];
}

/* "type ii", "stage iiib" (and grade, class, degree): 2, 3b. */
static struct str arabic(struct arena *arena, struct str w)
{
    static const struct {
        const char *roman, *digit;
    } numerals[] = {{"iii", "3"}, {"ii", "2"}, {"iv", "4"}, {"i", "1"}, {"v", "5"}};
    for (size_t i = 0; i < sizeof numerals / sizeof numerals[0]; i++) {
        size_t n = strlen(numerals[i].roman);
        if (w.n < n || w.n > n + 1 || memcmp(w.p, numerals[i].roman, n) != 0) continue;
        if (w.n == n + 1 && (w.p[n] < 'a' || w.p[n] > 'c')) continue;
        char *p = arena_strdup(arena, w.p + n - 1, w.n - n + 1);
        if (p) p[0] = numerals[i].digit[0];
        return p ? (struct str){p, w.n - n + 1} : w;
    }
    return w;
}

static bool is_grading_word(struct str w)
{
    static const char *words[] = {"type", "stage", "grade", "class", "degree", "category"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(w, str_of(words[i]))) return true;
    return false;
}

static void emit(struct rewriter *rw, uint32_t start, uint32_t end, struct str word, enum token_kind kind, uint16_t expansion)
{
    struct token *t = push(rw);
    if (!t) return;
    if (kind == TOKEN_WORD) {
        bool graded = rw->n > 1 && is_grading_word(rw->tokens[rw->n - 2].norm);
        word = graded ? arabic(rw->arena, word) : singular_in(rw->arena, word);
    }
    *t = (struct token){.start = start, .end = end, .norm = word, .kind = (uint8_t)kind, .expansion = expansion};
    t->term = lexicon_term(rw->lex, word);
}

/* True when the raw words from `at` read as the rewrite's `from`. */
static bool reads_as(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    struct str rest = lex_str(rw->lex, r->from), word;
    for (uint32_t i = at; str_cut(&rest, ' ', &word); i++) {
        if (i >= rw->raw_count) return false;
        struct str have = rw->raw[i].lower;
        if (!str_eq(have, word) && !str_eq(lexicon_singular(have), word)) return false;
        if (i > at && rw->section_of && rw->section_of[i] != rw->section_of[at]) return false;
    }
    return true;
}

static bool written_as(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    if (!r->exact_case) return true;
    const struct raw_word *first = &rw->raw[at], *last = &rw->raw[at + r->word_count - 1];
    struct str have = {rw->text.p + first->start, last->end - first->start}, want = lex_str(rw->lex, r->written);
    if (str_eq(have, want)) return true;
    return have.n == want.n + 1 && have.p[want.n] == 's' && memcmp(have.p, want.p, want.n) == 0; /* "MIs" */
}

static bool is_near(const struct rewriter *rw, uint32_t at, struct str words)
{
    uint32_t lo = at > NEAR_WORDS ? at - NEAR_WORDS : 0, hi = at + NEAR_WORDS < rw->raw_count ? at + NEAR_WORDS : rw->raw_count - 1;
    struct str word;
    while (str_cut(&words, '|', &word))
        for (uint32_t i = lo; i <= hi; i++)
            if (i != at && (str_eq(rw->raw[i].lower, word) || str_eq(lexicon_singular(rw->raw[i].lower), word))) return true;
    return false;
}

static bool fits(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    if (!reads_as(rw, at, r) || !written_as(rw, at, r)) return false;
    if (r->sections) {
        unsigned section = rw->section_of ? rw->section_of[at] : SECTION_none;
        if (!(r->sections >> section & 1)) return false;
    }
    struct str near = lex_str(rw->lex, r->near);
    return near.n == 0 || is_near(rw, at, near);
}

static const struct lex_rewrite *find_rewrite(const struct rewriter *rw, uint32_t at)
{
    struct str first = rw->raw[at].lower;
    for (int form = 0; form < 2; form++) {
        uint32_t n;
        const struct lex_rewrite *r = lexicon_rewrites(rw->lex, first, &n);
        for (uint32_t i = 0; i < n; i++)
            if (fits(rw, at, &r[i])) return &r[i];
        struct str singular = lexicon_singular(first);
        if (singular.n == first.n) break;
        first = singular;
    }
    return NULL;
}

static void emit_words(struct rewriter *rw, uint32_t start, uint32_t end, struct str to, bool again);

/* A single-word synonym of a word that came out of an abbreviation. */
static bool emit_synonym(struct rewriter *rw, uint32_t start, uint32_t end, struct str word)
{
    uint32_t n;
    const struct lex_rewrite *r = lexicon_rewrites(rw->lex, word, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (r[i].word_count != 1 || r[i].abbreviation) continue;
        emit_words(rw, start, end, lex_str(rw->lex, r[i].to), false);
        return true;
    }
    return false;
}

static void emit_words(struct rewriter *rw, uint32_t start, uint32_t end, struct str to, bool again)
{
    struct str word;
    uint16_t position = 1;
    while (str_cut(&to, ' ', &word)) {
        if (word.n == 0 || (again && emit_synonym(rw, start, end, word))) continue;
        bool digits = word.p[0] >= '0' && word.p[0] <= '9' && word.n == 1;
        emit(rw, start, end, word, digits ? TOKEN_NUMBER : TOKEN_WORD, position++);
    }
}

/* An expansion of several words is itself looked through for longer synonyms ("heart attack" out of an abbreviation). */
static void emit_expansion(struct rewriter *rw, const struct lex_rewrite *r, uint32_t start, uint32_t end)
{
    struct raw_word words[24];
    struct str rest = lex_str(rw->lex, r->to), word;
    struct rewriter inner = {.lex = rw->lex, .arena = rw->arena, .text = rest, .raw = words};
    while (inner.raw_count < 24 && str_cut(&rest, ' ', &word))
        words[inner.raw_count++] = (struct raw_word){.lower = word, .kind = TOKEN_WORD};
    for (uint32_t i = 0; i < inner.raw_count;) {
        const struct lex_rewrite *again = find_rewrite(&inner, i);
        bool usable = again && !again->abbreviation;
        if (usable) emit_words(rw, start, end, lex_str(rw->lex, again->to), false);
        else emit_words(rw, start, end, words[i].lower, false);
        i += usable ? again->word_count : 1;
    }
}

static uint32_t step(struct rewriter *rw, uint32_t at)
{
    const struct raw_word *w = &rw->raw[at];
    const struct lex_rewrite *r = w->kind == TOKEN_MARK ? NULL : find_rewrite(rw, at);
    if (!r) {
        emit(rw, w->start, w->end, w->lower, (enum token_kind)w->kind, 0);
        return at + 1;
    }
    uint32_t end = rw->raw[at + r->word_count - 1].end;
    if (r->abbreviation) emit_expansion(rw, r, w->start, end);
    else emit_words(rw, w->start, end, lex_str(rw->lex, r->to), false);
    return at + r->word_count;
}

enum status lexicon_normalize(const struct lexicon *lex, struct arena *arena, struct str text, const struct raw_word *raw, uint32_t n,
                              const uint8_t *section_of, struct token **ret, uint32_t *ret_n)
{
    struct rewriter rw = {.lex = lex, .arena = arena, .text = text, .raw = raw, .raw_count = n, .section_of = section_of};
    for (uint32_t at = 0; at < n && !rw.failed;) at = step(&rw, at);
    if (rw.failed) return ST_NO_MEMORY;
    *ret = rw.tokens;
    *ret_n = rw.n;
    return ST_OK;
}

enum status lexicon_words(const struct lexicon *lex, struct arena *arena, struct str text, struct token **ret, uint32_t *ret_n)
{
    struct raw_word *raw;
    uint32_t n;
    enum status st = lexicon_scan(lex, arena, text, &raw, &n);
    if (st != ST_OK) return st;
    return lexicon_normalize(lex, arena, text, raw, n, NULL, ret, ret_n);
}
