/* A growing byte buffer with a cap from birth, for output that is put together piece by piece.
 * Errors stick: after the first failure every append does nothing, and buf_status() tells at the end. */
#ifndef CC_BASE_BUF_H
#define CC_BASE_BUF_H

#include "base/error.h"
#include "base/text.h"

struct buf {
    char *p; /* owned; NUL-terminated once anything was appended */
    size_t n, room, cap; /* n < room <= cap once anything stands there */
    enum status st;
};

void buf_init(struct buf *b, size_t cap_bytes);
void buf_clear(struct buf *b); /* frees */
void buf_reset(struct buf *b); /* empties, keeps the memory */
void buf_add_slowly(struct buf *b, const char *p, size_t n); /* buf_add() where there may be no room */
static inline void buf_add(struct buf *b, const char *p, size_t n)
{
    if (b->st != ST_OK || n >= b->room - b->n) {
        buf_add_slowly(b, p, n);
        return;
    }
    if (n) memcpy(b->p + b->n, p, n);
    b->n += n;
    b->p[b->n] = '\0';
}
void buf_str(struct buf *b, struct str s);
void buf_phi(struct buf *b, struct phi s);
static inline void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}
void buf_printf(struct buf *b, const char *format, ...) PRINTF_LIKE(2, 3);
enum status buf_status(const struct buf *b) MUST_CHECK;

#endif
