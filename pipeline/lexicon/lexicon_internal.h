/* Shared by the files of pipeline/lexicon alone. */
#ifndef CC_LEXICON_INTERNAL_H
#define CC_LEXICON_INTERNAL_H

#include "lexicon.h"

#define LEXICON_MAGIC "CCLEX\r\n"
#define LEXICON_VERSION 15u
#define LEXICON_BYTE_ORDER 0x01020304u

/* The arrays of the file in their order: field, count field, element type. */
#define LEXICON_ARRAYS(X)                                                                                                                            \
    X(strings, strings_bytes, char)                                                                                                                  \
    X(codes, code_count, struct lex_code)                                                                                                            \
    X(notes, note_count, struct lex_note)                                                                                                            \
    X(terms, term_count, struct lex_term)                                                                                                            \
    X(title_words, title_word_count, uint32_t)                                                                                                       \
    X(entries, entry_count, struct lex_entry)                                                                                                        \
    X(entry_terms, entry_term_count, uint32_t)                                                                                                       \
    X(postings, posting_count, struct lex_posting)                                                                                                   \
    X(groups, group_count, struct lex_group)                                                                                                         \
    X(holders, holder_count, uint32_t)                                                                                                               \
    X(cues, cue_count, struct lex_cue)                                                                                                               \
    X(cue_terms, cue_term_count, uint32_t)                                                                                                           \
    X(rewrites, rewrite_count, struct lex_rewrite)                                                                                                   \
    X(headings, heading_count, struct lex_heading)                                                                                                   \
    X(rules, rule_count, struct lex_rule)                                                                                                            \
    X(index, index_count, struct lex_index)                                                                                                          \
    X(pairs, pair_count, struct lex_pair)                                                                                                            \
    X(weights, weight_count, struct lex_weight)                                                                                                      \
    X(term_slots, term_slot_count, struct lex_hash_slot)                                                                                             \
    X(rewrite_slots, rewrite_slot_count, struct lex_hash_slot)                                                                                       \
    X(heading_slots, heading_slot_count, struct lex_hash_slot)                                                                                       \
    X(learned, learned_count, struct lex_learned)                                                                                                    \
    X(known, known_count, struct lex_known)                                                                                                          \
    X(known_first, known_first_count, uint32_t)                                                                                                      \
    X(spelled, spelled_count, uint64_t)                                                                                                              \
    X(code_rules, code_rule_count, uint32_t)

struct lex_array_row {
    uint64_t offset; /* bytes from the start of the file, a multiple of 16 */
    uint32_t count, element_bytes;
};

/* True when a rewrite of one word begins with exactly this word. */
bool lexicon_rewrite_known(const struct lexicon *lex, struct str lower);
/* Rewrites that begin with the word; NULL when none. *ret_n of them, longest first. */
const struct lex_rewrite *lexicon_rewrites(const struct lexicon *lex, struct str first_word, uint32_t *ret_n);
/* Singular of an English or medical plural, without a dictionary; may give the word itself. */
struct str lexicon_singular(struct str word);
uint32_t lexicon_hash32(struct str s);

/* A code against the end of a range: 0 for the end itself and all its subdivisions. */
int lexicon_compare_to_end(struct str code, struct str end);
/* The range at *at of "J00-J22,J40"; *at is moved behind it. False behind the last. */
bool lexicon_next_range(struct str ranges, size_t *at, struct str *ret_first, struct str *ret_last);

/* Groups of lex_known: first letter times length. */
#define KNOWN_SHORTEST 4
#define KNOWN_LENGTHS 40
#define KNOWN_GROUPS (26 * KNOWN_LENGTHS)
uint32_t letters_of(struct str s); /* bit per letter, upper case as lower */
bool known_letters(struct str word, uint32_t *ret); /* bit per letter; false when the word is none that can be guessed */
uint32_t known_group(struct str word);

/* The compiler puts part of the hash into the time of writing that the file carries, below the second. A file that still carries it
 * was not touched since, and need not be checked again; a copy that lost it is. A multiple of 1000 ns, which file systems keep. */
static inline long lexicon_seal_ns(const struct lex_header *h)
{
    uint32_t part;
    memcpy(&part, h->hash, sizeof part);
    return (long)(part % 1000000u) * 1000;
}

/* Makes the term count, indexes and strings of a mapped file safe to use. */
enum status lexicon_check(const struct lexicon *lex, const char *path) MUST_CHECK;
/* BLAKE2b of the arrays. */
void lexicon_hash_of(const struct lexicon *lex, unsigned char ret_hash[LEXICON_HASH_BYTES]);

#endif
