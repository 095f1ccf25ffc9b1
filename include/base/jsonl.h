/* JSON lines, written straight into a buffer, for output of many objects a second; trees that are built and then dumped cost several
 * times what finding the codes does. The caller keeps the order: a key before each value of an object, an end for each begin.
 *
 * Strings are escaped as RFC 8259 asks; bytes that are not UTF-8 become U+FFFD. Errors are those of the buffer and stick. */
#ifndef CC_BASE_JSONL_H
#define CC_BASE_JSONL_H

#include "base/buf.h"

struct jsonl {
    struct buf *out; /* lent */
    bool first; /* nothing stands yet in the object or array at hand, or a key waits for its value */
};

static inline struct jsonl jsonl_into(struct buf *out)
{
    return (struct jsonl){out, true};
}

void jsonl_begin(struct jsonl *j, char bracket); /* '{' or '[' */
void jsonl_end(struct jsonl *j, char bracket); /* '}' or ']' */
/* The comma before a value that is not the first. */
static inline void jsonl_part(struct jsonl *j)
{
    if (!j->first) buf_char(j->out, ',');
    j->first = false;
}
/* Plain literals alone: nothing in a key is escaped. */
#define jsonl_key(j, name) jsonl_key_text((j), "\"" name "\":", sizeof "\"" name "\":" - 1)
static inline void jsonl_key_text(struct jsonl *j, const char *quoted, size_t n)
{
    jsonl_part(j);
    buf_add(j->out, quoted, n);
    j->first = true;
}

void jsonl_str(struct jsonl *j, struct str s);
void jsonl_phi(struct jsonl *j, struct phi s);
void jsonl_int(struct jsonl *j, long long v);
void jsonl_decimal(struct jsonl *j, double v); /* four decimals at most, one at least: 0.97, 1.0 */
void jsonl_bool(struct jsonl *j, bool v);
void jsonl_null(struct jsonl *j);

#endif
