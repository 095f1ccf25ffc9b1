/* Streaks out, letters mended.
 *
 * A dirty drum or a scratch draws thin lines down the sheet, in pieces that may be no longer than a few lines of text, and wandering by
 * some pixels. A piece is taller than any letter; pieces that stand above each other are one streak. Where a streak went, a stroke
 * that comes in at one side and goes out at the other is kept. Ink at one side only may be the edge of a letter or the arm of one
 * whose stem lay right under the streak: nothing near tells, so the streak goes, and the stem is noted for another look. */
#include "image.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#define PIECE_X_HEIGHTS 3 /* no letter of the text is so tall */
#define STREAK_X_HEIGHTS 9 /* nor is a heading's: the pieces of a streak together */
#define RULE_X_HEIGHTS 3 /* no letter is so wide */
#define RULE_NEAR_PX 3
#define MOST_PIECES 2000
#define MOST_SIDES 4096 /* places of one piece where ink touches it */
#define NEAR_X_HEIGHTS 6 /* of the text line to either side that tell its height */
#define BAND_SHARE .2 /* of the most ink in a row: such rows belong to the small letters */

struct piece {
    struct box box;
    int *left, *right; /* edges, one for each row of the box; of `columns` */
    bool gone;
};

struct side { /* rows where ink touches the piece */
    int from, to;
    bool deep; /* by more than a pixel, which may be the streak's own ragged edge */
    bool crossed; /* it goes on at the other side */
};

struct sides {
    struct side at[MOST_SIDES];
    int n;
};

struct work {
    PIX *gray, *binary, *core, *doubtful;
    int x;
    long taken;
};

static bool is_ink(PIX *binary, int x, int y)
{
    if (x < 0 || y < 0 || x >= pixGetWidth(binary) || y >= pixGetHeight(binary)) return false;
    return GET_DATA_BIT(pixGetData(binary) + (size_t)y * pixGetWpl(binary), x);
}

/* Ink of runs that are longer than letters and thinner than bars. Widened a little to be found, since they wander. */
static PIX *find_core(PIX *binary, int x)
{
    PIX *wide = pixDilateBrick(NULL, binary, 3, 3), *tall = wide ? pixOpenCompBrick(NULL, wide, 1, PIECE_X_HEIGHTS * x) : NULL;
    PIX *thick = pixOpenCompBrick(NULL, binary, x / 2, x / 2), *core = tall && thick ? pixAnd(NULL, tall, binary) : NULL;
    if (core) (void)pixSubtract(core, core, thick);
    pixDestroy(&wide);
    pixDestroy(&tall);
    pixDestroy(&thick);
    return core;
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

#define WINDOW_MOST 129

/* Median over the rows around each: letters that the piece crosses and gaps in it do not move its edge. -1: no ink in the row. */
static void smooth(int *edge, int n, int reach, int *scratch)
{
    int window[WINDOW_MOST];
    if (reach > WINDOW_MOST / 2) reach = WINDOW_MOST / 2;
    for (int i = 0; i < n; i++) {
        int count = 0;
        for (int k = i - reach; k <= i + reach; k++)
            if (k >= 0 && k < n && edge[k] >= 0) window[count++] = edge[k];
        qsort(window, (size_t)count, sizeof *window, by_number);
        scratch[i] = count ? window[count / 2] : -1;
    }
    for (int i = 0; i < n; i++) edge[i] = scratch[i];
}

static bool trace(const struct work *k, struct piece *p)
{
    int *scratch = malloc((size_t)p->box.h * sizeof *scratch);
    p->left = malloc(2 * (size_t)p->box.h * sizeof *p->left);
    p->right = p->left ? p->left + p->box.h : NULL;
    if (!scratch || !p->left) {
        free(scratch);
        return false;
    }
    for (int i = 0; i < p->box.h; i++) {
        p->left[i] = p->right[i] = -1;
        for (int x = p->box.x; x < p->box.x + p->box.w; x++)
            if (is_ink(k->core, x, p->box.y + i)) {
                if (p->left[i] < 0) p->left[i] = x;
                p->right[i] = x;
            }
    }
    smooth(p->left, p->box.h, k->x, scratch);
    smooth(p->right, p->box.h, k->x, scratch);
    free(scratch);
    return true;
}

/* Rows where ink comes up to the piece from one side. */
static void find_sides(const struct work *k, const struct piece *p, int step, struct sides *ret)
{
    ret->n = 0;
    for (int i = 0; i < p->box.h && ret->n < MOST_SIDES; i++) {
        int edge = step < 0 ? p->left[i] : p->right[i], y = p->box.y + i;
        if (edge < 0 || !is_ink(k->binary, edge + step, y)) continue;
        struct side *last = ret->n ? &ret->at[ret->n - 1] : NULL;
        if (last && i - last->to <= 2) last->to = i;
        else ret->at[ret->n++] = (struct side){.from = i, .to = i};
        ret->at[ret->n - 1].deep |= is_ink(k->binary, edge + 2 * step, y);
    }
}

/* With its soft edges. */
static void erase(struct work *k, const struct piece *p)
{
    for (int i = 0; i < p->box.h; i++) {
        if (p->left[i] < 0) continue;
        int y = p->box.y + i, left = p->left[i] - !is_ink(k->binary, p->left[i] - 1, y), right = p->right[i] + !is_ink(k->binary, p->right[i] + 1, y);
        for (int x = left > 0 ? left : 0; x <= right && x < pixGetWidth(k->gray); x++) {
            SET_DATA_BYTE(pixGetData(k->gray) + (size_t)y * pixGetWpl(k->gray), x, 255);
            k->taken++;
        }
    }
}

/* A slanting bar from the rows of one side to those of the other: in the gray page, or (into != NULL) noted as ink there. */
static void draw(const struct work *k, const struct piece *p, struct side l, struct side r, PIX *into)
{
    int middle = (l.from + l.to + r.from + r.to) / 4, left = p->left[middle], right = p->right[middle];
    for (int x = left; x <= right; x++) {
        double t = right > left ? (double)(x - left) / (right - left) : 0;
        int from = (int)(l.from + t * (r.from - l.from) + .5), to = (int)(l.to + t * (r.to - l.to) + .5);
        for (int i = from; i <= to; i++) {
            int y = p->box.y + i;
            if (x < 0 || x >= pixGetWidth(k->gray) || y < 0 || y >= pixGetHeight(k->gray)) continue;
            if (into) (void)pixSetPixel(into, x, y, 1);
            else SET_DATA_BYTE(pixGetData(k->gray) + (size_t)y * pixGetWpl(k->gray), x, 0);
        }
    }
}

static int apart(struct side a, struct side b)
{
    return a.from > b.to ? a.from - b.to : b.from > a.to ? b.from - a.to : 0;
}

/* Strokes that go through are drawn again. Of several near each other the nearest pair up. */
static void join_sides(const struct work *k, const struct piece *p, struct sides *l, struct sides *r)
{
    for (int reach = 0; reach <= k->x / 4; reach++)
        for (int i = 0, from = 0; i < l->n; i++) {
            while (from < r->n && r->at[from].to < l->at[i].from - reach) from++;
            for (int m = from; m < r->n && r->at[m].from <= l->at[i].to + reach; m++) {
                if ((l->at[i].crossed && r->at[m].crossed) || apart(l->at[i], r->at[m]) > reach) continue;
                if (reach && (l->at[i].crossed || r->at[m].crossed)) continue;
                draw(k, p, l->at[i], r->at[m], NULL);
                l->at[i].crossed = r->at[m].crossed = true;
            }
        }
}

/* Ink of the text line in one row, to both sides of the piece. */
static int row_ink(const struct work *k, int x, int y)
{
    int n = 0;
    for (int at = x - NEAR_X_HEIGHTS * k->x; at <= x + NEAR_X_HEIGHTS * k->x; at++) n += is_ink(k->binary, at, y);
    return n;
}

/* The rows of the small letters around row `i`. */
static struct side band_at(const struct work *k, const struct piece *p, int i)
{
    int x = (p->left[i] + p->right[i]) / 2, most = 0, counts[2 * WINDOW_MOST + 1], reach = k->x * 4 / 3;
    if (reach > WINDOW_MOST) reach = WINDOW_MOST;
    for (int d = -reach; d <= reach; d++) {
        counts[d + reach] = row_ink(k, x, p->box.y + i + d);
        if (counts[d + reach] > most) most = counts[d + reach];
    }
    struct side b = {.from = i, .to = i};
    while (i - b.from < reach && counts[b.from - 1 - i + reach] > BAND_SHARE * most) b.from--;
    while (b.to - i < reach && counts[b.to + 1 - i + reach] > BAND_SHARE * most) b.to++;
    return b;
}

/* Where a stem may have stood: along what touches the place of the streak at one side only. */
static void note_stems(const struct work *k, const struct piece *p, const struct sides *s)
{
    for (int i = 0; i < s->n; i++) {
        if (s->at[i].crossed) continue;
        if (s->at[i].to - s->at[i].from >= k->x / 2) { /* what shows of a stem that the streak runs along */
            draw(k, p, s->at[i], s->at[i], NULL);
            continue;
        }
        if (!s->at[i].deep) continue;
        struct side stem = s->at[i], band = band_at(k, p, (stem.from + stem.to) / 2);
        while (i + 1 < s->n && s->at[i + 1].to <= band.to + k->x / 4) {
            if (!s->at[i + 1].crossed && s->at[i + 1].deep) stem.to = s->at[i + 1].to;
            i++;
        }
        if (stem.to - stem.from < k->x / 2) {
            if (stem.from + stem.to < band.from + band.to) stem.to = band.to;
            else stem.from = band.from;
        }
        if (stem.from < 0) stem.from = 0;
        if (stem.to >= p->box.h) stem.to = p->box.h - 1;
        draw(k, p, stem, stem, k->doubtful);
    }
}

static void mend(struct work *k, const struct piece *p, struct sides *l, struct sides *r)
{
    find_sides(k, p, -1, l);
    find_sides(k, p, 1, r);
    erase(k, p);
    join_sides(k, p, l, r);
    note_stems(k, p, l);
    note_stems(k, p, r);
}

/* A rule lies across the piece's end, within some pixels of row `y`. */
static bool meets_rule(const struct work *k, struct box b, int y)
{
    for (int row = y - RULE_NEAR_PX; row <= y + RULE_NEAR_PX; row++)
        for (int step = -1; step <= 1; step += 2) {
            int x = b.x + b.w / 2, n = 0;
            while (n < RULE_X_HEIGHTS * k->x && is_ink(k->binary, x + step * n, row)) n++;
            if (n >= RULE_X_HEIGHTS * k->x) return true;
        }
    return false;
}

/* The uprights of a table end where they meet its rules. */
static bool is_framed(const struct work *k, struct box b)
{
    return meets_rule(k, b, b.y) && meets_rule(k, b, b.y + b.h - 1);
}

/* Pieces above each other. */
static bool is_streak(BOXA *pieces, int i, int x)
{
    struct box a, b;
    int sum = 0;
    (void)boxaGetBoxGeometry(pieces, i, &a.x, &a.y, &a.w, &a.h);
    for (int k = 0; k < boxaGetCount(pieces); k++) {
        (void)boxaGetBoxGeometry(pieces, k, &b.x, &b.y, &b.w, &b.h);
        if (abs(2 * a.x + a.w - 2 * b.x - b.w) <= x) sum += b.h;
    }
    return sum >= STREAK_X_HEIGHTS * x;
}

long image_erase_streaks(PIX *gray, PIX *binary, int x_height_px, PIX **ret_doubtful)
{
    struct work k = {.gray = gray, .binary = binary, .core = find_core(binary, x_height_px), .doubtful = pixCreateTemplate(binary), .x = x_height_px};
    BOXA *pieces = k.core ? pixConnCompBB(k.core, 8) : NULL;
    struct sides *sides = malloc(2 * sizeof *sides);
    int n = pieces && k.doubtful && sides ? boxaGetCount(pieces) : 0;
    for (int i = 0; i < n && n <= MOST_PIECES; i++) {
        struct piece p = {0};
        (void)boxaGetBoxGeometry(pieces, i, &p.box.x, &p.box.y, &p.box.w, &p.box.h);
        if (p.box.h < PIECE_X_HEIGHTS * k.x || !is_streak(pieces, i, k.x) || is_framed(&k, p.box)) continue;
        if (trace(&k, &p)) mend(&k, &p, &sides[0], &sides[1]);
        free(p.left);
    }
    boxaDestroy(&pieces);
    pixDestroy(&k.core);
    free(sides);
    if (k.taken && ret_doubtful) *ret_doubtful = k.doubtful;
    else pixDestroy(&k.doubtful);
    return k.taken;
}
