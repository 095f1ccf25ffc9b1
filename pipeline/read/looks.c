/* Further looks at what the first one read poorly.
 *
 * Each look shows Tesseract another version of the image. Where much is poor, once the whole page with everything that was
 * read well wiped out; then the poor lines, each alone, which costs only their own time. Line by line the better reading
 * stays. */
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define GOOD_ROW .80
#define POOR_WORD .40
#define PAGE_SHARE .15 /* of the page's letters in poor lines: from here on the whole page is looked at again */
#define MOST_ROWS 60 /* of one page that are looked at alone */

static PIX *make_blur(PIX *clean, int x)
{
    return image_blur(clean, x >= 26 ? 2 : 1);
}

static PIX *make_soft(PIX *clean, int x)
{
    return image_blur(clean, x >= 26 ? 3 : 2);
}

static PIX *make_median(PIX *clean, int x)
{
    (void)x;
    return image_median(clean);
}

static PIX *make_dark(PIX *clean, int x)
{
    (void)x;
    return image_clip(clean, 110);
}

static PIX *(*const versions[])(PIX *clean, int x_height_px) = {make_blur, make_median, make_dark, make_soft};
#define VERSIONS 4

struct looker {
    struct engine *engine;
    PIX *clean, *made[VERSIONS]; /* made when first needed */
    int x_height_px;
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

static PIX *version(struct looker *l, int v)
{
    if (!l->made[v]) l->made[v] = versions[v](l->clean, l->x_height_px);
    return l->made[v];
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

static enum status look_at_page(struct looker *l, int v, uint32_t *ret_taken)
{
    PIX *made = version(l, v), *image = made ? pixCopy(NULL, made) : NULL;
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    wipe_good(image, l->r);
    enum status st = take_in(l, image, LAYOUT_PAGE, affine_identity(), ret_taken);
    pixDestroy(&image);
    return st;
}

static enum status look_at_row(struct looker *l, struct box b, int v, uint32_t *ret_taken)
{
    PIX *made = version(l, v);
    int pad = b.h / 5 + 2;
    BOX *box = boxCreate(b.x - 2 * pad, b.y - pad, b.w + 4 * pad, b.h + 2 * pad);
    PIX *part = made && box ? pixClipRectangle(made, box, NULL) : NULL;
    boxDestroy(&box);
    if (!part) return fail(ST_NO_MEMORY, "out of memory for another look");
    struct affine map = affine_identity();
    map.c = b.x - 2 * pad > 0 ? b.x - 2 * pad : 0;
    map.f = b.y - pad > 0 ? b.y - pad : 0;
    enum status st = take_in(l, part, LAYOUT_LINE, map, ret_taken);
    pixDestroy(&part);
    return st;
}

/* Boxes of the poor lines, as they stand before any of them changes. */
static uint32_t list_poor(const struct reading *r, struct box *boxes)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->row_count && n < MOST_ROWS; i++)
        if (is_poor(r, &r->rows[i])) boxes[n++] = r->rows[i].box;
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

/* A version that has helped none of the first lines is not tried on the others. */
static enum status look_at_rows(struct looker *l)
{
    struct box boxes[MOST_ROWS];
    uint32_t n = list_poor(l->r, boxes), taken;
    int tried[VERSIONS] = {0}, helped[VERSIONS] = {0};
    enum status st = ST_OK;
    for (uint32_t i = 0; i < n; i++)
        for (int v = 0; v < VERSIONS && is_still_poor(l->r, boxes[i]); v++) {
            if (tried[v] >= 6 && helped[v] * 6 < tried[v]) continue;
            if ((st = look_at_row(l, boxes[i], v, &taken)) != ST_OK) return st;
            tried[v]++;
            helped[v] += taken > 0;
        }
    return st;
}

enum status looks_improve(struct engine *e, PIX *clean, int x_height_px, struct arena *arena, struct reading *r)
{
    struct looker l = {.engine = e, .clean = clean, .x_height_px = x_height_px, .arena = arena, .r = r};
    enum status st = ST_OK;
    uint32_t taken;
    if (poor_share(r) > PAGE_SHARE) st = look_at_page(&l, 0, &taken);
    if (st == ST_OK) st = look_at_rows(&l);
    for (int v = 0; v < VERSIONS; v++) pixDestroy(&l.made[v]);
    return st;
}
