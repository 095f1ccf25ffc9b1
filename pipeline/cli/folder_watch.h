/* Files as they come into watched folders, each once, when it is whole.
 *
 * A file counts as written when its size and time have not changed for the settling time, or, where the kernel tells that its writer
 * closed it, for a short while after that (some scanners open a file anew for each page). Files come in the order of their names:
 * behind one that is still being written the others of its folder wait, up to ten settling times. Names of unfinished downloads (.part, .tmp ...)
 * never count. The kernel's notes (inotify) only make it quicker: the folders are listed again every few seconds all the same,
 * because network shares send none. Times are milliseconds of the monotonic clock. */
#ifndef CC_CLI_FOLDER_WATCH_H
#define CC_CLI_FOLDER_WATCH_H

#include "inputs.h"

struct folder_watch;

/* folders: lent. settle_ms: see above. */
enum status folder_watch_open(char *const *folders, int n, const char *workspace, int64_t settle_ms, struct folder_watch **ret) MUST_CHECK;
void folder_watch_close(struct folder_watch *w); /* takes NULL */

/* Lists the folders; adds to `ret` the files to take in now and counts them as given. A file that was given and changes after that is
 * given again. A folder that cannot be listed fails with its error and can be looked at again later. */
enum status folder_watch_look(struct folder_watch *w, int64_t now_ms, struct inputs *ret) MUST_CHECK;
/* What was given but not done is given again by the next look. */
void folder_watch_done(struct folder_watch *w, const char *path);
void folder_watch_give_again(struct folder_watch *w);
/* Files that are there but not whole yet. */
uint32_t folder_watch_unsettled(const struct folder_watch *w);
/* Waits for news, a signal, or timeout_ms. */
void folder_watch_wait(struct folder_watch *w, int timeout_ms);

#endif
