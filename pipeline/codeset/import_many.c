/* A pile of files at once: the newest year's count, what is no code set is left out, and each file left out is named. */
#include "importer.h"

#include <stdlib.h>

#define HEAD_BYTES ((size_t)4096)

/* The year in an XML file's head, "<version>2026</version>"; 0 when it has none. */
static int year_in_head(struct str bytes)
{
    static const char open[] = "<version>";
    struct str head = {bytes.p, bytes.n < HEAD_BYTES ? bytes.n : HEAD_BYTES};
    const char *at = head.n ? memmem(head.p, head.n, open, sizeof open - 1) : NULL;
    long year;
    if (!at) return 0;
    at += sizeof open - 1;
    if (head.p + head.n - at < 4 || !str_to_long((struct str){at, 4}, 2015, 2099, &year)) return 0;
    return (int)year;
}

struct survey {
    int known, year; /* of one file: members that an importer knows, and the newest year among them */
};

static enum status survey_one(void *ctx, const struct source *s)
{
    struct survey *f = ctx;
    if (!importer_of(s->bytes)) return ST_OK;
    int year = year_in_head(s->bytes);
    f->known++;
    if (year > f->year) f->year = year;
    return ST_OK;
}

static void leave_out(struct buf *left_out, const char *path, const struct survey *f, int newest)
{
    if (f->known == 0) buf_printf(left_out, "%s: left out: no code set file that chartcode knows\n", path);
    else buf_printf(left_out, "%s: left out: it is of %d, and others are of %d\n", path, f->year, newest);
}

enum status codeset_import_newest(struct codeset *c, size_t n, char *const *paths, struct buf *left_out)
{
    struct survey *files = calloc(n ? n : 1, sizeof *files);
    int newest = 0;
    size_t known = 0;
    enum status st = ST_OK;
    if (!files) TRY(fail(ST_NO_MEMORY, "out of memory"));
    for (size_t i = 0; i < n; i++) {
        TRY(source_each(paths[i], survey_one, &files[i]));
        if (files[i].year > newest) newest = files[i].year;
        known += files[i].known > 0;
    }
    for (size_t i = 0; i < n; i++) {
        bool old = files[i].year && files[i].year < newest, strange = files[i].known == 0 && known > 0;
        if (old || strange) leave_out(left_out, paths[i], &files[i], newest);
        else TRY(codeset_import_file(c, paths[i]));
    }
    TRY(buf_status(left_out));
done:
    free(files);
    return st;
}
