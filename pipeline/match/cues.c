/* Where cues and facts stand in a chart: the longest cue at each place, and every fact. Beside plain words, a cue may hold
 * classes of words, which stand in the table between < and >:
 *   <year>    a year at least two before that of the encounter: what came later may still go on. The encounter's is the latest
 *             that the chart names, when nobody told its date
 *   <span>    a number and a unit of time in one word: 5d, 3wks
 *   <end>     a comma, semicolon or full stop, or the end of the sentence
 *   <plus>    a plus sign right before a word ("+cough")
 *   <minus>   a minus sign right before a word, in a sentence that has a plus sign ("+cough, -fever"): else it is a bullet */
#include "match_internal.h"

#include <stdlib.h>

#define MOST_CUE_WORDS 32
#define FIRST_YEAR 1920
#define LAST_YEAR 2099
#define YEARS_PAST 2

enum status match_cues_open(struct matcher *m)
{
    for (int i = 0; i < CUE_CLASS_COUNT; i++) m->cue_classes[i] = lexicon_term(m->lex, str_of(cue_class_name((enum cue_class)i)));
    m->cue_second = calloc((size_t)m->lex->cue_count + 1, sizeof *m->cue_second);
    if (!m->cue_second) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < m->lex->cue_count; i++) m->cue_second[i] = m->lex->cues[i].second;
    return ST_OK;
}

static bool is_mark_of(const struct token *t, const char *marks)
{
    return t->kind == TOKEN_MARK && strchr(marks, t->norm.p[0]) != NULL;
}

static bool is_year(const struct token *t, long *ret_year)
{
    return t->kind == TOKEN_NUMBER && t->norm.n == 4 && str_to_long(t->norm, FIRST_YEAR, LAST_YEAR, ret_year);
}

static long year_of_encounter(const struct chart *c)
{
    long latest = c->encounter.date_of_service / 10000, year;
    for (uint32_t i = 0; c->encounter.date_of_service == 0 && i < c->token_count; i++)
        if (is_year(&c->tokens[i], &year) && year > latest) latest = year;
    return latest;
}

static bool is_past_year(const struct match_run *run, const struct token *t)
{
    long year;
    return is_year(t, &year) && year + YEARS_PAST <= run->year;
}

/* A sign that stands before its word as one piece: "+cough". */
static bool is_sign(const struct match_run *run, uint32_t at, uint32_t end, const char *mark)
{
    const struct token *t = &run->chart->tokens[at];
    struct phi text = run->chart->text;
    if (!is_mark_of(t, mark) || at + 1 >= end || t[1].kind != TOKEN_WORD || t[1].start != t->end) return false;
    return t->start == 0 || strchr(" \t\n\f,;(:", text.p[t->start - 1]) != NULL;
}

static bool has_plus(const struct match_run *run, const struct sentence *s)
{
    uint32_t end = s->first_token + s->token_count;
    for (uint32_t i = s->first_token; i < end; i++)
        if (is_sign(run, i, end, "+")) return true;
    return false;
}

static bool is_span(struct str word)
{
    static const char *const units[] = {"d", "h", "hr", "w", "wk", "m", "mo", "y", "yr"};
    size_t digits = 0;
    while (digits < word.n && word.p[digits] >= '0' && word.p[digits] <= '9') digits++;
    for (size_t i = 0; digits && i < sizeof units / sizeof *units; i++)
        if (str_eq((struct str){word.p + digits, word.n - digits}, str_of(units[i]))) return true;
    return false;
}

/* The class that the token belongs to, LEXICON_NO_TERM when none: the term that stands for it in cues. */
static uint32_t class_of(const struct match_run *run, uint32_t at, const struct sentence *s)
{
    uint32_t end = s->first_token + s->token_count;

    const struct token *t = &run->chart->tokens[at];
    const uint32_t *classes = run->m->cue_classes;
    if (t->kind == TOKEN_WORD) return is_span(t->norm) ? classes[CUE_CLASS_SPAN] : LEXICON_NO_TERM;
    if (t->kind == TOKEN_NUMBER) return is_past_year(run, t) ? classes[CUE_CLASS_YEAR] : LEXICON_NO_TERM;
    if (t->kind != TOKEN_MARK) return LEXICON_NO_TERM;
    if (is_mark_of(t, ",;.")) return classes[CUE_CLASS_END];
    if (is_sign(run, at, end, "+")) return classes[CUE_CLASS_PLUS];
    return is_sign(run, at, end, "-") && has_plus(run, s) ? classes[CUE_CLASS_MINUS] : LEXICON_NO_TERM;
}

static bool reads_as(const struct match_run *run, uint32_t term, uint32_t at, uint32_t end)
{
    if (at == end) return term == run->m->cue_classes[CUE_CLASS_END];
    if (run->chart->tokens[at].term == term && term != LEXICON_NO_TERM) return true;
    return term != LEXICON_NO_TERM && term == run->classes[at];
}

/* Whether the cue's words from its second on stand here; its last one may be the end of the sentence. */
static bool cue_at(const struct match_run *run, const struct lex_cue *cue, uint32_t at, uint32_t end)
{
    if (at + cue->term_count > end + 1) return false;
    for (uint32_t k = 1; k < cue->term_count; k++)
        if (!reads_as(run, run->lex->cue_terms[cue->first_term + k], at + k, end)) return false;
    return true;
}

/* Of the cues lo..hi - 1 the first whose second term is this one or a later one. */
static uint32_t cues_from(const struct match_run *run, uint32_t lo, uint32_t hi, uint32_t second)
{
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (run->m->cue_second[mid] < second) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* Cues that may stand at a place, by their first two words, longest first; those that are one word alone come last. */
struct cues_here {
    struct {
        uint32_t first, end;
    } range[6];
    uint32_t n;
};

static void add_range(struct cues_here *h, uint32_t first, uint32_t end)
{
    h->range[h->n].first = first;
    h->range[h->n].end = end;
    h->n += first < end;
}

static void add_cues(const struct match_run *run, struct cues_here *h, uint32_t term, const uint32_t second[2])
{
    const struct lex_term *t = term == LEXICON_NO_TERM ? NULL : &run->lex->terms[term];
    if (!t || !t->cue_count) return;
    const uint32_t *of = run->m->cue_second;
    uint32_t all = t->first_cue + t->cue_count, alone = all;
    while (alone > t->first_cue && of[alone - 1] == LEXICON_NO_TERM) alone--;
    for (int k = 0; k < 2; k++) {
        if (second[k] == LEXICON_NO_TERM) continue;
        uint32_t first = cues_from(run, t->first_cue, alone, second[k]), end = first;
        while (end < alone && of[end] == second[k]) end++;
        add_range(h, first, end);
    }
    add_range(h, alone, all);
}

static struct cues_here cues_here(const struct match_run *run, uint32_t at, uint32_t end)
{
    struct cues_here h = {.n = 0};
    const struct token *t = &run->chart->tokens[at];
    bool last = at + 1 == end;
    uint32_t second[2] = {last ? LEXICON_NO_TERM : t[1].term, last ? run->m->cue_classes[CUE_CLASS_END] : LEXICON_NO_TERM};
    if (!last) second[1] = run->classes[at + 1];
    add_cues(run, &h, t->term, second);
    add_cues(run, &h, run->classes[at], second);
    return h;
}

static enum status push(struct match_run *run, struct cue_hits *list, struct cue_hit hit)
{
    if (list->n == list->room) {
        uint32_t room = list->room ? list->room * 2 : 128;
        struct cue_hit *grown = ARENA_ARRAY(run->arena, struct cue_hit, room);
        if (!grown) return ST_NO_MEMORY;
        if (list->n) memcpy(grown, list->p, list->n * sizeof *grown);
        list->p = grown;
        list->room = room;
    }
    list->p[list->n++] = hit;
    return ST_OK;
}

static uint32_t longest_here(const struct match_run *run, const struct cues_here *h, uint32_t at, uint32_t end)
{
    uint32_t longest = 0;
    for (uint32_t r = 0; r < h->n; r++)
        for (uint32_t i = h->range[r].first; i < h->range[r].end && run->lex->cues[i].term_count > longest; i++)
            if (run->lex->cues[i].status != CUE_FACT && cue_at(run, &run->lex->cues[i], at, end)) longest = run->lex->cues[i].term_count;
    return longest;
}

static struct cue_hit hit_of(const struct match_run *run, uint32_t cue, uint32_t at, uint32_t end)
{
    uint32_t past = at + run->lex->cues[cue].term_count;
    return (struct cue_hit){cue, at, (past < end ? past : end) - 1};
}

/* The longest cue that stands here. It may have several rows (the same words both stop a scope and open another): all of them count.
 * *ret_terms: its words; 0 when there is none. */
static enum status push_longest(struct match_run *run, const struct cues_here *h, struct cue_hits *list, uint32_t at, uint32_t end,
                                uint32_t *ret_terms)
{
    *ret_terms = longest_here(run, h, at, end);
    for (uint32_t r = 0; *ret_terms && r < h->n; r++)
        for (uint32_t i = h->range[r].first; i < h->range[r].end && run->lex->cues[i].term_count >= *ret_terms; i++) {
            const struct lex_cue *cue = &run->lex->cues[i];
            if (cue->term_count != *ret_terms || cue->status == CUE_FACT || !cue_at(run, cue, at, end)) continue;
            enum status st = push(run, list, hit_of(run, i, at, end));
            if (st != ST_OK) return st;
        }
    return ST_OK;
}

static bool same_name(const struct match_run *run, uint32_t a, uint32_t b)
{
    const struct lex_cue *x = &run->lex->cues[a], *y = &run->lex->cues[b];
    return x->name_bytes == y->name_bytes && memcmp(lex_cstr(run->lex, x->text), lex_cstr(run->lex, y->text), x->name_bytes) == 0;
}

/* A longer fact of the same name has these words already ("without contrast" in "with and without contrast"). */
static bool is_taken(const struct match_run *run, const struct cue_hits *list, uint32_t from, uint32_t cue, uint32_t at)
{
    for (uint32_t i = list->n; i-- > from && list->p[i].first + MOST_CUE_WORDS > at;)
        if (list->p[i].last >= at && same_name(run, list->p[i].cue, cue)) return true;
    return false;
}

/* Facts of different names may share words: "25 minutes of therapy" tells minutes, and that it was done. */
static enum status push_facts(struct match_run *run, const struct cues_here *h, struct cue_hits *list, uint32_t from, uint32_t at, uint32_t end)
{
    for (uint32_t r = 0; r < h->n; r++)
        for (uint32_t i = h->range[r].first; i < h->range[r].end; i++) {
            const struct lex_cue *cue = &run->lex->cues[i];
            if (cue->status != CUE_FACT || !cue_at(run, cue, at, end) || is_taken(run, list, from, i, at)) continue;
            enum status st = push(run, list, hit_of(run, i, at, end));
            if (st != ST_OK) return st;
        }
    return ST_OK;
}

/* Cues lie behind each other; facts may share their words. */
static enum status scan_sentence(struct match_run *run, const struct sentence *s, struct cue_hits *cues, struct cue_hits *facts)
{
    enum status st = ST_OK;
    uint32_t terms, end = s->first_token + s->token_count, next_cue = s->first_token, first_fact = facts->n;
    for (uint32_t at = s->first_token; at < end; at++) run->classes[at] = class_of(run, at, s);
    for (uint32_t at = s->first_token; at < end; at++) {
        struct cues_here h = cues_here(run, at, end);
        bool inner = run->chart->tokens[at].expansion > 1; /* "international normalized ratio" says nothing of what is normal */
        if (!h.n) continue;
        TRY(push_facts(run, &h, facts, first_fact, at, end));
        if (inner || at < next_cue) continue;
        TRY(push_longest(run, &h, cues, at, end, &terms));
        next_cue = at + terms;
    }
done:
    return st;
}

static uint64_t fact_names(const struct match_run *run, const struct cue_hits *facts, uint32_t from)
{
    uint64_t names = 0;
    for (uint32_t i = from; i < facts->n; i++) {
        const struct lex_cue *cue = &run->lex->cues[facts->p[i].cue];
        names |= fact_bit((struct str){lex_cstr(run->lex, cue->text), cue->name_bytes});
    }
    return names;
}

enum status match_cues(struct match_run *run)
{
    struct chart *c = run->chart;
    struct cue_hits cues = {0}, facts = {0};
    enum status st = ST_OK;
    run->year = year_of_encounter(c);
    run->sentence_cue = ARENA_ARRAY(run->arena, uint32_t, c->sentence_count + 1);
    run->sentence_fact = ARENA_ARRAY(run->arena, uint32_t, c->sentence_count + 1);
    run->fact_names = ARENA_ARRAY(run->arena, uint64_t, (size_t)c->sentence_count + 1);
    run->classes = ARENA_ARRAY(run->arena, uint32_t, (size_t)c->token_count + 1);
    if (!run->sentence_cue || !run->sentence_fact || !run->fact_names || !run->classes) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < c->sentence_count; i++) {
        run->sentence_cue[i] = cues.n;
        run->sentence_fact[i] = facts.n;
        TRY(scan_sentence(run, &c->sentences[i], &cues, &facts));
        run->fact_names[i] = fact_names(run, &facts, run->sentence_fact[i]);
        run->all_fact_names |= run->fact_names[i];
    }
    run->sentence_cue[c->sentence_count] = cues.n;
    run->sentence_fact[c->sentence_count] = facts.n;
    run->cues = cues.p;
    run->facts = facts.p;
done:
    return st;
}
