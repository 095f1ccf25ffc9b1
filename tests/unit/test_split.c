/* Blanks that were missed are put back where the ink shows them, and nowhere else. */
#include "../../pipeline/read/read_in.h"
#include "image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <leptonica/allheaders.h>
#include <stdio.h>

static struct arena *arena;

#define X_HEIGHT 15
#define LETTER 14 /* width of a drawn letter */
#define BLANK 12

/* Draws a line: a letter is a block, a blank a gap, a stop a dot. */
struct drawing {
    PIX *ink;
    int at[80]; /* left of each character of `drawn` */
    int right;
};

static struct drawing draw(const char *drawn)
{
    struct drawing d = {.ink = pixCreate(1200, 100, 1)};
    int x = 40;
    for (int i = 0; drawn[i]; i++) {
        int w = drawn[i] == ' ' ? BLANK - 3 : strchr(".,", drawn[i]) ? 4 : LETTER, h = w == LETTER ? 22 : 4;
        d.at[i] = x;
        if (drawn[i] != ' ') (void)pixRasterop(d.ink, x, 62 - h, w, h, PIX_SET, NULL, 0, 0);
        x += w + 3;
    }
    d.right = x - 3;
    return d;
}

static struct glimpse word(const struct drawing *d, const char *text, int from, int end)
{
    int right = d->at[end] ? d->at[end] - 3 : d->right;
    return (struct glimpse){.text = {text, strlen(text)}, .box = {d->at[from], 40, right - d->at[from], 22}, .quality = .9f};
}

static const char *split(const struct drawing *d, struct glimpse *words, uint32_t n)
{
    static char text[200];
    struct row row = {.box = {40, 40, d->right - 40, 22}, .count = n};
    struct reading r = {words, n, &row, 1};
    size_t at = 0;
    assert_int_equal(split_words(d->ink, X_HEIGHT, arena, &r), ST_OK);
    for (uint32_t i = 0; i < row.count; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%.*s", i ? " " : "", (int)r.words[i].text.n, r.words[i].text.p);
    return text;
}

static void each_blank_of_a_word_is_put_back(void **state)
{
    (void)state;
    struct drawing d = draw("T 98.2 F 97% RA");
    struct glimpse words[] = {word(&d, "T98.2F", 0, 9), word(&d, "97%RA", 9, 15)};
    assert_string_equal(split(&d, words, 2), "T 98.2 F 97% RA");
    pixDestroy(&d.ink);
}

static void gap_as_wide_as_the_blanks_of_the_line_parts_capitals_and_figures(void **state)
{
    (void)state;
    struct drawing d = draw("AB L 12 34 on in at to");
    struct glimpse words[] = {word(&d, "ABL", 0, 5),  word(&d, "1234", 5, 11), word(&d, "on", 11, 14),
                              word(&d, "in", 14, 17), word(&d, "at", 17, 20),  word(&d, "to", 20, 22)};
    assert_string_equal(split(&d, words, 6), "AB L 12 34 on in at to");
    pixDestroy(&d.ink);
}

static void word_without_a_wide_gap_stays_whole(void **state)
{
    (void)state;
    struct drawing d = draw("B12 A1c 1.2 of the day");
    struct glimpse words[] = {word(&d, "B12", 0, 4),  word(&d, "A1c", 4, 8),   word(&d, "1.2", 8, 12),
                              word(&d, "of", 12, 15), word(&d, "the", 15, 19), word(&d, "day", 19, 22)};
    assert_string_equal(split(&d, words, 6), "B12 A1c 1.2 of the day");
    pixDestroy(&d.ink);
}

/* A worn word gapes. */
static void small_letters_are_never_parted(void **state)
{
    (void)state;
    struct drawing d = draw("dise se of the day on");
    struct glimpse words[] = {word(&d, "disease", 0, 8), word(&d, "of", 8, 11), word(&d, "the", 11, 15), word(&d, "day", 15, 19),
                              word(&d, "on", 19, 21)};
    assert_string_equal(split(&d, words, 5), "disease of the day on");
    pixDestroy(&d.ink);
}

/* Tesseract's box of "R0.85" may begin behind the R. */
static void letter_before_the_box_is_found(void **state)
{
    (void)state;
    struct drawing d = draw("L R 0.85");
    struct glimpse words[] = {word(&d, "L", 0, 1), word(&d, "R0.85", 4, 8)};
    assert_string_equal(split(&d, words, 2), "L R 0.85");
    pixDestroy(&d.ink);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_blank_of_a_word_is_put_back),    cmocka_unit_test(gap_as_wide_as_the_blanks_of_the_line_parts_capitals_and_figures),
        cmocka_unit_test(word_without_a_wide_gap_stays_whole), cmocka_unit_test(small_letters_are_never_parted),
        cmocka_unit_test(letter_before_the_box_is_found),
    };
    arena = arena_new(1 << 20);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(arena);
    return failed;
}
