/* Which lexicon is in force: that of a release, or the one beside the program, with what the site learned added.
 *
 * learned/version names the version in force and how many rows it has; learned/N/ holds its tables. The lexicon made of both
 * is named by the hash of the lexicon it was made from and by the version, so that one that does not fit is never used: a new
 * import, a new program or a new version makes another at the first use. */
#include "release.h"

#include "lexicon_build.h"

#include "base/file.h"
#include "base/paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define VERSION_BYTES 64
#define MOST_VERSION 1000000000

static char *learned_path(const struct config *config, const char *name)
{
    char *folder = path_join(config->workspace, "learned"), *out = folder ? path_join(folder, name) : NULL;
    free(folder);
    return out;
}

char *release_learned_folder(const struct config *config, uint32_t version)
{
    char name[24];
    (void)snprintf(name, sizeof name, "%u", version);
    return learned_path(config, name);
}

/* "3 12\n": version 3 is in force and has 12 rows. */
static bool parse_version(struct str text, struct learned_state *ret)
{
    struct str version, rows;
    long v, r;
    text = str_trim(text);
    if (!str_cut(&text, ' ', &version) || !str_cut(&text, ' ', &rows) || text.n) return false;
    if (!str_to_long(version, 0, MOST_VERSION, &v) || !str_to_long(rows, 0, MOST_VERSION, &r)) return false;
    *ret = (struct learned_state){(uint32_t)v, (uint32_t)r};
    return true;
}

enum status release_learned_state(const struct config *config, struct learned_state *ret)
{
    char *path = learned_path(config, "version"), *bytes = NULL;
    size_t n = 0;
    enum status st = ST_OK;
    *ret = (struct learned_state){0, 0};
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    if (!file_exists(path)) goto done;
    TRY(file_read(path, VERSION_BYTES, &bytes, &n));
    if (!parse_version((struct str){bytes, n}, ret)) st = fail(ST_WORKSPACE, "'%s' is damaged; 'chartcode learn list' writes it anew", path);
done:
    free(bytes);
    free(path);
    return st;
}

enum status release_learned_set(const struct config *config, const struct learned_state *state)
{
    char text[VERSION_BYTES], *path = learned_path(config, "version");
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    int n = snprintf(text, sizeof text, "%u %u\n", state->version, state->rows);
    enum status st = file_write(path, text, (size_t)n);
    free(path);
    return st;
}

enum status release_base(const struct config *config, int release, char **ret)
{
    if (!release && !*config->lexicon) return data_path("models/chartcode.lex", ret);
    *ret = *config->lexicon ? strdup(config->lexicon) : release_path(config, release, "lexicon.lex");
    return *ret ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

static enum status overlay_path(const struct config *config, const char *base, uint32_t version, char **ret)
{
    char name[96];
    unsigned char hash[32];
    size_t n = (size_t)snprintf(name, sizeof name, "lexicons/%u-", version);
    enum status st = lexicon_identity(base, hash);
    if (st != ST_OK) return st;
    for (size_t i = 0; i < 16; i++) n += (size_t)snprintf(name + n, sizeof name - n, "%02x", hash[i]);
    (void)snprintf(name + n, sizeof name - n, ".lex");
    *ret = learned_path(config, name);
    return *ret ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

enum status release_learn(const struct config *config, int release, uint32_t version, char **ret)
{
    struct config plain = *config;
    char *base = NULL, *out = NULL, *tables = release_learned_folder(config, version), *folder = learned_path(config, "lexicons");
    plain.lexicon = ""; /* one that is named is used as it is; what was learned goes into the site's own */
    enum status st = tables && folder ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    if (st != ST_OK) goto done;
    TRY(release_base(&plain, release, &base));
    TRY(overlay_path(config, base, version, &out));
    if (!file_exists(out)) {
        TRY(folder_make(folder));
        TRY(lexicon_learn(base, tables, version, out));
    }
    *ret = out;
    out = NULL;
done:
    free(base);
    free(out);
    free(tables);
    free(folder);
    return st;
}

enum status release_lexicon(const struct config *config, int release, char **ret)
{
    struct learned_state learned = {0, 0};
    enum status st = ST_OK;
    if (*config->lexicon) {
        *ret = strdup(config->lexicon);
        return *ret ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    }
    TRY(release_learned_state(config, &learned));
    if (learned.rows) return release_learn(config, release, learned.version, ret);
    if (release) return release_base(config, release, ret);
    *ret = strdup(""); /* lexicon_open() finds the one beside the program, or says how to make it */
    st = *ret ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
done:
    return st;
}
