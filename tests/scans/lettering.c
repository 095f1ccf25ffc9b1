#include "lettering.h"
#include "surface.h"

#include <math.h>
#include <pango/pangocairo.h>

static void frame_draw(cairo_t *cr, double w, double h, double line_px)
{
    cairo_set_line_width(cr, line_px);
    cairo_rectangle(cr, -w / 2, -h / 2, w, h);
    cairo_stroke(cr);
    cairo_rectangle(cr, -w / 2 - 2 * line_px, -h / 2 - 2 * line_px, w + 4 * line_px, h + 4 * line_px);
    cairo_stroke(cr);
}

static PangoLayout *word_layout(cairo_t *cr, const char *text, double height_px)
{
    PangoLayout *layout = surface_layout(cr);
    PangoFontDescription *font = pango_font_description_from_string("Liberation Sans Bold");
    pango_font_description_set_absolute_size(font, height_px * PANGO_SCALE);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_text(layout, text, -1);
    pango_font_description_free(font);
    return layout;
}

static PIX *mask_draw(const char *text, double height_px, double turn_deg, int framed)
{
    int side = (int)(height_px * (2.0 + (double)strlen(text)));
    cairo_surface_t *surface = surface_white(side, side);
    cairo_t *cr = cairo_create(surface);
    PangoLayout *layout = word_layout(cr, text, height_px);
    int w = 0, h = 0;
    pango_layout_get_pixel_size(layout, &w, &h);
    cairo_translate(cr, side / 2.0, side / 2.0);
    cairo_rotate(cr, turn_deg * G_PI / 180);
    if (framed) frame_draw(cr, w + height_px * .6, h + height_px * .2, height_px * .07);
    cairo_move_to(cr, -w / 2.0, -h / 2.0);
    pango_cairo_show_layout(cr, layout);
    PIX *gray = surface_gray(surface, 200);
    g_object_unref(layout);
    cairo_destroy(cr);
    cairo_surface_destroy(surface);
    pixInvert(gray, gray);
    return gray;
}

PIX *lettering_line(const char *text, double height_px, double turn_deg)
{
    return mask_draw(text, height_px, turn_deg, 0);
}

PIX *lettering_stamp(const char *text, double height_px, double turn_deg)
{
    return mask_draw(text, height_px, turn_deg, 1);
}
