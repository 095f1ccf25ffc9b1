/* What gather, its features and its rules share; private to pipeline/match. */
#ifndef CC_MATCH_GATHER_H
#define CC_MATCH_GATHER_H

#include "match_internal.h"
#include "rank.h"

/* A code that some mentions stand for. */
struct tally {
    uint32_t code;
    uint32_t first, count; /* its uses */
    float features[FEATURE_COUNT];
    enum withheld_reason reason;
    uint32_t best; /* use with the best features */
    double confidence, unlearned; /* unlearned: before what was learned from coders moved it */
    bool first_listed;
    uint32_t rule; /* string of the lexicon: why it was withheld, or what made it; 0 = none */
    bool combined; /* a rule made it of two others */
    bool alternative; /* not found as itself: a phrase inside another candidate's, or a neighbour */
    bool neighbour; /* nothing was found for it: it lies beside another in its category */
    uint32_t excluded_from; /* code whose Excludes1 note speaks of it and another, when `excludes` is not empty */
    struct str excludes;
    uint32_t learned, moved; /* strings: what coders taught that made it, that moved its confidence; 0 = none */
};

/* A code that stands on the same places as another tally; what rules and coders said of that one is not said of it. */
struct tally tally_beside(const struct tally *other, uint32_t code);

/* One code of one mention: the same mention may stand for several codes. */
struct use {
    uint32_t code, mention;
    bool secondary;
    bool history; /* a history code in the place of the disease that is named */
    enum withheld_reason reason;
    uint32_t learned; /* string: what coders taught that gave or mutes this code; 0 = nothing */
    float section_score; /* orders the uses of a code, best first */
};

struct gathering {
    struct match_run *run;
    struct use *uses;
    uint32_t use_count;
    struct tally *tallies; /* room for tally_count + MOST_ADDED */
    uint32_t tally_count;
    uint8_t *touched; /* by rule: 1 where a tally's code lies in its first ranges */
    bool disease_assessed; /* some assessment names a disease that is not a symptom */
};

#define WITHHELD_MALUS 100.0f /* puts a use that does not count behind all that do */
#define PAST_MALUS 50.0f /* and one told as history behind all that are told of today */
#define MOST_CANDIDATES 60
#define MOST_OF_THRESHOLD 0.9 /* confidence of what is listed and never suggested */
#define MOST_ADDED 128 /* tallies that rules and alternatives may add */

/* Reasons for an encounter among the Z codes; the others only say something beside a reason. */
#define ENCOUNTER_REASONS "Z00-Z13,Z20-Z23,Z30-Z39,Z40-Z53"

/* Features of one use, and over all uses of a tally. */
void features_of_mention(const struct gathering *g, const struct use *u, float f[FEATURE_COUNT]);
void features_of_counts(const struct gathering *g, const struct tally *t, float f[FEATURE_COUNT]);
/* Features that compare tallies with each other. */
enum status features_of_rivals(struct gathering *g) MUST_CHECK;
/* How much a place in the record says, for ordering the uses of a code. */
float section_score(enum section s, bool heading);
bool tally_is_assessed(const struct tally *t);

/* What coders taught (lexicon_learn()), applied. The code they use for the use's phrase, and whether it is muted. */
bool learned_apply(const struct gathering *g, struct use *u);
/* Moves the tally's confidence by what coders taught about its phrase and code; unlearned keeps what it was. */
void learned_move(const struct gathering *g, struct tally *t);

/* Fills the list of candidates up to its cap with what a coder would look at next; needs confidences, best tally first. */
void alternatives_add(struct gathering *g);

/* Codes reported together: the second is as sure as the first. After the rules, which leave one of those that
 * exclude each other, and the alternatives, among them phrases inside the first's own. */
void companions_apply(struct gathering *g);

/* What query_axes.tsv knows, by term; NULL when out of memory. Free with free(). */
struct axes *axes_load(const struct lexicon *lex);
/* Adds to the advice of a suggested diagnosis what the record leaves open that a more specific code would say. */
enum status query_advice(const struct gathering *g, const struct tally *t, struct candidate *c) MUST_CHECK;

/* The rules over the codes found: combinations, specific over unspecified, integral symptoms. Needs confidences. */
void rules_apply(struct gathering *g);
void rules_keep_week(struct gathering *g); /* after the companions, which ask for the weeks */
void rules_exclude(struct gathering *g); /* of two that Excludes1 parts the softer steps down */
/* Rules that take their turns over all tallies need only look where one of their codes stands: begun with the tallies
 * found, told of each code that is added. */
enum status rules_begin(struct gathering *g) MUST_CHECK;
void rules_of_code(struct gathering *g, uint32_t code);
bool rules_touch(const struct gathering *g, uint32_t rule);

const struct ranking *ranking_of(const struct match_run *run);

#endif
