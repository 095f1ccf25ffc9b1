/* Threads that answer requests, each with its own connection to the queue. */
#include "review_in.h"

#include "base/log.h"
#include "queue.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define QUICK_THREADS 4
#define THREADS (QUICK_THREADS + SLOW_THREADS)
#define TIDY_S 5
#define LANE_MOST 2000 /* requests that wait */

struct waiting {
    struct exchange *first, **end;
    uint32_t n;
    pthread_cond_t more;
};

struct hand {
    struct lanes *lanes;
    enum lane lane;
    pthread_t thread;
    bool started;
    struct picture_maker *maker;
    struct queue *queue;
    struct stat file; /* the database that `queue` has open */
};

struct lanes {
    struct desk *desk;
    pthread_mutex_t lock;
    struct waiting line[LANE_COUNT];
    struct hand hand[THREADS], keeper; /* keeper: tidies the database */
    pthread_cond_t ending;
    bool closing;
};

/* A database that was taken away or put back from a backup must not go on living in an open file that nobody sees. */
static enum status need_queue(struct hand *h)
{
    struct stat now = {0};
    struct desk *desk = h->lanes->desk;
    bool there = stat(desk->database, &now) == 0;
    if (h->queue && there && now.st_ino == h->file.st_ino && now.st_dev == h->file.st_dev) return ST_OK;
    queue_close(h->queue);
    h->queue = NULL;
    if (!there) return fail(ST_WORKSPACE, "the database '%s' is gone", desk->database);
    h->file = now;
    enum status st = queue_open(desk->config, QUEUE_EXISTING, &h->queue);
    if (st == ST_OK) queue_leave_tidying(h->queue);
    return st;
}

static void answer(struct hand *h, struct exchange *x)
{
    enum status st = need_queue(h);
    x->queue = h->queue;
    x->maker = h->maker;
    if (st == ST_OK) exchange_handle(x);
    else if (reply_status(x, st) != ST_OK) LOG(LOG_ERROR, "no_answer", LOG_KV("status", status_name(st)));
    x->queue = NULL;
    if (x->again) lanes_put(h->lanes, x);
    else http_answer(x);
}

static struct exchange *take_next(struct lanes *l, enum lane lane)
{
    struct waiting *line = &l->line[lane];
    (void)pthread_mutex_lock(&l->lock);
    while (!line->first && !l->closing) (void)pthread_cond_wait(&line->more, &l->lock);
    struct exchange *x = line->first;
    if (x && !(line->first = x->next)) line->end = &line->first;
    line->n -= x != NULL;
    (void)pthread_mutex_unlock(&l->lock);
    return x;
}

static void *work(void *argument)
{
    struct hand *h = argument;
    struct exchange *x;
    while ((x = take_next(h->lanes, h->lane))) answer(h, x);
    queue_close(h->queue);
    return NULL;
}

static bool wait_for_end(struct lanes *l, int seconds)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    (void)pthread_mutex_lock(&l->lock);
    if (!l->closing) (void)pthread_cond_timedwait(&l->ending, &l->lock, &until);
    bool closing = l->closing;
    (void)pthread_mutex_unlock(&l->lock);
    return closing;
}

static void *keep_tidy(void *argument)
{
    struct hand *h = argument;
    while (!wait_for_end(h->lanes, TIDY_S)) {
        enum status st = need_queue(h);
        if (st == ST_OK) st = queue_tidy(h->queue);
        if (st != ST_OK) LOG(LOG_WARN, "not_tidied", LOG_KV("status", status_name(st)), LOG_KV("why", error_message()));
    }
    queue_close(h->queue);
    return NULL;
}

void lanes_put(struct lanes *l, struct exchange *x)
{
    struct waiting *line = &l->line[x->lane];
    (void)pthread_mutex_lock(&l->lock);
    bool full = line->n >= LANE_MOST || (l->closing && x->again);
    if (!full) {
        x->next = NULL;
        *line->end = x;
        line->end = &x->next;
        line->n++;
        (void)pthread_cond_signal(&line->more);
    }
    (void)pthread_mutex_unlock(&l->lock);
    if (!full) return;
    if (reply_failure(x, FAILURE_BUSY, "too many requests wait", NULL) != ST_OK) LOG(LOG_ERROR, "no_answer", LOG_KV("lane", (int)x->lane));
    http_answer(x);
}

enum status lanes_open(struct desk *desk, struct lanes **ret)
{
    struct lanes *l = calloc(1, sizeof *l);
    if (!l) return fail(ST_NO_MEMORY, "out of memory");
    l->desk = desk;
    (void)pthread_mutex_init(&l->lock, NULL);
    for (int i = 0; i < LANE_COUNT; i++) {
        l->line[i].end = &l->line[i].first;
        (void)pthread_cond_init(&l->line[i].more, NULL);
    }
    (void)pthread_cond_init(&l->ending, NULL);
    l->keeper = (struct hand){.lanes = l};
    l->keeper.started = pthread_create(&l->keeper.thread, NULL, keep_tidy, &l->keeper) == 0;
    for (int i = 0; i < THREADS; i++) {
        struct hand *h = &l->hand[i];
        *h = (struct hand){.lanes = l, .lane = i < QUICK_THREADS ? LANE_QUICK : LANE_SLOW};
        if (i >= QUICK_THREADS) h->maker = desk->makers[i - QUICK_THREADS];
        h->started = pthread_create(&h->thread, NULL, work, h) == 0;
        if (h->started && l->keeper.started) continue;
        lanes_close(l);
        return fail(ST_NO_MEMORY, "cannot start a thread");
    }
    *ret = l;
    return ST_OK;
}

void lanes_close(struct lanes *l)
{
    if (!l) return;
    (void)pthread_mutex_lock(&l->lock);
    l->closing = true;
    (void)pthread_cond_broadcast(&l->ending);
    for (int i = 0; i < LANE_COUNT; i++) (void)pthread_cond_broadcast(&l->line[i].more);
    (void)pthread_mutex_unlock(&l->lock);
    for (int i = 0; i < THREADS; i++)
        if (l->hand[i].started) (void)pthread_join(l->hand[i].thread, NULL);
    if (l->keeper.started) (void)pthread_join(l->keeper.thread, NULL);
    free(l);
}
