#include "target.h"

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/* One %-decoding, never two: what is still encoded behind it is plain text. */
static enum status decode(struct arena *arena, struct str in, bool plus_is_blank, struct str *ret)
{
    char *out = arena_alloc(arena, in.n + 1);
    size_t n = 0;
    if (!out) return ST_NO_MEMORY;
    for (size_t i = 0; i < in.n; i++) {
        char c = in.p[i];
        if (c == '%') {
            int high = i + 2 < in.n ? hex_digit(in.p[i + 1]) : -1, low = i + 2 < in.n ? hex_digit(in.p[i + 2]) : -1;
            if (high < 0 || low < 0) return fail(ST_USAGE, "the address has a broken %% sign");
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && plus_is_blank) c = ' ';
        if ((unsigned char)c < 0x20 || c == 0x7f) return fail(ST_USAGE, "the address has a control character");
        out[n++] = c;
    }
    out[n] = '\0';
    *ret = (struct str){out, n};
    return utf8_valid_length(*ret) == n ? ST_OK : fail(ST_USAGE, "the address is not UTF-8");
}

static enum status add_segment(struct arena *arena, struct str raw, struct target *t)
{
    struct str s = {"", 0};
    enum status st = ST_OK;
    if (t->segments == TARGET_MAX_SEGMENTS) return fail(ST_USAGE, "the address has over %d parts", TARGET_MAX_SEGMENTS);
    TRY(decode(arena, raw, false, &s));
    if (s.n == 0 || str_eq(s, STR(".")) || str_eq(s, STR("..")) || memchr(s.p, '/', s.n) || memchr(s.p, '\\', s.n))
        return fail(ST_USAGE, "the address has a part that is no name");
    t->segment[t->segments++] = s;
done:
    return st;
}

static enum status add_pair(struct arena *arena, struct str raw, struct target *t)
{
    struct str name, value = raw;
    enum status st = ST_OK;
    if (raw.n == 0) return ST_OK;
    if (t->pairs == TARGET_MAX_PAIRS) return fail(ST_USAGE, "the address has over %d query fields", TARGET_MAX_PAIRS);
    (void)str_cut(&value, '=', &name);
    TRY(decode(arena, name, true, &t->pair[t->pairs].name));
    TRY(decode(arena, value.p ? value : STR(""), true, &t->pair[t->pairs].value));
    t->pairs++;
done:
    return st;
}

enum status target_parse(struct arena *arena, struct str raw, struct target *ret)
{
    struct target t = {.segments = 0};
    struct str path, query = raw, part;
    enum status st = ST_OK;
    if (raw.n == 0 || raw.n > TARGET_MAX_BYTES || raw.p[0] != '/')
        return fail(ST_USAGE, "the address must be a path of at most %d bytes", TARGET_MAX_BYTES);
    (void)str_cut(&query, '?', &path);
    path.p++, path.n--;
    while (path.n && str_cut(&path, '/', &part)) TRY(add_segment(arena, part, &t));
    while (query.p && str_cut(&query, '&', &part)) TRY(add_pair(arena, part, &t));
    *ret = t;
done:
    return st;
}

struct str target_query(const struct target *t, const char *name)
{
    for (uint32_t i = 0; i < t->pairs; i++)
        if (str_eq(t->pair[i].name, str_of(name))) return t->pair[i].value;
    return (struct str){NULL, 0};
}

struct str cookie_value(struct str header, const char *name)
{
    struct str part, key;
    while (header.p && str_cut(&header, ';', &part)) {
        struct str value = str_trim(part);
        (void)str_cut(&value, '=', &key);
        if (value.p && str_eq(str_trim(key), str_of(name))) return str_trim(value);
    }
    return (struct str){NULL, 0};
}
