/* Pages for tests, drawn with Leptonica's own bitmap font: no files, no other fonts. Images are owned by the caller. */
#ifndef CC_TESTS_PAPER_H
#define CC_TESTS_PAPER_H

#include <leptonica/allheaders.h>

/* 1000 x 1300 gray, 150 dpi, `lines` lines of text. */
static inline PIX *paper_with_text(int lines)
{
    static const char *const texts[] = {
        "The patient was seen for follow-up of hypertension today.", "She denies chest pain and shortness of breath at rest.",
        "Blood pressure is higher than at the previous visit.", "Continue the present treatment and return in three months."};
    PIX *pix = pixCreate(1000, 1300, 8);
    L_BMF *font = bmfCreate(NULL, 8);
    (void)pixSetAllArbitrary(pix, 255);
    (void)pixSetResolution(pix, 150, 150);
    for (int i = 0; i < lines; i++) (void)pixSetTextline(pix, font, texts[i % 4], 0, 80, 120 + 48 * i, NULL, NULL);
    bmfDestroy(&font);
    return pix;
}

/* The same, its letters worn away to an eighth of their ink in half of all places: a first look reads nonsense, only a version with the
 * faint ink drawn up can be read. */
static inline PIX *paper_with_worn_text(int lines)
{
    PIX *pix = paper_with_text(lines);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            l_uint32 level = 255;
            (void)pixGetPixel(pix, x, y, &level);
            if (level < 255 && (x / 2 * 7 + y / 2 * 11 + x / 2 * (y / 2)) % 10 < 5) (void)pixSetPixel(pix, x, y, 255 - (255 - level) / 8);
        }
    return pix;
}

/* The same, worn at random: so many letters fall apart that the first look cuts the lines themselves wrongly. */
static inline PIX *paper_with_crumbled_text(int lines)
{
    PIX *pix = paper_with_text(lines);
    for (int y = 0; y < pixGetHeight(pix); y++)
        for (int x = 0; x < pixGetWidth(pix); x++) {
            l_uint32 level = 255, h = (l_uint32)(x / 2) * 2654435761U ^ (l_uint32)(y / 2) * 40503U * 65537U;
            h = (h ^ h >> 13) * 0x5bd1e995U;
            (void)pixGetPixel(pix, x, y, &level);
            if (level < 255 && (h ^ h >> 15) % 10 < 5) (void)pixSetPixel(pix, x, y, 255 - (255 - level) / 8);
        }
    return pix;
}

#endif
