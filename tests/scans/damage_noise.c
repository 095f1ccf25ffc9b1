/* Noise, blur and compression. */
#include "damage_parts.h"

#include <math.h>

struct noise {
    double amount;
    GRand *rng;
};

static double speckle_pixel(int x, int y, double gray, void *context)
{
    struct noise *n = context;
    (void)x, (void)y;
    return gray * (1 + n->amount * damage_normal(n->rng)) + 6 * n->amount;
}

PIX *damage_speckle(PIX *in, double amount, GRand *rng)
{
    struct noise n = {amount, rng};
    return damage_each_pixel(in, speckle_pixel, &n);
}

static double salt_pixel(int x, int y, double gray, void *context)
{
    struct noise *n = context;
    double dice = g_rand_double(n->rng);
    (void)x, (void)y;
    return dice < n->amount / 2 ? 0 : dice < n->amount ? 255 : gray;
}

PIX *damage_saltpepper(PIX *in, double amount, GRand *rng)
{
    struct noise n = {amount, rng};
    return damage_each_pixel(in, salt_pixel, &n);
}

static double grain_pixel(int x, int y, double gray, void *context)
{
    struct noise *n = context;
    (void)x, (void)y;
    return gray + n->amount * damage_normal(n->rng);
}

PIX *damage_grain(PIX *in, double amount, GRand *rng)
{
    struct noise n = {amount, rng};
    return damage_each_pixel(in, grain_pixel, &n);
}

PIX *damage_blur(PIX *in, double amount, GRand *rng)
{
    double deviation_px = damage_px(in, amount);
    int half = MAX(1, (int)ceil(2.5 * deviation_px));
    L_KERNEL *across = NULL, *down = NULL;
    (void)rng;
    if (makeGaussianKernelSep(half, half, (l_float32)deviation_px, 1, &across, &down)) return pixCopy(NULL, in);
    PIX *framed = pixAddMirroredBorder(in, half + 1, half + 1, half + 1, half + 1);
    PIX *soft = pixConvolveSep(framed, across, down, 8, 1);
    PIX *out = pixRemoveBorder(soft, half + 1);
    pixCopyResolution(out, in);
    kernelDestroy(&across);
    kernelDestroy(&down);
    pixDestroy(&framed);
    pixDestroy(&soft);
    return out;
}

PIX *damage_jpeg(PIX *in, double amount, GRand *rng)
{
    l_uint8 *bytes = NULL;
    size_t size = 0;
    (void)rng;
    if (pixWriteMemJpeg(&bytes, &size, in, (int)amount, 0)) return pixCopy(NULL, in);
    PIX *out = pixReadMemJpeg(bytes, size, 0, 1, NULL, 0);
    lept_free(bytes);
    if (!out) return pixCopy(NULL, in);
    pixCopyResolution(out, in);
    return out;
}

/* Toner dust is round and of mixed sizes; most of it is one or two pixels wide and some sits on letters. */
PIX *damage_copier(PIX *in, double amount, GRand *rng)
{
    PIX *dusty = pixCopy(NULL, in);
    double dpi = damage_px(in, 1), dots = amount * pixGetWidth(in) / dpi * pixGetHeight(in) / dpi;
    for (int i = 0; i < (int)dots; i++) {
        double size = damage_between(rng, .0015, .0035) * (g_rand_int_range(rng, 0, 40) ? 1 : 2.2);
        damage_disc(dusty, g_rand_double(rng) * pixGetWidth(in), g_rand_double(rng) * pixGetHeight(in), damage_px(in, size),
                    g_rand_int_range(rng, 0, 110));
    }
    PIX *out = damage_blur(dusty, .0015, rng);
    pixDestroy(&dusty);
    return out;
}
