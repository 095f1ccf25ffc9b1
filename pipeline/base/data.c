#include "base/data.h"

#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef CHARTCODE_DATADIR
#define CHARTCODE_DATADIR "/usr/local/share/chartcode"
#endif

/* NULL when the program does not know where it lies. */
static char *beside_program(const char *name)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n <= 0) return NULL;
    self[n] = '\0';
    char *slash = strrchr(self, '/');
    if (slash) *slash = '\0';
    return path_join(self, name);
}

char *data_path(const char *name)
{
    char *path = beside_program(name);
    if (path && file_exists(path)) return path;
    free(path);
    return path_join(CHARTCODE_DATADIR, name);
}
