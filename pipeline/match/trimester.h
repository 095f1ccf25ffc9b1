/* Private to pipeline/match. */
#ifndef CC_MATCH_TRIMESTER_H
#define CC_MATCH_TRIMESTER_H

#include "match_internal.h"

/* Fills in run->trimester from the mentions; needs their context. */
void match_trimester(struct match_run *run);
/* What the title of the code says; TRIMESTER_NONE when it names no trimester. */
enum trimester trimester_of_title(const struct lexicon *lex, uint32_t code);

#endif
