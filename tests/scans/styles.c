/* The looks of US charts: letters, electronic record print-outs, forms, typewriters, line printers. */
#include "typeset.h"

#include <string.h>

static const struct style styles[] = {
    {"letter", "Liberation Serif", 11, 1, HEADING_BOLD, FIELDS_PLAIN, 1, 1, 1, false, 0, 0, false},
    {"sans", "Liberation Sans", 10, 1.03, HEADING_BOLD, FIELDS_BOXED, 1, .9, .9, true, 0, 0, false},
    {"ehr", "DejaVu Sans", 9, 1.06, HEADING_UNDERLINED, FIELDS_PLAIN, 1, .7, .7, true, 0, 0, false},
    {"narrow", "Nimbus Sans Narrow", 11, 1.15, HEADING_BOXED, FIELDS_BOXED, 1, .8, .8, true, 0, 0, false},
    {"palatino", "P052", 10.5, 1.12, HEADING_BOLD, FIELDS_PLAIN, 1, 1, 1, false, 0, 0, false},
    {"bookman", "URW Bookman", 9.5, 1.12, HEADING_UNDERLINED, FIELDS_PLAIN, 1, 1, 1, false, 0, 0, false},
    {"century", "C059", 10, 1.1, HEADING_LARGE, FIELDS_BOXED, 1, .9, .9, true, 0, 0, false},
    {"serif", "DejaVu Serif", 9, 1.05, HEADING_BOLD, FIELDS_BOXED, 1, .8, .8, true, 0, 0, false},
    {"mono", "Liberation Mono", 9.5, 1.05, HEADING_BOLD, FIELDS_PLAIN, 1, .8, .7, false, 0, 0, false},
    {"typewriter", "Nimbus Mono PS Bold", 10.5, 1.1, HEADING_UNDERLINED, FIELDS_PLAIN, 1, .8, .6, false, 0, .35, false},
    {"printer", "DejaVu Sans Mono", 9.5, 1.1, HEADING_BOLD, FIELDS_PLAIN, 1, .7, .5, false, 0, 0, false},
    {"reversed", "Liberation Sans", 10, 1.12, HEADING_REVERSED, FIELDS_BOXED, 1, .8, .8, true, 0, 0, false},
    {"form", "Liberation Sans", 9.5, 1.2, HEADING_REVERSED, FIELDS_FORM, 1, .7, .7, true, .22, 0, false},
    {"ruled", "Liberation Serif", 11, 1.15, HEADING_BOXED, FIELDS_BOXED, 1, .8, .8, true, .12, 0, false},
    {"columns2", "Liberation Serif", 9.5, 1, HEADING_BOLD, FIELDS_PLAIN, 2, .7, .7, false, 0, 0, false},
    {"columns3", "Liberation Sans", 8, 1, HEADING_BOLD, FIELDS_PLAIN, 3, .6, .6, false, 0, 0, false},
    {"small7", "Liberation Sans", 7, 1, HEADING_BOLD, FIELDS_BOXED, 1, .8, .8, true, 0, 0, false},
    {"margin", "Liberation Serif", 10.5, 1, HEADING_BOLD, FIELDS_PLAIN, 1, 2.1, .8, false, 0, 0, false},
    {"mixed", "Liberation Sans", 9.5, 1, HEADING_LARGE, FIELDS_BOXED, 1, .8, .8, true, 0, 0, true},
    {"labs", "DejaVu Sans", 8.5, 1.06, HEADING_REVERSED, FIELDS_BOXED, 1, .7, .7, true, 0, 0, false},
};

const struct style *style_at(size_t i)
{
    return i < G_N_ELEMENTS(styles) ? &styles[i] : NULL;
}

const struct style *style_lookup(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(styles); i++)
        if (strcmp(styles[i].name, name) == 0) return &styles[i];
    return NULL;
}
