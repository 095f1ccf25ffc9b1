#include "scanfile.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>

static bool write_single(PIXA *pages, const char *path, int format)
{
    PIX *page = pixaGetPix(pages, 0, L_CLONE);
    bool done = pixaGetCount(pages) == 1 && pixWrite(path, page, format) == 0;
    pixDestroy(&page);
    return done;
}

static bool write_png(PIXA *pages, const char *path)
{
    return write_single(pages, path, IFF_PNG);
}

/* Scanners' "text and graphics" setting: sixteen grays are plenty for letters and halve the file. A black and white page
 * stays so. */
static bool write_png4(PIXA *pages, const char *path)
{
    PIX *page = pixaGetPix(pages, 0, L_CLONE);
    PIX *few = pixGetDepth(page) == 8 ? pixThresholdTo4bpp(page, 16, 0) : pixClone(page);
    pixCopyResolution(few, page);
    bool done = pixaGetCount(pages) == 1 && pixWrite(path, few, IFF_PNG) == 0;
    pixDestroy(&page);
    pixDestroy(&few);
    return done;
}

static bool write_jpg(PIXA *pages, const char *path)
{
    PIX *page = pixaGetPix(pages, 0, L_CLONE);
    bool done = pixaGetCount(pages) == 1 && pixWriteJpeg(path, page, 70, 0) == 0;
    pixDestroy(&page);
    return done;
}

static bool write_tiff(PIXA *pages, const char *path, int format, bool binary)
{
    bool done = true;
    for (int i = 0; done && i < pixaGetCount(pages); i++) {
        PIX *page = pixaGetPix(pages, i, L_CLONE);
        PIX *out = binary ? pixConvertTo1(page, 165) : pixClone(page);
        pixCopyResolution(out, page);
        done = pixWriteTiff(path, out, format, i ? "a" : "w") == 0;
        pixDestroy(&page);
        pixDestroy(&out);
    }
    return done;
}

static bool write_g4(PIXA *pages, const char *path)
{
    return write_tiff(pages, path, IFF_TIFF_G4, true);
}

static bool write_tif(PIXA *pages, const char *path)
{
    return write_tiff(pages, path, IFF_TIFF_ZIP, false);
}

/* The date is left out so that the same pages give the same bytes on any day. */
static bool write_pdf(PIXA *pages, const char *path)
{
    l_pdfSetDateAndVersion(0);
    PIX *first = pixaGetPix(pages, 0, L_CLONE);
    int type = pixGetDepth(first) == 1 ? L_G4_ENCODE : L_JPEG_ENCODE;
    int resolution = pixGetXRes(first);
    pixDestroy(&first);
    return pixaConvertToPdf(pages, resolution, 1, type, 55, "scan", path) == 0;
}

static const struct {
    const char *name, *suffix;
    bool (*write)(PIXA *pages, const char *path);
} formats[] = {
    {"png", ".png", write_png}, {"png4", ".png", write_png4}, {"g4", ".tif", write_g4},
    {"tif", ".tif", write_tif}, {"jpg", ".jpg", write_jpg},   {"pdf", ".pdf", write_pdf},
};

const char *scanfile_suffix(const char *format)
{
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++)
        if (strcmp(formats[i].name, format) == 0) return formats[i].suffix;
    return NULL;
}

bool scanfile_write(PIXA *pages, const char *format, const char *dir, const char *name)
{
    bool done = false;
    for (size_t i = 0; i < G_N_ELEMENTS(formats); i++) {
        if (strcmp(formats[i].name, format) != 0) continue;
        char *path = g_strconcat(dir, "/", name, formats[i].suffix, NULL);
        done = formats[i].write(pages, path);
        g_free(path);
    }
    if (!done) fprintf(stderr, "cannot write '%s' as '%s' in '%s'\n", name, format, dir);
    return done;
}
