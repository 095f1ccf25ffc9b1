/* The way of a chart: the one table of stages, and the loop over it. Page stages run in worker processes (reading.h);
 * chart stages run here, on the pages that came back. */
#ifndef CC_RUN_H
#define CC_RUN_H

#include "stage.h"

struct chart_line;

/* Opens the stages that work on charts, on the code set in force today. Charts of other dates of service open theirs when they come:
 * candidates are lent by the lexicon of their release, so use them before the next chart. `config` is lent for the life of the line. */
enum status chart_line_open(const struct config *config, struct chart_line **ret) MUST_CHECK;
void chart_line_close(struct chart_line *line); /* takes NULL */
/* chart->arena, encounter, file and pages must be set. */
enum status chart_line_run(struct chart_line *line, struct chart *chart) MUST_CHECK;
/* The stages up to normalize, for commands that then ask match a question of their own. */
enum status chart_line_normalize(struct chart_line *line, struct chart *chart) MUST_CHECK;
/* The lexicon that charts of this date of service are matched with; lent until a chart of another date is run. */
struct lexicon;
enum status chart_line_lexicon(struct chart_line *line, int date, const struct lexicon **ret) MUST_CHECK;
/* Which program and lexicon charts of this date of service are made with (0 = unknown: the newest); kept with the candidates, so
 * that they can be made again. */
#define CHART_MAKER_BYTES 160
enum status chart_line_maker(struct chart_line *line, int date, char ret[CHART_MAKER_BYTES]) MUST_CHECK;
/* State of the stage with this name on the code set in force today, for commands that ask one stage alone; NULL when there is none. */
void *chart_line_state(const struct chart_line *line, const char *stage);

#endif
