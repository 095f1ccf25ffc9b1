/* A moment by two clocks: the wall's, which people and time servers set, and the machine's since it started, which nobody sets. */
#ifndef CC_QUEUE_MOMENT_H
#define CC_QUEUE_MOMENT_H

#include <stdint.h>

#define BOOT_BYTES 40

struct moment {
    int64_t wall; /* ms since 1970 */
    int64_t up; /* ms since the machine started, suspended time counted */
    char boot[BOOT_BYTES]; /* which start */
};

struct moment moment_now(void);
int64_t moment_wall(void); /* ms since 1970 */
/* ms from then to now; by the machine's clock within one start, else by the wall's: below zero when that was set back. */
int64_t moment_since(const struct moment *then, const struct moment *now);

/* Moves both clocks of this process from now on; for tests. */
void moment_shift(int64_t wall_ms, int64_t up_ms);

#endif
