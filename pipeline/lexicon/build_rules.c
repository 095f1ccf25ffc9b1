/* combinations.tsv and integral.tsv: rules over ranges of codes, kept as text and read by match at start. sites.tsv: read by search. */
#include "builder.h"

#include "base/tsv.h"

static bool is_code_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.';
}

/* "R05", "J00-J22,J40-J47": codes and ranges parted by commas. */
static enum status check_ranges(const struct tsv *t, struct str list)
{
    struct str one;
    if (list.n == 0) return tsv_fault(t, "a range of codes is missing");
    while (str_cut(&list, ',', &one)) {
        if (one.n < 3 || one.p[0] < 'A' || one.p[0] > 'Z') return tsv_fault(t, "'%.*s' is no code or range", STR_ARG(one));
        for (size_t i = 0; i < one.n; i++)
            if (!is_code_char(one.p[i]) && one.p[i] != '-') return tsv_fault(t, "'%.*s' is no code or range", STR_ARG(one));
    }
    return ST_OK;
}

static enum status combination_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_ranges(t, t->cell[0]));
    TRY(check_ranges(t, t->cell[1]));
    static const char *const drops[] = {"", "second", "only second", "none"};
    uint8_t kind = 0;
    while (kind <= COMBINE_NONE && !str_eq(t->cell[3], str_of(drops[kind]))) kind++;
    if (kind > COMBINE_NONE) return tsv_fault(t, "drops is '%.*s', must be empty, second, only second or none", STR_ARG(t->cell[3]));
    for (int i = 0; i < 3; i++) builder_tell_unknown(b, t, t->cell[i]);
    uint32_t code = lexicon_code(&b->view, SYSTEM_ICD10CM, t->cell[2]);
    if (code == LEXICON_NO_CODE) goto done; /* not in the code set at hand */
    struct lex_rule r = {.kind = RULE_COMBINATION, .drops = kind, .code = code};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.text = builder_string(b, t->cell[4]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status integral_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_ranges(t, t->cell[0]));
    TRY(check_ranges(t, t->cell[1]));
    for (int i = 0; i < 2; i++) builder_tell_unknown(b, t, t->cell[i]);
    struct lex_rule r = {.kind = RULE_INTEGRAL, .code = LEXICON_NO_CODE};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.text = builder_string(b, STR("integral to the diagnosis (I.B.5)"));
    PUSH(b->rules, r);
done:
    return st;
}

static enum status push_text_rule(struct builder *b, enum rule_kind kind, const struct tsv *t)
{
    enum status st = ST_OK;
    struct lex_rule r = {.kind = (uint8_t)kind, .code = LEXICON_NO_CODE};
    if (t->cell[0].n == 0 || t->cell[1].n == 0) return tsv_fault(t, "the first two cells must not be empty");
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.text = builder_string(b, t->cell[2]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status companion_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_ranges(t, t->cell[0]));
    TRY(check_ranges(t, t->cell[1]));
    bool chart = str_eq(t->cell[2], STR("chart"));
    if (t->cell[2].n && !chart) return tsv_fault(t, "where is '%.*s', must be empty or chart", STR_ARG(t->cell[2]));
    for (int i = 0; i < 2; i++) builder_tell_unknown(b, t, t->cell[i]);
    struct lex_rule r = {.kind = RULE_COMPANION, .drops = chart, .code = LEXICON_NO_CODE};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.text = builder_string(b, t->cell[3]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status history_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_ranges(t, t->cell[0]));
    for (int i = 0; i < 3; i++) builder_tell_unknown(b, t, t->cell[i]);
    struct lex_rule r = {.kind = RULE_HISTORY, .first = builder_string(b, t->cell[0]), .code = LEXICON_NO_CODE};
    if (t->cell[1].n) r.code = lexicon_code(&b->view, SYSTEM_ICD10CM, t->cell[1]);
    if (t->cell[2].n) r.most = lexicon_code(&b->view, SYSTEM_ICD10CM, t->cell[2]) + 1; /* 0 when it is in no code set */
    PUSH(b->rules, r);
done:
    return st;
}

static enum status site_row(void *ctx, const struct tsv *t)
{
    return push_text_rule(ctx, RULE_SITE, t);
}

static enum status pcs_axes_row(void *ctx, const struct tsv *t)
{
    return push_text_rule(ctx, RULE_PCS_AXES, t);
}

static enum status pcs_value_row(void *ctx, const struct tsv *t)
{
    return push_text_rule(ctx, RULE_PCS_VALUE, t);
}

static enum status pcs_term_row(void *ctx, const struct tsv *t)
{
    return push_text_rule(ctx, RULE_PCS_TERM, t);
}

static enum status axis_row(void *ctx, const struct tsv *t)
{
    struct str beside = t->cell[2];
    if (beside.n && !str_eq(beside, STR("behind")) && !str_eq(beside, STR("before")))
        return tsv_fault(t, "beside is '%.*s', must be empty, behind or before", STR_ARG(beside));
    return push_text_rule(ctx, RULE_AXIS, t);
}

static enum status alternative_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    TRY(check_ranges(t, t->cell[0]));
    if (t->cell[1].n == 0) return tsv_fault(t, "'%.*s' has no alternative", STR_ARG(t->cell[0]));
    for (int i = 0; i < 2; i++) builder_tell_unknown(b, t, t->cell[i]);
    struct lex_rule r = {.kind = RULE_ALTERNATIVE, .code = LEXICON_NO_CODE};
    r.first = builder_string(b, t->cell[0]);
    r.second = builder_string(b, t->cell[1]);
    r.when = builder_string(b, t->cell[2]);
    PUSH(b->rules, r);
done:
    return st;
}

static enum status bypass_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    if (t->cell[0].n != 2) return tsv_fault(t, "'%.*s' is no modifier", STR_ARG(t->cell[0]));
    struct lex_rule r = {.kind = RULE_BYPASS, .code = LEXICON_NO_CODE, .first = builder_string(b, t->cell[0]), .text = builder_string(b, t->cell[1])};
    PUSH(b->rules, r);
done:
    return st;
}

enum status build_rules(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    builder_view(b);
    TRY(each_row(folder, "combinations.tsv", "first second becomes drops rule", combination_row, b));
    TRY(each_row(folder, "integral.tsv", "symptom disease note", integral_row, b));
    TRY(each_row(folder, "history_codes.tsv", "codes personal family note", history_row, b));
    TRY(each_row(folder, "companions.tsv", "first second where rule", companion_row, b));
    TRY(each_row(folder, "sites.tsv", "word title note", site_row, b));
    TRY(each_row(folder, "pcs_axes.tsv", "section axes title", pcs_axes_row, b));
    TRY(each_row(folder, "pcs_values.tsv", "axis value label", pcs_value_row, b));
    TRY(each_row(folder, "pcs_terms.tsv", "term words note", pcs_term_row, b));
    TRY(each_row(folder, "alternatives.tsv", "codes alternatives when note", alternative_row, b));
    TRY(each_row(folder, "query_axes.tsv", "word axis beside note", axis_row, b));
    TRY(each_row(folder, "ncci_modifiers.tsv", "modifier note", bypass_row, b));
done:
    return st;
}
