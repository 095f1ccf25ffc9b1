/* What the steps of codeset_finish() hand on. */
#ifndef CC_CODESET_FINISH_H
#define CC_CODESET_FINISH_H

#include "importer.h"

struct finish {
    int32_t *index_of; /* by serial: the final row; -1 = left out */
    int32_t *draft_parent; /* by final row: serial of the Tabular's parent; -1 = none */
    bool *listed_billable; /* by final row: an order file says what it is */
};

enum status finish_notes(struct codeset *c, const struct finish *f) MUST_CHECK;
enum status finish_flags(struct codeset *c) MUST_CHECK;
enum status finish_index(struct codeset *c) MUST_CHECK;
enum status finish_pcs(struct codeset *c) MUST_CHECK;
enum status finish_pairs(struct codeset *c) MUST_CHECK;
void draft_free(struct codeset *c);

#endif
