/* Square pixels, quarter turns, tilt. */
#include "clean_in.h"
#include "image.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define SKEW_RANGE_DEG 14.0
#define SKEW_LEAST_DEG 0.15 /* Tesseract takes less than this in its stride */
#define SKEW_CONFIDENCE 2.5 /* Leptonica's: best score to worst; text gives 4 and more */
#define ORIENT_RATIO 1.6 /* one way over the other; Leptonica's own 2.5 leaves short pages lying on their side */
#define SMALL_PX 11 /* x-heights that are enlarged, and reduced; Tesseract is at ease from 12 to 45 */
#define LARGE_PX 50
#define LIKED_PX 21.0
#define LONGEST_PX 5200
#define DEG (3.14159265358979 / 180)

PIX *clean_square(PIX *in, struct affine *map)
{
    int x_dpi = pixGetXRes(in), y_dpi = pixGetYRes(in);
    *map = affine_identity();
    PIX *gray = pixConvertTo8(in, 0);
    if (!gray || x_dpi <= 0 || y_dpi <= 0 || fabs((double)x_dpi / y_dpi - 1) < .1) return gray;
    double sx = x_dpi < y_dpi ? (double)y_dpi / x_dpi : 1, sy = y_dpi < x_dpi ? (double)x_dpi / y_dpi : 1;
    PIX *out = pixScale(gray, (float)sx, (float)sy);
    pixDestroy(&gray);
    if (!out) return NULL;
    map->a = (double)pixGetWidth(in) / pixGetWidth(out);
    map->e = (double)pixGetHeight(in) / pixGetHeight(out);
    return out;
}

PIX *clean_size(PIX *gray, int x_height_px, int dpi, struct affine *map)
{
    double x = x_height_px, least = image_least_x_height(gray, dpi), scale = 1;
    *map = affine_identity();
    if (x > 0 && x < least) x = least;
    if (x > 0 && x <= SMALL_PX) scale = LIKED_PX / x;
    if (x >= LARGE_PX) scale = LIKED_PX * 1.4 / x;
    if (scale * pixGetWidth(gray) > LONGEST_PX || scale * pixGetHeight(gray) > LONGEST_PX) scale = 1;
    if (scale == 1) return pixClone(gray);
    PIX *out = pixScale(gray, (float)scale, (float)scale);
    if (!out) return NULL;
    map->a = (double)pixGetWidth(gray) / pixGetWidth(out);
    map->e = (double)pixGetHeight(gray) / pixGetHeight(out);
    return out;
}

/* Which way the ascenders point. At half the size it is faster and at times wrong. */
int clean_find_turns(PIX *binary)
{
    float up = 0, left = 0;
    l_int32 orient = L_TEXT_ORIENT_UNKNOWN;
    if (pixOrientDetect(binary, &up, &left, 0, 0) != 0) return 0;
    (void)makeOrientDecision(up, left, 0, (float)ORIENT_RATIO, &orient, 0);
    if (orient == L_TEXT_ORIENT_LEFT) return 1;
    if (orient == L_TEXT_ORIENT_DOWN) return 2;
    return orient == L_TEXT_ORIENT_RIGHT ? 3 : 0;
}

double clean_find_skew(PIX *binary)
{
    float angle = 0, confidence = 0;
    if (pixFindSkewSweepAndSearch(binary, &angle, &confidence, 4, 2, (float)SKEW_RANGE_DEG, 1, .01f) != 0) return 0;
    /* Leptonica gives the turn that mends it: positive is clockwise, so the page leans the other way */
    return confidence < SKEW_CONFIDENCE || fabs(angle) < SKEW_LEAST_DEG ? 0 : -(double)angle;
}

PIX *clean_deskew(PIX *gray, double skew_deg, struct affine *map)
{
    int w = pixGetWidth(gray), h = pixGetHeight(gray);
    double a = -skew_deg * DEG; /* clockwise turn to make */
    PIX *out = pixRotate(gray, (float)a, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, w, h);
    if (!out) return NULL;
    /* Leptonica turns about the middle, on a canvas that grew evenly on all sides; back to `gray` is the opposite turn */
    double cx = pixGetWidth(out) / 2, cy = pixGetHeight(out) / 2;
    *map = (struct affine){cos(a), sin(a), w / 2 - cos(a) * cx - sin(a) * cy, -sin(a), cos(a), h / 2 + sin(a) * cx - cos(a) * cy};
    return out;
}
