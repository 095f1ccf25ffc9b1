/* Dates as people write them in American charts. */
#ifndef CC_QUEUE_DATES_H
#define CC_QUEUE_DATES_H

#include "base/text.h"

/* A date at the front of s: 03/11/1968, 3-11-68, 1968-03-11, March 11, 1968, 11 Mar 1968. Two digits of a year are of the
 * last hundred years. False when there is none or it is no day of the calendar. */
bool date_of_text(struct str s, int *ret_yyyymmdd);

#endif
