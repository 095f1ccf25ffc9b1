/* samples-make: makes samples/scans from samples/texts, by the table samples/scans.tsv.
 *
 *     build/samples-make                   writes samples/scans/
 *     build/samples-make --truth DIR       writes the scans into DIR, each beside its true text
 *     build/samples-make --only a,b        only these
 *
 * Plain text notes are left out of DIR: they are not read from a picture.
 */
#include "../tests/scans/plan.h"

#include <stdio.h>
#include <string.h>

static char *samples_dir = "samples", *truth_dir, *only;

static const GOptionEntry options[] = {
    {"dir", 0, 0, G_OPTION_ARG_FILENAME, &samples_dir, "folder of scans.tsv, texts/ and scans/", "DIR"},
    {"truth", 0, 0, G_OPTION_ARG_FILENAME, &truth_dir, "write scans and true texts here", "DIR"},
    {"only", 0, 0, G_OPTION_ARG_STRING, &only, "only these scans", "NAME,NAME"},
    {0},
};

static bool wanted(const struct plan_row *row)
{
    if (truth_dir && strcmp(row->format, "txt") == 0) return false;
    if (!only) return true;
    char **names = g_strsplit(only, ",", -1);
    bool found = g_strv_contains((const gchar *const *)names, row->name);
    g_strfreev(names);
    return found;
}

static bool scans_make(const struct plan *plan)
{
    char *texts = g_strconcat(samples_dir, "/texts", NULL);
    char *scans = truth_dir ? g_strdup(truth_dir) : g_strconcat(samples_dir, "/scans", NULL);
    struct plan_output output = {texts, scans, truth_dir != NULL, true};
    bool good = true;
    g_mkdir_with_parents(scans, 0777);
    for (guint i = 0; i < plan->rows->len; i++) {
        const struct plan_row *row = g_ptr_array_index(plan->rows, i);
        if (wanted(row)) good = plan_make(row, &output) && good; /* go on, so that one run names every text that is too long */
    }
    g_free(texts);
    g_free(scans);
    return good;
}

int main(int argc, char **argv)
{
    GError *error = NULL;
    struct plan plan = {0};
    GOptionContext *context = g_option_context_new("- make the sample scans");
    g_option_context_add_main_entries(context, options, NULL);
    bool good = g_option_context_parse(context, &argc, &argv, &error);
    g_option_context_free(context);
    if (!good) {
        fprintf(stderr, "%s\n", error->message);
        return 2;
    }
    char *path = g_strconcat(samples_dir, "/scans.tsv", NULL);
    good = plan_read(path, &plan) && scans_make(&plan);
    plan_clear(&plan);
    g_free(path);
    return good ? 0 : 1;
}
