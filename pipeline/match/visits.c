/* Visits (E/M): the elements of medical decision making that the record shows, the level that two of three support, and
 * the time, as advice; levels and minutes are data (dictionaries/visit_levels.tsv), words of risk and complexity too (facts.tsv:
 * problems=, data=, risk= with a level and the words a coder reads). */
#include "procedures.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define PROPOSED_CONFIDENCE 0.35 /* below what is suggested: no time is stated and the coder must judge */
#define MOST_ADVICE 10 /* what rules said, and five lines of the visit */
#define ADVICE_BYTES 256

struct element {
    uint32_t level; /* 0 none, 1 straightforward, 2 low, 3 moderate, 4 high */
    char why[ADVICE_BYTES];
};

struct decision {
    struct element problems, data, risk;
    uint32_t level; /* two of three */
};

static const char *level_name(uint32_t level)
{
    static const char *const names[] = {"none found", "straightforward", "low", "moderate", "high"};
    return names[level];
}

static void PRINTF_LIKE(3, 4) raise_to(struct element *e, uint32_t level, const char *format, ...)
{
    va_list args;
    if (level <= e->level) return;
    e->level = level;
    va_start(args, format);
    (void)vsnprintf(e->why, sizeof e->why, format, args);
    va_end(args);
}

/* The highest level a fact "name=LEVEL words" gives, in sections where the visit is judged. */
static void raise_by_facts(const struct match_run *run, struct str name, struct element *e)
{
    if (!(run->all_fact_names & fact_bit(name))) return;
    for (uint32_t i = 0; i < run->sentence_fact[run->chart->sentence_count]; i++) {
        struct str words = lex_str(run->lex, run->lex->cues[run->facts[i].cue].text), key, level;
        enum section s = (enum section)run->chart->sentences[run->chart->tokens[run->facts[i].first].sentence].section;
        bool judged = s == SECTION_assessment || s == SECTION_plan || s == SECTION_assessment_plan || s == SECTION_impression ||
                      s == SECTION_ed_course || s == SECTION_hpi || s == SECTION_results || s == SECTION_orders || s == SECTION_disposition ||
                      s == SECTION_none;
        long n;
        if (!str_cut(&words, '=', &key) || !str_eq(key, name) || !str_cut(&words, ' ', &level) || !str_to_long(level, 1, 4, &n)) continue;
        if (judged &&
            match_context(run, run->chart->tokens[run->facts[i].first].sentence, run->facts[i].first, run->facts[i].last).negation != NEG_NEGATED)
            raise_to(e, (uint32_t)n, "%.*s", STR_ARG(words));
    }
}

static void weigh_problems(const struct gathering *g, struct element *e)
{
    uint32_t chronic = 0, others = 0;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        uint32_t flags = g->run->lex->codes[t->code].flags;
        if (g->run->lex->codes[t->code].system != SYSTEM_ICD10CM || !tally_is_suggested(g, t) || (flags & LEX_CODE_STATUS)) continue;
        if (flags & LEX_CODE_CHRONIC) chronic++;
        else others++;
    }
    if (chronic + others) raise_to(e, 2, "%u chronic, %u other", chronic, others);
    if (chronic >= 2) raise_to(e, 3, "%u chronic conditions", chronic);
    raise_by_facts(g->run, STR("problems"), e);
}

/* Tests named as done or ordered, each once; those of the past do not count. */
static void weigh_data(const struct gathering *g, struct element *e)
{
    uint32_t tests = 0;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        bool test =
            procedure_is(g->run, t->code, STR("lab")) || procedure_is(g->run, t->code, STR("imaging")) || procedure_is(g->run, t->code, STR("test"));
        if (test && (t->reason == WITHHELD_NONE || t->reason == WITHHELD_HYPOTHETICAL)) tests++;
    }
    if (tests) raise_to(e, tests >= 3 ? 3 : tests >= 2 ? 2 : 1, "%u test%s ordered or reviewed", tests, tests == 1 ? "" : "s");
    raise_by_facts(g->run, STR("data"), e);
}

/* A drug named in the plan is a drug that is managed. */
static void weigh_risk(const struct gathering *g, struct element *e)
{
    const struct match_run *run = g->run;
    for (uint32_t i = 0; i < run->mentions.n; i++) {
        const struct mention *m = &run->mentions.p[i];
        const struct lex_entry *entry = &run->lex->entries[m->entry];
        enum section s = (enum section)run->chart->sentences[m->sentence].section;
        if (entry->source != SOURCE_MEDICATION || (s != SECTION_plan && s != SECTION_assessment_plan) || m->context.negation == NEG_NEGATED) continue;
        raise_to(e, 3, "prescription drug management: %s", lex_cstr(run->lex, entry->text));
    }
    raise_by_facts(run, STR("risk"), e);
}

static uint32_t two_of_three(uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t high = a > b ? a : b, low = a > b ? b : a;
    return c >= high ? high : c > low ? c : low;
}

static void decide(const struct gathering *g, struct decision *d)
{
    *d = (struct decision){0};
    weigh_problems(g, &d->problems);
    weigh_data(g, &d->data);
    weigh_risk(g, &d->risk);
    d->level = two_of_three(d->problems.level, d->data.level, d->risk.level);
    if (d->level == 0 && d->problems.level) d->level = 1; /* a visit for a problem is at least straightforward */
}

/* The visit that the decision making supports for this patient and place; NULL when none. */
static const struct lex_rule *visit_for(const struct gathering *g, const struct mention *m, uint32_t level)
{
    const struct lexicon *lex = g->run->lex;
    uint32_t end;
    for (uint32_t i = lexicon_rules(lex, RULE_VISIT, &end); i < end; i++) {
        const struct lex_rule *r = &lex->rules[i];
        if ((uint32_t)r->less == level && match_when(g->run, lex_str(lex, r->when), m)) return r;
    }
    return NULL;
}

static const struct lex_rule *visit_rule(const struct lexicon *lex, uint32_t code)
{
    uint32_t end;
    for (uint32_t i = lexicon_rules(lex, RULE_VISIT, &end); i < end; i++)
        if (lex->rules[i].code == code) return &lex->rules[i];
    return NULL;
}

static bool has_visit(const struct gathering *g)
{
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        bool visit = procedure_is(g->run, t->code, STR("visit")) || procedure_is(g->run, t->code, STR("preventive"));
        if (visit && tally_is_suggested(g, t)) return true;
    }
    return false;
}

static const struct tally *best_assessed(const struct gathering *g)
{
    const struct tally *best = NULL;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        if (g->run->lex->codes[t->code].system != SYSTEM_ICD10CM || !tally_is_suggested(g, t) || !tally_is_assessed(t)) continue;
        if (!best || t->confidence > best->confidence) best = t;
    }
    return best;
}

void visits_propose(struct gathering *g)
{
    const struct tally *problem = best_assessed(g);
    struct decision d;
    if (!problem || has_visit(g) || g->tally_count >= g->use_count + MOST_ADDED / 2) return;
    decide(g, &d);
    const struct lex_rule *r = visit_for(g, tally_mention(g, problem), d.level);
    if (!r) return;
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (g->tallies[i].code == r->code) return;
    struct tally t = tally_beside(problem, r->code);
    t.confidence = PROPOSED_CONFIDENCE;
    g->tallies[g->tally_count++] = t;
}

static enum status PRINTF_LIKE(3, 4) advise(const struct gathering *g, struct candidate *c, const char *format, ...)
{
    char text[ADVICE_BYTES + 64];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (n < 0) return fail(ST_INTERNAL, "advice cannot be written");
    char *copy = arena_strdup(g->run->arena, text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1);
    if (!copy) return ST_NO_MEMORY;
    if (c->advice_count < MOST_ADVICE) c->advice[c->advice_count++] = str_of(copy);
    return ST_OK;
}

static enum status advise_element(const struct gathering *g, struct candidate *c, const char *name, const struct element *e)
{
    return advise(g, c, "MDM %s: %s%s%s%s", name, level_name(e->level), e->level ? " (" : "", e->why, e->level ? ")" : "");
}

enum status visit_advice(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const struct mention *m = tally_mention(g, t);
    const struct lex_rule *own = visit_rule(g->run->lex, t->code);
    enum status st = ST_OK;
    struct decision d;
    struct fact minutes;
    if (!own) return ST_OK;
    struct str *room = ARENA_ARRAY(g->run->arena, struct str, MOST_ADVICE);
    if (!room) return ST_NO_MEMORY;
    memcpy(room, c->advice, c->advice_count * sizeof *room);
    c->advice = room;
    decide(g, &d);
    if (own->per > 0.0f && match_fact_of_visit(g->run, m, STR("minutes"), &minutes) && minutes.number >= (double)own->per)
        TRY(advise(g, c, "Time: %.0f minutes meet %s (from %.0f)", minutes.number, lex_cstr(g->run->lex, own->first), (double)own->per));
    TRY(advise_element(g, c, "problems", &d.problems));
    TRY(advise_element(g, c, "data", &d.data));
    TRY(advise_element(g, c, "risk", &d.risk));
    const struct lex_rule *r = visit_for(g, m, d.level);
    if (r) TRY(advise(g, c, "MDM supports %s: %s (two of three)", lex_cstr(g->run->lex, r->first), level_name(d.level)));
done:
    return st;
}
