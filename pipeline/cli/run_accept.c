/* Files in: looked at in a reader, hashed, copied into the store, accepted. Each is on the disk before the next. */
#include "run_parts.h"

#include "base/vector.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define CRASHES_IN_A_ROW 12 /* of different files: then it is not the files */

struct accepting {
    struct run *r;
    struct arena *arena; /* reset after each file */
    VECTOR(struct queue_file) together; /* of --one-chart */
    struct chart_facts facts;
    int crashes;
};

static bool is_fatal(enum status st)
{
    return st == ST_IO || st == ST_BUSY || st == ST_WORKSPACE || st == ST_NO_MEMORY || st == ST_INTERNAL || st == ST_INTERRUPTED;
}

static enum status refuse(struct run *r, const struct input *in)
{
    char why[ERROR_MAX];
    (void)snprintf(why, sizeof why, "%s", error_message());
    progress_say(&r->progress, "refused: %s", why);
    r->refused++;
    return queue_refuse(r->queue, r->batch, in->path, why);
}

static enum status skip(struct run *r, const struct input *in, const char *why)
{
    progress_say(&r->progress, "skipped: '%s' %s", in->path, why);
    r->skipped++;
    return ST_OK;
}

/* Files found in a folder that nobody meant as a chart: programs, spreadsheets, thumbnails. */
static bool is_stray(const struct input *in, enum status st)
{
    return !in->named && st == ST_BAD_INPUT && !input_is_named_scan(in->path);
}

static enum status say_known(struct accepting *a, const struct input *in, const struct queue_origin *o)
{
    a->r->known++;
    if (strcmp(o->path, in->path) == 0)
        progress_say(&a->r->progress, "known: '%s' is in chart %lld already (batch '%s')", in->path, (long long)o->chart, o->batch);
    else
        progress_say(&a->r->progress, "known: '%s' is in chart %lld already (batch '%s', as '%s')", in->path, (long long)o->chart, o->batch, o->path);
    return ST_OK;
}

static enum status accept(struct accepting *a, const struct queue_file *file, uint32_t n)
{
    struct run *r = a->r;
    int64_t chart;
    enum status st = queue_accept(r->queue, r->batch, &a->facts, file, n, &chart);
    if (st != ST_OK) return st;
    if (chart) r->accepted += n;
    else r->known += n;
    if (chart && !r->progress.terminal) progress_say(&r->progress, "accepted: chart %lld, '%s'", (long long)chart, file->path);
    return ST_OK;
}

/* The file is sound and new. */
static enum status take(struct accepting *a, const struct input *in, const struct reading_file_info *info)
{
    struct run *r = a->r;
    struct queue_file file = {.path = in->path, .media = info->media, .pages = info->pages};
    enum status st = ST_OK;
    memcpy(file.sha256, info->sha256, sizeof file.sha256);
    if (!r->one_chart || a->together.n == 0) a->facts = r->facts;
    if (r->manifest) (void)manifest_find(r->manifest, in->path, &a->facts);
    TRY(queue_store(r->queue, &file));
    if (!r->one_chart) return accept(a, &file, 1);
    VECTOR_PUSH(a->together, file);
done:
    return st;
}

static bool is_manifest(const struct run *r, const char *path)
{
    char own[PATH_MAX], other[PATH_MAX];
    return r->manifest && realpath(path, own) && realpath(manifest_path(r->manifest), other) && strcmp(own, other) == 0;
}

/* Fails only when the run cannot go on. */
static enum status take_input(struct accepting *a, const struct input *in)
{
    struct run *r = a->r;
    struct reading_file_info info;
    struct queue_origin origin;
    bool found;
    if (is_manifest(r, in->path)) return ST_OK;
    enum status st = reading_inspect(r->pool, in->path, &info);
    a->crashes = st == ST_CRASHED ? a->crashes + 1 : 0;
    if (a->crashes == CRASHES_IN_A_ROW) return st; /* its message says how the reader ended */
    if (is_stray(in, st)) return skip(r, in, "is no scan");
    if (st != ST_OK) return refuse(r, in);
    if (info.media == MEDIA_TEXT && !in->named && !input_is_named_text(in->path))
        return skip(r, in, "is text, but not named .txt; name it on the command line to take it in");
    TRY(queue_find_document(r->queue, info.sha256, a->arena, &origin, &found));
    if (found) return say_known(a, in, &origin);
    st = take(a, in, &info);
    if (st != ST_OK && !is_fatal(st)) return refuse(r, in);
done:
    return st;
}

enum status run_accept(struct run *r, const struct inputs *inputs)
{
    struct accepting a = {.r = r};
    enum status st = ST_OK;
    if (!(a.arena = arena_new(ARENA_BYTES))) return ST_NO_MEMORY;
    progress_begin(&r->progress, inputs->n, "files");
    for (uint32_t i = 0; i < inputs->n; i++) {
        if (run_is_stopped()) TRY(fail(ST_INTERRUPTED, "stopped; %u of %u files are taken in", r->accepted + r->known, inputs->n));
        TRY(take_input(&a, &inputs->p[i]));
        arena_reset(a.arena);
        progress_step(&r->progress);
    }
    if (a.together.n) TRY(accept(&a, a.together.p, a.together.n));
done:
    progress_end(&r->progress);
    free(a.together.p);
    arena_free(a.arena);
    return st;
}
