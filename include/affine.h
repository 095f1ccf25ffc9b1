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

/* The upright box around the image of `box`, cut to a page of width_px x height_px; never empty. */
struct box affine_box(struct affine map, struct box box, int width_px, int height_px);

#endif
