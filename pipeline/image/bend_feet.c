/* Lines of text, followed from letter to letter. */
#include "bend_in.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#define GAP 2.4 /* x-heights to the next letter at most: a blank, not the next column */
#define STEP .45 /* x-heights up or down to the next foot: a descender, not the next line */
#define FEWEST_LETTERS 10 /* in a line worth following */

struct letter {
    int left, right, foot, before, after; /* before, after: the neighbours in its line; -1: none */
    double cost; /* of the way from `before` */
};

static int by_left(const void *a, const void *b)
{
    return ((const struct letter *)a)->left - ((const struct letter *)b)->left;
}

static int find_letters(BOXA *boxes, int x, struct letter *letters)
{
    int n = 0;
    for (int i = 0; i < boxaGetCount(boxes); i++) {
        struct box b;
        (void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h);
        bool letter = b.h * 10 >= 7 * x && b.h * 10 <= 24 * x && b.w * 4 >= x && b.w <= 5 * x;
        if (letter) letters[n++] = (struct letter){b.x, b.x + b.w, b.y + b.h, -1, -1, 0};
    }
    qsort(letters, (size_t)n, sizeof *letters, by_left);
    return n;
}

/* The nearest letter to the right on about the same height, unless another on its left is nearer. */
static void link_letter(struct letter *letters, int n, int i, int x)
{
    int best = -1;
    double best_cost = GAP * x + 2 * STEP * x;
    for (int k = i + 1; k < n && letters[k].left < letters[i].right + GAP * x; k++) {
        int gap = letters[k].left - letters[i].right, step = abs(letters[k].foot - letters[i].foot);
        if (gap < -x / 2 || step > STEP * x) continue;
        double cost = (gap > 0 ? gap : 0) + 2 * step;
        if (cost < best_cost) best = k, best_cost = cost;
    }
    if (best < 0 || (letters[best].before >= 0 && letters[best].cost <= best_cost)) return;
    if (letters[best].before >= 0) letters[letters[best].before].after = -1;
    letters[best].before = i, letters[best].cost = best_cost;
    letters[i].after = best;
}

static void collect(const struct letter *letters, int n, struct feet *ret)
{
    for (int i = 0; i < n; i++) {
        int length = 0;
        if (letters[i].before >= 0) continue;
        for (int k = i; k >= 0; k = letters[k].after) length++;
        if (length < FEWEST_LETTERS) continue;
        for (int k = i; k >= 0; k = letters[k].after)
            ret->at[ret->n++] = (struct foot){(letters[k].left + letters[k].right) / 2.0, letters[k].foot, ret->lines};
        ret->lines++;
    }
}

bool bend_find_feet(PIX *binary, int x, struct feet *ret)
{
    BOXA *boxes = pixConnCompBB(binary, 8);
    size_t most = boxes ? (size_t)boxaGetCount(boxes) + 1 : 1;
    struct letter *letters = calloc(most, sizeof *letters);
    *ret = (struct feet){.at = calloc(most, sizeof *ret->at)};
    bool ok = boxes && letters && ret->at;
    if (ok) {
        int n = find_letters(boxes, x, letters);
        for (int i = 0; i < n; i++) link_letter(letters, n, i, x);
        collect(letters, n, ret);
    }
    boxaDestroy(&boxes);
    free(letters);
    if (!ok) free(ret->at), ret->at = NULL;
    return ok;
}
