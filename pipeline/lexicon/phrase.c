/* Writes a phrase's alternatives out: "(tear|rupture) of [the] acl" is four phrases. */
#include "builder.h"

struct forms {
    struct arena *arena;
    struct str *list;
    uint32_t n;
};

static enum status append_text(struct forms *f, uint32_t from, uint32_t count, struct str piece)
{
    for (uint32_t i = from; i < from + count; i++) {
        struct str old = f->list[i];
        char *p = arena_alloc(f->arena, old.n + piece.n + 1);
        if (!p) return ST_NO_MEMORY;
        if (old.n) memcpy(p, old.p, old.n);
        if (piece.n) memcpy(p + old.n, piece.p, piece.n);
        f->list[i] = (struct str){p, old.n + piece.n};
    }
    return ST_OK;
}

/* Every form so far, once for each of the alternatives in `inner` (parted by '|'), and once without when optional. */
static enum status multiply(struct forms *f, struct str inner, bool optional)
{
    struct str alternative, rest = inner;
    uint32_t before = f->n, ways = optional ? 1 : 0;
    while (str_cut(&rest, '|', &alternative)) ways++;
    if (before * ways > PHRASE_MAX_FORMS) return fail(ST_BAD_DATA, "phrase has more than %d forms", PHRASE_MAX_FORMS);
    for (uint32_t w = 1; w < ways; w++) memcpy(f->list + w * before, f->list, before * sizeof *f->list);
    f->n = before * ways;
    uint32_t at = 0;
    rest = inner;
    while (str_cut(&rest, '|', &alternative)) {
        enum status st = append_text(f, at, before, alternative);
        if (st != ST_OK) return st;
        at += before;
    }
    return ST_OK;
}

static enum status take_group(struct forms *f, struct str phrase, size_t *at)
{
    char open = phrase.p[*at], close = open == '(' ? ')' : ']';
    size_t end = *at + 1;
    while (end < phrase.n && phrase.p[end] != close && phrase.p[end] != '(' && phrase.p[end] != '[') end++;
    if (end == phrase.n || phrase.p[end] != close) return fail(ST_BAD_DATA, "'%c' without '%c', or one group inside another", open, close);
    struct str inner = {phrase.p + *at + 1, end - *at - 1};
    *at = end + 1;
    return multiply(f, inner, open == '[');
}

enum status phrase_forms(struct arena *arena, struct str phrase, struct str **ret, uint32_t *ret_n)
{
    enum status st = ST_OK;
    struct forms f = {.arena = arena, .n = 1};
    f.list = ARENA_ARRAY(arena, struct str, PHRASE_MAX_FORMS);
    if (!f.list) return ST_NO_MEMORY;
    for (size_t at = 0; at < phrase.n;) {
        if (phrase.p[at] == '(' || phrase.p[at] == '[') {
            TRY(take_group(&f, phrase, &at));
            continue;
        }
        size_t end = at;
        while (end < phrase.n && phrase.p[end] != '(' && phrase.p[end] != '[') end++;
        TRY(append_text(&f, 0, f.n, (struct str){phrase.p + at, end - at}));
        at = end;
    }
    *ret = f.list;
    *ret_n = f.n;
done:
    return st;
}
