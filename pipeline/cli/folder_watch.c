#include "folder_watch.h"

#include "base/text.h"
#include "base/vector.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#define CLOSED_MS 2000 /* quiet time of a file whose writer closed it */
#define WAIT_SETTLES 10 /* so many settling times the others wait for one that does not settle */
#define EVENTS (IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO | IN_CREATE | IN_DELETE | IN_MOVED_FROM)

struct seen {
    char *path; /* owned */
    int64_t size, mtime_ns, inode;
    int64_t since_ms; /* it has looked like this since */
    int64_t first_ms; /* it was first seen */
    bool closed, given, done;
};

struct noted_folder {
    int id; /* of inotify */
    char *path; /* owned */
};

struct folder_watch {
    char *const *folders; /* lent */
    int n;
    const char *workspace;
    int64_t settle_ms;
    VECTOR(struct seen) files; /* in order of path */
    VECTOR(struct noted_folder) noted;
    int inotify; /* -1: none */
    uint32_t unsettled;
};

enum status folder_watch_open(char *const *folders, int n, const char *workspace, int64_t settle_ms, struct folder_watch **ret)
{
    struct folder_watch *w = calloc(1, sizeof *w);
    if (!w) return fail(ST_NO_MEMORY, "out of memory");
    *w = (struct folder_watch){.folders = folders, .n = n, .workspace = workspace, .settle_ms = settle_ms};
    w->inotify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    *ret = w;
    return ST_OK;
}

void folder_watch_close(struct folder_watch *w)
{
    if (!w) return;
    for (uint32_t i = 0; i < w->files.n; i++) free(w->files.p[i].path);
    for (uint32_t i = 0; i < w->noted.n; i++) free(w->noted.p[i].path);
    free(w->files.p);
    free(w->noted.p);
    if (w->inotify >= 0) (void)close(w->inotify);
    free(w);
}

static int by_path(const void *a, const void *b)
{
    return strcmp(((const struct seen *)a)->path, ((const struct seen *)b)->path);
}

static struct seen *find(const struct folder_watch *w, const char *path)
{
    struct seen key = {.path = (char *)(uintptr_t)path};
    return w->files.n ? bsearch(&key, w->files.p, w->files.n, sizeof key, by_path) : NULL;
}

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

/* ---- notes of the kernel */

static enum status note_folder(struct folder_watch *w, const char *path, size_t n)
{
    char *folder = strndup(path, n);
    enum status st = ST_OK;
    if (!folder) return fail(ST_NO_MEMORY, "out of memory");
    int id = w->inotify >= 0 ? inotify_add_watch(w->inotify, folder, EVENTS) : -1; /* the same id for the same folder */
    for (uint32_t i = 0; i < w->noted.n && id >= 0; i++)
        if (w->noted.p[i].id == id) id = -1;
    if (id >= 0) VECTOR_PUSH(w->noted, ((struct noted_folder){id, folder}));
    else free(folder);
    return ST_OK;
done:
    free(folder);
    return st;
}

static void take_event(struct folder_watch *w, const struct inotify_event *e)
{
    char path[4096];
    if (!e->len || !(e->mask & (IN_CLOSE_WRITE | IN_MODIFY | IN_MOVED_TO))) return;
    for (uint32_t i = 0; i < w->noted.n; i++) {
        if (w->noted.p[i].id != e->wd) continue;
        (void)snprintf(path, sizeof path, "%s/%s", w->noted.p[i].path, e->name);
        struct seen *s = find(w, path);
        if (s) s->closed = !(e->mask & IN_MODIFY);
    }
}

static void take_events(struct folder_watch *w)
{
    _Alignas(struct inotify_event) char block[16384];
    ssize_t n;
    while (w->inotify >= 0 && (n = read(w->inotify, block, sizeof block)) > 0)
        for (const char *p = block; p < block + n;) {
            const struct inotify_event *e = (const struct inotify_event *)(const void *)p;
            take_event(w, e);
            p += sizeof *e + e->len;
        }
}

void folder_watch_wait(struct folder_watch *w, int timeout_ms)
{
    struct pollfd fd = {.fd = w->inotify, .events = POLLIN};
    (void)poll(&fd, w->inotify >= 0, timeout_ms);
}

/* ---- listing */

static bool is_unfinished_name(const char *path)
{
    static const char *const endings[] = {"part", "partial", "filepart", "crdownload", "download", "tmp", "temp", "swp", "lock"};
    const char *dot = strrchr(path, '.');
    size_t n = strlen(path);
    for (size_t i = 0; dot && i < sizeof endings / sizeof endings[0]; i++)
        if (strcasecmp(dot + 1, endings[i]) == 0) return true;
    return n && path[n - 1] == '~';
}

/* What is known of the file, brought up to date. */
static bool look_at(const struct folder_watch *w, const char *path, int64_t now_ms, struct seen *ret)
{
    struct stat info;
    if (stat(path, &info) != 0) return false; /* gone since it was listed */
    int64_t mtime_ns = (int64_t)info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec, inode = (int64_t)info.st_ino;
    const struct seen *old = find(w, path);
    *ret = (struct seen){.size = info.st_size, .mtime_ns = mtime_ns, .inode = inode, .since_ms = now_ms, .first_ms = now_ms};
    if (!old) return true;
    bool same = old->size == info.st_size && old->mtime_ns == mtime_ns && old->inode == inode;
    ret->closed = old->closed;
    if (same) ret->since_ms = old->since_ms, ret->given = old->given, ret->done = old->done;
    if (same || !old->done) ret->first_ms = old->first_ms;
    return true;
}

static bool is_settled(const struct folder_watch *w, const struct seen *s, int64_t now_ms)
{
    return now_ms - s->since_ms >= (s->closed && w->settle_ms > CLOSED_MS ? CLOSED_MS : w->settle_ms);
}

static enum status push_input(struct inputs *list, const char *path)
{
    enum status st = ST_OK;
    char *copy = strdup(path);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory");
    VECTOR_PUSH(*list, ((struct input){copy, false}));
    return ST_OK;
done:
    free(copy);
    return st;
}

/* In the order of the listing: what is new and whole, and not behind one of its folder that is not. */
static enum status choose(struct folder_watch *w, const struct inputs *all, int64_t now_ms, struct inputs *ret)
{
    const char *held = NULL; /* a file that its folder waits for */
    enum status st = ST_OK;
    w->unsettled = 0;
    for (uint32_t i = 0; i < all->n; i++) {
        const char *path = all->p[i].path;
        struct seen *s = find(w, path);
        if (!s || s->given) continue;
        size_t n = folder_length(path);
        bool waits = held && folder_length(held) == n && memcmp(held, path, n) == 0;
        bool settled = is_settled(w, s, now_ms);
        w->unsettled += !settled || waits;
        if (!settled && now_ms - s->first_ms < WAIT_SETTLES * w->settle_ms) held = path;
        if (!settled || waits) continue;
        TRY(push_input(ret, path));
        s->given = true;
    }
done:
    return st;
}

static enum status update(struct folder_watch *w, const struct inputs *all, int64_t now_ms)
{
    VECTOR(struct seen) now = {0};
    struct seen s;
    enum status st = ST_OK;
    for (uint32_t i = 0; i < all->n; i++) {
        const char *path = all->p[i].path;
        if (is_unfinished_name(path) || !look_at(w, path, now_ms, &s)) continue;
        if (!(s.path = strdup(path))) TRY(fail(ST_NO_MEMORY, "out of memory"));
        if (vector_reserve((void *)&now.p, now.n + 1, &now.room, sizeof s) != ST_OK) {
            free(s.path);
            TRY(ST_NO_MEMORY);
        }
        now.p[now.n++] = s;
    }
    if (now.n) qsort(now.p, now.n, sizeof *now.p, by_path);
done:
    if (st != ST_OK) {
        for (uint32_t i = 0; i < now.n; i++) free(now.p[i].path);
        free(now.p);
        return st;
    }
    for (uint32_t i = 0; i < w->files.n; i++) free(w->files.p[i].path);
    free(w->files.p);
    w->files.p = now.p, w->files.n = now.n, w->files.room = now.room;
    return ST_OK;
}

enum status folder_watch_look(struct folder_watch *w, int64_t now_ms, struct inputs *ret)
{
    struct inputs all = {0};
    enum status st = ST_OK;
    for (int i = 0; i < w->n; i++) {
        TRY(note_folder(w, w->folders[i], strlen(w->folders[i])));
        TRY(inputs_add(&all, w->folders[i], w->workspace));
    }
    for (uint32_t i = 0; i < all.n; i++)
        if (i == 0 || folder_length(all.p[i].path) != folder_length(all.p[i - 1].path) ||
            memcmp(all.p[i].path, all.p[i - 1].path, folder_length(all.p[i].path)) != 0)
            TRY(note_folder(w, all.p[i].path, folder_length(all.p[i].path)));
    TRY(update(w, &all, now_ms));
    take_events(w);
    TRY(choose(w, &all, now_ms, ret));
done:
    inputs_free(&all);
    return st;
}

void folder_watch_done(struct folder_watch *w, const char *path)
{
    struct seen *s = find(w, path);
    if (s) s->done = true;
}

void folder_watch_give_again(struct folder_watch *w)
{
    for (uint32_t i = 0; i < w->files.n; i++) w->files.p[i].given = w->files.p[i].done;
}

uint32_t folder_watch_unsettled(const struct folder_watch *w)
{
    return w->unsettled;
}
