/* The supervisor: hands out pages, watches the clock, takes the answers. It decodes nothing itself. */
#include "reading_in.h"

#include "base/config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_WORKERS 256
#define ANSWER_GRACE_S 10 /* to hand over an answer that has begun */

struct worker_slot {
    pid_t pid; /* 0: none */
    int fd;
    int pages;
    bool stale; /* to be replaced when idle */
    struct job *job; /* NULL: idle */
    double deadline_s;
    struct response head;
    size_t head_n;
};

struct reader_pool {
    const struct config *config;
    struct worker_slot slots[MAX_WORKERS];
    uint32_t limit;
    struct job *first, *last; /* oldest first; done ones stay until waited for */
    uint32_t pending;
    bool input_kept;
};

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

enum status reader_pool_open(const struct config *config, struct reader_pool **ret_pool)
{
    struct reader_pool *pool = calloc(1, sizeof *pool);
    if (!pool) return fail(ST_NO_MEMORY, "out of memory");
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    long limit = config->workers ? config->workers : cores > 0 ? cores : 1;
    pool->config = config;
    pool->limit = limit > MAX_WORKERS ? MAX_WORKERS : (uint32_t)limit;
    *ret_pool = pool;
    return ST_OK;
}

uint32_t reader_pool_pending(const struct reader_pool *pool)
{
    return pool->pending;
}

uint32_t reader_pool_workers(const struct reader_pool *pool)
{
    return pool->limit;
}

int reader_pool_attempts(const struct reader_pool *pool)
{
    return pool->config->attempts;
}

static void job_free(struct job *j)
{
    if (!j) return;
    buf_clear(&j->answer);
    free(j->path);
    free(j);
}

static void job_fail(struct job *j, enum status st)
{
    const char *message = error_message();
    buf_reset(&j->answer);
    buf_add(&j->answer, message, strlen(message));
    j->status = st;
    j->state = JOB_DONE;
}

/* *ret_code: what waitpid() says of it. */
static void slot_end(struct worker_slot *s, bool kill_it, int *ret_code)
{
    if (kill_it) {
        (void)kill(-s->pid, SIGKILL); /* its poppler child too */
        (void)kill(s->pid, SIGKILL);
    }
    (void)close(s->fd); /* an idle worker ends by this */
    while (waitpid(s->pid, ret_code, 0) < 0 && errno == EINTR) continue;
    *s = (struct worker_slot){.fd = -1};
}

void reader_pool_close(struct reader_pool *pool)
{
    int code;
    if (!pool) return;
    for (uint32_t i = 0; i < pool->limit; i++)
        if (pool->slots[i].pid) slot_end(&pool->slots[i], true, &code);
    while (pool->first) {
        struct job *next = pool->first->next;
        job_free(pool->first);
        pool->first = next;
    }
    free(pool);
}

static enum status slot_start(const struct reader_pool *pool, struct worker_slot *s)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) return fail_errno(ST_IO, "cannot make a socket for a reader");
    sigset_t all, before;
    (void)sigfillset(&all);
    (void)sigprocmask(SIG_BLOCK, &all, &before); /* none may reach the worker before it has laid the parent's handlers down */
    pid_t pid = fork();
    if (pid == 0) worker_run(pool->config, ends[1]);
    (void)sigprocmask(SIG_SETMASK, &before, NULL);
    (void)close(ends[1]);
    if (pid < 0) {
        (void)close(ends[0]);
        return fail_errno(ST_NO_MEMORY, "cannot start a reader");
    }
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    *s = (struct worker_slot){.pid = pid, .fd = ends[0]};
    return ST_OK;
}

/* The request is far smaller than a socket's buffer, and the worker is idle: it goes in one piece or the worker is gone. */
static bool slot_send(struct worker_slot *s, struct job *j)
{
    struct iovec parts[2] = {{&j->request, sizeof j->request}, {j->path, j->request.path_n}};
    struct msghdr message = {.msg_iov = parts, .msg_iovlen = 2};
    return sendmsg(s->fd, &message, MSG_NOSIGNAL) == (ssize_t)(sizeof j->request + j->request.path_n);
}

static enum status slot_give(struct reader_pool *pool, struct worker_slot *s, struct job *j)
{
    int code;
    for (int attempt = 0; attempt < 2; attempt++) {
        if (s->pid && (s->stale || s->pages >= pool->config->worker_pages)) slot_end(s, false, &code);
        if (!s->pid) {
            enum status st = slot_start(pool, s);
            if (st != ST_OK) return st;
        }
        if (slot_send(s, j)) {
            s->job = j;
            s->head_n = 0;
            s->pages += j->request.kind == REQUEST_PAGE;
            s->deadline_s = now_s() + pool->config->page_timeout_s;
            j->state = JOB_RUNNING;
            return ST_OK;
        }
        slot_end(s, true, &code); /* it died while idle; the page has lost nothing */
    }
    return fail(ST_CRASHED, "readers end as soon as they start");
}

static struct job *next_queued(const struct reader_pool *pool)
{
    struct job *page = NULL;
    for (struct job *j = pool->first; j; j = j->next) {
        if (j->state != JOB_QUEUED) continue;
        if (j->request.kind != REQUEST_PAGE) return j;
        if (!page) page = j;
    }
    return page;
}

static void dispatch(struct reader_pool *pool)
{
    for (uint32_t i = 0; i < pool->limit; i++) {
        struct job *j = pool->slots[i].job ? NULL : next_queued(pool);
        if (!j) continue;
        enum status st = slot_give(pool, &pool->slots[i], j);
        if (st != ST_OK) job_fail(j, st);
    }
}

static void report_end(const struct reader_pool *pool, struct job *j, bool late, int code)
{
    char what[64];
    if (late) (void)snprintf(what, sizeof what, "took over %d s (page-timeout-s)", pool->config->page_timeout_s);
    else if (WIFSIGNALED(code)) (void)snprintf(what, sizeof what, "crashed its reader (signal %d)", WTERMSIG(code));
    else (void)snprintf(what, sizeof what, "ended its reader (exit %d)", WEXITSTATUS(code));
    enum status st = late ? ST_TIMEOUT : ST_CRASHED;
    if (j->request.kind == REQUEST_INSPECT) job_fail(j, fail(st, "'%s' %s", j->path, what));
    else job_fail(j, fail(st, "'%s': page %u %s", j->path, j->request.number, what));
}

static void slot_lost(struct reader_pool *pool, struct worker_slot *s, bool late)
{
    int code = 0;
    struct job *j = s->job;
    slot_end(s, late, &code);
    if (j) report_end(pool, j, late, code);
}

static void slot_done(struct worker_slot *s)
{
    struct job *j = s->job;
    s->job = NULL;
    s->stale |= s->head.retire != 0;
    j->status = s->head.status < ST_COUNT ? (enum status)s->head.status : ST_CRASHED;
    j->state = JOB_DONE;
}

/* Takes what has come; false when the worker is gone. */
static bool slot_receive(struct worker_slot *s)
{
    char block[65536];
    for (;;) {
        size_t want = s->head_n < sizeof s->head ? sizeof s->head - s->head_n : s->head.n - s->job->answer.n;
        if (want > sizeof block) want = sizeof block;
        ssize_t got = recv(s->fd, block, want, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno == EAGAIN;
        if (got == 0) return false;
        if (s->head_n < sizeof s->head) {
            memcpy((char *)&s->head + s->head_n, block, (size_t)got);
            s->head_n += (size_t)got;
            s->deadline_s = now_s() + ANSWER_GRACE_S;
        } else buf_add(&s->job->answer, block, (size_t)got);
        if (buf_status(&s->job->answer) != ST_OK) return false;
        if (s->head_n == sizeof s->head && s->job->answer.n >= s->head.n) return slot_done(s), true;
    }
}

static int poll_timeout_ms(const struct reader_pool *pool)
{
    double least_s = 60, now = now_s();
    for (uint32_t i = 0; i < pool->limit; i++) {
        const struct worker_slot *s = &pool->slots[i];
        if (s->job && s->deadline_s - now < least_s) least_s = s->deadline_s - now;
    }
    return least_s <= 0 ? 0 : (int)(least_s * 1000) + 1;
}

/* One round: give work out, wait for something to happen, take it in. */
void pool_work(struct reader_pool *pool)
{
    struct pollfd fds[MAX_WORKERS];
    dispatch(pool);
    for (uint32_t i = 0; i < pool->limit; i++) fds[i] = (struct pollfd){.fd = pool->slots[i].job ? pool->slots[i].fd : -1, .events = POLLIN};
    if (poll(fds, pool->limit, poll_timeout_ms(pool)) < 0) return;
    for (uint32_t i = 0; i < pool->limit; i++) {
        struct worker_slot *s = &pool->slots[i];
        if (!s->job) continue;
        if (fds[i].revents && !slot_receive(s)) slot_lost(pool, s, false);
        else if (s->job && now_s() > s->deadline_s) slot_lost(pool, s, true);
    }
}

static void unlink_job(struct reader_pool *pool, struct job *gone)
{
    struct job **at = &pool->first, *before = NULL;
    while (*at != gone) before = *at, at = &before->next;
    *at = gone->next;
    if (pool->last == gone) pool->last = before;
}

/* Several workers must be able to read standard input, and more than once: a pipe is replaced by a copy in memory. */
static enum status keep_input(struct reader_pool *pool)
{
    struct stat info;
    char block[65536];
    ssize_t got;
    double total = 0, limit = pool->config->max_file_mb * 1048576.0;
    if (pool->input_kept) return ST_OK;
    pool->input_kept = true;
    if (fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode)) return ST_OK;
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd < 0) return fail_errno(ST_IO, "cannot keep standard input in memory");
    while ((got = read(STDIN_FILENO, block, sizeof block)) > 0 && (total += (double)got) <= limit)
        if (write(fd, block, (size_t)got) != got) break;
    enum status st = got == 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO ? ST_OK
                     : total > limit ? fail(ST_TOO_BIG, "standard input is over %d MB, the limit (max-file-mb)", pool->config->max_file_mb)
                                     : fail_errno(ST_IO, "cannot read standard input");
    (void)close(fd);
    for (uint32_t i = 0; i < pool->limit; i++) pool->slots[i].stale = true; /* they have the pipe */
    return st;
}

enum status pool_ask(struct reader_pool *pool, struct request request, const char *path, struct job **ret_job)
{
    if (strcmp(path, "-") == 0) {
        enum status st = keep_input(pool);
        if (st != ST_OK) return st;
    }
    struct job *j = calloc(1, sizeof *j);
    if (!j || !(j->path = strdup(path))) {
        free(j);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    j->request = request;
    j->request.path_n = (uint32_t)strlen(path);
    buf_init(&j->answer, RESPONSE_BYTES);
    if (pool->last) pool->last->next = j;
    else pool->first = j;
    pool->last = j;
    *ret_job = j;
    return ST_OK;
}

enum status reader_pool_submit(struct reader_pool *pool, const char *path, int number, unsigned want)
{
    struct job *j;
    enum status st = pool_ask(pool, (struct request){.kind = REQUEST_PAGE, .number = (uint32_t)number, .want = want}, path, &j);
    if (st != ST_OK) return st;
    pool->pending++;
    dispatch(pool);
    return ST_OK;
}

enum status pool_await(struct reader_pool *pool, const struct job *j)
{
    while (j->state != JOB_DONE) pool_work(pool);
    return j->status == ST_OK ? ST_OK : fail(j->status, "%.*s", (int)j->answer.n, j->answer.p ? j->answer.p : "");
}

void pool_forget(struct reader_pool *pool, struct job *j)
{
    unlink_job(pool, j);
    job_free(j);
}

enum status pool_take_page(struct reader_pool *pool, struct job *j, struct arena *arena, struct page *ret_page)
{
    enum status st = pool_await(pool, j);
    struct page page = {.arena = arena, .file = arena_strdup(arena, j->path, strlen(j->path))};
    if (st == ST_OK && !page.file) st = fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) st = wire_get_page((struct str){j->answer.p, j->answer.n}, j->request.want, &page);
    if (st == ST_OK) *ret_page = page;
    pool_forget(pool, j);
    return st;
}

enum status reader_pool_wait(struct reader_pool *pool, struct arena *arena, struct page *ret_page)
{
    if (!pool->first) return fail(ST_INTERNAL, "no page was submitted");
    pool->pending--;
    return pool_take_page(pool, pool->first, arena, ret_page);
}
