/* The barcodes come from Zint as rows of modules and are drawn as rectangles, so they print sharp at any resolution. Everything stands
 * in one QR code and one DataMatrix; MRN and account also in a linear barcode each, for sites whose other scanners read no more. A sheet
 * that lost some of them to a fold or a hole still says the rest. */
#include "coversheet_print.h"

#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <zint.h>

#define PAGE_W 612 /* points, as all lengths here */
#define PAGE_H 792
#define LEFT 60
#define RIGHT (PAGE_W - LEFT)
#define QR_SIDE 150
#define MATRIX_SIDE 110
#define LINEAR_HEIGHT 54
#define LINEAR_MODULE 1.4 /* 4 pixels at 200 dpi */
#define SEPARATOR_MODULE 2.8
#define FACTS_WIDTH (RIGHT - QR_SIDE - 24 - LEFT)
#define LEAST_MODULE .72 /* 2 pixels at 200 dpi; a longer barcode is left out, the square ones have it all */
#define QR_LEVEL_Q 3 /* a quarter of the symbol may be lost */

struct sheet_printer {
    HPDF_Doc doc;
    HPDF_Page page;
    HPDF_Font plain, bold;
    enum status st; /* of the first thing that failed */
};

static void on_error(HPDF_STATUS number, HPDF_STATUS detail, void *data)
{
    struct sheet_printer *p = data;
    if (p->st == ST_OK) p->st = fail(ST_INTERNAL, "cannot make the PDF: libharu error %04lX %lu", (unsigned long)number, (unsigned long)detail);
}

enum status sheet_printer_open(struct sheet_printer **ret)
{
    struct sheet_printer *p = calloc(1, sizeof *p);
    if (!p) return fail(ST_NO_MEMORY, "out of memory");
    p->doc = HPDF_New(on_error, p);
    if (!p->doc) {
        sheet_printer_close(p);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    (void)HPDF_SetCompressionMode(p->doc, HPDF_COMP_ALL);
    p->plain = HPDF_GetFont(p->doc, "Helvetica", "WinAnsiEncoding");
    p->bold = HPDF_GetFont(p->doc, "Helvetica-Bold", "WinAnsiEncoding");
    *ret = p;
    return ST_OK;
}

void sheet_printer_close(struct sheet_printer *p)
{
    if (!p) return;
    if (p->doc) HPDF_Free(p->doc);
    free(p);
}

static void begin_page(struct sheet_printer *p)
{
    p->page = HPDF_AddPage(p->doc);
    (void)HPDF_Page_SetSize(p->page, HPDF_PAGE_SIZE_LETTER, HPDF_PAGE_PORTRAIT);
}

/* UTF-8 to Latin-1, which the fonts that every printer has can show. */
static void to_latin(struct phi text, char *out, size_t room)
{
    struct str rest = {text.p, text.n};
    size_t n = 0;
    while (rest.n && n + 1 < room) {
        uint32_t point;
        size_t used = utf8_decode(rest, &point);
        rest = (struct str){rest.p + used, rest.n - used};
        out[n++] = point >= ' ' && point < 0x100 && !(point >= 0x7F && point < 0xA0) ? (char)point : '?';
    }
    out[n] = '\0';
}

/* Smaller where it would be wider than `room`. */
static void put_text(struct sheet_printer *p, HPDF_Font font, double size, double x, double y, double room, struct phi text)
{
    char latin[256];
    to_latin(text, latin, sizeof latin);
    (void)HPDF_Page_SetFontAndSize(p->page, font, (HPDF_REAL)size);
    double width = HPDF_Page_TextWidth(p->page, latin);
    if (width > room) (void)HPDF_Page_SetFontAndSize(p->page, font, (HPDF_REAL)(size * room / width));
    (void)HPDF_Page_BeginText(p->page);
    (void)HPDF_Page_TextOut(p->page, (HPDF_REAL)x, (HPDF_REAL)y, latin);
    (void)HPDF_Page_EndText(p->page);
}

static void put_words(struct sheet_printer *p, HPDF_Font font, double size, double x, double y, const char *words)
{
    put_text(p, font, size, x, y, RIGHT - x, (struct phi){words, strlen(words)});
}

/* ---- barcodes */

static bool is_dark(const struct zint_symbol *z, int row, int column)
{
    return z->encoded_data[row][column / 8] >> (column % 8) & 1;
}

/* Each run of dark modules in a row is one rectangle. x, y: the lower left corner. */
static void draw_modules(struct sheet_printer *p, const struct zint_symbol *z, double x, double y, double module, double row_height)
{
    for (int row = 0; row < z->rows; row++)
        for (int from = 0, to; from < z->width; from = to + 1) {
            for (to = from; to < z->width && is_dark(z, row, to); to++) continue;
            if (to == from) continue;
            (void)HPDF_Page_Rectangle(p->page, (HPDF_REAL)(x + from * module), (HPDF_REAL)(y + (z->rows - 1 - row) * row_height),
                                      (HPDF_REAL)((to - from) * module), (HPDF_REAL)row_height);
        }
    (void)HPDF_Page_Fill(p->page);
}

/* NULL when Zint cannot, as where a text is too long for the kind of barcode. */
static struct zint_symbol *encode(int symbology, struct str text)
{
    struct zint_symbol *z = ZBarcode_Create();
    if (!z) return NULL;
    z->symbology = symbology;
    if (symbology == BARCODE_QRCODE) z->option_1 = QR_LEVEL_Q;
    if (symbology == BARCODE_DATAMATRIX) z->option_3 = DM_SQUARE;
    if (ZBarcode_Encode(z, (const unsigned char *)text.p, (int)text.n) < ZINT_ERROR) return z;
    ZBarcode_Delete(z);
    return NULL;
}

static void put_square(struct sheet_printer *p, int symbology, double x, double y, double side, struct str text)
{
    struct zint_symbol *z = encode(symbology, text);
    if (z) draw_modules(p, z, x, y, side / z->width, side / z->rows);
    else if (p->st == ST_OK) p->st = fail(ST_INTERNAL, "cannot make the barcode of a sheet");
    if (z) ZBarcode_Delete(z);
}

/* False when it would get too fine, or is too long altogether. */
static bool put_linear(struct sheet_printer *p, int symbology, double widest_module, double x, double y, struct str text)
{
    struct zint_symbol *z = encode(symbology, text);
    if (!z) return false;
    double module = (RIGHT - x) / z->width < widest_module ? (RIGHT - x) / z->width : widest_module;
    bool fits = module >= LEAST_MODULE;
    if (fits) draw_modules(p, z, x, y, module, LINEAR_HEIGHT);
    ZBarcode_Delete(z);
    return fits;
}

static void put_payload(struct sheet_printer *p, int symbology, double x, double y, double side, const struct sheet *sheet)
{
    struct buf payload;
    buf_init(&payload, 4096);
    coversheet_payload(&payload, sheet);
    if (buf_status(&payload) == ST_OK) put_square(p, symbology, x, y, side, (struct str){payload.p, payload.n});
    buf_clear(&payload);
}

/* One fact in a linear barcode with its name above it; gives the y of what comes below. */
static double put_fact(struct sheet_printer *p, double y, const char *name, const struct sheet *fact)
{
    struct buf payload;
    bool put = false;
    buf_init(&payload, 4096);
    coversheet_payload(&payload, fact);
    if (buf_status(&payload) == ST_OK)
        put = put_linear(p, BARCODE_CODE128, LINEAR_MODULE, LEFT, y - LINEAR_HEIGHT, (struct str){payload.p, payload.n});
    buf_clear(&payload);
    if (!put) return y;
    put_words(p, p->plain, 10, LEFT, y + 4, name);
    return y - LINEAR_HEIGHT - 28;
}

/* ---- the sheets */

static void put_line(struct sheet_printer *p, double *y, const char *label, struct phi value, double size)
{
    if (!value.n) return;
    put_words(p, p->plain, 12, LEFT, *y, label);
    *y -= size * .8 + 6;
    put_text(p, p->bold, size, LEFT, *y, FACTS_WIDTH, value);
    *y -= 34;
}

static void put_facts(struct sheet_printer *p, const struct sheet *s, struct phi name, double y)
{
    static const char *const encounters[] = {"Outpatient", "Inpatient", "Emergency"};
    char text[64];
    int d = s->date_of_service, n = 0;
    put_line(p, &y, "Patient", name, 26);
    put_line(p, &y, "Medical record number (MRN)", sheet_phi(&s->mrn), 38);
    put_line(p, &y, "Account", sheet_phi(&s->account), 30);
    if (s->has_encounter) n = snprintf(text, sizeof text, "%s", encounters[s->encounter]);
    if (d) n += snprintf(text + n, sizeof text - (size_t)n, "%s%02d/%02d/%04d", n ? "    " : "", d / 100 % 100, d % 100, d / 10000);
    put_line(p, &y, s->has_encounter ? "Encounter" : "Date of service", (struct phi){text, (size_t)n}, 24);
    put_line(p, &y, "Batch", sheet_phi(&s->batch), 18);
}

enum status sheet_printer_cover(struct sheet_printer *p, const struct sheet *s, struct phi name)
{
    struct sheet mrn = {.kind = SHEET_COVER, .mrn = s->mrn}, account = {.kind = SHEET_COVER, .account = s->account};
    begin_page(p);
    put_words(p, p->bold, 40, LEFT, 700, "COVER SHEET");
    put_words(p, p->plain, 12, LEFT, 678, "A new chart begins here. Lay this sheet on top of it.");
    put_payload(p, BARCODE_QRCODE, RIGHT - QR_SIDE, 580, QR_SIDE, s);
    put_payload(p, BARCODE_DATAMATRIX, RIGHT - MATRIX_SIDE, 400, MATRIX_SIDE, s);
    put_facts(p, s, name, 620);
    double y = 264;
    if (s->mrn.utf8[0]) y = put_fact(p, y, "MRN", &mrn);
    if (s->account.utf8[0]) (void)put_fact(p, y, "Account", &account);
    put_words(p, p->plain, 10, LEFT, 60, "Scan at 200 dpi or more; do not fold the barcodes.");
    return p->st;
}

enum status sheet_printer_separator(struct sheet_printer *p)
{
    begin_page(p);
    put_words(p, p->bold, 56, LEFT, 640, "SEPARATOR");
    put_words(p, p->plain, 14, LEFT, 612, "PATCH T: one chart ends here and another begins.");
    for (int i = 0; i < 3; i++) (void)put_linear(p, BARCODE_CODE39, SEPARATOR_MODULE, LEFT, 470 - 150 * i, STR(SEPARATOR_PAYLOAD));
    return p->st;
}

enum status sheet_printer_end(struct sheet_printer *p, struct buf *out)
{
    HPDF_BYTE block[65536];
    if (p->st == ST_OK) (void)HPDF_SaveToStream(p->doc);
    if (p->st == ST_OK) (void)HPDF_ResetStream(p->doc);
    while (p->st == ST_OK) {
        HPDF_UINT32 n = sizeof block;
        HPDF_STATUS at = HPDF_ReadFromStream(p->doc, block, &n);
        buf_add(out, (const char *)block, n);
        if (at == HPDF_STREAM_EOF || n == 0) break;
    }
    return p->st == ST_OK ? buf_status(out) : p->st;
}
