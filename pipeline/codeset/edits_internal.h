/* Shared by edits*.c alone. */
#ifndef CC_CODESET_EDITS_INTERNAL_H
#define CC_CODESET_EDITS_INTERNAL_H

#include "book.h"
#include "edits.h"

#include "base/buf.h"
#include "base/vector.h"

struct edits {
    const struct lexicon *lex;
    struct arena *arena;
    const struct encounter *encounter;
    const struct str *typed;
    struct edits_line *line;
    uint32_t *code; /* index into lexicon.codes, LEXICON_NO_CODE where it is unknown */
    uint32_t n;
    VECTOR(struct edit) list;
};

/* why: printf-like; the text goes to the arena. */
enum status edits_add(struct edits *x, struct edit e, const char *why, ...) PRINTF_LIKE(3, 4) MUST_CHECK;

static inline const struct lex_code *edits_row(const struct edits *x, uint32_t i)
{
    return x->code[i] == LEXICON_NO_CODE ? NULL : &x->lex->codes[x->code[i]];
}

enum status edits_single(struct edits *x, uint32_t i) MUST_CHECK; /* a code by itself, and as the first */
enum status edits_excludes1(struct edits *x) MUST_CHECK;
enum status edits_sequence(struct edits *x, uint32_t i) MUST_CHECK; /* code first, use additional code */

enum status edits_poa(struct edits *x) MUST_CHECK; /* present on admission, for inpatients */
enum status edits_units(struct edits *x) MUST_CHECK; /* MUE */
enum status edits_pairs(struct edits *x) MUST_CHECK; /* NCCI */

#endif
