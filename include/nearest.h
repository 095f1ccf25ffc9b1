/* Words that are nearly a known one, and words that are right though the lexicon does not know them. */
#ifndef CC_NEAREST_H
#define CC_NEAREST_H

#include "lexicon.h"

/* The known term nearest to a misspelt word: one edit away (two from nine letters on), the first letter kept, the commonest
 * of equals; LEXICON_NO_TERM when none or when two are equally near and common. */
uint32_t lexicon_nearest(const struct lexicon *lex, struct str word);
/* Whether a spelling dictionary has the word: letters a to z, of a length within these. */
#define LEXICON_SHORTEST_SPELLED 6
#define LEXICON_LONGEST_SPELLED 63
bool lexicon_spells(const struct lexicon *lex, struct str word);

/* Edits (insert, delete, change, swap of neighbours) from a to b, or limit + 1 when there are more. */
int lexicon_edits(struct str a, struct str b, int limit);
/* The same from one text to many; texts longer than EDITS_LONGEST are never near. */
#define EDITS_LONGEST 40
struct lex_edits {
    uint64_t at[256]; /* by byte: bit per place where the text has it */
    size_t n;
};
void lexicon_edits_from(struct lex_edits *e, struct str from);
int lexicon_edits_to(const struct lex_edits *e, struct str to, int limit);

#endif
