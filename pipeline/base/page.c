#include "bend.h"
#include "page.h"

#include <leptonica/allheaders.h>

static const char *const section_names[SECTION_COUNT] = {
#define X(name) #name,
    SECTION_LIST(X)
#undef X
};

void page_clear(struct page *p)
{
    pixDestroy(&p->image);
    pixDestroy(&p->clean);
    pixDestroy(&p->stems);
    bend_free(p->bend);
    p->bend = NULL;
}

const char *section_name(enum section s)
{
    return section_names[s];
}

enum section section_by_name(struct str name)
{
    for (int i = 0; i < SECTION_COUNT; i++)
        if (str_eq(name, str_of(section_names[i]))) return (enum section)i;
    return SECTION_COUNT;
}
