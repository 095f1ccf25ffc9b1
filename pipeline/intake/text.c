/* Text files: the page's text is the file itself, byte for byte; form feeds part pages. */
#include "intake_in.h"

#include <stdlib.h>

enum status text_open(struct intake *in)
{
    if (in->n > (size_t)in->config->max_text_mb << 20)
        return fail(ST_TOO_BIG, "'%s' is %zu MB of text, limit is %d (max-text-mb)", in->path, in->n >> 20, in->config->max_text_mb);
    const char *text = (const char *)in->bytes, *end = text + in->n;
    size_t pages = 1, at = 0;
    for (const char *p = text; (p = memchr(p, '\f', (size_t)(end - p))); p++) pages++;
    if (pages > (size_t)in->config->max_pages)
        return fail(ST_TOO_BIG, "'%s' has %zu pages, limit is %d (max-pages)", in->path, pages, in->config->max_pages);
    in->text_starts = malloc((pages + 1) * sizeof *in->text_starts);
    if (!in->text_starts) return fail(ST_NO_MEMORY, "out of memory for '%s'", in->path);
    in->text_starts[at++] = 0;
    for (const char *p = text; (p = memchr(p, '\f', (size_t)(end - p)));) in->text_starts[at++] = (size_t)(++p - text);
    in->text_starts[at] = in->n + 1; /* as if a form feed ended the last page */
    in->pages = (int)pages;
    return ST_OK;
}

enum status text_page(struct intake *in, int number, struct page *page)
{
    size_t start = in->text_starts[number - 1], n = in->text_starts[number] - 1 - start;
    char *copy = arena_strdup(page->arena, (const char *)in->bytes + start, n);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory for '%s'", in->path);
    page->media = MEDIA_TEXT;
    page->text = (struct phi){copy, n};
    page->confidence = 1;
    page->blank = true;
    for (size_t i = 0; i < n && page->blank; i++) page->blank = strchr(" \t\r\n", copy[i]) != NULL;
    if (!in->unhashed) sha256_hex(copy, n, page->sha256);
    return ST_OK;
}
