/* Letters that the first look passed over. Faint bands of a page leave no trace in a reading, however good the rest is; they show only as
 * ink under no word. Rows of such ink may be lost too, so that letters are in slices: these are closed up before they are counted. */
#include "read_in.h"

#include <leptonica/allheaders.h>

#define USUAL_X_HEIGHT 20
#define EDGE .045 /* of the sheet */
#define FEW .04 /* of the letters that were read: what is left of rules and marks; about half of GOOD_PAGE (looks.c), so too few for a look */
#define LETTER_X_HEIGHTS .9 /* width of a letter with its blank */

static void wipe_words(PIX *ink, const struct reading *r, int pad)
{
    for (uint32_t i = 0; i < r->word_count; i++) {
        struct box b = r->words[i].box;
        BOX *box = boxCreate(b.x - pad, b.y - pad, b.w + 2 * pad, b.h + 2 * pad);
        if (box) (void)pixClearInRect(ink, box);
        boxDestroy(&box);
    }
}

/* Beside the sheet's edges lies its shadow. */
static bool is_inside(PIX *ink, struct box b)
{
    int x = b.x + b.w / 2, y = b.y + b.h / 2, w = pixGetWidth(ink), h = pixGetHeight(ink);
    return x > EDGE * w && x < (1 - EDGE) * w && y > EDGE * h && y < (1 - EDGE) * h;
}

/* Of what grows together to words: dust does not, or to far more. */
static double count_letters(PIX *ink, int x)
{
    double n = 0;
    PIX *closed = pixCloseSafeBrick(NULL, ink, (x / 2) | 1, (x / 3) | 1);
    BOXA *boxes = closed ? pixConnCompBB(closed, 8) : NULL;
    for (int i = 0; boxes && i < boxaGetCount(boxes); i++) {
        struct box b;
        (void)boxaGetBoxGeometry(boxes, i, &b.x, &b.y, &b.w, &b.h);
        if (b.h * 10 >= 6 * x && b.h <= 3 * x && b.w * 2 >= 3 * x && is_inside(ink, b)) n += b.w / (LETTER_X_HEIGHTS * x);
    }
    pixDestroy(&closed);
    boxaDestroy(&boxes);
    return n;
}

/* At full size: thin faint strokes would drown in the paper around them. */
enum status missed_letters(PIX *clean, const struct reading *r, int x_height_px, double *ret_letters)
{
    int x = x_height_px > 4 ? x_height_px : USUAL_X_HEIGHT;
    PIX *ink = image_faint_ink(clean);
    if (!ink) return fail(ST_NO_MEMORY, "out of memory for the ink of a page");
    wipe_words(ink, r, x / 4 + 1);
    double letters = count_letters(ink, x), seen = 0;
    for (uint32_t i = 0; i < r->word_count; i++) seen += (double)r->words[i].text.n;
    *ret_letters = letters > FEW * seen ? letters : 0;
    pixDestroy(&ink);
    return ST_OK;
}
