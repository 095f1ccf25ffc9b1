/* Shared by search*.c alone. */
#ifndef CC_CODESET_SEARCH_INTERNAL_H
#define CC_CODESET_SEARCH_INTERNAL_H

#include "search.h"

#define QUERY_MAX_WORDS 24
#define QUERY_MAX_READINGS 12 /* of a query with ambiguous abbreviations */
#define WORD_MAX_TERMS 6 /* terms that a misspelt or cut-off word may stand for */

enum { SIDE_RIGHT = 1, SIDE_LEFT = 2 }; /* both bits: bilateral */

struct query_word {
    uint32_t term[WORD_MAX_TERMS];
    float quality[WORD_MAX_TERMS]; /* 1 = as written, less for a guess */
    uint32_t term_count;
    float weight; /* rarity: what it is worth to explain it */
};

#define QUERY_MAX_SITES 8
#define SITE_MAX_TERMS 3

/* A word that names a part of the body, and the terms by which titles name it: leg, lower limb. */
struct query_site {
    uint32_t word, term[SITE_MAX_TERMS], n;
};

/* One reading of the query: its abbreviations taken one way. */
struct query {
    const struct lexicon *lex;
    struct str text; /* of this reading */
    struct query_word words[QUERY_MAX_WORDS];
    uint32_t n;
    struct query_site sites[QUERY_MAX_SITES];
    uint32_t site_count;
    float weight; /* of all words */
    unsigned side; /* asked for; 0 = none */
    bool denies; /* says "without" itself */
    float likelihood; /* of this reading, 0..1 */
    uint8_t *word_of; /* by term: 1 + the word it explains; 0 = none */
    float *quality_of; /* by term */
};

/* Texts of the readings, the one as typed first. */
enum status query_readings(const struct lexicon *lex, struct arena *arena, struct str text, struct str *ret, float *ret_likelihood,
                           uint32_t *ret_n) MUST_CHECK;
/* Fills q; word_of and quality_of are tables of the arena. */
enum status query_read(const struct lexicon *lex, struct arena *arena, struct str text, struct query *q) MUST_CHECK;

/* Word of the query that the term explains, or -1. */
static inline int query_explains(const struct query *q, uint32_t term)
{
    return (int)q->word_of[term] - 1;
}

unsigned search_side(const struct lexicon *lex, uint32_t term);

struct completion {
    uint32_t code; /* billable where the node has one */
    uint32_t explained; /* bit per query word that the code's title explains */
    float surplus; /* rarity of what the title says beyond node and query */
    float bonus; /* unspecified, side, 7th character */
};
/* The code below `node` (or the node) that fits the query best. */
struct completion search_complete(const struct query *q, uint32_t node);
/* Fills hits with what is typed as a code, the beginning of one, or a range; leaves *n at 0 when the query is none of these. */
void search_numbers(const struct lexicon *lex, enum code_system system, struct str query, uint32_t limit, struct search_hit *hits, uint32_t *n);
/* Puts whole codes that stand among the words of the query before the hits. */
void search_numbers_within(const struct lexicon *lex, enum code_system system, struct str query, uint32_t room, struct search_hit *hits, uint32_t *n);
/* 0..1: how well the title of a PCS code answers the query. */
float search_pcs_score(const struct query *q, uint32_t code);
/* The query in the words of PCS titles: "lap appendectomy" is "percutaneous endoscopic resection appendix". */
enum status search_pcs_words(const struct lexicon *lex, struct arena *arena, struct str text, struct str *ret) MUST_CHECK;
/* What it costs that the title denies ("without ...") a word that the query says, or says with what the query denies. */
float search_clash(const struct query *q, uint32_t code);

#endif
