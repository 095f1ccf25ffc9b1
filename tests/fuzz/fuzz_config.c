/* Property: what is accepted lies within the table's ranges. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct config c;
    if (config_open(&c, fuzz_file(data, n)) != ST_OK) {
        MUST_HOLD(error_message()[0] != '\0');
        return 0;
    }
    for (const struct config_row *row = config_rows; row->key; row++) {
        const char *field = (const char *)&c + row->offset, *text;
        int v;
        if (row->is_int) {
            memcpy(&v, field, sizeof v);
            MUST_HOLD(v >= row->lowest && v <= row->highest);
        } else {
            memcpy(&text, field, sizeof text);
            MUST_HOLD(text != NULL);
        }
    }
    config_close(&c);
    return 0;
}
