/* The rules over the codes that were found. What they set aside stays on the withheld list with the rule, so that a coder
 * can take it back. Rules are data (dictionaries/combinations.tsv, integral.tsv); what stands here is how they work. */
#include "gather.h"

#include <math.h>

#define PASSES 3 /* a combination may combine again: I10 with I50, then with N18 */

static struct str code_of(const struct gathering *g, const struct tally *t)
{
    return lex_str(g->run->lex, g->run->lex->codes[t->code].code);
}

static bool stands(const struct gathering *g, const struct tally *t)
{
    return t->reason == WITHHELD_NONE && g->run->lex->codes[t->code].system == SYSTEM_ICD10CM && t->confidence >= ranking_of(g->run)->threshold;
}

static void withhold(struct tally *t, enum withheld_reason reason, uint32_t rule)
{
    t->reason = reason;
    t->rule = rule;
}

static struct tally *find_tally(struct gathering *g, uint32_t code)
{
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (g->tallies[i].code == code) return &g->tallies[i];
    return NULL;
}

/* The best standing tally in the ranges, other than `not_this`. */
static struct tally *find_in(struct gathering *g, struct str ranges, const struct tally *not_this)
{
    struct tally *best = NULL;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        if (t == not_this || !stands(g, t) || !lexicon_in_ranges(code_of(g, t), ranges)) continue;
        if (!best || t->confidence > best->confidence) best = t;
    }
    return best;
}

static bool combine(struct gathering *g, const struct lex_rule *r)
{
    const struct lexicon *lex = g->run->lex;
    struct tally *a = find_in(g, lex_str(lex, r->first), NULL);
    struct tally *b = a ? find_in(g, lex_str(lex, r->second), a) : NULL;
    bool second_alone = r->drops == COMBINE_ONLY_SECOND, adds = r->drops == COMBINE_NONE;
    if (!b || (a->code == r->code && !second_alone)) return false;
    struct tally *made = find_tally(g, r->code);
    if (adds && made && made->reason == WITHHELD_NONE) return false;
    if (!made) {
        if (g->tally_count >= g->use_count + MOST_ADDED / 2) return false;
        made = &g->tallies[g->tally_count++];
        *made = tally_beside(second_alone ? b : a, r->code);
        made->combined = true;
        rules_of_code(g, made->code);
    }
    made->reason = WITHHELD_NONE;
    made->rule = r->text;
    if (!second_alone && made->confidence < a->confidence) made->confidence = made->unlearned = a->confidence;
    if (!second_alone && !adds) withhold(a, WITHHELD_EXCLUDED, r->text);
    if (r->drops && !adds) withhold(b, WITHHELD_EXCLUDED, r->text);
    return true;
}

static void apply_combinations(struct gathering *g)
{
    bool changed = true;
    uint32_t end, first = lexicon_rules(g->run->lex, RULE_COMBINATION, &end);
    for (int pass = 0; pass < PASSES && changed; pass++) {
        changed = false;
        for (uint32_t i = first; i < end; i++)
            if (rules_touch(g, i)) changed = combine(g, &g->run->lex->rules[i]) || changed;
    }
}

/* What a title says of the disease: its words up to "without" or "unspecified" all stand in the other title. */
static bool says_less(const struct lexicon *lex, uint32_t less, uint32_t more)
{
    const struct lex_code *a = &lex->codes[less], *b = &lex->codes[more];
    bool vague = false;
    uint32_t shared = 0;
    for (uint32_t i = 0; i < a->word_count; i++) {
        uint32_t term = lex->title_words[a->first_word + i];
        enum word_role role = lexicon_role(lex, term);
        if (role == ROLE_WITHOUT) return shared > 0;
        if (role == ROLE_UNSPECIFIED || role == ROLE_OTHER) vague = true;
        if (!role_is_content(role)) continue;
        bool found = false;
        for (uint32_t k = 0; k < b->word_count; k++) {
            uint32_t other = lex->title_words[b->first_word + k];
            if (lexicon_role(lex, other) == ROLE_WITHOUT) break; /* what the other title denies it does not say */
            found = found || other == term;
        }
        if (!found) return vague && shared > 0 && role == ROLE_LABELLED;
        shared++;
    }
    bool status = a->flags & LEX_CODE_STATUS; /* of two drugs or receptors one is no detail of the other */
    return shared > 0 && (vague || (!status && b->word_count > a->word_count));
}

/* Withheld, or listed behind all that is suggested, as the ranking says for encounters of this type. */
static void step_down(const struct gathering *g, struct tally *t)
{
    const struct ranking *r = ranking_of(g->run);
    uint32_t rule = g->run->lex->header->specific_rule;
    if (r->vague <= 0.0) {
        withhold(t, WITHHELD_INTEGRAL, rule);
        return;
    }
    t->confidence = fmin(r->vague * t->confidence, MOST_OF_THRESHOLD * r->threshold);
    t->rule = rule;
}

/* I.B.2: the highest specificity that the record supports. */
static void prefer_specific(struct gathering *g)
{
    const struct lexicon *lex = g->run->lex;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        if (!stands(g, t)) continue;
        for (uint32_t k = 0; k < g->tally_count; k++) {
            const struct tally *o = &g->tallies[k];
            if (k == i || !stands(g, o) || !lexicon_same_category(lex, t->code, o->code)) continue;
            if (!says_less(lex, t->code, o->code) || says_less(lex, o->code, t->code)) continue;
            step_down(g, t);
            break;
        }
    }
}

/* A symptom that the assessment names as a problem of its own stays, and so does one whose disease nobody assessed. One
 * that is not suggested anyway may stay far down the list. */
static void drop_integral(struct gathering *g)
{
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        bool problem = t->features[FEATURE_heading] > 0 && tally_is_assessed(t);
        if (!stands(g, t) || problem) continue;
        uint32_t n;
        const uint32_t *rules = lexicon_rules_of(g->run->lex, t->code, RULE_INTEGRAL, &n);
        for (uint32_t r = 0; r < n; r++) {
            const struct lex_rule *rule = &g->run->lex->rules[rules[r]];
            const struct tally *disease = find_in(g, lex_str(g->run->lex, rule->second), t);
            if (!disease || !tally_is_assessed(disease)) continue;
            withhold(t, WITHHELD_INTEGRAL, rule->text);
            break;
        }
    }
}

void rules_of_code(struct gathering *g, uint32_t code)
{
    const struct lexicon *lex = g->run->lex;
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->rule_count; i++) g->touched[lex->code_rules[c->first_rule + i]] = 1;
}

enum status rules_begin(struct gathering *g)
{
    g->touched = ARENA_ARRAY(g->run->arena, uint8_t, (size_t)g->run->lex->rule_count + 1);
    if (!g->touched) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < g->tally_count; i++) rules_of_code(g, g->tallies[i].code);
    return ST_OK;
}

bool rules_touch(const struct gathering *g, uint32_t rule)
{
    return g->touched[rule];
}

/* The patient is in one week of gestation (Z3A). The others are of another pregnancy, a scan that dated it, a plan. */
void rules_keep_week(struct gathering *g)
{
    for (uint32_t i = 0; i < g->tally_count && g->run->week != NO_INDEX; i++) {
        struct tally *t = &g->tallies[i];
        if (t->code == g->run->week || !str_starts(code_of(g, t), STR("Z3A"))) continue;
        t->confidence = fmin(t->confidence, MOST_OF_THRESHOLD * ranking_of(g->run)->threshold);
    }
}

void rules_apply(struct gathering *g)
{
    apply_combinations(g);
    prefer_specific(g);
    drop_integral(g);
    rules_exclude(g);
}
