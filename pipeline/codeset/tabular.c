/* The Tabular List of ICD-10-CM: chapters, blocks and codes with their notes and 7th characters (icd10cm_tabular.xsd). */
#include "xml.h"

#define NO_ROW UINT32_MAX

struct frame {
    enum code_level level;
    uint32_t serial; /* NO_ROW until its name was read */
};

struct tabular {
    struct codeset *c;
    const struct source *s;
    struct frame frames[XML_MAX_DEPTH];
    int depth;
    int note_kind; /* of the group that is open, -1 = none */
    int skip; /* elements open whose content is not taken */
    char seventh; /* letter of the last 7th character read */
    uint32_t rows;
};

static const struct {
    const char *name;
    enum note_kind kind;
} groups[] = {
    {"includes", NOTE_INCLUDES},    {"inclusionTerm", NOTE_INCLUSION_TERM},
    {"excludes1", NOTE_EXCLUDES1},  {"excludes2", NOTE_EXCLUDES2},
    {"codeFirst", NOTE_CODE_FIRST}, {"useAdditionalCode", NOTE_USE_ADDITIONAL},
    {"codeAlso", NOTE_CODE_ALSO},   {"notes", NOTE_GENERAL},
    {"sevenChrNote", NOTE_GENERAL}, {"sevenChrDef", NOTE_SEVENTH},
};

static int group_of(struct str name)
{
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        if (str_eq(name, str_of(groups[i].name))) return (int)groups[i].kind;
    return -1;
}

static bool is_skipped(struct str name)
{
    static const char *const names[] = {"introduction", "sectionIndex", "visualImpairment", "deactivated"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq(name, str_of(names[i]))) return true;
    return false;
}

/* The row of a chapter, block or code, as soon as its name is known. */
static enum status add_row(struct tabular *t, struct xml *x, struct str name)
{
    struct frame *f = &t->frames[t->depth - 1];
    struct frame *outer = t->depth > 1 ? f - 1 : NULL;
    struct draft_code row = {.parent = outer ? (int32_t)outer->serial : -1,
                             .seventh = -1,
                             .origin = FROM_TABULAR,
                             .system = SYSTEM_ICD10CM,
                             .level = f->level,
                             .leaf = true};
    struct str first = f->level == LEVEL_BLOCK && name.n > 3 ? (struct str){name.p, 3} : name;
    if (f->serial != NO_ROW) return source_fault(t->s, xml_line(x), "a second name '%.*s'", STR_ARG(name));
    if (outer && outer->serial == NO_ROW) return source_fault(t->s, xml_line(x), "'%.*s' stands in what has no name", STR_ARG(name));
    if (!draft_key(first, row.key) || name.n > 9) return source_fault(t->s, xml_line(x), "'%.*s' is no code", STR_ARG(name));
    row.code = draft_text(t->c, name);
    if (!row.code.p) return fail(ST_NO_MEMORY, "out of memory");
    if (outer) t->c->draft->codes.p[outer->serial].leaf = false;
    if (f->level == LEVEL_CODE) t->rows++;
    return draft_add(t->c, row, &f->serial);
}

static enum status tabular_start(void *ctx, struct xml *x, struct str name, const char **attrs)
{
    struct tabular *t = ctx;
    if (t->skip || is_skipped(name)) return t->skip++, ST_OK;
    if (group_of(name) >= 0) return t->note_kind = group_of(name), t->seventh = 0, ST_OK;
    if (str_eq(name, STR("ICD10CM.tabular")) && str_eq(xml_attribute(attrs, "isAddenda"), STR("true")))
        return source_fault(t->s, xml_line(x), "is an addenda file: it holds changes alone; import the full Tabular");
    if (str_eq(name, STR("extension"))) {
        struct str letter = xml_attribute(attrs, "char");
        if (letter.n != 1) return source_fault(t->s, xml_line(x), "7th character '%.*s' is not one character", STR_ARG(letter));
        t->seventh = letter.p[0];
        return ST_OK;
    }
    bool chapter = str_eq(name, STR("chapter")), section = str_eq(name, STR("section"));
    if (!chapter && !section && !str_eq(name, STR("diag"))) return ST_OK;
    t->frames[t->depth++] = (struct frame){chapter ? LEVEL_CHAPTER : section ? LEVEL_BLOCK : LEVEL_CODE, NO_ROW};
    return section ? add_row(t, x, xml_attribute(attrs, "id")) : ST_OK;
}

/* "Cholera (A00-A09)" of a block: its range is its code already. */
static struct str without_range(struct str title, struct str code)
{
    title = str_trim(title);
    if (title.n < code.n + 2 || title.p[title.n - 1] != ')') return title;
    struct str tail = {title.p + title.n - code.n - 1, code.n};
    if (!str_eq(tail, code) || tail.p[-1] != '(') return title;
    return str_trim((struct str){title.p, title.n - code.n - 2});
}

static enum status take_title(struct tabular *t, struct xml *x, uint32_t serial, struct str text)
{
    struct draft_code *row = &t->c->draft->codes.p[serial];
    if (row->title.p) return source_fault(t->s, xml_line(x), "a second title for '%.*s'", STR_ARG(row->code));
    row->title = draft_text(t->c, row->level == LEVEL_BLOCK ? without_range(text, row->code) : text);
    return row->title.p ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

/* A note that follows a 7th character tells what else falls under it: it becomes a second row of that letter. */
static enum status take_seventh(struct tabular *t, struct xml *x, uint32_t serial, struct str text)
{
    if (!t->seventh) return draft_add_note(t->c, serial, NOTE_GENERAL, draft_text(t->c, text));
    struct str words = draft_text(t->c, text);
    char *p = arena_alloc(t->c->arena, words.n + 3);
    if (!p || !words.p) return fail(ST_NO_MEMORY, "out of memory");
    if (words.n == 0) return source_fault(t->s, xml_line(x), "7th character '%c' has no meaning", t->seventh);
    p[0] = t->seventh;
    p[1] = '\t';
    memcpy(p + 2, words.p, words.n);
    t->c->draft->codes.p[serial].seventh = (int32_t)serial;
    return draft_add_note(t->c, serial, NOTE_SEVENTH, (struct str){p, words.n + 2});
}

static enum status take_text(struct tabular *t, struct xml *x, struct str name, struct str text)
{
    if (t->depth == 0) return str_eq(name, STR("version")) ? draft_year(t->c, t->s, xml_line(x), text) : ST_OK;
    uint32_t serial = t->frames[t->depth - 1].serial;
    if (str_eq(name, STR("name"))) return add_row(t, x, str_trim(text));
    bool desc = str_eq(name, STR("desc")), note = str_eq(name, STR("note")), extension = str_eq(name, STR("extension"));
    if (!desc && !note && !extension) return ST_OK;
    if (serial == NO_ROW) return source_fault(t->s, xml_line(x), "<%.*s> before the <name> it belongs to", STR_ARG(name));
    if (desc) return take_title(t, x, serial, text);
    if (extension || t->note_kind == NOTE_SEVENTH) return take_seventh(t, x, serial, text);
    if (t->note_kind < 0) return source_fault(t->s, xml_line(x), "a <note> outside any group of notes");
    return draft_add_note(t->c, serial, (enum note_kind)t->note_kind, draft_text(t->c, text));
}

static enum status tabular_end(void *ctx, struct xml *x, struct str name, struct str text, bool *ret_keep)
{
    struct tabular *t = ctx;
    if (t->skip) return t->skip--, ST_OK;
    *ret_keep = str_eq(name, STR("new")) || str_eq(name, STR("unc")) || str_eq(name, STR("diff"));
    if (group_of(name) >= 0) return t->note_kind = -1, ST_OK;
    if (str_eq(name, STR("chapter")) || str_eq(name, STR("section")) || str_eq(name, STR("diag"))) {
        const struct frame *f = &t->frames[--t->depth];
        if (f->serial == NO_ROW) return source_fault(t->s, xml_line(x), "a <%.*s> without a name", STR_ARG(name));
        if (!t->c->draft->codes.p[f->serial].title.p)
            return source_fault(t->s, xml_line(x), "'%.*s' has no title", STR_ARG(t->c->draft->codes.p[f->serial].code));
        return ST_OK;
    }
    return take_text(t, x, name, text);
}

enum status import_tabular(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    static const struct xml_handler handler = {tabular_start, tabular_end};
    struct tabular t = {.c = c, .s = s, .note_kind = -1};
    enum status st = xml_parse(s, &handler, &t);
    if (st != ST_OK) return st;
    c->draft->has_tabular = true;
    *ret_rows = t.rows;
    return ST_OK;
}
