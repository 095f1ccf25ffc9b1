/* What every unit program includes first: cmocka, and the few helpers they share. Header only: each program is one file.
 * cmocka's macro fail() is taken away, because fail() is chartcode's own (base/error.h); use assert_*() or fail_msg(). */
#ifndef CC_TESTS_UNIT_H
#define CC_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define UNIT_UNUSED __attribute__((unused))

/* Asserts the status of a call and shows the error message where it is another. */
#define assert_status(expected, call)                                                                                                                \
    do {                                                                                                                                             \
        enum status unit_got = (call);                                                                                                               \
        if (unit_got != (expected)) print_error("status %s: %s\n", status_name(unit_got), error_message());                                          \
        assert_int_equal(unit_got, (expected));                                                                                                      \
    } while (0)

#define assert_ok(call) assert_status(ST_OK, (call))

/* The last error message holds `part`. */
#define assert_message(part)                                                                                                                         \
    do {                                                                                                                                             \
        if (!strstr(error_message(), (part))) print_error("message is: %s\n", error_message());                                                      \
        assert_non_null(strstr(error_message(), (part)));                                                                                            \
    } while (0)

/* s: a struct str or struct phi. */
#define assert_str(text, s) unit_assert_str((text), (struct str){(s).p, (s).n})

UNIT_UNUSED static void unit_assert_str(const char *want, struct str have)
{
    bool same = str_eq(str_of(want), have);
    if (!same) print_error("wanted '%s', have '%.*s'\n", want, STR_ARG(have));
    assert_true(same);
}

static char unit_folder_path[64];

static int unit_remove_one(const char *path, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(path);
}

static void unit_remove_folder(void)
{
    if (unit_folder_path[0]) (void)nftw(unit_folder_path, unit_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A temporary folder of this program, removed when it ends. */
UNIT_UNUSED static const char *unit_folder(void)
{
    if (!unit_folder_path[0]) {
        (void)snprintf(unit_folder_path, sizeof unit_folder_path, "/tmp/chartcode-test-XXXXXX");
        if (!mkdtemp(unit_folder_path)) abort();
        (void)atexit(unit_remove_folder);
    }
    return unit_folder_path;
}

/* "folder/name" in one of a few buffers that take turns. */
UNIT_UNUSED static const char *unit_path(const char *name)
{
    static char paths[8][256];
    static unsigned turn;
    char *p = paths[turn++ % 8];
    (void)snprintf(p, sizeof paths[0], "%s/%s", unit_folder(), name);
    return p;
}

/* Writes a file of the folder (and the folders above it); gives its path. */
UNIT_UNUSED static const char *unit_write_bytes(const char *name, const void *bytes, size_t n)
{
    const char *path = unit_path(name);
    char above[256];
    (void)snprintf(above, sizeof above, "%s", path);
    *strrchr(above, '/') = '\0';
    assert_ok(folder_make(above));
    assert_ok(file_write(path, bytes, n));
    return path;
}

UNIT_UNUSED static const char *unit_write(const char *name, const char *text)
{
    return unit_write_bytes(name, text, strlen(text));
}

#endif
