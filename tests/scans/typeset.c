/* One page from its first line to its foot. */
#include "typeset.h"
#include "markup.h"
#include "typeset_parts.h"

#include <string.h>

static const double sheet_w_pt = 612, sheet_h_pt = 792, edge_pt = 45;

static bool centred(struct press *press, const char *text, double size_pt, enum weight weight)
{
    double y = 0;
    PangoLayout *layout = press_layout(press, text, size_pt, weight, 0);
    bool room = press_take(press, press_layout_height(layout) * press->style->leading, &y);
    if (room) press_at(press, layout, (sheet_w_pt - press_layout_width(layout)) / 2, y, press->truth);
    g_object_unref(layout);
    return room;
}

/* White letters on a black bar. */
static void heading_reversed(struct press *press, PangoLayout *layout, double y, double height)
{
    press_rule(press, press->left - 3, y, press->width + 6, height);
    cairo_set_source_rgb(press->cr, 1, 1, 1);
    press_at(press, layout, press->left + 2, y + 1.5, press->truth);
    cairo_set_source_rgb(press->cr, 0, 0, 0);
}

static bool heading(struct press *press, const char *text)
{
    enum heading_look look = press->style->heading;
    double y = 0, size = press->size_pt * (look == HEADING_LARGE ? 1.35 : 1);
    PangoLayout *layout = press_layout(press, text, size, PRESS_BOLD, press->width);
    double height = press_layout_height(layout) + 3, next_line = press->size_pt * 1.5;
    bool room = press_take(press, height + next_line, &y); /* a heading never ends a column */
    press->y -= room ? next_line : 0;
    if (room && look == HEADING_REVERSED) {
        heading_reversed(press, layout, y, height);
    } else if (room) {
        press_at(press, layout, press->left + 2, y + 1.5, press->truth);
        if (look == HEADING_UNDERLINED) press_rule(press, press->left + 2, y + height - 2, press_layout_width(layout), .7);
        if (look == HEADING_BOXED) press_frame(press, press->left - 3, y, press->width + 6, height, .9);
    }
    g_object_unref(layout);
    return room;
}

/* Length in bytes of a label in capitals that opens a paragraph, "HPI:"; 0 for none. */
static guint label_length(const char *text)
{
    const char *colon = strchr(text, ':');
    if (!colon || colon - text > 40) return 0;
    for (const char *c = text; c < colon; c++)
        if (g_ascii_islower(*c) || g_ascii_isdigit(*c)) return 0;
    return (guint)(colon - text) + 1;
}

static double list_indent(const char *text)
{
    return g_str_has_prefix(text, "- ") || (g_ascii_isdigit(text[0]) && strchr(".)", text[1] ? text[1] : 'x')) ? 12 : 0;
}

static bool paragraph(struct press *press, const char *text)
{
    double size = press->size_pt, indent = list_indent(text);
    if (press->style->mixed_sizes) /* the same line is always the same size: a page must not change with its seed */
        size *= (double[]){1, .8, 1.25, 1}[g_str_hash(text) % 4];
    PangoLayout *layout = press_layout(press, text, size, PRESS_NORMAL, press->width - indent);
    guint bold = label_length(text);
    if (bold) {
        PangoAttrList *list = pango_attr_list_new();
        PangoAttribute *weight = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
        weight->start_index = 0;
        weight->end_index = bold;
        pango_attr_list_insert(list, weight);
        pango_layout_set_attributes(layout, list);
        pango_attr_list_unref(list);
    }
    bool room = press_lines(press, layout, indent);
    g_object_unref(layout);
    return room;
}

/* Beside the line that comes next, or under the note before. In a page without a wide margin a note is a line like any
 * other. */
static bool note(struct press *press, const char *text)
{
    double wide = press->style->margin_left_in * 72 - edge_pt - 16;
    if (wide < 60) return paragraph(press, text);
    PangoLayout *layout = press_layout(press, text, press->size_pt * .85, PRESS_BOLD, wide);
    double y = MAX(press->y, press->note_y), height = press_layout_height(layout);
    bool room = y + height < press->bottom;
    if (room) press_at(press, layout, edge_pt, y, press->truth);
    press->note_y = y + height + 4;
    g_object_unref(layout);
    return room;
}

static bool rule_across(struct press *press)
{
    double y = 0;
    if (!press_take(press, 6, &y)) return false;
    press_rule(press, press->left, y + 2.5, press->width, .9);
    return true;
}

/* A pen's way over paper: loops that drift to the right. */
static bool signature(struct press *press)
{
    double y = 0;
    if (!press_take(press, 30, &y)) return false;
    double x = press->left + 20; /* of the column that it found room in */
    cairo_set_line_width(press->cr, 1.1);
    cairo_move_to(press->cr, x, y + 18);
    for (int i = 0; i < 9; i++) {
        double up = g_rand_double_range(press->rng, 2, 24), step = g_rand_double_range(press->rng, 8, 19);
        cairo_curve_to(press->cr, x + step, y + up - 6, x - step / 3, y + up + 4, x + step, y + 20 - up / 4);
        x += step;
    }
    cairo_stroke(press->cr);
    return true;
}

static void foot(struct press *press, const char *text)
{
    PangoLayout *layout = press_layout(press, text, 9, PRESS_NORMAL, 0);
    double y = sheet_h_pt - edge_pt + 2 + 11.5 * (press->foot->len > 0);
    press_at(press, layout, (sheet_w_pt - press_layout_width(layout)) / 2, y, press->foot);
    g_object_unref(layout);
}

static bool line_set(struct press *press, enum mark mark, const char *text)
{
    switch (mark) {
    case MARK_TITLE: return centred(press, text, press->size_pt * 1.5, PRESS_BOLD);
    case MARK_ADDRESS: return centred(press, text, press->size_pt * .9, PRESS_NORMAL);
    case MARK_HEADING: return heading(press, text);
    case MARK_FIELDS: return typeset_fields(press, text);
    case MARK_RULE: return rule_across(press);
    case MARK_NOTE: return note(press, text);
    case MARK_SIGNATURE: return signature(press);
    case MARK_FOOT: foot(press, text); return true;
    case MARK_GAP: press->y += press->size_pt * .5; return true;
    case MARK_ROW:
    case MARK_TEXT: break;
    }
    return paragraph(press, text);
}

/* The letterhead and the fields stand across the sheet; columns begin at the first line that is neither. */
static void columns_begin(struct press *press, enum mark mark)
{
    bool across = mark == MARK_TITLE || mark == MARK_ADDRESS || mark == MARK_FIELDS || mark == MARK_GAP || mark == MARK_RULE;
    if (press->columns || across) return;
    press->columns = press->style->columns;
    press->column_top = press->y;
    press->width = (press->width - 18 * (press->columns - 1)) / press->columns;
    press->bottom = press->column_top + (press->bottom - press->column_top) * press->column_share;
}

/* How many lines from lines[0] on are rows of one table; their texts go to rows. */
static guint table_rows(char **lines, const char **rows, guint cap)
{
    guint n = 0;
    while (n < cap && lines[n] && markup_mark(lines[n], &rows[n]) == MARK_ROW) n++;
    return n;
}

/* Returns the number of lines that found no room. */
static int lines_set(struct press *press, char **lines)
{
    const char *rows[120], *text = NULL;
    int left = 0;
    for (guint i = 0; lines[i];) {
        enum mark mark = markup_mark(lines[i], &text);
        columns_begin(press, mark);
        if (mark == MARK_ROW) {
            guint count = table_rows(lines + i, rows, G_N_ELEMENTS(rows));
            left += (int)(count - typeset_table(press, rows, count));
            i += count;
        } else {
            left += !line_set(press, mark, text);
            i++;
        }
    }
    return left;
}

static struct press press_new(const struct typeset_job *job, cairo_surface_t *surface, double column_share)
{
    const struct style *style = job->style;
    struct press press = {.cr = cairo_create(surface), .style = style, .size_pt = job->size_pt > 0 ? job->size_pt : style->size_pt};
    cairo_scale(press.cr, job->dpi / 72.0, job->dpi / 72.0);
    cairo_set_source_rgb(press.cr, 0, 0, 0);
    press.left = style->margin_left_in * 72;
    press.width = sheet_w_pt - press.left - style->margin_right_in * 72;
    press.y = edge_pt;
    press.bottom = sheet_h_pt - edge_pt;
    press.column_share = column_share;
    press.truth = g_string_new(NULL);
    press.foot = g_string_new(NULL);
    press.rng = g_rand_new_with_seed(job->seed);
    return press;
}

/* One setting of the page with its columns cut to a share of the room. */
static void page_set(const struct typeset_job *job, double column_share, struct typeset_page *ret_page)
{
    cairo_surface_t *surface = surface_white((int)(8.5 * job->dpi), 11 * job->dpi);
    struct press press = press_new(job, surface, column_share);
    char **lines = g_strsplit(job->page, "\n", -1);
    ret_page->lines_left = lines_set(&press, lines);
    ret_page->pix = surface_gray(surface, job->dpi);
    g_string_append_printf(press.truth, "%s", press.foot->str);
    ret_page->truth = g_string_free(press.truth, FALSE);
    g_string_free(press.foot, TRUE);
    g_rand_free(press.rng);
    g_strfreev(lines);
    cairo_destroy(press.cr);
    cairo_surface_destroy(surface);
}

/* Columns are evened out by setting the page again with longer columns until all of it fits. */
void typeset_page(const struct typeset_job *job, struct typeset_page *ret_page)
{
    double share = job->style->columns > 1 ? .3 : 1;
    page_set(job, share, ret_page);
    while (ret_page->lines_left && share < 1) {
        typeset_clear(ret_page);
        share = MIN(1, share + .04);
        page_set(job, share, ret_page);
    }
}

void typeset_clear(struct typeset_page *page)
{
    pixDestroy(&page->pix);
    g_free(page->truth);
    page->truth = NULL;
}
