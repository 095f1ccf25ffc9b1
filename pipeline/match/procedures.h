/* Procedures: was it done here, how many, with what, for which diagnosis. Private to pipeline/match.
 * Signs, units, links, modifiers and pointers are data (dictionaries/procedure_*.tsv, modifiers.tsv, pointers.tsv). */
#ifndef CC_MATCH_PROCEDURES_H
#define CC_MATCH_PROCEDURES_H

#include "gather.h"

#define MOST_POINTERS 4 /* a claim line takes no more */
#define MOST_MODIFIERS 4

/* The weights of procedure_signs.tsv, read once; NULL when out of memory. Free with free(). */
struct signs *signs_load(const struct lexicon *lex);

static inline bool is_procedure(const struct lexicon *lex, uint32_t code)
{
    return lex->codes[code].system == SYSTEM_CPT || lex->codes[code].system == SYSTEM_HCPCS;
}
/* Whether the code is of the kind of procedure_kinds.tsv. */
bool procedure_is(const struct match_run *run, uint32_t code, struct str kind);
/* Sum of the weights of the signs around the mention; confidence is its logistic. */
float procedure_score(const struct match_run *run, const struct mention *m, uint32_t code, bool secondary);
/* Why the mention tells of no procedure of this encounter; WITHHELD_NONE when it may. */
enum withheld_reason procedure_reason(const struct match_run *run, const struct mention *m);
double procedure_confidence(const struct gathering *g, const struct tally *t);
double procedure_threshold(const struct match_run *run);
const struct mention *tally_mention(const struct gathering *g, const struct tally *t);
/* Stands and is suggested; for any system. */
bool tally_is_suggested(const struct gathering *g, const struct tally *t);

/* Add-on codes, what they replace, vaccines counted. Needs confidences. */
void procedures_link(struct gathering *g);
uint32_t procedure_units(const struct gathering *g, const struct tally *t);
/* Modifiers with reasons and pointers; out of the chart's arena. */
enum status procedure_modifiers(const struct gathering *g, const struct tally *t, struct candidate *c) MUST_CHECK;
enum status procedure_pointers(const struct gathering *g, const struct tally *t, struct candidate *c) MUST_CHECK;

/* Proposes a visit by medical decision making where the record has an assessment and no visit was found. */
void visits_propose(struct gathering *g);
/* Elements of medical decision making and the time, as advice on a visit. */
enum status visit_advice(const struct gathering *g, const struct tally *t, struct candidate *c) MUST_CHECK;

#endif
