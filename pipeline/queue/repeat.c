#include "repeat.h"

#include <stdlib.h>

#define FEWEST_WORDS 25
#define EDGE_SHARE 30 /* a thirtieth of the page at top and bottom is left out: fax machines print their lines there */
#define FEWEST_SHARED_PCT 85 /* of words */
#define NEAR_NUMBERS_PCT 5 /* of numbers may differ by a digit, and one besides */

/* ---- words */

struct word_set {
    struct str *p; /* sorted */
    uint32_t n;
};

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_inside(const struct page *page, const struct word *w)
{
    int edge = page->height_px / EDGE_SHARE;
    return w->box.y >= edge && w->box.y + w->box.h <= page->height_px - edge;
}

/* Small letters and digits; marks between digits stay, so that 1.5 is not 15 and a date is seen as one. */
static struct str plain(struct arena *arena, struct phi text)
{
    char *p = arena_alloc(arena, text.n + 1);
    size_t n = 0;
    for (size_t i = 0; p && i < text.n; i++) {
        char c = fold(text.p[i]);
        bool between = i > 0 && i + 1 < text.n && is_digit(text.p[i - 1]) && is_digit(text.p[i + 1]);
        if ((c >= 'a' && c <= 'z') || is_digit(c) || (unsigned char)c >= 0x80 || between) p[n++] = c;
    }
    return (struct str){p, p ? n : 0};
}

/* In the order of reading. */
static struct word_set words_of(struct arena *arena, const struct page *page)
{
    struct word_set set = {ARENA_ARRAY(arena, struct str, page->word_count + 1), 0};
    for (uint32_t i = 0; set.p && i < page->word_count; i++) {
        if (!is_inside(page, &page->words[i])) continue;
        struct str s = plain(arena, page->words[i].text);
        if (s.n) set.p[set.n++] = s;
    }
    return set;
}

static int by_text(const void *pa, const void *pb)
{
    const struct str *a = pa, *b = pb;
    size_t n = a->n < b->n ? a->n : b->n;
    int order = n ? memcmp(a->p, b->p, n) : 0;
    return order ? order : (a->n > b->n) - (a->n < b->n);
}

/* ---- keys: the least of the hashes of neighbouring words, by several hashes */

static uint64_t mix(uint64_t v)
{
    v ^= v >> 33, v *= 0xFF51AFD7ED558CCDull;
    v ^= v >> 33, v *= 0xC4CEB9FE1A85EC53ull;
    return v ^ v >> 33;
}

bool repeat_keys(struct arena *arena, const struct page *page, uint64_t ret_keys[REPEAT_KEYS])
{
    struct word_set set = words_of(arena, page);
    if (set.n < FEWEST_WORDS) return false;
    for (int k = 0; k < REPEAT_KEYS; k++) ret_keys[k] = UINT64_MAX;
    for (uint32_t i = 0; i + 1 < set.n; i++) {
        uint64_t pair = mix(str_hash(set.p[i])) * 3 + str_hash(set.p[i + 1]);
        for (int k = 0; k < REPEAT_KEYS; k++) {
            uint64_t v = mix(pair + (uint64_t)k * 0x9E3779B97F4A7C15ull);
            if (v < ret_keys[k]) ret_keys[k] = v;
        }
    }
    return true;
}

/* ---- word by word */

/* Mostly digits; a word in which a letter was read as one is none. */
static bool is_number(struct str s)
{
    size_t digits = 0;
    for (size_t i = 0; i < s.n; i++) digits += is_digit(s.p[i]);
    return 2 * digits >= s.n;
}

/* 1/2/26, 2026-01-02, 1.2.26: two marks between digits. */
static bool is_date(struct str s)
{
    int marks = 0;
    for (size_t i = 0; i < s.n; i++) marks += s.p[i] == '/' || s.p[i] == '-' || s.p[i] == '.';
    return marks == 2 && s.n >= 5 && s.n <= 10 && is_digit(s.p[0]) && is_digit(s.p[s.n - 1]);
}

static bool is_near(struct str a, struct str b)
{
    int differs = 0;
    if (a.n != b.n || a.n < 2) return false;
    for (size_t i = 0; i < a.n; i++) differs += a.p[i] != b.p[i];
    return differs == 1;
}

struct comparison {
    struct word_set left[2]; /* words of one page that the other has not */
    uint32_t shared;
};

static bool compare(struct arena *arena, struct word_set a, struct word_set b, struct comparison *ret)
{
    uint32_t i = 0, j = 0;
    *ret = (struct comparison){{{ARENA_ARRAY(arena, struct str, a.n + 1), 0}, {ARENA_ARRAY(arena, struct str, b.n + 1), 0}}, 0};
    if (!ret->left[0].p || !ret->left[1].p) return false;
    while (i < a.n || j < b.n) {
        int order = i == a.n ? 1 : j == b.n ? -1 : by_text(&a.p[i], &b.p[j]);
        if (order < 0) ret->left[0].p[ret->left[0].n++] = a.p[i++];
        else if (order > 0) ret->left[1].p[ret->left[1].n++] = b.p[j++];
        else ret->shared++, i++, j++;
    }
    return true;
}

/* A number that the other page has not: near to one of its left ones, it is misread. */
static bool numbers_agree(const struct word_set *left, const struct word_set *other, uint32_t most)
{
    uint32_t near = 0;
    for (uint32_t i = 0; i < left->n; i++) {
        struct str s = left->p[i];
        bool found = false;
        if (!is_number(s)) continue;
        if (is_date(s)) return false;
        for (uint32_t j = 0; j < other->n && !found; j++) found = is_near(s, other->p[j]);
        if (!found || ++near > most) return false;
    }
    return true;
}

bool repeat_words(struct arena *arena, const struct page *a, const struct page *b)
{
    struct word_set x = words_of(arena, a), y = words_of(arena, b);
    struct comparison c;
    uint32_t larger = x.n > y.n ? x.n : y.n, numbers = 0;
    if (x.n < FEWEST_WORDS || y.n < FEWEST_WORDS) return false;
    for (uint32_t i = 0; i < x.n; i++) numbers += is_number(x.p[i]);
    qsort(x.p, x.n, sizeof *x.p, by_text);
    qsort(y.p, y.n, sizeof *y.p, by_text);
    if (!compare(arena, x, y, &c)) return false;
    uint32_t most = 1 + numbers * NEAR_NUMBERS_PCT / 100;
    return (uint64_t)c.shared * 100 >= (uint64_t)larger * FEWEST_SHARED_PCT && numbers_agree(&c.left[0], &c.left[1], most) &&
           numbers_agree(&c.left[1], &c.left[0], most);
}
