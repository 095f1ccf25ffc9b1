/* The outer form of a request, taken apart: path, query, cookie. Nothing in it is believed; no state, any number of threads. */
#ifndef CC_REVIEW_TARGET_H
#define CC_REVIEW_TARGET_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

#define TARGET_MAX_BYTES 4096
#define TARGET_MAX_SEGMENTS 8
#define TARGET_MAX_PAIRS 24

struct target {
    struct str segment[TARGET_MAX_SEGMENTS]; /* decoded; "/api/charts/7" has three, "/" none. End in NUL */
    uint32_t segments;
    struct {
        struct str name, value; /* decoded; end in NUL */
    } pair[TARGET_MAX_PAIRS];
    uint32_t pairs;
};

/* raw: as it came, still encoded. Refuses (ST_USAGE) what is no origin form, over a limit, no UTF-8, has a control character, an empty
 * or dotted segment ("", ".", ".."), or a slash or backslash that was encoded. */
enum status target_parse(struct arena *arena, struct str raw, struct target *ret) MUST_CHECK;
/* The first value of that name; p is NULL when there is none. */
struct str target_query(const struct target *t, const char *name);
/* The value of the first cookie of that name in a Cookie header; p is NULL when there is none. */
struct str cookie_value(struct str header, const char *name);

#endif
