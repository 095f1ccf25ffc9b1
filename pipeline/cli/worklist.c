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

static const char *encounter_short(enum encounter_type t)
{
    return t == ENCOUNTER_INPATIENT ? "inpatient" : t == ENCOUNTER_EMERGENCY ? "emergency" : "outpatient";
}

static const char *file_name(const char *path)
{
    const char *slash = path ? strrchr(path, '/') : NULL;
    return slash ? slash + 1 : path ? path : "";
}

/* Widths of the columns of text: what they need, at most what the terminal has. */
struct widths {
    int name, mrn, file, problems;
};

static int most(int a, int b)
{
    return a > b ? a : b;
}

static struct widths measure(const struct term *t, const struct queue_chart *list, uint32_t n)
{
    struct widths w = {.name = 7, .mrn = 3, .file = 4, .problems = 0};
    char text[128];
    for (uint32_t i = 0; i < n; i++) {
        const struct chart_facts *f = &list[i].facts;
        problems(&list[i], text, sizeof text);
        w.name = most(w.name, term_columns((struct str){f->name.p, f->name.n}));
        w.mrn = most(w.mrn, term_columns((struct str){f->mrn.p, f->mrn.n}));
        w.file = most(w.file, term_columns(str_of(file_name(list[i].path))));
        w.problems = most(w.problems, term_columns(str_of(text)));
    }
    int fixed = 5 + 2 + 9 + 2 + 2 + 2 + 10 + 2 + 10 + 2 + 5 + 2 + 13 + 2; /* chart, state, service, encounter, pages, codes and the gaps */
    int over = t->width ? fixed + w.name + w.mrn + w.file + (w.problems ? w.problems + 2 : 0) - t->width : 0;
    for (; over > 0 && w.file > 12; over--) w.file--;
    for (; over > 0 && w.name > 10; over--) w.name--;
    for (; over > 0 && w.mrn > 8; over--) w.mrn--;
    for (; over > 0 && w.problems > 12; over--) w.problems--;
    return w;
}

static void print_heading(struct term *t, const struct widths *w)
{
    term_style(t, STYLE_BOLD);
    term_cell_right(t, STR("CHART"), 5), term_text(t, STR("  "));
    term_cell(t, STR("STATE"), 9), term_text(t, STR("  "));
    term_cell(t, STR("PATIENT"), w->name), term_text(t, STR("  "));
    term_cell(t, STR("MRN"), w->mrn), term_text(t, STR("  "));
    term_cell(t, STR("SERVICE"), 10), term_text(t, STR("  "));
    term_cell(t, STR("ENCOUNTER"), 10), term_text(t, STR("  "));
    term_cell_right(t, STR("PAGES"), 5), term_text(t, STR("  "));
    term_cell(t, STR("CODES"), 13), term_text(t, STR("  "));
    term_cell(t, STR("FILE"), w->file);
    if (w->problems) term_text(t, STR("  LOOK AT"));
    term_style(t, STYLE_PLAIN);
    buf_char(&t->out, '\n');
}

static void print_row(struct term *t, const struct widths *w, const struct queue_chart *c)
{
    char text[128];
    const struct chart_facts *f = &c->facts;
    (void)snprintf(text, sizeof text, "%lld", (long long)c->id);
    term_cell_right(t, str_of(text), 5), term_text(t, STR("  "));
    term_style(t, state_style(c->state));
    term_cell(t, strcmp(c->state, "in_review") == 0 ? STR("in review") : str_of(c->state), 9);
    term_style(t, STYLE_PLAIN), term_text(t, STR("  "));
    term_cell(t, (struct str){f->name.p, f->name.n}, w->name), term_text(t, STR("  "));
    term_cell(t, (struct str){f->mrn.p, f->mrn.n}, w->mrn), term_text(t, STR("  "));
    term_cell(t, str_of(date_text(f->encounter.date_of_service, text)), 10), term_text(t, STR("  "));
    term_cell(t, str_of(encounter_short(f->encounter.type)), 10), term_text(t, STR("  "));
    (void)snprintf(text, sizeof text, "%u", c->pages);
    term_cell_right(t, str_of(text), 5), term_text(t, STR("  "));
    to_do(c, text, sizeof text);
    term_cell(t, str_of(text), 13), term_text(t, STR("  "));
    problems(c, text, sizeof text);
    term_cell(t, str_of(file_name(c->path)), w->file);
    if (w->problems) term_text(t, STR("  ")), term_style(t, STYLE_YELLOW), term_cell(t, str_of(text), w->problems), term_style(t, STYLE_PLAIN);
    buf_char(&t->out, '\n');
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
    struct widths w = measure(t, list, n);
    enum status st = ST_OK;
    struct arena *detail = codes ? arena_new(ARENA_BYTES) : NULL;
    if (n) print_heading(t, &w);
    (void)arena;
    for (uint32_t i = 0; i < n; i++) {
        print_row(t, &w, &list[i]);
        if (codes && detail) {
            TRY(print_codes(q, t, detail, &list[i]));
            arena_reset(detail);
        }
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
