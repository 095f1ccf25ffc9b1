/* Ink accounting: text-like ink that no accepted word covers.
 *
 * What is left after wiping the accepted words is grown together into clusters; a cluster with enough marks of a letter's
 * size, or one large tangle as of handwriting, is unread. Two thresholds are used: the page's usual one, and one for faint
 * print, where more marks are asked for since paper has texture. */
#include "read_in.h"

#include <leptonica/allheaders.h>

#define ACCEPTED .30 /* quality from which a word accounts for its ink */
#define VOUCHED .08 /* the same in a row that is well read as a whole */
#define VOUCHING_ROW .60
#define SURE .60 /* the same for a word with letters too wide for print */
#define WIDEST_LETTER 2.4 /* x-heights */
#define LEAST_COVER .10 /* share of its box that the marks of text cover, if it is several lines high */
#define AROUND_COVER .25 /* the same for a box nearly as large as the page */
#define EDGE .045 /* of the sheet */
#define SLASH_SHARE 12 /* of a slash's ink, less than a twelfth lies off its way */
#define LEAST_TANGLE .015 /* share of its box that the ink of a tangle covers */
#define LINE_ACCEPTED .42 /* mean quality under which a line is shown as unread although it has words */
#define PICTURE_FILL .35
#define PICTURE_MOST .25 /* of the sheet: a larger one may hide text, a person looks at it */
#define LEAST_LINE_PX 6
#define USUAL_X_HEIGHT 20
#define FEWEST_MARKS 3
#define FEWEST_FAINT_MARKS 9

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

/* Letters too wide for print are a pen's strokes read as letters. */
static bool is_wide(const struct glimpse *w, double x)
{
    return w->box.w > WIDEST_LETTER * x * (double)w->text.n;
}

static void wipe_words(PIX *binary, const struct reading *r, int x, double scale)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        const struct row *row = &r->rows[i];
        float accepted = row->count > 1 && judge_row(r, row) >= VOUCHING_ROW ? VOUCHED : ACCEPTED;
        for (uint32_t k = row->first; k < row->first + row->count; k++) {
            const struct glimpse *w = &r->words[k];
            if (w->quality >= (is_wide(w, x / scale) ? SURE : accepted)) wipe(binary, scaled(w->box, scale), x / 4 + 1);
        }
    }
}

static void wipe_graphics(PIX *binary, const struct graphic_list *graphics, int x, double scale)
{
    for (uint32_t i = 0; i < graphics->n; i++) wipe(binary, scaled(graphics->at[i].box, scale), x / 2);
}

struct tally {
    int marks, wide, tall, small, area; /* wide: marks that are no upright bars */
};

static int ink_in(PIX *part, l_int32 x, l_int32 y, l_int32 w, l_int32 h)
{
    l_int32 count = 0;
    BOX *box = boxCreate(x, y, w, h);
    if (box) (void)pixCountPixelsInRect(part, box, &count, NULL);
    boxDestroy(&box);
    return count;
}

/* One slanting stroke, as a staple's or a pen's slash: two opposite quarters of its box are bare. */
static bool is_slash(PIX *part, l_int32 x, l_int32 y, l_int32 w, l_int32 h)
{
    int falling = ink_in(part, x, y, w / 2, h / 2) + ink_in(part, x + w / 2, y + h / 2, w - w / 2, h - h / 2);
    int rising = ink_in(part, x + w / 2, y, w - w / 2, h / 2) + ink_in(part, x, y + h / 2, w / 2, h - h / 2);
    return (falling < rising ? falling : rising) * SLASH_SHARE < falling + rising;
}

static struct tally count_marks(PIX *part, int x)
{
    struct tally t = {0};
    BOXA *boxes = pixConnCompBB(part, 8);
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        l_int32 left, top, w, h;
        (void)boxaGetBoxGeometry(boxes, i, &left, &top, &w, &h);
        bool line = w > 12 * h || h > 12 * w;
        if (line || (w <= x / 3 && h <= x / 3)) continue;
        if (h > 2 * x && w > 2 * x && !is_slash(part, left, top, w, h)) t.tall++;
        if (h * 10 >= 6 * x && h <= 4 * x && w * 6 >= x && w <= 10 * x) t.marks++, t.wide += w * 5 >= 2 * x;
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
    if (b.h > 8 * x && fill > PICTURE_FILL) return UNREAD_PICTURE;
    if (t->tall && b.h > 3 * x) return b.w > 12 * x && fill > .12 ? UNREAD_STAMP : UNREAD_HANDWRITING;
    return t->small > 2 * t->marks ? UNREAD_SMALL : UNREAD_UNCLEAR;
}

struct sheet {
    int w, h;
};

/* What lies along an edge of the sheet from end to end, or around it, is the edge's shadow or the table under it. */
static bool is_edge(struct box b, struct sheet s)
{
    bool beside = b.x + b.w < EDGE * s.w || b.x > (1 - EDGE) * s.w, along = b.y + b.h < EDGE * s.h || b.y > (1 - EDGE) * s.h;
    return (beside && b.h > 4 * b.w) || (along && b.w > s.w / 2);
}

static bool is_text_like(const struct tally *t, struct box b, int x, int fewest, struct sheet s)
{
    double box = (double)b.w * b.h, cover = 2.0 * x * x * t->marks / box;
    bool around = b.w > .6 * s.w && b.h > .6 * s.h;
    if (b.w < 2 * x || b.h * 10 < 7 * x || is_edge(b, s)) return false;
    if (t->marks >= fewest && (b.h < 2 * b.w || t->wide * 4 >= t->marks) && (b.h < 4 * x || cover >= (around ? AROUND_COVER : LEAST_COVER)))
        return true;
    return t->tall && !around && b.w > 4 * x && t->area >= LEAST_TANGLE * box;
}

static void add_unread(struct unread_list *list, struct box b, enum unread_reason reason)
{
    if (list->n < UNREAD_MOST) list->at[list->n++] = (struct unread){b, reason};
}

/* A solid block with hardly anything of a letter's size in it. */
static bool is_picture(const struct tally *t, struct box b, int x)
{
    double box = (double)b.w * b.h;
    return b.h > 6 * x && b.w > 6 * x && t->area > PICTURE_FILL * box && 2.0 * x * x * t->marks < LEAST_COVER * box;
}

struct finds {
    struct sheet sheet;
    struct unread_list *unread;
    struct graphic_list *graphics;
};

static void sort_cluster(const struct tally *t, struct box b, int x, bool faint, const struct finds *to)
{
    if (is_picture(t, b, x)) {
        if ((double)b.w * b.h > PICTURE_MOST * to->sheet.w * to->sheet.h) add_unread(to->unread, b, UNREAD_PICTURE);
        else if (to->graphics->n < GRAPHICS_MOST) to->graphics->at[to->graphics->n++] = (struct graphic){b, GRAPHIC_PICTURE};
    } else if (is_text_like(t, b, x, faint ? FEWEST_FAINT_MARKS : FEWEST_MARKS, to->sheet)) add_unread(to->unread, b, reason_of(t, b, x, faint));
}

static enum status add_clusters(PIX *left, int x, bool faint, const struct finds *to)
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
        sort_cluster(&t, b, x, faint, to);
    }
    boxaDestroy(&boxes);
    return ST_OK;
}

/* A ribbon or head that runs dry leaves white rows in its letters: their pieces are joined, or none would have a letter's size. */
static void mend_strokes(PIX *ink, int x)
{
    (void)pixCloseSafeBrick(ink, ink, 1, x / 2 | 1);
}

static enum status find_unread(PIX *gray, const struct reading *r, int x, double scale, const struct finds *to)
{
    PIX *left = image_ink(gray), *faint = image_faint_ink(gray);
    uint32_t known = to->graphics->n; /* those that the caller brought are in pixels of the page, the others of `gray` */
    const struct graphic_list brought = *to->graphics;
    enum status st = left && faint ? ST_OK : fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    if (st == ST_OK) {
        wipe_words(left, r, x, scale);
        wipe_graphics(left, &brought, x, scale);
        st = add_clusters(left, x, false, to);
    }
    if (st == ST_OK) {
        wipe_words(faint, r, x, scale);
        wipe_graphics(faint, &brought, x, scale);
        for (uint32_t i = 0; i < to->unread->n; i++) wipe(faint, to->unread->at[i].box, x);
        for (uint32_t i = known; i < to->graphics->n; i++) wipe(faint, to->graphics->at[i].box, x);
        mend_strokes(faint, x);
        st = add_clusters(faint, x, true, to);
    }
    for (uint32_t i = known; i < to->graphics->n; i++) to->graphics->at[i].box = scaled(to->graphics->at[i].box, 1 / scale);
    pixDestroy(&left);
    pixDestroy(&faint);
    return st;
}

/* Letters of usual size are still letters at half size, and the work is a quarter. */
enum status ink_unread(PIX *clean, const struct reading *r, int x_height_px, struct unread_list *list, struct graphic_list *graphics)
{
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    int by = x >= 14 ? 2 : 1;
    PIX *gray = by == 2 ? pixScaleAreaMap2(clean) : pixClone(clean);
    if (!gray) return fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    list->n = 0;
    enum status st = find_unread(gray, r, x / by, 1.0 / by, &(struct finds){{pixGetWidth(gray), pixGetHeight(gray)}, list, graphics});
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
        if (row->count && row->box.h > LEAST_LINE_PX && judge_row(r, row) < LINE_ACCEPTED && !is_listed(list, row->box))
            add_unread(list, row->box, UNREAD_UNCLEAR);
    }
    return ST_OK;
}
