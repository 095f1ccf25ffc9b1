/* The encoder: search, a code as the book prints it, the Index, recent codes, templates of queries. */
#include "chart.h"
#include "handlers.h"

#include "index.h"
#include "search.h"
#include "show.h"

#define LIMIT_DEFAULT 20
#define LIMIT_MOST 200

static enum status query_number(const struct exchange *x, const char *name, long lo, long hi, long *io)
{
    struct str s = target_query(&x->target, name);
    if (!s.n || str_to_long(s, lo, hi, io)) return ST_OK;
    return fail(ST_USAGE, "'%s' must be a whole number from %ld to %ld", name, lo, hi);
}

/* "YYYY-MM-DD" of the query; 0: not given. */
static enum status query_date(const struct exchange *x, int *ret)
{
    struct str rest = target_query(&x->target, "date"), year, month, day;
    long y, m, d;
    *ret = 0;
    if (!rest.n) return ST_OK;
    if (!str_cut(&rest, '-', &year) || !str_cut(&rest, '-', &month) || !str_cut(&rest, '-', &day) || rest.p || !str_to_long(year, 1900, 2200, &y) ||
        !str_to_long(month, 1, 12, &m) || !str_to_long(day, 1, 31, &d))
        return fail(ST_USAGE, "'date' must be YYYY-MM-DD");
    *ret = (int)(y * 10000 + m * 100 + d);
    return ST_OK;
}

static enum status open_lexicon(struct exchange *x, const struct lexicon **ret)
{
    int date;
    enum status st = query_date(x, &date);
    return st == ST_OK ? exchange_lexicon(x, date, ret) : st;
}

static json_t *hit_json(const struct lexicon *lex, const struct search_hit *h)
{
    const struct lex_code *c = &lex->codes[h->code];
    json_t *o = json_pack("{s:s,s:s,s:s,s:b}", "system", code_system_name((enum code_system)c->system), "code", lex_cstr(lex, c->code), "title",
                          lex_cstr(lex, c->title), "billable", (int)((c->flags & LEX_CODE_BILLABLE) != 0));
    json_set(o, "score", json_share((double)h->score));
    json_set(o, "matched", h->entry == UINT32_MAX ? json_null() : json_string(lex_cstr(lex, lex->entries[h->entry].text)));
    return o;
}

enum status get_search(struct exchange *x)
{
    struct str text = target_query(&x->target, "q"), name = target_query(&x->target, "system");
    enum code_system system = name.n ? code_system_of(name) : SYSTEM_COUNT;
    const struct lexicon *lex;
    struct search_hit *hits;
    uint32_t n;
    long limit = LIMIT_DEFAULT;
    enum status st = ST_OK;
    if (!text.n) return reply_json(x, 200, json_array());
    if (text.n > SEARCH_MAX_QUERY_BYTES) return fail(ST_USAGE, "'q' is over %d bytes", SEARCH_MAX_QUERY_BYTES);
    if (name.n && system == SYSTEM_COUNT) return fail(ST_USAGE, "'system' must be ICD-10-CM, CPT, HCPCS or ICD-10-PCS");
    TRY(query_number(x, "limit", 1, LIMIT_MOST, &limit));
    TRY(open_lexicon(x, &lex));
    TRY(search_codes(lex, x->arena, text, system, (uint32_t)limit, &hits, &n));
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, hit_json(lex, &hits[i]));
    st = reply_json(x, 200, list);
done:
    return st;
}

/* Chapters and blocks go by their names, which are no codes. */
static uint32_t find_code(const struct lexicon *lex, struct str text)
{
    uint32_t code = lexicon_code_any(lex, text);
    for (uint32_t i = 0; code == LEXICON_NO_CODE && i < lex->code_count; i++)
        if (lex->codes[i].level != LEVEL_CODE && str_eq_nocase(lex_str(lex, lex->codes[i].code), text)) code = i;
    return code;
}

enum status get_code(struct exchange *x)
{
    const struct lexicon *lex;
    json_t *o;
    enum status st = ST_OK;
    TRY(open_lexicon(x, &lex));
    uint32_t code = find_code(lex, exchange_param(x, "code"));
    if (code == LEXICON_NO_CODE) TRY(fail(ST_NOT_FOUND, "this is no code of the code sets in force"));
    TRY(show_object(lex, x->arena, code, &o));
    st = reply_json(x, 200, o);
done:
    return st;
}

enum status get_index(struct exchange *x)
{
    struct str term = target_query(&x->target, "term");
    const struct lexicon *lex;
    enum status st = ST_OK;
    if (!term.n || term.n >= INDEX_MAX_TEXT) return fail(ST_USAGE, "'term' must name a term of the Index, or how it begins");
    TRY(open_lexicon(x, &lex));
    if (lex->index_count == 0) TRY(fail(ST_NOT_FOUND, "no Alphabetic Index is imported"));
    st = reply_json(x, 200, show_index(lex, term));
done:
    return st;
}

enum status get_recent(struct exchange *x)
{
    struct desk_alternative *codes;
    uint32_t n;
    long limit = LIMIT_DEFAULT;
    enum status st = ST_OK;
    TRY(query_number(x, "limit", 1, 100, &limit));
    TRY(desk_recent(x->queue, (uint32_t)limit, x->arena, &codes, &n));
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "system", codes[i].system, "code", codes[i].code, "title", codes[i].title));
    st = reply_json(x, 200, list);
done:
    return st;
}

enum status get_templates(struct exchange *x)
{
    struct desk_template *t;
    uint32_t n;
    enum status st = desk_templates(x->arena, &t, &n);
    if (st != ST_OK) return st;
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++)
        (void)json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "id", t[i].id, "title", t[i].title, "text", t[i].text));
    return reply_json(x, 200, list);
}
