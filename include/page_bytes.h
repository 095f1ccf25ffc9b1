/* A read page as bytes and back: for the queue's page results and for the pipe between a reader and its supervisor.
 *
 * Everything clean and read found (text, words, lines, unread ink, facts), no images. Little-endian fields in a fixed order
 * with a version in front, so that a workspace outlives a rebuild; the same page gives the same bytes. */
#ifndef CC_PAGE_BYTES_H
#define CC_PAGE_BYTES_H

#include "base/buf.h"
#include "page.h"

enum status page_put_bytes(struct buf *out, const struct page *page) MUST_CHECK;
/* Fills ret_page from the front of bytes, in ret_page->arena (must be set); file, image and clean are left as they are.
 * Nothing in `bytes` is believed: ST_BAD_DATA when they make no sense. *ret_used: bytes taken. */
enum status page_get_bytes(struct str bytes, struct page *ret_page, size_t *ret_used) MUST_CHECK;

#endif
