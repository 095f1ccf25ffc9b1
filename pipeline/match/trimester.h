/* Private to pipeline/match. */
#ifndef CC_MATCH_TRIMESTER_H
#define CC_MATCH_TRIMESTER_H

#include "match_internal.h"

/* Fills in run->trimester from the mentions; needs their context. */
void match_trimester(struct match_run *run);
/* What the title of the code says; TRIMESTER_NONE when it names no trimester. */
enum trimester trimester_of_title(const struct lexicon *lex, uint32_t code);
/* Weeks that the record counts decide among codes that differ by trimester: how much they speak for the code. */
float trimester_score(const struct match_run *run, uint32_t code);
/* The word "trimester" of a title, or the one before it. */
bool title_tells_trimester(const struct lexicon *lex, const struct lex_code *c, uint32_t word);

#endif
