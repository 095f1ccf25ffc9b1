/* Originals by hash: store/ab/cdef... A file appears under its name only when it is whole and synced, and its folder entry
 * is synced before the database names it, so that no accepted document can miss its file after a power cut. */
#include "queue_internal.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define BLOCK_BYTES 65536

char *queue_store_path(const struct queue *q, const char *sha256)
{
    size_t n = strlen(q->store) + SHA256_HEX_BYTES + 3;
    char *path = malloc(n);
    if (path) (void)snprintf(path, n, "%s/%.2s/%s", q->store, sha256, sha256 + 2);
    return path;
}

static enum status sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    enum status st = fd >= 0 && fsync(fd) == 0 ? ST_OK : fail_errno(ST_IO, "cannot sync '%s'", path);
    if (fd >= 0) (void)close(fd);
    return st;
}

static enum status copy_blocks(int from, const char *path, struct file_writer *w, crypto_hash_sha256_state *hash, int64_t *ret_bytes)
{
    static unsigned char block[BLOCK_BYTES];
    *ret_bytes = 0;
    for (;;) {
        ssize_t got = read(from, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return fail_errno(ST_BAD_INPUT, "cannot read '%s'", path);
        if (got == 0) return ST_OK;
        (void)crypto_hash_sha256_update(hash, block, (unsigned long long)got);
        *ret_bytes += got;
        enum status st = file_append(w, block, (size_t)got);
        if (st != ST_OK) return st;
    }
}

static enum status copy_checked(int from, const char *to, struct queue_file *file)
{
    struct file_writer w;
    crypto_hash_sha256_state hash;
    unsigned char sum[crypto_hash_sha256_BYTES];
    char hex[SHA256_HEX_BYTES];
    enum status st = file_begin(&w, to);
    if (st != ST_OK) return st;
    (void)crypto_hash_sha256_init(&hash);
    TRY(copy_blocks(from, file->path, &w, &hash, &file->bytes));
    (void)crypto_hash_sha256_final(&hash, sum);
    (void)sodium_bin2hex(hex, sizeof hex, sum, sizeof sum);
    if (strcmp(hex, file->sha256) != 0) TRY(fail(ST_BAD_INPUT, "'%s' changed while it was taken in", file->path));
    return file_commit(&w);
done:
    file_abandon(&w);
    return st;
}

/* The folder ab/ is made and synced into store/ before anything lies in it. */
static enum status make_slot(const struct queue *q, const char *path, char **ret_slot)
{
    enum status st = ST_OK;
    char *slot = strdup(path);
    if (!slot) return fail(ST_NO_MEMORY, "out of memory");
    *strrchr(slot, '/') = '\0';
    if (!file_exists(slot)) {
        TRY(folder_make(slot));
        TRY(sync_folder(q->store));
        TRY(sync_folder(q->folder));
    }
    *ret_slot = slot;
done:
    if (st != ST_OK) free(slot);
    return st;
}

static bool is_stored(const char *path, int from, int64_t *ret_bytes)
{
    struct stat there, source;
    if (stat(path, &there) != 0 || fstat(from, &source) != 0 || there.st_size != source.st_size) return false;
    *ret_bytes = there.st_size;
    return true;
}

enum status queue_store(struct queue *q, struct queue_file *file)
{
    char *path = queue_store_path(q, file->sha256), *slot = NULL;
    int from = open(file->path, O_RDONLY | O_CLOEXEC);
    enum status st = ST_OK;
    if (!path) TRY(fail(ST_NO_MEMORY, "out of memory"));
    if (from < 0) TRY(fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_BAD_INPUT, "cannot open '%s'", file->path));
    if (is_stored(path, from, &file->bytes)) goto done;
    TRY(make_slot(q, path, &slot));
    TRY(copy_checked(from, path, file));
    TRY(sync_folder(slot));
done:
    if (from >= 0) (void)close(from);
    free(path);
    free(slot);
    return st;
}
