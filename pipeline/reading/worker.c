/* The worker: one request at a time, until the supervisor hangs up. */
#include "reading_in.h"

#include "base/config.h"
#include "intake.h"
#include "clean.h"
#include "coversheet.h"
#include "read.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define RETIRE_RSS_KB (380l << 10) /* ask to be replaced before growth matters */
#define PATH_BYTES 65536u

static const struct stage *const stages[] = {&stage_clean, &stage_read};
#define STAGES (sizeof stages / sizeof stages[0])

struct reading_line {
    void *state[STAGES];
};

enum status reading_open(const struct config *config, struct reading_line **ret_line)
{
    enum status st = ST_OK;
    struct reading_line *line = calloc(1, sizeof *line);
    if (!line) return fail(ST_NO_MEMORY, "out of memory");
    for (size_t i = 0; i < STAGES; i++)
        if (stages[i]->open) TRY(stages[i]->open(config, &line->state[i]));
    *ret_line = line;
    line = NULL;
done:
    reading_close(line);
    return st;
}

enum status reading_page(struct reading_line *line, struct page *page)
{
    enum status st = ST_OK;
    for (size_t i = 0; st == ST_OK && i < STAGES; i++) st = stages[i]->page(line->state[i], page);
    return st;
}

void reading_close(struct reading_line *line)
{
    if (!line) return;
    for (size_t i = 0; i < STAGES; i++)
        if (stages[i]->close) stages[i]->close(line->state[i]);
    free(line);
}

/* The file last worked on stays open: the next page is mostly its next. */
struct source {
    char *path;
    struct intake *intake;
    struct stat info;
};

struct worker {
    const struct config *config;
    struct reading_line *line;
    struct arena *arena;
    struct source source;
    int fd;
};

static void close_source(struct source *s)
{
    intake_close(s->intake);
    free(s->path);
    *s = (struct source){0};
}

static bool is_same_file(const struct source *s, const char *path, const struct stat *now)
{
    return s->intake && strcmp(s->path, path) == 0 && s->info.st_ino == now->st_ino && s->info.st_dev == now->st_dev &&
           s->info.st_size == now->st_size && s->info.st_mtim.tv_sec == now->st_mtim.tv_sec && s->info.st_mtim.tv_nsec == now->st_mtim.tv_nsec;
}

static enum status open_source(struct worker *w, const char *path)
{
    struct stat now = {0};
    if (stat(strcmp(path, "-") == 0 ? "/dev/stdin" : path, &now) == 0 && is_same_file(&w->source, path, &now)) return ST_OK;
    close_source(&w->source);
    enum status st = intake_open(path, w->config, &w->source.intake);
    if (st != ST_OK) return st;
    w->source.info = now;
    if (!(w->source.path = strdup(path))) return close_source(&w->source), fail(ST_NO_MEMORY, "out of memory");
    return ST_OK;
}

static enum status serve_inspect(struct worker *w, struct buf *out)
{
    struct reading_file_info info;
    memset(&info, 0, sizeof info);
    info.media = intake_media(w->source.intake);
    info.pages = (uint32_t)intake_page_count(w->source.intake);
    memcpy(info.sha256, intake_sha256(w->source.intake), sizeof info.sha256);
    buf_add(out, (const char *)&info, sizeof info);
    return buf_status(out);
}

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static enum status serve_page(struct worker *w, const struct request *q, struct buf *out)
{
    struct page page = {.arena = w->arena, .began_s = now_s(), .hasty = (q->want & READING_HASTY) != 0};
    enum status st = ST_OK;
    if (!w->line) TRY(reading_open(w->config, &w->line));
    TRY(intake_page(w->source.intake, (int)q->number, &page));
    TRY(reading_page(w->line, &page));
    TRY(wire_put_page(out, &page, q->want));
done:
    page_clear(&page);
    arena_reset(w->arena);
    return st;
}

static enum status put_sheet(struct worker *w, int number, struct buf *out)
{
    struct page page = {.arena = w->arena};
    struct sheet sheet;
    enum status st = ST_OK;
    TRY(intake_page(w->source.intake, number, &page));
    memset(&sheet, 0, sizeof sheet);
    if (page.image) TRY(sheet_read(page.image, &sheet));
    buf_add(out, (const char *)&sheet, sizeof sheet);
    st = buf_status(out);
done:
    page_clear(&page);
    arena_reset(w->arena);
    return st;
}

static enum status serve_sheets(struct worker *w, const struct request *q, struct buf *out)
{
    enum status st = ST_OK;
    intake_expect(w->source.intake, (int)(q->number + q->want) - 1);
    for (uint32_t i = 0; st == ST_OK && i < q->want; i++) st = put_sheet(w, (int)(q->number + i), out);
    intake_expect(w->source.intake, 0);
    return st;
}

static enum status serve_picture(struct worker *w, const struct request *q, struct buf *out)
{
    struct page page = {.arena = w->arena};
    enum status st = intake_page(w->source.intake, (int)q->number, &page);
    if (st == ST_OK) st = picture_of_page(w->config, &page, (enum picture_view)q->want, (int)q->width_px, out);
    page_clear(&page);
    arena_reset(w->arena);
    return st;
}

static enum status serve_request(struct worker *w, const struct request *q, struct buf *out)
{
    switch (q->kind) {
    case REQUEST_INSPECT: return serve_inspect(w, out);
    case REQUEST_SHEETS: return serve_sheets(w, q, out);
    case REQUEST_PICTURE: return serve_picture(w, q, out);
    default: return serve_page(w, q, out);
    }
}

static bool read_all(int fd, void *to, size_t n)
{
    for (char *p = to; n;) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got, n -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *from, size_t n)
{
    for (const char *p = from; n;) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        p += put, n -= (size_t)put;
    }
    return true;
}

static bool answer(const struct worker *w, enum status st, const struct buf *out)
{
    struct rusage use = {0};
    (void)getrusage(RUSAGE_SELF, &use);
    const char *message = error_message();
    struct response r = {st, use.ru_maxrss > RETIRE_RSS_KB, st == ST_OK ? out->n : strlen(message)};
    return write_all(w->fd, &r, sizeof r) && write_all(w->fd, st == ST_OK ? out->p : message, r.n);
}

static bool serve(struct worker *w)
{
    struct request q;
    struct buf out;
    if (!read_all(w->fd, &q, sizeof q) || q.path_n >= PATH_BYTES) return false;
    char *path = calloc(1, q.path_n + 1u);
    if (!path || !read_all(w->fd, path, q.path_n)) return free(path), false;
    buf_init(&out, RESPONSE_BYTES);
    enum status st = open_source(w, path);
    if (st == ST_OK) st = serve_request(w, &q, &out);
    bool going = answer(w, st, &out);
    buf_clear(&out);
    free(path);
    return going;
}

/* Leptonica, libtiff, libpng and Tesseract all print; what they print may come from the page. */
static void silence(void)
{
    int null = open("/dev/null", O_RDWR);
    if (null < 0) return;
    (void)dup2(null, STDOUT_FILENO);
    (void)dup2(null, STDERR_FILENO);
    if (null > STDERR_FILENO) (void)close(null);
}

/* Nothing of the parent's may stay open here: databases, other workers' pipes, client connections. */
static int keep_only(int fd)
{
    int kept = dup2(fd, 3);
    (void)close_range(4, ~0u, 0);
    return kept;
}

/* A crash has to end the worker and nothing else; the parent's handlers (a test's, a server's) would do their own work here. */
static void reset_signals(void)
{
    static const int caught[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGCHLD, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t none;
    for (size_t i = 0; i < sizeof caught / sizeof caught[0]; i++) (void)signal(caught[i], SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

void worker_run(const struct config *config, int fd)
{
    struct worker w = {.config = config};
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setpgid(0, 0); /* so that poppler's children die with it */
    reset_signals();
    (void)setpriority(PRIO_PROCESS, 0, config->worker_nice);
    silence();
    w.fd = keep_only(fd);
    (void)fcntl(w.fd, F_SETFD, FD_CLOEXEC);
    w.arena = arena_new((size_t)config->page_memory_mb << 19);
    if (w.arena && cage_enter(config) == ST_OK)
        while (serve(&w)) continue;
    _exit(0);
}
