/* Affine maps between images: small sums that clean, read and the writers share. */
#ifndef CC_AFFINE_H
#define CC_AFFINE_H

#include "page.h"

static inline struct affine affine_identity(void)
{
    return (struct affine){1, 0, 0, 0, 1, 0};
}

/* First `inner`, then `outer`. */
static inline struct affine affine_after(struct affine outer, struct affine inner)
{
    return (struct affine){outer.a * inner.a + outer.b * inner.d,           outer.a * inner.b + outer.b * inner.e,
                           outer.a * inner.c + outer.b * inner.f + outer.c, outer.d * inner.a + outer.e * inner.d,
                           outer.d * inner.b + outer.e * inner.e,           outer.d * inner.c + outer.e * inner.f + outer.f};
}

/* What takes the map back; the map must not flatten. */
static inline struct affine affine_inverse(struct affine m)
{
    double det = m.a * m.e - m.b * m.d;
    struct affine i = {m.e / det, -m.b / det, 0, -m.d / det, m.a / det, 0};
    i.c = -(i.a * m.c + i.b * m.f);
    i.f = -(i.d * m.c + i.e * m.f);
    return i;
}

/* The upright box around the image of `box`, cut to a page of width_px x height_px; never empty. */
struct box affine_box(struct affine map, struct box box, int width_px, int height_px);

#endif
