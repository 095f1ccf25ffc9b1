/* The order of the steps. */
#include "bend.h"
#include "clean_in.h"
#include "image.h"
#include "repeat.h"

#include <leptonica/allheaders.h>

#define DEFAULT_X_HEIGHT_PX 20
#define FEWEST_LETTERS 4 /* a page with fewer letter-sized marks is blank */
#define LEAST_SIDE_PX 24 /* no line of text fits on less */
#define NOISE_SPECKS 9 /* for each letter */
#define SOUND_GAP_PX 3
#define LINE_X_HEIGHTS 9 /* a rule is longer than this; a dash or a letter's bar is not */

struct work {
    struct page *page;
    PIX *gray, *binary; /* binary is NULL when gray has changed since */
    struct marks marks;
};

static enum status no_memory(const struct work *k)
{
    return fail(ST_NO_MEMORY, "out of memory cleaning page %d", k->page->number);
}

/* Takes the place of the image, and notes where its pixels lie on the original. */
static enum status step(struct work *k, PIX *next, struct affine map)
{
    if (!next) return no_memory(k);
    pixDestroy(&k->gray);
    pixDestroy(&k->binary);
    k->gray = next;
    k->page->to_original = affine_after(k->page->to_original, map);
    return ST_OK;
}

static enum status need_binary(struct work *k)
{
    if (!k->binary) k->binary = image_ink(k->gray);
    return k->binary ? ST_OK : no_memory(k);
}

static int x_height(const struct work *k)
{
    return k->marks.x_height_px ? k->marks.x_height_px : DEFAULT_X_HEIGHT_PX;
}

static enum status measure(struct work *k)
{
    enum status st = ST_OK;
    TRY(need_binary(k));
    k->marks = image_letters(k->binary, k->page->dpi);
done:
    return st;
}

/* So many specks are not dust between the letters but noise all over; two medians take grains of two pixels, a blur the rest. */
static enum status quiet(struct work *k)
{
    enum status st = ST_OK;
    for (int round = 0; round < 3 && k->marks.specks > NOISE_SPECKS * (k->marks.letters + FEWEST_LETTERS); round++) {
        PIX *next = round < 2 ? image_median(k->gray) : image_blur(k->gray, 1);
        TRY(step(k, next, affine_identity()));
        TRY(measure(k));
    }
done:
    return st;
}

static enum status light_and_size(struct work *k)
{
    enum status st = ST_OK;
    struct affine map = affine_identity();
    bool changed;
    TRY(step(k, image_even(k->gray, &changed), map));
    PIX *bare = clean_screen(k->gray);
    if (bare) TRY(step(k, bare, map));
    TRY(measure(k));
    TRY(quiet(k));
    PIX *sized = clean_size(k->gray, k->marks.x_height_px, k->page->dpi, &map);
    if (sized) k->marks.x_height_px = (int)(k->marks.x_height_px / map.a + .5);
    TRY(step(k, sized, map));
done:
    return st;
}

static enum status straighten(struct work *k)
{
    enum status st = ST_OK;
    struct affine map;
    TRY(need_binary(k));
    int turns = clean_find_turns(k->binary);
    if (turns) {
        PIX *turned = image_turn(k->gray, turns, &map);
        TRY(step(k, turned, map));
        TRY(need_binary(k));
        k->page->rotation_deg = turns * 90;
    }
    double skew_deg = clean_find_skew(k->binary);
    if (skew_deg != 0) {
        PIX *straight = clean_deskew(k->gray, skew_deg, &map);
        TRY(step(k, straight, map));
        k->page->skew_deg = skew_deg;
    }
done:
    return st;
}

static enum status level(struct work *k)
{
    enum status st = ST_OK;
    TRY(need_binary(k));
    k->page->bend = bend_find(k->binary, k->marks.x_height_px);
    if (k->page->bend) TRY(step(k, bend_level(k->gray, k->page->bend), affine_identity()));
done:
    return st;
}

static enum status wipe(struct work *k)
{
    enum status st = ST_OK;
    TRY(need_binary(k));
    if (clean_borders(k->gray, k->binary, x_height(k))) pixDestroy(&k->binary);
    TRY(need_binary(k));
    if (image_erase_streaks(k->gray, k->binary, x_height(k), &k->page->stems)) pixDestroy(&k->binary);
    TRY(need_binary(k));
    int gap_px = k->marks.broken ? x_height(k) / 2 : SOUND_GAP_PX; /* lines break where letters do */
    if (image_erase_lines(k->gray, k->binary, LINE_X_HEIGHTS * x_height(k), gap_px, x_height(k) / 2)) pixDestroy(&k->binary);
    TRY(need_binary(k));
    if (clean_blocks(k->gray, k->binary, x_height(k))) pixDestroy(&k->binary);
    TRY(need_binary(k));
    int many = k->marks.letters / 2, few = k->marks.letters / 10; /* few: a text has a dot or stop to seven to ten letters (samples/texts) */
    if (k->marks.specks > many && clean_specks(k->gray, k->binary, x_height(k), few)) pixDestroy(&k->binary);
done:
    return st;
}

static enum status clean_all(struct work *k)
{
    enum status st = ST_OK;
    struct affine map;
    PIX *square = clean_square(k->page->image, &map);
    TRY(step(k, square, map));
    if (clean_is_reversed(k->gray)) TRY(step(k, pixInvert(NULL, k->gray), affine_identity()));
    k->page->blank = pixGetWidth(k->gray) < LEAST_SIDE_PX || pixGetHeight(k->gray) < LEAST_SIDE_PX || clean_is_bare(k->gray);
    if (k->page->blank) goto done;
    TRY(light_and_size(k));
    TRY(straighten(k));
    TRY(level(k));
    repeat_print(k->gray, k->page->print); /* before rules go: of a drawing they are the most */
    TRY(wipe(k));
    TRY(need_binary(k));
    k->page->blank = image_marks(k->binary).letters < FEWEST_LETTERS && k->marks.letters < FEWEST_LETTERS;
done:
    return st;
}

static enum status clean_page(void *state, struct page *p)
{
    (void)state;
    if (p->media == MEDIA_TEXT) return ST_OK;
    struct work k = {.page = p};
    p->to_original = affine_identity();
    enum status st = clean_all(&k);
    pixDestroy(&k.binary);
    if (st != ST_OK) pixDestroy(&k.gray);
    p->clean = k.gray;
    return st;
}

const struct stage stage_clean = {.name = "clean", .page = clean_page};
