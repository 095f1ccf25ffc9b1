/* Complete codes of 7 characters, put together from the Tabular: base code, placeholders X up to the 6th, and the 7th
 * character that the nearest category above defines; title = base title, comma, meaning of the character. */
#include "importer.h"

#include <stdlib.h>

struct extension {
    uint32_t serial; /* of the row that defines it */
    char letter;
    struct str text;
};

struct seventh {
    VECTOR(struct extension) list; /* grouped by serial */
    uint32_t *first; /* by serial: first in list; UINT32_MAX = none */
    VECTOR(struct draft_note) limits; /* the few notes that rule characters out */
};

static bool has_word(struct str s, const char *word, const char **ret_behind)
{
    const char *at = s.n ? memmem(s.p, s.n, word, strlen(word)) : NULL;
    if (at) *ret_behind = at + strlen(word);
    return at != NULL;
}

/* A single character standing alone between blanks, commas and the like. */
static bool lone(struct str s, size_t i, char wanted)
{
    bool before = i == 0 || s.p[i - 1] == ' ';
    bool behind = i + 1 == s.n || s.p[i + 1] == ' ' || s.p[i + 1] == ',' || s.p[i + 1] == '.';
    return s.p[i] == wanted && before && behind;
}

static bool any_lone(struct str s, char wanted)
{
    for (size_t i = 0; i < s.n; i++)
        if (lone(s, i, wanted)) return true;
    return false;
}

bool seventh_ruled_out(struct str note, char sixth, char seventh)
{
    const char *list, *behind, *digits;
    if (!has_word(note, "7th character", &list) || !has_word(note, " do not apply", &behind)) return false;
    if (!has_word(note, "6th character", &digits) || behind < list || digits < behind) return false;
    struct str sevenths = {list, (size_t)(behind - list) - strlen(" do not apply")};
    struct str sixths = {digits, (size_t)(note.p + note.n - digits)};
    return any_lone(sevenths, seventh) && any_lone(sixths, sixth);
}

static bool known_letter(const struct seventh *v, uint32_t serial, char letter)
{
    for (uint32_t i = v->first[serial]; i < v->list.n && v->list.p[i].serial == serial; i++)
        if (v->list.p[i].letter == letter) return true;
    return false;
}

static enum status collect_limits(const struct codeset_draft *d, struct seventh *v)
{
    enum status st = ST_OK;
    const char *behind;
    for (uint32_t i = 0; i < d->notes.n; i++)
        if (d->notes.p[i].kind == NOTE_GENERAL && has_word(d->notes.p[i].text, " do not apply", &behind)) VECTOR_PUSH(v->limits, d->notes.p[i]);
done:
    return st;
}

static enum status collect(const struct codeset_draft *d, struct seventh *v)
{
    enum status st = ST_OK;
    v->first = malloc((d->codes.n + 1) * sizeof *v->first);
    if (!v->first) return fail(ST_NO_MEMORY, "out of memory");
    for (uint32_t i = 0; i < d->codes.n; i++) v->first[i] = UINT32_MAX;
    for (uint32_t i = 0; i < d->notes.n; i++) {
        const struct draft_note *note = &d->notes.p[i];
        if (note->kind != NOTE_SEVENTH || known_letter(v, note->serial, note->text.p[0])) continue;
        if (v->first[note->serial] == UINT32_MAX) v->first[note->serial] = v->list.n;
        struct extension e = {note->serial, note->text.p[0], {note->text.p + 2, note->text.n - 2}};
        VECTOR_PUSH(v->list, e);
    }
done:
    return st;
}

static bool ruled_out(const struct seventh *v, uint32_t serial, char sixth, char letter)
{
    for (uint32_t i = 0; i < v->limits.n; i++)
        if (v->limits.p[i].serial == serial && seventh_ruled_out(v->limits.p[i].text, sixth, letter)) return true;
    return false;
}

static struct str join(struct codeset *c, struct str a, struct str b)
{
    char *p = arena_alloc(c->arena, a.n + b.n + 3);
    if (!p) return (struct str){NULL, 0};
    memcpy(p, a.p, a.n);
    memcpy(p + a.n, ", ", 2);
    memcpy(p + a.n + 2, b.p, b.n);
    return (struct str){p, a.n + b.n + 2};
}

static enum status generate(struct codeset *c, uint32_t leaf, const struct extension *e)
{
    struct draft_code base = c->draft->codes.p[leaf];
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_SEVENTH, .system = base.system, .level = LEVEL_CODE, .leaf = true};
    size_t n = strlen(base.key);
    memcpy(row.key, base.key, n);
    memset(row.key + n, 'X', 6 - n);
    row.key[6] = e->letter;
    row.title = join(c, base.title, e->text);
    if (!row.title.p) return fail(ST_NO_MEMORY, "out of memory");
    return draft_add(c, row, NULL);
}

static enum status generate_all(struct codeset *c, const struct seventh *v, uint32_t leaf)
{
    const struct draft_code base = c->draft->codes.p[leaf];
    uint32_t from = (uint32_t)base.seventh;
    char sixth = strlen(base.key) == 6 ? base.key[5] : 'X';
    for (uint32_t i = v->first[from]; i < v->list.n && v->list.p[i].serial == from; i++) {
        if (sixth != 'X' && ruled_out(v, from, sixth, v->list.p[i].letter)) continue;
        enum status st = generate(c, leaf, &v->list.p[i]);
        if (st != ST_OK) return st;
    }
    return ST_OK;
}

enum status seventh_generate(struct codeset *c)
{
    enum status st = ST_OK;
    struct codeset_draft *d = c->draft;
    struct seventh v = {0};
    uint32_t count = d->codes.n; /* rows made below are complete */
    TRY(collect_limits(d, &v));
    TRY(collect(d, &v));
    for (uint32_t i = 0; i < count; i++) {
        struct draft_code *row = &d->codes.p[i];
        if (row->origin != FROM_TABULAR) continue;
        if (row->seventh < 0 && row->parent >= 0) row->seventh = d->codes.p[row->parent].seventh; /* parents come first */
        if (row->level == LEVEL_CODE && row->leaf && row->seventh >= 0 && strlen(row->key) < 7) TRY(generate_all(c, &v, i));
    }
done:
    free(v.list.p);
    free(v.limits.p);
    free(v.first);
    return st;
}
