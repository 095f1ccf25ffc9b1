/* chartcode codes: show a code as the book does; search as coders type. */
#include "codes_cli.h"
#include "search.h"
#include "show.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>

#define MAX_LIMIT 1000

static enum status show(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codes show", "[--date YYYY-MM-DD] [--json] CODE...", "Prints codes as the book does", NULL};
    const char *date_text = NULL;
    bool json = false;
    const struct cli_option options[] = {{"date", CLI_TEXT, &date_text, "YYYY-MM-DD", "date of service; picks the release in force"},
                                         {"json", CLI_FLAG, &json, NULL, "one JSON object a code"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct codes_session s = {0};
    enum status st = ST_OK;
    int n, date = 0;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'codes show' needs a code"));
    if (date_text) TRY(cli_date(date_text, &date));
    TRY(codes_open(&s, config, date));
    for (int i = 1; i <= n; i++) {
        uint32_t code;
        TRY(codes_find(s.lex, argv[i], &code));
        TRY(json ? show_json(s.lex, s.arena, code) : show_text(s.lex, s.arena, code));
        arena_reset(s.arena);
    }
done:
    codes_close(&s);
    return st;
}

static json_t *json_hit(const struct lexicon *lex, const struct search_hit *h)
{
    const struct lex_code *c = &lex->codes[h->code];
    json_t *o = json_pack("{s:s,s:s,s:s}", "system", code_system_name((enum code_system)c->system), "code", lex_cstr(lex, c->code), "title",
                          lex_cstr(lex, c->title));
    (void)json_object_set_new(o, "score", json_real(round((double)h->score * 10000.0) / 10000.0));
    if (h->entry != UINT32_MAX) {
        (void)json_object_set_new(o, "matched", json_string(lex_cstr(lex, lex->entries[h->entry].text)));
        (void)json_object_set_new(o, "source", json_string(entry_source_name((enum entry_source)lex->entries[h->entry].source)));
    }
    return o;
}

static enum status print_json(const struct lexicon *lex, const struct search_hit *hits, uint32_t n)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, json_hit(lex, &hits[i]));
    bool good = json_dumpf(list, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(list);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

static void print_hits(const struct lexicon *lex, const struct search_hit *hits, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        const struct lex_code *c = &lex->codes[hits[i].code];
        (void)printf("%-10s %-10s %s\n", lex_cstr(lex, c->code), code_system_name((enum code_system)c->system), lex_cstr(lex, c->title));
    }
    if (n == 0) (void)printf("nothing found\n");
}

static enum status search(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codes search", "[--json] [--system S] [--limit N] [--date YYYY-MM-DD] TEXT",
                                        "Finds codes as coders type: short forms, misspellings, any word order", NULL};
    const char *system_name = NULL, *date_text = NULL;
    bool json = false;
    int limit = 10, n, date = 0;
    const struct cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "one array of {system, code, title, score, matched, source}"},
                                         {"system", CLI_TEXT, &system_name, "S", "ICD-10-CM, CPT, HCPCS or ICD-10-PCS alone"},
                                         {"limit", CLI_INT, &limit, "N", "at most so many [10]"},
                                         {"date", CLI_TEXT, &date_text, "YYYY-MM-DD", "date of service; picks the release in force"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct codes_session s = {0};
    struct search_hit *hits;
    struct str text;
    uint32_t count;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    enum code_system system = system_name ? code_system_of(str_of(system_name)) : SYSTEM_COUNT;
    if (system_name && system == SYSTEM_COUNT) TRY(fail(ST_USAGE, "--system '%s' must be ICD-10-CM, CPT, HCPCS or ICD-10-PCS", system_name));
    if (limit < 1 || limit > MAX_LIMIT) TRY(fail(ST_USAGE, "--limit is %d, must be 1 to %d", limit, MAX_LIMIT));
    if (n == 0) TRY(fail(ST_USAGE, "'codes search' needs a text"));
    if (date_text) TRY(cli_date(date_text, &date));
    TRY(codes_open(&s, config, date));
    TRY(codes_join(s.arena, n, argv, &text));
    TRY(search_codes(s.lex, s.arena, text, system, (uint32_t)limit, &hits, &count));
    if (json) TRY(print_json(s.lex, hits, count));
    else print_hits(s.lex, hits, count);
done:
    codes_close(&s);
    return st;
}

static enum status run_codes(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {{"show", "[--date D] [--json] CODE...", "prints codes as the book does", show},
                                           {"browse", "[--index] [CODE|TERM]", "walks the book and its Index", codes_browse},
                                           {"search", "[--json] [--system S] [--limit N] TEXT", "finds codes as coders type", search},
                                           {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_codes, verbs, argc, argv);
}

const struct command command_codes = {"codes", "show|browse|search", "Shows and finds codes", run_codes};
