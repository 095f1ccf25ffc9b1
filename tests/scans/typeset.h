/* typeset: prints a page of marked-up text (markup.h) as a clean gray picture, and says which words it printed.
 *
 * Sizes are in points (1/72 inch) on US letter paper, upright. The true text has one line for every line on the paper,
 * in reading order: letterhead, columns from the left, foot; a margin note comes before the line it stands beside. The signature and rules have no
 * text.
 */
#ifndef CHARTCODE_TESTS_TYPESET_H
#define CHARTCODE_TESTS_TYPESET_H

#include <glib.h>
#include <leptonica/allheaders.h>
#include <stdbool.h>

enum heading_look { HEADING_BOLD, HEADING_REVERSED, HEADING_UNDERLINED, HEADING_BOXED, HEADING_LARGE };
enum field_look { FIELDS_PLAIN, FIELDS_BOXED, FIELDS_FORM };

struct style {
    const char *name, *font;
    double size_pt, leading; /* leading: line height as a share of the natural one */
    enum heading_look heading;
    enum field_look fields;
    int columns;
    double margin_left_in, margin_right_in;
    bool ruled_tables;
    double rule_under; /* share of the size that a form's line lies under the baseline; 0 for none */
    double jitter_pt; /* how far a typewriter's letters stray */
    bool mixed_sizes;
};

const struct style *style_lookup(const char *name);
/* The i-th style; NULL past the end. */
const struct style *style_at(size_t i);

struct typeset_job {
    const char *page; /* marked-up text, lent */
    const struct style *style;
    double size_pt; /* 0 for the style's own */
    int dpi;
    guint32 seed; /* for jitter and the signature */
};

struct typeset_page {
    PIX *pix; /* 8 bpp */
    char *truth; /* g_free */
    int lines_left; /* source lines that found no room; their text is not in truth */
};

void typeset_page(const struct typeset_job *job, struct typeset_page *ret_page);
void typeset_clear(struct typeset_page *page);

#endif
