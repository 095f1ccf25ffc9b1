#include "base/text.h"

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

bool str_eq_nocase(struct str a, struct str b)
{
    if (a.n != b.n) return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i])) return false;
    return true;
}

bool str_starts(struct str s, struct str prefix)
{
    return s.n >= prefix.n && memcmp(s.p, prefix.p, prefix.n) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct str str_trim(struct str s)
{
    while (s.n && is_blank(s.p[0])) s.p++, s.n--;
    while (s.n && is_blank(s.p[s.n - 1])) s.n--;
    return s;
}

bool str_cut(struct str *rest, char sep, struct str *ret_part)
{
    if (!rest->p) return false;
    const char *at = rest->n ? memchr(rest->p, sep, rest->n) : NULL;
    if (!at) {
        *ret_part = *rest;
        *rest = (struct str){NULL, 0};
        return true;
    }
    size_t n = (size_t)(at - rest->p);
    *ret_part = (struct str){rest->p, n};
    *rest = (struct str){at + 1, rest->n - n - 1};
    return true;
}

bool str_to_long(struct str s, long lo, long hi, long *ret_value)
{
    size_t i = 0;
    bool negative = s.n && s.p[0] == '-';
    if (negative) i++;
    if (i == s.n || s.n - i > 18) return false;
    long v = 0;
    for (; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9') return false;
        v = v * 10 + (s.p[i] - '0');
    }
    if (negative) v = -v;
    if (v < lo || v > hi) return false;
    *ret_value = v;
    return true;
}

uint64_t str_hash(struct str s)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < s.n; i++) h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
    return h;
}

/* Bytes of the sequence that `first` opens, with the smallest code point it may carry; 0 for an invalid first byte. */
static size_t sequence_length(unsigned char first, uint32_t *ret_min)
{
    if (first < 0x80) return *ret_min = 0, 1;
    if (first >= 0xC2 && first < 0xE0) return *ret_min = 0x80, 2;
    if (first >= 0xE0 && first < 0xF0) return *ret_min = 0x800, 3;
    if (first >= 0xF0 && first < 0xF5) return *ret_min = 0x10000, 4;
    return 0;
}

static size_t decode(struct str s, uint32_t *ret_codepoint)
{
    static const unsigned char first_mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t min = 0;
    size_t n = sequence_length((unsigned char)s.p[0], &min);
    if (n == 0 || n > s.n) return 0;
    uint32_t c = (unsigned char)s.p[0] & first_mask[n];
    for (size_t i = 1; i < n; i++) {
        unsigned char b = (unsigned char)s.p[i];
        if ((b & 0xC0) != 0x80) return 0;
        c = c << 6 | (b & 0x3F);
    }
    if (c < min || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000)) return 0;
    *ret_codepoint = c;
    return n;
}

/* Whether the next eight bytes are all ASCII, as nearly all text is. */
static bool eight_ascii(struct str s, size_t at)
{
    uint64_t eight;
    if (s.n - at < sizeof eight) return false;
    memcpy(&eight, s.p + at, sizeof eight);
    return (eight & 0x8080808080808080u) == 0;
}

size_t utf8_valid_length(struct str s)
{
    size_t at = 0;
    while (at < s.n) {
        if (eight_ascii(s, at)) {
            at += 8;
            continue;
        }
        uint32_t c;
        size_t n = decode((struct str){s.p + at, s.n - at}, &c);
        if (n == 0) break;
        at += n;
    }
    return at;
}

size_t utf8_decode(struct str s, uint32_t *ret_codepoint)
{
    size_t n = decode(s, ret_codepoint);
    if (n) return n;
    *ret_codepoint = 0xFFFD;
    return 1;
}
