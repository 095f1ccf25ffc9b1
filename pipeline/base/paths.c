#include "base/paths.h"

#include "base/file.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef CHARTCODE_DATADIR
#define CHARTCODE_DATADIR "/usr/local/share/chartcode"
#endif

/* The folder that holds the program; false when /proc does not tell. */
static bool program_folder(char *out, size_t room)
{
    ssize_t n = readlink("/proc/self/exe", out, room - 1);
    if (n <= 0) return false;
    out[n] = '\0';
    char *slash = strrchr(out, '/');
    if (slash) *slash = '\0';
    char *build = strstr(out, "/build/"); /* build/asan/chartcode and the like use the tree's own data */
    if (build) *build = '\0';
    return slash != NULL;
}

enum status data_path(const char *name, char **ret)
{
    char folder[PATH_MAX];
    char *own = program_folder(folder, sizeof folder) ? path_join(folder, name) : NULL;
    if (own && !file_exists(own)) {
        free(own);
        own = NULL;
    }
    *ret = own ? own : path_join(CHARTCODE_DATADIR, name);
    return *ret ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}
