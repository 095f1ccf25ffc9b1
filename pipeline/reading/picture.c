/* Pages as pictures for the screen: decoded, laid out and encoded in a worker. */
#include "reading_in.h"

#include "affine.h"
#include "clean.h"
#include "image.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define JPEG_QUALITY 80

/* The cleaned page laid back where the original has it, so that the same boxes fit on both. Bends are left level. */
static PIX *lay_back(const struct page *p)
{
    return image_through(p->clean, affine_inverse(p->to_original), p->width_px, p->height_px);
}

/* Fax pages have pixels taller than wide, screens have square ones. Boxes stay in pixels of the original. */
static PIX *square(PIX *image)
{
    float x_dpi = (float)pixGetXRes(image), y_dpi = (float)pixGetYRes(image);
    if (x_dpi <= 0 || y_dpi <= 0 || fabsf(x_dpi / y_dpi - 1) < .1F) return pixClone(image);
    return pixScale(image, x_dpi < y_dpi ? y_dpi / x_dpi : 1, y_dpi < x_dpi ? x_dpi / y_dpi : 1);
}

/* Shrinks by averaging, which keeps thin strokes; never enlarges. */
static PIX *fit_width(PIX *image, int width_px)
{
    int w = pixGetWidth(image);
    if (!width_px || w <= width_px) return pixClone(image);
    float scale = (float)width_px / (float)w;
    PIX *deep = pixGetDepth(image) == 1 ? pixConvertTo8(image, 0) : pixClone(image);
    PIX *small = deep ? pixScaleAreaMap(deep, scale, scale) : NULL;
    pixDestroy(&deep);
    return small;
}

/* Two colours stay two colours: that is small and sharp. */
static bool encode(PIX *image, l_uint8 **bytes, size_t *n)
{
    if (pixGetDepth(image) == 1) return pixWriteMemPng(bytes, n, image, 0) == 0;
    return pixWriteMemJpeg(bytes, n, image, JPEG_QUALITY, 0) == 0;
}

enum status picture_put(struct Pix *image, int width_px, struct buf *out)
{
    l_uint8 *bytes = NULL;
    size_t n = 0;
    PIX *even = square(image), *fitted = even ? fit_width(even, width_px) : NULL;
    bool done = fitted && encode(fitted, &bytes, &n);
    if (done) buf_add(out, (const char *)bytes, n);
    lept_free(bytes);
    pixDestroy(&fitted);
    pixDestroy(&even);
    return done ? buf_status(out) : fail(ST_NO_MEMORY, "cannot make a picture of the page");
}

enum status picture_of_page(const struct config *config, struct page *page, enum picture_view view, int width_px, struct buf *out)
{
    void *state = NULL;
    PIX *laid = NULL;
    enum status st = ST_OK;
    if (!page->image) return fail(ST_BAD_INPUT, "page %d is text", page->number);
    if (view == PICTURE_ORIGINAL) return picture_put(page->image, width_px, out);
    if (stage_clean.open) TRY(stage_clean.open(config, &state));
    TRY(stage_clean.page(state, page));
    laid = page->clean ? lay_back(page) : pixClone(page->image);
    if (laid) (void)pixCopyResolution(laid, page->image);
    st = laid ? picture_put(laid, width_px, out) : fail(ST_NO_MEMORY, "out of memory");
done:
    pixDestroy(&laid);
    if (stage_clean.close) stage_clean.close(state);
    return st;
}
