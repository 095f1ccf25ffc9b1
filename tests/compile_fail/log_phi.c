/* Compiled by run.sh: without a macro it must compile; with PAGE_TEXT_* defined it must not. */
#include "base/log.h"

#include "base/error.h"
#include "page.h"

enum status log_a_page(const struct page *page);

enum status log_a_page(const struct page *page)
{
    struct phi text = page->text;
    LOG(LOG_INFO, "page", LOG_KV("number", page->number), LOG_KV("bytes", text.n), LOG_KV("file", page->file));
#ifdef PAGE_TEXT_IN_LOG
    LOG(LOG_INFO, "page", LOG_KV("text", text));
#endif
#ifdef PAGE_TEXT_BY_HAND
    log_event(LOG_INFO, "page", (const struct log_field[]){log_field_str("text", text), {0}});
#endif
#ifdef PAGE_TEXT_IN_ERROR
    return fail(ST_BAD_INPUT, "page reads %s", text);
#endif
#ifdef PAGE_TEXT_AS_STR
    struct str plain = text;
    LOG(LOG_INFO, "page", LOG_KV("text", plain));
#endif
    return fail(ST_BAD_INPUT, "page %d of %zu bytes cannot be read", page->number, text.n);
}
