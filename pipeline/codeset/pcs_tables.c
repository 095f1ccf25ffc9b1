/* CMS's ICD-10-PCS tables (icd10pcs_tables_YYYY.xml): a pcsTable names characters 1 to 3, each pcsRow the values that may stand
 * together at 4 to 7. Every product of a row is a code; the order file, where given too, has the printed titles. */
#include "xml.h"

#define PLACES 7
#define MAX_VALUES 40
#define TITLE_MAX 600

struct axis {
    char value[MAX_VALUES];
    struct str label[MAX_VALUES];
    uint32_t n;
};

struct tables {
    struct codeset *c;
    const struct source *s;
    struct axis axes[PLACES];
    int place; /* 0..6 of the axis that is open; -1 = none */
    bool in_table;
    long said; /* how many codes the row says it has */
    bool told[PLACES][128]; /* labels that the table has given already */
    uint32_t rows;
};

static enum status table_note(struct tables *t, enum note_kind kind, struct str text)
{
    char table[] = {t->axes[0].value[0], t->axes[1].value[0], t->axes[2].value[0], '\0'};
    return draft_add_table_note(t->c, SYSTEM_ICD10PCS, str_of(table), kind, draft_text(t->c, text));
}

static enum status open_axis(struct tables *t, struct xml *x, const char **attrs)
{
    long pos;
    if (!t->in_table || !str_to_long(xml_attribute(attrs, "pos"), 1, PLACES, &pos))
        return source_fault(t->s, xml_line(x), "an axis without its place 1 to 7");
    t->place = (int)pos - 1;
    t->axes[t->place].n = 0;
    return ST_OK;
}

static enum status open_label(struct tables *t, struct xml *x, const char **attrs)
{
    struct str code = xml_attribute(attrs, "code");
    struct axis *a = t->place >= 0 ? &t->axes[t->place] : NULL;
    bool good = a && code.n == 1 && ((code.p[0] >= '0' && code.p[0] <= '9') || (code.p[0] >= 'A' && code.p[0] <= 'Z'));
    if (!good || a->n == MAX_VALUES) return source_fault(t->s, xml_line(x), "a label outside an axis, or without a code of one character");
    a->value[a->n] = code.p[0];
    a->label[a->n++] = STR("");
    return ST_OK;
}

static enum status tables_start(void *ctx, struct xml *x, struct str name, const char **attrs)
{
    struct tables *t = ctx;
    if (str_eq(name, STR("pcsTable"))) {
        memset(t->axes, 0, sizeof t->axes);
        memset(t->told, 0, sizeof t->told);
        t->in_table = true, t->place = -1;
    }
    if (str_eq(name, STR("pcsRow"))) {
        for (int i = 3; i < PLACES; i++) t->axes[i].n = 0;
        if (!str_to_long(xml_attribute(attrs, "codes"), 1, 10000000, &t->said)) t->said = 0;
    }
    if (str_eq(name, STR("axis"))) return open_axis(t, x, attrs);
    return str_eq(name, STR("label")) ? open_label(t, x, attrs) : ST_OK;
}

static enum status add_code(struct tables *t, const uint32_t pick[PLACES])
{
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_TABLE, .system = SYSTEM_ICD10PCS, .level = LEVEL_CODE};
    char title[TITLE_MAX];
    size_t n = 0;
    for (int i = 0; i < PLACES; i++) row.key[i] = t->axes[i].value[pick[i]];
    for (int i = 2; i < PLACES; i++) {
        struct str label = t->axes[i].label[pick[i]];
        bool silent = row.key[i] == 'Z' && i > 4; /* No Device, No Qualifier */
        if (silent || n + label.n + 2 > sizeof title) continue;
        if (n) memcpy(title + n, ", ", 2), n += 2;
        memcpy(title + n, label.p, label.n);
        n += label.n;
    }
    row.title = draft_text(t->c, (struct str){title, n});
    t->rows++;
    return row.title.p ? draft_add(t->c, row, NULL) : fail(ST_NO_MEMORY, "out of memory");
}

static enum status close_row(struct tables *t, struct xml *x)
{
    enum status st = ST_OK;
    uint32_t pick[PLACES] = {0}, product = 1;
    for (int i = 0; i < PLACES; i++) {
        if (t->axes[i].n == 0 || (i < 3 && t->axes[i].n != 1)) return source_fault(t->s, xml_line(x), "a row lacks the values of place %d", i + 1);
        product *= t->axes[i].n;
    }
    if (t->said && product != (uint32_t)t->said)
        return source_fault(t->s, xml_line(x), "a row says it has %ld codes, its values make %u", t->said, product);
    for (uint32_t k = 0; k < product; k++) {
        TRY(add_code(t, pick));
        for (int i = PLACES - 1; i >= 3 && ++pick[i] == t->axes[i].n; i--) pick[i] = 0;
    }
done:
    return st;
}

static enum status close_label(struct tables *t, struct str text)
{
    struct axis *a = &t->axes[t->place];
    char note[TITLE_MAX];
    char value = a->value[a->n - 1];
    text = draft_text(t->c, text);
    a->label[a->n - 1] = text;
    if (t->place < 3 || t->told[t->place][(int)value] || text.n + 4 >= sizeof note) return ST_OK;
    t->told[t->place][(int)value] = true;
    note[0] = (char)('1' + t->place), note[1] = '\t', note[2] = value, note[3] = '\t';
    memcpy(note + 4, text.p, text.n);
    char table[] = {t->axes[0].value[0], t->axes[1].value[0], t->axes[2].value[0], '\0'};
    struct str kept = {arena_strdup(t->c->arena, note, text.n + 4), text.n + 4};
    return draft_add_table_note(t->c, SYSTEM_ICD10PCS, str_of(table), NOTE_PCS_AXIS, kept);
}

/* The table itself: "Lower Joints, Replacement", as the order file titles it. */
static enum status close_table(struct tables *t)
{
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_TABLE, .system = SYSTEM_ICD10PCS, .level = LEVEL_CODE};
    struct str section = t->axes[0].label[0], system = t->axes[1].label[0], operation = t->axes[2].label[0];
    char title[TITLE_MAX];
    size_t n = 0;
    if (section.n + system.n + operation.n + 5 > sizeof title) return fail(ST_BAD_DATA, "the title of a PCS table is too long");
    for (int i = t->axes[0].value[0] == '0' ? 1 : 0; i < 3; i++) {
        struct str part = t->axes[i].label[0];
        if (n) memcpy(title + n, ", ", 2), n += 2;
        memcpy(title + n, part.p, part.n);
        n += part.n;
        row.key[i] = t->axes[i].value[0];
    }
    row.key[0] = t->axes[0].value[0];
    row.title = draft_text(t->c, (struct str){title, n});
    t->in_table = false;
    return row.title.n ? draft_add(t->c, row, NULL) : fail(ST_NO_MEMORY, "out of memory");
}

static enum status tables_end(void *ctx, struct xml *x, struct str name, struct str text, bool *ret_keep)
{
    struct tables *t = ctx;
    *ret_keep = false;
    if (str_eq(name, STR("version")) && !t->in_table) return draft_year(t->c, t->s, xml_line(x), text);
    if (!t->in_table) return ST_OK;
    if (str_eq(name, STR("label"))) return close_label(t, text);
    if (str_eq(name, STR("axis"))) t->place = -1;
    if (str_eq(name, STR("pcsRow"))) return close_row(t, x);
    if (str_eq(name, STR("definition")) && t->place == 2 && t->axes[2].n) return table_note(t, NOTE_GENERAL, text);
    if (!str_eq(name, STR("pcsTable"))) return ST_OK;
    for (int i = 0; i < 3; i++)
        if (t->axes[i].n != 1) return source_fault(t->s, xml_line(x), "a table without its place %d", i + 1);
    return close_table(t);
}

enum status import_pcs_tables(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    static const struct xml_handler handler = {tables_start, tables_end};
    struct tables t = {.c = c, .s = s, .place = -1};
    enum status st = xml_parse(s, &handler, &t);
    *ret_rows = t.rows;
    if (st == ST_OK) c->draft->has_pcs_tables = true;
    return st;
}
