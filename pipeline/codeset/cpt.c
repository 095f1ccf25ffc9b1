/* What a licensee of the AMA gets, and what CMS says of CPT and HCPCS units.
 *
 * CPT: text files of code, tab, descriptor, below some lines of licence: long (LONGULT.txt), medium (MEDU.txt, capitals, at
 * most 48 characters), short (SHORTU.txt, at most 28); and consumer descriptors (concept id, code, descriptor). The
 * longest one becomes the title, the consumer's words a further term. chartcode ships none of them. */
#include "csv.h"

#include <stdio.h>

#define SHORT_MAX 28
#define MEDIUM_MAX 48

/* 99213, 0042T, 0001A, 0001U, 0002M. */
static bool is_cpt(struct str s)
{
    if (s.n != 5) return false;
    for (size_t i = 0; i < 4; i++)
        if (s.p[i] < '0' || s.p[i] > '9') return false;
    return (s.p[4] >= '0' && s.p[4] <= '9') || memchr("AFMTU", s.p[4], 5) != NULL;
}

/* Cells of a line at the first tabs; false when it has fewer than `want`. */
static bool cut_cells(struct str line, struct str *cells, int want)
{
    for (int i = 0; i < want; i++) {
        if (!line.p) return false;
        if (i + 1 < want) (void)str_cut(&line, '\t', &cells[i]);
        else cells[i] = line;
        cells[i] = str_trim(cells[i]);
    }
    return true;
}

/* -1: no descriptor line; else the column of the code. */
static int code_column(struct str line)
{
    struct str cells[3];
    if (cut_cells(line, cells, 3) && is_cpt(cells[1]) && cells[2].n) return 1;
    return cut_cells(line, cells, 2) && is_cpt(cells[0]) && cells[1].n ? 0 : -1;
}

/* The licence may run over many lines; the first descriptor must come within the head of the file. */
bool sniff_cpt(struct str head)
{
    struct str line;
    while (str_cut(&head, '\n', &line))
        if (code_column(line) >= 0) return true;
    return false;
}

static enum draft_origin origin_of(size_t longest)
{
    return longest > MEDIUM_MAX ? FROM_ORDER : longest > SHORT_MAX ? FROM_TABULAR : FROM_LIST;
}

static size_t longest_descriptor(struct str rest)
{
    struct str line, cells[2];
    size_t longest = 0;
    while (str_cut(&rest, '\n', &line))
        if (code_column(line) == 0 && cut_cells(line, cells, 2) && cells[1].n > longest) longest = cells[1].n;
    return longest;
}

static enum status add_consumer(struct codeset *c, struct str code, struct str words)
{
    return draft_add_table_note(c, SYSTEM_CPT, code, NOTE_INCLUSION_TERM, draft_text(c, words));
}

static enum status add_descriptor(struct codeset *c, struct str code, struct str words, enum draft_origin origin)
{
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = origin, .system = SYSTEM_CPT, .level = LEVEL_CODE, .billable = true};
    row.title = draft_text(c, words);
    if (!row.title.p) return fail(ST_NO_MEMORY, "out of memory");
    return draft_key(code, row.key) ? draft_add(c, row, NULL) : fail(ST_BAD_DATA, "'%.*s' is no code", STR_ARG(code));
}

enum status import_cpt(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct str rest = s->bytes, line, cells[3];
    enum draft_origin origin = origin_of(longest_descriptor(rest));
    for (long at = 1; str_cut(&rest, '\n', &line); at++) {
        int column = code_column(line);
        if (column < 0) {
            if (*ret_rows && str_trim(line).n) return source_fault(s, at, "no code and descriptor parted by a tab");
            continue; /* the licence */
        }
        (void)cut_cells(line, cells, column + 2);
        TRY(column ? add_consumer(c, cells[1], cells[2]) : add_descriptor(c, cells[0], cells[1], origin));
        (*ret_rows)++;
    }
done:
    return st;
}

/* CMS's Medically Unlikely Edits as CSV: code, units, indicator, rationale, below a line or two of title and licence. */
enum status import_mue(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    const char *kind = "units";
    int units = -1, indicator = -1;
    csv_open(&v, s, ',');
    while (csv_next(&v, &st)) {
        if (units < 0) {
            units = v.cells > 1 ? csv_column(&v, "MUE Value") : -1;
            indicator = csv_column(&v, "Adjudication");
            if (units >= 0)
                kind = csv_column(&v, "Practitioner") >= 0 ? "practitioner" : csv_column(&v, "Outpatient") >= 0 ? "outpatient hospital" : "supplier";
            continue;
        }
        struct str code = v.cell[0];
        long value;
        if (code.n != 5 || !str_to_long(csv_cell(&v, units), 0, 1000000, &value))
            TRY(source_fault(s, v.line, "'%.*s' is no code with its units", STR_ARG(code)));
        char text[160];
        int n = snprintf(text, sizeof text, "%s\t%ld\t%.60s", kind, value,
                         indicator >= 0 ? strndupa(csv_cell(&v, indicator).p, csv_cell(&v, indicator).n) : "");
        struct str note = {arena_strdup(c->arena, text, (size_t)n), (size_t)n};
        TRY(draft_add_table_note(c, is_cpt(code) ? SYSTEM_CPT : SYSTEM_HCPCS, code, NOTE_MUE, note));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}
