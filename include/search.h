/* Search for codes as coders type: abbreviations, misspellings, word order, plurals, lay words, sides, partial codes.
 *
 * A query is short, so all its words must be explained: by a phrase of the lexicon (own phrase, title, inclusion term, Index
 * line) and by the title of the complete code below it. What the query does not say counts against a code; where it says
 * nothing, "unspecified" and the initial encounter win. Reads the lexicon only; any number of threads. */
#ifndef CC_SEARCH_H
#define CC_SEARCH_H

#include "lexicon.h"

#define SEARCH_MAX_QUERY_BYTES 400

struct search_hit {
    uint32_t code; /* index into lexicon.codes */
    float score; /* 0..1: 1 = every word explained and nothing left over */
    uint32_t entry; /* the phrase that matched; UINT32_MAX when the code itself was typed */
};

/* Best first, each code once. system: SYSTEM_COUNT = all. ret is owned by the arena; *ret_n is at most limit. */
enum status search_codes(const struct lexicon *lex, struct arena *arena, struct str query, enum code_system system, uint32_t limit,
                         struct search_hit **ret, uint32_t *ret_n) MUST_CHECK;

#endif
