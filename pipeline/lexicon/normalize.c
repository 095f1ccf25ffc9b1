/* Raw words to tokens: abbreviations, synonyms, plurals, Roman numerals.
 *
 * Rewriting runs left to right, the longest rewrite first. What an abbreviation expands to is rewritten once more, so
 * that "BPH" and "benign enlarged prostate" end in the same tokens; a synonym's result is taken as it stands. */
#include "lexicon.h"
#include "lexicon_internal.h"

#include <stdlib.h>

#define NEAR_WORDS 8

struct rewriter {
    const struct lexicon *lex;
    struct arena *arena;
    struct raw_text in;
    uint32_t end; /* raw words from here on are not rewritten */
    enum section section;
    struct token_list *out;
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
    struct token_list *out = rw->out;
    if (out->n == out->room) {
        uint32_t room = out->room ? out->room * 2 : rw->in.n + rw->in.n / 4 + 16;
        struct token *grown = ARENA_ARRAY(rw->arena, struct token, room);
        if (!grown) {
            rw->failed = true;
            return NULL;
        }
        if (out->n) memcpy(grown, out->p, out->n * sizeof *grown);
        out->p = grown;
        out->room = room;
    }
    return &out->p[out->n++];
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
    return str_eq(w, STR("type")) || str_eq(w, STR("stage")) || str_eq(w, STR("grade")) || str_eq(w, STR("class")) || str_eq(w, STR("degree")) ||
           str_eq(w, STR("category"));
}

/* "g2p1" with # for each number: "g#p#". Gives false for a word that does not begin with a letter or holds no digit. */
static bool number_pattern(struct str word, char out[16], struct str *ret)
{
    size_t n = 0;
    bool number = false;
    if (word.n == 0 || word.n > 15 || word.p[0] < 'a' || word.p[0] > 'z') return false;
    for (size_t i = 0; i < word.n; i++) {
        bool digit = word.p[i] >= '0' && word.p[i] <= '9';
        if (!digit) out[n++] = word.p[i];
        else if (out[n - 1] != '#') out[n++] = '#';
        number = number || digit;
    }
    *ret = (struct str){out, n};
    return number;
}

/* What a word may stand under among the rewrites: itself, its singular ("nodes", "adenopathies"), its pattern of numbers. */
struct word_forms {
    struct str list[4];
    uint32_t n;
    char pattern[16], y[64];
};

static void list_forms(struct word_forms *f, struct str word)
{
    struct str singular = lexicon_singular(word), pattern;
    f->n = 0;
    f->list[f->n++] = word;
    if (singular.n != word.n) f->list[f->n++] = singular;
    if (number_pattern(word, f->pattern, &pattern)) f->list[f->n++] = pattern;
    if (!ENDS(word, "ies") || word.n < 5 || word.n > sizeof f->y) return;
    memcpy(f->y, word.p, word.n - 3);
    f->y[word.n - 3] = 'y';
    f->list[f->n++] = (struct str){f->y, word.n - 2};
}

/* A word that was met: which of its forms begin a rewrite, and the term of its singular. */
struct met_word {
    char text[18];
    uint8_t n;
    uint8_t forms; /* bit per form, in the order of word_forms */
    uint8_t role; /* enum word_role */
    uint32_t term;
    uint32_t first; /* of the rewrites that its first form, the word itself, begins */
};

#define MEMO_WORDS 32768
struct word_memo {
    struct met_word words[MEMO_WORDS]; /* by hash; the later one takes the place */
};

struct word_memo *word_memo_new(void)
{
    return calloc(1, sizeof(struct word_memo));
}

static void meet_rewrites(const struct lexicon *lex, struct str word, struct met_word *met)
{
    struct word_forms f;
    uint32_t n;
    list_forms(&f, word);
    for (uint32_t i = 0; i < f.n; i++) {
        const struct lex_rewrite *r = lexicon_rewrites(lex, f.list[i], &n);
        if (!r) continue;
        met->forms |= (uint8_t)(1u << i);
        if (i == 0) met->first = (uint32_t)(r - lex->rewrites);
    }
}

/* NULL for a word that is too long to be kept, or where nothing is. */
static const struct met_word *meet(const struct rewriter *rw, struct str word)
{
    if (!rw->in.memo || word.n == 0 || word.n > sizeof rw->in.memo->words[0].text) return NULL;
    struct met_word *met = &rw->in.memo->words[str_hash(word) % MEMO_WORDS];
    if (met->n == word.n && memcmp(met->text, word.p, word.n) == 0) return met;
    *met = (struct met_word){.n = (uint8_t)word.n};
    meet_rewrites(rw->lex, word, met);
    memcpy(met->text, word.p, word.n);
    met->term = lexicon_term(rw->lex, singular_in(rw->arena, word));
    met->role = (uint8_t)lexicon_role(rw->lex, met->term);
    return met;
}

/* met: of the word; NULL when it is not known. */
static void emit(struct rewriter *rw, uint32_t start, uint32_t end, struct str word, enum token_kind kind, uint16_t expansion,
                 const struct met_word *met)
{
    struct token *t = push(rw);
    if (!t) return;
    if (kind == TOKEN_WORD) {
        bool graded = rw->out->n > 1 && is_grading_word(rw->out->p[rw->out->n - 2].norm);
        bool labelled = word.n == 1 && word.p[0] == 'a' && rw->out->n > 1 && rw->out->p[rw->out->n - 2].role == ROLE_LABELLED;
        if (labelled || graded) met = NULL;
        if (labelled) word = STR("A"); /* hepatitis A: no article */
        else word = graded ? arabic(rw->arena, word) : singular_in(rw->arena, word);
    }
    *t = (struct token){.start = start, .end = end, .norm = word, .kind = (uint8_t)kind, .expansion = expansion};
    t->term = met ? met->term : lexicon_term(rw->lex, word);
    t->role = met ? met->role : (uint8_t)lexicon_role(rw->lex, t->term);
}

/* The word, or its plural: nodes, adenopathies. */
static bool is_form_of(struct str have, struct str word)
{
    if (!have.n || !word.n || have.p[0] != word.p[0]) return false; /* nearly all end here */
    if (str_eq(have, word) || str_eq(lexicon_singular(have), word)) return true;
    return ENDS(have, "ies") && ENDS(word, "y") && word.n + 2 == have.n && memcmp(have.p, word.p, word.n - 1) == 0;
}

static bool is_of_pattern(struct str have, struct str pattern)
{
    char numbers[16];
    struct str found;
    return memchr(pattern.p, '#', pattern.n) && number_pattern(have, numbers, &found) && str_eq(found, pattern);
}

/* True when the raw words from `at` read as the rewrite's `from`. */
static bool reads_as(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    if (r->word_count == 1) return true; /* the first word is the one it was found by */
    const char *second = lex_cstr(rw->lex, r->from + r->first_bytes + 1);
    if (at + 1 >= rw->end || rw->in.raw[at + 1].lower.p[0] != *second) return false; /* plurals and patterns keep the first letter */
    struct str rest = str_of(second), word;
    for (uint32_t i = at + 1; str_cut(&rest, ' ', &word); i++) {
        if (i >= rw->end) return false;
        if (!is_form_of(rw->in.raw[i].lower, word) && !is_of_pattern(rw->in.raw[i].lower, word)) return false;
    }
    return true;
}

static bool written_as(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    if (!r->exact_case) return true;
    const struct raw_word *first = &rw->in.raw[at], *last = &rw->in.raw[at + r->word_count - 1];
    struct str have = {rw->in.text.p + first->start, last->end - first->start}, want = lex_str(rw->lex, r->written);
    if (str_eq(have, want)) return true;
    return have.n == want.n + 1 && have.p[want.n] == 's' && memcmp(have.p, want.p, want.n) == 0; /* "MIs" */
}

static bool is_near(const struct rewriter *rw, uint32_t at, struct str words)
{
    uint32_t lo = at > NEAR_WORDS ? at - NEAR_WORDS : 0, hi = at + NEAR_WORDS < rw->in.n ? at + NEAR_WORDS : rw->in.n - 1;
    struct str word;
    while (str_cut(&words, '|', &word))
        for (uint32_t i = lo; i <= hi; i++)
            if (i != at && is_form_of(rw->in.raw[i].lower, word)) return true;
    return false;
}

static bool fits(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r)
{
    if (!reads_as(rw, at, r) || !written_as(rw, at, r)) return false;
    if (r->sections && !(r->sections >> rw->section & 1)) return false;
    struct str near = lex_str(rw->lex, r->near);
    return near.n == 0 || is_near(rw, at, near);
}

static const struct lex_rewrite *first_fitting(const struct rewriter *rw, uint32_t at, const struct lex_rewrite *r, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (fits(rw, at, &r[i])) return &r[i];
    return NULL;
}

/* met: of the word; NULL when it is not known. */
static const struct lex_rewrite *find_rewrite(const struct rewriter *rw, uint32_t at, const struct met_word *met)
{
    struct word_forms f;
    const struct lex_rewrite *found = NULL;
    if (met && !met->forms) return NULL;
    if (met && met->forms == 1) return first_fitting(rw, at, &rw->lex->rewrites[met->first], rw->lex->rewrites[met->first].run);
    list_forms(&f, rw->in.raw[at].lower);
    for (uint32_t i = 0; i < f.n && !found; i++) {
        uint32_t n;
        const struct lex_rewrite *r = lexicon_rewrites(rw->lex, f.list[i], &n);
        if (r) found = first_fitting(rw, at, r, n);
    }
    return found;
}

/* *position counts the words that stand for one stretch of text, from 1. */
static void emit_words(struct rewriter *rw, uint32_t start, uint32_t end, struct str to, uint16_t *position)
{
    struct str word;
    while (str_cut(&to, ' ', &word)) {
        if (word.n == 0) continue;
        bool digits = word.p[0] >= '0' && word.p[0] <= '9' && word.n == 1;
        emit(rw, start, end, word, digits ? TOKEN_NUMBER : TOKEN_WORD, (*position)++, meet(rw, word));
    }
}

/* An expansion of several words is itself looked through for longer synonyms ("heart attack" out of an abbreviation). */
static void emit_expansion(struct rewriter *rw, const struct lex_rewrite *r, uint32_t start, uint32_t end)
{
    struct raw_word words[24];
    struct str rest = lex_str(rw->lex, r->to), word;
    uint32_t n = 0;
    uint16_t position = 1;
    while (n < 24 && str_cut(&rest, ' ', &word)) words[n++] = (struct raw_word){.lower = word, .kind = TOKEN_WORD};
    struct rewriter inner = {
        .lex = rw->lex, .arena = rw->arena, .in = {lex_str(rw->lex, r->to), words, n, rw->in.memo}, .end = n, .section = rw->section};
    for (uint32_t i = 0; i < n;) {
        const struct lex_rewrite *again = find_rewrite(&inner, i, meet(rw, words[i].lower));
        bool usable = again && !again->abbreviation;
        emit_words(rw, start, end, usable ? lex_str(rw->lex, again->to) : words[i].lower, &position);
        i += usable ? again->word_count : 1;
    }
}

static struct str last_word(struct str words)
{
    const char *blank = words.n ? memrchr(words.p, ' ', words.n) : NULL;
    return blank ? (struct str){blank + 1, (size_t)(words.p + words.n - blank - 1)} : words;
}

/* "27+6 weeks": the word behind says again what the synonym's words end with. */
static bool says_again(const struct rewriter *rw, const struct lex_rewrite *r, uint32_t next)
{
    if (r->abbreviation || next >= rw->end || rw->in.raw[next].kind == TOKEN_MARK) return false;
    const struct lex_rewrite *other = find_rewrite(rw, next, meet(rw, rw->in.raw[next].lower));
    struct str word = other && other->word_count == 1 ? lex_str(rw->lex, other->to) : rw->in.raw[next].lower, to = lex_str(rw->lex, r->to);
    return last_word(to).n < to.n && is_form_of(word, last_word(to));
}

static uint32_t step(struct rewriter *rw, uint32_t at)
{
    const struct raw_word *w = &rw->in.raw[at];
    const struct met_word *met = w->kind == TOKEN_MARK ? NULL : meet(rw, w->lower);
    const struct lex_rewrite *r = w->kind == TOKEN_MARK ? NULL : find_rewrite(rw, at, met);
    if (!r) {
        emit(rw, w->start, w->end, w->lower, (enum token_kind)w->kind, 0, met);
        return at + 1;
    }
    uint32_t next = at + r->word_count;
    uint16_t position = 1;
    next += says_again(rw, r, next);
    uint32_t end = rw->in.raw[next - 1].end;
    if (r->abbreviation) emit_expansion(rw, r, w->start, end);
    else emit_words(rw, w->start, end, lex_str(rw->lex, r->to), &position);
    return next;
}

enum status lexicon_normalize(const struct lexicon *lex, struct arena *arena, const struct raw_text *in, uint32_t from, uint32_t to,
                              enum section section, struct token_list *out)
{
    struct rewriter rw = {.lex = lex, .arena = arena, .in = *in, .end = to, .section = section, .out = out};
    for (uint32_t at = from; at < to && !rw.failed;) at = step(&rw, at);
    return rw.failed ? ST_NO_MEMORY : ST_OK;
}

enum status lexicon_words(const struct lexicon *lex, struct arena *arena, struct str text, struct token **ret, uint32_t *ret_n)
{
    struct raw_word *raw;
    struct token_list out = {0};
    uint32_t n;
    enum status st = ST_OK;
    TRY(lexicon_scan(lex, arena, text, &raw, &n));
    TRY(lexicon_normalize(lex, arena, &(struct raw_text){.text = text, .raw = raw, .n = n}, 0, n, SECTION_none, &out));
    *ret = out.p;
    *ret_n = out.n;
done:
    return st;
}
