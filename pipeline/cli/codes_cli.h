/* Shared by codes.c and codes_browse.c: a lexicon and an arena for one command. */
#ifndef CC_CLI_CODES_H
#define CC_CLI_CODES_H

#include "cli.h"
#include "lexicon.h"

struct codes_session {
    struct lexicon *lex;
    struct arena *arena;
};

/* date: yyyymmdd of service, 0 = the newest release. */
enum status codes_open(struct codes_session *s, const struct config *config, int date) MUST_CHECK;
void codes_close(struct codes_session *s); /* takes one that did not open */
/* A code, or a chapter or block by its name. */
enum status codes_find(const struct lexicon *lex, const char *text, uint32_t *ret) MUST_CHECK;
/* Operands 1..n as one text, so that quotes may be left out. */
enum status codes_join(struct arena *arena, int n, char **argv, struct str *ret) MUST_CHECK;
enum status codes_browse(struct config *config, int argc, char **argv) MUST_CHECK;

#endif
