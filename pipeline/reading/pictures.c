/* Where pictures lie. */
#include "pictures.h"

#include "base/config.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const int widths[] = {200, 1000, 1600};

int picture_width(long wanted)
{
    for (size_t i = 0; wanted > 0 && i < sizeof widths / sizeof widths[0]; i++)
        if (wanted <= widths[i]) return widths[i];
    return 0;
}

/* images/ab/cdef...-3-original-1600 */
static char *path_of(const struct config *config, const struct picture *p, size_t *ret_folder)
{
    size_t room = strlen(config->workspace) + SHA256_HEX_BYTES + 64;
    char *path = malloc(room);
    if (!path) return NULL;
    int folder = snprintf(path, room, "%s/images/%.2s", config->workspace, p->sha256);
    (void)snprintf(path + folder, room - (size_t)folder, "/%s-%d-%s-%d", p->sha256 + 2, p->number, p->view == PICTURE_CLEAN ? "clean" : "original",
                   p->width);
    *ret_folder = (size_t)folder;
    return path;
}

/* A power cut may have cut it short. A JPEG ends in its marker, a PNG in the checksum of its last chunk, which holds nothing. */
static bool is_whole(int fd)
{
    unsigned char end[2];
    off_t n = lseek(fd, 0, SEEK_END);
    bool known = n > 2 && pread(fd, end, 2, n - 2) == 2 && lseek(fd, 0, SEEK_SET) == 0;
    return known && ((end[0] == 0xFF && end[1] == 0xD9) || (end[0] == 0x60 && end[1] == 0x82));
}

static int open_whole(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0 && is_whole(fd)) return fd;
    if (fd >= 0) (void)close(fd);
    return -1;
}

int picture_open(const struct config *config, const struct picture *p)
{
    size_t folder;
    char *path = path_of(config, p, &folder);
    int fd = path ? open_whole(path) : -1;
    free(path);
    return fd;
}

enum status picture_keep(const struct config *config, const struct picture *p, struct str bytes)
{
    size_t folder;
    char *path = path_of(config, p, &folder);
    enum status st = ST_OK;
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    int fd = open_whole(path);
    if (fd >= 0) {
        (void)close(fd);
        goto done;
    }
    path[folder] = '\0';
    if (!file_exists(path)) TRY(folder_make(path));
    path[folder] = '/';
    st = file_write_light(path, bytes.p, bytes.n);
done:
    free(path);
    return st;
}
