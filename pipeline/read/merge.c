/* Two readings of a page made one: word by word, the better stays.
 *
 * A line of the newcomer is laid over the words of the base that read the same ink, and both are cut into groups that overlap:
 * mostly one word against one, at times one against two. Each group is settled alone. Where both say the same, the word is
 * believed more; where they differ, the loser of a pair is kept as another reading of the word: it may come back when a later look
 * says the same, and goes on with the word to those who know what it is about. */
#include "read_in.h"

#include <stdlib.h>

#define INSERT_QUALITY .5 /* a word or line that nothing else saw must be at least so good */
#define LEAST_GAIN .5 /* letters: the newcomer must be clearly better, or every look would shuffle equal words */
#define REPLACE_QUALITY .5
#define JOINED_COST 2.0 /* letters; fewer words for the same ink mostly means that blanks were lost */
#define SECOND_VOICE .5 /* looks at one page err alike: a second one that agrees counts half */

struct part { /* a word of either reading, in the line at hand */
    struct glimpse *w;
    bool newcomer;
};

struct merger {
    struct reading base, out;
    struct part *parts;
    uint32_t part_count, taken;
};

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

static int by_left(const void *a, const void *b)
{
    const struct part *p = a, *q = b;
    if (p->w->box.x != q->w->box.x) return p->w->box.x < q->w->box.x ? -1 : 1;
    return (int)p->newcomer - (int)q->newcomer;
}

/* The line's words and those of the base over the same ink, left to right. */
static bool lay_over(struct merger *m, const struct reading *other, const struct row *row)
{
    bool met = false;
    m->part_count = 0;
    for (uint32_t k = row->first; k < row->first + row->count; k++) m->parts[m->part_count++] = (struct part){&other->words[k], true};
    for (uint32_t i = 0; i < m->base.word_count; i++) {
        struct glimpse *w = &m->base.words[i];
        bool hit = false;
        for (uint32_t k = row->first; w->text.n && !hit && k < row->first + row->count; k++) hit = is_same_ink(w, other->words[k].box);
        if (hit) m->parts[m->part_count++] = (struct part){w, false};
        met |= hit;
    }
    qsort(m->parts, m->part_count, sizeof *m->parts, by_left);
    return met;
}

/* Where the group that starts at `from` ends: words join it that overlap it by more than their edges. */
static uint32_t group_end(const struct merger *m, uint32_t from)
{
    int right = m->parts[from].w->box.x + m->parts[from].w->box.w;
    uint32_t end = from + 1;
    for (; end < m->part_count; end++) {
        struct box b = m->parts[end].w->box;
        if (b.x + b.w / 4 >= right) break;
        if (b.x + b.w > right) right = b.x + b.w;
    }
    return end;
}

struct side {
    uint32_t words;
    size_t chars;
    double gain, quality; /* quality: sum by length */
    struct glimpse *last;
};

static struct side side_of(const struct part *p, uint32_t n, bool newcomer)
{
    struct side s = {0};
    for (uint32_t i = 0; i < n; i++) {
        if (p[i].newcomer != newcomer) continue;
        s.words++;
        s.chars += p[i].w->text.n;
        s.gain += judge_gain(p[i].w);
        s.quality += p[i].w->quality * (double)p[i].w->text.n;
        s.last = p[i].w;
    }
    return s;
}

static bool same_text(struct phi a, struct phi b)
{
    return a.n == b.n && memcmp(a.p, b.p, a.n) == 0;
}

static bool says_the_same(const struct part *p, uint32_t n)
{
    uint32_t i = 0, k = 0;
    for (;; i++, k++) {
        while (i < n && p[i].newcomer) i++;
        while (k < n && !p[k].newcomer) k++;
        if (i == n || k == n) return i == n && k == n;
        if (!same_text(p[i].w->text, p[k].w->text)) return false;
    }
}

/* What two looks say alike is the more likely. */
static float agreed(float a, float b)
{
    float more = a > b ? a : b, less = a > b ? b : a;
    return 1 - (1 - more) * (1 - less * (float)SECOND_VOICE);
}

static void agree(const struct part *p, uint32_t n, const struct side *mine, const struct side *theirs)
{
    float voice = (float)(theirs->quality / (double)theirs->chars), own = (float)(mine->quality / (double)mine->chars);
    for (uint32_t i = 0; i < n; i++)
        if (!p[i].newcomer) p[i].w->quality = agreed(own > p[i].w->quality ? own : p[i].w->quality, voice);
}

static void insert(struct merger *m, const struct glimpse *w, uint32_t row)
{
    struct glimpse *to = &m->out.words[m->out.word_count++];
    *to = *w;
    to->row = row;
}

static void remember(struct said other[WORD_OTHERS], struct said s)
{
    bool first = s.quality > other[0].quality;
    if (same_text(other[0].text, s.text)) {
        if (first) other[0] = s;
    } else if (first) {
        other[1] = other[0];
        other[0] = s;
    } else if (s.quality > other[1].quality) other[1] = s;
}

/* The word as the newcomer has it; who was overruled comes first among the others. */
static void overrule(struct glimpse *mine, struct glimpse challenger)
{
    const struct said *before = mine->other;
    challenger.row = mine->row;
    challenger.other[0] = (struct said){mine->text, mine->confidence, mine->quality};
    challenger.other[1] = same_text(before[0].text, challenger.text) ? before[1] : before[0];
    *mine = challenger;
}

/* One word against one: the loser stays as another reading. */
static bool settle_pair(struct glimpse *mine, const struct glimpse *theirs)
{
    struct glimpse challenger = *theirs;
    if (same_text(mine->other[0].text, theirs->text)) challenger.quality = agreed(theirs->quality, mine->other[0].quality);
    if (challenger.quality > REPLACE_QUALITY && judge_gain(&challenger) > judge_gain(mine) + LEAST_GAIN) {
        overrule(mine, challenger);
        return true;
    }
    remember(mine->other, (struct said){theirs->text, theirs->confidence, challenger.quality});
    return false;
}

static void settle(struct merger *m, const struct part *p, uint32_t n, uint32_t row)
{
    struct side mine = side_of(p, n, false), theirs = side_of(p, n, true);
    if (theirs.words == 0) return;
    double mean = theirs.quality / (double)theirs.chars;
    if (mine.words && says_the_same(p, n)) {
        agree(p, n, &mine, &theirs);
        return;
    }
    if (mine.words == 1 && theirs.words == 1) {
        m->taken += settle_pair(mine.last, theirs.last);
        return;
    }
    double joined = mine.words > theirs.words ? JOINED_COST * (mine.words - theirs.words) : 0;
    if (mean <= (mine.words ? REPLACE_QUALITY : INSERT_QUALITY) || (mine.words && theirs.gain <= mine.gain + LEAST_GAIN + joined)) return;
    for (uint32_t i = 0; i < n; i++)
        if (p[i].newcomer) insert(m, p[i].w, mine.words ? mine.last->row : row);
        else p[i].w->text.n = 0;
    m->taken++;
}

/* The row of the base that the newcomer's line is about: that of its first word. */
static uint32_t row_met(const struct merger *m)
{
    uint32_t i = 0;
    while (m->parts[i].newcomer) i++;
    return m->parts[i].w->row;
}

static void add_row(struct merger *m, const struct reading *other, const struct row *row)
{
    if (judge_row(other, row) <= INSERT_QUALITY) return;
    m->out.rows[m->out.row_count] = *row;
    for (uint32_t i = row->first; i < row->first + row->count; i++) insert(m, &other->words[i], m->out.row_count);
    m->out.row_count++;
    m->taken++;
}

static int by_row(const void *a, const void *b)
{
    const struct glimpse *p = a, *q = b;
    if (p->row != q->row) return p->row < q->row ? -1 : 1;
    return p->box.x < q->box.x ? -1 : p->box.x > q->box.x;
}

static void count_rows(struct reading *r)
{
    qsort(r->words, r->word_count, sizeof *r->words, by_row);
    for (uint32_t i = 0; i < r->row_count; i++) r->rows[i].first = r->rows[i].count = 0;
    for (uint32_t i = r->word_count; i-- > 0;) r->rows[r->words[i].row].first = i, r->rows[r->words[i].row].count++;
}

enum status merge_readings(const struct reading *base, const struct reading *other, struct arena *arena, struct reading *ret, uint32_t *ret_taken)
{
    struct merger m = {.base = *base};
    uint32_t most = base->word_count + other->word_count + 1;
    m.out.words = ARENA_ARRAY(arena, struct glimpse, most);
    m.out.rows = ARENA_ARRAY(arena, struct row, base->row_count + other->row_count + 1);
    m.base.words = ARENA_ARRAY(arena, struct glimpse, base->word_count + 1);
    m.parts = ARENA_ARRAY(arena, struct part, most);
    if (!m.out.words || !m.out.rows || !m.base.words || !m.parts) return fail(ST_NO_MEMORY, "out of memory for the words of a page");
    if (base->word_count) memcpy(m.base.words, base->words, base->word_count * sizeof *base->words);
    if (base->row_count) memcpy(m.out.rows, base->rows, base->row_count * sizeof *base->rows);
    m.out.row_count = base->row_count;
    for (uint32_t r = 0; r < other->row_count; r++) {
        if (!lay_over(&m, other, &other->rows[r])) {
            add_row(&m, other, &other->rows[r]);
            continue;
        }
        uint32_t row = row_met(&m);
        for (uint32_t i = 0, end; i < m.part_count; i = end) {
            end = group_end(&m, i);
            settle(&m, m.parts + i, end - i, row);
        }
    }
    for (uint32_t i = 0; i < m.base.word_count; i++)
        if (m.base.words[i].text.n) insert(&m, &m.base.words[i], m.base.words[i].row);
    count_rows(&m.out);
    *ret = m.out;
    *ret_taken = m.taken;
    return ST_OK;
}
