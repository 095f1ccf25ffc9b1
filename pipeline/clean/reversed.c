/* White on black: a page copied from film or with the colours reversed. In each small part with something on it the paper is what covers
 * most of it, so the parts vote. */
#include "clean_in.h"

#include <leptonica/allheaders.h>

#define TILE_PX 24
#define LEAST_CONTRAST 60 /* gray levels */
#define MAJORITY 3 /* a photo's dark desk is flat and has no vote; its edges have */

static int at(PIX *pix, int x, int y)
{
    l_uint32 v = 0;
    (void)pixGetPixel(pix, x, y, &v);
    return (int)v;
}

bool clean_is_reversed(PIX *gray)
{
    PIX *low = pixScaleGrayMinMax(gray, TILE_PX, TILE_PX, L_CHOOSE_MIN), *high = pixScaleGrayMinMax(gray, TILE_PX, TILE_PX, L_CHOOSE_MAX);
    PIX *mean = low ? pixScaleAreaMapToSize(gray, pixGetWidth(low), pixGetHeight(low)) : NULL;
    int dark = 0, bright = 0;
    for (int y = 0; high && mean && y < pixGetHeight(low); y++)
        for (int x = 0; x < pixGetWidth(low); x++) {
            int from = at(low, x, y), to = at(high, x, y), own = at(mean, x, y);
            if (to - from < LEAST_CONTRAST) continue;
            dark += 3 * (own - from) < to - from;
            bright += 3 * (to - own) < to - from;
        }
    pixDestroy(&low);
    pixDestroy(&high);
    pixDestroy(&mean);
    return dark > MAJORITY * bright;
}
