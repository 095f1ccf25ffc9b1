#include "show.h"

#include "index.h"

#define MAX_BEGINS 60

static json_t *json_line(const struct lexicon *lex, uint32_t line)
{
    const struct lex_index *x = &lex->index[line];
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:b}", "term", lex_cstr(lex, x->term), "code", lex_cstr(lex, x->code), "manifestation",
                     lex_cstr(lex, x->manifestation), "see", lex_cstr(lex, x->see), "see_also", lex_cstr(lex, x->see_also), "more",
                     (int)(index_first(lex, line) != INDEX_NONE));
}

static json_t *json_node(const struct lexicon *lex, uint32_t line)
{
    uint32_t path[INDEX_MAX_DEPTH], n = index_path(lex, line, path);
    json_t *up = json_array(), *below = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(up, json_line(lex, path[i]));
    for (uint32_t k = index_first(lex, line); k != INDEX_NONE; k = index_next(lex, k)) (void)json_array_append_new(below, json_line(lex, k));
    return json_pack("{s:o,s:o}", "path", up, "below", below);
}

static json_t *json_begins(const struct lexicon *lex, struct str text)
{
    uint32_t lines[MAX_BEGINS], n = index_begins(lex, text, lines, MAX_BEGINS);
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, json_line(lex, lines[i]));
    return json_pack("{s:o}", "begins", list);
}

json_t *show_index(const struct lexicon *lex, struct str text)
{
    struct str rest = {"", 0};
    uint32_t line = index_find_typed(lex, text, &rest);
    if (line == INDEX_NONE) return json_begins(lex, text);
    json_t *o = json_node(lex, line);
    uint32_t to = index_follow(lex, line);
    (void)json_object_set_new(o, "rest", json_stringn(rest.p, rest.n));
    if (to != INDEX_NONE) (void)json_object_set_new(o, "followed", json_node(lex, to));
    return o;
}
