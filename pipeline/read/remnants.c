/* Remnants: pieces of rules and frames that were read as marks. A bar taller than the letters of its line is no letter, and a
 * dash of the foot is no word. */
#include "read_in.h"

#include <stdlib.h>

#define TALL 1.35 /* of the line's letters */
#define THIN 6 /* a bar is so many times as tall as wide */
#define SURE 3 /* letters that a line must have to measure a bar by */

static bool is_made_of(struct phi t, const char *marks)
{
    size_t i = 0;
    while (i < t.n && strchr(marks, t.p[i])) i++;
    return t.n && i == t.n;
}

static int by_number(const void *a, const void *b)
{
    return (*(const int *)a > *(const int *)b) - (*(const int *)a < *(const int *)b);
}

#define MEASURED 64

/* Median height of the row's words that are no marks; 0 when there are none to speak of. */
static int letters_height(const struct reading *r, const struct row *row)
{
    int heights[MEASURED], n = 0;
    size_t letters = 0;
    for (uint32_t i = row->first; i < row->first + row->count && n < MEASURED; i++)
        if (!is_made_of(r->words[i].text, "|_-~[](){}!")) heights[n++] = r->words[i].box.h, letters += r->words[i].text.n;
    qsort(heights, (size_t)n, sizeof *heights, by_number);
    return letters >= SURE ? heights[n / 2] : 0;
}

static bool is_remnant(const struct glimpse *w, int height)
{
    if (is_made_of(w->text, "_~") && w->text.n <= 2) return true;
    if (!is_made_of(w->text, "|[](){}!")) return false;
    return height == 0 || w->box.h > TALL * height || (w->text.n == 1 && w->box.h > THIN * w->box.w && w->box.w <= 3);
}

void remnants_drop(struct reading *r)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        struct row *row = &r->rows[i];
        int height = letters_height(r, row);
        uint32_t kept = 0;
        for (uint32_t k = row->first; k < row->first + row->count; k++)
            if (!is_remnant(&r->words[k], height)) r->words[row->first + kept++] = r->words[k];
        row->count = kept;
    }
}
