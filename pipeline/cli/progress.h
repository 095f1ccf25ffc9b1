/* How far a run is: a bar on a terminal, redrawn at most ten times a second; nothing elsewhere. Lines of text that are said
 * meanwhile go through progress_say, which keeps the bar below them. All on standard error. */
#ifndef CC_CLI_PROGRESS_H
#define CC_CLI_PROGRESS_H

#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

struct progress {
    bool terminal, drawn;
    bool plain; /* no bar, and each line with the time of day before it; set before progress_begin() */
    const char *unit; /* "pages" */
    uint32_t done, total;
    double started_s, drawn_s;
};

void progress_begin(struct progress *p, uint32_t total, const char *unit);
void progress_step(struct progress *p);
void progress_say(struct progress *p, const char *format, ...) PRINTF_LIKE(2, 3);
/* Takes the bar away. */
void progress_end(struct progress *p);
double progress_seconds(const struct progress *p);

#endif
