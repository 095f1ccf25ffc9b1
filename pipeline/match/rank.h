/* Features of a candidate and the model that turns them into a confidence. Weights: models/ranking.tsv, compiled into the
 * lexicon. The features of one candidate are those of its best mention, and counts over all. */
#ifndef CC_MATCH_RANK_H
#define CC_MATCH_RANK_H

#include "match_internal.h"

/* name in the model; each is 0 or 1 unless it says otherwise */
/* clang-format off */
#define FEATURE_LIST(X)                                                                                                                              \
    X(bias)                                                                                                                                          \
    X(heading) /* in the line that names a problem */                                                                                                \
    X(heading_share) /* 0..1: share of that line's rarity that the phrase explains */                                                                \
    X(share) /* 0..1: the same for sentences that are no headings */                                                                                 \
    X(joint_share) /* 0..1: share that all phrases of the sentence explain together: a list of diagnoses */                                          \
    X(symptom_of_uncertain) /* a symptom beside a diagnosis that is only possible: the symptom is what is coded (IV.H) */                            \
    X(weight) /* rarity of the phrase's words / 20, at most 1 */                                                                                     \
    X(gap) /* foreign words inside the phrase / 4 */                                                                                                 \
    X(assessment)                                                                                                                                    \
    X(plan)                                                                                                                                          \
    X(impression)                                                                                                                                    \
    X(final_diagnosis)                                                                                                                               \
    X(complaint)                                                                                                                                     \
    X(hpi) X(history) X(problem_list) X(course) X(review) X(exam) X(results) X(medications) X(instructions) X(procedure) X(no_section)               \
        X(other_section) X(mentions) /* log2(1 + mentions) / 4, at most 1 */                                                                         \
        X(sections) /* distinct kinds of section / 4, at most 1 */                                                                                   \
        X(also_assessed) /* some mention, not the best one, stands in an assessment */                                                               \
        X(possible) X(historical) X(history_chronic) X(planned) X(resolved) X(symptom) X(status) X(status_assessed) /* a status in an assessment */  \
            X(reason) /* a reason for the encounter among the Z codes: supervision, screening, follow-up */ X(chronic) X(external) X(procedure_code) \
            X(procedure_done) /* a procedure, and the record says that it was done here */                                                           \
        X(symptom_beside_diagnosis) /* a symptom, and the chart's assessment names a disease */                                                      \
        X(from_own) X(from_title) X(from_inclusion) X(from_index) X(from_other_table) X(from_medication) X(secondary) /* second code of a pair */    \
        X(misfit) /* 0..1: 1 - support for the code chosen below the phrase's */                                                                     \
        X(side_missing) X(unspecified) X(specific_sibling) /* unspecified, and a code of the same category has better evidence */                    \
        X(rival) /* another phrase explains the same words */                                                                                        \
        X(opening) /* no heading above it, and in one of the first two sentences of the record */                                                    \
        X(depth) /* 0..1: no heading above it, and how far down the record its first mention stands */                                               \
        X(denied_too) /* the same code is denied elsewhere in the record */                                                                          \
        X(kindred) /* 0..1: share of the other candidates, and of four more, that are of its chapter */                                              \
        X(crowd) /* candidates / 40, at most 1 */                                                                                                    \
        X(sibling) /* the same of a code that says what it means: both may be coded */                                                               \
        X(brief) /* 0..1: 1 - sentences of the record / 8: it repeats nothing, and tells little but what is coded */                                 \
        X(single_word) X(corrected) /* spelling was repaired */                                                                                      \
        X(doubt) /* 0..1: 1 - least reading confidence */
/* clang-format on */

enum feature {
#define X(name) FEATURE_##name,
    FEATURE_LIST(X)
#undef X
        FEATURE_COUNT
};

const char *feature_name(enum feature f);

struct ranking {
    float weight[FEATURE_COUNT];
    double threshold; /* what is suggested first */
    double fallback, neighbour; /* confidence of the first alternative of either kind, as a share of its candidate's */
    double vague; /* what a code keeps of its confidence beside one of its category that says more; 0: it is withheld */
};

/* The model for encounters of this type. */
void ranking_load(struct ranking *r, const struct lexicon *lex, enum encounter_type type);
/* offset: how much more, or less, coders take this code than its features tell (struct lex_code), before the logistic. */
double ranking_confidence(const struct ranking *r, const float features[FEATURE_COUNT], double offset);

/* The confidence with `offset` added before the logistic: how what coders taught enters. It is no feature, so that a model
 * fitted elsewhere holds at every site, and what a site taught can be taken out again. */
double ranking_moved(double confidence, double offset);

/* Coded examples, and the fit of a ranking to them. */
struct example {
    float features[FEATURE_COUNT];
    bool right; /* a coder gave this code */
    uint32_t group; /* the chart it is from: folds never part a chart */
    float weight; /* how much it counts */
    uint32_t code, category; /* indexes into the lexicon's codes */
    double offset; /* of the code, which the weights need not explain */
};

/* Logistic regression by Newton's method, held near `prior` by a Gaussian of the given strength (in examples). Examples of
 * group % folds == left_out are not looked at (folds 0: all are). The threshold is left alone. */
enum status ranking_fit(const struct example *list, uint32_t n, const struct ranking *prior, double strength, uint32_t folds, uint32_t left_out,
                        struct ranking *ret) MUST_CHECK;

/* Offsets of categories and codes that the ranking leaves unexplained, each held near 0 by `strength`. ret: by code, room for
 * code_count; the offset of a code is that of its category and its own. */
enum status ranking_fit_codes(const struct example *list, uint32_t n, const struct ranking *r, double strength, uint32_t folds, uint32_t left_out,
                              uint32_t code_count, double *ret) MUST_CHECK;

#endif
