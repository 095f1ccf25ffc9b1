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

/* The weights, by name in models/judge.tsv. */
enum weight {
    W_KNOWN, /* kinds of word: in the language's list; */
    W_WORD, /* letters that stand in no list; */
    W_WORD2, /* two letters; */
    W_CAPS, /* capitals in no list; */
    W_DIGITS, /* figures; */
    W_MIXED, /* letters and figures; */
    W_SHORT, /* one letter or figure; */
    W_ODD, /* more marks than letters, or capitals inside */
    W_CONF, /* log odds of Tesseract's confidence */
    W_ROWCONF, /* the same of the rest of the line */
    W_CONF_KNOWN, /* confidence once more, of words in the list */
    W_LEN, /* length in tens of characters; of figures the next */
    W_LEN_DIGITS,
    W_ASPECT, /* how far the width of a character is from the usual, as a logarithm */
    WEIGHTS
};

static const double weights[WEIGHTS] = {
#include "judge.inc"
};

#define LONGEST 12 /* characters that count */
#define USUAL_ASPECT .5 /* of the word's height */
#define LINE_PRIOR_CHARS 3 /* a line of one word is believed as an average one */
#define LINE_PRIOR .6
#define BAR 3 /* tenths of its height: a narrower mark is an upright bar */

static bool is_capitals(struct phi t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] >= 'a' && t.p[i] <= 'z') return false;
    return true;
}

static enum weight kind_of(struct engine *e, struct phi t)
{
    char core[64];
    struct shape s = shape_of(t);
    if (s.letters == 0) return W_DIGITS;
    if (s.letters > 2 && core_of(t, core, sizeof core) && engine_knows(e, core)) return W_KNOWN;
    if (s.letters + s.digits == 1) return W_SHORT;
    if (s.digits) return W_MIXED;
    if (s.others * 2 > s.letters + s.digits || s.case_breaks > 1) return W_ODD;
    if (s.letters == 2) return W_WORD2;
    return is_capitals(t) ? W_CAPS : W_WORD;
}

static double log_odds(double p)
{
    p = p < .02 ? .02 : p > .98 ? .98 : p;
    return log(p / (1 - p));
}

static float rate(struct engine *e, const struct glimpse *g, double rest_of_line)
{
    struct shape s = shape_of(g->text);
    if (s.letters + s.digits == 0) return g->text.n == 1 ? .5f * g->confidence : .3f * g->confidence; /* marks alone: noise reads as marks */
    enum weight kind = kind_of(e, g->text);
    double n = (double)g->text.n, conf = log_odds(g->confidence), length = (n < LONGEST ? n : LONGEST) / 10;
    double aspect = g->box.w / (n * (g->box.h > 0 ? g->box.h : 1)) / USUAL_ASPECT;
    double sum = weights[kind] + weights[W_CONF] * conf + weights[W_ROWCONF] * log_odds(rest_of_line);
    if (kind == W_KNOWN) sum += weights[W_CONF_KNOWN] * conf;
    if (kind == W_DIGITS) sum += weights[W_LEN_DIGITS] * length;
    else if (kind != W_SHORT && kind != W_WORD2) sum += weights[W_LEN] * length;
    sum += weights[W_ASPECT] * fabs(log(aspect > .01 ? aspect : .01));
    return (float)(1 / (1 + exp(-sum)));
}

void judge_reading(struct engine *e, struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        double sum = 0, chars = 0;
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            sum += (double)r->words[k].confidence * (double)r->words[k].text.n;
            chars += (double)r->words[k].text.n;
        }
        for (uint32_t k = r->rows[i].first; k < r->rows[i].first + r->rows[i].count; k++) {
            double n = (double)r->words[k].text.n, own = (double)r->words[k].confidence * n;
            r->words[k].quality = rate(e, &r->words[k], (sum - own + LINE_PRIOR * LINE_PRIOR_CHARS) / (chars - n + LINE_PRIOR_CHARS));
        }
    }
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

/* Mean chance of a line's words to be right, by length. Of less, seven in ten are expected wrong. No measurement behind
 * it was kept: higher, and worn lines go too; those up to LINE_ACCEPTED (ink.c) stay, and are shown as unread. */
#define NOISE .30

/* A speck reads as a mark or a letter or two, in a line of its own, and badly. Stamps, drawings and the grain of a table read as lines of
 * short nonsense; of real lines, however worn, more than that is right. What it was stays as ink under no word. */
static bool is_dust(const struct reading *r, const struct row *row)
{
    size_t chars = 0;
    for (uint32_t i = row->first; i < row->first + row->count; i++) chars += r->words[i].text.n;
    return judge_row(r, row) < NOISE || (chars <= 2 && judge_row(r, row) < .45);
}

static bool is_alnum(struct phi t)
{
    size_t i = 0;
    while (i < t.n && (is_letter(t.p[i]) || is_digit(t.p[i]) || (i + 1 == t.n && strchr(".,:;", t.p[i])))) i++;
    return i == t.n && i > 0 && !strchr(".,:;", t.p[0]);
}

/* Letters and figures that stand on the line as its other words do, and are no upright bar: text, however badly read. */
static bool stands_beside(const struct glimpse *w, const struct glimpse *inner)
{
    struct box a = w->box, b = inner->box;
    int top = a.y > b.y ? a.y : b.y, bottom = a.y + a.h < b.y + b.h ? a.y + a.h : b.y + b.h;
    return is_alnum(w->text) && a.h * BAR < a.w * 10 && (bottom - top) * 10 >= 7 * a.h && a.h * 10 >= 6 * b.h;
}

/* Dust beside a line, or the end of a rule, reads as a short word at its start or end. inner: the next word of the line. */
static bool is_fringe(const struct glimpse *w, const struct glimpse *inner, double row_quality)
{
    return w->text.n <= 4 && w->quality < .25 && row_quality > .5 && !stands_beside(w, inner);
}

static void trim_fringe(const struct reading *r, struct row *row)
{
    double quality = judge_row(r, row);
    while (row->count > 2 && is_fringe(&r->words[row->first], &r->words[row->first + 1], quality)) row->first++, row->count--;
    for (const struct glimpse *last; row->count > 2; row->count--) {
        last = &r->words[row->first + row->count - 1];
        if (!is_fringe(last, last - 1, quality)) break;
    }
}

void judge_drop_dust(struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        if (is_dust(r, &r->rows[i])) r->rows[i].count = 0;
        trim_fringe(r, &r->rows[i]);
    }
}
