#include "export_csv.h"

#include <stdio.h>
#include <time.h>

static const char *const columns[] = {"chart",    "batch",           "state",      "account",   "mrn",   "patient", "born",
                                      "sex",      "date_of_service", "encounter",  "system",    "code",  "title",   "confidence",
                                      "action",   "decided_by",      "decided_at", "replaces",  "page",  "section", "first_listed",
                                      "position", "admitting",       "poa",        "modifiers", "units", "pointers"};
#define COLUMNS (sizeof columns / sizeof columns[0])

static bool is_formula(struct str s)
{
    return s.n && (strchr("=+-@", s.p[0]) != NULL || (unsigned char)s.p[0] < ' ');
}

static bool needs_quotes(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '"' || s.p[i] == ',' || s.p[i] == '\n' || s.p[i] == '\r') return true;
    return s.n && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_put_cell(struct buf *out, struct str s, bool last)
{
    bool quotes = needs_quotes(s);
    if (quotes) buf_char(out, '"');
    if (is_formula(s)) buf_char(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"') buf_char(out, '"');
        buf_char(out, s.p[i]);
    }
    if (quotes) buf_char(out, '"');
    buf_str(out, last ? STR("\r\n") : STR(","));
}

void csv_code_heading(struct buf *out)
{
    for (size_t i = 0; i < COLUMNS; i++) csv_put_cell(out, str_of(columns[i]), i + 1 == COLUMNS);
}

static void text(struct buf *out, struct str s)
{
    csv_put_cell(out, s, false);
}

static void phi(struct buf *out, struct phi s)
{
    csv_put_cell(out, (struct str){s.p, s.n}, false);
}

static void number(struct buf *out, long long v)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%lld", v);
    text(out, v ? str_of(digits) : STR(""));
}

static void date(struct buf *out, int d)
{
    char day[24];
    (void)snprintf(day, sizeof day, "%04d-%02d-%02d", d / 10000, d / 100 % 100, d % 100);
    text(out, d ? str_of(day) : STR(""));
}

static void moment(struct buf *out, int64_t ms)
{
    char when[32] = "";
    time_t t = (time_t)(ms / 1000);
    struct tm utc;
    if (ms) (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
    text(out, str_of(when));
}

static void share(struct buf *out, double v)
{
    char digits[24];
    (void)snprintf(digits, sizeof digits, "%.4f", v);
    text(out, v < 0 ? STR("") : str_of(digits));
}

void csv_code_row(struct buf *out, const struct queue_export_row *r)
{
    number(out, r->chart), text(out, r->batch), text(out, r->state);
    phi(out, r->account), phi(out, r->mrn), phi(out, r->name);
    date(out, r->born), text(out, r->sex), date(out, r->date_of_service), text(out, r->encounter);
    text(out, r->system), text(out, r->code), text(out, r->title), share(out, r->confidence);
    text(out, r->action), text(out, r->who), moment(out, r->at), text(out, r->replaced);
    number(out, r->page);
    text(out, r->section);
    text(out, r->first_listed ? STR("Y") : STR(""));
    number(out, r->position);
    text(out, r->admitting ? STR("Y") : STR(""));
    text(out, (struct str){&r->poa, r->poa != '\0'});
    text(out, r->modifiers), number(out, r->units);
    csv_put_cell(out, r->pointers, true);
}
