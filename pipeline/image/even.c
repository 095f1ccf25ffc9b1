/* Even light.
 *
 * The paper's brightness is found on a copy at quarter size, where noise is averaged out: a closing with a brick larger
 * than any stroke wipes the ink away and leaves the paper, following even the hard edge of a shadow. It never goes below
 * a share of the page's bright paper, so that what is really black (a heading in reverse, a scanner's border) stays black. */
#include "image.h"

#include <leptonica/allheaders.h>
#include <string.h>

#define REDUCTION 4
#define BRICK 15 /* at quarter size: wider than letters' strokes up to 60 pixels */
#define FLOOR_SHARE .22
#define EVEN_SPREAD 22 /* gray levels between darkest and brightest paper that need no correction */
#define BRIGHT_PAPER 215
#define FAINT_LEVELS 34 /* under the paper */
#define INK_SHARE .004 /* of all pixels: at least so much of a page with any text is ink */

static int percentile(const double *histogram, double share)
{
    double total = 0, sum = 0;
    for (int i = 0; i < 256; i++) total += histogram[i];
    for (int i = 0; i < 256; i++)
        if ((sum += histogram[i]) >= share * total) return i;
    return 255;
}

#define COUNTERS 4 /* in turn, since most pixels are alike and one count would wait for the other */

static void count_levels(PIX *gray, int step, double histogram[256])
{
    uint32_t counts[COUNTERS][256];
    int w = pixGetWidth(gray), h = pixGetHeight(gray), wpl = pixGetWpl(gray);
    memset(counts, 0, sizeof counts);
    for (int y = 0; y < h; y += step) {
        const l_uint32 *line = pixGetData(gray) + (size_t)y * wpl;
        for (int x = 0, turn = 0; x < w; x += step, turn++) counts[turn % COUNTERS][GET_DATA_BYTE(line, x)]++;
    }
    for (int i = 0; i < 256; i++) histogram[i] = (double)counts[0][i] + counts[1][i] + counts[2][i] + counts[3][i];
}

static PIX *find_paper(PIX *gray)
{
    PIX *small = pixScaleAreaMap(gray, 1.f / REDUCTION, 1.f / REDUCTION);
    PIX *closed = small ? pixCloseGray(small, BRICK, BRICK) : NULL;
    PIX *smooth = closed ? pixBlockconvGray(closed, NULL, 4, 4) : NULL;
    pixDestroy(&small);
    pixDestroy(&closed);
    return smooth;
}

static void raise_floor(PIX *paper, int floor_level)
{
    int w = pixGetWidth(paper), h = pixGetHeight(paper), wpl = pixGetWpl(paper);
    l_uint32 *data = pixGetData(paper);
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) {
            l_uint32 *line = data + (size_t)y * wpl;
            if (GET_DATA_BYTE(line, x) < floor_level) SET_DATA_BYTE(line, x, floor_level);
        }
}

/* gray = 255 * gray / paper, in place; both of one size. */
static void divide(PIX *gray, PIX *paper)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    for (int y = 0; y < h; y++) {
        l_uint32 *g = pixGetData(gray) + (size_t)y * pixGetWpl(gray);
        const l_uint32 *p = pixGetData(paper) + (size_t)y * pixGetWpl(paper);
        for (int x = 0; x < w; x++) {
            int under = GET_DATA_BYTE(p, x), v = under ? GET_DATA_BYTE(g, x) * 255 / under : 255;
            SET_DATA_BYTE(g, x, v > 255 ? 255 : v);
        }
    }
}

/* Levels ink..paper to 0..255, in place. */
static void stretch(PIX *gray, int ink, int paper)
{
    unsigned char map[256];
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    if (paper - ink < 8) return;
    for (int i = 0; i < 256; i++) {
        int v = (i - ink) * 255 / (paper - ink);
        map[i] = (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    for (int y = 0; y < h; y++) {
        l_uint32 *line = pixGetData(gray) + (size_t)y * pixGetWpl(gray);
        for (int x = 0; x < w; x++) SET_DATA_BYTE(line, x, map[GET_DATA_BYTE(line, x)]);
    }
}

PIX *image_levels(PIX *gray, int black, int white)
{
    PIX *out = pixCopy(NULL, gray);
    if (out) stretch(out, black, white);
    return out;
}

PIX *image_clip(PIX *gray, int level)
{
    return image_levels(gray, 0, level);
}

static void stretch_ink(PIX *gray)
{
    double histogram[256];
    count_levels(gray, 2, histogram);
    int ink = percentile(histogram, INK_SHARE), paper = percentile(histogram, .7);
    if (ink > 30 || paper < 235) stretch(gray, ink, paper);
}

PIX *image_full_range(PIX *gray)
{
    PIX *out = pixCopy(NULL, gray);
    if (out) stretch_ink(out);
    return out;
}

PIX *image_even(PIX *gray, bool *ret_changed)
{
    double histogram[256];
    PIX *paper = find_paper(gray), *out = pixCopy(NULL, gray), *full = NULL;
    *ret_changed = false;
    if (!paper || !out) goto fail;
    count_levels(paper, 1, histogram);
    int dark = percentile(histogram, .03), bright = percentile(histogram, .9);
    if (bright - dark > EVEN_SPREAD || bright < BRIGHT_PAPER) {
        raise_floor(paper, (int)(FLOOR_SHARE * bright));
        full = pixScaleToSize(paper, pixGetWidth(gray), pixGetHeight(gray));
        if (!full) goto fail;
        divide(out, full);
        *ret_changed = true;
    }
    stretch_ink(out);
    pixDestroy(&paper);
    pixDestroy(&full);
    return out;
fail:
    pixDestroy(&paper);
    pixDestroy(&out);
    return NULL;
}

PIX *image_ink(PIX *gray)
{
    double histogram[256];
    count_levels(gray, 2, histogram);
    int ink = percentile(histogram, INK_SHARE), paper = percentile(histogram, .7);
    int level = ink + (paper - ink) * 3 / 5;
    return pixThresholdToBinary(gray, level < 2 ? 2 : level);
}

PIX *image_faint_ink(PIX *gray)
{
    PIX *soft = pixBlockconvGray(gray, NULL, 1, 1);
    PIX *ink = soft ? pixThresholdToBinary(soft, 255 - FAINT_LEVELS) : NULL;
    pixDestroy(&soft);
    return ink;
}
