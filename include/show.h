/* Prints a code as the book does, for people or as JSON, on standard output. */
#ifndef CC_SHOW_H
#define CC_SHOW_H

#include "lexicon.h"

enum status show_text(const struct lexicon *lex, struct arena *arena, uint32_t code) MUST_CHECK;
enum status show_json(const struct lexicon *lex, struct arena *arena, uint32_t code) MUST_CHECK;

#endif
