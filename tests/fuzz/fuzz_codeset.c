/* Importers of official files: any bytes are taken or refused with a message; what was taken is in order. */
#include "../../pipeline/codeset/importer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void check_order(const struct codeset *c)
{
    for (uint32_t i = 0; i < c->code_count; i++) {
        if (c->codes[i].parent >= (int32_t)i) abort();
        if (c->codes[i].title.n == 0 || c->codes[i].code.n == 0) abort();
        bool code = c->codes[i].level == LEVEL_CODE || c->codes[i].level == LEVEL_MODIFIER;
        if (code && codeset_lookup(c, c->codes[i].system, c->codes[i].code) < 0) abort();
    }
    for (uint32_t i = 0; i < c->note_count; i++)
        if (c->notes[i].code >= c->code_count) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *text = malloc(n + (n == 0)); /* exactly as long as the file, so that reading past its end shows */
    if (n) memcpy(text, bytes, n);
    struct source source = {"fuzz", {text, n}};
    const struct importer *importer = importer_of(source.bytes);
    struct codeset c;
    uint32_t rows = 0;
    if (importer && utf8_valid_length(source.bytes) == n && codeset_new(&c) == ST_OK) {
        enum status st = importer->import(&c, &source, &rows);
        if (st == ST_OK && codeset_finish(&c) == ST_OK) check_order(&c);
        codeset_free(&c);
    }
    free(text);
    return 0;
}
