#include "moment.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static int64_t wall_shift, up_shift;

static int64_t read_clock(clockid_t id)
{
    struct timespec t;
    (void)clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static char boot[BOOT_BYTES];
static pthread_once_t boot_once = PTHREAD_ONCE_INIT;

static void read_boot(void)
{
    FILE *f = fopen("/proc/sys/kernel/random/boot_id", "re");
    if (!f) return;
    if (!fgets(boot, sizeof boot, f)) boot[0] = '\0';
    boot[strcspn(boot, "\n")] = '\0';
    (void)fclose(f);
}

int64_t moment_wall(void)
{
    return read_clock(CLOCK_REALTIME) + wall_shift;
}

struct moment moment_now(void)
{
    struct moment m = {.wall = moment_wall(), .up = read_clock(CLOCK_BOOTTIME) + up_shift};
    (void)pthread_once(&boot_once, read_boot);
    memcpy(m.boot, boot, sizeof boot);
    return m;
}

int64_t moment_since(const struct moment *then, const struct moment *now)
{
    return then->boot[0] && strcmp(then->boot, now->boot) == 0 ? now->up - then->up : now->wall - then->wall;
}

void moment_shift(int64_t wall_ms, int64_t up_ms)
{
    wall_shift = wall_ms;
    up_shift = up_ms;
}
