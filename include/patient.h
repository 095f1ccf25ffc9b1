/* Whose pages are these? A page of another patient is an alarm, not a source: it tells nothing about the chart, and a code that stands on
 * such pages alone is not suggested. */
#ifndef CC_PATIENT_H
#define CC_PATIENT_H

#include "queue.h"

/* Raises or takes back the alarm of each page, and fills `facts` from the chart's own pages. *ret_foreign, in the chart's arena: for each
 * page, whether it is another patient's and nobody let it pass. */
enum status patient_check(struct queue *q, const struct demographics *d, int64_t id, const struct chart *c, struct chart_facts *facts,
                          bool **ret_foreign) MUST_CHECK;
/* After matching: codes that stand on foreign pages alone are not suggested, and say why. */
enum status patient_doubt_foreign(struct chart *c, const bool *foreign) MUST_CHECK;

#endif
