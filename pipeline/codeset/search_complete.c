/* From a node of the Tabular to the complete code that a query asks for: words that the query says count for a code, words
 * that nothing says count against it, "unspecified" is the resting place, the initial encounter the default. */
#include "search_internal.h"

#define UNSAID 0.75f
#define UNSPECIFIED_BONUS 0.6f
#define OTHER_MALUS 1.2f
#define RIGHT_SIDE_BONUS 4.0f
#define WRONG_SIDE_MALUS 6.0f
#define UNASKED_SIDE_MALUS 2.0f
#define ROUTINE_BONUS 0.5f /* a later encounter is one with routine healing unless the query says else */

struct fit {
    uint32_t explained;
    float said, surplus;
    unsigned side;
    int unspecified, other; /* times the title says so */
};

static bool node_says(const struct lexicon *lex, uint32_t node, uint32_t term)
{
    const struct lex_code *c = &lex->codes[node];
    for (uint32_t i = 0; i < c->word_count; i++)
        if (lex->title_words[c->first_word + i] == term) return true;
    return false;
}

/* What a title denies ("without delivery") costs nothing when the query does not speak of it, and counts against it when it does. */
static void fit_word(const struct query *q, struct fit *f, uint32_t term, bool beyond, bool denied)
{
    const struct lexicon *lex = q->lex;
    enum word_role role = lexicon_role(lex, term);
    int word = query_explains(q, term);
    if (word >= 0 && !denied) f->explained |= 1u << word;
    if (search_side(lex, term)) f->side |= search_side(lex, term);
    else if (role == ROLE_UNSPECIFIED) f->unspecified++;
    else if (role == ROLE_OTHER) f->other++;
    else if (!beyond || !role_is_content(role)) return;
    else if (word >= 0) f->said += (denied ? -1.0f : 1.0f) * lex->terms[term].idf * q->quality_of[term];
    else if (!denied) f->surplus += lex->terms[term].idf;
}

/* "leg" is said by a title that says "lower" and "limb". */
static void fit_sites(const struct query *q, struct fit *f, uint32_t node, uint32_t code)
{
    for (uint32_t i = 0; i < q->site_count; i++) {
        const struct query_site *s = &q->sites[i];
        bool all = true, beyond = false;
        for (uint32_t k = 0; all && k < s->n; k++) {
            all = node_says(q->lex, code, s->term[k]);
            beyond = beyond || (all && !node_says(q->lex, node, s->term[k]));
        }
        if (!all) continue;
        f->explained |= 1u << s->word;
        for (uint32_t k = 0; code != node && beyond && k < s->n; k++) {
            if (node_says(q->lex, node, s->term[k]) || query_explains(q, s->term[k]) >= 0) continue;
            f->said += q->lex->terms[s->term[k]].idf;
            f->surplus -= q->lex->terms[s->term[k]].idf;
        }
    }
}

static struct fit fit_of(const struct query *q, uint32_t node, uint32_t code)
{
    const struct lexicon *lex = q->lex;
    const struct lex_code *c = &lex->codes[code];
    struct fit f = {0};
    bool denied = false;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        denied = denied || lexicon_role(lex, term) == ROLE_WITHOUT;
        fit_word(q, &f, term, code != node && !node_says(lex, node, term), denied && !q->denies);
    }
    fit_sites(q, &f, node, code);
    return f;
}

static float side_score(unsigned title, unsigned asked)
{
    if (!title) return 0.0f;
    if (!asked) return -UNASKED_SIDE_MALUS;
    return title == asked ? RIGHT_SIDE_BONUS : -WRONG_SIDE_MALUS;
}

static float value_of(const struct query *q, const struct fit *f)
{
    float v = f->said - UNSAID * f->surplus + side_score(f->side, q->side);
    if (f->unspecified) v += UNSPECIFIED_BONUS;
    if (f->other) v -= OTHER_MALUS;
    return v;
}

static bool has_seventh_below(const struct lexicon *lex, uint32_t code)
{
    return code + 1 < lex->codes[code].end && lex->codes[code + 1].seventh;
}

static uint32_t best_base(const struct query *q, uint32_t node)
{
    const struct lexicon *lex = q->lex;
    uint32_t best = node;
    float top = -1e9f;
    for (uint32_t i = node + 1; i < lex->codes[node].end; i++) {
        const struct lex_code *c = &lex->codes[i];
        if (c->seventh || c->level != LEVEL_CODE || (!(c->flags & LEX_CODE_BILLABLE) && !has_seventh_below(lex, i))) continue;
        struct fit f = fit_of(q, node, i);
        float v = value_of(q, &f);
        if (v <= top) continue;
        top = v;
        best = i;
    }
    return best;
}

/* A for the encounter; else "unspecified" or the first. What the query says outweighs both. */
static uint32_t best_seventh(const struct query *q, uint32_t base)
{
    const struct lexicon *lex = q->lex;
    uint32_t best = base;
    float top = -1e9f;
    const struct fit base_fit = fit_of(q, base, base);
    for (uint32_t i = base + 1; i < lex->codes[base].end; i++) {
        struct str code = lex_str(lex, lex->codes[i].code);
        struct fit f = fit_of(q, base, i);
        float v = f.said - 0.01f * f.surplus + (f.side == base_fit.side ? 0.0f : side_score(f.side, q->side));
        if (code.p[code.n - 1] == 'A') v += 2.0f;
        if (code.p[code.n - 1] == 'D') v += ROUTINE_BONUS;
        if (f.unspecified > base_fit.unspecified) v += UNSPECIFIED_BONUS;
        if (f.other > base_fit.other) v -= OTHER_MALUS;
        if (v <= top) continue;
        top = v;
        best = i;
    }
    return best;
}

/* Content words of a's title that b's lacks. */
static int words_lost(const struct query *q, uint32_t a, uint32_t b)
{
    const struct lexicon *lex = q->lex;
    const struct lex_code *c = &lex->codes[a];
    int lost = 0;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        lost += role_is_content(lexicon_role(lex, term)) && !node_says(lex, b, term);
    }
    return lost;
}

static bool is_site_term(const struct query *q, uint32_t term)
{
    for (uint32_t i = 0; i < q->site_count; i++)
        for (uint32_t k = 0; k < q->sites[i].n; k++)
            if (q->sites[i].term[k] == term) return true;
    return false;
}

/* Content words of a's title that neither b's nor the query has. */
static int words_unasked(const struct query *q, uint32_t a, uint32_t b)
{
    const struct lexicon *lex = q->lex;
    const struct lex_code *c = &lex->codes[a];
    int unasked = 0;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        bool asked = !role_is_content(lexicon_role(lex, term)) || query_explains(q, term) >= 0 || is_site_term(q, term);
        unasked += !asked && !node_says(lex, b, term);
    }
    return unasked;
}

/* A phrase may lead to the code of an unspecified side where the query names one: its sister then. */
static uint32_t sided_sister(const struct query *q, uint32_t code)
{
    const struct lexicon *lex = q->lex;
    int32_t up = lex->codes[code].parent;
    if (!q->side || up < 0 || lex->codes[up].level != LEVEL_CODE) return code;
    struct fit own = fit_of(q, code, code);
    if (own.side || !own.unspecified) return code;
    for (uint32_t i = (uint32_t)up + 1; i < lex->codes[up].end; i++) {
        if (lex->codes[i].parent != up || fit_of(q, i, i).side != q->side) continue;
        if (words_unasked(q, i, code) == 0 && words_lost(q, code, i) <= 1) return i; /* "unspecified ear", "bilateral" */
    }
    return code;
}

struct completion search_complete(const struct query *q, uint32_t node)
{
    const struct lexicon *lex = q->lex;
    uint32_t code = node;
    if (!(lex->codes[node].flags & LEX_CODE_BILLABLE) && !has_seventh_below(lex, node)) code = best_base(q, node);
    code = sided_sister(q, code);
    struct fit f = fit_of(q, node, code);
    struct completion out = {.explained = f.explained, .surplus = f.surplus};
    if (f.side) out.bonus += q->side == 0 ? -0.06f : q->side == f.side ? 0.05f : -0.25f;
    if (f.unspecified) out.bonus += 0.01f;
    if (f.other) out.bonus -= 0.06f;
    if (has_seventh_below(lex, code)) {
        uint32_t seventh = best_seventh(q, code);
        out.explained |= fit_of(q, code, seventh).explained;
        code = seventh;
    }
    out.code = code;
    return out;
}

#define CLASH_MALUS 0.2f
#define STEM_LETTERS 6

/* Where the denied part of a text begins, or its end. Titles deny with one word, coders with three. */
static struct str denied_part(struct str text)
{
    static const char *const words[] = {"without ", "w/o ", " no "};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *at = memmem(text.p, text.n, words[i], strlen(words[i]));
        if (at) return (struct str){at, text.n - (size_t)(at - text.p)};
    }
    return (struct str){text.p + text.n, 0};
}

static bool says_any(struct str text, struct str part)
{
    struct str word;
    while (part.p && str_cut(&part, ' ', &word))
        if (word.n > 3 && !str_starts(word, STR("without")) && memmem(text.p, text.n, word.p, word.n > STEM_LETTERS + 1 ? STEM_LETTERS : word.n - 1))
            return true; /* "psychosis" and "psychotic" */
    return false;
}

/* Words left of "without" are said, words right of it are not; the lexicon's terms do not keep that apart. */
float search_clash(const struct query *q, uint32_t code)
{
    struct str title = lex_str(q->lex, q->lex->codes[code].title);
    struct str title_denies = denied_part(title), query_denies = denied_part(q->text);
    if ((title_denies.n > 0) == (query_denies.n > 0)) return 0.0f;
    if (query_denies.n) return says_any(title, query_denies) ? CLASH_MALUS : 0.0f;
    uint32_t denied = 0;
    for (uint32_t i = 0; i < q->n; i++)
        for (uint32_t k = 0; k < q->words[i].term_count; k++) {
            struct str word = lex_str(q->lex, q->lex->terms[q->words[i].term[k]].text);
            bool right = memmem(title_denies.p, title_denies.n, word.p, word.n) != NULL;
            bool left = memmem(title.p, title.n - title_denies.n, word.p, word.n) != NULL;
            denied += right && !left;
        }
    return denied ? CLASH_MALUS : 0.0f;
}
