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

/* Path of the lexicon of that release (0: the one beside the program) as the site uses it: with what it learned from coders
 * (learn.h) added, compiled at the first use; in new memory (free). --lexicon and CHARTCODE_LEXICON go before, as they are. */
enum status release_lexicon(const struct config *config, int release, char **ret) MUST_CHECK;

/* The same before anything was learned. */
enum status release_base(const struct config *config, int release, char **ret) MUST_CHECK;

/* What was learned: version 0 when nothing ever was. rows: how many are in force; with none the lexicon is as it was made. */
struct learned_state {
    uint32_t version, rows;
};
enum status release_learned_state(const struct config *config, struct learned_state *ret) MUST_CHECK;
enum status release_learned_set(const struct config *config, const struct learned_state *state) MUST_CHECK;
/* Folder of the tables of that version, in new memory (free); NULL when out of memory. */
char *release_learned_folder(const struct config *config, uint32_t version);
/* Compiles the tables of that version into the lexicon of a release (0: the one beside the program), unless it is there.
 * ret: its path, in new memory (free). */
enum status release_learn(const struct config *config, int release, uint32_t version, char **ret) MUST_CHECK;

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
