#include "rematch.h"

enum status chart_match_again(struct queue *q, struct chart_line *line, const struct demographics *demographics, int64_t chart,
                              const struct chart_facts *facts, struct arena *arena)
{
    struct chart c = {.arena = arena, .file = ""};
    struct chart_facts read = *facts;
    char made_by[CHART_MAKER_BYTES];
    enum status st = ST_OK;
    TRY(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    for (uint32_t i = 0; i < c.page_count; i++) demographics_read(demographics, arena, c.pages[i].text, &read);
    c.encounter = read.encounter;
    TRY(chart_line_run(line, &c));
    TRY(chart_line_maker(line, read.encounter.date_of_service, made_by));
    TRY(queue_matched(q, chart, &c, &read, made_by));
done:
    return st;
}
