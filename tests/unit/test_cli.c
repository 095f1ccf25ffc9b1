/* cli: options and settings of the command line, dates, facts of the encounter. */
#include "support/unit.h"

#include "cli.h"
#include "page.h"

static struct config config;

static int open_config(void **state)
{
    (void)state;
    return config_open(&config, "/dev/null") != ST_OK;
}

static int close_config(void **state)
{
    (void)state;
    config_close(&config);
    return 0;
}

static const struct command self = {"try", "FILE...", "Tries", NULL};

struct taken {
    bool json;
    const char *name;
    int limit;
    int operands;
    char *argv[16];
};

/* Parses the words, parted by blanks, behind the command's name. */
static enum status parse(const char *words, struct taken *t)
{
    static char text[256];
    int argc = 1;
    *t = (struct taken){.limit = -1};
    const struct cli_option own[] = {{"json", CLI_FLAG, &t->json, NULL, "x"},
                                     {"name", CLI_TEXT, &t->name, "TEXT", "x"},
                                     {"limit", CLI_INT, &t->limit, "N", "x"},
                                     {NULL, CLI_FLAG, NULL, NULL, NULL}};
    (void)snprintf(text, sizeof text, "%s", words);
    t->argv[0] = (char *)(uintptr_t) "try";
    for (char *rest = text, *word; argc < 15 && (word = strtok_r(rest, " ", &rest));) t->argv[argc++] = word;
    return cli_parse(&config, &self, own, argc, t->argv, &t->operands);
}

static void options_in_both_forms(void **state)
{
    (void)state;
    struct taken t;
    assert_ok(parse("a --json --name x b --limit=12 c", &t));
    assert_true(t.json);
    assert_string_equal(t.name, "x");
    assert_int_equal(t.limit, 12);
    assert_int_equal(t.operands, 3);
    assert_string_equal(t.argv[1], "a");
    assert_string_equal(t.argv[3], "c");
}

static void settings_are_options_of_every_command(void **state)
{
    (void)state;
    struct taken t;
    assert_ok(parse("--max-pages 7 --encounter=inpatient", &t));
    assert_int_equal(config.max_pages, 7);
    assert_string_equal(config.encounter, "inpatient");
    assert_int_equal(t.operands, 0);
}

static void two_dashes_end_options(void **state)
{
    (void)state;
    struct taken t;
    assert_ok(parse("-- --json -", &t));
    assert_false(t.json);
    assert_int_equal(t.operands, 2);
    assert_string_equal(t.argv[1], "--json");
    assert_ok(parse("-", &t)); /* standard input is an operand */
    assert_int_equal(t.operands, 1);
}

static void faults_of_the_command_line(void **state)
{
    (void)state;
    static const struct {
        const char *words, *message;
    } cases[] = {
        {"--colour red", "unknown option '--colour'; see 'chartcode try --help'"},
        {"-x", "unknown option '-x'"},
        {"--name", "--name needs a value"},
        {"--limit twelve", "--limit is 'twelve', must be a whole number"},
        {"--limit=-1", "must be a whole number"},
        {"--max-pages 0", "command line: 'max-pages' is '0', must be a whole number from 1 to 100000"},
        {"--max-pages", "--max-pages needs a value"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct taken t;
        assert_status(ST_USAGE, parse(cases[i].words, &t));
        assert_message(cases[i].message);
    }
}

static void dates_of_the_calendar(void **state)
{
    (void)state;
    int d = 5;
    assert_ok(cli_date("2024-02-29", &d));
    assert_ok(cli_date("2000-02-29", &d));
    assert_ok(cli_date("2026-11-23", &d));
    assert_int_equal(d, 20261123);
    const char *bad[] = {"",           "2026",     "2026-13-01", "2026-00-01", "2026-02-29",  "2100-02-29", "2026-04-31",
                         "2026-04-00", "26-04-01", "2026-4-1",   "2026/04/01", "2026-04-01x", "20x6-04-01", "2026-04-011"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        d = 5;
        assert_status(ST_USAGE, cli_date(bad[i], &d));
        assert_message("YYYY-MM-DD");
        assert_int_equal(d, 5);
    }
}

static void facts_of_the_encounter(void **state)
{
    (void)state;
    struct encounter e;
    const struct cli_encounter in = {.encounter = "emergency", .sex = "F", .date = "2026-01-02", .age_years = 44};
    assert_ok(cli_encounter_read(&config, &in, &e));
    assert_int_equal(e.type, ENCOUNTER_EMERGENCY);
    assert_int_equal(e.sex, SEX_FEMALE);
    assert_int_equal(e.age_years, 44);
    assert_int_equal(e.date_of_service, 20260102);
    assert_ok(cli_encounter_read(&config, &(struct cli_encounter){.age_years = -1}, &e));
    assert_int_equal(e.type, ENCOUNTER_OUTPATIENT); /* the setting's default */
    assert_int_equal(e.sex, SEX_UNKNOWN);
    assert_int_equal(e.age_years, -1);
}

static void encounter_faults(void **state)
{
    (void)state;
    static const struct {
        struct cli_encounter in;
        const char *message;
    } cases[] = {
        {{.encounter = "hotel", .age_years = -1}, "encounter 'hotel' must be outpatient, inpatient or emergency"},
        {{.sex = "female", .age_years = -1}, "--sex 'female' must be F, M or U"},
        {{.age_years = 131}, "--age is 131, must be 0 to 130 years"},
        {{.date = "tomorrow", .age_years = -1}, "date 'tomorrow'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct encounter e = {.age_years = 3};
        assert_status(ST_USAGE, cli_encounter_read(&config, &cases[i].in, &e));
        assert_message(cases[i].message);
        assert_int_equal(e.age_years, 3);
    }
}

static int ran;

static enum status run_verb(struct config *c, int argc, char **argv)
{
    (void)c;
    ran = argc;
    assert_string_equal(argv[0], "go");
    return ST_OK;
}

static void verbs_are_dispatched(void **state)
{
    (void)state;
    static const struct command verbs[] = {{"go", "", "goes", run_verb}, {NULL, NULL, NULL, NULL}};
    char *good[] = {(char *)(uintptr_t) "try", (char *)(uintptr_t) "go", (char *)(uintptr_t) "x", NULL};
    char *bad[] = {(char *)(uintptr_t) "try", (char *)(uintptr_t) "fly", NULL};
    assert_ok(cli_dispatch(&config, &self, verbs, 3, good));
    assert_int_equal(ran, 2);
    assert_status(ST_USAGE, cli_dispatch(&config, &self, verbs, 2, bad));
    assert_message("unknown verb 'fly'");
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, open_config, close_config)
    const struct CMUnitTest tests[] = {
        CASE(options_in_both_forms),  CASE(settings_are_options_of_every_command),
        CASE(two_dashes_end_options), CASE(faults_of_the_command_line),
        CASE(dates_of_the_calendar),  CASE(facts_of_the_encounter),
        CASE(encounter_faults),       CASE(verbs_are_dispatched),
    };
    return cmocka_run_group_tests_name("cli", tests, NULL, NULL);
}
