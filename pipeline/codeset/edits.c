#include "edits_internal.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *edit_severity_name(enum edit_severity s)
{
    static const char *const names[] = {"hard", "soft", "info"};
    return names[s];
}

enum status edits_add(struct edits *x, struct edit e, const char *why, ...)
{
    enum status st = ST_OK;
    char text[1024];
    va_list args;
    va_start(args, why);
    int n = vsnprintf(text, sizeof text, why, args);
    va_end(args);
    size_t length = n < 0 ? 0 : (size_t)n < sizeof text ? (size_t)n : sizeof text - 1;
    while (length < (size_t)(n < 0 ? 0 : n) && utf8_valid_length((struct str){text, length}) < length) length--; /* cut at a whole character */
    e.why = (struct str){arena_strdup(x->arena, text, length), length};
    if (!e.why.p) return fail(ST_NO_MEMORY, "out of memory");
    VECTOR_PUSH(x->list, e);
done:
    return st;
}

static bool system_is_official(const struct lexicon *lex, enum code_system s)
{
    for (uint32_t i = lex->system_first[s]; i < lex->system_first[s + 1]; i++)
        if (!(lex->codes[i].flags & LEX_CODE_OWN)) return true;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The system that a code's form belongs to: 99213 CPT, J1100 HCPCS, seven characters that begin with a digit or without a dot PCS. */
static enum code_system system_of_form(struct str code)
{
    uint32_t digits = 0;
    for (size_t i = 0; i < code.n; i++) digits += is_digit(code.p[i]);
    if (code.n == 5 && is_digit(code.p[0])) return SYSTEM_CPT;
    if (code.n == 5 && digits == 4) return SYSTEM_HCPCS;
    if (code.n == 7 && is_digit(code.p[0])) return SYSTEM_ICD10PCS;
    return SYSTEM_ICD10CM;
}

static enum status unknown_code(struct edits *x, uint32_t i)
{
    struct str code = x->line[i].code;
    enum code_system s = system_of_form(code);
    struct edit e = {EDIT_HARD, "invalid-code", i, EDIT_NO_CODE, {NULL, 0}, "look the code up for the date of service"};
    if (system_is_official(x->lex, s)) return edits_add(x, e, "'%.*s' is no code of the %s release in force", STR_ARG(code), code_system_name(s));
    e.severity = EDIT_INFO;
    e.rule = "unchecked";
    e.remedy = "import the code set: chartcode codeset import FILE";
    return edits_add(x, e, "'%.*s' cannot be checked: no %s code set is imported", STR_ARG(code), code_system_name(s));
}

static enum status look_up(struct edits *x)
{
    for (uint32_t i = 0; i < x->n; i++) {
        x->line[i] = edits_line_read(x->typed[i]);
        x->code[i] = lexicon_code_any(x->lex, x->line[i].code);
        enum status st = x->code[i] == LEXICON_NO_CODE ? unknown_code(x, i) : ST_OK;
        if (st != ST_OK) return st;
    }
    return ST_OK;
}

/* Guidelines I.B.12: a diagnosis code is reported once. */
static enum status duplicates(struct edits *x)
{
    enum status st = ST_OK;
    for (uint32_t i = 1; i < x->n; i++) {
        const struct lex_code *c = edits_row(x, i);
        if (!c || c->system != SYSTEM_ICD10CM) continue;
        for (uint32_t k = 0; k < i; k++)
            if (x->code[k] == x->code[i]) {
                TRY(edits_add(x, (struct edit){EDIT_HARD, "duplicate", k, i, {NULL, 0}, "report it once"}, "%s stands twice",
                              lex_cstr(x->lex, c->code)));
                break;
            }
    }
done:
    return st;
}

/* A date of service that the release at hand does not cover: codes may have been others. */
static enum status release_fits(struct edits *x)
{
    int release = x->lex->header->effective_date, day = x->encounter->date_of_service;
    struct edit e = {EDIT_SOFT,    "release", 0,
                     EDIT_NO_CODE, {NULL, 0}, "import the release of that date: chartcode codeset import --effective DATE FILE"};
    if (!release || !day) return ST_OK;
    if (day < release)
        return edits_add(x, e, "checked against the release of %04d-%02d-%02d, which begins after the date of service", release / 10000,
                         release / 100 % 100, release % 100);
    int fiscal_year = release / 10000 + (release / 100 % 100 >= 10);
    if (day >= fiscal_year * 10000 + 1001)
        return edits_add(x, e, "checked against the release of %04d-%02d-%02d, which ended on 30 September %d", release / 10000, release / 100 % 100,
                         release % 100, fiscal_year);
    return ST_OK;
}

static int compare_edits(const void *pa, const void *pb)
{
    const struct edit *a = pa, *b = pb;
    if (a->severity != b->severity) return (int)a->severity - (int)b->severity;
    if (a->first != b->first) return a->first < b->first ? -1 : 1;
    if (a->second != b->second) return a->second < b->second ? -1 : 1;
    return strcmp(a->rule, b->rule);
}

enum status edits_check(const struct lexicon *lex, struct arena *arena, const struct str *codes, uint32_t n, const struct encounter *e,
                        struct edit **ret, uint32_t *ret_n)
{
    enum status st = ST_OK;
    struct edits x = {.lex = lex, .arena = arena, .encounter = e, .typed = codes, .n = n};
    if (n > EDITS_MAX_CODES) return fail(ST_TOO_BIG, "%u codes, limit is %d", n, EDITS_MAX_CODES);
    x.code = ARENA_ARRAY(arena, uint32_t, n + 1);
    x.line = ARENA_ARRAY(arena, struct edits_line, n + 1);
    if (!x.code || !x.line) return fail(ST_NO_MEMORY, "out of memory");
    TRY(look_up(&x));
    TRY(release_fits(&x));
    TRY(duplicates(&x));
    for (uint32_t i = 0; i < n; i++) {
        if (!edits_row(&x, i)) continue;
        TRY(edits_single(&x, i));
        TRY(edits_sequence(&x, i));
    }
    TRY(edits_excludes1(&x));
    TRY(edits_poa(&x));
    TRY(edits_units(&x));
    TRY(edits_pairs(&x));
    struct edit *out = ARENA_ARRAY(arena, struct edit, x.list.n + 1);
    if (!out) TRY(fail(ST_NO_MEMORY, "out of memory"));
    if (x.list.n) {
        memcpy(out, x.list.p, x.list.n * sizeof *out);
        qsort(out, x.list.n, sizeof *out, compare_edits);
    }
    *ret = out;
    *ret_n = x.list.n;
done:
    free(x.list.p);
    return st;
}
