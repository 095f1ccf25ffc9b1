#include "manifest.h"

#include "base/tsv.h"
#include "base/vector.h"
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

#define COLUMNS "file encounter age_years sex date_of_service mrn account name born priority"

struct entry {
    struct str file; /* lent by the table, as are the texts in facts */
    struct chart_facts facts;
    bool has_encounter;
    long line;
};

struct manifest {
    struct tsv table;
    char *path; /* owned */
    VECTOR(struct entry) entries;
};

static enum status read_date(const struct tsv *t, struct str cell, int *ret)
{
    char text[16];
    if (!cell.n) return ST_OK;
    (void)snprintf(text, sizeof text, "%.*s", (int)(cell.n < sizeof text ? cell.n : sizeof text - 1), cell.p);
    if (cell.n > 10 || cli_date(text, ret) != ST_OK) return tsv_fault(t, "'%.*s' is no date YYYY-MM-DD", STR_ARG(cell));
    return ST_OK;
}

static enum status read_encounter(const struct tsv *t, struct entry *e)
{
    struct str cell = t->cell[1];
    e->has_encounter = cell.n > 0;
    if (!cell.n || str_eq(cell, STR("outpatient"))) e->facts.encounter.type = ENCOUNTER_OUTPATIENT;
    else if (str_eq(cell, STR("inpatient"))) e->facts.encounter.type = ENCOUNTER_INPATIENT;
    else if (str_eq(cell, STR("emergency"))) e->facts.encounter.type = ENCOUNTER_EMERGENCY;
    else return tsv_fault(t, "encounter '%.*s' is not outpatient, inpatient or emergency", STR_ARG(cell));
    return ST_OK;
}

static enum status read_person(const struct tsv *t, struct encounter *e)
{
    struct str age = t->cell[2], sex = t->cell[3];
    long years = -1;
    if (age.n && !str_to_long(age, 0, 130, &years)) return tsv_fault(t, "age '%.*s' is not 0 to 130 years", STR_ARG(age));
    e->age_years = (int)years;
    if (str_eq(sex, STR("F"))) e->sex = SEX_FEMALE;
    else if (str_eq(sex, STR("M"))) e->sex = SEX_MALE;
    else if (sex.n && !str_eq(sex, STR("U"))) return tsv_fault(t, "sex '%.*s' is not F, M or U", STR_ARG(sex));
    return ST_OK;
}

static enum status read_entry(struct tsv *t, struct entry *e)
{
    struct chart_facts *f = &e->facts;
    long priority = 0;
    enum status st = ST_OK;
    *e = (struct entry){.file = t->cell[0], .line = t->line};
    TRY(read_encounter(t, e));
    TRY(read_person(t, &f->encounter));
    TRY(read_date(t, t->cell[4], &f->encounter.date_of_service));
    f->mrn = (struct phi){t->cell[5].p, t->cell[5].n};
    f->account = (struct phi){t->cell[6].p, t->cell[6].n};
    f->name = (struct phi){t->cell[7].p, t->cell[7].n};
    TRY(read_date(t, t->cell[8], &f->born));
    if (t->cell[9].n && !str_to_long(t->cell[9], -100, 100, &priority)) TRY(tsv_fault(t, "priority '%.*s' is not -100 to 100", STR_ARG(t->cell[9])));
    f->priority = (int)priority;
done:
    return st;
}

static const struct entry *find_entry(const struct manifest *m, struct str path)
{
    for (uint32_t i = 0; i < m->entries.n; i++) {
        struct str file = m->entries.p[i].file;
        if (path.n < file.n || memcmp(path.p + path.n - file.n, file.p, file.n) != 0) continue;
        if (path.n == file.n || path.p[path.n - file.n - 1] == '/') return &m->entries.p[i];
    }
    return NULL;
}

static enum status load(struct manifest *m)
{
    bool more;
    struct entry e;
    enum status st = ST_OK;
    for (;;) {
        TRY(tsv_next(&m->table, &more));
        if (!more) break;
        TRY(read_entry(&m->table, &e));
        const struct entry *twice = find_entry(m, e.file);
        if (twice) TRY(tsv_fault(&m->table, "'%.*s' stands in line %ld already", STR_ARG(e.file), twice->line));
        VECTOR_PUSH(m->entries, e);
    }
done:
    return st;
}

enum status manifest_open(const char *path, struct manifest **ret)
{
    enum status st = ST_OK;
    struct manifest *m = calloc(1, sizeof *m);
    if (!m || !(m->path = strdup(path))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(tsv_open(&m->table, m->path, COLUMNS));
    TRY(load(m));
    *ret = m;
done:
    if (st != ST_OK) manifest_close(m);
    return st;
}

void manifest_close(struct manifest *m)
{
    if (!m) return;
    tsv_close(&m->table);
    free(m->entries.p);
    free(m->path);
    free(m);
}

const char *manifest_path(const struct manifest *m)
{
    return m->path;
}

bool manifest_find(const struct manifest *m, const char *path, struct chart_facts *facts)
{
    const struct entry *e = find_entry(m, str_of(path));
    if (!e) return false;
    const struct chart_facts *f = &e->facts;
    struct encounter *to = &facts->encounter;
    if (e->has_encounter) to->type = f->encounter.type;
    if (f->encounter.sex != SEX_UNKNOWN) to->sex = f->encounter.sex;
    if (f->encounter.age_years >= 0) to->age_years = f->encounter.age_years;
    if (f->encounter.date_of_service) to->date_of_service = f->encounter.date_of_service;
    if (f->mrn.n) facts->mrn = f->mrn;
    if (f->account.n) facts->account = f->account;
    if (f->name.n) facts->name = f->name;
    if (f->born) facts->born = f->born;
    if (f->priority) facts->priority = f->priority;
    return true;
}
