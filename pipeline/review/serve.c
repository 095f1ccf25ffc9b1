/* The server as a whole: start, run until a signal, stop. */
#include "review_in.h"

#include "base/file.h"
#include "base/log.h"
#include "pictures.h"
#include "queue.h"

#include <jansson.h>
#include <malloc.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define SWEEP_S 5
#define HEAP_KEPT_BYTES (16 << 20)
#define FIRST_LOGIN "admin"

/* Shown once, on the terminal of whoever starts the server; it is kept nowhere. */
static enum status greet_first(struct queue *q)
{
    char password[ONE_TIME_BYTES];
    bool made = false;
    enum status st = user_first(q, FIRST_LOGIN, password, &made);
    if (st == ST_OK && made)
        (void)printf(
            "The first user is made: sign in as '%s' with the one-time password\n\n    %s\n\nIt is shown this once and must be changed at the "
            "first sign-in.\n",
            FIRST_LOGIN, password);
    sodium_memzero(password, sizeof password);
    return st;
}

static enum status prepare(struct desk *d)
{
    struct queue *q = NULL;
    enum status st = ST_OK;
    d->database = path_join(d->config->workspace, "queue.db");
    if (!d->database) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(queue_open(d->config, QUEUE_EXISTING, &q)); /* brings the schema up before threads open it */
    TRY(greet_first(q));
done:
    queue_close(q);
    return st;
}

static void wait_for_signal(struct desk *d, const sigset_t *signals)
{
    const struct timespec step = {.tv_sec = SWEEP_S};
    while (sigtimedwait(signals, NULL, &step) < 0) http_sweep(d->http);
}

/* Threads take over the signal mask: only this one hears signals. */
static void block_signals(sigset_t *ret)
{
    (void)sigemptyset(ret);
    (void)sigaddset(ret, SIGINT);
    (void)sigaddset(ret, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, ret, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)signal(SIGXFSZ, SIG_IGN); /* a limit on the size of files is told like a full disk */
}

static void set_log_level(const char *name)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    for (int i = 0; i < 4; i++)
        if (strcmp(name, names[i]) == 0) log_set_level((enum log_level)i);
}

/* Each request takes and gives back a few hundred KB. Without this a thread's heap shrinks and grows by system calls, page by page, all
 * the time: 400 of them for one chart. */
static void keep_memory(void)
{
    (void)mallopt(M_TRIM_THRESHOLD, HEAP_KEPT_BYTES);
    (void)mallopt(M_MMAP_THRESHOLD, HEAP_KEPT_BYTES);
}

static enum status run(struct desk *d, const sigset_t *signals)
{
    struct http *http;
    enum status st = ST_OK;
    for (int i = 0; i < SLOW_THREADS; i++) TRY(picture_maker_open(d->config, &d->makers[i]));
    TRY(http_open(d, &http));
    TRY(prepare(d));
    TRY(matcher_open(d->config, &d->matcher));
    TRY(lanes_open(d, &d->lanes));
    TRY(http_start(http));
    (void)printf("The coder's desk is at %s (end it with Ctrl-C)\n", http_address(http));
    (void)fflush(stdout);
    LOG(LOG_INFO, "serving", LOG_KV("address", http_address(http)));
    wait_for_signal(d, signals);
done:
    return st;
}

enum status review_serve(const struct config *config)
{
    struct desk d = {.config = config};
    sigset_t signals;
    (void)pthread_mutex_init(&d.kept_lock, NULL);
    if (sodium_init() < 0) return fail(ST_INTERNAL, "no random numbers on this machine");
    set_log_level(config->log_level);
    keep_memory();
    json_object_seed(0);
    block_signals(&signals);
    enum status st = run(&d, &signals);
    if (!http_close(d.http)) _exit(0); /* answers that take too long; whatever they would save is whole or not there */
    lanes_close(d.lanes);
    matcher_close(d.matcher);
    lexicons_close(&d);
    for (int i = 0; i < SLOW_THREADS; i++) picture_maker_close(d.makers[i]);
    free(d.database);
    return st;
}
