/* Ruled lines out, letters whole.
 *
 * An opening with a long thin brick finds the lines; the pixels a line covers become paper, but where a letter's stroke runs
 * on from it, or a letter stands right at it, they stay. */
#include "image.h"

#include <leptonica/allheaders.h>

#define MARGIN_PX 1 /* a scanned line has soft edges */
#define MOST_TOUCHED_PCT 55 /* of a rule's length with ink right above or below it */

static bool is_ink(PIX *binary, int x, int y)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(binary) || y >= pixGetHeight(binary)) return false;
    return GET_DATA_BIT(pixGetData(binary) + (size_t)y * pixGetWpl(binary), x);
}

/* Ink just beyond the line's edge that goes on for `reach` pixels, at or beside `along`: ragged edges do not. */
static bool has_stroke(PIX *letters, bool upright, int along, int across, int reach)
{
    for (int side = -1; side <= 1; side++) {
        int far = across + reach;
        bool near_ink = upright ? is_ink(letters, across, along + side) : is_ink(letters, along + side, across);
        bool far_ink = upright ? is_ink(letters, far, along + side) : is_ink(letters, along + side, far);
        if (near_ink && far_ink) return true;
    }
    return false;
}

struct rule { /* a stretch of one line, `upright` or lying */
    PIX *gray, *letters, *lines; /* letters: the ink without any line, */
    PIX *whole; /* and that of marks which are no ragged edge of one */
    bool upright;
    int along, along_end, across, across_end, thickest_px;
};

static bool is_line(const struct rule *r, int along, int across)
{
    return r->upright ? is_ink(r->lines, across, along) : is_ink(r->lines, along, across);
}

struct run {
    int from, to; /* across */
    bool above, below; /* ink goes on beyond it */
    bool bar_above, bar_below; /* a mark touches it, if only with a bar that lies along it */
};

/* The line's next pixels at `along`, from `across` on; false when there are none. */
static bool next_run(const struct rule *r, int along, int across, struct run *ret)
{
    while (across < r->across_end && !is_line(r, along, across)) across++;
    if (across >= r->across_end) return false;
    int to = across, reach = r->thickest_px / 3 > 1 ? r->thickest_px / 3 : 1;
    while (to + 1 < r->across_end && is_line(r, along, to + 1)) to++;
    int before = across - 1 - MARGIN_PX, after = to + 1 + MARGIN_PX;
    *ret = (struct run){across,
                        to,
                        has_stroke(r->letters, r->upright, along, before, -reach),
                        has_stroke(r->letters, r->upright, along, after, reach),
                        r->upright ? is_ink(r->whole, before, along) : is_ink(r->whole, along, before),
                        r->upright ? is_ink(r->whole, after, along) : is_ink(r->whole, along, after)};
    return true;
}

static long erase_run(const struct rule *r, int along, const struct run *run)
{
    if (run->above || run->below) return 0;
    int from = run->bar_above ? run->from + 1 : run->from - MARGIN_PX, to = run->bar_below ? run->to - 1 : run->to + MARGIN_PX;
    for (int k = from; k <= to; k++) {
        int x = r->upright ? k : along, y = r->upright ? along : k;
        if (x < 0 || y < 0 || x >= pixGetWidth(r->gray) || y >= pixGetHeight(r->gray)) continue;
        SET_DATA_BYTE(pixGetData(r->gray) + (size_t)y * pixGetWpl(r->gray), x, 255);
    }
    return run->to - run->from + 1;
}

/* The tops of a row of letters can make a line too; but strokes hang from most of it. */
static bool is_rule(const struct rule *r)
{
    int total = 0, touched = 0;
    struct run run;
    for (int along = r->along; along < r->along_end; along++)
        for (int across = r->across; next_run(r, along, across, &run); across = run.to + 1) {
            if (run.to - run.from >= r->thickest_px) return false;
            total++;
            touched += run.above || run.below;
        }
    return touched * 100 < total * MOST_TOUCHED_PCT;
}

static long erase_rule(const struct rule *r)
{
    long taken = 0;
    struct run run;
    for (int along = r->along; along < r->along_end; along++)
        for (int across = r->across; next_run(r, along, across, &run); across = run.to + 1) taken += erase_run(r, along, &run);
    return taken;
}

/* Marks that reach farther from a line than its ragged edge does. */
static PIX *whole_marks(PIX *letters, bool upright, int least_px)
{
    return pixSelectBySize(letters, least_px, least_px, 8, upright ? L_SELECT_WIDTH : L_SELECT_HEIGHT, L_SELECT_IF_GTE, NULL);
}

static long erase_direction(PIX *gray, PIX *letters, PIX *lines, bool upright, int thickest_px)
{
    long taken = 0;
    PIX *whole = whole_marks(letters, upright, thickest_px);
    BOXA *boxes = whole ? pixConnCompBB(lines, 8) : NULL;
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        l_int32 x, y, w, h;
        (void)boxaGetBoxGeometry(boxes, i, &x, &y, &w, &h);
        struct rule r = {.gray = gray, .letters = letters, .lines = lines, .whole = whole, .upright = upright, .thickest_px = thickest_px};
        r.along = upright ? y : x, r.along_end = upright ? y + h : x + w;
        r.across = upright ? x : y, r.across_end = upright ? x + w : y + h;
        if (is_rule(&r)) taken += erase_rule(&r);
    }
    boxaDestroy(&boxes);
    pixDestroy(&whole);
    return taken;
}

/* Pieces of long straight runs. Upright lines may lean a little (a dirty drum's streaks wander): they are widened to be found.
 * Lying ones may not, or the tops of letters would join up. */
static PIX *find_core(PIX *binary, int least_px, int gap_px, bool upright)
{
    PIX *wide = upright ? pixDilateBrick(NULL, binary, 3, gap_px | 1) : pixCloseSafeBrick(NULL, binary, gap_px | 1, 1);
    PIX *core = wide ? upright ? pixOpenCompBrick(NULL, wide, 1, least_px) : pixOpenCompBrick(NULL, wide, least_px, 1) : NULL;
    pixDestroy(&wide);
    return core;
}

static bool is_empty(PIX *binary)
{
    l_int32 empty = 1;
    return !binary || pixZero(binary, &empty) != 0 || empty;
}

/* The ink near the core that runs along it: lines with gaps (a worn form) and in steps (a slant) come back whole. NULL: there are none. */
static PIX *find_lines(PIX *binary, int least_px, int gap_px, int thickest_px, bool upright)
{
    int piece_px = gap_px > 3 ? gap_px : least_px / 6 + 2;
    PIX *core = find_core(binary, least_px, gap_px, upright), *lines = NULL;
    if (is_empty(core)) return pixDestroy(&core), NULL;
    PIX *thick = pixOpenCompBrick(NULL, binary, thickest_px, thickest_px); /* bars and blocks are no lines */
    PIX *grown = core ? upright ? pixDilateCompBrick(NULL, core, 3, least_px | 1) : pixDilateCompBrick(NULL, core, least_px | 1, 3) : NULL;
    PIX *thin = upright ? pixOpenCompBrick(NULL, binary, 1, piece_px) : pixOpenCompBrick(NULL, binary, piece_px, 1);
    if (grown && thin) lines = pixAnd(NULL, grown, thin);
    if (lines && core) { /* what is left of a wandering or broken line between its pieces */
        (void)pixAnd(core, core, binary);
        (void)pixOr(lines, lines, core);
    }
    if (lines && thick) (void)pixSubtract(lines, lines, thick);
    pixDestroy(&thick);
    pixDestroy(&core);
    pixDestroy(&grown);
    pixDestroy(&thin);
    return lines;
}

long image_erase_lines(PIX *gray, PIX *binary, int least_px, int gap_px, int thickest_px)
{
    long taken = 0;
    PIX *lines[2] = {find_lines(binary, least_px, gap_px, thickest_px, false), find_lines(binary, least_px, gap_px, thickest_px, true)};
    PIX *letters = lines[0] || lines[1] ? pixCopy(NULL, binary) : NULL;
    for (int upright = 0; upright < 2; upright++)
        if (letters && lines[upright]) (void)pixSubtract(letters, letters, lines[upright]);
    for (int upright = 0; upright < 2; upright++)
        if (letters && lines[upright]) taken += erase_direction(gray, letters, lines[upright], upright != 0, thickest_px);
    pixDestroy(&lines[0]);
    pixDestroy(&lines[1]);
    pixDestroy(&letters);
    return taken;
}
