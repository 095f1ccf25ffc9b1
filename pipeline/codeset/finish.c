/* Puts the drafts of all files together: one row a code, sorted, with its parent; then notes, flags and index. */
#include "finish.h"

#include <stdlib.h>

#define MAX_UPDATE_CODES 150 /* codes that an April update adds, as the most; a new year brings several hundred */

/* Chapters come before blocks before codes where their keys are the same. */
static int rank(const struct draft_code *d)
{
    return d->level == LEVEL_CHAPTER ? 0 : d->level == LEVEL_BLOCK ? 1 : 2;
}

static int compare_rows(const void *pa, const void *pb)
{
    const struct draft_code *a = pa, *b = pb;
    if (a->system != b->system) return a->system < b->system ? -1 : 1;
    int order = memcmp(a->key, b->key, CODE_KEY_BYTES);
    if (order == 0) order = rank(a) - rank(b);
    if (order == 0 && a->level != LEVEL_CODE) order = -code_compare(a->code, b->code); /* the wider block first: V00-X58, V00-V99 */
    if (order == 0) order = (int)a->origin - (int)b->origin;
    return order ? order : a->serial < b->serial ? -1 : 1;
}

/* A chapter has a number for a name; it sorts by the first of its blocks. */
static void key_chapters(struct codeset_draft *d)
{
    for (uint32_t i = 0; i < d->codes.n; i++)
        if (d->codes.p[i].level == LEVEL_CHAPTER) memset(d->codes.p[i].key, 'Z', 3);
    for (uint32_t i = 0; i < d->codes.n; i++) {
        const struct draft_code *row = &d->codes.p[i];
        if (row->parent < 0 || d->codes.p[row->parent].level != LEVEL_CHAPTER) continue;
        struct draft_code *chapter = &d->codes.p[row->parent];
        if (memcmp(row->key, chapter->key, CODE_KEY_BYTES) < 0) memcpy(chapter->key, row->key, CODE_KEY_BYTES);
    }
}

static bool same_row(const struct draft_code *a, const struct draft_code *b)
{
    if (a->system != b->system || rank(a) != rank(b) || memcmp(a->key, b->key, CODE_KEY_BYTES) != 0) return false;
    return a->level == LEVEL_CODE || str_eq(a->code, b->code);
}

/* "E1142" of ICD-10-CM is written "E11.42". */
static struct str printed_code(struct codeset *c, const struct draft_code *row)
{
    size_t n = strlen(row->key);
    bool dot = row->system == SYSTEM_ICD10CM && n > 3;
    if (row->level == LEVEL_CHAPTER || row->level == LEVEL_BLOCK) return row->code;
    char *p = arena_alloc(c->arena, n + 2);
    if (!p) return (struct str){NULL, 0};
    memcpy(p, row->key, dot ? 3 : n);
    if (dot) {
        p[3] = '.';
        memcpy(p + 4, row->key + 3, n - 3);
    }
    return (struct str){p, n + dot};
}

/* Merges rows[0..n), all of one code, best origin first. A code that only the rule for 7th characters gives, where a full
 * list does not have it, is none. */
static enum status merge(struct codeset *c, struct finish *f, const struct draft_code *rows, uint32_t n)
{
    struct codeset_code out = {.system = rows[0].system, .level = rows[0].level, .parent = -1};
    int32_t parent = -1;
    bool listed = false;
    for (uint32_t i = 0; i < n; i++) {
        if (!out.title.p) out.title = rows[i].title;
        if (parent < 0) parent = rows[i].parent;
        listed = listed || rows[i].origin != FROM_SEVENTH;
        f->index_of[rows[i].serial] = -1;
    }
    if (!out.title.p || (!listed && (c->draft->has_order || c->draft->has_list))) return ST_OK;
    out.code = printed_code(c, &rows[0]);
    if (!out.code.p) return fail(ST_NO_MEMORY, "out of memory");
    out.billable = rows[0].origin == FROM_ORDER && rows[0].billable;
    f->listed_billable[c->code_count] = rows[0].origin == FROM_ORDER;
    f->draft_parent[c->code_count] = parent;
    for (uint32_t i = 0; i < n; i++) f->index_of[rows[i].serial] = (int32_t)c->code_count;
    c->codes[c->code_count++] = out;
    return ST_OK;
}

static enum status merge_all(struct codeset *c, struct finish *f)
{
    const struct codeset_draft *d = c->draft;
    for (uint32_t i = 0, end; i < d->codes.n; i = end) {
        for (end = i + 1; end < d->codes.n && same_row(&d->codes.p[i], &d->codes.p[end]); end++) continue;
        enum status st = merge(c, f, &d->codes.p[i], end - i);
        if (st != ST_OK) return st;
    }
    return ST_OK;
}

static bool is_below(struct str code, struct str above)
{
    return code.n > above.n && memcmp(code.p, above.p, above.n) == 0;
}

/* A code's parent is the longest code that begins it; a category's is the block that the Tabular puts it in. */
static void link_codes(struct codeset *c, const struct finish *f)
{
    int32_t last = -1;
    for (uint32_t i = 0; i < c->code_count; i++) {
        struct codeset_code *code = &c->codes[i];
        if (code->level != LEVEL_CODE) continue;
        int32_t up = last;
        while (up >= 0 && (c->codes[up].level != LEVEL_CODE || c->codes[up].system != code->system || !is_below(code->code, c->codes[up].code)))
            up = c->codes[up].parent;
        if (up < 0 && f->draft_parent[i] >= 0) up = f->index_of[f->draft_parent[i]];
        code->parent = up < (int32_t)i ? up : -1;
        if (up >= 0 && c->codes[up].level == LEVEL_CODE && !f->listed_billable[up]) c->codes[up].billable = false;
        if (!f->listed_billable[i]) code->billable = true; /* until one is found below it */
        last = (int32_t)i;
    }
}

/* "V00-X58": its two ends; a block of one category has only that. */
static void block_range(struct str code, struct str *ret_first, struct str *ret_last)
{
    struct str rest = code;
    *ret_first = *ret_last = code;
    if (str_cut(&rest, '-', ret_first) && rest.p) *ret_last = rest;
}

/* Blocks are printed flat; one without codes of its own (V00-X58, W00-X58) heads those that lie within its range. */
static int32_t block_parent(const struct codeset *c, uint32_t block, const bool *has_codes)
{
    struct str first, last, outer_first, outer_last;
    block_range(c->codes[block].code, &first, &last);
    for (int32_t i = (int32_t)block - 1; i >= 0 && c->codes[i].level != LEVEL_CHAPTER; i--) {
        if (c->codes[i].level != LEVEL_BLOCK || has_codes[i]) continue;
        block_range(c->codes[i].code, &outer_first, &outer_last);
        if (code_compare(outer_first, first) <= 0 && code_compare(last, outer_last) <= 0) return i;
    }
    return -1;
}

static enum status link_blocks(struct codeset *c, const struct finish *f)
{
    bool *has_codes = calloc(c->code_count + 1, sizeof *has_codes);
    if (!has_codes) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < c->code_count; i++)
        if (c->codes[i].level == LEVEL_CODE && c->codes[i].parent >= 0) has_codes[c->codes[i].parent] = true;
    for (uint32_t i = 0; i < c->code_count; i++) {
        if (c->codes[i].level != LEVEL_BLOCK) continue;
        int32_t up = block_parent(c, i, has_codes);
        if (up < 0 && f->draft_parent[i] >= 0) up = f->index_of[f->draft_parent[i]];
        c->codes[i].parent = up < (int32_t)i ? up : -1;
    }
    free(has_codes);
    return ST_OK;
}

/* What one side has and the other lacks; rows are sorted, so a code's rows stand side by side. */
static uint32_t count_alone(const struct codeset_draft *d, bool tabular)
{
    uint32_t alone = 0;
    for (uint32_t i = 0, end; i < d->codes.n; i = end) {
        const struct draft_code *row = &d->codes.p[i];
        bool listed = false, told = false;
        for (end = i; end < d->codes.n && same_row(row, &d->codes.p[end]); end++) {
            bool from_list = d->codes.p[end].origin == FROM_ORDER || d->codes.p[end].origin == FROM_LIST;
            listed = listed || from_list;
            told = told || !from_list;
        }
        if (row->system != SYSTEM_ICD10CM || row->level != LEVEL_CODE || row->origin == FROM_SEVENTH) continue;
        alone += tabular ? told && !listed : listed && !told;
    }
    return alone;
}

/* Files of two years betray themselves by codes that one of them lacks; an April update adds but few. */
static enum status check_years(const struct codeset *c)
{
    const struct codeset_draft *d = c->draft;
    if (!d->has_tabular || !(d->has_order || d->has_list)) return ST_OK;
    uint32_t unlisted = count_alone(d, true), untold = count_alone(d, false);
    if (unlisted + untold < MAX_UPDATE_CODES) return ST_OK;
    return fail(
        ST_BAD_DATA,
        "%.*s:1: lacks %u codes of the order file or code list given with it, and has %u that stand not there; the files are of different years",
        STR_ARG(d->year_from), untold, unlisted);
}

static enum status room(struct codeset *c, struct finish *f)
{
    size_t n = c->draft->codes.n + 1;
    c->codes = calloc(n, sizeof *c->codes);
    f->index_of = calloc(n, sizeof *f->index_of);
    f->draft_parent = calloc(n, sizeof *f->draft_parent);
    f->listed_billable = calloc(n, sizeof *f->listed_billable);
    return c->codes && f->index_of && f->draft_parent && f->listed_billable ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

enum status codeset_finish(struct codeset *c)
{
    enum status st = ST_OK;
    struct codeset_draft *d = c->draft;
    struct finish f = {0};
    if (!d) return fail(ST_INTERNAL, "codeset_finish() was called before");
    TRY(seventh_generate(c));
    key_chapters(d);
    TRY(room(c, &f));
    if (d->codes.n) qsort(d->codes.p, d->codes.n, sizeof *d->codes.p, compare_rows);
    TRY(check_years(c));
    TRY(merge_all(c, &f));
    if (c->code_count == 0 && (d->codes.n || d->pairs.n)) st = fail(ST_BAD_DATA, "no code has a title: import the order file or the Tabular too");
    if (st != ST_OK) goto done;
    link_codes(c, &f);
    TRY(link_blocks(c, &f));
    TRY(finish_pcs(c));
    TRY(finish_notes(c, &f));
    TRY(finish_flags(c));
    TRY(finish_index(c));
    TRY(finish_pairs(c));
    c->sources = (struct str){arena_strdup(c->arena, d->sources.p ? d->sources.p : "", d->sources.n), d->sources.n};
    if (!c->sources.p) st = fail(ST_NO_MEMORY, "out of memory");
    else draft_free(c);
done:
    free(f.index_of);
    free(f.draft_parent);
    free(f.listed_billable);
    return st;
}
