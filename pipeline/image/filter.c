/* Small filters. */
#include "image.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

static inline unsigned char low(unsigned char a, unsigned char b)
{
    return a < b ? a : b;
}

static inline unsigned char high(unsigned char a, unsigned char b)
{
    return a > b ? a : b;
}

static inline unsigned char middle(unsigned char a, unsigned char b, unsigned char c)
{
    return high(low(a, b), low(high(a, b), c));
}

/* Median of nine: sort the columns, then the median of (largest low, median of middles, smallest high). */
static void median_row(const unsigned char *a, const unsigned char *b, const unsigned char *c, int w, unsigned char *sorted, unsigned char *out)
{
    unsigned char *lows = sorted, *mids = sorted + w, *highs = sorted + 2 * (size_t)w;
    for (int x = 0; x < w; x++) {
        unsigned char lo = low(low(a[x], b[x]), c[x]), hi = high(high(a[x], b[x]), c[x]);
        lows[x] = lo, highs[x] = hi, mids[x] = middle(a[x], b[x], c[x]);
    }
    out[0] = mids[0], out[w - 1] = mids[w - 1];
    for (int x = 1; x < w - 1; x++)
        out[x] = middle(high(high(lows[x - 1], lows[x]), lows[x + 1]), middle(mids[x - 1], mids[x], mids[x + 1]),
                        low(low(highs[x - 1], highs[x]), highs[x + 1]));
}

static void row_out(PIX *gray, int y, unsigned char *bytes)
{
    const l_uint32 *line = pixGetData(gray) + (size_t)y * pixGetWpl(gray);
    for (int x = 0; x < pixGetWidth(gray); x++) bytes[x] = GET_DATA_BYTE(line, x);
}

PIX *image_median(PIX *gray)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    PIX *out = pixCopy(NULL, gray);
    unsigned char *rows = malloc(7 * (size_t)w);
    if (!out || !rows || w < 3 || h < 3) {
        free(rows);
        return out;
    }
    unsigned char *row[3] = {rows, rows + w, rows + 2 * (size_t)w}, *sorted = rows + 3 * (size_t)w, *done = rows + 6 * (size_t)w;
    row_out(gray, 0, row[0]), row_out(gray, 1, row[1]);
    for (int y = 1; y < h - 1; y++) {
        row_out(gray, y + 1, row[(y + 1) % 3]);
        median_row(row[0], row[1], row[2], w, sorted, done);
        l_uint32 *line = pixGetData(out) + (size_t)y * pixGetWpl(out);
        for (int x = 0; x < w; x++) SET_DATA_BYTE(line, x, done[x]);
    }
    free(rows);
    return out;
}

PIX *image_thicken(PIX *gray)
{
    return pixErodeGray(gray, 3, 3);
}

PIX *image_blur(PIX *gray, int radius_px)
{
    PIX *once = pixBlockconvGray(gray, NULL, radius_px, radius_px);
    PIX *twice = once ? pixBlockconvGray(once, NULL, radius_px, radius_px) : NULL;
    pixDestroy(&once);
    return twice;
}

void image_fill(PIX *gray, struct box b, int value)
{
    BOX *box = boxCreate(b.x, b.y, b.w, b.h);
    if (box) (void)pixSetInRectArbitrary(gray, box, (l_uint32)value);
    boxDestroy(&box);
}
