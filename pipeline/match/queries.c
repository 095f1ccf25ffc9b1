/* Queries to the provider: what would make a suggested code more specific if it were documented. Nothing is asked by a list of
 * codes: a code that rests at "unspecified" is compared with its neighbours below the same category, and where their titles
 * differ by words of one axis (dictionaries/query_axes.tsv), that axis is what the record leaves open. */
#include "procedures.h"
#include "sides.h"
#include "trimester.h"

#include <stdio.h>
#include <stdlib.h>

#define MOST_AXES 16
#define MOST_ASKED 2 /* axes of one code */
#define MOST_VALUES 8
#define QUERY_BYTES 256

enum beside { BESIDE_NOTHING, BESIDE_BEHIND, BESIDE_BEFORE };

struct axis_word {
    uint8_t axis, beside; /* axis: index into names + 1; 0 = of none */
};

struct axes {
    struct str name[MOST_AXES];
    uint32_t count;
    struct axis_word word[]; /* by term */
};

static uint32_t axis_index(struct axes *a, struct str name)
{
    uint32_t i = 0;
    while (i < a->count && !str_eq(a->name[i], name)) i++;
    if (i == a->count && i < MOST_AXES) a->name[a->count++] = name;
    return i;
}

struct axes *axes_load(const struct lexicon *lex)
{
    struct axes *a = calloc(1, sizeof *a + (lex->term_count + 1) * sizeof a->word[0]);
    uint32_t end;
    for (uint32_t i = lexicon_rules(lex, RULE_AXIS, &end); a && i < end; i++) {
        const struct lex_rule *r = &lex->rules[i];
        uint32_t term = lexicon_term(lex, lex_str(lex, r->first)), axis = axis_index(a, lex_str(lex, r->second));
        struct str beside = lex_str(lex, r->text);
        if (term == LEXICON_NO_TERM || axis == MOST_AXES) continue;
        a->word[term].axis = (uint8_t)(axis + 1);
        a->word[term].beside = str_eq(beside, STR("behind")) ? BESIDE_BEHIND : str_eq(beside, STR("before")) ? BESIDE_BEFORE : BESIDE_NOTHING;
    }
    return a;
}

/* A word of a title, with the one beside it where the axis wants it. */
struct value {
    uint32_t term, beside; /* beside: LEXICON_NO_TERM for none; it is what is shown: stage (1, 2) */
};

struct asked {
    struct value value[MOST_AXES][MOST_VALUES];
    uint32_t count[MOST_AXES];
};

static void add_value(struct asked *q, uint32_t axis, struct value v)
{
    uint32_t n = q->count[axis];
    for (uint32_t i = 0; i < n; i++)
        if (q->value[axis][i].term == v.term && q->value[axis][i].beside == v.beside) return;
    if (n < MOST_VALUES) q->value[axis][q->count[axis]++] = v;
}

static void collect_title(const struct lexicon *lex, const struct axes *a, uint32_t code, uint32_t neighbour, struct asked *q)
{
    const struct lex_code *c = &lex->codes[neighbour];
    const uint32_t *word = lex->title_words + c->first_word;
    for (uint32_t i = 0; i < c->word_count; i++) {
        const struct axis_word *w = &a->word[word[i]];
        struct value v = {word[i], LEXICON_NO_TERM};
        if (!w->axis) continue;
        if (w->beside == BESIDE_BEHIND && i + 1 < c->word_count && term_is_number(lex, word[i + 1])) v.beside = word[i + 1];
        if (w->beside == BESIDE_BEFORE && i > 0 && role_is_content(lexicon_role(lex, word[i - 1]))) v.beside = word[i - 1];
        if (w->beside == BESIDE_NOTHING ? title_has(lex, code, word[i]) : v.beside == LEXICON_NO_TERM) continue;
        add_value(q, w->axis - 1u, v);
        return; /* "stage 2 (mild)" says one thing twice */
    }
}

static uint32_t axes_asked(const struct asked *q, uint32_t axes)
{
    uint32_t n = 0;
    for (uint32_t a = 0; a < axes; a++) n += q->count[a] > 1;
    return n;
}

/* The neighbour's title says all that the code's does, but for "unspecified". */
static bool is_same_disease(const struct lexicon *lex, uint32_t code, uint32_t neighbour)
{
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        if (role_is_content(lexicon_role(lex, term)) && !title_has(lex, neighbour, term)) return false;
    }
    return true;
}

/* The neighbours nearest to the code that differ from it: below its parent, else below what that stands under. */
static void collect(const struct lexicon *lex, const struct axes *a, uint32_t code, struct asked *q)
{
    for (int32_t node = lex->codes[code].parent; node >= 0 && lex->codes[node].level == LEVEL_CODE; node = lex->codes[node].parent) {
        *q = (struct asked){0};
        for (uint32_t i = (uint32_t)node + 1; i < lex->codes[node].end; i++)
            if (i != code && !lex->codes[i].seventh && is_same_disease(lex, code, i)) collect_title(lex, a, code, i, q);
        if (axes_asked(q, a->count)) return;
    }
}

/* An axis of which the finding's own sentence says a word is not asked. */
static bool is_said(const struct match_run *run, const struct asked *q, uint32_t axis, uint32_t sentence)
{
    const struct sentence *s = &run->chart->sentences[sentence];
    for (uint32_t i = 0; i < q->count[axis]; i++)
        for (uint32_t t = s->first_token; t < s->first_token + s->token_count; t++)
            if (run->chart->tokens[t].term == q->value[axis][i].term) return true;
    return false;
}

struct text {
    char p[QUERY_BYTES];
    size_t n;
};

static void append(struct text *t, struct str s)
{
    size_t n = s.n < sizeof t->p - t->n ? s.n : sizeof t->p - t->n;
    memcpy(t->p + t->n, s.p, n);
    t->n += n;
}

static void append_axis(struct text *t, const struct lexicon *lex, const struct asked *q, struct str name, uint32_t axis)
{
    append(t, t->n ? STR("; ") : STR("query the provider: "));
    append(t, name);
    for (uint32_t i = 0; i < q->count[axis]; i++) {
        const struct value *v = &q->value[axis][i];
        append(t, i ? STR(", ") : STR(" ("));
        append(t, lex_str(lex, lex->terms[v->beside != LEXICON_NO_TERM ? v->beside : v->term].text));
    }
    if (q->count[axis]) append(t, STR(")"));
}

static bool side_is_open(const struct match_run *run, const struct mention *m, uint32_t code)
{
    return m->side_missing && m->code == code && side_of_title(run->lex, code) == SIDE_NONE;
}

enum status query_advice(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const struct match_run *run = g->run;
    const struct lexicon *lex = run->lex;
    const struct axes *a = run->m->axes;
    const struct mention *m = tally_mention(g, t);
    uint32_t code = lex->codes[t->code].seventh ? (uint32_t)lex->codes[t->code].parent : t->code, asked = 0;
    struct asked q = {0};
    struct text text = {.n = 0};
    if (side_is_open(run, m, t->code)) append_axis(&text, lex, &q, STR("side"), 0);
    if (trimester_of_title(lex, code) == TRIMESTER_UNSPECIFIED) append_axis(&text, lex, &q, STR("trimester, or weeks of gestation"), 0);
    if (title_has_role(lex, code, ROLE_UNSPECIFIED) && !t->combined && !(lex->codes[code].flags & LEX_CODE_SYMPTOM)) collect(lex, a, code, &q);
    for (uint32_t i = 0; i < a->count && asked < MOST_ASKED; i++) {
        if (q.count[i] < 2 || is_said(run, &q, i, m->sentence)) continue;
        append_axis(&text, lex, &q, a->name[i], i);
        asked++;
    }
    if (!text.n) return ST_OK;
    append(&text, STR(" not stated"));
    char *copy = arena_strdup(run->arena, text.p, text.n);
    if (!copy) return ST_NO_MEMORY;
    c->advice[c->advice_count++] = (struct str){copy, text.n};
    return ST_OK;
}
