/* Files in: looked at in a reader, hashed, copied into the store, accepted. Each is on the disk before the next. */
#include "run_parts.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define CRASHES_IN_A_ROW 12 /* of different files: then it is not the files */

struct accepting {
    struct run *r;
    struct arena *arena; /* reset after each file */
    int crashes;
};

static bool is_fatal(enum status st)
{
    return st == ST_IO || st == ST_BUSY || st == ST_WORKSPACE || st == ST_NO_MEMORY || st == ST_INTERNAL || st == ST_INTERRUPTED;
}

static void tell(const struct run *r, const char *path, enum run_file what)
{
    if (r->follower.file) r->follower.file(r->follower.context, path, what);
}

static enum status refuse(struct run *r, const struct input *in)
{
    char why[ERROR_MAX];
    (void)snprintf(why, sizeof why, "%s", error_message());
    progress_say(&r->progress, "refused: %s", why);
    r->refused++;
    tell(r, in->path, RUN_FILE_REFUSED);
    return queue_refuse(r->queue, r->batch, in->path, why);
}

static enum status skip(struct run *r, const struct input *in, const char *why)
{
    progress_say(&r->progress, "skipped: '%s' %s", in->path, why);
    r->skipped++;
    tell(r, in->path, RUN_FILE_SKIPPED);
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
    tell(a->r, in->path, RUN_FILE_KNOWN);
    if (strcmp(o->path, in->path) == 0)
        progress_say(&a->r->progress, "known: '%s' is in chart %lld already (batch '%s')", in->path, (long long)o->chart, o->batch);
    else
        progress_say(&a->r->progress, "known: '%s' is in chart %lld already (batch '%s', as '%s')", in->path, (long long)o->chart, o->batch, o->path);
    return ST_OK;
}

static void say_accepted(struct run *r, const struct queue_stack *view, const int64_t *charts)
{
    for (uint32_t i = 0; i < view->page_count; i++) {
        const struct queue_stack_page *p = &view->pages[i];
        bool first = i == 0 || view->pages[i - 1].chart != p->chart;
        if (!first || !charts[p->chart] || r->progress.terminal) continue;
        if (p->number == 1) progress_say(&r->progress, "accepted: chart %lld, '%s'", (long long)charts[p->chart], view->files[p->file].path);
        else
            progress_say(&r->progress, "accepted: chart %lld, '%s' from page %d on", (long long)charts[p->chart], view->files[p->file].path,
                         p->number);
    }
}

/* What lies in the stack becomes charts, in one transaction. */
static enum status accept(struct accepting *a)
{
    struct run *r = a->r;
    struct queue_stack view = stack_view(&r->stack);
    enum status st = ST_OK;
    if (!view.page_count) return ST_OK;
    int64_t *charts = ARENA_ARRAY(a->arena, int64_t, view.chart_count);
    if (!charts) return ST_NO_MEMORY;
    TRY(queue_accept_stack(r->queue, r->batch, &view, charts));
    say_accepted(r, &view, charts);
    for (uint32_t i = 0; i < view.chart_count; i++) r->charts += charts[i] != 0;
    for (uint32_t i = 0; i < view.file_count; i++) tell(r, view.files[i].path, RUN_FILE_ACCEPTED);
    stack_clear(&r->stack);
done:
    return st;
}

static void say_notes(struct run *r, const struct input *in, const struct stack_notes *notes)
{
    if (notes->disputed_page)
        progress_say(&r->progress,
                     "look at: '%s': the barcodes of the cover sheet on page %d contradict each other; whose the chart is, its pages must tell",
                     in->path, notes->disputed_page);
    if (notes->disagreeing_page)
        progress_say(&r->progress, "look at: '%s': the cover sheet on page %d says otherwise than what was given for the file; the sheet is believed",
                     in->path, notes->disagreeing_page);
}

/* Lays the file on the stack; what is complete before or behind it is accepted. */
static enum status lay(struct accepting *a, const struct input *in, const struct queue_file *file)
{
    struct run *r = a->r;
    struct stack_file f = {.file = *file, .given = r->facts, .listed = r->facts};
    struct stack_notes notes;
    enum status st = ST_OK;
    if (r->manifest) (void)manifest_find(r->manifest, in->path, &f.listed);
    if (file->media == MEDIA_IMAGE) {
        struct sheet *sheets = ARENA_ARRAY(a->arena, struct sheet, file->pages);
        if (!sheets) TRY(ST_NO_MEMORY);
        TRY(reading_sheets(r->pool, in->path, file->pages, run_is_stopped, sheets));
        f.sheets = sheets;
    }
    if (stack_is_complete_before(&r->stack, &f)) TRY(accept(a));
    TRY(stack_add(&r->stack, &f, &notes));
    say_notes(r, in, &notes);
    if (stack_is_complete(&r->stack)) TRY(accept(a));
done:
    return st;
}

static struct queue_file file_of(const struct input *in, const struct reading_file_info *info)
{
    struct queue_file file = {.path = in->path, .media = info->media, .pages = info->pages};
    memcpy(file.sha256, info->sha256, sizeof file.sha256);
    return file;
}

/* The file is sound and new. */
static enum status take(struct accepting *a, const struct input *in, const struct reading_file_info *info)
{
    struct queue_file file = file_of(in, info);
    enum status st = ST_OK;
    TRY(queue_store(a->r->queue, &file));
    TRY(lay(a, in, &file));
    a->r->accepted++;
done:
    return st;
}

/* A cover sheet or separator that was seen before still parts what lies around it. */
static enum status take_known(struct accepting *a, const struct input *in, const struct reading_file_info *info, const struct queue_origin *o)
{
    struct queue_file file = file_of(in, info);
    bool parts = a->r->stack.one_stack ? o->sheets > 0 : o->ends_in_sheet;
    enum status st = say_known(a, in, o);
    return st == ST_OK && parts ? lay(a, in, &file) : st;
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
    if (st == ST_NOT_FOUND && !in->named) return skip(r, in, "is gone");
    if (is_stray(in, st)) return skip(r, in, "is no scan");
    if (st != ST_OK) return refuse(r, in);
    if (info.media == MEDIA_TEXT && !in->named && !input_is_named_text(in->path))
        return skip(r, in, "is text, but not named .txt; name it on the command line to take it in");
    TRY(queue_find_document(r->queue, info.sha256, a->arena, &origin, &found));
    if (found) return take_known(a, in, &info, &origin);
    st = take(a, in, &info);
    if (st != ST_OK && !is_fatal(st)) return refuse(r, in);
done:
    return st;
}

enum status run_accept(struct run *r, const struct inputs *inputs, bool last)
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
    if (last) TRY(accept(&a));
done:
    if (last || st != ST_OK) stack_end(&r->stack);
    progress_end(&r->progress);
    arena_free(a.arena);
    return st;
}
