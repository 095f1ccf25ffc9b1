/* Notes in a margin: short lines beside running text that does not stop for them.
 *
 * What tells a note from the cells of a row is that it stands beside a line in the middle of a sentence. */
#include "order_in.h"

#include <stdlib.h>

#define FEWEST_EDGES 2
#define WIDEST_SHARE .35 /* of the text's width that notes take */
#define GAP 1.0 /* line heights between notes and text */
#define LONG_CHARS 30
#define LEAST_LONG 4 /* lines of the text beside them */
#define SAME_HEIGHT .25 /* line heights */
#define NOTE_GAP .9 /* line heights between lines of one note */

struct tally {
    int notes, cells; /* cells: lines that look like rows of a table */
    int lines, goes_on; /* long ones of the text */
    int beside_middle; /* notes beside a line that goes on with a sentence */
};

/* The text's line at the height of piece i: its index, or -1. */
static int text_beside(const struct pieces *p, const struct part *text, uint32_t i)
{
    int y = p->at[i].box.y + p->at[i].box.h / 2;
    for (uint32_t k = i > 8 ? i - 8 : 0; k < p->n && k < i + 8; k++)
        if (text[k].chars && y >= text[k].top && y < text[k].bottom) return (int)k;
    return -1;
}

static struct tally count(const struct pieces *p, const struct part *notes, const struct part *text, uint32_t first, uint32_t end)
{
    struct tally t = {0};
    for (uint32_t i = first; i < end; i++) {
        bool is_long = text[i].cells == 1 && text[i].chars >= LONG_CHARS;
        t.lines += is_long;
        t.goes_on += is_long && text[i].goes_on;
        t.cells += text[i].cells > 1 || notes[i].cells > 1;
        if (notes[i].chars == 0) continue;
        t.notes++;
        int k = text_beside(p, text, i);
        t.beside_middle += k >= 0 && text[k].goes_on && text[k].chars >= LONG_CHARS;
    }
    return t;
}

static bool is_margin(const struct tally *t)
{
    return t->beside_middle > 0 && t->lines >= LEAST_LONG && t->goes_on * 4 >= t->lines && t->notes < t->lines && t->cells * 5 <= t->lines;
}

struct side { /* one way to part the pieces */
    const struct pieces *p;
    const struct part *notes, *text;
    int x;
    bool right_notes;
};

/* Keeps the run if it is a better margin than *ret. */
static void weigh(const struct side *s, uint32_t first, uint32_t end, int *best, struct gutter *ret)
{
    int notes[2] = {INT32_MAX, -1}, all[2] = {INT32_MAX, -1};
    struct tally t = count(s->p, s->notes, s->text, first, end);
    if (!is_margin(&t) || t.beside_middle <= *best) return;
    for (uint32_t i = first; i < end; i++) {
        const struct box *b = &s->p->at[i].box;
        if (b->x < all[0]) all[0] = b->x;
        if (b->x + b->w > all[1]) all[1] = b->x + b->w;
        if (s->notes[i].chars && s->notes[i].left < notes[0]) notes[0] = s->notes[i].left;
        if (s->notes[i].chars && s->notes[i].right > notes[1]) notes[1] = s->notes[i].right;
    }
    if (notes[1] - notes[0] > WIDEST_SHARE * (all[1] - all[0])) return;
    *best = t.beside_middle;
    *ret = (struct gutter){.x = s->x, .first = first, .end = end, .right_notes = s->right_notes};
}

static void try_side(const struct side *s, int *best, struct gutter *ret)
{
    const struct part *l = s->right_notes ? s->text : s->notes, *r = s->right_notes ? s->notes : s->text;
    int left_end = -1, right_start = INT32_MAX;
    uint32_t first = 0;
    for (uint32_t i = 0; i <= s->p->n; i++) {
        bool more = i < s->p->n;
        int le = more && l[i].chars && l[i].right > left_end ? l[i].right : left_end;
        int rs = more && r[i].chars && r[i].left < right_start ? r[i].left : right_start;
        if (more && le <= s->x && rs > s->x && rs - le >= GAP * s->p->height && rs - le > CLEAR_OF_BLANKS * s->p->blank) {
            left_end = le, right_start = rs;
            continue;
        }
        if (i > first) weigh(s, first, i, best, ret);
        first = i + 1;
        left_end = -1, right_start = INT32_MAX;
    }
}

bool margin_find(const struct pieces *p, struct arena *arena, struct gutter *ret)
{
    struct part *left = ARENA_ARRAY(arena, struct part, p->n + 1), *right = ARENA_ARRAY(arena, struct part, p->n + 1);
    int *places, best = 0;
    uint32_t n = gutter_places(p, FEWEST_EDGES, arena, &places);
    if (!left || !right) return false;
    for (uint32_t i = 0; i < n; i++) {
        gutter_parts(p, places[i], left, right);
        try_side(&(struct side){p, left, right, places[i], false}, &best, ret);
        try_side(&(struct side){p, right, left, places[i], true}, &best, ret);
    }
    return best > 0;
}

static bool is_at_start(const struct pieces *text, const struct piece *note)
{
    for (uint32_t k = 0; k < text->n; k++) {
        const struct piece *t = &text->at[k];
        char c = text->in->words[t->first].text.p[0];
        if (abs(t->box.y + t->box.h - note->box.y - note->box.h) <= SAME_HEIGHT * text->height && !(c >= 'a' && c <= 'z')) return true;
    }
    return false;
}

uint32_t margin_next(const struct pieces *notes, const struct pieces *text, uint32_t from)
{
    uint32_t i = from + 1;
    for (; i < notes->n; i++) {
        const struct piece *before = &notes->at[i - 1], *p = &notes->at[i];
        if (p->box.y - before->box.y - before->box.h > NOTE_GAP * text->height || is_at_start(text, p)) break;
    }
    return i;
}
