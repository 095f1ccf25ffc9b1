/* Where the program's own data lies: beside the program when it is run from its source tree, else where make install put it. */
#ifndef CC_BASE_PATHS_H
#define CC_BASE_PATHS_H

#include "base/error.h"

/* Path of "dictionaries", "models/ranking.tsv" ... in new memory (free). */
enum status data_path(const char *name, char **ret) MUST_CHECK;

#endif
