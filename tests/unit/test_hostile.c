/* Files that mean harm, or came out of a broken scanner: PDFs and TIFFs. */
#include "support/unit.h"

#include "base/buf.h"
#include "base/config.h"
#include "intake.h"

#include <hpdf.h>
#include <leptonica/allheaders.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static struct config config;

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Opens the file and takes its page; the result of whichever failed. */
static enum status take(const char *path, int number, int *ret_pages)
{
    struct intake *in;
    struct page page = {.arena = arena_new((size_t)1 << 24)};
    enum status st = intake_open(path, &config, &in);
    if (st == ST_OK) {
        if (ret_pages) *ret_pages = intake_page_count(in);
        st = intake_page(in, number, &page);
        intake_close(in);
    }
    page_clear(&page);
    arena_free(page.arena);
    return st;
}

/* ---- PDF by hand: n pages that share one content */

static const char *put_pdf(const char *name, int pages, const char *box)
{
    struct buf b;
    size_t *offsets = calloc((size_t)pages + 16, sizeof *offsets);
    int n = 0;
    buf_init(&b, (size_t)64 << 20);
    buf_str(&b, STR("%PDF-1.4\n"));
    offsets[++n] = b.n, buf_str(&b, STR("1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"));
    offsets[++n] = b.n, buf_printf(&b, "2 0 obj\n<</Type/Pages/Count %d/Kids[", pages);
    for (int i = 0; i < pages; i++) buf_printf(&b, "%d 0 R ", 4 + i);
    buf_str(&b, STR("]>>\nendobj\n"));
    offsets[++n] = b.n, buf_str(&b, STR("3 0 obj\n<</Length 20>>\nstream\n0 0 100 100 re f    \nendstream\nendobj\n"));
    for (int i = 0; i < pages; i++) {
        offsets[++n] = b.n;
        buf_printf(&b, "%d 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 3 0 R/Resources<<>>>>\nendobj\n", n, box);
    }
    size_t start = b.n;
    buf_printf(&b, "xref\n0 %d\n0000000000 65535 f \n", n + 1);
    for (int i = 1; i <= n; i++) buf_printf(&b, "%010zu 00000 n \n", offsets[i]);
    buf_printf(&b, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", n + 1, start);
    const char *path = unit_write_bytes(name, b.p, b.n);
    buf_clear(&b);
    free(offsets);
    return path;
}

static void a_pdf_of_5000_pages(void **state)
{
    (void)state;
    int pages = 0;
    double start = now_s();
    assert_ok(take(put_pdf("long.pdf", 5000, "0 0 200 200"), 4999, &pages));
    assert_int_equal(pages, 5000);
    assert_true(now_s() - start < 60);
    assert_status(ST_TOO_BIG, take(put_pdf("longer.pdf", 5001, "0 0 200 200"), 1, NULL));
    assert_message("longer.pdf' has 5001 pages, limit is 5000");
}

/* Stands for pdftoppm: notes each start, and where it is told to, ends a page early. */
static void stand_for_renderer(bool lazy)
{
    char script[1024], path[1024];
    const char *folder = unit_path("bin"), *log = unit_path("starts");
    (void)mkdir(folder, 0700);
    (void)snprintf(script, sizeof script, "#!/bin/sh\necho x >>'%s'\n%s\nexec /usr/bin/pdftoppm \"$@\"\n", log,
                   lazy ? "a=$4; shift 4; set -- -f 1 -l $((a - 1)) \"$@\"" : "");
    (void)unlink(log);
    const char *program = unit_write("bin/pdftoppm", script);
    assert_int_equal(chmod(program, 0700), 0);
    (void)snprintf(path, sizeof path, "%s:/usr/bin:/bin", folder);
    assert_int_equal(setenv("PATH", path, 1), 0);
}

static long starts(void)
{
    struct stat info;
    return stat(unit_path("starts"), &info) == 0 ? (long)info.st_size / 2 : 0;
}

static enum status hash_of(struct intake *in, int number, char ret_sha256[SHA256_HEX_BYTES])
{
    struct page page = {.arena = arena_new((size_t)1 << 24)};
    enum status st = intake_page(in, number, &page);
    if (st == ST_OK) memcpy(ret_sha256, page.sha256, SHA256_HEX_BYTES);
    page_clear(&page);
    arena_free(page.arena);
    return st;
}

static void pages_that_are_expected_come_out_of_one_renderer(void **state)
{
    (void)state;
    char *usual = strdup(getenv("PATH")), alone[13][SHA256_HEX_BYTES], together[SHA256_HEX_BYTES];
    struct intake *in;
    HPDF_Doc doc = HPDF_New(NULL, NULL);
    for (int i = 1; i <= 12; i++) { /* the eighth is larger, and no page is like another */
        HPDF_Page page = HPDF_AddPage(doc);
        (void)HPDF_Page_SetWidth(page, i == 8 ? 200 : 100), (void)HPDF_Page_SetHeight(page, 100);
        (void)HPDF_Page_Rectangle(page, 0, 0, (float)i, 10), (void)HPDF_Page_Fill(page);
    }
    assert_int_equal(HPDF_SaveToFile(doc, unit_path("twelve.pdf")), HPDF_OK);
    HPDF_Free(doc);
    stand_for_renderer(false);
    assert_ok(intake_open(unit_path("twelve.pdf"), &config, &in));
    for (int i = 1; i <= 12; i++) assert_ok(hash_of(in, i, alone[i]));
    assert_int_equal(starts(), 12);
    intake_expect(in, 12);
    for (int i = 1; i <= 12; i++) {
        assert_ok(hash_of(in, i, together));
        assert_string_equal(together, alone[i]);
    }
    assert_int_equal(starts(), 12 + 3); /* 1 to 7, 8, 9 to 12 */
    assert_ok(hash_of(in, 1, together));
    assert_ok(hash_of(in, 5, together)); /* not in turn after all */
    assert_string_equal(together, alone[5]);
    intake_close(in);
    stand_for_renderer(true); /* it leaves a page out: which, cannot be told */
    assert_ok(intake_open(unit_path("twelve.pdf"), &config, &in));
    intake_expect(in, 4);
    for (int i = 1; i <= 3; i++) assert_ok(hash_of(in, i, together));
    assert_status(ST_BAD_INPUT, hash_of(in, 4, together));
    assert_message("page 4 cannot be rendered");
    intake_close(in);
    assert_int_equal(setenv("PATH", usual, 1), 0);
    free(usual);
}

/* It writes a page and then nothing more; nobody waits for it who wants another page. */
static void a_renderer_that_hangs_is_not_waited_for(void **state)
{
    (void)state;
    char *usual = strdup(getenv("PATH")), sha256[SHA256_HEX_BYTES], path[1024];
    struct intake *in;
    const char *pdf = put_pdf("hangs.pdf", 3, "0 0 200 200");
    const char *program = unit_write("hang/pdftoppm", "#!/bin/sh\nfrom=$2; shift 4; /usr/bin/pdftoppm -f $from -l $from \"$@\"; exec sleep 20\n");
    assert_int_equal(chmod(program, 0700), 0);
    (void)snprintf(path, sizeof path, "%s:/usr/bin:/bin", unit_path("hang"));
    assert_int_equal(setenv("PATH", path, 1), 0);
    double start = now_s();
    assert_ok(intake_open(pdf, &config, &in));
    intake_expect(in, 3);
    assert_ok(hash_of(in, 1, sha256));
    intake_close(in);
    assert_true(now_s() - start < 10);
    assert_int_equal(setenv("PATH", usual, 1), 0);
    free(usual);
}

static void pages_of_a_pdf_that_are_too_large(void **state)
{
    (void)state;
    assert_status(ST_TOO_BIG, take(put_pdf("huge.pdf", 1, "0 0 14400 14400"), 1, NULL)); /* 5 m by 5 m at 300 dpi */
    assert_message("limit is 200 (max-mpixel)");
}

/* A page tree that leads back to itself, and a page that is not there. */
static void page_trees_that_lead_nowhere(void **state)
{
    (void)state;
    static const char loop[] =
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>\nendobj\n"
        "trailer\n<</Size 3/Root 1 0 R>>\n%%EOF\n";
    static const char none[] = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 3/Kids[9 0 R]>>\nendobj\n"
                               "trailer\n<</Size 3/Root 1 0 R>>\n%%EOF\n";
    double start = now_s();
    assert_status(ST_BAD_INPUT, take(unit_write("loop.pdf", loop), 1, NULL));
    assert_message("loop.pdf");
    assert_status(ST_BAD_INPUT, take(unit_write("none.pdf", none), 1, NULL));
    assert_message("none.pdf");
    assert_true(now_s() - start < 30);
}

static void an_encrypted_pdf_is_told(void **state)
{
    (void)state;
    HPDF_Doc doc = HPDF_New(NULL, NULL);
    assert_non_null(doc);
    (void)HPDF_AddPage(doc);
    assert_int_equal(HPDF_SetPassword(doc, "owner", "user"), HPDF_OK);
    assert_int_equal(HPDF_SaveToFile(doc, unit_path("locked.pdf")), HPDF_OK);
    HPDF_Free(doc);
    assert_status(ST_BAD_INPUT, take(unit_path("locked.pdf"), 1, NULL));
    assert_message("locked.pdf' is encrypted; save it without a password");
}

/* ---- TIFF by hand: little-endian, 2 x 2 white pixels of 8 bits in each directory */

static void put_16(unsigned char *p, unsigned v)
{
    p[0] = (unsigned char)v, p[1] = (unsigned char)(v >> 8);
}

static void put_32(unsigned char *p, unsigned v)
{
    put_16(p, v), put_16(p + 2, v >> 16);
}

#define DIRECTORY_BYTES (2 + 9 * 12 + 4)

static size_t put_directory(unsigned char *file, size_t at, unsigned width, unsigned strip_at, unsigned next)
{
    const unsigned entries[9][3] = {{256, 4, width},    {257, 4, 2}, {258, 3, 8}, {259, 3, 1},        {262, 3, 1},
                                    {273, 4, strip_at}, {277, 3, 1}, {278, 4, 2}, {279, 4, width * 2}};
    put_16(file + at, 9);
    for (int i = 0; i < 9; i++) {
        unsigned char *e = file + at + 2 + 12 * i;
        put_16(e, entries[i][0]), put_16(e + 2, entries[i][1]), put_32(e + 4, 1), put_32(e + 8, entries[i][2]);
    }
    put_32(file + at + 2 + 9 * 12, next);
    return at + DIRECTORY_BYTES;
}

/* Two directories of a sound strip; what follows the second is given. */
static const char *put_tiff(const char *name, unsigned second_next, unsigned strip_at)
{
    unsigned char file[16 + 2 * DIRECTORY_BYTES + 64] = "II*";
    unsigned first = 16, second = first + DIRECTORY_BYTES, strip = second + DIRECTORY_BYTES;
    put_32(file + 4, first);
    (void)put_directory(file, first, 2, strip, second);
    (void)put_directory(file, second, 2, strip_at ? strip_at : strip, second_next);
    memset(file + strip, 255, 64);
    return unit_write_bytes(name, file, sizeof file);
}

/* Two pages are read; that there was more is told. */
static void expect_third_lost(const char *path)
{
    int pages = 0;
    assert_ok(take(path, 2, &pages));
    assert_int_equal(pages, 3);
    assert_status(ST_BAD_INPUT, take(path, 3, NULL));
    assert_message("page 3 has a broken directory");
}

static void directories_of_a_tiff_that_loop_or_lie(void **state)
{
    (void)state;
    int pages = 0;
    double start = now_s();
    assert_ok(take(put_tiff("sound.tif", 0, 0), 2, &pages));
    assert_int_equal(pages, 2);
    expect_third_lost(put_tiff("loop.tif", 16, 0)); /* the second leads back to the first */
    expect_third_lost(put_tiff("self.tif", 16 + DIRECTORY_BYTES, 0)); /* to itself */
    expect_third_lost(put_tiff("beyond.tif", 0x7FFFFFF0, 0)); /* behind the end of the file */
    assert_true(now_s() - start < 10);
}

/* The other pages of a file are read all the same. */
static void a_broken_page_of_a_tiff_is_told_alone(void **state)
{
    (void)state;
    const char *path = put_tiff("strip.tif", 0, 0x7FFFFF00);
    assert_ok(take(path, 1, NULL));
    assert_status(ST_BAD_INPUT, take(path, 2, NULL));
    assert_message("strip.tif': page 2");
}

static void a_tiff_that_claims_to_be_huge(void **state)
{
    (void)state;
    unsigned char file[16 + DIRECTORY_BYTES] = "II*";
    put_32(file + 4, 16);
    (void)put_directory(file, 16, 0x40000000, 16, 0);
    assert_status(ST_TOO_BIG, take(unit_write_bytes("claims.tif", file, sizeof file), 1, NULL));
    assert_message("limit is 200");
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
        cmocka_unit_test(a_pdf_of_5000_pages),
        cmocka_unit_test(pages_that_are_expected_come_out_of_one_renderer),
        cmocka_unit_test(a_renderer_that_hangs_is_not_waited_for),
        cmocka_unit_test(pages_of_a_pdf_that_are_too_large),
        cmocka_unit_test(page_trees_that_lead_nowhere),
        cmocka_unit_test(an_encrypted_pdf_is_told),
        cmocka_unit_test(directories_of_a_tiff_that_loop_or_lie),
        cmocka_unit_test(a_broken_page_of_a_tiff_is_told_alone),
        cmocka_unit_test(a_tiff_that_claims_to_be_huge),
    };
    return cmocka_run_group_tests_name("hostile", tests, set_up, tear_down);
}
