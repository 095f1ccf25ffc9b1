#include "csv.h"

void csv_open(struct csv *v, const struct source *s, char separator)
{
    *v = (struct csv){.s = s, .rest = s->bytes, .separator = separator, .next_line = 1};
    buf_init(&v->text, (size_t)1 << 20);
}

void csv_close(struct csv *v)
{
    buf_clear(&v->text);
}

/* A quoted cell, its quotes undone in `text`; *at stands behind the opening quote and is moved behind the closing one. */
static enum status quoted(struct csv *v, size_t *at, size_t *ret_from)
{
    *ret_from = v->text.n;
    for (size_t i = *at; i < v->rest.n; i++) {
        char c = v->rest.p[i];
        if (c == '\n') v->next_line++;
        if (c == '"') {
            if (i + 1 < v->rest.n && v->rest.p[i + 1] == '"') i++;
            else return *at = i + 1, buf_status(&v->text);
        }
        buf_char(&v->text, c);
    }
    return source_fault(v->s, v->line, "a quoted cell does not end: the file is cut short");
}

/* Quoted text may still move while it grows, so a cell holds its offset until the row is whole. */
static enum status one_cell(struct csv *v, size_t *at, bool *ret_quoted, size_t *ret_from, size_t *ret_n)
{
    *ret_quoted = *at < v->rest.n && v->rest.p[*at] == '"';
    if (*ret_quoted) {
        (*at)++;
        enum status st = quoted(v, at, ret_from);
        if (st != ST_OK) return st;
        *ret_n = v->text.n - *ret_from;
        while (*at < v->rest.n && v->rest.p[*at] != v->separator && v->rest.p[*at] != '\n') (*at)++;
        return ST_OK;
    }
    *ret_from = *at;
    while (*at < v->rest.n && v->rest.p[*at] != v->separator && v->rest.p[*at] != '\n') (*at)++;
    *ret_n = *at - *ret_from;
    return ST_OK;
}

static enum status read_row(struct csv *v)
{
    bool in_text[CSV_MAX_CELLS];
    size_t from[CSV_MAX_CELLS], n[CSV_MAX_CELLS], at = 0;
    v->cells = 0;
    v->line = v->next_line;
    buf_reset(&v->text);
    for (;;) {
        if (v->cells == CSV_MAX_CELLS) return source_fault(v->s, v->line, "more than %d cells", CSV_MAX_CELLS);
        int i = v->cells++;
        enum status st = one_cell(v, &at, &in_text[i], &from[i], &n[i]);
        if (st != ST_OK) return st;
        if (at >= v->rest.n || v->rest.p[at] == '\n') break;
        at++;
    }
    for (int i = 0; i < v->cells; i++) {
        const char *base = in_text[i] ? (v->text.p ? v->text.p : "") : v->rest.p;
        v->cell[i] = str_trim((struct str){base + from[i], n[i]});
    }
    if (at < v->rest.n) at++, v->next_line++;
    v->rest.p += at, v->rest.n -= at;
    return ST_OK;
}

bool csv_next(struct csv *v, enum status *st)
{
    while (*st == ST_OK && v->rest.n) {
        *st = read_row(v);
        if (*st == ST_OK && (v->cells > 1 || v->cell[0].n)) return true;
    }
    return false;
}

int csv_column(const struct csv *v, const char *name)
{
    for (int i = 0; i < v->cells; i++)
        if (v->cell[i].n && v->cell[i].n < 256 && strcasestr(strndupa(v->cell[i].p, v->cell[i].n), name)) return i;
    return -1;
}

struct str csv_cell(const struct csv *v, int column)
{
    return column >= 0 && column < v->cells ? v->cell[column] : (struct str){"", 0};
}
