#include "show.h"

#include "book.h"

#include <jansson.h>
#include <stdio.h>

static const struct {
    uint32_t flag;
    const char *name; /* in JSON */
    const char *text;
} flag_names[] = {
    {CODE_POA_EXEMPT, "poa_exempt", "exempt from present-on-admission reporting"},
    {CODE_UNACCEPTABLE_PRINCIPAL, "unacceptable_principal", "unacceptable as principal diagnosis (MCE)"},
    {CODE_MANIFESTATION, "manifestation", "manifestation: never first (MCE)"},
    {CODE_UNSPECIFIED, "unspecified", "unspecified side: the record should name it (MCE)"},
    {CODE_EXTERNAL_CAUSE, "external_cause", "external cause: never first"},
    {CODE_FEMALE, "female", "female patients only (MCE)"},
    {CODE_MALE, "male", "male patients only (MCE)"},
    {CODE_NEWBORN, "newborn", "newborns only (MCE: age 0)"},
    {CODE_PEDIATRIC, "pediatric", "children only (MCE: age 0-17)"},
    {CODE_MATERNITY, "maternity", "maternity (MCE: age 9-64)"},
    {CODE_ADULT, "adult", "adults only (MCE: age 15-124)"},
};
#define FLAG_COUNT (sizeof flag_names / sizeof *flag_names)

static const enum note_kind note_order[] = {NOTE_INCLUSION_TERM, NOTE_INCLUDES, NOTE_EXCLUDES1, NOTE_EXCLUDES2, NOTE_CODE_FIRST, NOTE_USE_ADDITIONAL,
                                            NOTE_CODE_ALSO,      NOTE_GENERAL,  NOTE_SEVENTH,   NOTE_MUE,       NOTE_CCSR,       NOTE_HCC};
#define NOTE_ORDER_COUNT (sizeof note_order / sizeof *note_order)

static const char *code_of(const struct lexicon *lex, uint32_t code)
{
    return lex_cstr(lex, lex->codes[code].code);
}

static const char *title_of(const struct lexicon *lex, uint32_t code)
{
    return lex_cstr(lex, lex->codes[code].title);
}

static void print_path(const struct lexicon *lex, uint32_t code)
{
    uint32_t path[BOOK_MAX_PATH], n = book_path(lex, code, path);
    for (uint32_t i = 0; i < n; i++) {
        const char *kind = lex->codes[path[i]].level == LEVEL_CHAPTER ? "Chapter " : "";
        (void)printf("%*s%s%s  %s\n", (int)i * 2, "", kind, code_of(lex, path[i]), title_of(lex, path[i]));
    }
}

static void print_head(const struct lexicon *lex, uint32_t code)
{
    const struct lex_code *c = &lex->codes[code];
    int date = lex->header->effective_date;
    (void)printf("\n%s", code_system_name((enum code_system)c->system));
    if (c->level == LEVEL_MODIFIER) (void)printf(", modifier");
    else if (c->level == LEVEL_CODE) (void)printf(", %s", c->flags & LEX_CODE_BILLABLE ? "billable" : "not billable: needs more characters");
    if (c->flags & LEX_CODE_OWN) (void)printf(", known from the dictionaries alone");
    else if (date) (void)printf(", release of %04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
    (void)printf("\n");
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (c->flags & flag_names[i].flag) (void)printf("  %s\n", flag_names[i].text);
}

static void print_notes(const struct lexicon *lex, uint32_t code, const struct book_note *notes, uint32_t n, enum note_kind kind)
{
    uint32_t from = UINT32_MAX;
    for (uint32_t i = 0; i < n; i++) {
        if (notes[i].kind != kind) continue;
        if (notes[i].from != from) {
            from = notes[i].from;
            (void)printf("\n%s", note_kind_name(kind));
            if (from != code) (void)printf(" (%s%s)", lex->codes[from].level == LEVEL_CHAPTER ? "chapter " : "", code_of(lex, from));
            (void)printf("\n");
        }
        (void)printf("  ");
        for (size_t k = 0; k < notes[i].text.n; k++) (void)(notes[i].text.p[k] == '\t' ? printf("  ") : putchar(notes[i].text.p[k]));
        (void)printf("\n");
    }
}

static enum status print_children(const struct lexicon *lex, struct arena *arena, uint32_t code)
{
    uint32_t *children, n;
    enum status st = book_children(lex, arena, code, &children, &n);
    if (st != ST_OK || n == 0) return st;
    bool complete = lex->codes[children[0]].seventh;
    (void)printf("\n%s\n", complete ? "Complete codes" : "Below it");
    for (uint32_t i = 0; i < n; i++) (void)printf("  %-10s %s\n", code_of(lex, children[i]), title_of(lex, children[i]));
    return ST_OK;
}

enum status show_text(const struct lexicon *lex, struct arena *arena, uint32_t code)
{
    struct book_note *notes;
    uint32_t n;
    enum status st = book_notes(lex, arena, code, &notes, &n);
    if (st != ST_OK) return st;
    print_path(lex, code);
    print_head(lex, code);
    for (size_t i = 0; i < NOTE_ORDER_COUNT; i++) print_notes(lex, code, notes, n, note_order[i]);
    st = print_children(lex, arena, code);
    (void)printf("\n");
    return st;
}

static json_t *json_row(const struct lexicon *lex, uint32_t code)
{
    return json_pack("{s:s,s:s,s:b}", "code", code_of(lex, code), "title", title_of(lex, code), "billable",
                     (int)(lex->codes[code].flags & LEX_CODE_BILLABLE ? 1 : 0));
}

static json_t *json_notes(const struct lexicon *lex, const struct book_note *notes, uint32_t n)
{
    json_t *list = json_array();
    for (size_t k = 0; k < NOTE_ORDER_COUNT; k++)
        for (uint32_t i = 0; i < n; i++)
            if (notes[i].kind == note_order[k])
                (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s%}", "kind", note_kind_name(notes[i].kind), "from",
                                                            code_of(lex, notes[i].from), "text", notes[i].text.p, notes[i].text.n));
    return list;
}

enum status show_object(const struct lexicon *lex, struct arena *arena, uint32_t code, json_t **ret)
{
    struct book_note *notes;
    uint32_t n, child_count, *children, path[BOOK_MAX_PATH], depth = book_path(lex, code, path);
    enum status st = book_notes(lex, arena, code, &notes, &n);
    if (st == ST_OK) st = book_children(lex, arena, code, &children, &child_count);
    if (st != ST_OK) return st;
    json_t *o = json_row(lex, code), *up = json_array(), *below = json_array(), *flags = json_array();
    (void)json_object_set_new(o, "system", json_string(code_system_name((enum code_system)lex->codes[code].system)));
    (void)json_object_set_new(o, "effective_date", json_integer(lex->header->effective_date));
    for (uint32_t i = 0; i < depth; i++) (void)json_array_append_new(up, json_row(lex, path[i]));
    for (uint32_t i = 0; i < child_count; i++) (void)json_array_append_new(below, json_row(lex, children[i]));
    for (size_t i = 0; i < FLAG_COUNT; i++)
        if (lex->codes[code].flags & flag_names[i].flag) (void)json_array_append_new(flags, json_string(flag_names[i].name));
    (void)json_object_set_new(o, "path", up);
    (void)json_object_set_new(o, "flags", flags);
    (void)json_object_set_new(o, "notes", json_notes(lex, notes, n));
    (void)json_object_set_new(o, "below", below);
    *ret = o;
    return ST_OK;
}

enum status show_json(const struct lexicon *lex, struct arena *arena, uint32_t code)
{
    json_t *o;
    enum status st = show_object(lex, arena, code, &o);
    if (st != ST_OK) return st;
    bool good = json_dumpf(o, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}
