/* Was the procedure done here? A procedure that a chart names may be history, a plan, a report from elsewhere or a thing
 * done today. The signs around its name are weighed by the kind of procedure (dictionaries/procedure_signs.tsv); the sum
 * is its confidence. */
#include "procedures.h"

#include <math.h>
#include <stdlib.h>

#define MOST_KINDS 24
#define NEAR_TOKENS 14 /* within which "here" and "elsewhere" bear on a procedure of their sentence */
#define YEAR_TOKENS 20
#define DATE_TOKENS 4 /* a date this near to a test is its date */
#define MOST_MANY 3

/* clang-format off */
#define SIGN_LIST(X)                                                                                                                                 \
    X(threshold)                                                                                                                                     \
    X(bias)                                                                                                                                          \
    X(done)                                                                                                                                          \
    X(done_near)                                                                                                                                     \
    X(result)                                                                                                                                        \
    X(value)                                                                                                                                         \
    X(measured)                                                                                                                                      \
    X(whole)                                                                                                                                         \
    X(away) X(dated) X(dose) X(minutes) X(detail) X(heading) X(single) X(gap) X(facility) X(reviewed) X(also) X(many) X(procedure) X(immunizations)  \
        X(results) X(exam) X(course) X(plan) X(assessment) X(final_diagnosis) X(complaint) X(hpi) X(history) X(medications) X(instructions)          \
            X(no_section) X(other_section)
/* clang-format on */

enum sign {
#define X(name) SIGN_##name,
    SIGN_LIST(X)
#undef X
        SIGN_COUNT
};

static const char *const sign_names[SIGN_COUNT] = {
#define X(name) #name,
    SIGN_LIST(X)
#undef X
};

struct signs {
    struct str kind[MOST_KINDS]; /* [0] is "any" */
    uint32_t kinds;
    float weight[MOST_KINDS][SIGN_COUNT]; /* those of "any" are added in */
    uint8_t kind_of_code[]; /* index into kind + 1; 0 = not looked up yet */
};

static uint32_t kind_index(struct signs *s, struct str kind)
{
    for (uint32_t k = 0; k < s->kinds; k++)
        if (str_eq(s->kind[k], kind)) return k;
    if (s->kinds == MOST_KINDS) return 0;
    s->kind[s->kinds] = kind;
    return s->kinds++;
}

static enum sign sign_named(struct str name)
{
    int i = 0;
    while (i < SIGN_COUNT && !str_eq(name, str_of(sign_names[i]))) i++;
    return (enum sign)i;
}

/* "imaging.result": a kind's weight of a sign. The first row of a name counts. */
static void load_weights(struct signs *s, const struct lexicon *lex)
{
    for (uint32_t i = lex->weight_count; i-- > 0;) {
        struct str name = lex_str(lex, lex->weights[i].name), kind;
        if (!str_cut(&name, '.', &kind) || !name.p) continue;
        enum sign sign = sign_named(name);
        for (uint32_t k = 0; k < s->kinds && sign < SIGN_COUNT; k++)
            if (str_eq(s->kind[k], kind)) s->weight[k][sign] = lex->weights[i].outpatient;
    }
    for (uint32_t k = 1; k < s->kinds; k++)
        for (int i = 0; i < SIGN_COUNT; i++) s->weight[k][i] += s->weight[0][i];
}

struct signs *signs_load(const struct lexicon *lex)
{
    struct signs *s = calloc(1, sizeof *s + lex->code_count);
    if (!s) return NULL;
    (void)kind_index(s, STR("any"));
    for (uint32_t i = 0; i < lex->rule_count; i++)
        if (lex->rules[i].kind == RULE_KIND) (void)kind_index(s, lex_str(lex, lex->rules[i].second));
    load_weights(s, lex);
    return s;
}

/* Index of the code's kind; 0 ("any") when no row holds it. Looked up once a run. */
static uint32_t kind_of(const struct match_run *run, uint32_t code)
{
    const struct lexicon *lex = run->lex;
    struct signs *s = run->m->signs;
    if (s->kind_of_code[code]) return s->kind_of_code[code] - 1u;
    const struct lex_rule *r = lexicon_rule_of(lex, code, RULE_KIND);
    uint32_t kind = r ? kind_index(s, lex_str(lex, r->second)) : 0;
    s->kind_of_code[code] = (uint8_t)(kind + 1u);
    return kind;
}

bool procedure_is(const struct match_run *run, uint32_t code, struct str kind)
{
    return is_procedure(run->lex, code) && str_eq(run->m->signs->kind[kind_of(run, code)], kind);
}

static enum sign section_sign(enum section s)
{
    switch (s) {
    case SECTION_procedure:
    case SECTION_technique:
    case SECTION_findings:
    case SECTION_specimen:
    case SECTION_complications: return SIGN_procedure;
    case SECTION_immunizations: return SIGN_immunizations;
    case SECTION_labs:
    case SECTION_imaging:
    case SECTION_results: return SIGN_results;
    case SECTION_exam:
    case SECTION_vitals: return SIGN_exam;
    case SECTION_hospital_course:
    case SECTION_ed_course: return SIGN_course;
    case SECTION_plan:
    case SECTION_assessment_plan:
    case SECTION_orders: return SIGN_plan;
    case SECTION_assessment:
    case SECTION_impression: return SIGN_assessment;
    case SECTION_discharge_diagnosis:
    case SECTION_postop_diagnosis: return SIGN_final_diagnosis;
    case SECTION_chief_complaint:
    case SECTION_indication:
    case SECTION_admission_diagnosis:
    case SECTION_preop_diagnosis: return SIGN_complaint;
    case SECTION_hpi: return SIGN_hpi;
    case SECTION_past_history:
    case SECTION_surgical_history:
    case SECTION_family_history:
    case SECTION_social_history:
    case SECTION_obstetric_history:
    case SECTION_problem_list:
    case SECTION_comparison:
    case SECTION_pathology:
    case SECTION_demographics:
    case SECTION_review_of_systems: return SIGN_history;
    case SECTION_medications:
    case SECTION_discharge_medications:
    case SECTION_allergies: return SIGN_medications;
    case SECTION_instructions:
    case SECTION_follow_up:
    case SECTION_disposition:
    case SECTION_referral: return SIGN_instructions;
    case SECTION_none: return SIGN_no_section;
    default: return SIGN_other_section;
    }
}

static bool states_near(const struct match_run *run, const struct mention *m, struct str name)
{
    struct fact f;
    return match_fact_in(run, m->sentence, m, name, &f) && f.distance <= NEAR_TOKENS;
}

static bool done_here(const struct match_run *run, const struct mention *m)
{
    struct fact f;
    return match_fact_in(run, m->sentence, m, STR("done"), &f);
}

/* A sentence of the same act before it says so: "Tests done today:" and then the tests; two sentences behind may too. */
static bool done_near(const struct match_run *run, const struct mention *m)
{
    uint32_t first, last;
    match_act(run, m->sentence, &first, &last);
    for (uint32_t i = first; i <= last && i <= m->sentence + 2; i++)
        if (i != m->sentence && match_states(run, i, STR("done=yes"))) return true;
    return false;
}

static bool names_a_year(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    long year, of_service = run->chart->encounter.date_of_service / 10000;
    uint32_t end = s->first_token + s->token_count;
    uint32_t from = m->first_token > s->first_token + YEAR_TOKENS ? m->first_token - YEAR_TOKENS : s->first_token;
    for (uint32_t i = from; i < end && i <= m->last_token + YEAR_TOKENS; i++) {
        const struct token *t = &run->chart->tokens[i];
        if (t->kind == TOKEN_NUMBER && t->norm.n == 4 && str_to_long(t->norm, 1950, 2099, &year)) return i + 2 < end || year != of_service;
    }
    return false;
}

/* "Echo 3/14:", "MRI in January": a month, or a day and a month, within a few words behind the name. */
static bool is_dated(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    uint32_t end = s->first_token + s->token_count;
    const char *text = run->chart->text.p;
    struct fact f;
    long month, day;
    if (match_fact_in(run, m->sentence, m, STR("month"), &f) && f.distance <= DATE_TOKENS) return true;
    for (uint32_t i = m->last_token + 1; i + 1 < end && i <= m->last_token + 2; i++) {
        const struct token *t = &run->chart->tokens[i];
        bool slash = t[1].start == t[0].end + 1 && text[t[0].end] == '/';
        if (slash && str_to_long(t[0].norm, 1, 12, &month) && str_to_long(t[1].norm, 1, 31, &day)) return true;
    }
    return false;
}

/* "Spirometry: ...", "Urinalysis 9 RBC". */
static bool value_follows(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    uint32_t end = s->first_token + s->token_count, words = 0;
    for (uint32_t i = m->last_token + 1; i < end && words < 6; i++) {
        const struct token *t = &run->chart->tokens[i];
        if (t->kind == TOKEN_MARK && t->norm.p[0] == ':') return i + 1 < end;
        if (t->kind == TOKEN_NUMBER && words < 2) return true;
        words += t->kind != TOKEN_MARK;
    }
    return false;
}

static bool has_minutes(const struct match_run *run, const struct mention *m)
{
    struct fact f;
    double minutes;
    return match_fact(run, m, STR("minutes"), &f) || match_minutes_of_row(run, m, &minutes);
}

/* The words of the phrase are most of their sentence. */
static bool is_whole(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    uint32_t words = 0, own = 0;
    for (uint32_t i = 0; i < s->token_count && i < 64; i++) {
        const struct token *t = &run->chart->tokens[s->first_token + i];
        if (t->kind == TOKEN_MARK || !role_is_content(t->role)) continue;
        words++;
        own += m->covered >> i & 1;
    }
    return s->token_count <= 64 && 5 * own >= 3 * words;
}

/* What stands around the words, but for "done" and the section. */
static float around(const struct match_run *run, const struct mention *m, enum sign section, const float *w)
{
    float z = 0.0f;
    bool value = value_follows(run, m);
    if (states_near(run, m, STR("result"))) z += w[SIGN_result];
    if (value) z += w[SIGN_value];
    if (value && (section == SIGN_exam || section == SIGN_results)) z += w[SIGN_measured];
    if (is_whole(run, m)) z += w[SIGN_whole];
    if (states_near(run, m, STR("here"))) z += w[SIGN_away];
    if (names_a_year(run, m) || is_dated(run, m)) z += w[SIGN_dated];
    if (states_near(run, m, STR("reviewed"))) z += w[SIGN_reviewed];
    if (states_near(run, m, STR("dose"))) z += w[SIGN_dose];
    if (w[SIGN_minutes] > 0.0f && has_minutes(run, m)) z += w[SIGN_minutes];
    return z;
}

float procedure_score(const struct match_run *run, const struct mention *m, uint32_t code, bool secondary)
{
    const struct signs *s = run->m->signs;
    const float *w = s->weight[kind_of(run, code)];
    const struct sentence *at = &run->chart->sentences[m->sentence];
    const struct lex_entry *e = &run->lex->entries[m->entry];
    enum sign section = section_sign((enum section)at->section);
    float z = w[SIGN_bias] + w[section] + around(run, m, section, w);
    if (done_here(run, m)) z += w[SIGN_done];
    else if (done_near(run, m)) z += w[SIGN_done_near];
    if (e->when) z += w[SIGN_detail];
    if (at->heading) z += w[SIGN_heading];
    if (e->term_count == 1) z += w[SIGN_single];
    if (run->chart->encounter.type != ENCOUNTER_OUTPATIENT) z += w[SIGN_facility];
    if (secondary) z += w[SIGN_also];
    return z + w[SIGN_gap] * (float)m->gap;
}

/* The first fact of the sentence that begins at the token or behind it. */
static uint32_t fact_from(const struct match_run *run, uint32_t sentence, uint32_t token)
{
    uint32_t lo = run->sentence_fact[sentence], hi = run->sentence_fact[sentence + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (run->facts[mid].first < token) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* "Rapid strep: negative": what denies is the answer of a test that was made. */
static bool is_denied_by_result(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = run->sentence_cue[m->sentence]; i < run->sentence_cue[m->sentence + 1]; i++) {
        const struct cue_hit *denial = &run->cues[i];
        if (denial->cue != m->context.cue) continue;
        for (uint32_t k = fact_from(run, m->sentence, denial->first); k < run->sentence_fact[m->sentence + 1]; k++) {
            const struct cue_hit *h = &run->facts[k];
            if (h->first > denial->last) break;
            if (str_eq(lex_str(run->lex, run->lex->cues[h->cue].text), STR("result=yes"))) return true;
        }
    }
    return false;
}

enum withheld_reason procedure_reason(const struct match_run *run, const struct mention *m)
{
    const struct finding_context *x = &m->context;
    enum sign section = section_sign((enum section)run->chart->sentences[m->sentence].section);
    bool done = done_here(run, m);
    if (x->negation == NEG_NEGATED && !is_denied_by_result(run, m)) return WITHHELD_NEGATED;
    if (x->other_person) return WITHHELD_FAMILY;
    if (x->temporality == TEMP_HISTORICAL) return WITHHELD_HISTORICAL;
    if (done) return WITHHELD_NONE; /* "was ordered and reviewed today" */
    if (x->temporality == TEMP_HYPOTHETICAL || x->temporality == TEMP_PLANNED) return WITHHELD_HYPOTHETICAL;
    if (x->negation == NEG_POSSIBLE && section != SIGN_procedure && section != SIGN_results) return WITHHELD_UNCERTAIN;
    return WITHHELD_NONE;
}

double procedure_confidence(const struct gathering *g, const struct tally *t)
{
    const struct signs *s = g->run->m->signs;
    float many = s->weight[kind_of(g->run, t->code)][SIGN_many];
    uint32_t n = 0;
    for (uint32_t i = t->first; i < t->first + t->count; i++) n += g->uses[i].reason == t->reason;
    float more = (float)(n > MOST_MANY + 1 ? MOST_MANY : n ? n - 1 : 0);
    double z = (double)(g->uses[t->best].section_score + many * more);
    if (t->reason != WITHHELD_NONE) z += (double)WITHHELD_MALUS;
    return 1.0 / (1.0 + exp(-z));
}

double procedure_threshold(const struct match_run *run)
{
    return (double)run->m->signs->weight[0][SIGN_threshold];
}

const struct mention *tally_mention(const struct gathering *g, const struct tally *t)
{
    return &g->run->mentions.p[g->uses[t->best].mention];
}

bool tally_is_suggested(const struct gathering *g, const struct tally *t)
{
    double threshold = is_procedure(g->run->lex, t->code) ? procedure_threshold(g->run) : ranking_of(g->run)->threshold;
    return t->reason == WITHHELD_NONE && t->confidence >= threshold;
}
