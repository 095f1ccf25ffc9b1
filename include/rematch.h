/* Matching a chart of the queue again, after what its pages say changed. */
#ifndef CC_REMATCH_H
#define CC_REMATCH_H

#include "queue.h"
#include "run.h"

/* facts: of the chart, as the queue knows them; the pages fill what is unknown. Decisions stay. Everything in between lives in the arena. */
enum status chart_match_again(struct queue *q, struct chart_line *line, const struct demographics *demographics, int64_t chart,
                              const struct chart_facts *facts, struct arena *arena) MUST_CHECK;

#endif
