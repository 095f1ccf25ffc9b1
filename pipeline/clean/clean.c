/* The order of the steps. */
#include "clean_in.h"

#include <leptonica/allheaders.h>

/* Takes the place of *image when `next` is there, and notes where its pixels lie on the original. */
static enum status step(struct page *p, PIX **image, PIX *next, struct affine map)
{
    if (!next) return fail(ST_NO_MEMORY, "out of memory cleaning page %d", p->number);
    pixDestroy(image);
    *image = next;
    p->to_original = affine_after(p->to_original, map);
    return ST_OK;
}

static enum status straighten(struct page *p, PIX **image)
{
    enum status st = ST_OK;
    struct affine map;
    PIX *binary = clean_binary(*image);
    if (!binary) return fail(ST_NO_MEMORY, "out of memory cleaning page %d", p->number);
    int turns = clean_find_turns(binary);
    if (turns) {
        PIX *turned = clean_turn(*image, turns, &map);
        TRY(step(p, image, turned, map));
        pixDestroy(&binary);
        binary = clean_binary(*image);
        p->rotation_deg = turns * 90;
    }
    double skew_deg = binary ? clean_find_skew(binary) : 0;
    if (skew_deg != 0) {
        PIX *straight = clean_deskew(*image, skew_deg, &map);
        TRY(step(p, image, straight, map));
        p->skew_deg = skew_deg;
    }
done:
    pixDestroy(&binary);
    return st;
}

static enum status clean_page(void *state, struct page *p)
{
    (void)state;
    enum status st = ST_OK;
    struct affine map;
    if (p->media == MEDIA_TEXT) return ST_OK;
    PIX *image = NULL;
    p->to_original = affine_identity();
    PIX *square = clean_square(p->image, &map);
    TRY(step(p, &image, square, map));
    TRY(straighten(p, &image));
    p->clean = image;
    image = NULL;
done:
    pixDestroy(&image);
    return st;
}

const struct stage stage_clean = {.name = "clean", .page = clean_page};
