/* Copies and faxes: fewer pixels, two levels. */
#include "damage_parts.h"

#include <math.h>

PIX *damage_threshold(PIX *in, double amount, GRand *rng)
{
    (void)rng;
    PIX *out = pixThresholdToBinary(in, (int)amount);
    pixCopyResolution(out, in);
    return out;
}

/* One pass over a copier's glass: not quite straight, a little soft, dusty, and a darkness that drifts. */
static PIX *copy_once(PIX *in, GRand *rng)
{
    PIX *turned = damage_skew(in, damage_between(rng, -.35, .35), rng);
    PIX *soft = damage_blur(turned, damage_between(rng, .0018, .003), rng);
    PIX *noisy = damage_grain(soft, 20, rng);
    PIX *dusty = damage_copier(noisy, 25, rng);
    PIX *out = damage_threshold(dusty, damage_between(rng, 140, 175), rng);
    pixDestroy(&turned);
    pixDestroy(&soft);
    pixDestroy(&noisy);
    pixDestroy(&dusty);
    return out;
}

PIX *damage_copies(PIX *in, double amount, GRand *rng)
{
    PIX *page = pixCopy(NULL, in);
    for (int i = 0; i < (int)amount; i++) {
        PIX *gray = pixConvertTo8(page, 0);
        pixCopyResolution(gray, in);
        pixDestroy(&page);
        page = copy_once(gray, rng);
        pixDestroy(&gray);
    }
    return page;
}

/* Scales by area, as a fax's sensor does, so that thin strokes thin out instead of vanishing at random. */
static PIX *fax_scale(PIX *in, int dpi_x, int dpi_y)
{
    double dpi = damage_px(in, 1);
    PIX *soft = damage_blur(in, .0012, NULL);
    PIX *out = pixScaleGeneral(soft, (l_float32)(dpi_x / dpi), (l_float32)(dpi_y / dpi), 0, 0);
    pixDestroy(&soft);
    pixSetResolution(out, dpi_x, dpi_y);
    return out;
}

/* Line noise on a phone wire blackens or whitens a short run along a row. */
static void fax_specks(PIX *page, double per_square_inch, GRand *rng)
{
    double square_inches = (double)pixGetWidth(page) / pixGetXRes(page) * pixGetHeight(page) / pixGetYRes(page);
    for (int i = 0; i < (int)(per_square_inch * square_inches); i++)
        damage_box(page, g_rand_int_range(rng, 0, pixGetWidth(page)), g_rand_int_range(rng, 0, pixGetHeight(page)), g_rand_int_range(rng, 1, 5), 1,
                   g_rand_boolean(rng) ? 0 : 255);
}

static PIX *fax(PIX *in, int dpi_y, double specks, GRand *rng)
{
    PIX *small = fax_scale(in, 204, dpi_y);
    fax_specks(small, specks, rng);
    PIX *out = damage_threshold(small, 165, rng);
    pixDestroy(&small);
    return out;
}

PIX *damage_faxfine(PIX *in, double amount, GRand *rng)
{
    return fax(in, 196, amount, rng);
}

PIX *damage_faxcoarse(PIX *in, double amount, GRand *rng)
{
    return fax(in, 98, amount, rng);
}

PIX *damage_lowdpi(PIX *in, double amount, GRand *rng)
{
    double scale = amount / damage_px(in, 1);
    (void)rng;
    if (scale >= 1) return pixCopy(NULL, in);
    PIX *out = pixScaleGeneral(in, (l_float32)scale, (l_float32)scale, 0, 0);
    pixSetResolution(out, (int)amount, (int)amount);
    return out;
}
