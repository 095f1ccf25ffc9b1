/* Accepting and undoing with the workspace's files kept in step.
 *
 * The tables of a new version are written and compiled inside the database's transaction, under the version's own name, where
 * nobody looks yet; then the transaction ends; then learned/version is changed to what the database says by then. A crash between
 * the last two leaves the old version in force, and the next command's learn_sync() ends what was begun. */
#include "learn.h"

#include "base/buf.h"
#include "base/config.h"
#include "base/file.h"
#include "release.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TABLE_BYTES ((size_t)64 << 20)

struct learn_limits learn_limits_of(const struct config *config)
{
    return (struct learn_limits){config->learn_least, config->learn_share_pct};
}

/* A cell: what parts cells and lines becomes a blank. */
static void add_cell(struct buf *b, const char *text, char end)
{
    for (; *text; text++) buf_char(b, *text == '\t' || *text == '\n' || *text == '\r' ? ' ' : *text);
    buf_char(b, end);
}

static void add_note(struct buf *b, const struct learn_rule *r)
{
    char day[16], note[256];
    time_t t = (time_t)(r->at / 1000);
    struct tm utc;
    (void)strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&t, &utc));
    (void)snprintf(note, sizeof note, "version %lld, %s, %s: %lld of %lld %s", (long long)r->version, r->who, day, (long long)r->row.agreed,
                   (long long)r->row.decided, r->row.effect == LEARNED_ADD ? "charts" : "decisions");
    add_cell(b, note, '\n');
}

static void add_preference(struct buf *b, const struct learn_rule *r)
{
    char weight[16] = "";
    if (r->row.effect == LEARNED_WEIGHT) (void)snprintf(weight, sizeof weight, "%+.1f", r->row.weight);
    add_cell(b, r->row.phrase, '\t');
    add_cell(b, r->row.code, '\t');
    add_cell(b, learned_effect_name(r->row.effect), '\t');
    add_cell(b, r->row.effect == LEARNED_WEIGHT ? weight : r->row.other_code, '\t');
    add_note(b, r);
}

static void add_phrase(struct buf *b, const struct learn_rule *r)
{
    add_cell(b, r->row.phrase, '\t');
    add_cell(b, r->row.code, '\t');
    buf_char(b, '\t'); /* no conditions */
    add_note(b, r);
}

static void add_head(struct buf *b, const char *what, const char *columns)
{
    buf_printf(b, "# Learned from coders: %s. Made by 'chartcode learn'; change it with that.\n", what);
    for (; *columns; columns++) buf_char(b, *columns == ' ' ? '\t' : *columns);
    buf_char(b, '\n');
}

static enum status write_table(const char *folder, const char *name, struct buf *b)
{
    char *path = path_join(folder, name);
    enum status st = path ? buf_status(b) : fail(ST_NO_MEMORY, "out of memory");
    if (st == ST_OK) st = file_write(path, b->p, b->n);
    free(path);
    return st;
}

static enum status write_tables(const char *folder, const struct learn_rule *rules, uint32_t n)
{
    struct buf phrases, preferences;
    enum status st = ST_OK;
    buf_init(&phrases, TABLE_BYTES);
    buf_init(&preferences, TABLE_BYTES);
    add_head(&phrases, "codes that phrases have beside those of the dictionaries", LEARNED_PHRASES_COLUMNS);
    add_head(&preferences, "codes that stand instead of a phrase's, that are muted, and what moves a confidence", LEARNED_PREFERENCES_COLUMNS);
    for (uint32_t i = 0; i < n; i++) {
        if (rules[i].row.effect == LEARNED_ADD) add_phrase(&phrases, &rules[i]);
        else add_preference(&preferences, &rules[i]);
    }
    TRY(folder_make(folder));
    TRY(write_table(folder, LEARNED_PHRASES, &phrases));
    TRY(write_table(folder, LEARNED_PREFERENCES, &preferences));
done:
    buf_clear(&phrases);
    buf_clear(&preferences);
    return st;
}

/* Of which version a compiled lexicon is; 0 for what is none. */
static uint32_t version_of(const char *name)
{
    struct str rest = str_of(name), number;
    long version;
    if (!str_cut(&rest, '-', &number) || !str_to_long(number, 1, UINT32_MAX, &version)) return 0;
    return (uint32_t)version;
}

/* Removes compiled lexicons of versions from..to, which can be made again. */
static enum status remove_lexicons(const struct config *config, uint32_t from, uint32_t to)
{
    char *folder = release_learned_folder(config, from), *lexicons = folder ? path_join(folder, "../lexicons") : NULL;
    enum status st = lexicons ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    DIR *dir = lexicons ? opendir(lexicons) : NULL;
    for (struct dirent *e; dir && (e = readdir(dir));) {
        uint32_t version = version_of(e->d_name);
        if (version == 0 || version < from || version > to) continue;
        if (unlinkat(dirfd(dir), e->d_name, 0) != 0 && errno != ENOENT) st = fail_errno(ST_IO, "cannot remove '%s' in '%s'", e->d_name, lexicons);
    }
    if (dir) (void)closedir(dir);
    free(folder);
    free(lexicons);
    return st;
}

static enum status compile_one(const struct config *config, int release, uint32_t version)
{
    char *path = NULL;
    enum status st = release_learn(config, release, version, &path);
    free(path);
    return st;
}

/* For every release; where there is none, for the lexicon beside the program. */
static enum status compile_all(const struct config *config, uint32_t version)
{
    int dates[RELEASE_MAX];
    uint32_t n = 0;
    enum status st = ST_OK;
    TRY(release_list(config, dates, RELEASE_MAX, &n));
    if (n == 0) TRY(compile_one(config, 0, version));
    for (uint32_t i = 0; i < n; i++) TRY(compile_one(config, dates[i], version));
done:
    return st;
}

struct publishing {
    const struct config *config;
    uint32_t written; /* version whose tables and lexicons this process has just made; 0 = none */
};

static enum status publish(void *context, uint32_t version, const struct learn_rule *rules, uint32_t n)
{
    struct publishing *p = context;
    char *folder = release_learned_folder(p->config, version);
    enum status st = folder ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
    if (st != ST_OK) return st;
    TRY(remove_lexicons(p->config, version, version)); /* of a try that was taken back */
    TRY(write_tables(folder, rules, n));
    if (n) TRY(compile_all(p->config, version));
    p->written = version;
done:
    free(folder);
    return st;
}

/* Runs inside a transaction, so that no other process changes the version meanwhile. */
static enum status follow(void *context, uint32_t version, const struct learn_rule *rules, uint32_t n)
{
    struct publishing *p = context;
    const struct learned_state want = {version, n};
    struct learned_state have = {0, 0};
    enum status st = release_learned_state(p->config, &have);
    bool damaged = st == ST_WORKSPACE; /* it is written anew */
    if (st != ST_OK && !damaged) return st;
    if (!damaged && have.version == version && have.rows == n) return ST_OK;
    st = ST_OK;
    if (p->written != version) TRY(publish(p, version, rules, n));
    TRY(release_learned_set(p->config, &want));
    if (version > 2) TRY(remove_lexicons(p->config, 1, version - 2)); /* the last one may just be opened by somebody */
done:
    return st;
}

static enum status put_in_force(struct publishing *p, struct queue *q)
{
    const struct learn_publisher to = {follow, p};
    return queue_learn_publish(q, &to);
}

enum status learn_sync(const struct config *config, struct queue *q)
{
    struct publishing p = {.config = config};
    return put_in_force(&p, q);
}

enum status learn_accept(const struct config *config, struct queue *q, int n, char **ids, uint32_t *ret_version)
{
    struct publishing p = {.config = config};
    const struct learn_publisher to = {publish, &p};
    const struct learn_limits limits = learn_limits_of(config);
    enum status st = ST_OK;
    TRY(queue_learn_accept(q, &limits, n, ids, &to, ret_version));
    TRY(put_in_force(&p, q));
done:
    return st;
}

enum status learn_undo(const struct config *config, struct queue *q, uint32_t version, uint32_t *ret_version)
{
    struct publishing p = {.config = config};
    const struct learn_publisher to = {publish, &p};
    enum status st = ST_OK;
    TRY(queue_learn_undo(q, version, &to, ret_version));
    TRY(put_in_force(&p, q));
done:
    return st;
}
