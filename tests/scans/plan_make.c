#include "damage.h"
#include "markup.h"
#include "plan.h"
#include "scanfile.h"

#include <stdio.h>
#include <string.h>

/* The pages of one text, or the one page that "name/2" asks for, added to pages. */
static bool text_add(GPtrArray *pages, const char *dir, const char *wanted)
{
    char **parts = g_strsplit(wanted, "/", 2), *text = NULL;
    char *path = g_strconcat(dir, "/", parts[0], ".txt", NULL);
    bool good = g_file_get_contents(path, &text, NULL, NULL);
    char **all = g_strsplit(good ? text : "", "\f", -1);
    gint64 only = parts[1] ? g_ascii_strtoll(parts[1], NULL, 10) : 0;
    for (guint i = 0; good && all[i]; i++)
        if (!only || only == (gint64)i + 1) g_ptr_array_add(pages, g_strdup(all[i]));
    good = good && only <= (gint64)g_strv_length(all);
    if (!good) fprintf(stderr, "no text '%s' in '%s'\n", wanted, dir);
    g_strfreev(all);
    g_strfreev(parts);
    g_free(path);
    g_free(text);
    return good;
}

static GPtrArray *pages_read(const char *dir, const char *wanted)
{
    GPtrArray *pages = g_ptr_array_new_with_free_func(g_free);
    char **names = g_strsplit(wanted, " ", -1);
    bool good = true;
    for (guint i = 0; good && names[i]; i++) good = text_add(pages, dir, names[i]);
    g_strfreev(names);
    if (good) return pages;
    g_ptr_array_free(pages, TRUE);
    return NULL;
}

static bool page_add(PIXA *scans, GString *truth, const struct plan_row *row, const struct plan_output *output, const char *page)
{
    struct typeset_page set;
    guint32 seed = g_str_hash(row->name) + (guint32)pixaGetCount(scans);
    struct typeset_job job = {page, row->style, row->size_pt, row->dpi, seed};
    typeset_page(&job, &set);
    PIX *scan = damage_apply(set.pix, row->damage, seed);
    g_string_append_printf(truth, "%s%s", pixaGetCount(scans) ? "\f" : "", set.truth);
    if (set.lines_left && output->must_fit)
        fprintf(stderr, "'%s': %d lines do not fit on page %d\n", row->name, set.lines_left, pixaGetCount(scans) + 1);
    bool good = scan && !(set.lines_left && output->must_fit);
    if (scan) pixaAddPix(scans, scan, L_INSERT);
    typeset_clear(&set);
    return good;
}

static bool text_write(const char *dir, const char *name, const char *text)
{
    char *path = g_strconcat(dir, "/", name, ".txt", NULL);
    bool good = g_file_set_contents(path, text, -1, NULL);
    if (!good) fprintf(stderr, "cannot write '%s'\n", path);
    g_free(path);
    return good;
}

/* A note that never was on paper. It is its own truth, so nothing is written beside it. */
static bool plain_make(const struct plan_row *row, const struct plan_output *output, GPtrArray *pages)
{
    GString *text = g_string_new(NULL);
    for (guint i = 0; i < pages->len; i++) {
        char *plain = markup_plain(g_ptr_array_index(pages, i));
        g_string_append_printf(text, "%s%s", i ? "\f" : "", plain);
        g_free(plain);
    }
    bool good = text_write(output->out_dir, row->name, text->str);
    g_string_free(text, TRUE);
    return good;
}

static bool scan_make(const struct plan_row *row, const struct plan_output *output, GPtrArray *pages)
{
    PIXA *scans = pixaCreate(0);
    GString *truth = g_string_new(NULL);
    bool good = true;
    for (guint i = 0; good && i < pages->len; i++) good = page_add(scans, truth, row, output, g_ptr_array_index(pages, i));
    good = good && scanfile_write(scans, row->format, output->out_dir, row->name);
    if (good && output->truth) good = text_write(output->out_dir, row->name, truth->str);
    pixaDestroy(&scans);
    g_string_free(truth, TRUE);
    return good;
}

bool plan_make(const struct plan_row *row, const struct plan_output *output)
{
    GPtrArray *pages = pages_read(output->texts_dir, row->pages);
    if (!pages) return false;
    bool plain = strcmp(row->format, "txt") == 0;
    bool good = plain ? plain_make(row, output, pages) : scan_make(row, output, pages);
    g_ptr_array_free(pages, TRUE);
    return good;
}
