/* Phrases in a sentence. Each entry of the lexicon is listed under its rarest term, so a sentence only looks at entries
 * whose rarest word it holds, and the cost grows with the text and not with the number of codes. An entry is found where
 * all its terms stand close together, in any order. Among overlapping finds the one that explains more wins. */
#include "match_internal.h"
#include "sides.h"

#include <stdlib.h>

#define GAP_WORDS 4 /* content words that may stand inside a phrase without being part of it */
#define GAP_COST 0.12f

static bool is_small(const struct token *t)
{
    return t->kind == TOKEN_MARK || t->role == ROLE_SMALL || t->role == ROLE_LINK;
}

static bool is_said(const struct match_run *run, uint32_t term)
{
    return term_bit(run->m->in_sentence, term);
}

/* Marks the sentence's terms, and what need not be asked of a sentence without it. */
static void mark_terms(struct match_run *run, const struct sentence *s)
{
    struct matcher *m = run->m;
    run->signature = 0;
    run->expands = run->says_without = false;
    for (uint32_t i = s->first_token + s->token_count; i-- > s->first_token;) {
        const struct token *t = &run->chart->tokens[i];
        run->expands = run->expands || t->expansion > 1;
        if (t->term == LEXICON_NO_TERM) continue;
        run->says_without = run->says_without || t->role == ROLE_WITHOUT;
        run->signature |= lexicon_term_bit(t->term);
        run->next_same[i] = is_said(run, t->term) ? m->sentence_first[t->term] : NO_INDEX;
        set_term_bit(m->in_sentence, t->term);
        m->sentence_first[t->term] = i;
    }
}

static void unmark_terms(struct match_run *run, const struct sentence *s)
{
    for (uint32_t i = s->first_token; i < s->first_token + s->token_count; i++) {
        uint32_t term = run->chart->tokens[i].term;
        if (term != LEXICON_NO_TERM) run->m->in_sentence[term / 64] = 0;
    }
}

static bool holds_all(const struct match_run *run, const struct lex_entry *e)
{
    const uint32_t *terms = run->lex->entry_terms + e->first_term;
    for (uint32_t k = 0; k < e->term_count; k++)
        if (!is_said(run, terms[k])) return false;
    return true;
}

/* The token with the term that lies nearest to `pivot`. */
static uint32_t nearest(const struct match_run *run, uint32_t term, uint32_t pivot)
{
    uint32_t best = run->m->sentence_first[term];
    for (uint32_t i = best; i != NO_INDEX; i = run->next_same[i]) {
        uint32_t now = i > pivot ? i - pivot : pivot - i, old = best > pivot ? best - pivot : pivot - best;
        if (now < old) best = i;
    }
    return best;
}

static uint32_t gap_words(const struct match_run *run, const struct mention *m, const struct sentence *s)
{
    uint32_t gap = 0;
    for (uint32_t i = m->first_token; i <= m->last_token; i++) {
        uint32_t bit = i - s->first_token;
        bool own = bit < 64 && (m->covered >> bit & 1);
        const struct token *t = &run->chart->tokens[i];
        if (t->kind == TOKEN_MARK && (t->norm.p[0] == ';' || t->norm.p[0] == ':' || t->norm.p[0] == '(')) gap += 2;
        if (!own && !is_small(t) && t->expansion <= 1) gap++;
    }
    return gap;
}

/* Words of one abbreviation belong together: the "chronic" of COPD makes no "chronic cough" with a cough beside it. What is
 * taken from an abbreviation must hold its last content word and more than a kind of finding (the "disease" of GERD makes no
 * disease of the prostate beside it), and only one may be taken in part. */
static bool tears_abbreviation(const struct match_run *run, const struct mention *m)
{
    const struct token *t = run->chart->tokens;
    uint32_t partial = 0, all_own = 0, headless = 0, i = m->first_token;
    while (t[i].expansion > 1 && i > 0) i--;
    while (i <= m->last_token) {
        uint32_t end = i + 1, all = 0, own = 0;
        bool head = true, named = false;
        while (end < run->chart->token_count && t[end].expansion > 1) end++;
        for (uint32_t k = i; k < end; k++) {
            if (is_small(&t[k])) continue;
            head = match_covers(run, m, k);
            all++;
            own += head;
            named = named || (head && lexicon_role(run->lex, t[k].term) != ROLE_GENERAL);
        }
        if (own && own < all && !memchr(run->chart->text.p + t[i].start, ' ', t[i].end - t[i].start)) { /* several words are a synonym */
            if (!named) return true;
            partial++;
            if (!head) headless = own;
        }
        all_own += own;
        i = end;
    }
    return partial > 1 || (headless && all_own > headless);
}

/* A number counts what stands right behind it: "79.4 kg, BMI 31" gives no BMI of 79.4. */
static bool number_is_astray(const struct match_run *run, const struct mention *m)
{
    const struct token *first = &run->chart->tokens[m->first_token], *next = first + 1;
    if (first->kind != TOKEN_NUMBER || m->first_token == m->last_token || match_covers(run, m, m->first_token + 1)) return false;
    return !(next->kind == TOKEN_MARK && next->norm.p[0] == '-');
}

/* Places the entry around one occurrence of its rarest term; false when its words lie too far apart. */
static bool place(const struct match_run *run, const struct sentence *s, const struct lex_entry *e, uint32_t pivot, struct mention *m)
{
    const uint32_t *terms = run->lex->entry_terms + e->first_term;
    m->first_token = m->last_token = pivot;
    m->covered = 0;
    for (uint32_t k = 0; k < e->term_count; k++) {
        uint32_t at = nearest(run, terms[k], pivot);
        if (at < m->first_token) m->first_token = at;
        if (at > m->last_token) m->last_token = at;
        if (at - s->first_token < 64) m->covered |= 1ull << (at - s->first_token);
    }
    if (number_is_astray(run, m) || (run->expands && tears_abbreviation(run, m))) return false;
    uint32_t gap = gap_words(run, m, s);
    uint32_t most = e->source == SOURCE_EXTERNAL ? e->term_count - 1u : e->term_count + 1u; /* its words are of everyday */
    if (gap > GAP_WORDS || (e->term_count > 1 && gap > most)) return false;
    m->gap = (uint8_t)gap;
    m->weight = e->weight * (1.0f - GAP_COST * (float)gap);
    return true;
}

static enum status push(struct match_run *run, struct mention_list *list, const struct mention *m)
{
    if (list->n == list->room) {
        uint32_t room = list->room ? list->room * 2 : 256;
        struct mention *grown = ARENA_ARRAY(run->arena, struct mention, room);
        if (!grown) return ST_NO_MEMORY;
        if (list->n) memcpy(grown, list->p, list->n * sizeof *grown);
        list->p = grown;
        list->room = room;
    }
    list->p[list->n++] = *m;
    return ST_OK;
}

/* Whether "without" stands before the token, with no comma and no other link between. */
static bool is_without(const struct match_run *run, const struct sentence *s, uint32_t token)
{
    for (uint32_t i = token; i-- > s->first_token;) {
        const struct token *t = &run->chart->tokens[i];
        enum word_role role = t->role;
        if (t->kind == TOKEN_MARK || role == ROLE_LINK) return false;
        if (role == ROLE_WITHOUT) return true;
    }
    return false;
}

/* "Migraine without aura, intractable, without status" holds the words of "with aura, intractable, without status". */
static bool swaps_with(const struct match_run *run, const struct mention *m)
{
    struct str rest = lex_str(run->lex, run->lex->entries[m->entry].text), word;
    const struct sentence *s = &run->chart->sentences[m->sentence];
    bool without = false, behind = false; /* only the word just behind "with" or "without" is sure to be its own */
    while (str_cut(&rest, ' ', &word)) {
        word.n -= word.n && word.p[word.n - 1] == ',';
        uint32_t term = lexicon_term(run->lex, word);
        enum word_role role = lexicon_role(run->lex, term);
        if (role == ROLE_WITHOUT || role == ROLE_LINK) {
            without = role == ROLE_WITHOUT;
            behind = true;
        }
        for (uint32_t i = m->first_token; behind && role_is_content(role) && term != LEXICON_NO_TERM && i <= m->last_token; i++)
            if (run->chart->tokens[i].term == term && is_without(run, s, i) != without) return true;
        behind = behind && !role_is_content(role);
    }
    return false;
}

/* "Diverticulitis, no perforation" holds the words of "diverticulitis with perforation" and says the opposite. */
static bool is_half_denied(const struct match_run *run, const struct mention *m)
{
    const struct lex_entry *e = &run->lex->entries[m->entry];
    for (uint32_t k = 0; run->says_without && k < e->term_count; k++) /* "migraine without aura" denies nothing of itself */
        if (lexicon_role(run->lex, run->lex->entry_terms[e->first_term + k]) == ROLE_WITHOUT) return swaps_with(run, m);
    return match_is_denied(run, m->first_token) != match_is_denied(run, m->last_token);
}

/* The same entry may be found around two occurrences of its pivot with the same words: one is enough. */
static bool is_repeated(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = run->mentions.n; i-- > 0 && run->mentions.p[i].sentence == m->sentence;)
        if (run->mentions.p[i].entry == m->entry && run->mentions.p[i].covered == m->covered) return true;
    return false;
}

static enum status find_entry(struct match_run *run, uint32_t sentence, uint32_t pivot, uint32_t entry)
{
    const struct sentence *s = &run->chart->sentences[sentence];
    const struct lex_entry *e = &run->lex->entries[entry];
    run->m->looks++;
    struct mention m = {.entry = entry, .sentence = sentence, .code = NO_INDEX, .second_code = NO_INDEX};
    if (!holds_all(run, e) || !place(run, s, e, pivot, &m)) return ST_OK;
    if (e->when && !match_when(run, lex_str(run->lex, e->when), &m)) return ST_OK;
    if (m.first_token != m.last_token && (is_half_denied(run, &m) || match_takes_span(run, &m))) return ST_OK;
    if (run->m->sentence_first[run->chart->tokens[pivot].term] != pivot && is_repeated(run, &m)) return ST_OK;
    return push(run, &run->mentions, &m);
}

static enum status find_around(struct match_run *run, uint32_t sentence, uint32_t pivot)
{
    enum status st = ST_OK;
    const struct lex_term *t = &run->lex->terms[run->chart->tokens[pivot].term];
    const struct lex_posting *p = run->lex->postings + t->first_posting;
    for (uint32_t k = t->first_group; k < t->first_group + t->group_count; k++) {
        const struct lex_group *g = &run->lex->groups[k];
        run->m->looks++;
        const struct lex_posting *end = p + g->posting_count;
        if (g->second == LEXICON_NO_TERM || is_said(run, g->second))
            for (; st == ST_OK && p < end; p++)
                if (!(p->signature & ~run->signature)) st = find_entry(run, sentence, pivot, p->entry);
        if (st != ST_OK) return st;
        p = end;
    }
    return ST_OK;
}

static int source_rank(enum entry_source s)
{
    static const int rank[SOURCE_COUNT] = {
        [SOURCE_OWN] = 0,      [SOURCE_PROCEDURE] = 0, [SOURCE_TITLE] = 1, [SOURCE_INCLUSION] = 2, [SOURCE_INDEX] = 3,
        [SOURCE_NEOPLASM] = 4, [SOURCE_EXTERNAL] = 5,  [SOURCE_DRUG] = 6,  [SOURCE_MEDICATION] = 7};
    return rank[s];
}

/* Kinds of entry that do not compete with each other: a drug's name inside a diagnosis is no rival of it. */
static int rivalry(enum entry_source s)
{
    return s == SOURCE_MEDICATION ? 1 : s == SOURCE_PROCEDURE ? 2 : s == SOURCE_EXTERNAL ? 3 : s == SOURCE_DRUG ? 4 : 0;
}

/* Two codes of one category from mostly the same words: the phrase that explains more stands. */
static bool says_it_better(const struct match_run *run, const struct mention *a, const struct mention *b)
{
    const struct lex_entry *ea = &run->lex->entries[a->entry], *eb = &run->lex->entries[b->entry];
    if (ea->code == LEXICON_NO_CODE || eb->code == LEXICON_NO_CODE || ea->source == SOURCE_MEDICATION || ea->source == SOURCE_PROCEDURE) return false;
    if (!lexicon_same_category(run->lex, ea->code, eb->code)) return false;
    if (is_vague(run->lex, ea->code) && !is_vague(run->lex, eb->code)) return false;
    if ((a->covered & ~b->covered) == 0) return false; /* all of `a` and more: `b` is the fuller one */
    int shared = __builtin_popcountll(a->covered & b->covered), own = __builtin_popcountll(b->covered);
    return shared >= 2 && 2 * shared >= own && a->weight > b->weight + 0.5f && a->gap <= b->gap + 2;
}

/* Whether `a` makes `b` needless: it explains all of b's words and more, or the same words with more authority. */
static bool outdoes(const struct match_run *run, const struct mention *a, const struct mention *b)
{
    const struct lex_entry *ea = &run->lex->entries[a->entry], *eb = &run->lex->entries[b->entry];
    if (rivalry(ea->source) != rivalry(eb->source)) return false;
    if (says_it_better(run, a, b)) return true;
    if ((b->covered & ~a->covered) != 0) return false;
    if (a->covered != b->covered) return a->gap <= b->gap + 2;
    if (ea->when != eb->when && (ea->when == 0 || eb->when == 0)) return ea->when != 0; /* conditions that hold say more */
    int ra = source_rank(ea->source), rb = source_rank(eb->source);
    if (ra != rb) return ra < rb;
    return false;
}

/* The stronger claim first: what explains more, then what has conditions that hold, then the better source. */
static int compare_claims(const void *pa, const void *pb, void *ctx)
{
    const struct match_run *run = ctx;
    const struct mention *a = pa, *b = pb;
    const struct lex_entry *ea = &run->lex->entries[a->entry], *eb = &run->lex->entries[b->entry];
    int ra = source_rank((enum entry_source)ea->source), rb = source_rank((enum entry_source)eb->source);
    if (a->weight != b->weight) return a->weight > b->weight ? -1 : 1;
    if ((ea->when == 0) != (eb->when == 0)) return ea->when ? -1 : 1;
    if (ra != rb) return ra - rb;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* "disease" and "chronic disease" say a kind of finding, not which. */
static bool names_something(const struct lexicon *lex, const struct lex_entry *e)
{
    for (uint32_t i = 0; i < e->term_count; i++)
        if (lexicon_role(lex, lex->entry_terms[e->first_term + i]) != ROLE_GENERAL) return true;
    return false;
}

/* What a phrase inside a longer one leads to is what a coder might fall back on, when it is another diagnosis. */
static bool is_fallback(const struct match_run *run, const struct mention *outdone, const struct mention *by)
{
    const struct lex_entry *e = &run->lex->entries[outdone->entry];
    return e->code != LEXICON_NO_CODE && rivalry(e->source) == 0 && e->code != run->lex->entries[by->entry].code && names_something(run->lex, e);
}

/* Only what stands itself may outdo another, so that of several that contradict each other one is left. */
static enum status drop_outdone(struct match_run *run, uint32_t first)
{
    match_drop_borrowers(run, first);
    struct mention *list = run->mentions.p;
    uint32_t kept = first, n = run->mentions.n - first;
    enum status st = ST_OK;
    if (n > 1) qsort_r(list + first, n, sizeof *list, compare_claims, run);
    for (uint32_t i = first; i < run->mentions.n; i++) {
        uint32_t by = first;
        while (by < kept && !outdoes(run, &list[by], &list[i])) by++;
        if (by == kept) list[kept++] = list[i];
        else if (is_fallback(run, &list[i], &list[by])) TRY(push(run, &run->lesser, &list[i]));
    }
    run->mentions.n = kept;
done:
    return st;
}

enum status match_find(struct match_run *run)
{
    const struct chart *c = run->chart;
    for (uint32_t i = 0; i < c->sentence_count; i++) {
        const struct sentence *s = &c->sentences[i];
        uint32_t first = run->mentions.n;
        mark_terms(run, s);
        for (uint32_t k = s->first_token; k < s->first_token + s->token_count; k++) {
            if (c->tokens[k].term == LEXICON_NO_TERM) continue;
            enum status st = find_around(run, i, k);
            if (st != ST_OK) return st;
        }
        enum status st = drop_outdone(run, first);
        if (st != ST_OK) return st;
        unmark_terms(run, s);
    }
    return ST_OK;
}
