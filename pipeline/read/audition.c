/* Which version of the page is worth a whole reading: each reads one strip, and the judge counts the letters that are right.
 *
 * The strip is where most ink is that was not read well. It costs a seventh of a page for each version, and saves the whole
 * readings that would bring nothing. */
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define STRIP_X_HEIGHTS 15 /* about six lines */
#define USUAL_X_HEIGHT 20
#define MOST_ROW_INK 6 /* a pixel row of text is a sixth ink at most; bars and pictures count no more */

static struct box densest(NUMA *rows, int w, int h, int strip_px)
{
    double sum = 0, best = -1;
    struct box b = {0, 0, w, h < strip_px ? h : strip_px};
    const l_float32 *ink = numaGetFArray(rows, L_NOCOPY);
    double most = (double)w / MOST_ROW_INK;
    for (int y = 0; y < h; y++) {
        sum += ink[y] < most ? ink[y] : most;
        if (y >= strip_px) sum -= ink[y - strip_px] < most ? ink[y - strip_px] : most;
        if (y >= strip_px - 1 && sum > best) best = sum, b.y = y - strip_px + 1;
    }
    return b;
}

enum status audition_strip(PIX *unread, int x_height_px, struct box *ret)
{
    PIX *ink = image_ink(unread);
    NUMA *rows = ink ? pixCountPixelsByRow(ink, NULL) : NULL;
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    if (rows) *ret = densest(rows, pixGetWidth(ink), pixGetHeight(ink), STRIP_X_HEIGHTS * x);
    enum status st = rows ? ST_OK : fail(ST_NO_MEMORY, "out of memory for an audition");
    numaDestroy(&rows);
    pixDestroy(&ink);
    return st;
}

enum status audition_score(struct engine *e, PIX *image, struct arena *arena, double *ret_gain)
{
    struct reading r = {0};
    enum status st = engine_read(e, image, LAYOUT_BLOCK, affine_identity(), arena, &r);
    if (st != ST_OK) return st;
    judge_reading(e, &r);
    *ret_gain = 0;
    for (uint32_t i = 0; i < r.word_count; i++) *ret_gain += judge_gain(&r.words[i]);
    return ST_OK;
}

enum status audition(struct engine *e, PIX *const sources[VERSIONS], PIX *unread, int x_height_px, struct arena *arena, double gains[VERSIONS])
{
    struct box b = {0};
    enum status st = audition_strip(unread, x_height_px, &b);
    BOX *box = boxCreate(b.x, b.y, b.w, b.h);
    for (int v = 0; st == ST_OK && v < VERSIONS; v++) {
        gains[v] = 0;
        if (!sources[v] || engine_is_late(e)) continue;
        PIX *strip = box ? pixClipRectangle(sources[v], box, NULL) : NULL;
        PIX *image = strip ? version_make((enum version)v, strip, x_height_px) : NULL;
        st = image ? audition_score(e, image, arena, &gains[v]) : fail(ST_NO_MEMORY, "out of memory for an audition");
        pixDestroy(&strip);
        pixDestroy(&image);
    }
    boxDestroy(&box);
    return st;
}
