#include "builder.h"

#include "base/file.h"
#include "base/tsv.h"

#include <dirent.h>
#include <stdlib.h>

static enum status grow_string_slots(struct builder *b)
{
    uint32_t n = b->string_slots.room ? b->string_slots.room * 2 : 1u << 16;
    struct lex_hash_slot *grown = calloc(n, sizeof *grown);
    if (!grown) return fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    for (uint32_t i = 0; i < b->string_slots.room; i++) {
        struct lex_hash_slot s = b->string_slots.p[i];
        if (!s.value) continue;
        uint32_t at = s.hash;
        while (grown[at & (n - 1)].value) at++;
        grown[at & (n - 1)] = s;
    }
    free(b->string_slots.p);
    b->string_slots.p = grown;
    b->string_slots.room = n;
    return ST_OK;
}

enum status builder_know_strings(struct builder *b)
{
    for (uint32_t offset = 0; offset < b->strings.n;) {
        struct str s = str_of(b->strings.p + offset);
        if (b->string_count * 2 >= b->string_slots.room && grow_string_slots(b) != ST_OK) return ST_NO_MEMORY;
        uint32_t hash = lexicon_hash32(s), at = hash;
        while (b->string_slots.p[at & (b->string_slots.room - 1)].value) at++;
        b->string_slots.p[at & (b->string_slots.room - 1)] = (struct lex_hash_slot){hash, offset + 1};
        b->string_count++;
        offset += (uint32_t)s.n + 1;
    }
    return ST_OK;
}

uint32_t builder_string(struct builder *b, struct str s)
{
    if (b->string_count * 2 >= b->string_slots.room && grow_string_slots(b) != ST_OK) {
        b->strings.st = ST_NO_MEMORY;
        return 0;
    }
    uint32_t hash = lexicon_hash32(s), mask = b->string_slots.room - 1, at = hash;
    for (struct lex_hash_slot *slot; (slot = &b->string_slots.p[at & mask])->value; at++)
        if (slot->hash == hash && str_eq(str_of(b->strings.p + slot->value - 1), s)) return slot->value - 1;
    uint32_t offset = (uint32_t)b->strings.n;
    buf_str(&b->strings, s);
    buf_char(&b->strings, '\0');
    b->string_slots.p[at & mask] = (struct lex_hash_slot){hash, offset + 1};
    b->string_count++;
    return offset;
}

static uint32_t term_hash(const struct builder *b, uint32_t i)
{
    return lexicon_hash32(str_of(b->strings.p + b->terms.p[i].text));
}

enum status builder_term(struct builder *b, struct str norm, uint32_t *ret)
{
    enum status st = ST_OK;
    if (b->terms.n * 2 >= b->term_slots.n) {
        free(b->term_slots.p);
        TRY(builder_slots(b->terms.n * 2 + 1024, NULL, b, &b->term_slots.p, &b->term_slots.n));
        for (uint32_t i = 0; i < b->terms.n; i++) {
            uint32_t hash = term_hash(b, i), at = hash;
            while (b->term_slots.p[at & (b->term_slots.n - 1)].value) at++;
            b->term_slots.p[at & (b->term_slots.n - 1)] = (struct lex_hash_slot){hash, i + 1};
        }
    }
    uint32_t hash = lexicon_hash32(norm), mask = b->term_slots.n - 1, at = hash;
    for (struct lex_hash_slot *s; (s = &b->term_slots.p[at & mask])->value; at++) {
        if (s->hash != hash || !str_eq(str_of(b->strings.p + b->terms.p[s->value - 1].text), norm)) continue;
        *ret = s->value - 1;
        return ST_OK;
    }
    if (b->closed) return *ret = LEXICON_NO_TERM, ST_OK;
    struct lex_term t = {.text = builder_string(b, norm)};
    PUSH(b->terms, t);
    PUSH(b->term_frequency, 0);
    b->term_slots.p[at & mask] = (struct lex_hash_slot){hash, b->terms.n};
    *ret = b->terms.n - 1;
done:
    return st;
}

enum status builder_slots(uint32_t n, uint32_t (*hash_of)(const struct builder *, uint32_t), const struct builder *b, struct lex_hash_slot **ret,
                          uint32_t *ret_n)
{
    uint32_t count = 16;
    while (count < n * 2) count *= 2;
    struct lex_hash_slot *slots = calloc(count, sizeof *slots);
    if (!slots) return fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    for (uint32_t i = 0; hash_of && i < n; i++) {
        uint32_t hash = hash_of(b, i), at = hash;
        while (slots[at & (count - 1)].value) at++;
        slots[at & (count - 1)] = (struct lex_hash_slot){hash, i + 1};
    }
    *ret = slots;
    *ret_n = count;
    return ST_OK;
}

struct str builder_lower(struct builder *b, struct str s)
{
    char *p = arena_strdup(b->forms, s.p, s.n);
    for (size_t i = 0; p && i < s.n; i++)
        if (p[i] >= 'A' && p[i] <= 'Z') p[i] = (char)(p[i] + 32);
    return (struct str){p, p ? s.n : 0};
}

void builder_view(struct builder *b)
{
    struct lexicon *v = &b->view;
    v->strings = b->strings.p;
    v->strings_bytes = (uint32_t)b->strings.n;
    v->terms = b->terms.p;
    v->term_count = b->terms.n;
    v->term_slots = b->term_slots.p;
    v->term_slot_count = b->term_slots.n;
    v->rewrites = b->rewrites.p;
    v->rewrite_count = b->rewrites.n;
    v->rewrite_slots = b->rewrite_slots.p;
    v->rewrite_slot_count = b->rewrite_slots.n;
    v->codes = b->codes.p;
    v->index = b->index.p;
    v->index_count = b->index.n;
    if (v->code_count == b->codes.n) return;
    v->code_count = b->codes.n;
    uint32_t i = 0;
    for (int s = 0; s < SYSTEM_COUNT; s++) {
        while (i < b->codes.n && b->codes.p[i].system < s) i++;
        v->system_first[s] = i;
    }
    v->system_first[SYSTEM_COUNT] = b->codes.n;
}

/* Terms that an entry is found by: no marks, no small words, nothing that only says "unspecified" or "other". */
static bool is_content(const struct lexicon *view, const struct token *t, uint32_t term)
{
    enum word_role role = lexicon_role(view, term);
    return t->kind != TOKEN_MARK && role != ROLE_SMALL && role != ROLE_LINK && role != ROLE_UNSPECIFIED && role != ROLE_OTHER;
}

/* "hemoglobin AS" loses what it means when the small word at its end is dropped. */
static bool ends_open(const struct builder *b, const struct token *last)
{
    enum word_role role = lexicon_role(&b->view, last->term);
    return last->kind != TOKEN_MARK && (role == ROLE_SMALL || role == ROLE_LINK);
}

enum status builder_words(struct builder *b, struct str text, struct token **ret_tokens, uint32_t *ret_n)
{
    enum status st = ST_OK;
    struct token *tokens;
    uint32_t n;
    builder_view(b);
    TRY(lexicon_words(&b->view, b->arena, text, &tokens, &n));
    for (uint32_t i = 0; i < n; i++) {
        const char *p = tokens[i].norm.p;
        if (p < b->strings.p || p >= b->strings.p + b->strings.n) continue;
        if (!(tokens[i].norm.p = arena_strdup(b->arena, p, tokens[i].norm.n))) return ST_NO_MEMORY;
    }
    *ret_tokens = tokens;
    *ret_n = n;
done:
    return st;
}

enum status builder_terms(struct builder *b, struct str phrase, uint32_t terms[ENTRY_MOST_TERMS], uint32_t *ret_n)
{
    enum status st = ST_OK;
    struct token *tokens;
    uint32_t n, count = 0;
    *ret_n = 0;
    TRY(builder_words(b, phrase, &tokens, &n));
    if (n && ends_open(b, &tokens[n - 1])) goto done;
    for (uint32_t i = 0; i < n && count < ENTRY_MOST_TERMS; i++) {
        uint32_t term;
        if (tokens[i].kind == TOKEN_MARK) continue;
        TRY(builder_term(b, tokens[i].norm, &term));
        if (term == LEXICON_NO_TERM) goto done;
        builder_view(b);
        bool twice = false;
        for (uint32_t k = 0; k < count; k++) twice = twice || terms[k] == term;
        if (!twice && is_content(&b->view, &tokens[i], term)) terms[count++] = term;
    }
    if (count < ENTRY_MOST_TERMS) *ret_n = count;
done:
    return st;
}

enum status builder_entry(struct builder *b, struct str phrase, const struct entry_facts *facts)
{
    enum status st = ST_OK;
    uint32_t terms[ENTRY_MOST_TERMS], count;
    TRY(builder_terms(b, phrase, terms, &count));
    if (count == 0 || count < facts->least_terms) goto done;
    struct lex_entry e = {.first_term = b->entry_terms.n,
                          .term_count = (uint8_t)count,
                          .source = (uint8_t)facts->source,
                          .incomplete = facts->incomplete,
                          .more = facts->more,
                          .code = facts->code,
                          .also = {facts->also[0], facts->also[1]}};
    e.when = builder_string(b, facts->when);
    e.text = builder_string(b, phrase);
    for (uint32_t k = 0; k < count; k++) {
        PUSH(b->entry_terms, terms[k]);
        b->term_frequency.p[terms[k]]++;
    }
    PUSH(b->entries, e);
done:
    arena_reset(b->arena);
    return st;
}

enum status each_row(const char *folder, const char *name, const char *columns, enum status (*row)(void *, const struct tsv *), void *ctx)
{
    char *path = path_join(folder, name);
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    struct tsv t;
    enum status st = tsv_open(&t, path, columns);
    bool more = st == ST_OK;
    while (more) {
        st = tsv_next(&t, &more);
        if (st == ST_OK && more) st = row(ctx, &t);
        if (st != ST_OK) break;
    }
    if (t.bytes) tsv_close(&t);
    free(path);
    return st;
}

static int is_table(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 4 && strcmp(d->d_name + n - 4, ".tsv") == 0;
}

enum status each_table(const char *folder, const char *name, const char *columns, enum status (*row)(void *, const struct tsv *), void *ctx)
{
    char *path = path_join(folder, name);
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    struct dirent **found = NULL;
    int n = scandir(path, &found, is_table, alphasort);
    enum status st = n < 0 ? fail_errno(ST_NOT_FOUND, "cannot list the dictionaries in '%s'", path) : ST_OK;
    for (int i = 0; i < n; i++) {
        if (st == ST_OK) st = each_row(path, found[i]->d_name, columns, row, ctx);
        free(found[i]);
    }
    free(found);
    free(path);
    return st;
}
