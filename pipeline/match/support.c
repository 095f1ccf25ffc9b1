#include "support.h"
#include "sides.h"

#define NEAR_TOKENS 6
/* A chart that says one word thousands of times must not cost its square. */
#define MOST_LOOKS 48
#define MOST_ANCHORS 512

bool match_is_denied(const struct match_run *run, uint32_t token)
{
    uint8_t *known = &run->denied[token];
    if (!*known) *known = match_context(run, run->chart->tokens[token].sentence, token, token).negation == NEG_NEGATED ? 2 : 1;
    return *known == 2;
}

/* The "chronic" of another finding's CKD or COPD says nothing of this one. */
static bool is_of_other(const struct support *su, uint32_t token)
{
    const struct chart *c = su->run->chart;
    bool qualifier = c->tokens[token].expansion == 1 && token + 1 < c->token_count && c->tokens[token + 1].expansion == 2;
    return qualifier && (token < su->m->first_token || token > su->m->last_token);
}

/* Whether the sentence holds the finding's rarest word. */
static bool is_anchored(const struct support *su, uint32_t sentence)
{
    const struct chart *c = su->run->chart;
    uint32_t from = 0, to = su->anchor_count, first = c->sentences[sentence].first_token;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        su->run->m->looks++;
        if (su->anchors[middle] < first) from = middle + 1;
        else to = middle;
    }
    return from < su->anchor_count && c->tokens[su->anchors[from]].sentence == sentence;
}

/* How much an occurrence of a word in another sentence supports the finding. */
static float support_from(const struct support *su, uint32_t token)
{
    const struct chart *c = su->run->chart;
    uint32_t index = c->tokens[token].sentence;
    su->run->m->looks++;
    const struct sentence *s = &c->sentences[index];
    bool related = same_problem(s, &c->sentences[su->m->sentence]);
    if (s->section == SECTION_family_history || (!related && !is_anchored(su, index))) return 0.0f;
    if (is_of_other(su, token) || match_is_denied(su->run, token)) return 0.0f;
    return related ? 0.5f : 0.4f;
}

/* In the finding's own sentence: 1 beside it, less further away. */
static float support_within(const struct support *su, uint32_t term)
{
    const struct sentence *s = &su->run->chart->sentences[su->m->sentence];
    uint32_t end = s->first_token + s->token_count;
    float best = 0.0f;
    for (uint32_t i = s->first_token; i < end && best < 1.0f; i++) {
        if (su->run->chart->tokens[i].term != term || is_of_other(su, i) || match_is_denied(su->run, i)) continue;
        bool near = i + NEAR_TOKENS >= su->m->first_token && i <= su->m->last_token + NEAR_TOKENS;
        best = near ? 1.0f : 0.7f;
    }
    return best;
}

static float find_support(const struct support *su, uint32_t term)
{
    uint32_t first = match_first(su->run, term);
    float best = first == NO_INDEX ? 0.0f : support_within(su, term);
    int looks = 0;
    for (uint32_t i = first; i != NO_INDEX && best < 0.5f && looks < MOST_LOOKS; i = su->run->next_in_chart[i], looks++) {
        if (su->run->chart->tokens[i].sentence == su->m->sentence) continue;
        float now = support_from(su, i);
        if (now > best) best = now;
    }
    return best;
}

/* From here on words are known for the node. */
void support_enter(struct support *su, uint32_t node)
{
    struct matcher *m = su->run->m;
    if (++m->mark == 0) { /* after 2^32 nodes */
        memset(m->known, 0, m->lex->term_count * sizeof *m->known);
        m->mark = 1;
    }
    su->node = node;
    su->mark = m->mark;
}

struct known_word *support_learn(const struct support *su, uint32_t term)
{
    const struct lexicon *lex = su->run->lex;
    struct known_word *w = &su->run->m->known[term];
    if (!w->mark)
        *w = (struct known_word){.role = (uint8_t)lexicon_role(lex, term), .number = term_is_number(lex, term), .idf = lex->terms[term].idf};
    w->mark = su->mark;
    w->in_node = title_has(lex, su->node, term);
    w->support = w->with_sites = -1.0f;
    return w;
}

float support_ask(const struct support *su, uint32_t term, struct known_word *w)
{
    w->support = find_support(su, term);
    return w->support;
}

/* Of a word that the record has in another way: the thigh is of the lower limb. */
static float support_of_site(const struct support *su, uint32_t term)
{
    float best = 0.0f;
    for (uint32_t i = 0; i < su->run->site_count; i++) {
        if (su->run->sites[i]->title != term) continue;
        float now = support_within(su, su->run->sites[i]->record);
        if (now > best) best = now;
    }
    return best;
}

float support_ask_with_sites(const struct support *su, uint32_t term, struct known_word *w)
{
    float said = support_of(su, term);
    w->with_sites = said > 0.0f ? said : support_of_site(su, term);
    return w->with_sites;
}

void support_begin(struct match_run *run, struct support *su)
{
    uint32_t first = match_first(run, su->anchor);
    if (first == NO_INDEX) return;
    su->anchors = run->places + run->place[first];
    su->anchor_count = su->anchors[-1] < MOST_ANCHORS ? su->anchors[-1] : MOST_ANCHORS;
}

/* A number of a title is said where it stands behind the title's word: the 2 of "type 2 diabetes" is no "stage 2". */
float support_of_number(const struct support *su, const struct lex_code *c, uint32_t at)
{
    const struct match_run *run = su->run;
    uint32_t word = run->lex->title_words[c->first_word + at - 1];
    int looks = 0;
    float best = 0.0f;
    for (uint32_t i = match_first(run, run->lex->title_words[c->first_word + at]); i != NO_INDEX && looks < MOST_LOOKS;
         i = run->next_in_chart[i], looks++) {
        bool behind = (i > 0 && run->chart->tokens[i - 1].term == word) || (i > 1 && run->chart->tokens[i - 2].term == word);
        float now = !behind || match_is_denied(su->run, i) ? 0.0f : run->chart->tokens[i].sentence == su->m->sentence ? 1.0f : support_from(su, i);
        if (now > best) best = now;
    }
    return best;
}
