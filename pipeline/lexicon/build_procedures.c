/* What match knows of procedures beyond their phrases: kinds of procedure, how much each sign says that one was done here,
 * units, add-on codes, modifiers, visit levels, vaccine components, the diagnoses that support them. */
#include "builder.h"

#include "base/tsv.h"

#include <stdlib.h>

static bool is_code_list(struct str list, char separator)
{
    struct str one;
    if (list.n == 0) return false;
    while (str_cut(&list, separator, &one)) {
        if (one.n < 3) return false;
        for (size_t i = 0; i < one.n; i++) {
            char c = one.p[i];
            bool good = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
            if (!good) return false;
        }
    }
    return true;
}

static enum status check_codes(const struct tsv *t, struct str list)
{
    return is_code_list(list, ',') ? ST_OK : tsv_fault(t, "'%.*s' is no list of codes", STR_ARG(list));
}

/* An empty cell is `fallback`. */
static enum status parse_number(const struct tsv *t, struct str cell, float fallback, float *ret)
{
    char text[16], *end;
    *ret = fallback;
    if (cell.n == 0) return ST_OK;
    if (cell.n >= sizeof text) return tsv_fault(t, "number '%.*s' is too long", STR_ARG(cell));
    memcpy(text, cell.p, cell.n);
    text[cell.n] = '\0';
    *ret = strtof(text, &end);
    return *end || end == text ? tsv_fault(t, "'%s' is not a number", text) : ST_OK;
}

/* Conditions parted by ';', each a name, one of < > = and a value. */
static enum status check_when(const struct tsv *t, struct str when)
{
    struct str one;
    while (when.n && str_cut(&when, ';', &one)) {
        size_t n = 0;
        while (n < one.n && !strchr("<>=", one.p[n])) n++;
        if (n == 0 || n + 1 >= one.n) return tsv_fault(t, "condition '%.*s' is not name=value", STR_ARG(one));
    }
    return ST_OK;
}

static enum status kind_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_codes(t, t->cell[0]));
    if (t->cell[1].n == 0) TRY(tsv_fault(t, "'%.*s' has no kind", STR_ARG(t->cell[0])));
    struct lex_rule r = {.kind = RULE_KIND, .code = LEXICON_NO_CODE};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    PUSH(b->rules, r);
done:
    return st;
}

/* Stands among the weights of the ranking as "kind.signal". */
static enum status sign_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    char name[96];
    float weight;
    size_t kind = t->cell[0].n, sign = t->cell[1].n;
    if (kind == 0 || sign == 0 || kind + sign + 1 > sizeof name) TRY(tsv_fault(t, "kind and sign must be named"));
    if (t->cell[2].n == 0) TRY(tsv_fault(t, "weight is missing"));
    TRY(parse_number(t, t->cell[2], 0.0f, &weight));
    memcpy(name, t->cell[0].p, kind);
    name[kind] = '.';
    memcpy(name + kind + 1, t->cell[1].p, sign);
    struct lex_weight w = {.name = builder_string(b, (struct str){name, kind + sign + 1}), .outpatient = weight, .inpatient = weight};
    PUSH(b->weights, w);
done:
    return st;
}

static enum status units_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    float most;
    bool eight = str_eq(t->cell[4], STR("eight")), up = str_eq(t->cell[4], STR("up"));
    TRY(check_codes(t, t->cell[0]));
    if (t->cell[1].n == 0) TRY(tsv_fault(t, "'%.*s' names no fact to count", STR_ARG(t->cell[0])));
    if (t->cell[4].n && !eight && !up) TRY(tsv_fault(t, "round is '%.*s', must be up or eight", STR_ARG(t->cell[4])));
    struct lex_rule r = {.kind = RULE_UNITS, .code = LEXICON_NO_CODE, .drops = eight ? ROUND_EIGHT : up ? ROUND_UP : ROUND_DOWN};
    TRY(parse_number(t, t->cell[2], 1.0f, &r.per));
    TRY(parse_number(t, t->cell[3], 0.0f, &r.less));
    TRY(parse_number(t, t->cell[5], 0.0f, &most));
    if (r.per <= 0.0f || most < 0.0f) TRY(tsv_fault(t, "per must be more than 0 and most not less"));
    r.most = (uint32_t)most;
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status link_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_codes(t, t->cell[0]));
    TRY(check_when(t, t->cell[1]));
    if (t->cell[2].n + t->cell[3].n == 0) TRY(tsv_fault(t, "'%.*s' adds and drops nothing", STR_ARG(t->cell[0])));
    if (t->cell[2].n && !is_code_list(t->cell[2], ' ')) TRY(tsv_fault(t, "'%.*s' is no list of codes", STR_ARG(t->cell[2])));
    if (t->cell[3].n) TRY(check_codes(t, t->cell[3]));
    bool sentence = str_eq(t->cell[4], STR("sentence"));
    if (t->cell[4].n && !sentence) TRY(tsv_fault(t, "where is '%.*s', must be empty or sentence", STR_ARG(t->cell[4])));
    struct lex_rule r = {.kind = RULE_LINK, .code = LEXICON_NO_CODE, .drops = sentence};
    r.first = builder_string(b, t->cell[0]);
    r.when = builder_string(b, t->cell[1]);
    r.second = builder_string(b, t->cell[2]);
    r.text = builder_string(b, t->cell[3]);
    r.note = builder_string(b, t->cell[5].n ? t->cell[5] : STR("part of another procedure that was done"));
    PUSH(b->rules, r);
done:
    return st;
}

static enum status modifier_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_codes(t, t->cell[0]));
    TRY(check_when(t, t->cell[2]));
    if (t->cell[1].n != 2) TRY(tsv_fault(t, "modifier '%.*s' has not two characters", STR_ARG(t->cell[1])));
    if (t->cell[3].n == 0) TRY(tsv_fault(t, "modifier '%.*s' has no reason", STR_ARG(t->cell[1])));
    struct lex_rule r = {.kind = RULE_MODIFIER, .code = LEXICON_NO_CODE};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.when = builder_string(b, t->cell[2]);
    r.text = builder_string(b, t->cell[3]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status visit_row(void *ctx, const struct tsv *t)
{
    static const char *const levels[] = {"none", "straightforward", "low", "moderate", "high"};
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct lex_rule r = {.kind = RULE_VISIT, .code = lexicon_code_any(&b->view, t->cell[0])};
    TRY(check_codes(t, t->cell[0]));
    TRY(check_when(t, t->cell[1]));
    TRY(parse_number(t, t->cell[2], 0.0f, &r.per));
    for (int i = 1; i < 5; i++)
        if (str_eq(t->cell[3], str_of(levels[i]))) r.less = (float)i;
    if (r.less < 1.0f) TRY(tsv_fault(t, "unknown level of decision making '%.*s'", STR_ARG(t->cell[3])));
    if (r.code == LEXICON_NO_CODE) goto done; /* not in the code set at hand */
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[3]);
    r.when = builder_string(b, t->cell[1]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status vaccine_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct lex_rule r = {.kind = RULE_VACCINE, .code = LEXICON_NO_CODE};
    TRY(check_codes(t, t->cell[0]));
    TRY(parse_number(t, t->cell[1], 0.0f, &r.per));
    if (r.per < 1.0f || r.per > 20.0f) TRY(tsv_fault(t, "components must be 1 to 20"));
    r.first = builder_string(b, t->cell[0]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status pointer_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct lex_rule r = {.kind = RULE_POINTER, .code = LEXICON_NO_CODE};
    TRY(check_codes(t, t->cell[0]));
    TRY(check_codes(t, t->cell[1]));
    builder_tell_unknown(b, t, t->cell[1]);
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    PUSH(b->rules, r);
done:
    return st;
}

enum status build_procedures(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    builder_view(b);
    TRY(each_row(folder, "procedure_kinds.tsv", "codes kind note", kind_row, b));
    TRY(each_row(folder, "procedure_signs.tsv", "kind sign weight note", sign_row, b));
    TRY(each_row(folder, "procedure_units.tsv", "codes fact per less round most note", units_row, b));
    TRY(each_row(folder, "procedure_links.tsv", "codes when adds drops where note", link_row, b));
    TRY(each_row(folder, "modifiers.tsv", "codes modifier when reason", modifier_row, b));
    TRY(each_row(folder, "visit_levels.tsv", "code when minutes decision note", visit_row, b));
    TRY(each_row(folder, "vaccine_components.tsv", "codes components note", vaccine_row, b));
    TRY(each_row(folder, "pointers.tsv", "codes diagnoses note", pointer_row, b));
done:
    return st;
}
