/* Codes that are reported together. The books say so in their "use additional code" notes, and companions.tsv says it where a
 * guideline does: the organism beside its infection, the ulcer beside the diabetes, the cause beside the injury. A second
 * code that stands in the same sentence or problem as the first is as sure as the words it was found by, so it is not left
 * under the threshold for looking like a rival. */
#include "gather.h"
#include "sides.h"

#define SURE_AS_FIRST 0.75 /* of the first code's confidence */

/* The note of the first code, or of what it stands below, that asks for the second; 0 when none does. */
static uint32_t asking_note(const struct lexicon *lex, uint32_t first, struct str second)
{
    for (int32_t i = (int32_t)first; i >= 0 && lex->codes[i].level == LEVEL_CODE; i = lex->codes[i].parent)
        for (uint32_t k = 0; k < lex->codes[i].note_count; k++) {
            const struct lex_note *note = &lex->notes[lex->codes[i].first_note + k];
            if (note->kind == NOTE_USE_ADDITIONAL && lexicon_in_ranges(second, lex_str(lex, note->ranges))) return note->text;
        }
    return 0;
}

static uint32_t asking_rule(const struct lexicon *lex, uint32_t first, struct str second, bool together)
{
    uint32_t n;
    const uint32_t *rules = lexicon_rules_of(lex, first, RULE_COMPANION, &n);
    for (uint32_t i = 0; i < n; i++) {
        const struct lex_rule *r = &lex->rules[rules[i]];
        if ((r->drops || together) && lexicon_in_ranges(second, lex_str(lex, r->second))) return r->text;
    }
    return 0;
}

/* A phrase inside the first's own speaks for the second only where nothing else was found of its category. */
static bool is_best_of_category(const struct gathering *g, const struct tally *t)
{
    const struct lexicon *lex = g->run->lex;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *o = &g->tallies[i];
        if (o == t || o->reason != WITHHELD_NONE || !lexicon_same_category(lex, o->code, t->code)) continue;
        if (!o->alternative || o->confidence > t->confidence) return false;
    }
    return true;
}

static bool stand_together(const struct gathering *g, const struct tally *a, const struct tally *b)
{
    const struct chart *c = g->run->chart;
    uint32_t x = g->run->mentions.p[g->uses[a->best].mention].sentence, y = g->run->mentions.p[g->uses[b->best].mention].sentence;
    return x == y || same_problem(&c->sentences[x], &c->sentences[y]);
}

/* Makes the second as sure as the first where something asks for it. */
static void join(const struct gathering *g, const struct tally *first, struct tally *second)
{
    const struct lexicon *lex = g->run->lex;
    struct str b = lex_str(lex, lex->codes[second->code].code);
    bool together = stand_together(g, first, second);
    uint32_t why = asking_rule(lex, first->code, b, together);
    if (!why && together) why = asking_note(lex, first->code, b);
    if (!why || (second->alternative && !is_best_of_category(g, second))) return;
    second->confidence = SURE_AS_FIRST * first->confidence;
    if (!second->rule) second->rule = why;
}

void companions_apply(struct gathering *g)
{
    double threshold = ranking_of(g->run)->threshold;
    const struct lex_code *codes = g->run->lex->codes;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *first = &g->tallies[i];
        if (first->reason != WITHHELD_NONE || first->confidence < threshold || codes[first->code].system != SYSTEM_ICD10CM) continue;
        for (uint32_t k = 0; k < g->tally_count; k++) {
            struct tally *second = &g->tallies[k];
            bool parted = second->excludes.n || second->rule == g->run->lex->header->specific_rule; /* a rule has it step down */
            bool open = second->reason == WITHHELD_NONE && !second->neighbour && !parted && second->confidence < SURE_AS_FIRST * first->confidence;
            if (k != i && open && codes[second->code].system == SYSTEM_ICD10CM) join(g, first, second);
        }
    }
}
