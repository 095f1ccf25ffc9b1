/* How a page looks from afar. The page is straight and of even light already, so that only its place on the glass and its size in
 * pixels differ from scan to scan: the ink's own extent is the frame, and cells overlap by being blurred. */
#include "repeat.h"

#include <leptonica/allheaders.h>

#define COLUMNS 16
#define ROWS 32
#define MOST_DIFFERING 64 /* of 512 bits: pages that have nothing in common differ in 200 and more */
#define FEWEST_SET 24 /* a page with less ink has no looks */

/* The middle of the cells' ink in a row of three by three. */
static double around(const double cell[ROWS][COLUMNS], int y, int x)
{
    double sum = 0;
    int n = 0;
    for (int v = y - 2; v <= y + 2; v++)
        for (int u = x - 2; u <= x + 2; u++) {
            if (v < 0 || v >= ROWS || u < 0 || u >= COLUMNS) continue;
            sum += cell[v][u];
            n++;
        }
    return sum / n;
}

/* The extent of the ink without dust, which would move it; NULL when there is none. */
static PIX *framed(PIX *ink)
{
    PIX *strokes = pixOpenBrick(NULL, ink, 3, 3), *part = NULL;
    BOX *frame = NULL;
    if (strokes && pixClipToForeground(strokes, NULL, &frame) == 0) part = pixClipRectangle(ink, frame, NULL);
    boxDestroy(&frame);
    pixDestroy(&strokes);
    return part;
}

static PIX *small_ink(PIX *gray)
{
    PIX *ink = pixThresholdToBinary(gray, 160), *half = ink ? pixReduceRankBinary2(ink, 2, NULL) : NULL, *part = half ? framed(half) : NULL;
    PIX *small = part ? pixConvertTo8(part, 0) : NULL;
    PIX *scaled = small ? pixScaleToSize(small, COLUMNS * 8, ROWS * 8) : NULL, *soft = scaled ? pixBlockconv(scaled, 4, 4) : NULL;
    pixDestroy(&ink), pixDestroy(&half), pixDestroy(&part), pixDestroy(&small), pixDestroy(&scaled);
    return soft;
}

void repeat_print(PIX *gray, uint64_t ret_print[PAGE_PRINT_WORDS])
{
    double cell[ROWS][COLUMNS];
    int set = 0;
    memset(ret_print, 0, PAGE_PRINT_WORDS * sizeof *ret_print);
    PIX *soft = small_ink(gray);
    if (!soft) return;
    for (int y = 0; y < ROWS; y++)
        for (int x = 0; x < COLUMNS; x++) {
            l_uint32 value = 255;
            (void)pixGetPixel(soft, x * 8 + 4, y * 8 + 4, &value);
            cell[y][x] = 255 - (double)value;
        }
    pixDestroy(&soft);
    for (int y = 0; y < ROWS; y++)
        for (int x = 0; x < COLUMNS; x++) {
            int bit = y * COLUMNS + x;
            if (cell[y][x] < 4 || cell[y][x] <= around(cell, y, x)) continue;
            ret_print[bit / 64] |= 1ull << bit % 64;
            set++;
        }
    if (set < FEWEST_SET) memset(ret_print, 0, PAGE_PRINT_WORDS * sizeof *ret_print);
}

bool repeat_looks(const uint64_t a[PAGE_PRINT_WORDS], const uint64_t b[PAGE_PRINT_WORDS])
{
    int differing = 0;
    bool some = false;
    for (int i = 0; i < PAGE_PRINT_WORDS; i++) {
        differing += __builtin_popcountll(a[i] ^ b[i]);
        some |= a[i] && b[i];
    }
    return some && differing <= MOST_DIFFERING;
}
