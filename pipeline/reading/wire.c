#include "reading_in.h"

#include "page_bytes.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

static enum status put_image(struct buf *out, const struct page *p)
{
    l_uint32 *image = NULL;
    size_t n = 0;
    if (pixSerializeToMemory(p->image, &image, &n) != 0) return fail(ST_NO_MEMORY, "out of memory for the image of page %d", p->number);
    buf_add(out, (const char *)image, n);
    lept_free(image);
    return buf_status(out);
}

/* Its length goes before it. */
static enum status put_picture(struct buf *out, const struct page *p, int width_px)
{
    struct buf picture;
    uint64_t n;
    buf_init(&picture, RESPONSE_BYTES);
    enum status st = picture_put(p->image, width_px, &picture);
    n = picture.n;
    if (st == ST_OK) buf_add(out, (const char *)&n, sizeof n);
    if (st == ST_OK) buf_add(out, picture.p, picture.n);
    buf_clear(&picture);
    return st == ST_OK ? buf_status(out) : st;
}

enum status wire_put_page(struct buf *out, const struct page *p, unsigned want)
{
    enum status st = ST_OK;
    TRY(page_put_bytes(out, p));
    if (!p->image) goto done;
    if (want & READING_IMAGE) TRY(put_image(out, p));
    if (want & READING_PICTURES) {
        TRY(put_picture(out, p, READING_SCREEN_PX));
        TRY(put_picture(out, p, READING_STRIP_PX));
    }
done:
    return st;
}

static bool take_image(struct str rest, struct page *p)
{
    l_uint32 *copy = malloc(rest.n); /* the bytes may lie at an odd address */
    if (!copy) return false;
    memcpy(copy, rest.p, rest.n);
    p->image = pixDeserializeFromMemory(copy, rest.n);
    free(copy);
    return p->image != NULL;
}

static bool take_picture(struct str *rest, struct arena *arena, struct str *ret)
{
    uint64_t n;
    if (rest->n < sizeof n) return false;
    memcpy(&n, rest->p, sizeof n);
    *rest = (struct str){rest->p + sizeof n, rest->n - sizeof n};
    if (n > rest->n) return false;
    *ret = (struct str){arena_strdup(arena, rest->p, n), n};
    *rest = (struct str){rest->p + n, rest->n - n};
    return ret->p != NULL;
}

static bool take_rest(struct str rest, unsigned want, struct page *p)
{
    if (rest.n == 0) return true; /* of text there is no image */
    if (want & READING_IMAGE) return take_image(rest, p);
    return take_picture(&rest, p->arena, &p->screen) && take_picture(&rest, p->arena, &p->strip) && rest.n == 0;
}

enum status wire_get_page(struct str bytes, unsigned want, struct page *ret)
{
    struct page p = {.arena = ret->arena, .file = ret->file};
    size_t used;
    if (page_get_bytes(bytes, &p, &used) != ST_OK || !take_rest((struct str){bytes.p + used, bytes.n - used}, want, &p))
        return fail(ST_CRASHED, "the reader's answer makes no sense, or memory ran out");
    *ret = p;
    return ST_OK;
}
