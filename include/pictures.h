/* Pictures of pages for the screen, in images/ of the workspace, named by the hash of the file they are of.
 *
 * Made by reader workers (reading.h), which do all decoding; here they are only kept and found. `chartcode run` leaves those that the
 * desk shows first; the others are made when they are asked for. The folder can be emptied at any time. */
#ifndef CC_PICTURES_H
#define CC_PICTURES_H

#include "page.h"
#include "reading.h"

struct config;

struct picture {
    char sha256[SHA256_HEX_BYTES]; /* of the file */
    int number; /* of the page in it, from 1 */
    enum picture_view view;
    int width; /* pixels at most, of picture_width(); 0: as scanned */
};

/* The least of the widths that are made (200, 1000, 1600, 0 = as scanned) that is not under this one; 0 and what is over 1600: 0. */
int picture_width(long wanted);
/* Open for reading; -1 when it is not made, or not whole. The caller closes it. */
int picture_open(const struct config *config, const struct picture *p);
/* Keeps the bytes of a JPEG or PNG; nothing is done when it is there. */
enum status picture_keep(const struct config *config, const struct picture *p, struct str bytes) MUST_CHECK;

/* A process that makes pictures for a program of many threads: a fork of those would carry their locks over to the workers, so this
 * one is forked before there are any. One thread at a time may use it. */
struct picture_maker;
enum status picture_maker_open(const struct config *config, struct picture_maker **ret) MUST_CHECK;
void picture_maker_close(struct picture_maker *m); /* takes NULL */
/* Makes it from the file at `path` and keeps it. ST_BAD_INPUT, ST_TOO_BIG, ST_CRASHED, ST_TIMEOUT: no picture can be made of this page. */
enum status picture_make(struct picture_maker *m, const char *path, const struct picture *p) MUST_CHECK;

#endif
