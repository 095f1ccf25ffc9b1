/* What the program under test writes to standard error, for a test to look at. */
#ifndef CC_TEST_CAUGHT_H
#define CC_TEST_CAUGHT_H

#include "support/unit.h"

#include "base/file.h"

static int kept_stderr;

static void catch_stderr(void)
{
    (void)fflush(stderr);
    kept_stderr = dup(STDERR_FILENO);
    assert_non_null(freopen(unit_path("log"), "w", stderr));
}

/* What was logged since catch_stderr(); the caller frees it. */
static char *release_stderr(void)
{
    char *bytes;
    size_t n;
    (void)fflush(stderr);
    assert_true(dup2(kept_stderr, STDERR_FILENO) >= 0);
    (void)close(kept_stderr);
    assert_ok(file_read(unit_path("log"), 10000, &bytes, &n));
    return bytes;
}

#endif
