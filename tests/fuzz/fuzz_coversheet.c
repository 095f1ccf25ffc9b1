/* Barcodes of cover sheets: what is taken from any text fits, and printed again it says the same. */
#include "fuzz/fuzz.h"

#include "coversheet.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct sheet sheet, again;
    struct buf out;
    memset(&sheet, 0, sizeof sheet);
    memset(&again, 0, sizeof again);
    sheet_take(&sheet, (struct phi){(const char *)data, n}, n % 2);
    if (sheet.kind != SHEET_COVER) return 0;
    buf_init(&out, 4096);
    coversheet_payload(&out, &sheet);
    MUST_HOLD(buf_status(&out) == ST_OK);
    sheet_take(&again, (struct phi){out.p, out.n}, false);
    buf_clear(&out);
    MUST_HOLD(memcmp(&sheet, &again, sizeof sheet) == 0);
    return 0;
}
