/* Where pictures lie. */
#include "pictures.h"

#include "base/config.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

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

int picture_open(const struct config *config, const struct picture *p)
{
    size_t folder;
    char *path = path_of(config, p, &folder);
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    free(path);
    return fd;
}

enum status picture_keep(const struct config *config, const struct picture *p, struct str bytes)
{
    size_t folder;
    char *path = path_of(config, p, &folder);
    enum status st = ST_OK;
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    if (file_exists(path)) goto done;
    path[folder] = '\0';
    if (!file_exists(path)) TRY(folder_make(path));
    path[folder] = '/';
    st = file_write(path, bytes.p, bytes.n);
done:
    free(path);
    return st;
}
