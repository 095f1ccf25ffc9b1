/* damage_parts: what the families of damage share, and the kinds that each gives to the table in damage.c.
 *
 * Only damage*.c include this. A function that makes a PIX gives it to the caller; PIX arguments are lent.
 */
#ifndef CHARTCODE_TESTS_DAMAGE_PARTS_H
#define CHARTCODE_TESTS_DAMAGE_PARTS_H

#include "damage.h"

/* New gray level, 0..255 (clamped by the caller), of the pixel at x, y (pixels) that now has level gray. */
typedef double (*damage_pixel_fn)(int x, int y, double gray, void *context);
PIX *damage_each_pixel(PIX *in, damage_pixel_fn fn, void *context);

/* Where in the old page (pixels) the new page's point x, y comes from. Off the page is filled with gray level fill. */
typedef void (*damage_warp_fn)(double x, double y, double *ret_x, double *ret_y, const void *context);
PIX *damage_warp(PIX *in, damage_warp_fn fn, const void *context, double fill);

/* Inches of paper to pixels of this page. */
double damage_px(PIX *in, double inches);
/* Evenly between low and high. */
double damage_between(GRand *rng, double low, double high);
/* Bell-shaped, mean 0, deviation 1 (sum of twelve: no tails past 6). */
double damage_normal(GRand *rng);
/* Cloudy noise, 0..1, smooth over about one unit of u and v; the same for the same seed. */
double damage_cloud(guint32 seed, double u, double v);
/* Opaque disc of one gray level; centre and radius in pixels; changes page. */
void damage_disc(PIX *page, double cx, double cy, double radius, int gray);
void damage_box(PIX *page, double x, double y, double w, double h, int gray);

/* light */
PIX *damage_gradient(PIX *in, double amount, GRand *rng);
PIX *damage_shadow(PIX *in, double amount, GRand *rng);
PIX *damage_hardshadow(PIX *in, double amount, GRand *rng);
PIX *damage_lowcontrast(PIX *in, double amount, GRand *rng);
PIX *damage_dim(PIX *in, double amount, GRand *rng);
PIX *damage_bleed(PIX *in, double amount, GRand *rng);
PIX *damage_stain(PIX *in, double amount, GRand *rng);
/* noise */
PIX *damage_speckle(PIX *in, double amount, GRand *rng);
PIX *damage_saltpepper(PIX *in, double amount, GRand *rng);
PIX *damage_grain(PIX *in, double amount, GRand *rng);
PIX *damage_blur(PIX *in, double amount, GRand *rng);
PIX *damage_jpeg(PIX *in, double amount, GRand *rng);
PIX *damage_copier(PIX *in, double amount, GRand *rng);
/* copies and faxes */
PIX *damage_threshold(PIX *in, double amount, GRand *rng);
PIX *damage_copies(PIX *in, double amount, GRand *rng);
PIX *damage_faxfine(PIX *in, double amount, GRand *rng);
PIX *damage_faxcoarse(PIX *in, double amount, GRand *rng);
PIX *damage_lowdpi(PIX *in, double amount, GRand *rng);
/* geometry */
PIX *damage_skew(PIX *in, double amount, GRand *rng);
PIX *damage_turn(PIX *in, double amount, GRand *rng);
PIX *damage_photo(PIX *in, double amount, GRand *rng);
PIX *damage_curl(PIX *in, double amount, GRand *rng);
PIX *damage_fold(PIX *in, double amount, GRand *rng);
/* marks */
PIX *damage_border(PIX *in, double amount, GRand *rng);
PIX *damage_punch(PIX *in, double amount, GRand *rng);
PIX *damage_staple(PIX *in, double amount, GRand *rng);
PIX *damage_stamp(PIX *in, double amount, GRand *rng);
PIX *damage_watermark(PIX *in, double amount, GRand *rng);
PIX *damage_streaks(PIX *in, double amount, GRand *rng);
PIX *damage_gridlines(PIX *in, double amount, GRand *rng);
/* ink */
PIX *damage_faded(PIX *in, double amount, GRand *rng);
PIX *damage_broken(PIX *in, double amount, GRand *rng);
PIX *damage_lowink(PIX *in, double amount, GRand *rng);
PIX *damage_dotmatrix(PIX *in, double amount, GRand *rng);

#endif
