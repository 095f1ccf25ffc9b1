/* chartcode export: confirmed codes for the systems that bill. */
#include "cli.h"

#include "base/file.h"
#include "export_csv.h"

#include <stdio.h>

#define BLOCK_BYTES ((size_t)1 << 16)
#define OUTPUT_BYTES ((size_t)16 << 20) /* of one block and a row */

struct export_run {
    struct file_writer file;
    bool to_file;
    struct buf out;
    uint64_t rows;
};

static enum status flush(struct export_run *e)
{
    enum status st = buf_status(&e->out);
    if (st == ST_OK && e->out.n && e->to_file) st = file_append(&e->file, e->out.p, e->out.n);
    else if (st == ST_OK && fwrite(e->out.p, 1, e->out.n, stdout) != e->out.n) st = fail_errno(ST_IO, "cannot write to standard output");
    buf_reset(&e->out);
    return st;
}

static enum status take_row(void *context, const struct queue_export_row *row)
{
    struct export_run *e = context;
    csv_code_row(&e->out, row);
    e->rows++;
    return e->out.n > BLOCK_BYTES ? flush(e) : buf_status(&e->out);
}

static enum status write_codes(struct queue *q, bool all, const char *path)
{
    struct export_run e = {.to_file = path != NULL};
    enum status st = ST_OK;
    buf_init(&e.out, OUTPUT_BYTES);
    if (path) TRY(file_begin(&e.file, path));
    csv_code_heading(&e.out);
    TRY(queue_export(q, all, take_row, &e));
    TRY(flush(&e));
    if (path) st = file_commit(&e.file);
    if (path && st == ST_OK) (void)fprintf(stderr, "%llu code%s written to '%s'\n", (unsigned long long)e.rows, e.rows == 1 ? "" : "s", path);
    path = NULL;
done:
    if (path) file_abandon(&e.file);
    buf_clear(&e.out);
    return st;
}

static enum status run_export(struct config *config, int argc, char **argv)
{
    struct queue *q = NULL;
    const char *out = NULL;
    bool csv = false, all = false;
    int n;
    const struct cli_option options[] = {{"csv", CLI_FLAG, &csv, NULL, "comma-separated values (the only format so far)"},
                                         {"out", CLI_TEXT, &out, "FILE", "write there, whole or not at all [standard output]"},
                                         {"all", CLI_FLAG, &all, NULL, "also codes that are undecided or rejected"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &command_export, options, argc, argv, &n));
    if (!csv || n) TRY(fail(ST_USAGE, "'export' needs a format: --csv"));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(write_codes(q, all, out));
done:
    queue_close(q);
    return st;
}

const struct command command_export = {"export", "--csv [--out FILE] [--all]", "Writes confirmed codes out for other systems", run_export};
