/* The rules that speak of a code are listed beside it, so that no chart need look through all of them. */
#include "builder.h"

#include <stdlib.h>

struct code_rule {
    uint32_t code, rule;
};

struct lister {
    struct builder *b;
    uint32_t *sorted; /* the codes of one system, without the chapters and blocks between them */
    uint32_t sorted_n;
    uint32_t *last; /* by code: 1 + the rule listed last */
    VECTOR(struct code_rule) pairs; /* in the order of the rules */
};

static bool speaks_of_ranges(enum rule_kind kind)
{
    return kind == RULE_COMBINATION || kind == RULE_INTEGRAL || kind == RULE_COMPANION || kind == RULE_HISTORY || kind == RULE_KIND ||
           kind == RULE_UNITS || kind == RULE_LINK || kind == RULE_MODIFIER || kind == RULE_VACCINE || kind == RULE_POINTER ||
           kind == RULE_ALTERNATIVE;
}

/* First of the sorted codes that stands at `end` or behind it; with `beyond`, behind all that lies within it. */
static uint32_t place_of(const struct lister *l, struct str end, bool beyond)
{
    uint32_t lo = 0, hi = l->sorted_n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int order = lexicon_compare_to_end(str_of(l->b->strings.p + l->b->codes.p[l->sorted[mid]].code), end);
        if (order < 0 || (beyond && order == 0)) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

static enum status list_rule(struct lister *l, uint32_t rule)
{
    struct str ranges = str_of(l->b->strings.p + l->b->rules.p[rule].first), first, last;
    enum status st = ST_OK;
    for (size_t at = 0; lexicon_next_range(ranges, &at, &first, &last);)
        for (uint32_t i = place_of(l, first, false), end = place_of(l, last, true); i < end; i++) {
            uint32_t code = l->sorted[i];
            if (l->last[code] == rule + 1) continue;
            l->last[code] = rule + 1;
            PUSH(l->pairs, ((struct code_rule){code, rule}));
        }
done:
    return st;
}

static enum status list_rules_of(struct lister *l, enum code_system system)
{
    enum status st = ST_OK;
    l->sorted_n = 0;
    for (uint32_t i = 0; i < l->b->codes.n; i++)
        if (l->b->codes.p[i].system == system && l->b->codes.p[i].level == LEVEL_CODE) l->sorted[l->sorted_n++] = i;
    for (uint32_t r = 0; r < l->b->rules.n; r++)
        if (speaks_of_ranges((enum rule_kind)l->b->rules.p[r].kind)) TRY(list_rule(l, r));
done:
    return st;
}

/* Each code's rules behind each other, in their order. */
static enum status place_rules(struct lister *l)
{
    struct builder *b = l->b;
    enum status st = vector_reserve((void *)&b->code_rules.p, l->pairs.n + 1, &b->code_rules.room, sizeof *b->code_rules.p);
    if (st != ST_OK) return st;
    for (uint32_t i = 0; i < l->pairs.n; i++) b->codes.p[l->pairs.p[i].code].rule_count++;
    uint32_t at = 0;
    for (uint32_t i = 0; i < b->codes.n; i++) {
        struct lex_code *c = &b->codes.p[i];
        c->first_rule = at;
        at += c->rule_count;
        c->rule_count = 0;
    }
    for (uint32_t i = 0; i < l->pairs.n; i++) {
        struct lex_code *c = &b->codes.p[l->pairs.p[i].code];
        b->code_rules.p[c->first_rule + c->rule_count++] = l->pairs.p[i].rule;
    }
    b->code_rules.n = at;
    return ST_OK;
}

enum status build_code_rules(struct builder *b)
{
    struct lister l = {.b = b, .sorted = calloc(b->codes.n + 1, sizeof(uint32_t)), .last = calloc(b->codes.n + 1, sizeof(uint32_t))};
    enum status st = l.sorted && l.last ? ST_OK : fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    for (int s = 0; s < SYSTEM_COUNT; s++)
        if (st == ST_OK) st = list_rules_of(&l, (enum code_system)s);
    if (st == ST_OK) st = place_rules(&l);
    free(l.sorted);
    free(l.last);
    free(l.pairs.p);
    return st;
}
