/* The worker's cage. Limits hold for poppler's child processes too, since both kinds are inherited. */
#include "reading_in.h"

#include "base/config.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>

static bool limit(int what, rlim_t value)
{
    return setrlimit((__rlimit_resource_t)what, &(struct rlimit){value, value}) == 0;
}

/* Calls that change the outside world. A refused call fails with EACCES, so a library that tries one gets an error, not death. */
static const int refused[] = {
    SCMP_SYS(socket),   SCMP_SYS(socketpair), SCMP_SYS(connect),  SCMP_SYS(bind),     SCMP_SYS(listen),    SCMP_SYS(creat),
    SCMP_SYS(unlink),   SCMP_SYS(unlinkat),   SCMP_SYS(rename),   SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(mkdir),
    SCMP_SYS(mkdirat),  SCMP_SYS(rmdir),      SCMP_SYS(link),     SCMP_SYS(linkat),   SCMP_SYS(symlink),   SCMP_SYS(symlinkat),
    SCMP_SYS(truncate), SCMP_SYS(chmod),      SCMP_SYS(fchmodat), SCMP_SYS(chown),    SCMP_SYS(ptrace),    SCMP_SYS(process_vm_writev),
    SCMP_SYS(mount),    SCMP_SYS(mknod),      SCMP_SYS(mknodat),  SCMP_SYS(openat2),
};

static bool add_rules(scmp_filter_ctx filter)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0) != 0) return false;
    for (unsigned mode = O_WRONLY; mode <= O_RDWR; mode++) { /* opening to write; reading stays allowed */
        struct scmp_arg_cmp at = SCMP_CMP(2, SCMP_CMP_MASKED_EQ, O_ACCMODE, mode), plain = SCMP_CMP(1, SCMP_CMP_MASKED_EQ, O_ACCMODE, mode);
        if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(openat), 1, &at) != 0) return false;
        if (seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1, &plain) != 0) return false;
    }
    return true;
}

/* Kernels and containers without seccomp still have the limits below; the pages must be read all the same. */
static void refuse_calls(void)
{
    scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    if (!filter) return;
    if (add_rules(filter)) (void)seccomp_load(filter);
    seccomp_release(filter);
}

#ifdef __SANITIZE_ADDRESS__
#define LIMITS_MEMORY false /* the sanitizer reserves terabytes of addresses that it never uses */
#else
#define LIMITS_MEMORY true
#endif

enum status cage_enter(const struct config *config)
{
    (void)prctl(PR_SET_DUMPABLE, 0); /* a core file would hold the page */
    bool done = limit(RLIMIT_CORE, 0) && limit(RLIMIT_FSIZE, 0) && (!LIMITS_MEMORY || limit(RLIMIT_AS, (rlim_t)config->page_memory_mb << 20));
    if (!done) return fail_errno(ST_INTERNAL, "cannot limit the reader");
    refuse_calls();
    return ST_OK;
}
