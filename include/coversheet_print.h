/* Cover sheets and separators as PDF pages of letter size, to be printed: big words for people, barcodes for `sheet_read`. */
#ifndef CC_COVERSHEET_PRINT_H
#define CC_COVERSHEET_PRINT_H

#include "coversheet.h"

struct sheet_printer;

enum status sheet_printer_open(struct sheet_printer **ret) MUST_CHECK;
void sheet_printer_close(struct sheet_printer *p); /* takes NULL */
/* name: of the patient, for people only; may be empty. */
enum status sheet_printer_cover(struct sheet_printer *p, const struct sheet *sheet, struct phi name) MUST_CHECK;
enum status sheet_printer_separator(struct sheet_printer *p) MUST_CHECK;
/* Adds the PDF of all sheets. */
enum status sheet_printer_end(struct sheet_printer *p, struct buf *out) MUST_CHECK;

#endif
