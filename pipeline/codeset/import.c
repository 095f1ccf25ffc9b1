/* The table of known files, and the import of one file whole or not at all. */
#include "importer.h"

#include <stdlib.h>

static struct str first_line(struct str head)
{
    struct str line = {"", 0};
    if (str_starts(head, STR("\xEF\xBB\xBF"))) head.p += 3, head.n -= 3;
    (void)str_cut(&head, '\n', &line);
    return str_trim(line);
}

static bool holds(struct str s, const char *what)
{
    return s.n && memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* "00001 A00     0 Cholera ..." */
static bool sniff_order(struct str head)
{
    struct str l = first_line(head);
    for (size_t i = 0; i < 5; i++)
        if (l.n < 17 || !is_digit(l.p[i])) return false;
    return l.p[5] == ' ' && l.p[6] != ' ' && l.p[13] == ' ' && (l.p[14] == '0' || l.p[14] == '1') && l.p[15] == ' ';
}

/* "1", then "A00-A09": chapters, blocks and codes, one a line. */
static bool sniff_list(struct str head)
{
    struct str second, rest = head;
    if (!str_eq(first_line(head), STR("1")) || !str_cut(&rest, '\n', &second)) return false;
    second = first_line(rest);
    return second.n == 7 && second.p[3] == '-';
}

static bool sniff_tabular(struct str head)
{
    return holds(head, "<ICD10CM.tabular");
}

static bool sniff_pcs_tables(struct str head)
{
    return holds(head, "<ICD10PCS.tabular");
}

static bool sniff_index_xml(struct str head)
{
    return holds(head, "<ICD10CM.index");
}

static bool sniff_index_tsv(struct str head)
{
    return str_starts(first_line(head), STR("path\tcode\tmanifestation\tsee\tseeAlso"));
}

static bool sniff_hcpcs_csv(struct str head)
{
    struct str l = first_line(head);
    return str_starts(l, STR("Code,Description1")) || str_starts(l, STR("HCPC,SEQNUM,RECID"));
}

/* CMS's record file: code 5, sequence 5, record kind 1, description 80, in lines of 320. */
static bool sniff_hcpcs_fixed(struct str head)
{
    struct str l = first_line(head);
    if (l.n < 91 || holds(l, "\t") || !(l.p[5] == '0' && l.p[6] == '0')) return false;
    for (size_t i = 5; i < 10; i++)
        if (!is_digit(l.p[i])) return false;
    return l.p[10] == '3' || l.p[10] == '7';
}

static bool sniff_poa(struct str head)
{
    return holds(first_line(head), "POAexemptCode");
}

static bool sniff_mce_flags(struct str head)
{
    return str_eq(first_line(head), STR("code\tstart\tend\tflags"));
}

static bool sniff_mce_edits(struct str head)
{
    return str_starts(first_line(head), STR("MCE_Version\t"));
}

static bool sniff_ccsr(struct str head)
{
    return holds(head.n > 600 ? (struct str){head.p, 600} : head, "CCSR Category");
}

static bool sniff_ccsr_wide(struct str head)
{
    struct str l = first_line(head);
    return holds(l, "ICD-10-CM CODE") && holds(l, "CCSR CATEGORY 1");
}

/* CMS breaks its headings over lines and sets titles above them. */
static bool sniff_hcc_wide(struct str head)
{
    return holds(head, "Diagnosis") && holds(head, "HCC") && holds(head, "Category");
}

static bool sniff_hcc(struct str head)
{
    return str_starts(first_line(head), STR("diagnosis_code,cc,model_name"));
}

static bool sniff_mue(struct str head)
{
    return holds(head.n > 4000 ? (struct str){head.p, 4000} : head, "MUE Value");
}

/* CMS breaks the headings over lines within their cells: "*=In existence prior to 1996", "Deletion Date *=no data". */
static bool sniff_ncci(struct str head)
{
    return holds(head, "Column 1") && holds(head, "Column 2") && holds(head, "Modifier") && holds(head, "Deletion");
}

static const struct importer importers[] = {
    {"order file", sniff_order, import_order},
    {"code list", sniff_list, import_list},
    {"ICD-10-CM Tabular List", sniff_tabular, import_tabular},
    {"ICD-10-PCS tables", sniff_pcs_tables, import_pcs_tables},
    {"ICD-10-CM Index or Table", sniff_index_xml, import_index_xml},
    {"ICD-10-CM Index (tsv)", sniff_index_tsv, import_index_tsv},
    {"HCPCS (csv)", sniff_hcpcs_csv, import_hcpcs_csv},
    {"HCPCS records", sniff_hcpcs_fixed, import_hcpcs_fixed},
    {"POA exempt list", sniff_poa, import_poa},
    {"MCE flags", sniff_mce_flags, import_mce_flags},
    {"MCE edits", sniff_mce_edits, import_mce_edits},
    {"CCSR categories", sniff_ccsr, import_ccsr},
    {"CCSR categories (a row a code)", sniff_ccsr_wide, import_ccsr_wide},
    {"HCC mappings", sniff_hcc, import_hcc},
    {"HCC mappings (a row a code)", sniff_hcc_wide, import_hcc_wide},
    {"Medically Unlikely Edits", sniff_mue, import_mue},
    {"NCCI pairs", sniff_ncci, import_ncci},
    {"CPT descriptors", sniff_cpt, import_cpt}, /* last: its lines have the least of a shape */
    {NULL, NULL, NULL},
};

const struct importer *importer_of(struct str head)
{
    for (const struct importer *i = importers; i->kind; i++)
        if (i->sniff(head)) return i;
    return NULL;
}

/* "April-1-2026", "2026apr": the April update of that year. A bare year is left to the file's own version. */
static int date_in_name(struct str name)
{
    for (size_t i = 0; i + 4 <= name.n; i++) {
        long year;
        if ((i && is_digit(name.p[i - 1])) || !str_to_long((struct str){name.p + i, 4}, 2015, 2099, &year)) continue;
        if (i + 4 < name.n && is_digit(name.p[i + 4])) continue;
        bool april = (i + 7 <= name.n && strncasecmp(name.p + i + 4, "apr", 3) == 0) || (i >= 8 && strncasecmp(name.p + i - 8, "April-1-", 8) == 0);
        if (april) return (int)year * 10000 + 401;
    }
    return 0;
}

static enum status check_utf8(const struct source *s)
{
    size_t valid = utf8_valid_length(s->bytes);
    long line = 1;
    if (valid == s->bytes.n) return ST_OK;
    for (size_t i = 0; i < valid; i++) line += s->bytes.p[i] == '\n';
    return source_fault(s, line, "not UTF-8 text");
}

struct import_run {
    struct codeset *c;
    int known;
};

static enum status import_one(void *ctx, const struct source *s)
{
    struct import_run *run = ctx;
    const struct importer *importer = importer_of(s->bytes);
    uint32_t rows = 0;
    if (!importer) return ST_OK;
    enum status st = check_utf8(s);
    if (st == ST_OK) st = importer->import(run->c, s, &rows);
    if (st != ST_OK) return st;
    if (rows == 0) return source_fault(s, 1, "no row of %s", importer->kind);
    run->known++;
    int date = date_in_name(str_of(s->name));
    if (date > run->c->effective_date) run->c->effective_date = date;
    const char *base = strrchr(s->name, '/');
    buf_printf(&run->c->draft->sources, "%s, %s, %u rows\n", base ? base + 1 : s->name, importer->kind, rows);
    return buf_status(&run->c->draft->sources);
}

static enum status unknown_kind(const char *path)
{
    struct buf b;
    buf_init(&b, ERROR_MAX);
    for (const struct importer *i = importers; i->kind; i++) buf_printf(&b, "%s%s", i == importers ? "" : ", ", i->kind);
    enum status st = fail(ST_BAD_DATA, "%s:1: no code set file that chartcode knows; known are: %s", path, b.p ? b.p : "");
    buf_clear(&b);
    return st;
}

enum status codeset_import_file(struct codeset *c, const char *path)
{
    struct codeset_draft *d = c->draft;
    struct import_run run = {.c = c};
    if (!d) return fail(ST_INTERNAL, "'%s' comes after codeset_finish()", path);
    struct codeset_draft before = *d;
    int date = c->effective_date;
    enum status st = source_each(path, import_one, &run);
    if (st == ST_OK && run.known == 0) st = unknown_kind(path);
    if (st == ST_OK) return ST_OK;
    /* what the failed file had added is forgotten; the arrays themselves may have moved */
    d->codes.n = before.codes.n, d->notes.n = before.notes.n, d->flags.n = before.flags.n, d->index.n = before.index.n;
    d->pairs.n = before.pairs.n;
    d->sources.n = before.sources.n, d->sources.st = ST_OK;
    d->year = before.year, d->year_from = before.year_from;
    d->has_order = before.has_order, d->has_list = before.has_list, d->has_tabular = before.has_tabular;
    d->has_pcs_tables = before.has_pcs_tables;
    c->effective_date = date;
    return st;
}

enum status draft_year(struct codeset *c, const struct source *s, long line, struct str version)
{
    struct codeset_draft *d = c->draft;
    long year;
    version = str_trim(version);
    if (version.n < 4 || !str_to_long((struct str){version.p, 4}, 2015, 2099, &year))
        return source_fault(s, line, "version '%.*s' is no year", STR_ARG(version));
    if (d->year && d->year != year)
        return source_fault(s, line, "is of %ld, but '%.*s' is of %d; import each year's files by themselves", year, STR_ARG(d->year_from), d->year);
    d->year = (int)year;
    d->year_from = draft_text(c, str_of(s->name));
    int date = ((int)year - 1) * 10000 + 1001; /* a fiscal year begins on 1 October of the year before */
    if (date > c->effective_date) c->effective_date = date;
    return d->year_from.p ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}
