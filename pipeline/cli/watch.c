/* chartcode watch: folders into which scanners write. New files are taken in as `run` takes them, and read by this process unless
 * another run is reading. Nothing is remembered outside the queue: after any end a new start finds by their content what it has. */
#include "folder_watch.h"
#include "run_parts.h"

#include "base/config.h"
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#define LOOK_MS 1000 /* between two listings while something goes on */
#define IDLE_LOOK_MS 5000 /* while nothing does */
#define TROUBLE_MS 10000 /* until what went wrong is tried again */
#define ARENA_BYTES ((size_t)1 << 20)
#define MOST_NAMES 10000 /* tried for a file that is moved to where one of its name lies */

struct watching {
    struct run r;
    struct folder_watch *folders;
    const char *move_to; /* NULL: originals stay where they are */
    bool read;
    bool batch_by_day;
    bool others_read; /* another run holds the line */
    char batch[DATE_CHARS];
    int64_t looked_ms, news_ms; /* last listing; last file that came */
    char trouble[ERROR_MAX]; /* the last that was told, so that it is told once */
};

static int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void say_trouble(struct watching *w)
{
    if (strcmp(w->trouble, error_message()) == 0) return;
    (void)snprintf(w->trouble, sizeof w->trouble, "%s", error_message());
    progress_say(&w->r.progress, "trouble: %s; trying again", w->trouble);
}

/* Trouble that passes: a share that is away, a full disk, a database that another process holds. */
static bool passes(enum status st)
{
    return st == ST_IO || st == ST_BUSY || st == ST_NOT_FOUND;
}

/* ---- what the run tells */

/* Under its own name, or with a number where one lies there already. */
static bool move_file(const char *path, const char *folder)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    int stem = dot && dot > name ? (int)(dot - name) : (int)strlen(name);
    char to[PATH_MAX];
    for (int i = 1; i < MOST_NAMES; i++) {
        if (i == 1) (void)snprintf(to, sizeof to, "%s/%s", folder, name);
        else (void)snprintf(to, sizeof to, "%s/%.*s-%d%s", folder, stem, name, i, name + stem);
        if (renameat2(AT_FDCWD, path, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
        if (errno != EEXIST) return false;
    }
    return false;
}

static void on_file(void *context, const char *path, enum run_file what)
{
    struct watching *w = context;
    folder_watch_done(w->folders, path);
    bool in_queue = what == RUN_FILE_ACCEPTED || what == RUN_FILE_KNOWN;
    if (w->move_to && in_queue && file_exists(path) && !move_file(path, w->move_to))
        progress_say(&w->r.progress, "look at: '%s' is taken in, but cannot be moved to '%s': %s", path, w->move_to, strerror(errno));
}

static void on_chart(void *context, int64_t chart)
{
    struct watching *w = context;
    struct queue_chart c;
    struct arena *arena = arena_new(ARENA_BYTES);
    bool known = arena && queue_chart(w->r.queue, chart, arena, &c) == ST_OK;
    if (known && strcmp(c.state, "failed") == 0)
        progress_say(&w->r.progress, "failed: chart %lld%s%s", (long long)chart, c.error ? ": " : "", c.error ? c.error : "");
    else if (known)
        progress_say(&w->r.progress, "ready: chart %lld, %u page%s, %u code%s to decide", (long long)chart, c.pages, c.pages == 1 ? "" : "s",
                     c.undecided, c.undecided == 1 ? "" : "s");
    arena_free(arena);
}

/* ---- taking in */

/* A chart whose pages come file by file is closed when none came for a while. */
static enum status take_in(struct watching *w, const struct inputs *inputs)
{
    struct run *r = &w->r;
    bool waited = !folder_watch_unsettled(w->folders) && now_ms() - w->news_ms >= r->config->watch_idle_s * 1000LL;
    bool last = !inputs->n && stack_view(&r->stack).page_count && waited;
    if (!inputs->n && !last) return ST_OK;
    if (w->batch_by_day) r->batch = run_today(w->batch);
    enum status st = run_accept(r, inputs, last);
    if (st != ST_OK) folder_watch_give_again(w->folders);
    return st;
}

static enum status look(struct watching *w)
{
    struct inputs inputs = {0};
    enum status st = ST_OK;
    if (now_ms() - w->looked_ms < LOOK_MS) return ST_OK;
    w->looked_ms = now_ms();
    TRY(folder_watch_look(w->folders, w->looked_ms, &inputs));
    if (inputs.n || folder_watch_unsettled(w->folders)) w->news_ms = w->looked_ms;
    TRY(take_in(w, &inputs));
done:
    inputs_free(&inputs);
    if (st == ST_OK) w->trouble[0] = '\0';
    if (!passes(st)) return st;
    say_trouble(w);
    w->looked_ms += TROUBLE_MS;
    return ST_OK;
}

static enum status on_between(void *context)
{
    return look(context);
}

/* ---- reading */

static enum status read_line(struct watching *w)
{
    struct run *r = &w->r;
    uint32_t charts = 0;
    enum status st = queue_count_line(r->queue, &charts);
    if (st == ST_OK && !charts) return ST_OK;
    if (st == ST_OK) st = queue_run_lock(r->queue, true);
    if (st == ST_BUSY && !w->others_read) progress_say(&r->progress, "another run is reading; what comes in is put in line for it");
    w->others_read = st == ST_BUSY;
    if (st != ST_OK) return st == ST_BUSY ? ST_OK : st;
    st = run_read(r);
    if (st != ST_OK) {
        char why[ERROR_MAX];
        (void)snprintf(why, sizeof why, "%s", error_message());
        if (queue_run_return(r->queue) == ST_OK) (void)fail(st, "%s", why);
    }
    queue_run_unlock(r->queue);
    if (!passes(st)) return st;
    say_trouble(w);
    return ST_OK;
}

static enum status watch(struct watching *w)
{
    enum status st = ST_OK;
    while (!run_is_stopped()) {
        TRY(look(w));
        if (w->read) TRY(read_line(w));
        bool busy = folder_watch_unsettled(w->folders) || stack_view(&w->r.stack).page_count;
        if (!run_is_stopped()) folder_watch_wait(w->folders, busy ? LOOK_MS : IDLE_LOOK_MS);
    }
done:
    return st == ST_INTERRUPTED ? ST_OK : st;
}

/* ---- the command */

static enum status check_folder(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot watch '%s'", path);
    return S_ISDIR(info.st_mode) ? ST_OK : fail(ST_USAGE, "'%s' is a file; 'watch' needs folders", path);
}

/* Files are renamed, never copied and deleted, so both folders must lie on one disk, and one not in the other. */
static enum status check_move(const char *from, const char *to)
{
    struct stat a, b;
    char real_from[PATH_MAX], real_to[PATH_MAX];
    if (!realpath(from, real_from) || !realpath(to, real_to)) return fail_errno(ST_NOT_FOUND, "cannot move files from '%s' to '%s'", from, to);
    size_t n = strlen(real_from);
    if (strncmp(real_to, real_from, n) == 0 && (real_to[n] == '/' || !real_to[n]))
        return fail(ST_USAGE, "--move-to '%s' lies in the watched folder '%s'; its files would come in again", to, from);
    if (stat(from, &a) != 0 || stat(to, &b) != 0 || !S_ISDIR(b.st_mode)) return fail(ST_USAGE, "--move-to '%s' is no folder", to);
    return a.st_dev == b.st_dev ? ST_OK : fail(ST_USAGE, "--move-to '%s' must lie on the same disk as '%s'", to, from);
}

static enum status check_folders(const struct watching *w, char **paths, int n)
{
    enum status st = ST_OK;
    if (n == 0) TRY(fail(ST_USAGE, "'watch' needs a folder"));
    for (int i = 0; i < n; i++) {
        for (size_t end = strlen(paths[i]); end > 1 && paths[i][end - 1] == '/'; end--) paths[i][end - 1] = '\0';
        TRY(check_folder(paths[i]));
        if (w->move_to) TRY(check_move(paths[i], w->move_to));
    }
done:
    return st;
}

static enum status run_watching(struct watching *w, const struct run_options *o, int n, char **paths)
{
    struct run *r = &w->r;
    enum status st = ST_OK;
    TRY(check_folders(w, paths, n));
    r->progress.plain = true;
    r->follower = (struct run_follower){w, on_file, on_chart, on_between};
    TRY(run_open(r, o));
    TRY(folder_watch_open(paths, n, r->config->workspace, r->config->watch_settle_s * 1000LL, &w->folders));
    progress_begin(&r->progress, 0, "files");
    progress_say(&r->progress, "watching '%s'%s; Ctrl-C ends it", paths[0], n > 1 ? " and others" : "");
    TRY(watch(w));
    progress_say(&r->progress, "stopped: %u file%s taken in as %u chart%s, %u page%s read; what is in line stays there", r->accepted,
                 r->accepted == 1 ? "" : "s", r->charts, r->charts == 1 ? "" : "s", r->pages_read, r->pages_read == 1 ? "" : "s");
done:
    return st;
}

static enum status run_watch(struct config *config, int argc, char **argv)
{
    struct run_options o = {.encounter = {.age_years = -1}};
    struct watching w = {.r = {.config = config}};
    bool no_reading = false;
    const struct cli_option options[] = {
        {"batch", CLI_TEXT, &o.batch, "NAME", "name for what is taken in [the date of the day]"},
        {"charts", CLI_TEXT, &o.charts, "FILE.tsv", "what is known of each file; see docs/manifest.md for its columns"},
        {"one-stack", CLI_FLAG, &o.one_stack, NULL, "a chart runs on from file to file until the next cover sheet"},
        {"move-to", CLI_TEXT, &w.move_to, "FOLDER", "move files there once they are in the queue [they stay]"},
        {"no-reading", CLI_FLAG, &no_reading, NULL, "only take in; another 'chartcode run' reads"},
        {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_watch, options, argc, argv, &n));
    w.batch_by_day = !o.batch;
    if (!o.batch) o.batch = run_today(w.batch);
    w.read = !no_reading;
    run_catch_signals();
    st = run_watching(&w, &o, n, argv + 1);
done:
    run_close(&w.r);
    folder_watch_close(w.folders);
    return st;
}

const struct command command_watch = {"watch", "[--batch NAME] [--move-to FOLDER] [--no-reading] FOLDER...",
                                      "Takes in files as they come into folders, and reads them, until it is stopped", run_watch};
