/* JSON: one object a page, one line each. */
#include "page_writer.h"

#include "read.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>

static json_t *json_box(struct box b)
{
    return json_pack("[iiii]", b.x, b.y, b.w, b.h);
}

static double rounded(double v)
{
    return round(v * 1e4) / 1e4;
}

/* What other looks read, likeliest first. */
static json_t *json_others(const struct word *w)
{
    json_t *others = json_array();
    for (int i = 0; i < WORD_OTHERS && w->other[i].text.n; i++)
        (void)json_array_append_new(
            others, json_pack("{s:s%,s:f}", "text", w->other[i].text.p, w->other[i].text.n, "confidence", rounded(w->other[i].confidence)));
    return others;
}

static json_t *json_words(const struct page *page, const struct line *line)
{
    json_t *words = json_array();
    for (uint32_t i = line->first_word; i < line->first_word + line->word_count; i++) {
        const struct word *w = &page->words[i];
        json_t *o = json_pack("{s:s%,s:o,s:f,s:i,s:i}", "text", w->text.p, w->text.n, "box", json_box(w->box), "confidence", rounded(w->confidence),
                              "start", (int)w->start, "end", (int)w->end);
        if (w->other[0].text.n) (void)json_object_set_new(o, "other", json_others(w));
        (void)json_array_append_new(words, o);
    }
    return words;
}

static json_t *json_lines(const struct page *page)
{
    json_t *lines = json_array();
    for (uint32_t i = 0; i < page->line_count; i++) {
        const struct line *line = &page->lines[i];
        (void)json_array_append_new(lines, json_pack("{s:o,s:i,s:f,s:o}", "box", json_box(line->box), "block", (int)line->block, "confidence",
                                                     rounded(line->confidence), "words", json_words(page, line)));
    }
    return lines;
}

static json_t *json_unread(const struct page *page)
{
    json_t *unread = json_array();
    for (uint32_t i = 0; i < page->unread_count; i++)
        (void)json_array_append_new(
            unread, json_pack("{s:o,s:s}", "box", json_box(page->unread[i].box), "reason", unread_reason_name(page->unread[i].reason)));
    return unread;
}

static json_t *json_graphics(const struct page *page)
{
    json_t *graphics = json_array();
    for (uint32_t i = 0; i < page->graphic_count; i++)
        (void)json_array_append_new(
            graphics, json_pack("{s:o,s:s}", "box", json_box(page->graphics[i].box), "kind", graphic_kind_name(page->graphics[i].kind)));
    return graphics;
}

static enum status json_page(void *state, const struct page *page, struct buf *out)
{
    (void)state;
    json_t *o = json_pack("{s:s,s:i,s:s,s:i,s:i,s:i,s:i,s:f,s:b,s:f,s:s%,s:o,s:o,s:o}", "file", page->file, "page", page->number, "sha256",
                          page->sha256, "width", page->width_px, "height", page->height_px, "dpi", page->dpi, "rotation_deg", page->rotation_deg,
                          "skew_deg", rounded(page->skew_deg), "blank", page->blank, "confidence", rounded(page->confidence), "text", page->text.p,
                          page->text.n, "lines", json_lines(page), "unread", json_unread(page), "graphics", json_graphics(page));
    if (o && page->failed) (void)json_object_set_new(o, "error", json_string(page->failure));
    char *text = o ? json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6)) : NULL;
    json_decref(o);
    if (!text) return fail(ST_BAD_INPUT, "page %d cannot be written as JSON (is the file's name UTF-8?)", page->number);
    buf_add(out, text, strlen(text));
    buf_char(out, '\n');
    free(text);
    return buf_status(out);
}

const struct page_writer page_writer_json = {.name = "json", .page = json_page};
