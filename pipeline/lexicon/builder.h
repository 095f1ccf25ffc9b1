/* What is put together while a lexicon is compiled; shared by the files of the compiler. Everything is freed by
 * builder_clear(); the arrays grow by doubling and hold the very records that the file will hold. */
#ifndef CC_LEXICON_BUILDER_H
#define CC_LEXICON_BUILDER_H

#include "lexicon_internal.h"
#include "lexicon_build.h"

#include "base/buf.h"
#include "base/vector.h"

/* A phrase of the official files that means its codes only in its place in the book (not_phrases.tsv). */
struct not_phrase {
    uint32_t text, codes; /* strings; the codes as ranges */
};

struct builder {
    struct arena *arena; /* tokens of the moment; emptied by builder_entry() */
    struct arena *forms; /* the forms of one phrase; emptied after each row */
    const struct codeset *codeset; /* NULL: dictionaries alone */
    struct lexicon view; /* what is built so far, seen as a lexicon: lets the run-time tokenizer do the compiler's work */

    struct buf strings;
    VECTOR(struct lex_hash_slot) string_slots; /* finds a string that is already there */
    uint32_t string_count;
    VECTOR(struct lex_code) codes;
    VECTOR(struct lex_note) notes;
    VECTOR(struct lex_term) terms;
    VECTOR(uint32_t) title_words;
    VECTOR(struct lex_entry) entries;
    VECTOR(uint32_t) entry_terms;
    VECTOR(struct lex_posting) postings;
    VECTOR(struct lex_group) groups;
    VECTOR(uint32_t) holders;
    VECTOR(struct lex_cue) cues;
    VECTOR(uint32_t) cue_terms;
    VECTOR(struct lex_rewrite) rewrites;
    VECTOR(struct lex_heading) headings;
    VECTOR(struct lex_weight) weights;
    VECTOR(struct lex_rule) rules;
    VECTOR(struct lex_learned) learned;
    VECTOR(struct lex_pair) pairs;
    VECTOR(struct lex_index) index;
    VECTOR(struct lex_known) known;
    VECTOR(uint32_t) known_first;
    VECTOR(uint64_t) spelled;
    VECTOR(uint32_t) code_rules;
    VECTOR(struct lex_hash_slot) term_slots;
    VECTOR(struct lex_hash_slot) rewrite_slots;
    VECTOR(struct lex_hash_slot) heading_slots;
    VECTOR(struct not_phrase) not_phrases;
    VECTOR(uint32_t) term_frequency; /* entries that hold the term */
    struct buf sources;
    int32_t effective_date;
    uint32_t learned_version;
    bool official; /* an official ICD-10-CM is at hand: a code that it has not is a fault of the dictionaries */
    uint32_t unknown_count; /* of those */
    bool closed; /* words that are not there yet are not added: builder_term() gives LEXICON_NO_TERM */
};

#define PUSH(vector, value) VECTOR_PUSH(vector, value)

/* Offset of the string, which is added once. Out of memory shows in b->strings.st. */
uint32_t builder_string(struct builder *b, struct str s);
/* Makes strings that were put there whole (of a lexicon taken apart) ones that builder_string() finds. */
enum status builder_know_strings(struct builder *b) MUST_CHECK;
/* Term id of the norm, added when new. */
enum status builder_term(struct builder *b, struct str norm, uint32_t *ret) MUST_CHECK;
/* Open-addressing table over n values, hash given by value. */
enum status builder_slots(uint32_t n, uint32_t (*hash_of)(const struct builder *, uint32_t), const struct builder *b, struct lex_hash_slot **ret,
                          uint32_t *ret_n) MUST_CHECK;
/* A lower-case copy in `forms`; empty when out of memory. */
struct str builder_lower(struct builder *b, struct str s);
void builder_view(struct builder *b); /* refreshes view after arrays grew */

/* A phrase in words: (a|b) and [x] written out. ret: owned by the arena, at most PHRASE_MAX_FORMS. */
#define PHRASE_MAX_FORMS 2048
enum status phrase_forms(struct arena *arena, struct str phrase, struct str **ret, uint32_t *ret_n) MUST_CHECK;

/* Adds an entry of the phrase's content terms; does nothing when none are left. codes[0] is the code. */
struct entry_facts {
    enum entry_source source;
    bool incomplete;
    uint8_t least_terms; /* an entry of fewer content terms is not made */
    uint32_t code, also[2];
    uint8_t more;
    struct str when;
};
enum status builder_entry(struct builder *b, struct str phrase, const struct entry_facts *facts) MUST_CHECK;
/* The tokens of a text, in b->arena. Their norms do not lie in b->strings, which moves when terms are added. */
enum status builder_words(struct builder *b, struct str text, struct token **ret_tokens, uint32_t *ret_n) MUST_CHECK;
/* The phrase's content terms, each once; *ret_n is 0 when they make no entry. */
#define ENTRY_MOST_TERMS 24
enum status builder_terms(struct builder *b, struct str phrase, uint32_t terms[ENTRY_MOST_TERMS], uint32_t *ret_n) MUST_CHECK;
void builder_clear(struct builder *b);

enum status build_rewrites(struct builder *b, const char *folder) MUST_CHECK; /* abbreviations, synonyms */
enum status build_words(struct builder *b, const char *folder) MUST_CHECK; /* word roles, headings, cues */
enum status build_codes(struct builder *b, const char *folder) MUST_CHECK; /* codes, titles, notes */
enum status build_edit_groups(struct builder *b, const char *folder) MUST_CHECK;
enum status build_groups(struct builder *b, const char *folder) MUST_CHECK; /* code groups */
enum status build_rules(struct builder *b, const char *folder) MUST_CHECK; /* combinations, integral symptoms */
enum status build_procedures(struct builder *b, const char *folder) MUST_CHECK; /* kinds, weights, units, links, modifiers of procedures */
/* The ranges of codes that a note of the Tabular names, parted by commas: a string; *ret is untouched when it names none. */
enum status note_ranges(struct builder *b, struct str note, uint32_t *ret) MUST_CHECK;
enum status build_code_rules(struct builder *b) MUST_CHECK; /* which rules speak of each code; behind all of them, sorted */
enum status build_weights(struct builder *b, const char *model) MUST_CHECK;
enum status build_phrases(struct builder *b, const char *folder) MUST_CHECK; /* diagnoses, procedures, medications */
enum status build_rivals(struct builder *b) MUST_CHECK; /* drops own phrases that say another's words in another way */
enum status build_drugs(struct builder *b, const char *folder) MUST_CHECK; /* poisoning, adverse effect, underdosing */
enum status build_official(struct builder *b) MUST_CHECK; /* titles, inclusion terms, Index and tables */
enum status build_postings(struct builder *b) MUST_CHECK; /* rarity, rarest terms */
enum status build_groups_of_postings(struct builder *b) MUST_CHECK; /* sorts each term's postings */
enum status build_pairs(struct builder *b) MUST_CHECK; /* NCCI */
enum status build_index(struct builder *b) MUST_CHECK;
enum status build_known(struct builder *b) MUST_CHECK; /* the vocabulary by first letter and length */
enum status build_spelling(struct builder *b, const char *dictionaries) MUST_CHECK; /* what Hunspell's dictionaries accept */
enum status build_holders(struct builder *b) MUST_CHECK; /* where each term stands, for search */
uint32_t builder_rarest(const struct builder *b, const struct lex_entry *e); /* the term it is posted under */
uint64_t builder_signature(const struct builder *b, const struct lex_entry *e); /* of its posting */
enum status builder_write(struct builder *b, const char *out) MUST_CHECK;

struct tsv;
/* Logs each diagnosis among the codes and ranges that the official ICD-10-CM does not have, with its file and line. A row is passed over
 * for it and no more: a site may have imported an earlier year. */
void builder_tell_unknown(struct builder *b, const struct tsv *t, struct str list);
void builder_sum_unknown(const struct builder *b); /* how many more than it logged one by one */
/* Calls row() for every row of the table; `many` marks a folder of tables. */
enum status builder_weight(const struct tsv *t, struct str cell, float *ret) MUST_CHECK;
enum status each_row(const char *folder, const char *name, const char *columns, enum status (*row)(void *, const struct tsv *), void *ctx) MUST_CHECK;
enum status each_table(const char *folder, const char *name, const char *columns, enum status (*row)(void *, const struct tsv *),
                       void *ctx) MUST_CHECK;

#endif
