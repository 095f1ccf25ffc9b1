/* Image steps that both clean and read use. Leptonica images: in is lent, out is owned by the caller, NULL when out of
 * memory. "gray" is 8 bits deep, 0 black; "binary" is 1 bit deep, 1 ink. Sizes are in pixels of the image at hand. */
#ifndef CC_IMAGE_H
#define CC_IMAGE_H

#include "page.h"

/* Even light: every pixel divided by the paper's brightness around it, then ink stretched to black.
 * *ret_changed false (and a plain copy) when the page was even already. */
struct Pix *image_even(struct Pix *gray, bool *ret_changed);
/* Ink of an evenly lit page. */
struct Pix *image_ink(struct Pix *gray);
/* And ink lighter than that; the page is smoothed against noise. */
struct Pix *image_faint_ink(struct Pix *gray);
struct Pix *image_median(struct Pix *gray); /* of 3x3: takes single specks of either colour away */
struct Pix *image_thicken(struct Pix *gray); /* strokes grow by a pixel all around */
struct Pix *image_blur(struct Pix *gray, int radius_px); /* mean of (2r+1)^2, twice */
/* Everything lighter than `level` becomes paper, everything darker is stretched from black to `level`. */
struct Pix *image_clip(struct Pix *gray, int level);
/* Gray levels from `black` to `white` stretched to 0..255. */
struct Pix *image_levels(struct Pix *gray, int black, int white);
/* Its own ink stretched to black, its paper to white: faint print is so on no strip of its own. */
struct Pix *image_full_range(struct Pix *gray);
/* Gray image of w x h pixels: pixel (x, y) is that of `image`, of any depth, at map(x, y); paper where that lies outside. */
struct Pix *image_through(struct Pix *image, struct affine map, int w, int h);
/* Quarter turns clockwise (1..3). *map: result to `gray`. */
struct Pix *image_turn(struct Pix *gray, int turns, struct affine *map);

/* What the marks on the page look like. */
struct marks {
    int x_height_px; /* of the body text; 0 when there are too few letters to tell */
    int letters; /* marks of a letter's size */
    int specks; /* marks too small to be a dot of the text */
    bool broken; /* letters are in pieces or made of dots */
};
struct marks image_marks(struct Pix *binary);
/* The same, not misled by dots and pieces: these are closed up to find the letters' size. dpi: 0 = taken from a page's usual length. */
struct marks image_letters(struct Pix *binary, int dpi);
double image_least_x_height(struct Pix *image, int dpi); /* smaller print is rare */

/* Takes long thin lines out of `gray` in place, leaving the strokes of letters that cross them. least_px: shortest line;
 * gap_px: between the pieces of one. Gives the number of pixels taken. */
long image_erase_lines(struct Pix *gray, struct Pix *binary, int least_px, int gap_px, int thickest_px);
/* Takes the streaks of a dirty scanner or drum out of `gray` in place, which is `binary`'s page; strokes that they cross stay. *ret_doubtful:
 * where strokes may have stood that lay right under them, binary, the caller's; NULL when no streak was found. Gives the number of
 * pixels taken. */
long image_erase_streaks(struct Pix *gray, struct Pix *binary, int x_height_px, struct Pix **ret_doubtful);
void image_fill(struct Pix *gray, struct box box, int value);

#endif
