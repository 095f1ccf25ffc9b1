/* match: tokens of a chart to candidate codes. See match.h for what it fills. */
#ifndef CC_MATCH_STAGE_H
#define CC_MATCH_STAGE_H

#include "stage.h"

extern const struct stage stage_match;

/* For training: sees the code (index into the lexicon) and the features (rank.h) of every candidate. */
void match_observe(void *state, void (*observe)(void *observer, uint32_t code, const float *features), void *observer);
struct lexicon;
const struct lexicon *match_lexicon(const void *state);

/* Work done since the stage was opened, counted and not timed, for tests of how it grows. */
uint64_t match_looks(const void *state);

/* The context of bytes start..end of a normalized chart, for `chartcode context`. state: of stage_match. */
struct context_answer {
    const char *negation; /* negated, possible, affirmed */
    const char *temporality; /* recent, historical, hypothetical */
    const char *experiencer; /* patient, other */
    struct str cue; /* lent by the lexicon; may be empty */
};
enum status match_sentence_context(void *state, struct chart *c, uint32_t start, uint32_t end, struct context_answer *ret) MUST_CHECK;

#endif
