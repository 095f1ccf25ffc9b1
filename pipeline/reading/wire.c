#include "reading_in.h"

#include <leptonica/allheaders.h>
#include <stdlib.h>

struct wire_page {
    uint32_t media, word_count, line_count, unread_count;
    uint64_t text_n, image_n;
    int32_t width_px, height_px, dpi, rotation_deg, number, blank;
    double skew_deg, confidence;
    struct affine to_original;
    char sha256[SHA256_HEX_BYTES];
};

static void put(struct buf *out, const void *p, size_t n)
{
    if (n) buf_add(out, p, n);
}

enum status wire_put_page(struct buf *out, const struct page *p, bool with_image)
{
    l_uint32 *image = NULL;
    size_t image_n = 0;
    if (with_image && p->image && pixSerializeToMemory(p->image, &image, &image_n) != 0)
        return fail(ST_NO_MEMORY, "out of memory for the image of page %d", p->number);
    struct wire_page w;
    memset(&w, 0, sizeof w); /* padding too: the same page gives the same bytes */
    w.media = p->media, w.word_count = p->word_count, w.line_count = p->line_count, w.unread_count = p->unread_count;
    w.text_n = p->text.n, w.image_n = image_n;
    w.width_px = p->width_px, w.height_px = p->height_px, w.dpi = p->dpi, w.rotation_deg = p->rotation_deg;
    w.number = p->number, w.blank = p->blank;
    w.skew_deg = p->skew_deg, w.confidence = p->confidence, w.to_original = p->to_original;
    memcpy(w.sha256, p->sha256, sizeof w.sha256);
    put(out, &w, sizeof w);
    put(out, p->words, p->word_count * sizeof *p->words);
    put(out, p->lines, p->line_count * sizeof *p->lines);
    put(out, p->unread, p->unread_count * sizeof *p->unread);
    put(out, p->text.p, p->text.n);
    put(out, image, image_n);
    lept_free(image);
    return buf_status(out);
}

/* Copies count * size bytes from the front of *rest into the arena. */
static bool take(struct str *rest, struct arena *arena, size_t count, size_t size, void **ret)
{
    if (count > rest->n / size) return false;
    *ret = arena_calloc(arena, count + 1, size);
    if (!*ret) return false;
    if (count) memcpy(*ret, rest->p, count * size);
    *rest = (struct str){rest->p + count * size, rest->n - count * size};
    return true;
}

static bool is_inside(const struct page *p)
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

static bool take_image(struct str *rest, size_t n, struct page *p)
{
    if (n != rest->n) return false;
    if (n == 0) return true;
    l_uint32 *copy = malloc(n); /* the bytes may lie at an odd address */
    if (!copy) return false;
    memcpy(copy, rest->p, n);
    p->image = pixDeserializeFromMemory(copy, n);
    free(copy);
    return p->image != NULL;
}

enum status wire_get_page(struct str bytes, struct page *ret)
{
    struct wire_page w;
    struct page p = {.arena = ret->arena, .file = ret->file};
    void *words, *lines, *unread, *text;
    if (bytes.n < sizeof w) return fail(ST_CRASHED, "the reader's answer is cut short");
    memcpy(&w, bytes.p, sizeof w);
    struct str rest = {bytes.p + sizeof w, bytes.n - sizeof w};
    if (!take(&rest, p.arena, w.word_count, sizeof *p.words, &words) || !take(&rest, p.arena, w.line_count, sizeof *p.lines, &lines) ||
        !take(&rest, p.arena, w.unread_count, sizeof *p.unread, &unread) || !take(&rest, p.arena, w.text_n, 1, &text))
        return fail(ST_CRASHED, "the reader's answer makes no sense, or memory ran out");
    p.media = w.media == MEDIA_TEXT ? MEDIA_TEXT : MEDIA_IMAGE;
    p.words = words, p.word_count = w.word_count, p.lines = lines, p.line_count = w.line_count;
    p.unread = unread, p.unread_count = w.unread_count, p.text = (struct phi){text, w.text_n};
    p.width_px = w.width_px, p.height_px = w.height_px, p.dpi = w.dpi, p.rotation_deg = w.rotation_deg;
    p.number = w.number, p.blank = w.blank != 0, p.skew_deg = w.skew_deg, p.confidence = w.confidence, p.to_original = w.to_original;
    memcpy(p.sha256, w.sha256, sizeof p.sha256 - 1);
    if (!is_inside(&p) || !take_image(&rest, w.image_n, &p)) return fail(ST_CRASHED, "the reader's answer makes no sense");
    *ret = p;
    return ST_OK;
}
