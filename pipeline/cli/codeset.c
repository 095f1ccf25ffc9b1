/* chartcode codeset: dated releases of the official files in the workspace. */
#include "cli.h"
#include "release.h"

#include <stdio.h>
#include <stdlib.h>

#define LEXICON_NAME "lexicon.lex"

static void print_date(int date)
{
    (void)printf("%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
}

static enum status open_release(const struct config *config, int date, struct lexicon **ret)
{
    char *path = release_path(config, date, LEXICON_NAME);
    if (!path) return fail(ST_NO_MEMORY, "out of memory");
    enum status st = lexicon_open(path, ret);
    if (st == ST_NOT_FOUND)
        st = fail(st, "no release of %04d-%02d-%02d; 'chartcode codeset list' shows those at hand", date / 10000, date / 100 % 100, date % 100);
    free(path);
    return st;
}

static uint32_t billable_count(const struct lexicon *lex, enum code_system system)
{
    uint32_t n = 0;
    for (uint32_t i = lex->system_first[system]; i < lex->system_first[system + 1]; i++)
        n += (lex->codes[i].flags & LEX_CODE_BILLABLE) && !(lex->codes[i].flags & LEX_CODE_OWN);
    return n;
}

static enum status print_release(const struct config *config, int date)
{
    struct lexicon *lex = NULL;
    enum status st = open_release(config, date, &lex);
    print_date(date);
    if (st != ST_OK) {
        (void)printf("  unusable: %s\n", error_message());
        return ST_OK; /* one damaged release must not hide the others */
    }
    for (int s = 0; s < SYSTEM_COUNT; s++) {
        uint32_t n = billable_count(lex, (enum code_system)s);
        if (n) (void)printf("  %s %u", code_system_name((enum code_system)s), n);
    }
    (void)printf("\n");
    struct str sources = lex_str(lex, lex->header->sources), line;
    while (sources.n && str_cut(&sources, '\n', &line))
        if (line.n) (void)printf("    %.*s\n", STR_ARG(line));
    lexicon_close(lex);
    return ST_OK;
}

static enum status list(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codeset list", "", "Lists the releases in the workspace, newest first, with their billable codes and files", NULL};
    int dates[RELEASE_MAX], operands;
    uint32_t n = 0;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, NULL, argc, argv, &operands));
    TRY(release_list(config, dates, RELEASE_MAX, &n));
    for (uint32_t i = 0; i < n; i++) TRY(print_release(config, dates[i]));
    if (n == 0) (void)printf("no release in '%s'; the lexicon beside the program is used. Import with: chartcode codeset import FILE...\n", config->workspace);
done:
    return st;
}

static enum status import(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codeset import", "[--effective YYYY-MM-DD] FILE...",
                                        "Imports official files (plain, gz or zip) as a release, or adds them to the release of that day", NULL};
    const char *effective = NULL;
    const struct cli_option options[] = {{"effective", CLI_TEXT, &effective, "YYYY-MM-DD", "first day of the release; default: as the files say"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    int n, date = 0;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n == 0) TRY(fail(ST_USAGE, "'codeset import' needs a file"));
    if (effective) TRY(cli_date(effective, &date));
    TRY(release_import(config, n, argv + 1, date, &date));
    TRY(print_release(config, date));
done:
    return st;
}

static enum status remove_release(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codeset remove", "YYYY-MM-DD", "Removes a release from the workspace", NULL};
    enum status st = ST_OK;
    int n, date;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    if (n != 1) TRY(fail(ST_USAGE, "'codeset remove' needs the date of one release"));
    TRY(cli_date(argv[1], &date));
    TRY(release_remove(config, date));
done:
    return st;
}

/* --- diff --- */

struct diff_count {
    uint32_t added, removed, retitled, closed, opened;
};

static void print_change(const char *what, const struct lexicon *lex, uint32_t code)
{
    (void)printf("%-13s %-10s %s\n", what, lex_cstr(lex, lex->codes[code].code), lex_cstr(lex, lex->codes[code].title));
}

static bool is_official(const struct lexicon *lex, uint32_t code)
{
    return lex->codes[code].level == LEVEL_CODE && !(lex->codes[code].flags & LEX_CODE_OWN);
}

static void compare(const struct lexicon *old, const struct lexicon *new, uint32_t code, struct diff_count *n)
{
    const struct lex_code *a = &old->codes[code];
    uint32_t at = lexicon_code(new, (enum code_system)a->system, lex_str(old, a->code));
    if (at == LEXICON_NO_CODE || !is_official(new, at)) {
        print_change("deleted", old, code);
        n->removed++;
        return;
    }
    bool was = a->flags & LEX_CODE_BILLABLE, is = new->codes[at].flags & LEX_CODE_BILLABLE;
    if (was && !is) print_change("not billable", new, at), n->closed++;
    if (!was && is) print_change("now billable", new, at), n->opened++;
    if (!str_eq(lex_str(old, a->title), lex_str(new, new->codes[at].title))) {
        print_change("retitled", new, at);
        (void)printf("%-13s %-10s %s\n", "", "was", lex_cstr(old, a->title));
        n->retitled++;
    }
}

/* A code set that one of the two lacks altogether was not imported there: that is no change of codes. */
static void diff_system(const struct lexicon *old, const struct lexicon *new, enum code_system system, struct diff_count *n)
{
    if (billable_count(old, system) == 0 || billable_count(new, system) == 0) return;
    for (uint32_t i = old->system_first[system]; i < old->system_first[system + 1]; i++)
        if (is_official(old, i)) compare(old, new, i, n);
    for (uint32_t i = new->system_first[system]; i < new->system_first[system + 1]; i++) {
        if (!is_official(new, i)) continue;
        uint32_t at = lexicon_code(old, system, lex_str(new, new->codes[i].code));
        if (at != LEXICON_NO_CODE && is_official(old, at)) continue;
        print_change("added", new, i);
        n->added++;
    }
}

static enum status diff(struct config *config, int argc, char **argv)
{
    static const struct command self = {"codeset diff", "OLD NEW", "Lists the codes that changed between two releases (their dates)", NULL};
    struct lexicon *old = NULL, *new = NULL;
    struct diff_count count = {0};
    enum status st = ST_OK;
    int n, from, to;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    if (n != 2) TRY(fail(ST_USAGE, "'codeset diff' needs the dates of two releases"));
    TRY(cli_date(argv[1], &from));
    TRY(cli_date(argv[2], &to));
    TRY(open_release(config, from, &old));
    TRY(open_release(config, to, &new));
    for (int s = 0; s < SYSTEM_COUNT; s++) diff_system(old, new, (enum code_system)s, &count);
    (void)printf("%u added, %u deleted, %u retitled, %u no longer billable, %u now billable\n", count.added, count.removed, count.retitled, count.closed,
                 count.opened);
done:
    lexicon_close(old);
    lexicon_close(new);
    return st;
}

static enum status run_codeset(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {{"import", "[--effective D] FILE...", "imports official files as a dated release", import},
                                           {"list", "", "lists the releases", list},
                                           {"remove", "YYYY-MM-DD", "removes a release", remove_release},
                                           {"diff", "OLD NEW", "lists the codes that changed", diff},
                                           {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_codeset, verbs, argc, argv);
}

const struct command command_codeset = {"codeset", "import|list|remove|diff", "Imports and compares dated code sets", run_codeset};
