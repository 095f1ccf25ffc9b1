/* Properties: the valid start is valid and maximal, decoding steps through all of it; cutting loses no byte. */
#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct str s = {(const char *)data, n}, rest = s, part;
    size_t valid = utf8_valid_length(s), at = 0, total = 0, parts = 0;
    uint32_t c;
    MUST_HOLD(valid <= n && utf8_valid_length((struct str){s.p, valid}) == valid);
    while (at < valid) {
        size_t step = utf8_decode((struct str){s.p + at, n - at}, &c);
        MUST_HOLD(step >= 1 && step <= 4 && c <= 0x10FFFF && !(c >= 0xD800 && c < 0xE000));
        at += step;
    }
    MUST_HOLD(at == valid);
    if (at < n) MUST_HOLD(utf8_decode((struct str){s.p + at, n - at}, &c) == 1 && c == 0xFFFD);
    while (s.n && str_cut(&rest, ',', &part)) total += part.n, parts++;
    MUST_HOLD(s.n == 0 || total + parts - 1 == n);
    struct str trimmed = str_trim(s);
    MUST_HOLD(str_eq(str_trim(trimmed), trimmed));
    long v;
    if (str_to_long(s, -1000, 1000, &v)) MUST_HOLD(v >= -1000 && v <= 1000);
    return 0;
}
