/* Inside bend: the grid, and the lines it is fitted to. */
#ifndef CC_BEND_IN_H
#define CC_BEND_IN_H

#include "bend.h"

struct bend {
    int columns, rows; /* knots */
    double step_px;
    double shift_px[]; /* columns * rows, row by row */
};

/* The four knots around a point, and their shares. */
struct bend_spot {
    int knot[4];
    double share[4];
};
struct bend_spot bend_spot(const struct bend *b, double x, double y);
double bend_shift(const struct bend *b, double x, double y);

/* The foot of a letter, and the line it stands on. */
struct foot {
    double x, y;
    int line;
};
struct feet {
    struct foot *at; /* malloc'd; line by line */
    int n, lines;
};
/* *ret: the lines that are long enough to follow. False when out of memory. */
bool bend_find_feet(struct Pix *binary, int x_height_px, struct feet *ret);
/* Fits the grid: the lines become level. False when out of memory. */
bool bend_fit(struct bend *b, const struct feet *feet, int x_height_px);

#endif
