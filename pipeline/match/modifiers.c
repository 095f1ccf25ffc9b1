/* Modifiers that the record supports, and the diagnoses that a claim would point to (dictionaries/modifiers.tsv, pointers.tsv). */
#include "procedures.h"
#include "sides.h"

#define WORD_REACH 40 /* tokens around a procedure whose words may tie a diagnosis to it */

static struct str code_of(const struct gathering *g, const struct tally *t)
{
    return lex_str(g->run->lex, g->run->lex->codes[t->code].code);
}

static bool side_is(const struct match_run *run, const struct mention *m, struct str want)
{
    static const char *const names[] = {"none", "right", "left", "bilateral"};
    return str_eq(want, str_of(names[side_of_mention(run, m)]));
}

/* Another suggested procedure of the ranges, parted by '|'. */
static bool has_beside(const struct gathering *g, const struct tally *t, struct str ranges)
{
    struct str one;
    while (ranges.n && str_cut(&ranges, '|', &one))
        for (uint32_t i = 0; i < g->tally_count; i++) {
            const struct tally *o = &g->tallies[i];
            if (o->code == t->code || !is_procedure(g->run->lex, o->code) || !tally_is_suggested(g, o)) continue;
            if (lexicon_in_ranges(code_of(g, o), one)) return true;
        }
    return false;
}

static bool applies(const struct gathering *g, const struct tally *t, struct str when)
{
    struct str condition;
    while (when.n && str_cut(&when, ';', &condition)) {
        struct str value = condition, name;
        (void)str_cut(&value, '=', &name);
        if (str_eq(name, STR("side"))) {
            if (!side_is(g->run, tally_mention(g, t), value)) return false;
        } else if (str_eq(name, STR("beside"))) {
            if (!has_beside(g, t, value)) return false;
        } else if (!match_when(g->run, condition, tally_mention(g, t))) {
            return false;
        }
    }
    return true;
}

static bool has_modifier(const struct candidate *c, struct str modifier)
{
    for (uint32_t i = 0; i < c->modifier_count; i++)
        if (str_eq(c->modifiers[i].modifier, modifier)) return true;
    return false;
}

enum status procedure_modifiers(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const struct lexicon *lex = g->run->lex;
    c->modifiers = ARENA_ARRAY(g->run->arena, struct modifier, MOST_MODIFIERS);
    if (!c->modifiers) return ST_NO_MEMORY;
    uint32_t n;
    const uint32_t *rules = lexicon_rules_of(lex, t->code, RULE_MODIFIER, &n);
    for (uint32_t i = 0; i < n && c->modifier_count < MOST_MODIFIERS; i++) {
        const struct lex_rule *r = &lex->rules[rules[i]];
        if (has_modifier(c, lex_str(lex, r->second)) || !applies(g, t, lex_str(lex, r->when))) continue;
        c->modifiers[c->modifier_count++] = (struct modifier){lex_str(lex, r->second), lex_str(lex, r->text)};
    }
    return ST_OK;
}

static bool is_supported_by(const struct gathering *g, const struct tally *t, const struct tally *diagnosis)
{
    const struct lexicon *lex = g->run->lex;
    uint32_t n;
    const uint32_t *rules = lexicon_rules_of(lex, t->code, RULE_POINTER, &n);
    for (uint32_t i = 0; i < n; i++)
        if (lexicon_in_ranges(code_of(g, diagnosis), lex_str(lex, lex->rules[rules[i]].second))) return true;
    return false;
}

/* Rarity of the words that the diagnosis's title shares with the sentence of the procedure. */
static double shared_words(const struct match_run *run, const struct mention *m, uint32_t diagnosis)
{
    const struct lex_code *d = &run->lex->codes[diagnosis];
    const struct sentence *s = &run->chart->sentences[m->sentence];
    double sum = 0.0;
    uint32_t end = s->first_token + s->token_count;
    uint32_t from = m->first_token > s->first_token + WORD_REACH ? m->first_token - WORD_REACH : s->first_token;
    for (uint32_t i = 0; i < d->word_count; i++) {
        uint32_t term = run->lex->title_words[d->first_word + i];
        if (!role_is_content(lexicon_role(run->lex, term)) && lexicon_role(run->lex, term) != ROLE_RIGHT && lexicon_role(run->lex, term) != ROLE_LEFT)
            continue;
        for (uint32_t k = from; k < end && k <= m->last_token + WORD_REACH; k++)
            if (run->chart->tokens[k].term == term) {
                sum += (double)run->lex->terms[term].idf;
                break;
            }
    }
    return sum;
}

/* How near the diagnosis stands to the procedure: the same problem, the rule of pointers.tsv, shared words (the site). */
static double tie(const struct gathering *g, const struct tally *t, const struct tally *diagnosis)
{
    const struct mention *m = tally_mention(g, t), *d = tally_mention(g, diagnosis);
    const struct sentence *a = &g->run->chart->sentences[m->sentence], *b = &g->run->chart->sentences[d->sentence];
    double score = shared_words(g->run, m, diagnosis->code);
    if (a->problem && a->problem == b->problem && a->section == b->section) score += 6.0;
    if (m->sentence == d->sentence) score += 4.0;
    if (is_supported_by(g, t, diagnosis)) score += 20.0;
    return score;
}

struct tied {
    uint32_t tally;
    double score;
};

/* Whole-visit services are supported by everything assessed; others by what is tied to them, else by the first diagnosis. */
static bool keeps(bool visit, double score, double best, uint32_t rank)
{
    return visit || rank == 0 || (score > 3.0 && score >= 0.5 * best);
}

enum status procedure_pointers(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    struct tied list[MOST_POINTERS];
    uint32_t n = 0;
    bool visit = procedure_is(g->run, t->code, STR("visit"));
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *d = &g->tallies[i];
        if (g->run->lex->codes[d->code].system != SYSTEM_ICD10CM || !tally_is_suggested(g, d)) continue;
        struct tied x = {i, d->confidence + (visit ? 0.0 : tie(g, t, d))};
        uint32_t at = n < MOST_POINTERS ? n++ : MOST_POINTERS;
        for (; at > 0 && list[at - 1].score < x.score; at--)
            if (at < MOST_POINTERS) list[at] = list[at - 1];
        if (at < MOST_POINTERS) list[at] = x;
    }
    c->pointers = ARENA_ARRAY(g->run->arena, struct str, MOST_POINTERS);
    if (!c->pointers) return ST_NO_MEMORY;
    for (uint32_t k = 0; k < n; k++)
        if (keeps(visit, list[k].score, list[0].score, k)) c->pointers[c->pointer_count++] = code_of(g, &g->tallies[list[k].tally]);
    return ST_OK;
}
