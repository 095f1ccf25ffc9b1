/* Conditions of a phrase ("sex=F;age<18;views>=3") against the encounter and the facts the record states
 * (dictionaries/facts.tsv). A condition on something that nobody said does not hold. */
#include "match_internal.h"

#include <stdio.h>
#include <stdlib.h>

#define NEAR_TOKENS 7

static bool compare_number(double have, struct str op_and_value)
{
    char text[16], *end;
    char op = op_and_value.p[0];
    bool equal = op_and_value.n > 1 && op_and_value.p[1] == '=';
    size_t skip = 1u + (equal && op != '=');
    struct str v = {op_and_value.p + skip, op_and_value.n - skip};
    if (v.n == 0 || v.n >= sizeof text) return false;
    memcpy(text, v.p, v.n);
    text[v.n] = '\0';
    double want = strtod(text, &end);
    if (*end) return false;
    if (op == '<') return have < want || (equal && have <= want);
    if (op == '>') return have > want || (equal && have >= want);
    return !(have < want) && !(have > want);
}

static double find_age(const struct match_run *run)
{
    struct mention nowhere = {0};
    struct fact f;
    if (run->chart->encounter.age_years >= 0) return run->chart->encounter.age_years;
    for (uint32_t i = 0; i < run->chart->sentence_count; i++) {
        nowhere.sentence = i;
        if (match_fact_in(run, i, &nowhere, STR("age"), &f) && f.number < 120.0) return f.number;
        if (match_fact_in(run, i, &nowhere, STR("months"), &f) && f.number < 60.0) return f.number / 12.0;
    }
    return -1.0;
}

static char find_sex(const struct match_run *run)
{
    if (run->chart->encounter.sex != SEX_UNKNOWN) return run->chart->encounter.sex == SEX_FEMALE ? 'F' : 'M';
    int female = 0, male = 0;
    for (uint32_t i = 0; i < run->sentence_fact[run->chart->sentence_count]; i++) {
        const char *fact = lex_cstr(run->lex, run->lex->cues[run->facts[i].cue].text);
        female += strcmp(fact, "sex=F") == 0;
        male += strcmp(fact, "sex=M") == 0;
    }
    return female > male ? 'F' : male > female ? 'M' : 'U';
}

/* "Suture removal in 10 days" is of a later visit. */
static bool is_to_come(const struct match_run *run, uint32_t sentence, const struct cue_hit *h)
{
    enum temporality t = match_context(run, sentence, h->first, h->last).temporality;
    enum section s = (enum section)run->chart->sentences[sentence].section;
    bool ahead = s == SECTION_disposition || s == SECTION_follow_up || s == SECTION_instructions;
    return ahead || t == TEMP_PLANNED || t == TEMP_HYPOTHETICAL;
}

static char find_episode(const struct match_run *run)
{
    for (uint32_t i = 0; i < run->chart->sentence_count; i++)
        for (uint32_t k = run->sentence_fact[i]; k < run->sentence_fact[i + 1]; k++) {
            struct str fact = lex_str(run->lex, run->lex->cues[run->facts[k].cue].text);
            if (str_starts(fact, STR("episode=")) && !is_to_come(run, i, &run->facts[k])) return fact.p[fact.n - 1];
        }
    return 'A';
}

void match_person(struct match_run *run)
{
    run->episode = find_episode(run);
    run->age_years = find_age(run);
    run->sex = find_sex(run);
}

static bool encounter_is(const struct match_run *run, struct str name)
{
    static const char *const names[] = {"outpatient", "inpatient", "emergency"};
    return str_eq(name, str_of(names[run->chart->encounter.type]));
}

/* What gather counted over the candidates. */
static bool counted(const struct match_run *run, struct str name, double *ret)
{
    if (str_eq(name, STR("vaccines"))) *ret = run->vaccines;
    else if (str_eq(name, STR("components"))) *ret = run->components;
    else return false;
    return true;
}

/* The section's name is one of those parted by '|'. */
static bool section_is(const struct match_run *run, const struct mention *m, struct str names)
{
    struct str one, name = str_of(section_name((enum section)run->chart->sentences[m->sentence].section));
    while (str_cut(&names, '|', &one))
        if (str_eq(one, name)) return true;
    return false;
}

/* "Induced" of an abbreviation (CINV) speaks of its own words. */
static bool is_inside_abbreviation(const struct match_run *run, uint32_t token, const struct mention *m)
{
    const struct token *t = run->chart->tokens;
    return t[token].expansion > 1 && t[token].start != t[m->first_token].start;
}

static bool stated_near(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    return match_fact_in(run, m->sentence, m, name, ret) && ret->distance <= NEAR_TOKENS && !is_inside_abbreviation(run, ret->first, m);
}

/* "near:drug" must stand within a few words, "before:cause" just before the phrase; "chart:length" may be said anywhere that the same thing is named,
 * "visit:telehealth" anywhere at all. Of a patient whom nobody calls new the record speaks as of an established one. */
static bool stated(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret)
{
    struct str rest = name, scope;
    (void)str_cut(&rest, ':', &scope);
    if (rest.p && str_eq(scope, STR("chart"))) return match_fact_of_chart(run, m, rest, ret);
    if (rest.p && str_eq(scope, STR("visit"))) return match_fact_of_visit(run, m, rest, ret);
    if (rest.p && str_eq(scope, STR("near"))) return stated_near(run, m, rest, ret);
    if (rest.p && str_eq(scope, STR("before"))) return match_fact_before(run, m, rest, ret);
    if (str_eq(name, STR("new"))) {
        if (!match_fact_of_visit(run, NULL, name, ret)) *ret = (struct fact){.text = STR("no"), .number = -1.0};
        return true;
    }
    return str_eq(name, STR("minutes")) ? match_fact_of_visit(run, m, name, ret) : match_fact(run, m, name, ret);
}

static bool holds(const struct match_run *run, struct str condition, const struct mention *m)
{
    size_t n = 0;
    while (n < condition.n && condition.p[n] != '=' && condition.p[n] != '<' && condition.p[n] != '>') n++;
    if (n == 0 || n + 1 >= condition.n) return false;
    struct str name = {condition.p, n}, rest = {condition.p + n, condition.n - n}, value = {rest.p + 1, rest.n - 1};
    struct fact f;
    double number;
    if (str_eq(name, STR("sex"))) return value.p[0] == run->sex;
    if (str_eq(name, STR("section"))) return section_is(run, m, value);
    if (str_eq(name, STR("encounter"))) return encounter_is(run, value);
    if (str_eq(name, STR("age"))) return run->age_years >= 0.0 && compare_number(run->age_years, rest);
    if (counted(run, name, &number)) return compare_number(number, rest);
    if (!stated(run, m, name, &f)) return false;
    if (f.number >= 0.0) return compare_number(f.number, rest);
    return rest.p[0] == '=' && str_eq(f.text, value);
}

bool match_when(const struct match_run *run, struct str when, const struct mention *m)
{
    struct str condition;
    while (when.n && str_cut(&when, ';', &condition)) {
        condition = str_trim(condition);
        if (condition.n && !holds(run, condition, m)) return false;
    }
    return true;
}
