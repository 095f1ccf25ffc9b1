/* Text for people at a terminal: columns that line up in any script, wrapping, colour where it is wanted.
 * Everything that comes from outside goes through term_text(), which lets no control character of a page or file name
 * reach the terminal. */
#ifndef CC_CLI_TERM_H
#define CC_CLI_TERM_H

#include "base/buf.h"

#include <stdio.h>

enum term_style { STYLE_PLAIN, STYLE_BOLD, STYLE_DIM, STYLE_GREEN, STYLE_YELLOW, STYLE_RED };

struct term {
    struct buf out; /* of what will be written */
    int width; /* columns; 0 = no limit (not a terminal) */
    bool colour;
};

/* For output to stdout: width from the terminal, colour unless NO_COLOR is set or stdout is none. */
void term_open(struct term *t);
/* Writes what is buffered. */
enum status term_flush(struct term *t) MUST_CHECK;
void term_close(struct term *t);

void term_style(struct term *t, enum term_style style);
/* Columns that s takes. */
int term_columns(struct str s);
/* Control characters become blanks; line ends too. */
void term_text(struct term *t, struct str s);
void term_phi(struct term *t, struct phi s);
void term_printf(struct term *t, const char *format, ...) PRINTF_LIKE(2, 3);
/* Exactly `columns` wide: padded, or cut with an ellipsis. */
void term_cell(struct term *t, struct str s, int columns);
void term_cell_right(struct term *t, struct str s, int columns);
/* Wrapped at blanks to the terminal's width (100 where there is none); lines behind the first begin with `indent` blanks.
 * at: column where the text begins. */
void term_wrapped(struct term *t, struct str s, int at, int indent);

#endif
