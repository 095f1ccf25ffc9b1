/* Shared by the files of pipeline/match alone. The way of a chart through match:
 *
 *   find      phrases of the lexicon that stand in each sentence               -> mentions
 *   context   negated? possible? historical? another person?                   -> status of each mention
 *   specify   the record completes the code: side, severity, 7th character    -> a code for each mention
 *   gather    mentions of one code become one candidate with its evidence
 *   rank      features of a candidate to a confidence (procedures: the signs that they were done here) -> order, suggested
 *   rules     integral symptoms, unspecified beside specific, Excludes1        -> withheld */
#ifndef CC_MATCH_INTERNAL_H
#define CC_MATCH_INTERNAL_H

#include "cue_class.h"
#include "lexicon.h"
#include "match.h"

#define NO_INDEX UINT32_MAX

enum negation { NEG_AFFIRMED, NEG_POSSIBLE, NEG_NEGATED };
enum temporality { TEMP_RECENT, TEMP_HISTORICAL, TEMP_HYPOTHETICAL, TEMP_PLANNED, TEMP_RESOLVED };

struct finding_context {
    enum negation negation;
    enum temporality temporality;
    bool other_person; /* family or another */
    bool family;
    uint32_t cue; /* index into lexicon cues of the deciding cue; NO_INDEX when none */
    bool by_section; /* the section decided, not a cue */
};

/* A phrase of the lexicon found in a sentence. */
struct mention {
    uint32_t entry;
    uint32_t sentence;
    uint32_t first_token, last_token; /* of the chart; the span that holds all its terms */
    uint64_t covered; /* bit per token from the sentence's first (the first 64) that is one of its terms */
    float weight; /* rarity of what it explains, less for scattered words */
    uint8_t gap; /* content words inside the span that are not its own */
    struct finding_context context;
    uint32_t code; /* after specify; NO_INDEX = dropped */
    uint32_t second_code; /* the other side of a bilateral condition; NO_INDEX = none */
    float fit; /* how well the record supports the code chosen below the entry's, 0..1 */
    bool side_missing; /* the code wants a side and the record gives none */
    bool in_list; /* shares its head with other items of a list: "pain in the knee and hip" */
};

struct mention_list {
    struct mention *p;
    uint32_t n, room;
};

struct cue_hit {
    uint32_t cue; /* index into lexicon cues */
    uint32_t first, last; /* tokens of the chart */
};

struct cue_hits {
    struct cue_hit *p;
    uint32_t n, room;
};

struct ranking;
struct axes;
struct signs;

/* A title says "lower limb" of what the record calls a thigh (sites.tsv). */
struct site_word {
    uint32_t title, record; /* terms */
};

/* A word of titles: what it is, and what was looked up of it for the mention and node of `mark`; see support.h. */
struct known_word {
    uint32_t mark; /* 0: nothing is known yet */
    uint8_t role; /* enum word_role */
    bool number, in_node; /* a number; a word of the node's title */
    float idf;
    float support, with_sites; /* 0..1; below 0: not asked yet */
};

struct matcher {
    uint32_t cue_classes[CUE_CLASS_COUNT]; /* terms; LEXICON_NO_TERM where no cue holds it */
    uint32_t *cue_second; /* by cue: its second term, side by side as the search for it wants them */
    struct site_word *sites;
    uint32_t site_count;
    struct lexicon *lex;
    uint64_t *in_sentence, *in_chart; /* bit per term that the sentence, the chart at hand holds */
    uint32_t *sentence_first, *chart_first; /* by term, where its bit is set: its first token there */
    struct known_word *known; /* by term */
    uint32_t mark; /* of what is known */
    uint64_t looks; /* groups of phrases, cues and words looked at since it was opened: the work done, whatever the machine */
    struct signs *signs; /* of procedures */
    struct axes *axes; /* of queries to the provider */
    struct ranking *ranking; /* [0] outpatient and emergency, [1] inpatient */
    void (*observe)(void *observer, uint32_t code, const float *features); /* training: sees every candidate; usually NULL */
    void *observer;
};

enum trimester { TRIMESTER_NONE, TRIMESTER_FIRST, TRIMESTER_SECOND, TRIMESTER_THIRD, TRIMESTER_UNSPECIFIED };

struct match_run {
    struct matcher *m;
    const struct lexicon *lex;
    struct chart *chart;
    struct arena *arena;
    uint32_t *next_same; /* by token: the next token of the sentence with the same term, NO_INDEX at the end */
    uint64_t signature; /* of the sentence at hand: lexicon_term_bit of its terms */
    bool expands, says_without; /* the sentence at hand: it holds an abbreviation of several words, a word of ROLE_WITHOUT */
    uint32_t *next_in_chart; /* by token: the next token of the chart with the same term */
    uint8_t *denied; /* by token: 0 not asked yet, 1 no, 2 yes */
    uint32_t *places; /* of each term of the chart: how many tokens, then the tokens in order */
    uint32_t *place; /* by token, of a term's first alone: where its tokens begin in places */
    const struct site_word **sites; /* those whose word the record has */
    uint32_t site_count;
    struct mention_list mentions; /* in the order of their sentences */
    struct mention_list lesser; /* the same, of phrases inside a mention that says more; neither their context nor code is filled in */
    struct cue_hit *cues; /* of the whole chart, in order */
    uint32_t *sentence_cue; /* first cue of each sentence; sentence_count + 1 entries */
    struct cue_hit *facts; /* the same for the facts of facts.tsv */
    uint32_t *sentence_fact;
    uint64_t *fact_names, all_fact_names; /* by sentence, and of the chart: fact_bit() of the names of its facts */
    uint32_t *classes; /* by token: the term of the class of cue words that it belongs to, LEXICON_NO_TERM when none */
    long year; /* of the encounter, as far as known */
    double age_years; /* of the encounter, else as the record says; -1 unknown */
    char sex; /* F, M or U */
    char episode; /* of care of an injury (I.C.19.a): S or D when the record says so, else A (active treatment) */
    enum trimester trimester; /* by the weeks of gestation in the record; NONE when it states none */
    uint32_t week; /* code of the weeks of gestation that the trimester is counted from; NO_INDEX when the record states none */
    uint32_t vaccines, components; /* given here, by the candidates; known to the conditions once gather has counted them */
};

static inline bool term_bit(const uint64_t *bits, uint32_t term)
{
    return bits[term / 64] >> (term % 64) & 1;
}
static inline void set_term_bit(uint64_t *bits, uint32_t term)
{
    bits[term / 64] |= 1ull << (term % 64);
}
/* First token of the chart with the term, NO_INDEX when none; the next ones by next_in_chart. */
static inline uint32_t match_first(const struct match_run *run, uint32_t term)
{
    return term_bit(run->m->in_chart, term) ? run->m->chart_first[term] : NO_INDEX;
}
/* Whether the word at the token is denied there; asked often, so kept. */
bool match_is_denied(const struct match_run *run, uint32_t token);
/* Whether a comma, a slash, "and" or the like stands at one of the tokens from..to - 1, or a slash behind one. */
bool match_joined(const struct match_run *run, uint32_t from, uint32_t to);
/* Whether the token is one of the words the mention was found by; of the first 64 of its sentence. */
static inline bool match_covers(const struct match_run *run, const struct mention *m, uint32_t token)
{
    uint32_t bit = token - run->chart->sentences[m->sentence].first_token;
    return bit < 64 && (m->covered >> bit & 1);
}
/* Among the mentions of one sentence, from `first` on: marks items of lists, drops what reaches across them. */
void match_drop_borrowers(struct match_run *run, uint32_t first);
enum status match_find(struct match_run *run) MUST_CHECK;
enum status match_cues(struct match_run *run) MUST_CHECK;
enum status match_cues_open(struct matcher *m) MUST_CHECK; /* once, when the lexicon is open */
/* Context of tokens first..last of a sentence; needs match_cues(). */
struct finding_context match_context(const struct match_run *run, uint32_t sentence, uint32_t first, uint32_t last);
void match_specify(struct match_run *run, struct mention *m);
/* The code below `node` that the record supports best at the mention; NO_INDEX when there is none. */
uint32_t match_complete(struct match_run *run, const struct mention *m, uint32_t node);
/* Neighbours of the code that the record supports best, best first: what a coder would look at next. Gives how many. */
struct alternative {
    uint32_t code;
    float score;
};
uint32_t match_alternatives(struct match_run *run, const struct mention *m, uint32_t code, struct alternative *out, uint32_t room);
/* True when the sentence states the fact ("done=yes" of facts.tsv). */
bool match_states(const struct match_run *run, uint32_t sentence, struct str fact);
/* Fills in age, sex and episode; needs match_cues(). */
/* True when a number or unit of the mention belongs to a span of time that is told of something else: "pregnancy, return in 4 weeks" (span= and
 * time=unit of facts.tsv). Of the first 64 tokens of a sentence. */
bool match_takes_span(const struct match_run *run, const struct mention *m);
/* Fills in age and sex; needs match_cues(). */
void match_person(struct match_run *run);
/* True when the conditions ("sex=F;age<18;views>=3") hold for the chart and the place of the mention. */
bool match_when(const struct match_run *run, struct str when, const struct mention *m);

/* A bit for a fact's name, so that most places that do not state it need no look; some names share one. */
static inline uint64_t fact_bit(struct str name)
{
    return name.n ? 1ull << ((name.n + 3u * (unsigned char)name.p[0] + 5u * (unsigned char)name.p[name.n - 1]) % 64u) : 1u;
}

/* What the record says of a name in facts.tsv, nearest to a mention. */
struct fact {
    struct str text; /* the value as the table has it */
    double number; /* its number, -1 when it has none */
    uint32_t distance; /* tokens between it and the mention, when both stand in one sentence */
    uint32_t first; /* its first token */
};
/* The fact of one sentence that stands nearest to the mention. */
bool match_fact_in(const struct match_run *run, uint32_t sentence, const struct mention *m, struct str name, struct fact *ret);
/* A fact of the mention's sentence that ends within three words before it. */
bool match_fact_before(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret);
/* Looks in the sentence, then in the sentences of the same act around it (same section and problem). */
bool match_fact(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret);
/* Looks first where match_fact() does, then in the whole chart from its top; m NULL: from the top at once. */
bool match_fact_of_visit(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret);
/* Looks further: in sentences that name the same thing. */
bool match_fact_of_chart(const struct match_run *run, const struct mention *m, struct str name, struct fact *ret);
/* Minutes of a table row: the first number behind the words, where the head of the table speaks of minutes. */
bool match_minutes_of_row(const struct match_run *run, const struct mention *m, double *ret);
/* Sentences first..last that tell of the same act as the sentence. */
void match_act(const struct match_run *run, uint32_t sentence, uint32_t *ret_first, uint32_t *ret_last);
static inline bool term_is_number(const struct lexicon *lex, uint32_t term)
{
    char c = lex_cstr(lex, lex->terms[term].text)[0];
    return c >= '0' && c <= '9';
}
enum status match_gather(struct match_run *run) MUST_CHECK; /* fills chart.candidates and withheld */

#endif
