/* A code as the book prints it, and lines of the Index, for people or as JSON. */
#ifndef CC_SHOW_H
#define CC_SHOW_H

#include "lexicon.h"

#include <jansson.h>

/* On standard output. */
enum status show_text(const struct lexicon *lex, struct arena *arena, uint32_t code) MUST_CHECK;
enum status show_json(const struct lexicon *lex, struct arena *arena, uint32_t code) MUST_CHECK;
/* The same as show_json() prints; the caller owns it. */
enum status show_object(const struct lexicon *lex, struct arena *arena, uint32_t code, json_t **ret) MUST_CHECK;

/* What the Index says of "Pain, abdominal": {path, below, rest, followed?}, or {begins} where no main term is called so. The caller
 * owns it; NULL when out of memory. */
json_t *show_index(const struct lexicon *lex, struct str text);

#endif
