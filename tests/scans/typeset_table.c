/* Tables and rows of form fields. */
#include "markup.h"
#include "typeset_parts.h"

#include <string.h>

enum { CELLS_MAX = 12 };

struct grid {
    double width[CELLS_MAX]; /* points */
    guint cells;
};

static void grid_widen(struct grid *grid, struct press *press, char **cells, enum weight weight)
{
    for (guint i = 0; cells[i] && i < CELLS_MAX; i++) {
        PangoLayout *layout = press_layout(press, cells[i], press->size_pt, weight, 0);
        grid->width[i] = MAX(grid->width[i], press_layout_width(layout) + 10);
        grid->cells = MAX(grid->cells, i + 1);
        g_object_unref(layout);
    }
}

/* Too wide a table loses width in its widest cells only, so that short cells do not wrap. */
static void grid_fit(struct grid *grid, double room)
{
    double total = 0;
    for (guint i = 0; i < grid->cells; i++) total += grid->width[i];
    for (int tries = 0; total > room && tries < 2000; tries++) {
        guint widest = 0;
        for (guint i = 1; i < grid->cells; i++)
            if (grid->width[i] > grid->width[widest]) widest = i;
        grid->width[widest] -= 2;
        total -= 2;
    }
    if (total < room)
        for (guint i = 0; i < grid->cells; i++) grid->width[i] *= MIN(1.6, room / total);
}

static double row_height(struct press *press, const struct grid *grid, char **cells, enum weight weight)
{
    double tallest = press->size_pt;
    for (guint i = 0; cells[i] && i < grid->cells; i++) {
        PangoLayout *layout = press_layout(press, cells[i], press->size_pt, weight, grid->width[i] - 8);
        tallest = MAX(tallest, press_layout_height(layout));
        g_object_unref(layout);
    }
    return tallest + 3;
}

/* The true text of a row: its cells in order on one line, a wrapped cell joined again. */
static void row_truth(GString *truth, char **cells)
{
    char *joined = g_strjoinv("  ", cells);
    g_string_append_printf(truth, "%s\n", g_strstrip(joined));
    g_free(joined);
}

static bool row_set(struct press *press, const struct grid *grid, const char *text, enum weight weight)
{
    char **cells = markup_cells(text);
    double y = 0, height = row_height(press, grid, cells, weight), x;
    bool room = press_take(press, height, &y);
    x = press->left;
    for (guint i = 0; room && cells[i] && i < grid->cells; i++) {
        PangoLayout *layout = press_layout(press, cells[i], press->size_pt, weight, grid->width[i] - 8);
        press_at(press, layout, x + 4, y + 1.5, NULL);
        if (press->style->ruled_tables) press_frame(press, x, y, grid->width[i], height, .5);
        x += grid->width[i];
        g_object_unref(layout);
    }
    if (room) row_truth(press->truth, cells);
    g_strfreev(cells);
    return room;
}

guint typeset_table(struct press *press, const char *const *rows, guint count)
{
    struct grid grid = {.cells = 0};
    guint done = 0;
    for (guint i = 0; i < count; i++) {
        char **cells = markup_cells(rows[i]);
        grid_widen(&grid, press, cells, i ? PRESS_NORMAL : PRESS_BOLD);
        g_strfreev(cells);
    }
    grid_fit(&grid, press->width);
    while (done < count && row_set(press, &grid, rows[done], done ? PRESS_NORMAL : PRESS_BOLD)) done++;
    return done;
}

/* A form's box: a small label in the corner, the value under it. */
static void form_box(struct press *press, const char *cell, double x, double y, double width, double height, GString *values)
{
    const char *colon = strchr(cell, ':');
    char *label = g_strndup(cell, colon ? (gsize)(colon - cell) : 0);
    char *value = g_strstrip(g_strdup(colon ? colon + 1 : cell));
    PangoLayout *small = press_layout(press, label, 6.5, PRESS_NORMAL, 0);
    PangoLayout *large = press_layout(press, value, press->size_pt, PRESS_NORMAL, 0);
    press_frame(press, x, y, width, height, .7);
    press_at(press, small, x + 3, y + 1, NULL);
    press_at(press, large, x + 6, y + 9, NULL);
    g_string_append_printf(press->truth, "%s  ", label);
    g_string_append_printf(values, "%s  ", value);
    g_object_unref(small);
    g_object_unref(large);
    g_free(label);
    g_free(value);
}

static void field_cell(struct press *press, const char *cell, double x, double y, double width, double height)
{
    PangoLayout *layout = press_layout(press, cell, press->size_pt, PRESS_NORMAL, 0);
    if (press->style->fields == FIELDS_BOXED) press_frame(press, x, y, width, height, .7);
    press_at(press, layout, x + 4, y + 2, NULL);
    g_string_append_printf(press->truth, "%s  ", cell);
    g_object_unref(layout);
}

/* Shares the row's width by the length of the words, so that a long address does not run into its neighbour. */
static void fields_measure(struct press *press, char **cells, struct grid *grid)
{
    double total = 0;
    for (guint i = 0; i < MIN(g_strv_length(cells), CELLS_MAX); i++) {
        PangoLayout *layout = press_layout(press, cells[i], press->size_pt, PRESS_NORMAL, 0);
        grid->width[i] = press_layout_width(layout) + 14;
        total += grid->width[i];
        grid->cells = i + 1;
        g_object_unref(layout);
    }
    for (guint i = 0; i < grid->cells; i++) grid->width[i] += (press->width - total) / grid->cells;
}

bool typeset_fields(struct press *press, const char *text)
{
    bool form = press->style->fields == FIELDS_FORM;
    double y = 0, height = press->size_pt * 1.35 + (form ? 10 : 3), x;
    char **cells = markup_cells(text);
    GString *values = g_string_new(NULL);
    struct grid grid = {.cells = 0};
    bool room = press_take(press, height, &y);
    x = press->left;
    fields_measure(press, cells, &grid);
    for (guint i = 0; room && i < grid.cells; i++) {
        if (form) form_box(press, cells[i], x, y, grid.width[i], height, values);
        else field_cell(press, cells[i], x, y, grid.width[i], height);
        x += grid.width[i];
    }
    if (room) g_string_append_printf(press->truth, "\n%s%s", values->str, form ? "\n" : "");
    g_string_free(values, TRUE);
    g_strfreev(cells);
    return room;
}
