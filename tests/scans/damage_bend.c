/* Geometry: turned, slanted, curled and folded sheets. */
#include "damage_parts.h"

#include <math.h>

PIX *damage_skew(PIX *in, double amount, GRand *rng)
{
    (void)rng;
    PIX *out = pixRotate(in, (l_float32)(amount * G_PI / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    pixCopyResolution(out, in);
    return out;
}

PIX *damage_turn(PIX *in, double amount, GRand *rng)
{
    (void)rng;
    PIX *out = pixRotateOrth(in, (int)lrint(amount / 90) % 4);
    pixCopyResolution(out, in);
    return out;
}

/* The sheet's four corners, from the top left clockwise, moved in by up to share of the width. */
static PTA *corners(PIX *in, double share, GRand *rng)
{
    double w = pixGetWidth(in), h = pixGetHeight(in);
    PTA *pta = ptaCreate(4);
    for (int i = 0; i < 4; i++) {
        double in_x = share > 0 ? w * share * damage_between(rng, .3, 1) : 0;
        double in_y = share > 0 ? w * share * damage_between(rng, .3, 1) : 0;
        int right = i == 1 || i == 2, low = i >= 2;
        ptaAddPt(pta, (l_float32)(right ? w - 1 - in_x : in_x), (l_float32)(low ? h - 1 - in_y : in_y));
    }
    return pta;
}

/* A desk darker than paper, with grain along one way, so that edges can be found as in life. */
static double desk_pixel(int x, int y, double gray, void *context)
{
    guint32 seed = *(guint32 *)context;
    if (gray > 0) return gray;
    return 60 + 40 * damage_cloud(seed, x / 300.0, y / 9.0) + 12 * damage_cloud(seed + 1, x / 20.0, y / 3.0);
}

PIX *damage_photo(PIX *in, double amount, GRand *rng)
{
    PTA *from = corners(in, 0, rng), *to = corners(in, amount, rng);
    PIX *lifted = pixCopy(NULL, in); /* level 0 marks "off the sheet" below, so ink must not be 0 */
    pixAddConstantGray(lifted, 3);
    PIX *slanted = pixProjectivePta(lifted, to, from, L_BRING_IN_BLACK);
    guint32 seed = g_rand_int(rng);
    PIX *desk = damage_each_pixel(slanted, desk_pixel, &seed);
    PIX *lit = damage_gradient(desk, 60, rng);
    PIX *soft = damage_blur(lit, .0018, rng);
    PIX *out = damage_grain(soft, 4, rng);
    pixCopyResolution(out, in);
    ptaDestroy(&from);
    ptaDestroy(&to);
    pixDestroy(&lifted);
    pixDestroy(&slanted);
    pixDestroy(&desk);
    pixDestroy(&lit);
    pixDestroy(&soft);
    return out;
}

struct bend {
    double height_px, width_px, turn;
};

/* Lines sag towards the spine (left edge) and are squeezed there, as on a bound book's glass. */
static void curl_warp(double x, double y, double *ret_x, double *ret_y, const void *context)
{
    const struct bend *b = context;
    double u = x / b->width_px, near = exp(-u * 3.2);
    *ret_y = y - b->height_px * (near + .25 * sin(u * 4 + b->turn));
    *ret_x = x + b->height_px * .5 * (near - exp(-3.2));
}

static double spine_pixel(int x, int y, double gray, void *context)
{
    struct bend *b = context;
    (void)y;
    return gray * (1 - .45 * exp(-x / b->width_px * 9));
}

PIX *damage_curl(PIX *in, double amount, GRand *rng)
{
    struct bend b = {damage_px(in, amount), pixGetWidth(in), damage_between(rng, 0, 3)};
    PIX *bent = damage_warp(in, curl_warp, &b, 255);
    PIX *out = damage_each_pixel(bent, spine_pixel, &b);
    pixDestroy(&bent);
    return out;
}

struct creases {
    double x, y, shift_px, inch_px; /* one crease down at x, one across at y; pixels */
};

/* Along the upright crease the sheet stands off the glass: lines bend there, upwards above the other crease and downwards
 * below it. The bend dies away within about an inch, and nothing is hidden or shown twice. */
static void fold_warp(double x, double y, double *ret_x, double *ret_y, const void *context)
{
    const struct creases *c = context;
    double near = exp(-fabs(x - c->x) / (1.1 * c->inch_px)), side = tanh((c->y - y) / (1.5 * c->inch_px));
    *ret_y = y + c->shift_px * near * side;
    *ret_x = x + c->shift_px * .3 * side;
}

static double crease_pixel(int x, int y, double gray, void *context)
{
    const struct creases *c = context;
    double wide = c->inch_px * .012 + 1;
    double d = MIN(fabs(x - c->x - 3 * sin(y / 90.0)), fabs(y - c->y - 2 * sin(x / 70.0))) / wide;
    double panel = (x < c->x) == (y < c->y) ? 0 : 14;
    return gray - panel - 70 * exp(-d * d);
}

PIX *damage_fold(PIX *in, double amount, GRand *rng)
{
    struct creases c = {pixGetWidth(in) * damage_between(rng, .4, .6), pixGetHeight(in) * damage_between(rng, .4, .6), damage_px(in, amount),
                        damage_px(in, 1)};
    PIX *bent = damage_warp(in, fold_warp, &c, 255);
    PIX *out = damage_each_pixel(bent, crease_pixel, &c);
    pixDestroy(&bent);
    return out;
}
