/* Searchable PDF: each page is its original image, with the words as invisible text where they stand.
 *
 * Text that is never painted needs no glyphs: the standard font Helvetica with all widths set to half its size is enough,
 * and each word is stretched to its box. Codes 32 to 126 are ASCII; other characters get the codes from 161 on as they come up, which a
 * ToUnicode map explains, so that copying and searching give the right letters. */
#include "page_writer.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define JPEG_QUALITY 92
#define DEFAULT_DPI 200
#define FIRST_FREE 161
#define OBJECT_CATALOG 1
#define OBJECT_PAGES 2
#define OBJECT_FONT 3
#define OBJECT_UNICODE 4
#define OBJECT_FIRST_PAGE 5 /* each page takes three: page, content, image */
#define OBJECTS_A_PAGE 3

struct pdf_state {
    size_t written; /* bytes before the current `out`, which the caller may empty */
    size_t *offsets; /* by object number; owned */
    uint32_t pages, room;
    uint32_t extra[256 - FIRST_FREE]; /* code points of codes FIRST_FREE and up */
    int extra_count;
    size_t last_n;
};

static void begin_object(struct pdf_state *s, struct buf *out, uint32_t number)
{
    s->offsets[number] = s->written + out->n;
    buf_printf(out, "%u 0 obj\n", number);
}

static enum status grow(struct pdf_state *s)
{
    uint32_t need = OBJECT_FIRST_PAGE + (s->pages + 1) * OBJECTS_A_PAGE;
    if (need < s->room) return ST_OK;
    size_t *p = realloc(s->offsets, 2u * need * sizeof *p);
    if (!p) return fail(ST_NO_MEMORY, "out of memory for the PDF");
    s->offsets = p;
    s->room = 2 * need;
    return ST_OK;
}

static enum status pdf_open(struct buf *out, void **ret_state)
{
    struct pdf_state *s = calloc(1, sizeof *s);
    if (!s || grow(s) != ST_OK) {
        free(s);
        return fail(ST_NO_MEMORY, "out of memory for the PDF");
    }
    buf_str(out, STR("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"));
    s->last_n = out->n;
    *ret_state = s;
    return buf_status(out);
}

/* The code of a character in the font's own encoding; '?' when all are taken. */
static int code_of(struct pdf_state *s, uint32_t point)
{
    if (point >= 32 && point < 127) return (int)point;
    for (int i = 0; i < s->extra_count; i++)
        if (s->extra[i] == point) return FIRST_FREE + i;
    if (s->extra_count == 256 - FIRST_FREE) return '?';
    s->extra[s->extra_count++] = point;
    return FIRST_FREE + s->extra_count - 1;
}

static int add_string(struct pdf_state *s, struct buf *out, struct phi text)
{
    struct str rest = {text.p, text.n};
    int count = 0;
    buf_char(out, '<');
    for (; rest.n; count++) {
        uint32_t point;
        size_t n = utf8_decode(rest, &point);
        rest = (struct str){rest.p + n, rest.n - n};
        buf_printf(out, "%02X", (unsigned)code_of(s, point));
    }
    buf_char(out, '>');
    return count;
}

#define BASELINE .2 /* of the size, over the foot of the box */

/* How a word lies in its box: on a page that had to be turned to be read, the text runs up, down or backwards. */
struct pose {
    double length, size; /* points */
    double x, y; /* where it begins, on the baseline; points from the page's bottom left */
    int cosine, sine; /* of the way it runs */
};

static struct pose pose_of(const struct page *page, struct box b, double pt)
{
    double left = b.x * pt, right = (b.x + b.w) * pt, foot = (page->height_px - b.y - b.h) * pt, head = (page->height_px - b.y) * pt;
    bool upright = page->rotation_deg % 180 == 0;
    double length = upright ? right - left : head - foot, size = upright ? head - foot : right - left, up = BASELINE * size;
    switch (page->rotation_deg) {
    case 90: return (struct pose){length, size, right - up, foot, 0, 1};
    case 180: return (struct pose){length, size, right, head - up, -1, 0};
    case 270: return (struct pose){length, size, left + up, head, 0, -1};
    default: return (struct pose){length, size, left, foot + up, 1, 0};
    }
}

/* A blank follows each word, so that words are found as words. */
static void add_word(struct pdf_state *s, struct buf *out, const struct page *page, const struct word *w, double pt)
{
    struct pose at = pose_of(page, w->box, pt);
    struct str rest = {w->text.p, w->text.n};
    int count = 0;
    for (uint32_t point; rest.n; count++) {
        size_t n = utf8_decode(rest, &point);
        rest = (struct str){rest.p + n, rest.n - n};
    }
    if (count == 0 || at.size <= 0) return;
    buf_printf(out, "/F %.2f Tf %.1f Tz %d %d %d %d %.2f %.2f Tm ", at.size, 100 * at.length / (count * .5 * at.size), at.cosine, at.sine, -at.sine,
               at.cosine, at.x, at.y);
    (void)add_string(s, out, w->text);
    buf_str(out, STR(" Tj <20> Tj\n"));
}

static enum status add_content(struct pdf_state *s, struct buf *out, const struct page *page, uint32_t number, double pt)
{
    struct buf c;
    buf_init(&c, (size_t)64 << 20);
    buf_printf(&c, "q %.3f 0 0 %.3f 0 0 cm /I Do Q\nBT 3 Tr\n", page->width_px * pt, page->height_px * pt);
    for (uint32_t i = 0; i < page->word_count; i++) add_word(s, &c, page, &page->words[i], pt);
    buf_str(&c, STR("ET\n"));
    begin_object(s, out, number);
    buf_printf(out, "<</Length %zu>>\nstream\n", c.n);
    buf_add(out, c.p, c.n);
    buf_str(out, STR("\nendstream\nendobj\n"));
    enum status st = buf_status(&c);
    buf_clear(&c);
    return st;
}

/* Black and white stays exact; gray and colour become JPEG. */
static enum status add_image(struct pdf_state *s, struct buf *out, PIX *image, uint32_t number)
{
    l_uint8 *raw = NULL, *packed = NULL;
    size_t n = 0, packed_n = 0;
    bool exact = pixGetDepth(image) == 1;
    if (exact && pixGetRasterData(image, &raw, &n) == 0) packed = zlibCompress(raw, n, &packed_n);
    if (!exact && pixWriteMemJpeg(&packed, &packed_n, image, JPEG_QUALITY, 0) != 0) packed = NULL;
    lept_free(raw);
    if (!packed) return fail(ST_NO_MEMORY, "out of memory for the PDF");
    begin_object(s, out, number);
    buf_printf(out, "<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent %d%s/Filter/%s/Length %zu>>\nstream\n",
               pixGetWidth(image), pixGetHeight(image), pixGetDepth(image) == 32 ? "DeviceRGB" : "DeviceGray", exact ? 1 : 8,
               exact ? "/Decode[1 0]" : "", exact ? "FlateDecode" : "DCTDecode", packed_n);
    buf_add(out, (const char *)packed, packed_n);
    buf_str(out, STR("\nendstream\nendobj\n"));
    lept_free(packed);
    return ST_OK;
}

static enum status add_page(struct pdf_state *s, const struct page *page, struct buf *out)
{
    enum status st = ST_OK;
    if (!page->image) return fail(ST_BAD_INPUT, "'%s' is text and has no image to make a PDF of", page->file);
    if (out->n < s->last_n) s->written += s->last_n - out->n; /* the caller has emptied it */
    uint32_t first = OBJECT_FIRST_PAGE + s->pages * OBJECTS_A_PAGE;
    double pt = 72.0 / (page->dpi ? page->dpi : DEFAULT_DPI);
    TRY(grow(s));
    begin_object(s, out, first);
    buf_printf(out,
               "<</Type/Page/Parent %d 0 R/MediaBox[0 0 %.3f %.3f]/Contents %u 0 R/Resources<</XObject<</I %u 0 R>>/Font<</F %d 0 R>>>>>>\nendobj\n",
               OBJECT_PAGES, page->width_px * pt, page->height_px * pt, first + 1, first + 2, OBJECT_FONT);
    TRY(add_content(s, out, page, first + 1, pt));
    TRY(add_image(s, out, page->image, first + 2));
    s->pages++;
    st = buf_status(out);
    s->last_n = out->n;
done:
    return st;
}

#define PAPER_WIDTH_PX 1700 /* letter */
#define PAPER_HEIGHT_PX 2200

/* Of a page that failed there stands white paper, so that those behind it keep their numbers. */
static enum status pdf_page(void *state, const struct page *page, struct buf *out)
{
    if (!page->failed) return add_page(state, page, out);
    struct page paper = {.file = page->file, .number = page->number, .width_px = PAPER_WIDTH_PX, .height_px = PAPER_HEIGHT_PX};
    if (!(paper.image = pixCreate(paper.width_px, paper.height_px, 1))) return fail(ST_NO_MEMORY, "out of memory for the PDF");
    enum status st = add_page(state, &paper, out);
    page_clear(&paper);
    return st;
}

static void add_utf16(struct buf *out, uint32_t point)
{
    if (point < 0x10000) buf_printf(out, "%04X", point);
    else buf_printf(out, "%04X%04X", 0xD800 + ((point - 0x10000) >> 10), 0xDC00 + ((point - 0x10000) & 0x3FF));
}

static void add_font(struct pdf_state *s, struct buf *out)
{
    struct buf map;
    buf_init(&map, (size_t)1 << 20);
    buf_str(&map, STR("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Chartcode def\n/CMapType 2 def\n"
                      "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n1 beginbfrange\n<20> <7E> <0020>\nendbfrange\n"));
    for (int i = 0; i < s->extra_count; i++) {
        buf_printf(&map, "1 beginbfchar\n<%02X> <", (unsigned)(FIRST_FREE + i));
        add_utf16(&map, s->extra[i]);
        buf_str(&map, STR(">\nendbfchar\n"));
    }
    buf_str(&map, STR("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"));
    begin_object(s, out, OBJECT_UNICODE);
    buf_printf(out, "<</Length %zu>>\nstream\n", map.n);
    buf_add(out, map.p, map.n);
    buf_str(out, STR("endstream\nendobj\n"));
    buf_clear(&map);
    begin_object(s, out, OBJECT_FONT);
    buf_printf(out, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode %d 0 R/FirstChar 32/LastChar 255/Widths[",
               OBJECT_UNICODE);
    for (int i = 32; i < 256; i++) buf_str(out, STR("500 "));
    buf_str(out, STR("]>>\nendobj\n"));
}

static enum status pdf_end(void *state, struct buf *out)
{
    struct pdf_state *s = state;
    if (out->n < s->last_n) s->written += s->last_n - out->n;
    add_font(s, out);
    begin_object(s, out, OBJECT_PAGES);
    buf_printf(out, "<</Type/Pages/Count %u/Kids[", s->pages);
    for (uint32_t i = 0; i < s->pages; i++) buf_printf(out, "%u 0 R ", OBJECT_FIRST_PAGE + i * OBJECTS_A_PAGE);
    buf_str(out, STR("]>>\nendobj\n"));
    begin_object(s, out, OBJECT_CATALOG);
    buf_printf(out, "<</Type/Catalog/Pages %d 0 R>>\nendobj\n", OBJECT_PAGES);
    size_t start = s->written + out->n;
    uint32_t count = OBJECT_FIRST_PAGE + s->pages * OBJECTS_A_PAGE;
    buf_printf(out, "xref\n0 %u\n0000000000 65535 f \n", count);
    for (uint32_t i = 1; i < count; i++) buf_printf(out, "%010zu 00000 n \n", s->offsets[i]);
    buf_printf(out, "trailer\n<</Size %u/Root %d 0 R>>\nstartxref\n%zu\n%%%%EOF\n", count, OBJECT_CATALOG, start);
    return buf_status(out);
}

static void pdf_close(void *state)
{
    struct pdf_state *s = state;
    if (!s) return;
    free(s->offsets);
    free(s);
}

const struct page_writer page_writer_pdf = {
    .name = "pdf", .wants_image = true, .open = pdf_open, .page = pdf_page, .end = pdf_end, .close = pdf_close};
