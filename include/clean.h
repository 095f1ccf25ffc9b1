/* Clean: what Tesseract should look at. Upright, straight, even background, dark text on light, square pixels, right size.
 * Each step measures first and does nothing to a page that does not need it. The inner functions take Leptonica images
 * (in: lent, out: owned by the caller; NULL when out of memory) and can be tried alone. */
#ifndef CC_CLEAN_H
#define CC_CLEAN_H

#include "stage.h"

extern const struct stage stage_clean;

#endif
