/* Reading order.
 *
 * Tesseract tears the rows of a table into columns, and joins lines over the gutter of a two-column page; which of both is
 * right, the shape of the text tells. Pieces of lines that stand on one height form a band. Where a gap runs down through
 * many bands, with running text on both sides, the sides are columns, read one after the other. Everything else is read
 * band by band. */
#include "read_in.h"

#include <stdlib.h>

#define COLUMN_BANDS 5 /* a gutter passes at least so many bands with text on both sides */
#define COLUMN_CHARS 22 /* mean length of a column's lines; cells of a table are shorter */
#define GUTTER_HEIGHTS 1.0 /* a gutter is an empty strip at least so many line heights wide */
#define NARROW_HEIGHTS 0.5 /* or so many, which is hardly more than a blank, when it passes so many bands */
#define NARROW_BANDS 12
#define NARROW_CHARS 28
#define PARAGRAPH_GAP 0.75 /* of the line height, over the gap between lines of text */

struct piece {
    uint32_t first, count; /* words; they stand side by side in r->words */
    struct box box;
};

struct band {
    uint32_t first, count; /* pieces */
    int top, bottom;
};

struct sorter {
    const struct reading *in;
    struct piece *pieces; /* working order */
    struct reading *out;
    uint32_t block;
    struct arena *arena;
};

static int middle_y(const struct piece *p)
{
    return p->box.y + p->box.h / 2;
}

static int by_height(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;
    if (middle_y(p) != middle_y(q)) return middle_y(p) < middle_y(q) ? -1 : 1;
    return p->box.x < q->box.x ? -1 : p->box.x > q->box.x;
}

static int by_left(const void *a, const void *b)
{
    const struct piece *p = a, *q = b;
    return p->box.x < q->box.x ? -1 : p->box.x > q->box.x;
}

static int by_word_left(const void *a, const void *b)
{
    const struct glimpse *p = a, *q = b;
    return p->box.x < q->box.x ? -1 : p->box.x > q->box.x;
}

static struct box around(const struct reading *r, uint32_t first, uint32_t count)
{
    struct box b = r->words[first].box;
    int right = b.x + b.w, bottom = b.y + b.h;
    for (uint32_t i = first + 1; i < first + count; i++) {
        struct box w = r->words[i].box;
        if (w.x < b.x) b.x = w.x;
        if (w.y < b.y) b.y = w.y;
        if (w.x + w.w > right) right = w.x + w.w;
        if (w.y + w.h > bottom) bottom = w.y + w.h;
    }
    b.w = right - b.x, b.h = bottom - b.y;
    return b;
}

/* Does `p` stand on the same height as `q`, beside it? */
static bool is_beside(const struct piece *p, const struct piece *q)
{
    int top = p->box.y > q->box.y ? p->box.y : q->box.y;
    int bottom = p->box.y + p->box.h < q->box.y + q->box.h ? p->box.y + p->box.h : q->box.y + q->box.h;
    int least = p->box.h < q->box.h ? p->box.h : q->box.h;
    int left = p->box.x > q->box.x ? p->box.x : q->box.x;
    int right = p->box.x + p->box.w < q->box.x + q->box.w ? p->box.x + p->box.w : q->box.x + q->box.w;
    if ((bottom - top) * 2 <= least) return false;
    int most = p->box.h + q->box.h - least;
    return right - left < least || (bottom - top) * 3 > most * 2; /* parts of one line from two looks may interlock */
}

/* Sorts the pieces into bands, top to bottom; pieces of a band lie together, left to right. */
static uint32_t make_bands(struct piece *p, uint32_t n, struct band *bands)
{
    uint32_t count = 0;
    qsort(p, n, sizeof *p, by_height);
    for (uint32_t i = 0; i < n; i++) {
        struct band *b = count ? &bands[count - 1] : NULL;
        bool joins = b != NULL;
        for (uint32_t k = b ? b->first : 0; joins && k < i; k++) joins = is_beside(&p[i], &p[k]);
        if (!joins) {
            b = &bands[count++];
            *b = (struct band){.first = i, .top = p[i].box.y, .bottom = p[i].box.y + p[i].box.h};
        }
        b->count++;
        if (p[i].box.y < b->top) b->top = p[i].box.y;
        if (p[i].box.y + p[i].box.h > b->bottom) b->bottom = p[i].box.y + p[i].box.h;
    }
    for (uint32_t i = 0; i < count; i++) qsort(p + bands[i].first, bands[i].count, sizeof *p, by_left);
    return count;
}

/* What one band has on either side of x. */
struct sides {
    int chars[2], left_end, right_start, height, wide_gaps;
};

static struct sides look_at(const struct sorter *s, const struct band *b, const struct piece *p, int x)
{
    struct sides r = {.left_end = -1, .right_start = INT32_MAX};
    const struct glimpse *before = NULL;
    for (uint32_t i = b->first; i < b->first + b->count; i++)
        for (uint32_t k = p[i].first; k < p[i].first + p[i].count; k++) {
            const struct glimpse *w = &s->in->words[k];
            bool right = w->box.x + w->box.w / 2 >= x;
            r.chars[right] += (int)w->text.n + 1;
            if (!right && w->box.x + w->box.w > r.left_end) r.left_end = w->box.x + w->box.w;
            if (right && w->box.x < r.right_start) r.right_start = w->box.x;
            if (w->box.h > r.height) r.height = w->box.h;
            bool same_side = before && (before->box.x + before->box.w / 2 >= x) == right;
            if (same_side && w->box.x - before->box.x - before->box.w > 1.5 * p[i].box.h) r.wide_gaps++;
            before = w;
        }
    return r;
}

struct gutter {
    int x;
    uint32_t first, end; /* bands */
    int both;
};

/* A strip that stays empty through a run of bands. */
struct strip {
    struct gutter g;
    bool narrow;
    int chars[2], left_end, right_start, wide_gaps;
};

/* Wide gaps beside the strip are cells of a table, or with lines so long on both sides yet another column. */
static bool is_columns(const struct strip *t)
{
    int both = t->g.both, chars = both * (t->narrow ? NARROW_CHARS : COLUMN_CHARS);
    if (both < (t->narrow ? NARROW_BANDS : COLUMN_BANDS) || t->chars[0] < chars || t->chars[1] < chars) return false;
    return t->narrow || t->wide_gaps * 3 < both;
}

/* False when the strip would be too narrow with this band. */
static bool add_sides(struct strip *t, const struct sides *side)
{
    int left_end = side->left_end > t->left_end ? side->left_end : t->left_end;
    int right_start = side->right_start < t->right_start ? side->right_start : t->right_start;
    bool both = side->chars[0] && side->chars[1];
    if (left_end > t->g.x || right_start < t->g.x || right_start - left_end < (t->narrow ? NARROW_HEIGHTS : GUTTER_HEIGHTS) * side->height)
        return false;
    t->left_end = left_end, t->right_start = right_start;
    t->g.both += both;
    t->wide_gaps += side->wide_gaps;
    if (both) t->chars[0] += side->chars[0], t->chars[1] += side->chars[1];
    return true;
}

/* The longest run of bands that x does not cross, when both sides of it look like running text. */
static struct gutter longest_run(const struct sorter *s, const struct band *bands, uint32_t n, const struct piece *p, int x, bool narrow)
{
    struct gutter best = {0};
    struct strip now = {.g.x = x, .narrow = narrow, .left_end = -1, .right_start = INT32_MAX};
    for (uint32_t i = 0; i <= n; i++) {
        struct sides side = i < n ? look_at(s, &bands[i], p, x) : (struct sides){.left_end = INT32_MAX};
        if (add_sides(&now, &side)) continue;
        now.g.end = i;
        if (is_columns(&now) && now.g.both > best.both) best = now.g;
        now = (struct strip){.g = {.x = x, .first = i}, .narrow = narrow, .left_end = -1, .right_start = INT32_MAX};
        if (i < n && !add_sides(&now, &side)) now.g.first = i + 1;
    }
    return best;
}

static bool find_gutter(const struct sorter *s, const struct band *bands, uint32_t n, const struct piece *p, struct gutter *ret)
{
    int left = INT32_MAX, right = 0, height = 0;
    *ret = (struct gutter){0};
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = bands[i].first; k < bands[i].first + bands[i].count; k++) {
            if (p[k].box.x < left) left = p[k].box.x;
            if (p[k].box.x + p[k].box.w > right) right = p[k].box.x + p[k].box.w;
            if (p[k].box.h > height) height = p[k].box.h;
        }
    for (int narrow = 0; narrow < 2 && ret->both == 0; narrow++) {
        int step = height / (narrow ? 8 : 3) > 4 ? height / (narrow ? 8 : 3) : 4;
        for (int x = left + (right - left) / 6; x < right - (right - left) / 6; x += step) {
            struct gutter g = longest_run(s, bands, n, p, x, narrow);
            if (g.both > ret->both) *ret = g;
        }
    }
    return ret->both > 0;
}

static void emit_band(struct sorter *s, const struct band *b, const struct piece *p, const struct band *before)
{
    struct reading *out = s->out;
    struct row *row = &out->rows[out->row_count++];
    *row = (struct row){.first = out->word_count, .block = s->block};
    for (uint32_t i = b->first; i < b->first + b->count; i++)
        for (uint32_t k = p[i].first; k < p[i].first + p[i].count; k++) {
            out->words[out->word_count] = s->in->words[k];
            out->words[out->word_count++].row = out->row_count - 1;
        }
    row->count = out->word_count - row->first;
    if (b->count > 1) qsort(&out->words[row->first], row->count, sizeof *out->words, by_word_left);
    row->box = around(out, row->first, row->count);
    row->paragraph_start = before && b->top - before->bottom > PARAGRAPH_GAP * (b->bottom - b->top);
}

static enum status sort_pieces(struct sorter *s, struct piece *p, uint32_t n, int depth);

/* Left and right of the gutter, in this order. Pieces that reach over it are cut between words. */
static enum status sort_columns(struct sorter *s, const struct piece *p, uint32_t n, int x, int depth)
{
    struct piece *sides[2] = {ARENA_ARRAY(s->arena, struct piece, n + 1), ARENA_ARRAY(s->arena, struct piece, n + 1)};
    uint32_t counts[2] = {0};
    enum status st = ST_OK;
    if (!sides[0] || !sides[1]) return fail(ST_NO_MEMORY, "out of memory for the order of lines");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = p[i].first, end = p[i].first + p[i].count, mid = at;
        while (mid < end && s->in->words[mid].box.x + s->in->words[mid].box.w / 2 < x) mid++;
        if (mid > at) sides[0][counts[0]++] = (struct piece){at, mid - at, around(s->in, at, mid - at)};
        if (end > mid) sides[1][counts[1]++] = (struct piece){mid, end - mid, around(s->in, mid, end - mid)};
    }
    for (int side = 0; st == ST_OK && side < 2; side++) {
        s->block++;
        if (counts[side]) st = sort_pieces(s, sides[side], counts[side], depth + 1);
    }
    s->block++;
    return st;
}

static enum status sort_pieces(struct sorter *s, struct piece *p, uint32_t n, int depth)
{
    struct gutter g;
    enum status st = ST_OK;
    struct band *bands = ARENA_ARRAY(s->arena, struct band, n + 1);
    if (!bands) return fail(ST_NO_MEMORY, "out of memory for the order of lines");
    uint32_t count = make_bands(p, n, bands);
    if (depth > 4 || !find_gutter(s, bands, count, p, &g)) {
        for (uint32_t i = 0; i < count; i++) emit_band(s, &bands[i], p, i ? &bands[i - 1] : NULL);
        return ST_OK;
    }
    uint32_t from = bands[g.first].first, to = bands[g.end - 1].first + bands[g.end - 1].count;
    if (from) st = sort_pieces(s, p, from, depth + 1);
    if (st == ST_OK) st = sort_columns(s, p + from, to - from, g.x, depth);
    if (st == ST_OK && to < n) st = sort_pieces(s, p + to, n - to, depth + 1);
    return st;
}

enum status order_reading(const struct reading *in, struct arena *arena, struct reading *ret)
{
    struct reading out = {.words = ARENA_ARRAY(arena, struct glimpse, in->word_count + 1),
                          .rows = ARENA_ARRAY(arena, struct row, in->word_count + 1)};
    struct sorter s = {.in = in, .out = &out, .arena = arena, .pieces = ARENA_ARRAY(arena, struct piece, in->row_count + 1)};
    uint32_t n = 0;
    if (!out.words || !out.rows || !s.pieces) return fail(ST_NO_MEMORY, "out of memory for the order of lines");
    for (uint32_t i = 0; i < in->row_count; i++)
        if (in->rows[i].count) s.pieces[n++] = (struct piece){in->rows[i].first, in->rows[i].count, around(in, in->rows[i].first, in->rows[i].count)};
    enum status st = n ? sort_pieces(&s, s.pieces, n, 0) : ST_OK;
    if (st == ST_OK) *ret = out;
    return st;
}
