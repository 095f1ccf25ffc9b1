/* Light and paper: what a scanner's lamp, a shadow or the sheet's back does to gray levels. */
#include "damage_parts.h"

#include <math.h>

struct slope {
    double levels, cx, cy, width, height; /* cx, cy: direction of the fall, each -1 or 1 */
};

static double slope_pixel(int x, int y, double gray, void *context)
{
    struct slope *s = context;
    double u = s->cx > 0 ? x / s->width : 1 - x / s->width;
    double v = s->cy > 0 ? y / s->height : 1 - y / s->height;
    return gray * (1 - s->levels / 255 * (.65 * u + .35 * v));
}

PIX *damage_gradient(PIX *in, double amount, GRand *rng)
{
    struct slope s = {amount, g_rand_boolean(rng) ? 1 : -1, g_rand_boolean(rng) ? 1 : -1, pixGetWidth(in), pixGetHeight(in)};
    return damage_each_pixel(in, slope_pixel, &s);
}

struct band {
    double depth, nx, ny, at, soft; /* unit normal, distance of the band's middle and half its width, in pixels */
};

static double band_pixel(int x, int y, double gray, void *context)
{
    struct band *b = context;
    double d = (x * b->nx + y * b->ny - b->at) / b->soft;
    return gray * (1 - b->depth * exp(-d * d));
}

PIX *damage_shadow(PIX *in, double amount, GRand *rng)
{
    double angle = damage_between(rng, -.6, .6);
    struct band b = {amount, cos(angle), sin(angle), 0, .18 * pixGetWidth(in)};
    b.at = b.nx * pixGetWidth(in) * damage_between(rng, .3, .7) + b.ny * pixGetHeight(in) * .5;
    return damage_each_pixel(in, band_pixel, &b);
}

/* An edge over a few pixels: a sharp shadow still has a thin half-lit rim. */
static double edge_pixel(int x, int y, double gray, void *context)
{
    struct band *b = context;
    double d = (x * b->nx + y * b->ny - b->at) / b->soft;
    return gray * (1 - b->depth / (1 + exp(-d)));
}

PIX *damage_hardshadow(PIX *in, double amount, GRand *rng)
{
    double angle = damage_between(rng, .2, 1.2);
    struct band b = {amount, cos(angle), sin(angle), 0, damage_px(in, .01)};
    b.at = b.nx * pixGetWidth(in) * damage_between(rng, .45, .6) + b.ny * pixGetHeight(in) * damage_between(rng, .4, .6);
    return damage_each_pixel(in, edge_pixel, &b);
}

static double contrast_pixel(int x, int y, double gray, void *context)
{
    double levels = *(double *)context;
    (void)x, (void)y;
    return 128 + levels * (.45 - (255 - gray) / 255); /* the paper grays too */
}

PIX *damage_lowcontrast(PIX *in, double amount, GRand *rng)
{
    (void)rng;
    return damage_each_pixel(in, contrast_pixel, &amount);
}

PIX *damage_dim(PIX *in, double amount, GRand *rng)
{
    double levels = 200 * (1 - amount);
    PIX *dark = damage_lowcontrast(in, levels, rng);
    PIX *uneven = damage_gradient(dark, 60 + 110 * amount, rng);
    PIX *out = damage_grain(uneven, 3 + 3 * amount, rng);
    pixDestroy(&dark);
    pixDestroy(&uneven);
    return out;
}

struct back {
    double share;
    PIX *pix; /* the mirrored back, blurred by the paper */
};

static double back_pixel(int x, int y, double gray, void *context)
{
    struct back *b = context;
    l_uint32 *line = pixGetData(b->pix) + (gsize)y * (gsize)pixGetWpl(b->pix);
    return gray * (1 - b->share * (255 - (double)GET_DATA_BYTE(line, x)) / 255);
}

/* The back carries the same kind of text: the page itself, mirrored and moved so that its lines fall between ours. */
PIX *damage_bleed(PIX *in, double amount, GRand *rng)
{
    PIX *mirror = pixFlipLR(NULL, in);
    PIX *moved = pixTranslate(NULL, mirror, (int)damage_px(in, damage_between(rng, -.2, .2)), (int)damage_px(in, damage_between(rng, .04, .3)),
                              L_BRING_IN_WHITE);
    struct back b = {amount, damage_blur(moved, .006, rng)};
    PIX *out = damage_each_pixel(in, back_pixel, &b);
    pixDestroy(&mirror);
    pixDestroy(&moved);
    pixDestroy(&b.pix);
    return out;
}

struct stain {
    double share, cx, cy, radius, wet;
    guint32 seed;
};

static double stain_pixel(int x, int y, double gray, void *context)
{
    struct stain *s = context;
    double wobble = damage_cloud(s->seed, x / s->wet, y / s->wet) * s->wet * .4;
    double d = hypot(x - s->cx, y - s->cy) + wobble - s->radius;
    double rim = exp(-d * d / (s->wet * s->wet * .01)), inside = d < 0 ? .35 : 0;
    return gray * (1 - s->share * MAX(rim, inside));
}

PIX *damage_stain(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    for (int i = 0; i < 3; i++) {
        struct stain s = {amount,
                          pixGetWidth(in) * g_rand_double(rng),
                          pixGetHeight(in) * g_rand_double(rng),
                          damage_px(in, damage_between(rng, .6, 1.6)),
                          damage_px(in, .4),
                          g_rand_int(rng)};
        PIX *next = damage_each_pixel(out, stain_pixel, &s);
        pixDestroy(&out);
        out = next;
    }
    return out;
}
