/* Official files as CMS and NCHS hand them out: plain, gzipped, or several in one zip. libarchive tells which. */
#include "importer.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define HEAD_BYTES 65536

enum status source_fault(const struct source *s, long line, const char *format, ...)
{
    char text[ERROR_MAX / 2];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fail(ST_BAD_DATA, "%s:%ld: %s", s->name, line, text);
}

/* Checked first, for libarchive's own words about a missing file are poor. */
static enum status check_file(const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0) return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot open '%s'", path);
    if (S_ISDIR(info.st_mode)) return fail(ST_BAD_INPUT, "'%s' is a folder, not a file", path);
    if (S_ISREG(info.st_mode) && info.st_size == 0) return fail(ST_BAD_DATA, "%s:1: the file is empty", path);
    return ST_OK;
}

static enum status archive_fault(struct archive *a, const char *name)
{
    const char *text = archive_error_string(a);
    return fail(ST_BAD_DATA, "%s:1: cannot unpack: %s; the file is damaged or cut short, fetch it again", name, text ? text : "unknown fault");
}

/* Reads up to `limit` bytes more into b. */
static enum status read_more(struct archive *a, const char *name, struct buf *b, size_t limit)
{
    char chunk[65536];
    while (limit) {
        la_ssize_t got = archive_read_data(a, chunk, limit < sizeof chunk ? limit : sizeof chunk);
        if (got < 0) return archive_fault(a, name);
        if (got == 0) break;
        buf_add(b, chunk, (size_t)got);
        if (buf_status(b) == ST_TOO_BIG) return fail(ST_TOO_BIG, "'%s' is over %zu MB, the limit for a code set file", name, SOURCE_MAX_BYTES >> 20);
        if (buf_status(b) != ST_OK) return buf_status(b);
        limit -= (size_t)got;
    }
    return ST_OK;
}

/* What is no known kind is not read to its end: a film in the folder costs nothing. */
static enum status read_member(struct archive *a, const char *name, struct buf *b)
{
    enum status st = read_more(a, name, b, HEAD_BYTES);
    if (st != ST_OK || !importer_of((struct str){b->p, b->n})) return st;
    return read_more(a, name, b, SIZE_MAX);
}

static struct str without_bom(struct str s)
{
    if (str_starts(s, STR("\xEF\xBB\xBF"))) s.p += 3, s.n -= 3;
    return s;
}

/* One entry of the archive; the bare file counts as one without a name of its own. */
static enum status one_member(struct archive *a, struct archive_entry *entry, const char *path, struct buf *bytes,
                              enum status (*each)(void *, const struct source *), void *ctx)
{
    if (archive_entry_filetype(entry) == AE_IFDIR) return ST_OK;
    const char *member = archive_entry_pathname(entry);
    char name[512];
    bool bare = archive_format(a) == ARCHIVE_FORMAT_RAW;
    (void)snprintf(name, sizeof name, "%s%s%s", path, bare ? "" : ": ", bare ? "" : member ? member : "?");
    buf_reset(bytes);
    enum status st = read_member(a, name, bytes);
    if (st != ST_OK) return st;
    struct source s = {name, without_bom((struct str){bytes->p ? bytes->p : "", bytes->n})};
    return each(ctx, &s);
}

enum status source_each(const char *path, enum status (*each)(void *ctx, const struct source *s), void *ctx)
{
    enum status st = check_file(path);
    if (st != ST_OK) return st;
    struct archive *a = archive_read_new();
    if (!a) return fail(ST_NO_MEMORY, "out of memory for '%s'", path);
    struct buf bytes;
    buf_init(&bytes, SOURCE_MAX_BYTES);
    (void)archive_read_support_filter_gzip(a);
    (void)archive_read_support_format_zip(a);
    (void)archive_read_support_format_raw(a);
    if (archive_read_open_filename(a, path, HEAD_BYTES) != ARCHIVE_OK) st = archive_fault(a, path);
    for (int members = 0; st == ST_OK; members++) {
        struct archive_entry *entry;
        int got = archive_read_next_header(a, &entry);
        if (got == ARCHIVE_EOF) break;
        if (got != ARCHIVE_OK && got != ARCHIVE_WARN) st = archive_fault(a, path);
        else if (members == SOURCE_MAX_MEMBERS) st = fail(ST_TOO_BIG, "'%s' holds over %d files", path, SOURCE_MAX_MEMBERS);
        else st = one_member(a, entry, path, &bytes, each, ctx);
    }
    buf_clear(&bytes);
    (void)archive_read_free(a);
    return st;
}
