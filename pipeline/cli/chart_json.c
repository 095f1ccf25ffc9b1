/* Charts as JSON, with the field names of `chartcode suggest` where the two say the same. */
#include "worklist.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#define ARENA_BYTES ((size_t)1 << 30)

static json_t *text_or_null(const char *s)
{
    return s && *s ? json_string(s) : json_null();
}

static json_t *phi_or_null(struct phi s)
{
    return s.n ? json_stringn(s.p, s.n) : json_null();
}

static json_t *date_or_null(int date)
{
    char text[DATE_CHARS];
    return date ? json_string(date_text(date, text)) : json_null();
}

static json_t *rounded(double v)
{
    return json_real(round(v * 10000.0) / 10000.0);
}

static void set(json_t *o, const char *key, json_t *value)
{
    (void)json_object_set_new(o, key, value);
}

static void set_count(json_t *o, const char *key, uint32_t n)
{
    set(o, key, json_integer((json_int_t)n));
}

static json_t *chart_object(const struct queue_chart *c)
{
    static const char *const encounters[] = {"outpatient", "inpatient", "emergency"};
    const struct chart_facts *f = &c->facts;
    json_t *o = json_object();
    set(o, "chart", json_integer(c->id));
    set(o, "state", json_string(c->state));
    set(o, "batch", json_string(c->batch));
    set(o, "version", json_integer(c->version));
    set(o, "priority", json_integer(f->priority));
    set(o, "file", text_or_null(c->path));
    set(o, "name", phi_or_null(f->name));
    set(o, "mrn", phi_or_null(f->mrn));
    set(o, "account", phi_or_null(f->account));
    set(o, "born", date_or_null(f->born));
    set(o, "sex", f->encounter.sex == SEX_UNKNOWN ? json_null() : json_string(f->encounter.sex == SEX_FEMALE ? "F" : "M"));
    set(o, "age_years", f->encounter.age_years < 0 ? json_null() : json_integer(f->encounter.age_years));
    set(o, "date_of_service", date_or_null(f->encounter.date_of_service));
    set(o, "encounter", json_string(encounters[f->encounter.type]));
    set_count(o, "page_count", c->pages), set_count(o, "pages_read", c->pages_read), set_count(o, "pages_failed", c->pages_failed);
    set_count(o, "alarms", c->alarms);
    set_count(o, "pages_weak", c->pages_weak), set_count(o, "unread_count", c->unread);
    set_count(o, "suggested", c->suggested), set_count(o, "undecided", c->undecided), set_count(o, "confirmed", c->confirmed);
    set(o, "held_by", text_or_null(c->holder));
    set(o, "error", text_or_null(c->error));
    set(o, "made_by", text_or_null(c->made_by));
    return o;
}

static json_t *evidence_list(const struct page *pages, uint32_t n, const struct queue_code *k)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < k->evidence_count; i++) {
        const struct queue_evidence *e = &k->evidence[i];
        struct phi text = evidence_text(pages, n, e);
        json_t *o = json_object();
        set(o, "page", json_integer(e->page));
        set_count(o, "start", e->start), set_count(o, "end", e->end);
        set(o, "text", json_stringn(text.p, text.n));
        set(o, "section", json_string(e->section));
        set(o, "box", json_pack("[i,i,i,i]", e->box.x, e->box.y, e->box.w, e->box.h));
        set(o, "reading_confidence", rounded(e->reading_confidence));
        (void)json_array_append_new(list, o);
    }
    return list;
}

static json_t *advice_list(const char *advice)
{
    json_t *list = json_array();
    struct str rest = str_of(advice ? advice : ""), line;
    while (str_cut(&rest, '\n', &line))
        if (line.n) (void)json_array_append_new(list, json_stringn(line.p, line.n));
    return list;
}

static json_t *decision_object(const struct queue_code *k)
{
    if (!k->action) return json_null();
    json_t *o = json_object();
    set(o, "action", json_string(k->action));
    set(o, "by", json_string(k->who));
    set(o, "at_ms", json_integer(k->at));
    set(o, "new_code", text_or_null(k->new_code));
    return o;
}

static json_t *code_object(const struct page *pages, uint32_t n, const struct queue_code *k, uint32_t rank)
{
    json_t *o = json_object();
    if (!k->reason) set(o, "rank", json_integer((json_int_t)rank));
    set(o, "system", json_string(k->system));
    set(o, "code", json_string(k->code));
    set(o, "title", json_string(k->title));
    if (k->reason) {
        set(o, "reason", json_string(k->reason));
        set(o, "cue", text_or_null(k->cue));
        set(o, "rule", text_or_null(k->rule));
    } else {
        set(o, "confidence", k->candidate ? rounded(k->confidence) : json_null());
        set(o, "suggested", json_boolean(k->suggested));
        if (k->first_listed) set(o, "first_listed", json_true());
        set(o, "advice", advice_list(k->advice));
        set(o, "decision", decision_object(k));
    }
    set(o, "evidence", evidence_list(pages, n, k));
    return o;
}

static json_t *page_list(const struct queue_page_info *infos, uint32_t info_n, const struct page *pages, uint32_t page_n)
{
    static const char *const sheets[] = {NULL, "cover", "separator"};
    json_t *list = json_array();
    for (uint32_t i = 0; i < info_n; i++) {
        const struct queue_page_info *p = &infos[i];
        json_t *o = json_object(), *unread = json_array();
        set(o, "page", json_integer(p->ordinal));
        set(o, "file", json_string(p->path));
        set(o, "page_of_file", json_integer(p->number));
        set(o, "state", json_string(p->state));
        set(o, "error", text_or_null(p->error));
        set(o, "confidence", rounded(p->confidence));
        set(o, "weak", json_boolean(p->weak));
        set(o, "sheet", text_or_null(sheets[p->sheet]));
        set(o, "alarm", text_or_null(p->alarm));
        set(o, "alarm_open", json_boolean(p->alarm_open));
        set(o, "repeats", p->repeats_chart ? json_pack("{s:I,s:i}", "chart", (json_int_t)p->repeats_chart, "page", p->repeats_page) : json_null());
        for (uint32_t u = 0; i < page_n && u < pages[i].unread_count; u++) {
            struct box b = pages[i].unread[u].box;
            (void)json_array_append_new(unread, json_pack("{s:[i,i,i,i]}", "box", b.x, b.y, b.w, b.h));
        }
        set(o, "unread", unread);
        (void)json_array_append_new(list, o);
    }
    return list;
}

static enum status print(json_t *o)
{
    bool ok = o && json_dumpf(o, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return ok ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

enum status worklist_print_json(struct queue *q, const struct worklist_filter *filter)
{
    struct queue_chart *list;
    uint32_t n, total;
    enum status st = ST_OK;
    json_t *array = NULL;
    struct arena *arena = arena_new(ARENA_BYTES);
    if (!arena) return ST_NO_MEMORY;
    TRY(queue_charts(q, filter->state, filter->batch, filter->most, arena, &list, &n, &total));
    array = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(array, chart_object(&list[i]));
    st = print(array);
done:
    arena_free(arena);
    return st;
}

static enum status add_codes(struct queue *q, struct arena *arena, int64_t chart, bool withheld, const struct page *pages, uint32_t page_n, json_t *o)
{
    struct queue_code *codes;
    uint32_t n;
    enum status st = queue_codes(q, chart, withheld, arena, &codes, &n);
    if (st != ST_OK) return st;
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, code_object(pages, page_n, &codes[i], i + 1));
    set(o, withheld ? "withheld" : "suggestions", list);
    return ST_OK;
}

enum status chart_print_json(struct queue *q, int64_t chart)
{
    struct queue_chart c;
    struct queue_page_info *infos;
    struct page *pages;
    uint32_t info_n, page_n;
    json_t *o = NULL;
    enum status st = ST_OK;
    struct arena *arena = arena_new(ARENA_BYTES);
    if (!arena) return ST_NO_MEMORY;
    TRY(queue_chart(q, chart, arena, &c));
    TRY(queue_page_list(q, chart, arena, &infos, &info_n));
    TRY(queue_pages(q, chart, arena, &pages, &page_n));
    o = chart_object(&c);
    set(o, "pages", page_list(infos, info_n, pages, page_n));
    TRY(add_codes(q, arena, chart, false, pages, page_n, o));
    TRY(add_codes(q, arena, chart, true, pages, page_n, o));
    st = print(json_incref(o));
done:
    json_decref(o);
    arena_free(arena);
    return st;
}
