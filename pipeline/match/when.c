/* Conditions of a phrase ("sex=F;age<18;views>=3") against the encounter and the facts the record states
 * (dictionaries/facts.tsv). A condition on something that nobody said does not hold. */
#include "match_internal.h"

#include <stdio.h>

/* The number token just before `first` or just behind `last`; -1 when there is none. */
static long number_beside(const struct match_run *run, const struct sentence *s, const struct cue_hit *h, bool behind)
{
    uint32_t at = behind ? h->last + 1 : h->first - 1;
    long v;
    if ((!behind && h->first == s->first_token) || at >= s->first_token + s->token_count) return -1;
    const struct token *t = &run->chart->tokens[at];
    if (t->kind == TOKEN_MARK && t->norm.p[0] == '-' && !behind && at > s->first_token) t--;
    return str_to_long(t->norm, 0, 100000, &v) ? v : -1;
}

/* Value of the fact in the sentence: its text in *ret_text or its number in *ret_number. */
static bool fact_in(const struct match_run *run, uint32_t sentence, struct str name, struct str *ret_text, long *ret_number)
{
    const struct sentence *s = &run->chart->sentences[sentence];
    bool found = false;
    for (uint32_t i = run->sentence_cue[sentence]; i < run->sentence_cue[sentence + 1]; i++) {
        const struct lex_cue *cue = &run->lex->cues[run->cues[i].cue];
        struct str value = lex_str(run->lex, cue->text), key;
        if (cue->status != CUE_FACT || !str_cut(&value, '=', &key) || !str_eq(key, name)) continue;
        long number = -1;
        if (str_eq(value, STR("#"))) number = number_beside(run, s, &run->cues[i], false);
        else if (str_eq(value, STR("##"))) number = number_beside(run, s, &run->cues[i], true);
        else (void)str_to_long(value, 0, 100000, &number);
        if (value.p[0] == '#' && number < 0) continue;
        *ret_text = value;
        *ret_number = number;
        found = true;
    }
    return found;
}

bool match_states(const struct match_run *run, uint32_t sentence, struct str fact)
{
    for (uint32_t i = run->sentence_cue[sentence]; i < run->sentence_cue[sentence + 1]; i++) {
        const struct lex_cue *cue = &run->lex->cues[run->cues[i].cue];
        if (cue->status == CUE_FACT && str_eq(lex_str(run->lex, cue->text), fact)) return true;
    }
    return false;
}

/* Looks in the sentence first, then in the whole chart. */
static bool find_fact(const struct match_run *run, uint32_t sentence, bool whole_chart, struct str name, struct str *ret_text, long *ret_number)
{
    if (fact_in(run, sentence, name, ret_text, ret_number)) return true;
    for (uint32_t i = 0; whole_chart && i < run->chart->sentence_count; i++)
        if (fact_in(run, i, name, ret_text, ret_number)) return true;
    return false;
}

static bool compare_number(long have, struct str op_and_value)
{
    struct str v = op_and_value;
    char op = v.p[0];
    bool equal = v.n > 1 && v.p[1] == '=';
    long want;
    v = (struct str){v.p + 1 + (equal && op != '='), v.n - 1 - (equal && op != '=')};
    if (!str_to_long(v, 0, 100000, &want)) return false;
    if (op == '<') return have < want || (equal && have == want);
    if (op == '>') return have > want || (equal && have == want);
    return have == want;
}

static long age_of(const struct match_run *run)
{
    struct str text;
    long age;
    if (run->chart->encounter.age_years >= 0) return run->chart->encounter.age_years;
    for (uint32_t i = 0; i < run->chart->sentence_count; i++) {
        if (fact_in(run, i, STR("age"), &text, &age) && age < 120) return age;
        if (fact_in(run, i, STR("months"), &text, &age) && age < 60) return age / 12;
    }
    return -1;
}

static char sex_of(const struct match_run *run)
{
    if (run->chart->encounter.sex != SEX_UNKNOWN) return run->chart->encounter.sex == SEX_FEMALE ? 'F' : 'M';
    int female = 0, male = 0;
    for (uint32_t i = 0; i < run->cue_count; i++) {
        const struct lex_cue *cue = &run->lex->cues[run->cues[i].cue];
        if (cue->status != CUE_FACT) continue;
        female += strcmp(lex_cstr(run->lex, cue->text), "sex=F") == 0;
        male += strcmp(lex_cstr(run->lex, cue->text), "sex=M") == 0;
    }
    return female > male ? 'F' : male > female ? 'M' : 'U';
}

static bool encounter_is(const struct match_run *run, struct str name)
{
    static const char *names[] = {"outpatient", "inpatient", "emergency"};
    return str_eq(name, str_of(names[run->chart->encounter.type]));
}

static bool holds(const struct match_run *run, struct str condition, uint32_t sentence)
{
    size_t n = 0;
    while (n < condition.n && condition.p[n] != '=' && condition.p[n] != '<' && condition.p[n] != '>') n++;
    if (n == 0 || n + 1 >= condition.n) return false;
    struct str name = {condition.p, n}, rest = {condition.p + n, condition.n - n}, value = {rest.p + 1, rest.n - 1}, text;
    long number;
    if (str_eq(name, STR("sex"))) return value.p[0] == sex_of(run);
    if (str_eq(name, STR("encounter"))) return encounter_is(run, value);
    if (str_eq(name, STR("age"))) return age_of(run) >= 0 && compare_number(age_of(run), rest);
    bool whole_chart = str_eq(name, STR("minutes")) || str_eq(name, STR("new"));
    if (!find_fact(run, sentence, whole_chart, name, &text, &number)) return false;
    if (number >= 0) return compare_number(number, rest);
    return rest.p[0] == '=' && str_eq(text, value);
}

bool match_when(const struct match_run *run, struct str when, uint32_t sentence)
{
    struct str condition;
    while (when.n && str_cut(&when, ';', &condition)) {
        condition = str_trim(condition);
        if (condition.n && !holds(run, condition, sentence)) return false;
    }
    return true;
}
