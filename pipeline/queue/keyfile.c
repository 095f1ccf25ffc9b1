#include "keyfile.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static enum status read_key(const char *path, int fd, unsigned char *ret, size_t n)
{
    unsigned char more;
    struct stat info;
    if (fstat(fd, &info) != 0) return fail_errno(ST_IO, "cannot read '%s'", path);
    if (info.st_mode & 077) return fail(ST_WORKSPACE, "others may read the key '%s'; chmod 600 it, and think of who read it", path);
    if (read(fd, ret, n) != (ssize_t)n || read(fd, &more, 1) != 0) return fail(ST_WORKSPACE, "'%s' is no key of %zu bytes", path, n);
    return ST_OK;
}

/* Written beside and linked into place: when two processes make it at once, the first one's stays. */
static enum status make_key(const char *path, size_t n, void (*make)(unsigned char *key))
{
    unsigned char key[64];
    char fresh[] = ".new-XXXXXX", *temp = malloc(strlen(path) + sizeof fresh);
    enum status st = ST_OK;
    if (!temp) return fail(ST_NO_MEMORY, "out of memory");
    memcpy(temp, path, strlen(path));
    memcpy(temp + strlen(path), fresh, sizeof fresh);
    make(key);
    int fd = mkstemp(temp); /* 0600 */
    if (fd < 0) st = fail_errno(ST_IO, "cannot write '%s'", path);
    else if (write(fd, key, n) != (ssize_t)n || fsync(fd) != 0) st = fail_errno(ST_IO, "cannot write '%s'", path);
    else if (link(temp, path) != 0 && errno != EEXIST) st = fail_errno(ST_IO, "cannot write '%s'", path);
    if (fd >= 0) (void)close(fd), (void)unlink(temp);
    sodium_memzero(key, sizeof key);
    free(temp);
    return st;
}

enum status keyfile_read(const char *folder, const char *name, unsigned char *ret, size_t n, void (*make)(unsigned char *key))
{
    enum status st = ST_OK;
    int fd = -1;
    char *path = path_join(folder, name);
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    if (!file_exists(path)) TRY(make_key(path, n, make));
    if ((fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)) < 0) TRY(fail_errno(ST_IO, "cannot read '%s'", path));
    TRY(read_key(path, fd, ret, n));
done:
    if (fd >= 0) (void)close(fd);
    free(path);
    return st;
}
