/* abbreviations.tsv and synonyms.tsv to rewrites, sorted for the tokenizer. */
#include "builder.h"

#include "base/tsv.h"

#include <stdlib.h>

static uint8_t count_words(struct str s)
{
    struct str word;
    uint8_t n = 0;
    while (str_cut(&s, ' ', &word)) n = (uint8_t)(n + (word.n > 0));
    return n;
}

static enum status parse_sections(const struct tsv *t, struct str list, uint64_t *ret)
{
    struct str name;
    while (list.n && str_cut(&list, ',', &name)) {
        enum section s = section_by_name(str_trim(name));
        if (s == SECTION_COUNT) return tsv_fault(t, "unknown section '%.*s'", STR_ARG(name));
        *ret |= 1ull << s;
    }
    return ST_OK;
}

static enum status abbreviation_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct str from = builder_lower(b, t->cell[0]);
    bool exact = str_eq(t->cell[2], STR("exact"));
    if (!exact && !str_eq(t->cell[2], STR("any"))) return tsv_fault(t, "case is '%.*s', must be exact or any", STR_ARG(t->cell[2]));
    if (t->cell[1].n == 0) return tsv_fault(t, "'%.*s' has no long form", STR_ARG(t->cell[0]));
    struct lex_rewrite r = {.exact_case = exact, .abbreviation = 1, .word_count = count_words(from)};
    TRY(parse_sections(t, t->cell[3], &r.sections));
    r.from = builder_string(b, from);
    r.written = builder_string(b, t->cell[0]);
    r.to = builder_string(b, builder_lower(b, t->cell[1]));
    r.near = builder_string(b, builder_lower(b, t->cell[4]));
    PUSH(b->rewrites, r);
done:
    return st;
}

static bool is_synonym_kind(struct str kind)
{
    static const char *kinds[] = {"word", "spelling", "phrase", "eponym", "form", "misspelling"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_eq(kind, str_of(kinds[i]))) return true;
    return false;
}

static enum status synonym_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    if (!is_synonym_kind(t->cell[2])) return tsv_fault(t, "unknown kind '%.*s'", STR_ARG(t->cell[2]));
    if (t->cell[1].n == 0) return tsv_fault(t, "'%.*s' has no preferred words", STR_ARG(t->cell[0]));
    struct str from = builder_lower(b, t->cell[0]);
    struct lex_rewrite r = {.word_count = count_words(from)};
    r.from = builder_string(b, from);
    r.written = r.from;
    r.to = builder_string(b, builder_lower(b, t->cell[1]));
    r.near = builder_string(b, STR(""));
    PUSH(b->rewrites, r);
done:
    return st;
}

static size_t first_word_length(const char *s)
{
    return strcspn(s, " ");
}

/* By first word, then longest first, then those with conditions first. */
static int compare_rewrites(const char *strings, const struct lex_rewrite *a, const struct lex_rewrite *b)
{
    const char *x = strings + a->from, *y = strings + b->from;
    size_t nx = first_word_length(x), ny = first_word_length(y);
    int order = strncmp(x, y, nx < ny ? nx : ny);
    if (order) return order;
    if (nx != ny) return nx < ny ? -1 : 1;
    if (a->word_count != b->word_count) return a->word_count > b->word_count ? -1 : 1;
    bool ca = a->sections || strings[a->near], cb = b->sections || strings[b->near];
    return ca != cb ? (ca ? -1 : 1) : 0;
}

static uint32_t rewrite_hash(const struct builder *b, uint32_t i)
{
    const char *from = b->strings.p + b->rewrites.p[i].from;
    return lexicon_hash32((struct str){from, first_word_length(from)});
}

/* One slot for each first word: the first of its rewrites. */
static enum status slot_rewrites(struct builder *b)
{
    enum status st = ST_OK;
    TRY(builder_slots(b->rewrites.n, NULL, b, &b->rewrite_slots.p, &b->rewrite_slots.n));
    struct lex_rewrite *first = NULL;
    for (uint32_t i = 0; i < b->rewrites.n; i++) {
        struct lex_rewrite *r = &b->rewrites.p[i];
        const char *from = b->strings.p + r->from;
        r->first_bytes = (uint16_t)first_word_length(from);
        if (first && first->first_bytes == r->first_bytes && memcmp(b->strings.p + first->from, from, r->first_bytes) == 0) {
            first->run++;
            continue;
        }
        first = r;
        first->run = 1;
        uint32_t hash = rewrite_hash(b, i), at = hash, mask = b->rewrite_slots.n - 1;
        while (b->rewrite_slots.p[at & mask].value) at++;
        b->rewrite_slots.p[at & mask] = (struct lex_hash_slot){hash, i + 1};
    }
done:
    return st;
}

/* Stable, which qsort is not. */
static void merge_sort(const char *strings, struct lex_rewrite *p, struct lex_rewrite *scratch, uint32_t n)
{
    if (n < 2) return;
    uint32_t half = n / 2, i = 0, k = half, out = 0;
    merge_sort(strings, p, scratch, half);
    merge_sort(strings, p + half, scratch, n - half);
    memcpy(scratch, p, n * sizeof *p);
    while (i < half && k < n) p[out++] = compare_rewrites(strings, &scratch[i], &scratch[k]) <= 0 ? scratch[i++] : scratch[k++];
    while (i < half) p[out++] = scratch[i++];
    while (k < n) p[out++] = scratch[k++];
}

enum status build_rewrites(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    struct lex_rewrite *scratch = NULL;
    TRY(each_row(folder, "abbreviations.tsv", "short long case sections near note", abbreviation_row, b));
    TRY(each_row(folder, "synonyms.tsv", "variant preferred kind note", synonym_row, b));
    arena_reset(b->forms);
    scratch = malloc((b->rewrites.n + 1) * sizeof *scratch);
    if (!scratch) st = fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    if (st != ST_OK) goto done;
    merge_sort(b->strings.p, b->rewrites.p, scratch, b->rewrites.n);
    TRY(slot_rewrites(b));
    builder_view(b);
done:
    free(scratch);
    return st;
}
