/* The process between a program of many threads and the readers: it takes wishes over a socket, has a worker make the picture, keeps it
 * and says how it went. It decodes nothing itself. */
#include "pictures.h"
#include "reading_in.h"

#include "base/config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PICTURE_BYTES ((size_t)512 << 20)
#define MOST_PATH 4096

struct wish {
    struct picture picture;
    char path[MOST_PATH];
};

struct verdict {
    enum status status;
    char message[ERROR_MAX];
};

struct picture_maker {
    pid_t pid;
    int fd;
};

enum status reading_picture(struct reader_pool *pool, const char *path, int number, enum picture_view view, int width_px, struct buf *ret)
{
    struct job *j;
    struct request q = {.kind = REQUEST_PICTURE, .number = (uint32_t)number, .want = (uint32_t)view, .width_px = (uint32_t)width_px};
    enum status st = pool_ask(pool, q, path, &j);
    if (st != ST_OK) return st;
    st = pool_await(pool, j);
    if (st == ST_OK) {
        buf_add(ret, j->answer.p, j->answer.n);
        st = buf_status(ret);
    }
    pool_forget(pool, j);
    return st;
}

static enum status make(struct reader_pool *pool, const struct config *config, const struct wish *w)
{
    struct buf bytes;
    buf_init(&bytes, PICTURE_BYTES);
    enum status st = reading_picture(pool, w->path, w->picture.number, w->picture.view, w->picture.width, &bytes);
    if (st == ST_OK) st = picture_keep(config, &w->picture, (struct str){bytes.p, bytes.n});
    buf_clear(&bytes);
    return st;
}

static _Noreturn void serve_wishes(const struct config *config, int fd)
{
    struct config one = *config;
    struct reader_pool *pool = NULL;
    struct wish w;
    one.workers = 1;
    one.worker_nice = 0; /* a person waits */
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)signal(SIGINT, SIG_IGN); /* of the terminal: it ends with its parent */
    fd = dup2(fd, 3);
    (void)close_range(4, ~0u, 0); /* among others the ends of makers before it, which must see the parent hang up */
    while (recv(fd, &w, sizeof w, 0) == (ssize_t)sizeof w) {
        struct verdict v = {.status = ST_OK};
        if (!pool) v.status = reader_pool_open(&one, &pool);
        if (v.status == ST_OK) v.status = make(pool, &one, &w);
        if (v.status != ST_OK) (void)snprintf(v.message, sizeof v.message, "%s", error_message());
        if (send(fd, &v, sizeof v, MSG_NOSIGNAL) != (ssize_t)sizeof v) break;
    }
    reader_pool_close(pool);
    _exit(0);
}

enum status picture_maker_open(const struct config *config, struct picture_maker **ret)
{
    int ends[2];
    struct picture_maker *m = calloc(1, sizeof *m);
    if (!m) return fail(ST_NO_MEMORY, "out of memory");
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) return free(m), fail_errno(ST_IO, "cannot make a socket for pictures");
    m->pid = fork();
    if (m->pid == 0) {
        (void)close(ends[0]);
        serve_wishes(config, ends[1]);
    }
    (void)close(ends[1]);
    m->fd = ends[0];
    *ret = m;
    if (m->pid > 0) return ST_OK;
    *ret = NULL;
    (void)close(m->fd);
    free(m);
    return fail_errno(ST_NO_MEMORY, "cannot start the maker of pictures");
}

void picture_maker_close(struct picture_maker *m)
{
    if (!m) return;
    (void)close(m->fd); /* it ends by this */
    while (waitpid(m->pid, NULL, 0) < 0 && errno == EINTR) continue;
    free(m);
}

enum status picture_make(struct picture_maker *m, const char *path, const struct picture *p)
{
    struct wish w;
    struct verdict v = {.status = ST_CRASHED};
    memset(&w, 0, sizeof w);
    w.picture = *p;
    if (strlen(path) >= sizeof w.path) return fail(ST_TOO_BIG, "the path of a stored file is too long");
    memcpy(w.path, path, strlen(path));
    if (send(m->fd, &w, sizeof w, MSG_NOSIGNAL) != (ssize_t)sizeof w || recv(m->fd, &v, sizeof v, 0) != (ssize_t)sizeof v)
        return fail(ST_CRASHED, "the maker of pictures has ended");
    return v.status == ST_OK ? ST_OK : fail(v.status, "%s", v.message);
}
