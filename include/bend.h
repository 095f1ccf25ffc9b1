/* How a sheet bends: at every point of the levelled page, how far below it the same point lay before. A field of shifts, given
 * at the knots of a grid and bilinear between them, for folds, curled books and two halves that lean differently.
 * Owned by whoever called bend_find; one thread at a time. Sizes are in pixels of the page that was measured. */
#ifndef CC_BEND_H
#define CC_BEND_H

#include "page.h"

struct bend;

/* Follows the lines of text of a page that is straight as a whole. NULL when none bends, when there are too few to tell,
 * or when out of memory: the page is then read as it is. */
struct bend *bend_find(struct Pix *binary, int x_height_px);
void bend_free(struct bend *b); /* takes NULL */
/* The levelled page, owned by the caller; NULL when out of memory. gray: 8 bits deep, of the size that was measured. */
struct Pix *bend_level(struct Pix *gray, const struct bend *b);
/* Where a box of the cleaned page lies on the original. */
struct box bend_to_original(const struct page *page, struct box box);

#endif
