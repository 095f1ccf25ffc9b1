/* Raster images through Leptonica, many-page TIFF through libtiff and Leptonica. */
#include "intake_in.h"

#include <leptonica/allheaders.h>
#include <tiffio.h>
#include <unistd.h>

static const char damaged[] = "is damaged or cut short; scan it again";

enum status image_open(struct intake *in)
{
    l_int32 format, w, h, bps, spp, cmap;
    if (pixReadHeaderMem(in->bytes, in->n, &format, &w, &h, &bps, &spp, &cmap) != 0) return bad_file(in, damaged);
    in->pages = 1;
    return check_size(in, 1, w, h);
}

/* libjpeg paints the missing part of a cut file grey and only warns; a whole file ends in the marker FFD9. */
static bool is_cut_jpeg(const struct intake *in)
{
    static const char end[] = "\xFF\xD9";
    size_t tail = in->n < 4096 ? in->n : 4096;
    return memmem(in->bytes + in->n - tail, tail, end, 2) == NULL;
}

enum status image_page(struct intake *in, PIX **ret_pix)
{
    l_int32 format = IFF_UNKNOWN;
    (void)findFileFormatBuffer(in->bytes, &format);
    if (format == IFF_JFIF_JPEG && is_cut_jpeg(in)) return bad_file(in, damaged);
    PIX *pix = pixReadMem(in->bytes, in->n);
    if (!pix) return bad_file(in, damaged);
    *ret_pix = pix;
    return ST_OK;
}

static TIFF *open_tiff(const struct intake *in)
{
    (void)TIFFSetErrorHandler(NULL);
    (void)TIFFSetWarningHandler(NULL);
    int fd = dup(in->fd); /* libtiff closes it */
    if (fd < 0) return NULL;
    (void)lseek(fd, 0, SEEK_SET);
    TIFF *tiff = TIFFFdOpen(fd, "page", "r");
    if (!tiff) (void)close(fd);
    return tiff;
}

/* Of a file cut short, or damaged, the last directory that is found leads to another. That page is counted, so that it is told, and
 * not lost in silence, when its turn comes. */
static bool leads_on(TIFF *tiff, tdir_t directories)
{
    return directories && TIFFSetDirectory(tiff, (tdir_t)(directories - 1)) && !TIFFLastDirectory(tiff);
}

enum status tiff_open(struct intake *in)
{
    TIFF *tiff = open_tiff(in);
    if (!tiff) return bad_file(in, damaged);
    tdir_t directories = TIFFNumberOfDirectories(tiff);
    in->pages = (int)directories + leads_on(tiff, directories);
    TIFFClose(tiff);
    return in->pages ? ST_OK : bad_file(in, "has no pages; scan it again");
}

/* libtiff's own converter reads what Leptonica does not: 16-bit colour, CMYK, tiles, YCbCr, Lab. */
static PIX *read_as_rgba(const struct intake *in, int number)
{
    uint32_t w = 0, h = 0;
    float x_dpi = 0, y_dpi = 0;
    PIX *pix = NULL;
    TIFF *tiff = open_tiff(in);
    if (!tiff) return NULL;
    if (TIFFSetDirectory(tiff, (tdir_t)(number - 1)) && TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &w) && TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &h) &&
        (pix = pixCreate((l_int32)w, (l_int32)h, 32))) {
        l_uint32 *data = pixGetData(pix);
        (void)TIFFGetField(tiff, TIFFTAG_XRESOLUTION, &x_dpi);
        (void)TIFFGetField(tiff, TIFFTAG_YRESOLUTION, &y_dpi);
        if (!TIFFReadRGBAImageOriented(tiff, w, h, data, ORIENTATION_TOPLEFT, 1)) pixDestroy(&pix);
        else {
            size_t n = (size_t)w * h;
            for (size_t i = 0; i < n; i++) {
                l_uint32 v = data[i];
                composeRGBPixel((l_int32)TIFFGetR(v), (l_int32)TIFFGetG(v), (l_int32)TIFFGetB(v), &data[i]);
            }
            (void)pixSetResolution(pix, (l_int32)x_dpi, (l_int32)y_dpi);
        }
    }
    TIFFClose(tiff);
    return pix;
}

/* *ret_offset: of the page's directory, since looking for it takes the longer the further back it lies. */
static enum status find_page(const struct intake *in, int number, size_t *ret_offset)
{
    uint32_t w = 0, h = 0;
    TIFF *tiff = open_tiff(in);
    if (!tiff) return bad_file(in, damaged);
    bool known =
        TIFFSetDirectory(tiff, (tdir_t)(number - 1)) && TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &w) && TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &h);
    *ret_offset = (size_t)TIFFCurrentDirOffset(tiff);
    TIFFClose(tiff);
    if (!known) return fail(ST_BAD_INPUT, "'%s': page %d has a broken directory, what follows is lost; scan it again", in->path, number);
    return check_size(in, number, w, h);
}

enum status tiff_page(struct intake *in, int number, PIX **ret_pix)
{
    size_t offset;
    enum status st = find_page(in, number, &offset);
    if (st != ST_OK) return st;
    PIX *pix = pixReadMemFromMultipageTiff(in->bytes, in->n, &offset);
    if (!pix) pix = read_as_rgba(in, number);
    if (!pix) return fail(ST_BAD_INPUT, "'%s': page %d is damaged or cut short; scan it again", in->path, number);
    *ret_pix = pix;
    return ST_OK;
}
