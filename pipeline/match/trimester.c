/* Trimester of a pregnancy (Guidelines I.C.15.a.3), counted from the weeks of gestation that the record states anywhere in
 * one of the ways that lead to Z3A: first below 14 weeks, second below 28, third from 28. */
#include "trimester.h"

#include <stdlib.h>

#define WEEKS "Z3A"
#define SECOND_FROM 14 /* weeks */
#define THIRD_FROM 28

/* Of a code for weeks of gestation; 0 when it names none. */
static unsigned long weeks_of(const struct lexicon *lex, uint32_t code)
{
    const char *text = lex_cstr(lex, lex->codes[code].code);
    return strncmp(text, WEEKS ".", strlen(WEEKS ".")) == 0 ? strtoul(text + strlen(WEEKS "."), NULL, 10) : 0;
}

/* Weeks of this pregnancy as they are now: not of an earlier one, of a relative, nor those of a plan. */
static bool is_current(const struct match_run *run, const struct mention *m)
{
    const struct finding_context *x = &m->context;
    enum section s = (enum section)run->chart->sentences[m->sentence].section;
    return x->negation == NEG_AFFIRMED && x->temporality == TEMP_RECENT && !x->other_person && s != SECTION_past_history && s != SECTION_instructions;
}

/* Of the weeks in one sentence the most are of today: "28w2d by 9-week ultrasound". */
void match_trimester(struct match_run *run)
{
    unsigned long weeks = 0;
    uint32_t sentence = NO_INDEX;
    run->week = NO_INDEX;
    for (uint32_t i = 0; i < run->mentions.n && run->mentions.p[i].sentence <= sentence; i++) {
        const struct mention *m = &run->mentions.p[i];
        uint32_t code = run->lex->entries[m->entry].code;
        unsigned long now = code == LEXICON_NO_CODE ? 0 : weeks_of(run->lex, code);
        if (now <= weeks || !is_current(run, m)) continue;
        weeks = now;
        sentence = m->sentence;
        run->week = code;
    }
    if (weeks) run->trimester = weeks < SECOND_FROM ? TRIMESTER_FIRST : weeks < THIRD_FROM ? TRIMESTER_SECOND : TRIMESTER_THIRD;
}

enum trimester trimester_of_title(const struct lexicon *lex, uint32_t code)
{
    static const char *const ordinals[] = {[TRIMESTER_FIRST] = "first", [TRIMESTER_SECOND] = "second", [TRIMESTER_THIRD] = "third"};
    const struct lex_code *c = &lex->codes[code];
    for (uint32_t i = 1; i < c->word_count; i++) {
        const uint32_t *word = &lex->title_words[c->first_word + i];
        if (lexicon_role(lex, *word) != ROLE_TRIMESTER) continue;
        if (lexicon_role(lex, word[-1]) == ROLE_UNSPECIFIED) return TRIMESTER_UNSPECIFIED;
        for (int t = TRIMESTER_FIRST; t <= TRIMESTER_THIRD; t++)
            if (strcmp(lex_cstr(lex, lex->terms[word[-1]].text), ordinals[t]) == 0) return (enum trimester)t;
    }
    return TRIMESTER_NONE;
}

float trimester_score(const struct match_run *run, uint32_t code)
{
    enum trimester title = run->trimester == TRIMESTER_NONE ? TRIMESTER_NONE : trimester_of_title(run->lex, code);
    if (title == TRIMESTER_NONE) return 0.0f;
    return title == run->trimester ? 2.0f : title == TRIMESTER_UNSPECIFIED ? -1.0f : -12.0f; /* some conditions have no code of the first */
}

bool title_tells_trimester(const struct lexicon *lex, const struct lex_code *c, uint32_t word)
{
    const uint32_t *term = &lex->title_words[c->first_word + word];
    return lexicon_role(lex, *term) == ROLE_TRIMESTER || (word + 1 < c->word_count && lexicon_role(lex, term[1]) == ROLE_TRIMESTER);
}
