/* Read: words, lines and unread ink from a cleaned page; the only user of Tesseract. */
#ifndef CC_READ_H
#define CC_READ_H

#include "stage.h"

extern const struct stage stage_read;

const char *unread_reason_name(enum unread_reason reason); /* "handwriting", ... */
const char *graphic_kind_name(enum graphic_kind kind); /* "signature", "picture" */

#endif
