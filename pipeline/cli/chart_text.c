/* One chart as a coder at a terminal reads it. */
#include "worklist.h"

#include "term.h"

#define ARENA_BYTES ((size_t)1 << 30)
#define UNDER_SHOWN 8 /* candidates under the threshold, unless all are asked for */
#define WITHHELD_SHOWN 10
#define QUOTES_SHOWN 3 /* of each code */
#define INDENT 12

struct chart_view {
    struct queue_chart c;
    struct queue_code *codes, *withheld;
    struct queue_page_info *infos;
    struct page *pages;
    uint32_t code_n, withheld_n, info_n, page_n;
    struct term *t;
    bool all;
};

static void line_end(struct term *t)
{
    buf_char(&t->out, '\n');
}

static void spaces(struct term *t, int n)
{
    while (n-- > 0) buf_char(&t->out, ' ');
}

static void styled(struct term *t, enum term_style style, const char *text)
{
    term_style(t, style);
    term_text(t, str_of(text));
    term_style(t, STYLE_PLAIN);
}

static void print_patient(struct chart_view *v)
{
    struct term *t = v->t;
    char date[DATE_CHARS];
    const struct chart_facts *f = &v->c.facts;
    const struct encounter *e = &f->encounter;
    term_style(t, STYLE_BOLD);
    term_printf(t, "Chart %lld", (long long)v->c.id);
    if (f->name.n) term_text(t, STR("  ")), term_phi(t, f->name);
    term_style(t, STYLE_PLAIN);
    if (f->born) term_printf(t, "  born %s", date_text(f->born, date));
    if (e->age_years >= 0) term_printf(t, "  age %d", e->age_years);
    if (e->sex != SEX_UNKNOWN) term_printf(t, "  %s", e->sex == SEX_FEMALE ? "female" : "male");
    line_end(t);
    term_printf(t, "  %s", e->type == ENCOUNTER_INPATIENT ? "inpatient" : e->type == ENCOUNTER_EMERGENCY ? "emergency" : "outpatient");
    if (e->date_of_service) term_printf(t, "  service %s", date_text(e->date_of_service, date));
    if (f->mrn.n) term_text(t, STR("  MRN ")), term_phi(t, f->mrn);
    if (f->account.n) term_text(t, STR("  account ")), term_phi(t, f->account);
    line_end(t);
}

static void print_origin(struct chart_view *v)
{
    struct term *t = v->t;
    term_printf(t, "  %u page%s of ", v->c.pages, v->c.pages == 1 ? "" : "s");
    term_text(t, str_of(v->c.path ? v->c.path : ""));
    if (v->c.documents > 1) term_printf(t, " and %u more", v->c.documents - 1);
    term_printf(t, "  batch ");
    term_text(t, str_of(v->c.batch));
    term_printf(t, "  state %s", v->c.state);
    if (v->c.holder) term_printf(t, "  with %s", v->c.holder);
    line_end(t);
    if (v->c.error) spaces(t, 2), styled(t, STYLE_RED, v->c.error), line_end(t);
}

static void print_alarm(struct chart_view *v, const struct queue_page_info *p)
{
    struct term *t = v->t;
    if (!p->alarm) return;
    term_style(t, p->alarm_open ? STYLE_RED : STYLE_YELLOW);
    if (strcmp(p->alarm, "list") == 0) term_printf(t, "  page %d: the cover sheet disputes itself, or what was given for the file", p->ordinal);
    else term_printf(t, "  page %d: another patient's? Its %s do%s not fit this chart", p->ordinal, p->alarm, strchr(p->alarm, ',') ? "" : "es");
    if (p->alarm_open) term_printf(t, "; if it is right: chartcode queue acknowledge %lld %d", (long long)v->c.id, p->ordinal);
    else term_printf(t, " (acknowledged)");
    term_style(t, STYLE_PLAIN);
    line_end(t);
}

static void print_repeat(struct chart_view *v, const struct queue_page_info *p)
{
    struct term *t = v->t;
    if (!p->repeats_chart) return;
    term_style(t, STYLE_DIM);
    term_printf(t, "  page %d: seems to be the same sheet as page %d", p->ordinal, p->repeats_page);
    if (p->repeats_chart != v->c.id) term_printf(t, " of chart %lld", (long long)p->repeats_chart);
    term_style(t, STYLE_PLAIN);
    line_end(t);
}

/* Pages that a person must look at, each with the reason. */
static void print_page_problems(struct chart_view *v)
{
    struct term *t = v->t;
    for (uint32_t i = 0; i < v->info_n; i++) {
        const struct queue_page_info *p = &v->infos[i];
        bool failed = strcmp(p->state, "failed") == 0;
        print_alarm(v, p);
        print_repeat(v, p);
        if (!failed && !p->weak && !p->unread) continue;
        term_style(t, failed ? STYLE_RED : STYLE_YELLOW);
        term_printf(t, "  page %d: ", p->ordinal);
        if (failed) term_text(t, STR("not read: ")), term_wrapped(t, str_of(p->error ? p->error : ""), 22, 10);
        if (!failed && p->weak) term_printf(t, "read with a confidence of %.0f %%; check it on the scan", p->confidence * 100.0);
        if (!failed && p->weak && p->unread) term_text(t, STR("; "));
        if (!failed && p->unread) term_printf(t, "%u spot%s with ink that could not be read", p->unread, p->unread == 1 ? "" : "s");
        term_style(t, STYLE_PLAIN);
        line_end(t);
    }
}

static void print_quote(struct chart_view *v, const struct queue_evidence *e)
{
    struct term *t = v->t;
    struct phi quote = evidence_text(v->pages, v->page_n, e);
    char place[96];
    int n = snprintf(place, sizeof place, "page %d, %s: ", e->page, e->section);
    spaces(t, INDENT);
    styled(t, STYLE_DIM, place);
    term_text(t, STR("\""));
    term_wrapped(t, (struct str){quote.p, quote.n}, INDENT + n + 1, INDENT + 2);
    term_text(t, STR("\""));
    if (e->reading_confidence < 0.8) term_printf(t, " (read with %.0f %%)", e->reading_confidence * 100.0);
    line_end(t);
}

static void print_quotes(struct chart_view *v, const struct queue_code *k, uint32_t most)
{
    for (uint32_t i = 0; i < k->evidence_count && i < most; i++) print_quote(v, &k->evidence[i]);
    if (k->evidence_count > most) spaces(v->t, INDENT), term_printf(v->t, "and %u more\n", k->evidence_count - most);
}

static void print_advice(struct chart_view *v, const struct queue_code *k)
{
    struct str rest = str_of(k->advice ? k->advice : ""), line;
    while (str_cut(&rest, '\n', &line)) {
        if (!line.n) continue;
        spaces(v->t, INDENT);
        term_style(v->t, STYLE_YELLOW);
        term_text(v->t, STR("! "));
        term_wrapped(v->t, line, INDENT + 2, INDENT + 2);
        term_style(v->t, STYLE_PLAIN);
        line_end(v->t);
    }
}

static void print_decision(struct term *t, const struct queue_code *k)
{
    if (!k->action) return;
    spaces(t, INDENT);
    if (strcmp(k->action, "accept") == 0) styled(t, STYLE_GREEN, "accepted");
    else if (strcmp(k->action, "reject") == 0) styled(t, STYLE_RED, "rejected");
    else styled(t, STYLE_GREEN, "replaced by "), styled(t, STYLE_BOLD, k->new_code), term_text(t, STR(" ")), term_text(t, str_of(k->new_title));
    term_printf(t, " by %s\n", k->who);
}

static char mark_of(const struct queue_code *k)
{
    if (!k->action) return ' ';
    return strcmp(k->action, "reject") == 0 ? '-' : '+';
}

static void print_code(struct chart_view *v, const struct queue_code *k, uint32_t quotes)
{
    struct term *t = v->t;
    char text[16];
    term_printf(t, "%c ", mark_of(k));
    term_style(t, STYLE_BOLD);
    term_cell(t, str_of(k->code), INDENT - 2);
    term_style(t, STYLE_PLAIN);
    if (k->candidate) (void)snprintf(text, sizeof text, "%3.0f %%", k->confidence * 100.0);
    else (void)snprintf(text, sizeof text, "added");
    term_cell(t, str_of(text), 7);
    term_wrapped(t, str_of(k->title), INDENT + 7, INDENT + 7);
    if (k->first_listed && mark_of(k) != '-')
        styled(t, STYLE_DIM, v->c.facts.encounter.type == ENCOUNTER_INPATIENT ? "  [principal]" : "  [first-listed]");
    line_end(t);
    print_quotes(v, k, quotes);
    print_advice(v, k);
    print_decision(t, k);
}

static bool is_diagnosis(const struct queue_code *k)
{
    return strcmp(k->system, "ICD-10-CM") == 0;
}

/* Diagnoses first, the first-listed before the others, then procedures; each in order of rank. */
static void print_main_codes(struct chart_view *v, bool diagnoses, const char *heading)
{
    bool any = false;
    for (uint32_t i = 0; i < v->code_n; i++) {
        const struct queue_code *k = &v->codes[i];
        if (is_diagnosis(k) != diagnoses || !(k->suggested || k->action)) continue;
        if (!any) line_end(v->t), styled(v->t, STYLE_BOLD, heading), line_end(v->t);
        any = true;
        print_code(v, k, v->all ? UINT32_MAX : QUOTES_SHOWN);
    }
}

static void print_under(struct chart_view *v)
{
    uint32_t shown = 0, left = 0;
    for (uint32_t i = 0; i < v->code_n; i++) {
        const struct queue_code *k = &v->codes[i];
        if (k->suggested || k->action) continue;
        if (shown == 0) line_end(v->t), styled(v->t, STYLE_BOLD, "Less sure"), line_end(v->t);
        if (shown < UNDER_SHOWN || v->all) print_code(v, k, 1), shown++;
        else left++;
    }
    if (left) term_printf(v->t, "  and %u more: --all\n", left);
}

static void print_withheld(struct chart_view *v)
{
    struct term *t = v->t;
    if (v->withheld_n) line_end(t), styled(t, STYLE_BOLD, "Found but withheld"), line_end(t);
    for (uint32_t i = 0; i < v->withheld_n; i++) {
        const struct queue_code *k = &v->withheld[i];
        if (i == WITHHELD_SHOWN && !v->all) {
            term_printf(t, "  and %u more: --all\n", v->withheld_n - i);
            break;
        }
        term_text(t, STR("  "));
        term_cell(t, str_of(k->code), INDENT - 2);
        term_style(t, STYLE_YELLOW);
        term_text(t, str_of(k->reason));
        term_style(t, STYLE_PLAIN);
        if (k->cue && *k->cue) term_text(t, STR(" (\"")), term_text(t, str_of(k->cue)), term_text(t, STR("\")"));
        if (k->rule && *k->rule) term_text(t, STR(" ")), term_text(t, str_of(k->rule));
        term_text(t, STR("  "));
        term_wrapped(t, str_of(k->title), 50, INDENT);
        line_end(t);
        print_quotes(v, k, 1);
    }
}

/* The first code that waits for a decision gives the examples. */
static void print_next_step(struct chart_view *v)
{
    struct term *t = v->t;
    long long id = (long long)v->c.id;
    const char *code = NULL;
    line_end(t);
    for (uint32_t i = 0; i < v->code_n && !code; i++)
        if (v->codes[i].suggested && !v->codes[i].action) code = v->codes[i].code;
    if (strcmp(v->c.state, "finished") == 0) term_printf(t, "Finished. To open it again: chartcode queue undo %lld\n", id);
    else if (code) {
        term_printf(t, "To go on:  chartcode queue accept %lld %s      (or: reject %lld %s, replace %lld %s NEWCODE)\n", id, code, id, code, id,
                    code);
        term_printf(t, "           %u suggested code%s left, then: chartcode queue finish %lld\n", v->c.undecided, v->c.undecided == 1 ? "" : "s",
                    id);
    } else if (strcmp(v->c.state, "new") == 0 || strcmp(v->c.state, "reading") == 0) term_printf(t, "Not read yet. To read it: chartcode run\n");
    else term_printf(t, "To go on:  chartcode queue finish %lld      (or add a code first: chartcode queue accept %lld CODE)\n", id, id);
}

static enum status load(struct queue *q, struct arena *arena, int64_t chart, struct chart_view *v)
{
    enum status st = ST_OK;
    TRY(queue_chart(q, chart, arena, &v->c));
    TRY(queue_codes(q, chart, false, arena, &v->codes, &v->code_n));
    TRY(queue_codes(q, chart, true, arena, &v->withheld, &v->withheld_n));
    TRY(queue_page_list(q, chart, arena, &v->infos, &v->info_n));
    TRY(queue_pages(q, chart, arena, &v->pages, &v->page_n));
done:
    return st;
}

enum status chart_print(struct queue *q, int64_t chart, bool all)
{
    struct term t;
    struct chart_view v = {.t = &t, .all = all};
    enum status st = ST_OK;
    struct arena *arena = arena_new(ARENA_BYTES);
    term_open(&t);
    if (!arena) TRY(ST_NO_MEMORY);
    TRY(load(q, arena, chart, &v));
    print_patient(&v);
    print_origin(&v);
    print_page_problems(&v);
    print_main_codes(&v, true, "Diagnoses (first-listed first)");
    print_main_codes(&v, false, "Procedures, services, supplies");
    print_under(&v);
    print_withheld(&v);
    print_next_step(&v);
    TRY(term_flush(&t));
done:
    term_close(&t);
    arena_free(arena);
    return st;
}
