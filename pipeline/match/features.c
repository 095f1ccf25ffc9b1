/* Features of candidates: what the ranking model looks at (rank.h says what each means). */
#include "gather.h"

#include <math.h>

#define BRIEF_SENTENCES 8.0f /* a record of so many may repeat and order what it says */
#define FEW_CANDIDATES 4.0f /* as many others say little of what the record is about */

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

float section_score(enum section s, bool heading)
{
    static const float score[FEATURE_COUNT] = {
        [FEATURE_assessment] = 10,  [FEATURE_final_diagnosis] = 11, [FEATURE_impression] = 10, [FEATURE_problem_list] = 6,
        [FEATURE_plan] = 7,         [FEATURE_course] = 6,           [FEATURE_complaint] = 5,   [FEATURE_hpi] = 5,
        [FEATURE_no_section] = 5,   [FEATURE_history] = 4,          [FEATURE_results] = 3,     [FEATURE_exam] = 2,
        [FEATURE_review] = 2,       [FEATURE_procedure] = 4,        [FEATURE_medications] = 2, [FEATURE_instructions] = 1,
        [FEATURE_other_section] = 3};
    return score[section_feature(s)] + (heading ? 5.0f : 0.0f);
}

/* Share of the sentence's rarity that the words of `covered` (a bit per token) carry. */
static float share_of(const struct match_run *run, const struct sentence *s, uint64_t covered)
{
    float all = 0.0f, own = 0.0f;
    for (uint32_t i = 0; i < s->token_count && i < 64; i++) {
        const struct token *t = &run->chart->tokens[s->first_token + i];
        if (t->kind == TOKEN_MARK || !role_is_content(t->role)) continue;
        float idf = t->term == LEXICON_NO_TERM ? 6.0f : run->lex->terms[t->term].idf;
        all += idf;
        if (covered >> i & 1) own += idf;
    }
    return all > 0.0f ? own / all : 0.0f;
}

/* Stands alone between commas, slashes, "and": an item of a list. */
static bool is_item(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    const struct token *t = run->chart->tokens;
    uint32_t end = s->first_token + s->token_count;
    bool before =
        m->first_token == s->first_token || t[m->first_token - 1].kind == TOKEN_MARK || match_joined(run, m->first_token - 1, m->first_token);
    bool behind = m->last_token + 1 >= end || t[m->last_token + 1].kind == TOKEN_MARK || match_joined(run, m->last_token, m->last_token + 2);
    return before && behind;
}

/* Mentions lie in the order of their sentences: those of the same sentence stand around this one. */
static void sentence_features(const struct match_run *run, uint32_t mention, float f[FEATURE_COUNT])
{
    const struct mention *m = &run->mentions.p[mention];
    uint64_t covered = 0;
    bool uncertain = false;
    uint32_t i = mention;
    while (i > 0 && run->mentions.p[i - 1].sentence == m->sentence) i--;
    for (; i < run->mentions.n && run->mentions.p[i].sentence == m->sentence; i++) {
        const struct mention *o = &run->mentions.p[i];
        covered |= o->covered;
        bool disease = o->code != NO_INDEX && !(run->lex->codes[o->code].flags & LEX_CODE_SYMPTOM);
        uncertain = uncertain || (disease && o->context.negation == NEG_POSSIBLE);
    }
    const struct sentence *s = &run->chart->sentences[m->sentence];
    f[FEATURE_joint_share] = share_of(run, s, covered);
    float *share = &f[s->heading ? FEATURE_heading_share : FEATURE_share];
    if (*share < f[FEATURE_joint_share] && is_item(run, m))
        *share = f[FEATURE_joint_share]; /* a list says of each item what a line of its own would */
    f[FEATURE_symptom_of_uncertain] = uncertain && f[FEATURE_symptom] > 0 && m->context.negation == NEG_AFFIRMED;
}

static void source_features(float f[FEATURE_COUNT], enum entry_source s)
{
    static const enum feature feature[SOURCE_COUNT] = {
        [SOURCE_OWN] = FEATURE_from_own,          [SOURCE_TITLE] = FEATURE_from_title,          [SOURCE_INCLUSION] = FEATURE_from_inclusion,
        [SOURCE_INDEX] = FEATURE_from_index,      [SOURCE_EXTERNAL] = FEATURE_from_other_table, [SOURCE_NEOPLASM] = FEATURE_from_other_table,
        [SOURCE_DRUG] = FEATURE_from_other_table, [SOURCE_PROCEDURE] = FEATURE_from_own,        [SOURCE_MEDICATION] = FEATURE_from_medication};
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
    f[FEATURE_reason] = c->system == SYSTEM_ICD10CM && lexicon_in_ranges(lex_str(lex, c->code), STR(ENCOUNTER_REASONS));
    f[FEATURE_status_assessed] = f[FEATURE_status] > 0 && (f[FEATURE_assessment] > 0 || f[FEATURE_impression] > 0 || f[FEATURE_final_diagnosis] > 0);
    f[FEATURE_chronic] = (c->flags & LEX_CODE_CHRONIC) != 0;
    f[FEATURE_external] = c->system == SYSTEM_ICD10CM && first >= 'V' && first <= 'Y';
    f[FEATURE_procedure_code] = c->system != SYSTEM_ICD10CM;
    f[FEATURE_unspecified] = (c->flags & LEX_CODE_VAGUE) != 0;
}

static bool was_done(const struct match_run *run, const struct mention *m)
{
    enum section s = (enum section)run->chart->sentences[m->sentence].section;
    bool told_as_done = s == SECTION_procedure || s == SECTION_technique || s == SECTION_immunizations || s == SECTION_findings;
    struct fact f;
    return told_as_done || match_fact_in(run, m->sentence, m, STR("done"), &f);
}

static bool any_corrected(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = m->first_token; i <= m->last_token; i++)
        if (run->chart->tokens[i].corrected) return true;
    return false;
}

void features_of_mention(const struct gathering *g, const struct use *u, float f[FEATURE_COUNT])
{
    const struct match_run *run = g->run;
    const struct mention *m = &run->mentions.p[u->mention];
    const struct sentence *s = &run->chart->sentences[m->sentence];
    const struct lex_entry *e = &run->lex->entries[m->entry];
    float share = share_of(run, s, m->covered);
    f[FEATURE_bias] = 1.0f;
    f[FEATURE_heading] = s->heading;
    f[s->heading ? FEATURE_heading_share : FEATURE_share] = share;
    f[FEATURE_weight] = fminf(m->weight / 20.0f, 1.0f);
    f[FEATURE_gap] = fminf((float)m->gap / 4.0f, 1.0f);
    f[section_feature((enum section)s->section)] = 1.0f;
    context_features(f, m, run->lex->codes[u->code].flags);
    source_features(f, (enum entry_source)e->source);
    code_features(f, run->lex, u->code);
    if (u->history) f[FEATURE_status] = f[FEATURE_status_assessed] = 0.0f;
    sentence_features(run, u->mention, f);
    f[FEATURE_procedure_done] = f[FEATURE_procedure_code] > 0 && was_done(run, m);
    f[FEATURE_secondary] = u->secondary;
    f[FEATURE_misfit] = 1.0f - m->fit;
    f[FEATURE_side_missing] = m->side_missing;
    f[FEATURE_single_word] = e->term_count == 1;
    f[FEATURE_corrected] = any_corrected(run, m);
}

/* Where no heading tells what a part of the record is for, its place does. */
static void place_features(const struct match_run *run, uint32_t sentence, float f[FEATURE_COUNT])
{
    if (f[FEATURE_no_section] == 0.0f) return;
    f[FEATURE_opening] = sentence < 2;
    f[FEATURE_depth] = (float)sentence / (float)run->chart->sentence_count;
}

void features_of_counts(const struct gathering *g, const struct tally *t, float f[FEATURE_COUNT])
{
    uint64_t sections = 0;
    uint32_t n = 0, kinds = 0, sentence = UINT32_MAX;
    for (uint32_t i = t->first; i < t->first + t->count; i++) {
        const struct use *u = &g->uses[i];
        if (u->reason == WITHHELD_NEGATED) f[FEATURE_denied_too] = 1.0f;
        if (u->reason != t->reason) continue;
        uint32_t at = g->run->mentions.p[u->mention].sentence;
        if (at < sentence) sentence = at;
        const struct sentence *s = &g->run->chart->sentences[at];
        enum feature kind = section_feature((enum section)s->section);
        if (i > t->first && is_assessment(kind)) f[FEATURE_also_assessed] = 1.0f;
        sections |= 1ull << kind;
        n++;
    }
    for (; sections; sections &= sections - 1) kinds++;
    f[FEATURE_mentions] = fminf(log2f(1.0f + (float)n) / 4.0f, 1.0f);
    f[FEATURE_sections] = fminf((float)kinds / 4.0f, 1.0f);
    f[FEATURE_brief] = fmaxf(0.0f, 1.0f - (float)g->run->chart->sentence_count / BRIEF_SENTENCES);
    if (n) place_features(g->run, sentence, f);
}

bool tally_is_assessed(const struct tally *t)
{
    return t->features[FEATURE_assessment] > 0 || t->features[FEATURE_impression] > 0 || t->features[FEATURE_final_diagnosis] > 0;
}

static const struct mention *mention_of(const struct gathering *g, const struct tally *t)
{
    return &g->run->mentions.p[g->uses[t->best].mention];
}

/* Of one system, and no items of one list. */
static bool may_be_rivals(const struct gathering *g, const struct tally *t, const struct tally *o)
{
    const struct lex_code *codes = g->run->lex->codes;
    const struct mention *a = mention_of(g, t), *b = mention_of(g, o);
    bool items = a->sentence == b->sentence && (a->in_list || b->in_list);
    return o != t && o->reason == WITHHELD_NONE && codes[o->code].system == codes[t->code].system && !items;
}

/* Tallies lie by code still, so those of one category stand together: the better supported, more specific one speaks against
 * its unspecified sibling. Gives whether they are of one category, and so whether to look further. */
static bool tell_sibling(const struct gathering *g, struct tally *t, const struct tally *o)
{
    if (!lexicon_same_category(g->run->lex, t->code, o->code)) return false;
    bool better = g->uses[o->best].section_score > g->uses[t->best].section_score;
    enum feature kind = t->features[FEATURE_unspecified] > 0 ? FEATURE_specific_sibling : FEATURE_sibling;
    if (better && may_be_rivals(g, t, o)) t->features[kind] = 1.0f;
    return true;
}

/* Another phrase of the sentence explains the same words. */
static void tell_rival(const struct gathering *g, struct tally *t, const struct tally *o)
{
    const struct mention *a = mention_of(g, t), *b = mention_of(g, o);
    if ((a->covered & b->covered) && a != b && may_be_rivals(g, t, o)) t->features[FEATURE_rival] = 1.0f;
}

static uint32_t chapter_of(const struct lexicon *lex, uint32_t code)
{
    while (lex->codes[code].parent >= 0) code = (uint32_t)lex->codes[code].parent;
    return code;
}

/* How many candidates there are, and how many of one chapter: what the record is about. Two of a chapter in a record of two
 * lines tell less of it than twenty in a long one. */
static enum status tell_company(struct gathering *g)
{
    const struct lexicon *lex = g->run->lex;
    uint32_t *of_chapter = ARENA_ARRAY(g->run->arena, uint32_t, lex->code_count), all = 0;
    if (!of_chapter) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < g->tally_count; i++) {
        if (g->tallies[i].reason != WITHHELD_NONE) continue;
        of_chapter[chapter_of(lex, g->tallies[i].code)]++;
        all++;
    }
    for (uint32_t i = 0; i < g->tally_count; i++) {
        struct tally *t = &g->tallies[i];
        if (t->reason == WITHHELD_NONE)
            t->features[FEATURE_kindred] = (float)(of_chapter[chapter_of(lex, t->code)] - 1) / ((float)(all - 1) + FEW_CANDIDATES);
        t->features[FEATURE_crowd] = fminf((float)all / 40.0f, 1.0f);
    }
    return ST_OK;
}

enum status features_of_rivals(struct gathering *g)
{
    uint32_t n = g->tally_count;
    uint32_t *in_sentence = ARENA_ARRAY(g->run->arena, uint32_t, (size_t)g->run->chart->sentence_count + 1); /* 1 + the last tally of it */
    uint32_t *before = ARENA_ARRAY(g->run->arena, uint32_t, (size_t)n + 1); /* 1 + the one before it in its sentence */
    if (!in_sentence || !before) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *last = &in_sentence[mention_of(g, &g->tallies[i])->sentence];
        before[i] = *last;
        *last = i + 1;
    }
    for (uint32_t i = 0; i < n; i++) {
        struct tally *t = &g->tallies[i];
        for (uint32_t k = i; k-- > 0 && tell_sibling(g, t, &g->tallies[k]);) continue;
        for (uint32_t k = i + 1; k < n && tell_sibling(g, t, &g->tallies[k]); k++) continue;
        for (uint32_t k = in_sentence[mention_of(g, t)->sentence]; k; k = before[k - 1]) tell_rival(g, t, &g->tallies[k - 1]);
        if (t->features[FEATURE_symptom] > 0 && g->disease_assessed) t->features[FEATURE_symptom_beside_diagnosis] = 1.0f;
    }
    return tell_company(g);
}
