/* Matching a chart again in this process, and the lexicons that requests share. */
#include "chart.h"

#include "demographics.h"
#include "lexicon.h"
#include "release.h"
#include "rematch.h"

#include <pthread.h>
#include <stdlib.h>

/* Charts are matched one at a time: the stages are for one thread. */
struct matcher {
    pthread_mutex_t lock;
    const struct config *config; /* lent */
    struct chart_line *line; /* opened at the first use */
    struct demographics *demographics;
};

enum status matcher_open(const struct config *config, struct matcher **ret)
{
    struct matcher *m = calloc(1, sizeof *m);
    if (!m) return fail(ST_NO_MEMORY, "out of memory");
    m->config = config;
    (void)pthread_mutex_init(&m->lock, NULL);
    *ret = m;
    return ST_OK;
}

void matcher_close(struct matcher *m)
{
    if (!m) return;
    chart_line_close(m->line);
    demographics_close(m->demographics);
    free(m);
}

static enum status match(struct matcher *m, struct exchange *x, const struct desk_chart *c)
{
    enum status st = ST_OK;
    if (!m->line) TRY(chart_line_open(m->config, &m->line));
    if (!m->demographics) TRY(demographics_open(NULL, &m->demographics));
    TRY(chart_match_again(x->queue, m->line, m->demographics, c->row.id, &c->row.facts, x->arena));
done:
    return st;
}

enum status chart_rematch(struct exchange *x, const struct desk_chart *c)
{
    struct matcher *m = x->desk->matcher;
    (void)pthread_mutex_lock(&m->lock);
    enum status st = match(m, x, c);
    (void)pthread_mutex_unlock(&m->lock);
    return st;
}

/* Holds a lexicon open beyond this request; the one held longest gives way. */
static enum status keep_open(struct desk *d, int date, const struct lexicon *lex)
{
    struct lexicon *old = NULL;
    bool kept = false;
    enum status st = ST_OK;
    (void)pthread_mutex_lock(&d->kept_lock);
    for (uint32_t i = 0; i < KEPT_LEXICONS; i++) kept |= d->kept[i] == lex;
    struct lexicon **slot = &d->kept[d->kept_next];
    if (!kept) {
        old = *slot;
        st = release_open(d->config, date, slot);
        if (st != ST_OK) *slot = old, old = NULL;
        d->kept_next = (d->kept_next + (st == ST_OK)) % KEPT_LEXICONS;
    }
    (void)pthread_mutex_unlock(&d->kept_lock);
    lexicon_close(old);
    return st;
}

void lexicons_close(struct desk *d)
{
    for (uint32_t i = 0; i < KEPT_LEXICONS; i++) lexicon_close(d->kept[i]);
}

enum status exchange_lexicon(struct exchange *x, int date, const struct lexicon **ret)
{
    struct lexicon *lex;
    enum status st = ST_OK;
    if (x->lexicon_count == EXCHANGE_LEXICONS) return fail(ST_INTERNAL, "a request asks for too many lexicons");
    TRY(release_open(x->desk->config, date, &lex));
    x->lexicons[x->lexicon_count++] = lex;
    TRY(keep_open(x->desk, date, lex));
    *ret = lex;
done:
    return st;
}
