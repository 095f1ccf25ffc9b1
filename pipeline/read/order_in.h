/* Inside the order of reading: pieces of lines, and the strips of white that part them. Lengths in pixels of the cleaned page. */
#ifndef CC_ORDER_IN_H
#define CC_ORDER_IN_H

#include "read_in.h"

/* Words that stand side by side on one height. */
struct piece {
    uint32_t first, count; /* words; they stand side by side in the reading */
    struct box box; /* y and h are medians over the words, so that one tall word does not make a tall line */
};

/* Pieces of one part of the page, sorted by order_by_height. */
struct pieces {
    const struct reading *in;
    struct piece *at;
    uint32_t n;
    int height; /* median */
    int blank; /* median between words of a piece; 0: none */
};

/* A strip of white at `x` through pieces first..end-1. */
struct gutter {
    int x;
    uint32_t first, end;
    bool right_notes; /* of margins: the notes stand on the right */
};

struct piece order_piece(const struct reading *in, uint32_t first, uint32_t count);
int order_by_height(const void *a, const void *b); /* by the middle, then from the left */

#define CLEAR_OF_BLANKS 1.6 /* blanks that stand over each other by chance leave a strip of one blank */

/* What a piece has on one side of x. chars 0: nothing. */
struct part {
    uint32_t first, count; /* words */
    int chars, letters, cells; /* cells: stretches without a wide gap */
    int shortest; /* characters of the shortest cell */
    int left, right, top, bottom;
    bool goes_on; /* begins with a small letter: the sentence comes from the line before */
};
/* Of every piece. */
void gutter_parts(const struct pieces *p, int x, struct part *left, struct part *right);
/* Where a strip may be: just left of the left edges that at least `fewest` lines share. Gives their number; 0 also when out of memory. */
uint32_t gutter_places(const struct pieces *p, int fewest, struct arena *arena, int **ret_x);

/* Columns of running text, best first: both sides are to be read one after the other. False when there are none. */
bool gutter_find_columns(const struct pieces *p, struct arena *arena, struct gutter *ret);
/* Two pages side by side on one scan, each to be read by itself. */
bool spread_find(const struct pieces *p, struct arena *arena, struct gutter *ret);
/* Short notes beside running text. */
bool margin_find(const struct pieces *p, struct arena *arena, struct gutter *ret);
/* Where the note that begins with the from-th of `notes` ends; both sorted by height. */
uint32_t margin_next(const struct pieces *notes, const struct pieces *text, uint32_t from);

#endif
