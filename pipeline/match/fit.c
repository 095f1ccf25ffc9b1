/* Newton's method for logistic regression. The problem is convex and has some fifty weights, so a handful of steps with a
 * dense solve is exact enough and needs no library. The prior keeps weights that the examples say nothing about. */
#include "rank.h"

#include <math.h>
#include <stdlib.h>

#define N FEATURE_COUNT
#define STEPS 30
#define CLOSE_ENOUGH 1e-6
#define OFFSET_ROUNDS 6

struct system {
    double hessian[N][N];
    double gradient[N];
};

static void add_example(struct system *s, const struct example *e, const double w[N])
{
    double z = e->offset;
    for (int i = 0; i < N; i++) z += w[i] * (double)e->features[i];
    double p = 1.0 / (1.0 + exp(-z)), slope = p * (1.0 - p) * (double)e->weight, miss = ((double)e->right - p) * (double)e->weight;
    for (int i = 0; i < N; i++) {
        double x = (double)e->features[i];
        if (x == 0.0) continue;
        s->gradient[i] += miss * x;
        for (int k = 0; k < N; k++) s->hessian[i][k] += slope * x * (double)e->features[k];
    }
}

static void add_prior(struct system *s, const struct ranking *prior, double strength, const double w[N])
{
    for (int i = 0; i < N; i++) {
        s->gradient[i] += strength * ((double)prior->weight[i] - w[i]);
        s->hessian[i][i] += strength;
    }
}

/* Gauss elimination; the prior makes the matrix positive definite, so no pivoting is needed. */
static void solve(struct system *s, double step[N])
{
    for (int i = 0; i < N; i++)
        for (int k = i + 1; k < N; k++) {
            double f = s->hessian[k][i] / s->hessian[i][i];
            for (int j = i; j < N; j++) s->hessian[k][j] -= f * s->hessian[i][j];
            s->gradient[k] -= f * s->gradient[i];
        }
    for (int i = N - 1; i >= 0; i--) {
        double sum = s->gradient[i];
        for (int k = i + 1; k < N; k++) sum -= s->hessian[i][k] * step[k];
        step[i] = sum / s->hessian[i][i];
    }
}

/* What is made as large as possible: log likelihood less the prior's pull. */
static double objective(const struct example *list, uint32_t n, const struct ranking *prior, double strength, uint32_t folds, uint32_t left_out,
                        const double w[N])
{
    double sum = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        if (folds && list[i].group % folds == left_out) continue;
        double z = list[i].offset;
        for (int k = 0; k < N; k++) z += w[k] * (double)list[i].features[k];
        if (!list[i].right) z = -z;
        sum -= (double)list[i].weight * (z > 0 ? log1p(exp(-z)) : log1p(exp(z)) - z);
    }
    for (int k = 0; k < N; k++) sum -= 0.5 * strength * (w[k] - (double)prior->weight[k]) * (w[k] - (double)prior->weight[k]);
    return sum;
}

enum status ranking_fit(const struct example *list, uint32_t n, const struct ranking *prior, double strength, uint32_t folds, uint32_t left_out,
                        struct ranking *ret)
{
    struct system *s = malloc(sizeof *s);
    double w[N], step[N], longer[N];
    if (!s) return fail(ST_NO_MEMORY, "out of memory");
    for (int i = 0; i < N; i++) w[i] = (double)prior->weight[i];
    for (int round = 0; round < STEPS; round++) {
        double largest = 0.0;
        memset(s, 0, sizeof *s);
        for (uint32_t i = 0; i < n; i++)
            if (folds == 0 || list[i].group % folds != left_out) add_example(s, &list[i], w);
        add_prior(s, prior, strength, w);
        solve(s, step);
        double before = objective(list, n, prior, strength, folds, left_out, w);
        for (double share = 1.0; share > 1e-6; share /= 2) { /* a full step may overshoot where everything is nearly certain */
            for (int i = 0; i < N; i++) longer[i] = w[i] + share * step[i];
            if (objective(list, n, prior, strength, folds, left_out, longer) < before) continue;
            for (int i = 0; i < N; i++) {
                largest = fmax(largest, fabs(longer[i] - w[i]));
                w[i] = longer[i];
            }
            break;
        }
        if (largest < CLOSE_ENOUGH) break;
    }
    *ret = *prior;
    for (int i = 0; i < N; i++) ret->weight[i] = (float)w[i];
    free(s);
    return ST_OK;
}

/* One Newton step for the offsets of one level (categories, or codes), all at once: they do not touch each other. */
struct level {
    double *gradient, *slope;
};

static void add_to_level(const struct level *l, uint32_t at, const struct example *e, double p)
{
    l->gradient[at] += ((double)e->right - p) * (double)e->weight;
    l->slope[at] += p * (1.0 - p) * (double)e->weight;
}

enum status ranking_fit_codes(const struct example *list, uint32_t n, const struct ranking *r, double strength, uint32_t folds, uint32_t left_out,
                              uint32_t code_count, double *ret)
{
    struct level l = {calloc((size_t)code_count + 1, sizeof(double)), calloc((size_t)code_count + 1, sizeof(double))};
    double *category = calloc((size_t)code_count + 1, sizeof(double)), *own = calloc((size_t)code_count + 1, sizeof(double));
    enum status st = l.gradient && l.slope && category && own ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    for (int round = 0; st == ST_OK && round < 2 * OFFSET_ROUNDS; round++) {
        bool categories = round < OFFSET_ROUNDS; /* first what a whole category shares */
        double *level = categories ? category : own;
        memset(l.gradient, 0, (size_t)code_count * sizeof(double));
        memset(l.slope, 0, (size_t)code_count * sizeof(double));
        for (uint32_t i = 0; i < n; i++) {
            const struct example *e = &list[i];
            if (folds && e->group % folds == left_out) continue;
            add_to_level(&l, categories ? e->category : e->code, e, ranking_confidence(r, e->features, category[e->category] + own[e->code]));
        }
        for (uint32_t c = 0; c < code_count; c++)
            if (l.slope[c] > 0.0) level[c] += (l.gradient[c] - strength * level[c]) / (l.slope[c] + strength);
    }
    for (uint32_t c = 0; st == ST_OK && c < code_count; c++) ret[c] = category[c] + own[c];
    for (uint32_t i = 0; st == ST_OK && i < n; i++) ret[list[i].code] = category[list[i].category] + own[list[i].code];
    free(l.gradient);
    free(l.slope);
    free(category);
    free(own);
    return st;
}
