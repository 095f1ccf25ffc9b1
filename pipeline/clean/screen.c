/* A screen of dots behind the text: printers make gray and colours of them, and Tesseract takes them for ink.
 *
 * The dots are all of one size, a great many, and lighter than the text: a threshold under theirs shows the letters alone. Grain of a sensor is
 * smaller and of all sizes, and faint print is no dots. */
#include "clean_in.h"
#include "image.h"

#include <leptonica/allheaders.h>

#define LEVEL 200 /* of 255: what is darker than a little under the paper */
#define SMALLEST 3 /* pixels; less is grain */
#define LARGEST 10
#define FEWEST 3000 /* dots on a page */
#define ALIKE .7 /* of the small marks have the commonest size */
#define DARKEST .1 /* of the dots' pixels */
#define UNDER 12 /* gray levels */
#define DARKEST_DOTS 60 /* gray level: darker ones are as black as text */
#define FEW_LEFT 5 /* times fewer dots at a level under theirs */

struct dots {
    int count, alike;
};

/* Marks small in both directions; alike: within a pixel of the commonest height and width. */
static struct dots count_dots(PIX *binary)
{
    int sizes[LARGEST + 2][LARGEST + 2] = {{0}};
    struct dots d = {0};
    BOXA *boxes = pixConnCompBB(binary, 4);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        l_int32 w, h;
        (void)boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
        if (w > LARGEST || h > LARGEST) continue;
        d.count++;
        sizes[h][w]++;
    }
    boxaDestroy(&boxes);
    for (int h = SMALLEST; h <= LARGEST; h++)
        for (int w = SMALLEST; w <= LARGEST; w++) {
            int near = 0;
            for (int k = 0; k < 9; k++) near += sizes[h + k / 3 - 1][w + k % 3 - 1];
            if (near > d.alike) d.alike = near;
        }
    return d;
}

static PIX *select_dots(PIX *binary)
{
    return pixSelectBySize(binary, LARGEST, LARGEST, 4, L_SELECT_IF_BOTH, L_SELECT_IF_LTE, NULL);
}

/* A gray level darker than the dots, as far as they are of one ink. */
static int level_under(PIX *gray, PIX *dots)
{
    NUMA *histogram = pixGetGrayHistogramMasked(gray, dots, 0, 0, 1);
    l_float32 level = 0;
    if (histogram) (void)numaHistogramGetValFromRank(histogram, (float)DARKEST, &level);
    numaDestroy(&histogram);
    return (int)level - UNDER;
}

/* Where the dots stand close: elsewhere light ink may be text. */
static PIX *find_region(PIX *dots)
{
    int reach = 2 * LARGEST | 1, wide = 5 * LARGEST;
    PIX *closed = pixCloseSafeCompBrick(NULL, dots, reach, reach), *dense = closed ? pixOpenCompBrick(NULL, closed, wide, reach) : NULL;
    PIX *region = dense ? pixDilateCompBrick(NULL, dense, reach, reach) : NULL;
    pixDestroy(&closed);
    pixDestroy(&dense);
    return region;
}

/* A copy of `gray` with everything lighter than `level` made paper within the dots. */
static PIX *clip_dots(PIX *gray, PIX *dots, int level)
{
    PIX *out = pixCopy(NULL, gray), *region = find_region(dots), *clipped = image_clip(gray, level);
    if (out && region && clipped) (void)pixCombineMasked(out, clipped, region);
    pixDestroy(&region);
    pixDestroy(&clipped);
    return out;
}

static bool is_screen(PIX *light)
{
    struct dots d = count_dots(light);
    return d.alike >= FEWEST && d.alike >= ALIKE * d.count;
}

PIX *clean_screen(PIX *gray)
{
    PIX *light = pixThresholdToBinary(gray, LEVEL), *dots = light && is_screen(light) ? select_dots(light) : NULL, *out = NULL;
    int level = dots ? level_under(gray, dots) : 0;
    PIX *dark = level > DARKEST_DOTS ? pixThresholdToBinary(gray, level) : NULL;
    if (dark && count_dots(dark).count * FEW_LEFT < count_dots(light).count) out = clip_dots(gray, dots, level);
    pixDestroy(&light);
    pixDestroy(&dots);
    pixDestroy(&dark);
    return out;
}
