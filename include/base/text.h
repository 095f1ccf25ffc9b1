/* Text as pointer and length, and PHI (protected health information) as a type of its own.
 *
 * struct str is text that may be shown anywhere: code titles, file names, dictionary entries.
 * struct phi is text from a page. No log or error function takes it; a test proves that such a call does not compile.
 * Neither owns its bytes, and neither ends in NUL. */
#ifndef CC_BASE_TEXT_H
#define CC_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

struct phi {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})
/* For printf's "%.*s". */
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_of(const char *c)
{
    return (struct str){c, c ? strlen(c) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (b.n == 0 || memcmp(a.p, b.p, b.n) == 0); /* b is often a literal, whose length the compiler knows */
}

bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
bool str_starts(struct str s, struct str prefix);
struct str str_trim(struct str s); /* blanks, tabs, CR and LF at both ends */
/* Cuts the part of *rest before the first `sep`, moves *rest behind it; false when *rest is used up. */
bool str_cut(struct str *rest, char sep, struct str *ret_part);
/* Decimal integer over the whole of s; false when it is not one or lies outside lo..hi. */
bool str_to_long(struct str s, long lo, long hi, long *ret_value);
/* 64-bit FNV-1a; for hash tables, not for security. */
uint64_t str_hash(struct str s);

/* Length of the longest valid UTF-8 start of s. Refuses overlong forms, surrogates and code points over U+10FFFF. */
size_t utf8_valid_length(struct str s);
/* Decodes one code point at s.p (valid UTF-8, s.n > 0); gives its length in bytes. */
size_t utf8_decode(struct str s, uint32_t *ret_codepoint);

#endif
