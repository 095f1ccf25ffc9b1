/* CCSR and CMS-HCC in the layouts with one row a code and a column a category.
 *
 * AHRQ's DXCCSR file: 'ICD-10-CM CODE', its description, default categories for inpatient (IP) and outpatient (OP), then
 * 'CCSR CATEGORY 1' to 6, each with its description; headings and cells in single quotes. CMS's mappings: Diagnosis Code,
 * Description, a column "... Model Category V28" a model, below some lines of title; footnotes behind the list. */
#include "csv.h"

#define MAX_MODELS 24

/* AHRQ's cells stand in single quotes within the commas. */
static struct str bare_cell(const struct csv *v, int column)
{
    struct str s = csv_cell(v, column);
    if (s.n >= 2 && s.p[0] == '\'' && s.p[s.n - 1] == '\'') s.p++, s.n -= 2;
    return str_trim(s);
}

static struct str joined(struct codeset *c, const struct str *parts, int n)
{
    size_t bytes = 0, at = 0;
    for (int i = 0; i < n; i++) bytes += parts[i].n + 1;
    char *p = arena_alloc(c->arena, bytes + 1);
    for (int i = 0; p && i < n; i++) {
        if (i) p[at++] = '\t';
        if (parts[i].n) memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (struct str){p, p ? at : 0};
}

static bool is_diagnosis(struct str s)
{
    char key[CODE_KEY_BYTES];
    return s.n >= 3 && s.n <= 8 && s.p[0] >= 'A' && s.p[0] <= 'Z' && draft_key(s, key);
}

static const char *default_flag(struct str category, struct str chosen)
{
    return str_eq(category, chosen) ? "Y" : "N";
}

struct ccsr_columns {
    int inpatient, outpatient, first; /* of the categories: 1, its description, 2 ... */
};

static enum status ccsr_row(struct codeset *c, const struct csv *v, const struct ccsr_columns *col)
{
    enum status st = ST_OK;
    struct str code = bare_cell(v, 0), in = bare_cell(v, col->inpatient), out = bare_cell(v, col->outpatient);
    if (!is_diagnosis(code) || bare_cell(v, col->first).n == 0)
        return source_fault(v->s, v->line, "'%.*s' is no code with its category", STR_ARG(code));
    for (int k = col->first; k + 1 < v->cells; k += 2) {
        struct str category = bare_cell(v, k);
        if (category.n == 0) break;
        struct str parts[] = {category, bare_cell(v, k + 1), str_of(default_flag(category, in)), str_of(default_flag(category, out))};
        TRY(draft_add_table_note(c, SYSTEM_ICD10CM, code, NOTE_CCSR, joined(c, parts, 4)));
    }
done:
    return st;
}

enum status import_ccsr_wide(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    csv_open(&v, s, ',');
    (void)csv_next(&v, &st); /* the headings */
    struct ccsr_columns col = {csv_column(&v, "CATEGORY IP"), csv_column(&v, "CATEGORY OP"), csv_column(&v, "CCSR CATEGORY 1")};
    while (csv_next(&v, &st)) {
        TRY(ccsr_row(c, &v, &col));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}

struct models {
    struct str name[MAX_MODELS];
    int column[MAX_MODELS], n;
};

/* "CMS-HCC Model Category V28 for 2026 Payment Year" is the model "CMS-HCC Model V28"; the Yes/No columns are none. */
static enum status find_models(struct codeset *c, const struct csv *v, struct models *m)
{
    for (int i = 0; i < v->cells && m->n < MAX_MODELS; i++) {
        struct str head = draft_text(c, v->cell[i]);
        if (!head.p) return fail(ST_NO_MEMORY, "out of memory");
        const char *category = memmem(head.p, head.n, " Category V", 11);
        if (!category || memmem(head.p, head.n, "Payment Model", 13)) continue;
        size_t before = (size_t)(category - head.p), version = before + 10, end = version;
        while (end < head.n && head.p[end] != ' ') end++;
        char *name = arena_alloc(c->arena, head.n + 1);
        if (!name) return fail(ST_NO_MEMORY, "out of memory");
        memcpy(name, head.p, before);
        name[before] = ' ';
        memcpy(name + before + 1, head.p + version, end - version);
        m->name[m->n] = (struct str){name, before + 1 + end - version};
        m->column[m->n++] = i;
    }
    return ST_OK;
}

enum status import_hcc_wide(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct models models = {.n = 0};
    struct csv v;
    csv_open(&v, s, ',');
    while (csv_next(&v, &st)) {
        if (models.n == 0) {
            if (csv_column(&v, "Diagnosis Code") == 0) TRY(find_models(c, &v, &models));
            continue;
        }
        if (!is_diagnosis(v.cell[0])) {
            if (v.cells > 2 && csv_cell(&v, 2).n) TRY(source_fault(s, v.line, "'%.*s' is no code with its categories", STR_ARG(v.cell[0])));
            continue; /* footnotes */
        }
        for (int i = 0; i < models.n; i++) {
            struct str parts[] = {models.name[i], csv_cell(&v, models.column[i])};
            if (parts[1].n) TRY(draft_add_table_note(c, SYSTEM_ICD10CM, v.cell[0], NOTE_HCC, joined(c, parts, 2)));
        }
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}
