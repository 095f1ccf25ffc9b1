/* Two readings of a page made one: line by line, the better stays. */
#include "read_in.h"

#define INSERT_QUALITY .5 /* a line that nothing else saw must be at least so good */
#define LEAST_GAIN 1.5 /* letters */
#define MARGIN .06 /* the newcomer must be clearly better, or every look would shuffle equal words */
#define REPLACE_QUALITY .5
#define JOINED_COST 2.0 /* letters */

static bool is_over(const struct glimpse *w, struct box b)
{
    int y = w->box.y + w->box.h / 2, left = w->box.x > b.x ? w->box.x : b.x;
    int right = w->box.x + w->box.w < b.x + b.w ? w->box.x + w->box.w : b.x + b.w;
    return y >= b.y && y < b.y + b.h && (right - left) * 2 > w->box.w;
}

static bool is_same_ink(const struct glimpse *a, struct box b)
{
    int y = b.y + b.h / 2;
    struct glimpse other = {.box = b};
    return is_over(a, b) || (y >= a->box.y && y < a->box.y + a->box.h && is_over(&other, a->box));
}

/* Words of `base` that read the ink of `row`: their gain, and marks in `hit`. */
static double find_rivals(const struct reading *base, const struct reading *other, const struct row *row, bool *hit, uint32_t *ret_n)
{
    double gain = 0;
    *ret_n = 0;
    for (uint32_t i = 0; i < base->word_count; i++) {
        hit[i] = false;
        if (base->words[i].text.n == 0) continue;
        for (uint32_t k = row->first; !hit[i] && k < row->first + row->count; k++) hit[i] = is_same_ink(&base->words[i], other->words[k].box);
        if (!hit[i]) continue;
        gain += judge_gain(&base->words[i]);
        ++*ret_n;
    }
    return gain;
}

static void append_row(struct reading *to, const struct reading *from, const struct row *row)
{
    struct row *added = &to->rows[to->row_count++];
    *added = *row;
    added->first = to->word_count;
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        to->words[to->word_count] = from->words[i];
        to->words[to->word_count++].row = to->row_count - 1;
    }
}

/* Copies what is left of base's rows; words without text were outbid. */
static void append_rest(struct reading *to, const struct reading *base)
{
    for (uint32_t r = 0; r < base->row_count; r++) {
        struct row *row = &to->rows[to->row_count];
        *row = base->rows[r];
        row->first = to->word_count, row->count = 0;
        for (uint32_t i = base->rows[r].first; i < base->rows[r].first + base->rows[r].count; i++) {
            if (base->words[i].text.n == 0) continue;
            to->words[to->word_count] = base->words[i];
            to->words[to->word_count++].row = to->row_count;
            row->count++;
        }
        if (row->count) to->row_count++;
    }
}

/* Fewer words for the same ink mostly means that blanks were lost. */
static bool is_clearly_better(double mine, uint32_t rivals, double theirs, const struct reading *other, const struct row *row)
{
    double least = LEAST_GAIN > MARGIN * mine ? LEAST_GAIN : MARGIN * mine;
    double joined = rivals > row->count ? JOINED_COST * (rivals - row->count) : 0;
    return theirs > mine + least + joined && judge_row(other, row) > REPLACE_QUALITY;
}

enum status merge_readings(const struct reading *base_in, const struct reading *other, struct arena *arena, struct reading *ret, uint32_t *ret_taken)
{
    struct reading base = *base_in, out = {0};
    uint32_t most = base.word_count + other->word_count + 1, rivals, taken = 0;
    out.words = ARENA_ARRAY(arena, struct glimpse, most);
    out.rows = ARENA_ARRAY(arena, struct row, most);
    base.words = ARENA_ARRAY(arena, struct glimpse, base.word_count + 1);
    bool *hit = ARENA_ARRAY(arena, bool, base.word_count + 1);
    if (!out.words || !out.rows || !base.words || !hit) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    if (base.word_count) memcpy(base.words, base_in->words, base.word_count * sizeof *base.words);
    for (uint32_t r = 0; r < other->row_count; r++) {
        const struct row *row = &other->rows[r];
        double mine = find_rivals(&base, other, row, hit, &rivals), theirs = 0;
        for (uint32_t i = row->first; i < row->first + row->count; i++) theirs += judge_gain(&other->words[i]);
        bool better = rivals ? is_clearly_better(mine, rivals, theirs, other, row) : judge_row(other, row) > INSERT_QUALITY;
        if (!better) continue;
        for (uint32_t i = 0; i < base.word_count; i++)
            if (hit[i]) base.words[i].text.n = 0;
        append_row(&out, other, row);
        taken++;
    }
    append_rest(&out, &base);
    *ret = out;
    *ret_taken = taken;
    return ST_OK;
}
