#include "reading_in.h"

#include "page_bytes.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

enum status wire_put_page(struct buf *out, const struct page *p, bool with_image)
{
    l_uint32 *image = NULL;
    size_t image_n = 0;
    if (with_image && p->image && pixSerializeToMemory(p->image, &image, &image_n) != 0)
        return fail(ST_NO_MEMORY, "out of memory for the image of page %d", p->number);
    enum status st = page_put_bytes(out, p);
    if (st == ST_OK && image_n) {
        buf_add(out, (const char *)image, image_n);
        st = buf_status(out);
    }
    lept_free(image);
    return st;
}

static bool take_image(struct str rest, struct page *p)
{
    if (rest.n == 0) return true;
    l_uint32 *copy = malloc(rest.n); /* the bytes may lie at an odd address */
    if (!copy) return false;
    memcpy(copy, rest.p, rest.n);
    p->image = pixDeserializeFromMemory(copy, rest.n);
    free(copy);
    return p->image != NULL;
}

enum status wire_get_page(struct str bytes, struct page *ret)
{
    struct page p = {.arena = ret->arena, .file = ret->file};
    size_t used;
    if (page_get_bytes(bytes, &p, &used) != ST_OK || !take_image((struct str){bytes.p + used, bytes.n - used}, &p))
        return fail(ST_CRASHED, "the reader's answer makes no sense, or memory ran out");
    *ret = p;
    return ST_OK;
}
