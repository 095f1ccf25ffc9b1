/* Writers of read pages: one const struct a format, in one table.
 *
 * A document is begun once, pages follow in order, and it is ended; everything goes to `out`, which the caller may empty
 * between calls. Boxes are in pixels of the original image. Text is escaped as the format asks. */
#ifndef CC_PAGE_WRITER_H
#define CC_PAGE_WRITER_H

#include "base/buf.h"
#include "page.h"

struct page_writer {
    const char *name; /* as in --format */
    bool wants_image; /* page.image must be there */
    enum status (*open)(struct buf *out, void **ret_state); /* may be NULL; state is owned by the writer */
    enum status (*page)(void *state, const struct page *page, struct buf *out);
    enum status (*end)(void *state, struct buf *out); /* may be NULL */
    void (*close)(void *state); /* may be NULL; takes NULL */
};

/* NULL when there is no such format. */
const struct page_writer *page_writer_lookup(const char *name);

extern const struct page_writer page_writer_text, page_writer_tsv, page_writer_json, page_writer_hocr, page_writer_alto, page_writer_pdf;

#endif
