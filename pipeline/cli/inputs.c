#include "inputs.h"

#include "base/text.h"
#include "base/vector.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/stat.h>

static enum status push(struct inputs *list, const char *path, bool named)
{
    enum status st = ST_OK;
    char *copy = strdup(path);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory");
    VECTOR_PUSH(*list, ((struct input){copy, named}));
    return ST_OK;
done:
    free(copy);
    return st;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strverscmp((*a)->fts_name, (*b)->fts_name);
}

static bool is_same_folder(const FTSENT *e, const struct stat *other)
{
    return e->fts_statp->st_dev == other->st_dev && e->fts_statp->st_ino == other->st_ino;
}

static enum status take_entry(struct inputs *list, FTS *walk, FTSENT *e, const struct stat *workspace)
{
    switch (e->fts_info) {
    case FTS_D:
        if ((e->fts_level > 0 && e->fts_name[0] == '.') || is_same_folder(e, workspace)) (void)fts_set(walk, e, FTS_SKIP);
        return ST_OK;
    case FTS_F: return e->fts_level > 0 && e->fts_name[0] == '.' ? ST_OK : push(list, e->fts_path, e->fts_level == 0);
    case FTS_DNR:
    case FTS_NS:
    case FTS_ERR:
        if (e->fts_level > 0) return push(list, e->fts_path, true); /* opening it will fail and tell why; the others go on */
        errno = e->fts_errno;
        return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot read '%s'", e->fts_path);
    case FTS_DEFAULT: return e->fts_level == 0 ? fail(ST_BAD_INPUT, "'%s' is neither a file nor a folder", e->fts_path) : ST_OK;
    default: return ST_OK;
    }
}

enum status inputs_add(struct inputs *list, const char *path, const char *workspace)
{
    struct stat own = {0};
    char *start = strdup(path);
    char *const paths[] = {start, NULL};
    enum status st = ST_OK;
    if (!start) return fail(ST_NO_MEMORY, "out of memory");
    (void)stat(workspace, &own);
    FTS *walk = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    if (!walk) TRY(fail_errno(ST_IO, "cannot read '%s'", path));
    for (FTSENT *e; st == ST_OK && (errno = 0, e = fts_read(walk));) st = take_entry(list, walk, e, &own);
    if (st == ST_OK && errno) st = fail_errno(ST_IO, "cannot read '%s'", path);
done:
    if (walk) (void)fts_close(walk);
    free(start);
    return st;
}

void inputs_free(struct inputs *list)
{
    for (uint32_t i = 0; i < list->n; i++) free(list->p[i].path);
    free(list->p);
    *list = (struct inputs){0};
}

static bool has_ending(const char *path, const char *const *endings)
{
    const char *dot = strrchr(path, '.');
    if (!dot || strchr(dot, '/')) return false;
    for (; *endings; endings++)
        if (strcasecmp(dot + 1, *endings) == 0) return true;
    return false;
}

bool input_is_named_text(const char *path)
{
    static const char *const endings[] = {"txt", "text", NULL};
    return has_ending(path, endings);
}

bool input_is_named_scan(const char *path)
{
    static const char *const endings[] = {"png", "jpg", "jpeg", "tif", "tiff", "webp", "pnm", "pbm", "pgm", "ppm", "bmp", "gif", "jp2", "pdf", NULL};
    return has_ending(path, endings) || input_is_named_text(path);
}
