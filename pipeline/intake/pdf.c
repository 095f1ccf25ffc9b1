/* PDF pages, rendered by poppler-utils. The file is the child's standard input, so that its name shows in no process list. */
#include "intake_in.h"

#include <leptonica/allheaders.h>
#include <signal.h>
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

static enum status start(const struct intake *in, int first, int last, const struct pdf_size *size, struct child_stream *ret_stream)
{
    char from[16], to[16], w[16], h[16];
    (void)snprintf(from, sizeof from, "%d", first);
    (void)snprintf(to, sizeof to, "%d", last);
    (void)snprintf(w, sizeof w, "%d", size->sideways ? size->height_px : size->width_px); /* pdftoppm counts them before it turns the page */
    (void)snprintf(h, sizeof h, "%d", size->sideways ? size->width_px : size->height_px);
    const char *const argv[] = {"pdftoppm", "-f", from, "-l", to, "-scale-to-x", w, "-scale-to-y", h, "-cropbox", size->gray ? "-gray" : "-q",
                                PDF_INPUT,  NULL};
    return child_start(argv, (struct child){.input_fd = in->fd}, ret_stream);
}

#define HEAD_BYTES 64
#define HEAD_LINES 3 /* kind, width and height, white */

/* Bytes of the head; 0: there is none. Read byte by byte, since the pixels follow without a mark. */
static size_t take_head(const struct child_stream *stream, char head[HEAD_BYTES], int *ret_width, int *ret_height)
{
    size_t n = 0;
    for (int lines = 0; lines < HEAD_LINES; lines += head[n - 1] == '\n')
        if (n == HEAD_BYTES - 1 || child_read(stream, head + n++, 1) != 1) return 0;
    head[n] = '\0';
    return sscanf(head, "P%*d %d %d", ret_width, ret_height) == 2 && *ret_width > 0 && *ret_height > 0 ? n : 0;
}

/* The next page that the child writes; NULL: it has none, or one larger than was asked for (it rounds up). */
static PIX *take(const struct child_stream *stream, const struct pdf_size *size)
{
    char head[HEAD_BYTES];
    int w, h;
    size_t head_n = take_head(stream, head, &w, &h);
    if (!head_n || w > size->width_px + 1 || h > size->height_px + 1) return NULL;
    size_t n = head_n + (size_t)w * (size_t)h * (size->gray ? 1 : 3);
    l_uint8 *pnm = malloc(n);
    if (pnm) memcpy(pnm, head, head_n);
    bool whole = pnm && child_read(stream, pnm + head_n, n - head_n) == n - head_n;
    PIX *pix = whole ? pixReadMem(pnm, n) : NULL;
    free(pnm);
    if (pix) (void)pixSetResolution(pix, size->x_dpi, size->y_dpi);
    return pix;
}

static bool is_alike(const struct pdf_size *a, const struct pdf_size *b)
{
    return a->width_px == b->width_px && a->height_px == b->height_px && a->sideways == b->sideways && a->gray == b->gray && a->x_dpi == b->x_dpi &&
           a->y_dpi == b->y_dpi;
}

/* Also the pages behind it that are expected and of the same size. */
static enum status start_run(struct intake *in, int number)
{
    struct pdf_run *run = &in->pdf_run;
    struct pdf_size next;
    enum status st = pdf_size(in, number, &run->size);
    if (st != ST_OK) return st;
    run->next = run->last = number;
    while (run->last < in->in_turn && pdf_size(in, run->last + 1, &next) == ST_OK && is_alike(&run->size, &next)) run->last++;
    return start(in, number, run->last, &run->size, &run->stream);
}

/* One that hangs must not cost the page that comes next its time. */
void pdf_close(struct intake *in)
{
    int code;
    if (!in->pdf_run.stream.pid) return;
    (void)kill(in->pdf_run.stream.pid, SIGKILL);
    child_end(&in->pdf_run.stream, &code);
}

/* Nothing in its output says which page is which: a run that wrote a page too few or too many tells of none of them. */
static bool has_ended_well(struct pdf_run *run)
{
    char more;
    int code;
    bool rest = child_read(&run->stream, &more, 1) != 0;
    child_end(&run->stream, &code);
    return !rest && code == 0;
}

enum status pdf_page(struct intake *in, int number, PIX **ret_pix)
{
    struct pdf_run *run = &in->pdf_run;
    enum status st = ST_OK;
    if (run->stream.pid && run->next != number) pdf_close(in);
    if (!run->stream.pid) st = start_run(in, number);
    if (st != ST_OK) return st;
    PIX *pix = take(&run->stream, &run->size);
    bool last = run->next++ == run->last;
    if (pix && last && !has_ended_well(run)) pixDestroy(&pix);
    if (!pix) pdf_close(in);
    if (!pix) return fail(ST_BAD_INPUT, "'%s': page %d cannot be rendered; print or scan it again", in->path, number);
    *ret_pix = pix;
    return ST_OK;
}
