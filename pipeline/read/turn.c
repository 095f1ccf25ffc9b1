/* Which way up: the check.
 *
 * Ascenders tell on most pages (clean); on a form, a list of figures or a bad copy they may not. A page that reads as hardly
 * anything is tried in all four ways, a strip of each. */
#include "bend.h"
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define GARBLED .5 /* mean quality of the page's letters */
#define CLEARLY 1.5
#define FEWEST_LETTERS 15

static bool is_garbled(const struct reading *r)
{
    double sum = 0, letters = 0;
    for (uint32_t i = 0; i < r->word_count; i++) {
        sum += r->words[i].quality * (double)r->words[i].text.n;
        letters += (double)r->words[i].text.n;
    }
    return letters == 0 || sum / letters < GARBLED;
}

static enum status listen(struct engine *e, PIX *clean, int turns, struct arena *arena, double *ret_gain)
{
    struct affine map;
    struct box b;
    PIX *turned = turns ? image_turn(clean, turns, &map) : pixClone(clean), *strip = NULL;
    enum status st = turned ? audition_strip(turned, 0, &b) : fail(ST_NO_MEMORY, "out of memory turning a page");
    if (st == ST_OK) {
        BOX *box = boxCreate(b.x, b.y, b.w, b.h);
        strip = box ? pixClipRectangle(turned, box, NULL) : NULL;
        boxDestroy(&box);
        st = strip ? audition_score(e, strip, arena, ret_gain) : fail(ST_NO_MEMORY, "out of memory turning a page");
    }
    pixDestroy(&turned);
    pixDestroy(&strip);
    return st;
}

static enum status turn(struct page *p, int turns)
{
    struct affine map;
    PIX *turned = image_turn(p->clean, turns, &map);
    if (!turned) return fail(ST_NO_MEMORY, "out of memory turning page %d", p->number);
    pixDestroy(&p->clean);
    pixDestroy(&p->stems); /* streaks ran down the page, so they were text lines' */
    p->clean = turned;
    p->to_original = affine_after(p->to_original, map);
    p->rotation_deg = (p->rotation_deg + 90 * turns) % 360;
    return ST_OK;
}

enum status turn_check(struct engine *e, struct page *p, const struct reading *r, bool *ret_turned)
{
    double gain[4];
    int best = 0;
    enum status st = ST_OK;
    *ret_turned = false;
    if (p->bend || engine_is_late(e) || !is_garbled(r)) return ST_OK; /* lines long enough to be followed lie level */
    for (int turns = 0; turns < 4; turns++) {
        TRY(listen(e, p->clean, turns, p->arena, &gain[turns]));
        if (engine_is_late(e)) goto done; /* no time to read it anew */
        if (gain[turns] > gain[best]) best = turns;
    }
    if (best == 0 || gain[best] < CLEARLY * gain[0] + FEWEST_LETTERS) goto done;
    TRY(turn(p, best));
    *ret_turned = true;
done:
    return st;
}
