/* Log: one line an event on standard error, `time level event key=value ...`. Values are numbers, codes, ids and file
 * names. struct phi fits no field, so page text cannot be logged: such a call does not compile (tests/compile_fail). */
#ifndef CC_BASE_LOG_H
#define CC_BASE_LOG_H

#include "base/text.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

struct log_field {
    const char *key;
    enum { LOG_END, LOG_INTEGER, LOG_REAL, LOG_NAME } kind;
    long long i;
    double d;
    struct str s;
};

void log_set_level(enum log_level least);
/* Takes fields up to one of kind LOG_END. */
void log_event(enum log_level level, const char *event, const struct log_field *fields);

struct log_field log_field_int(const char *key, long long v);
struct log_field log_field_real(const char *key, double v);
struct log_field log_field_str(const char *key, struct str v);
struct log_field log_field_cstr(const char *key, const char *v);

/* No default branch: a type that may not be logged is an error at compile time. */
#define LOG_KV(key, value)                                                                                                                           \
    _Generic((value),                                                                                                              \
        int: log_field_int,                                                                                                        \
        unsigned: log_field_int,                                                                                                   \
        long: log_field_int,                                                                                                       \
        unsigned long: log_field_int,                                                                                              \
        long long: log_field_int,                                                                                                  \
        double: log_field_real,                                                                                                    \
        struct str: log_field_str,                                                                                                 \
        char *: log_field_cstr,                                                                                                    \
        const char *: log_field_cstr)(key, value)

#define LOG(level, event, ...) log_event(level, event, (const struct log_field[]){__VA_ARGS__, {0}})

#endif
