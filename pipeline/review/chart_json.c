/* A chart as the desk shows it. */
#include "chart.h"

#include "handlers.h"
#include "lexicon.h"
#include "read.h"

#include <stdio.h>

static json_t *count(uint32_t n)
{
    return json_integer((json_int_t)n);
}

/* --- pages --- */

static json_t *answer_json(const struct desk_unread *u)
{
    if (!u->action) return json_null();
    json_t *o = json_pack("{s:s,s:s,s:I}", "action", u->action, "by", u->by ? u->by : "", "at", (json_int_t)u->at);
    json_set(o, "text", json_phi(u->text));
    return o;
}

static json_t *unread_json(const struct desk_page *p)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < p->unread_count; i++) {
        const struct desk_unread *u = &p->unread[i];
        (void)json_array_append_new(list, json_pack("{s:s,s:o,s:s,s:o}", "id", u->id, "box", json_box(u->box), "reason",
                                                    unread_reason_name(u->reason), "answer", answer_json(u)));
    }
    return list;
}

static json_t *alarm_json(const struct desk_page *p)
{
    if (!p->alarm) return json_null();
    json_t *seen = json_null();
    if (p->alarm_by) seen = json_pack("{s:s,s:I,s:o}", "by", p->alarm_by, "at", (json_int_t)p->alarm_at, "reason", json_phi(p->alarm_reason));
    return json_pack("{s:s,s:o}", "what", p->alarm, "acknowledged", seen);
}

/* The page of another chart that was scanned again here. */
static json_t *repeats_json(const struct queue_page_info *p, int64_t chart)
{
    if (!p->repeats_chart || p->repeats_chart == chart) return json_null();
    return json_pack("{s:I,s:i}", "chart", (json_int_t)p->repeats_chart, "page", p->repeats_page);
}

static json_t *page_json(const struct desk_page *p, int64_t chart)
{
    json_t *o = json_object();
    json_set(o, "page", json_integer(p->info.ordinal));
    json_set(o, "state", json_string(p->info.state));
    json_set(o, "error", json_name(p->info.error));
    json_set(o, "media", json_string(p->info.media == MEDIA_TEXT ? "text" : "image"));
    json_set(o, "width", json_integer(p->width)), json_set(o, "height", json_integer(p->height));
    json_set(o, "rotation_deg", json_integer(p->rotation_deg));
    json_set(o, "confidence", json_share(p->info.confidence));
    json_set(o, "weak", json_boolean(p->info.weak)), json_set(o, "blank", json_boolean(p->info.blank));
    json_set(o, "kind", json_string(p->kind));
    json_set(o, "duplicate_of", p->duplicate_of ? json_integer(p->duplicate_of) : json_null());
    json_set(o, "repeats", repeats_json(&p->info, chart));
    json_set(o, "alarm", alarm_json(p));
    json_set(o, "unread", unread_json(p));
    return o;
}

static json_t *pages_json(const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->page_count; i++) (void)json_array_append_new(list, page_json(&c->pages[i], c->row.id));
    return list;
}

/* --- what people wrote --- */

static json_t *notes_json(const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->note_count; i++) {
        const struct desk_note *n = &c->notes[i];
        (void)json_array_append_new(
            list, json_pack("{s:I,s:o,s:s,s:I}", "id", (json_int_t)n->id, "text", json_phi(n->text), "by", n->by, "at", (json_int_t)n->at));
    }
    return list;
}

static json_t *queries_json(const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->query_count; i++) {
        const struct desk_query *q = &c->queries[i];
        json_t *o = json_pack("{s:I,s:s,s:I,s:s}", "id", (json_int_t)q->id, "by", q->by, "at", (json_int_t)q->at, "state", q->state);
        json_set(o, "template", json_name(q->template));
        json_set(o, "text", json_phi(q->text));
        json_set(o, "answer", json_phi(q->answer));
        (void)json_array_append_new(list, o);
    }
    return list;
}

/* --- the chart --- */

static json_t *patient_json(const struct chart_facts *f)
{
    const struct encounter *e = &f->encounter;
    json_t *o = json_object();
    json_set(o, "name", json_phi(f->name));
    json_set(o, "mrn", json_phi(f->mrn));
    json_set(o, "account", json_phi(f->account));
    json_set(o, "born", json_date(f->born));
    json_set(o, "sex", e->sex == SEX_UNKNOWN ? json_null() : json_string(e->sex == SEX_FEMALE ? "F" : "M"));
    json_set(o, "age_years", e->age_years < 0 ? json_null() : json_integer(e->age_years));
    return o;
}

static json_t *parked_json(const struct desk_row *r)
{
    if (!r->parked_by) return json_null();
    return json_pack("{s:o,s:s,s:I}", "reason", json_phi(r->parked), "by", r->parked_by, "at", (json_int_t)r->parked_at);
}

/* What the page may offer; the routes and the queue say it again when it is done. */
static json_t *may_json(const struct exchange *x, const struct desk_chart *c)
{
    json_t *list = json_array();
    bool manages = x->session.roles & ROLE_MANAGER, works = manages || x->session.roles & ROLE_CODER;
    bool open = strcmp(c->row.state, "ready") == 0 || strcmp(c->row.state, "in_review") == 0;
    bool free = c->mine || !c->row.holder;
    const char *const offered[] = {works && open && free ? "act" : NULL,
                                   works && open && free ? "finish" : NULL,
                                   works && open && free ? "park" : NULL,
                                   works && open && (free || manages) ? "hand_over" : NULL,
                                   c->row.holder && (c->mine || manages) ? "return" : NULL,
                                   works && c->row.parked_by ? "unpark" : NULL,
                                   works && strcmp(c->row.state, "finished") == 0 && (manages || c->undo) ? "undo" : NULL,
                                   manages && strcmp(c->row.state, "finished") == 0 ? "reopen" : NULL,
                                   manages ? "priority" : NULL};
    for (size_t i = 0; i < sizeof offered / sizeof offered[0]; i++)
        if (offered[i]) (void)json_array_append_new(list, json_string(offered[i]));
    return list;
}

static json_t *left_json(const struct desk_left *l)
{
    json_t *o = json_object();
    json_set(o, "undecided", count(l->undecided)), json_set(o, "unread", count(l->unread)), json_set(o, "alarms", count(l->alarms));
    json_set(o, "pages_failed", count(l->pages_failed)), json_set(o, "hard_edits", count(l->hard_edits));
    return o;
}

static json_t *whole(const struct exchange *x, const struct lexicon *lex, const struct desk_chart *c)
{
    json_t *o = json_object();
    json_set_row(o, &c->row);
    json_set(o, "made_by", json_name(c->made_by));
    json_set(o, "error", json_name(c->error));
    json_set(o, "codeset", json_date(lex->header->effective_date));
    json_set(o, "patient", patient_json(&c->row.facts));
    json_set(o, "accepted_at", json_time(c->row.accepted_at)), json_set(o, "finished_at", json_time(c->row.finished_at));
    json_set(o, "lease",
             json_pack("{s:o,s:o,s:b}", "holder", json_name(c->row.holder), "until", json_time(c->row.lease_until), "mine", (int)c->mine));
    json_set(o, "assigned", json_name(c->row.assigned));
    json_set(o, "parked", parked_json(&c->row));
    json_set(o, "may", may_json(x, c));
    json_set(o, "pages", pages_json(c));
    json_set(o, "codes", codes_json(lex, c));
    json_set(o, "withheld", withheld_json(c));
    json_set(o, "edits", edits_json(c));
    json_set(o, "notes", notes_json(c));
    json_set(o, "queries", queries_json(c));
    json_set(o, "left", left_json(&c->left));
    json_set(o, "undo", json_name(c->undo));
    json_set(o, "changes_by_others", json_boolean(c->changes_by_others));
    return o;
}

/* The date of service picks the code set, so the row is read before the chart. */
static enum status open_chart(struct exchange *x, int64_t chart, const struct lexicon **ret_lex, struct desk_chart *ret)
{
    struct queue_chart row;
    enum status st = ST_OK;
    TRY(queue_chart(x->queue, chart, x->arena, &row));
    TRY(exchange_lexicon(x, row.facts.encounter.date_of_service, ret_lex));
    TRY(desk_open(x->queue, *ret_lex, chart, x->arena, ret));
done:
    return st;
}

enum status chart_json(struct exchange *x, int64_t chart, json_t **ret)
{
    struct desk_chart c;
    const struct lexicon *lex;
    enum status st = ST_OK;
    TRY(open_chart(x, chart, &lex, &c));
    if (c.rematch) {
        TRY(chart_rematch(x, &c));
        TRY(open_chart(x, chart, &lex, &c));
    }
    *ret = whole(x, lex, &c);
    if (!*ret) st = fail(ST_NO_MEMORY, "out of memory");
done:
    return st;
}

enum status get_chart(struct exchange *x)
{
    int64_t chart;
    json_t *o;
    enum status st = ST_OK;
    TRY(exchange_number(x, "chart", &chart));
    TRY(chart_json(x, chart, &o));
    st = reply_json(x, 200, o);
    if (st == ST_OK) st = desk_saw(x->queue, chart, exchange_header(x, "X-Prefetch") ? "prefetch" : "view");
done:
    return st;
}

enum status reply_leased(struct exchange *x, int64_t chart)
{
    struct queue_chart row;
    json_t *detail = NULL;
    char message[ERROR_MAX];
    (void)snprintf(message, sizeof message, "%s", error_message());
    if (queue_chart(x->queue, chart, x->arena, &row) == ST_OK)
        detail = json_pack("{s:o,s:o}", "holder", json_name(row.holder), "until", json_time(row.lease_until));
    return reply_failure(x, FAILURE_LEASED, message, detail);
}
