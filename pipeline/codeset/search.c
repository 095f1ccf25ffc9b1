/* Search: every phrase and title of the lexicon that holds a word of the query is weighed against it, the best are completed
 * to codes and ranked. Weights were set on tests/golden/search/queries.tsv. */
#include "search_internal.h"

#include <stdlib.h>

#define SHORTLIST 400
#define SURPLUS_MALUS 0.5f
#define LEAF_SURPLUS_MALUS 0.15f
#define MIN_COVERAGE 0.34f

#define PLAIN_TITLE UINT32_MAX /* in place of an entry: a code's title itself, for those that no phrase stands for */
#define WRITTEN_BONUS 0.05f
#define TITLE_BONUS 0.03f
#define TITLE_TRUST 0.9f /* a word that only the complete code's title explains: it may stand there as "unspecified whether" */

#define PATH_TRUST 0.7f /* a word that only the chapter says */

/* A phrase, or the title of a code, that explains some of the query. */
struct found {
    float score;
    uint32_t entry; /* or PLAIN_TITLE */
    uint32_t code;
};

struct search {
    const struct lexicon *lex;
    enum code_system system;
    struct search_hit *hits; /* one a code */
    uint32_t n, room;
    struct found list[SHORTLIST]; /* a heap: the worst on top */
    uint32_t found;
    uint64_t *marks; /* a bit an entry, then a bit a code */
    uint32_t mark_count;
};

static float source_bonus(const struct lex_entry *e)
{
    static const float bonus[SOURCE_COUNT] = {
        [SOURCE_OWN] = 0.08f,       [SOURCE_TITLE] = 0.06f,     [SOURCE_INCLUSION] = 0.03f,  [SOURCE_INDEX] = 0.03f,
        [SOURCE_NEOPLASM] = -0.05f, [SOURCE_EXTERNAL] = -0.08f, [SOURCE_PROCEDURE] = -0.02f, [SOURCE_MEDICATION] = -0.1f};
    return bonus[e->source];
}

struct entry_fit {
    uint32_t explained; /* bit per query word */
    float covered, surplus;
};

static struct entry_fit fit_terms(const struct query *q, const uint32_t *terms, uint32_t n)
{
    const struct lexicon *lex = q->lex;
    struct entry_fit f = {0};
    for (uint32_t k = 0; k < n; k++) {
        int word = query_explains(q, terms[k]);
        if (word < 0) {
            if (role_is_content(lexicon_role(lex, terms[k]))) f.surplus += lex->terms[terms[k]].idf;
        } else if (!(f.explained & 1u << word)) {
            f.explained |= 1u << word;
            f.covered += q->words[word].weight * q->quality_of[terms[k]];
        }
    }
    return f;
}

static struct entry_fit fit_found(const struct query *q, const struct found *f)
{
    const struct lexicon *lex = q->lex;
    const struct lex_code *c = &lex->codes[f->code];
    if (f->entry == PLAIN_TITLE) return fit_terms(q, lex->title_words + c->first_word, c->word_count);
    const struct lex_entry *e = &lex->entries[f->entry];
    return fit_terms(q, lex->entry_terms + e->first_term, e->term_count);
}

static float score_of(const struct query *q, float covered, float surplus)
{
    return covered / q->weight - SURPLUS_MALUS * surplus / (covered + surplus);
}

static void sift_down(struct search *s)
{
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= s->found) return;
        if (child + 1 < s->found && s->list[child + 1].score < s->list[child].score) child++;
        if (s->list[at].score <= s->list[child].score) return;
        struct found kept = s->list[at];
        s->list[at] = s->list[child];
        s->list[child] = kept;
        at = child;
    }
}

static void shortlist(struct search *s, struct found f)
{
    if (s->found == SHORTLIST) {
        if (f.score <= s->list[0].score) return;
        s->list[0] = f;
        sift_down(s);
        return;
    }
    uint32_t at = s->found++;
    s->list[at] = f;
    while (at > 0 && s->list[(at - 1) / 2].score > s->list[at].score) {
        struct found kept = s->list[(at - 1) / 2];
        s->list[(at - 1) / 2] = s->list[at];
        s->list[at] = kept;
        at = (at - 1) / 2;
    }
}

static bool wanted(const struct search *s, uint32_t code)
{
    return code != LEXICON_NO_CODE && (s->system == SYSTEM_COUNT || s->lex->codes[code].system == s->system);
}

static float own_bonus(const struct search *s, const struct found *f)
{
    if (f->entry == PLAIN_TITLE) return TITLE_BONUS;
    const struct lex_entry *e = &s->lex->entries[f->entry];
    float bonus = source_bonus(e);
    if (*lex_cstr(s->lex, e->when)) bonus -= 0.02f;
    return e->more ? bonus - 0.01f : bonus;
}

static void consider(struct search *s, const struct query *q, struct found f)
{
    struct entry_fit fit = fit_found(q, &f);
    if (fit.covered < MIN_COVERAGE * q->weight) return;
    f.score = score_of(q, fit.covered, fit.surplus) + own_bonus(s, &f);
    shortlist(s, f);
}

/* A bit for each entry, then for each code that holds a word of the query. PCS titles are many and all alike: they are
 * taken only where PCS alone is asked for. */
static void mark_holders(struct search *s, const struct query *q)
{
    const struct lexicon *lex = s->lex;
    uint32_t pcs = lex->system_first[SYSTEM_ICD10PCS] | LEX_HOLDER_CODE;
    memset(s->marks, 0, s->mark_count * sizeof *s->marks);
    for (uint32_t i = 0; i < q->n; i++)
        for (uint32_t k = 0; k < q->words[i].term_count; k++) {
            const struct lex_term *t = &lex->terms[q->words[i].term[k]];
            for (uint32_t h = 0; h < t->holder_count; h++) {
                uint32_t holder = lex->holders[t->first_holder + h];
                if (holder >= pcs && s->system != SYSTEM_ICD10PCS) break;
                uint32_t bit = holder & LEX_HOLDER_CODE ? lex->entry_count + (holder & ~LEX_HOLDER_CODE) : holder;
                if (bit < lex->entry_count + lex->code_count) s->marks[bit / 64] |= 1ull << bit % 64;
            }
        }
}

static void consider_marked(struct search *s, const struct query *q, uint32_t bit)
{
    const struct lexicon *lex = s->lex;
    struct found f = {0, bit, 0};
    if (bit < lex->entry_count) f.code = lex->entries[bit].code;
    else f.entry = PLAIN_TITLE, f.code = bit - lex->entry_count;
    if (!wanted(s, f.code)) return;
    if (lex->codes[f.code].system == SYSTEM_ICD10PCS) {
        f.score = search_pcs_score(q, f.code);
        if (f.score > MIN_COVERAGE) shortlist(s, f);
    } else {
        consider(s, q, f);
    }
}

static void scan(struct search *s, const struct query *q)
{
    s->found = 0;
    mark_holders(s, q);
    for (uint32_t i = 0; i < s->mark_count; i++)
        for (uint64_t bits = s->marks[i]; bits; bits &= bits - 1) consider_marked(s, q, i * 64 + (uint32_t)__builtin_ctzll(bits));
}

static bool holds_word(struct str text, struct str word)
{
    for (size_t i = 0; i + word.n <= text.n; i++)
        if (str_eq_nocase((struct str){text.p + i, word.n}, word)) return true;
    return false;
}

/* Share of a's words of three letters or more that b has as written. */
static float share(struct str a, struct str b)
{
    struct str word;
    int all = 0, same = 0;
    while (a.p && str_cut(&a, ' ', &word)) {
        while (word.n && word.p[word.n - 1] == ',') word.n--;
        if (word.n < 3) continue;
        all++;
        same += holds_word(b, word);
    }
    return all ? (float)same / (float)all : 0.0f;
}

/* How alike query and phrase are as written: "dysuria" and "painful urination" are the same to the lexicon, and so are a
 * disease and its history. */
static float as_written(struct str query, struct str phrase)
{
    return 0.5f * share(query, phrase) + 0.5f * share(phrase, query);
}

static enum status keep_hit(struct search *s, struct search_hit h)
{
    for (uint32_t i = 0; i < s->n; i++) {
        if (s->hits[i].code != h.code) continue;
        if (s->hits[i].score < h.score) s->hits[i] = h;
        return ST_OK;
    }
    if (s->n == s->room) return ST_OK; /* room for all that the readings can give */
    s->hits[s->n++] = h;
    return ST_OK;
}

static bool path_says(const struct lexicon *lex, uint32_t code, struct str word)
{
    for (int32_t at = lex->codes[code].parent; at >= 0; at = lex->codes[at].parent)
        if (lex->codes[at].level != LEVEL_CODE && share(word, lex_str(lex, lex->codes[at].title)) > 0.0f) return true;
    return false;
}

/* Words that only the code's block or chapter says: "eye" of a cataract. */
static uint32_t path_explains(const struct query *q, uint32_t code, uint32_t explained)
{
    uint32_t more = 0;
    for (uint32_t w = 0; w < q->n; w++)
        if (!(explained & 1u << w) && q->words[w].term_count && path_says(q->lex, code, lex_str(q->lex, q->lex->terms[q->words[w].term[0]].text)))
            more |= 1u << w;
    return more;
}

/* "views=2" answers the word "2". */
static uint32_t condition_explains(const struct query *q, const struct found *f)
{
    uint32_t more = 0;
    if (f->entry == PLAIN_TITLE) return 0;
    struct str when = lex_str(q->lex, q->lex->entries[f->entry].when);
    for (uint32_t w = 0; when.n && w < q->n; w++) {
        struct str word = q->words[w].term_count ? lex_str(q->lex, q->lex->terms[q->words[w].term[0]].text) : (struct str){NULL, 0};
        const char *at = word.n && word.n < 4 && word.p[0] >= '0' && word.p[0] <= '9' ? memmem(when.p, when.n, word.p, word.n) : NULL;
        if (at && at > when.p && at[-1] == '=') more |= 1u << w;
    }
    return more;
}

static float weight_of(const struct query *q, uint32_t words)
{
    float sum = 0.0f;
    for (uint32_t w = 0; w < q->n; w++)
        if (words & 1u << w) sum += q->words[w].weight * q->words[w].quality[0];
    return sum;
}

/* What the title of the complete code explains beyond the phrase counts as covered too. */
static enum status complete_found(struct search *s, const struct query *q, const struct found *found)
{
    struct entry_fit f = fit_found(q, found);
    struct completion c = search_complete(q, found->code);
    float covered = f.covered;
    uint32_t condition = condition_explains(q, found) & ~f.explained;
    uint32_t title = c.explained & ~f.explained & ~condition, explained = f.explained | condition | title;
    covered += weight_of(q, condition) + TITLE_TRUST * weight_of(q, title) + PATH_TRUST * weight_of(q, path_explains(q, c.code, explained));
    float written = as_written(q->text, lex_str(s->lex, s->lex->codes[c.code].title));
    if (found->entry != PLAIN_TITLE) {
        float phrase = as_written(q->text, lex_str(s->lex, s->lex->entries[found->entry].text));
        if (phrase > written) written = phrase;
    }
    float score = score_of(q, covered, f.surplus) + own_bonus(s, found) + c.bonus + WRITTEN_BONUS * written -
                  LEAF_SURPLUS_MALUS * c.surplus / (covered + c.surplus) - search_clash(q, c.code);
    return keep_hit(s, (struct search_hit){c.code, score * q->likelihood, found->entry});
}

static enum status search_reading(struct search *s, const struct query *q)
{
    enum status st = ST_OK;
    if (q->n == 0 || q->weight <= 0.0f) return ST_OK;
    scan(s, q);
    if (s->system == SYSTEM_ICD10PCS) {
        for (uint32_t i = 0; st == ST_OK && i < s->found; i++)
            st = keep_hit(s, (struct search_hit){s->list[i].code, s->list[i].score * q->likelihood, PLAIN_TITLE});
        return st;
    }
    for (uint32_t i = 0; st == ST_OK && i < s->found; i++) st = complete_found(s, q, &s->list[i]);
    return st;
}

static int compare_hits(const void *pa, const void *pb)
{
    const struct search_hit *a = pa, *b = pb;
    if (a->score != b->score) return a->score > b->score ? -1 : 1;
    return a->code < b->code ? -1 : a->code > b->code;
}

static enum status search_by_words(struct search *s, struct arena *arena, struct str text)
{
    struct str readings[QUERY_MAX_READINGS];
    float likelihood[QUERY_MAX_READINGS];
    uint32_t n;
    enum status st = s->system == SYSTEM_ICD10PCS ? search_pcs_words(s->lex, arena, text, &text) : ST_OK;
    if (st == ST_OK) st = query_readings(s->lex, arena, text, readings, likelihood, &n);
    for (uint32_t i = 0; st == ST_OK && i < n; i++) {
        struct query q;
        st = query_read(s->lex, arena, readings[i], &q);
        q.likelihood = likelihood[i];
        if (st == ST_OK) st = search_reading(s, &q);
    }
    return st;
}

enum status search_codes(const struct lexicon *lex, struct arena *arena, struct str query, enum code_system system, uint32_t limit,
                         struct search_hit **ret, uint32_t *ret_n)
{
    query = str_trim(query);
    if (query.n == 0) return fail(ST_USAGE, "nothing to search for");
    if (query.n > SEARCH_MAX_QUERY_BYTES) return fail(ST_TOO_BIG, "query is %zu bytes, limit is %d", query.n, SEARCH_MAX_QUERY_BYTES);
    struct search *s = arena_alloc(arena, sizeof *s);
    if (!s) return fail(ST_NO_MEMORY, "out of memory");
    s->lex = lex;
    s->system = system;
    s->room = SHORTLIST * QUERY_MAX_READINGS > limit ? SHORTLIST * QUERY_MAX_READINGS : limit;
    s->hits = ARENA_ARRAY(arena, struct search_hit, s->room);
    s->mark_count = (lex->entry_count + lex->code_count) / 64 + 1;
    s->marks = ARENA_ARRAY(arena, uint64_t, s->mark_count);
    if (!s->hits || !s->marks) return fail(ST_NO_MEMORY, "out of memory");
    search_numbers(lex, system, query, limit, s->hits, &s->n);
    enum status st = s->n ? ST_OK : search_by_words(s, arena, query);
    if (st != ST_OK) return st;
    search_numbers_within(lex, system, query, s->room, s->hits, &s->n);
    qsort(s->hits, s->n, sizeof *s->hits, compare_hits);
    *ret = s->hits;
    *ret_n = s->n < limit ? s->n : limit;
    return ST_OK;
}
