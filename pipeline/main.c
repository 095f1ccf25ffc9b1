/* The table of subcommands, nothing else. */
#include "cli.h"

#include "base/log.h"

#include <stdio.h>

#ifndef CHARTCODE_VERSION
#define CHARTCODE_VERSION "0.1.0"
#endif

static const struct command *const commands[] = {
    &command_run,   &command_watch, &command_queue,   &command_serve,   &command_user,    &command_audit,
    &command_stats, &command_learn, &command_export,  &command_read,    &command_suggest, &command_context,
    &command_codes, &command_check, &command_codeset, &command_lexicon, &command_train,   &command_coversheet,
    NULL,
};

static void print_usage(void)
{
    (void)printf("chartcode %s: from scanned charts to a coder's worklist\n\n", CHARTCODE_VERSION);
    for (const struct command *const *c = commands; *c; c++) (void)printf("  %-10s %s\n", (*c)->name, (*c)->summary);
    (void)printf("\n'chartcode COMMAND --help' tells more.\n");
}

static enum status run_command(struct config *config, int argc, char **argv)
{
    for (const struct command *const *c = commands; *c; c++)
        if (strcmp(argv[1], (*c)->name) == 0) return (*c)->run(config, argc - 1, argv + 1);
    return fail(ST_USAGE, "unknown command '%s'; 'chartcode help' lists them", argv[1]);
}

static int report(enum status st)
{
    if (st != ST_OK && error_message()[0]) {
        (void)fprintf(stderr, "chartcode: %s\n", error_message());
        if (status_hint(st)[0]) (void)fprintf(stderr, "  remedy: %s\n", status_hint(st));
    }
    return status_exit_code(st);
}

int main(int argc, char **argv)
{
    if (argc < 2 || strcmp(argv[1], "help") == 0 || strcmp(argv[1], "--help") == 0) return print_usage(), argc < 2 ? 2 : 0;
    if (strcmp(argv[1], "--version") == 0) return (void)printf("chartcode %s\n", CHARTCODE_VERSION), 0;
    struct config config;
    enum status st = config_open(&config, NULL);
    if (st == ST_OK) {
        st = run_command(&config, argc, argv);
        config_close(&config);
    }
    if (fflush(stdout) != 0 && st == ST_OK) st = fail_errno(ST_IO, "cannot write to standard output");
    return report(st);
}
