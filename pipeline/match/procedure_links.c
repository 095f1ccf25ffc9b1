/* What a procedure that was done brings along (add-on codes, vaccine administration), what it makes needless, and how many
 * units are reported (dictionaries/procedure_links.tsv, procedure_units.tsv, vaccine_components.tsv). */
#include "procedures.h"

#include <math.h>

static struct str code_of(const struct gathering *g, const struct tally *t)
{
    return lex_str(g->run->lex, g->run->lex->codes[t->code].code);
}

static bool done(const struct gathering *g, const struct tally *t)
{
    return is_procedure(g->run->lex, t->code) && tally_is_suggested(g, t);
}

static uint32_t components_of(const struct gathering *g, const struct tally *t)
{
    const struct lex_rule *r = lexicon_rule_of(g->run->lex, t->code, RULE_VACCINE);
    return r ? (uint32_t)r->per : 1;
}

/* Vaccines given, and their components beyond the first of each. */
static void count_vaccines(struct gathering *g)
{
    g->run->vaccines = g->run->components = 0;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        if (!done(g, t) || !procedure_is(g->run, t->code, STR("vaccine"))) continue;
        g->run->vaccines++;
        g->run->components += components_of(g, t) - 1;
    }
}

static struct tally *tally_of(struct gathering *g, uint32_t code)
{
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (g->tallies[i].code == code) return &g->tallies[i];
    return NULL;
}

/* The added code stands on the evidence of what it comes with. */
static void add_code(struct gathering *g, uint32_t source, struct str text)
{
    uint32_t code = lexicon_code_any(g->run->lex, text);
    if (code == LEXICON_NO_CODE) return;
    struct tally *t = tally_of(g, code);
    if (!t) {
        if (g->tally_count >= g->use_count + MOST_ADDED / 2) return;
        t = &g->tallies[g->tally_count++];
        *t = tally_beside(&g->tallies[source], code);
        rules_of_code(g, code);
    }
    const struct tally *from = &g->tallies[source];
    if (t->reason != WITHHELD_NONE) t->first = from->first, t->count = from->count, t->best = from->best;
    if (t->reason != WITHHELD_NONE || t->confidence < from->confidence) t->confidence = from->confidence;
    t->reason = WITHHELD_NONE;
}

static bool among(struct str code, struct str list)
{
    struct str one;
    while (list.n && str_cut(&list, ' ', &one))
        if (str_eq(one, code)) return true;
    return false;
}

static void drop_codes(struct gathering *g, uint32_t source, const struct lex_rule *r)
{
    const struct lexicon *lex = g->run->lex;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        if (t->code == g->tallies[source].code && !lex_str(lex, r->second).n) continue; /* only an added code takes its place */
        if (t->reason != WITHHELD_NONE || !is_procedure(lex, t->code) || among(code_of(g, t), lex_str(lex, r->second))) continue;
        if (!lexicon_in_ranges(code_of(g, t), lex_str(lex, r->text))) continue;
        if (r->drops && tally_mention(g, t)->sentence != tally_mention(g, &g->tallies[source])->sentence) continue;
        t->reason = WITHHELD_EXCLUDED;
        t->rule = r->note;
    }
}

/* What it drops is not counted by the links behind it. */
static void apply_link(struct gathering *g, const struct lex_rule *r)
{
    const struct lexicon *lex = g->run->lex;
    for (uint32_t i = 0, n = g->tally_count; i < n; i++) {
        struct str adds = lex_str(lex, r->second), code;
        if (!done(g, &g->tallies[i]) || !lexicon_in_ranges(code_of(g, &g->tallies[i]), lex_str(lex, r->first))) continue;
        if (!match_when(g->run, lex_str(lex, r->when), tally_mention(g, &g->tallies[i]))) continue;
        while (adds.n && str_cut(&adds, ' ', &code)) add_code(g, i, code);
        if (!lex_str(lex, r->text).n) continue;
        drop_codes(g, i, r);
        count_vaccines(g);
    }
}

void procedures_link(struct gathering *g)
{
    count_vaccines(g);
    uint32_t end;
    for (uint32_t i = lexicon_rules(g->run->lex, RULE_LINK, &end); i < end; i++)
        if (rules_touch(g, i)) apply_link(g, &g->run->lex->rules[i]);
}

static bool amount_of(const struct gathering *g, const struct tally *t, struct str name, double *ret)
{
    const struct mention *m = tally_mention(g, t);
    struct fact f;
    if (str_eq(name, STR("vaccines"))) return *ret = g->run->vaccines, true;
    if (str_eq(name, STR("components"))) return *ret = g->run->components, true;
    if (str_eq(name, STR("minutes")) && match_minutes_of_row(g->run, m, ret)) return true;
    if (!match_fact(g->run, m, name, &f) || f.number < 0.0) return false;
    *ret = f.number;
    return true;
}

/* `eight`: a part of timed therapy counts from eight minutes on. */
static double parts(const struct lex_rule *r, double amount)
{
    double units = (amount - (double)r->less) / (double)r->per;
    if (r->drops == ROUND_EIGHT) return floor(units + 7.0 / 15.0 + 1e-6);
    return r->drops == ROUND_UP ? ceil(units - 1e-6) : floor(units + 1e-6);
}

uint32_t procedure_units(const struct gathering *g, const struct tally *t)
{
    const struct lex_rule *r = lexicon_rule_of(g->run->lex, t->code, RULE_UNITS);
    double amount;
    if (!r || !amount_of(g, t, lex_str(g->run->lex, r->second), &amount)) return 1;
    double units = parts(r, amount);
    if (r->most && units > (double)r->most) units = (double)r->most;
    return units < 1.0 ? 1 : units > 10000.0 ? 10000 : (uint32_t)units;
}
