/* The specialty of a chart, by the sections it has: dictionaries/specialties.tsv. */
#ifndef CC_QUEUE_SPECIALTY_H
#define CC_QUEUE_SPECIALTY_H

#include "page.h"

struct specialties;

/* path NULL: the program's own. ST_BAD_DATA names file and line. */
enum status specialties_open(const char *path, struct specialties **ret) MUST_CHECK;
void specialties_close(struct specialties *s); /* takes NULL */
/* NULL: none of the sections tells. Lent by s. */
const char *specialty_of(const struct specialties *s, const struct chart *c);

#endif
