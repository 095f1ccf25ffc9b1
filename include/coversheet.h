/* Cover sheets and separators: sheets of paper between charts that say with barcodes where a chart begins and whose it is.
 * docs/coversheets.md gives the payload. What a sheet carries is PHI, hence the type of its texts. */
#ifndef CC_COVERSHEET_H
#define CC_COVERSHEET_H

#include "base/buf.h"
#include "page.h"

enum sheet_kind { SHEET_NONE, SHEET_COVER, SHEET_SEPARATOR };

#define SHEET_TEXT_BYTES 64
struct sheet_text {
    char utf8[SHEET_TEXT_BYTES]; /* ends in NUL; empty: not given */
};

/* Without pointers: it goes over a pipe as it is. */
struct sheet {
    enum sheet_kind kind;
    bool disputed; /* its barcodes contradict each other: nothing of them is taken */
    bool has_encounter;
    enum encounter_type encounter;
    int date_of_service; /* yyyymmdd; 0: not given */
    struct sheet_text mrn, account, batch;
};

struct phi sheet_phi(const struct sheet_text *text);
/* False when it does not fit or holds a control character. */
bool sheet_set(struct sheet_text *to, struct phi text);

/* Adds what the text of one barcode of a page says; anything that is neither a separator nor a payload with a right check changes
 * nothing. linear: Code 39 or Code 128; separators are those alone. */
void sheet_take(struct sheet *sheet, struct phi barcode, bool linear);
/* Adds the payload of a cover sheet, in the characters of Code 39. */
void coversheet_payload(struct buf *out, const struct sheet *sheet);
#define SEPARATOR_PAYLOAD "PATCHT"

/* Finds the barcodes of an image and takes each. The image is of intake: 1, 8 or 32 bits. A barcode library may crash on a hostile
 * image: for worker processes. */
struct Pix;
enum status sheet_read(struct Pix *image, struct sheet *ret) MUST_CHECK;

#endif
