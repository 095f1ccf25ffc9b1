/* The judge: the chance that a word is right, and which of two readings of the same ink to keep. */
#include "read_in.h"

#include <math.h>

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

struct shape {
    int letters, digits, others, case_breaks; /* case_breaks: a small letter followed by a capital */
};

static struct shape shape_of(struct phi t)
{
    struct shape s = {0};
    for (size_t i = 0; i < t.n; i++) {
        if (is_letter(t.p[i])) s.letters++;
        else if (is_digit(t.p[i])) s.digits++;
        else s.others++;
        if (i && t.p[i] >= 'A' && t.p[i] <= 'Z' && t.p[i - 1] >= 'a' && t.p[i - 1] <= 'z') s.case_breaks++;
    }
    return s;
}

/* The word without the marks around it, NUL-terminated in `core`; false when nothing or too much is left. */
static bool core_of(struct phi t, char *core, size_t room)
{
    size_t from = 0, to = t.n;
    while (from < to && !is_letter(t.p[from])) from++;
    while (to > from && !is_letter(t.p[to - 1])) to--;
    if (to == from || to - from >= room) return false;
    memcpy(core, t.p + from, to - from);
    core[to - from] = '\0';
    return true;
}

static float rate(struct engine *e, const struct glimpse *g)
{
    char core[64];
    struct shape s = shape_of(g->text);
    float c = g->confidence;
    if (s.letters + s.digits == 0) return g->text.n == 1 ? .5f * c : .3f * c; /* marks alone say little, and noise reads as marks */
    if (s.letters == 0) return powf(c, 1.5f);
    bool known = s.letters > 2 && core_of(g->text, core, sizeof core) && engine_knows(e, core);
    if (known) return 1 - (1 - c) * (1 - c) * .8f;
    if (s.letters + s.digits == 1) return .8f * c;
    if (s.others * 2 > s.letters + s.digits || s.case_breaks > 1) return .5f * c * c;
    if (s.digits && s.letters && s.others == 0) return .8f * c * c; /* a missing blank, or digits among letters */
    return powf(c, 1.5f);
}

void judge_reading(struct engine *e, struct reading *r)
{
    for (uint32_t i = 0; i < r->word_count; i++) r->words[i].quality = rate(e, &r->words[i]);
}

double judge_gain(const struct glimpse *w)
{
    return ((double)w->quality - .45) * (double)w->text.n;
}

double judge_row(const struct reading *r, const struct row *row)
{
    double sum = 0, weight = 0;
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        sum += r->words[i].quality * (double)r->words[i].text.n;
        weight += (double)r->words[i].text.n;
    }
    return weight > 0 ? sum / weight : 0;
}

/* A speck reads as a mark or a letter or two, in a line of its own, and badly. */
static bool is_dust(const struct reading *r, const struct row *row)
{
    size_t chars = 0;
    for (uint32_t i = row->first; i < row->first + row->count; i++) chars += r->words[i].text.n;
    return (chars <= 4 && judge_row(r, row) < .30) || (chars <= 2 && judge_row(r, row) < .45);
}

/* Dust beside a line, or the end of a rule, reads as a short word at its start or end. */
static bool is_fringe(const struct reading *r, uint32_t i, double row_quality)
{
    return r->words[i].text.n <= 4 && r->words[i].quality < .25 && row_quality > .5;
}

static void trim_fringe(const struct reading *r, struct row *row)
{
    double quality = judge_row(r, row);
    while (row->count > 2 && is_fringe(r, row->first, quality)) row->first++, row->count--;
    while (row->count > 2 && is_fringe(r, row->first + row->count - 1, quality)) row->count--;
}

void judge_drop_dust(struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        if (is_dust(r, &r->rows[i])) r->rows[i].count = 0;
        trim_fringe(r, &r->rows[i]);
    }
}
