/* PDF pages, rendered one at a time by poppler-utils. The file is the child's standard input, so that its name shows in no process list. */
#include "intake_in.h"

#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>

#define TOOL_OUTPUT_BYTES ((size_t)4 << 20)

static const char *value_of(const char *report, const char *key)
{
    const char *at = strstr(report, key);
    return at ? at + strlen(key) : NULL;
}

enum status pdf_open(struct intake *in)
{
    const char *const argv[] = {"pdfinfo", PDF_INPUT, NULL};
    struct buf report;
    int code = 0;
    buf_init(&report, TOOL_OUTPUT_BYTES);
    enum status st = child_run(argv, (struct child){.input_fd = in->fd, .with_errors = true}, &report, &code);
    const char *pages = st == ST_OK && report.p ? value_of(report.p, "\nPages:") : NULL;
    if (st == ST_OK && code != 0 && report.p && strstr(report.p, "Incorrect password"))
        st = bad_file(in, "is encrypted; save it without a password and add it again");
    else if (st == ST_OK && (code != 0 || !pages)) st = bad_file(in, "is a damaged PDF; print or scan it again");
    else if (st == ST_OK) in->pages = (int)strtol(pages, NULL, 10);
    buf_clear(&report);
    return st;
}

static enum status render(const struct intake *in, int number, const struct pdf_size *size, PIX **ret_pix)
{
    char digits[16], w[16], h[16];
    struct buf pnm;
    int code = 0;
    (void)snprintf(digits, sizeof digits, "%d", number);
    (void)snprintf(w, sizeof w, "%d", size->sideways ? size->height_px : size->width_px); /* pdftoppm counts them before it turns the page */
    (void)snprintf(h, sizeof h, "%d", size->sideways ? size->width_px : size->height_px);
    const char *const argv[] = {"pdftoppm",    "-f", digits,        "-l", digits,     "-singlefile",
                                "-scale-to-x", w,    "-scale-to-y", h,    "-cropbox", size->gray ? "-gray" : "-q",
                                PDF_INPUT,     NULL};
    buf_init(&pnm, (size_t)size->width_px * (size_t)size->height_px * 3 + 4096);
    enum status st = child_run(argv, (struct child){.input_fd = in->fd}, &pnm, &code);
    PIX *pix = st == ST_OK && code == 0 && pnm.n ? pixReadMem((const l_uint8 *)pnm.p, pnm.n) : NULL;
    buf_clear(&pnm);
    if (st != ST_OK) return st;
    if (!pix) return fail(ST_BAD_INPUT, "'%s': page %d cannot be rendered; print or scan it again", in->path, number);
    (void)pixSetResolution(pix, size->x_dpi, size->y_dpi);
    *ret_pix = pix;
    return ST_OK;
}

enum status pdf_page(struct intake *in, int number, PIX **ret_pix)
{
    struct pdf_size size;
    enum status st = pdf_size(in, number, &size);
    return st == ST_OK ? render(in, number, &size, ret_pix) : st;
}
