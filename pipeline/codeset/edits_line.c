/* What is typed for one code: "97110-59*4", "E11.9@Y"; and the present-on-admission indicator. */
#include "edits_internal.h"

#define MODIFIERS_AT 5

static struct str cut_behind(struct str *s, char mark)
{
    const char *at = memrchr(s->p, mark, s->n);
    if (!at) return (struct str){NULL, 0};
    struct str behind = {at + 1, s->n - (size_t)(at + 1 - s->p)};
    s->n = (size_t)(at - s->p);
    return behind;
}

static void read_units(struct edits_line *line, char mark)
{
    struct str left = line->code, digits = cut_behind(&left, mark);
    long units;
    if (!digits.p || !str_to_long(digits, 1, 1000000, &units)) return;
    line->units = (uint32_t)units;
    line->code = left;
}

struct edits_line edits_line_read(struct str typed)
{
    struct edits_line line = {.code = str_trim(typed), .units = 1};
    struct str left = line.code, poa = cut_behind(&left, '@');
    if (poa.n == 1) line.poa = (char)(poa.p[0] >= 'a' && poa.p[0] <= 'z' ? poa.p[0] - 32 : poa.p[0]), line.code = left;
    read_units(&line, '*');
    read_units(&line, ':');
    if (line.code.n <= MODIFIERS_AT || line.code.p[MODIFIERS_AT] != '-' || !code_pack((struct str){line.code.p, MODIFIERS_AT})) return line;
    line.modifiers = (struct str){line.code.p + MODIFIERS_AT + 1, line.code.n - MODIFIERS_AT - 1};
    line.code.n = MODIFIERS_AT;
    return line;
}

/* --- present on admission: Guidelines, appendix I --- */

static bool needs_poa(const struct edits *x, uint32_t i)
{
    const struct lex_code *c = edits_row(x, i);
    return c && c->system == SYSTEM_ICD10CM && c->level == LEVEL_CODE && !(c->flags & CODE_POA_EXEMPT);
}

static const char *code_of(const struct edits *x, uint32_t i)
{
    return lex_cstr(x->lex, edits_row(x, i)->code);
}

static enum status check_given(struct edits *x, uint32_t i)
{
    struct edit e = {EDIT_HARD, "poa-invalid", i, EDIT_NO_CODE, {NULL, 0}, "give Y yes, N no, U unknown, W cannot be told"};
    const struct lex_code *c = edits_row(x, i);
    if (!c) return ST_OK; /* said already */
    if (c->system != SYSTEM_ICD10CM) return edits_add(x, e, "'%c' stands behind a code that is no diagnosis", x->line[i].poa);
    if (!needs_poa(x, i)) {
        if (x->line[i].poa == '1') return ST_OK; /* how exempt codes were marked on older claims */
        e.severity = EDIT_SOFT, e.rule = "poa-exempt", e.remedy = "leave the indicator out";
        return edits_add(x, e, "%s is exempt from present-on-admission reporting", code_of(x, i));
    }
    if (memchr("YNUW", x->line[i].poa, 4)) return ST_OK;
    return edits_add(x, e, "%s: '%c' is no present-on-admission indicator", code_of(x, i), x->line[i].poa);
}

/* Where no code has one, the reader asks about codes and not about a claim: that is said once. */
enum status edits_poa(struct edits *x)
{
    enum status st = ST_OK;
    uint32_t given = 0, missing = 0, first = 0;
    for (uint32_t i = x->n; i-- > 0;) {
        if (x->line[i].poa) given++;
        else if (needs_poa(x, i)) missing++, first = i;
        if (x->line[i].poa) TRY(check_given(x, i));
    }
    if (x->encounter->type != ENCOUNTER_INPATIENT || missing == 0) return ST_OK;
    struct edit e = {EDIT_SOFT, "poa-missing", first, EDIT_NO_CODE, {NULL, 0}, "add it behind the code: CODE@Y, @N, @U or @W"};
    if (!given) return edits_add(x, e, "%u diagnos%s need a present-on-admission indicator", missing, missing == 1 ? "is" : "es");
    e.severity = EDIT_HARD;
    for (uint32_t i = 0; i < x->n; i++) {
        e.first = i;
        if (needs_poa(x, i) && !x->line[i].poa) TRY(edits_add(x, e, "%s has no present-on-admission indicator", code_of(x, i)));
    }
done:
    return st;
}
