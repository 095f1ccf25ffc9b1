/* Inside clean: the steps. Images going in are lent; what comes out is owned by the caller, NULL when out of memory. */
#ifndef CC_CLEAN_IN_H
#define CC_CLEAN_IN_H

#include "affine.h"
#include "clean.h"

struct Pix;

/* 8 bits, square pixels: rows or columns of a fax with unequal resolution are repeated. *map: result to `in`. */
struct Pix *clean_square(struct Pix *in, struct affine *map);
/* Quarter turns clockwise (0..3) that make the text upright, as far as the letters' ascenders tell. `binary`: 1 bit deep. */
int clean_find_turns(struct Pix *binary);
struct Pix *clean_turn(struct Pix *in, int turns, struct affine *map);
/* Clockwise tilt in degrees of the text lines in `binary`; 0 when unsure. */
double clean_find_skew(struct Pix *binary);
struct Pix *clean_deskew(struct Pix *in, double skew_deg, struct affine *map);
/* A threshold that adapts to the light on the page. `gray`: 8 bits deep. */
struct Pix *clean_binary(struct Pix *gray);

#endif
