#include "cli.h"

#include "page.h"

#include <stdio.h>
#include <stdlib.h>

static void print_options(const struct cli_option *own)
{
    for (; own && own->name; own++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s%s%s", own->name, own->argument ? " " : "", own->argument ? own->argument : "");
        (void)printf("  %-28s %s\n", left, own->help);
    }
}

static void print_settings(void)
{
    (void)printf("\nSettings (also in the configuration file):\n");
    for (const struct config_row *row = config_rows; row->key; row++) {
        char left[64];
        (void)snprintf(left, sizeof left, "--%s %s", row->key, row->is_int ? "N" : "TEXT");
        (void)printf("  %-28s %s [%s]\n", left, row->help, row->default_text);
    }
}

static void print_help(const struct command *self, const struct cli_option *own)
{
    (void)printf("usage: chartcode %s %s\n\n%s\n\n", self->name, self->arguments, self->summary);
    print_options(own);
    print_settings();
}

static const struct cli_option *find_option(const struct cli_option *own, struct str name)
{
    for (; own && own->name; own++)
        if (str_eq(name, str_of(own->name))) return own;
    return NULL;
}

static const struct config_row *find_setting(struct str name)
{
    for (const struct config_row *row = config_rows; row->key; row++)
        if (str_eq(name, str_of(row->key))) return row;
    return NULL;
}

static enum status set_option(const struct cli_option *o, const char *value)
{
    long v;
    switch (o->kind) {
    case CLI_FLAG: *(bool *)o->value = true; return ST_OK;
    case CLI_TEXT: *(const char **)o->value = value; return ST_OK;
    case CLI_INT:
        if (!str_to_long(str_of(value), 0, 1000000000, &v)) return fail(ST_USAGE, "--%s is '%s', must be a whole number", o->name, value);
        *(int *)o->value = (int)v;
        return ST_OK;
    }
    return ST_OK;
}

/* One "--name[=value]"; *at is moved past a value of its own. */
static enum status take_option(struct config *config, const struct command *self, const struct cli_option *own, int argc, char **argv, int *at)
{
    struct str rest = str_of(argv[*at] + 2), name;
    (void)str_cut(&rest, '=', &name);
    const struct cli_option *o = find_option(own, name);
    if (!o && !find_setting(name)) return fail(ST_USAGE, "unknown option '--%.*s'; see 'chartcode %s --help'", STR_ARG(name), self->name);
    if (o && o->kind == CLI_FLAG) return set_option(o, NULL);
    const char *value = rest.p;
    if (!value) {
        if (*at + 1 >= argc) return fail(ST_USAGE, "--%.*s needs a value", STR_ARG(name));
        value = argv[++*at];
    }
    if (o) return set_option(o, value);
    return config_set(config, name, str_of(value), "command line");
}

enum status cli_parse(struct config *config, const struct command *self, const struct cli_option *own, int argc, char **argv, int *ret_operands)
{
    int operands = 0;
    bool only_operands = false;
    for (int i = 1; i < argc; i++) {
        if (only_operands || argv[i][0] != '-' || argv[i][1] == '\0') {
            argv[++operands] = argv[i];
        } else if (strcmp(argv[i], "--") == 0) {
            only_operands = true;
        } else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help(self, own);
            exit(0);
        } else if (argv[i][1] != '-') {
            return fail(ST_USAGE, "unknown option '%s'; see 'chartcode %s --help'", argv[i], self->name);
        } else {
            enum status st = take_option(config, self, own, argc, argv, &i);
            if (st != ST_OK) return st;
        }
    }
    *ret_operands = operands;
    return ST_OK;
}

enum status cli_dispatch(struct config *config, const struct command *self, const struct command *table, int argc, char **argv)
{
    bool help = argc < 2 || strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0;
    for (const struct command *c = table; c->name; c++) {
        if (help) (void)printf("chartcode %s %s %s\n    %s\n", self->name, c->name, c->arguments, c->summary);
        else if (strcmp(argv[1], c->name) == 0) return c->run(config, argc - 1, argv + 1);
    }
    if (help && argc > 1) return ST_OK;
    if (argc < 2) return fail(ST_USAGE, "'%s' needs one of the verbs above", self->name);
    return fail(ST_USAGE, "unknown verb '%s'; see 'chartcode %s --help'", argv[1], self->name);
}

enum status cli_date(const char *text, int *ret_yyyymmdd)
{
    static const int month_days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int digits = 0, n = 0;
    for (const char *p = text; *p; p++) {
        bool dash = (p - text == 4 || p - text == 7) && *p == '-';
        if (dash) continue;
        if (*p < '0' || *p > '9' || ++n > 8) return fail(ST_USAGE, "date '%s' is not YYYY-MM-DD", text);
        digits = digits * 10 + (*p - '0');
    }
    int year = digits / 10000, month = digits / 100 % 100, day = digits % 100;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0), no_such_day = month == 2 && day == 29 && !leap;
    if (n != 8 || month < 1 || month > 12 || day < 1 || day > month_days[month - 1] || no_such_day)
        return fail(ST_USAGE, "date '%s' is not a day of the calendar (YYYY-MM-DD)", text);
    *ret_yyyymmdd = digits;
    return ST_OK;
}

static enum status encounter_type_of(const char *name, enum encounter_type *ret)
{
    static const char *names[] = {"outpatient", "inpatient", "emergency"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *ret = (enum encounter_type)i;
        return ST_OK;
    }
    return fail(ST_USAGE, "encounter '%s' must be outpatient, inpatient or emergency", name);
}

enum status cli_encounter_read(const struct config *config, const struct cli_encounter *in, struct encounter *ret)
{
    struct encounter e = {.age_years = in->age_years};
    enum status st = ST_OK;
    if (in->age_years > 130) return fail(ST_USAGE, "--age is %d, must be 0 to 130 years", in->age_years);
    TRY(encounter_type_of(in->encounter ? in->encounter : config->encounter, &e.type));
    if (in->date) TRY(cli_date(in->date, &e.date_of_service));
    if (in->sex && strcmp(in->sex, "F") == 0) e.sex = SEX_FEMALE;
    else if (in->sex && strcmp(in->sex, "M") == 0) e.sex = SEX_MALE;
    else if (in->sex && strcmp(in->sex, "U") != 0) st = fail(ST_USAGE, "--sex '%s' must be F, M or U", in->sex);
    if (st == ST_OK) *ret = e;
done:
    return st;
}
