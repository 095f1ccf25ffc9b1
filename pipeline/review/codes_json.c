/* The codes of a chart: evidence, alternatives, what was decided. */
#include "chart.h"

#include "lexicon.h"

#include <stdio.h>

#define DOUBTFUL 0.8 /* words read with less are marked */
#define MAX_ALTERNATIVES 12

static json_t *names(const char **list, uint32_t n)
{
    json_t *out = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(out, json_string(list[i]));
    return out;
}

/* --- evidence --- */

static const struct page *page_of(const struct desk_chart *c, int number)
{
    return number >= 1 && (uint32_t)number <= c->page_count ? &c->read[number - 1] : NULL;
}

static uint32_t first_word_behind(const struct page *p, uint32_t start)
{
    uint32_t lo = 0, hi = p->word_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (p->words[mid].end <= start) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static json_t *doubtful_ranges(const struct page *p, uint32_t start, uint32_t end)
{
    json_t *list = json_array();
    for (uint32_t i = first_word_behind(p, start); i < p->word_count && p->words[i].start < end; i++) {
        const struct word *w = &p->words[i];
        if (w->confidence >= DOUBTFUL) continue;
        uint32_t from = w->start > start ? w->start - start : 0, to = (w->end < end ? w->end : end) - start;
        (void)json_array_append_new(list, json_pack("[i,i]", (int)from, (int)to));
    }
    return list;
}

static struct box around(struct box a, struct box b)
{
    int x = a.x < b.x ? a.x : b.x, y = a.y < b.y ? a.y : b.y;
    int right = a.x + a.w > b.x + b.w ? a.x + a.w : b.x + b.w, below = a.y + a.h > b.y + b.h ? a.y + a.h : b.y + b.h;
    return (struct box){x, y, right - x, below - y};
}

/* A box for each line that the words stand on; none where it is one line, whose box is that of the evidence. */
static json_t *line_boxes(const struct page *p, uint32_t start, uint32_t end)
{
    json_t *list = json_array();
    uint32_t i = first_word_behind(p, start);
    while (i < p->word_count && p->words[i].start < end) {
        uint32_t line = p->words[i].line;
        struct box box = p->words[i].box;
        for (i++; i < p->word_count && p->words[i].start < end && p->words[i].line == line; i++) box = around(box, p->words[i].box);
        (void)json_array_append_new(list, json_box(box));
    }
    if (json_array_size(list) < 2) (void)json_array_clear(list);
    return list;
}

static json_t *evidence_json(const struct desk_chart *c, const struct queue_evidence *e)
{
    const struct page *p = page_of(c, e->page);
    bool whole = p && e->start <= e->end && e->end <= p->text.n;
    json_t *o = json_pack("{s:i,s:i,s:i,s:s}", "page", e->page, "start", (int)e->start, "end", (int)e->end, "section", e->section);
    json_set(o, "box", json_box(e->box));
    json_set(o, "reading_confidence", json_share(e->reading_confidence));
    json_set(o, "text", whole ? json_stringn(p->text.p + e->start, e->end - e->start) : json_null());
    json_set(o, "lines", whole && e->box.w > 0 ? line_boxes(p, e->start, e->end) : json_array());
    json_set(o, "words", whole ? doubtful_ranges(p, e->start, e->end) : json_array());
    return o;
}

static json_t *evidence_list(const struct desk_chart *c, const struct queue_code *k)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < k->evidence_count; i++) (void)json_array_append_new(list, evidence_json(c, &k->evidence[i]));
    return list;
}

static json_t *lines(const char *text)
{
    struct str rest = str_of(text), line;
    json_t *list = json_array();
    while (rest.p && str_cut(&rest, '\n', &line))
        if (line.n) (void)json_array_append_new(list, json_stringn(line.p, line.n));
    return list;
}

/* --- alternatives --- */

static bool is_listed(const json_t *list, const char *code)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        struct str s = json_text(json_array_get(list, i), "code");
        if (str_eq(s, str_of(code))) return true;
    }
    return false;
}

static bool is_suggested(const struct desk_chart *c, const char *code)
{
    for (uint32_t i = 0; i < c->code_count; i++)
        if (c->codes[i].q.suggested && strcmp(c->codes[i].q.code, code) == 0) return true;
    return false;
}

/* Other candidates on the same words (desk.h), then the code's neighbours in the Tabular. */
static json_t *alternatives(const struct lexicon *lex, const struct desk_chart *c, const struct desk_code *k, uint32_t code)
{
    uint32_t near[SIBLINGS_MOST], n = code == LEXICON_NO_CODE ? 0 : code_siblings(lex, code, near);
    json_t *list = json_array();
    for (uint32_t i = 0; i < k->alternative_count && json_array_size(list) < MAX_ALTERNATIVES; i++) {
        const struct desk_alternative *a = &k->alternatives[i];
        (void)json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:o}", "system", a->system, "code", a->code, "title", a->title, "confidence", json_share(a->confidence)));
    }
    for (uint32_t i = 0; i < n && json_array_size(list) < MAX_ALTERNATIVES; i++) {
        const char *sibling = lex_cstr(lex, lex->codes[near[i]].code), *title = lex_cstr(lex, lex->codes[near[i]].title);
        if (is_listed(list, sibling) || is_suggested(c, sibling)) continue;
        (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s,s:n}", "system", k->q.system, "code", sibling, "title", title, "confidence"));
    }
    return list;
}

/* --- a code --- */

static json_t *decision_json(const struct desk_code *k)
{
    if (!k->q.action) return json_null();
    json_t *o = json_pack("{s:s,s:s,s:I}", "action", k->q.action, "by", k->q.who ? k->q.who : "", "at", (json_int_t)k->q.at);
    json_set(o, "new_system", json_name(k->new_system));
    json_set(o, "new_code", json_name(k->q.new_code));
    json_set(o, "new_title", k->q.new_code ? json_name(k->q.new_title) : json_null());
    json_set(o, "reason", json_phi(k->reason));
    return o;
}

static json_t *reasons_json(const struct desk_code *k)
{
    char text[512];
    json_t *list = json_array();
    if (k->phrase && *k->phrase) {
        (void)snprintf(text, sizeof text, "found by the phrase: %s", k->phrase);
        (void)json_array_append_new(list, json_string(text));
    }
    if (k->q.rule && *k->q.rule) (void)json_array_append_new(list, json_string(k->q.rule));
    return list;
}

static void set_claim(json_t *o, const struct desk_code *k)
{
    char poa[2] = {k->poa, '\0'};
    json_set(o, "position", k->position ? json_integer(k->position) : json_null());
    json_set(o, "admitting", json_boolean(k->admitting));
    json_set(o, "poa", json_name(poa));
    json_set(o, "modifiers", names(k->modifiers, k->modifier_count));
    json_set(o, "units", json_integer((json_int_t)k->units));
    json_set(o, "pointers", names(k->pointers, k->pointer_count));
}

static json_t *code_json(const struct lexicon *lex, const struct desk_chart *c, const struct desk_code *k)
{
    enum code_system system = code_system_of(str_of(k->q.system));
    uint32_t code = lex && system < SYSTEM_COUNT ? lexicon_code(lex, system, str_of(k->q.code)) : LEXICON_NO_CODE;
    json_t *o = json_pack("{s:s,s:s,s:s,s:s}", "key", k->key, "system", k->q.system, "code", k->q.code, "title", k->q.title ? k->q.title : "");
    json_set(o, "confidence", k->q.candidate ? json_share(k->q.confidence) : json_null());
    json_set(o, "suggested", json_boolean(k->q.suggested));
    json_set(o, "first_listed", json_boolean(k->q.first_listed));
    json_set(o, "section", json_string(k->section));
    json_set(o, "rank", json_integer((json_int_t)k->rank));
    json_set(o, "evidence", evidence_list(c, &k->q));
    json_set(o, "advice", lines(k->q.advice));
    json_set(o, "alternatives", alternatives(lex, c, k, code));
    json_set(o, "reasons", reasons_json(k));
    json_set(o, "decision", decision_json(k));
    set_claim(o, k);
    json_set(o, "poa_exempt", json_boolean(code != LEXICON_NO_CODE && lex->codes[code].flags & CODE_POA_EXEMPT));
    return o;
}

json_t *codes_json(const struct lexicon *lex, const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->code_count; i++) (void)json_array_append_new(list, code_json(lex, c, &c->codes[i]));
    return list;
}

json_t *withheld_json(const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->withheld_count; i++) {
        const struct queue_code *k = &c->withheld[i];
        json_t *o = json_pack("{s:s,s:s,s:s,s:s}", "system", k->system, "code", k->code, "title", k->title ? k->title : "", "reason", k->reason);
        json_set(o, "cue", json_name(k->cue));
        json_set(o, "rule", json_name(k->rule));
        json_set(o, "evidence", evidence_list(c, k));
        (void)json_array_append_new(list, o);
    }
    return list;
}

static const char *edited_code(const struct desk_chart *c, uint32_t at)
{
    const struct desk_code *k = &c->codes[c->edit_codes[at]];
    return k->q.new_code ? k->q.new_code : k->q.code;
}

json_t *edits_json(const struct desk_chart *c)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < c->edit_count; i++) {
        const struct edit *e = &c->edits[i];
        json_t *codes = json_array();
        if (e->first < c->edit_code_count) (void)json_array_append_new(codes, json_string(edited_code(c, e->first)));
        if (e->second < c->edit_code_count) (void)json_array_append_new(codes, json_string(edited_code(c, e->second)));
        (void)json_array_append_new(list, json_pack("{s:s,s:s,s:o,s:s%,s:s}", "severity", edit_severity_name(e->severity), "rule", e->rule, "codes",
                                                    codes, "why", e->why.p, e->why.n, "remedy", e->remedy));
    }
    return list;
}
