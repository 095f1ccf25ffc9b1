/* The code set itself: names, life, lookup, and the drafts that importers add. */
#include "finish.h"

#include <stdlib.h>

#define ARENA_CAP ((size_t)1 << 30)

static const char *const system_names[SYSTEM_COUNT] = {"ICD-10-CM", "CPT", "HCPCS", "ICD-10-PCS"};

const char *code_system_name(enum code_system s)
{
    return system_names[s];
}

enum code_system code_system_of(struct str name)
{
    static const struct {
        const char *name;
        enum code_system system;
    } more[] = {{"cm", SYSTEM_ICD10CM}, {"icd10cm", SYSTEM_ICD10CM}, {"pcs", SYSTEM_ICD10PCS}, {"icd10pcs", SYSTEM_ICD10PCS}};
    for (int s = 0; s < SYSTEM_COUNT; s++)
        if (str_eq_nocase(name, str_of(system_names[s]))) return (enum code_system)s;
    for (size_t i = 0; i < sizeof more / sizeof *more; i++)
        if (str_eq_nocase(name, str_of(more[i].name))) return more[i].system;
    return SYSTEM_COUNT;
}

const char *note_kind_name(enum note_kind k)
{
    static const char *const names[NOTE_KIND_COUNT] = {[NOTE_INCLUDES] = "Includes",
                                                       [NOTE_INCLUSION_TERM] = "Inclusion term",
                                                       [NOTE_EXCLUDES1] = "Excludes1",
                                                       [NOTE_EXCLUDES2] = "Excludes2",
                                                       [NOTE_CODE_FIRST] = "Code first",
                                                       [NOTE_USE_ADDITIONAL] = "Use additional code",
                                                       [NOTE_CODE_ALSO] = "Code also",
                                                       [NOTE_SEVENTH] = "7th character",
                                                       [NOTE_GENERAL] = "Note",
                                                       [NOTE_CCSR] = "CCSR",
                                                       [NOTE_HCC] = "HCC",
                                                       [NOTE_MUE] = "Units a day (MUE)",
                                                       [NOTE_PCS_AXIS] = "Character"};
    return names[k];
}

enum status codeset_new(struct codeset *c)
{
    *c = (struct codeset){.arena = arena_new(ARENA_CAP), .draft = calloc(1, sizeof *c->draft)};
    if (!c->arena || !c->draft) {
        codeset_free(c);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    buf_init(&c->draft->sources, (size_t)1 << 20);
    return ST_OK;
}

void draft_free(struct codeset *c)
{
    struct codeset_draft *d = c->draft;
    if (!d) return;
    free(d->codes.p);
    free(d->notes.p);
    free(d->flags.p);
    free(d->index.p);
    free(d->pairs.p);
    buf_clear(&d->sources);
    free(d);
    c->draft = NULL;
}

void codeset_free(struct codeset *c)
{
    draft_free(c);
    free(c->codes);
    free(c->notes);
    free(c->index);
    free(c->pairs);
    arena_free(c->arena);
    *c = (struct codeset){0};
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

int code_compare(struct str a, struct str b)
{
    size_t i = 0, k = 0;
    for (;;) {
        if (i < a.n && a.p[i] == '.') i++;
        if (k < b.n && b.p[k] == '.') k++;
        if (i >= a.n || k >= b.n) return (i < a.n) - (k < b.n);
        char x = upper(a.p[i++]), y = upper(b.p[k++]);
        if (x != y) return x < y ? -1 : 1;
    }
}

uint32_t code_pack(struct str code)
{
    uint32_t packed = 0;
    if (code.n != 5) return 0;
    for (size_t i = 0; i < 5; i++) {
        char c = upper(code.p[i]);
        bool digit = c >= '0' && c <= '9';
        if (!digit && (c < 'A' || c > 'Z')) return 0;
        packed = packed * 36 + (uint32_t)(digit ? c - '0' : c - 'A' + 10);
    }
    return packed;
}

/* The first row at or behind `at` that takes part in the order of codes: chapters and blocks are stepped over. */
static uint32_t step_to_code(const struct codeset *c, uint32_t at, uint32_t end)
{
    while (at < end && (c->codes[at].level == LEVEL_CHAPTER || c->codes[at].level == LEVEL_BLOCK)) at++;
    return at;
}

int32_t codeset_lookup(const struct codeset *c, enum code_system system, struct str code)
{
    uint32_t lo = 0, hi = c->code_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2, at = step_to_code(c, mid, hi);
        int order = 1;
        if (at < hi) {
            order = (int)c->codes[at].system - (int)system;
            if (order == 0) order = code_compare(c->codes[at].code, code);
        }
        if (order == 0) return (int32_t)at;
        if (order < 0) lo = at + 1;
        else hi = mid;
    }
    return -1;
}

struct str draft_text(struct codeset *c, struct str text)
{
    text = str_trim(text);
    char *p = arena_alloc(c->arena, text.n + 1);
    size_t n = 0;
    if (!p) return (struct str){NULL, 0};
    for (size_t i = 0; i < text.n; i++) {
        bool blank = text.p[i] == ' ' || text.p[i] == '\t' || text.p[i] == '\n' || text.p[i] == '\r';
        if (blank && n && p[n - 1] == ' ') continue;
        p[n++] = blank ? ' ' : text.p[i];
    }
    return (struct str){p, n};
}

bool draft_key(struct str code, char ret_key[CODE_KEY_BYTES])
{
    size_t n = 0;
    memset(ret_key, 0, CODE_KEY_BYTES);
    for (size_t i = 0; i < code.n; i++) {
        char ch = upper(code.p[i]);
        if (ch == '.') continue;
        if (!((ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9')) || n + 1 >= CODE_KEY_BYTES) return false;
        ret_key[n++] = ch;
    }
    return n > 0;
}

enum status draft_add(struct codeset *c, struct draft_code row, uint32_t *ret_serial)
{
    enum status st = ST_OK;
    row.serial = c->draft->codes.n;
    VECTOR_PUSH(c->draft->codes, row);
    if (ret_serial) *ret_serial = row.serial;
done:
    return st;
}

enum status draft_add_note(struct codeset *c, uint32_t serial, enum note_kind kind, struct str text)
{
    enum status st = ST_OK;
    if (!text.p) return fail(ST_NO_MEMORY, "out of memory");
    struct draft_note row = {serial, kind, text};
    VECTOR_PUSH(c->draft->notes, row);
done:
    return st;
}

enum status draft_add_flags(struct codeset *c, enum code_system system, struct str code, uint32_t flags, int edition)
{
    enum status st = ST_OK;
    struct draft_flag row = {.system = system, .flags = flags, .edition = edition};
    if (!draft_key(code, row.key)) return fail(ST_BAD_DATA, "'%.*s' is no code", STR_ARG(code));
    VECTOR_PUSH(c->draft->flags, row);
done:
    return st;
}

enum status draft_add_table_note(struct codeset *c, enum code_system system, struct str code, enum note_kind kind, struct str note)
{
    enum status st = ST_OK;
    struct draft_flag row = {.system = system, .kind = kind, .note = note};
    if (!note.p) return fail(ST_NO_MEMORY, "out of memory");
    if (!draft_key(code, row.key)) return fail(ST_BAD_DATA, "'%.*s' is no code", STR_ARG(code));
    VECTOR_PUSH(c->draft->flags, row);
done:
    return st;
}

enum status draft_add_index(struct codeset *c, struct codeset_index row)
{
    enum status st = ST_OK;
    if (!row.path.p) return fail(ST_NO_MEMORY, "out of memory");
    VECTOR_PUSH(c->draft->index, row);
done:
    return st;
}
