/* Notes, flags and index of the finished code set. */
#include "finish.h"

#include <stdlib.h>

struct placed_note {
    struct codeset_note note;
    uint32_t order;
};

struct placed_notes {
    VECTOR(struct placed_note) list;
};

static enum status place(struct placed_notes *v, int32_t code, enum note_kind kind, struct str text)
{
    enum status st = ST_OK;
    if (code < 0) return ST_OK; /* of a code that the release does not have */
    struct placed_note p = {{(uint32_t)code, kind, text}, v->list.n};
    VECTOR_PUSH(v->list, p);
done:
    return st;
}

static int compare_notes(const void *pa, const void *pb)
{
    const struct placed_note *a = pa, *b = pb;
    if (a->note.code != b->note.code) return a->note.code < b->note.code ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

/* The same note comes twice when a file is given twice, or two files say the same. */
static bool is_repeated(const struct codeset *c, const struct codeset_note *note)
{
    for (uint32_t i = c->note_count; i-- > 0 && c->notes[i].code == note->code;)
        if (c->notes[i].kind == note->kind && str_eq(c->notes[i].text, note->text)) return true;
    return false;
}

enum status finish_notes(struct codeset *c, const struct finish *f)
{
    enum status st = ST_OK;
    const struct codeset_draft *d = c->draft;
    struct placed_notes v = {0};
    for (uint32_t i = 0; i < d->notes.n; i++) TRY(place(&v, f->index_of[d->notes.p[i].serial], d->notes.p[i].kind, d->notes.p[i].text));
    for (uint32_t i = 0; i < d->flags.n; i++) {
        const struct draft_flag *row = &d->flags.p[i];
        if (row->note.n) TRY(place(&v, codeset_lookup(c, row->system, str_of(row->key)), row->kind, row->note));
    }
    c->notes = malloc((v.list.n + 1) * sizeof *c->notes);
    if (!c->notes) st = fail(ST_NO_MEMORY, "out of memory");
    if (st != ST_OK) goto done;
    if (v.list.n) qsort(v.list.p, v.list.n, sizeof *v.list.p, compare_notes);
    for (uint32_t i = 0; i < v.list.n; i++)
        if (!is_repeated(c, &v.list.p[i].note)) c->notes[c->note_count++] = v.list.p[i].note;
done:
    free(v.list.p);
    return st;
}

/* Of several editions of one list the newest that has the code counts; a list without edition (POA) always does. */
enum status finish_flags(struct codeset *c)
{
    const struct codeset_draft *d = c->draft;
    int *edition = calloc(c->code_count + 1, sizeof *edition);
    int32_t *code = malloc((d->flags.n + 1) * sizeof *code);
    if (!edition || !code) {
        free(edition);
        free(code);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    for (uint32_t i = 0; i < d->flags.n; i++) {
        const struct draft_flag *row = &d->flags.p[i];
        code[i] = row->note.n ? -1 : codeset_lookup(c, row->system, str_of(row->key));
        if (code[i] >= 0 && row->edition > edition[code[i]]) edition[code[i]] = row->edition;
    }
    for (uint32_t i = 0; i < d->flags.n; i++)
        if (code[i] >= 0 && (d->flags.p[i].edition == 0 || d->flags.p[i].edition == edition[code[i]])) c->codes[code[i]].flags |= d->flags.p[i].flags;
    /* chapter 20 of the book */
    for (uint32_t i = 0; i < c->code_count; i++)
        if (c->codes[i].system == SYSTEM_ICD10CM && c->codes[i].level == LEVEL_CODE && c->codes[i].code.p[0] >= 'V' && c->codes[i].code.p[0] <= 'Y')
            c->codes[i].flags |= CODE_EXTERNAL_CAUSE;
    free(edition);
    free(code);
    return ST_OK;
}

static uint64_t index_hash(const struct codeset_index *row)
{
    return (str_hash(row->path) * 31 + str_hash(row->code)) * 31 + str_hash(row->manifestation) + str_hash(row->see) * 7 + str_hash(row->see_also);
}

static bool index_same(const struct codeset_index *a, const struct codeset_index *b)
{
    return str_eq(a->path, b->path) && str_eq(a->code, b->code) && str_eq(a->manifestation, b->manifestation) && str_eq(a->see, b->see) &&
           str_eq(a->see_also, b->see_also);
}

/* The Index may come as XML and as tsv; each of its lines is kept once. */
enum status finish_index(struct codeset *c)
{
    const struct codeset_draft *d = c->draft;
    uint32_t slots = 16;
    while (slots < d->index.n * 2) slots *= 2;
    uint32_t *slot = calloc(slots, sizeof *slot);
    c->index = malloc((d->index.n + 1) * sizeof *c->index);
    if (!slot || !c->index) {
        free(slot);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    for (uint32_t i = 0; i < d->index.n; i++) {
        uint32_t at = (uint32_t)index_hash(&d->index.p[i]) & (slots - 1);
        while (slot[at] && !index_same(&c->index[slot[at] - 1], &d->index.p[i])) at = (at + 1) & (slots - 1);
        if (slot[at]) continue;
        c->index[c->index_count++] = d->index.p[i];
        slot[at] = c->index_count;
    }
    free(slot);
    return ST_OK;
}
