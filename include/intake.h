/* Intake: one file in, its pages out, one at a time.
 *
 * The kind of a file is told from its content, never from its name: PNG, JPEG, TIFF (many pages), WebP, PNM (and BMP, GIF, JPEG 2000
 * where Leptonica reads them), PDF through poppler-utils as child processes, UTF-8 text.
 * Limits of the configuration (file, pages, pixels) are checked on headers, before anything is decoded.
 * A hostile file may still crash a decoder: call these from a worker process (reading.h), not from a long-lived one.
 * Errors name the file: ST_NOT_FOUND, ST_IO, ST_BAD_INPUT, ST_TOO_BIG, ST_MISSING (poppler-utils), ST_NO_MEMORY.
 * A `struct intake` is for one thread. */
#ifndef CC_INTAKE_H
#define CC_INTAKE_H

#include "page.h"

struct config;
struct intake;

/* Opens `path` ("-": standard input), hashes it and counts its pages. `config` is lent for the life of the intake. */
enum status intake_open(const char *path, const struct config *config, struct intake **ret_intake) MUST_CHECK;
void intake_close(struct intake *in); /* takes NULL */

int intake_page_count(const struct intake *in); /* at least 1 */
enum media intake_media(const struct intake *in);
/* Pages of text keep an empty sha256: for who only reads what stands on them. */
void intake_skip_hash(struct intake *in);
const char *intake_sha256(struct intake *in); /* of the whole file; found at the first call; lent */

/* Fills intake's group of fields of `page` (and for text also read's). page->arena must be set; page->file is `path`, lent.
 * number: from 1 to intake_page_count(), in any order. The image in page->image is 1, 8 or 32 bits deep, without
 * colormap or alpha, and carries its resolution. */
enum status intake_page(struct intake *in, int number, struct page *page) MUST_CHECK;
/* The pages up to `last` will be asked for in turn: pages of a PDF that are alike then come out of one child process. When one of them
 * fails, none since the call can be relied on: ask for each without an expectation. last = 0: nothing is expected. */
void intake_expect(struct intake *in, int last);
/* The same for the next page in turn; *ret_more is false behind the last. */
enum status intake_next_page(struct intake *in, struct page *page, bool *ret_more) MUST_CHECK;

#endif
