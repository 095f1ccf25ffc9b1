/* The lines that `chartcode suggest` writes. */
#ifndef CC_CLI_SUGGEST_JSON_H
#define CC_CLI_SUGGEST_JSON_H

#include "base/jsonl.h"
#include "match.h"

/* One object, without the end of the line. text: with the chart's text, which offsets point into. */
void suggest_json(struct buf *out, const struct chart *c, bool text);
/* What stands for a file that could not be read, so that the lines still pair with the files. */
void suggest_json_error(struct buf *out, const char *file, const char *message);

#endif
