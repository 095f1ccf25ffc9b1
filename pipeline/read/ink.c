/* Ink accounting: text-like ink that no accepted word covers.
 *
 * What is left after wiping the accepted words is grown together into clusters; a cluster with enough marks of a letter's
 * size, or one large tangle as of handwriting, is unread. Two thresholds are used: the page's usual one, and one for faint
 * print, where more marks are asked for since paper has texture. */
#include "read_in.h"

#include <leptonica/allheaders.h>

#define ACCEPTED .30 /* quality from which a word accounts for its ink */
#define LINE_ACCEPTED .42 /* mean quality under which a line is shown as unread although it has words */
#define USUAL_X_HEIGHT 20
#define FEWEST_MARKS 3
#define FEWEST_FAINT_MARKS 9
#define FAINT_LEVELS 34 /* gray levels under the paper */

static void wipe(PIX *binary, struct box b, int pad)
{
    BOX *box = boxCreate(b.x - pad, b.y - pad, b.w + 2 * pad, b.h + 2 * pad);
    if (box) (void)pixClearInRect(binary, box);
    boxDestroy(&box);
}

static struct box scaled(struct box b, double scale)
{
    return (struct box){(int)(b.x * scale), (int)(b.y * scale), (int)(b.w * scale), (int)(b.h * scale)};
}

static void wipe_words(PIX *binary, const struct reading *r, int x, double scale)
{
    for (uint32_t i = 0; i < r->word_count; i++)
        if (r->words[i].quality >= ACCEPTED) wipe(binary, scaled(r->words[i].box, scale), x / 4 + 1);
}

struct tally {
    int marks, tall, small, area, extent;
};

static struct tally count_marks(PIX *part, int x)
{
    struct tally t = {0};
    BOXA *boxes = pixConnCompBB(part, 8);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        l_int32 w, h;
        (void)boxaGetBoxGeometry(boxes, i, NULL, NULL, &w, &h);
        bool line = w > 12 * h || h > 12 * w;
        if (line || (w <= x / 3 && h <= x / 3)) continue;
        if (h > 2 * x && w > 2 * x) t.tall++;
        if (h * 10 >= 6 * x && h <= 4 * x && w * 6 >= x && w <= 10 * x) t.marks++, t.extent += w;
        else if (h * 10 < 6 * x) t.small++;
    }
    (void)pixCountPixels(part, &t.area, NULL);
    boxaDestroy(&boxes);
    return t;
}

static enum unread_reason reason_of(const struct tally *t, struct box b, int x, bool faint)
{
    double fill = (double)t->area / ((double)b.w * b.h);
    if (faint) return UNREAD_FAINT;
    if (b.h > 8 * x && fill > .35) return UNREAD_PICTURE;
    if (t->tall && b.h > 3 * x) return b.w > 12 * x && fill > .12 ? UNREAD_STAMP : UNREAD_HANDWRITING;
    return t->small > 2 * t->marks ? UNREAD_SMALL : UNREAD_UNCLEAR;
}

static bool is_text_like(const struct tally *t, struct box b, int x, int fewest)
{
    if (b.w < 2 * x || b.h * 10 < 7 * x) return false;
    return t->marks >= fewest || (t->tall && b.w > 4 * x);
}

static enum status add_unread(struct unread_list *list, struct box b, enum unread_reason reason)
{
    if (list->n < UNREAD_MOST) list->at[list->n++] = (struct unread){b, reason};
    return ST_OK;
}

static enum status add_clusters(PIX *left, int x, bool faint, struct unread_list *list)
{
    PIX *grown = pixDilateCompBrick(NULL, left, 2 * x | 1, (x * 2 / 3) | 1);
    BOXA *boxes = grown ? pixConnCompBB(grown, 8) : NULL;
    pixDestroy(&grown);
    if (!boxes) return fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        struct box b;
        BOX *box = boxaGetBox(boxes, i, L_CLONE);
        PIX *part = pixClipRectangle(left, box, NULL);
        (void)boxGetGeometry(box, &b.x, &b.y, &b.w, &b.h);
        boxDestroy(&box);
        if (!part) continue;
        b = (struct box){b.x + x, b.y + x / 3, b.w - 2 * x, b.h - 2 * (x / 3)};
        struct tally t = count_marks(part, x);
        pixDestroy(&part);
        if (is_text_like(&t, b, x, faint ? FEWEST_FAINT_MARKS : FEWEST_MARKS)) (void)add_unread(list, b, reason_of(&t, b, x, faint));
    }
    boxaDestroy(&boxes);
    return ST_OK;
}

/* Ink lighter than the usual threshold, on a page smoothed against noise. */
static PIX *faint_ink(PIX *gray)
{
    PIX *soft = pixBlockconvGray(gray, NULL, 1, 1);
    PIX *ink = soft ? pixThresholdToBinary(soft, 255 - FAINT_LEVELS) : NULL;
    pixDestroy(&soft);
    return ink;
}

static enum status find_unread(PIX *gray, const struct reading *r, int x, double scale, struct unread_list *list)
{
    PIX *left = image_ink(gray), *faint = faint_ink(gray);
    enum status st = left && faint ? ST_OK : fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    list->n = 0;
    if (st == ST_OK) {
        wipe_words(left, r, x, scale);
        st = add_clusters(left, x, false, list);
    }
    if (st == ST_OK) {
        wipe_words(faint, r, x, scale);
        for (uint32_t i = 0; i < list->n; i++) wipe(faint, list->at[i].box, x);
        st = add_clusters(faint, x, true, list);
    }
    pixDestroy(&left);
    pixDestroy(&faint);
    return st;
}

/* Letters of usual size are still letters at half size, and the work is a quarter. */
enum status ink_unread(PIX *clean, const struct reading *r, int x_height_px, struct unread_list *list)
{
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    int by = x >= 14 ? 2 : 1;
    PIX *gray = by == 2 ? pixScaleAreaMap2(clean) : pixClone(clean);
    if (!gray) return fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    enum status st = find_unread(gray, r, x / by, 1.0 / by, list);
    for (uint32_t i = 0; i < list->n; i++) list->at[i].box = scaled(list->at[i].box, by);
    pixDestroy(&gray);
    return st;
}

static bool is_listed(const struct unread_list *list, struct box b)
{
    int x = b.x + b.w / 2, y = b.y + b.h / 2;
    for (uint32_t i = 0; i < list->n; i++) {
        struct box u = list->at[i].box;
        if (x >= u.x && x < u.x + u.w && y >= u.y && y < u.y + u.h) return true;
    }
    return false;
}

enum status ink_doubtful(const struct reading *r, struct unread_list *list)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        const struct row *row = &r->rows[i];
        if (row->count && judge_row(r, row) < LINE_ACCEPTED && !is_listed(list, row->box)) (void)add_unread(list, row->box, UNREAD_UNCLEAR);
    }
    return ST_OK;
}
