#include "page_bytes.h"

#define VERSION 4u /* 1: without graphics; 2: without the look from afar; 3: without other readings of words */

static void put_u32(struct buf *out, uint32_t v)
{
    const unsigned char b[4] = {(unsigned char)v, (unsigned char)(v >> 8), (unsigned char)(v >> 16), (unsigned char)(v >> 24)};
    buf_add(out, (const char *)b, sizeof b);
}

static void put_int(struct buf *out, int v)
{
    put_u32(out, (uint32_t)v);
}

static void put_real(struct buf *out, double v)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    put_u32(out, (uint32_t)bits);
    put_u32(out, (uint32_t)(bits >> 32));
}

static void put_box(struct buf *out, struct box b)
{
    put_int(out, b.x), put_int(out, b.y), put_int(out, b.w), put_int(out, b.h);
}

static void put_words(struct buf *out, const struct page *p)
{
    put_u32(out, p->word_count);
    for (uint32_t i = 0; i < p->word_count; i++) {
        const struct word *w = &p->words[i];
        put_box(out, w->box);
        put_real(out, w->confidence);
        put_u32(out, w->line), put_u32(out, w->start), put_u32(out, w->end);
    }
}

static void put_lines(struct buf *out, const struct page *p)
{
    put_u32(out, p->line_count);
    for (uint32_t i = 0; i < p->line_count; i++) {
        const struct line *l = &p->lines[i];
        put_box(out, l->box);
        put_u32(out, l->first_word), put_u32(out, l->word_count), put_u32(out, l->block);
        put_real(out, l->confidence), put_real(out, (double)l->x_height_px);
    }
}

static void put_unread(struct buf *out, const struct page *p)
{
    put_u32(out, p->unread_count);
    for (uint32_t i = 0; i < p->unread_count; i++) {
        put_box(out, p->unread[i].box);
        put_u32(out, p->unread[i].reason);
    }
}

static void put_graphics(struct buf *out, const struct page *p)
{
    put_u32(out, p->graphic_count);
    for (uint32_t i = 0; i < p->graphic_count; i++) {
        put_box(out, p->graphics[i].box);
        put_u32(out, p->graphics[i].kind);
    }
}

static void put_print(struct buf *out, const struct page *p)
{
    for (int i = 0; i < PAGE_PRINT_WORDS; i++) put_u32(out, (uint32_t)p->print[i]), put_u32(out, (uint32_t)(p->print[i] >> 32));
}

static uint32_t count_others(const struct page *p)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < p->word_count; i++)
        for (int k = 0; k < WORD_OTHERS; k++) n += p->words[i].other[k].text.n > 0;
    return n;
}

/* Few words have any: each with the word's index. */
static void put_others(struct buf *out, const struct page *p)
{
    put_u32(out, count_others(p));
    for (uint32_t i = 0; i < p->word_count; i++)
        for (int k = 0; k < WORD_OTHERS; k++) {
            const struct other_reading *o = &p->words[i].other[k];
            if (!o->text.n) continue;
            put_u32(out, i), put_real(out, o->confidence), put_u32(out, (uint32_t)o->text.n);
            buf_phi(out, o->text);
        }
}

static void put_affine(struct buf *out, struct affine t)
{
    put_real(out, t.a), put_real(out, t.b), put_real(out, t.c), put_real(out, t.d), put_real(out, t.e), put_real(out, t.f);
}

enum status page_put_bytes(struct buf *out, const struct page *p)
{
    if (p->text.n > UINT32_MAX) return fail(ST_TOO_BIG, "page %d holds over 4 GB of text", p->number);
    put_u32(out, VERSION);
    put_u32(out, p->media), put_int(out, p->number);
    buf_add(out, p->sha256, sizeof p->sha256 - 1);
    put_int(out, p->width_px), put_int(out, p->height_px), put_int(out, p->dpi);
    put_affine(out, p->to_original);
    put_int(out, p->rotation_deg), put_real(out, p->skew_deg), put_u32(out, p->blank), put_real(out, p->confidence);
    put_u32(out, (uint32_t)p->text.n);
    buf_phi(out, p->text);
    put_words(out, p), put_lines(out, p), put_unread(out, p), put_graphics(out, p), put_print(out, p), put_others(out, p);
    return buf_status(out);
}

/* Takes from the front; once something does not fit, `bad` sticks and all further values are zero. */
struct source {
    struct str rest;
    bool bad;
};

static const char *take(struct source *s, size_t n)
{
    const char *p = s->rest.p;
    if (s->bad || n > s->rest.n) return s->bad = true, NULL;
    s->rest = (struct str){p + n, s->rest.n - n};
    return p;
}

static uint32_t take_u32(struct source *s)
{
    const char *at = take(s, 4);
    unsigned char b[4] = {0};
    if (at) memcpy(b, at, sizeof b);
    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

static int take_int(struct source *s)
{
    return (int)take_u32(s);
}

static double take_real(struct source *s)
{
    uint64_t bits = take_u32(s);
    double v;
    bits |= (uint64_t)take_u32(s) << 32;
    memcpy(&v, &bits, sizeof v);
    return v;
}

static struct box take_box(struct source *s)
{
    struct box b;
    b.x = take_int(s), b.y = take_int(s), b.w = take_int(s), b.h = take_int(s);
    return b;
}

/* A count of elements of at least `least` bytes each, so that a wild count cannot ask for wild memory. */
static void *take_array(struct source *s, struct arena *arena, size_t least, size_t size, uint32_t *ret_n)
{
    uint32_t n = take_u32(s);
    *ret_n = 0;
    if (s->bad || n > s->rest.n / least) return s->bad = true, NULL;
    void *p = arena_calloc(arena, n ? n : 1u, size);
    if (!p) return s->bad = true, NULL;
    *ret_n = n;
    return p;
}

static void take_words(struct source *s, struct page *p)
{
    p->words = take_array(s, p->arena, 36, sizeof *p->words, &p->word_count);
    for (uint32_t i = 0; i < p->word_count; i++) {
        struct word *w = &p->words[i];
        w->box = take_box(s);
        w->confidence = take_real(s);
        w->line = take_u32(s), w->start = take_u32(s), w->end = take_u32(s);
    }
}

static void take_lines(struct source *s, struct page *p)
{
    p->lines = take_array(s, p->arena, 44, sizeof *p->lines, &p->line_count);
    for (uint32_t i = 0; i < p->line_count; i++) {
        struct line *l = &p->lines[i];
        l->box = take_box(s);
        l->first_word = take_u32(s), l->word_count = take_u32(s), l->block = take_u32(s);
        l->confidence = take_real(s), l->x_height_px = (float)take_real(s);
    }
}

static void take_unread(struct source *s, struct page *p)
{
    p->unread = take_array(s, p->arena, 20, sizeof *p->unread, &p->unread_count);
    for (uint32_t i = 0; i < p->unread_count; i++) {
        p->unread[i].box = take_box(s);
        uint32_t reason = take_u32(s);
        if (reason >= UNREAD_COUNT) s->bad = true;
        else p->unread[i].reason = (enum unread_reason)reason;
    }
}

static void take_graphics(struct source *s, struct page *p)
{
    p->graphics = take_array(s, p->arena, 20, sizeof *p->graphics, &p->graphic_count);
    for (uint32_t i = 0; i < p->graphic_count; i++) {
        p->graphics[i].box = take_box(s);
        uint32_t kind = take_u32(s);
        if (kind >= GRAPHIC_COUNT) s->bad = true;
        else p->graphics[i].kind = (enum graphic_kind)kind;
    }
}

static void take_facts(struct source *s, struct page *p)
{
    p->media = take_u32(s) == MEDIA_TEXT ? MEDIA_TEXT : MEDIA_IMAGE;
    p->number = take_int(s);
    const char *sha = take(s, sizeof p->sha256 - 1);
    if (sha) memcpy(p->sha256, sha, sizeof p->sha256 - 1);
    p->width_px = take_int(s), p->height_px = take_int(s), p->dpi = take_int(s);
    struct affine *t = &p->to_original;
    t->a = take_real(s), t->b = take_real(s), t->c = take_real(s), t->d = take_real(s), t->e = take_real(s), t->f = take_real(s);
    p->rotation_deg = take_int(s), p->skew_deg = take_real(s), p->blank = take_u32(s) != 0, p->confidence = take_real(s);
}

static void take_text(struct source *s, struct page *p)
{
    uint32_t n = take_u32(s);
    const char *text = take(s, n);
    char *copy = text ? arena_strdup(p->arena, text, n) : NULL;
    if (!copy) s->bad = true;
    else p->text = (struct phi){copy, n};
}

/* Every index points inside; words get their text. */
static bool tie_together(struct page *p)
{
    for (uint32_t i = 0; i < p->word_count; i++) {
        struct word *w = &p->words[i];
        if (w->start > w->end || w->end > p->text.n || w->line >= p->line_count) return false;
        w->text = (struct phi){p->text.p + w->start, w->end - w->start};
    }
    for (uint32_t i = 0; i < p->line_count; i++)
        if (p->lines[i].first_word > p->word_count || p->lines[i].word_count > p->word_count - p->lines[i].first_word) return false;
    return true;
}

static void take_print(struct source *s, struct page *p)
{
    for (int i = 0; i < PAGE_PRINT_WORDS; i++) {
        uint64_t low = take_u32(s);
        p->print[i] = low | (uint64_t)take_u32(s) << 32;
    }
}

static void take_other(struct source *s, struct page *p)
{
    uint32_t word = take_u32(s);
    double confidence = take_real(s);
    uint32_t n = take_u32(s);
    const char *text = take(s, n);
    struct word *w = text && n && word < p->word_count ? &p->words[word] : NULL;
    char *copy = w ? arena_strdup(p->arena, text, n) : NULL;
    int at = 0;
    while (w && at < WORD_OTHERS && w->other[at].text.n) at++;
    if (!copy || at == WORD_OTHERS) s->bad = true;
    else w->other[at] = (struct other_reading){{copy, n}, confidence};
}

static void take_others(struct source *s, struct page *p)
{
    for (uint32_t left = take_u32(s); left > 0 && !s->bad; left--) take_other(s, p);
}

enum status page_get_bytes(struct str bytes, struct page *ret, size_t *ret_used)
{
    struct source s = {.rest = bytes};
    struct page p = {.arena = ret->arena, .file = ret->file, .image = ret->image, .clean = ret->clean};
    uint32_t version = take_u32(&s);
    if (!s.bad && (version < 1 || version > VERSION))
        return fail(ST_BAD_DATA, "page result is of version %u, this program knows %u", version, VERSION);
    take_facts(&s, &p);
    take_text(&s, &p);
    take_words(&s, &p);
    take_lines(&s, &p);
    take_unread(&s, &p);
    if (version > 1) take_graphics(&s, &p);
    if (version > 2) take_print(&s, &p);
    if (version > 3) take_others(&s, &p);
    if (s.bad || !tie_together(&p)) return fail(ST_BAD_DATA, "page result is cut short or makes no sense");
    *ret = p;
    *ret_used = bytes.n - s.rest.n;
    return ST_OK;
}
