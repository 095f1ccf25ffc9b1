/* What a file is, from its content alone. */
#include "intake_in.h"

#include <leptonica/allheaders.h>

/* Some producers put a few bytes before the header; readers look into the first kilobyte. */
static bool is_pdf(const unsigned char *p, size_t n)
{
    return memmem(p, n < 1024 ? n : 1024, "%PDF-", 5) != NULL;
}

static int image_format(const unsigned char *p, size_t n)
{
    l_int32 format = IFF_UNKNOWN;
    if (n < 12 || findFileFormatBuffer(p, &format) != 0) return IFF_UNKNOWN;
    return format == IFF_PS || format == IFF_LPDF ? IFF_UNKNOWN : format;
}

static bool is_tiff(int format)
{
    return format == IFF_TIFF || (format >= IFF_TIFF_PACKBITS && format <= IFF_TIFF_ZIP) || format == IFF_TIFF_JPEG;
}

/* Control characters other than tab, line ends and form feed. */
static const bool is_control[256] = {[0x00 ... 0x08] = true, [0x0E ... 0x1F] = true, [0x7F] = true};

/* Length of the start that is text: valid UTF-8 without control characters. */
static size_t text_length(const unsigned char *p, size_t n)
{
    size_t valid = utf8_valid_length((struct str){(const char *)p, n}), i = 0;
    while (i < valid && !is_control[p[i]]) i++;
    return i;
}

/* A note may well begin with "BMI" or "P2": letters that also open a BMP or PNM. Those formats count only when their header makes sense. */
static bool is_plausible_header(const struct intake *in)
{
    l_int32 format, w, h, bps, spp, cmap;
    return pixReadHeaderMem(in->bytes, in->n, &format, &w, &h, &bps, &spp, &cmap) == 0 && w > 0 && h > 0;
}

/* No encoding but UTF-8 is guessed at: a wrong guess would turn one letter into another in silence. */
static enum status refuse(const struct intake *in, size_t text_n)
{
    const unsigned char *p = in->bytes;
    if (in->n >= 2 && ((p[0] == 0xFF && p[1] == 0xFE) || (p[0] == 0xFE && p[1] == 0xFF)))
        return bad_file(in, "is UTF-16 text; convert it to UTF-8 (iconv -f UTF-16 -t UTF-8)");
    size_t controls = 0, n = in->n < 65536 ? in->n : 65536;
    for (size_t i = 0; i < n; i++) controls += is_control[p[i]];
    if (controls == 0 && p[text_n] >= 0x80)
        return fail(
            ST_BAD_INPUT,
            "'%s' is text but not UTF-8: byte 0x%02X at offset %zu; if it is Latin-1 or Windows-1252, convert it (iconv -f WINDOWS-1252 -t UTF-8)",
            in->path, p[text_n], text_n);
    return bad_file(in, "is neither an image, a PDF nor UTF-8 text, or is damaged");
}

enum status kind_of(const struct intake *in, enum file_kind *ret_kind)
{
    if (is_pdf(in->bytes, in->n)) return *ret_kind = FILE_PDF, ST_OK;
    int format = image_format(in->bytes, in->n);
    size_t text_n = text_length(in->bytes, in->n);
    bool text = text_n == in->n;
    if (is_tiff(format)) return *ret_kind = FILE_TIFF, ST_OK;
    if (format != IFF_UNKNOWN && (!text || is_plausible_header(in))) return *ret_kind = FILE_IMAGE, ST_OK;
    if (text) return *ret_kind = FILE_TEXT, ST_OK;
    return refuse(in, text_n);
}
