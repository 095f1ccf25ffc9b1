/* What one release changes against another: codes added, deleted, retitled, opened or closed for billing. Changes live in the
 * arena, their texts in the two lexicons. A code set that one of the two lacks altogether counts as not imported there. */
#ifndef CC_RELEASE_DIFF_H
#define CC_RELEASE_DIFF_H

#include "lexicon.h"

enum change_kind { CHANGE_ADDED, CHANGE_DELETED, CHANGE_RETITLED, CHANGE_CLOSED, CHANGE_OPENED, CHANGE_KIND_COUNT };
const char *change_kind_name(enum change_kind k); /* "added", "deleted", "retitled", "not billable", "now billable" */

struct change {
    enum change_kind kind;
    enum code_system system;
    struct str code, title; /* title: as it is now; of a deleted code as it was */
    struct str was; /* the old title of a retitled code */
};

/* System by system: what happened to the old codes in the order of the book, then what is new. */
enum status release_diff(const struct lexicon *old, const struct lexicon *new, struct arena *arena, struct change **ret, uint32_t *ret_n) MUST_CHECK;

/* Whether a chart that bears this code needs another look: its own code was changed, or it says "unspecified" or "other" and a
 * sister was added that may say more. NULL when none of the changes is about it. */
const struct change *release_touches(const struct lexicon *old, const struct change *changes, uint32_t n, enum code_system system, struct str code);

#endif
