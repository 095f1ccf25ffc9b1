#include "intake_in.h"

#include <errno.h>
#include <fcntl.h>
#include <leptonica/allheaders.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

void sha256_hex(const void *bytes, size_t n, char ret_hex[SHA256_HEX_BYTES])
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256(hash, bytes, n);
    (void)sodium_bin2hex(ret_hex, SHA256_HEX_BYTES, hash, sizeof hash);
}

enum status bad_file(const struct intake *in, const char *what)
{
    return fail(ST_BAD_INPUT, "'%s' %s", in->path, what);
}

enum status check_size(const struct intake *in, int number, double width_px, double height_px)
{
    double mpixel = width_px * height_px / 1e6;
    if (!(width_px >= 1 && height_px >= 1)) return fail(ST_BAD_INPUT, "'%s': page %d has no pixels", in->path, number);
    if (mpixel > in->config->max_mpixel)
        return fail(ST_TOO_BIG, "'%s': page %d is %.0f Mpixel, limit is %d (max-mpixel)", in->path, number, mpixel, in->config->max_mpixel);
    return ST_OK;
}

/* Pipes can be neither mapped nor read twice, so they are copied to memory first. */
static enum status copy_stream(const struct intake *in, int from, int *ret_fd)
{
    char block[65536];
    double limit = in->config->max_file_mb * 1048576.0, total = 0;
    int fd = memfd_create("intake", MFD_CLOEXEC);
    if (fd < 0) return fail_errno(ST_IO, "cannot keep '%s' in memory", in->path);
    for (;;) {
        ssize_t got = read(from, block, sizeof block);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) break;
        total += (double)got;
        if (got < 0 || total > limit || write(fd, block, (size_t)got) != got) {
            enum status st = got < 0 || total <= limit
                                 ? fail_errno(ST_IO, "cannot read '%s'", in->path)
                                 : fail(ST_TOO_BIG, "'%s' is over %d MB, the limit (max-file-mb)", in->path, in->config->max_file_mb);
            (void)close(fd);
            return st;
        }
    }
    *ret_fd = fd;
    return ST_OK;
}

static enum status open_fd(struct intake *in)
{
    struct stat info;
    bool standard_input = strcmp(in->path, "-") == 0;
    /* a regular file as standard input is opened anew, since its position is shared with other processes */
    bool again = standard_input && fstat(STDIN_FILENO, &info) == 0 && S_ISREG(info.st_mode);
    const char *path = again ? "/dev/stdin" : in->path;
    in->fd = standard_input && !again ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (in->fd < 0) return fail_errno(errno == ENOENT ? ST_NOT_FOUND : ST_IO, "cannot open '%s'", in->path);
    if (fstat(in->fd, &info) != 0) return fail_errno(ST_IO, "cannot read '%s'", in->path);
    if (S_ISDIR(info.st_mode)) return bad_file(in, "is a folder, not a file");
    if (S_ISREG(info.st_mode)) return ST_OK;
    if (!standard_input && !S_ISFIFO(info.st_mode)) return bad_file(in, "is not a file but a device");
    int copy, stream = in->fd;
    if (!standard_input) (void)fcntl(stream, F_SETFL, 0);
    enum status st = copy_stream(in, stream, &copy);
    if (st != ST_OK) return st;
    (void)close(stream);
    in->fd = copy;
    return ST_OK;
}

static enum status map_file(struct intake *in)
{
    struct stat info;
    if (fstat(in->fd, &info) != 0) return fail_errno(ST_IO, "cannot read '%s'", in->path);
    if (info.st_size == 0) return bad_file(in, "is empty; scan it again");
    if (info.st_size > (off_t)in->config->max_file_mb << 20)
        return fail(ST_TOO_BIG, "'%s' is %lld MB, limit is %d (max-file-mb)", in->path, (long long)(info.st_size >> 20), in->config->max_file_mb);
    void *p = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, in->fd, 0);
    if (p == MAP_FAILED) return fail_errno(ST_NO_MEMORY, "cannot map '%s'", in->path);
    in->bytes = p;
    in->n = (size_t)info.st_size;
    return ST_OK;
}

static enum status count_pages(struct intake *in)
{
    enum status st = ST_OK;
    switch (in->kind) {
    case FILE_TEXT: st = text_open(in); break;
    case FILE_IMAGE: st = image_open(in); break;
    case FILE_TIFF: st = tiff_open(in); break;
    case FILE_PDF: st = pdf_open(in); break;
    }
    if (st != ST_OK) return st;
    if (in->pages < 1) return bad_file(in, "has no pages; scan it again");
    if (in->pages > in->config->max_pages)
        return fail(ST_TOO_BIG, "'%s' has %d pages, limit is %d (max-pages)", in->path, in->pages, in->config->max_pages);
    return ST_OK;
}

enum status intake_open(const char *path, const struct config *config, struct intake **ret_intake)
{
    enum status st = ST_OK;
    setMsgSeverity(L_SEVERITY_NONE); /* Leptonica's messages may hold more of the page than a log may */
    if (sodium_init() < 0) return fail(ST_INTERNAL, "cannot start libsodium");
    struct intake *in = calloc(1, sizeof *in);
    if (!in) return fail(ST_NO_MEMORY, "out of memory for '%s'", path);
    *in = (struct intake){.path = strdup(path), .config = config, .fd = -1};
    if (!in->path) TRY(fail(ST_NO_MEMORY, "out of memory for '%s'", path));
    TRY(open_fd(in));
    TRY(map_file(in));
    TRY(kind_of(in, &in->kind));
    TRY(count_pages(in));
    *ret_intake = in;
    in = NULL;
done:
    intake_close(in);
    return st;
}

void intake_close(struct intake *in)
{
    if (!in) return;
    pdf_close(in);
    if (in->bytes) (void)munmap((void *)(uintptr_t)in->bytes, in->n);
    if (in->fd >= 0) (void)close(in->fd);
    free(in->text_starts);
    free(in->pdf_facts);
    free((void *)(uintptr_t)in->path);
    free(in);
}

int intake_page_count(const struct intake *in)
{
    return in->pages;
}

enum media intake_media(const struct intake *in)
{
    return in->kind == FILE_TEXT ? MEDIA_TEXT : MEDIA_IMAGE;
}

void intake_expect(struct intake *in, int last)
{
    in->in_turn = last < in->pages ? last : in->pages;
}

void intake_skip_hash(struct intake *in)
{
    in->unhashed = true;
}

const char *intake_sha256(struct intake *in)
{
    if (!in->sha256[0]) sha256_hex(in->bytes, in->n, in->sha256); /* a long file is not hashed for one of its pages */
    return in->sha256;
}

/* To 1, 8 or 32 bits without colormap or alpha, so that no later step needs to know of more. Takes `pix`. */
static PIX *plain_pix(PIX *pix)
{
    PIX *out = NULL;
    int spp = pixGetSpp(pix), depth = pixGetDepth(pix);
    if (pixGetColormap(pix)) out = pixRemoveColormap(pix, REMOVE_CMAP_BASED_ON_SRC);
    else if (depth == 32 && spp == 4) out = pixRemoveAlpha(pix);
    else if (depth == 1 || depth == 8 || depth == 32) return pix;
    else out = pixConvertTo8(pix, 0);
    pixDestroy(&pix);
    if (!out) return NULL;
    depth = pixGetDepth(out);
    return depth == 1 || depth == 8 || (depth == 32 && pixGetSpp(out) == 3 && !pixGetColormap(out)) ? out : plain_pix(out);
}

/* A scanner writes 72 or 1 dpi when it knows nothing; such a value helps nobody. */
static int plausible_dpi(int dpi)
{
    return dpi >= 75 && dpi <= 2400 ? dpi : 0;
}

static enum status set_image(struct intake *in, PIX *pix, struct page *page)
{
    char head[64];
    int x_dpi = plausible_dpi(pixGetXRes(pix)), y_dpi = plausible_dpi(pixGetYRes(pix));
    if (!(pix = plain_pix(pix))) return fail(ST_NO_MEMORY, "out of memory for page %d of '%s'", page->number, in->path);
    (void)pixSetXRes(pix, x_dpi), (void)pixSetYRes(pix, y_dpi);
    (void)pixSetPadBits(pix, 0);
    int n = snprintf(head, sizeof head, "%d x %d x %d\n", pixGetWidth(pix), pixGetHeight(pix), pixGetDepth(pix));
    crypto_hash_sha256_state hash;
    unsigned char digest[crypto_hash_sha256_BYTES];
    (void)crypto_hash_sha256_init(&hash);
    (void)crypto_hash_sha256_update(&hash, (unsigned char *)head, (unsigned)n);
    (void)crypto_hash_sha256_update(&hash, (unsigned char *)pixGetData(pix), 4ull * (unsigned)pixGetWpl(pix) * (unsigned)pixGetHeight(pix));
    (void)crypto_hash_sha256_final(&hash, digest);
    (void)sodium_bin2hex(page->sha256, sizeof page->sha256, digest, sizeof digest);
    page->media = MEDIA_IMAGE;
    page->image = pix;
    page->width_px = pixGetWidth(pix);
    page->height_px = pixGetHeight(pix);
    page->dpi = x_dpi;
    return ST_OK;
}

enum status intake_page(struct intake *in, int number, struct page *page)
{
    PIX *pix = NULL;
    enum status st = ST_OK;
    if (number < 1 || number > in->pages) return fail(ST_NOT_FOUND, "'%s' has no page %d, only %d", in->path, number, in->pages);
    page->file = in->path;
    page->number = number;
    switch (in->kind) {
    case FILE_TEXT: return text_page(in, number, page);
    case FILE_IMAGE: st = image_page(in, &pix); break;
    case FILE_TIFF: st = tiff_page(in, number, &pix); break;
    case FILE_PDF: st = pdf_page(in, number, &pix); break;
    }
    return st == ST_OK ? set_image(in, pix, page) : st;
}

enum status intake_next_page(struct intake *in, struct page *page, bool *ret_more)
{
    if (in->next >= in->pages) {
        *ret_more = false;
        return ST_OK;
    }
    *ret_more = true;
    return intake_page(in, ++in->next, page);
}
