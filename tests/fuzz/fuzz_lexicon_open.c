/* Property: a lexicon that opens can be used: no lookup, and no chart run through it, leaves the file. */
#include "fuzz/fuzz.h"

#include "nearest.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char text[] = "ASSESSMENT: 1. HTN, high blood pressure; T2DM w/ neuropathy. No fever. Left knee pain, type II. AB weeks";
    struct lexicon *lex;
    const char *path = fuzz_file(data, n);
    if (lexicon_open(path, &lex) != ST_OK) {
        MUST_HOLD(strstr(error_message(), path) != NULL);
        return 0;
    }
    (void)lexicon_nearest(lex, STR("hypertention"));
    (void)lexicon_spells(lex, STR("hypertention"));
    (void)lexicon_code_any(lex, STR("M25.561"));
    lexicon_close(lex);
    struct config c = *fuzz_config();
    struct chart_line *line;
    c.lexicon = path;
    struct page page = {.arena = fuzz_arena(), .media = MEDIA_TEXT, .text = {text, sizeof text - 1}};
    struct chart chart = {.arena = page.arena, .pages = &page, .page_count = 1, .encounter = {.age_years = -1}};
    MUST_HOLD(chart_line_open(&c, &line) == ST_OK);
    (void)chart_line_run(line, &chart);
    chart_line_close(line);
    return 0;
}
