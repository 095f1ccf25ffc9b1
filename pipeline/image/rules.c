/* Ruled lines out, letters whole.
 *
 * An opening with a long thin brick finds the lines; the pixels a line covers become paper, but where there is ink on
 * both sides of it a letter's stroke runs through, and stays. */
#include "image.h"

#include <leptonica/allheaders.h>

#define MARGIN_PX 1 /* a scanned line has soft edges */

static bool is_ink(PIX *binary, int x, int y)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(binary) || y >= pixGetHeight(binary)) return false;
    return GET_DATA_BIT(pixGetData(binary) + (size_t)y * pixGetWpl(binary), x);
}

/* Ink within two pixels beyond the line's edge, at or beside x; x and y swapped for upright lines. */
static bool has_stroke(PIX *binary, bool upright, int along, int across, int toward)
{
    for (int step = 0; step < 2; step++)
        for (int side = -1; side <= 1; side++)
            if (upright ? is_ink(binary, across + step * toward, along + side) : is_ink(binary, along + side, across + step * toward)) return true;
    return false;
}

static long erase_run(PIX *gray, PIX *binary, bool upright, int along, int from, int to)
{
    int before = from - 1 - MARGIN_PX, after = to + 1 + MARGIN_PX;
    if (has_stroke(binary, upright, along, before, -1) && has_stroke(binary, upright, along, after, 1)) return 0;
    for (int k = from - MARGIN_PX; k <= to + MARGIN_PX; k++) {
        int x = upright ? k : along, y = upright ? along : k;
        if (x >= 0 && y >= 0 && x < pixGetWidth(gray) && y < pixGetHeight(gray)) SET_DATA_BYTE(pixGetData(gray) + (size_t)y * pixGetWpl(gray), x, 255);
    }
    return to - from + 1;
}

static long erase_direction(PIX *gray, PIX *binary, PIX *lines, bool upright, int thickest_px)
{
    int length = upright ? pixGetHeight(lines) : pixGetWidth(lines), breadth = upright ? pixGetWidth(lines) : pixGetHeight(lines);
    long taken = 0;
    for (int along = 0; along < length; along++)
        for (int k = 0, from; k < breadth; k++) {
            if (!(upright ? is_ink(lines, k, along) : is_ink(lines, along, k))) continue;
            for (from = k; k + 1 < breadth && (upright ? is_ink(lines, k + 1, along) : is_ink(lines, along, k + 1)); k++) continue;
            if (k - from < thickest_px) taken += erase_run(gray, binary, upright, along, from, k);
        }
    return taken;
}

/* Lines with small gaps (a worn form, a poor scan) count as whole. */
static PIX *find_lines(PIX *binary, int least_px, bool upright)
{
    PIX *closed = upright ? pixCloseSafeBrick(NULL, binary, 1, 5) : pixCloseSafeBrick(NULL, binary, 5, 1);
    PIX *core = closed ? upright ? pixOpenBrick(NULL, closed, 1, least_px) : pixOpenBrick(NULL, closed, least_px, 1) : NULL;
    /* lines a little aslant break into steps: bring back what touches the long pieces */
    PIX *grown = core ? upright ? pixDilateBrick(NULL, core, 3, 9) : pixDilateBrick(NULL, core, 9, 3) : NULL;
    PIX *lines = NULL;
    if (grown) {
        PIX *thin = upright ? pixOpenBrick(NULL, closed, 1, least_px / 6 + 2) : pixOpenBrick(NULL, closed, least_px / 6 + 2, 1);
        lines = thin ? pixAnd(NULL, grown, thin) : NULL;
        pixDestroy(&thin);
    }
    pixDestroy(&closed);
    pixDestroy(&core);
    pixDestroy(&grown);
    return lines;
}

long image_erase_lines(PIX *gray, PIX *binary, int least_px, int thickest_px)
{
    long taken = 0;
    for (int upright = 0; upright < 2; upright++) {
        PIX *lines = find_lines(binary, least_px, upright != 0);
        l_int32 none = 1;
        if (lines) (void)pixZero(lines, &none);
        if (lines && !none) taken += erase_direction(gray, binary, lines, upright != 0, thickest_px);
        pixDestroy(&lines);
    }
    return taken;
}
