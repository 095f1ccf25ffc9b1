#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static _Thread_local char last_message[ERROR_MAX];

static const struct {
    const char *name;
    int exit_code;
    const char *hint;
} statuses[ST_COUNT] = {
#define X(name, code, hint) [ST_##name] = {#name, code, hint},
    STATUS_LIST(X)
#undef X
};

enum status fail(enum status status, const char *format, ...)
{
    char text[ERROR_MAX]; /* the arguments may point into the last message */
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    memcpy(last_message, text, sizeof text);
    return status;
}

enum status fail_errno(enum status status, const char *format, ...)
{
    int saved = errno;
    char text[ERROR_MAX];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return fail(status, "%s: %s", text, strerror(saved));
}

const char *error_message(void)
{
    return last_message;
}

void error_clear(void)
{
    last_message[0] = '\0';
}

const char *status_name(enum status status)
{
    return statuses[status].name;
}

int status_exit_code(enum status status)
{
    return statuses[status].exit_code;
}

const char *status_hint(enum status status)
{
    return statuses[status].hint;
}
