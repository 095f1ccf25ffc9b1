#include "base/arena.h"

#include "base/error.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_BLOCK_BYTES ((size_t)64 * 1024)
#define LARGEST_STEP_BYTES ((size_t)8 * 1024 * 1024)

struct block {
    struct block *older;
    size_t size, used;
    alignas(max_align_t) unsigned char bytes[];
};

struct arena {
    struct block *newest;
    size_t cap, held;
};

static unsigned long fail_countdown;

void arena_fail_after(unsigned long n)
{
    fail_countdown = n;
}

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *a = calloc(1, sizeof *a);
    if (!a) {
        (void)fail(ST_NO_MEMORY, "out of memory for an arena");
        return NULL;
    }
    a->cap = cap_bytes;
    return a;
}

static void free_blocks(struct block *b)
{
    while (b) {
        struct block *older = b->older;
        free(b);
        b = older;
    }
}

void arena_free(struct arena *a)
{
    if (!a) return;
    free_blocks(a->newest);
    free(a);
}

void arena_reset(struct arena *a)
{
    if (!a->newest) return;
    free_blocks(a->newest->older);
    a->newest->older = NULL;
    memset(a->newest->bytes, 0, a->newest->used);
    a->newest->used = 0;
    a->held = a->newest->size;
}

size_t arena_used(const struct arena *a)
{
    size_t n = 0;
    for (const struct block *b = a->newest; b; b = b->older) n += b->used;
    return n;
}

static struct block *add_block(struct arena *a, size_t bytes)
{
    size_t size = a->newest ? a->newest->size * 2 : FIRST_BLOCK_BYTES;
    if (size > LARGEST_STEP_BYTES) size = LARGEST_STEP_BYTES;
    if (size < bytes) size = bytes;
    if (size > a->cap - a->held) size = bytes;
    if (size > a->cap - a->held) {
        (void)fail(ST_NO_MEMORY, "needs more than %zu MB, the limit for one page or chart", a->cap >> 20);
        return NULL;
    }
    struct block *b = calloc(1, sizeof *b + size);
    if (!b) {
        (void)fail(ST_NO_MEMORY, "out of memory");
        return NULL;
    }
    b->size = size;
    b->older = a->newest;
    a->newest = b;
    a->held += size;
    return b;
}

void *arena_alloc(struct arena *a, size_t bytes)
{
    if (fail_countdown && --fail_countdown == 0) {
        (void)fail(ST_NO_MEMORY, "out of memory (fault test)");
        return NULL;
    }
    if (bytes > SIZE_MAX - alignof(max_align_t)) return NULL;
    size_t need = (bytes + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);
    struct block *b = a->newest;
    if (!b || b->size - b->used < need) b = add_block(a, need);
    if (!b) return NULL;
    void *p = b->bytes + b->used;
    b->used += need;
    return p;
}

void *arena_calloc(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / size) {
        (void)fail(ST_NO_MEMORY, "array is too large");
        return NULL;
    }
    return arena_alloc(a, count * size);
}

char *arena_strdup(struct arena *a, const char *text, size_t n)
{
    char *p = arena_alloc(a, n + 1);
    if (p && n) memcpy(p, text, n);
    return p;
}
