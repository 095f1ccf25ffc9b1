/* Plain text, pages parted by form feeds; and TSV with the columns of Tesseract's own. */
#include "page_writer.h"

#include <stdlib.h>

struct text_state {
    bool started;
};

static enum status text_open(struct buf *out, void **ret_state)
{
    (void)out;
    *ret_state = calloc(1, sizeof(struct text_state));
    return *ret_state ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

static enum status text_page(void *state, const struct page *page, struct buf *out)
{
    struct text_state *s = state;
    if (s->started) buf_char(out, '\f');
    s->started = true;
    buf_phi(out, page->text);
    return buf_status(out);
}

const struct page_writer page_writer_text = {.name = "text", .open = text_open, .page = text_page, .close = free};

static enum status tsv_open_document(struct buf *out, void **ret_state)
{
    buf_str(out, STR("level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"));
    return text_open(out, ret_state);
}

static void tsv_row(struct buf *out, int level, const int ids[5], struct box b, double conf, struct phi text)
{
    buf_printf(out, "%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t%.2f\t", level, ids[0], ids[1], ids[2], ids[3], ids[4], b.x, b.y, b.w, b.h, conf);
    for (size_t i = 0; i < text.n; i++) buf_char(out, strchr("\t\r\n", text.p[i]) ? ' ' : text.p[i]);
    buf_char(out, '\n');
}

/* Unread boxes are rows of level 6: a reader of Tesseract's TSV skips them, and nothing is hidden. */
static enum status tsv_page(void *state, const struct page *page, struct buf *out)
{
    (void)state;
    int ids[5] = {page->number};
    tsv_row(out, 1, ids, (struct box){0, 0, page->width_px, page->height_px}, -1, (struct phi){NULL, 0});
    for (uint32_t i = 0; i < page->line_count; i++) {
        const struct line *line = &page->lines[i];
        bool same = i && line[-1].block == line->block;
        ids[1] = (int)line->block + 1, ids[2] = 1, ids[3] = same ? ids[3] + 1 : 1, ids[4] = 0;
        tsv_row(out, 4, ids, line->box, -1, (struct phi){NULL, 0});
        for (uint32_t k = 0; k < line->word_count; k++) {
            const struct word *w = &page->words[line->first_word + k];
            ids[4] = (int)k + 1;
            tsv_row(out, 5, ids, w->box, 100 * w->confidence, w->text);
        }
    }
    ids[1] = ids[2] = ids[3] = ids[4] = 0;
    for (uint32_t i = 0; i < page->unread_count; i++) tsv_row(out, 6, ids, page->unread[i].box, -1, (struct phi){NULL, 0});
    return buf_status(out);
}

const struct page_writer page_writer_tsv = {.name = "tsv", .open = tsv_open_document, .page = tsv_page, .close = free};
