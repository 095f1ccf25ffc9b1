/* Shared workings: pixel loops, warps, random numbers, plain shapes. */
#include "damage_parts.h"

#include <math.h>

static int level_clamp(double gray)
{
    return gray <= 0 ? 0 : gray >= 255 ? 255 : (int)lrint(gray);
}

PIX *damage_each_pixel(PIX *in, damage_pixel_fn fn, void *context)
{
    PIX *out = pixCopy(NULL, in);
    int words = pixGetWpl(out);
    for (int y = 0; y < pixGetHeight(out); y++) {
        l_uint32 *line = pixGetData(out) + (gsize)y * (gsize)words;
        for (int x = 0; x < pixGetWidth(out); x++) {
            double gray = (double)GET_DATA_BYTE(line, x);
            SET_DATA_BYTE(line, x, (l_uint8)level_clamp(fn(x, y, gray, context)));
        }
    }
    return out;
}

static double level_at(PIX *in, int x, int y, double fill)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(in) || y >= pixGetHeight(in)) return fill;
    l_uint32 *line = pixGetData(in) + (gsize)y * (gsize)pixGetWpl(in);
    return (double)GET_DATA_BYTE(line, x);
}

/* Between the four pixels around a point: nearest alone would make letters jagged, which no scanner does. */
static double level_between(PIX *in, double x, double y, double fill)
{
    double left = floor(x), top = floor(y), u = x - left, v = y - top;
    int ix = (int)left, iy = (int)top;
    double above = level_at(in, ix, iy, fill) * (1 - u) + level_at(in, ix + 1, iy, fill) * u;
    double below = level_at(in, ix, iy + 1, fill) * (1 - u) + level_at(in, ix + 1, iy + 1, fill) * u;
    return above * (1 - v) + below * v;
}

PIX *damage_warp(PIX *in, damage_warp_fn fn, const void *context, double fill)
{
    PIX *out = pixCreateTemplate(in);
    int words = pixGetWpl(out);
    for (int y = 0; y < pixGetHeight(out); y++) {
        l_uint32 *line = pixGetData(out) + (gsize)y * (gsize)words;
        for (int x = 0; x < pixGetWidth(out); x++) {
            double from_x = x, from_y = y;
            fn(x, y, &from_x, &from_y, context);
            SET_DATA_BYTE(line, x, (l_uint8)level_clamp(level_between(in, from_x, from_y, fill)));
        }
    }
    return out;
}

double damage_px(PIX *in, double inches)
{
    int dpi = pixGetXRes(in);
    return inches * (dpi > 0 ? dpi : 200);
}

double damage_between(GRand *rng, double low, double high)
{
    return low + (high - low) * g_rand_double(rng);
}

double damage_normal(GRand *rng)
{
    double sum = -6;
    for (int i = 0; i < 12; i++) sum += g_rand_double(rng);
    return sum;
}

/* 0..1 for a lattice point: a hash, so that the field needs no table and no order of visits. */
static double lattice(guint32 seed, int x, int y)
{
    guint32 h = seed ^ ((guint32)x * 0x9e3779b1u) ^ ((guint32)y * 0x85ebca77u);
    h = (h ^ (h >> 15)) * 0x2c1b3c6du;
    h = (h ^ (h >> 12)) * 0x297a2d39u;
    return (double)((h ^ (h >> 15)) >> 8) / 16777216.0;
}

double damage_cloud(guint32 seed, double u, double v)
{
    int x = (int)floor(u), y = (int)floor(v);
    double a = u - x, b = v - y;
    a = a * a * (3 - 2 * a);
    b = b * b * (3 - 2 * b);
    double above = lattice(seed, x, y) * (1 - a) + lattice(seed, x + 1, y) * a;
    double below = lattice(seed, x, y + 1) * (1 - a) + lattice(seed, x + 1, y + 1) * a;
    return above * (1 - b) + below * b;
}

void damage_disc(PIX *page, double cx, double cy, double radius, int gray)
{
    for (int y = (int)(cy - radius); y <= (int)(cy + radius); y++)
        for (int x = (int)(cx - radius); x <= (int)(cx + radius); x++)
            if ((x - cx) * (x - cx) + (y - cy) * (y - cy) <= radius * radius) pixSetPixel(page, x, y, (l_uint32)gray);
}

void damage_box(PIX *page, double x, double y, double w, double h, int gray)
{
    BOX *box = boxCreate((int)x, (int)y, MAX(1, (int)w), MAX(1, (int)h));
    pixSetInRectArbitrary(page, box, (l_uint32)gray);
    boxDestroy(&box);
}
