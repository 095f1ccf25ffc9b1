/* The stage: a chart's tokens to candidate codes. match_internal.h tells the way. */
#include "match.h"

#include "base/config.h"
#include "match_internal.h"
#include "trimester.h"
#include "rank.h"
#include "match_stage.h"
#include "procedures.h"

#include <stdlib.h>

static const char *const reason_names[WITHHELD_COUNT] = {"",         "negated",  "uncertain", "historical", "family", "hypothetical",
                                                         "resolved", "integral", "excluded",  "invalid"};

const char *withheld_reason_name(enum withheld_reason r)
{
    return reason_names[r];
}

static void close_stage(void *state)
{
    struct matcher *m = state;
    if (!m) return;
    lexicon_close(m->lex);
    free(m->in_sentence);
    free(m->in_chart);
    free(m->sentence_first);
    free(m->chart_first);
    free(m->known);
    free(m->ranking);
    free(m->cue_second);
    free(m->sites);
    free(m->signs);
    free(m->axes);
    free(m);
}

static struct ranking *load_rankings(const struct lexicon *lex)
{
    struct ranking *r = calloc(2, sizeof *r);
    if (!r) return NULL;
    ranking_load(&r[0], lex, ENCOUNTER_OUTPATIENT);
    ranking_load(&r[1], lex, ENCOUNTER_INPATIENT);
    return r;
}

/* Each word of a title with each record's word of sites.tsv that stands for it. */
static enum status load_sites(struct matcher *m)
{
    const struct lexicon *lex = m->lex;
    uint32_t room = 0;
    for (uint32_t i = 0; i < lex->rule_count; i++) room += lex->rules[i].kind == RULE_SITE;
    m->sites = calloc((size_t)room * 4 + 1, sizeof *m->sites);
    if (!m->sites) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < lex->rule_count; i++) {
        if (lex->rules[i].kind != RULE_SITE) continue;
        struct str words = lex_str(lex, lex->rules[i].second), word;
        uint32_t record = lexicon_term(lex, lex_str(lex, lex->rules[i].first));
        for (uint32_t k = 0; k < 4 && record != LEXICON_NO_TERM && str_cut(&words, ' ', &word); k++) {
            struct site_word s = {lexicon_term(lex, word), record};
            if (s.title != LEXICON_NO_TERM) m->sites[m->site_count++] = s;
        }
    }
    return ST_OK;
}

static size_t term_words(const struct lexicon *lex)
{
    return lex->term_count / 64 + 1;
}

static enum status make_term_arrays(struct matcher *m)
{
    size_t n = (size_t)m->lex->term_count + 1;
    m->in_sentence = calloc(term_words(m->lex), sizeof *m->in_sentence);
    m->in_chart = calloc(term_words(m->lex), sizeof *m->in_chart);
    m->sentence_first = calloc(n, sizeof *m->sentence_first);
    m->chart_first = calloc(n, sizeof *m->chart_first);
    m->known = calloc(n, sizeof *m->known);
    bool all = m->in_sentence && m->in_chart && m->sentence_first && m->chart_first && m->known;
    return all ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

static enum status open_stage(const struct config *config, void **ret_state)
{
    enum status st = ST_OK;
    struct matcher *m = calloc(1, sizeof *m);
    if (!m) return fail(ST_NO_MEMORY, "out of memory");
    TRY(lexicon_open(config->lexicon, &m->lex));
    TRY(make_term_arrays(m));
    m->ranking = load_rankings(m->lex);
    m->signs = signs_load(m->lex);
    m->axes = axes_load(m->lex);
    TRY(match_cues_open(m));
    TRY(load_sites(m));
    if (!m->ranking || !m->signs || !m->axes) st = fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) *ret_state = m;
done:
    if (st != ST_OK) close_stage(m);
    return st;
}

/* Where each term stands in the chart, so that looking for a word costs its occurrences and not the chart's length. */
static void index_chart(struct match_run *run)
{
    struct matcher *m = run->m;
    memset(m->in_chart, 0, term_words(m->lex) * sizeof *m->in_chart);
    memset(m->in_sentence, 0, term_words(m->lex) * sizeof *m->in_sentence); /* a chart that failed left them */
    uint32_t count = run->chart->token_count, at = 0;
    for (uint32_t i = count; i-- > 0;) {
        uint32_t term = run->chart->tokens[i].term;
        if (term == LEXICON_NO_TERM) continue;
        run->next_in_chart[i] = match_first(run, term);
        set_term_bit(m->in_chart, term);
        m->chart_first[term] = i;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t term = run->chart->tokens[i].term;
        if (term == LEXICON_NO_TERM || m->chart_first[term] != i) continue;
        uint32_t first = run->place[i] = at + 1;
        for (uint32_t k = i, end = first; k != NO_INDEX; k = run->next_in_chart[k]) run->places[end++] = k, at = end;
        run->places[first - 1] = at - first;
    }
}

static enum status list_sites(struct match_run *run)
{
    const struct matcher *m = run->m;
    run->sites = ARENA_ARRAY(run->arena, const struct site_word *, (size_t)m->site_count + 1);
    if (!run->sites) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < m->site_count; i++)
        if (match_first(run, m->sites[i].record) != NO_INDEX) run->sites[run->site_count++] = &m->sites[i];
    return ST_OK;
}

static enum status begin(struct matcher *m, struct chart *c, struct match_run *run)
{
    *run = (struct match_run){.m = m, .lex = m->lex, .chart = c, .arena = c->arena};
    run->next_same = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->token_count + 1);
    run->next_in_chart = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->token_count + 1);
    run->denied = ARENA_ARRAY(c->arena, uint8_t, (size_t)c->token_count + 1);
    run->places = ARENA_ARRAY(c->arena, uint32_t, 2 * (size_t)c->token_count + 1);
    run->place = ARENA_ARRAY(c->arena, uint32_t, (size_t)c->token_count + 1);
    if (!run->next_same || !run->next_in_chart || !run->denied || !run->places || !run->place) return ST_NO_MEMORY;
    index_chart(run);
    enum status st = list_sites(run);
    if (st == ST_OK) st = match_cues(run);
    if (st == ST_OK) match_person(run);
    return st;
}

static enum status run_chart(void *state, struct chart *c)
{
    struct match_run run;
    enum status st = ST_OK;
    TRY(begin(state, c, &run));
    TRY(match_find(&run));
    for (uint32_t i = 0; i < run.mentions.n; i++) {
        struct mention *m = &run.mentions.p[i];
        m->context = match_context(&run, m->sentence, m->first_token, m->last_token);
    }
    match_trimester(&run);
    for (uint32_t i = 0; i < run.mentions.n; i++) match_specify(&run, &run.mentions.p[i]);
    TRY(match_gather(&run));
done:
    return st;
}

const struct stage stage_match = {.name = "match", .open = open_stage, .chart = run_chart, .close = close_stage};

void match_observe(void *state, void (*observe)(void *, uint32_t, const float *), void *observer)
{
    struct matcher *m = state;
    m->observe = observe;
    m->observer = observer;
}

uint64_t match_looks(const void *state)
{
    return ((const struct matcher *)state)->looks;
}

const struct lexicon *match_lexicon(const void *state)
{
    return ((const struct matcher *)state)->lex;
}

static const char *negation_name(enum negation n)
{
    return n == NEG_NEGATED ? "negated" : n == NEG_POSSIBLE ? "possible" : "affirmed";
}

static const char *temporality_name(enum temporality t)
{
    return t == TEMP_HISTORICAL ? "historical" : t == TEMP_HYPOTHETICAL ? "hypothetical" : "recent";
}

/* The sentence is the disease's name alone: no degree, no finding, no verb. */
static bool says_no_more(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    for (uint32_t i = 0; i < s->token_count; i++) {
        const struct token *t = &run->chart->tokens[s->first_token + i];
        bool own = i < 64 && (m->covered >> i & 1);
        if (!own && t->kind != TOKEN_MARK && role_is_content(t->role) && t->expansion <= 1) return false;
    }
    return true;
}

/* "COPD exacerbation" is what the patient has today. */
static bool is_addressed(const struct match_run *run, uint32_t sentence)
{
    for (uint32_t i = run->sentence_fact[sentence]; i < run->sentence_fact[sentence + 1]; i++)
        if (strncmp(lex_cstr(run->lex, run->lex->cues[run->facts[i].cue].text), "problems=", 9) == 0) return true;
    return false;
}

/* A habit, an allergy, and a line that names nothing but a chronic disease are told as history. */
static bool told_as_history(const struct match_run *run, uint32_t sentence, uint32_t first, uint32_t last)
{
    const struct sentence *s = &run->chart->sentences[sentence];
    if (s->section == SECTION_social_history || s->section == SECTION_allergies) return true;
    for (uint32_t i = run->sentence_fact[sentence]; i < run->sentence_fact[sentence + 1]; i++) {
        const struct cue_hit *h = &run->facts[i];
        bool inside = h->first >= first && h->last <= last;
        if (inside && strcmp(lex_cstr(run->lex, run->lex->cues[h->cue].text), "habit=yes") == 0) return true;
    }
    bool whole = !s->list_item && s->first_token == first && last + 2 >= s->first_token + s->token_count && !is_addressed(run, sentence);
    for (uint32_t i = 0; i < run->mentions.n; i++) {
        const struct mention *m = &run->mentions.p[i];
        uint32_t code = run->lex->entries[m->entry].code;
        if (m->sentence != sentence || m->first_token > last || m->last_token < first || code == LEXICON_NO_CODE) continue;
        if (run->lex->codes[code].flags & LEX_CODE_HABIT) return true;
        if (whole && says_no_more(run, m) && (run->lex->codes[code].flags & LEX_CODE_CHRONIC)) return true;
    }
    return false;
}

enum status match_sentence_context(void *state, struct chart *c, uint32_t start, uint32_t end, struct context_answer *ret)
{
    struct match_run run;
    enum status st = ST_OK;
    uint32_t first = NO_INDEX, last = 0;
    TRY(begin(state, c, &run));
    for (uint32_t i = 0; i < c->token_count; i++) {
        if (c->tokens[i].end <= start || c->tokens[i].start >= end) continue;
        if (first == NO_INDEX) first = i;
        if (c->tokens[i].sentence == c->tokens[first].sentence) last = i;
    }
    *ret = (struct context_answer){"affirmed", "recent", "patient", {"", 0}};
    if (first == NO_INDEX) goto done;
    struct finding_context x = match_context(&run, c->tokens[first].sentence, first, last);
    TRY(match_find(&run));
    if (x.temporality == TEMP_RECENT && told_as_history(&run, c->tokens[first].sentence, first, last)) x.temporality = TEMP_HISTORICAL;
    if (x.temporality == TEMP_RESOLVED) x.negation = NEG_NEGATED; /* what is gone is not there */
    ret->negation = negation_name(x.negation);
    ret->temporality = temporality_name(x.temporality);
    ret->experiencer = x.other_person ? "other" : "patient";
    if (x.cue != NO_INDEX) ret->cue = lex_str(run.lex, run.lex->cues[x.cue].text);
done:
    return st;
}
