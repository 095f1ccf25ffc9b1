/* Blanks that Tesseract missed: "HR 78" comes as "HR78", "T 98.2 F" as "T98.2F".
 *
 * The ink tells: the blanks of a word are its gaps that are clearly wider than its others, and about half as wide as small
 * letters are tall or more. Between a letter and a figure that is enough: "B12" and "A1c" have no such gap and stay whole.
 * Between two figures or capitals the gap must also be as wide as the blanks of the line. Small letters are never parted:
 * worn ones gape. */
#include "read_in.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#define BLANK_X_HEIGHTS .36
#define SAME_SORT_X_HEIGHTS .5
#define BLANK_RATIO 1.5 /* over the widest gap between letters of the word */
#define NEAR_LETTERS .75 /* between where a boundary is expected and the gap */
#define LINE_BLANK .75 /* of the line's narrow blanks */
#define FEWEST_BLANKS 3 /* that a line must have to measure by */
#define USUAL_HEIGHT 1.5 /* x-heights of a word with its ascenders */
#define LOST_LETTER .5 /* x-heights; narrower ink beside a word is a bar or a mark */
#define MOST_GAPS 64

enum sort { SORT_NONE, SORT_DIGIT, SORT_SMALL, SORT_CAPITAL };

static enum sort sort_of(char c)
{
    if (c >= '0' && c <= '9') return SORT_DIGIT;
    if (c >= 'a' && c <= 'z') return SORT_SMALL;
    return c >= 'A' && c <= 'Z' ? SORT_CAPITAL : SORT_NONE;
}

static bool is_empty_column(PIX *ink, struct box b, int x)
{
    const l_uint32 *data = pixGetData(ink);
    int bottom = b.y + b.h < pixGetHeight(ink) ? b.y + b.h : pixGetHeight(ink);
    if (x < 0 || x >= pixGetWidth(ink)) return true;
    for (int y = b.y > 0 ? b.y : 0; y < bottom; y++)
        if (GET_DATA_BIT(data + (size_t)y * pixGetWpl(ink), x)) return false;
    return true;
}

struct gap {
    int x, w;
};

struct gaps { /* in a word's ink */
    struct gap at[MOST_GAPS];
    int n, left, right; /* first column of ink, and that behind the last */
};

static struct gaps find_gaps(PIX *ink, struct box b)
{
    struct gaps g = {.left = -1};
    int right = b.x + b.w < pixGetWidth(ink) ? b.x + b.w : pixGetWidth(ink), run = 0;
    for (int x = b.x > 0 ? b.x : 0; x < right; x++) {
        if (is_empty_column(ink, b, x)) {
            run++;
            continue;
        }
        if (g.left < 0) g.left = x;
        else if (run && g.n < MOST_GAPS) g.at[g.n++] = (struct gap){x - run, run};
        g.right = x + 1;
        run = 0;
    }
    return g;
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

/* Width from which the word's gaps are blanks; 0: none is. *ret_usual: the widest gap that is none. */
static int least_blank(const struct gaps *g, double least, int *ret_usual)
{
    int widths[MOST_GAPS], usual = 0;
    for (int i = 0; i < g->n; i++) widths[i] = g->at[i].w;
    qsort(widths, (size_t)g->n, sizeof *widths, by_number);
    for (int i = 0; i < g->n; usual = widths[i++])
        if (widths[i] >= least && widths[i] >= BLANK_RATIO * usual) {
            *ret_usual = usual;
            return widths[i];
        }
    return 0;
}

static double letter_width(char c)
{
    if (strchr(".,:;'!|iljI", c)) return .5;
    return strchr("mwMW%@", c) ? 1.5 : 1;
}

/* Before which character a boundary `share` of the way along the letters lies; 0 when before none. */
static size_t boundary_at(struct phi t, double share)
{
    double all = 0, at = 0, nearest = NEAR_LETTERS;
    size_t found = 0;
    for (size_t i = 0; i < t.n; i++) all += letter_width(t.p[i]);
    for (size_t i = 0; i <= t.n; i++) {
        double off = at - share * all;
        if (off < 0) off = -off;
        if (off < nearest) nearest = off, found = i;
        if (i < t.n) at += letter_width(t.p[i]);
    }
    return found < t.n ? found : 0;
}

struct line_of_ink {
    PIX *ink;
    int x_height_px, blank; /* blank: width of the line's narrow ones, or the page's; 0 when there are too few */
};

static bool may_part(const struct glimpse *w, size_t i, int gap, const struct line_of_ink *l)
{
    enum sort a = sort_of(w->text.p[i - 1]), b = sort_of(w->text.p[i]);
    double x = w->box.h > USUAL_HEIGHT * l->x_height_px ? w->box.h / USUAL_HEIGHT : l->x_height_px;
    if (w->text.p[i - 1] == '%') a = SORT_DIGIT;
    if (!a || !b) return false;
    if ((a == SORT_DIGIT) != (b == SORT_DIGIT)) return true;
    return b != SORT_SMALL && l->blank && gap >= LINE_BLANK * l->blank && gap >= SAME_SORT_X_HEIGHTS * x;
}

/* The word from its character `from` on, which begins at pixel x. */
static struct glimpse part_of(struct glimpse w, size_t from, size_t end, int x, int right)
{
    w.text = (struct phi){w.text.p + from, end - from};
    w.box.x = x, w.box.w = right - x;
    memset(w.other, 0, sizeof w.other); /* were of the whole */
    return w;
}

static double width_of_letters(const struct gaps *g, int least, int usual)
{
    int blanks = 0;
    for (int i = 0; i < g->n; i++)
        if (g->at[i].w >= least) blanks += g->at[i].w - usual;
    return g->right - g->left - blanks;
}

static void add_parts(struct reading *out, const struct glimpse *w, struct box reach, const struct line_of_ink *l)
{
    struct gaps g = find_gaps(l->ink, reach);
    int usual = 0, least = least_blank(&g, BLANK_X_HEIGHTS * l->x_height_px, &usual), x = w->box.x, passed = 0;
    double letters = width_of_letters(&g, least, usual);
    size_t from = 0;
    for (int i = 0; least && i < g.n; i++) {
        struct gap gap = g.at[i];
        if (gap.w < least) continue;
        size_t at = boundary_at(w->text, (gap.x + usual / 2.0 - g.left - passed) / letters);
        passed += gap.w - usual;
        if (at <= from || !may_part(w, at, gap.w, l)) continue;
        out->words[out->word_count++] = part_of(*w, from, at, from ? x : reach.x, gap.x);
        from = at, x = gap.x + gap.w;
    }
    out->words[out->word_count++] = from ? part_of(*w, from, w->text.n, x, reach.x + reach.w) : *w;
}

/* The empty columns around the middle between two words. */
static int blank_between(PIX *ink, struct box a, struct box b)
{
    struct box band = {0, a.y < b.y ? a.y : b.y, 0, 0};
    int middle = (a.x + a.w + b.x) / 2, left = middle, right = middle;
    band.h = (a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h) - band.y;
    while (left > a.x && is_empty_column(ink, band, left - 1)) left--;
    while (right < b.x + b.w && right < pixGetWidth(ink) && is_empty_column(ink, band, right)) right++;
    return right - left;
}

struct blanks {
    int *widths, n;
};

static void measure_row(PIX *ink, const struct reading *r, const struct row *row, struct blanks *to)
{
    for (uint32_t k = row->first + 1; k < row->first + row->count; k++) {
        int width = blank_between(ink, r->words[k - 1].box, r->words[k].box);
        if (width) to->widths[to->n++] = width;
    }
}

/* A quarter are narrower: tabs and wide blanks are left out. */
static int narrow_of(struct blanks *b)
{
    qsort(b->widths, (size_t)b->n, sizeof *b->widths, by_number);
    return b->n < FEWEST_BLANKS ? 0 : b->widths[b->n / 4];
}

/* The word's box with letters before it that no box covers: where a blank was missed, boxes may be off by a letter. */
static struct box reach_of(PIX *ink, const struct reading *r, const struct row *row, uint32_t k, int x_height_px)
{
    struct box b = r->words[k].box;
    if (k == row->first) return b;
    int from = r->words[k - 1].box.x + r->words[k - 1].box.w, left = b.x, inked = 0;
    for (int x = b.x - 1; x >= from; x--)
        if (!is_empty_column(ink, b, x)) left = x, inked++;
    if (inked < LOST_LETTER * x_height_px || left - from < b.x - left - inked) return b; /* nearer to the word before */
    return (struct box){left, b.y, b.w + b.x - left, b.h};
}

static void split_row(PIX *ink, int x_height_px, const struct reading *r, struct row *row, int blank, struct reading *out)
{
    uint32_t first = out->word_count;
    struct line_of_ink line = {ink, x_height_px, blank};
    for (uint32_t k = row->first; k < row->first + row->count; k++) add_parts(out, &r->words[k], reach_of(ink, r, row, k, x_height_px), &line);
    row->first = first;
    row->count = out->word_count - first;
}

enum status split_words(PIX *ink, int x_height_px, struct arena *arena, struct reading *r)
{
    size_t most = 0;
    for (uint32_t i = 0; i < r->word_count; i++) most += r->words[i].text.n;
    struct reading out = *r;
    struct blanks page = {.widths = ARENA_ARRAY(arena, int, r->word_count + 1)}, line = {.widths = ARENA_ARRAY(arena, int, r->word_count + 1)};
    out.words = ARENA_ARRAY(arena, struct glimpse, most + r->word_count + 1);
    if (!out.words || !page.widths || !line.widths) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    out.word_count = 0;
    for (uint32_t i = 0; i < r->row_count; i++) measure_row(ink, r, &r->rows[i], &page);
    int usual = narrow_of(&page);
    for (uint32_t i = 0; i < r->row_count; i++) {
        line.n = 0;
        measure_row(ink, r, &r->rows[i], &line);
        int blank = narrow_of(&line);
        split_row(ink, x_height_px, r, &r->rows[i], blank ? blank : usual, &out);
    }
    *r = out;
    return ST_OK;
}
