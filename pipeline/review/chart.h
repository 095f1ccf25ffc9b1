/* A chart as JSON, for the routes that answer with one. */
#ifndef CC_REVIEW_CHART_H
#define CC_REVIEW_CHART_H

#include "review_in.h"

#include "desk.h"

/* The whole chart as it is now, matched again first where a transcription came or went. */
enum status chart_json(struct exchange *x, int64_t chart, json_t **ret) MUST_CHECK;
/* The codes of a chart; lex: of its date of service. */
json_t *codes_json(const struct lexicon *lex, const struct desk_chart *c);
json_t *withheld_json(const struct desk_chart *c);
json_t *edits_json(const struct desk_chart *c);

/* Codes that stand beside this one in the Tabular and differ from it by a word or two of their titles: the other side, another
 * acuity, "unspecified". At most SIBLINGS_MOST, nearest first. */
#define SIBLINGS_MOST 6
uint32_t code_siblings(const struct lexicon *lex, uint32_t code, uint32_t ret[SIBLINGS_MOST]);

/* An act out of its JSON; texts are lent by it. ST_USAGE. */
enum status act_read(const json_t *o, struct arena *arena, struct desk_act *ret) MUST_CHECK;

/* The lexicon of a day, lent until the exchange ends. */
enum status exchange_lexicon(struct exchange *x, int date, const struct lexicon **ret) MUST_CHECK;
/* Matches the chart again, as `chartcode run` does, and stores what was found. */
enum status chart_rematch(struct exchange *x, const struct desk_chart *c) MUST_CHECK;

#endif
