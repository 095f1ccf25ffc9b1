#include "base/config.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>

#define CONFIG_FILE_BYTES ((size_t)1 << 20)

#define INT(field, key, def, lo, hi, help) {key, help, offsetof(struct config, field), true, lo, hi, #def},
#define TEXT(field, key, def, help) {key, help, offsetof(struct config, field), false, 0, 0, def},
const struct config_row config_rows[] = {CONFIG_LIST(INT, TEXT){NULL, NULL, 0, false, 0, 0, NULL}};
#undef INT
#undef TEXT

static int *int_field(struct config *c, const struct config_row *row)
{
    return (int *)(void *)((char *)c + row->offset);
}

static char **text_field(struct config *c, const struct config_row *row)
{
    return (char **)(void *)((char *)c + row->offset);
}

static enum status set_row(struct config *c, const struct config_row *row, struct str value, const char *origin)
{
    if (row->is_int) {
        long v;
        if (!str_to_long(value, row->lowest, row->highest, &v))
            return fail(ST_USAGE, "%s: '%s' is '%.*s', must be a whole number from %d to %d", origin, row->key, STR_ARG(value), row->lowest,
                        row->highest);
        *int_field(c, row) = (int)v;
        return ST_OK;
    }
    char *copy = strndup(value.p ? value.p : "", value.n);
    if (!copy) return fail(ST_NO_MEMORY, "out of memory");
    free(*text_field(c, row));
    *text_field(c, row) = copy;
    return ST_OK;
}

enum status config_set(struct config *c, struct str key, struct str value, const char *origin)
{
    for (const struct config_row *row = config_rows; row->key; row++)
        if (str_eq(key, str_of(row->key))) return set_row(c, row, value, origin);
    return fail(ST_USAGE, "%s: unknown setting '%.*s'", origin, STR_ARG(key));
}

static enum status set_line(struct config *c, struct str line, const char *origin)
{
    struct str key;
    line = str_trim(line);
    if (line.n == 0 || line.p[0] == '#') return ST_OK;
    (void)str_cut(&line, '=', &key);
    if (!line.p) return fail(ST_USAGE, "%s: expected 'key = value'", origin);
    return config_set(c, str_trim(key), str_trim(line), origin);
}

static enum status read_config_file(struct config *c, const char *path)
{
    char *bytes, origin[512];
    size_t n;
    enum status st = file_read(path, CONFIG_FILE_BYTES, &bytes, &n);
    if (st != ST_OK) return st;
    struct str rest = {bytes, n}, line;
    for (int number = 1; st == ST_OK && str_cut(&rest, '\n', &line); number++) {
        (void)snprintf(origin, sizeof origin, "%s:%d", path, number);
        st = set_line(c, line, origin);
    }
    free(bytes);
    return st;
}

static enum status read_environment(struct config *c)
{
    static const struct {
        const char *variable, *key;
    } pairs[] = {{"CHARTCODE_LEXICON", "lexicon"}, {"CHARTCODE_HOME", "workspace"}};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const char *value = getenv(pairs[i].variable);
        if (!value || !*value) continue;
        enum status st = config_set(c, str_of(pairs[i].key), str_of(value), pairs[i].variable);
        if (st != ST_OK) return st;
    }
    return ST_OK;
}

static const char *default_file(void)
{
    const char *named = getenv("CHARTCODE_CONFIG");
    if (named && *named) return named;
    if (file_exists("chartcode.conf")) return "chartcode.conf";
    if (file_exists("/etc/chartcode.conf")) return "/etc/chartcode.conf";
    return NULL;
}

enum status config_open(struct config *c, const char *path)
{
    enum status st = ST_OK;
    memset(c, 0, sizeof *c);
    for (const struct config_row *row = config_rows; st == ST_OK && row->key; row++) st = set_row(c, row, str_of(row->default_text), "default");
    if (!path) path = default_file();
    if (st == ST_OK && path) st = read_config_file(c, path);
    if (st == ST_OK) st = read_environment(c);
    if (st != ST_OK) config_close(c);
    return st;
}

void config_close(struct config *c)
{
    for (const struct config_row *row = config_rows; row->key; row++) {
        if (row->is_int) continue;
        free(*text_field(c, row));
        *text_field(c, row) = NULL;
    }
}
