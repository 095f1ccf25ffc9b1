/* Edits on one code: billable, age, sex, and whether it may stand first. Ages as in the Medicare Code Editor. */
#include "edits_internal.h"

static const struct {
    uint32_t flag;
    int youngest, oldest;
    const char *who;
} ages[] = {
    {CODE_NEWBORN, 0, 0, "newborns (age 0)"},
    {CODE_PEDIATRIC, 0, 17, "children (age 0 to 17)"},
    {CODE_MATERNITY, 9, 64, "pregnancy (age 9 to 64)"},
    {CODE_ADULT, 15, 124, "adults (age 15 to 124)"},
};

static struct edit at(enum edit_severity severity, const char *rule, uint32_t i, const char *remedy)
{
    return (struct edit){severity, rule, i, EDIT_NO_CODE, {NULL, 0}, remedy};
}

static const char *code_of(const struct edits *x, uint32_t i)
{
    return lex_cstr(x->lex, edits_row(x, i)->code);
}

/* A code may carry several age groups; it is wrong when none of them fits. */
static enum status check_age(struct edits *x, uint32_t i)
{
    const struct lex_code *c = edits_row(x, i);
    int age = x->encounter->age_years;
    const char *who = NULL;
    if (age < 0) return ST_OK;
    for (size_t k = 0; k < sizeof ages / sizeof *ages; k++) {
        if (!(c->flags & ages[k].flag)) continue;
        if (age >= ages[k].youngest && age <= ages[k].oldest) return ST_OK;
        who = ages[k].who;
    }
    if (!who) return ST_OK;
    return edits_add(x, at(EDIT_HARD, "age", i, "check the code and the date of birth"), "%s is for %s; the patient is %d", code_of(x, i), who, age);
}

static enum status check_sex(struct edits *x, uint32_t i)
{
    const struct lex_code *c = edits_row(x, i);
    bool wrong = (x->encounter->sex == SEX_MALE && (c->flags & CODE_FEMALE)) || (x->encounter->sex == SEX_FEMALE && (c->flags & CODE_MALE));
    if (!wrong) return ST_OK;
    return edits_add(x, at(EDIT_HARD, "sex", i, "check the code and the registration; condition code 45 where both are right"),
                     "%s is for %s patients only", code_of(x, i), c->flags & CODE_FEMALE ? "female" : "male");
}

static enum status check_first(struct edits *x, uint32_t i)
{
    const struct lex_code *c = edits_row(x, i);
    if (i != 0 || c->system != SYSTEM_ICD10CM) return ST_OK;
    if (c->flags & CODE_EXTERNAL_CAUSE)
        return edits_add(x, at(EDIT_HARD, "external-cause-first", i, "put the injury or condition first"),
                         "%s is an external cause and never stands first", code_of(x, i));
    if (c->flags & CODE_MANIFESTATION)
        return edits_add(x, at(EDIT_HARD, "manifestation-first", i, "put the underlying disease first"),
                         "%s is a manifestation and never stands first", code_of(x, i));
    if ((c->flags & CODE_UNACCEPTABLE_PRINCIPAL) && x->encounter->type == ENCOUNTER_INPATIENT)
        return edits_add(x, at(EDIT_HARD, "unacceptable-principal", i, "put the reason for the admission first"), "%s is no principal diagnosis",
                         code_of(x, i));
    return ST_OK;
}

static bool has_role(const struct lexicon *lex, const struct lex_code *c, enum word_role from, enum word_role to)
{
    for (uint32_t k = 0; k < c->word_count; k++) {
        enum word_role r = lexicon_role(lex, lex->title_words[c->first_word + k]);
        if (r >= from && r <= to) return true;
    }
    return false;
}

/* Its title says "unspecified" and names no side, and a sister's title names one: the record should have said which. */
static bool lacks_side(const struct lexicon *lex, uint32_t code)
{
    const struct lex_code *c = &lex->codes[code];
    if (c->seventh && c->parent >= 0) return lacks_side(lex, (uint32_t)c->parent);
    if (c->parent < 0 || !has_role(lex, c, ROLE_UNSPECIFIED, ROLE_UNSPECIFIED) || has_role(lex, c, ROLE_RIGHT, ROLE_BILATERAL)) return false;
    for (uint32_t i = (uint32_t)c->parent + 1; i < lex->codes[c->parent].end; i++) {
        const struct lex_code *sister = &lex->codes[i];
        if (sister->parent == c->parent && has_role(lex, sister, ROLE_RIGHT, ROLE_LEFT) && sister->word_count <= c->word_count + 1) return true;
    }
    return false;
}

enum status edits_single(struct edits *x, uint32_t i)
{
    enum status st = ST_OK;
    const struct lex_code *c = edits_row(x, i);
    if (c->level == LEVEL_CODE && !(c->flags & (LEX_CODE_BILLABLE | LEX_CODE_OWN)))
        TRY(edits_add(x, at(EDIT_HARD, "not-billable", i, "use a code with all its characters: chartcode codes show CODE lists them"),
                      "%s needs more characters", code_of(x, i)));
    if (c->system != SYSTEM_ICD10CM) return ST_OK;
    TRY(check_age(x, i));
    TRY(check_sex(x, i));
    TRY(check_first(x, i));
    if ((c->flags & CODE_UNSPECIFIED) || lacks_side(x->lex, x->code[i]))
        TRY(edits_add(x, at(EDIT_SOFT, "unspecified-side", i, "take the side from the record, or ask the provider"), "%s does not name the side",
                      code_of(x, i)));
done:
    return st;
}
