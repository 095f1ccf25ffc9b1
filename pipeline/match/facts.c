/* Facts that the record states in plain words (dictionaries/facts.tsv): minutes, views, lengths, "done today". A fact is
 * looked for where it is nearest to what it is asked of: in the sentence, in the sentences of the same act, in sentences
 * that name the same thing, and for what holds for the whole visit anywhere. */
#include "match_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define ACT_REACH 6 /* sentences of an act on each side */
#define RELATED_REACH 200
#define FACT_REACH 120 /* tokens within a long sentence */
#define BEFORE_TOKENS 3
#define ROW_REACH 20 /* tokens of a table row */
#define MOST_LOOKED_AT 64 /* tokens or facts of another sentence */

static bool number_of(const struct token *t, double *ret)
{
    char text[16], *end;
    if (t->kind != TOKEN_NUMBER || t->norm.n == 0 || t->norm.n >= sizeof text) return false;
    memcpy(text, t->norm.p, t->norm.n);
    text[t->norm.n] = '\0';
    *ret = strtod(text, &end);
    return *end == '\0';
}

/* Where the number just before `first` or just behind `last` stands, if it is one; NO_INDEX at the sentence's ends. A hyphen or a mark of
 * "equals" may part them. */
static uint32_t place_beside(const struct match_run *run, const struct sentence *s, const struct cue_hit *h, bool behind)
{
    uint32_t at = behind ? h->last + 1 : h->first - 1;
    if ((!behind && h->first == s->first_token) || at >= s->first_token + s->token_count) return NO_INDEX;
    const struct token *t = &run->chart->tokens[at];
    if (t->kind == TOKEN_MARK && t->norm.p[0] == '-' && !behind && at > s->first_token) at--;
    if (t->kind == TOKEN_MARK && behind && at + 1 < s->first_token + s->token_count) at++;
    return at;
}

/* -1 when there is none. */
static double number_beside(const struct match_run *run, const struct sentence *s, const struct cue_hit *h, bool behind)
{
    uint32_t at = place_beside(run, s, h, behind);
    double v;
    return at != NO_INDEX && number_of(&run->chart->tokens[at], &v) ? v : -1.0;
}

/* The value when the hit is one of the fact `name`. */
static bool value_of(const struct match_run *run, const struct sentence *s, const struct cue_hit *h, struct str name, struct fact *ret)
{
    const struct lex_cue *cue = &run->lex->cues[h->cue];
    long number;
    if (cue->name_bytes != name.n || memcmp(lex_cstr(run->lex, cue->text), name.p, name.n) != 0) return false;
    struct str value = lex_str(run->lex, cue->text + cue->name_bytes + 1);
    *ret = (struct fact){value, -1.0, 0, h->first};
    if (str_eq(value, STR("#"))) ret->number = number_beside(run, s, h, false);
    else if (str_eq(value, STR("##"))) ret->number = number_beside(run, s, h, true);
    else if (str_to_long(value, 0, 100000, &number)) ret->number = (double)number;
    return value.n && !(value.p[0] == '#' && ret->number < 0.0);
}

static uint32_t distance(const struct cue_hit *h, uint32_t first, uint32_t last)
{
    return h->last < first ? first - h->last : h->first > last ? h->first - last : 0;
}

/* Where the mention lies as seen from the sentence: itself, or the end of the sentence that is nearer to it. */
static uint32_t anchor_in(const struct sentence *s, uint32_t token)
{
    uint32_t last = s->first_token + (s->token_count ? s->token_count - 1 : 0);
    return token < s->first_token ? s->first_token : token > last ? last : token;
}

/* Of a long sentence only the facts within reach count: the first of them. */
static uint32_t first_near(const struct match_run *run, uint32_t sentence, uint32_t anchor)
{
    uint32_t lo = run->sentence_fact[sentence], hi = run->sentence_fact[sentence + 1];
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (run->facts[mid].first + FACT_REACH < anchor) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

bool match_fact_in(const struct match_run *run, uint32_t sentence, const struct mention *m, struct str name, struct fact *ret)
{
    if (!(run->fact_names[sentence] & fact_bit(name))) return false;
    const struct sentence *s = &run->chart->sentences[sentence];
    uint32_t best = UINT32_MAX, end = run->sentence_fact[sentence + 1];
    uint32_t from = anchor_in(s, m->first_token), to = anchor_in(s, m->last_token);
    for (uint32_t i = first_near(run, sentence, from); i < end && run->facts[i].first <= to + FACT_REACH; i++) {
        struct fact f;
        uint32_t d = distance(&run->facts[i], m->first_token, m->last_token);
        if (d >= best || !value_of(run, s, &run->facts[i], name, &f)) continue;
        best = d;
        *ret = f;
        ret->distance = d;
    }
    return best != UINT32_MAX;
}

bool match_fact_before(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    for (uint32_t i = first_near(run, m->sentence, m->first_token); i < run->sentence_fact[m->sentence + 1]; i++) {
        const struct cue_hit *h = &run->facts[i];
        if (h->last >= m->first_token) return false;
        if (h->last + BEFORE_TOKENS >= m->first_token && value_of(run, s, h, name, ret)) return true;
    }
    return false;
}

/* Whether the fact begins at the token. */
static bool states_at(const struct match_run *run, uint32_t sentence, uint32_t token, const char *fact)
{
    for (uint32_t i = first_near(run, sentence, token); i < run->sentence_fact[sentence + 1] && run->facts[i].first <= token; i++)
        if (run->facts[i].first == token && strcmp(lex_cstr(run->lex, run->lex->cues[run->facts[i].cue].text), fact) == 0) return true;
    return false;
}

/* Whether the mention takes the number of the span, or its unit, without the words that tell whose span it is. */
static bool takes_span(const struct match_run *run, const struct mention *m, const struct cue_hit *h)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    struct fact f;
    if (!value_of(run, s, h, STR("span"), &f)) return false;
    bool behind = str_eq(f.text, STR("##"));
    uint32_t number = place_beside(run, s, h, behind), unit = behind ? number + 1 : h->first;
    if (!match_covers(run, m, number) && !match_covers(run, m, unit)) return false;
    for (uint32_t i = behind ? h->first : unit + 1; i <= h->last; i++)
        if (match_covers(run, m, i)) return false;
    return !behind || states_at(run, m->sentence, unit, "time=unit");
}

bool match_takes_span(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = first_near(run, m->sentence, m->first_token); i < run->sentence_fact[m->sentence + 1]; i++) {
        if (run->facts[i].first > m->last_token + 1) return false;
        if (takes_span(run, m, &run->facts[i])) return true;
    }
    return false;
}

bool match_states(const struct match_run *run, uint32_t sentence, struct str fact)
{
    uint32_t first = run->sentence_fact[sentence], end = run->sentence_fact[sentence + 1];
    struct str rest = fact, name;
    if (first == end || !str_cut(&rest, '=', &name) || !(run->fact_names[sentence] & fact_bit(name))) return false;
    for (uint32_t i = first; i < end && i < first + MOST_LOOKED_AT; i++)
        if (str_eq(lex_str(run->lex, run->lex->cues[run->facts[i].cue].text), fact)) return true;
    return false;
}

static bool same_act(const struct sentence *a, const struct sentence *b)
{
    return a->section == b->section && a->problem == b->problem;
}

void match_act(const struct match_run *run, uint32_t sentence, uint32_t *ret_first, uint32_t *ret_last)
{
    const struct sentence *s = run->chart->sentences;
    uint32_t first = sentence, last = sentence;
    while (first > 0 && sentence - first < ACT_REACH && same_act(&s[first - 1], &s[sentence])) first--;
    while (last + 1 < run->chart->sentence_count && last - sentence < ACT_REACH && same_act(&s[last + 1], &s[sentence])) last++;
    *ret_first = first;
    *ret_last = last;
}

bool match_fact(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    uint32_t first, last;
    if (!(run->all_fact_names & fact_bit(name))) return false;
    if (match_fact_in(run, m->sentence, m, name, ret)) return true;
    match_act(run, m->sentence, &first, &last);
    for (uint32_t d = 1; d <= ACT_REACH; d++) {
        if (m->sentence >= first + d && match_fact_in(run, m->sentence - d, m, name, ret)) return true;
        if (m->sentence + d <= last && match_fact_in(run, m->sentence + d, m, name, ret)) return true;
    }
    return false;
}

static bool names_the_same(const struct match_run *run, const struct mention *m, uint32_t sentence)
{
    const struct lex_entry *e = &run->lex->entries[m->entry];
    const struct sentence *s = &run->chart->sentences[sentence];
    for (uint32_t i = s->first_token; i < s->first_token + s->token_count && i < s->first_token + MOST_LOOKED_AT; i++)
        for (uint32_t k = 0; k < e->term_count; k++)
            if (run->chart->tokens[i].term == run->lex->entry_terms[e->first_term + k]) return true;
    return false;
}

bool match_fact_of_chart(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    uint32_t n = run->chart->sentence_count;
    if (!(run->all_fact_names & fact_bit(name))) return false;
    if (match_fact(run, m, name, ret)) return true;
    uint32_t from = m->sentence > RELATED_REACH ? m->sentence - RELATED_REACH : 0;
    uint32_t to = m->sentence + RELATED_REACH < n ? m->sentence + RELATED_REACH : n;
    for (uint32_t i = from; i < to; i++)
        if (names_the_same(run, m, i) && match_fact_in(run, i, m, name, ret)) return true;
    return false;
}

bool match_fact_of_visit(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    static const struct mention top;
    if (!(run->all_fact_names & fact_bit(name))) return false;
    if (m && match_fact(run, m, name, ret)) return true;
    for (uint32_t i = 0; i < run->chart->sentence_count; i++)
        if (match_fact_in(run, i, m ? m : &top, name, ret)) return true;
    return false;
}

bool match_minutes_of_row(const struct match_run *run, const struct mention *m, double *ret)
{
    const struct sentence *s = &run->chart->sentences[m->sentence];
    uint32_t first, last;
    bool head = false;
    long v;
    match_act(run, m->sentence, &first, &last);
    for (uint32_t i = first; i <= m->sentence && !head; i++) head = match_states(run, i, STR("table=minutes"));
    for (uint32_t i = m->last_token + 1; head && i < s->first_token + s->token_count && i <= m->last_token + ROW_REACH; i++) {
        const struct token *t = &run->chart->tokens[i];
        if (t->kind != TOKEN_NUMBER || !str_to_long(t->norm, 1, 240, &v)) continue;
        *ret = (double)v;
        return true;
    }
    return false;
}
