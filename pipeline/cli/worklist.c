/* The list of charts. */
#include "worklist.h"

#include "term.h"

#define ARENA_BYTES ((size_t)1 << 30)
#define CODES_SHOWN 8 /* of each chart in the list with codes */

const char *date_text(int d, char out[DATE_CHARS])
{
    if (d) (void)snprintf(out, DATE_CHARS, "%04d-%02d-%02d", d / 10000, d / 100 % 100, d % 100);
    else out[0] = '\0';
    return out;
}

struct phi evidence_text(const struct page *pages, uint32_t n, const struct queue_evidence *e)
{
    if (e->page < 1 || (uint32_t)e->page > n) return (struct phi){"", 0};
    struct phi text = pages[e->page - 1].text;
    if (e->start > e->end || e->end > text.n) return (struct phi){"", 0};
    return (struct phi){text.p + e->start, e->end - e->start};
}

/* What a clerk or coder must know before opening the chart, shortest first. */
static void problems(const struct queue_chart *c, char *out, size_t room)
{
    size_t n = 0;
    out[0] = '\0';
    if (c->error) n += (size_t)snprintf(out + n, room - n, "failed, ");
    if (c->alarms) n += (size_t)snprintf(out + n, room - n, "%u page%s of another patient?, ", c->alarms, c->alarms == 1 ? "" : "s");
    if (c->pages_failed) n += (size_t)snprintf(out + n, room - n, "%u page%s not read, ", c->pages_failed, c->pages_failed == 1 ? "" : "s");
    if (c->pages_weak) n += (size_t)snprintf(out + n, room - n, "%u hard to read, ", c->pages_weak);
    if (c->unread) n += (size_t)snprintf(out + n, room - n, "%u unread spot%s, ", c->unread, c->unread == 1 ? "" : "s");
    if (n >= 2) out[n - 2] = '\0';
}

static void to_do(const struct queue_chart *c, char *out, size_t room)
{
    if (strcmp(c->state, "finished") == 0) (void)snprintf(out, room, "%u confirmed", c->confirmed);
    else if (c->undecided == c->suggested) (void)snprintf(out, room, "%u to decide", c->undecided);
    else (void)snprintf(out, room, "%u of %u left", c->undecided, c->suggested);
}

static enum term_style state_style(const char *state)
{
    if (strcmp(state, "finished") == 0) return STYLE_GREEN;
    if (strcmp(state, "failed") == 0) return STYLE_RED;
    return strcmp(state, "in_review") == 0 ? STYLE_YELLOW : STYLE_PLAIN;
}

static const char *file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

enum column { COL_CHART, COL_STATE, COL_PATIENT, COL_MRN, COL_SERVICE, COL_ENCOUNTER, COL_PAGES, COL_CODES, COL_LOOK, COL_FILE, COL_COUNT };

/* On a narrow terminal some columns go altogether, then others shrink, at most to `least`; each list in its order. */
static const struct {
    const char *heading;
    int least;
    bool right;
} columns[COL_COUNT] = {[COL_CHART] = {"CHART", 5, true}, [COL_STATE] = {"STATE", 9, false},      [COL_PATIENT] = {"PATIENT", 10, false},
                        [COL_MRN] = {"MRN", 9, false},    [COL_SERVICE] = {"SERVICE", 10, false}, [COL_ENCOUNTER] = {"ENCOUNTER", 10, false},
                        [COL_PAGES] = {"PAGES", 5, true}, [COL_CODES] = {"CODES", 10, false},     [COL_LOOK] = {"LOOK AT", 12, false},
                        [COL_FILE] = {"FILE", 12, false}};
static const enum column gives_way[] = {COL_FILE, COL_PATIENT, COL_MRN, COL_LOOK};
static const enum column goes[] = {COL_FILE, COL_ENCOUNTER, COL_PAGES};
#define GAP 2

struct table {
    struct str (*rows)[COL_COUNT]; /* of the arena */
    int width[COL_COUNT]; /* 0: not shown */
    uint32_t n;
};

static struct str cell(struct arena *arena, const char *text)
{
    size_t n = strlen(text);
    const char *copy = arena_strdup(arena, text, n);
    return copy ? (struct str){copy, n} : STR("");
}

static void fill_row(struct arena *arena, const struct queue_chart *c, struct str row[COL_COUNT])
{
    static const char *const encounters[] = {"outpatient", "inpatient", "emergency"};
    char text[128];
    const struct chart_facts *f = &c->facts;
    (void)snprintf(text, sizeof text, "%lld", (long long)c->id);
    row[COL_CHART] = cell(arena, text);
    row[COL_STATE] = strcmp(c->state, "in_review") == 0 ? STR("in review") : str_of(c->state);
    row[COL_PATIENT] = (struct str){f->name.p, f->name.n};
    row[COL_MRN] = (struct str){f->mrn.p, f->mrn.n};
    row[COL_SERVICE] = cell(arena, date_text(f->encounter.date_of_service, text));
    row[COL_ENCOUNTER] = str_of(encounters[f->encounter.type]);
    (void)snprintf(text, sizeof text, "%u", c->pages);
    row[COL_PAGES] = cell(arena, text);
    to_do(c, text, sizeof text);
    row[COL_CODES] = cell(arena, text);
    problems(c, text, sizeof text);
    row[COL_LOOK] = cell(arena, text);
    row[COL_FILE] = str_of(file_name(c->path));
}

static int given_way(enum column c, int width)
{
    for (size_t i = 0; i < sizeof gives_way / sizeof *gives_way; i++)
        if (gives_way[i] == c && width > columns[c].least) return columns[c].least;
    return width;
}

/* Columns too many for the terminal; narrow: were all to give way that can. */
static int over(const struct table *table, int limit, bool narrow)
{
    int all = -GAP;
    for (int c = 0; c < COL_COUNT; c++)
        if (table->width[c]) all += GAP + (narrow ? given_way((enum column)c, table->width[c]) : table->width[c]);
    return limit ? all - limit : 0;
}

/* Each column as wide as its widest cell, then narrowed to the terminal. */
static void set_widths(struct table *table, int limit)
{
    for (int c = 0; c < COL_COUNT; c++) {
        int widest = 0;
        for (uint32_t i = 0; i < table->n; i++) {
            int wide = term_columns(table->rows[i][c]);
            if (wide > widest) widest = wide;
        }
        int heading = (int)strlen(columns[c].heading);
        table->width[c] = c == COL_LOOK && !widest ? 0 : widest > heading ? widest : heading;
    }
    for (size_t i = 0; i < sizeof goes / sizeof *goes && over(table, limit, true) > 0; i++) table->width[goes[i]] = 0;
    for (size_t i = 0; i < sizeof gives_way / sizeof *gives_way; i++)
        while (over(table, limit, false) > 0 && table->width[gives_way[i]] > columns[gives_way[i]].least) table->width[gives_way[i]]--;
}

static enum status make_table(struct arena *arena, const struct queue_chart *list, uint32_t n, int limit, struct table *ret)
{
    ret->rows = arena_calloc(arena, (size_t)n + 1, sizeof *ret->rows);
    if (!ret->rows) return ST_NO_MEMORY;
    ret->n = n;
    for (uint32_t i = 0; i < n; i++) fill_row(arena, &list[i], ret->rows[i]);
    set_widths(ret, limit);
    return ST_OK;
}

static int last_column(const struct table *table)
{
    int last = COL_COUNT - 1;
    while (!table->width[last]) last--;
    return last;
}

static void print_cells(struct term *t, const struct table *table, const struct str row[COL_COUNT], enum term_style state, enum term_style look)
{
    int last = last_column(table);
    for (int c = 0; c <= last; c++) {
        int wide = term_columns(row[c]), width = table->width[c];
        if (!width) continue;
        if (c == last && wide < width) width = wide; /* no blanks at the end of a line */
        if (c == COL_STATE && state != STYLE_PLAIN) term_style(t, state);
        if (c == COL_LOOK && look != STYLE_PLAIN) term_style(t, look);
        if (columns[c].right) term_cell_right(t, row[c], width);
        else term_cell(t, row[c], width);
        if ((c == COL_STATE && state != STYLE_PLAIN) || (c == COL_LOOK && look != STYLE_PLAIN)) term_style(t, STYLE_PLAIN);
        if (c < last) term_text(t, STR("  "));
    }
    buf_char(&t->out, '\n');
}

static void print_heading(struct term *t, const struct table *table)
{
    struct str row[COL_COUNT];
    for (int c = 0; c < COL_COUNT; c++) row[c] = str_of(columns[c].heading);
    term_style(t, STYLE_BOLD);
    print_cells(t, table, row, STYLE_PLAIN, STYLE_PLAIN);
    term_style(t, STYLE_PLAIN);
}

/* "   E11.42  93 %  Type 2 diabetes ...      "diabetic polyneuropathy" p1 assessment" */
static void print_code_line(struct term *t, const struct page *pages, uint32_t n, const struct queue_code *k)
{
    char text[16];
    (void)snprintf(text, sizeof text, "%3.0f %%", k->confidence * 100.0);
    term_text(t, STR("       "));
    term_style(t, STYLE_BOLD);
    term_cell(t, str_of(k->code), 9);
    term_style(t, STYLE_PLAIN);
    term_cell(t, str_of(text), 7);
    term_wrapped(t, str_of(k->title), 23, 23);
    if (k->evidence_count) {
        struct phi quote = evidence_text(pages, n, &k->evidence[0]);
        buf_str(&t->out, STR("\n                       "));
        term_style(t, STYLE_DIM);
        term_printf(t, "page %d, %s: ", k->evidence[0].page, k->evidence[0].section);
        term_text(t, STR("\""));
        term_wrapped(t, (struct str){quote.p, quote.n}, 40, 23);
        term_text(t, STR("\""));
        term_style(t, STYLE_PLAIN);
    }
    buf_char(&t->out, '\n');
}

static enum status print_codes(struct queue *q, struct term *t, struct arena *arena, const struct queue_chart *c)
{
    struct queue_code *codes;
    struct page *pages;
    uint32_t code_n, page_n, shown = 0;
    enum status st = ST_OK;
    TRY(queue_codes(q, c->id, false, arena, &codes, &code_n));
    TRY(queue_pages(q, c->id, arena, &pages, &page_n));
    for (uint32_t i = 0; i < code_n && shown < CODES_SHOWN; i++)
        if (codes[i].suggested) print_code_line(t, pages, page_n, &codes[i]), shown++;
    if (c->suggested > shown) term_printf(t, "       and %u more: chartcode queue show %lld\n", c->suggested - shown, (long long)c->id);
    if (!c->suggested && c->pages_read) term_text(t, STR("       no code is suggested")), buf_char(&t->out, '\n');
    buf_char(&t->out, '\n');
done:
    return st;
}

static enum status print_rows(struct queue *q, struct term *t, struct arena *arena, const struct queue_chart *list, uint32_t n, bool codes)
{
    struct table table = {0};
    struct arena *detail = arena_new(ARENA_BYTES);
    enum status st = ST_OK;
    if (!detail) return ST_NO_MEMORY;
    TRY(make_table(arena, list, n, t->width, &table));
    if (n) print_heading(t, &table);
    for (uint32_t i = 0; i < n; i++) {
        print_cells(t, &table, table.rows[i], state_style(list[i].state), STYLE_YELLOW);
        if (codes) TRY(print_codes(q, t, detail, &list[i]));
        arena_reset(detail);
        TRY(term_flush(t));
    }
done:
    arena_free(detail);
    return st;
}

enum status worklist_print(struct queue *q, const struct worklist_filter *filter)
{
    struct term t;
    struct queue_chart *list;
    uint32_t n, total;
    enum status st = ST_OK;
    struct arena *arena = arena_new(ARENA_BYTES);
    term_open(&t);
    if (!arena) TRY(ST_NO_MEMORY);
    TRY(queue_charts(q, filter->state, filter->batch, filter->most, arena, &list, &n, &total));
    TRY(print_rows(q, &t, arena, list, n, filter->codes));
    if (total > n) term_printf(&t, "and %u more; 'chartcode queue list --limit 0' shows all\n", total - n);
    if (total == 0) term_text(&t, STR("no charts")), buf_char(&t.out, '\n');
    TRY(term_flush(&t));
done:
    term_close(&t);
    arena_free(arena);
    return st;
}
