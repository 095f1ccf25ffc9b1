/* PDF pages, rendered one at a time by poppler-utils.
 *
 * Most PDFs here are scans: one image a page. Such a page is rendered at exactly the pixels of that image, which gives the
 * scanner's own pixels back; any other is rendered at 300 dpi. The file is the child's standard input, so that its name
 * shows in no process list. */
#include "intake_in.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RENDER_DPI 300
#define TOOL_OUTPUT_BYTES ((size_t)4 << 20)
#define INPUT "/dev/stdin"

struct pdf_size {
    double width_pt, height_pt; /* as shown, rotation included */
    int width_px, height_px, dpi;
    bool gray;
};

static const char *value_of(const char *report, const char *key)
{
    const char *at = strstr(report, key);
    return at ? at + strlen(key) : NULL;
}

enum status pdf_open(struct intake *in)
{
    const char *const argv[] = {"pdfinfo", INPUT, NULL};
    struct buf report;
    int code = 0;
    buf_init(&report, TOOL_OUTPUT_BYTES);
    enum status st = child_run(argv, in->fd, true, &report, &code);
    const char *pages = st == ST_OK && report.p ? value_of(report.p, "\nPages:") : NULL;
    if (st == ST_OK && code != 0 && report.p && strstr(report.p, "Incorrect password"))
        st = bad_file(in, "is encrypted; save it without a password and add it again");
    else if (st == ST_OK && (code != 0 || !pages)) st = bad_file(in, "is a damaged PDF; print or scan it again");
    else if (st == ST_OK) in->pages = (int)strtol(pages, NULL, 10);
    buf_clear(&report);
    return st;
}

static enum status read_size(const struct intake *in, const char *number, struct pdf_size *ret)
{
    const char *const argv[] = {"pdfinfo", "-f", number, "-l", number, INPUT, NULL};
    struct buf report;
    int code = 0;
    double w = 0, h = 0;
    buf_init(&report, TOOL_OUTPUT_BYTES);
    enum status st = child_run(argv, in->fd, false, &report, &code);
    const char *size = st == ST_OK && report.p ? value_of(report.p, " size:") : NULL;
    const char *turn = st == ST_OK && report.p ? value_of(report.p, " rot:") : NULL;
    if (st == ST_OK && (!size || sscanf(size, "%lf x %lf", &w, &h) != 2 || !(w > 0 && h > 0)))
        st = fail(ST_BAD_INPUT, "'%s': page %s cannot be rendered; print or scan it again", in->path, number);
    bool sideways = turn && strtol(turn, NULL, 10) % 180 != 0;
    *ret = (struct pdf_size){.width_pt = sideways ? h : w, .height_pt = sideways ? w : h};
    buf_clear(&report);
    return st;
}

struct image_row {
    int width, height, components, bits, x_ppi, y_ppi;
};

/* One line of pdfimages -list: page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio */
static bool parse_image_row(const char *line, struct image_row *ret)
{
    char type[16];
    return sscanf(line, "%*d %*d %15s %d %d %*s %d %d %*s %*s %*d %*d %d %d", type, &ret->width, &ret->height, &ret->components, &ret->bits,
                  &ret->x_ppi, &ret->y_ppi) == 7 &&
           strcmp(type, "image") == 0;
}

/* The image's pixels, when the page is nothing but that image. */
static bool find_scan(const char *list, struct pdf_size *size)
{
    struct image_row row, scan = {0};
    int images = 0;
    struct str rest = str_of(list), line;
    while (str_cut(&rest, '\n', &line))
        if (line.n && parse_image_row(line.p, &row)) images++, scan = row;
    if (images != 1 || scan.x_ppi < 75 || scan.y_ppi < 75) return false;
    double shown_w = scan.width * 72.0 / scan.x_ppi, shown_h = scan.height * 72.0 / scan.y_ppi;
    bool turned = fabs(shown_w - size->width_pt) > fabs(shown_h - size->width_pt);
    if (turned) { /* the page's /Rotate, or an image drawn sideways */
        scan = (struct image_row){scan.height, scan.width, scan.components, scan.bits, scan.y_ppi, scan.x_ppi};
        shown_w = scan.width * 72.0 / scan.x_ppi, shown_h = scan.height * 72.0 / scan.y_ppi;
    }
    if (fabs(shown_w - size->width_pt) > .03 * size->width_pt || fabs(shown_h - size->height_pt) > .03 * size->height_pt) return false;
    size->width_px = scan.width, size->height_px = scan.height, size->dpi = scan.x_ppi;
    size->gray = scan.components == 1;
    return true;
}

static enum status choose_pixels(const struct intake *in, const char *number, struct pdf_size *size)
{
    const char *const argv[] = {"pdfimages", "-list", "-f", number, "-l", number, INPUT, NULL};
    struct buf list;
    int code = 0;
    buf_init(&list, TOOL_OUTPUT_BYTES);
    enum status st = child_run(argv, in->fd, false, &list, &code);
    if (st == ST_OK && !(list.p && find_scan(list.p, size))) {
        size->dpi = RENDER_DPI;
        double w = ceil(size->width_pt * RENDER_DPI / 72), h = ceil(size->height_pt * RENDER_DPI / 72);
        st = check_size(in, (int)strtol(number, NULL, 10), w, h);
        if (st == ST_OK) size->width_px = (int)w, size->height_px = (int)h;
    }
    buf_clear(&list);
    return st;
}

static enum status render(const struct intake *in, const char *number, const struct pdf_size *size, PIX **ret_pix)
{
    char w[16], h[16];
    struct buf pnm;
    int code = 0;
    (void)snprintf(w, sizeof w, "%d", size->width_px);
    (void)snprintf(h, sizeof h, "%d", size->height_px);
    const char *const argv[] = {"pdftoppm",    "-f", number,        "-l", number,     "-singlefile",
                                "-scale-to-x", w,    "-scale-to-y", h,    "-cropbox", size->gray ? "-gray" : "-q",
                                INPUT,         NULL};
    buf_init(&pnm, (size_t)size->width_px * (size_t)size->height_px * 3 + 4096);
    enum status st = child_run(argv, in->fd, false, &pnm, &code);
    PIX *pix = st == ST_OK && code == 0 && pnm.n ? pixReadMem((const l_uint8 *)pnm.p, pnm.n) : NULL;
    buf_clear(&pnm);
    if (st != ST_OK) return st;
    if (!pix) return fail(ST_BAD_INPUT, "'%s': page %s cannot be rendered; print or scan it again", in->path, number);
    (void)pixSetResolution(pix, size->dpi, size->dpi);
    *ret_pix = pix;
    return ST_OK;
}

enum status pdf_page(struct intake *in, int number, PIX **ret_pix)
{
    char digits[16];
    struct pdf_size size;
    enum status st = ST_OK;
    (void)snprintf(digits, sizeof digits, "%d", number);
    TRY(read_size(in, digits, &size));
    TRY(choose_pixels(in, digits, &size));
    TRY(check_size(in, number, size.width_px, size.height_px));
    TRY(render(in, digits, &size, ret_pix));
done:
    return st;
}
