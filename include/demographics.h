/* Who the patient is and when the encounter was, as printed at the head of a page ("MRN: 00482917   DOB: 03/11/1968").
 * The labels stand in dictionaries/demographics.tsv. What is read is PHI. */
#ifndef CC_DEMOGRAPHICS_H
#define CC_DEMOGRAPHICS_H

#include "page.h"

/* What is known of a chart beside its codes. Numbers and dates are 0, texts empty, age_years -1 where unknown. */
struct chart_facts {
    struct encounter encounter;
    struct phi name, mrn, account;
    int born; /* yyyymmdd */
    int priority; /* higher is sooner */
};

struct demographics;

/* path: NULL = the program's own dictionary. ST_BAD_DATA names file and line. */
enum status demographics_open(const char *path, struct demographics **ret) MUST_CHECK;
void demographics_close(struct demographics *d); /* takes NULL */

/* Fills what `facts` does not know yet from the text of a page. Texts are lent from the page or the arena. The age is worked
 * out from the birthday and the date of service where the page does not print it. */
void demographics_read(const struct demographics *d, struct arena *arena, struct phi page_text, struct chart_facts *facts);

/* The same from the surest labels alone: "MRN", "DOB", "Patient", where no other person or number can be meant. */
void demographics_read_surest(const struct demographics *d, struct arena *arena, struct phi page_text, struct chart_facts *facts);

#endif
