#include "release.h"

#include "lexicon_build.h"

#include "base/file.h"
#include "base/paths.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LEXICON_NAME "lexicon.lex"
#define FILES_NAME "files"
#define MAX_FILE_BYTES ((size_t)512 << 20)
#define MAX_FILES 64

static char *codesets_folder(const struct config *config)
{
    return path_join(config->workspace, "codesets");
}

char *release_path(const struct config *config, int date, const char *name)
{
    char day[32], *folder = codesets_folder(config), *release = NULL, *out = NULL;
    (void)snprintf(day, sizeof day, "%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
    if (folder) release = path_join(folder, day);
    if (release) out = *name ? path_join(release, name) : strdup(release);
    free(folder);
    free(release);
    return out;
}

/* "2026-04-01" to 20260401; 0 for any other name. */
static int date_of_name(const char *name)
{
    long y, m, d;
    if (strlen(name) != 10 || name[4] != '-' || name[7] != '-') return 0;
    if (!str_to_long((struct str){name, 4}, 1990, 2200, &y) || !str_to_long((struct str){name + 5, 2}, 1, 12, &m) ||
        !str_to_long((struct str){name + 8, 2}, 1, 31, &d))
        return 0;
    return (int)(y * 10000 + m * 100 + d);
}

static int newest_first(const void *a, const void *b)
{
    return *(const int *)b - *(const int *)a;
}

enum status release_list(const struct config *config, int *ret_dates, uint32_t room, uint32_t *ret_n)
{
    char *folder = codesets_folder(config);
    *ret_n = 0;
    if (!folder) return fail(ST_NO_MEMORY, "out of memory");
    DIR *dir = opendir(folder);
    bool none = !dir && (errno == ENOENT || errno == ENOTDIR);
    enum status st = dir || none ? ST_OK : fail_errno(ST_WORKSPACE, "cannot read '%s'", folder);
    for (struct dirent *e; dir && *ret_n < room && (e = readdir(dir));) {
        int date = date_of_name(e->d_name);
        if (date) ret_dates[(*ret_n)++] = date;
    }
    if (dir) (void)closedir(dir);
    free(folder);
    if (*ret_n) qsort(ret_dates, *ret_n, sizeof *ret_dates, newest_first);
    return st;
}

/* The newest release not after `date`; where all are later, the earliest, for its codes are nearest. 0 = there is none. */
static int in_force(const int *dates, uint32_t n, int date)
{
    for (uint32_t i = 0; i < n; i++)
        if (date == 0 || dates[i] <= date) return dates[i];
    return n ? dates[n - 1] : 0;
}

enum status release_in_force(const struct config *config, int date, int *ret_release)
{
    int dates[RELEASE_MAX];
    uint32_t n = 0;
    enum status st = *config->lexicon ? ST_OK : release_list(config, dates, RELEASE_MAX, &n);
    if (st == ST_OK) *ret_release = in_force(dates, n, date);
    return st;
}

enum status release_open(const struct config *config, int date, struct lexicon **ret)
{
    int chosen = 0;
    char *path = NULL;
    enum status st = ST_OK;
    TRY(release_in_force(config, date, &chosen));
    TRY(release_lexicon(config, chosen, &path));
    TRY(lexicon_open(path, ret));
done:
    free(path);
    return st;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *ftw)
{
    (void)info, (void)kind, (void)ftw;
    return remove(path);
}

static enum status remove_tree(const char *path)
{
    if (nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT) != 0) return fail_errno(ST_IO, "cannot remove '%s'", path);
    return ST_OK;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static enum status copy_file(const char *from, const char *folder, const char *name)
{
    char *to = path_join(folder, name), *bytes = NULL;
    size_t n = 0;
    enum status st = to ? file_read(from, MAX_FILE_BYTES, &bytes, &n) : fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) st = file_write(to, bytes, n);
    free(bytes);
    free(to);
    return st;
}

/* --- an import under way --- */

struct import {
    struct codeset set;
    char *temp, *files; /* the folder that becomes the release, and its files/ */
    char *paths[MAX_FILES]; /* owned: what the release is made of */
    char *names[MAX_FILES]; /* owned: under which name each is kept */
    int n;
};

static enum status add_path(struct import *m, const char *path)
{
    const char *name = base_name(path);
    for (int i = 0; i < m->n; i++) {
        if (strcmp(m->names[i], name) != 0) continue;
        free(m->paths[i]); /* given anew: the new file stands for the old one of that name */
        m->paths[i] = strdup(path);
        return m->paths[i] ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    }
    if (m->n == MAX_FILES) return fail(ST_TOO_BIG, "a release is made of at most %d files", MAX_FILES);
    m->paths[m->n] = strdup(path);
    m->names[m->n] = strdup(name);
    if (!m->paths[m->n] || !m->names[m->n]) return fail(ST_NO_MEMORY, "out of memory");
    m->n++;
    return ST_OK;
}

static enum status read_all(struct import *m)
{
    enum status st = ST_OK;
    codeset_free(&m->set);
    TRY(codeset_new(&m->set));
    for (int i = 0; i < m->n; i++) TRY(codeset_import_file(&m->set, m->paths[i]));
    TRY(codeset_finish(&m->set));
done:
    return st;
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_file_name(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* Files that the release of that day holds already; in the order of their names, so that a release is made the same twice. */
static enum status add_old(struct import *m, const struct config *config, int date)
{
    enum status st = ST_OK;
    struct dirent **list = NULL;
    char *folder = release_path(config, date, FILES_NAME);
    if (!folder) return fail(ST_NO_MEMORY, "out of memory");
    int n = scandir(folder, &list, is_file_name, compare_names);
    for (int i = 0; i < n; i++) {
        char *path = path_join(folder, list[i]->d_name);
        if (st == ST_OK) st = path ? add_path(m, path) : fail(ST_NO_MEMORY, "out of memory");
        free(path);
        free(list[i]);
    }
    free(list);
    free(folder);
    return st;
}

static enum status make_temp(struct import *m, const struct config *config)
{
    char *folder = codesets_folder(config);
    enum status st = folder ? folder_make(folder) : fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) m->temp = path_join(folder, ".new-XXXXXX");
    free(folder);
    if (st != ST_OK) return st;
    if (m->temp && !mkdtemp(m->temp)) {
        st = fail_errno(ST_IO, "cannot make a folder '%s'", m->temp);
        free(m->temp);
        m->temp = NULL;
        return st;
    }
    m->files = m->temp ? path_join(m->temp, FILES_NAME) : NULL;
    return m->files ? folder_make(m->files) : fail(ST_NO_MEMORY, "out of memory");
}

static enum status fill_temp(struct import *m, const struct config *config)
{
    enum status st = ST_OK;
    char *dictionaries = NULL, *model = NULL, *lexicon = path_join(m->temp, LEXICON_NAME);
    if (!lexicon) return fail(ST_NO_MEMORY, "out of memory");
    for (int i = 0; i < m->n; i++) TRY(copy_file(m->paths[i], m->files, m->names[i]));
    TRY(data_path("dictionaries", &dictionaries));
    TRY(data_path("models/ranking.tsv", &model));
    TRY(lexicon_build(dictionaries, model, config->spelling, &m->set, lexicon));
done:
    free(dictionaries);
    free(model);
    free(lexicon);
    return st;
}

/* Takes the release's name in one step; a release of that day changes places with the new one and is then removed. */
static enum status put_in_place(struct import *m, const struct config *config, int date)
{
    char *to = release_path(config, date, "");
    enum status st = to ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    bool had_one = st == ST_OK && file_exists(to);
    if (st == ST_OK && renameat2(AT_FDCWD, m->temp, AT_FDCWD, to, had_one ? RENAME_EXCHANGE : RENAME_NOREPLACE) != 0)
        st = fail_errno(ST_IO, "cannot put the release into '%s'", to);
    if (st == ST_OK && had_one) st = remove_tree(m->temp);
    if (st == ST_OK) {
        free(m->temp);
        m->temp = NULL;
    }
    free(to);
    return st;
}

static void import_clear(struct import *m)
{
    if (m->temp) (void)remove_tree(m->temp);
    codeset_free(&m->set);
    for (int i = 0; i < m->n; i++) {
        free(m->paths[i]);
        free(m->names[i]);
    }
    free(m->temp);
    free(m->files);
}

enum status release_import(const struct config *config, int n, char **paths, int effective_date, int *ret_date)
{
    enum status st = ST_OK;
    struct import m = {.n = 0};
    int date = effective_date;
    for (int i = 0; i < n; i++) TRY(add_path(&m, paths[i]));
    if (!date) {
        TRY(read_all(&m));
        date = m.set.effective_date;
    }
    if (!date) TRY(fail(ST_USAGE, "none of the files says from when it holds; give --effective YYYY-MM-DD"));
    TRY(add_old(&m, config, date));
    for (int i = 0; i < n; i++) TRY(add_path(&m, paths[i])); /* the new ones take the place of old ones of the same name */
    TRY(read_all(&m));
    m.set.effective_date = date;
    TRY(make_temp(&m, config));
    TRY(fill_temp(&m, config));
    TRY(put_in_place(&m, config, date));
    *ret_date = date;
done:;
    char kept[ERROR_MAX]; /* clearing up must not hide why the import failed */
    (void)snprintf(kept, sizeof kept, "%s", error_message());
    import_clear(&m);
    return st == ST_OK ? ST_OK : fail(st, "%s", kept);
}

enum status release_remove(const struct config *config, int date)
{
    char *path = release_path(config, date, "");
    enum status st = ST_OK;
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    if (!file_exists(path)) st = fail(ST_NOT_FOUND, "no release '%s'", path);
    else st = remove_tree(path);
    free(path);
    return st;
}
