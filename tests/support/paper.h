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

#endif
