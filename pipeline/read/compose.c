/* From the final reading to the page's own fields: text, words, lines, in pixels of the original. */
#include "read_in.h"

#include "base/buf.h"
#include "bend.h"

#define PAGE_TEXT_BYTES ((size_t)16 << 20)
#define WIDE_GAP 2.5 /* of the line's height: more parts cells of a table, not words */

static void add_gap(struct buf *text, const struct row *row, const struct glimpse *w)
{
    const struct glimpse *before = w - 1;
    double gap_px = w->box.x - (before->box.x + before->box.w);
    buf_str(text, gap_px > WIDE_GAP * row->box.h ? STR("   ") : STR(" "));
}

/* The others lie in the page's arena, as the readings do. */
static void set_others(struct word *to, const struct glimpse *w)
{
    bool swapped = w->other[1].quality > w->other[0].quality;
    uint32_t n = 0;
    for (int i = 0; i < WORD_OTHERS; i++) {
        const struct said *s = &w->other[i ^ swapped];
        if (s->text.n) to->other[n++] = (struct other_reading){s->text, s->confidence};
    }
}

static void add_word(struct page *page, const struct reading *r, uint32_t i, struct buf *text)
{
    const struct glimpse *w = &r->words[i];
    uint32_t start = (uint32_t)text->n;
    buf_phi(text, w->text);
    page->words[page->word_count++] = (struct word){
        .box = bend_to_original(page, w->box), .confidence = w->confidence, .line = page->line_count, .start = start, .end = (uint32_t)text->n};
    set_others(&page->words[page->word_count - 1], w);
}

static void add_line(struct page *page, const struct reading *r, const struct row *row, struct buf *text)
{
    double sum = 0, weight = 0;
    struct line *line = &page->lines[page->line_count];
    *line = (struct line){.first_word = page->word_count, .word_count = row->count, .block = row->block, .box = bend_to_original(page, row->box)};
    for (uint32_t i = row->first; i < row->first + row->count; i++) {
        if (i > row->first) add_gap(text, row, &r->words[i]);
        add_word(page, r, i, text);
        sum += r->words[i].confidence * (double)r->words[i].text.n;
        weight += (double)r->words[i].text.n;
    }
    line->confidence = weight > 0 ? sum / weight : 0;
    buf_char(text, '\n');
    page->line_count++;
}

static void set_confidence(struct page *page)
{
    double sum = 0, weight = 0;
    for (uint32_t i = 0; i < page->word_count; i++) {
        double n = page->words[i].end - page->words[i].start;
        sum += n * page->words[i].confidence;
        weight += n;
    }
    page->confidence = weight > 0 ? sum / weight : page->blank ? 1 : 0;
}

static enum status compose(struct page *page, const struct reading *r, struct buf *text)
{
    for (uint32_t i = 0; i < r->row_count; i++) {
        const struct row *row = &r->rows[i];
        if (i && (row->block != r->rows[i - 1].block || row->paragraph_start)) buf_char(text, '\n');
        add_line(page, r, row, text);
    }
    enum status st = buf_status(text);
    if (st != ST_OK) return st;
    char *copy = arena_strdup(page->arena, text->n ? text->p : "", text->n);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory for the text of page %d", page->number);
    page->text = (struct phi){copy, text->n};
    for (uint32_t i = 0; i < page->word_count; i++)
        page->words[i].text = (struct phi){copy + page->words[i].start, page->words[i].end - page->words[i].start};
    set_confidence(page);
    return ST_OK;
}

enum status compose_page(struct page *page, const struct reading *r)
{
    struct buf text;
    page->word_count = page->line_count = 0;
    page->words = ARENA_ARRAY(page->arena, struct word, r->word_count + 1);
    page->lines = ARENA_ARRAY(page->arena, struct line, r->row_count + 1);
    if (!page->words || !page->lines) return fail(ST_NO_MEMORY, "out of memory for the words of page %d", page->number);
    buf_init(&text, PAGE_TEXT_BYTES);
    enum status st = compose(page, r, &text);
    buf_clear(&text);
    return st;
}
