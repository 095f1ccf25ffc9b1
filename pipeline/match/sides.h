/* The side of the body that the record gives a finding, and that titles name. Private to pipeline/match. */
#ifndef CC_MATCH_SIDES_H
#define CC_MATCH_SIDES_H

#include "match_internal.h"

enum side { SIDE_NONE = 0, SIDE_RIGHT = 1, SIDE_LEFT = 2, SIDE_BOTH = 3 };

static inline enum side side_of_role(enum word_role r)
{
    return r == ROLE_RIGHT ? SIDE_RIGHT : r == ROLE_LEFT ? SIDE_LEFT : r == ROLE_BILATERAL ? SIDE_BOTH : SIDE_NONE;
}
/* From the words nearest to the finding, else its sentence, else the problem and the rest of the chart. */
enum side side_of_mention(const struct match_run *run, const struct mention *m);
enum side side_of_title(const struct lexicon *lex, uint32_t code);
/* Whether codes at or below the node differ by side. */
bool side_below(const struct lexicon *lex, uint32_t node);
/* The bilateral code beside one-sided ones (M17.0 beside M17.1-); NO_INDEX when there is none. */
uint32_t side_bilateral_code(const struct lexicon *lex, uint32_t node);

bool title_has(const struct lexicon *lex, uint32_t code, uint32_t term);
bool title_has_role(const struct lexicon *lex, uint32_t code, enum word_role role);
/* The title says "unspecified". */
static inline bool is_vague(const struct lexicon *lex, uint32_t code)
{
    return lex->codes[code].flags & LEX_CODE_VAGUE;
}
/* Both stand under the same problem of the same section. */
bool same_problem(const struct sentence *a, const struct sentence *b);

#endif
