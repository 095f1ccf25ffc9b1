/* Bare paper: the back of a duplex scan. In gray it is never quite white: the sensor's grain and the print of the front that shines
 * through would be stretched to black on the way to even light, and read as nonsense. So it is told before, by how little darker its darkest
 * spots are than the paper around them. Black edges and the holes for a binder lie near the border and do not count. */
#include "clean_in.h"

#include <leptonica/allheaders.h>

#define TILE_PX 24
#define LEAST_CONTRAST .12 /* of the paper's brightness; the faintest text that a person reads with ease has .2 */
#define BORDER_SHARE 10 /* a tenth of each side */
#define MOST_SPOTS 1 /* a stain */

bool clean_is_bare(PIX *gray)
{
    int spots = 0;
    PIX *soft = pixBlockconv(gray, 1, 1), /* grain goes, strokes of text stay */
        *darkest = soft ? pixScaleGrayMinMax(soft, TILE_PX, TILE_PX, L_CHOOSE_MIN) : NULL;
    PIX *paper = soft ? pixScaleGrayMinMax(soft, TILE_PX, TILE_PX, L_CHOOSE_MAX) : NULL;
    int w = darkest ? pixGetWidth(darkest) : 0, h = darkest ? pixGetHeight(darkest) : 0;
    bool known = darkest && paper && w > 0 && h > 0;
    for (int y = h / BORDER_SHARE; known && y < h - h / BORDER_SHARE && spots <= MOST_SPOTS; y++)
        for (int x = w / BORDER_SHARE; x < w - w / BORDER_SHARE; x++) {
            l_uint32 low = 0, high = 0;
            (void)pixGetPixel(darkest, x, y, &low);
            (void)pixGetPixel(paper, x, y, &high);
            spots += high < 32 || (high - low) > LEAST_CONTRAST * high;
        }
    pixDestroy(&soft);
    pixDestroy(&darkest);
    pixDestroy(&paper);
    return known && spots <= MOST_SPOTS;
}
