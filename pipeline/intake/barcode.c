/* The barcodes of a page. ZBar looks along rows and columns, so it finds sheets that lie upside down or on their side. It knows no
 * DataMatrix; libdmtx does, but takes seconds on a page of text. So it only gets to see spots that are square and as dark as such a
 * symbol, which text never is, and little time for each. */
#include "coversheet.h"

#include <dmtx.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <zbar.h>

#define LONGEST_SIDE_PX 3600 /* of what is looked at: a letter page of 300 dpi, and a bit */
#define LEAST_SIDE_PX 100 /* no payload fits on less */
#define MOST_SPOTS 4
#define SPOT_MS 150

struct looking {
    struct sheet *sheet;
    PIX *gray;
};

/* Square pixels, of a size that does not take long. */
static PIX *make_gray(PIX *image)
{
    int w = pixGetWidth(image), h = pixGetHeight(image), x_dpi = pixGetXRes(image), y_dpi = pixGetYRes(image);
    double stretch = x_dpi > 0 && y_dpi > 0 ? (double)x_dpi / y_dpi : 1, longest = h * stretch > w ? h * stretch : w;
    double shrink = longest > LONGEST_SIDE_PX ? LONGEST_SIDE_PX / longest : 1;
    PIX *gray = pixConvertTo8(image, 0);
    if (!gray || (shrink == 1 && stretch > .95 && stretch < 1.05)) return gray;
    PIX *scaled = pixScaleGeneral(gray, (l_float32)shrink, (l_float32)(shrink * stretch), 0, 0);
    pixDestroy(&gray);
    return scaled;
}

/* ---- ZBar: Code 39, Code 128, QR */

/* density_px: between the lines that are looked along. */
static zbar_image_scanner_t *make_scanner(int density_px)
{
    static const zbar_symbol_type_t kinds[] = {ZBAR_CODE39, ZBAR_CODE128, ZBAR_QRCODE};
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();
    if (!scanner) return NULL;
    (void)zbar_image_scanner_request_dbus(scanner, 0); /* else it tells the message bus what it reads */
    (void)zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_ENABLE, 0);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) (void)zbar_image_scanner_set_config(scanner, kinds[i], ZBAR_CFG_ENABLE, 1);
    density_px = density_px < 1 ? 1 : density_px;
    (void)zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_X_DENSITY, density_px);
    (void)zbar_image_scanner_set_config(scanner, 0, ZBAR_CFG_Y_DENSITY, density_px);
    return scanner;
}

static bool is_linear(zbar_symbol_type_t kind)
{
    return kind == ZBAR_CODE39 || kind == ZBAR_CODE128;
}

static bool find_with_zbar(const struct looking *k)
{
    size_t w = (size_t)pixGetWidth(k->gray), h = (size_t)pixGetHeight(k->gray);
    l_uint8 *rows = NULL;
    size_t n = 0;
    zbar_image_scanner_t *scanner = make_scanner((int)((w > h ? w : h) / 1100) + 1);
    zbar_image_t *image = zbar_image_create();
    bool done = scanner && image && pixGetRasterData(k->gray, &rows, &n) == 0 && n == w * h;
    if (done) {
        zbar_image_set_format(image, zbar_fourcc('Y', '8', '0', '0'));
        zbar_image_set_size(image, (unsigned)w, (unsigned)h);
        zbar_image_set_data(image, rows, n, NULL);
        (void)zbar_scan_image(scanner, image);
        for (const zbar_symbol_t *s = zbar_image_first_symbol(image); s; s = zbar_symbol_next(s))
            sheet_take(k->sheet, (struct phi){zbar_symbol_get_data(s), zbar_symbol_get_data_length(s)}, is_linear(zbar_symbol_get_type(s)));
    }
    if (image) zbar_image_destroy(image);
    if (scanner) zbar_image_scanner_destroy(scanner);
    lept_free(rows);
    return done;
}

/* ---- libdmtx: DataMatrix */

static bool looks_like_matrix(PIX *ink, BOX *spot, double least_px)
{
    l_int32 x, y, w, h;
    l_float32 dark = 0;
    (void)boxGetGeometry(spot, &x, &y, &w, &h);
    if (w < least_px || h < least_px || w > 4.5 * h || h > 1.5 * w) return false;
    return pixForegroundFraction(ink, &dark) == 0 && dark > .3 && dark < .8;
}

static void decode_spot(const struct looking *k, BOX *spot)
{
    l_uint8 *rows = NULL;
    size_t n = 0;
    PIX *part = pixClipRectangle(k->gray, spot, NULL);
    DmtxImage *image = NULL;
    DmtxDecode *decode = NULL;
    DmtxRegion *region = NULL;
    DmtxMessage *message = NULL;
    DmtxTime until = dmtxTimeAdd(dmtxTimeNow(), SPOT_MS);
    if (part && pixGetRasterData(part, &rows, &n) == 0) image = dmtxImageCreate(rows, pixGetWidth(part), pixGetHeight(part), DmtxPack8bppK);
    if (image) decode = dmtxDecodeCreate(image, 1);
    if (decode) region = dmtxRegionFindNext(decode, &until);
    if (region) message = dmtxDecodeMatrixRegion(decode, region, DmtxUndefined);
    if (message) sheet_take(k->sheet, (struct phi){(const char *)message->output, strlen((const char *)message->output)}, false);
    if (message) (void)dmtxMessageDestroy(&message);
    if (region) (void)dmtxRegionDestroy(&region);
    if (decode) (void)dmtxDecodeDestroy(&decode);
    if (image) (void)dmtxImageDestroy(&image);
    lept_free(rows);
    pixDestroy(&part);
}

/* Modules run together when the page, reduced so that specks go, is closed up; the lines of a text, which stand apart, do not. */
static bool find_with_dmtx(const struct looking *k)
{
    int margin = pixGetWidth(k->gray) / 100;
    double least_px = pixGetWidth(k->gray) / 45.0; /* 5 mm of a letter page */
    PIX *ink = pixThresholdToBinary(k->gray, 128), *small = ink ? pixReduceRankBinaryCascade(ink, 2, 2, 0, 0) : NULL;
    PIX *closed = small ? pixCloseBrick(NULL, small, 7, 7) : NULL;
    BOXA *spots = closed ? pixConnComp(closed, NULL, 8) : NULL;
    bool done = spots != NULL;
    for (int i = 0, tried = 0; done && i < boxaGetCount(spots) && tried < MOST_SPOTS; i++) {
        BOX *at = boxaGetBox(spots, i, L_CLONE), *large = boxTransform(at, 0, 0, 4, 4);
        PIX *part = large ? pixClipRectangle(ink, large, NULL) : NULL;
        if (part && looks_like_matrix(part, large, least_px)) {
            BOX *wide = boxAdjustSides(NULL, large, -margin, margin, -margin, margin);
            if (wide) decode_spot(k, wide);
            boxDestroy(&wide);
            tried++;
        }
        pixDestroy(&part);
        boxDestroy(&large);
        boxDestroy(&at);
    }
    boxaDestroy(&spots);
    pixDestroy(&closed);
    pixDestroy(&small);
    pixDestroy(&ink);
    return done;
}

enum status sheet_read(PIX *image, struct sheet *ret)
{
    struct sheet sheet;
    memset(&sheet, 0, sizeof sheet);
    *ret = sheet;
    if (pixGetWidth(image) < LEAST_SIDE_PX || pixGetHeight(image) < LEAST_SIDE_PX) return ST_OK;
    struct looking k = {&sheet, make_gray(image)};
    bool done = k.gray && find_with_zbar(&k);
    if (done && sheet.kind == SHEET_NONE) done = find_with_dmtx(&k);
    pixDestroy(&k.gray);
    if (!done) return fail(ST_NO_MEMORY, "out of memory for the barcodes of a page");
    *ret = sheet;
    return ST_OK;
}
