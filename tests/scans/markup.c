#include "markup.h"

#include <string.h>

static const struct {
    const char *start;
    enum mark mark;
} marks[] = {
    {"@@ ", MARK_ADDRESS}, {"@ ", MARK_TITLE}, {"# ", MARK_HEADING}, {"[ ", MARK_FIELDS},   {"| ", MARK_ROW},
    {"---", MARK_RULE},    {"> ", MARK_NOTE},  {"_ ", MARK_FOOT},    {"~", MARK_SIGNATURE},
};

enum mark markup_mark(const char *line, const char **ret_text)
{
    *ret_text = line;
    if (!line[strspn(line, " \t\r")]) return MARK_GAP;
    for (size_t i = 0; i < G_N_ELEMENTS(marks); i++)
        if (g_str_has_prefix(line, marks[i].start)) {
            *ret_text = line + strlen(marks[i].start);
            return marks[i].mark;
        }
    return MARK_TEXT;
}

char **markup_cells(const char *text)
{
    char **cells = g_strsplit(text, "|", -1);
    for (guint i = 0; cells[i]; i++) g_strstrip(cells[i]);
    return cells;
}

static void plain_cells(GString *out, const char *text)
{
    char **cells = markup_cells(text);
    char *joined = g_strjoinv("    ", cells);
    g_string_append(out, joined);
    g_free(joined);
    g_strfreev(cells);
}

char *markup_plain(const char *page)
{
    GString *out = g_string_new(NULL);
    char **lines = g_strsplit(page, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        const char *text = NULL;
        enum mark mark = markup_mark(lines[i], &text);
        if (mark == MARK_RULE) text = "----------------------------------------";
        if (mark == MARK_FIELDS || mark == MARK_ROW) plain_cells(out, text);
        else if (mark != MARK_SIGNATURE && mark != MARK_GAP) g_string_append(out, text);
        g_string_append_c(out, '\n');
    }
    g_strfreev(lines);
    return g_string_free(out, FALSE);
}
