/* Page results of the queue and of readers: any bytes are refused or give a page whose indexes lie inside, and such a page
 * packs to the same bytes again. */
#include "fuzz.h"

#include "page_bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct page p = {.arena = fuzz_arena()};
    struct buf again;
    size_t used;
    buf_init(&again, (size_t)64 << 20);
    if (page_get_bytes((struct str){(const char *)bytes, n}, &p, &used) == ST_OK) {
        MUST_HOLD(used <= n);
        for (uint32_t i = 0; i < p.word_count; i++)
            MUST_HOLD(p.words[i].end <= p.text.n && p.words[i].start <= p.words[i].end && p.words[i].line < p.line_count);
        MUST_HOLD(page_put_bytes(&again, &p) == ST_OK && again.n == used);
    }
    buf_clear(&again);
    return 0;
}
