/* Mentions of one code become one candidate: its best mention gives the features, all of them are evidence. A code whose
 * every mention is negated, another person's, and so on, is withheld with the reason of the best of them. */
#include "gather.h"
#include "procedures.h"

#include <math.h>
#include <stdlib.h>

#define MOST_WITHHELD 200
#define MOST_EVIDENCE 8
#define FEW_EVIDENCE 3 /* of what is not suggested */

const struct ranking *ranking_of(const struct match_run *run)
{
    return &run->m->ranking[run->chart->encounter.type == ENCOUNTER_INPATIENT];
}

static bool code_ends(const struct lexicon *lex, uint32_t code, char last)
{
    struct str s = lex_str(lex, lex->codes[code].code);
    return s.n && s.p[s.n - 1] == last;
}

static bool is_past(const struct match_run *run, const struct mention *m, uint32_t code)
{
    const struct lex_code *c = &run->lex->codes[code];
    bool sequela = c->seventh && code_ends(run->lex, code, 'S'); /* what an old injury left is of today */
    return m->context.temporality == TEMP_HISTORICAL && !sequela && !(c->flags & (LEX_CODE_STATUS | LEX_CODE_CHRONIC));
}

/* "History of" in the story of a stay often means what the patient has: both readings are offered. */
static bool is_told_as_history(const struct match_run *run, const struct mention *m)
{
    return run->chart->encounter.type == ENCOUNTER_INPATIENT && !m->context.by_section;
}

/* "Discussed a hysterectomy" leaves no uterus absent, "Tdap next visit" is no vaccine of today. */
static bool is_still_to_do(const struct match_run *run, const struct mention *m, uint32_t code)
{
    struct fact f;
    if (m->context.temporality != TEMP_PLANNED || !(run->lex->codes[code].flags & LEX_CODE_DONE)) return false;
    return !match_fact_in(run, m->sentence, m, STR("done"), &f);
}

/* Why a mention of the code does not count, if so. The order is that of the certainty of the reason. */
static enum withheld_reason reason_of(const struct match_run *run, const struct mention *m, uint32_t code)
{
    const struct lex_code *c = &run->lex->codes[code];
    const struct finding_context *x = &m->context;
    bool family_code = c->system == SYSTEM_ICD10CM && strncmp(lex_cstr(run->lex, c->code), "Z8", 2) == 0;
    bool status = c->flags & LEX_CODE_STATUS;
    if (is_procedure(run->lex, code)) return procedure_reason(run, m);
    if (x->negation == NEG_NEGATED) return WITHHELD_NEGATED;
    if (x->family && !family_code) return WITHHELD_FAMILY;
    if (x->other_person && !x->family) return WITHHELD_FAMILY;
    if (x->temporality == TEMP_HYPOTHETICAL || is_still_to_do(run, m, code)) return WITHHELD_HYPOTHETICAL;
    bool treated_here = run->chart->encounter.type == ENCOUNTER_INPATIENT && run->chart->sentences[m->sentence].section != SECTION_past_history;
    if (x->temporality == TEMP_RESOLVED && !status && !treated_here) return WITHHELD_RESOLVED; /* what a stay resolved was treated in it */
    bool uncertain = x->negation == NEG_POSSIBLE;
    if (uncertain && (run->chart->encounter.type != ENCOUNTER_INPATIENT || (c->flags & LEX_CODE_CONFIRM))) return WITHHELD_UNCERTAIN;
    return is_past(run, m, code) && !is_told_as_history(run, m) ? WITHHELD_HISTORICAL : WITHHELD_NONE;
}

/* Facilities code an inpatient's procedures in ICD-10-PCS, not CPT; the physician's visits are CPT everywhere. */
static bool is_billed(const struct match_run *run, uint32_t code)
{
    enum code_system system = (enum code_system)run->lex->codes[code].system;
    if (system == SYSTEM_ICD10CM || run->chart->encounter.type != ENCOUNTER_INPATIENT) return true;
    return procedure_is(run, code, STR("visit")) || procedure_is(run, code, STR("hospital_visit"));
}

/* The history code of a disease that is past, or a relative's; NO_INDEX when there is none. */
static uint32_t history_code(const struct match_run *run, const struct mention *m, uint32_t code, enum withheld_reason reason)
{
    const struct lexicon *lex = run->lex;
    bool past = reason == WITHHELD_HISTORICAL || reason == WITHHELD_RESOLVED || (reason == WITHHELD_NONE && is_past(run, m, code));
    if ((!past && reason != WITHHELD_FAMILY) || lex->codes[code].system != SYSTEM_ICD10CM) return NO_INDEX;
    const struct lex_rule *r = lexicon_rule_of(lex, code, RULE_HISTORY);
    uint32_t history = !r ? NO_INDEX : past ? r->code : r->most - 1;
    return history < lex->code_count ? history : NO_INDEX;
}

static uint32_t push_use(struct gathering *g, uint32_t code, uint32_t mention, bool secondary)
{
    const struct mention *m = &g->run->mentions.p[mention];
    const struct sentence *s = &g->run->chart->sentences[m->sentence];
    struct use *u = &g->uses[g->use_count];
    *u = (struct use){.code = code, .mention = mention, .secondary = secondary};
    bool muted = learned_apply(g, u);
    if (!is_billed(g->run, u->code)) return NO_INDEX;
    g->use_count++;
    u->reason = reason_of(g->run, m, u->code);
    if (muted && u->reason == WITHHELD_NONE) u->reason = WITHHELD_EXCLUDED;
    if (is_procedure(g->run->lex, u->code)) u->section_score = procedure_score(g->run, m, u->code, secondary);
    else u->section_score = section_score((enum section)s->section, s->heading) + 0.02f * m->weight - (secondary ? 0.5f : 0.0f);
    if (u->reason != WITHHELD_NONE) u->section_score -= WITHHELD_MALUS;
    else if (is_past(g->run, m, u->code)) u->section_score -= PAST_MALUS;
    return history_code(g->run, m, u->code, u->reason);
}

static bool is_named_below(const struct match_run *run, uint32_t node)
{
    for (uint32_t i = 0; i < run->mentions.n; i++) {
        uint32_t code = run->mentions.p[i].code;
        if (code != NO_INDEX && code > node && code < run->lex->codes[node].end) return true;
    }
    return false;
}

static enum status list_uses(struct gathering *g)
{
    struct match_run *run = g->run;
    g->uses = ARENA_ARRAY(run->arena, struct use, (size_t)run->mentions.n * 6 + 1);
    if (!g->uses) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < run->mentions.n; i++) {
        const struct mention *m = &run->mentions.p[i];
        const struct lex_entry *e = &run->lex->entries[m->entry];
        if (m->code == NO_INDEX || m->code == LEXICON_NO_CODE || !is_billed(run, m->code)) continue;
        uint32_t history = push_use(g, m->code, i, false);
        if (history != NO_INDEX) {
            uint32_t before = g->use_count;
            (void)push_use(g, history, i, false);
            if (g->use_count > before) g->uses[before].history = true;
        }
        if (m->second_code != NO_INDEX) (void)push_use(g, m->second_code, i, false);
        for (int k = 0; k < e->more; k++) {
            bool open = !(run->lex->codes[e->also[k]].flags & LEX_CODE_BILLABLE);
            if (open && is_named_below(run, e->also[k])) continue; /* what is said of it elsewhere is surer */
            uint32_t also = open ? match_complete(run, m, e->also[k]) : e->also[k];
            if (also != NO_INDEX) (void)push_use(g, also, i, true);
        }
    }
    return ST_OK;
}

static int compare_uses(const void *pa, const void *pb)
{
    const struct use *a = pa, *b = pb;
    if (a->code != b->code) return a->code < b->code ? -1 : 1;
    if (a->section_score != b->section_score) return a->section_score > b->section_score ? -1 : 1;
    return a->mention < b->mention ? -1 : a->mention > b->mention;
}

static enum status make_tallies(struct gathering *g)
{
    g->tallies = ARENA_ARRAY(g->run->arena, struct tally, (size_t)g->use_count + MOST_ADDED);
    if (!g->tallies) return ST_NO_MEMORY;
    if (g->use_count) qsort(g->uses, g->use_count, sizeof *g->uses, compare_uses);
    for (uint32_t i = 0; i < g->use_count;) {
        struct tally *t = &g->tallies[g->tally_count++];
        *t = (struct tally){.code = g->uses[i].code, .first = i, .best = i, .reason = g->uses[i].reason, .learned = g->uses[i].learned};
        while (i < g->use_count && g->uses[i].code == t->code) i++;
        t->count = i - t->first;
        features_of_mention(g, &g->uses[t->best], t->features);
        features_of_counts(g, t, t->features);
        const float *f = t->features;
        bool disease = !(f[FEATURE_symptom] > 0) && !(f[FEATURE_status] > 0) && !(f[FEATURE_procedure_code] > 0);
        if (t->reason == WITHHELD_NONE && disease && tally_is_assessed(t)) g->disease_assessed = true;
    }
    return ST_OK;
}

static struct box unite(struct box a, struct box b)
{
    if (a.w == 0) return b;
    int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w, bottom = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct box){x, y, right - x, bottom - y};
}

static struct evidence evidence_of(const struct chart *c, const struct mention *m)
{
    struct evidence e = {.start = c->tokens[m->first_token].start, .end = c->tokens[m->last_token].end, .reading_confidence = 1.0};
    for (uint32_t i = m->first_token; i <= m->last_token; i++)
        if (c->tokens[i].end > e.end) e.end = c->tokens[i].end;
    e.section = (enum section)c->sentences[m->sentence].section;
    while (e.page + 1 < c->page_count && c->page_start[e.page + 1] <= e.start) e.page++;
    const struct page *p = &c->pages[e.page];
    uint32_t from = e.start - c->page_start[e.page], to = e.end - c->page_start[e.page];
    for (uint32_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        if (w->end <= from || w->start >= to) continue;
        e.box = unite(e.box, w->box);
        if (w->confidence < e.reading_confidence) e.reading_confidence = w->confidence;
    }
    return e;
}

static bool same_place(const struct evidence *list, uint32_t n, const struct evidence *e)
{
    for (uint32_t i = 0; i < n; i++)
        if (list[i].start == e->start && list[i].end == e->end) return true;
    return false;
}

/* The places that count as the best one does; a rule that withholds the code later changes nothing about them. */
static enum status fill_evidence(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    enum withheld_reason reason = g->uses[t->best].reason;
    uint32_t most = c->suggested || c->reason != WITHHELD_NONE ? MOST_EVIDENCE : FEW_EVIDENCE;
    c->evidence = ARENA_ARRAY(g->run->arena, struct evidence, most < t->count ? most : t->count);
    if (!c->evidence) return ST_NO_MEMORY;
    for (uint32_t i = t->first; i < t->first + t->count && c->evidence_count < most; i++) {
        if (g->uses[i].reason != reason) continue;
        struct evidence e = evidence_of(g->run->chart, &g->run->mentions.p[g->uses[i].mention]);
        if (!same_place(c->evidence, c->evidence_count, &e)) c->evidence[c->evidence_count++] = e;
    }
    return ST_OK;
}

struct tally tally_beside(const struct tally *other, uint32_t code)
{
    struct tally t = *other;
    t.code = code;
    t.rule = t.learned = t.moved = t.excluded_from = 0;
    t.excludes = (struct str){"", 0};
    t.first_listed = t.combined = false;
    return t;
}

/* "E87.1 Excludes1: ... (E22.2)". */
static struct str exclusion_of(const struct gathering *g, const struct tally *t)
{
    struct str bearer = lex_str(g->run->lex, g->run->lex->codes[t->excluded_from].code), middle = STR(" Excludes1: ");
    size_t n = bearer.n + middle.n + t->excludes.n;
    char *p = arena_alloc(g->run->arena, n + 1);
    if (!p) return t->excludes;
    memcpy(p, bearer.p, bearer.n);
    memcpy(p + bearer.n, middle.p, middle.n);
    memcpy(p + bearer.n + middle.n, t->excludes.p, t->excludes.n);
    p[n] = '\0';
    return (struct str){p, n};
}

/* Rules and what coders taught: beside a code that stands they are advice, else the reason why not. */
static enum status fill_reasons(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const uint32_t reasons[] = {t->rule, t->learned, t->moved};
    c->advice = ARENA_ARRAY(g->run->arena, struct str, sizeof reasons / sizeof reasons[0] + 2); /* and an exclusion, and a query */
    if (!c->advice) return ST_NO_MEMORY;
    if (t->rule && t->reason != WITHHELD_NONE) c->rule = lex_str(g->run->lex, t->rule);
    if (t->excludes.n && t->reason == WITHHELD_EXCLUDED) c->rule = exclusion_of(g, t);
    if (t->excludes.n && t->reason == WITHHELD_NONE) c->advice[c->advice_count++] = exclusion_of(g, t);
    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++) {
        if (!reasons[i]) continue;
        if (t->reason == WITHHELD_NONE) c->advice[c->advice_count++] = lex_str(g->run->lex, reasons[i]);
        else if (t->reason == WITHHELD_EXCLUDED && !c->rule.n) c->rule = lex_str(g->run->lex, reasons[i]);
    }
    return ST_OK;
}

static enum status fill_candidate(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const struct lexicon *lex = g->run->lex;
    const struct lex_code *code = &lex->codes[t->code];
    const struct mention *m = &g->run->mentions.p[g->uses[t->best].mention];
    *c = (struct candidate){.system = (enum code_system)code->system,
                            .code = lex_str(lex, code->code),
                            .title = lex_str(lex, code->title),
                            .confidence = t->confidence,
                            .unlearned = t->unlearned,
                            .phrase = lex_str(lex, lex->entries[m->entry].text),
                            .first_listed = t->first_listed,
                            .reason = t->reason};
    c->suggested = tally_is_suggested(g, t);
    c->units = 1;
    if (t->combined) c->phrase = (struct str){"", 0}; /* of two phrases */
    if (m->context.cue != NO_INDEX && (t->reason != WITHHELD_NONE || m->context.negation || m->context.temporality))
        c->cue = lex_str(lex, lex->cues[m->context.cue].text);
    enum status st = fill_reasons(g, t, c);
    return st == ST_OK ? fill_evidence(g, t, c) : st;
}

static bool may_come_first(const struct gathering *g, const struct tally *t)
{
    const struct lex_code *c = &g->run->lex->codes[t->code];
    struct str code = lex_str(g->run->lex, c->code);
    if (t->reason != WITHHELD_NONE || c->system != SYSTEM_ICD10CM || t->confidence < ranking_of(g->run)->threshold) return false;
    if (t->features[FEATURE_external] > 0 || (c->flags & CODE_MANIFESTATION) || !tally_is_assessed(t)) return false;
    return !(c->flags & LEX_CODE_STATUS) || lexicon_in_ranges(code, STR(ENCOUNTER_REASONS));
}

/* The assessment names the main reason first (outpatient IV.G; discharge diagnoses II). */
static void propose_first_listed(struct gathering *g)
{
    struct tally *first = NULL;
    uint32_t place = UINT32_MAX;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        uint32_t at = g->run->mentions.p[g->uses[t->best].mention].first_token;
        if (!may_come_first(g, t) || at > place || (at == place && first && first->confidence >= t->confidence)) continue;
        place = at;
        first = t;
    }
    if (first) first->first_listed = true;
}

static enum status fill_procedure(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    enum status st = ST_OK;
    c->units = procedure_units(g, t);
    TRY(procedure_modifiers(g, t, c));
    TRY(procedure_pointers(g, t, c));
    TRY(visit_advice(g, t, c));
done:
    return st;
}

static int compare_tallies(const void *pa, const void *pb)
{
    const struct tally *a = pa, *b = pb;
    if (a->confidence != b->confidence) return a->confidence > b->confidence ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

static enum status fill_chart(struct gathering *g)
{
    struct chart *c = g->run->chart;
    enum status st = ST_OK;
    c->candidates = ARENA_ARRAY(c->arena, struct candidate, MOST_CANDIDATES);
    c->withheld = ARENA_ARRAY(c->arena, struct candidate, g->tally_count < MOST_WITHHELD ? g->tally_count : MOST_WITHHELD);
    if (!c->candidates || !c->withheld) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        if (t->reason == WITHHELD_NONE && c->candidate_count < MOST_CANDIDATES) {
            struct candidate *k = &c->candidates[c->candidate_count++];
            TRY(fill_candidate(g, t, k));
            if (is_procedure(g->run->lex, t->code)) TRY(fill_procedure(g, t, k));
            else if (k->suggested) TRY(query_advice(g, t, k));
        }
        if (t->reason != WITHHELD_NONE && c->withheld_count < MOST_WITHHELD) TRY(fill_candidate(g, t, &c->withheld[c->withheld_count++]));
    }
done:
    return st;
}

/* What is only told as history is listed beside its history code, never suggested. */
static double diagnosis_confidence(const struct gathering *g, const struct tally *t)
{
    const struct lex_code *c = &g->run->lex->codes[t->code];
    const struct ranking *r = ranking_of(g->run);
    bool inpatient = g->run->chart->encounter.type == ENCOUNTER_INPATIENT;
    double confidence = ranking_confidence(r, t->features, (double)c->offset[inpatient]);
    bool past = is_past(g->run, &g->run->mentions.p[g->uses[t->best].mention], t->code);
    return past && t->reason == WITHHELD_NONE ? fmin(confidence, MOST_OF_THRESHOLD * r->threshold) : confidence;
}

enum status match_gather(struct match_run *run)
{
    struct gathering g = {.run = run};
    enum status st = ST_OK;
    TRY(list_uses(&g));
    TRY(make_tallies(&g));
    TRY(features_of_rivals(&g));
    for (uint32_t i = 0; i < g.tally_count; i++) {
        struct evidence e = evidence_of(run->chart, &run->mentions.p[g.uses[g.tallies[i].best].mention]);
        g.tallies[i].features[FEATURE_doubt] = (float)(1.0 - e.reading_confidence);
        bool procedure = is_procedure(run->lex, g.tallies[i].code);
        g.tallies[i].confidence = procedure ? procedure_confidence(&g, &g.tallies[i]) : diagnosis_confidence(&g, &g.tallies[i]);
        learned_move(&g, &g.tallies[i]);
    }
    for (uint32_t i = 0; run->m->observe && i < g.tally_count; i++)
        if (g.tallies[i].reason == WITHHELD_NONE) run->m->observe(run->m->observer, g.tallies[i].code, g.tallies[i].features);
    TRY(rules_begin(&g));
    rules_apply(&g);
    procedures_link(&g);
    visits_propose(&g);
    if (g.tally_count) qsort(g.tallies, g.tally_count, sizeof *g.tallies, compare_tallies);
    propose_first_listed(&g);
    alternatives_add(&g);
    companions_apply(&g);
    rules_keep_week(&g);
    if (g.tally_count) qsort(g.tallies, g.tally_count, sizeof *g.tallies, compare_tallies);
    TRY(fill_chart(&g));
done:
    return st;
}
