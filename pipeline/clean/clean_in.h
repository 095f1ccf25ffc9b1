/* Inside clean: the steps. Images going in are lent; what comes out is owned by the caller, NULL when out of memory.
 * "gray" is 8 bits deep, "binary" 1 bit deep. x_height_px: height of the body's small letters, 0 when unknown. */
#ifndef CC_CLEAN_IN_H
#define CC_CLEAN_IN_H

#include "affine.h"
#include "clean.h"

struct Pix;

/* 8 bits, square pixels: rows or columns of a fax with unequal resolution are made up. *map: result to `in`. */
struct Pix *clean_square(struct Pix *in, struct affine *map);
/* Scales to the size of letters Tesseract likes; a plain copy when they have it already. */
struct Pix *clean_size(struct Pix *gray, int x_height_px, int dpi, struct affine *map);
/* Quarter turns clockwise (0..3) that make the text upright, as far as the letters' ascenders tell; 0 when they do not. */
int clean_find_turns(struct Pix *binary);
/* Clockwise tilt in degrees of the text lines; 0 when unsure. */
double clean_find_skew(struct Pix *binary);
struct Pix *clean_deskew(struct Pix *gray, double skew_deg, struct affine *map);

/* Nothing but paper, as the back of a sheet; before even light is made. */
bool clean_is_bare(struct Pix *gray);

/* A printed screen of dots lighter than the text goes, as behind the fields of a coloured form; NULL also when there is none. */
struct Pix *clean_screen(struct Pix *gray);

/* White on black, as a whole. */
bool clean_is_reversed(struct Pix *gray);

/* These change `gray` in place and tell whether they did. */
bool clean_borders(struct Pix *gray, struct Pix *binary, int x_height_px); /* black edges of an oversize scan */
bool clean_blocks(struct Pix *gray, struct Pix *binary, int x_height_px); /* reversed headings turned, punched holes filled */
bool clean_specks(struct Pix *gray, struct Pix *binary, int x_height_px, int many); /* dust that lies away from letters, where there is much */

#endif
