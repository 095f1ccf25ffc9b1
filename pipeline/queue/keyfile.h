/* A secret key of the workspace: a file of its own, private (0600), made when there is none. */
#ifndef CC_QUEUE_KEYFILE_H
#define CC_QUEUE_KEYFILE_H

#include "base/error.h"

#include <stddef.h>

/* n bytes (at most 64). make fills a new key. ST_WORKSPACE: the file is of another size, or others may read it. */
enum status keyfile_read(const char *folder, const char *name, unsigned char *ret, size_t n, void (*make)(unsigned char *key)) MUST_CHECK;

#endif
