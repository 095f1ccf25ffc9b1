/* Ink: letters that printed badly. */
#include "damage_parts.h"

#include <math.h>

struct ink {
    double amount, scale_px, dpi;
    guint32 seed;
};

static double faded_pixel(int x, int y, double gray, void *context)
{
    struct ink *i = context;
    double patch = damage_cloud(i->seed, x / i->dpi / 1.1, y / i->dpi / .7);
    double lost = i->amount * (.35 + .65 * patch);
    return 255 - (255 - gray) * (1 - lost);
}

PIX *damage_faded(PIX *in, double amount, GRand *rng)
{
    struct ink i = {amount, 1, damage_px(in, 1), g_rand_int(rng)};
    return damage_each_pixel(in, faded_pixel, &i);
}

/* Gaps about as wide as a stroke: finer ones blur away, wider ones would take whole letters. */
static double broken_pixel(int x, int y, double gray, void *context)
{
    struct ink *i = context;
    double worn = damage_cloud(i->seed, x / i->scale_px, y / i->scale_px);
    return worn < i->amount ? 255 - (255 - gray) * .12 : gray + 50 * (255 - gray) / 255;
}

PIX *damage_broken(PIX *in, double amount, GRand *rng)
{
    struct ink i = {.2 + .5 * amount, damage_px(in, .011), damage_px(in, 1), g_rand_int(rng)};
    PIX *worn = damage_each_pixel(in, broken_pixel, &i);
    PIX *out = damage_blur(worn, .0016, rng);
    pixDestroy(&worn);
    return out;
}

/* An ink jet that runs dry drops some rows of nozzles: bands of pale text with fine white lines. */
static double lowink_pixel(int x, int y, double gray, void *context)
{
    struct ink *i = context;
    double band = damage_cloud(i->seed, 0, y / i->dpi / .55), row = damage_cloud(i->seed + 1, 0, y / i->scale_px);
    (void)x;
    if (band < .42) return gray;
    double lost = i->amount * (row < .45 ? 1 : .7) * MIN(1, (band - .42) * 8);
    return 255 - (255 - gray) * (1 - lost);
}

PIX *damage_lowink(PIX *in, double amount, GRand *rng)
{
    struct ink i = {amount, damage_px(in, .006), damage_px(in, 1), g_rand_int(rng)};
    return damage_each_pixel(in, lowink_pixel, &i);
}

/* One pin per cell of the grid where the letter covers enough of it; the dot is rounder and wider than the cell. */
PIX *damage_dotmatrix(PIX *in, double amount, GRand *rng)
{
    double cell_px = damage_px(in, 1) / amount;
    PIX *pins = pixScaleAreaMap(in, (l_float32)(1 / cell_px), (l_float32)(1 / cell_px));
    PIX *paper = pixCreateTemplate(in);
    pixSetAll(paper);
    for (int y = 0; y < pixGetHeight(pins); y++)
        for (int x = 0; x < pixGetWidth(pins); x++) {
            l_uint32 level = 255;
            pixGetPixel(pins, x, y, &level);
            if (level < 150)
                damage_disc(paper, (x + .5) * cell_px, (y + .5) * cell_px + damage_between(rng, -.2, .2), cell_px * damage_between(rng, .46, .58),
                            g_rand_int_range(rng, 30, 110));
        }
    PIX *out = damage_blur(paper, .0014, rng);
    pixDestroy(&pins);
    pixDestroy(&paper);
    return out;
}
