/* A stage of the pipeline: one const struct, listed in the table of pipeline/run.c in the order of the work.
 * A stage works on pages or on charts; the other function is NULL. */
#ifndef CC_STAGE_H
#define CC_STAGE_H

#include "page.h"

struct config;

struct stage {
    const char *name;
    /* Loads what the stage needs for the life of the process. *ret_state is owned by the stage; may be NULL. */
    enum status (*open)(const struct config *config, void **ret_state);
    enum status (*page)(void *state, struct page *page);
    enum status (*chart)(void *state, struct chart *chart);
    void (*close)(void *state); /* takes NULL */
};

#endif
