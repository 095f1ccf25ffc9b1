/* chartcode codeset: dated releases of the official files in the workspace. */
#include "codeset_cli.h"
#include "release.h"

#include <stdio.h>

static void print_date(int date)
{
    (void)printf("%04d-%02d-%02d", date / 10000, date / 100 % 100, date % 100);
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
    enum status st = codeset_open(config, date, &lex);
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
    static const struct command self = {"codeset list", "", "Lists the releases in the workspace, newest first, with their billable codes and files",
                                        NULL};
    int dates[RELEASE_MAX], operands;
    uint32_t n = 0;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, NULL, argc, argv, &operands));
    TRY(release_list(config, dates, RELEASE_MAX, &n));
    for (uint32_t i = 0; i < n; i++) TRY(print_release(config, dates[i]));
    if (n == 0)
        (void)printf("no release in '%s'; the lexicon beside the program is used. Import with: chartcode codeset import FILE...\n",
                     config->workspace);
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

static enum status run_codeset(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {
        {"import", "[--effective D] FILE...", "imports official files as a dated release", import},
        {"list", "", "lists the releases", list},
        {"remove", "YYYY-MM-DD", "removes a release", remove_release},
        {"diff", "[OLD NEW]", "lists the codes that changed, and the charts in the queue that they touch", codeset_diff},
        {"recheck", "[OLD NEW] [--finished]", "marks those charts for another look", codeset_recheck},
        {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_codeset, verbs, argc, argv);
}

const struct command command_codeset = {"codeset", "import|list|remove|diff|recheck", "Imports and compares dated code sets", run_codeset};
