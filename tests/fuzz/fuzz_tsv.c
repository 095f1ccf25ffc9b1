/* Property: every cell lies inside the file; a fault names file and line. */
#include "fuzz/fuzz.h"

#include "base/tsv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct tsv t;
    bool more = true;
    const char *path = fuzz_file(data, n);
    enum status st = tsv_open(&t, path, "a b c");
    if (st != ST_OK) {
        MUST_HOLD(strstr(error_message(), path) != NULL);
        return 0;
    }
    while ((st = tsv_next(&t, &more)) == ST_OK && more)
        for (int i = 0; i < t.columns; i++) MUST_HOLD(t.cell[i].n == 0 || (t.cell[i].p >= t.bytes && t.cell[i].p + t.cell[i].n <= t.bytes + n));
    MUST_HOLD(st == ST_OK || (st == ST_BAD_DATA && strstr(error_message(), path)));
    tsv_close(&t);
    return 0;
}
