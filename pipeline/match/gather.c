/* Mentions of one code become one candidate: its best mention gives the features, all of them are evidence. A code whose
 * every mention is negated, another person's, and so on, is withheld with the reason of the best of them. */
#include "match_internal.h"
#include "rank.h"

#include <math.h>
#include <stdlib.h>

#define MOST_CANDIDATES 60
#define MOST_WITHHELD 200
#define MOST_EVIDENCE 8
#define MOST_ALTERNATIVES 8 /* of one candidate */
#define ALTERNATIVES_FROM 0.1 /* confidence of a candidate whose neighbours are shown */
#define ALTERNATIVE_SHARE 0.06 /* of its confidence for the first of them */

struct tally {
    uint32_t code;
    uint32_t first, count; /* into the sorted list of uses */
    float features[FEATURE_COUNT];
    enum withheld_reason reason;
    uint32_t best; /* use with the best features */
    double confidence;
};

/* One code of one mention: the same mention may stand for several codes. */
struct use {
    uint32_t code, mention;
    bool secondary;
    enum withheld_reason reason;
    float section_score; /* orders the uses of a code, best first */
};

struct gathering {
    struct match_run *run;
    struct use *uses;
    uint32_t use_count;
    struct tally *tallies;
    uint32_t tally_count;
    bool disease_assessed; /* some assessment names a disease that is not a symptom */
};

static const struct ranking *ranking_of(const struct match_run *run)
{
    return &run->m->ranking[run->chart->encounter.type == ENCOUNTER_INPATIENT];
}

static enum feature section_feature(enum section s)
{
    switch (s) {
    case SECTION_assessment:
    case SECTION_assessment_plan: return FEATURE_assessment;
    case SECTION_plan: return FEATURE_plan;
    case SECTION_impression: return FEATURE_impression;
    case SECTION_discharge_diagnosis:
    case SECTION_postop_diagnosis: return FEATURE_final_diagnosis;
    case SECTION_chief_complaint:
    case SECTION_indication:
    case SECTION_admission_diagnosis:
    case SECTION_preop_diagnosis: return FEATURE_complaint;
    case SECTION_hpi: return FEATURE_hpi;
    case SECTION_past_history:
    case SECTION_surgical_history:
    case SECTION_family_history:
    case SECTION_social_history:
    case SECTION_obstetric_history: return FEATURE_history;
    case SECTION_problem_list: return FEATURE_problem_list;
    case SECTION_hospital_course:
    case SECTION_ed_course: return FEATURE_course;
    case SECTION_review_of_systems: return FEATURE_review;
    case SECTION_exam:
    case SECTION_vitals: return FEATURE_exam;
    case SECTION_labs:
    case SECTION_imaging:
    case SECTION_results:
    case SECTION_findings:
    case SECTION_pathology: return FEATURE_results;
    case SECTION_medications:
    case SECTION_discharge_medications:
    case SECTION_allergies:
    case SECTION_immunizations: return FEATURE_medications;
    case SECTION_instructions:
    case SECTION_follow_up:
    case SECTION_disposition: return FEATURE_instructions;
    case SECTION_procedure:
    case SECTION_technique: return FEATURE_procedure;
    case SECTION_none: return FEATURE_no_section;
    default: return FEATURE_other_section;
    }
}

static bool is_assessment(enum feature f)
{
    return f == FEATURE_assessment || f == FEATURE_impression || f == FEATURE_final_diagnosis;
}

/* Why a mention of the code does not count, if so. The order is that of the certainty of the reason. */
static enum withheld_reason reason_of(const struct match_run *run, const struct mention *m, uint32_t code)
{
    const struct lex_code *c = &run->lex->codes[code];
    const struct finding_context *x = &m->context;
    bool family_code = c->system == SYSTEM_ICD10CM && strncmp(lex_cstr(run->lex, c->code), "Z8", 2) == 0;
    bool status = c->flags & LEX_CODE_STATUS;
    if (x->negation == NEG_NEGATED) return WITHHELD_NEGATED;
    if (x->family && !family_code) return WITHHELD_FAMILY;
    if (x->other_person && !x->family) return WITHHELD_FAMILY;
    if (x->temporality == TEMP_HYPOTHETICAL) return WITHHELD_HYPOTHETICAL;
    if (x->temporality == TEMP_RESOLVED && !status) return WITHHELD_RESOLVED;
    bool uncertain = x->negation == NEG_POSSIBLE;
    if (uncertain && (run->chart->encounter.type != ENCOUNTER_INPATIENT || (c->flags & LEX_CODE_CONFIRM))) return WITHHELD_UNCERTAIN;
    bool past = x->temporality == TEMP_HISTORICAL && !status && !(c->flags & LEX_CODE_CHRONIC);
    if (past && c->system == SYSTEM_ICD10CM) return WITHHELD_HISTORICAL;
    if (c->system != SYSTEM_ICD10CM && (x->temporality == TEMP_HISTORICAL || x->temporality == TEMP_PLANNED)) return WITHHELD_HISTORICAL;
    return WITHHELD_NONE;
}

static float section_score(enum section s, bool heading)
{
    static const float score[FEATURE_COUNT] = {
        [FEATURE_assessment] = 10, [FEATURE_final_diagnosis] = 11, [FEATURE_impression] = 10, [FEATURE_problem_list] = 6, [FEATURE_plan] = 7,
        [FEATURE_course] = 6,      [FEATURE_complaint] = 5,        [FEATURE_hpi] = 5,         [FEATURE_no_section] = 5,   [FEATURE_history] = 4,
        [FEATURE_results] = 3,     [FEATURE_exam] = 2,             [FEATURE_review] = 2,      [FEATURE_procedure] = 4,    [FEATURE_medications] = 2,
        [FEATURE_instructions] = 1, [FEATURE_other_section] = 3};
    return score[section_feature(s)] + (heading ? 5.0f : 0.0f);
}

static bool push_use(struct gathering *g, uint32_t code, uint32_t mention, bool secondary)
{
    const struct mention *m = &g->run->mentions[mention];
    const struct sentence *s = &g->run->chart->sentences[m->sentence];
    struct use *u = &g->uses[g->use_count++];
    *u = (struct use){.code = code, .mention = mention, .secondary = secondary, .reason = reason_of(g->run, m, code)};
    u->section_score = section_score((enum section)s->section, s->heading) + 0.02f * m->weight - (u->reason != WITHHELD_NONE ? 100.0f : 0.0f) -
                       (secondary ? 0.5f : 0.0f);
    return true;
}

/* Facilities code an inpatient's procedures in ICD-10-PCS, not CPT. */
static bool is_billed(const struct match_run *run, uint32_t code)
{
    enum code_system system = (enum code_system)run->lex->codes[code].system;
    return system == SYSTEM_ICD10CM || run->chart->encounter.type != ENCOUNTER_INPATIENT;
}

static enum status list_uses(struct gathering *g)
{
    struct match_run *run = g->run;
    g->uses = ARENA_ARRAY(run->arena, struct use, (size_t)run->mention_count * 6 + 1);
    if (!g->uses) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < run->mention_count; i++) {
        const struct mention *m = &run->mentions[i];
        const struct lex_entry *e = &run->lex->entries[m->entry];
        if (m->code == NO_INDEX || m->code == LEXICON_NO_CODE || !is_billed(run, m->code)) continue;
        (void)push_use(g, m->code, i, false);
        if (m->second_code != NO_INDEX) (void)push_use(g, m->second_code, i, false);
        for (int k = 0; k < e->more; k++)
            if (run->lex->codes[e->also[k]].flags & LEX_CODE_BILLABLE) (void)push_use(g, e->also[k], i, true);
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

/* Share of the sentence's rarity that the mention's words carry. */
static float share_of(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    float all = 0.0f, own = 0.0f;
    for (uint32_t i = 0; i < s->token_count && i < 64; i++) {
        const struct token *t = &run->chart->tokens[s->first_token + i];
        if (t->kind == TOKEN_MARK || !role_is_content(lexicon_role(run->lex, t->term))) continue;
        float idf = t->term == LEXICON_NO_TERM ? 6.0f : run->lex->terms[t->term].idf;
        all += idf;
        if (m->covered >> i & 1) own += idf;
    }
    return all > 0.0f ? own / all : 0.0f;
}

static bool title_says(const struct lexicon *lex, uint32_t code, enum word_role role)
{
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->word_count; i++)
        if (lexicon_role(lex, lex->title_words[c->first_word + i]) == role) return true;
    return false;
}

static void source_features(float f[FEATURE_COUNT], enum entry_source s)
{
    static const enum feature feature[SOURCE_COUNT] = {
        [SOURCE_OWN] = FEATURE_from_own,     [SOURCE_TITLE] = FEATURE_from_title,          [SOURCE_INCLUSION] = FEATURE_from_inclusion,
        [SOURCE_INDEX] = FEATURE_from_index, [SOURCE_EXTERNAL] = FEATURE_from_other_table, [SOURCE_NEOPLASM] = FEATURE_from_other_table,
        [SOURCE_DRUG] = FEATURE_from_other_table, [SOURCE_PROCEDURE] = FEATURE_from_own,   [SOURCE_MEDICATION] = FEATURE_from_medication};
    f[feature[s]] = 1.0f;
}

static void context_features(float f[FEATURE_COUNT], const struct mention *m, uint32_t flags)
{
    f[FEATURE_possible] = m->context.negation == NEG_POSSIBLE;
    bool past = m->context.temporality == TEMP_HISTORICAL;
    f[FEATURE_historical] = past && !(flags & LEX_CODE_CHRONIC);
    f[FEATURE_history_chronic] = past && (flags & LEX_CODE_CHRONIC);
    f[FEATURE_planned] = m->context.temporality == TEMP_PLANNED;
    f[FEATURE_resolved] = m->context.temporality == TEMP_RESOLVED;
}

static void code_features(float f[FEATURE_COUNT], const struct lexicon *lex, uint32_t code)
{
    const struct lex_code *c = &lex->codes[code];
    char first = lex_cstr(lex, c->code)[0];
    f[FEATURE_symptom] = (c->flags & LEX_CODE_SYMPTOM) != 0;
    f[FEATURE_status] = (c->flags & LEX_CODE_STATUS) != 0;
    f[FEATURE_chronic] = (c->flags & LEX_CODE_CHRONIC) != 0;
    f[FEATURE_external] = c->system == SYSTEM_ICD10CM && first >= 'V' && first <= 'Y';
    f[FEATURE_procedure_code] = c->system != SYSTEM_ICD10CM;
    f[FEATURE_unspecified] = title_says(lex, code, ROLE_UNSPECIFIED);
}

static bool any_corrected(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = m->first_token; i <= m->last_token; i++)
        if (run->chart->tokens[i].corrected) return true;
    return false;
}

static void mention_features(const struct gathering *g, const struct use *u, float f[FEATURE_COUNT])
{
    const struct match_run *run = g->run;
    const struct mention *m = &run->mentions[u->mention];
    const struct sentence *s = &run->chart->sentences[m->sentence];
    const struct lex_entry *e = &run->lex->entries[m->entry];
    float share = share_of(run, m);
    f[FEATURE_bias] = 1.0f;
    f[FEATURE_heading] = s->heading;
    f[s->heading ? FEATURE_heading_share : FEATURE_share] = share;
    f[FEATURE_weight] = fminf(m->weight / 20.0f, 1.0f);
    f[FEATURE_gap] = fminf((float)m->gap / 4.0f, 1.0f);
    f[section_feature((enum section)s->section)] = 1.0f;
    context_features(f, m, run->lex->codes[u->code].flags);
    source_features(f, (enum entry_source)e->source);
    code_features(f, run->lex, u->code);
    f[FEATURE_secondary] = u->secondary;
    f[FEATURE_misfit] = 1.0f - m->fit;
    f[FEATURE_side_missing] = m->side_missing;
    f[FEATURE_single_word] = e->term_count == 1;
    f[FEATURE_corrected] = any_corrected(run, m);
}

static void count_features(const struct gathering *g, const struct tally *t, float f[FEATURE_COUNT])
{
    uint64_t sections = 0;
    uint32_t n = 0, kinds = 0;
    for (uint32_t i = t->first; i < t->first + t->count; i++) {
        const struct use *u = &g->uses[i];
        if (u->reason != t->reason) continue;
        const struct sentence *s = &g->run->chart->sentences[g->run->mentions[u->mention].sentence];
        enum feature kind = section_feature((enum section)s->section);
        if (i > t->first && is_assessment(kind)) f[FEATURE_also_assessed] = 1.0f;
        sections |= 1ull << kind;
        n++;
    }
    for (; sections; sections &= sections - 1) kinds++;
    f[FEATURE_mentions] = fminf(log2f(1.0f + (float)n) / 4.0f, 1.0f);
    f[FEATURE_sections] = fminf((float)kinds / 4.0f, 1.0f);
}

static enum status make_tallies(struct gathering *g)
{
    g->tallies = ARENA_ARRAY(g->run->arena, struct tally, (size_t)g->use_count + 1);
    if (!g->tallies) return ST_NO_MEMORY;
    if (g->use_count) qsort(g->uses, g->use_count, sizeof *g->uses, compare_uses);
    for (uint32_t i = 0; i < g->use_count;) {
        struct tally *t = &g->tallies[g->tally_count++];
        *t = (struct tally){.code = g->uses[i].code, .first = i, .best = i, .reason = g->uses[i].reason};
        while (i < g->use_count && g->uses[i].code == t->code) i++;
        t->count = i - t->first;
        mention_features(g, &g->uses[t->best], t->features);
        count_features(g, t, t->features);
        const float *f = t->features;
        bool assessed = f[FEATURE_assessment] > 0 || f[FEATURE_impression] > 0 || f[FEATURE_final_diagnosis] > 0;
        if (t->reason == WITHHELD_NONE && assessed && !(f[FEATURE_symptom] > 0) && !(f[FEATURE_status] > 0) && !(f[FEATURE_procedure_code] > 0))
            g->disease_assessed = true;
    }
    return ST_OK;
}

/* Codes of one category: the better supported, more specific one speaks against its unspecified sibling. */
static void compare_siblings(struct gathering *g)
{
    const struct lexicon *lex = g->run->lex;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        const char *code = lex_cstr(lex, lex->codes[t->code].code);
        for (uint32_t k = 0; k < g->tally_count; k++) {
            const struct tally *o = &g->tallies[k];
            if (k == i || o->reason != WITHHELD_NONE || lex->codes[o->code].system != lex->codes[t->code].system) continue;
            const struct use *mine = &g->uses[t->best], *other = &g->uses[o->best];
            if (strncmp(code, lex_cstr(lex, lex->codes[o->code].code), 3) == 0 && other->section_score > mine->section_score)
                t->features[FEATURE_specific_sibling] = 1.0f;
            const struct mention *a = &g->run->mentions[mine->mention], *b = &g->run->mentions[other->mention];
            if (a->sentence == b->sentence && (a->covered & b->covered) && mine->mention != other->mention) t->features[FEATURE_rival] = 1.0f;
        }
        if (t->features[FEATURE_symptom] > 0 && g->disease_assessed) t->features[FEATURE_symptom_beside_diagnosis] = 1.0f;
    }
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

static enum status fill_evidence(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    c->evidence = ARENA_ARRAY(g->run->arena, struct evidence, MOST_EVIDENCE);
    if (!c->evidence) return ST_NO_MEMORY;
    for (uint32_t i = t->first; i < t->first + t->count && c->evidence_count < MOST_EVIDENCE; i++) {
        if (g->uses[i].reason != t->reason) continue;
        struct evidence e = evidence_of(g->run->chart, &g->run->mentions[g->uses[i].mention]);
        if (!same_place(c->evidence, c->evidence_count, &e)) c->evidence[c->evidence_count++] = e;
    }
    return ST_OK;
}

static enum status fill_candidate(const struct gathering *g, const struct tally *t, struct candidate *c)
{
    const struct lexicon *lex = g->run->lex;
    const struct lex_code *code = &lex->codes[t->code];
    const struct mention *m = &g->run->mentions[g->uses[t->best].mention];
    *c = (struct candidate){.system = (enum code_system)code->system, .code = lex_str(lex, code->code), .title = lex_str(lex, code->title),
                            .confidence = t->confidence, .reason = t->reason};
    c->suggested = t->reason == WITHHELD_NONE && t->confidence >= ranking_of(g->run)->threshold;
    if (m->context.cue != NO_INDEX && (t->reason != WITHHELD_NONE || m->context.negation || m->context.temporality))
        c->cue = lex_str(lex, lex->cues[m->context.cue].text);
    return fill_evidence(g, t, c);
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
    c->withheld = ARENA_ARRAY(c->arena, struct candidate, MOST_WITHHELD);
    if (!c->candidates || !c->withheld) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        const struct tally *t = &g->tallies[i];
        if (t->reason == WITHHELD_NONE && c->candidate_count < MOST_CANDIDATES) TRY(fill_candidate(g, t, &c->candidates[c->candidate_count++]));
        if (t->reason != WITHHELD_NONE && c->withheld_count < MOST_WITHHELD) TRY(fill_candidate(g, t, &c->withheld[c->withheld_count++]));
    }
done:
    return st;
}

static bool is_tallied(const struct gathering *g, uint32_t code)
{
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (g->tallies[i].code == code) return true;
    return false;
}

/* Neighbours of the best candidates, with the evidence of the candidate they stand beside. They fill the list up to its
 * cap, far below what was found itself. */
static enum status add_alternatives(struct gathering *g)
{
    uint32_t found = g->tally_count, shown = 0;
    for (uint32_t i = 0; i < found; i++) shown += g->tallies[i].reason == WITHHELD_NONE;
    struct tally *grown = ARENA_ARRAY(g->run->arena, struct tally, (size_t)found + MOST_CANDIDATES);
    if (!grown) return ST_NO_MEMORY;
    if (found) memcpy(grown, g->tallies, found * sizeof *grown);
    g->tallies = grown;
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++) {
        const struct tally *t = &g->tallies[i];
        struct alternative list[MOST_ALTERNATIVES];
        if (t->reason != WITHHELD_NONE || g->run->lex->codes[t->code].system != SYSTEM_ICD10CM || t->confidence < ALTERNATIVES_FROM) continue;
        uint32_t n = match_alternatives(g->run, &g->run->mentions[g->uses[t->best].mention], t->code, list, MOST_ALTERNATIVES);
        for (uint32_t k = 0; k < n && shown < MOST_CANDIDATES; k++) {
            if (list[k].code == NO_INDEX || is_tallied(g, list[k].code)) continue;
            struct tally a = *t;
            a.code = list[k].code;
            a.confidence = ALTERNATIVE_SHARE * t->confidence / (double)(k + 1);
            grown[g->tally_count++] = a;
            shown++;
        }
    }
    return ST_OK;
}

enum status match_gather(struct match_run *run)
{
    struct gathering g = {.run = run};
    enum status st = ST_OK;
    TRY(list_uses(&g));
    TRY(make_tallies(&g));
    compare_siblings(&g);
    for (uint32_t i = 0; i < g.tally_count; i++) {
        struct evidence e = evidence_of(run->chart, &run->mentions[g.uses[g.tallies[i].best].mention]);
        g.tallies[i].features[FEATURE_doubt] = (float)(1.0 - e.reading_confidence);
        g.tallies[i].confidence = ranking_confidence(ranking_of(run), g.tallies[i].features);
    }
    for (uint32_t i = 0; run->m->observe && i < g.tally_count; i++)
        if (g.tallies[i].reason == WITHHELD_NONE) run->m->observe(run->m->observer, g.tallies[i].code, g.tallies[i].features);
    if (g.tally_count) qsort(g.tallies, g.tally_count, sizeof *g.tallies, compare_tallies);
    TRY(add_alternatives(&g));
    if (g.tally_count) qsort(g.tallies, g.tally_count, sizeof *g.tallies, compare_tallies);
    TRY(fill_chart(&g));
done:
    return st;
}
