/* lettering: single words as masks, for stamps and watermarks.
 *
 * A mask is a new 8 bpp PIX owned by the caller, 255 where the letters are. Sizes in pixels, turns in degrees, clockwise.
 */
#ifndef CHARTCODE_TESTS_LETTERING_H
#define CHARTCODE_TESTS_LETTERING_H

#include <leptonica/allheaders.h>

PIX *lettering_line(const char *text, double height_px, double turn_deg);
/* The same in a double frame, as a rubber stamp. */
PIX *lettering_stamp(const char *text, double height_px, double turn_deg);

#endif
