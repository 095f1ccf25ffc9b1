/* The versions of a page that Tesseract can be shown. Each mends one kind of damage and harms others; audition.c finds out which helps. */
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define FAINT_BLACK 180 /* an eighth of the usual ink is enough to be seen, paper's texture is not */
#define FAINT_WHITE 245
#define DARK_WHITE 110
#define MEND_PX 24 /* x-height that is not enlarged */

static PIX *make_plain(PIX *clean, int x)
{
    (void)x;
    return pixClone(clean);
}

static PIX *make_blur(PIX *clean, int x)
{
    (void)x;
    return image_blur(clean, 1);
}

static PIX *make_soft(PIX *clean, int x)
{
    return image_blur(clean, x >= 26 ? 3 : 2);
}

static PIX *make_median(PIX *clean, int x)
{
    (void)x;
    return image_median(clean);
}

static PIX *make_dark(PIX *clean, int x)
{
    (void)x;
    return image_clip(clean, DARK_WHITE);
}

static PIX *make_thick(PIX *clean, int x)
{
    (void)x;
    return image_thicken(clean);
}

static PIX *make_faint(PIX *clean, int x)
{
    (void)x;
    return image_levels(clean, FAINT_BLACK, FAINT_WHITE);
}

static PIX *make_soft_faint(PIX *clean, int x)
{
    (void)x;
    PIX *faint = image_levels(clean, FAINT_BLACK, FAINT_WHITE), *out = faint ? image_blur(faint, 1) : NULL;
    pixDestroy(&faint);
    return out;
}

/* Strokes in pieces: at twice the size they grow together before the blur takes the gaps' edges. */
static PIX *make_mend(PIX *clean, int x)
{
    float scale = x && x < MEND_PX ? 2 : 1;
    PIX *large = pixScale(clean, scale, scale), *thick = large ? image_thicken(large) : NULL, *out = thick ? image_blur(thick, 2) : NULL;
    pixDestroy(&large);
    pixDestroy(&thick);
    return out;
}

PIX *version_make(enum version v, PIX *clean, int x_height_px)
{
    static PIX *(*const makers[VERSIONS])(PIX *, int) = {
        [V_PLAIN] = make_plain,     [V_BLUR] = make_blur, [V_THICK] = make_thick, [V_MEDIAN] = make_median,
        [V_DARK] = make_dark,       [V_SOFT] = make_soft, [V_FAINT] = make_faint, [V_SOFT_FAINT] = make_soft_faint,
        [V_UNTOUCHED] = make_plain, [V_MEND] = make_mend, [V_STEMS] = make_plain,
    };
    return makers[v](clean, x_height_px);
}
