/* Intake: every kind of file, and every way in which a file can be bad. */
#include "intake.h"

#include "base/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <ftw.h>
#include <leptonica/allheaders.h>
#include <stdio.h>
#include <stdlib.h>
#include <tiffio.h>
#include <unistd.h>

static struct config config;
static char folder[] = "/tmp/test_intake-XXXXXX";
static char path_buffer[256];

static const char *path_of(const char *name)
{
    (void)snprintf(path_buffer, sizeof path_buffer, "%s/%s", folder, name);
    return path_buffer;
}

static const char *put(const char *name, const void *bytes, size_t n)
{
    const char *path = path_of(name);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    return path;
}

static const char *put_text(const char *name, const char *text)
{
    return put(name, text, strlen(text));
}

/* Opens and reads the first page; the result of whichever failed. */
static enum status take(const char *path, struct page *page, int *ret_pages)
{
    struct intake *in;
    enum status st = intake_open(path, &config, &in);
    if (st != ST_OK) return st;
    if (ret_pages) *ret_pages = intake_page_count(in);
    st = intake_page(in, 1, page);
    intake_close(in);
    return st;
}

static void expect_bad(const char *path, enum status want, const char *in_message)
{
    struct page page = {.arena = arena_new(1 << 20)};
    error_clear();
    assert_int_equal(take(path, &page, NULL), want);
    assert_non_null(strstr(error_message(), in_message));
    page_clear(&page);
    arena_free(page.arena);
}

static void expect_image(const char *path, int width, int height, int depth)
{
    struct page page = {.arena = arena_new(1 << 20)};
    assert_int_equal(take(path, &page, NULL), ST_OK);
    assert_int_equal(page.width_px, width);
    assert_int_equal(page.height_px, height);
    assert_int_equal(pixGetDepth(page.image), depth);
    assert_null(pixGetColormap(page.image));
    assert_int_equal(strlen(page.sha256), 64);
    page_clear(&page);
    arena_free(page.arena);
}

static PIX *gray_page(int w, int h)
{
    PIX *pix = pixCreate(w, h, 8);
    (void)pixSetAllArbitrary(pix, 255);
    for (int x = 0; x < w; x += 3) (void)pixSetPixel(pix, x, h / 2, 0);
    return pix;
}

/* Images that a call takes without owning them; freed at the end. */
static PIX *kept_images[32];
static int kept_count;

static PIX *kept(PIX *pix)
{
    assert_true(kept_count < 32);
    return kept_images[kept_count++] = pix;
}

static void free_kept(void)
{
    while (kept_count) pixDestroy(&kept_images[--kept_count]);
}

static const char *put_pix(const char *name, PIX *pix, int format)
{
    const char *path = path_of(name);
    assert_int_equal(pixWrite(path, pix, format), 0);
    pixDestroy(&pix);
    return path;
}

static void images_of_every_depth(void **state)
{
    (void)state;
    PIX *palette = pixConvertRGBToColormap(kept(pixConvertTo32(kept(gray_page(40, 30)))), 0), *deep = pixCreate(20, 10, 16),
        *clear = pixCreate(12, 9, 32);
    (void)pixSetSpp(clear, 4);
    expect_image(put_pix("gray.png", gray_page(50, 40), IFF_PNG), 50, 40, 8);
    expect_image(put_pix("one.png", pixCreate(1, 1, 1), IFF_PNG), 1, 1, 1);
    expect_image(put_pix("four.png", pixConvert8To4(kept(gray_page(50, 40))), IFF_PNG), 50, 40, 8);
    expect_image(put_pix("gray.jpg", gray_page(50, 40), IFF_JFIF_JPEG), 50, 40, 8);
    expect_image(put_pix("fax.tif", pixThresholdToBinary(kept(gray_page(64, 40)), 128), IFF_TIFF_G4), 64, 40, 1);
    expect_image(put_pix("gray.pgm", gray_page(50, 40), IFF_PNM), 50, 40, 8);
    expect_image(put_pix("colour.webp", pixConvertTo32(kept(gray_page(50, 40))), IFF_WEBP), 50, 40, 32);
    expect_image(put_pix("deep.tif", deep, IFF_TIFF), 20, 10, 8);
    expect_image(put_pix("clear.png", clear, IFF_PNG), 12, 9, 32);
    struct page page = {.arena = arena_new(1 << 20)};
    assert_int_equal(take(put_pix("palette.png", palette, IFF_PNG), &page, NULL), ST_OK);
    assert_null(pixGetColormap(page.image));
    page_clear(&page);
    arena_free(page.arena);
}

static void cmyk_tiff_is_read(void **state)
{
    unsigned char row[4 * 8] = {0};
    (void)state;
    TIFF *tiff = TIFFOpen(path_of("cmyk.tif"), "w");
    (void)TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 8), (void)TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 4);
    (void)TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 4), (void)TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    (void)TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_SEPARATED), (void)TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    for (int y = 0; y < 4; y++) assert_int_equal(TIFFWriteScanline(tiff, row, (uint32_t)y, 0), 1);
    TIFFClose(tiff);
    expect_image(path_of("cmyk.tif"), 8, 4, 32);
}

static void tiff_pages_come_in_order(void **state)
{
    struct intake *in;
    struct page page = {.arena = arena_new(1 << 20)};
    bool more = true;
    int widths = 0;
    (void)state;
    const char *path = path_of("many.tif");
    for (int i = 0; i < 3; i++) {
        PIX *pix = kept(pixThresholdToBinary(kept(gray_page(40 + i, 20)), 128));
        assert_int_equal(pixWriteTiff(path, pix, IFF_TIFF_G4, i ? "a" : "w"), 0);
    }
    assert_int_equal(intake_open(path, &config, &in), ST_OK);
    assert_int_equal(intake_page_count(in), 3);
    for (;;) {
        assert_int_equal(intake_next_page(in, &page, &more), ST_OK);
        if (!more) break;
        widths = widths * 100 + page.width_px;
        page_clear(&page);
    }
    assert_int_equal(widths, 404142);
    for (int number = 3; number >= 1; number--) {
        assert_int_equal(intake_page(in, number, &page), ST_OK);
        assert_int_equal(page.width_px, 39 + number);
        page_clear(&page);
    }
    assert_int_equal(intake_page(in, 4, &page), ST_NOT_FOUND);
    intake_close(in);
    arena_free(page.arena);
}

/* Page i is i x 72 points wide and 36 high; every third lies on its side; the fourth has no size. */
static const char *put_pdf(const char *name, int pages)
{
    static char text[8192];
    int n = snprintf(text, sizeof text, "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count %d/Kids[", pages);
    for (int i = 1; i <= pages; i++) n += snprintf(text + n, sizeof text - (size_t)n, "%d 0 R ", i + 2);
    n += snprintf(text + n, sizeof text - (size_t)n, "]>>endobj\n");
    for (int i = 1; i <= pages; i++)
        n += snprintf(text + n, sizeof text - (size_t)n, "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d 36]/Rotate %d>>endobj\n", i + 2,
                      i == 4 ? 0 : 72 * i, i % 3 ? 0 : 90);
    (void)snprintf(text + n, sizeof text - (size_t)n, "trailer<</Root 1 0 R>>\n%%%%EOF\n");
    return put_text(name, text);
}

static void expect_pdf_page(struct intake *in, int number)
{
    struct page page = {.arena = arena_new(1 << 20)};
    int across = number * 300, up = 150;
    enum status st = intake_page(in, number, &page);
    if (number == 4) assert_true(st == ST_BAD_INPUT || page.width_px != across);
    else {
        assert_int_equal(st, ST_OK);
        assert_int_equal(page.width_px, number % 3 ? across : up);
        assert_int_equal(page.height_px, number % 3 ? up : across);
    }
    page_clear(&page);
    arena_free(page.arena);
}

/* Two pages of one fax: 200 pixels an inch across, 100 down. */
static const char *put_fax_pdf(const char *name)
{
    static char text[12000];
    static const char page[] = "%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 144 144]/Resources<</XObject<</I 4 0 R>>>>/Contents 5 0 R>>endobj\n";
    int n = snprintf(text, sizeof text,
                     "%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 2/Kids[3 0 R 6 0 R]>>endobj\n");
    n += snprintf(text + n, sizeof text - (size_t)n, page, 3);
    n += snprintf(text + n, sizeof text - (size_t)n, page, 6);
    n += snprintf(text + n, sizeof text - (size_t)n,
                  "5 0 obj<</Length 27>>stream\nq 144 0 0 144 0 0 cm /I Do Q\nendstream endobj\n"
                  "4 0 obj<</Subtype/Image/Width 400/Height 200/BitsPerComponent 1/ColorSpace/DeviceGray/Length 10000>>stream\n");
    memset(text + n, 'U', 10000);
    (void)snprintf(text + n + 10000, sizeof text - (size_t)n - 10000, "\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%%%EOF\n");
    return put_text(name, text);
}

/* Whatever was asked for before: page 2 is learned of alone, then together with page 1. */
static void pdf_scan_keeps_its_resolutions(void **state)
{
    struct intake *in;
    (void)state;
    assert_int_equal(intake_open(put_fax_pdf("fax.pdf"), &config, &in), ST_OK);
    for (int i = 0; i < 3; i++) {
        struct page page = {.arena = arena_new(1 << 20)};
        assert_int_equal(intake_page(in, i == 1 ? 1 : 2, &page), ST_OK);
        assert_int_equal(page.width_px, 400), assert_int_equal(page.height_px, 200);
        assert_int_equal(pixGetXRes(page.image), 200), assert_int_equal(pixGetYRes(page.image), 100);
        page_clear(&page);
        arena_free(page.arena);
    }
    intake_close(in);
}

/* What is known of the pages behind one must be theirs, in whatever order they are asked for. */
static void pdf_pages_keep_their_sizes(void **state)
{
    struct intake *in;
    (void)state;
    const char *path = put_pdf("many.pdf", 9);
    assert_int_equal(intake_open(path, &config, &in), ST_OK);
    assert_int_equal(intake_page_count(in), 9);
    for (int number = 1; number <= 9; number++) expect_pdf_page(in, number);
    intake_close(in);
    assert_int_equal(intake_open(path, &config, &in), ST_OK);
    for (int number = 9; number >= 1; number -= 2) expect_pdf_page(in, number);
    for (int number = 2; number <= 9; number += 2) expect_pdf_page(in, number);
    intake_close(in);
}

static void text_is_the_file_itself(void **state)
{
    static const char text[] = "BMI 31\r\nna\xC3\xAFve \xE2\x89\xA5 3\n\fpage two\n";
    struct intake *in;
    struct page page = {.arena = arena_new(1 << 20)};
    (void)state;
    assert_int_equal(intake_open(put_text("note.png", text), &config, &in), ST_OK); /* the name lies */
    assert_int_equal(intake_media(in), MEDIA_TEXT);
    assert_int_equal(intake_page_count(in), 2);
    assert_int_equal(intake_page(in, 1, &page), ST_OK);
    size_t first = strchr(text, '\f') - text;
    assert_int_equal(page.text.n, first);
    assert_memory_equal(page.text.p, text, first);
    assert_int_equal(intake_page(in, 2, &page), ST_OK);
    assert_int_equal(page.text.n, strlen(text) - first - 1);
    intake_close(in);
    arena_free(page.arena);
}

static void bad_text_is_named_with_its_offset(void **state)
{
    (void)state;
    expect_bad(put_text("latin.txt", "caf\xE9 au lait\n"), ST_BAD_INPUT, "offset 3");
    expect_bad(put("utf16.txt", "\xFF\xFEh\0i\0", 6), ST_BAD_INPUT, "UTF-16");
    expect_bad(put("junk.bin", "\x01\x02\x03\x04\x05\x06\x07\x08\x80\x81\x82\x83\x84", 13), ST_BAD_INPUT, "neither");
    expect_bad(put("empty.tif", "", 0), ST_BAD_INPUT, "is empty");
    expect_bad(path_of("absent.tif"), ST_NOT_FOUND, "absent.tif");
    expect_bad(folder, ST_BAD_INPUT, "folder");
}

/* The first half of a good file, under another name. */
static const char *cut(const char *name, const char *cut_name)
{
    static char bytes[1 << 20];
    FILE *f = fopen(path_of(name), "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    (void)fclose(f);
    return put(cut_name, bytes, n / 2);
}

static PIX *noise(int w, int h)
{
    PIX *pix = pixCreate(w, h, 8);
    unsigned v = 1;
    for (int y = 0; y < h; y++)
        for (int x = 0; x < w; x++) (void)pixSetPixel(pix, x, y, (v = v * 1103515245u + 12345u) >> 24);
    return pix;
}

static void cut_files_are_refused(void **state)
{
    (void)state;
    (void)put_pix("n.png", noise(300, 300), IFF_PNG), expect_bad(cut("n.png", "cut.png"), ST_BAD_INPUT, "cut.png");
    (void)put_pix("n.jpg", noise(300, 300), IFF_JFIF_JPEG), expect_bad(cut("n.jpg", "cut.jpg"), ST_BAD_INPUT, "cut.jpg");
    (void)put_pix("n.tif", noise(300, 300), IFF_TIFF_LZW), expect_bad(cut("n.tif", "cut.tif"), ST_BAD_INPUT, "cut.tif");
    (void)put_pix("n.pgm", noise(300, 300), IFF_PNM), expect_bad(cut("n.pgm", "cut.pgm"), ST_BAD_INPUT, "cut.pgm");
    (void)put_pix("n.webp", pixConvertTo32(kept(noise(300, 300))), IFF_WEBP), expect_bad(cut("n.webp", "cut.webp"), ST_BAD_INPUT, "cut.webp");
    expect_bad(put_text("bad.pdf", "%PDF-1.4\nnothing more"), ST_BAD_INPUT, "damaged PDF");
}

static void limits_hold_before_decoding(void **state)
{
    (void)state;
    config.max_mpixel = 1;
    expect_bad(put_pix("large.png", pixCreate(1100, 1000, 1), IFF_PNG), ST_TOO_BIG, "limit is 1");
    expect_bad(put_pix("large.tif", pixCreate(1100, 1000, 1), IFF_TIFF_G4), ST_TOO_BIG, "limit is 1");
    config.max_mpixel = 200;
    config.max_pages = 2;
    expect_bad(put_text("long.txt", "a\fb\fc"), ST_TOO_BIG, "limit is 2");
    config.max_pages = 5000;
}

static void same_pixels_same_hash(void **state)
{
    struct page a = {.arena = arena_new(1 << 20)}, b = {.arena = a.arena};
    (void)state;
    assert_int_equal(take(put_pix("a.png", gray_page(50, 40), IFF_PNG), &a, NULL), ST_OK);
    assert_int_equal(take(put_pix("b.pgm", gray_page(50, 40), IFF_PNM), &b, NULL), ST_OK);
    assert_string_equal(a.sha256, b.sha256);
    page_clear(&a), page_clear(&b);
    arena_free(a.arena);
}

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) && config_open(&config, NULL) == ST_OK ? 0 : -1;
}

static int forget(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static int tear_down(void **state)
{
    free_kept();
    (void)state;
    config_close(&config);
    return nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(images_of_every_depth),
        cmocka_unit_test(cmyk_tiff_is_read),
        cmocka_unit_test(tiff_pages_come_in_order),
        cmocka_unit_test(pdf_pages_keep_their_sizes),
        cmocka_unit_test(pdf_scan_keeps_its_resolutions),
        cmocka_unit_test(text_is_the_file_itself),
        cmocka_unit_test(bad_text_is_named_with_its_offset),
        cmocka_unit_test(cut_files_are_refused),
        cmocka_unit_test(limits_hold_before_decoding),
        cmocka_unit_test(same_pixels_same_hash),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
