#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void buf_init(struct buf *b, size_t cap_bytes)
{
    *b = (struct buf){.cap = cap_bytes, .st = ST_OK};
}

void buf_clear(struct buf *b)
{
    free(b->p);
    *b = (struct buf){.cap = b->cap, .st = ST_OK};
}

void buf_reset(struct buf *b)
{
    b->n = 0;
    b->st = ST_OK;
}

/* Room for n more bytes and a NUL. */
static bool reserve(struct buf *b, size_t n)
{
    if (b->st != ST_OK) return false;
    if (n >= b->cap - b->n) {
        b->st = fail(ST_TOO_BIG, "output is over %zu MB", b->cap >> 20);
        return false;
    }
    if (b->n + n < b->room) return true;
    size_t room = b->room ? b->room : 256;
    while (room <= b->n + n) room *= 2;
    if (room > b->cap) room = b->cap;
    char *p = realloc(b->p, room);
    if (!p) {
        b->st = fail(ST_NO_MEMORY, "out of memory");
        return false;
    }
    b->p = p;
    b->room = room;
    return true;
}

void buf_add_slowly(struct buf *b, const char *p, size_t n)
{
    if (!reserve(b, n)) return;
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_str(struct buf *b, struct str s)
{
    buf_add(b, s.p, s.n);
}

void buf_phi(struct buf *b, struct phi s)
{
    buf_add(b, s.p, s.n);
}

void buf_printf(struct buf *b, const char *format, ...)
{
    char small[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(small, sizeof small, format, args);
    va_end(args);
    if (n < 0) return;
    if ((size_t)n < sizeof small) {
        buf_add(b, small, (size_t)n);
        return;
    }
    if (!reserve(b, (size_t)n)) return;
    va_start(args, format);
    (void)vsnprintf(b->p + b->n, (size_t)n + 1, format, args);
    va_end(args);
    b->n += (size_t)n;
}

enum status buf_status(const struct buf *b)
{
    return b->st;
}
