#include "base/log.h"

#include <stdio.h>
#include <time.h>

static enum log_level least_level = LOG_WARN;

void log_set_level(enum log_level least)
{
    least_level = least;
}

struct log_field log_field_int(const char *key, long long v)
{
    return (struct log_field){.key = key, .kind = LOG_INTEGER, .i = v};
}

struct log_field log_field_real(const char *key, double v)
{
    return (struct log_field){.key = key, .kind = LOG_REAL, .d = v};
}

struct log_field log_field_str(const char *key, struct str v)
{
    return (struct log_field){.key = key, .kind = LOG_NAME, .s = v};
}

struct log_field log_field_cstr(const char *key, const char *v)
{
    return log_field_str(key, str_of(v));
}

static void print_field(const struct log_field *f)
{
    if (f->kind == LOG_INTEGER) (void)fprintf(stderr, " %s=%lld", f->key, f->i);
    if (f->kind == LOG_REAL) (void)fprintf(stderr, " %s=%.3f", f->key, f->d);
    if (f->kind == LOG_NAME) (void)fprintf(stderr, " %s=%.*s", f->key, STR_ARG(f->s));
}

void log_event(enum log_level level, const char *event, const struct log_field *fields)
{
    static const char *names[] = {"debug", "info", "warn", "error"};
    if (level < least_level) return;
    char when[32] = "";
    time_t now = time(NULL);
    struct tm tm;
    if (gmtime_r(&now, &tm)) (void)strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
    flockfile(stderr); /* lines of several threads stay whole */
    (void)fprintf(stderr, "%s %s %s", when, names[level], event);
    for (; fields->kind != LOG_END; fields++) print_field(fields);
    (void)fputc('\n', stderr);
    funlockfile(stderr);
}
