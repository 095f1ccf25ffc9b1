/* Strips of white that part columns, and those that only part the cells of a table.
 *
 * Every left edge that several lines share is tried. Going down the page, each line votes: running text on both sides of the
 * strip speaks for columns, short cells against; a line that crosses the strip ends the run. The best run is then judged as a
 * whole. In columns sentences go on from line to line on their own side, and lines start without regard to the other side;
 * in a table a row begins in all its cells at once. */
#include "order_in.h"

#include <stdlib.h>

#define WIDE_GAP 1.5 /* line heights: parts cells, not words */
#define WIDE_STRIP 1.0 /* line heights: a gutter is at least so wide */
#define NARROW_STRIP .5 /* or hardly more than a blank, when it passes many long lines */
#define LONG_CHARS 22 /* from here on a part looks like running text */
#define NARROW_CHARS 28
#define LONG_CELL 18 /* of a part with several cells, which may be columns themselves */
#define LEAST_SUM 6.0
#define NARROW_SUM 20.0
#define LEAST_LONG 3 /* long lines on either side */
#define SAME_HEIGHT .25 /* line heights between the bottoms of one line */
#define INDENT 5 /* line heights from a column's left edge */
#define OUTDENT 3
#define FEWEST_ALIGNED 3 /* long lines that make such an edge */
#define BREAK_GAP 1.2 /* line heights of white across both sides */
#define BREAK_COST 1.5
#define FEWEST_EDGES 3 /* lines that share a left edge */
#define NOISE_QUALITY .3 /* a word of less does not block a strip */

struct strip {
    const struct pieces *p;
    struct part *parts[2]; /* of every piece */
    int x, least; /* least: width */
    int long_chars;
    int *edges[2]; /* left edges of the run's long lines; unknown when counts are -1 */
    int edge_counts[2];
    int left_end, right_start; /* of the run: where the columns end and begin */
};

struct run {
    uint32_t first, end;
    double sum;
};

static struct part part_of(const struct pieces *p, const struct piece *piece, int x, bool right)
{
    struct part t = {
        .first = piece->first, .shortest = INT32_MAX, .left = INT32_MAX, .right = -1, .top = piece->box.y, .bottom = piece->box.y + piece->box.h};
    int cell = 0;
    const struct glimpse *before = NULL;
    for (uint32_t i = piece->first; i < piece->first + piece->count; i++) {
        const struct glimpse *w = &p->in->words[i];
        if ((w->box.x + w->box.w / 2 >= x) != right || w->quality < NOISE_QUALITY) continue;
        if (!before) t.first = i, t.goes_on = w->text.n && w->text.p[0] >= 'a' && w->text.p[0] <= 'z';
        bool wide = !before || w->box.x - before->box.x - before->box.w > WIDE_GAP * p->height;
        if (wide && before && cell < t.shortest) t.shortest = cell;
        t.cells += wide;
        cell = (wide ? 0 : cell) + (int)w->text.n + 1;
        t.count++;
        t.chars += (int)w->text.n + 1;
        for (size_t k = 0; k < w->text.n; k++) t.letters += (w->text.p[k] | 32) >= 'a' && (w->text.p[k] | 32) <= 'z';
        if (w->box.x < t.left) t.left = w->box.x;
        if (w->box.x + w->box.w > t.right) t.right = w->box.x + w->box.w;
        before = w;
    }
    if (cell && cell < t.shortest) t.shortest = cell;
    return t;
}

static bool is_prose(const struct part *t)
{
    return t->letters * 10 >= t->chars * 6;
}

static bool is_long(const struct strip *s, const struct part *t)
{
    return t->cells == 1 && t->chars >= s->long_chars && is_prose(t);
}

/* Is there text on the other side of the strip at this height? Gives its piece, or -1. */
static int find_beside(const struct strip *s, uint32_t i, bool right)
{
    const struct part *own = &s->parts[right][i];
    int best = -1, most = 0;
    for (int step = -1; step <= 1; step += 2)
        for (int64_t k = step < 0 ? i : (int64_t)i + 1, tries = 0; k >= 0 && k < s->p->n && tries < 6; k += step, tries++) {
            const struct part *t = &s->parts[!right][k];
            if (t->chars == 0) continue;
            int top = own->top > t->top ? own->top : t->top, bottom = own->bottom < t->bottom ? own->bottom : t->bottom;
            if (bottom - top > most) most = bottom - top, best = (int)k;
        }
    return most * 4 > s->p->height ? best : -1;
}

/* Does the part begin at a left edge of the run's long lines, or a little right of it? */
static bool is_fitting(const struct strip *s, const struct part *t, bool right)
{
    int aligned = 0;
    for (int i = 0; i < s->edge_counts[right]; i++) {
        int off = t->left - s->edges[right][i];
        aligned += off >= -OUTDENT * s->p->height && off <= INDENT * s->p->height;
    }
    return s->edge_counts[right] < 0 || aligned >= FEWEST_ALIGNED;
}

static double value(const struct strip *s, const struct part *t, bool right)
{
    if (t->chars == 0) return 0;
    if (!is_fitting(s, t, right)) return -2;
    if (t->cells > 1) return t->shortest >= LONG_CELL && is_prose(t) ? 1 : -1;
    if (is_long(s, t)) return 1;
    return is_prose(t) || t->chars < 4 ? 0 : -.5;
}

/* How much piece i speaks for columns. Text with nothing beside it says nothing. */
static double vote(const struct strip *s, uint32_t i)
{
    const struct part *l = &s->parts[0][i], *r = &s->parts[1][i];
    if (l->chars && r->chars) return value(s, l, false) + value(s, r, true);
    bool right = r->chars > 0;
    double v = value(s, right ? r : l, right);
    return v > 0 && find_beside(s, i, right) < 0 ? 0 : v;
}

static bool crosses(const struct strip *s, uint32_t i, int *left_end, int *right_start)
{
    const struct part *l = &s->parts[0][i], *r = &s->parts[1][i];
    if (l->chars && l->right > *left_end) *left_end = l->right;
    if (r->chars && r->left < *right_start) *right_start = r->left;
    return *left_end > s->x || *right_start < s->x || *right_start - *left_end < s->least;
}

/* The run in [from, to) that speaks most for columns. */
static struct run best_run(const struct strip *s, uint32_t from, uint32_t to)
{
    struct run best = {0}, now = {.first = from};
    int left_end = -1, right_start = INT32_MAX, bottom = INT32_MAX;
    for (uint32_t i = from; i < to; i++) {
        const struct box *b = &s->p->at[i].box;
        bool crossing = crosses(s, i, &left_end, &right_start);
        if (bottom < INT32_MAX && b->y - bottom > BREAK_GAP * s->p->height) now.sum -= BREAK_COST;
        if (crossing || now.sum < 0) {
            now = (struct run){.first = i};
            left_end = -1, right_start = INT32_MAX, bottom = INT32_MAX;
            if (crosses(s, i, &left_end, &right_start)) { /* even alone */
                now.first = i + 1;
                left_end = -1, right_start = INT32_MAX;
                continue;
            }
        }
        now.sum += vote(s, i);
        now.end = i + 1;
        if (bottom == INT32_MAX || b->y + b->h > bottom) bottom = b->y + b->h;
        if (now.sum > best.sum) best = now;
    }
    return best;
}

/* What the lines of a run say together. */
struct findings {
    int lines[2], goes_on[2]; /* long ones, on either side */
    int pairs, off; /* lines with something beside them; of these at another height */
    int starts, breaks; /* pairs of one row that both begin a sentence; of which one does */
};

static void find_pair(const struct strip *s, const struct part *l, const struct part *r, struct findings *f)
{
    int apart = abs(l->bottom - r->bottom);
    f->pairs++;
    if (apart > SAME_HEIGHT * s->p->height) f->off++;
    else if (!l->goes_on && !r->goes_on) f->starts++;
    else if (l->goes_on != r->goes_on && is_long(s, l->goes_on ? l : r)) f->breaks++;
}

static struct findings look_at(const struct strip *s, const struct run *run)
{
    struct findings f = {0};
    for (uint32_t i = run->first; i < run->end; i++) {
        for (int right = 0; right < 2; right++) {
            const struct part *t = &s->parts[right][i];
            bool counts = is_long(s, t) || (t->cells > 1 && t->shortest >= LONG_CELL && is_prose(t));
            f.lines[right] += counts;
            f.goes_on[right] += counts && t->goes_on;
        }
        if (s->parts[0][i].chars == 0) continue;
        int k = s->parts[1][i].chars ? (int)i : find_beside(s, i, false);
        if (k >= 0) find_pair(s, &s->parts[0][i], &s->parts[1][k], &f);
    }
    return f;
}

static bool is_columns(const struct findings *f)
{
    int lines = f->lines[0] + f->lines[1], goes_on = f->goes_on[0] + f->goes_on[1];
    if (f->lines[0] < LEAST_LONG || f->lines[1] < LEAST_LONG) return false;
    bool flows = goes_on * 5 >= lines, off = f->off * 10 >= f->pairs * 4;
    bool rows = f->starts * 10 >= (f->starts + f->breaks) * 7 && f->starts * 4 >= f->pairs;
    return off ? goes_on * 10 >= lines : flows && !rows;
}

static void fit_edges(struct strip *s, const struct run *run)
{
    for (int right = 0; right < 2; right++) {
        s->edge_counts[right] = 0;
        for (uint32_t i = run->first; i < run->end; i++)
            if (is_long(s, &s->parts[right][i])) s->edges[right][s->edge_counts[right]++] = s->parts[right][i].left;
    }
}

/* The nearest line of piece i's side within the run. */
static int gap_to_run(const struct strip *s, const struct run *run, uint32_t i, bool right)
{
    const struct part *own = &s->parts[right][i];
    int least = INT32_MAX;
    for (uint32_t k = run->first; k < run->end; k++) {
        const struct part *t = &s->parts[right][k];
        int gap = t->top > own->top ? t->top - own->bottom : own->top - t->bottom;
        if (t->chars && gap < least) least = gap;
    }
    return least;
}

/* The list of a column may be indented, and the strip have been found right before it: its headings stand out. So the strip is laid along the
 * left column's end. */
static void lay_along(struct strip *s, const struct run *run)
{
    s->left_end = -1, s->right_start = INT32_MAX;
    for (uint32_t i = run->first; i < run->end; i++) {
        const struct part *l = &s->parts[0][i], *r = &s->parts[1][i];
        if (l->chars && l->right > s->left_end) s->left_end = l->right;
        if (r->chars && r->left < s->right_start) s->right_start = r->left;
    }
    s->x = s->left_end + s->least / 2;
    gutter_parts(s->p, s->x, s->parts[0], s->parts[1]);
}

static bool is_clear(const struct strip *s, const struct part *t, bool right)
{
    return right ? t->left - s->left_end >= s->least : s->right_start - t->right >= s->least;
}

/* Headings over a column and the rest of a longer one stand alone on their height, but belong to it. */
static bool could_belong(const struct strip *s, uint32_t i)
{
    const struct part *l = &s->parts[0][i], *r = &s->parts[1][i];
    if ((l->chars > 0) == (r->chars > 0)) return false;
    bool right = r->chars > 0;
    const struct part *t = right ? r : l;
    return (t->cells == 1 || !right) && is_fitting(s, t, right) && is_clear(s, t, right);
}

static bool belongs(const struct strip *s, const struct run *run, uint32_t i, double most_gap)
{
    return could_belong(s, i) && gap_to_run(s, run, i, s->parts[1][i].chars > 0) <= most_gap * s->p->height;
}

/* Fields at the head of the one column beside running text of the other. */
static bool is_head(const struct strip *s, const struct run *run, uint32_t i)
{
    const struct part *l = &s->parts[0][i], *r = &s->parts[1][i];
    if (l->chars == 0 || r->chars == 0 || !is_clear(s, l, false) || !is_clear(s, r, true) || r->left - l->right < s->least) return false;
    bool flows = (r->cells == 1 && (is_long(s, r) || r->goes_on)) || (l->cells == 1 && (is_long(s, l) || l->goes_on));
    return flows && is_fitting(s, l, false) && is_fitting(s, r, true) &&
           (gap_to_run(s, run, i, false) <= .9 * s->p->height || gap_to_run(s, run, i, true) <= .9 * s->p->height);
}

/* Far from its own column's last line, but beside a line that goes on the other column. */
static bool is_beside_run(const struct strip *s, const struct run *run, uint32_t i)
{
    int k = could_belong(s, i) ? find_beside(s, i, s->parts[1][i].chars > 0) : -1;
    if (k < 0) return false;
    return (uint32_t)k < i ? (uint32_t)k >= run->first : belongs(s, run, (uint32_t)k, 2);
}

/* What stands alone over the left column, or beside a heading of the right one, is read before it in any case. */
static bool is_over_left(const struct strip *s, const struct run *run, uint32_t i)
{
    int k = s->parts[1][i].chars == 0 ? find_beside(s, i, false) : 0;
    return k < 0 || (uint32_t)k >= run->first || belongs(s, run, (uint32_t)k, .9);
}

static void extend(struct strip *s, struct run *run)
{
    lay_along(s, run);
    for (uint32_t i; run->first > 0; run->first = i) {
        i = run->first - 1;
        if (!belongs(s, run, i, is_over_left(s, run, i) ? 2 : .9) && !is_head(s, run, i)) break;
    }
    while (run->end < s->p->n && (belongs(s, run, run->end, 2) || is_beside_run(s, run, run->end))) run->end++;
}

/* Left edges that several lines share: a count for each bin of a quarter of a line height. */
struct edges {
    int origin, bin, n;
    int *votes;
};

static void add_edge(const struct edges *e, int x)
{
    int at = (x - e->origin) / e->bin;
    if (at >= 0 && at < e->n) e->votes[at]++;
}

static bool find_edges(const struct pieces *p, struct arena *arena, struct edges *e)
{
    int right = 0;
    *e = (struct edges){.origin = INT32_MAX, .bin = p->height / 4 > 2 ? p->height / 4 : 2};
    for (uint32_t i = 0; i < p->n; i++) {
        if (p->at[i].box.x < e->origin) e->origin = p->at[i].box.x;
        if (p->at[i].box.x + p->at[i].box.w > right) right = p->at[i].box.x + p->at[i].box.w;
    }
    e->n = p->n ? (right - e->origin) / e->bin + 1 : 0;
    e->votes = ARENA_ARRAY(arena, int, (size_t)e->n + 1);
    if (!e->votes) return false;
    for (uint32_t i = 0; i < p->n; i++) {
        add_edge(e, p->at[i].box.x);
        for (uint32_t k = p->at[i].first + 1; k < p->at[i].first + p->at[i].count; k++) {
            struct box before = p->in->words[k - 1].box, b = p->in->words[k].box;
            if (b.x - before.x - before.w >= NARROW_STRIP * p->height) add_edge(e, b.x);
        }
    }
    return true;
}

uint32_t gutter_places(const struct pieces *p, int fewest, struct arena *arena, int **ret_x)
{
    struct edges e;
    uint32_t n = 0;
    if (!find_edges(p, arena, &e)) return 0;
    int *x = ARENA_ARRAY(arena, int, (size_t)e.n + 1);
    for (int i = 5; x && i < e.n; i++)
        if (e.votes[i] && e.votes[i] + (i + 1 < e.n ? e.votes[i + 1] : 0) >= fewest) x[n++] = e.origin + (i - 1) * e.bin;
    *ret_x = x;
    return n;
}

void gutter_parts(const struct pieces *p, int x, struct part *left, struct part *right)
{
    for (uint32_t i = 0; i < p->n; i++) {
        left[i] = part_of(p, &p->at[i], x, false);
        right[i] = part_of(p, &p->at[i], x, true);
    }
}

static bool try_columns(struct strip *s, struct run *ret)
{
    s->edge_counts[0] = s->edge_counts[1] = -1;
    struct run run = best_run(s, 0, s->p->n);
    double least = s->long_chars == NARROW_CHARS ? NARROW_SUM : LEAST_SUM;
    if (run.sum < least) return false;
    fit_edges(s, &run);
    run = best_run(s, run.first, run.end);
    struct findings f = look_at(s, &run);
    if (run.sum < least || !is_columns(&f)) return false;
    extend(s, &run);
    *ret = run;
    return true;
}

bool gutter_find_columns(const struct pieces *p, struct arena *arena, struct gutter *ret)
{
    struct part *left = ARENA_ARRAY(arena, struct part, p->n + 1), *right = ARENA_ARRAY(arena, struct part, p->n + 1);
    int *edges = ARENA_ARRAY(arena, int, 2 * (size_t)p->n + 1);
    int *places;
    uint32_t n = gutter_places(p, FEWEST_EDGES, arena, &places);
    double best = 0, clear = CLEAR_OF_BLANKS * p->blank;
    int wide = (int)(clear > WIDE_STRIP * p->height ? clear : WIDE_STRIP * p->height);
    if (!left || !right || !edges) return false;
    for (uint32_t i = 0; i < n; i++) {
        int x = places[i];
        for (int narrow = 0; narrow < 2; narrow++) {
            struct run run;
            gutter_parts(p, x, left, right);
            struct strip s = {.p = p,
                              .parts = {left, right},
                              .x = x,
                              .edges = {edges, edges + p->n},
                              .least = narrow ? (int)(NARROW_STRIP * p->height) : wide,
                              .long_chars = narrow ? NARROW_CHARS : LONG_CHARS};
            if (!try_columns(&s, &run) || run.sum <= best) continue;
            best = run.sum;
            *ret = (struct gutter){.x = s.x, .first = run.first, .end = run.end};
        }
    }
    return best > 0;
}
