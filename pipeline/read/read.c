#include "read_in.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

struct read_state {
    const struct config *config;
    struct engine *engine; /* loaded at the first image: text files need none */
};

const char *unread_reason_name(enum unread_reason reason)
{
    static const char *const names[UNREAD_COUNT] = {"handwriting", "stamp", "faint", "small", "picture", "unclear"};
    return reason < UNREAD_COUNT ? names[reason] : "unclear";
}

static enum status read_open(const struct config *config, void **ret_state)
{
    struct read_state *s = calloc(1, sizeof *s);
    if (!s) return fail(ST_NO_MEMORY, "out of memory");
    s->config = config;
    *ret_state = s;
    return ST_OK;
}

static void read_close(void *state)
{
    struct read_state *s = state;
    if (!s) return;
    engine_close(s->engine);
    free(s);
}

static enum status read_image(struct engine *e, PIX *clean, struct arena *arena, struct reading *ret)
{
    struct reading r = {0};
    enum status st = ST_OK;
    PIX *ink = image_ink(clean);
    if (!ink) TRY(fail(ST_NO_MEMORY, "out of memory for the ink of a page"));
    struct marks marks = image_letters(ink, pixGetXRes(clean));
    TRY(looks_read(e, clean, marks, arena, &r));
    TRY(order_reading(&r, arena, ret));
done:
    pixDestroy(&ink);
    return st;
}

static enum status read_page(void *state, struct page *p)
{
    struct read_state *s = state;
    struct reading reading = {0};
    enum status st = ST_OK;
    if (p->media == MEDIA_TEXT) return ST_OK;
    if (!s->engine) TRY(engine_open(s->config, &s->engine));
    if (!p->blank) TRY(read_image(s->engine, p->clean, p->arena, &reading));
    TRY(compose_page(p, &reading));
done:
    return st;
}

const struct stage stage_read = {.name = "read", .open = read_open, .page = read_page, .close = read_close};
