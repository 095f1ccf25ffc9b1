/* Codes as CSV: RFC 4180 (CRLF, quotes where needed), UTF-8, a first line of column names.
 *
 * A cell that begins with = + - @ or a control character would be run as a formula by a spreadsheet: such cells get a
 * leading apostrophe. */
#ifndef CC_EXPORT_CSV_H
#define CC_EXPORT_CSV_H

#include "base/buf.h"
#include "queue.h"

void csv_put_cell(struct buf *out, struct str text, bool last);
void csv_code_heading(struct buf *out);
void csv_code_row(struct buf *out, const struct queue_export_row *row);

#endif
