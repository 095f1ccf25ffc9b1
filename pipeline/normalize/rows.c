/* Rows of tables that were pasted from a record: cells parted by tabs or by '|'. A row stands for itself, and a row of nothing but headings
 * ("Problem | Onset | Status") names the columns. */
#include "normalize_internal.h"

#define FEWEST_PIPES 2 /* one may be a speck or a stroke */

static uint32_t count_marks(struct str s, char mark)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == mark;
    return n;
}

/* '\t' or '|'; '\0' when the line is no row. */
static char cell_mark(struct str line)
{
    if (count_marks(line, '|') >= FEWEST_PIPES) return '|';
    return count_marks(line, '\t') ? '\t' : '\0';
}

bool normalize_is_row(struct str line)
{
    return cell_mark(line) != '\0';
}

bool normalize_is_header_row(const struct lexicon *lex, struct str line)
{
    struct str cell;
    uint32_t cells = 0, headings = 0;
    for (char mark = cell_mark(line); mark && str_cut(&line, mark, &cell);) {
        cell = normalize_without_emphasis(cell);
        if (!cell.n) continue;
        cells++;
        headings += lexicon_heading(lex, cell) != SECTION_COUNT;
    }
    return cells > 1 && headings == cells;
}
