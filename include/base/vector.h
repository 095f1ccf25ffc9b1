/* Growing arrays: VECTOR(type) is a struct of p, n and room; p is malloc'd and freed by its owner. */
#ifndef CC_BASE_VECTOR_H
#define CC_BASE_VECTOR_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

#define VECTOR(type)                                                                                                                                 \
    struct {                                                                                                                                         \
        type *p;                                                                                                                                     \
        uint32_t n, room;                                                                                                                            \
    }

/* Makes room for n elements; *pp is the array's pointer, element its size in bytes. */
enum status vector_reserve(void *pp, uint32_t n, uint32_t *room, size_t element) MUST_CHECK;

/* Appends a value; sets the enclosing function's `st` and goes to `done` when out of memory. */
#define VECTOR_PUSH(vector, value)                                                                                                                   \
    do {                                                                                                                                             \
        TRY(vector_reserve((void *)&(vector).p, (vector).n + 1, &(vector).room, sizeof *(vector).p));                                                \
        (vector).p[(vector).n++] = (value);                                                                                                          \
    } while (0)

#endif
