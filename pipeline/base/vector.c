#include "base/vector.h"

#include <stdlib.h>
#include <string.h>

enum status vector_reserve(void *pp, uint32_t n, uint32_t *room, size_t element)
{
    if (n <= *room) return ST_OK;
    uint32_t more = *room ? *room : 16;
    while (more < n && more < UINT32_MAX / 2) more *= 2;
    void *p;
    memcpy(&p, pp, sizeof p); /* a pointer of any type may not be read as void * */
    void *q = more < n ? NULL : reallocarray(p, more, element);
    if (!q) return fail(ST_NO_MEMORY, "out of memory for %u rows", n);
    memcpy(pp, &q, sizeof q);
    *room = more;
    return ST_OK;
}
