/* Laterality (Guidelines I.B.13): nearest words first, then the sentence, then votes over the chart. */
#include "sides.h"

#define MOST_VOTES 64 /* of one word */
#define SIDE_REACH 4

bool title_has(const struct lexicon *lex, uint32_t code, uint32_t term)
{
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->word_count; i++)
        if (lex->title_words[c->first_word + i] == term) return true;
    return false;
}

bool title_has_role(const struct lexicon *lex, uint32_t code, enum word_role role)
{
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->word_count; i++)
        if (lexicon_role(lex, lex->title_words[c->first_word + i]) == role) return true;
    return false;
}

bool same_problem(const struct sentence *a, const struct sentence *b)
{
    return a->problem && a->problem == b->problem && a->section == b->section;
}

/* Tokens from a side word to the nearest word of the finding; a side word stands before its part, so behind counts one more. */
static uint32_t distance_to(const struct sentence *s, uint32_t side, uint32_t first, uint32_t last, uint64_t covered)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t k = first; k <= last; k++) {
        bool own = covered == 0 || (k - s->first_token < 64 && (covered >> (k - s->first_token) & 1));
        if (!own) continue;
        uint32_t d = side <= k ? k - side : side - k + 1;
        if (d < best) best = d;
    }
    return best;
}

/* Nearest side word to tokens first..last, at most `reach` words away, within the sentence. "right and left" is both. */
static enum side side_near(const struct match_run *run, const struct sentence *s, uint32_t first, uint32_t last, uint64_t covered, uint32_t reach,
                           uint32_t *ret_distance)
{
    const struct token *t = run->chart->tokens;
    enum side found = SIDE_NONE;
    uint32_t best = reach + 1;
    uint32_t lo = first > s->first_token + reach ? first - reach : s->first_token, end = s->first_token + s->token_count;
    for (uint32_t i = lo; i < end && i <= last + reach; i++) {
        enum side side = side_of_role(t[i].role);
        if (side == SIDE_NONE) continue;
        uint32_t d = distance_to(s, i, first, last, covered);
        if (d >= best) continue;
        best = d;
        found = side;
    }
    *ret_distance = best;
    return found;
}

struct side_votes {
    float right, left, both;
};

static void vote(struct side_votes *v, enum side side, float weight)
{
    if (side == SIDE_RIGHT) v->right += weight;
    if (side == SIDE_LEFT) v->left += weight;
    if (side == SIDE_BOTH) v->both += weight;
}

static void vote_at(const struct match_run *run, const struct mention *m, uint32_t token, struct side_votes *v)
{
    const struct sentence *s = &run->chart->sentences[run->chart->tokens[token].sentence], *own = &run->chart->sentences[m->sentence];
    bool looked_at = s->section == SECTION_exam || s->section == SECTION_review_of_systems || s->section == SECTION_results;
    uint32_t distance;
    if (s->section == SECTION_family_history) return;
    enum side side = side_near(run, s, token, token, 0, 2, &distance);
    if (side == SIDE_NONE || (side == SIDE_BOTH && looked_at)) return; /* "lungs clear bilaterally" says nothing of where the disease is */
    vote(v, side, run->lex->terms[run->chart->tokens[token].term].idf / (float)(1 + distance) * (same_problem(s, own) ? 3.0f : 1.0f));
}

/* Each time a term of the entry stands with a side word somewhere in the chart. */
static struct side_votes chart_votes(const struct match_run *run, const struct mention *m)
{
    struct side_votes v = {0};
    const struct lex_entry *e = &run->lex->entries[m->entry];
    for (uint32_t k = 0; k < e->term_count; k++) {
        int votes = 0;
        for (uint32_t i = match_first(run, run->lex->entry_terms[e->first_term + k]); i != NO_INDEX && votes < MOST_VOTES;
             i = run->next_in_chart[i], votes++)
            vote_at(run, m, i, &v);
    }
    return v;
}

/* The side that a sentence names, when it names no other. */
static enum side only_side(const struct match_run *run, const struct sentence *s)
{
    enum side found = SIDE_NONE;
    for (uint32_t i = s->first_token; i < s->first_token + s->token_count; i++) {
        enum side side = side_of_role(run->chart->tokens[i].role);
        if (side == SIDE_NONE || side == found) continue;
        if (found != SIDE_NONE) return SIDE_NONE;
        found = side;
    }
    return found;
}

/* "right eye and left eye", "R knee > L knee": both sides of one part, within a few words. */
static bool names_both(const struct match_run *run, const struct sentence *s, uint32_t first, uint32_t last)
{
    const struct token *t = run->chart->tokens;
    uint32_t end = s->first_token + s->token_count, lo = first > s->first_token + SIDE_REACH ? first - SIDE_REACH : s->first_token;
    for (uint32_t i = lo; i + 1 < end && i <= last + SIDE_REACH; i++) {
        enum side side = side_of_role(t[i].role);
        if (side != SIDE_RIGHT && side != SIDE_LEFT) continue;
        for (uint32_t k = i + 2; k + 1 < end && k <= i + SIDE_REACH; k++) {
            enum side other = side_of_role(t[k].role);
            if ((side | other) == SIDE_BOTH && other != SIDE_BOTH && other != SIDE_NONE && t[k + 1].term == t[i + 1].term) return true;
        }
    }
    return false;
}

enum side side_of_mention(const struct match_run *run, const struct mention *m)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    uint32_t distance;
    if (names_both(run, s, m->first_token, m->last_token)) return SIDE_BOTH;
    enum side side = side_near(run, s, m->first_token, m->last_token, m->covered, SIDE_REACH, &distance);
    if (side == SIDE_NONE) side = only_side(run, s);
    if (side != SIDE_NONE) return side;
    struct side_votes v = chart_votes(run, m);
    if (v.both > v.right && v.both > v.left) return SIDE_BOTH;
    if (v.right == 0.0f && v.left == 0.0f) return SIDE_NONE;
    return v.right >= v.left ? SIDE_RIGHT : SIDE_LEFT;
}

bool side_below(const struct lexicon *lex, uint32_t node)
{
    return lex->codes[node].flags & LEX_CODE_SIDED;
}

enum side side_of_title(const struct lexicon *lex, uint32_t code)
{
    enum side side = SIDE_NONE;
    for (uint32_t k = 0; k < lex->codes[code].word_count; k++)
        side |= side_of_role(lexicon_role(lex, lex->title_words[lex->codes[code].first_word + k]));
    return side;
}

/* Bilateral disease may have its code beside the one-sided ones (M17.0, M17.1-): same words, and "bilateral". */
uint32_t side_bilateral_code(const struct lexicon *lex, uint32_t node)
{
    const struct lex_code *n = &lex->codes[node];
    if (n->parent < 0 || lex->codes[n->parent].level != LEVEL_CODE) return NO_INDEX;
    for (uint32_t i = (uint32_t)n->parent + 1; i < lex->codes[n->parent].end; i++) {
        if (!(lex->codes[i].flags & LEX_CODE_BILLABLE) || side_of_title(lex, i) != SIDE_BOTH) continue;
        uint32_t lacking = 0;
        for (uint32_t k = 0; k < n->word_count; k++) {
            uint32_t term = lex->title_words[n->first_word + k];
            lacking += role_is_content(lexicon_role(lex, term)) && !title_has(lex, i, term);
        }
        if (lacking <= 1) return i; /* "unilateral" */
    }
    return NO_INDEX;
}
