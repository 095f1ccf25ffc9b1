/* Level lines out of bent ones. */
#include "affine.h"
#include "bend_in.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdlib.h>

#define STEP_X_HEIGHTS 4.5 /* between knots: a crease is a bend of about an inch, letters are a tenth */
#define MOST_KNOTS 600
#define FEWEST_LINES 4
#define LEAST_WAVE .025 /* x-heights, mean, off the line's level: Tesseract takes less in its stride */
#define LEAST_GAIN .015 /* of it to go; lines that are level gain half of that at most */
#define LEAST_MEND .3 /* of the lines' unevenness must go, or what was followed are no bends */
#define STRETCH 8 /* feet */

struct bend_spot bend_spot(const struct bend *b, double x, double y)
{
    double u = x / b->step_px, v = y / b->step_px;
    u = u < 0 ? 0 : u > b->columns - 1.001 ? b->columns - 1.001 : u;
    v = v < 0 ? 0 : v > b->rows - 1.001 ? b->rows - 1.001 : v;
    int i = (int)u, j = (int)v, first = j * b->columns + i;
    u -= i, v -= j;
    return (struct bend_spot){{first, first + 1, first + b->columns, first + b->columns + 1}, {(1 - u) * (1 - v), u * (1 - v), (1 - u) * v, u * v}};
}

double bend_shift(const struct bend *b, double x, double y)
{
    struct bend_spot s = bend_spot(b, x, y);
    double shift = 0;
    for (int k = 0; k < 4; k++) shift += s.share[k] * b->shift_px[s.knot[k]];
    return shift;
}

static struct bend *grid_new(int w, int h, int x_height_px)
{
    double step = STEP_X_HEIGHTS * x_height_px;
    if (w / step * (h / step) > MOST_KNOTS) step = sqrt((double)w * h / MOST_KNOTS);
    int columns = (int)ceil(w / step) + 1, rows = (int)ceil(h / step) + 1;
    if (columns < 2 || rows < 2) return NULL;
    struct bend *b = calloc(1, sizeof *b + sizeof(double) * (size_t)columns * (size_t)rows);
    if (b) b->columns = columns, b->rows = rows, b->step_px = step;
    return b;
}

/* Mean deviation of the feet from the level of their line: as they are, and once levelled. */
static void unevenness(const struct bend *b, const struct feet *f, double *ret_before, double *ret_after)
{
    double before = 0, after = 0;
    for (int i = 0, end; i < f->n; i = end) {
        double mean[2] = {0};
        for (end = i; end < f->n && f->at[end].line == f->at[i].line; end++) {
            double bent = f->at[end].y, level = bent - bend_shift(b, f->at[end].x, bent);
            mean[0] += bent, mean[1] += level;
        }
        for (int k = i; k < end; k++) {
            double bent = f->at[k].y, level = bent - bend_shift(b, f->at[k].x, bent);
            before += fabs(bent - mean[0] / (end - i));
            after += fabs(level - mean[1] / (end - i));
        }
    }
    *ret_before = before / f->n, *ret_after = after / f->n;
}

/* Mean deviation of stretches of some letters from the mean of their line: what letters' own shapes do is averaged out. */
static double waviness(const struct feet *f)
{
    double sum = 0;
    int n = 0;
    for (int i = 0, end; i < f->n; i = end) {
        double line = 0;
        for (end = i; end < f->n && f->at[end].line == f->at[i].line; end++) line += f->at[end].y;
        line /= end - i;
        for (int from = i; from + STRETCH <= end; from += STRETCH) {
            double stretch = 0;
            for (int k = from; k < from + STRETCH; k++) stretch += f->at[k].y / STRETCH;
            sum += fabs(stretch - line), n++;
        }
    }
    return n ? sum / n : 0;
}

struct bend *bend_find(PIX *binary, int x_height_px)
{
    struct feet feet = {0};
    struct bend *b = NULL;
    if (x_height_px < 5 || !bend_find_feet(binary, x_height_px, &feet)) return NULL;
    if (feet.lines >= FEWEST_LINES && waviness(&feet) > LEAST_WAVE * x_height_px)
        b = grid_new(pixGetWidth(binary), pixGetHeight(binary), x_height_px);
    if (b) {
        double before, after;
        bool fitted = bend_fit(b, &feet, x_height_px);
        unevenness(b, &feet, &before, &after);
        if (!fitted || before - after < LEAST_GAIN * x_height_px || after > (1 - LEAST_MEND) * before) bend_free(b), b = NULL;
    }
    free(feet.at);
    return b;
}

void bend_free(struct bend *b)
{
    free(b);
}

PIX *bend_level(PIX *gray, const struct bend *b)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    PIX *out = pixCreateTemplate(gray);
    for (int y = 0; out && y < h; y++) {
        l_uint32 *to = pixGetData(out) + (size_t)y * pixGetWpl(out);
        for (int x = 0; x < w; x++) {
            double from = y + bend_shift(b, x, y), top = floor(from), low = from - top;
            const l_uint32 *line = pixGetData(gray) + (size_t)(top < 0 ? 0 : top) * pixGetWpl(gray);
            if (top < 0 || top + 1 >= h) {
                SET_DATA_BYTE(to, x, 255);
                continue;
            }
            SET_DATA_BYTE(to, x, (int)(GET_DATA_BYTE(line, x) * (1 - low) + GET_DATA_BYTE(line + pixGetWpl(gray), x) * low + .5));
        }
    }
    return out;
}

/* The box around where a box of the levelled page lay before. */
static struct box bent_box(const struct bend *b, struct box box)
{
    double top = INFINITY, bottom = -INFINITY;
    for (int x = box.x; x <= box.x + box.w; x += box.w > 8 ? box.w / 8 : 1) {
        top = fmin(top, box.y + bend_shift(b, x, box.y));
        bottom = fmax(bottom, box.y + box.h + bend_shift(b, x, box.y + box.h));
    }
    return (struct box){box.x, (int)floor(top), box.w, (int)ceil(bottom) - (int)floor(top)};
}

struct box bend_to_original(const struct page *p, struct box box)
{
    return affine_box(p->to_original, p->bend ? bent_box(p->bend, box) : box, p->width_px, p->height_px);
}
