/* HCPCS Level II: CMS's record file (lines of 320: code 5, sequence 5, record 1, description 80 ...), and the same as CSV.
 * Records: 3 a procedure's first line, 4 its further lines, 7 a modifier's first, 8 its further lines. */
#include "csv.h"

#define RECORD_BYTES 11

struct hcpcs {
    struct codeset *c;
    const struct source *s;
    char key[CODE_KEY_BYTES]; /* of the code whose description is being read; empty = none */
    enum code_level level;
    struct buf title;
    uint32_t rows;
};

static enum status finish_code(struct hcpcs *h, long line)
{
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_ORDER, .system = SYSTEM_HCPCS, .level = h->level};
    if (h->key[0] == '\0') return ST_OK;
    memcpy(row.key, h->key, sizeof row.key);
    row.billable = h->level == LEVEL_CODE;
    row.title = draft_text(h->c, (struct str){h->title.p, h->title.n});
    if (buf_status(&h->title) != ST_OK) return buf_status(&h->title);
    if (row.title.n == 0) return source_fault(h->s, line, "code '%s' has no description", h->key);
    h->rows++;
    h->key[0] = '\0';
    return draft_add(h->c, row, NULL);
}

static enum status record(struct hcpcs *h, long line, struct str code, char kind, struct str text)
{
    char key[CODE_KEY_BYTES];
    code = str_trim(code);
    bool first = kind == '3' || kind == '7', modifier = kind == '7' || kind == '8';
    if (!first && kind != '4' && kind != '8') return source_fault(h->s, line, "record kind '%c' must be 3, 4, 7 or 8", kind);
    if (!draft_key(code, key) || code.n != (modifier ? 2 : 5)) return source_fault(h->s, line, "'%.*s' is no HCPCS code", STR_ARG(code));
    if (!first) {
        if (strcmp(key, h->key) != 0) return source_fault(h->s, line, "a further line of '%s', but its first is missing", key);
        buf_char(&h->title, ' ');
        buf_str(&h->title, text);
        return ST_OK;
    }
    enum status st = finish_code(h, line);
    if (st != ST_OK) return st;
    memcpy(h->key, key, sizeof key);
    h->level = modifier ? LEVEL_MODIFIER : LEVEL_CODE;
    buf_reset(&h->title);
    buf_str(&h->title, text);
    return ST_OK;
}

/* "A1001" + "00100" + "3" in one cell, or in three. */
static enum status csv_record(struct hcpcs *h, const struct csv *v, int kind_column)
{
    if (kind_column >= 0) {
        struct str kind = csv_cell(v, kind_column);
        if (kind.n != 1) return source_fault(h->s, v->line, "record kind '%.*s' must be 3, 4, 7 or 8", STR_ARG(kind));
        return record(h, v->line, csv_cell(v, 0), kind.p[0], csv_cell(v, kind_column + 1));
    }
    struct str id = csv_cell(v, 0);
    if (id.n < 8) return source_fault(h->s, v->line, "'%.*s' is no code with sequence and record kind", STR_ARG(id));
    return record(h, v->line, (struct str){id.p, id.n - 6}, id.p[id.n - 1], csv_cell(v, 1));
}

enum status import_hcpcs_csv(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct hcpcs h = {.c = c, .s = s};
    struct csv v;
    buf_init(&h.title, 65536);
    csv_open(&v, s, ',');
    (void)csv_next(&v, &st); /* the headings */
    int kind_column = csv_column(&v, "RECID");
    while (csv_next(&v, &st)) TRY(csv_record(&h, &v, kind_column));
    if (st != ST_OK) goto done;
    TRY(finish_code(&h, v.line));
    *ret_rows = h.rows;
done:
    csv_close(&v);
    buf_clear(&h.title);
    return st;
}

enum status import_hcpcs_fixed(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct hcpcs h = {.c = c, .s = s};
    struct str rest = s->bytes, line;
    long at = 0;
    buf_init(&h.title, 65536);
    while (str_cut(&rest, '\n', &line)) {
        at++;
        if (str_trim(line).n == 0) continue;
        if (line.n < RECORD_BYTES + 1) {
            st = source_fault(s, at, "the line is cut short: %zu characters", line.n);
            goto done;
        }
        size_t text = line.n - RECORD_BYTES < 80 ? line.n - RECORD_BYTES : 80;
        TRY(record(&h, at, (struct str){line.p, 5}, line.p[10], str_trim((struct str){line.p + RECORD_BYTES, text})));
    }
    TRY(finish_code(&h, at));
    *ret_rows = h.rows;
done:
    buf_clear(&h.title);
    return st;
}
