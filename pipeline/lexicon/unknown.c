/* Codes of the dictionaries that the official ICD-10-CM at hand does not have, told by file and line. */
#include "builder.h"

#include "base/log.h"
#include "base/tsv.h"

#define MOST_TOLD 40 /* of a code set that holds only part of the books nearly all are unknown */

/* A letter, then digits and a point: not one of CPT, and not one of HCPCS, which has four digits and no point. */
static bool is_diagnosis(struct str code)
{
    size_t digits = 0;
    for (size_t i = 1; i < code.n; i++) digits += code.p[i] >= '0' && code.p[i] <= '9';
    return code.n >= 3 && code.p[0] >= 'A' && code.p[0] <= 'Z' && code.p[1] >= '0' && code.p[1] <= '9' && !(code.n == 5 && digits == 4);
}

static bool ends_code(char c)
{
    return c == ',' || c == ' ' || c == '-';
}

void builder_tell_unknown(struct builder *b, const struct tsv *t, struct str list)
{
    for (size_t at = 0, end; b->official && at < list.n; at = end + 1) {
        end = at;
        while (end < list.n && !ends_code(list.p[end])) end++;
        struct str code = {list.p + at, end - at};
        if (code.n && code.p[code.n - 1] == '.') code.n--;
        if (!is_diagnosis(code) || lexicon_code(&b->view, SYSTEM_ICD10CM, code) != LEXICON_NO_CODE) continue;
        if (++b->unknown_count > MOST_TOLD) continue;
        LOG(LOG_WARN, "unknown-code", LOG_KV("file", t->path), LOG_KV("line", t->line), LOG_KV("code", code));
    }
}

void builder_sum_unknown(const struct builder *b)
{
    if (b->unknown_count > MOST_TOLD) LOG(LOG_WARN, "more-unknown-codes", LOG_KV("count", b->unknown_count - MOST_TOLD));
}
