/* The compiler of lexicons. */
#ifndef CC_LEXICON_BUILD_H
#define CC_LEXICON_BUILD_H

#include "lexicon.h"

/* Compiles the dictionaries in `folder` and the code sets (NULL: dictionaries alone) into the file `out`.
 * model: the ranking weights, a table of feature and weight. spelling: Hunspell dictionaries, parted by commas; may be "". */
enum status lexicon_build(const char *folder, const char *model, const char *spelling, const struct codeset *codes, const char *out) MUST_CHECK;

/* The tables in a folder that hold what was learned from coders; columns as below. A row whose code the code set does not hold
 * (or, for other_code and the code of a phrase, does not bill) does nothing in that lexicon. */
#define LEARNED_PHRASES "phrases.tsv"
#define LEARNED_PHRASES_COLUMNS "phrase code when note"
#define LEARNED_PREFERENCES "preferences.tsv"
#define LEARNED_PREFERENCES_COLUMNS "phrase code effect value note"
/* Writes the lexicon `base` with these tables added into the file `out`. Nothing else changes: every other phrase keeps its
 * words, rarity and code. The same base and tables give the same lexicon. */
enum status lexicon_learn(const char *base, const char *folder, uint32_t version, const char *out) MUST_CHECK;

#endif
