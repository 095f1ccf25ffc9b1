#include "release_diff.h"

#include "base/vector.h"

#include <stdlib.h>

struct diff {
    const struct lexicon *old, *new;
    VECTOR(struct change) list;
};

const char *change_kind_name(enum change_kind k)
{
    static const char *const names[CHANGE_KIND_COUNT] = {"added", "deleted", "retitled", "not billable", "now billable"};
    return names[k];
}

static bool is_official(const struct lexicon *lex, uint32_t code)
{
    return lex->codes[code].level == LEVEL_CODE && !(lex->codes[code].flags & LEX_CODE_OWN);
}

static bool is_imported(const struct lexicon *lex, enum code_system system)
{
    for (uint32_t i = lex->system_first[system]; i < lex->system_first[system + 1]; i++)
        if ((lex->codes[i].flags & LEX_CODE_BILLABLE) && is_official(lex, i)) return true;
    return false;
}

static enum status push(struct diff *d, enum change_kind kind, const struct lexicon *lex, uint32_t code, struct str was)
{
    enum status st = ST_OK;
    const struct lex_code *c = &lex->codes[code];
    struct change change = {kind, (enum code_system)c->system, lex_str(lex, c->code), lex_str(lex, c->title), was};
    VECTOR_PUSH(d->list, change);
done:
    return st;
}

static enum status compare(struct diff *d, uint32_t code)
{
    enum status st = ST_OK;
    const struct lex_code *a = &d->old->codes[code];
    uint32_t at = lexicon_code(d->new, (enum code_system)a->system, lex_str(d->old, a->code));
    if (at == LEXICON_NO_CODE || !is_official(d->new, at)) return push(d, CHANGE_DELETED, d->old, code, STR(""));
    bool was = a->flags & LEX_CODE_BILLABLE, is = d->new->codes[at].flags &LEX_CODE_BILLABLE;
    if (was != is) TRY(push(d, was ? CHANGE_CLOSED : CHANGE_OPENED, d->new, at, STR("")));
    if (!str_eq(lex_str(d->old, a->title), lex_str(d->new, d->new->codes[at].title)))
        TRY(push(d, CHANGE_RETITLED, d->new, at, lex_str(d->old, a->title)));
done:
    return st;
}

static enum status diff_system(struct diff *d, enum code_system s)
{
    enum status st = ST_OK;
    if (!is_imported(d->old, s) || !is_imported(d->new, s)) return ST_OK;
    for (uint32_t i = d->old->system_first[s]; i < d->old->system_first[s + 1]; i++)
        if (is_official(d->old, i)) TRY(compare(d, i));
    for (uint32_t i = d->new->system_first[s]; i < d->new->system_first[s + 1]; i++) {
        if (!is_official(d->new, i)) continue;
        uint32_t at = lexicon_code(d->old, s, lex_str(d->new, d->new->codes[i].code));
        if (at == LEXICON_NO_CODE || !is_official(d->old, at)) TRY(push(d, CHANGE_ADDED, d->new, i, STR("")));
    }
done:
    return st;
}

enum status release_diff(const struct lexicon *old, const struct lexicon *new, struct arena *arena, struct change **ret, uint32_t *ret_n)
{
    enum status st = ST_OK;
    struct diff d = {.old = old, .new = new};
    for (int s = 0; s < SYSTEM_COUNT; s++) TRY(diff_system(&d, (enum code_system)s));
    struct change *out = ARENA_ARRAY(arena, struct change, d.list.n + 1);
    if (!out) TRY(fail(ST_NO_MEMORY, "out of memory"));
    if (d.list.n) memcpy(out, d.list.p, d.list.n * sizeof *out);
    *ret = out;
    *ret_n = d.list.n;
done:
    free(d.list.p);
    return st;
}

static bool is_residual(const struct lexicon *lex, uint32_t code)
{
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 0; i < c->word_count; i++) {
        enum word_role r = lexicon_role(lex, lex->title_words[c->first_word + i]);
        if (r == ROLE_UNSPECIFIED || r == ROLE_OTHER) return true;
    }
    return false;
}

/* "K90.821" is a sister of "K90.829": the same but for the last character. */
static bool is_sister(struct str a, struct str b)
{
    return a.n == b.n && a.n > 4 && memcmp(a.p, b.p, a.n - 1) == 0;
}

const struct change *release_touches(const struct lexicon *old, const struct change *changes, uint32_t n, enum code_system system, struct str code)
{
    uint32_t at = lexicon_code(old, system, code);
    bool residual = at != LEXICON_NO_CODE && system == SYSTEM_ICD10CM && is_residual(old, at);
    const struct change *sister = NULL;
    for (uint32_t i = 0; i < n; i++) {
        if (changes[i].system != system) continue;
        if (code_compare(changes[i].code, code) == 0 && changes[i].kind != CHANGE_OPENED) return &changes[i];
        if (!sister && residual && changes[i].kind == CHANGE_ADDED && is_sister(changes[i].code, code)) sister = &changes[i];
    }
    return sister;
}
