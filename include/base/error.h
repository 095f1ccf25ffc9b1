/* Errors: one list of statuses, each with its process exit code and a hint for the operator.
 *
 * A function that can fail returns enum status and, when it fails, leaves a message by fail(). The message is kept
 * per thread, is at most ERROR_MAX bytes and never holds page text (PHI): name files, numbers and limits only.
 * Messages are lower case, quote their subject and give the limit: "page is 51 Mpixel, limit is 40". */
#ifndef CC_BASE_ERROR_H
#define CC_BASE_ERROR_H

#define ERROR_MAX 1024

/* name, exit code, hint */
#define STATUS_LIST(X)                                                                                                                               \
    X(OK, 0, "")                                                                                                                                     \
    X(HARD_EDIT, 1, "resolve the hard edits")                                                                                                        \
    X(USAGE, 2, "run 'chartcode help'")                                                                                                              \
    X(NOT_FOUND, 3, "check the name")                                                                                                                \
    X(BAD_INPUT, 4, "rescan or convert the file, then add it again")                                                                                 \
    X(TOO_BIG, 5, "raise the limit in the configuration, or split the file")                                                                         \
    X(BAD_DATA, 6, "mend the named line of the file")                                                                                                \
    X(WORKSPACE, 7, "check the workspace folder and its version")                                                                                    \
    X(BUSY, 8, "another process holds the workspace; try again")                                                                                     \
    X(IO, 9, "check that the disk is writable and not full")                                                                                         \
    X(NO_MEMORY, 10, "free memory or lower the limits")                                                                                              \
    X(MISSING, 11, "run 'make deps' or install the named package")                                                                                   \
    X(TIMEOUT, 12, "raise the time limit")                                                                                                           \
    X(CRASHED, 13, "the page is set aside; report the file to the maintainers")                                                                      \
    X(PARTIAL, 14, "some inputs failed; see the messages above")                                                                                     \
    X(INTERRUPTED, 15, "run the same command again to go on")                                                                                        \
    X(UNDECIDED, 16, "'chartcode queue show CHART' tells what is left to do")                                                                        \
    X(LEASED, 17, "wait, or ask the other coder to release the chart")                                                                               \
    X(CHANGED, 18, "look at the chart again: it changed meanwhile")                                                                                  \
    X(FORBIDDEN, 19, "check login and password")                                                                                                     \
    X(INTERNAL, 70, "report this to the maintainers")

enum status {
#define X(name, code, hint) ST_##name,
    STATUS_LIST(X)
#undef X
        ST_COUNT
};

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF_LIKE(f, a) __attribute__((format(printf, f, a)))

/* Keeps the message and returns `status`, so that `return fail(ST_IO, ...)` reads well. */
enum status fail(enum status status, const char *format, ...) PRINTF_LIKE(2, 3);
/* The same with ": <strerror(errno)>" behind it. */
enum status fail_errno(enum status status, const char *format, ...) PRINTF_LIKE(2, 3);
/* The last message of this thread; "" when none. Lent until the next fail(). */
const char *error_message(void);
void error_clear(void);

const char *status_name(enum status status);
int status_exit_code(enum status status);
const char *status_hint(enum status status);

/* Leaves the calling function through its own `done:` label when `expr` fails; the function needs `enum status st`. */
#define TRY(expr)                                                                                                                                    \
    do {                                                                                                                                             \
        st = (expr);                                                                                                                                 \
        if (st != ST_OK) goto done;                                                                                                                  \
    } while (0)

#endif
