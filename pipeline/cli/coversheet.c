/* chartcode coversheet: prints sheets to lay between charts before they are scanned. Facts of patients come from a file or
 * standard input, never from the command line, which other users of the machine can see. */
#include "cli.h"

#include "base/file.h"
#include "base/tsv.h"
#include "coversheet_print.h"

#include <stdio.h>
#include <unistd.h>

#define COLUMNS "mrn account encounter date_of_service batch name"
#define PDF_BYTES ((size_t)1 << 30)
#define MOST_SEPARATORS 1000

static enum status set_text(const struct tsv *t, int column, const char *name, struct sheet_text *to)
{
    struct str cell = t->cell[column];
    if (sheet_set(to, (struct phi){cell.p, cell.n})) return ST_OK;
    return tsv_fault(t, "%s has %zu bytes, limit is %d", name, cell.n, SHEET_TEXT_BYTES - 1);
}

static enum status read_row(const struct tsv *t, struct sheet *s)
{
    char date[16];
    struct str encounter = t->cell[2], day = t->cell[3];
    enum status st = ST_OK;
    memset(s, 0, sizeof *s);
    s->kind = SHEET_COVER;
    TRY(set_text(t, 0, "mrn", &s->mrn));
    TRY(set_text(t, 1, "account", &s->account));
    TRY(set_text(t, 4, "batch", &s->batch));
    s->has_encounter = encounter.n > 0;
    if (str_eq(encounter, STR("inpatient"))) s->encounter = ENCOUNTER_INPATIENT;
    else if (str_eq(encounter, STR("emergency"))) s->encounter = ENCOUNTER_EMERGENCY;
    else if (encounter.n && !str_eq(encounter, STR("outpatient")))
        TRY(tsv_fault(t, "encounter '%.*s' is not outpatient, inpatient or emergency", STR_ARG(encounter)));
    (void)snprintf(date, sizeof date, "%.*s", (int)(day.n < sizeof date ? day.n : sizeof date - 1), day.p ? day.p : "");
    if (day.n && cli_date(date, &s->date_of_service) != ST_OK) TRY(tsv_fault(t, "'%.*s' is no date YYYY-MM-DD", STR_ARG(day)));
done:
    return st;
}

static enum status add_covers(struct sheet_printer *p, const char *path, uint32_t *ret_n)
{
    struct tsv t = {0};
    struct sheet sheet;
    bool more;
    enum status st = ST_OK;
    TRY(tsv_open(&t, path, COLUMNS));
    for (;;) {
        TRY(tsv_next(&t, &more));
        if (!more) break;
        TRY(read_row(&t, &sheet));
        TRY(sheet_printer_cover(p, &sheet, (struct phi){t.cell[5].p, t.cell[5].n}));
        ++*ret_n;
    }
done:
    tsv_close(&t);
    return st;
}

static enum status write_pdf(struct sheet_printer *p, const char *out)
{
    struct buf pdf;
    enum status st = ST_OK;
    buf_init(&pdf, PDF_BYTES);
    TRY(sheet_printer_end(p, &pdf));
    if (out) TRY(file_write(out, pdf.p, pdf.n));
    else if (fwrite(pdf.p, 1, pdf.n, stdout) != pdf.n) st = fail_errno(ST_IO, "cannot write to standard output");
done:
    buf_clear(&pdf);
    return st;
}

static enum status run_coversheet(struct config *config, int argc, char **argv)
{
    struct sheet_printer *p = NULL;
    const char *out = NULL;
    int separators = 0, n;
    uint32_t covers = 0;
    const struct cli_option options[] = {{"out", CLI_TEXT, &out, "FILE.pdf", "write there, whole or not at all [standard output]"},
                                         {"separators", CLI_INT, &separators, "N", "also so many PATCH-T separators"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &command_coversheet, options, argc, argv, &n));
    if (n > 1 || (n == 0 && separators == 0)) TRY(fail(ST_USAGE, "'coversheet' needs one table of charts (- is standard input), or --separators N"));
    if (separators > MOST_SEPARATORS) TRY(fail(ST_USAGE, "--separators is %d, limit is %d", separators, MOST_SEPARATORS));
    if (!out && isatty(STDOUT_FILENO)) TRY(fail(ST_USAGE, "a PDF is nothing for a terminal; name a file with --out"));
    TRY(sheet_printer_open(&p));
    if (n) TRY(add_covers(p, argv[1], &covers));
    for (int i = 0; i < separators; i++) TRY(sheet_printer_separator(p));
    if (covers + (uint32_t)separators == 0) TRY(fail(ST_USAGE, "'%s' names no chart", argv[1]));
    TRY(write_pdf(p, out));
    if (out)
        (void)fprintf(stderr, "%u cover sheet%s and %d separator%s written to '%s'\n", covers, covers == 1 ? "" : "s", separators,
                      separators == 1 ? "" : "s", out);
done:
    sheet_printer_close(p);
    return st;
}

const struct command command_coversheet = {"coversheet", "[--out FILE.pdf] [--separators N] [FILE.tsv]",
                                           "Prints cover sheets and separators with barcodes, to lay between charts before scanning", run_coversheet};
