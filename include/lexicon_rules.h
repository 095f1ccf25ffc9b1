/* Rules over codes, as the lexicon holds them. Part of lexicon.h. */
#ifndef CC_LEXICON_RULES_H
#define CC_LEXICON_RULES_H

#include "base/text.h"

struct lexicon;

/* A rule over codes (combinations.tsv, integral.tsv, and the tables of build_procedures.c). Ranges as written: "J00-J22,J40".
 * What each kind puts into the fields:
 *   combination   first and second become code (drops: enum combine_drops)
 *   integral      first is a symptom of second
 *   history       what first is once it is past (code; LEXICON_NO_CODE: nothing) and in a relative (most: 1 + index of a code; 0: nothing)
 *   companion     beside first, second is coded too, as text says (drops: wherever it stands)
 *   kind          first are procedures of the kind `second`
 *   units         first is reported once for each `per` of the fact `second` beyond `less`, at most `most` (0: any); drops: enum rounding
 *   link          beside first, when `when` holds, the codes `second` are added and the ranges `text` drop, as `note` says
 *                 (drops: only in the same sentence)
 *   modifier      first takes the modifier `second` when `when` holds, for the reason `text`
 *   visit         code is the visit of `when` from `per` minutes, or of decision making level `less` (1 straightforward to 4 high)
 *   vaccine       first has `per` components
 *   pointer       first is supported by diagnoses of the ranges `second`
 *   site          of sites.tsv: first is a word, second the words of a title that name the same part of the body
 *   bypass        of ncci_modifiers.tsv: first is a modifier that lifts an NCCI pair
 *   PCS           of pcs_axes.tsv: section, names of its axes, title; of pcs_values.tsv: axis, value, label;
 *                 of pcs_terms.tsv: what is typed, the words of PCS
 *   axis          of query_axes.tsv: first is a word of titles, second what it is a value of, text what it counts with (behind, before)
 *   alternative   beside first, when `when` holds, the codes `second` are what a coder looks at next */
enum rule_kind {
    /* clang-format off */
    RULE_COMBINATION, RULE_INTEGRAL, RULE_COMPANION, RULE_HISTORY, RULE_KIND, RULE_UNITS, RULE_LINK, RULE_MODIFIER, RULE_VISIT, RULE_VACCINE,
    RULE_POINTER, RULE_SITE, RULE_BYPASS, RULE_PCS_AXES, RULE_PCS_VALUE, RULE_PCS_TERM, RULE_AXIS, RULE_ALTERNATIVE, RULE_KIND_COUNT
    /* clang-format on */
};
enum combine_drops { COMBINE_FIRST, COMBINE_BOTH, COMBINE_ONLY_SECOND, COMBINE_NONE /* the code comes beside both */ };
enum rounding { ROUND_DOWN, ROUND_UP, ROUND_EIGHT /* the last part counts from 8 of 15 minutes */ };
struct lex_rule {
    uint32_t first, second; /* strings */
    uint32_t code; /* index into codes; LEXICON_NO_CODE for most */
    uint32_t text, when, note; /* strings */
    float per, less;
    uint32_t most;
    uint8_t kind, drops, unused[2];
};
/* Whether the code lies in one of the ranges; a range's ends hold all their subdivisions. */
bool lexicon_in_ranges(struct str code, struct str ranges);

/* The rules of a kind, which lie together in the order of their table: the first, and in *ret_end one past the last. */
uint32_t lexicon_rules(const struct lexicon *lex, enum rule_kind kind, uint32_t *ret_end);
/* Of these, the ones whose ranges `first` hold the code: *ret_n indexes of rules, in the order of their table. */
const uint32_t *lexicon_rules_of(const struct lexicon *lex, uint32_t code, enum rule_kind kind, uint32_t *ret_n);
/* The first of them; NULL when there is none. */
const struct lex_rule *lexicon_rule_of(const struct lexicon *lex, uint32_t code, enum rule_kind kind);

#endif
