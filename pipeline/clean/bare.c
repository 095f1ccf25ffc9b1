/* Bare paper: the back of a duplex scan. In gray it is never quite white: the sensor's grain and the print of the front that shines
 * through would be stretched to black on the way to even light, and read as nonsense. So it is told before, by how little darker its darkest
 * spots are than the paper around them. Black edges and the holes for a binder lie near the border, where only letters count: a sheet may
 * bear a single line at its head. */
#include "clean_in.h"

#include "image.h"

#include <leptonica/allheaders.h>

#define TILE_PX 24
#define BAND_TILES 8
#define LEAST_CONTRAST .12 /* of the paper's brightness; the faintest text that a person reads with ease has .2 */
#define BORDER_SHARE 10 /* a tenth of each side */
#define MOST_SPOTS 1 /* a stain */
#define INK .75 /* of the paper's brightness */
#define FEWEST_LETTERS 8 /* more than dust, and less than a word or two */

/* Adds those in the rows of tiles from y to before y_end. The tiles around them are looked at too, for soft edges only. */
static bool count_spots(PIX *gray, int y, int y_end, int *spots)
{
    int above = y > 0, first = (y - above) * TILE_PX, w = pixGetWidth(gray) / TILE_PX;
    BOX *band = boxCreate(0, first, pixGetWidth(gray), (y_end + 1) * TILE_PX - first);
    PIX *part = band ? pixClipRectangle(gray, band, NULL) : NULL, *soft = part ? pixBlockconv(part, 1, 1) : NULL; /* grain goes, strokes stay */
    PIX *darkest = soft ? pixScaleGrayMinMax(soft, TILE_PX, TILE_PX, L_CHOOSE_MIN) : NULL;
    PIX *paper = soft ? pixScaleGrayMinMax(soft, TILE_PX, TILE_PX, L_CHOOSE_MAX) : NULL;
    bool known = darkest && paper;
    for (int row = above; known && row < above + y_end - y; row++)
        for (int x = w / BORDER_SHARE; x < w - w / BORDER_SHARE; x++) {
            l_uint32 low = 0, high = 0;
            (void)pixGetPixel(darkest, x, row, &low);
            (void)pixGetPixel(paper, x, row, &high);
            *spots += high < 32 || (high - low) > LEAST_CONTRAST * high;
        }
    boxDestroy(&band);
    pixDestroy(&part);
    pixDestroy(&soft);
    pixDestroy(&darkest);
    pixDestroy(&paper);
    return known;
}

/* Of a page that is bare within its border. */
static bool has_letters(PIX *gray)
{
    l_uint32 paper = 255;
    (void)pixGetRankValue(gray, 1, .5f, &paper);
    PIX *ink = pixThresholdToBinary(gray, (int)(INK * (double)paper)), *inner = ink ? pixRemoveBorderConnComps(ink, 8) : NULL;
    bool known = inner != NULL, found = known && image_marks(inner).letters >= FEWEST_LETTERS;
    pixDestroy(&ink);
    pixDestroy(&inner);
    return !known || found;
}

/* Of a page with text the first band or two tell. */
bool clean_is_bare(PIX *gray)
{
    int spots = 0, h = pixGetHeight(gray) / TILE_PX, end = h - h / BORDER_SHARE;
    bool known = h > 0;
    for (int y = h / BORDER_SHARE; known && y < end && spots <= MOST_SPOTS; y += BAND_TILES)
        known = count_spots(gray, y, y + BAND_TILES < end ? y + BAND_TILES : end, &spots);
    return known && spots <= MOST_SPOTS && !has_letters(gray);
}
