/* Tables that say something about codes: POA-exempt list, Medicare Code Editor, CCSR categories, CMS-HCC mappings. */
#include "csv.h"

static const struct flag_name {
    const char *name;
    enum code_flag flag;
} mce_names[] = {
    {"unacceptable", CODE_UNACCEPTABLE_PRINCIPAL},
    {"manifestation", CODE_MANIFESTATION},
    {"unspecified", CODE_UNSPECIFIED},
    {"female", CODE_FEMALE},
    {"male", CODE_MALE},
    {"newborn", CODE_NEWBORN},
    {"pediatric", CODE_PEDIATRIC},
    {"maternity", CODE_MATERNITY},
    {"adult", CODE_ADULT},
    {"ecodepdx", CODE_EXTERNAL_CAUSE},
    /* edit types of the published lists */
    {"Newborn_Only", CODE_NEWBORN},
    {"Pediatric_Only", CODE_PEDIATRIC},
    {"Maternity_Only", CODE_MATERNITY},
    {"Adult_Only", CODE_ADULT},
    {"Female_Only", CODE_FEMALE},
    {"Male_Only", CODE_MALE},
    {"Principal_Manifestation", CODE_MANIFESTATION},
    {"Principal_Unacceptable", CODE_UNACCEPTABLE_PRINCIPAL},
};

/* Edits that chartcode does not make (coverage, questionable admission) have no flag. */
static uint32_t mce_flag(struct str name)
{
    for (size_t i = 0; i < sizeof mce_names / sizeof *mce_names; i++)
        if (str_eq(name, str_of(mce_names[i].name))) return mce_names[i].flag;
    return 0;
}

static bool is_code(struct str s)
{
    char key[CODE_KEY_BYTES];
    return s.n >= 3 && s.n <= 8 && s.p[0] >= 'A' && s.p[0] <= 'Z' && s.p[1] >= '0' && draft_key(s, key);
}

/* CMS's text holds the list, then what was added, deleted and revised, then a page of words: the last two columns of a row
 * with an order number are the list. */
enum status import_poa(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    int code = -1;
    csv_open(&v, s, '\t');
    while (csv_next(&v, &st)) {
        int heading = csv_column(&v, "POAexemptCode");
        if (heading >= 0 && v.cells > 1) code = csv_column(&v, "Order") == 0 && csv_column(&v, "Action") < 0 ? heading : -1;
        if (heading >= 0 || code < 0 || v.cells <= code) continue;
        if (!is_code(v.cell[code])) TRY(source_fault(s, v.line, "'%.*s' is no code", STR_ARG(v.cell[code])));
        TRY(draft_add_flags(c, SYSTEM_ICD10CM, v.cell[code], CODE_POA_EXEMPT, 0));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}

#define MCE_FLAGS_EDITION 1000 /* lists every code of every year, so it outdoes the lists of one edit */
#define SEX_FLAGS ((uint32_t)CODE_FEMALE | CODE_MALE)

/* CMS ended the sex edit in October 2024; payers and coders still want it, so its lists hold whatever edition they come from. */
static enum status add_mce(struct codeset *c, enum code_system system, struct str code, uint32_t flags, int edition)
{
    enum status st = ST_OK;
    if (flags & SEX_FLAGS) st = draft_add_flags(c, system, code, flags & SEX_FLAGS, 0);
    return st == ST_OK ? draft_add_flags(c, system, code, flags & ~SEX_FLAGS, edition) : st;
}

/* The last day that any row names: rows that end on it are in force. */
static enum status last_day(const struct source *s, struct csv *v, long *ret)
{
    enum status st = ST_OK;
    long end;
    *ret = 0;
    csv_open(v, s, '\t');
    (void)csv_next(v, &st); /* the headings */
    while (csv_next(v, &st)) {
        if (!is_code(v->cell[0]) || !str_to_long(csv_cell(v, 2), 19000101, 99991231, &end))
            return source_fault(s, v->line, "'%.*s' is no code with its dates", STR_ARG(v->cell[0]));
        if (end > *ret) *ret = end;
    }
    return st;
}

/* code, start, end, flags parted by commas. Every code has a row for each span of years: one without flags has no edit. */
enum status import_mce_flags(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    long last, end;
    TRY(last_day(s, &v, &last));
    csv_close(&v);
    csv_open(&v, s, '\t');
    (void)csv_next(&v, &st); /* the headings */
    while (csv_next(&v, &st)) {
        struct str names = csv_cell(&v, 3), name;
        uint32_t flags = 0;
        bool in_force = str_to_long(csv_cell(&v, 2), 0, last, &end) && end == last;
        while (names.n && str_cut(&names, ',', &name)) flags |= mce_flag(name);
        if (in_force) TRY(add_mce(c, SYSTEM_ICD10CM, v.cell[0], flags, MCE_FLAGS_EDITION));
        else if (flags & SEX_FLAGS) TRY(draft_add_flags(c, SYSTEM_ICD10CM, v.cell[0], flags & SEX_FLAGS, 0));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}

/* MCE_Version, ICD_Version, section, subsection, edit type, D or P, code, description. */
enum status import_mce_edits(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    long edition;
    csv_open(&v, s, '\t');
    (void)csv_next(&v, &st); /* the headings */
    int type = csv_column(&v, "MCE_Edit_Type"), kind = csv_column(&v, "ICD_Code_Type"), code = csv_column(&v, "ICD_Code");
    if (code == kind) code = kind + 1; /* "ICD_Code" is within "ICD_Code_Type" */
    while (csv_next(&v, &st)) {
        char key[CODE_KEY_BYTES];
        (*ret_rows)++;
        if (!str_to_long(csv_cell(&v, 0), 1, MCE_FLAGS_EDITION - 1, &edition) || !draft_key(csv_cell(&v, code), key))
            TRY(source_fault(s, v.line, "no edition and code"));
        enum code_system system = str_eq(csv_cell(&v, kind), STR("D")) ? SYSTEM_ICD10CM : SYSTEM_ICD10PCS;
        uint32_t flags = mce_flag(csv_cell(&v, type));
        if (flags) TRY(add_mce(c, system, csv_cell(&v, code), flags, (int)edition));
    }
done:
    csv_close(&v);
    return st;
}

static struct str joined(struct codeset *c, const struct str *parts, int n)
{
    size_t bytes = 0, at = 0;
    for (int i = 0; i < n; i++) bytes += parts[i].n + 1;
    char *p = arena_alloc(c->arena, bytes + 1);
    if (!p) return (struct str){NULL, 0};
    for (int i = 0; i < n; i++) {
        if (i) p[at++] = '\t';
        if (parts[i].n) memcpy(p + at, parts[i].p, parts[i].n);
        at += parts[i].n;
    }
    return (struct str){p, at};
}

/* The searchable list: one row a code and category, below a line of title. */
enum status import_ccsr(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    int category = -1, inpatient = -1, outpatient = -1;
    csv_open(&v, s, ',');
    while (csv_next(&v, &st)) {
        if (category < 0) {
            if (v.cells > 3)
                category = csv_column(&v, "CCSR Category"), inpatient = csv_column(&v, "Inpatient"), outpatient = csv_column(&v, "Outpatient");
            continue;
        }
        if (csv_cell(&v, category).n == 0 && csv_cell(&v, 1).n == 0) continue; /* "End of Content" */
        struct str parts[] = {csv_cell(&v, category), csv_cell(&v, category + 1), csv_cell(&v, inpatient), csv_cell(&v, outpatient)};
        if (!is_code(v.cell[0]) || parts[0].n == 0) TRY(source_fault(s, v.line, "'%.*s' is no code with its category", STR_ARG(v.cell[0])));
        TRY(draft_add_table_note(c, SYSTEM_ICD10CM, v.cell[0], NOTE_CCSR, joined(c, parts, 4)));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}

enum status import_hcc(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct csv v;
    csv_open(&v, s, ',');
    (void)csv_next(&v, &st); /* the headings */
    while (csv_next(&v, &st)) {
        struct str parts[] = {csv_cell(&v, 2), csv_cell(&v, 1)};
        if (!is_code(v.cell[0]) || parts[0].n == 0) TRY(source_fault(s, v.line, "'%.*s' is no code with its model", STR_ARG(v.cell[0])));
        TRY(draft_add_table_note(c, SYSTEM_ICD10CM, v.cell[0], NOTE_HCC, joined(c, parts, 2)));
        (*ret_rows)++;
    }
done:
    csv_close(&v);
    return st;
}
