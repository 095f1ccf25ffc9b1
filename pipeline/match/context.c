/* Context: whether a finding is the patient's, present and sure. The idea is ConText's (Chapman and others): words before
 * or behind a finding bear on it within a scope, and certain words end the scope. Carried further: scopes may run over a
 * list, each cue names its own ends, sections have a say, "fever: none" and check lists are read, and the nearest cue wins.
 * All cues are data (dictionaries/context_cues.tsv). */
#include "match_internal.h"

#define BACKWARD_WORDS 10
#define DENIED_DOUBT_WORDS 4

static bool is_mark(const struct token *t, char c)
{
    return t->kind == TOKEN_MARK && t->norm.p[0] == c;
}

/* "1) esophagitis s/p biopsy 2) hiatal hernia": the next item of a list that runs on in the line. */
static bool is_item_number(const struct match_run *run, const struct token *t)
{
    struct phi text = run->chart->text;
    return t->kind == TOKEN_NUMBER && t->end < text.n && text.p[t->end] == ')' && t->start > 0 && text.p[t->start - 1] == ' ';
}

static bool ends_scope(const struct match_run *run, const struct lex_cue *cue, const struct token *t)
{
    if (is_item_number(run, t)) return true;
    if (is_mark(t, ',') && cue->scope == SCOPE_WORDS) return true;
    if (is_mark(t, ';') && cue->scope != SCOPE_SENTENCE && cue->scope != SCOPE_SECTION) return true;
    if (t->term == LEXICON_NO_TERM) return false;
    const uint32_t *ends = run->lex->cue_terms + cue->first_term + cue->term_count;
    for (uint32_t k = 0; k < cue->end_count; k++)
        if (ends[k] == t->term) return true;
    return false;
}

/* named: only stops that name the status; what runs to the end of the sentence is not ended by others. */
static bool stop_between(const struct match_run *run, uint32_t sentence, enum cue_status status, uint32_t from, uint32_t to, bool named)
{
    for (uint32_t i = run->sentence_cue[sentence]; i < run->sentence_cue[sentence + 1]; i++) {
        const struct cue_hit *h = &run->cues[i];
        const struct lex_cue *stop = &run->lex->cues[h->cue];
        if (stop->status != CUE_STOP || h->first < from || h->first >= to) continue;
        if ((stop->stops == 0 && !named) || (stop->stops >> status & 1)) return true;
    }
    return false;
}

/* Words between, small ones and marks included; an expanded abbreviation is one word. */
static uint32_t words_between(const struct match_run *run, uint32_t from, uint32_t to)
{
    uint32_t n = 0;
    for (uint32_t i = from; i < to; i++) n += run->chart->tokens[i].kind != TOKEN_MARK && run->chart->tokens[i].expansion <= 1;
    return n;
}

/* "Prostate cancer on hormones, PSA undetectable": behind the comma the denial has a subject of its own. */
static bool has_own_subject(const struct match_run *run, uint32_t from, uint32_t to)
{
    bool comma = false;
    for (uint32_t i = from; i < to; i++) {
        const struct token *t = &run->chart->tokens[i];
        if (is_mark(t, ',')) comma = true;
        else if (comma && t->kind == TOKEN_WORD && role_is_content(t->role)) return true;
    }
    return false;
}

/* Whether the cue's scope reaches the finding first..last; *ret_distance in words. */
static bool reaches(const struct match_run *run, uint32_t sentence, const struct cue_hit *h, uint32_t first, uint32_t last, uint32_t *ret_distance)
{
    const struct lex_cue *cue = &run->lex->cues[h->cue];
    run->m->looks++;
    bool before = h->last<first, behind = h->first> last;
    uint32_t from = before ? h->last + 1 : last + 1, to = before ? first : h->first;
    if (cue->direction == CUE_NONE || (!before && !behind)) return false;
    if (before && cue->direction == CUE_BACKWARD) return false;
    if (behind && cue->direction == CUE_FORWARD) return false;
    uint32_t distance = words_between(run, from, to);
    *ret_distance = distance;
    if (cue->scope == SCOPE_WORDS && distance > cue->scope_words) return false;
    if (behind && cue->scope != SCOPE_SENTENCE && distance > BACKWARD_WORDS) return false;
    bool whole = cue->scope == SCOPE_SENTENCE || cue->scope == SCOPE_SECTION;
    if (whole) return !stop_between(run, sentence, (enum cue_status)cue->status, from, to, true);
    if (behind && (cue->status == CUE_NEGATED || cue->status == CUE_POSSIBLE) && has_own_subject(run, from, to)) return false;
    for (uint32_t i = from; i < to; i++)
        if (ends_scope(run, cue, &run->chart->tokens[i])) return false;
    return !stop_between(run, sentence, (enum cue_status)cue->status, from, to, false);
}

enum axis { AXIS_NEGATION, AXIS_TIME, AXIS_PERSON, AXIS_COUNT, AXIS_NONE };

static enum axis axis_of(enum cue_status s)
{
    switch (s) {
    case CUE_NEGATED:
    case CUE_POSSIBLE:
    case CUE_AFFIRMED: return AXIS_NEGATION;
    case CUE_HISTORICAL:
    case CUE_HYPOTHETICAL:
    case CUE_PLANNED:
    case CUE_RESOLVED: return AXIS_TIME;
    case CUE_FAMILY:
    case CUE_OTHER: return AXIS_PERSON;
    default: return AXIS_NONE;
    }
}

static void apply(struct finding_context *c, enum cue_status s)
{
    switch (s) {
    case CUE_NEGATED: c->negation = NEG_NEGATED; break;
    case CUE_POSSIBLE: c->negation = NEG_POSSIBLE; break;
    case CUE_HISTORICAL: c->temporality = TEMP_HISTORICAL; break;
    case CUE_HYPOTHETICAL: c->temporality = TEMP_HYPOTHETICAL; break;
    case CUE_PLANNED: c->temporality = TEMP_PLANNED; break;
    case CUE_RESOLVED: c->temporality = TEMP_RESOLVED; break;
    case CUE_FAMILY:
        c->family = true;
        c->other_person = true;
        break;
    case CUE_OTHER: c->other_person = true; break;
    default: break;
    }
}

static void apply_section(struct finding_context *c, enum section s)
{
    if (s == SECTION_family_history && !c->other_person) c->family = c->other_person = c->by_section = true;
    if ((s == SECTION_past_history || s == SECTION_surgical_history) && c->temporality == TEMP_RECENT) {
        c->temporality = TEMP_HISTORICAL;
        c->by_section = true;
    }
}

/* "no findings to suggest", "not consistent with": doubt that is itself denied is a denial. */
static bool doubt_is_denied(const struct match_run *run, uint32_t sentence, const struct cue_hit *doubt)
{
    for (uint32_t i = run->sentence_cue[sentence]; i < run->sentence_cue[sentence + 1]; i++) {
        const struct cue_hit *h = &run->cues[i];
        uint32_t distance;
        if (run->lex->cues[h->cue].status != CUE_NEGATED || h->last >= doubt->first) continue;
        if (reaches(run, sentence, h, doubt->first, doubt->last, &distance) && distance <= DENIED_DOUBT_WORDS) return true;
    }
    return false;
}

static bool is_one_of(const struct token *t, const char *const *words, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(t->norm, str_of(words[i]))) return true;
    return false;
}

/* The cue has no subject of its own: "considered because of the hypoxia and was ruled out". */
static bool follows_and(const struct match_run *run, uint32_t token)
{
    static const char *const joints[] = {"and", "but", "then"}, *const verbs[] = {"was", "were", "is", "are"};
    const struct token *t = run->chart->tokens;
    if (token > 0 && is_one_of(&t[token - 1], verbs, 4)) token--;
    return token > 0 && is_one_of(&t[token - 1], joints, 3);
}

/* Of a doubt and a denial behind the finding, the later one is the end of it. */
static bool is_denied_in_the_end(const struct match_run *run, uint32_t sentence, uint32_t doubt, uint32_t last)
{
    for (uint32_t i = doubt + 1; run->cues[doubt].first > last && i < run->sentence_cue[sentence + 1]; i++) {
        const struct lex_cue *cue = &run->lex->cues[run->cues[i].cue];
        bool behind = cue->status == CUE_NEGATED && cue->direction == CUE_BACKWARD;
        if (behind && follows_and(run, run->cues[i].first)) return true;
    }
    return false;
}

struct finding_context match_context(const struct match_run *run, uint32_t sentence, uint32_t first, uint32_t last)
{
    struct finding_context c = {.cue = NO_INDEX};
    uint32_t best[AXIS_COUNT] = {NO_INDEX, NO_INDEX, NO_INDEX}, winner[AXIS_COUNT] = {NO_INDEX, NO_INDEX, NO_INDEX};
    uint32_t doubt = NO_INDEX;
    for (uint32_t i = run->sentence_cue[sentence]; i < run->sentence_cue[sentence + 1]; i++) {
        const struct cue_hit *h = &run->cues[i];
        enum axis axis = axis_of((enum cue_status)run->lex->cues[h->cue].status);
        uint32_t distance;
        if (axis == AXIS_NONE || !reaches(run, sentence, h, first, last, &distance)) continue;
        if (distance < best[axis]) {
            best[axis] = distance;
            winner[axis] = h->cue;
            if (axis == AXIS_NEGATION) doubt = i;
        }
    }
    for (int axis = 0; axis < AXIS_COUNT; axis++) {
        if (winner[axis] == NO_INDEX) continue;
        apply(&c, (enum cue_status)run->lex->cues[winner[axis]].status);
        if (c.cue == NO_INDEX && run->lex->cues[winner[axis]].status != CUE_AFFIRMED) c.cue = winner[axis];
    }
    if (c.negation == NEG_POSSIBLE && doubt != NO_INDEX && is_denied_in_the_end(run, sentence, doubt, last)) c.negation = NEG_NEGATED;
    if (c.negation == NEG_POSSIBLE && doubt_is_denied(run, sentence, &run->cues[doubt])) c.negation = NEG_NEGATED;
    apply_section(&c, (enum section)run->chart->sentences[sentence].section);
    return c;
}
