/* What the browser is given as it is: the page's files, embedded in the binary by web.mk. The table ends with a NULL path and
 * holds nothing else where the page was left out of the build. */
#ifndef CC_REVIEW_ASSETS_H
#define CC_REVIEW_ASSETS_H

#include <stddef.h>

struct asset {
    const char *path, *type; /* "/assets/desk-3fa9.js", "text/javascript; charset=utf-8" */
    const unsigned char *bytes;
    size_t n;
    const char *etag; /* with its quotes */
};

extern const struct asset review_assets[];

#endif
