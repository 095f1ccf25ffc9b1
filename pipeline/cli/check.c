/* chartcode check: edits on a set of codes, the first one first-listed. */
#include "cli.h"
#include "edits.h"
#include "page.h"
#include "release.h"

#include <jansson.h>
#include <stdio.h>

#define ARENA_BYTES ((size_t)64 << 20)

static void print_line(const struct edit *e, char **codes)
{
    (void)printf("%s\t%s%s%s\t%s: %.*s\t%s\n", edit_severity_name(e->severity), codes[e->first], e->second == EDIT_NO_CODE ? "" : " ",
                 e->second == EDIT_NO_CODE ? "" : codes[e->second], e->rule, STR_ARG(e->why), e->remedy);
}

static json_t *json_edit(const struct edit *e, char **codes)
{
    json_t *list = json_array();
    (void)json_array_append_new(list, json_string(codes[e->first]));
    if (e->second != EDIT_NO_CODE) (void)json_array_append_new(list, json_string(codes[e->second]));
    return json_pack("{s:s,s:o,s:s,s:s%,s:s}", "severity", edit_severity_name(e->severity), "codes", list, "rule", e->rule, "why", e->why.p, e->why.n,
                     "remedy", e->remedy);
}

static enum status print_json(const struct edit *edits, uint32_t n, char **codes)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, json_edit(&edits[i], codes));
    bool good = json_dumpf(list, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(list);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

static enum status check(struct arena *arena, const struct lexicon *lex, const struct encounter *e, bool json, int n, char **codes)
{
    struct str *typed = ARENA_ARRAY(arena, struct str, (size_t)n);
    struct edit *edits;
    uint32_t count, hard = 0;
    enum status st = ST_OK;
    if (!typed) return fail(ST_NO_MEMORY, "out of memory");
    for (int i = 0; i < n; i++) {
        typed[i] = str_of(codes[i]);
        if (typed[i].n == 0 || typed[i].n > 32 || utf8_valid_length(typed[i]) < typed[i].n) TRY(fail(ST_USAGE, "argument %d is no code", i + 1));
    }
    TRY(edits_check(lex, arena, typed, (uint32_t)n, e, &edits, &count));
    for (uint32_t i = 0; i < count; i++) hard += edits[i].severity == EDIT_HARD;
    if (json) TRY(print_json(edits, count, codes));
    for (uint32_t i = 0; !json && i < count; i++) print_line(&edits[i], codes);
    if (hard) st = fail(ST_HARD_EDIT, "%u hard edit%s", hard, hard == 1 ? "" : "s");
done:
    return st;
}

static enum status run_check(struct config *config, int argc, char **argv)
{
    struct cli_encounter in = {.age_years = -1};
    struct encounter e;
    bool json = false;
    const struct cli_option options[] = {CLI_ENCOUNTER_OPTIONS(&in),
                                         {"json", CLI_FLAG, &json, NULL, "one array of {severity, codes, rule, why, remedy}"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct arena *arena = NULL;
    struct lexicon *lex = NULL;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_check, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'check' needs a code"));
    TRY(cli_encounter_read(config, &in, &e));
    if (!(arena = arena_new(ARENA_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(release_open(config, e.date_of_service, &lex));
    TRY(check(arena, lex, &e, json, n, argv + 1));
done:
    lexicon_close(lex);
    arena_free(arena);
    return st;
}

const struct command command_check = {"check", "[--date D] [--age YEARS] [--sex F|M|U] [--encounter TYPE] [--json] CODE...",
                                      "Edits on a set of codes, the first one first-listed; exit status 1 if any is hard", run_check};
