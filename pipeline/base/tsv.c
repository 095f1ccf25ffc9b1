#include "base/tsv.h"

#include "base/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum status tsv_fault(const struct tsv *t, const char *format, ...)
{
    char text[ERROR_MAX / 2];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fail(ST_BAD_DATA, "%s:%ld: %s", t->path, t->line, text);
}

/* The next line that is neither empty nor a comment. */
static bool next_line(struct tsv *t, struct str *ret_line)
{
    struct str line;
    while (str_cut(&t->rest, '\n', &line)) {
        t->line++;
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (line.n == 0 || line.p[0] == '#') continue;
        *ret_line = line;
        return true;
    }
    return false;
}

static enum status check_header(struct tsv *t, const char *columns)
{
    struct str line, want, got, wanted = str_of(columns);
    if (!next_line(t, &line)) return tsv_fault(t, "no line that names the columns; expected: %s", columns);
    while (str_cut(&wanted, ' ', &want)) {
        if (t->columns == TSV_MAX_COLUMNS) return tsv_fault(t, "more than %d columns", TSV_MAX_COLUMNS);
        if (!str_cut(&line, '\t', &got)) return tsv_fault(t, "column '%.*s' is missing", STR_ARG(want));
        if (!str_eq(want, got)) return tsv_fault(t, "column is '%.*s', expected '%.*s'", STR_ARG(got), STR_ARG(want));
        t->columns++;
    }
    if (line.p) return tsv_fault(t, "more columns than the %d expected", t->columns);
    return ST_OK;
}

enum status tsv_open(struct tsv *t, const char *path, const char *columns)
{
    *t = (struct tsv){.path = path};
    size_t n;
    enum status st = file_read(path, TSV_MAX_FILE_BYTES, &t->bytes, &n);
    if (st != ST_OK) return st;
    t->rest = (struct str){t->bytes, n};
    size_t valid = utf8_valid_length(t->rest);
    if (valid < n) {
        for (size_t i = 0; i < valid; i++) t->line += t->bytes[i] == '\n';
        t->line++;
        st = tsv_fault(t, "not UTF-8 text");
    }
    if (st == ST_OK) st = check_header(t, columns);
    if (st != ST_OK) tsv_close(t);
    return st;
}

enum status tsv_next(struct tsv *t, bool *ret_more)
{
    struct str line;
    *ret_more = false;
    if (!next_line(t, &line)) return ST_OK;
    for (int i = 0; i < t->columns; i++) {
        struct str cell = {"", 0};
        if (line.p) (void)str_cut(&line, '\t', &cell);
        t->cell[i] = str_trim(cell);
    }
    if (line.p) return tsv_fault(t, "more than %d columns", t->columns);
    if (t->cell[0].n == 0) return tsv_fault(t, "the first column is empty");
    *ret_more = true;
    return ST_OK;
}

void tsv_close(struct tsv *t)
{
    free(t->bytes);
    t->bytes = NULL;
}
