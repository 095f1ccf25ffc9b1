/* Learning from coders, locally and reviewably. Nothing here changes a suggestion until somebody accepts it.
 *
 * Every decision on a candidate leaves a lesson: the dictionary phrase behind its best evidence, the code, what was done
 * (queue: lessons). From the lessons that stand come proposals:
 *
 *     add       coders keep adding a code to charts that hold a phrase            -> the phrase gets the code
 *     instead   they replace a phrase's code by another                           -> the other code stands instead
 *     mute      they reject a phrase's code nearly always                         -> it is withheld, and says so
 *     weight    they confirm it more, or less, often than its confidence promised -> the confidence moves, by a bounded step
 *
 * A manager accepts or declines each. An accepted one is a row in force from a numbered version on; accepting and undoing make
 * new versions and never change old ones. The database holds the truth; learned/ in the workspace follows it:
 *
 *     learned/version              version in force and how many rows it has
 *     learned/N/phrases.tsv        what version N adds, in the columns of dictionaries/diagnoses
 *     learned/N/preferences.tsv    its other rows: phrase code effect value note
 *     learned/lexicons/            the lexicons in force with these added; made when missing (release.h)
 *
 * Each folder N stays, so that a chart's suggestions can be made again: the chart names the version.
 * Phrases are the dictionaries', never a page's, so that no list here holds PHI. A struct queue is for one thread. */
#ifndef CC_LEARN_H
#define CC_LEARN_H

#include "lexicon_build.h"
#include "queue.h"

#define LEARN_ID_BYTES 9

/* A phrase, a code of it and what to do about them: one row in force, or one that is proposed. Texts live in the arena. */
struct learn_row {
    enum learned_effect effect;
    const char *phrase, *system, *code; /* of LEARNED_ADD: the code that the phrase gets */
    const char *other_code; /* of LEARNED_INSTEAD; else "" */
    double weight; /* of LEARNED_WEIGHT: added before the logistic, at most LEARNED_MOST_WEIGHT either way; else 0 */
    int64_t agreed, decided; /* so many of so many decisions (of LEARNED_ADD: charts) speak for it */
};

struct learn_proposal {
    char id[LEARN_ID_BYTES]; /* of what is proposed, its weight included: what is accepted is what was shown */
    struct learn_row row;
    int64_t coders;
    const char *charts; /* ids of some of the charts, newest first, parted by blanks */
    const char *declined_by; /* NULL: nobody */
    int64_t declined_at;
};

/* What decisions must say before it is proposed. */
struct learn_limits {
    int least; /* decisions */
    int share_pct; /* of them that agree; to mute, half way from here to all */
};

/* declined: those too. In the order add, instead, mute, weight; each most decided first. */
enum status queue_learn_proposals(struct queue *q, const struct learn_limits *limits, bool declined, struct arena *arena, struct learn_proposal **ret,
                                  uint32_t *ret_n) MUST_CHECK;

struct learn_rule {
    int64_t version;
    struct learn_row row;
    const char *who;
    int64_t at;
};
/* Rows in force, oldest first. ret_version: the version they are, 0 = nothing was ever learned. */
enum status queue_learn_rules(struct queue *q, struct arena *arena, struct learn_rule **ret, uint32_t *ret_n, uint32_t *ret_version) MUST_CHECK;

struct learn_version {
    int64_t version, undoes; /* undoes: 0 = none */
    const char *who;
    int64_t at, began, ended; /* rows that it put in force, and that it ended */
};
enum status queue_learn_versions(struct queue *q, struct arena *arena, struct learn_version **ret, uint32_t *ret_n) MUST_CHECK;

/* Called inside the transaction with all rows that would be in force; a failure takes everything back. */
struct learn_publisher {
    enum status (*publish)(void *context, uint32_t version, const struct learn_rule *rules, uint32_t n);
    void *context;
};

/* Calls it with what is in force, in a transaction of its own. */
enum status queue_learn_publish(struct queue *q, const struct learn_publisher *to) MUST_CHECK;
/* Puts the proposals with these ids in force, as one version. ST_NOT_FOUND names one that is not, or no longer, proposed.
 * A row for the same phrase, code and effect ends; so does one that leads back to the code. */
enum status queue_learn_accept(struct queue *q, const struct learn_limits *limits, int n, char **ids, const struct learn_publisher *to,
                               uint32_t *ret_version) MUST_CHECK;
/* Remembers that they are not wanted; they are no longer proposed, and can be accepted all the same. */
enum status queue_learn_decline(struct queue *q, const struct learn_limits *limits, int n, char **ids) MUST_CHECK;
/* Takes a version back, as a new version: what it put in force ends, what it ended is in force again. ST_NOT_FOUND when there
 * is no such version; ST_USAGE when nothing of it is left to take back. */
enum status queue_learn_undo(struct queue *q, uint32_t version, const struct learn_publisher *to, uint32_t *ret_version) MUST_CHECK;

/* ---- the same with the workspace's files kept in step; for commands */

/* Makes learned/ what the database says, where a crash left it behind. */
enum status learn_sync(const struct config *config, struct queue *q) MUST_CHECK;
/* Before they return, the lexicons of all releases are compiled with the new version and in force. */
enum status learn_accept(const struct config *config, struct queue *q, int n, char **ids, uint32_t *ret_version) MUST_CHECK;
enum status learn_undo(const struct config *config, struct queue *q, uint32_t version, uint32_t *ret_version) MUST_CHECK;
struct learn_limits learn_limits_of(const struct config *config);

#endif
