#include "press.h"

#include <string.h>

PangoLayout *press_layout(struct press *press, const char *text, double size_pt, enum weight weight, double width_pt)
{
    PangoLayout *layout = surface_layout(press->cr);
    PangoFontDescription *font = pango_font_description_from_string(press->style->font);
    pango_font_description_set_absolute_size(font, size_pt * PANGO_SCALE);
    if (weight == PRESS_BOLD) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    if (width_pt > 0) {
        pango_layout_set_width(layout, (int)(width_pt * PANGO_SCALE));
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    }
    pango_layout_set_text(layout, text, -1);
    return layout;
}

double press_layout_height(PangoLayout *layout)
{
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    return (double)box.height / PANGO_SCALE;
}

double press_layout_width(PangoLayout *layout)
{
    PangoRectangle box;
    pango_layout_get_extents(layout, NULL, &box);
    return (double)box.width / PANGO_SCALE;
}

bool press_take(struct press *press, double height_pt, double *ret_y)
{
    if (press->y + height_pt > press->bottom) {
        if (press->column + 1 >= press->columns) return false;
        press->column++;
        press->left += press->width + 18;
        press->y = press->column_top;
    }
    *ret_y = press->y;
    press->y += height_pt;
    return true;
}

static void truth_line(GString *truth, PangoLayout *layout, PangoLayoutLine *line)
{
    char *words = g_strndup(pango_layout_get_text(layout) + line->start_index, (gsize)line->length);
    g_string_append(truth, g_strstrip(words));
    g_string_append_c(truth, '\n');
    g_free(words);
}

/* A typewriter's letters each strike by themselves: a little high or low, a little dark or pale. */
static void strike_line(struct press *press, PangoLayout *layout, PangoLayoutLine *line, double x, double baseline)
{
    const char *words = pango_layout_get_text(layout);
    PangoLayout *letter = pango_layout_copy(layout);
    for (int i = line->start_index; i < line->start_index + line->length; i++) {
        int at = 0;
        double j = press->style->jitter_pt;
        pango_layout_line_index_to_x(line, i, FALSE, &at);
        pango_layout_set_text(letter, words + i, 1);
        double gray = g_rand_double_range(press->rng, 0, .35);
        cairo_set_source_rgb(press->cr, gray, gray, gray);
        cairo_move_to(press->cr, x + (double)at / PANGO_SCALE + g_rand_double_range(press->rng, -j, j) / 2,
                      baseline + g_rand_double_range(press->rng, -j, j));
        pango_cairo_show_layout_line(press->cr, pango_layout_get_line_readonly(letter, 0));
    }
    cairo_set_source_rgb(press->cr, 0, 0, 0);
    g_object_unref(letter);
}

static void line_draw(struct press *press, PangoLayout *layout, PangoLayoutLine *line, double x, double baseline)
{
    if (press->style->jitter_pt > 0) {
        strike_line(press, layout, line, x, baseline);
        return;
    }
    cairo_move_to(press->cr, x, baseline);
    pango_cairo_show_layout_line(press->cr, line);
}

/* The lines of a form run under the words closely enough to touch descenders, and shut the sides. */
static void under_rule(struct press *press, double top, double baseline, double height)
{
    if (press->style->rule_under <= 0) return;
    press_rule(press, press->left - 4, baseline + press->style->rule_under * press->size_pt, press->width + 8, .6);
    press_rule(press, press->left - 4, top, .6, height);
    press_rule(press, press->left + press->width + 4, top, .6, height);
}

bool press_lines(struct press *press, PangoLayout *layout, double indent_pt)
{
    bool room = true;
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        double y = 0;
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        pango_layout_iter_get_line_extents(iter, NULL, &box);
        double height = (double)box.height / PANGO_SCALE * press->style->leading;
        double rise = (double)(pango_layout_iter_get_baseline(iter) - box.y) / PANGO_SCALE;
        room = press_take(press, height, &y);
        if (!room) break;
        line_draw(press, layout, line, press->left + indent_pt + (double)box.x / PANGO_SCALE, y + rise);
        under_rule(press, y, y + rise, height);
        truth_line(press->truth, layout, line);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
    return room;
}

void press_at(struct press *press, PangoLayout *layout, double x, double y, GString *truth)
{
    PangoLayoutIter *iter = pango_layout_get_iter(layout);
    do {
        PangoRectangle box;
        PangoLayoutLine *line = pango_layout_iter_get_line_readonly(iter);
        pango_layout_iter_get_line_extents(iter, NULL, &box);
        double baseline = (double)pango_layout_iter_get_baseline(iter) / PANGO_SCALE;
        cairo_move_to(press->cr, x + (double)box.x / PANGO_SCALE, y + baseline);
        pango_cairo_show_layout_line(press->cr, line);
        if (truth) truth_line(truth, layout, line);
    } while (pango_layout_iter_next_line(iter));
    pango_layout_iter_free(iter);
}

void press_rule(struct press *press, double x, double y, double width_pt, double thick_pt)
{
    cairo_rectangle(press->cr, x, y, width_pt, thick_pt);
    cairo_fill(press->cr);
}

void press_frame(struct press *press, double x, double y, double width_pt, double height_pt, double thick_pt)
{
    cairo_set_line_width(press->cr, thick_pt);
    cairo_rectangle(press->cr, x, y, width_pt, height_pt);
    cairo_stroke(press->cr);
}
