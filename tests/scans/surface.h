/* surface: the meeting of cairo (which draws) and Leptonica (which damages). */
#ifndef CHARTCODE_TESTS_SURFACE_H
#define CHARTCODE_TESTS_SURFACE_H

#include <leptonica/allheaders.h>
#include <pango/pangocairo.h>

/* A white surface, sizes in pixels; free with cairo_surface_destroy. */
cairo_surface_t *surface_white(int width_px, int height_px);
/* What was drawn, as a new 8 bpp PIX with its resolution set. */
PIX *surface_gray(cairo_surface_t *surface, int dpi);
/* An empty layout whose glyphs do not depend on a desktop's font settings; free with g_object_unref. One unit of cr's
 * space is one point. */
PangoLayout *surface_layout(cairo_t *cr);

#endif
