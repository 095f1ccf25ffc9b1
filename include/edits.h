/* Edits on a set of codes: what a payer would bounce and what the book forbids. First code = first-listed or principal.
 *
 * Sources: Medicare Code Editor (invalid, age, sex, manifestation, external cause, unacceptable principal, unspecified),
 * the Tabular's notes (Excludes1, code first, use additional code), the Guidelines (I.B.12 duplicates, I.B.13 side, appendix I
 * present on admission), NCCI pairs and Medically Unlikely Edits where loaded.
 * Reads the lexicon of the release in force on the date of service. Results live in the arena. */
#ifndef CC_EDITS_H
#define CC_EDITS_H

#include "lexicon.h"

#define EDITS_MAX_CODES 500

enum edit_severity { EDIT_HARD, EDIT_SOFT, EDIT_INFO };
const char *edit_severity_name(enum edit_severity s); /* "hard", "soft", "info" */

#define EDIT_NO_CODE UINT32_MAX

struct edit {
    enum edit_severity severity;
    const char *rule; /* "excludes1", "age" ...; static */
    uint32_t first, second; /* positions in the set; second is EDIT_NO_CODE where one code is at fault */
    struct str why; /* in words for a coder, with the note that forbids it */
    const char *remedy; /* static */
};

/* What was typed for one code, taken apart; lent by the text typed. */
struct edits_line {
    struct str code, modifiers; /* "25-LT", may be empty */
    uint32_t units;
    char poa; /* as typed; 0 = not said */
};
struct edits_line edits_line_read(struct str typed);

/* codes: as typed, with or without dot; a CPT or HCPCS code with its modifiers behind dashes ("99213-25"), then its units
 * ("97110*4" or "97110:4", 1 when not said); a diagnosis with its present-on-admission indicator ("E11.9@Y"). Worst first, then in the order
 * of the codes. ST_TOO_BIG over EDITS_MAX_CODES. */
enum status edits_check(const struct lexicon *lex, struct arena *arena, const struct str *codes, uint32_t n, const struct encounter *e,
                        struct edit **ret, uint32_t *ret_n) MUST_CHECK;

#endif
