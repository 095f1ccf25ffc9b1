/* What the marks on a page look like: letters and specks, and how tall the letters are. */
#include "image.h"

#include <leptonica/allheaders.h>

#define TALLEST 160
#define SHORTEST 5
#define FEW 30
#define LEAST_PRINT_INCH .05 /* x-height of 7-point print */
#define USUAL_LENGTH_INCH 11.0

/* The commonest height is that of small letters without ascenders: over half of any text. Neighbours are added, since a
 * scan puts the same letter on n or n + 1 rows. */
static int commonest(const int *heights, int from)
{
    int best = 0, best_count = 0;
    for (int h = from; h < TALLEST - 1; h++) {
        int count = heights[h - 1] + 2 * heights[h] + heights[h + 1];
        if (count > best_count) best = h, best_count = count;
    }
    return best;
}

struct marks image_marks(PIX *binary)
{
    int heights[TALLEST] = {0}, small = 0;
    struct marks m = {0};
    BOXA *boxes = pixConnCompBB(binary, 8);
    int n = boxes ? boxaGetCount(boxes) : 0;
    for (int i = 0; i < n; i++) {
        l_int32 x, y, w, h;
        (void)boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        if (h < TALLEST && h >= SHORTEST && w <= 3 * h && h <= 5 * w) heights[h]++;
        if (h <= 3 && w <= 3) small++;
    }
    int total = 0;
    for (int h = SHORTEST; h < TALLEST; h++) total += heights[h];
    if (total >= FEW) m.x_height_px = commonest(heights, SHORTEST);
    for (int h = m.x_height_px * 2 / 3; h < TALLEST && h <= m.x_height_px * 3; h++) m.letters += heights[h];
    m.specks = small;
    boxaDestroy(&boxes);
    return m;
}

double image_least_x_height(PIX *image, int dpi)
{
    int longest = pixGetWidth(image) > pixGetHeight(image) ? pixGetWidth(image) : pixGetHeight(image);
    return LEAST_PRINT_INCH * (dpi > 0 ? dpi : longest / USUAL_LENGTH_INCH);
}

struct marks image_letters(PIX *binary, int dpi)
{
    struct marks m = image_marks(binary);
    double least = image_least_x_height(binary, dpi);
    if (m.x_height_px == 0 || m.x_height_px >= least) return m;
    int gap = (int)(least / 3) | 1;
    PIX *closed = pixCloseSafeCompBrick(NULL, binary, gap, gap);
    struct marks whole = closed ? image_marks(closed) : m;
    pixDestroy(&closed);
    m.broken = whole.x_height_px >= least && m.x_height_px < .75 * least;
    if (whole.x_height_px > m.x_height_px) m.x_height_px = whole.x_height_px;
    return m;
}
