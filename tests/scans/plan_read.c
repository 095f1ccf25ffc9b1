#include "plan.h"
#include "scanfile.h"

#include <stdio.h>
#include <string.h>

enum { COLUMNS = 6 };

static void row_free(gpointer data)
{
    struct plan_row *row = data;
    g_free(row->name);
    g_free(row->pages);
    g_free(row->format);
    g_free(row->damage);
    g_free(row);
}

static const struct style *style_read(const char *text, double *ret_size_pt)
{
    char **parts = g_strsplit(text, ":", 2);
    const struct style *style = parts[0] ? style_lookup(parts[0]) : NULL;
    *ret_size_pt = parts[0] && parts[1] ? g_ascii_strtod(parts[1], NULL) : 0;
    g_strfreev(parts);
    return style;
}

/* NULL, with what is wrong in ret_fault, for a bad line. */
static struct plan_row *row_read(char **cells, const char **ret_fault)
{
    double size_pt = 0;
    const struct style *style;
    gint64 dpi;
    *ret_fault = "six columns parted by tabs are wanted";
    if (g_strv_length(cells) != COLUMNS) return NULL;
    *ret_fault = "unknown style";
    if (!(style = style_read(cells[2], &size_pt))) return NULL;
    *ret_fault = "dpi must be 72 to 600";
    if ((dpi = g_ascii_strtoll(cells[3], NULL, 10)) < 72 || dpi > 600) return NULL;
    *ret_fault = "unknown format";
    if (!scanfile_suffix(cells[4]) && strcmp(cells[4], "txt") != 0) return NULL;
    struct plan_row *row = g_new0(struct plan_row, 1);
    *row = (struct plan_row){
        g_strdup(cells[0]), g_strdup(cells[1]), g_strdup(cells[4]), g_strdup(strcmp(cells[5], "-") == 0 ? "" : cells[5]), style, size_pt, (int)dpi};
    return row;
}

static bool line_read(struct plan *plan, const char *path, guint number, const char *line)
{
    const char *fault = NULL;
    if (!*line || *line == '#') return true;
    char **cells = g_strsplit(line, "\t", -1);
    struct plan_row *row = row_read(cells, &fault);
    g_strfreev(cells);
    if (row) g_ptr_array_add(plan->rows, row);
    else fprintf(stderr, "%s:%u: %s\n", path, number, fault);
    return row != NULL;
}

bool plan_read(const char *path, struct plan *ret_plan)
{
    char *text = NULL;
    if (!g_file_get_contents(path, &text, NULL, NULL)) {
        fprintf(stderr, "cannot read '%s'\n", path);
        return false;
    }
    char **lines = g_strsplit(text, "\n", -1);
    bool good = true;
    ret_plan->rows = g_ptr_array_new_with_free_func(row_free);
    for (guint i = 0; good && lines[i]; i++) good = line_read(ret_plan, path, i + 1, lines[i]);
    if (!good) plan_clear(ret_plan);
    g_strfreev(lines);
    g_free(text);
    return good;
}

void plan_clear(struct plan *plan)
{
    if (plan->rows) g_ptr_array_free(plan->rows, TRUE);
    plan->rows = NULL;
}
