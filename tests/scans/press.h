/* press: the pen, paper and place of one page while it is set. Only typeset*.c and press.c include this.
 *
 * Lengths in points from the sheet's top left corner. press_take() is the only way down the page: it moves to the next
 * column when a line no longer fits and fails when there is none.
 */
#ifndef CHARTCODE_TESTS_PRESS_H
#define CHARTCODE_TESTS_PRESS_H

#include "surface.h"
#include "typeset.h"

struct press {
    cairo_t *cr;
    const struct style *style;
    double size_pt;
    double left, width; /* of the column now being filled */
    double column_top, y, bottom;
    double column_share, note_y; /* share of the room that columns may use; foot of the last margin note */
    int column, columns;
    GString *truth, *foot;
    GRand *rng;
};

enum weight { PRESS_NORMAL, PRESS_BOLD };

/* A wrapped layout of text; width_pt <= 0 for no wrapping. Free with g_object_unref. */
PangoLayout *press_layout(struct press *press, const char *text, double size_pt, enum weight weight, double width_pt);
double press_layout_height(PangoLayout *layout);
double press_layout_width(PangoLayout *layout);
/* Room for height_pt: its top into ret_y. False when the page is full. */
bool press_take(struct press *press, double height_pt, double *ret_y);
/* Draws a layout's lines one below the other through press_take, adding each to the true text. Returns false when the
 * page filled up before the end. indent_pt moves all lines but a first that starts a list item. */
bool press_lines(struct press *press, PangoLayout *layout, double indent_pt);
/* Draws at a place, with no question of room; the words go to truth (may be NULL), ending in a line feed. */
void press_at(struct press *press, PangoLayout *layout, double x, double y, GString *truth);
void press_rule(struct press *press, double x, double y, double width_pt, double thick_pt);
void press_frame(struct press *press, double x, double y, double width_pt, double height_pt, double thick_pt);

#endif
