/* Further looks at what the first one read poorly.
 *
 * Each look shows Tesseract another version of the image, with everything that was read well wiped out: the time it takes
 * is that of the poor lines alone. After each, line by line the better reading stays. */
#include "image.h"
#include "read_in.h"

#include <leptonica/allheaders.h>

#define GOOD_ROW .80
#define GOOD_WORD .70
#define POOR_SHARE .04 /* of the page's letters in poor rows: less is not worth a look */
#define POOR_CHARS 12

static PIX *make_blur(PIX *clean, int x)
{
    return image_blur(clean, x >= 28 ? 2 : 1);
}

static PIX *make_soft(PIX *clean, int x)
{
    return image_blur(clean, x >= 28 ? 3 : 2);
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

struct look {
    const char *name;
    PIX *(*make)(PIX *clean, int x_height_px);
    enum layout layout;
};

static const struct look looks[] = {
    {"blur", make_blur, LAYOUT_PAGE}, {"median", make_median, LAYOUT_PAGE}, {"dark", make_dark, LAYOUT_PAGE}, {"soft", make_soft, LAYOUT_BLOCK}};
#define LOOKS (sizeof looks / sizeof looks[0])

struct poor {
    double chars, total;
};

static bool is_poor(const struct reading *r, const struct row *row)
{
    if (judge_row(r, row) < GOOD_ROW) return true;
    for (uint32_t i = row->first; i < row->first + row->count; i++)
        if (r->words[i].text.n > 3 && r->words[i].quality < .4) return true;
    return false;
}

static struct poor count_poor(const struct reading *r)
{
    struct poor p = {0};
    for (uint32_t i = 0; i < r->row_count; i++) {
        bool poor = is_poor(r, &r->rows[i]);
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            p.total += (double)r->words[k].text.n;
            if (poor) p.chars += (double)r->words[k].text.n;
        }
    }
    return p;
}

static void wipe_good(PIX *image, const struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        if (is_poor(r, &r->rows[i])) continue;
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++)
            image_fill(image, r->words[k].box, 255);
    }
}

static enum status look_again(struct engine *e, PIX *clean, const struct look *look, int x_height_px, struct arena *arena, struct reading *r, uint32_t *ret_taken)
{
    struct reading other = {0};
    PIX *image = look->make(clean, x_height_px);
    if (!image) return fail(ST_NO_MEMORY, "out of memory for another look");
    wipe_good(image, r);
    enum status st = engine_read(e, image, look->layout, affine_identity(), arena, &other);
    pixDestroy(&image);
    if (st != ST_OK) return st;
    judge_reading(e, &other);
    return merge_readings(r, &other, arena, r, ret_taken);
}

enum status looks_improve(struct engine *e, PIX *clean, int x_height_px, struct arena *arena, struct reading *r)
{
    enum status st = ST_OK;
    uint32_t taken;
    for (size_t i = 0; st == ST_OK && i < LOOKS; i++) {
        struct poor poor = count_poor(r);
        if (poor.chars < POOR_CHARS || poor.chars < POOR_SHARE * poor.total) break;
        st = look_again(e, clean, &looks[i], x_height_px, arena, r, &taken);
    }
    return st;
}
