/* lexicon_build: dictionaries and code sets to one file. The order matters: the words first, because every phrase after
 * them goes through the same tokenizer that will read the charts. */
#include "builder.h"

#include "base/file.h"

#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define BUILD_ARENA_BYTES ((size_t)64 << 20)
#define STRINGS_BYTES ((size_t)1 << 30)

uint32_t builder_rarest(const struct builder *b, const struct lex_entry *e)
{
    uint32_t best = b->entry_terms.p[e->first_term];
    for (uint32_t k = 1; k < e->term_count; k++) {
        uint32_t t = b->entry_terms.p[e->first_term + k];
        if (b->term_frequency.p[t] < b->term_frequency.p[best]) best = t;
    }
    return best;
}

uint64_t builder_signature(const struct builder *b, const struct lex_entry *e)
{
    uint64_t bits = 0;
    for (uint32_t k = 0; k < e->term_count; k++) bits |= lexicon_term_bit(b->entry_terms.p[e->first_term + k]);
    return bits;
}

/* The rules by kind, those of one in the order in which they came. */
static enum status sort_rules(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t n = b->rules.n;
    for (int kind = 0; kind < RULE_KIND_COUNT; kind++)
        for (uint32_t i = 0; i < n; i++)
            if (b->rules.p[i].kind == kind) PUSH(b->rules, b->rules.p[i]);
    memmove(b->rules.p, b->rules.p + n, n * sizeof *b->rules.p);
    b->rules.n = n;
done:
    return st;
}

enum status build_postings(struct builder *b)
{
    enum status st = ST_OK;
    double all = b->entries.n + 1.0;
    for (uint32_t t = 0; t < b->terms.n; t++) b->terms.p[t].idf = (float)log1p(all / (1.0 + b->term_frequency.p[t]));
    for (uint32_t i = 0; i < b->entries.n; i++) {
        struct lex_entry *e = &b->entries.p[i];
        for (uint32_t k = 0; k < e->term_count; k++) e->weight += b->terms.p[b->entry_terms.p[e->first_term + k]].idf;
        b->terms.p[builder_rarest(b, e)].posting_count++;
    }
    uint32_t at = 0;
    for (uint32_t t = 0; t < b->terms.n; t++) {
        b->terms.p[t].first_posting = at;
        at += b->terms.p[t].posting_count;
        b->terms.p[t].posting_count = 0;
    }
    TRY(vector_reserve((void *)&b->postings.p, at + 1, &b->postings.room, sizeof *b->postings.p));
    b->postings.n = at;
    for (uint32_t i = 0; i < b->entries.n; i++) {
        struct lex_term *t = &b->terms.p[builder_rarest(b, &b->entries.p[i])];
        b->postings.p[t->first_posting + t->posting_count++] = (struct lex_posting){builder_signature(b, &b->entries.p[i]), i, 0};
    }
done:
    return st;
}

struct output {
    struct file_writer file;
    uint64_t at;
};

static enum status put(struct output *o, const void *bytes, size_t n)
{
    if (n == 0) return ST_OK;
    o->at += n;
    return file_append(&o->file, bytes, n);
}

static enum status pad(struct output *o)
{
    static const char zeros[16];
    return put(o, zeros, (size_t)((16 - o->at % 16) % 16));
}

/* The arrays as (bytes, count, size), in the order of LEXICON_ARRAYS. */
struct plain_array {
    const void *p;
    uint32_t count;
    uint32_t element_bytes;
};

static uint32_t list_arrays(const struct builder *b, struct plain_array *out)
{
    struct plain_array list[] = {
        {b->strings.p, (uint32_t)b->strings.n, 1},
#define A(v) {b->v.p, b->v.n, sizeof *b->v.p}
        A(codes),
        A(notes),
        A(terms),
        A(title_words),
        A(entries),
        A(entry_terms),
        A(postings),
        A(groups),
        A(holders),
        A(cues),
        A(cue_terms),
        A(rewrites),
        A(headings),
        A(rules),
        A(index),
        A(pairs),
        A(weights),
        A(term_slots),
        A(rewrite_slots),
        A(heading_slots),
        A(learned),
        A(known),
        A(known_first),
        A(spelled),
        A(code_rules),
#undef A
    };
    memcpy(out, list, sizeof list);
    return sizeof list / sizeof list[0];
}

static uint64_t layout(const struct plain_array *arrays, uint32_t n, struct lex_array_row *rows)
{
    uint64_t at = sizeof(struct lex_header) + n * sizeof *rows;
    for (uint32_t i = 0; i < n; i++) {
        at = (at + 15) & ~15ull;
        rows[i] = (struct lex_array_row){at, arrays[i].count, arrays[i].element_bytes};
        at += (uint64_t)arrays[i].count * arrays[i].element_bytes;
    }
    return at;
}

static enum status seal(struct output *o, const struct lex_header *h)
{
    const struct timespec times[] = {{.tv_nsec = UTIME_OMIT}, {.tv_sec = time(NULL), .tv_nsec = lexicon_seal_ns(h)}};
    return futimens(o->file.fd, times) == 0 ? ST_OK : fail_errno(ST_IO, "cannot set the time of the lexicon");
}

static void hash_all(struct lex_header *h, const struct plain_array *arrays, uint32_t n)
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, sizeof h->hash);
    for (uint32_t i = 0; i < n; i++)
        if (arrays[i].count) (void)crypto_generichash_update(&state, arrays[i].p, (size_t)arrays[i].count * arrays[i].element_bytes);
    (void)crypto_generichash_final(&state, h->hash, sizeof h->hash);
}

enum status builder_write(struct builder *b, const char *out)
{
    enum status st = ST_OK;
    struct plain_array arrays[32];
    struct lex_array_row rows[32];
    uint32_t n;
    struct lex_header h = {.version = LEXICON_VERSION, .byte_order = LEXICON_BYTE_ORDER};
    struct output o = {.at = 0};
    memcpy(h.magic, LEXICON_MAGIC, sizeof h.magic);
    h.sources = builder_string(b, (struct str){b->sources.p ? b->sources.p : "", b->sources.n});
    h.specific_rule = builder_string(b, STR("a more specific code of the same category is supported (I.B.2)"));
    h.effective_date = b->effective_date;
    h.learned_version = b->learned_version;
    if (b->strings.st != ST_OK) return b->strings.st;
    n = list_arrays(b, arrays);
    h.array_count = n;
    h.bytes = layout(arrays, n, rows);
    hash_all(&h, arrays, n);
    st = file_begin(&o.file, out);
    if (st != ST_OK) return st;
    st = put(&o, &h, sizeof h);
    if (st == ST_OK) st = put(&o, rows, n * sizeof *rows);
    for (uint32_t i = 0; st == ST_OK && i < n; i++) {
        st = pad(&o);
        if (st == ST_OK) st = put(&o, arrays[i].p, (size_t)arrays[i].count * arrays[i].element_bytes);
    }
    if (st == ST_OK) st = seal(&o, &h);
    if (st == ST_OK) return file_commit(&o.file);
    file_abandon(&o.file);
    return st;
}

void builder_clear(struct builder *b)
{
    arena_free(b->arena);
    arena_free(b->forms);
    buf_clear(&b->strings);
    buf_clear(&b->sources);
    void *arrays[] = {b->string_slots.p, b->codes.p,   b->notes.p,   b->terms.p,       b->title_words.p,   b->entries.p,       b->entry_terms.p,
                      b->postings.p,     b->holders.p, b->cues.p,    b->cue_terms.p,   b->rewrites.p,      b->headings.p,      b->rules.p,
                      b->pairs.p,        b->index.p,   b->weights.p, b->term_slots.p,  b->rewrite_slots.p, b->heading_slots.p, b->term_frequency.p,
                      b->not_phrases.p,  b->learned.p, b->known.p,   b->known_first.p, b->spelled.p,       b->groups.p,        b->code_rules.p};
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) free(arrays[i]);
}

enum status lexicon_build(const char *folder, const char *model, const char *spelling, const struct codeset *codes, const char *out)
{
    struct builder b = {.codeset = codes, .effective_date = codes ? codes->effective_date : 0};
    enum status st = ST_OK;
    if (sodium_init() < 0) return fail(ST_INTERNAL, "libsodium does not start");
    buf_init(&b.strings, STRINGS_BYTES);
    buf_init(&b.sources, (size_t)1 << 20);
    b.arena = arena_new(BUILD_ARENA_BYTES);
    b.forms = arena_new(BUILD_ARENA_BYTES);
    if (!b.arena || !b.forms) st = ST_NO_MEMORY;
    if (st != ST_OK) goto done;
    (void)builder_string(&b, STR("")); /* offset 0 is the empty string */
    if (codes) buf_str(&b.sources, codes->sources);
    TRY(build_rewrites(&b, folder));
    TRY(build_words(&b, folder));
    TRY(build_codes(&b, folder));
    TRY(build_groups(&b, folder));
    TRY(build_edit_groups(&b, folder));
    TRY(build_rules(&b, folder));
    TRY(build_procedures(&b, folder));
    TRY(sort_rules(&b));
    TRY(build_code_rules(&b));
    TRY(build_weights(&b, model));
    TRY(build_phrases(&b, folder));
    TRY(build_rivals(&b));
    TRY(build_drugs(&b, folder));
    builder_sum_unknown(&b);
    TRY(build_index(&b));
    TRY(build_official(&b));
    TRY(build_pairs(&b));
    TRY(build_postings(&b));
    TRY(build_groups_of_postings(&b));
    TRY(build_holders(&b));
    TRY(build_known(&b));
    TRY(build_spelling(&b, spelling));
    TRY(builder_write(&b, out));
done:
    builder_clear(&b);
    return st;
}
