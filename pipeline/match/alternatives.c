/* What a coder would look at next, far below what was found itself: what the shorter phrases inside a longer one lead to
 * ("chronic diarrhea" holds "diarrhea"), what coders weigh against it (alternatives.tsv), the neighbours of the best candidates in their category,
 * then what the notes of the suggested ones exclude. Each stands with the evidence of the candidate it lies beside. */
#include "gather.h"
#include "procedures.h"
#include "sides.h"

#include <math.h>

#define ALTERNATIVES_FROM 0.02 /* confidence of a candidate whose alternatives are shown */
#define MOST_FALLBACKS 6 /* of one candidate */
#define MOST_NEIGHBOURS 8
#define MOST_EXCLUDED 6
#define EXCLUDED_SHARE 6.0 /* how many times less likely than the nearest neighbour the first of them is */
#define OF_OTHER_MATTERS "Z23,Z80-Z84" /* vaccines, family history */
#define LESS_SPECIFIC 0.35 /* of the share of a fallback: a vague code beside a suggested one that says more */

static bool is_tallied(const struct gathering *g, uint32_t code)
{
    for (uint32_t i = 0; i < g->tally_count; i++)
        if (g->tallies[i].code == code) return true;
    return false;
}

static uint32_t count_standing(const struct gathering *g)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < g->tally_count; i++) n += g->tallies[i].reason == WITHHELD_NONE;
    return n;
}

static bool has_alternatives(const struct gathering *g, const struct tally *t)
{
    return t->reason == WITHHELD_NONE && g->run->lex->codes[t->code].system == SYSTEM_ICD10CM && t->confidence >= ALTERNATIVES_FROM;
}

static void add(struct gathering *g, const struct tally *beside, uint32_t code, double share)
{
    struct tally a = tally_beside(beside, code);
    bool inpatient = g->run->chart->encounter.type == ENCOUNTER_INPATIENT;
    double own = ranking_moved(share * beside->confidence, (double)g->run->lex->codes[code].offset[inpatient]);
    a.confidence = a.unlearned = fmin(own, MOST_OF_THRESHOLD * ranking_of(g->run)->threshold);
    a.alternative = true;
    learned_move(g, &a);
    g->tallies[g->tally_count++] = a;
}

/* First of the lesser mentions of the sentence. */
static uint32_t first_lesser(const struct match_run *run, uint32_t sentence)
{
    uint32_t lo = 0, hi = run->lesser.n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (run->lesser.p[mid].sentence < sentence) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static bool rests(const struct lexicon *lex, uint32_t code)
{
    return is_vague(lex, code) || title_has_role(lex, code, ROLE_OTHER);
}

/* A vaccine's name holds those of diseases, as does a family history: they are not what the patient may have instead. */
static bool is_another_matter(const struct gathering *g, uint32_t code, uint32_t fallback)
{
    const struct lexicon *lex = g->run->lex;
    return lexicon_in_ranges(lex_str(lex, lex->codes[code].code), STR(OF_OTHER_MATTERS)) && lex_str(lex, lex->codes[fallback].code).p[0] != 'Z';
}

/* The phrase inside the candidate's own says no more than the candidate does, and its code rests at "unspecified" or "other". */
static bool is_less_specific(const struct gathering *g, const struct tally *t, uint32_t fallback)
{
    return tally_is_suggested(g, t) && rests(g->run->lex, fallback) && !rests(g->run->lex, t->code);
}

static uint32_t add_fallbacks(struct gathering *g, uint32_t tally, uint32_t room)
{
    struct match_run *run = g->run;
    const struct tally t = g->tallies[tally];
    const struct mention *best = &run->mentions.p[g->uses[t.best].mention];
    uint32_t n = 0;
    for (uint32_t i = first_lesser(run, best->sentence); i < run->lesser.n && n < room && n < MOST_FALLBACKS; i++) {
        struct mention *m = &run->lesser.p[i];
        if (m->sentence != best->sentence) break;
        if (m->covered & ~best->covered) continue;
        if (m->code == NO_INDEX) match_specify(run, m);
        if (m->code == NO_INDEX || is_tallied(g, m->code) || is_another_matter(g, t.code, m->code)) continue;
        double share = ranking_of(run)->fallback / (double)++n;
        add(g, &t, m->code, is_less_specific(g, &t, m->code) ? LESS_SPECIFIC * share : share);
    }
    return n;
}

/* "History of" a chronic disease means the disease as often as its past: the other reading is shown beside it. */
static uint32_t add_history(struct gathering *g, uint32_t tally)
{
    const struct lexicon *lex = g->run->lex;
    const struct tally t = g->tallies[tally];
    uint32_t n, code = NO_INDEX;
    const uint32_t *rules = lexicon_rules_of(lex, t.code, RULE_HISTORY, &n);
    if (g->run->mentions.p[g->uses[t.best].mention].context.temporality != TEMP_HISTORICAL) return 0;
    for (uint32_t i = 0; i < n && code >= lex->code_count; i++) code = lex->rules[rules[i]].code;
    if (code >= lex->code_count || is_tallied(g, code)) return 0;
    add(g, &t, code, ranking_of(g->run)->fallback);
    return 1;
}

static uint32_t add_neighbours(struct gathering *g, uint32_t tally, uint32_t room)
{
    const struct tally t = g->tallies[tally];
    struct alternative list[MOST_NEIGHBOURS];
    uint32_t shown = 0, n = match_alternatives(g->run, &g->run->mentions.p[g->uses[t.best].mention], t.code, list, MOST_NEIGHBOURS);
    for (uint32_t k = 0; k < n && shown < room; k++) {
        if (list[k].code == NO_INDEX || is_tallied(g, list[k].code)) continue;
        add(g, &t, list[k].code, ranking_of(g->run)->neighbour / (double)(k + 1));
        g->tallies[g->tally_count - 1].neighbour = true;
        shown++;
    }
    return shown;
}

/* What alternatives.tsv names beside the code; what ends in "-" is completed from the record. */
static uint32_t add_weighed(struct gathering *g, uint32_t tally, uint32_t room)
{
    const struct lexicon *lex = g->run->lex;
    const struct tally t = g->tallies[tally];
    const struct mention *m = &g->run->mentions.p[g->uses[t.best].mention];
    uint32_t n, shown = 0;
    const uint32_t *rules = lexicon_rules_of(lex, t.code, RULE_ALTERNATIVE, &n);
    for (uint32_t i = 0; i < n; i++) {
        struct str list = lex_str(lex, lex->rules[rules[i]].second), one;
        if (!match_when(g->run, lex_str(lex, lex->rules[rules[i]].when), m)) continue;
        while (shown < room && list.n && str_cut(&list, ' ', &one)) {
            while (one.n && (one.p[one.n - 1] == '-' || one.p[one.n - 1] == '.')) one.n--;
            uint32_t node = lexicon_code(lex, SYSTEM_ICD10CM, one);
            uint32_t code = node == LEXICON_NO_CODE ? NO_INDEX : match_complete(g->run, m, node);
            if (code == NO_INDEX || is_tallied(g, code)) continue;
            add(g, &t, code, ranking_of(g->run)->neighbour / (double)(++shown));
            g->tallies[g->tally_count - 1].neighbour = true;
        }
    }
    return shown;
}

static bool is_of_category(const struct lexicon *lex, int32_t code)
{
    return code >= 0 && lex->codes[code].level == LEVEL_CODE;
}

/* What the Tabular says is coded elsewhere (Excludes1, Excludes2): what the words may have meant instead. */
static uint32_t add_excluded(struct gathering *g, uint32_t tally, uint32_t room)
{
    const struct lexicon *lex = g->run->lex;
    const struct tally t = g->tallies[tally];
    const struct mention *m = &g->run->mentions.p[g->uses[t.best].mention];
    uint32_t shown = 0;
    for (int32_t i = (int32_t)t.code; is_of_category(lex, i); i = lex->codes[i].parent)
        for (uint32_t k = 0; k < lex->codes[i].note_count; k++) {
            const struct lex_note *note = &lex->notes[lex->codes[i].first_note + k];
            struct str ranges = lex_str(lex, note->ranges), range;
            if (note->kind != NOTE_EXCLUDES1 && note->kind != NOTE_EXCLUDES2) continue;
            while (shown < room && shown < MOST_EXCLUDED && ranges.n && str_cut(&ranges, ',', &range)) {
                uint32_t node = lexicon_code(lex, SYSTEM_ICD10CM, range);
                uint32_t code = node == LEXICON_NO_CODE ? NO_INDEX : match_complete(g->run, m, node);
                if (code == NO_INDEX || is_tallied(g, code)) continue;
                add(g, &t, code, ranking_of(g->run)->neighbour / (EXCLUDED_SHARE + 2.0 * (double)shown));
                g->tallies[g->tally_count - 1].neighbour = true;
                shown++;
            }
        }
    return shown;
}

void alternatives_add(struct gathering *g)
{
    uint32_t found = g->tally_count, shown = count_standing(g);
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++)
        if (has_alternatives(g, &g->tallies[i])) shown += add_history(g, i);
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++)
        if (has_alternatives(g, &g->tallies[i])) shown += add_fallbacks(g, i, MOST_CANDIDATES - shown);
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++)
        if (has_alternatives(g, &g->tallies[i])) shown += add_weighed(g, i, MOST_CANDIDATES - shown);
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++)
        if (has_alternatives(g, &g->tallies[i])) shown += add_neighbours(g, i, MOST_CANDIDATES - shown);
    for (uint32_t i = 0; i < found && shown < MOST_CANDIDATES; i++)
        if (tally_is_suggested(g, &g->tallies[i]) && has_alternatives(g, &g->tallies[i])) shown += add_excluded(g, i, MOST_CANDIDATES - shown);
}
