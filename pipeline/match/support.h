/* How much the record supports a word of a title, seen from a finding. Private to pipeline/match. */
#ifndef CC_MATCH_SUPPORT_H
#define CC_MATCH_SUPPORT_H

#include "match_internal.h"

/* How near the record says a word: 1 beside the finding, less further away, 0 nowhere. */
struct support {
    const struct match_run *run;
    const struct mention *m;
    uint32_t anchor; /* rarest term of the entry */
    bool sided; /* the codes below differ by side */
    const uint32_t *anchors; /* its tokens, in order; the first MOST_ANCHORS */
    uint32_t anchor_count;
    uint32_t node; /* whose words count half */
    uint32_t mark; /* of the words that are known for the mention and the node */
};

/* Before anything is asked: where the finding's rarest word stands. */
void support_begin(struct match_run *run, struct support *su);
/* From here on words are known for the node. */
void support_enter(struct support *su, uint32_t node);

/* The three below need support_enter(). Titles beside each other have most of their words in common, so each is looked up once. */
struct known_word *support_learn(const struct support *su, uint32_t term);
static inline struct known_word *support_word(const struct support *su, uint32_t term)
{
    struct known_word *w = &su->run->m->known[term];
    return w->mark == su->mark ? w : support_learn(su, term);
}
float support_ask(const struct support *su, uint32_t term, struct known_word *w);
static inline float support_of(const struct support *su, uint32_t term)
{
    struct known_word *w = support_word(su, term);
    return w->support < 0.0f ? support_ask(su, term, w) : w->support;
}
/* The same, of a word that the record may have in another way: the thigh is of the lower limb. */
float support_ask_with_sites(const struct support *su, uint32_t term, struct known_word *w);
static inline float support_with_sites(const struct support *su, uint32_t term)
{
    struct known_word *w = support_word(su, term);
    return w->with_sites < 0.0f ? support_ask_with_sites(su, term, w) : w->with_sites;
}
/* A number of a title (its word `at`) is said where it stands behind the word before it: the 2 of "type 2 diabetes" is no "stage 2". */
float support_of_number(const struct support *su, const struct lex_code *c, uint32_t at);

#endif
