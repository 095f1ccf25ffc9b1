/* typeset_parts: tables, fields and the small furniture of a page. Only typeset*.c include this. */
#ifndef CHARTCODE_TESTS_TYPESET_PARTS_H
#define CHARTCODE_TESTS_TYPESET_PARTS_H

#include "press.h"

/* Sets the table whose rows (texts past their mark) start at rows[0]; returns how many rows found room. */
guint typeset_table(struct press *press, const char *const *rows, guint count);
bool typeset_fields(struct press *press, const char *text);

#endif
