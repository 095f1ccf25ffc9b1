/* CSV as spreadsheets write it (RFC 4180): quoted cells may hold commas, quotes and line ends. */
#ifndef CC_CODESET_CSV_H
#define CC_CODESET_CSV_H

#include "importer.h"

#define CSV_MAX_CELLS 128

struct csv {
    const struct source *s;
    struct str rest;
    char separator;
    long line; /* where the current row began, from 1 */
    long next_line;
    struct str cell[CSV_MAX_CELLS]; /* blanks at the ends cut; lent until the next row */
    int cells;
    struct buf text; /* of quoted cells */
};

void csv_open(struct csv *v, const struct source *s, char separator);
/* Steps to the next row that is not empty; false at the end, or on a fault, which *st then tells. */
bool csv_next(struct csv *v, enum status *st);
/* Column whose heading holds `name` (any case), in the current row; -1 when none does. */
int csv_column(const struct csv *v, const char *name);
/* The cell, or an empty one. */
struct str csv_cell(const struct csv *v, int column);
void csv_close(struct csv *v);

#endif
