/* Arena: memory that is given back all at once, with a cap from birth.
 *
 * Everything that belongs to one page or one chart comes from its arena and dies with it; nothing in it is freed alone.
 * Memory comes zeroed and aligned for any type. Running past the cap or out of memory gives NULL and sets the error
 * (ST_NO_MEMORY). An arena is for one thread. */
#ifndef CC_BASE_ARENA_H
#define CC_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* cap_bytes: the most it will ever hold. NULL when out of memory. */
struct arena *arena_new(size_t cap_bytes);
void arena_free(struct arena *a); /* takes NULL */
void arena_reset(struct arena *a); /* all memory is given back; keeps one block for the next use */
size_t arena_used(const struct arena *a);

void *arena_alloc(struct arena *a, size_t bytes);
/* count * size with an overflow check. */
void *arena_calloc(struct arena *a, size_t count, size_t size);
#define ARENA_ARRAY(a, type, count) ((type *)arena_calloc((a), (count), sizeof(type)))
/* A copy of n bytes with a NUL behind them. */
char *arena_strdup(struct arena *a, const char *text, size_t n);

/* Makes the n-th allocation from now fail (0 = never); for fault tests. */
void arena_fail_after(unsigned long n);

#endif
