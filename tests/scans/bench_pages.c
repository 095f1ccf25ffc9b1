/* scan-bench: makes the pages of the damage bench, each beside its true text.
 *
 *     build/scan-bench [--kinds skew,fold] [--list] DIR
 *
 * Pages come from bench.tsv; their names are PAGE-LEVEL_KIND, so a scorer can group them by kind.
 */
#include "plan.h"

#include <stdio.h>
#include <string.h>

static char *plan_path = "tests/scans/bench.tsv", *texts_dir = "samples/texts", *kinds;
static gboolean list;

static const GOptionEntry options[] = {
    {"plan", 0, 0, G_OPTION_ARG_FILENAME, &plan_path, "table of pages", "FILE"},
    {"texts", 0, 0, G_OPTION_ARG_FILENAME, &texts_dir, "folder of texts", "DIR"},
    {"kinds", 0, 0, G_OPTION_ARG_STRING, &kinds, "only these kinds", "KIND,KIND"},
    {"list", 0, 0, G_OPTION_ARG_NONE, &list, "print the pages' names and damage, make none", NULL},
    {0},
};

static bool kind_wanted(const struct plan_row *row)
{
    const char *kind = strrchr(row->name, '_');
    if (!kinds) return true;
    char **wanted = g_strsplit(kinds, ",", -1);
    bool found = kind && g_strv_contains((const gchar *const *)wanted, kind + 1);
    g_strfreev(wanted);
    return found;
}

static bool pages_make(const struct plan *plan, const char *out_dir)
{
    struct plan_output output = {texts_dir, out_dir, true, false};
    bool good = true;
    for (guint i = 0; good && i < plan->rows->len; i++) {
        const struct plan_row *row = g_ptr_array_index(plan->rows, i);
        if (!kind_wanted(row)) continue;
        if (list) printf("%s\t%s\t%d dpi\t%s\n", row->name, row->style->name, row->dpi, row->damage);
        else good = plan_make(row, &output);
    }
    return good;
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    struct plan plan = {0};
    GOptionContext *context = g_option_context_new("DIR - make the pages of the damage bench");
    g_option_context_add_main_entries(context, options, NULL);
    bool good = g_option_context_parse(context, &argc, &argv, &error);
    g_option_context_free(context);
    if (!good || (argc != 2 && !list)) {
        fprintf(stderr, "%s\n", error ? error->message : "usage: scan-bench [--kinds A,B] [--list] DIR");
        return 2;
    }
    if (!list) g_mkdir_with_parents(argv[1], 0777);
    good = plan_read(plan_path, &plan) && pages_make(&plan, argv[1]);
    plan_clear(&plan);
    return good ? 0 : 1;
}
