/* Further looks at what the first one read poorly.
 *
 * Each look shows Tesseract another version of the image. Where much is poor, once the whole page with everything that was
 * read well wiped out; then the poor lines, each alone, which costs only their own time. Line by line the better reading
 * stays. */
#include "bend.h"
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define GOOD_ROW .72
#define POOR_WORD .25
#define PAGE_SHARE .15 /* of the page's letters in poor lines: from here on the whole page is looked at again */
#define TALLEST_ROW 5 /* x-heights; a taller box is no single line */
#define MOST_PAGE_LOOKS 3
#define AUDITION_RATIO 1.04 /* a version must beat the first by so much on the strip, and by so many letters */
#define AUDITION_LETTERS 4
#define MOST_FILLS 24
#define MOST_ROWS 60 /* of one page that are looked at alone */

static const enum version row_order[VERSIONS] = {V_BLUR, V_FAINT, V_MEDIAN, V_DARK, V_SOFT, V_THICK, V_SOFT_FAINT, V_UNTOUCHED, V_PLAIN};

struct looker {
    struct engine *engine;
    PIX *clean, *untouched; /* untouched: made when first needed, of `origin` */
    const struct origin *origin;
    int x_height_px;
    double gains[VERSIONS]; /* of the audition; all 0 before it */
    enum version first; /* what the page was read from at first */
    struct arena *arena;
    struct reading *r;
};

static bool is_poor(const struct reading *r, const struct row *row)
{
    if (row->count == 0) return false;
    if (judge_row(r, row) < GOOD_ROW) return true;
    for (uint32_t i = row->first; i < row->first + row->count; i++)
        if (r->words[i].text.n > 3 && r->words[i].quality < POOR_WORD) return true;
    return false;
}

static double poor_share(const struct reading *r)
{
    double poor = 0, total = 1;
    for (uint32_t i = 0; i < r->row_count; i++) {
        double weight = is_poor(r, &r->rows[i]);
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            total += (double)r->words[k].text.n;
            poor += weight * (double)r->words[k].text.n;
        }
    }
    return poor / total;
}

/* What a version is made from: lent. */
static PIX *source(struct looker *l, enum version v)
{
    if (v != V_UNTOUCHED) return l->clean;
    if (!l->untouched && l->origin) {
        PIX *bent = image_through(l->origin->image, l->origin->to_original, pixGetWidth(l->clean), pixGetHeight(l->clean));
        l->untouched = bent && l->origin->bend ? bend_level(bent, l->origin->bend) : pixClone(bent);
        pixDestroy(&bent);
    }
    return l->untouched;
}

static void wipe_good(PIX *image, const struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        if (is_poor(r, &r->rows[i])) continue;
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) image_fill(image, r->words[k].box, 255);
    }
}

static enum status take_in(struct looker *l, PIX *image, enum layout layout, struct affine to_clean, uint32_t *ret_taken)
{
    struct reading other = {0};
    enum status st = engine_read(l->engine, image, layout, to_clean, l->arena, &other);
    if (st != ST_OK) return st;
    judge_reading(l->engine, &other);
    return merge_readings(l->r, &other, l->arena, l->r, ret_taken);
}

static enum status look_at_page(struct looker *l, enum version v, uint32_t *ret_taken)
{
    PIX *from = source(l, v), *made = from ? version_make(v, from, l->x_height_px) : NULL, *image = made ? pixCopy(NULL, made) : NULL;
    pixDestroy(&made);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    wipe_good(image, l->r);
    enum status st = take_in(l, image, LAYOUT_PAGE, affine_identity(), ret_taken);
    pixDestroy(&image);
    return st;
}

/* The line alone, cut out first: versions of a strip cost next to nothing. */
static enum status look_at_row(struct looker *l, struct box b, enum version v, uint32_t *ret_taken)
{
    int pad = b.h / 5 + 2;
    BOX *box = boxCreate(b.x - 2 * pad, b.y - pad, b.w + 4 * pad, b.h + 2 * pad);
    PIX *from = source(l, v), *strip = box && from ? pixClipRectangle(from, box, NULL) : NULL;
    PIX *image = strip ? version_make(v, strip, l->x_height_px) : NULL;
    boxDestroy(&box);
    pixDestroy(&strip);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    struct affine map = affine_identity();
    map.c = b.x - 2 * pad > 0 ? b.x - 2 * pad : 0;
    map.f = b.y - pad > 0 ? b.y - pad : 0;
    enum status st = take_in(l, image, LAYOUT_LINE, map, ret_taken);
    pixDestroy(&image);
    return st;
}

/* Boxes of the poor lines, as they stand before any of them changes. */
static uint32_t list_poor(const struct looker *l, struct box *boxes)
{
    const struct reading *r = l->r;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->row_count && n < MOST_ROWS; i++) {
        bool single = r->rows[i].box.h <= TALLEST_ROW * l->x_height_px || l->x_height_px == 0;
        if (single && is_poor(r, &r->rows[i])) boxes[n++] = r->rows[i].box;
    }
    return n;
}

static bool is_still_poor(const struct reading *r, struct box b)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        int y = r->rows[i].box.y + r->rows[i].box.h / 2;
        bool here = y >= b.y && y < b.y + b.h && r->rows[i].box.x < b.x + b.w && b.x < r->rows[i].box.x + r->rows[i].box.w;
        if (here && is_poor(r, &r->rows[i])) return true;
    }
    return false;
}

/* Best first by the audition; equals, and all without one, in their usual order. */
static void sort_versions(const struct looker *l, enum version order[VERSIONS])
{
    for (int i = 0; i < VERSIONS; i++) {
        int k = i;
        for (; k > 0 && l->gains[row_order[i]] > l->gains[order[k - 1]]; k--) order[k] = order[k - 1];
        order[k] = row_order[i];
    }
}

/* A version that has helped few of the first lines is not tried on the others. */
static enum status look_at_rows(struct looker *l)
{
    struct box boxes[MOST_ROWS];
    uint32_t n = list_poor(l, boxes), taken;
    int tried[VERSIONS] = {0}, helped[VERSIONS] = {0};
    enum version order[VERSIONS];
    sort_versions(l, order);
    enum status st = ST_OK;
    for (uint32_t i = 0; i < n; i++)
        for (int k = 0; k < VERSIONS && is_still_poor(l->r, boxes[i]); k++) {
            enum version v = order[k];
            if (v == l->first || (v == V_UNTOUCHED && !l->untouched) || (tried[v] >= 3 && helped[v] * 4 < tried[v])) continue;
            if ((st = look_at_row(l, boxes[i], v, &taken)) != ST_OK) return st;
            tried[v]++;
            helped[v] += taken > 0;
        }
    return st;
}

static enum status hold_audition(struct looker *l)
{
    PIX *sources[VERSIONS], *unread = pixCopy(NULL, l->clean);
    if (!unread) return fail(ST_NO_MEMORY, "out of memory for an audition");
    for (int v = 0; v < VERSIONS; v++) sources[v] = source(l, (enum version)v);
    wipe_good(unread, l->r);
    enum status st = audition(l->engine, sources, unread, l->x_height_px, l->arena, l->gains);
    pixDestroy(&unread);
    return st;
}

/* Whole looks with the versions that did clearly better than the first on the strip, best first. */
static enum status look_at_pages(struct looker *l)
{
    uint32_t taken;
    enum version order[VERSIONS];
    enum status st = ST_OK;
    if (poor_share(l->r) <= PAGE_SHARE) return ST_OK;
    if ((st = hold_audition(l)) != ST_OK) return st;
    sort_versions(l, order);
    for (int k = 0; st == ST_OK && k < MOST_PAGE_LOOKS && poor_share(l->r) > PAGE_SHARE; k++) {
        if (l->gains[order[k]] < AUDITION_RATIO * l->gains[l->first] + AUDITION_LETTERS) break;
        st = look_at_page(l, order[k], &taken);
    }
    return st;
}

static enum status look_first(struct looker *l)
{
    PIX *image = version_make(l->first, l->clean, l->x_height_px);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for a look");
    enum status st = engine_read(l->engine, image, LAYOUT_PAGE, affine_identity(), l->arena, l->r);
    if (st == ST_OK) judge_reading(l->engine, l->r);
    pixDestroy(&image);
    return st;
}

enum status looks_read(struct engine *e, PIX *clean, const struct origin *origin, struct marks marks, struct arena *arena, struct reading *ret)
{
    struct reading r = {0};
    struct looker l = {.engine = e,
                       .clean = clean,
                       .origin = origin,
                       .x_height_px = marks.x_height_px,
                       .first = marks.broken ? V_BLUR : V_PLAIN,
                       .arena = arena,
                       .r = &r};
    enum status st = ST_OK;
    TRY(look_first(&l));
    TRY(look_at_pages(&l));
    TRY(look_at_rows(&l));
    *ret = r;
done:
    pixDestroy(&l.untouched);
    return st;
}

enum status looks_fill(struct engine *e, PIX *clean, struct marks marks, const struct unread_list *list, struct arena *arena, struct reading *r)
{
    struct looker l = {.engine = e, .clean = clean, .x_height_px = marks.x_height_px, .arena = arena, .r = r};
    enum status st = ST_OK;
    uint32_t taken;
    for (uint32_t i = 0; st == ST_OK && i < list->n && i < MOST_FILLS; i++) {
        struct box b = list->at[i].box;
        if (b.h > 3 * marks.x_height_px) continue; /* no single line of text */
        st = look_at_row(&l, b, marks.broken ? V_BLUR : V_PLAIN, &taken);
        if (st == ST_OK && !taken) st = look_at_row(&l, b, marks.broken ? V_THICK : V_BLUR, &taken);
    }
    return st;
}
