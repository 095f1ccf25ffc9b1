/* Shared by codeset.c and codeset_diff.c. */
#ifndef CC_CLI_CODESET_H
#define CC_CLI_CODESET_H

#include "cli.h"
#include "lexicon.h"

/* The lexicon of the release of exactly that day; ST_NOT_FOUND says how to see which there are. */
enum status codeset_open(const struct config *config, int date, struct lexicon **ret) MUST_CHECK;
enum status codeset_diff(struct config *config, int argc, char **argv) MUST_CHECK;
enum status codeset_recheck(struct config *config, int argc, char **argv) MUST_CHECK;

#endif
