/* Alphabetic Index, Index of External Causes, Neoplasm table and Drug table (icd10cm_index.xsd, icd10cm_drug_neoplasm.xsd):
 * nested terms become one path each; a table's cell gets its column's heading as last term. */
#include "xml.h"

#define MAX_COLUMNS 12

struct level {
    size_t path_bytes; /* of `path` before this term was added */
    struct str path; /* its full path, made when the title is read */
    struct codeset_index row; /* code, manifestation and cross-references read so far */
    bool has_cells;
};

struct index_reader {
    struct codeset *c;
    const struct source *s;
    enum index_kind kind;
    struct buf path;
    struct level levels[XML_MAX_DEPTH];
    int depth;
    struct str columns[MAX_COLUMNS];
    int column;
    bool in_term_title;
    uint32_t rows;
};

static int column_of(const char **attrs)
{
    long col;
    return str_to_long(xml_attribute(attrs, "col"), 1, MAX_COLUMNS - 1, &col) ? (int)col : 0;
}

static enum status index_start(void *ctx, struct xml *x, struct str name, const char **attrs)
{
    struct index_reader *r = ctx;
    if (str_eq(name, STR("nemod"))) xml_add_text(x, " ");
    if (str_eq(name, STR("head")) || str_eq(name, STR("cell"))) r->column = column_of(attrs);
    if (!str_eq(name, STR("mainTerm")) && !str_eq(name, STR("term"))) return ST_OK;
    if (r->depth && !r->levels[r->depth - 1].path.p) return source_fault(r->s, xml_line(x), "a term below one without a title");
    r->levels[r->depth++] = (struct level){.path_bytes = r->path.n};
    return ST_OK;
}

static enum status take_title(struct index_reader *r, struct xml *x, struct str text)
{
    struct level *l = &r->levels[r->depth - 1];
    struct str title = draft_text(r->c, text);
    if (title.p && title.n == 0) return source_fault(r->s, xml_line(x), "a term with an empty title");
    if (l->path.p) return source_fault(r->s, xml_line(x), "a second title '%.*s'", STR_ARG(title));
    if (r->depth > 1) buf_char(&r->path, '\t');
    buf_str(&r->path, title);
    if (buf_status(&r->path) != ST_OK) return buf_status(&r->path);
    char *p = arena_strdup(r->c->arena, r->path.p, r->path.n);
    if (!p || !title.p) return fail(ST_NO_MEMORY, "out of memory");
    l->path = (struct str){p, r->path.n};
    return ST_OK;
}

static enum status add(struct index_reader *r, struct codeset_index row)
{
    row.kind = r->kind;
    r->rows++;
    return draft_add_index(r->c, row);
}

/* "--" and "-" in a table mean that there is no such code. */
static enum status take_cell(struct index_reader *r, struct xml *x, struct str text)
{
    struct level *l = &r->levels[r->depth - 1];
    struct str code = draft_text(r->c, text), head = r->columns[r->column];
    if (code.n == 0 || code.p[0] == '-') return ST_OK;
    if (!l->path.p || head.n == 0) return source_fault(r->s, xml_line(x), "a cell without a title or without a heading for column %d", r->column);
    char *p = arena_alloc(r->c->arena, l->path.n + head.n + 2);
    if (!p) return fail(ST_NO_MEMORY, "out of memory");
    memcpy(p, l->path.p, l->path.n);
    p[l->path.n] = '\t';
    memcpy(p + l->path.n + 1, head.p, head.n);
    l->has_cells = true;
    return add(r, (struct codeset_index){.path = {p, l->path.n + head.n + 1}, .code = code});
}

/* "subcategory T75.0" and "category T71" have no code but lead to one. */
static struct str with_dash(struct codeset *c, struct str text)
{
    struct str t = draft_text(c, text);
    char *p = arena_alloc(c->arena, t.n + 2);
    if (!p || !t.p) return (struct str){NULL, 0};
    memcpy(p, t.p, t.n);
    bool dashed = t.n && t.p[t.n - 1] == '-';
    if (!dashed) p[t.n] = '-';
    return (struct str){p, t.n + !dashed};
}

/* A second code of one term ("A40.- and A41.-") makes a second line. */
static enum status take_code(struct index_reader *r, struct level *l, struct str code)
{
    enum status st = ST_OK;
    if (!code.p) return fail(ST_NO_MEMORY, "out of memory");
    if (l->row.code.n) {
        l->row.path = l->path;
        st = add(r, l->row);
        l->row = (struct codeset_index){0};
    }
    l->row.code = code;
    return st;
}

static enum status take_field(struct index_reader *r, struct xml *x, struct str name, struct str text)
{
    struct level *l = &r->levels[r->depth - 1];
    bool table = r->kind == INDEX_NEOPLASM || r->kind == INDEX_DRUG;
    if (str_eq(name, STR("title"))) return take_title(r, x, text);
    if (str_eq(name, STR("cell"))) return take_cell(r, x, text);
    if (str_eq(name, STR("code"))) return take_code(r, l, draft_text(r->c, text));
    if (str_eq(name, STR("subcat")) || str_eq(name, STR("seecat"))) return take_code(r, l, with_dash(r->c, text));
    if (str_eq(name, STR("manif")) && !table) l->row.manifestation = draft_text(r->c, text);
    if (str_eq(name, STR("see"))) l->row.see = draft_text(r->c, text);
    if (str_eq(name, STR("seeAlso"))) l->row.see_also = draft_text(r->c, text);
    return ST_OK;
}

/* A heading that only holds others has no line of its own. */
static enum status close_term(struct index_reader *r, struct xml *x)
{
    struct level *l = &r->levels[--r->depth];
    enum status st = ST_OK;
    if (!l->path.p) return source_fault(r->s, xml_line(x), "a term without a title");
    l->row.path = l->path;
    if (l->row.code.n || l->row.see.n || l->row.see_also.n) st = add(r, l->row);
    r->path.n = l->path_bytes;
    return st;
}

static enum status take_heading(struct index_reader *r, struct str name, struct str text)
{
    if (!str_eq(name, STR("head"))) return ST_OK;
    r->columns[r->column] = draft_text(r->c, text);
    if (r->column == 1) r->kind = str_eq_nocase(r->columns[1], STR("Neoplasm")) ? INDEX_NEOPLASM : INDEX_DRUG;
    return ST_OK;
}

static enum status index_end(void *ctx, struct xml *x, struct str name, struct str text, bool *ret_keep)
{
    struct index_reader *r = ctx;
    *ret_keep = str_eq(name, STR("nemod")) || str_eq(name, STR("new")) || str_eq(name, STR("unc")) || str_eq(name, STR("diff"));
    if (*ret_keep) return xml_add_text(x, " "), ST_OK;
    if (str_eq(name, STR("mainTerm")) || str_eq(name, STR("term"))) return close_term(r, x);
    if (r->depth) return take_field(r, x, name, text);
    if (str_eq(name, STR("version"))) return draft_year(r->c, r->s, xml_line(x), text);
    if (str_eq(name, STR("title")) && memmem(text.p, text.n, "EXTERNAL CAUSE", 14)) r->kind = INDEX_EXTERNAL;
    return take_heading(r, name, text);
}

enum status import_index_xml(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    static const struct xml_handler handler = {index_start, index_end};
    struct index_reader r = {.c = c, .s = s, .kind = INDEX_DISEASE};
    buf_init(&r.path, 65536);
    enum status st = xml_parse(s, &handler, &r);
    buf_clear(&r.path);
    *ret_rows = r.rows;
    return st;
}
