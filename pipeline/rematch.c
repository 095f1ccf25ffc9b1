#include "rematch.h"

#include "patient.h"

enum status chart_match_again(struct queue *q, struct chart_line *line, const struct demographics *demographics, int64_t chart,
                              const struct chart_facts *facts, struct arena *arena)
{
    struct chart c = {.arena = arena, .file = ""};
    struct chart_facts read = *facts;
    char made_by[CHART_MAKER_BYTES];
    bool *foreign;
    enum status st = ST_OK;
    TRY(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    TRY(patient_check(q, demographics, chart, &c, &read, &foreign));
    c.encounter = read.encounter;
    TRY(chart_line_run(line, &c));
    TRY(patient_doubt_foreign(&c, foreign));
    TRY(chart_line_maker(line, read.encounter.date_of_service, made_by));
    TRY(queue_matched(q, chart, &c, &read, made_by));
done:
    return st;
}
