/* Shared by the files of pipeline/queue that learn. */
#ifndef CC_QUEUE_LEARN_INTERNAL_H
#define CC_QUEUE_LEARN_INTERNAL_H

#include "learn.h"

/* Everything but the weight and the counts. */
bool learn_row_same(const struct learn_row *a, const struct learn_row *b);
void learn_row_id(const struct learn_row *r, char id[LEARN_ID_BYTES]);

/* What to add before the logistic, in steps of 0.1: the log odds of the smoothed acceptance rate less those of the mean confidence.
 * The smoothing is a Beta prior whose mean is that confidence, so that decisions that go as promised ask for nothing. */
double learn_weight(int64_t accepted, int64_t decided, double confidence);

#endif
