/* What is no text and stands in its way: black edges, reversed headings, punched holes, dust. */
#include "clean_in.h"
#include "image.h"

#include <leptonica/allheaders.h>

/* Paints paper over `mask`, grown by a little since edges are soft. True when there was anything. */
static bool paint_paper(PIX *gray, PIX *mask)
{
    l_int32 none = 1;
    if (!mask || pixZero(mask, &none) != 0 || none) return false;
    PIX *grown = pixDilateCompBrick(NULL, mask, 5, 5);
    bool done = grown && pixSetMasked(gray, grown, 255) == 0;
    pixDestroy(&grown);
    return done;
}

static bool has_ink(PIX *binary, int x, int y, int w, int h)
{
    l_int32 none = 1;
    BOX *box = boxCreate(x, y, w, h);
    PIX *part = box ? pixClipRectangle(binary, box, NULL) : NULL;
    bool known = part && pixZero(part, &none) == 0;
    boxDestroy(&box);
    pixDestroy(&part);
    return known && !none;
}

static bool touches_edge(PIX *binary)
{
    int w = pixGetWidth(binary), h = pixGetHeight(binary);
    return has_ink(binary, 0, 0, w, 1) || has_ink(binary, 0, h - 1, w, 1) || has_ink(binary, 0, 0, 1, h) || has_ink(binary, w - 1, 0, 1, h);
}

#define RIM 4 /* bricks: as deep as what lies along an edge is taken, whatever its shape */

/* Of what is thick, what is tall too, or lies along an edge: not a reversed heading that runs into the border. */
static PIX *border_parts(PIX *thick, int brick)
{
    int w = pixGetWidth(thick), h = pixGetHeight(thick), rim = RIM * brick;
    PIX *parts = pixOpenCompBrick(NULL, thick, 1, rim), *along = pixCopy(NULL, thick);
    BOX *inside = w > 2 * rim && h > 2 * rim ? boxCreate(rim, rim, w - 2 * rim, h - 2 * rim) : NULL;
    if (along && inside) (void)pixClearInRect(along, inside);
    if (parts && along) (void)pixOr(parts, parts, along);
    boxDestroy(&inside);
    pixDestroy(&along);
    return parts;
}

/* Only what is thicker than a letter's stroke, so that a form's frame and the letters that touch it stay. */
bool clean_borders(PIX *gray, PIX *binary, int x_height_px)
{
    int brick = x_height_px < 8 ? 8 : x_height_px;
    if (!touches_edge(binary)) return false;
    PIX *edge = pixExtractBorderConnComps(binary, 8);
    PIX *thick = edge ? pixOpenCompBrick(NULL, edge, brick, brick) : NULL;
    PIX *parts = thick ? border_parts(thick, brick) : NULL;
    PIX *grown = parts ? pixDilateCompBrick(NULL, parts, brick, brick) : NULL;
    PIX *mask = grown ? pixAnd(NULL, grown, edge) : NULL;
    bool done = paint_paper(gray, mask);
    pixDestroy(&edge);
    pixDestroy(&thick);
    pixDestroy(&parts);
    pixDestroy(&grown);
    pixDestroy(&mask);
    return done;
}

static void invert(PIX *gray, struct box b)
{
    for (int y = b.y; y < b.y + b.h; y++) {
        l_uint32 *line = pixGetData(gray) + (size_t)y * pixGetWpl(gray);
        for (int x = b.x; x < b.x + b.w; x++) SET_DATA_BYTE(line, x, 255 - GET_DATA_BYTE(line, x));
    }
}

static double fill_share(PIX *binary, struct box b)
{
    l_int32 count = 0;
    PIX *part;
    BOX *box = boxCreate(b.x, b.y, b.w, b.h);
    if (!box) return 0;
    part = pixClipRectangle(binary, box, NULL);
    if (part) (void)pixCountPixels(part, &count, NULL);
    pixDestroy(&part);
    boxDestroy(&box);
    return (double)count / ((double)b.w * b.h);
}

/* Holes are punched near an edge; a bold capital of a heading is not so near. */
static bool is_at_edge(PIX *gray, struct box b)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray), x = b.x + b.w / 2, y = b.y + b.h / 2;
    return x * 11 < w || (w - x) * 11 < w || y * 14 < h || (h - y) * 14 < h;
}

/* Boxes of what may be bars: long solid rows, joined over the text between them. Uprights that touch a bar fall away. */
static BOXA *find_bars(PIX *binary, int x)
{
    PIX *rows = pixOpenCompBrick(NULL, binary, 5 * x, 1);
    PIX *joined = rows ? pixCloseSafeCompBrick(NULL, rows, 1, 2 * x | 1) : NULL;
    BOXA *boxes = joined ? pixConnCompBB(joined, 8) : NULL;
    pixDestroy(&rows);
    pixDestroy(&joined);
    return boxes;
}

static bool turn_bars(PIX *gray, PIX *binary, int x)
{
    bool changed = false;
    BOXA *boxes = find_bars(binary, x);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        struct box b;
        (void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h);
        if (b.w <= 5 * x || b.h * 2 <= 3 * x || b.h >= 8 * x || b.w <= 2 * b.h) continue;
        double fill = fill_share(binary, b), white_px = (1 - fill) * b.w * b.h;
        if (fill > .52 && white_px > x * x) invert(gray, b), changed = true;
    }
    boxaDestroy(&boxes);
    return changed;
}

static bool fill_holes(PIX *gray, PIX *binary, int x)
{
    bool changed = false;
    BOXA *boxes = pixConnCompBB(binary, 8);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        struct box b;
        (void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h);
        bool round = b.w * 3 < b.h * 4 && b.h * 3 < b.w * 4;
        bool large = b.w > 5 * x / 2 && b.h > 5 * x / 2 && b.w < 9 * x && b.h < 9 * x;
        if (!round || !large || !is_at_edge(gray, b) || fill_share(binary, b) < .68) continue;
        image_fill(gray, (struct box){b.x - 2, b.y - 2, b.w + 4, b.h + 4}, 255);
        changed = true;
    }
    boxaDestroy(&boxes);
    return changed;
}

bool clean_blocks(PIX *gray, PIX *binary, int x_height_px)
{
    bool bars = turn_bars(gray, binary, x_height_px), holes = fill_holes(gray, binary, x_height_px);
    return bars || holes;
}

/* Around everything at least so tall or wide. */
static PIX *around(PIX *ink, int least_px, int reach_px)
{
    PIX *large = pixSelectBySize(ink, least_px, least_px, 8, L_SELECT_IF_EITHER, L_SELECT_IF_GTE, NULL);
    PIX *near = large ? pixDilateCompBrick(NULL, large, reach_px, reach_px) : NULL;
    pixDestroy(&large);
    return near;
}

static int count_marks(PIX *ink)
{
    l_int32 n = 0;
    (void)pixCountConnComp(ink, 8, &n);
    return n;
}

/* Letters that ran short of ink are in slices as small as dust; in the faint ink they are whole. What lies away from any letter is dust
 * only where there is much of it: else it is the dots of the text. */
bool clean_specks(PIX *gray, PIX *binary, int x, int many)
{
    int least = x / 4 < 3 ? 3 : x / 4, reach = 2 * (x / 2) + 1;
    PIX *faint = image_faint_ink(gray), *near = around(binary, least + 1, reach), *near_faint = faint ? around(faint, x * 2 / 3, 3) : NULL;
    PIX *mask = near ? pixSubtract(NULL, binary, near) : NULL;
    if (mask && near_faint) (void)pixSubtract(mask, mask, near_faint);
    bool done = mask && count_marks(mask) > many && paint_paper(gray, mask);
    pixDestroy(&faint);
    pixDestroy(&near);
    pixDestroy(&near_faint);
    pixDestroy(&mask);
    return done;
}
