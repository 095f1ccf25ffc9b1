#include "specialty.h"

#include "base/paths.h"
#include "base/tsv.h"

#include <stdio.h>
#include <stdlib.h>

#define ROWS_MOST 100
#define NAME_BYTES 48

struct specialties {
    struct {
        enum section section;
        char name[NAME_BYTES];
    } rows[ROWS_MOST];
    uint32_t n;
};

static enum status read_row(struct specialties *s, const struct tsv *t)
{
    enum section section = section_by_name(t->cell[0]);
    if (section == SECTION_COUNT) return tsv_fault(t, "unknown section '%.*s'", STR_ARG(t->cell[0]));
    if (t->cell[1].n < 1 || t->cell[1].n >= NAME_BYTES) return tsv_fault(t, "a specialty has 1 to %d bytes", NAME_BYTES - 1);
    if (s->n == ROWS_MOST) return tsv_fault(t, "over %d rows", ROWS_MOST);
    s->rows[s->n].section = section;
    (void)snprintf(s->rows[s->n].name, NAME_BYTES, "%.*s", STR_ARG(t->cell[1]));
    s->n++;
    return ST_OK;
}

static enum status read_all(struct specialties *s, const char *path)
{
    struct tsv t;
    bool more = true;
    enum status st = tsv_open(&t, path, "section specialty note");
    if (st != ST_OK) return st;
    while (st == ST_OK && more) {
        st = tsv_next(&t, &more);
        if (st == ST_OK && more) st = read_row(s, &t);
    }
    tsv_close(&t);
    return st;
}

enum status specialties_open(const char *path, struct specialties **ret)
{
    char *own = NULL;
    enum status st = ST_OK;
    struct specialties *s = calloc(1, sizeof *s);
    if (!s) return fail(ST_NO_MEMORY, "out of memory");
    if (!path) TRY(data_path("dictionaries/specialties.tsv", &own));
    TRY(read_all(s, path ? path : own));
    *ret = s;
done:
    if (st != ST_OK) free(s);
    free(own);
    return st;
}

void specialties_close(struct specialties *s)
{
    free(s);
}

const char *specialty_of(const struct specialties *s, const struct chart *c)
{
    bool has[SECTION_COUNT] = {false};
    for (uint32_t i = 0; i < c->sentence_count; i++) has[c->sentences[i].section < SECTION_COUNT ? c->sentences[i].section : SECTION_none] = true;
    for (uint32_t i = 0; i < s->n; i++)
        if (has[s->rows[i].section]) return s->rows[i].name;
    return NULL;
}
