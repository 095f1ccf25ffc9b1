/* markup: the marks at the start of a line in samples/texts/ that say how the line is printed.
 *
 *     @ NAME            letterhead, large and centred        @@ ADDRESS  its small lines
 *     # HEADING         heading in the page's style          ---         a rule across
 *     [ Label: value | Label: value                          form fields side by side
 *     | cell | cell     table row; rows on end are one table, whose first row is its head
 *     > note            note in the margin                   _ foot      foot of the page
 *     ~                 a scribbled signature (no text)      (blank)     a gap
 *
 * Any other line is a paragraph. A form feed ends a page.
 */
#ifndef CHARTCODE_TESTS_MARKUP_H
#define CHARTCODE_TESTS_MARKUP_H

#include <glib.h>

enum mark { MARK_TEXT, MARK_TITLE, MARK_ADDRESS, MARK_HEADING, MARK_FIELDS, MARK_ROW, MARK_RULE, MARK_NOTE, MARK_FOOT, MARK_SIGNATURE, MARK_GAP };

/* The line's mark; ret_text points into line, past the mark. */
enum mark markup_mark(const char *line, const char **ret_text);
/* The trimmed parts of a row or of fields; free with g_strfreev. */
char **markup_cells(const char *text);
/* The page as typed text without marks, one line a paragraph; free with g_free. */
char *markup_plain(const char *page);

#endif
