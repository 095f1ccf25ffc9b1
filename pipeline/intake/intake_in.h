/* Inside intake: one open file, and what each kind of file does. */
#ifndef CC_INTAKE_IN_H
#define CC_INTAKE_IN_H

#include "intake.h"

#include "base/buf.h"
#include "base/config.h"

#include <sys/types.h>

enum file_kind { FILE_TEXT, FILE_IMAGE, FILE_TIFF, FILE_PDF };

/* A program of poppler-utils at work. */
struct child_stream {
    pid_t pid; /* 0: none */
    int fd; /* what it writes */
};

struct pdf_size {
    double width_pt, height_pt; /* as shown, rotation included */
    int width_px, height_px, x_dpi, y_dpi;
    bool sideways; /* it is turned by 90 or 270 degrees to be shown so */
    bool gray;
};

/* Pages of a PDF that one child renders, one behind the other. */
struct pdf_run {
    struct child_stream stream;
    int next, last;
    struct pdf_size size; /* of each of them */
};

struct intake {
    const char *path; /* owned */
    const struct config *config;
    int fd;
    const unsigned char *bytes; /* the file, mapped */
    size_t n;
    enum file_kind kind;
    int pages, next;
    bool unhashed; /* intake_skip_hash() */
    char sha256[SHA256_HEX_BYTES];
    size_t *text_starts; /* FILE_TEXT: where each page starts; owned */
    struct pdf_facts *pdf_facts; /* FILE_PDF: of each page, as far as asked for; owned */
    int pdf_ahead; /* pages that are asked for together with one */
    int in_turn; /* intake_expect(): pages up to this one are asked for in turn */
    struct pdf_run pdf_run;
};

/* Tells the kind from the content; ST_BAD_INPUT with what is wrong for anything else. */
enum status kind_of(const struct intake *in, enum file_kind *ret_kind) MUST_CHECK;

enum status text_open(struct intake *in) MUST_CHECK;
enum status text_page(struct intake *in, int number, struct page *page) MUST_CHECK;

/* One raster image, or one directory of a TIFF. *ret_pix as it comes from the decoder; owned by the caller. */
enum status image_open(struct intake *in) MUST_CHECK;
enum status image_page(struct intake *in, struct Pix **ret_pix) MUST_CHECK;
enum status tiff_open(struct intake *in) MUST_CHECK;
enum status tiff_page(struct intake *in, int number, struct Pix **ret_pix) MUST_CHECK;

enum status pdf_open(struct intake *in) MUST_CHECK;
enum status pdf_page(struct intake *in, int number, struct Pix **ret_pix) MUST_CHECK;
void pdf_close(struct intake *in);

/* The pixels a page is to be rendered in, within the limit. */
enum status pdf_size(struct intake *in, int number, struct pdf_size *ret) MUST_CHECK;

/* ST_TOO_BIG when width x height is over the limit; ST_BAD_INPUT when there are no pixels. */
enum status check_size(const struct intake *in, int number, double width_px, double height_px) MUST_CHECK;
enum status bad_file(const struct intake *in, const char *what) MUST_CHECK;

#define PDF_INPUT "/dev/stdin"

struct child {
    int input_fd;
    bool with_errors; /* what it writes to standard error, too */
    unsigned cpu_s; /* killed when it has used so much; 0: no limit but the worker's */
};

/* Runs a program of poppler-utils with the file as its standard input and gives what it writes to standard output.
 * argv ends with NULL and never names the file. *ret_exit: its exit code, or 128 + signal. */
enum status child_run(const char *const *argv, struct child child, struct buf *output, int *ret_exit) MUST_CHECK;

/* The same by and by. child_read() gives less than n when the output has ended. */
enum status child_start(const char *const *argv, struct child child, struct child_stream *ret_stream) MUST_CHECK;
size_t child_read(const struct child_stream *stream, void *to, size_t n);
void child_end(struct child_stream *stream, int *ret_exit); /* waits for it; it dies of writing more */

void sha256_hex(const void *bytes, size_t n, char ret_hex[SHA256_HEX_BYTES]);

#endif
