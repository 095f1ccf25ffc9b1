/* Clean: each step does its work on a page that needs it, and nothing on one that does not. */
#include "clean.h"

#include "../../pipeline/clean/clean_in.h"
#include "../support/paper.h"
#include "bend.h"
#include "image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>

static struct page cleaned(PIX *image)
{
    struct page p = {.number = 1, .image = image, .width_px = pixGetWidth(image), .height_px = pixGetHeight(image), .dpi = pixGetXRes(image)};
    assert_int_equal(stage_clean.page(NULL, &p), ST_OK);
    assert_non_null(p.clean);
    return p;
}

static void good_page_is_left_alone(void **state)
{
    (void)state;
    PIX *image = paper_with_text(12), *copy = pixCopy(NULL, image);
    l_int32 same = 0;
    struct page p = cleaned(image);
    assert_int_equal(p.rotation_deg, 0);
    assert_true(p.skew_deg == 0);
    assert_false(p.blank);
    (void)pixEqual(p.clean, copy, &same);
    assert_true(same);
    assert_null(p.bend);
    pixDestroy(&copy);
    page_clear(&p);
}

static void skew_is_found_and_taken_out(void **state)
{
    (void)state;
    for (int deg = -9; deg <= 9; deg += 6) {
        PIX *upright = paper_with_text(14);
        PIX *image = pixRotate(upright, (float)(deg * 3.14159265 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
        pixDestroy(&upright);
        struct page p = cleaned(image);
        assert_true(fabs(p.skew_deg - deg) < .3);
        page_clear(&p);
    }
}

/* A mark on the original must be found where to_original says. */
static void boxes_map_back(void **state)
{
    (void)state;
    for (int turns = 0; turns < 4; turns++) {
        PIX *upright = paper_with_text(14);
        PIX *image = turns ? pixRotateOrth(upright, turns) : pixClone(upright);
        pixDestroy(&upright);
        struct page p = cleaned(image);
        assert_int_equal(p.rotation_deg, (360 - 90 * turns) % 360);
        struct box clean_corner = {80, 90, 10, 40}, b = affine_box(p.to_original, clean_corner, p.width_px, p.height_px);
        static const struct box want[4] = {{80, 90, 10, 40}, {1170, 80, 40, 10}, {910, 1170, 10, 40}, {90, 910, 40, 10}};
        assert_int_equal(b.x, want[turns].x);
        assert_int_equal(b.y, want[turns].y);
        assert_int_equal(b.w, want[turns].w);
        assert_int_equal(b.h, want[turns].h);
        page_clear(&p);
    }
}

static void coarse_fax_gets_square_pixels(void **state)
{
    (void)state;
    PIX *fine = paper_with_text(12), *coarse = pixScale(fine, 1, .5f);
    pixDestroy(&fine);
    (void)pixSetResolution(coarse, 204, 98);
    struct page p = cleaned(coarse);
    double ratio = (double)pixGetWidth(p.clean) / pixGetHeight(p.clean);
    assert_true(fabs(ratio - 1000.0 / (650 * 204.0 / 98)) < .01);
    page_clear(&p);
}

/* Lines that sag by 14 pixels in the middle of the sheet come out level, and boxes map back to where the ink was. */
static void bent_lines_are_levelled(void **state)
{
    (void)state;
    PIX *level = paper_with_text(20), *bent = pixCreateTemplate(level);
    for (int y = 0; y < 1300; y++)
        for (int x = 0; x < 1000; x++) {
            l_uint32 v = 255;
            int from = y - (int)(14 * sin(x / 1000.0 * 3.14159));
            if (from >= 0) (void)pixGetPixel(level, x, from, &v);
            (void)pixSetPixel(bent, x, y, v);
        }
    (void)pixSetResolution(bent, 150, 150);
    struct page p = cleaned(bent);
    assert_non_null(p.bend);
    double rows[2] = {0}; /* ink between the lines of text: none when they are level */
    PIX *ink[2] = {image_ink(p.clean), image_ink(bent)};
    for (int i = 0; i < 2; i++) {
        NUMA *counts = pixCountPixelsByRow(ink[i], NULL);
        for (int y = 0; y < numaGetCount(counts); y++) {
            l_float32 v;
            (void)numaGetFValue(counts, y, &v);
            rows[i] += v == 0;
        }
        numaDestroy(&counts), pixDestroy(&ink[i]);
    }
    assert_true(rows[0] > rows[1] + 100);
    double scale = (double)pixGetWidth(p.clean) / 1000;
    struct box b = {(int)(500 * scale), (int)(600 * scale), (int)(20 * scale), 20}, edge = {(int)(80 * scale), b.y, b.w, 20};
    int sag = bend_to_original(&p, b).y - bend_to_original(&p, edge).y;
    assert_in_range(sag, 8, 14);
    pixDestroy(&level);
    page_clear(&p);
}

static void uneven_light_is_evened(void **state)
{
    (void)state;
    bool changed = false;
    PIX *pix = paper_with_text(12);
    for (int y = 0; y < 1300; y++)
        for (int x = 0; x < 1000; x++) {
            l_uint32 v;
            (void)pixGetPixel(pix, x, y, &v);
            (void)pixSetPixel(pix, x, y, v * (unsigned)(60 + y / 10) / 255);
        }
    PIX *even = image_even(pix, &changed);
    l_uint32 top, bottom;
    (void)pixGetPixel(even, 5, 5, &top), (void)pixGetPixel(even, 5, 1290, &bottom);
    assert_true(changed);
    assert_in_range(top, 225, 255);
    assert_in_range(bottom, 225, 255);
    pixDestroy(&even);
    pixDestroy(&pix);
}

static void blank_pages_are_known(void **state)
{
    (void)state;
    PIX *white = pixCreate(1000, 1300, 8);
    (void)pixSetAllArbitrary(white, 250);
    struct page p = cleaned(white), one = cleaned(pixCreate(1, 1, 1)), text = cleaned(paper_with_text(1));
    assert_true(p.blank);
    assert_true(one.blank);
    assert_false(text.blank);
    page_clear(&p), page_clear(&one), page_clear(&text);
}

/* White on black is turned; a dim page and one on a dark desk are not. */
static void reversed_page_is_turned(void **state)
{
    (void)state;
    PIX *plain = paper_with_text(12), *reversed = pixInvert(NULL, plain), *desk = pixCreate(2600, 2600, 8), *dim = pixCopy(NULL, plain);
    l_int32 same = 0;
    (void)pixSetAllArbitrary(desk, 40);
    (void)pixRasterop(desk, 700, 700, 1000, 1300, PIX_SRC, plain, 0, 0);
    (void)pixMultConstantGray(dim, .3f);
    assert_false(clean_is_reversed(plain));
    assert_false(clean_is_reversed(desk));
    assert_false(clean_is_reversed(dim));
    assert_true(clean_is_reversed(reversed));
    struct page p = cleaned(reversed);
    (void)pixEqual(p.clean, plain, &same);
    assert_true(same);
    pixDestroy(&plain);
    pixDestroy(&desk);
    pixDestroy(&dim);
    page_clear(&p);
}

static void rules_go_and_letters_stay(void **state)
{
    (void)state;
    PIX *plain = paper_with_text(10), *ruled = pixCopy(NULL, plain);
    for (int i = 0; i < 10; i++) image_fill(ruled, (struct box){40, 130 + 48 * i, 900, 2}, 0);
    image_fill(ruled, (struct box){300, 60, 2, 900}, 0);
    PIX *ink = image_ink(ruled), *wanted = image_ink(plain);
    assert_true(image_erase_lines(ruled, ink, 120, 3, 8) > 10000);
    PIX *left = image_ink(ruled);
    l_int32 had, have;
    (void)pixCountPixels(wanted, &had, NULL), (void)pixCountPixels(left, &have, NULL);
    assert_true(have > had * 80 / 100 && have < had * 112 / 100);
    pixDestroy(&plain), pixDestroy(&ruled), pixDestroy(&ink), pixDestroy(&wanted), pixDestroy(&left);
}

/* Letters with a bar on top, as of a line that is set close under a frame. */
static void bars_of_letters_right_at_a_rule_stay(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(0);
    for (int i = 0; i < 12; i++) {
        image_fill(pix, (struct box){100 + 40 * i, 202, 20, 3}, 0);
        image_fill(pix, (struct box){100 + 40 * i, 202, 3, 26}, 0), image_fill(pix, (struct box){117 + 40 * i, 202, 3, 26}, 0);
    }
    image_fill(pix, (struct box){60, 200, 800, 2}, 0);
    PIX *ink = image_ink(pix);
    assert_true(image_erase_lines(pix, ink, 120, 3, 8) > 800);
    for (int i = 0; i < 12; i++)
        for (int x = 103 + 40 * i; x < 117 + 40 * i; x++)
            assert_true(GET_DATA_BYTE(pixGetData(pix) + (size_t)202 * pixGetWpl(pix), x) +
                            GET_DATA_BYTE(pixGetData(pix) + (size_t)203 * pixGetWpl(pix), x) ==
                        0);
    assert_int_equal(GET_DATA_BYTE(pixGetData(pix) + (size_t)200 * pixGetWpl(pix), 130), 255);
    pixDestroy(&pix), pixDestroy(&ink);
}

/* A torn corner on a dark desk: it goes, the heading that it touches stays for its white letters to be read. */
static void heading_that_touches_a_dark_corner_stays(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(4);
    image_fill(pix, (struct box){800, 0, 200, 700}, 0);
    image_fill(pix, (struct box){80, 500, 800, 34}, 0);
    image_fill(pix, (struct box){0, 1270, 1000, 30}, 0);
    PIX *ink = image_ink(pix);
    assert_true(clean_borders(pix, ink, 14));
    assert_int_equal(GET_DATA_BYTE(pixGetData(pix) + (size_t)517 * pixGetWpl(pix), 300), 0);
    assert_int_equal(GET_DATA_BYTE(pixGetData(pix) + (size_t)300 * pixGetWpl(pix), 900), 255);
    assert_int_equal(GET_DATA_BYTE(pixGetData(pix) + (size_t)600 * pixGetWpl(pix), 820), 255);
    assert_int_equal(GET_DATA_BYTE(pixGetData(pix) + (size_t)1280 * pixGetWpl(pix), 500), 255);
    pixDestroy(&pix), pixDestroy(&ink);
}

/* Lighter dots behind the upper lines of text; a light line below them is text and stays. */
static void screen_of_dots_goes(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(6), *plain = pixCopy(NULL, pix);
    for (int y = 20; y < 400; y += 8)
        for (int x = 20; x < 980; x += 8)
            for (int i = 0; i < 16; i++) {
                l_uint32 v;
                (void)pixGetPixel(pix, x + i % 4, y + i / 4, &v);
                if (v > 150) (void)pixSetPixel(pix, x + i % 4, y + i / 4, 150);
            }
    image_fill(pix, (struct box){80, 700, 400, 3}, 170);
    PIX *bare = clean_screen(pix);
    assert_non_null(bare);
    PIX *ink = pixThresholdToBinary(bare, 215), *wanted = pixThresholdToBinary(plain, 215);
    l_int32 had, have;
    (void)pixCountPixels(wanted, &had, NULL), (void)pixCountPixels(ink, &have, NULL);
    assert_in_range(have, had + 1200 - had / 50, had + 1200 + had / 50);
    assert_null(clean_screen(plain));
    pixDestroy(&pix), pixDestroy(&plain), pixDestroy(&bare), pixDestroy(&ink), pixDestroy(&wanted);
}

static int count_ink(PIX *ink)
{
    l_int32 n = 0;
    (void)pixCountPixels(ink, &n, NULL);
    return n;
}

/* Of `ink`, what is not in `other`. */
static int count_without(PIX *ink, PIX *other)
{
    PIX *rest = pixSubtract(NULL, ink, other);
    int n = count_ink(rest);
    pixDestroy(&rest);
    return n;
}

/* Thin lines down the page, in pieces some lines of text long, that wander by some pixels. */
static void draw_streaks(PIX *page, int count)
{
    for (int i = 0; i < count; i++)
        for (int y = 40; y < 640; y++)
            if ((y + 37 * i) % 190 < 150) image_fill(page, (struct box){95 + 61 * i + (int)(2 * sin(y / 60.0)), y, 2, 1}, 20);
}

static void streaks_go_and_strokes_they_cross_stay(void **state)
{
    (void)state;
    PIX *plain = paper_with_text(10), *page = pixCopy(NULL, plain), *stems = NULL;
    draw_streaks(page, 10);
    PIX *ink = image_ink(page), *wanted = image_ink(plain), *covered = pixSubtract(NULL, ink, wanted);
    assert_true(image_erase_streaks(page, ink, 14, &stems) > 8000);
    PIX *left = image_ink(page);
    assert_true(count_without(left, wanted) * 10 < count_ink(covered));
    assert_true(count_without(wanted, left) * 100 < 2 * count_ink(wanted));
    assert_non_null(stems);
    PIX *lost = pixSubtract(NULL, wanted, left);
    assert_true(count_without(lost, stems) * 3 < count_ink(lost) * 2); /* the rest is noted for another look */
    pixDestroy(&plain), pixDestroy(&page), pixDestroy(&stems), pixDestroy(&ink);
    pixDestroy(&wanted), pixDestroy(&covered), pixDestroy(&left), pixDestroy(&lost);
}

/* Nor does a single upright taller than the text, as of a heading's letter. */
static void text_and_tables_without_streaks_keep_every_pixel(void **state)
{
    (void)state;
    PIX *page = paper_with_text(20), *stems = NULL;
    for (int i = 0; i < 4; i++)
        image_fill(page, (struct box){60, 100 + 300 * i, 800, 2}, 0), image_fill(page, (struct box){60 + 266 * i, 100, 2, 902}, 0);
    image_fill(page, (struct box){930, 1100, 3, 80}, 0);
    PIX *ink = image_ink(page);
    assert_int_equal(image_erase_streaks(page, ink, 14, &stems), 0);
    assert_null(stems);
    pixDestroy(&page), pixDestroy(&ink);
}

/* Letters in slices are no dust, nor are the dots of a text without dust. */
static void dust_goes_and_slices_of_faint_letters_stay(void **state)
{
    (void)state;
    PIX *page = paper_with_text(10);
    for (int y = 200; y < 600; y++)
        for (int x = 0; x < 1000; x++) {
            l_uint32 level;
            (void)pixGetPixel(page, x, y, &level);
            (void)pixSetPixel(page, x, y, level == 255 ? 255 : y % 3 ? 190 : 130);
        }
    PIX *wanted = pixCopy(NULL, page);
    for (int i = 0; i < 900; i++) image_fill(page, (struct box){i * 619 % 990, 700 + i * 277 % 580, 2, 2}, 0);
    PIX *ink = image_ink(page);
    assert_false(clean_specks(page, ink, 20, 2000));
    assert_true(clean_specks(page, ink, 20, 500));
    PIX *left = pixThresholdToBinary(page, 250), *whole = pixThresholdToBinary(wanted, 250);
    assert_true(count_without(whole, left) * 100 < count_ink(whole));
    assert_int_equal(count_without(left, whole), 0);
    pixDestroy(&page), pixDestroy(&wanted), pixDestroy(&ink), pixDestroy(&left), pixDestroy(&whole);
}

static void text_without_rules_keeps_every_pixel(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(20), *ink = image_ink(pix);
    assert_int_equal(image_erase_lines(pix, ink, 60, 3, 8), 0);
    pixDestroy(&pix), pixDestroy(&ink);
}

/* Takes `in`: gray paper with the sensor's grain; ink is `depth` levels darker than the paper. */
static PIX *grainy(PIX *in, int depth)
{
    unsigned v = 5;
    for (int y = 0; y < pixGetHeight(in); y++)
        for (int x = 0; x < pixGetWidth(in); x++) {
            l_uint32 was;
            (void)pixGetPixel(in, x, y, &was);
            int grain = (int)((v = v * 1103515245u + 12345u) >> 20) % 11 - 5;
            (void)pixSetPixel(in, x, y, (l_uint32)(236 + grain - (was < 128 ? depth : 0)));
        }
    return in;
}

static bool is_bare(PIX *gray)
{
    bool bare = clean_is_bare(gray);
    pixDestroy(&gray);
    return bare;
}

/* The back of a sheet with holes for a binder, and the front shining through; faint text is no bare paper. */
static void bare_backs_are_known_and_faint_text_is_kept(void **state)
{
    (void)state;
    PIX *holes = grainy(paper_with_text(0), 0);
    for (int i = 1; i < 4; i++) (void)pixRasterop(holes, 30, 300 * i, 32, 32, PIX_CLR, NULL, 0, 0);
    assert_true(is_bare(holes));
    PIX *front = paper_with_text(20);
    assert_true(is_bare(grainy(pixFlipLR(NULL, front), 12)));
    pixDestroy(&front);
    assert_false(is_bare(grainy(paper_with_text(20), 50)));
    assert_false(is_bare(grainy(paper_with_text(1), 50)));
    assert_false(is_bare(paper_with_text(1)));
}

/* A sheet may bear no more than a line at its head or foot; the binder's holes and a black edge there are none. */
static void a_line_at_the_head_is_no_bare_paper(void **state)
{
    (void)state;
    for (int foot = 0; foot < 2; foot++) {
        PIX *text = paper_with_text(1), *page = grainy(paper_with_text(0), 0);
        int w = pixGetWidth(page), h = pixGetHeight(page);
        l_int32 x = 0, y = 0, bw = 0, bh = 0;
        PIX *ink = image_ink(text);
        BOX *line = NULL;
        assert_int_equal(pixClipToForeground(ink, NULL, &line), 0);
        (void)boxGetGeometry(line, &x, &y, &bw, &bh);
        (void)pixRasterop(page, 0, 0, 12, h, PIX_CLR, NULL, 0, 0);
        (void)pixRasterop(page, x, foot ? h - h / 12 : h / 24, bw, bh, PIX_SRC, text, x, y);
        assert_true(bh < h / 24 && bw < w);
        assert_false(is_bare(page));
        boxDestroy(&line);
        pixDestroy(&text), pixDestroy(&ink);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_page_is_left_alone),
        cmocka_unit_test(skew_is_found_and_taken_out),
        cmocka_unit_test(boxes_map_back),
        cmocka_unit_test(coarse_fax_gets_square_pixels),
        cmocka_unit_test(bent_lines_are_levelled),
        cmocka_unit_test(uneven_light_is_evened),
        cmocka_unit_test(blank_pages_are_known),
        cmocka_unit_test(bare_backs_are_known_and_faint_text_is_kept),
        cmocka_unit_test(a_line_at_the_head_is_no_bare_paper),
        cmocka_unit_test(reversed_page_is_turned),
        cmocka_unit_test(rules_go_and_letters_stay),
        cmocka_unit_test(screen_of_dots_goes),
        cmocka_unit_test(heading_that_touches_a_dark_corner_stays),
        cmocka_unit_test(bars_of_letters_right_at_a_rule_stay),
        cmocka_unit_test(text_without_rules_keeps_every_pixel),
        cmocka_unit_test(streaks_go_and_strokes_they_cross_stay),
        cmocka_unit_test(text_and_tables_without_streaks_keep_every_pixel),
        cmocka_unit_test(dust_goes_and_slices_of_faint_letters_stay),
    };
    setMsgSeverity(L_SEVERITY_NONE);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
