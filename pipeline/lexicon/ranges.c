/* Ranges of codes as the tables of rules write them ("J00-J22,J40"), and the rules that speak of a code. */
#include "lexicon_internal.h"

int lexicon_compare_to_end(struct str code, struct str end)
{
    size_t n = code.n < end.n ? code.n : end.n;
    int order = memcmp(code.p, end.p, n);
    return order ? order : (code.n < end.n ? -1 : 0); /* a subdivision of the end lies within it */
}

/* What stands up to one of the two characters; *at is moved to it. */
static struct str part_of(struct str s, size_t *at, char a, char b)
{
    size_t from = *at;
    while (*at < s.n && s.p[*at] != a && s.p[*at] != b) (*at)++;
    return (struct str){s.p + from, *at - from};
}

bool lexicon_next_range(struct str ranges, size_t *at, struct str *ret_first, struct str *ret_last)
{
    if (*at >= ranges.n) return false;
    *ret_first = *ret_last = part_of(ranges, at, '-', ',');
    if (*at < ranges.n && ranges.p[*at] == '-') ++*at, *ret_last = part_of(ranges, at, ',', ',');
    ++*at;
    return true;
}

bool lexicon_in_ranges(struct str code, struct str ranges)
{
    struct str first, last;
    for (size_t at = 0; lexicon_next_range(ranges, &at, &first, &last);) {
        bool apart = code.n && first.n && last.n && (code.p[0] < first.p[0] || code.p[0] > last.p[0]);
        if (!apart && lexicon_compare_to_end(code, first) >= 0 && lexicon_compare_to_end(code, last) <= 0) return true;
    }
    return false;
}

uint32_t lexicon_rules(const struct lexicon *lex, enum rule_kind kind, uint32_t *ret_end)
{
    *ret_end = lex->rule_first[kind + 1];
    return lex->rule_first[kind];
}

const uint32_t *lexicon_rules_of(const struct lexicon *lex, uint32_t code, enum rule_kind kind, uint32_t *ret_n)
{
    const uint32_t *p = lex->code_rules + lex->codes[code].first_rule, *end = p + lex->codes[code].rule_count;
    while (p < end && *p < lex->rule_first[kind]) p++;
    uint32_t n = 0;
    while (p + n < end && p[n] < lex->rule_first[kind + 1]) n++;
    *ret_n = n;
    return p;
}

const struct lex_rule *lexicon_rule_of(const struct lexicon *lex, uint32_t code, enum rule_kind kind)
{
    uint32_t n;
    const uint32_t *list = lexicon_rules_of(lex, code, kind, &n);
    return n ? &lex->rules[*list] : NULL;
}
