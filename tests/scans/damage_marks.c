/* Things on or around the sheet that are no part of its text. Stamped and watermarked words are not in the true text. */
#include "damage_parts.h"
#include "lettering.h"

#include <math.h>

PIX *damage_border(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    double w = pixGetWidth(in), h = pixGetHeight(in), left = damage_px(in, amount);
    double slope = damage_between(rng, -.01, .01);
    for (int y = 0; y < (int)h; y++) {
        damage_box(out, 0, y, left * .8 + fabs(slope) * y + g_rand_int_range(rng, 0, 3), 1, g_rand_int_range(rng, 0, 30));
        double right = left * .5 + fabs(slope) * (h - y);
        damage_box(out, w - right, y, right, 1, g_rand_int_range(rng, 0, 30));
    }
    damage_box(out, 0, 0, w, left * .45, 12);
    return out;
}

PIX *damage_punch(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    int holes = (int)amount;
    double x = damage_px(in, damage_between(rng, .3, .42)), h = pixGetHeight(in);
    for (int i = 0; i < holes; i++) {
        double y = h * (i + 1) / (holes + 1);
        damage_disc(out, x + 2, y + 2, damage_px(in, .14), 120);
        damage_disc(out, x, y, damage_px(in, .13), 8);
    }
    return out;
}

static void staple_draw(PIX *page, double x, double y, GRand *rng)
{
    double long_px = damage_px(page, .45), thick_px = damage_px(page, .02), rise = damage_between(rng, -.7, -.3);
    for (double t = 0; t < long_px; t += .5) {
        damage_disc(page, x + t + 2, y + t * rise + 3, thick_px * .8, 150);
        damage_disc(page, x + t, y + t * rise, thick_px * .7, 30);
    }
}

/* The corner beside a staple is dog-eared: a dark triangle where the lid saw no paper. */
static void corner_draw(PIX *page, double size_px)
{
    for (int y = 0; y < (int)size_px; y++) damage_box(page, 0, y, size_px - y, 1, y + 3 > (int)size_px ? 120 : 25);
}

PIX *damage_staple(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    corner_draw(out, damage_px(in, .45));
    for (int i = 0; i < (int)amount; i++) staple_draw(out, damage_px(in, .35 + .22 * i), damage_px(in, .6 + .06 * i), rng);
    return out;
}

struct overlay {
    PIX *mask; /* 8 bpp, 255 where the letters are; owned by the caller of overlay_apply */
    double x, y, share;
    guint32 seed;
    double worn; /* share of the mask that did not print */
};

static double overlay_pixel(int x, int y, double gray, void *context)
{
    struct overlay *o = context;
    l_uint32 level = 0;
    if (pixGetPixel(o->mask, x - (int)o->x, y - (int)o->y, &level)) return gray;
    double wear = o->worn > 0 && damage_cloud(o->seed, x / 5.0, y / 5.0) < o->worn ? .25 : 1;
    return gray * (1 - o->share * wear * level / 255);
}

static PIX *overlay_apply(PIX *in, struct overlay *o, GRand *rng)
{
    o->seed = g_rand_int(rng);
    PIX *out = damage_each_pixel(in, overlay_pixel, o);
    pixDestroy(&o->mask);
    return out;
}

PIX *damage_stamp(PIX *in, double amount, GRand *rng)
{
    static const char *const words[] = {"RECEIVED", "SCANNED", "COPY", "FAXED", "MEDICAL RECORDS"};
    const char *word = words[g_rand_int_range(rng, 0, (int)G_N_ELEMENTS(words))];
    struct overlay o = {.share = amount, .worn = .4};
    o.mask = lettering_stamp(word, damage_px(in, .42), damage_between(rng, -18, 18));
    o.x = (pixGetWidth(in) - pixGetWidth(o.mask)) * damage_between(rng, .3, .9);
    o.y = pixGetHeight(in) * damage_between(rng, .3, .7);
    return overlay_apply(in, &o, rng);
}

PIX *damage_watermark(PIX *in, double amount, GRand *rng)
{
    static const char *const words[] = {"CONFIDENTIAL", "DUPLICATE", "COPY ONLY", "DRAFT"};
    const char *word = words[g_rand_int_range(rng, 0, (int)G_N_ELEMENTS(words))];
    struct overlay o = {.share = amount};
    o.mask = lettering_line(word, damage_px(in, 1.15), damage_between(rng, -55, -42));
    o.x = (pixGetWidth(in) - pixGetWidth(o.mask)) / 2;
    o.y = (pixGetHeight(in) - pixGetHeight(o.mask)) / 2 - damage_px(in, 1.4); /* most text stands high on the page */
    return overlay_apply(in, &o, rng);
}

/* A scratch on the drum prints once a turn as a line down the page, of uneven darkness and with gaps. */
static void streak_draw(PIX *page, GRand *rng)
{
    double x = pixGetWidth(page) * damage_between(rng, .08, .92), wide = damage_px(page, damage_between(rng, .006, .02));
    guint32 seed = g_rand_int(rng);
    for (int y = 0; y < pixGetHeight(page); y++) {
        double dark = damage_cloud(seed, 0, y / 60.0);
        if (dark > .3) damage_box(page, x + 2 * sin(y / 200.0), y, wide * (.4 + dark), 1, (int)(110 * (1 - dark)));
    }
}

PIX *damage_streaks(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    for (int i = 0; i < (int)amount; i++) streak_draw(out, rng);
    return out;
}

/* A pre-printed grid that knows nothing of the text typed over it. */
PIX *damage_gridlines(PIX *in, double amount, GRand *rng)
{
    PIX *out = pixCopy(NULL, in);
    double w = pixGetWidth(in), h = pixGetHeight(in), thick = damage_px(in, .008), edge = damage_px(in, .4);
    double start = damage_px(in, .5 + damage_between(rng, 0, .1));
    for (double y = start; y < h - edge; y += damage_px(in, amount)) damage_box(out, edge, y, w - 2 * edge, thick, 40);
    for (int i = 0; i <= 4; i++) damage_box(out, edge + (w - 2 * edge) * i / 4, start, thick, h - edge - start, 40);
    return out;
}
