/* Edits on procedures: Medically Unlikely Edits (units a day) and NCCI pairs, where the site has loaded CMS's files. */
#include "edits_internal.h"

static bool same_code(const struct edits *x, uint32_t a, uint32_t b)
{
    return str_eq_nocase(x->line[a].code, x->line[b].code);
}

static bool seen_before(const struct edits *x, uint32_t i)
{
    for (uint32_t k = 0; k < i; k++)
        if (same_code(x, k, i)) return true;
    return false;
}

/* Indicator 1 counts each line of a claim by itself, 2 and 3 the whole day. */
static uint32_t units_of(const struct edits *x, uint32_t i, bool by_line, uint32_t *ret_last)
{
    uint32_t units = 0;
    *ret_last = i;
    for (uint32_t k = i; k < x->n; k++) {
        if (!same_code(x, k, i)) continue;
        if (by_line && x->line[k].units <= units) continue;
        units = by_line ? x->line[k].units : units + x->line[k].units;
        *ret_last = k;
    }
    return units;
}

static const char *mue_remedy(struct str indicator)
{
    if (str_starts(indicator, STR("2"))) return "correct the units: no documentation lifts this limit";
    if (str_starts(indicator, STR("1"))) return "correct the units, or split the line with a modifier where the record supports it";
    return "correct the units; more need documentation of their necessity";
}

/* "practitioner<TAB>2<TAB>3 Date of Service Edit: Clinical" */
static enum status check_mue(struct edits *x, uint32_t i, struct str note)
{
    struct str kind, number, indicator = note;
    long most;
    uint32_t last;
    (void)str_cut(&indicator, '\t', &kind);
    if (!indicator.p) return ST_OK;
    (void)str_cut(&indicator, '\t', &number);
    if (!indicator.p) indicator = STR("");
    if (!str_to_long(number, 0, 1000000, &most)) return ST_OK;
    uint32_t units = units_of(x, i, str_starts(indicator, STR("1")), &last);
    if (units <= (uint32_t)most) return ST_OK;
    struct edit e = {EDIT_HARD, "mue", i, last == i ? EDIT_NO_CODE : last, {NULL, 0}, mue_remedy(indicator)};
    return edits_add(x, e, "%.*s: %u units, at most %ld a day (%.*s%s%.*s)", STR_ARG(x->line[i].code), units, most, STR_ARG(kind),
                     indicator.n ? ", " : "", STR_ARG(indicator));
}

enum status edits_units(struct edits *x)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < x->n; i++) {
        const struct lex_code *c = edits_row(x, i);
        if (!c || seen_before(x, i)) continue;
        for (uint32_t k = 0; k < c->note_count; k++) {
            const struct lex_note *note = &x->lex->notes[c->first_note + k];
            if (note->kind == NOTE_MUE) TRY(check_mue(x, i, lex_str(x->lex, note->text)));
        }
    }
done:
    return st;
}

static bool is_bypass(const struct lexicon *lex, struct str modifier)
{
    for (uint32_t r = 0; r < lex->rule_count; r++)
        if (lex->rules[r].kind == RULE_BYPASS && str_eq_nocase(lex_str(lex, lex->rules[r].first), modifier)) return true;
    return false;
}

static bool has_bypass(const struct edits *x, uint32_t i)
{
    struct str rest = x->line[i].modifiers, one;
    while (rest.n && str_cut(&rest, '-', &one))
        if (is_bypass(x->lex, one)) return true;
    return false;
}

static enum status check_pair(struct edits *x, uint32_t a, uint32_t b)
{
    int day = x->encounter->date_of_service ? x->encounter->date_of_service : x->lex->header->effective_date;
    const struct lex_pair *p = lexicon_pair(x->lex, code_pack(x->line[a].code), code_pack(x->line[b].code), day);
    if (!p) return ST_OK;
    struct edit e = {EDIT_HARD, "ncci-pair", a, b, {NULL, 0}, "drop the second code: no modifier lifts this pair"};
    if (p->modifier == '1') e.remedy = "drop the second code, or add the modifier (59, XE, XS, XP, XU, 25, a side) that the record supports";
    if (p->modifier == '1' && (has_bypass(x, a) || has_bypass(x, b)))
        e.severity = EDIT_INFO, e.rule = "ncci-modifier", e.remedy = "see that the record shows both services to be separate";
    return edits_add(x, e, "%.*s is part of %.*s: %s", STR_ARG(x->line[b].code), STR_ARG(x->line[a].code), lex_cstr(x->lex, p->why));
}

enum status edits_pairs(struct edits *x)
{
    enum status st = ST_OK;
    if (x->lex->pair_count == 0) return ST_OK;
    for (uint32_t a = 0; a < x->n; a++)
        for (uint32_t b = 0; b < x->n; b++)
            if (a != b && code_pack(x->line[a].code) && code_pack(x->line[b].code)) TRY(check_pair(x, a, b));
done:
    return st;
}
