/* A clerk's list of what is known of each file before it is read (`chartcode run --charts FILE.tsv`).
 *
 * Tab-separated UTF-8 with a line that names the columns, all of them in this order; empty cells are unknown:
 *     file             name as on disk, with or without its folder
 *     encounter        outpatient, inpatient or emergency
 *     age_years  sex   0 to 130; F, M or U
 *     date_of_service  YYYY-MM-DD
 *     mrn  account  name
 *     born             YYYY-MM-DD
 *     priority         -100 to 100, higher is sooner
 * ST_BAD_DATA names file, line and fault. */
#ifndef CC_CLI_MANIFEST_H
#define CC_CLI_MANIFEST_H

#include "demographics.h"

struct manifest;

enum status manifest_open(const char *path, struct manifest **ret) MUST_CHECK;
void manifest_close(struct manifest *m); /* takes NULL */
/* Overwrites in `facts` what the list knows of the file; false when it does not name it. Texts are lent by the manifest. */
bool manifest_find(const struct manifest *m, const char *path, struct chart_facts *facts);
/* Path of the manifest itself: it is no chart. */
const char *manifest_path(const struct manifest *m);

#endif
