/* plan: tables (TSV) of the scans to make, and the making of them.
 *
 * Columns: name, pages, style, dpi, format, damage. `#` starts a comment line. Pages are names of texts without `.txt`, parted
 * by blanks; NAME/2 is the second page alone. Style is `name` or `name:size_pt`. The format `txt` writes the plain text.
 * The seed comes from the name, so a row gives the same bytes wherever it stands.
 */
#ifndef CHARTCODE_TESTS_PLAN_H
#define CHARTCODE_TESTS_PLAN_H

#include "typeset.h"

struct plan_row {
    char *name, *pages, *format, *damage;
    const struct style *style;
    double size_pt;
    int dpi;
};

struct plan {
    GPtrArray *rows; /* of struct plan_row * */
};

/* False after a message on stderr with file and line. */
bool plan_read(const char *path, struct plan *ret_plan);
void plan_clear(struct plan *plan);

struct plan_output {
    const char *texts_dir, *out_dir;
    bool truth; /* write NAME.txt with the true text beside the scan */
    bool must_fit; /* a page whose text finds no room is an error; else it is cut and its truth with it */
};

/* Makes one scan. False after a message on stderr. */
bool plan_make(const struct plan_row *row, const struct plan_output *output);

#endif
