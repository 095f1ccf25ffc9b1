/* Two pages on one scan: an open book or chart, or two sheets side by side on the glass.
 *
 * The scan is wider than tall, and a strip of white as between pages runs down its middle, past everything from the first line to the
 * last. A wide table has such a strip too, but its cells are no running text. */
#include "order_in.h"

#define WIDER 1.15 /* than tall, of what is written on */
#define OFF_MIDDLE .12 /* of the width */
#define WHITE 3 /* line heights between the pages */
#define FEWEST_LINES 8 /* on either page */
#define LONG_CHARS 30
#define FEWEST_LONG 4 /* lines of running text on either page */
#define BESIDE .5 /* of the height that both pages share */
#define NOISE_QUALITY .3 /* a word of less does not block the strip */

struct side {
    int lines, running, top, bottom;
};

static void add_side(struct side *s, const struct part *t)
{
    if (t->chars == 0) return;
    if (s->lines == 0 || t->top < s->top) s->top = t->top;
    if (s->lines == 0 || t->bottom > s->bottom) s->bottom = t->bottom;
    s->lines++;
    s->running += t->cells == 1 && t->chars >= LONG_CHARS && t->letters * 10 >= t->chars * 6;
}

static bool is_page(const struct side *s)
{
    return s->lines >= FEWEST_LINES && s->running >= FEWEST_LONG;
}

/* The widest strip of white near the middle of the words' columns: its middle, or -1. taken: one flag a column from `left` on. */
static int widest_white(const bool *taken, int left, int width, int least)
{
    int from = (int)((.5 - OFF_MIDDLE) * width), to = (int)((.5 + OFF_MIDDLE) * width), best = least, at = -1;
    for (int x = 0, run = 0; x < width; x++) {
        run = taken[x] ? 0 : run + 1;
        int middle = x - run / 2;
        if (run > best && middle >= from && middle <= to) best = run, at = left + middle;
    }
    return at;
}

static struct box extent(const struct pieces *p)
{
    struct box b = p->at[0].box;
    for (uint32_t i = 1; i < p->n; i++) {
        struct box c = p->at[i].box;
        int right = b.x + b.w > c.x + c.w ? b.x + b.w : c.x + c.w, bottom = b.y + b.h > c.y + c.h ? b.y + b.h : c.y + c.h;
        b.x = b.x < c.x ? b.x : c.x, b.y = b.y < c.y ? b.y : c.y;
        b.w = right - b.x, b.h = bottom - b.y;
    }
    return b;
}

static int find_white(const struct pieces *p, struct box all, struct arena *arena)
{
    bool *taken = ARENA_ARRAY(arena, bool, (size_t)all.w + 1);
    if (!taken) return -1;
    memset(taken, 0, (size_t)all.w + 1);
    for (uint32_t i = 0; i < p->n; i++)
        for (uint32_t k = p->at[i].first; k < p->at[i].first + p->at[i].count; k++) {
            const struct glimpse *w = &p->in->words[k];
            int from = w->box.x - all.x, to = from + w->box.w;
            if (w->quality < NOISE_QUALITY) continue;
            for (int x = from > 0 ? from : 0; x < to && x < all.w; x++) taken[x] = true;
        }
    return widest_white(taken, all.x, all.w, WHITE * p->height);
}

bool spread_find(const struct pieces *p, struct arena *arena, struct gutter *ret)
{
    struct box all = extent(p);
    if (all.w < WIDER * all.h) return false;
    int x = find_white(p, all, arena);
    struct part *left = ARENA_ARRAY(arena, struct part, p->n + 1), *right = ARENA_ARRAY(arena, struct part, p->n + 1);
    if (x < 0 || !left || !right) return false;
    struct side l = {0}, r = {0};
    gutter_parts(p, x, left, right);
    for (uint32_t i = 0; i < p->n; i++) add_side(&l, &left[i]), add_side(&r, &right[i]);
    int top = l.top > r.top ? l.top : r.top, bottom = l.bottom < r.bottom ? l.bottom : r.bottom;
    if (!is_page(&l) || !is_page(&r) || bottom - top < BESIDE * all.h) return false;
    *ret = (struct gutter){.x = x, .first = 0, .end = p->n};
    return true;
}
