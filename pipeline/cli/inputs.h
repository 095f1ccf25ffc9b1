/* The files that `chartcode run` was given: named ones, and those found in folders. */
#ifndef CC_CLI_INPUTS_H
#define CC_CLI_INPUTS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct input {
    char *path; /* owned */
    bool named; /* by the user, not found in a folder */
};

struct inputs {
    struct input *p; /* owned */
    uint32_t n, room;
};

/* Adds a file, or all files under a folder in the order of their names (page2 before page10), without hidden ones, symbolic
 * links and what lies in `workspace`. ST_NOT_FOUND, ST_IO. */
enum status inputs_add(struct inputs *list, const char *path, const char *workspace) MUST_CHECK;
void inputs_free(struct inputs *list);

/* By its name, a file that a clerk would expect to be read. */
bool input_is_named_scan(const char *path);
bool input_is_named_text(const char *path);

#endif
