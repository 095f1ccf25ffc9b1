/* Codes, titles and notes: those of the imported code sets, and codes that only the dictionaries name. */
#include "builder.h"

#include "base/tsv.h"

#include <stdlib.h>

/* A code that a dictionary names; its title, where no official file has one, is the first phrase written for it. */
struct own_code {
    struct str code, title;
    enum code_system system;
};

struct own_codes {
    struct builder *b;
    struct arena *arena;
    VECTOR(struct own_code) list;
};

/* 99213, 0001A: CPT. J1100: HCPCS. A00.1: ICD-10-CM. */
static enum code_system system_of(struct str code)
{
    bool letter = code.n && code.p[0] >= 'A' && code.p[0] <= 'Z';
    if (!letter) return SYSTEM_CPT;
    if (code.n != 5 || memchr(code.p, '.', code.n)) return SYSTEM_ICD10CM;
    for (size_t i = 1; i < 5; i++)
        if (code.p[i] < '0' || code.p[i] > '9') return SYSTEM_ICD10CM;
    return SYSTEM_HCPCS;
}

static struct str first_form(struct arena *arena, struct str phrase)
{
    struct str *forms;
    uint32_t n;
    if (phrase_forms(arena, phrase, &forms, &n) != ST_OK) return phrase;
    return str_trim(forms[n > 1 && phrase.n && phrase.p[0] != '(' ? n - 1 : 0]);
}

static enum status own_row(void *ctx, const struct tsv *t)
{
    struct own_codes *own = ctx;
    enum status st = ST_OK;
    struct str rest = t->cell[1], code;
    struct str title = first_form(own->b->forms, t->cell[0]);
    while (str_cut(&rest, ' ', &code)) {
        while (code.n && (code.p[code.n - 1] == '-' || code.p[code.n - 1] == '.')) code.n--;
        if (code.n == 0) continue;
        struct own_code c = {.system = system_of(code)};
        c.code = (struct str){arena_strdup(own->arena, code.p, code.n), code.n};
        c.title = (struct str){arena_strdup(own->arena, title.p, title.n), title.n};
        if (!c.code.p || !c.title.p) return ST_NO_MEMORY;
        PUSH(own->list, c);
    }
done:
    arena_reset(own->b->forms);
    return st;
}

static size_t bare(struct str code, char out[16])
{
    size_t n = 0;
    for (size_t i = 0; i < code.n && n < 15; i++)
        if (code.p[i] != '.') out[n++] = code.p[i];
    out[n] = '\0';
    return n;
}

static int compare_own(const void *pa, const void *pb)
{
    const struct own_code *a = pa, *b = pb;
    char x[16], y[16];
    if (a->system != b->system) return a->system < b->system ? -1 : 1;
    (void)bare(a->code, x);
    (void)bare(b->code, y);
    int order = strcmp(x, y);
    return order ? order : (a->title.p < b->title.p ? -1 : a->title.p > b->title.p);
}

static bool official_has(const struct builder *b, const struct own_code *c)
{
    return b->codeset && codeset_lookup(b->codeset, c->system, c->code) >= 0;
}

/* With no official ICD-10-CM at hand its codes come from the dictionaries; with it, an unknown code is told and left out. */
static bool system_is_official(const struct builder *b, enum code_system s)
{
    for (uint32_t i = 0; b->codeset && i < b->codeset->code_count; i++)
        if (b->codeset->codes[i].system == s) return true;
    return false;
}

static enum status push_code(struct builder *b, struct lex_code c, struct str code, struct str title)
{
    enum status st = ST_OK;
    c.code = builder_string(b, code);
    c.title = builder_string(b, title);
    c.end = b->codes.n + 1;
    PUSH(b->codes, c);
done:
    return st;
}

/* A letter as 7th character is the episode of care; a digit is a side, a stage, a fetus: part of the disease. */
static bool has_seventh(struct str code)
{
    char plain[16];
    return bare(code, plain) == 7 && plain[6] >= 'A';
}

static enum status push_official(struct builder *b, enum code_system system)
{
    enum status st = ST_OK;
    uint32_t offset = b->codes.n, first = UINT32_MAX;
    for (uint32_t i = 0; b->codeset && i < b->codeset->code_count; i++) {
        const struct codeset_code *in = &b->codeset->codes[i];
        if (in->system != system) continue;
        if (first == UINT32_MAX) first = i;
        struct lex_code c = {.parent = in->parent < 0 ? -1 : (int32_t)((uint32_t)in->parent - first + offset),
                             .flags = in->flags,
                             .system = (uint8_t)system,
                             .level = (uint8_t)in->level};
        if (in->billable) c.flags |= LEX_CODE_BILLABLE;
        c.seventh = system == SYSTEM_ICD10CM && in->level == LEVEL_CODE && has_seventh(in->code);
        TRY(push_code(b, c, in->code, in->title));
    }
done:
    return st;
}

static enum status push_own(struct builder *b, struct own_codes *own, enum code_system system)
{
    enum status st = ST_OK;
    bool official = system_is_official(b, system);
    for (uint32_t i = 0; i < own->list.n; i++) {
        const struct own_code *c = &own->list.p[i];
        bool repeated = i > 0 && own->list.p[i - 1].system == c->system && str_eq(own->list.p[i - 1].code, c->code);
        if (c->system != system || repeated || official || official_has(b, c)) continue;
        struct lex_code row = {.parent = -1, .flags = LEX_CODE_OWN | LEX_CODE_BILLABLE, .system = (uint8_t)system, .level = LEVEL_CODE};
        row.seventh = system == SYSTEM_ICD10CM && has_seventh(c->code);
        TRY(push_code(b, row, c->code, c->title));
    }
done:
    return st;
}

/* Without a Tabular a code's parent is the longest code that begins it. */
static void link_own_parents(struct builder *b)
{
    for (uint32_t i = 1; i < b->codes.n; i++) {
        struct lex_code *c = &b->codes.p[i];
        if (!(c->flags & LEX_CODE_OWN) || c->system != SYSTEM_ICD10CM) continue;
        for (int32_t p = (int32_t)i - 1; p >= 0 && c->parent < 0; p = b->codes.p[p].parent) {
            struct str mine = str_of(b->strings.p + c->code), other = str_of(b->strings.p + b->codes.p[p].code);
            if (b->codes.p[p].system == c->system && str_starts(mine, other)) c->parent = p;
            if (b->codes.p[p].parent < 0) break;
        }
        if (c->parent >= 0) b->codes.p[c->parent].flags &= ~LEX_CODE_BILLABLE;
    }
}

static void set_ends(struct builder *b)
{
    for (uint32_t i = b->codes.n; i-- > 0;) {
        const struct lex_code *c = &b->codes.p[i];
        if (c->parent >= 0 && b->codes.p[c->parent].end < c->end) b->codes.p[c->parent].end = c->end;
    }
}

/* Content words of each title, for telling a code from its siblings. */
static enum status push_title_words(struct builder *b)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < b->codes.n; i++) {
        struct lex_code *c = &b->codes.p[i];
        struct token *tokens;
        uint32_t n;
        c->first_word = b->title_words.n;
        if (c->level != LEVEL_CODE) continue;
        TRY(builder_words(b, str_of(b->strings.p + c->title), &tokens, &n));
        for (uint32_t k = 0; k < n; k++) {
            uint32_t term;
            if (tokens[k].kind == TOKEN_MARK) continue;
            TRY(builder_term(b, tokens[k].norm, &term));
            if (b->terms.p[term].role != ROLE_SMALL) PUSH(b->title_words, term);
        }
        b->codes.p[i].word_count = b->title_words.n - b->codes.p[i].first_word;
        arena_reset(b->arena);
    }
done:
    return st;
}

/* What match asks of titles again and again. Codes below another one stand behind it, so the sides run up from the end. */
static void mark_titles(struct builder *b)
{
    for (uint32_t i = b->codes.n; i-- > 0;) {
        struct lex_code *c = &b->codes.p[i];
        for (uint32_t k = 0; k < c->word_count; k++) {
            uint32_t role = b->terms.p[b->title_words.p[c->first_word + k]].role;
            if (role == ROLE_UNSPECIFIED) c->flags |= LEX_CODE_VAGUE;
            if (role == ROLE_RIGHT || role == ROLE_LEFT || role == ROLE_BILATERAL) c->flags |= LEX_CODE_SIDED;
        }
        if (c->parent >= 0) b->codes.p[c->parent].flags |= c->flags & LEX_CODE_SIDED;
    }
}

static enum status push_notes(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t at = 0, official = 0; /* official codes stand in the order of the code set, with own ones between the systems */
    if (!b->codeset) return ST_OK;
    for (uint32_t i = 0; i < b->codes.n && at < b->codeset->note_count; i++) {
        bool own = b->codes.p[i].flags & LEX_CODE_OWN;
        b->codes.p[i].first_note = b->notes.n;
        for (; at < b->codeset->note_count && !own && b->codeset->notes[at].code == official; at++) {
            const struct codeset_note *in = &b->codeset->notes[at];
            struct lex_note n = {builder_string(b, in->text), (uint32_t)in->kind, 0};
            TRY(note_ranges(b, in->text, &n.ranges));
            PUSH(b->notes, n);
        }
        b->codes.p[i].note_count = b->notes.n - b->codes.p[i].first_note;
        official += !own;
    }
done:
    return st;
}

enum status build_codes(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    struct own_codes own = {.b = b, .arena = arena_new((size_t)256 << 20)};
    if (!own.arena) return ST_NO_MEMORY;
    b->official = system_is_official(b, SYSTEM_ICD10CM);
    TRY(each_table(folder, "diagnoses", "phrase code when note", own_row, &own));
    TRY(each_table(folder, "procedures", "phrase code when note", own_row, &own));
    if (own.list.n) qsort(own.list.p, own.list.n, sizeof *own.list.p, compare_own);
    for (int s = 0; s < SYSTEM_COUNT; s++) {
        TRY(push_official(b, (enum code_system)s));
        TRY(push_own(b, &own, (enum code_system)s));
    }
    link_own_parents(b);
    set_ends(b);
    TRY(push_notes(b));
    TRY(push_title_words(b));
    mark_titles(b);
done:
    free(own.list.p);
    arena_free(own.arena);
    return st;
}
