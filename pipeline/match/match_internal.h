/* Shared by the files of pipeline/match alone. The way of a chart through match:
 *
 *   find      phrases of the lexicon that stand in each sentence               -> mentions
 *   context   negated? possible? historical? another person?                   -> status of each mention
 *   specify   the record completes the code: side, severity, 7th character    -> a code for each mention
 *   gather    mentions of one code become one candidate with its evidence
 *   rank      features of a candidate to a confidence                          -> order, suggested
 *   rules     integral symptoms, unspecified beside specific, Excludes1        -> withheld */
#ifndef CC_MATCH_INTERNAL_H
#define CC_MATCH_INTERNAL_H

#include "lexicon.h"
#include "match.h"

#define NO_INDEX UINT32_MAX

enum negation { NEG_AFFIRMED, NEG_POSSIBLE, NEG_NEGATED };
enum temporality { TEMP_RECENT, TEMP_HISTORICAL, TEMP_HYPOTHETICAL, TEMP_PLANNED, TEMP_RESOLVED };

struct finding_context {
    enum negation negation;
    enum temporality temporality;
    bool other_person; /* family or another */
    bool family;
    uint32_t cue; /* index into lexicon cues of the deciding cue; NO_INDEX when none */
    bool by_section; /* the section decided, not a cue */
};

/* A phrase of the lexicon found in a sentence. */
struct mention {
    uint32_t entry;
    uint32_t sentence;
    uint32_t first_token, last_token; /* of the chart; the span that holds all its terms */
    uint64_t covered; /* bit per token from the sentence's first (the first 64) that is one of its terms */
    float weight; /* rarity of what it explains, less for scattered words */
    uint8_t gap; /* content words inside the span that are not its own */
    struct finding_context context;
    uint32_t code; /* after specify; NO_INDEX = dropped */
    uint32_t second_code; /* the other side of a bilateral condition; NO_INDEX = none */
    float fit; /* how well the record supports the code chosen below the entry's, 0..1 */
    bool side_missing; /* the code wants a side and the record gives none */
};

struct cue_hit {
    uint32_t cue; /* index into lexicon cues */
    uint32_t first, last; /* tokens of the chart */
};

struct ranking;

struct matcher {
    struct lexicon *lex;
    /* by term: the sentence mark it was last seen under, and where */
    uint32_t *seen_mark;
    uint32_t *seen_at; /* first token of the sentence with the term */
    uint32_t mark;
    uint32_t *chart_mark, *chart_first; /* by term: the chart it was last seen in, and its first token there */
    uint32_t chart;
    struct ranking *ranking; /* [0] outpatient and emergency, [1] inpatient */
    void (*observe)(void *observer, uint32_t code, const float *features); /* training: sees every candidate; usually NULL */
    void *observer;
};

struct match_run {
    struct matcher *m;
    const struct lexicon *lex;
    struct chart *chart;
    struct arena *arena;
    uint32_t *next_same; /* by token: the next token of the sentence with the same term, NO_INDEX at the end */
    uint64_t signature; /* of the sentence at hand: lexicon_term_bit of its terms */
    uint32_t *next_in_chart; /* by token: the next token of the chart with the same term */
    uint8_t *denied; /* by token: 0 not asked yet, 1 no, 2 yes */
    uint32_t *anchored; /* by sentence: stamp of the mention whose rarest word it holds */
    uint32_t stamp;
    struct mention *mentions;
    uint32_t mention_count, mention_room;
    struct cue_hit *cues; /* of the whole chart, in order */
    uint32_t *sentence_cue; /* first cue of each sentence; sentence_count + 1 entries */
    uint32_t cue_count, cue_room;
};

/* First token of the chart with the term, NO_INDEX when none; the next ones by next_in_chart. */
uint32_t match_first(const struct match_run *run, uint32_t term);
enum status match_find(struct match_run *run) MUST_CHECK;
enum status match_cues(struct match_run *run) MUST_CHECK;
/* Context of tokens first..last of a sentence; needs match_cues(). */
struct finding_context match_context(const struct match_run *run, uint32_t sentence, uint32_t first, uint32_t last);
void match_specify(struct match_run *run, struct mention *m);
/* Neighbours of the code that the record supports best, best first: what a coder would look at next. Gives how many. */
struct alternative {
    uint32_t code;
    float score;
};
uint32_t match_alternatives(struct match_run *run, const struct mention *m, uint32_t code, struct alternative *out, uint32_t room);
/* True when the conditions ("sex=F;age<18;views>=3") hold for the chart and the sentence. */
/* True when the sentence states the fact ("done=yes" of facts.tsv). */
bool match_states(const struct match_run *run, uint32_t sentence, struct str fact);
bool match_when(const struct match_run *run, struct str when, uint32_t sentence);
enum status match_gather(struct match_run *run) MUST_CHECK; /* fills chart.candidates and withheld */


#endif
