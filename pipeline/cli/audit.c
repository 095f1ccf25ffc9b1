/* chartcode audit: who saw, did and changed what, and whether the record of it is whole. */
#include "audit.h"

#include "base/file.h"
#include "cli.h"
#include "export_csv.h"
#include "queue.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ROW_BYTES ((size_t)1 << 16)

static enum status verify(struct config *config, int argc, char **argv)
{
    static const struct command self = {"audit verify", "[--checkpoint FILE] [--public-key HEX]", "walks the chain; exit status 6 if it is broken",
                                        NULL};
    const char *path = NULL, *key = NULL;
    char *text = NULL;
    size_t bytes;
    struct queue *q = NULL;
    struct audit_verdict v;
    int n;
    const struct cli_option options[] = {{"checkpoint", CLI_TEXT, &path, "FILE", "what 'audit checkpoint' wrote before: the chain must hold it"},
                                         {"public-key", CLI_TEXT, &key, "HEX", "the key that the checkpoint must be signed by"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'audit verify' takes no '%s'", argv[1]));
    if (path) TRY(file_read(path, AUDIT_CHECKPOINT_BYTES, &text, &bytes));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(audit_verify(q, text, key, &v));
    if (!v.good) TRY(fail(ST_BAD_DATA, "the audit is broken at row %lld: %s", (long long)v.bad, v.fault));
    (void)printf("the audit is whole: %lld rows%s\n", (long long)v.rows, path ? ", and holds the checkpoint" : "");
done:
    free(text);
    queue_close(q);
    return st;
}

static enum status checkpoint(struct config *config, int argc, char **argv)
{
    static const struct command self = {"audit checkpoint", "[--out FILE]", "writes the head of the chain, signed; keep it on another machine", NULL};
    const char *path = NULL;
    char text[AUDIT_CHECKPOINT_BYTES];
    struct queue *q = NULL;
    int n;
    const struct cli_option options[] = {{"out", CLI_TEXT, &path, "FILE", "write it here"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'audit checkpoint' takes no '%s'", argv[1]));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(audit_checkpoint(q, text));
    if (path) TRY(file_write(path, text, strlen(text)));
    else (void)fputs(text, stdout);
done:
    queue_close(q);
    return st;
}

/* ---- export */

struct writing {
    bool json;
    struct buf out;
};

static void moment(int64_t ms, char out[32])
{
    time_t t = (time_t)(ms / 1000);
    struct tm utc;
    size_t n = strftime(out, 32, "%Y-%m-%dT%H:%M:%S", gmtime_r(&t, &utc));
    (void)snprintf(out + n, 32 - n, ".%03dZ", (int)(ms % 1000));
}

static void put_csv(struct buf *out, const struct audit_row *r, const char *when, const char *hash)
{
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", (long long)r->id);
    csv_put_cell(out, str_of(number), false);
    csv_put_cell(out, str_of(when), false);
    csv_put_cell(out, str_of(r->who), false);
    csv_put_cell(out, str_of(r->what), false);
    (void)snprintf(number, sizeof number, "%lld", (long long)r->chart);
    csv_put_cell(out, r->chart ? str_of(number) : STR(""), false);
    csv_put_cell(out, str_of(r->detail), false);
    csv_put_cell(out, str_of(hash), true);
}

static enum status put_json(struct buf *out, const struct audit_row *r, const char *when, const char *hash)
{
    json_t *o = json_pack("{s:I,s:s,s:s,s:s,s:o,s:s,s:s}", "id", (json_int_t)r->id, "at", when, "who", r->who, "what", r->what, "chart",
                          r->chart ? json_integer(r->chart) : json_null(), "detail", r->detail, "hash", hash);
    char *text = o ? json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    json_decref(o);
    if (!text) return fail(ST_NO_MEMORY, "out of memory");
    buf_str(out, str_of(text));
    buf_char(out, '\n');
    free(text);
    return ST_OK;
}

static enum status put_row(void *context, const struct audit_row *r)
{
    struct writing *w = context;
    char when[32], hash[2 * AUDIT_HASH_BYTES + 1];
    enum status st = ST_OK;
    moment(r->at, when);
    (void)sodium_bin2hex(hash, sizeof hash, r->hash, sizeof r->hash);
    buf_reset(&w->out);
    if (w->json) TRY(put_json(&w->out, r, when, hash));
    else put_csv(&w->out, r, when, hash);
    TRY(buf_status(&w->out));
    if (fwrite(w->out.p, 1, w->out.n, stdout) != w->out.n) st = fail_errno(ST_IO, "cannot write to standard output");
done:
    return st;
}

static enum status export_audit(struct config *config, int argc, char **argv)
{
    static const struct command self = {"audit export", "[--json]", "writes every row as CSV, oldest first", NULL};
    struct writing w = {.json = false};
    struct queue *q = NULL;
    int n;
    const struct cli_option options[] = {{"json", CLI_FLAG, &w.json, NULL, "one JSON object a line"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    buf_init(&w.out, ROW_BYTES);
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'audit export' takes no '%s'", argv[1]));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    if (!w.json) (void)printf("id,at,who,what,chart,detail,hash\r\n");
    TRY(audit_export(q, put_row, &w));
done:
    buf_clear(&w.out);
    queue_close(q);
    return st;
}

static enum status run_audit(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {
        {"verify", "[--checkpoint FILE] [--public-key HEX]", "walks the chain; exit status 6 if it is broken", verify},
        {"export", "[--json]", "writes every row as CSV, oldest first", export_audit},
        {"checkpoint", "[--out FILE]", "writes the head of the chain, signed; keep it on another machine", checkpoint},
        {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_audit, verbs, argc, argv);
}

const struct command command_audit = {"audit", "verify|export|checkpoint", "Who saw, did and changed what, chained and signed", run_audit};
