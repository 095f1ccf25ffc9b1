/* The Index as a table: path (terms parted by " > "), code, manifestation, see, seeAlso, and columns that do not matter. */
#include "importer.h"

/* "Abdomen, abdominal > acute" with a tab between the terms. */
static struct str tabbed_path(struct codeset *c, struct str text)
{
    struct str t = draft_text(c, text);
    char *p = arena_alloc(c->arena, t.n + 1);
    size_t n = 0;
    if (!p || !t.p) return (struct str){NULL, 0};
    for (size_t i = 0; i < t.n; i++) {
        bool parts = i + 3 <= t.n && memcmp(t.p + i, " > ", 3) == 0;
        p[n++] = parts ? '\t' : t.p[i];
        if (parts) i += 2;
    }
    return (struct str){p, n};
}

static enum status index_row(struct codeset *c, const struct source *s, long at, struct str line, uint32_t *rows)
{
    struct str cell[5] = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {"", 0}};
    for (int i = 0; i < 5; i++)
        if (line.p) (void)str_cut(&line, '\t', &cell[i]);
    if (str_trim(cell[0]).n == 0) return source_fault(s, at, "the path is empty");
    struct codeset_index row = {.path = tabbed_path(c, cell[0]),
                                .code = draft_text(c, cell[1]),
                                .manifestation = draft_text(c, cell[2]),
                                .see = draft_text(c, cell[3]),
                                .see_also = draft_text(c, cell[4]),
                                .kind = INDEX_DISEASE};
    (*rows)++;
    if (row.code.n == 0 && row.see.n == 0 && row.see_also.n == 0) return ST_OK;
    return draft_add_index(c, row);
}

enum status import_index_tsv(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    struct str rest = s->bytes, line;
    long at = 0;
    enum status st = ST_OK;
    while (st == ST_OK && str_cut(&rest, '\n', &line)) {
        if (++at == 1 || str_trim(line).n == 0) continue;
        if (line.p[line.n - 1] == '\r') line.n--;
        st = index_row(c, s, at, line, ret_rows);
    }
    return st;
}
