/* How large the pages of a PDF are, and in how many pixels to render them.
 *
 * Most PDFs here are scans: one image a page. Such a page is rendered at exactly the pixels of that image, which gives the
 * scanner's own pixels back; any other is rendered at 300 dpi. Each start of a program of poppler-utils costs as much as its
 * work on a page, so many pages are asked for at once. A page that keeps such a run from ending well must not cost the others
 * theirs: the run has little time, and where it fails each page is asked for alone. */
#include "intake_in.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define RENDER_DPI 300
#define TOOL_OUTPUT_BYTES ((size_t)4 << 20)
#define MOST_AHEAD 128 /* pages */
#define AHEAD_CPU_S 5

struct image_row {
    int page, width, height, components, bits, x_ppi, y_ppi;
};

/* What is said of one page. */
struct pdf_facts {
    double width_pt, height_pt; /* of the page as it lies, 0: unknown */
    int turn_deg;
    int images;
    struct image_row image; /* the last */
    bool known;
};

/* Lines of the form "Page    1 size:  612 x 792 pts (letter)" and "Page    1 rot:  90". */
static void take_sizes(const char *report, int first, int last, struct pdf_facts *facts)
{
    struct str rest = str_of(report), line;
    while (str_cut(&rest, '\n', &line)) {
        int number, turn_deg;
        double w, h;
        if (!line.n) continue;
        if (sscanf(line.p, "Page %d size: %lf x %lf", &number, &w, &h) == 3 && number >= first && number <= last)
            facts[number - first].width_pt = w, facts[number - first].height_pt = h;
        if (sscanf(line.p, "Page %d rot: %d", &number, &turn_deg) == 2 && number >= first && number <= last)
            facts[number - first].turn_deg = turn_deg;
    }
}

/* One line of pdfimages -list: page num type width height color comp bpc enc interp object ID x-ppi y-ppi size ratio */
static bool parse_image_row(const char *line, struct image_row *ret)
{
    char type[16];
    return sscanf(line, "%d %*d %15s %d %d %*s %d %d %*s %*s %*d %*d %d %d", &ret->page, type, &ret->width, &ret->height, &ret->components,
                  &ret->bits, &ret->x_ppi, &ret->y_ppi) == 8 &&
           strcmp(type, "image") == 0;
}

static void take_images(const char *list, int first, int last, struct pdf_facts *facts)
{
    struct image_row row;
    struct str rest = str_of(list), line;
    while (str_cut(&rest, '\n', &line)) {
        if (!line.n || !parse_image_row(line.p, &row) || row.page < first || row.page > last) continue;
        facts[row.page - first].image = row;
        facts[row.page - first].images++;
    }
}

/* ret: initialised by the caller. */
static enum status ask(const struct intake *in, const char *program, const char *list, int first, int last, int cpu_s, struct buf *ret)
{
    char from[16], to[16];
    const char *const argv[] = {program, "-f", from, "-l", to, list ? list : PDF_INPUT, list ? PDF_INPUT : NULL, NULL};
    int code = 0;
    (void)snprintf(from, sizeof from, "%d", first);
    (void)snprintf(to, sizeof to, "%d", last);
    enum status st = child_run(argv, (struct child){.input_fd = in->fd, .cpu_s = cpu_s}, ret, &code);
    if (st == ST_OK && code != 0 && first != last) return fail(ST_BAD_INPUT, "'%s': %s fails", in->path, program);
    return st;
}

static enum status learn(const struct intake *in, int first, int last, int cpu_s)
{
    struct pdf_facts *facts = &in->pdf_facts[first - 1];
    struct buf sizes, images;
    enum status st = ST_OK;
    buf_init(&sizes, TOOL_OUTPUT_BYTES);
    buf_init(&images, TOOL_OUTPUT_BYTES);
    TRY(ask(in, "pdfinfo", NULL, first, last, cpu_s, &sizes));
    TRY(ask(in, "pdfimages", "-list", first, last, cpu_s, &images));
    memset(facts, 0, (size_t)(last - first + 1) * sizeof *facts); /* some may be known, and their images would be counted twice */
    if (sizes.p) take_sizes(sizes.p, first, last, facts);
    if (images.p) take_images(images.p, first, last, facts);
    for (int i = 0; i <= last - first; i++) facts[i].known = true;
done:
    buf_clear(&sizes);
    buf_clear(&images);
    return st;
}

/* Twice as many each time, so that one page out of a long file costs no more than a page. */
static enum status know(struct intake *in, int number)
{
    int last = number + in->pdf_ahead < in->pages ? number + in->pdf_ahead : in->pages;
    if (!in->pdf_facts && !(in->pdf_facts = calloc((size_t)in->pages, sizeof *in->pdf_facts))) return fail(ST_NO_MEMORY, "out of memory");
    if (in->pdf_facts[number - 1].known) return ST_OK;
    if (last > number && learn(in, number, last, AHEAD_CPU_S) == ST_OK) {
        in->pdf_ahead = in->pdf_ahead * 2 < MOST_AHEAD ? in->pdf_ahead * 2 : MOST_AHEAD;
        return ST_OK;
    }
    in->pdf_ahead = 1;
    return learn(in, number, number, 0);
}

/* The image's pixels, when the page is nothing but that image. */
static bool is_scan(const struct pdf_facts *facts, struct pdf_size *size)
{
    struct image_row scan = facts->image;
    if (facts->images != 1 || scan.x_ppi < 75 || scan.y_ppi < 75) return false;
    double shown_w = scan.width * 72.0 / scan.x_ppi, shown_h = scan.height * 72.0 / scan.y_ppi;
    bool turned = fabs(shown_w - size->width_pt) > fabs(shown_h - size->width_pt);
    if (turned) { /* the page's /Rotate, or an image drawn sideways */
        scan = (struct image_row){scan.page, scan.height, scan.width, scan.components, scan.bits, scan.y_ppi, scan.x_ppi};
        shown_w = scan.width * 72.0 / scan.x_ppi, shown_h = scan.height * 72.0 / scan.y_ppi;
    }
    if (fabs(shown_w - size->width_pt) > .03 * size->width_pt || fabs(shown_h - size->height_pt) > .03 * size->height_pt) return false;
    size->width_px = scan.width, size->height_px = scan.height;
    size->x_dpi = scan.x_ppi, size->y_dpi = scan.y_ppi; /* of a fax they differ */
    size->gray = scan.components == 1;
    return true;
}

enum status pdf_size(struct intake *in, int number, struct pdf_size *ret)
{
    enum status st = ST_OK;
    TRY(know(in, number));
    const struct pdf_facts *facts = &in->pdf_facts[number - 1];
    double w = facts->width_pt, h = facts->height_pt;
    if (!(w > 0 && h > 0)) TRY(fail(ST_BAD_INPUT, "'%s': page %d cannot be rendered; print or scan it again", in->path, number));
    bool sideways = facts->turn_deg % 180 != 0;
    struct pdf_size size = {
        .width_pt = sideways ? h : w, .height_pt = sideways ? w : h, .x_dpi = RENDER_DPI, .y_dpi = RENDER_DPI, .sideways = sideways};
    if (!is_scan(facts, &size)) {
        w = ceil(size.width_pt * RENDER_DPI / 72), h = ceil(size.height_pt * RENDER_DPI / 72);
        TRY(check_size(in, number, w, h));
        size.width_px = (int)w, size.height_px = (int)h;
    }
    TRY(check_size(in, number, size.width_px, size.height_px));
    *ret = size;
done:
    return st;
}
