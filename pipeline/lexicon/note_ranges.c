/* Codes that a note of the Tabular names: "organism (B95-B97)", "traumatic tear (S46.01-)", "(L97.1-L97.9, L98.41-)". */
#include "builder.h"

static bool is_range_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-';
}

/* The range that the note begins with: its length. Dashes and dots at the end only say that more characters follow. */
static size_t range_bytes(struct str note, struct str *ret)
{
    size_t n = 0;
    while (n < note.n && is_range_char(note.p[n])) n++;
    *ret = (struct str){note.p, n};
    while (ret->n && (ret->p[ret->n - 1] == '-' || ret->p[ret->n - 1] == '.')) ret->n--;
    return n;
}

static bool next_range(struct str *note, struct str *ret)
{
    while (note->n > 1) {
        bool begins = (note->p[0] == '(' || note->p[0] == ' ' || note->p[0] == ',') && note->p[1] >= 'A' && note->p[1] <= 'Z';
        note->p++, note->n--;
        if (!begins) continue;
        size_t n = range_bytes(*note, ret);
        bool code = ret->n >= 3 && ret->p[1] >= '0' && ret->p[1] <= '9' && (n == note->n || memchr("),- ", note->p[n], 4));
        note->p += n, note->n -= n;
        if (code) return true;
    }
    return false;
}

enum status note_ranges(struct builder *b, struct str note, uint32_t *ret)
{
    struct buf list;
    struct str range;
    buf_init(&list, note.n + 2);
    while (next_range(&note, &range)) {
        if (list.n) buf_char(&list, ',');
        buf_str(&list, range);
    }
    enum status st = buf_status(&list);
    if (st == ST_OK && list.n) *ret = builder_string(b, (struct str){list.p, list.n});
    buf_clear(&list);
    return st;
}
