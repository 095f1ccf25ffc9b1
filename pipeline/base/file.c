#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status read_all(int fd, const char *path, size_t cap, char **ret_bytes, size_t *ret_n)
{
    size_t n = 0, room = 65536;
    char *p = malloc(room);
    if (!p) return fail(ST_NO_MEMORY, "out of memory for '%s'", path);
    for (;;) {
        if (room - n < 2) {
            char *q = realloc(p, room *= 2);
            if (!q) {
                free(p);
                return fail(ST_NO_MEMORY, "out of memory for '%s'", path);
            }
            p = q;
        }
        ssize_t got = read(fd, p + n, room - n - 1);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) {
            free(p);
            return fail_errno(ST_IO, "cannot read '%s'", path);
        }
        if (got == 0) break;
        n += (size_t)got;
        if (n > cap) {
            free(p);
            return fail(ST_TOO_BIG, "'%s' is over %zu MB, the limit for such a file", path, cap >> 20);
        }
    }
    p[n] = '\0';
    *ret_bytes = p;
    *ret_n = n;
    return ST_OK;
}

enum status file_read(const char *path, size_t cap_bytes, char **ret_bytes, size_t *ret_n)
{
    bool standard_input = strcmp(path, "-") == 0;
    int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot open '%s'", path);
    struct stat info;
    enum status st = ST_OK;
    if (fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) st = fail(ST_BAD_INPUT, "'%s' is a folder, not a file", path);
    if (st == ST_OK) st = read_all(fd, path, cap_bytes, ret_bytes, ret_n);
    if (!standard_input) (void)close(fd);
    return st;
}

enum status file_begin(struct file_writer *w, const char *path)
{
    *w = (struct file_writer){.fd = -1};
    size_t n = strlen(path) + sizeof ".tmp-XXXXXX";
    w->path = strdup(path);
    w->temp_path = malloc(n);
    if (!w->path || !w->temp_path) {
        file_abandon(w);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    (void)snprintf(w->temp_path, n, "%s.tmp-XXXXXX", path);
    w->fd = mkostemp(w->temp_path, O_CLOEXEC); /* made with mode 0600 */
    if (w->fd >= 0) return ST_OK;
    enum status st = fail_errno(ST_IO, "cannot write '%s'", path);
    free(w->temp_path);
    w->temp_path = NULL;
    file_abandon(w);
    return st;
}

enum status file_append(struct file_writer *w, const void *bytes, size_t n)
{
    const char *p = bytes;
    while (n) {
        ssize_t put = write(w->fd, p, n);
        if (put < 0 && errno == EINTR) continue;
        if (put < 0) return fail_errno(ST_IO, "cannot write '%s'", w->path);
        p += put;
        n -= (size_t)put;
    }
    return ST_OK;
}

static enum status finish(struct file_writer *w, bool sync)
{
    enum status st = ST_OK;
    if ((sync && fsync(w->fd) != 0) || rename(w->temp_path, w->path) != 0) st = fail_errno(ST_IO, "cannot write '%s'", w->path);
    else {
        free(w->temp_path);
        w->temp_path = NULL;
    }
    file_abandon(w);
    return st;
}

enum status file_commit(struct file_writer *w)
{
    return finish(w, true);
}

void file_abandon(struct file_writer *w)
{
    if (w->fd >= 0) (void)close(w->fd);
    if (w->temp_path) (void)unlink(w->temp_path);
    free(w->temp_path);
    free(w->path);
    *w = (struct file_writer){.fd = -1};
}

static enum status write_whole(const char *path, const void *bytes, size_t n, bool sync)
{
    struct file_writer w;
    enum status st = file_begin(&w, path);
    if (st != ST_OK) return st;
    st = file_append(&w, bytes, n);
    if (st == ST_OK) return finish(&w, sync);
    file_abandon(&w);
    return st;
}

enum status file_write(const char *path, const void *bytes, size_t n)
{
    return write_whole(path, bytes, n, true);
}

enum status file_write_light(const char *path, const void *bytes, size_t n)
{
    return write_whole(path, bytes, n, false);
}

enum status folder_make(const char *path)
{
    char *copy = strdup(path);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory");
    enum status st = ST_OK;
    for (char *p = copy + 1; st == ST_OK; p++) {
        if (*p && *p != '/') continue;
        char kept = *p;
        *p = '\0';
        if (mkdir(copy, 0700) != 0 && errno != EEXIST) st = fail_errno(ST_IO, "cannot make the folder '%s'", copy);
        *p = kept;
        if (!kept) break;
    }
    struct stat info;
    if (st == ST_OK && (stat(path, &info) != 0 || !S_ISDIR(info.st_mode))) st = fail(ST_IO, "'%s' is a file where a folder is needed", path);
    free(copy);
    return st;
}

char *path_join(const char *folder, const char *name)
{
    size_t n = strlen(folder) + strlen(name) + 2;
    char *p = malloc(n);
    if (p) (void)snprintf(p, n, "%s/%s", folder, name);
    return p;
}

bool file_exists(const char *path)
{
    return access(path, F_OK) == 0;
}
