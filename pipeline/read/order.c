/* Reading order.
 *
 * Tesseract tears the rows of a table into columns, and joins lines over the gutter of a two-column page. Here the lines are
 * laid out anew: columns of running text (gutter.c) are read one after the other, what stands above and below them before and
 * after. So are two pages on one scan (spread.c). Notes in a margin come before the line they stand beside. Everything else is read by rows: pieces
 * that stand on one height, from the left. */
#include "order_in.h"

#include <stdlib.h>

#define PARAGRAPH_GAP 0.75 /* of the line height, over the gap between lines of text */
#define DEEPEST 6 /* columns within columns */

struct band { /* a row */
    uint32_t first, count; /* pieces */
    int top, bottom;
};

struct sorter {
    const struct reading *in;
    struct reading *out;
    uint32_t block;
    struct arena *arena;
};

static int middle_y(const struct piece *p)
{
    return p->box.y + p->box.h / 2;
}

int order_by_height(const void *a, const void *b)
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

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

#define MEDIAN_OF 200 /* letters */

/* Medians over the letters: a dash says little about where the line stands. */
struct piece order_piece(const struct reading *in, uint32_t first, uint32_t count)
{
    int tops[MEDIAN_OF], bottoms[MEDIAN_OF], n = 0;
    struct piece p = {first, count, around(in, first, count)};
    for (uint32_t i = first; i < first + count; i++)
        for (size_t k = 0; k < in->words[i].text.n && n < MEDIAN_OF; k++, n++) {
            tops[n] = in->words[i].box.y;
            bottoms[n] = in->words[i].box.y + in->words[i].box.h;
        }
    if (n == 0) return p;
    qsort(tops, (size_t)n, sizeof *tops, by_number);
    qsort(bottoms, (size_t)n, sizeof *bottoms, by_number);
    p.box.y = tops[n / 2];
    p.box.h = bottoms[n / 2] > tops[n / 2] ? bottoms[n / 2] - tops[n / 2] : 1;
    return p;
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

/* Parts the pieces into rows, top to bottom; pieces of a row lie together, left to right. */
static uint32_t make_bands(struct piece *p, uint32_t n, struct band *bands)
{
    uint32_t count = 0;
    qsort(p, n, sizeof *p, order_by_height);
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

static enum status no_memory(void)
{
    return fail(ST_NO_MEMORY, "out of memory for the order of lines");
}

static enum status emit_rows(struct sorter *s, struct piece *p, uint32_t n)
{
    struct band *bands = ARENA_ARRAY(s->arena, struct band, n + 1);
    if (!bands) return no_memory();
    uint32_t count = make_bands(p, n, bands);
    for (uint32_t i = 0; i < count; i++) emit_band(s, &bands[i], p, i ? &bands[i - 1] : NULL);
    return ST_OK;
}

static int median_height(const struct piece *p, uint32_t n, int *scratch)
{
    for (uint32_t i = 0; i < n; i++) scratch[i] = p[i].box.h;
    qsort(scratch, n, sizeof *scratch, by_number);
    return n ? scratch[n / 2] : 1;
}

#define BLANKS 400 /* are enough to tell */

static int median_blank(const struct reading *in, const struct piece *p, uint32_t n)
{
    int blanks[BLANKS], count = 0;
    for (uint32_t i = 0; i < n; i++)
        for (uint32_t k = p[i].first + 1; k < p[i].first + p[i].count && count < BLANKS; k++) {
            int gap = in->words[k].box.x - in->words[k - 1].box.x - in->words[k - 1].box.w;
            if (gap > 0) blanks[count++] = gap;
        }
    qsort(blanks, (size_t)count, sizeof *blanks, by_number);
    return count ? blanks[count / 2] : 0;
}

/* The pieces' words on either side of x. Pieces that reach over it are cut between words. */
static void cut(struct sorter *s, const struct piece *p, uint32_t n, int x, struct piece *const sides[2], uint32_t counts[2])
{
    counts[0] = counts[1] = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t at = p[i].first, end = p[i].first + p[i].count, mid = at;
        while (mid < end && s->in->words[mid].box.x + s->in->words[mid].box.w / 2 < x) mid++;
        if (mid > at) sides[0][counts[0]++] = order_piece(s->in, at, mid - at);
        if (end > mid) sides[1][counts[1]++] = order_piece(s->in, mid, end - mid);
    }
}

static enum status sort_pieces(struct sorter *s, struct piece *p, uint32_t n, int depth);

/* Left and right of the gutter, in this order. */
static enum status sort_columns(struct sorter *s, const struct piece *p, uint32_t n, int x, int depth)
{
    struct piece *sides[2] = {ARENA_ARRAY(s->arena, struct piece, n + 1), ARENA_ARRAY(s->arena, struct piece, n + 1)};
    uint32_t counts[2];
    enum status st = ST_OK;
    if (!sides[0] || !sides[1]) return no_memory();
    cut(s, p, n, x, sides, counts);
    for (int side = 0; st == ST_OK && side < 2; side++) {
        s->block++;
        st = sort_pieces(s, sides[side], counts[side], depth + 1);
    }
    s->block++;
    return st;
}

/* Each note in one, before the line it stands beside. */
static enum status emit_with_notes(struct sorter *s, struct pieces *notes, struct pieces *text)
{
    enum status st = ST_OK;
    struct band *bands = ARENA_ARRAY(s->arena, struct band, text->n + 1);
    if (!bands) return no_memory();
    uint32_t count = make_bands(text->at, text->n, bands), done = 0, lines = 0;
    qsort(notes->at, notes->n, sizeof *notes->at, order_by_height);
    for (uint32_t i = 0; st == ST_OK && i <= count; i++) {
        while (st == ST_OK && done < notes->n && (i == count || middle_y(&notes->at[done]) < bands[i].bottom)) {
            uint32_t end = margin_next(notes, text, done);
            s->block++;
            st = emit_rows(s, notes->at + done, end - done);
            s->block++;
            done = end;
        }
        if (i < count) emit_band(s, &bands[i], text->at, lines++ ? &bands[i - 1] : NULL);
    }
    return st;
}

static enum status sort_margin(struct sorter *s, const struct pieces *all, const struct gutter *g)
{
    uint32_t n = g->end - g->first, counts[2];
    struct piece *sides[2] = {ARENA_ARRAY(s->arena, struct piece, n + 1), ARENA_ARRAY(s->arena, struct piece, n + 1)};
    if (!sides[0] || !sides[1]) return no_memory();
    cut(s, all->at + g->first, n, g->x, sides, counts);
    int notes = g->right_notes;
    struct pieces note = {s->in, sides[notes], counts[notes], all->height, all->blank},
                  text = {s->in, sides[!notes], counts[!notes], all->height, all->blank};
    return emit_with_notes(s, &note, &text);
}

static enum status sort_pieces(struct sorter *s, struct piece *p, uint32_t n, int depth)
{
    struct gutter g;
    int *scratch = ARENA_ARRAY(s->arena, int, n + 1);
    if (!scratch) return no_memory();
    if (n == 0) return ST_OK;
    qsort(p, n, sizeof *p, order_by_height);
    struct pieces all = {s->in, p, n, median_height(p, n, scratch), median_blank(s->in, p, n)};
    bool columns = (depth == 0 && spread_find(&all, s->arena, &g)) || (depth < DEEPEST && gutter_find_columns(&all, s->arena, &g));
    if (!columns && (depth >= DEEPEST || !margin_find(&all, s->arena, &g))) return emit_rows(s, p, n);
    enum status st = sort_pieces(s, p, g.first, depth + 1);
    if (st == ST_OK) st = columns ? sort_columns(s, p + g.first, g.end - g.first, g.x, depth) : sort_margin(s, &all, &g);
    if (st == ST_OK) st = sort_pieces(s, p + g.end, n - g.end, depth + 1);
    return st;
}

enum status order_reading(const struct reading *in, struct arena *arena, struct reading *ret)
{
    struct reading out = {.words = ARENA_ARRAY(arena, struct glimpse, in->word_count + 1),
                          .rows = ARENA_ARRAY(arena, struct row, in->word_count + 1)};
    struct piece *pieces = ARENA_ARRAY(arena, struct piece, in->row_count + 1);
    struct sorter s = {.in = in, .out = &out, .arena = arena};
    uint32_t n = 0;
    if (!out.words || !out.rows || !pieces) return no_memory();
    for (uint32_t i = 0; i < in->row_count; i++)
        if (in->rows[i].count) pieces[n++] = order_piece(in, in->rows[i].first, in->rows[i].count);
    enum status st = sort_pieces(&s, pieces, n, 0);
    if (st == ST_OK) *ret = out;
    return st;
}
