/* Dated releases of the code sets in the workspace: codesets/YYYY-MM-DD/ holds the official files as given (files/) and the
 * lexicon compiled from them (lexicon.lex). The newest one not after the date of service is in force.
 * A release is built in a folder of its own and takes its name in one step: it is there whole, or not at all. */
#ifndef CC_RELEASE_H
#define CC_RELEASE_H

#include "base/config.h"
#include "lexicon.h"

/* Opens the lexicon to use: --lexicon or CHARTCODE_LEXICON; else the release in force on `date` (yyyymmdd; 0 = the newest);
 * else the one beside the program. */
enum status release_open(const struct config *config, int date, struct lexicon **ret) MUST_CHECK;

/* The release in force on `date` (0 = the newest); where all are later, the earliest. *ret_release is 0 when there is none, or
 * when --lexicon or CHARTCODE_LEXICON names the lexicon to use. */
enum status release_in_force(const struct config *config, int date, int *ret_release) MUST_CHECK;

/* Dates of the releases, newest first; at most room. */
enum status release_list(const struct config *config, int *ret_dates, uint32_t room, uint32_t *ret_n) MUST_CHECK;
#define RELEASE_MAX 256

/* Adds the files (to those the release has already) and compiles. effective_date: yyyymmdd, 0 = as the files say; the date
 * taken is in *ret_date. A bad file leaves everything as it was. */
enum status release_import(const struct config *config, int n, char **paths, int effective_date, int *ret_date) MUST_CHECK;
enum status release_remove(const struct config *config, int date) MUST_CHECK;
/* Path of a file of the release, "" for its folder; in new memory (free); NULL when out of memory. */
char *release_path(const struct config *config, int date, const char *name);

#endif
