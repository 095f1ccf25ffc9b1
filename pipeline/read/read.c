#include "bend.h"
#include "read_in.h"

#include "base/config.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

#define LOOKS_SHARE .4 /* of the page's time: then no further look begins, */
#define LAST_LOOK_SHARE .7 /* and the one under way ends */
#define MUCH_UNREAD 150 /* squares of the x-height: about as many letters */

struct read_state {
    const struct config *config;
    struct engine *engine; /* loaded at the first image: text files need none */
};

const char *unread_reason_name(enum unread_reason reason)
{
    static const char *const names[UNREAD_COUNT] = {"handwriting", "stamp", "faint", "small", "picture", "unclear"};
    return reason < UNREAD_COUNT ? names[reason] : "unclear";
}

const char *graphic_kind_name(enum graphic_kind kind)
{
    static const char *const names[GRAPHIC_COUNT] = {"signature", "picture"};
    return kind < GRAPHIC_COUNT ? names[kind] : "picture";
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

static enum status keep_unread(struct page *p, const struct unread_list *list)
{
    p->unread = ARENA_ARRAY(p->arena, struct unread, list->n + 1);
    if (!p->unread) return fail(ST_NO_MEMORY, "out of memory for page %d", p->number);
    for (uint32_t i = 0; i < list->n; i++) p->unread[i] = (struct unread){bend_to_original(p, list->at[i].box), list->at[i].reason};
    p->unread_count = list->n;
    return ST_OK;
}

static enum status keep_graphics(struct page *p, const struct graphic_list *list)
{
    p->graphics = ARENA_ARRAY(p->arena, struct graphic, list->n + 1);
    if (!p->graphics) return fail(ST_NO_MEMORY, "out of memory for page %d", p->number);
    for (uint32_t i = 0; i < list->n; i++) p->graphics[i] = (struct graphic){bend_to_original(p, list->at[i].box), list->at[i].kind};
    p->graphic_count = list->n;
    return ST_OK;
}

/* What no word and no graphic accounts for. Rows of `r` are whole, so that a word's neighbours can vouch for it. */
static enum status account(struct page *p, const struct reading *r, int x_height_px, struct unread_list *unread, struct graphic_list *graphics)
{
    enum status st = ST_OK;
    TRY(ink_unread(p->clean, r, x_height_px, unread, graphics));
    TRY(ink_doubtful(r, unread));
    TRY(keep_unread(p, unread));
    TRY(keep_graphics(p, graphics));
done:
    return st;
}

/* A further look that ran out of memory leaves the reading as it was, and what it did not read becomes a box. */
static enum status spare(enum status st)
{
    return st == ST_NO_MEMORY ? ST_OK : st;
}

/* The first look, and once more when it shows that the page stands on its head. *ret_ink is the caller's. */
static enum status look_upright(struct engine *e, struct page *p, PIX **ret_ink, struct marks *ret_marks, struct reading *ret)
{
    enum status st = ST_OK;
    bool turned = false;
    do {
        pixDestroy(ret_ink);
        *ret_ink = image_ink(p->clean);
        if (!*ret_ink) return fail(ST_NO_MEMORY, "out of memory for the ink of page %d", p->number);
        *ret_marks = image_letters(*ret_ink, pixGetXRes(p->clean));
        TRY(looks_first(e, p->clean, *ret_marks, p->arena, ret));
        if (turned) break;
        TRY(turn_check(e, p, ret, &turned));
    } while (turned);
done:
    return st;
}

/* Ink enough for some lines: the first look has passed over a part of the page. */
static bool is_much(const struct unread_list *unread, int x_height_px)
{
    double area = 0;
    for (uint32_t i = 0; i < unread->n; i++) area += (double)unread->at[i].box.w * unread->at[i].box.h;
    return area > MUCH_UNREAD * x_height_px * x_height_px;
}

static enum status find_unread(struct page *p, PIX *ink, struct marks marks, struct reading *r, struct unread_list *unread,
                               struct graphic_list *graphics)
{
    graphics->n = 0;
    enum status st = signatures_find(ink, marks.x_height_px, r, graphics);
    return st == ST_OK ? ink_unread(p->clean, r, marks.x_height_px, unread, graphics) : st;
}

static enum status read_image(struct engine *e, struct page *p, struct reading *ret)
{
    struct reading r = {0};
    struct marks marks;
    PIX *ink = NULL;
    enum status st = ST_OK;
    struct unread_list *unread = ARENA_ARRAY(p->arena, struct unread_list, 1);
    struct graphic_list *graphics = ARENA_ARRAY(p->arena, struct graphic_list, 1);
    if (!unread || !graphics) return fail(ST_NO_MEMORY, "out of memory for page %d", p->number);
    TRY(look_upright(e, p, &ink, &marks, &r));
    struct origin origin = {p->image, p->to_original, p->bend, p->stems};
    TRY(find_unread(p, ink, marks, &r, unread, graphics));
    if (is_much(unread, marks.x_height_px)) TRY(spare(looks_fill(e, p->clean, marks, unread, p->arena, &r)));
    TRY(spare(looks_again(e, p->clean, &origin, marks, p->arena, &r)));
    TRY(find_unread(p, ink, marks, &r, unread, graphics));
    if (unread->n) TRY(spare(looks_fill(e, p->clean, marks, unread, p->arena, &r)));
    judge_drop_dust(&r);
    remnants_drop(&r);
    if (marks.x_height_px && !marks.broken) TRY(split_words(ink, marks.x_height_px, p->arena, &r));
    TRY(checkboxes_read(ink, marks.x_height_px, p->arena, &r));
    TRY(order_reading(&r, p->arena, ret));
    TRY(account(p, ret, marks.x_height_px, unread, graphics));
done:
    pixDestroy(&ink);
    return st;
}

/* The rest of the page's time is for accounting for what was not read, and for handing over. */
static void share_time(const struct read_state *s, const struct page *p)
{
    double began_s = p->began_s, all_s = s->config->page_timeout_s;
    if (began_s == 0) engine_limit(s->engine, 0, 0);
    else engine_limit(s->engine, p->hasty ? began_s : began_s + LOOKS_SHARE * all_s, began_s + LAST_LOOK_SHARE * all_s);
}

static enum status read_page(void *state, struct page *p)
{
    struct read_state *s = state;
    struct reading reading = {0};
    enum status st = ST_OK;
    if (p->media == MEDIA_TEXT) return ST_OK;
    if (!s->engine) TRY(engine_open(s->config, &s->engine));
    share_time(s, p);
    if (!p->blank) TRY(read_image(s->engine, p, &reading));
    TRY(compose_page(p, &reading));
done:
    return st;
}

const struct stage stage_read = {.name = "read", .open = read_open, .page = read_page, .close = read_close};
