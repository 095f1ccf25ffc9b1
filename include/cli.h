/* Subcommands and their options, as tables. One command, one file in pipeline/cli/; the table of all stands in main.c. */
#ifndef CC_CLI_H
#define CC_CLI_H

#include "base/config.h"

struct command {
    const char *name;
    const char *arguments; /* for the usage line: "[--json] FILE..." */
    const char *summary;
    /* argv[0] is the command's name. The result becomes the exit code; on failure error_message() is shown. */
    enum status (*run)(struct config *config, int argc, char **argv);
};

enum cli_kind { CLI_FLAG, CLI_TEXT, CLI_INT };

/* An option of one command alone. value: bool *, const char ** (lent from argv) or int *. A table ends with a NULL name. */
struct cli_option {
    const char *name; /* without the dashes */
    enum cli_kind kind;
    void *value;
    const char *argument; /* name of its argument for help, e.g. "DATE"; NULL for a flag */
    const char *help;
};

/* Takes --name value, --name=value and flags, the command's own and every setting of the configuration; "--" ends them.
 * The operands are moved to argv[1..*ret_operands]. --help prints the command's help and exits. */
enum status cli_parse(struct config *config, const struct command *self, const struct cli_option *own, int argc, char **argv,
                      int *ret_operands) MUST_CHECK;

/* Runs the entry of `table` (ends with a NULL name) that argv[1] names: for commands with verbs of their own. */
enum status cli_dispatch(struct config *config, const struct command *self, const struct command *table, int argc, char **argv) MUST_CHECK;

/* Encounter facts shared by suggest, run and check: --encounter, --age, --sex, --date. */
struct encounter;
struct cli_encounter {
    const char *encounter, *sex, *date;
    int age_years;
};
#define CLI_ENCOUNTER_OPTIONS(e)                                                                                                                     \
    {"age", CLI_INT, &(e)->age_years, "YEARS", "age of the patient at the encounter"}, {"sex", CLI_TEXT, &(e)->sex, "F|M|U", "sex of the patient"},  \
    {                                                                                                                                                \
        "date", CLI_TEXT, &(e)->date, "YYYY-MM-DD", "date of service"                                                                                \
    }
enum status cli_encounter_read(const struct config *config, const struct cli_encounter *in, struct encounter *ret) MUST_CHECK;
/* "YYYY-MM-DD" to yyyymmdd. */
enum status cli_date(const char *text, int *ret_yyyymmdd) MUST_CHECK;

extern const struct command command_read, command_suggest, command_context, command_lexicon, command_codes, command_codeset, command_check,
    command_run, command_queue, command_stats, command_learn, command_export, command_train, command_coversheet, command_watch, command_serve,
    command_user, command_audit;

#endif
