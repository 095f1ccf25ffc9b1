/* hOCR 1.2 and ALTO 3: both name lines and words with their boxes in XML. */
#include "page_writer.h"

#include "read.h"

#include <stdlib.h>

/* Characters that XML 1.0 may not hold even escaped cannot come from Tesseract, but may from a text file. */
static void add_escaped(struct buf *out, struct phi s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '<') buf_str(out, STR("&lt;"));
        else if (c == '>') buf_str(out, STR("&gt;"));
        else if (c == '&') buf_str(out, STR("&amp;"));
        else if (c == '"') buf_str(out, STR("&quot;"));
        else buf_char(out, (unsigned char)c < ' ' && !strchr("\t\r\n", c) ? ' ' : c);
    }
}

struct xml_state {
    int pages, lines, marks;
};

static enum status state_new(void **ret_state)
{
    *ret_state = calloc(1, sizeof(struct xml_state));
    return *ret_state ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

static enum status hocr_open(struct buf *out, void **ret_state)
{
    buf_str(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
                     "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
                     "<html xmlns=\"http://www.w3.org/1999/xhtml\" xml:lang=\"en\" lang=\"en\">\n<head>\n<title></title>\n"
                     "<meta http-equiv=\"Content-Type\" content=\"text/html;charset=utf-8\"/>\n"
                     "<meta name=\"ocr-system\" content=\"chartcode\"/>\n"
                     "<meta name=\"ocr-capabilities\" content=\"ocr_page ocr_line ocrx_word ocrx_graphic ocrx_unread\"/>\n</head>\n<body>\n"));
    return state_new(ret_state);
}

static void hocr_box(struct buf *out, const char *element, const char *class, const char *id, int number, struct box b)
{
    buf_printf(out, "<%s class='%s' id='%s_%d' title=\"bbox %d %d %d %d", element, class, id, number, b.x, b.y, b.x + b.w, b.y + b.h);
}

/* What is on the page and no text. */
static void hocr_marks(struct xml_state *s, const struct page *page, struct buf *out)
{
    for (uint32_t i = 0; i < page->graphic_count; i++) {
        hocr_box(out, "div", "ocrx_graphic", "graphic", ++s->marks, page->graphics[i].box);
        buf_printf(out, "; x_kind %s\"></div>\n", graphic_kind_name(page->graphics[i].kind));
    }
    for (uint32_t i = 0; i < page->unread_count; i++) {
        hocr_box(out, "div", "ocrx_unread", "unread", ++s->marks, page->unread[i].box);
        buf_printf(out, "; x_reason %s\"></div>\n", unread_reason_name(page->unread[i].reason));
    }
}

/* Between quotes: those inside get a backslash. */
static void add_quoted(struct buf *out, struct phi s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"' || s.p[i] == '\\') buf_char(out, '\\');
        add_escaped(out, (struct phi){s.p + i, 1});
    }
}

/* "x_other" and, for each, the text and its confidence. Not as <ins> and <del>: who takes the text out of a word would get it doubled. */
static void hocr_others(const struct word *w, struct buf *out)
{
    if (w->other[0].text.n) buf_str(out, STR("; x_other"));
    for (int i = 0; i < WORD_OTHERS && w->other[i].text.n; i++) {
        buf_str(out, STR(" &quot;"));
        add_quoted(out, w->other[i].text);
        buf_printf(out, "&quot; %d", (int)(100 * w->other[i].confidence + .5));
    }
}

static enum status hocr_page(void *state, const struct page *page, struct buf *out)
{
    struct xml_state *s = state;
    hocr_box(out, "div", "ocr_page", "page", ++s->pages, (struct box){0, 0, page->width_px, page->height_px});
    buf_printf(out, "; ppageno %d\">\n", s->pages - 1);
    for (uint32_t i = 0; i < page->line_count; i++) {
        const struct line *line = &page->lines[i];
        hocr_box(out, "span", "ocr_line", "line", ++s->lines, line->box);
        buf_str(out, STR("\">"));
        for (uint32_t k = line->first_word; k < line->first_word + line->word_count; k++) {
            hocr_box(out, "span", "ocrx_word", "word", s->pages * 1000000 + (int)k, page->words[k].box);
            buf_printf(out, "; x_wconf %d", (int)(100 * page->words[k].confidence + .5));
            hocr_others(&page->words[k], out);
            buf_str(out, STR("\">"));
            add_escaped(out, page->words[k].text);
            buf_str(out, STR("</span> "));
        }
        buf_str(out, STR("</span>\n"));
    }
    hocr_marks(s, page, out);
    buf_str(out, STR("</div>\n"));
    return buf_status(out);
}

static enum status hocr_end(void *state, struct buf *out)
{
    (void)state;
    buf_str(out, STR("</body>\n</html>\n"));
    return buf_status(out);
}

const struct page_writer page_writer_hocr = {.name = "hocr", .open = hocr_open, .page = hocr_page, .end = hocr_end, .close = free};

static enum status alto_open(struct buf *out, void **ret_state)
{
    buf_str(out, STR("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<alto xmlns=\"http://www.loc.gov/standards/alto/ns-v3#\">\n<Description>\n"
                     "<MeasurementUnit>pixel</MeasurementUnit>\n<OCRProcessing ID=\"OCR_0\"><ocrProcessingStep><processingSoftware>"
                     "<softwareName>chartcode</softwareName></processingSoftware></ocrProcessingStep></OCRProcessing>\n</Description>\n<Layout>\n"));
    return state_new(ret_state);
}

static void alto_box(struct buf *out, struct box b)
{
    buf_printf(out, " HPOS=\"%d\" VPOS=\"%d\" WIDTH=\"%d\" HEIGHT=\"%d\"", b.x, b.y, b.w, b.h);
}

/* Ends the String, with what other looks read. */
static void alto_others(const struct word *w, struct buf *out)
{
    if (!w->other[0].text.n) {
        buf_str(out, STR("/>"));
        return;
    }
    buf_char(out, '>');
    for (int i = 0; i < WORD_OTHERS && w->other[i].text.n; i++) {
        buf_str(out, STR("<ALTERNATIVE>"));
        add_escaped(out, w->other[i].text);
        buf_str(out, STR("</ALTERNATIVE>"));
    }
    buf_str(out, STR("</String>"));
}

static void alto_line(const struct page *page, uint32_t i, int page_number, struct buf *out)
{
    const struct line *line = &page->lines[i];
    buf_printf(out, "<TextLine ID=\"line_%d_%u\"", page_number, i);
    alto_box(out, line->box);
    buf_str(out, STR(">"));
    for (uint32_t k = line->first_word; k < line->first_word + line->word_count; k++) {
        if (k > line->first_word) buf_str(out, STR("<SP/>"));
        buf_printf(out, "<String ID=\"word_%d_%u\"", page_number, k);
        alto_box(out, page->words[k].box);
        buf_printf(out, " WC=\"%.2f\" CONTENT=\"", page->words[k].confidence);
        add_escaped(out, page->words[k].text);
        buf_char(out, '"');
        alto_others(&page->words[k], out);
    }
    buf_str(out, STR("</TextLine>\n"));
}

/* A block's box is that of its lines. */
static struct box block_box(const struct page *page, uint32_t first, uint32_t *ret_end)
{
    struct box b = page->lines[first].box;
    uint32_t i = first + 1;
    for (; i < page->line_count && page->lines[i].block == page->lines[first].block; i++) {
        struct box l = page->lines[i].box;
        int right = b.x + b.w > l.x + l.w ? b.x + b.w : l.x + l.w, bottom = b.y + b.h > l.y + l.h ? b.y + b.h : l.y + l.h;
        b.x = b.x < l.x ? b.x : l.x, b.y = b.y < l.y ? b.y : l.y;
        b.w = right - b.x, b.h = bottom - b.y;
    }
    *ret_end = i;
    return b;
}

/* Ink that nobody read is a block without lines; its TYPE tells why it could not be read. */
static void alto_marks(const struct page *page, int page_number, struct buf *out)
{
    for (uint32_t i = 0; i < page->unread_count; i++) {
        buf_printf(out, "<ComposedBlock ID=\"unread_%d_%u\"", page_number, i);
        alto_box(out, page->unread[i].box);
        buf_printf(out, " TYPE=\"unread: %s\"/>\n", unread_reason_name(page->unread[i].reason));
    }
    for (uint32_t i = 0; i < page->graphic_count; i++) {
        bool picture = page->graphics[i].kind == GRAPHIC_PICTURE;
        buf_printf(out, "<%s ID=\"graphic_%d_%u\"", picture ? "Illustration" : "GraphicalElement", page_number, i);
        alto_box(out, page->graphics[i].box);
        buf_str(out, STR("/>\n"));
    }
}

static enum status alto_page(void *state, const struct page *page, struct buf *out)
{
    struct xml_state *s = state;
    int n = ++s->pages;
    buf_printf(
        out,
        "<Page WIDTH=\"%d\" HEIGHT=\"%d\" PHYSICAL_IMG_NR=\"%d\" ID=\"page_%d\">\n<PrintSpace HPOS=\"0\" VPOS=\"0\" WIDTH=\"%d\" HEIGHT=\"%d\">\n",
        page->width_px, page->height_px, n, n, page->width_px, page->height_px);
    for (uint32_t i = 0, end; i < page->line_count; i = end) {
        buf_printf(out, "<TextBlock ID=\"block_%d_%u\"", n, i);
        alto_box(out, block_box(page, i, &end));
        buf_str(out, STR(">\n"));
        for (uint32_t k = i; k < end; k++) alto_line(page, k, n, out);
        buf_str(out, STR("</TextBlock>\n"));
    }
    alto_marks(page, n, out);
    buf_str(out, STR("</PrintSpace>\n</Page>\n"));
    return buf_status(out);
}

static enum status alto_end(void *state, struct buf *out)
{
    (void)state;
    buf_str(out, STR("</Layout>\n</alto>\n"));
    return buf_status(out);
}

const struct page_writer page_writer_alto = {.name = "alto", .open = alto_open, .page = alto_page, .end = alto_end, .close = free};
