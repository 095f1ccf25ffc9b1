/* Runs the chart stages of the pipeline over a text in this process, with the small lexicon or the real one. */
#ifndef CC_TESTS_CHART_H
#define CC_TESTS_CHART_H

#include "support/small.h"

#include "base/config.h"
#include "match.h"
#include "run.h"

static struct config chart_config;
static struct chart_line *chart_line;
static struct arena *chart_arena;

UNIT_UNUSED static int chart_open_with(const char *lexicon)
{
    assert_ok(config_open(&chart_config, "/dev/null"));
    assert_ok(config_set(&chart_config, STR("lexicon"), str_of(lexicon), "test"));
    assert_ok(chart_line_open(&chart_config, &chart_line));
    chart_arena = arena_new((size_t)512 << 20);
    return chart_arena == NULL;
}

UNIT_UNUSED static int chart_open(void **state)
{
    (void)state;
    return chart_open_with(small_lexicon());
}

UNIT_UNUSED static int chart_close(void **state)
{
    (void)state;
    chart_line_close(chart_line);
    arena_free(chart_arena);
    config_close(&chart_config);
    return 0;
}

/* A chart of one text page; what it holds is good until the next call. */
UNIT_UNUSED static struct chart *chart_of(const char *text, size_t n)
{
    static struct page page;
    static struct chart chart;
    arena_reset(chart_arena);
    page = (struct page){.arena = chart_arena, .media = MEDIA_TEXT, .text = {text, n}, .confidence = 1.0};
    chart = (struct chart){.arena = chart_arena, .pages = &page, .page_count = 1, .file = "test", .encounter = {.age_years = -1}};
    return &chart;
}

UNIT_UNUSED static struct chart *chart_normalized(const char *text)
{
    struct chart *c = chart_of(text, strlen(text));
    assert_ok(chart_line_normalize(chart_line, c));
    return c;
}

UNIT_UNUSED static struct chart *chart_matched(const char *text)
{
    struct chart *c = chart_of(text, strlen(text));
    assert_ok(chart_line_run(chart_line, c));
    return c;
}

/* The candidate with the code among the suggestions, else the withheld; NULL when nowhere. */
UNIT_UNUSED static const struct candidate *chart_find(const struct chart *c, const char *code)
{
    for (uint32_t i = 0; i < c->candidate_count; i++)
        if (str_eq(c->candidates[i].code, str_of(code))) return &c->candidates[i];
    for (uint32_t i = 0; i < c->withheld_count; i++)
        if (str_eq(c->withheld[i].code, str_of(code))) return &c->withheld[i];
    return NULL;
}

#endif
