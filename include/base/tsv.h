/* Reader of the dictionaries' tables (see dictionaries/README.md): UTF-8, tab-separated, `#` comments, one line that
 * names the columns. Faults name file and line: `context_cues.tsv:41: unknown scope 'backwards'`. */
#ifndef CC_BASE_TSV_H
#define CC_BASE_TSV_H

#include "base/error.h"
#include "base/text.h"

#define TSV_MAX_COLUMNS 16
#define TSV_MAX_FILE_BYTES ((size_t)64 << 20)

struct tsv {
    const char *path; /* as given; lent */
    char *bytes; /* owned */
    struct str rest;
    long line; /* of the current row, from 1 */
    int columns;
    struct str cell[TSV_MAX_COLUMNS]; /* the current row; missing trailing cells are empty */
};

/* columns: the expected column names parted by one blank, e.g. "heading section note". */
enum status tsv_open(struct tsv *t, const char *path, const char *columns) MUST_CHECK;
/* Steps to the next row. *ret_more is false at the end. */
enum status tsv_next(struct tsv *t, bool *ret_more) MUST_CHECK;
/* ST_BAD_DATA with "path:line: message". */
enum status tsv_fault(const struct tsv *t, const char *format, ...) PRINTF_LIKE(2, 3) MUST_CHECK;
void tsv_close(struct tsv *t);

#endif
