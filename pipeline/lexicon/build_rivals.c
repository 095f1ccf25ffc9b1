/* Own phrases that come down to the same words and lead to different codes of one category: "bloody urine" is read as
 * "hematuria", and "other proteinuria" loses its first word. The one that says just these words stands; the other would
 * otherwise speak for its code wherever the plain word is said. */
#include "builder.h"

#include <stdlib.h>

struct same_words {
    uint64_t words; /* alike for the same terms in any order */
    uint32_t entry;
};

static uint64_t words_of(const struct builder *b, const struct lex_entry *e)
{
    uint64_t sum = 0;
    for (uint32_t k = 0; k < e->term_count; k++) {
        uint64_t x = (b->entry_terms.p[e->first_term + k] + 1) * 0x9E3779B97F4A7C15ull;
        x = (x ^ (x >> 31)) * 0xBF58476D1CE4E5B9ull;
        sum += x ^ (x >> 29);
    }
    return sum;
}

static int compare_words(const void *pa, const void *pb)
{
    const struct same_words *a = pa, *b = pb;
    if (a->words != b->words) return a->words < b->words ? -1 : 1;
    return a->entry < b->entry ? -1 : a->entry > b->entry;
}

/* Words of the phrase that were rewritten, or that only say "other" or "unspecified". */
static enum status count_altered(struct builder *b, const struct lex_entry *e, uint32_t *ret)
{
    struct token *tokens;
    uint32_t n;
    enum status st = ST_OK;
    *ret = 0;
    builder_view(b);
    TRY(lexicon_words(&b->view, b->arena, str_of(b->strings.p + e->text), &tokens, &n));
    for (uint32_t i = 0; i < n; i++) {
        enum word_role role = lexicon_role(&b->view, tokens[i].term);
        *ret += tokens[i].expansion > 0 || role == ROLE_OTHER || role == ROLE_UNSPECIFIED;
    }
    arena_reset(b->arena);
done:
    return st;
}

static bool are_rivals(const struct builder *b, const struct lex_entry *x, const struct lex_entry *y)
{
    const char *a = b->strings.p + b->codes.p[x->code].code, *c = b->strings.p + b->codes.p[y->code].code;
    return x->code != y->code && b->codes.p[x->code].system == SYSTEM_ICD10CM && strncmp(a, c, 3) == 0;
}

/* Marks the entry when one of the same words is altered less. */
static enum status judge(struct builder *b, const struct same_words *list, uint32_t n, uint32_t i, bool *ret_drop)
{
    enum status st = ST_OK;
    const struct lex_entry *e = &b->entries.p[list[i].entry];
    uint32_t own, other, from = i;
    while (from > 0 && list[from - 1].words == list[i].words) from--;
    for (uint32_t k = from; k < n && list[k].words == list[i].words && !*ret_drop; k++) {
        const struct lex_entry *o = &b->entries.p[list[k].entry];
        if (!are_rivals(b, e, o)) continue;
        TRY(count_altered(b, e, &own));
        TRY(count_altered(b, o, &other));
        *ret_drop = own > other;
    }
done:
    return st;
}

static void drop_entries(struct builder *b, const bool *drop)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->entries.n; i++) {
        const struct lex_entry *e = &b->entries.p[i];
        for (uint32_t k = 0; drop[i] && k < e->term_count; k++) b->term_frequency.p[b->entry_terms.p[e->first_term + k]]--;
        if (!drop[i]) b->entries.p[kept++] = *e;
    }
    b->entries.n = kept;
}

enum status build_rivals(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t n = 0;
    struct same_words *list = malloc((b->entries.n + 1) * sizeof *list);
    bool *drop = calloc(b->entries.n + 1, sizeof *drop);
    if (!list || !drop) st = fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    for (uint32_t i = 0; st == ST_OK && i < b->entries.n; i++) {
        const struct lex_entry *e = &b->entries.p[i];
        bool always = b->strings.p[e->when] == '\0';
        if (e->source == SOURCE_OWN && e->code != LEXICON_NO_CODE && always) list[n++] = (struct same_words){words_of(b, e), i};
    }
    if (n) qsort(list, n, sizeof *list, compare_words);
    for (uint32_t i = 0; st == ST_OK && i < n; i++) st = judge(b, list, n, i, &drop[list[i].entry]);
    if (st == ST_OK) drop_entries(b, drop);
    free(list);
    free(drop);
    return st;
}
