/* Whose page is it? What a page says of name, MRN and date of birth against what is known of its chart: the wrong-patient alarm.
 *
 * A scan misreads, clinics write a name in either order, shorten it and leave out what they like, and other hospitals have numbers of
 * their own for the same person. So one fact that agrees weighs against one that does not, one misread digit is no difference, and an MRN of
 * another shape is another hospital's. What is left is said: a page of another patient is an alarm, not a source. */
#ifndef CC_IDENTITY_H
#define CC_IDENTITY_H

#include "demographics.h"

struct identity {
    struct phi name, mrn; /* empty: unknown */
    int born; /* yyyymmdd; 0: unknown */
};

enum identity_fact { IDENTITY_NAME = 1, IDENTITY_MRN = 2, IDENTITY_BORN = 4 };

/* Bits of enum identity_fact in which the page's patient is another than the chart's; 0: the same, or nothing speaks against it. */
unsigned identity_differs(const struct identity *chart, const struct identity *page);
/* The page is surely of this patient: the MRN agrees, or name and birthday do. */
bool identity_agrees(const struct identity *chart, const struct identity *page);

/* What the surest labels of a page say. A value whose words were read with a confidence under a half is left out. */
struct identity identity_of_page(const struct demographics *d, struct arena *arena, const struct page *page);

/* Completes `known` (what was given with the chart) from pages that surely agree, or where nothing was given takes the patient
 * whom most pages name; then fills ret_differs for each page. The arena is for its own work. */
enum status identity_of_chart(struct arena *arena, const struct identity *known, const struct identity *pages, uint32_t n,
                              unsigned *ret_differs) MUST_CHECK;

#endif
