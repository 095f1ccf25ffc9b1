#include "surface.h"

cairo_surface_t *surface_white(int width_px, int height_px)
{
    cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width_px, height_px);
    cairo_t *cr = cairo_create(surface);
    cairo_set_source_rgb(cr, 1, 1, 1);
    cairo_paint(cr);
    cairo_destroy(cr);
    return surface;
}

PIX *surface_gray(cairo_surface_t *surface, int dpi)
{
    cairo_surface_flush(surface);
    int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
    int stride = cairo_image_surface_get_stride(surface);
    const unsigned char *bytes = cairo_image_surface_get_data(surface);
    PIX *out = pixCreate(width, height, 8);
    for (int y = 0; y < height; y++) {
        l_uint32 *line = pixGetData(out) + (gsize)y * (gsize)pixGetWpl(out);
        const guint32 *from = (const void *)(bytes + (gsize)y * (gsize)stride);
        for (int x = 0; x < width; x++) SET_DATA_BYTE(line, x, from[x] & 0xff); /* all drawing is gray: any channel will do */
    }
    pixSetResolution(out, dpi, dpi);
    return out;
}

PangoLayout *surface_layout(cairo_t *cr)
{
    PangoLayout *layout = pango_cairo_create_layout(cr);
    cairo_font_options_t *options = cairo_font_options_create();
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
    pango_cairo_context_set_font_options(pango_layout_get_context(layout), options);
    pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
    pango_layout_context_changed(layout);
    cairo_font_options_destroy(options);
    return layout;
}
