/* One image seen through a map of coordinates. */
#include "image.h"

#include <leptonica/allheaders.h>
#include <math.h>

static int level_at(PIX *gray, int x, int y)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(gray) || y >= pixGetHeight(gray)) return 255;
    return GET_DATA_BYTE(pixGetData(gray) + (size_t)y * pixGetWpl(gray), x);
}

/* Between the four pixels around (u, v). */
static int blend(PIX *gray, double u, double v)
{
    int x = (int)floor(u), y = (int)floor(v);
    double right = u - x, low = v - y;
    double above = level_at(gray, x, y) * (1 - right) + level_at(gray, x + 1, y) * right;
    double below = level_at(gray, x, y + 1) * (1 - right) + level_at(gray, x + 1, y + 1) * right;
    return (int)(above * (1 - low) + below * low + .5);
}

PIX *image_through(PIX *image, struct affine m, int w, int h)
{
    PIX *gray = pixConvertTo8(image, 0), *out = gray ? pixCreate(w, h, 8) : NULL;
    for (int y = 0; out && y < h; y++) {
        l_uint32 *line = pixGetData(out) + (size_t)y * pixGetWpl(out);
        for (int x = 0; x < w; x++) { /* pixels are squares: their middles are what is mapped */
            double u = m.a * (x + .5) + m.b * (y + .5) + m.c - .5, v = m.d * (x + .5) + m.e * (y + .5) + m.f - .5;
            SET_DATA_BYTE(line, x, blend(gray, u, v));
        }
    }
    pixDestroy(&gray);
    return out;
}

PIX *image_turn(PIX *gray, int turns, struct affine *map)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    if (turns == 1) *map = (struct affine){0, 1, 0, -1, 0, h};
    else if (turns == 2) *map = (struct affine){-1, 0, w, 0, -1, h};
    else *map = (struct affine){0, -1, w, 1, 0, 0};
    return pixRotateOrth(gray, turns);
}
