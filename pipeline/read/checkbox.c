/* Boxes to tick: Tesseract reads an empty one as O, D or nothing, and a ticked one as X or &. Which it is, the ink tells: a
 * square frame with all four corners, and something in it or not. They become the words "[ ]" and "[x]" in the line of their
 * label. */
#include "read_in.h"

#include <ctype.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>

/* Sizes in x-heights. */
#define LEAST_SIDE .7
#define MOST_SIDE 2.1
#define LABEL_GAP 3.5
#define SQUARE 1.3 /* longer side over the shorter */
#define FRAME 6 /* a side of the frame lies within a sixth of the square */
#define SIDE_SHARE .90 /* of a side that must be ink */
#define TICKED_SHARE .10 /* of the inside that is ink */
#define MOST_INSIDE .75 /* more is a bullet or a blot */
#define SENSIBLE .85 /* quality */
#define CONFIDENCE .9f
#define USUAL_X_HEIGHT 20
#define BOXES_MOST 300

struct tick {
    struct box box;
    bool ticked;
    uint32_t row; /* of its label */
};

static bool has_ink(PIX *ink, int x, int y, int w, int h)
{
    for (int j = y; j < y + h; j++)
        for (int i = x; i < x + w; i++) {
            l_uint32 v = 0;
            (void)pixGetPixel(ink, i, j, &v);
            if (v) return true;
        }
    return false;
}

/* Share of the rows (or columns) in which the side shows ink. */
static double side_share(PIX *ink, struct box b, int t, bool upright, bool far)
{
    int n = upright ? b.h : b.w, hits = 0;
    for (int i = 0; i < n; i++)
        hits += upright ? has_ink(ink, far ? b.x + b.w - t : b.x, b.y + i, t, 1) : has_ink(ink, b.x + i, far ? b.y + b.h - t : b.y, 1, t);
    return (double)hits / n;
}

static bool has_corners(PIX *ink, struct box b, int t)
{
    int c = t;
    return has_ink(ink, b.x, b.y, c, c) && has_ink(ink, b.x + b.w - c, b.y, c, c) && has_ink(ink, b.x, b.y + b.h - c, c, c) &&
           has_ink(ink, b.x + b.w - c, b.y + b.h - c, c, c);
}

static double inside_share(PIX *ink, struct box b, int t)
{
    l_int32 n = 0;
    int w = b.w - 2 * t, h = b.h - 2 * t;
    BOX *box = w > 1 && h > 1 ? boxCreate(b.x + t, b.y + t, w, h) : NULL;
    PIX *part = box ? pixClipRectangle(ink, box, NULL) : NULL;
    if (part) (void)pixCountPixels(part, &n, NULL);
    boxDestroy(&box);
    pixDestroy(&part);
    return w > 1 && h > 1 ? (double)n / (w * h) : 1;
}

static bool is_frame(PIX *ink, struct box b, int x, bool *ret_ticked)
{
    int longer = b.w > b.h ? b.w : b.h, shorter = b.w > b.h ? b.h : b.w, t = shorter / FRAME > 2 ? shorter / FRAME : 2;
    if (shorter < LEAST_SIDE * x || longer > MOST_SIDE * x || longer > SQUARE * shorter || shorter < 3 * t) return false;
    for (int side = 0; side < 4; side++)
        if (side_share(ink, b, t, side & 1, side & 2) < SIDE_SHARE) return false;
    double inside = inside_share(ink, b, t + 1);
    *ret_ticked = inside > TICKED_SHARE;
    return has_corners(ink, b, t) && inside < MOST_INSIDE;
}

static size_t letters_within(const struct glimpse *w, struct box b)
{
    int left = w->box.x > b.x ? w->box.x : b.x, right = w->box.x + w->box.w < b.x + b.w ? w->box.x + w->box.w : b.x + b.w;
    int middle = b.y + b.h / 2;
    if (w->text.n == 0 || w->box.w <= 0 || right <= left || middle < w->box.y || middle >= w->box.y + w->box.h) return 0;
    return (size_t)((double)(right - left) * (double)w->text.n / w->box.w + .5);
}

/* A letter of a word that makes sense is no frame, however square it came out. */
static bool is_letter_of_word(const struct reading *r, struct box b)
{
    for (uint32_t i = 0; i < r->word_count; i++) {
        const struct glimpse *w = &r->words[i];
        if (w->text.n < 3 || w->quality < SENSIBLE || letters_within(w, b) == 0) continue;
        bool first = 2 * b.x + b.w < 2 * w->box.x + w->box.w;
        if (isalnum((unsigned char)w->text.p[first ? 0 : w->text.n - 1])) return true;
    }
    return false;
}

/* The row of the nearest word on its height: what is ticked. */
static bool find_label(const struct reading *r, struct box b, int x, uint32_t *ret_row)
{
    int nearest = (int)(LABEL_GAP * x);
    bool found = false;
    for (uint32_t i = 0; i < r->row_count; i++)
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            struct box w = r->words[k].box;
            int middle = b.y + b.h / 2, gap = w.x > b.x ? w.x - b.x - b.w : b.x - w.x - w.w;
            if (r->words[k].text.n < 2 || middle < w.y - x / 2 || middle >= w.y + w.h + x / 2 || gap >= nearest) continue;
            nearest = gap;
            *ret_row = i;
            found = true;
        }
    return found;
}

static uint32_t find_ticks(PIX *ink, const struct reading *r, int x, struct tick *ticks)
{
    uint32_t n = 0;
    PIX *closed = pixCloseBrick(NULL, ink, 3, 3); /* worn frames have gaps */
    BOXA *boxes = closed ? pixConnCompBB(closed, 4) : NULL;
    pixDestroy(&closed);
    for (int i = 0; boxes && i < boxaGetCount(boxes) && n < BOXES_MOST; i++) {
        struct tick t = {0};
        (void)boxaGetBoxGeometry(boxes, i, &t.box.x, &t.box.y, &t.box.w, &t.box.h);
        if (is_frame(ink, t.box, x, &t.ticked) && find_label(r, t.box, x, &t.row) && !is_letter_of_word(r, t.box)) ticks[n++] = t;
    }
    boxaDestroy(&boxes);
    return n;
}

/* Takes the frame out of a word that it was read into: whole, or the letters at one end. */
static void cut_out(struct glimpse *w, struct box b)
{
    size_t letters = letters_within(w, b);
    if (letters == 0) return; /* at most the word's own box was drawn too large */
    if (letters * 2 > w->text.n) w->text.n = 0;
    else if (2 * b.x + b.w < 2 * w->box.x + w->box.w) {
        w->text = (struct phi){w->text.p + letters, w->text.n - letters};
        w->box.w -= b.x + b.w - w->box.x, w->box.x = b.x + b.w;
    } else w->text.n -= letters, w->box.w = b.x - w->box.x;
}

static int by_left(const void *a, const void *b)
{
    const struct glimpse *p = a, *q = b;
    return (p->box.x > q->box.x) - (p->box.x < q->box.x);
}

static struct glimpse tick_word(const struct tick *t, uint32_t row)
{
    struct phi text = t->ticked ? (struct phi){"[x]", 3} : (struct phi){"[ ]", 3};
    return (struct glimpse){.text = text, .box = t->box, .confidence = CONFIDENCE, .quality = CONFIDENCE, .row = row};
}

/* Row i as it was, without the frames that were read as letters, and with its ticks. */
static void add_row(struct reading *out, const struct reading *r, uint32_t i, const struct tick *ticks, uint32_t n)
{
    struct row *row = &out->rows[i];
    *row = r->rows[i];
    row->first = out->word_count;
    for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
        struct glimpse w = r->words[k];
        for (uint32_t t = 0; t < n; t++) cut_out(&w, ticks[t].box);
        if (w.text.n && w.box.w > 0) out->words[out->word_count++] = w;
    }
    uint32_t read = out->word_count;
    for (uint32_t t = 0; t < n; t++)
        if (ticks[t].row == i) out->words[out->word_count++] = tick_word(&ticks[t], i);
    row->count = out->word_count - row->first;
    if (out->word_count > read) qsort(&out->words[row->first], row->count, sizeof *out->words, by_left);
}

enum status checkboxes_read(PIX *ink, int x_height_px, struct arena *arena, struct reading *r)
{
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    struct tick *ticks = ARENA_ARRAY(arena, struct tick, BOXES_MOST);
    if (!ticks) return fail(ST_NO_MEMORY, "out of memory for the boxes of a page");
    uint32_t n = find_ticks(ink, r, x, ticks);
    if (n == 0) return ST_OK;
    struct reading out = {.words = ARENA_ARRAY(arena, struct glimpse, r->word_count + n),
                          .rows = ARENA_ARRAY(arena, struct row, r->row_count),
                          .row_count = r->row_count};
    if (!out.words || !out.rows) return fail(ST_NO_MEMORY, "out of memory for the boxes of a page");
    for (uint32_t i = 0; i < r->row_count; i++) add_row(&out, r, i, ticks, n);
    *r = out;
    return ST_OK;
}
