#include "run.h"

#include "base/config.h"
#include "match_stage.h"
#include "normalize.h"
#include "lexicon.h"
#include "release.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef CHARTCODE_VERSION
#define CHARTCODE_VERSION "0.1.0"
#endif

static const struct stage *const chart_stages[] = {&stage_normalize, &stage_match};
#define STAGES (sizeof chart_stages / sizeof chart_stages[0])
#define MOST_RELEASES 4 /* open at once; charts of a backlog span one or two years */

/* The stages, open on the lexicon of one release (0: the one that no import replaces). */
struct opened {
    int release;
    void *state[STAGES];
};

struct chart_line {
    const struct config *config; /* lent */
    struct opened opened[MOST_RELEASES];
    int n;
};

static void close_stages(struct opened *o)
{
    for (size_t i = STAGES; i-- > 0;) {
        if (o->state[i]) chart_stages[i]->close(o->state[i]);
        o->state[i] = NULL;
    }
}

static enum status open_stages(const struct config *config, int release, struct opened *ret)
{
    struct config with_lexicon = *config;
    char *path = NULL;
    enum status st = release_lexicon(config, release, &path);
    struct opened o = {.release = release};
    if (path) with_lexicon.lexicon = path;
    for (size_t i = 0; i < STAGES && st == ST_OK; i++) st = chart_stages[i]->open(&with_lexicon, &o.state[i]);
    if (st == ST_OK) *ret = o;
    else close_stages(&o);
    free(path);
    return st;
}

/* The stages for charts of this date of service; where too many releases are open, the oldest opened gives way. */
static enum status stages_for(struct chart_line *line, int date, struct opened **ret)
{
    enum status st = ST_OK;
    int release;
    TRY(release_in_force(line->config, date, &release));
    for (int i = 0; i < line->n; i++) {
        if (line->opened[i].release != release) continue;
        *ret = &line->opened[i];
        return ST_OK;
    }
    struct opened o;
    TRY(open_stages(line->config, release, &o));
    if (line->n == MOST_RELEASES) {
        close_stages(&line->opened[0]);
        memmove(line->opened, line->opened + 1, (MOST_RELEASES - 1) * sizeof *line->opened);
        line->n--;
    }
    line->opened[line->n++] = o;
    *ret = &line->opened[line->n - 1];
done:
    return st;
}

enum status chart_line_open(const struct config *config, struct chart_line **ret)
{
    enum status st = ST_OK;
    struct opened *unused;
    struct chart_line *line = calloc(1, sizeof *line);
    if (!line) return fail(ST_NO_MEMORY, "out of memory");
    line->config = config;
    TRY(stages_for(line, 0, &unused)); /* a missing lexicon is told at once */
    *ret = line;
done:
    if (st != ST_OK) chart_line_close(line);
    return st;
}

void chart_line_close(struct chart_line *line)
{
    if (!line) return;
    for (int i = 0; i < line->n; i++) close_stages(&line->opened[i]);
    free(line);
}

static enum status run_stages(struct chart_line *line, struct chart *chart, size_t count)
{
    enum status st = ST_OK;
    struct opened *o;
    TRY(stages_for(line, chart->encounter.date_of_service, &o));
    for (size_t i = 0; i < count; i++) TRY(chart_stages[i]->chart(o->state[i], chart));
done:
    return st;
}

enum status chart_line_run(struct chart_line *line, struct chart *chart)
{
    return run_stages(line, chart, STAGES);
}

enum status chart_line_normalize(struct chart_line *line, struct chart *chart)
{
    return run_stages(line, chart, 1);
}

enum status chart_line_lexicon(struct chart_line *line, int date, const struct lexicon **ret)
{
    struct opened *o;
    enum status st = stages_for(line, date, &o);
    if (st == ST_OK) *ret = match_lexicon(o->state[STAGES - 1]);
    return st;
}

enum status chart_line_maker(struct chart_line *line, int date, char ret[CHART_MAKER_BYTES])
{
    const struct lexicon *lex;
    int release;
    size_t room = CHART_MAKER_BYTES;
    enum status st = ST_OK;
    TRY(release_in_force(line->config, date, &release));
    TRY(chart_line_lexicon(line, date, &lex));
    size_t n = (size_t)snprintf(ret, room, "chartcode %s, lexicon ", CHARTCODE_VERSION);
    for (size_t i = 0; i < 16; i++) n += (size_t)snprintf(ret + n, room - n, "%02x", lex->header->hash[i]);
    if (release) n += (size_t)snprintf(ret + n, room - n, ", code set of %08d", release);
    if (lex->header->learned_version) (void)snprintf(ret + n, room - n, ", learned version %u", lex->header->learned_version);
done:
    return st;
}

void *chart_line_state(const struct chart_line *line, const char *stage)
{
    for (size_t i = 0; i < STAGES; i++)
        if (strcmp(chart_stages[i]->name, stage) == 0) return line->opened[0].state[i];
    return NULL;
}
