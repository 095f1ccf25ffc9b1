/* Templates of queries to providers. */
#include "desk.h"

#include "base/paths.h"
#include "base/tsv.h"

#include <stdlib.h>

#define TEMPLATES_MOST 1000

static enum status copy(struct arena *arena, struct str s, const char **ret)
{
    *ret = arena_strdup(arena, s.p, s.n);
    return *ret ? ST_OK : ST_NO_MEMORY;
}

static enum status check_row(const struct tsv *t, const struct desk_template *list, uint32_t n)
{
    if (!t->cell[0].n || t->cell[0].n > 64) return tsv_fault(t, "the id has 1 to 64 bytes");
    if (!t->cell[1].n) return tsv_fault(t, "a template needs a title");
    if (!t->cell[2].n || t->cell[2].n > DESK_TEXT_MOST) return tsv_fault(t, "the text has 1 to %d bytes", DESK_TEXT_MOST);
    for (uint32_t i = 0; i < n; i++)
        if (str_eq(str_of(list[i].id), t->cell[0])) return tsv_fault(t, "the id '%.*s' was used before", STR_ARG(t->cell[0]));
    return n < TEMPLATES_MOST ? ST_OK : tsv_fault(t, "over %d templates", TEMPLATES_MOST);
}

static enum status read_all(struct tsv *t, struct arena *arena, struct desk_template *list, uint32_t *ret_n)
{
    bool more;
    enum status st = ST_OK;
    for (;;) {
        TRY(tsv_next(t, &more));
        if (!more) break;
        struct desk_template *d = &list[*ret_n];
        TRY(check_row(t, list, *ret_n));
        TRY(copy(arena, t->cell[0], &d->id));
        TRY(copy(arena, t->cell[1], &d->title));
        TRY(copy(arena, t->cell[2], &d->text));
        ++*ret_n;
    }
done:
    return st;
}

enum status desk_templates_of(const char *path, struct arena *arena, struct desk_template **ret, uint32_t *ret_n)
{
    struct tsv t;
    struct desk_template *list = ARENA_ARRAY(arena, struct desk_template, TEMPLATES_MOST + 1);
    if (!list) return ST_NO_MEMORY;
    enum status st = tsv_open(&t, path, "id title text");
    if (st != ST_OK) return st;
    *ret_n = 0;
    st = read_all(&t, arena, list, ret_n);
    tsv_close(&t);
    if (st == ST_OK) *ret = list;
    return st;
}

enum status desk_templates(struct arena *arena, struct desk_template **ret, uint32_t *ret_n)
{
    char *path = NULL;
    enum status st = data_path("dictionaries/query_templates.tsv", &path);
    if (st == ST_OK) st = desk_templates_of(path, arena, ret, ret_n);
    free(path);
    return st;
}
