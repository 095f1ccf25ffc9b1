#include "run.h"

#include "match_stage.h"
#include "normalize.h"

#include <stdlib.h>

static const struct stage *const chart_stages[] = {&stage_normalize, &stage_match};
#define STAGES (sizeof chart_stages / sizeof chart_stages[0])

struct chart_line {
    void *state[STAGES];
};

enum status chart_line_open(const struct config *config, struct chart_line **ret)
{
    enum status st = ST_OK;
    struct chart_line *line = calloc(1, sizeof *line);
    if (!line) return fail(ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < STAGES; i++) TRY(chart_stages[i]->open(config, &line->state[i]));
    *ret = line;
done:
    if (st != ST_OK) chart_line_close(line);
    return st;
}

void chart_line_close(struct chart_line *line)
{
    if (!line) return;
    for (size_t i = STAGES; i-- > 0;)
        if (line->state[i]) chart_stages[i]->close(line->state[i]);
    free(line);
}

enum status chart_line_run(struct chart_line *line, struct chart *chart)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < STAGES && st == ST_OK; i++) st = chart_stages[i]->chart(line->state[i], chart);
    return st;
}

enum status chart_line_normalize(struct chart_line *line, struct chart *chart)
{
    return chart_stages[0]->chart(line->state[0], chart);
}

void *chart_line_state(const struct chart_line *line, const char *stage)
{
    for (size_t i = 0; i < STAGES; i++)
        if (strcmp(chart_stages[i]->name, stage) == 0) return line->state[i];
    return NULL;
}
