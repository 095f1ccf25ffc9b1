/* What match finds in a chart: candidate codes with their evidence, and what was found but withheld, with the reason. */
#ifndef CC_MATCH_H
#define CC_MATCH_H

#include "codeset.h"
#include "page.h"

struct evidence {
    uint32_t page; /* index into chart.pages */
    uint32_t start, end; /* byte offsets into chart.text */
    enum section section;
    struct box box; /* on the page; all zero for text */
    double reading_confidence; /* 0..1: the least of its words; 1 for text */
};

enum withheld_reason {
    WITHHELD_NONE,
    WITHHELD_NEGATED,
    WITHHELD_UNCERTAIN,
    WITHHELD_HISTORICAL,
    WITHHELD_FAMILY,
    WITHHELD_HYPOTHETICAL,
    WITHHELD_RESOLVED,
    WITHHELD_INTEGRAL,
    WITHHELD_EXCLUDED,
    WITHHELD_INVALID,
    WITHHELD_COUNT
};
const char *withheld_reason_name(enum withheld_reason r); /* as in the contract: "negated", "uncertain" ... */

struct modifier {
    struct str modifier, reason; /* lent by the lexicon */
};

struct candidate {
    enum code_system system;
    struct str code, title; /* lent by the lexicon */
    double confidence; /* 0..1: the chance that a coder confirms it */
    double unlearned; /* the confidence before what was learned from coders moved it */
    struct str phrase; /* of the dictionaries: what the best evidence was found by; lent by the lexicon */
    bool suggested; /* above the threshold: what a coder sees first */
    bool first_listed; /* proposed as first-listed (outpatient, Guidelines IV.G) or principal diagnosis (inpatient, II); at most one */
    struct evidence *evidence; /* best first */
    uint32_t evidence_count;
    struct str *advice; /* rules, edits and queries to the provider, in words for the coder */
    uint32_t advice_count;
    enum withheld_reason reason; /* WITHHELD_NONE among chart.candidates */
    struct str cue; /* the words that decided the status; may be empty. From the dictionary, not from the page */
    struct str rule; /* the rule that withheld it; may be empty */
    /* procedures alone */
    uint32_t units; /* how many are reported; 1 unless the record says more */
    struct modifier *modifiers;
    uint32_t modifier_count;
    struct str *pointers; /* suggested ICD-10-CM codes that support it, best first */
    uint32_t pointer_count;
};

#endif
