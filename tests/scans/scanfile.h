/* scanfile: writes pages as the files that scanners, fax servers and phones make. */
#ifndef CHARTCODE_TESTS_SCANFILE_H
#define CHARTCODE_TESTS_SCANFILE_H

#include <leptonica/allheaders.h>
#include <stdbool.h>

/* Formats: png (one page, its own depth), png4 (one page, 16 grays), g4 (TIFF, black and white, any number of pages), tif
 * (TIFF of gray pages, deflated), jpg (one page, quality 70), pdf (pictures only; black and white as G4, gray as JPEG).
 * The file is dir/name with the format's suffix. False after a message on stderr. Pages are lent. */
bool scanfile_write(PIXA *pages, const char *format, const char *dir, const char *name);
/* The suffix with its dot; NULL for an unknown format. */
const char *scanfile_suffix(const char *format);

#endif
