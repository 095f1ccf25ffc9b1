/* Files: read whole with a cap, written private (0600) and whole or not at all. */
#ifndef CC_BASE_FILE_H
#define CC_BASE_FILE_H

#include "base/error.h"
#include "base/text.h"

#include <sys/types.h>

/* Reads all of `path` ("-" is standard input). cap_bytes: larger files fail with ST_TOO_BIG. The bytes are owned by the
 * caller (free) and have a NUL behind them. */
enum status file_read(const char *path, size_t cap_bytes, char **ret_bytes, size_t *ret_n) MUST_CHECK;

/* A file that appears under its name only when complete: written as NAME.tmp-XXXXXX beside it, synced, then renamed. */
struct file_writer {
    int fd;
    char *path, *temp_path; /* owned */
};
enum status file_begin(struct file_writer *w, const char *path) MUST_CHECK;
enum status file_append(struct file_writer *w, const void *bytes, size_t n) MUST_CHECK;
enum status file_commit(struct file_writer *w) MUST_CHECK; /* also ends w when it fails */
void file_abandon(struct file_writer *w); /* removes what was written; takes one that was committed */

enum status file_write(const char *path, const void *bytes, size_t n) MUST_CHECK;
/* For what can be made again: does not wait for the disk, so that a power cut may leave it cut short under its name. */
enum status file_write_light(const char *path, const void *bytes, size_t n) MUST_CHECK;
/* Makes the folder and its parents, private (0700). */
enum status folder_make(const char *path) MUST_CHECK;
/* "folder/name" in new memory (free); NULL when out of memory. */
char *path_join(const char *folder, const char *name);
bool file_exists(const char *path);

#endif
