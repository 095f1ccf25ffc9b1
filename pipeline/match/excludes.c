/* Excludes1 (Guidelines I.A.12.a): what the Tabular says is never coded together, unless the two are unrelated. Of two suggested
 * codes the softer yields: a symptom to a disease, what is said about the patient to what the patient has, an unspecified code to
 * one that says more. It is withheld, with the note as its rule, where a coder who knows the two to be unrelated finds it.
 * Where neither is softer, the one that bears the note yields when both are told of one problem; else both stay, with advice. */
#include "gather.h"
#include "procedures.h"
#include "sides.h"

#include "book.h"

#define MOST_RANGES 256 /* of one code and all above it */

static const struct lex_code *code_of(const struct gathering *g, const struct tally *t)
{
    return &g->run->lex->codes[t->code];
}

static bool is_suggested_diagnosis(const struct gathering *g, const struct tally *t)
{
    return code_of(g, t)->system == SYSTEM_ICD10CM && tally_is_suggested(g, t);
}

/* How much a code gives way: the higher yields. */
static int softness(const struct gathering *g, const struct tally *t)
{
    uint32_t flags = code_of(g, t)->flags;
    if (flags & LEX_CODE_SYMPTOM) return 3;
    if (flags & LEX_CODE_STATUS) return 2;
    return is_vague(g->run->lex, t->code);
}

static void advise(struct tally *t, const struct book_excluded *by)
{
    t->excluded_from = by->from;
    t->excludes = by->note;
}

/* A stay treats many conditions that have nothing to do with each other: there the note is advice alone. */
static void step_down(const struct gathering *g, struct tally *t)
{
    if (g->run->chart->encounter.type == ENCOUNTER_INPATIENT) return;
    t->reason = WITHHELD_EXCLUDED;
}

static bool is_of_one_problem(const struct gathering *g, const struct tally *a, const struct tally *b)
{
    const struct chart *c = g->run->chart;
    uint32_t x = g->run->mentions.p[g->uses[a->best].mention].sentence, y = g->run->mentions.p[g->uses[b->best].mention].sentence;
    return x == y || same_problem(&c->sentences[x], &c->sentences[y]);
}

/* Settles the code with each of those that its notes name. */
static void settle(struct gathering *g, struct tally *t)
{
    const struct lexicon *lex = g->run->lex;
    struct book_excluded named[MOST_RANGES];
    uint32_t n = book_excluded(lex, t->code, named, MOST_RANGES);
    for (uint32_t k = 0; n && k < g->tally_count && is_suggested_diagnosis(g, t); k++) {
        struct tally *other = &g->tallies[k];
        if (other == t || !is_suggested_diagnosis(g, other)) continue;
        uint32_t i = 0;
        while (i < n && !book_excludes(lex, &named[i], other->code)) i++;
        if (i == n) continue;
        int own = softness(g, t), its = softness(g, other);
        if (own >= its) advise(t, &named[i]);
        if (its >= own) advise(other, &named[i]);
        if (own != its) step_down(g, own > its ? t : other);
        else if (is_of_one_problem(g, t, other)) step_down(g, t);
    }
}

void rules_exclude(struct gathering *g)
{
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (is_suggested_diagnosis(g, &g->tallies[i])) settle(g, &g->tallies[i]);
}
