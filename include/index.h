/* The Alphabetic Index as a tree: main terms, their subterms, and where "see" leads. Reads the lexicon; any number of threads.
 *
 * A line's children follow it; its text is one term, non-essential modifiers in their parentheses. References are resolved as
 * far as the Index goes: "Fracture, by site" leads to Fracture, with "by site" left over. */
#ifndef CC_INDEX_H
#define CC_INDEX_H

#include "lexicon.h"

#define INDEX_NONE UINT32_MAX
#define INDEX_MAX_DEPTH 16
#define INDEX_MAX_TEXT 400

/* The line that "Pain, abdominal" names, in any case, without what stands in parentheses; INDEX_NONE when even its main term is
 * unknown. ret_rest: what could not be followed, lent by the text; empty when all was. */
uint32_t index_find(const struct lexicon *lex, enum index_kind kind, struct str text, struct str *ret_rest);

/* The same, in the part of the Index that takes the text furthest, `first` where two do: "Neoplasm, lung" is in the table. */
uint32_t index_find_any(const struct lexicon *lex, enum index_kind first, struct str text, struct str *ret_rest);

/* As people type it, without the commas of the book: "diabetes with neuropathy". What begins main terms as it stands is left to
 * index_begins(). */
uint32_t index_find_typed(const struct lexicon *lex, struct str text, struct str *ret_rest);

/* Main terms (of all four parts) that begin with the text, in their order; at most room. Gives their number. */
uint32_t index_begins(const struct lexicon *lex, struct str text, uint32_t *ret, uint32_t room);

/* Lines from the main term down to `line`. Gives their number. */
uint32_t index_path(const struct lexicon *lex, uint32_t line, uint32_t ret[INDEX_MAX_DEPTH]);

/* The line that its "see" leads to, followed to the end (at most a few steps); INDEX_NONE when it has none, or it leads nowhere. */
uint32_t index_follow(const struct lexicon *lex, uint32_t line);

/* Steps over the lines straight below: start with index_first(), INDEX_NONE at the end. */
uint32_t index_first(const struct lexicon *lex, uint32_t line);
uint32_t index_next(const struct lexicon *lex, uint32_t line);

#endif
