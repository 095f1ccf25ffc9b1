#include "base/jsonl.h"

#include <math.h>
#include <stdio.h>

void jsonl_begin(struct jsonl *j, char bracket)
{
    jsonl_part(j);
    buf_char(j->out, bracket);
    j->first = true;
}

void jsonl_end(struct jsonl *j, char bracket)
{
    buf_char(j->out, bracket);
    j->first = false;
}

/* By byte: 1 for those that stand for themselves in a string, the rest are escaped or outside ASCII. */
static const unsigned char plain[256] = {[0x20 ... 0x21] = 1, [0x23 ... 0x5B] = 1, [0x5D ... 0x7F] = 1};

static void escape(struct buf *out, unsigned char c)
{
    static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
    const char *at = c ? strchr(from, c) : NULL;
    if (at) {
        buf_char(out, '\\');
        buf_char(out, to[at - from]);
    } else {
        buf_printf(out, "\\u%04X", c);
    }
}

/* One character outside ASCII; gives its bytes. */
static size_t put_wide(struct buf *out, struct str s)
{
    uint32_t code;
    size_t n = utf8_decode(s, &code);
    if (n == 1) buf_str(out, STR("\xEF\xBF\xBD"));
    else buf_add(out, s.p, n);
    return n;
}

void jsonl_str(struct jsonl *j, struct str s)
{
    size_t at = 0;
    jsonl_part(j);
    buf_char(j->out, '"');
    while (at < s.n) {
        size_t end = at;
        while (end < s.n && plain[(unsigned char)s.p[end]]) end++;
        buf_add(j->out, s.p + at, end - at);
        at = end;
        if (at == s.n) break;
        if ((unsigned char)s.p[at] >= 0x80) at += put_wide(j->out, (struct str){s.p + at, s.n - at});
        else escape(j->out, (unsigned char)s.p[at++]);
    }
    buf_char(j->out, '"');
}

void jsonl_phi(struct jsonl *j, struct phi s)
{
    jsonl_str(j, (struct str){s.p, s.n});
}

/* Decimal digits of v, at least `least` of them, behind each other in front of `end`; gives the first. */
static char *digits(char *end, unsigned long long v, int least)
{
    for (; v || least > 0; v /= 10, least--) *--end = (char)('0' + v % 10);
    return end;
}

void jsonl_int(struct jsonl *j, long long v)
{
    char text[24], *end = text + sizeof text, *p = digits(end, v < 0 ? 0ull - (unsigned long long)v : (unsigned long long)v, 1);
    if (v < 0) *--p = '-';
    jsonl_part(j);
    buf_add(j->out, p, (size_t)(end - p));
}

#define DECIMALS 4
#define SCALE 10000ull
#define LARGEST 1e12 /* beyond it, or where it is no number, nothing is claimed: null */

void jsonl_decimal(struct jsonl *j, double v)
{
    char text[32], *end = text + sizeof text;
    if (!(fabs(v) < LARGEST)) {
        jsonl_null(j);
        return;
    }
    unsigned long long scaled = (unsigned long long)llround(fabs(v) * (double)SCALE);
    char *p = digits(end, scaled % SCALE, DECIMALS);
    while (end > p + 1 && end[-1] == '0') end--;
    *--p = '.';
    p = digits(p, scaled / SCALE, 1);
    if (v < 0 && scaled) *--p = '-';
    jsonl_part(j);
    buf_add(j->out, p, (size_t)(end - p));
}

void jsonl_bool(struct jsonl *j, bool v)
{
    jsonl_part(j);
    buf_str(j->out, v ? STR("true") : STR("false"));
}

void jsonl_null(struct jsonl *j)
{
    jsonl_part(j);
    buf_str(j->out, STR("null"));
}
