/* The grid that makes the lines level.
 *
 * Least squares: every foot should lie as far below its line's own level as the field says there. A line's level is unknown,
 * so each line counts about its mean; the field is held smooth by its second differences. Feet far off (descenders, commas
 * that passed for letters) count less in a second and third round. */
#include "bend_in.h"

#include <math.h>
#include <stdlib.h>

#define ROUNDS 3
#define OUTLIER .16 /* x-heights */
#define STIFF_ALONG .6 /* second differences along the lines and across them, against feet */
#define STIFF_ACROSS 1.5
#define HOLD 1e-3 /* without lines the field stays near 0 */

struct system {
    int n;
    double *a, *y; /* a: n x n, lower half */
    int *first; /* of each row: its first column that is not 0 */
};

static void add_pair(struct system *s, int i, int k, double value)
{
    if (k > i) return;
    s->a[(size_t)i * s->n + k] += value;
    if (k < s->first[i]) s->first[i] = k;
}

static void add_difference(struct system *s, int knot, int stride, double weight)
{
    const int at[3] = {knot - stride, knot, knot + stride};
    static const double part[3] = {1, -2, 1};
    for (int i = 0; i < 3; i++)
        for (int k = 0; k < 3; k++) add_pair(s, at[i], at[k], weight * part[i] * part[k]);
}

static void add_stiffness(struct system *s, const struct bend *b)
{
    for (int j = 0; j < b->rows; j++)
        for (int i = 0; i < b->columns; i++) {
            int knot = j * b->columns + i;
            add_pair(s, knot, knot, HOLD);
            if (i > 0 && i < b->columns - 1) add_difference(s, knot, 1, STIFF_ALONG);
            if (j > 0 && j < b->rows - 1) add_difference(s, knot, b->columns, STIFF_ACROSS);
        }
}

/* The line's feet from `i` to `end`: sum over feet, less the part that the line's free level takes up. */
static void add_line(struct system *s, const struct bend *b, const struct feet *f, const double *weight, int i, int end, double *share)
{
    double total = 0, y = 0;
    for (int k = 0; k < s->n; k++) share[k] = 0;
    for (; i < end; i++) {
        struct bend_spot p = bend_spot(b, f->at[i].x, f->at[i].y);
        total += weight[i], y += weight[i] * f->at[i].y;
        for (int u = 0; u < 4; u++) {
            share[p.knot[u]] += weight[i] * p.share[u];
            s->y[p.knot[u]] += weight[i] * p.share[u] * f->at[i].y;
            for (int v = 0; v < 4; v++) add_pair(s, p.knot[u], p.knot[v], weight[i] * p.share[u] * p.share[v]);
        }
    }
    if (total <= 0) return;
    for (int k = 0; k < s->n; k++) {
        if (share[k] == 0) continue;
        s->y[k] -= share[k] * y / total;
        for (int m = 0; m <= k; m++)
            if (share[m] != 0) add_pair(s, k, m, -share[k] * share[m] / total);
    }
}

/* Cholesky, in place, from each row's first column on: lines reach across a row or two of knots only. */
static bool factorize(struct system *s)
{
    int n = s->n;
    for (int i = 0; i < n; i++) {
        double *row = s->a + (size_t)i * n;
        for (int k = s->first[i]; k <= i; k++) {
            const double *other = s->a + (size_t)k * n;
            double sum = row[k];
            for (int m = s->first[i] > s->first[k] ? s->first[i] : s->first[k]; m < k; m++) sum -= row[m] * other[m];
            if (k < i) row[k] = sum / other[k];
            else if (sum <= 0) return false;
            else row[k] = sqrt(sum);
        }
    }
    return true;
}

static bool solve(struct system *s, double *x)
{
    int n = s->n;
    if (!factorize(s)) return false;
    for (int i = 0; i < n; i++) {
        const double *row = s->a + (size_t)i * n;
        x[i] = s->y[i];
        for (int k = s->first[i]; k < i; k++) x[i] -= row[k] * x[k];
        x[i] /= row[i];
    }
    for (int i = n - 1; i >= 0; i--) {
        const double *row = s->a + (size_t)i * n;
        x[i] /= row[i];
        for (int k = s->first[i]; k < i; k++) x[k] -= row[k] * x[i];
    }
    return true;
}

/* Feet far from their line's level, once levelled, lose weight. */
static void weigh(const struct bend *b, const struct feet *f, double scale_px, double *weight)
{
    for (int i = 0, end; i < f->n; i = end) {
        double mean = 0, total = 0;
        for (end = i; end < f->n && f->at[end].line == f->at[i].line; end++) {
            mean += weight[end] * (f->at[end].y - bend_shift(b, f->at[end].x, f->at[end].y));
            total += weight[end];
        }
        for (int k = i; k < end; k++) {
            double off = (f->at[k].y - bend_shift(b, f->at[k].x, f->at[k].y) - mean / total) / scale_px;
            weight[k] = 1 / (1 + off * off);
        }
    }
}

static bool fit_round(struct bend *b, const struct feet *f, const double *weight, struct system *s, double *share)
{
    for (size_t i = 0; i < (size_t)s->n * s->n; i++) s->a[i] = 0;
    for (int i = 0; i < s->n; i++) s->y[i] = 0, s->first[i] = i;
    add_stiffness(s, b);
    for (int i = 0, end; i < f->n; i = end) {
        for (end = i; end < f->n && f->at[end].line == f->at[i].line; end++) continue;
        add_line(s, b, f, weight, i, end, share);
    }
    return solve(s, b->shift_px);
}

bool bend_fit(struct bend *b, const struct feet *f, int x_height_px)
{
    struct system s = {.n = b->columns * b->rows};
    double *weight = malloc(sizeof *weight * (size_t)(f->n + 1)), *share = malloc(sizeof *share * (size_t)s.n);
    s.a = malloc(sizeof *s.a * (size_t)s.n * (size_t)s.n);
    s.y = malloc(sizeof *s.y * (size_t)s.n);
    s.first = malloc(sizeof *s.first * (size_t)s.n);
    bool ok = weight && share && s.a && s.y && s.first;
    for (int i = 0; ok && i < f->n; i++) weight[i] = 1;
    for (int round = 0; ok && round < ROUNDS; round++) {
        ok = fit_round(b, f, weight, &s, share);
        if (ok) weigh(b, f, OUTLIER * x_height_px, weight);
    }
    free(weight), free(share), free(s.a), free(s.y), free(s.first);
    return ok;
}
