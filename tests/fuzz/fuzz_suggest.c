/* Properties: no span lies outside the text or its sentence; evidence lies in the text; the same text gives the same answer. */
#include "fuzz/fuzz.h"

static struct chart run(struct page *page, const uint8_t *data, size_t n)
{
    *page = (struct page){.arena = page->arena, .media = MEDIA_TEXT, .text = {(const char *)data, n}};
    struct chart c = {.arena = page->arena, .pages = page, .page_count = 1, .encounter = {.age_years = -1}};
    MUST_HOLD(chart_line_run(fuzz_chart_line(), &c) == ST_OK);
    return c;
}

static void check_candidate(const struct chart *c, const struct candidate *k)
{
    MUST_HOLD(k->code.n > 0 && k->confidence >= 0.0 && k->confidence <= 1.0 && k->evidence_count > 0);
    for (uint32_t i = 0; i < k->evidence_count; i++) MUST_HOLD(k->evidence[i].start < k->evidence[i].end && k->evidence[i].end <= c->text.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct page first = {.arena = fuzz_arena()}, second = first;
    if (utf8_valid_length((struct str){(const char *)data, n}) < n) return 0;
    struct chart c = run(&first, data, n), again = run(&second, data, n);
    for (uint32_t i = 0; i < c.token_count; i++) {
        const struct token *t = &c.tokens[i];
        const struct sentence *s = &c.sentences[t->sentence];
        MUST_HOLD(s->end <= n && t->start >= s->start && t->end <= s->end && t->start < t->end);
    }
    MUST_HOLD(c.candidate_count <= 60 && c.candidate_count == again.candidate_count && c.withheld_count == again.withheld_count);
    for (uint32_t i = 0; i < c.candidate_count; i++) {
        check_candidate(&c, &c.candidates[i]);
        MUST_HOLD(str_eq(c.candidates[i].code, again.candidates[i].code));
    }
    for (uint32_t i = 0; i < c.withheld_count; i++) check_candidate(&c, &c.withheld[i]);
    return 0;
}
