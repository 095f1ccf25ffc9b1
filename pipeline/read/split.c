/* Blanks that Tesseract missed between letters and figures: "HR 78" comes as "HR78".
 *
 * Between two characters of different class the ink tells: a blank is a gap wider than any other in the word, and about
 * half as wide as small letters are tall. "B12" and "A1c" have no such gap and stay whole. */
#include "read_in.h"

#include <leptonica/allheaders.h>

#define BLANK_X_HEIGHTS .36
#define BLANK_RATIO 1.5 /* over the widest gap between letters of the word */
#define NEAR_SHARE .17 /* of the word's width, between where a boundary is expected and the gap */

static int class_of(char c)
{
    if (c >= '0' && c <= '9') return 1;
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return 2;
    return 0;
}

static bool is_boundary(struct phi t, size_t i)
{
    int a = class_of(t.p[i - 1]), b = class_of(t.p[i]);
    return a && b && a != b;
}

static bool has_boundary(struct phi t)
{
    for (size_t i = 1; i < t.n; i++)
        if (is_boundary(t, i)) return true;
    return false;
}

static bool is_empty_column(PIX *ink, struct box b, int x)
{
    const l_uint32 *data = pixGetData(ink);
    int bottom = b.y + b.h < pixGetHeight(ink) ? b.y + b.h : pixGetHeight(ink);
    for (int y = b.y; y < bottom; y++)
        if (GET_DATA_BIT(data + (size_t)y * pixGetWpl(ink), x)) return false;
    return true;
}

struct gap {
    int x, w;
};

/* The widest gap in the word's ink, and the width of the next. */
static struct gap widest_gap(PIX *ink, struct box b, int *ret_second)
{
    struct gap best = {0};
    int right = b.x + b.w < pixGetWidth(ink) ? b.x + b.w : pixGetWidth(ink), run = 0;
    bool started = false;
    *ret_second = 0;
    for (int x = b.x; x < right; x++) {
        if (is_empty_column(ink, b, x)) {
            run++;
            continue;
        }
        if (started && run > best.w) *ret_second = best.w, best = (struct gap){x - run, run};
        else if (started && run > *ret_second) *ret_second = run;
        started = true;
        run = 0;
    }
    return best;
}

/* Where the word falls in two; 0 when it is one. */
static size_t find_split(const struct glimpse *w, PIX *ink, int x_height_px, struct gap *ret_gap)
{
    int second;
    if (w->text.n < 2 || !has_boundary(w->text)) return 0;
    struct gap g = widest_gap(ink, w->box, &second);
    if (g.w < BLANK_X_HEIGHTS * x_height_px || g.w < BLANK_RATIO * second) return 0;
    double at = (g.x + g.w / 2.0 - w->box.x) / w->box.w, nearest = NEAR_SHARE;
    size_t split = 0;
    for (size_t i = 1; i < w->text.n; i++) {
        double off = (double)i / (double)w->text.n - at;
        if (off < 0) off = -off;
        if (is_boundary(w->text, i) && off < nearest) split = i, nearest = off;
    }
    *ret_gap = g;
    return split;
}

static void add_parts(struct reading *out, struct glimpse w, PIX *ink, int x_height_px)
{
    struct gap g;
    size_t at = find_split(&w, ink, x_height_px, &g);
    if (at) {
        struct glimpse left = w;
        left.text.n = at;
        left.box.w = g.x - w.box.x;
        out->words[out->word_count++] = left;
        w.text = (struct phi){w.text.p + at, w.text.n - at};
        w.box.w = w.box.x + w.box.w - (g.x + g.w);
        w.box.x = g.x + g.w;
        add_parts(out, w, ink, x_height_px);
    } else out->words[out->word_count++] = w;
}

enum status split_words(PIX *ink, int x_height_px, struct arena *arena, struct reading *r)
{
    size_t most = 0;
    for (uint32_t i = 0; i < r->word_count; i++) most += r->words[i].text.n;
    struct reading out = *r;
    out.words = ARENA_ARRAY(arena, struct glimpse, most + r->word_count + 1);
    if (!out.words) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    out.word_count = 0;
    for (uint32_t i = 0; i < r->row_count; i++) {
        struct row *row = &r->rows[i];
        uint32_t first = out.word_count;
        for (uint32_t k = row->first; k < row->first + row->count; k++) add_parts(&out, r->words[k], ink, x_height_px);
        row->first = first;
        row->count = out.word_count - first;
    }
    *r = out;
    return ST_OK;
}
