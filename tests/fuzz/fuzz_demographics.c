/* Heads of pages: any text is read; what is taken lies in the text and makes sense. */
#include "fuzz.h"

#include "demographics.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static struct demographics *d;
    if (!d) MUST_HOLD(demographics_open("dictionaries/demographics.tsv", &d) == ST_OK);
    char *text = malloc(n + (n == 0));
    if (n) memcpy(text, bytes, n);
    struct chart_facts f = {.encounter = {.age_years = -1}};
    demographics_read(d, fuzz_arena(), (struct phi){text, n}, &f);
    MUST_HOLD(!f.mrn.n || (f.mrn.p >= text && f.mrn.p + f.mrn.n <= text + n && f.mrn.n <= 30));
    MUST_HOLD(f.encounter.age_years >= -1 && f.encounter.age_years <= 130);
    MUST_HOLD(!f.born || (f.born >= 18500101 && f.born <= 22001231));
    free(text);
    return 0;
}
