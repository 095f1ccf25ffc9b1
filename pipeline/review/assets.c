#include "assets.h"

#include "review_in.h"

static bool is_at(const struct target *t, const char *path)
{
    struct str rest = str_of(path + 1), part;
    uint32_t i = 0;
    while (rest.n && str_cut(&rest, '/', &part))
        if (i == t->segments || !str_eq(part, t->segment[i++])) return false;
    return i == t->segments;
}

/* What stands at "/" where the page was left out of the build. */
static const char no_page_text[] =
    "<!doctype html><html lang=\"en\"><title>chartcode</title><h1>chartcode</h1><p>The desk's page was left out when this program was built, because "
    "npm could not be reached. Build it again where it can; until then 'chartcode queue' on the command line does the work.</p></html>";
static const struct asset no_page = {"/", "text/html; charset=utf-8", (const unsigned char *)no_page_text, sizeof no_page_text - 1, "\"none\""};

const struct asset *asset_find(const struct target *t)
{
    for (const struct asset *a = review_assets; a->path; a++)
        if (is_at(t, a->path)) return a;
    return !review_assets[0].path && t->segments == 0 ? &no_page : NULL;
}
