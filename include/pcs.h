/* ICD-10-PCS by its axes: a code is built of seven characters, each chosen from those that the tables allow behind the ones
 * before it. Labels come from CMS's tables file, or, without it, from the order file's titles. Reads the lexicon. */
#ifndef CC_PCS_H
#define CC_PCS_H

#include "lexicon.h"

#define PCS_CHARACTERS 7
#define PCS_MAX_CHOICES 36

struct pcs_choice {
    char value;
    struct str label; /* "Right Hip Joint"; empty where the tables are silent; lent */
    uint32_t codes; /* complete codes behind it */
    uint32_t first; /* the first of them */
};

/* Characters that may stand behind `prefix` (0 to 6, any case), in order; 0 when no code begins so. */
uint32_t pcs_choices(const struct lexicon *lex, struct str prefix, struct pcs_choice ret[PCS_MAX_CHOICES]);
/* "Body Part": what the character at this place (0 to 6) of a code of the prefix's section means. */
struct str pcs_axis(const struct lexicon *lex, struct str prefix, uint32_t place);
/* Label of the last character of the prefix (1 to 7 characters). */
struct str pcs_label(const struct lexicon *lex, struct str prefix);

#endif
