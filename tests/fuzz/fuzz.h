/* What the fuzz targets share. A property that does not hold aborts, which libFuzzer reports with the input. */
#ifndef CC_TESTS_FUZZ_H
#define CC_TESTS_FUZZ_H

#include "base/config.h"
#include "match.h"
#include "run.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define MUST_HOLD(property)                                                                                                                          \
    do {                                                                                                                                             \
        if (!(property)) {                                                                                                                           \
            (void)fprintf(stderr, "property does not hold: %s (%s)\n", #property, error_message());                                                  \
            abort();                                                                                                                                 \
        }                                                                                                                                            \
    } while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

/* The bytes as a file in memory, for parsers that take a path. Good until the next call. */
static inline const char *fuzz_file(const uint8_t *data, size_t n)
{
    static char path[64];
    static int fd = -1;
    if (fd < 0) fd = memfd_create("fuzz", 0);
    MUST_HOLD(fd >= 0 && ftruncate(fd, 0) == 0 && pwrite(fd, data, n, 0) == (ssize_t)n);
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}

static inline struct config *fuzz_config(void)
{
    static struct config config;
    if (!config.lexicon) MUST_HOLD(config_open(&config, "/dev/null") == ST_OK);
    return &config;
}

static inline struct chart_line *fuzz_chart_line(void)
{
    static struct chart_line *line;
    if (!line) MUST_HOLD(chart_line_open(fuzz_config(), &line) == ST_OK);
    return line;
}

static inline struct arena *fuzz_arena(void)
{
    static struct arena *arena;
    if (!arena) MUST_HOLD((arena = arena_new((size_t)1 << 30)) != NULL);
    arena_reset(arena);
    return arena;
}

#endif
