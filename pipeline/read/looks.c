/* Further looks at what the first one read poorly.
 *
 * Each look shows Tesseract another version of the image. Where much is poor, once the whole page with everything that was
 * read well wiped out; then the poor lines, each alone, which costs only their own time. Line by line the better reading
 * stays. */
#include "bend.h"
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>
#include <math.h>

#define GOOD_ROW .80
#define SURE_ROW .95 /* is left out of further looks at the page */
#define LITTLE_SURE .5 /* of the letters */
#define POOR_WORD .25
#define GOOD_PAGE .075 /* of the letters are expected to be wrong: from here on the whole page is looked at again */
#define TALLEST_ROW 5 /* x-heights; a taller box is no single line */
#define SINGLE_LINE 2.2 /* x-heights of ink from the tallest to the deepest letter; two lines have more */
#define MOST_PAGE_LOOKS 3
#define AUDITION_SHARE .08 /* less than the best on the strip is still worth a look: two that err differently mend each other, */
#define AUDITION_POOR .4 /* all the more while the page is poor */
#define AUDITION_UNTOUCHED .2
#define WELL_READ .04 /* of the letters expected to be wrong: enough looked */
#define MOST_ROW_LOOKS 3 /* at a line of a page that is good as a whole */
#define MOST_FILLS 24
#define MOST_ROWS 60 /* of one page that are looked at alone */

static const enum version row_order[VERSIONS] = {V_STEMS,  V_BLUR,  V_FAINT,      V_MEND,      V_DARK, V_SOFT,
                                                 V_MEDIAN, V_THICK, V_SOFT_FAINT, V_UNTOUCHED, V_PLAIN};

struct looker {
    struct engine *engine;
    PIX *clean, *untouched, *stems; /* the latter two: made when first needed, of `origin` */
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

/* Share of the page's letters. missed: letters under no word. */
static double expected_error(const struct reading *r, double missed)
{
    double right = 0, total = 1 + missed;
    for (uint32_t i = 0; i < r->word_count; i++) {
        total += (double)r->words[i].text.n;
        right += r->words[i].quality * (double)r->words[i].text.n;
    }
    return 1 - right / total;
}

static PIX *make_untouched(const struct looker *l)
{
    if (!l->origin) return NULL;
    PIX *bent = image_through(l->origin->image, l->origin->to_original, pixGetWidth(l->clean), pixGetHeight(l->clean));
    PIX *level = bent && l->origin->bend ? bend_level(bent, l->origin->bend) : pixClone(bent);
    pixDestroy(&bent);
    return level;
}

static PIX *make_stems(const struct looker *l)
{
    PIX *page = l->origin && l->origin->stems ? pixCopy(NULL, l->clean) : NULL;
    if (page) (void)pixSetMasked(page, l->origin->stems, 0);
    return page;
}

/* What a version is made from: lent; NULL where there is no such version of this page. */
static PIX *source(struct looker *l, enum version v)
{
    if (v == V_STEMS && !l->stems) l->stems = make_stems(l);
    if (v == V_UNTOUCHED && !l->untouched) l->untouched = make_untouched(l);
    return v == V_STEMS ? l->stems : v == V_UNTOUCHED ? l->untouched : l->clean;
}

/* Of use on this page: the untouched one only where much is poor, so that it was made for the audition. */
static bool has_version(const struct looker *l, enum version v)
{
    if (v == V_STEMS) return l->origin && l->origin->stems;
    return v != V_UNTOUCHED || l->untouched;
}

static void wipe_sure(PIX *image, const struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        if (judge_row(r, &r->rows[i]) < SURE_ROW) continue;
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) image_fill(image, r->words[k].box, 255);
    }
}

static enum status look(struct looker *l, PIX *image, enum layout layout, struct affine to_clean, struct reading *ret)
{
    enum status st = engine_read(l->engine, image, layout, to_clean, l->arena, ret);
    if (st == ST_OK) judge_reading(l->engine, ret);
    return st;
}

static enum status take_in(struct looker *l, PIX *image, enum layout layout, struct affine to_clean, uint32_t *ret_taken)
{
    struct reading other = {0};
    enum status st = look(l, image, layout, to_clean, &other);
    return st == ST_OK ? merge_readings(l->r, &other, l->arena, l->r, ret_taken) : st;
}

static double gain_of(const struct reading *r)
{
    double gain = 0;
    for (uint32_t i = 0; i < r->word_count; i++) gain += judge_gain(&r->words[i]);
    return gain;
}

/* The lines themselves may be cut wrongly: the page is read as a whole, and the better reading's lines stay. */
static bool is_little_sure(const struct reading *r)
{
    double sure = 0, all = 0;
    for (uint32_t i = 0; i < r->row_count; i++)
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            all += (double)r->words[k].text.n;
            if (judge_row(r, &r->rows[i]) >= SURE_ROW) sure += (double)r->words[k].text.n;
        }
    return sure < LITTLE_SURE * all;
}

/* Pixels of a version to those of what it was made from. */
static struct affine scaled_from(PIX *version, PIX *from)
{
    struct affine map = affine_identity();
    map.a = (double)pixGetWidth(from) / pixGetWidth(version);
    map.e = (double)pixGetHeight(from) / pixGetHeight(version);
    return map;
}

static enum status look_at_page(struct looker *l, enum version v, uint32_t *ret_taken)
{
    bool afresh = is_little_sure(l->r);
    PIX *from = source(l, v), *left = from ? pixCopy(NULL, from) : NULL;
    if (left && !afresh) wipe_sure(left, l->r);
    PIX *image = left ? version_make(v, left, l->x_height_px) : NULL;
    pixDestroy(&left);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    struct reading other = {0};
    enum status st = look(l, image, LAYOUT_PAGE, scaled_from(image, from), &other);
    pixDestroy(&image);
    if (st != ST_OK) return st;
    bool better = afresh && gain_of(&other) > gain_of(l->r);
    return merge_readings(better ? &other : l->r, better ? l->r : &other, l->arena, l->r, ret_taken);
}

static bool is_single(const struct looker *l, struct box b)
{
    return b.h <= TALLEST_ROW * l->x_height_px || l->x_height_px == 0;
}

/* One line alone, or a block of some, cut out first: versions of a strip cost next to nothing. */
static enum status look_at_box(struct looker *l, struct box b, enum layout layout, enum version v, uint32_t *ret_taken)
{
    int pad = (layout == LAYOUT_LINE ? b.h : l->x_height_px) / 5 + 2;
    BOX *box = boxCreate(b.x - 2 * pad, b.y - pad, b.w + 4 * pad, b.h + 2 * pad);
    PIX *from = source(l, v), *strip = box && from ? pixClipRectangle(from, box, NULL) : NULL, *full = strip ? image_full_range(strip) : NULL;
    PIX *image = full ? version_make(v, full, l->x_height_px) : NULL;
    struct affine map = image ? scaled_from(image, full) : affine_identity();
    boxDestroy(&box);
    pixDestroy(&strip);
    pixDestroy(&full);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    map.c = b.x - 2 * pad > 0 ? b.x - 2 * pad : 0;
    map.f = b.y - pad > 0 ? b.y - pad : 0;
    enum status st = take_in(l, image, layout, map, ret_taken);
    pixDestroy(&image);
    return st;
}

/* Boxes of the poor lines, as they stand before any of them changes. */
static uint32_t list_poor(const struct looker *l, struct box *boxes)
{
    const struct reading *r = l->r;
    uint32_t n = 0;
    for (uint32_t i = 0; i < r->row_count && n < MOST_ROWS; i++) {
        if (is_single(l, r->rows[i].box) && is_poor(r, &r->rows[i])) boxes[n++] = r->rows[i].box;
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
    int most = l->gains[l->first] > 0 ? VERSIONS : MOST_ROW_LOOKS;
    for (uint32_t i = 0; i < n; i++)
        for (int k = 0, looks = 0; k < VERSIONS && looks < most && !engine_is_late(l->engine) && is_still_poor(l->r, boxes[i]); k++) {
            enum version v = order[k];
            if (v == l->first || !has_version(l, v) || (tried[v] >= 3 && helped[v] * 4 < tried[v])) continue;
            if ((st = look_at_box(l, boxes[i], LAYOUT_LINE, v, &taken)) != ST_OK) return st;
            tried[v]++, looks++;
            helped[v] += taken > 0;
        }
    return st;
}

static enum status hold_audition(struct looker *l)
{
    PIX *sources[VERSIONS], *unread = pixCopy(NULL, l->clean);
    if (!unread) return fail(ST_NO_MEMORY, "out of memory for an audition");
    for (int v = 0; v < VERSIONS; v++) sources[v] = source(l, (enum version)v);
    wipe_sure(unread, l->r);
    enum status st = audition(l->engine, sources, unread, l->x_height_px, l->arena, l->gains);
    pixDestroy(&unread);
    return st;
}

/* The untouched page errs otherwise than all that was made from the clean one: it comes second, where it is any good. */
static void prefer_untouched(const struct looker *l, enum version order[VERSIONS])
{
    if (l->gains[V_UNTOUCHED] < l->gains[order[0]] - AUDITION_UNTOUCHED * fabs(l->gains[order[0]])) return;
    int at = 0;
    while (order[at] != V_UNTOUCHED) at++;
    for (; at > 1; at--) order[at] = order[at - 1], order[at - 1] = V_UNTOUCHED;
}

/* Worth a look: as good on the strip as others, nearly; or, where only ink under no word speaks against the page, better than the first look. */
static bool is_promising(const struct looker *l, enum version v, double best)
{
    double error = expected_error(l->r, 0), share = error > GOOD_PAGE ? AUDITION_POOR : AUDITION_SHARE;
    if (error <= WELL_READ && l->gains[v] <= l->gains[l->first]) return false;
    return l->gains[v] >= best - share * fabs(best);
}

/* Ink that a look leaves as it was is no letters. */
static enum status count_missed(const struct looker *l, double *missed)
{
    double now;
    enum status st = missed_letters(l->clean, l->r, l->x_height_px, &now);
    if (st == ST_OK) *missed = now * 2 < *missed ? now : 0;
    return st;
}

/* Whole looks with the versions that did best on the strip, best first. */
static enum status look_at_pages(struct looker *l)
{
    uint32_t taken;
    double missed;
    enum version order[VERSIONS];
    enum status st = ST_OK;
    TRY(missed_letters(l->clean, l->r, l->x_height_px, &missed));
    if (expected_error(l->r, missed) <= GOOD_PAGE || engine_is_late(l->engine)) return ST_OK;
    TRY(hold_audition(l));
    sort_versions(l, order);
    double best = l->gains[order[0]];
    prefer_untouched(l, order);
    for (int k = 0, looks = 0; k < VERSIONS && looks < MOST_PAGE_LOOKS && expected_error(l->r, missed) > WELL_READ; k++) {
        if (order[k] == l->first || !has_version(l, order[k])) continue;
        if (engine_is_late(l->engine) || !is_promising(l, order[k], best)) break;
        TRY(look_at_page(l, order[k], &taken));
        TRY(count_missed(l, &missed));
        looks++;
    }
done:
    return st;
}

static enum version first_version(struct marks marks)
{
    return marks.broken ? V_BLUR : V_PLAIN;
}

enum status looks_first(struct engine *e, PIX *clean, struct marks marks, struct arena *arena, struct reading *ret)
{
    PIX *image = version_make(first_version(marks), clean, marks.x_height_px);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for a look");
    enum status st = engine_read(e, image, LAYOUT_PAGE, affine_identity(), arena, ret);
    if (st == ST_OK) judge_reading(e, ret);
    pixDestroy(&image);
    return st;
}

enum status looks_again(struct engine *e, PIX *clean, const struct origin *origin, struct marks marks, struct arena *arena, struct reading *r)
{
    struct looker l = {
        .engine = e, .clean = clean, .origin = origin, .x_height_px = marks.x_height_px, .first = first_version(marks), .arena = arena, .r = r};
    enum status st = ST_OK;
    TRY(look_at_pages(&l));
    TRY(look_at_rows(&l));
done:
    pixDestroy(&l.untouched);
    pixDestroy(&l.stems);
    return st;
}

enum status looks_fill(struct engine *e, PIX *clean, struct marks marks, const struct unread_list *list, struct arena *arena, struct reading *r)
{
    struct looker l = {.engine = e, .clean = clean, .x_height_px = marks.x_height_px, .arena = arena, .r = r};
    enum status st = ST_OK;
    uint32_t taken;
    for (uint32_t i = 0; st == ST_OK && i < list->n && i < MOST_FILLS && !engine_is_late(e); i++) {
        struct box b = list->at[i].box;
        if (list->at[i].reason == UNREAD_PICTURE) continue;
        enum layout layout = b.h > SINGLE_LINE * marks.x_height_px ? LAYOUT_BLOCK : LAYOUT_LINE;
        st = look_at_box(&l, b, layout, first_version(marks), &taken);
        if (st == ST_OK && !taken) st = look_at_box(&l, b, layout, marks.broken ? V_THICK : V_BLUR, &taken);
    }
    return st;
}
