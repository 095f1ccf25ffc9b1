/* Cover sheets: the payload, and the way from the printer over a bad scan back to the facts. */
#include "support/unit.h"

#include "base/config.h"
#include "coversheet_print.h"
#include "intake.h"

#include <leptonica/allheaders.h>

static struct sheet sheet_of(const char *mrn, const char *account)
{
    struct sheet s;
    memset(&s, 0, sizeof s);
    s.kind = SHEET_COVER;
    assert_true(sheet_set(&s.mrn, (struct phi){mrn, strlen(mrn)}));
    assert_true(sheet_set(&s.account, (struct phi){account, strlen(account)}));
    return s;
}

static struct sheet full_sheet(void)
{
    struct sheet s = sheet_of("00482917", "HSF-2611-0087");
    s.has_encounter = true, s.encounter = ENCOUNTER_INPATIENT, s.date_of_service = 20260114;
    assert_true(sheet_set(&s.batch, (struct phi){"monday", 6}));
    return s;
}

static void assert_same(const struct sheet *want, const struct sheet *have)
{
    assert_int_equal(have->kind, SHEET_COVER);
    assert_string_equal(have->mrn.utf8, want->mrn.utf8);
    assert_string_equal(have->account.utf8, want->account.utf8);
    assert_string_equal(have->batch.utf8, want->batch.utf8);
    assert_int_equal(have->has_encounter, want->has_encounter);
    assert_int_equal(have->encounter, want->encounter);
    assert_int_equal(have->date_of_service, want->date_of_service);
    assert_false(have->disputed);
}

static struct sheet take(const char *first, const char *second, bool linear)
{
    struct sheet s;
    memset(&s, 0, sizeof s);
    sheet_take(&s, (struct phi){first, strlen(first)}, linear);
    if (second) sheet_take(&s, (struct phi){second, strlen(second)}, linear);
    return s;
}

static void the_payload_is_as_documented(void **state)
{
    (void)state;
    struct buf b;
    struct sheet s = full_sheet();
    buf_init(&b, 1000);
    coversheet_payload(&b, &s);
    assert_ok(buf_status(&b));
    assert_memory_equal(b.p, "CC1/M00482917/AHSF-2611-0087/EI/D20260114/B%6D%6F%6E%64%61%79/", 62);
    struct sheet back = take(b.p, NULL, false);
    assert_same(&s, &back);
    buf_clear(&b);
    s = sheet_of("mf 610022/b%", "J\xC3\xBCrgen");
    coversheet_payload(&b, &s);
    back = take(b.p, NULL, true);
    assert_same(&s, &back);
    for (const char *p = b.p; *p; p++) assert_non_null(strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-. $/+%", *p)); /* Code 39 has no more */
    buf_clear(&b);
    back = take("CC1/MAB-1/8E41", NULL, true); /* the example of docs/coversheets.md */
    assert_string_equal(back.mrn.utf8, "AB-1");
}

static void stray_barcodes_are_no_sheets(void **state)
{
    (void)state;
    static const char *const strays[] = {"012345678905",
                                         "https://example.org/portal?pid=00482917",
                                         "CC1/MAB-1/8E40",
                                         "CC1/MAB-2/8E41",
                                         "CC1",
                                         "CC1/",
                                         "CC1/MAB-1/",
                                         "",
                                         "00482917",
                                         "XCC1/MAB-1/8E41",
                                         "cc1/MAB-1/8E41",
                                         "PATCHTT",
                                         "PATCH",
                                         "PATCH2"};
    for (size_t i = 0; i < sizeof strays / sizeof strays[0]; i++) assert_int_equal(take(strays[i], NULL, true).kind, SHEET_NONE);
    assert_int_equal(take("PATCHT", NULL, true).kind, SHEET_SEPARATOR);
    assert_int_equal(take("PATCH T", NULL, true).kind, SHEET_SEPARATOR);
    assert_int_equal(take("PATCHT", NULL, false).kind, SHEET_NONE); /* in a QR code it is none */
}

/* Any change of one character is noticed. */
static void a_misread_payload_is_refused(void **state)
{
    (void)state;
    struct buf b;
    struct sheet s = full_sheet();
    buf_init(&b, 1000);
    coversheet_payload(&b, &s);
    for (size_t i = 0; i < b.n; i++)
        for (int c = ' '; c < 'a'; c++) {
            char was = b.p[i];
            if (c == was) continue;
            b.p[i] = (char)c;
            if (i || c != ' ') assert_int_equal(take(b.p, NULL, true).kind, SHEET_NONE);
            b.p[i] = was;
        }
    buf_clear(&b);
}

static void payload_of(struct buf *b, const char *mrn, const char *account)
{
    struct sheet s = sheet_of(mrn, account);
    buf_init(b, 1000);
    coversheet_payload(b, &s);
}

static void barcodes_of_one_sheet_unite_or_dispute(void **state)
{
    (void)state;
    struct buf mrn, account, other;
    payload_of(&mrn, "123", ""), payload_of(&account, "", "456"), payload_of(&other, "124", "");
    struct sheet s = take(mrn.p, account.p, true);
    assert_string_equal(s.mrn.utf8, "123");
    assert_string_equal(s.account.utf8, "456");
    s = take(mrn.p, other.p, true);
    assert_true(s.kind == SHEET_COVER && s.disputed && !s.mrn.utf8[0]);
    sheet_take(&s, (struct phi){mrn.p, mrn.n}, true);
    assert_false(s.mrn.utf8[0]);
    s = take("PATCHT", mrn.p, true);
    assert_int_equal(s.kind, SHEET_COVER);
    s = take(mrn.p, "PATCHT", true);
    assert_int_equal(s.kind, SHEET_COVER);
    buf_clear(&mrn), buf_clear(&account), buf_clear(&other);
}

/* ---- printed, scanned, read */

static struct config config;

/* The sheet as a PDF page, as intake renders it: 300 dpi. */
static PIX *printed(const struct sheet *s)
{
    struct sheet_printer *p;
    struct buf pdf;
    struct intake *in;
    struct page page = {.arena = arena_new((size_t)1 << 20)};
    buf_init(&pdf, (size_t)1 << 24);
    assert_ok(sheet_printer_open(&p));
    if (s)
        assert_ok(sheet_printer_cover(p, s,
                                      (struct phi){"O\xE2\x80\x99"
                                                   "Example, Ann \xC3\x89",
                                                   18}));
    else assert_ok(sheet_printer_separator(p));
    assert_ok(sheet_printer_end(p, &pdf));
    sheet_printer_close(p);
    assert_ok(intake_open(unit_write_bytes("sheet.pdf", pdf.p, pdf.n), &config, &in));
    buf_clear(&pdf);
    assert_int_equal(intake_page_count(in), 1);
    assert_ok(intake_page(in, 1, &page));
    intake_close(in);
    PIX *image = pixConvertTo8(page.image, 0);
    page_clear(&page);
    arena_free(page.arena);
    return image;
}

static struct sheet read_back(PIX *image)
{
    struct sheet s;
    assert_non_null(image);
    assert_ok(sheet_read(image, &s));
    pixDestroy(&image);
    return s;
}

/* Takes `in`: 200 dpi, tilted, speckled, black and white. rows: 1, or 2 for a fax of half the lines. */
static PIX *faxed(PIX *in, double tilt_deg, int quarter_turns, int rows)
{
    PIX *small = pixScaleAreaMap(in, 2.f / 3, 2.f / 3);
    PIX *tilted = pixRotate(small, (l_float32)(tilt_deg * 3.14159 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    PIX *turned = pixRotateOrth(tilted, quarter_turns);
    PIX *low = rows == 1 ? pixClone(turned) : pixScaleGeneral(turned, 1, 1.f / (l_float32)rows, 0, 0);
    PIX *bits = pixThresholdToBinary(low, 150);
    unsigned v = 7;
    for (int i = 0; i < 4000; i++) {
        int x = (int)((v = v * 1103515245u + 12345u) >> 8) % pixGetWidth(bits), y = (int)((v = v * 1103515245u + 12345u) >> 8) % pixGetHeight(bits);
        (void)pixFlipPixel(bits, x, y);
    }
    (void)pixSetResolution(bits, 200, 200 / rows);
    pixDestroy(&in), pixDestroy(&small), pixDestroy(&tilted), pixDestroy(&turned), pixDestroy(&low);
    return bits;
}

static void sheets_come_back_from_bad_scans(void **state)
{
    (void)state;
    static const struct {
        double tilt_deg;
        int turns, rows;
    } scans[] = {{0, 0, 1}, {2, 0, 1}, {-4, 2, 1}, {1, 1, 1}, {-1, 3, 1}, {1.5, 0, 2}};
    struct sheet s = full_sheet(), back;
    for (size_t i = 0; i < sizeof scans / sizeof scans[0]; i++) {
        back = read_back(faxed(printed(&s), scans[i].tilt_deg, scans[i].turns, scans[i].rows));
        assert_same(&s, &back);
        back = read_back(faxed(printed(NULL), scans[i].tilt_deg, scans[i].turns, scans[i].rows));
        assert_int_equal(back.kind, SHEET_SEPARATOR);
    }
}

static PIX *only(PIX *in, int x, int y, int w, int h)
{
    PIX *out = pixCreateTemplate(in);
    (void)pixSetAllArbitrary(out, 255);
    (void)pixRasterop(out, x, y, w, h, PIX_SRC, in, x, y);
    pixDestroy(&in);
    return out;
}

/* Points of the page, from its top left, to pixels at 300 dpi. */
#define PX(points) ((points)*300 / 72)

static void each_kind_of_barcode_is_read_alone(void **state)
{
    (void)state;
    struct sheet s = full_sheet(), back;
    back = read_back(faxed(only(printed(&s), PX(390), PX(50), PX(180), PX(175)), 1, 0, 1)); /* QR */
    assert_same(&s, &back);
    back = read_back(faxed(only(printed(&s), PX(430), PX(270), PX(140), PX(140)), 1, 0, 1)); /* DataMatrix */
    assert_same(&s, &back);
    back = read_back(faxed(only(printed(&s), 0, PX(500), PX(612), PX(200)), 1, 0, 1)); /* Code 128 */
    assert_string_equal(back.mrn.utf8, s.mrn.utf8);
    assert_string_equal(back.account.utf8, s.account.utf8);
    assert_false(back.has_encounter);
    back = read_back(only(printed(&s), 0, PX(240), PX(400), PX(240))); /* words alone are no sheet */
    assert_int_equal(back.kind, SHEET_NONE);
}

static void pages_of_any_size_may_have_none(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {2, 2}, {1, 5000}, {99, 2000}, {100, 100}, {101, 5000}, {5000, 101}, {1700, 2200}};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        PIX *white = pixCreate(sizes[i][0], sizes[i][1], 8), *black = pixCreate(sizes[i][0], sizes[i][1], 8);
        (void)pixSetAllArbitrary(white, 255);
        assert_int_equal(read_back(white).kind, SHEET_NONE);
        assert_int_equal(read_back(black).kind, SHEET_NONE);
    }
}

static void long_texts_fit_or_are_refused(void **state)
{
    (void)state;
    char text[SHEET_TEXT_BYTES];
    struct sheet_text t;
    memset(text, 'W', sizeof text);
    assert_false(sheet_set(&t, (struct phi){text, sizeof text}));
    assert_false(sheet_set(&t, (struct phi){"a\tb", 3}));
    assert_false(sheet_set(&t, (struct phi){"\xFF", 1}));
    text[sizeof text - 1] = '\0';
    struct sheet s = sheet_of(text, text), back;
    back = read_back(faxed(printed(&s), 1, 0, 1));
    assert_same(&s, &back);
}

static int set_up(void **state)
{
    (void)state;
    setMsgSeverity(L_SEVERITY_NONE);
    return config_open(&config, "/dev/null") != ST_OK;
}

static int tear_down(void **state)
{
    (void)state;
    config_close(&config);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_payload_is_as_documented),    cmocka_unit_test(stray_barcodes_are_no_sheets),
        cmocka_unit_test(a_misread_payload_is_refused),    cmocka_unit_test(barcodes_of_one_sheet_unite_or_dispute),
        cmocka_unit_test(sheets_come_back_from_bad_scans), cmocka_unit_test(each_kind_of_barcode_is_read_alone),
        cmocka_unit_test(pages_of_any_size_may_have_none), cmocka_unit_test(long_texts_fit_or_are_refused),
    };
    return cmocka_run_group_tests_name("coversheet", tests, set_up, tear_down);
}
