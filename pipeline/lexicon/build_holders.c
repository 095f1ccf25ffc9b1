/* For each term the entries and titles that hold it: a search reads these alone, so it takes no longer with more books. */
#include "builder.h"

typedef enum status holder_taker(struct builder *b, uint32_t term, uint32_t holder);

/* A term that stands twice in a title is told once or twice: a search marks what it has seen. */
static enum status each_holder(struct builder *b, holder_taker *take)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < b->entries.n; i++)
        for (uint32_t k = 0; k < b->entries.p[i].term_count; k++) TRY(take(b, b->entry_terms.p[b->entries.p[i].first_term + k], i));
    for (uint32_t i = 0; i < b->codes.n; i++) {
        const struct lex_code *c = &b->codes.p[i];
        if (c->level != LEVEL_CODE || c->seventh) continue;
        for (uint32_t k = 0; k < c->word_count; k++) TRY(take(b, b->title_words.p[c->first_word + k], i | LEX_HOLDER_CODE));
    }
done:
    return st;
}

static enum status count_one(struct builder *b, uint32_t term, uint32_t holder)
{
    (void)holder;
    b->terms.p[term].holder_count++;
    return ST_OK;
}

static enum status put_one(struct builder *b, uint32_t term, uint32_t holder)
{
    struct lex_term *t = &b->terms.p[term];
    b->holders.p[t->first_holder + t->holder_count++] = holder;
    return ST_OK;
}

enum status build_holders(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t at = 0;
    TRY(each_holder(b, count_one));
    for (uint32_t t = 0; t < b->terms.n; t++) {
        b->terms.p[t].first_holder = at;
        at += b->terms.p[t].holder_count;
        b->terms.p[t].holder_count = 0;
    }
    TRY(vector_reserve((void *)&b->holders.p, at + 1, &b->holders.room, sizeof *b->holders.p));
    b->holders.n = at;
    TRY(each_holder(b, put_one));
done:
    return st;
}

enum status build_known(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t letters, at[KNOWN_GROUPS + 1] = {0};
    for (uint32_t t = 0; t < b->terms.n; t++) {
        struct str text = str_of(b->strings.p + b->terms.p[t].text);
        if (known_letters(text, &letters)) at[known_group(text) + 1]++;
    }
    for (uint32_t g = 0; g < KNOWN_GROUPS; g++) at[g + 1] += at[g];
    for (uint32_t g = 0; g <= KNOWN_GROUPS; g++) PUSH(b->known_first, at[g]);
    TRY(vector_reserve((void *)&b->known.p, at[KNOWN_GROUPS] + 1, &b->known.room, sizeof *b->known.p));
    b->known.n = at[KNOWN_GROUPS];
    for (uint32_t t = 0; t < b->terms.n; t++) {
        struct str text = str_of(b->strings.p + b->terms.p[t].text);
        if (known_letters(text, &letters)) b->known.p[at[known_group(text)]++] = (struct lex_known){letters, t};
    }
done:
    return st;
}
