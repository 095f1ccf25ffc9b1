#include "affine.h"

#include <math.h>

static int clamp(double v, int lo, int hi)
{
    return v < lo ? lo : v > hi ? hi : (int)v;
}

struct box affine_box(struct affine m, struct box b, int width_px, int height_px)
{
    double left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
    for (int corner = 0; corner < 4; corner++) {
        double x = b.x + (corner & 1 ? b.w : 0), y = b.y + (corner & 2 ? b.h : 0);
        double u = m.a * x + m.b * y + m.c, v = m.d * x + m.e * y + m.f;
        left = fmin(left, u), right = fmax(right, u);
        top = fmin(top, v), bottom = fmax(bottom, v);
    }
    int x = clamp(floor(left + .01), 0, width_px - 1), y = clamp(floor(top + .01), 0, height_px - 1);
    return (struct box){x, y, clamp(ceil(right - .01), x + 1, width_px) - x, clamp(ceil(bottom - .01), y + 1, height_px) - y};
}
