/* The compiled lexicon: one read-only, memory-mapped file that holds what the dictionaries and the imported code sets say.
 *
 * Built by lexicon_build(), opened in well under a millisecond, shared by all workers. The arrays below lie in the map and
 * are lent for as long as the lexicon is open; their indexes lie within their ranges: the compiler made them so, and a file that was
 * touched since (its time of writing tells) is checked when it is opened.
 * Any number of threads may read it. The file is of the machine's own byte order and says so. */
#ifndef CC_LEXICON_H
#define CC_LEXICON_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"
#include "codeset.h"
#include "lexicon_rules.h"
#include "page.h"
#define LEXICON_NO_TERM UINT32_MAX
#define LEXICON_NO_CODE UINT32_MAX
#define LEXICON_HASH_BYTES 32

/* A code, chapter or block, sorted by system, then code without its dot: descendants follow their parent. */
struct lex_code {
    uint32_t code, title; /* strings */
    int32_t parent; /* index into codes, -1 at the top */
    uint32_t end; /* one past the last descendant */
    uint32_t first_note, note_count;
    uint32_t flags; /* enum code_flag and the two below */
    uint8_t system, level; /* enum code_system, enum code_level */
    uint16_t seventh; /* 1: has a 7th character, so its parent is the complete disease */
    uint32_t first_word, word_count; /* title's content words, in title_words */
    uint32_t first_rule, rule_count; /* rules whose ranges `first` hold the code, in code_rules: in their order */
    float offset[2]; /* outpatient, inpatient: how much more coders take it than the ranking's features tell */
};
#define LEX_CODE_BILLABLE 0x80000000u
#define LEX_CODE_CHRONIC 0x00100000u /* this and the next five: groups of code_groups.tsv */
#define LEX_CODE_SYMPTOM 0x00200000u
#define LEX_CODE_STATUS 0x00400000u
#define LEX_CODE_CONFIRM 0x00800000u
#define LEX_CODE_HABIT 0x01000000u
#define LEX_CODE_DONE 0x08000000u
#define LEX_CODE_VAGUE 0x02000000u /* its title says "unspecified" */
#define LEX_CODE_SIDED 0x04000000u /* its title, or one below it, names a side */
#define LEX_CODE_OWN 0x40000000u /* known from the dictionaries alone, no official file has it */

struct lex_note {
    uint32_t text;
    uint32_t kind; /* enum note_kind */
    uint32_t ranges; /* string: the codes that it names, "B95-B97,U07.1" */
};

struct lex_term {
    uint32_t text;
    float idf; /* rarity over all phrases: natural log, >= 0 */
    uint32_t first_posting, posting_count; /* entries for which this is the rarest term */
    uint32_t first_group, group_count; /* of these postings */
    uint32_t first_cue, cue_count; /* context cues that begin with it, by their second term, then longest first; those of one word last */
    uint32_t role; /* enum word_role */
    uint32_t first_holder, holder_count; /* all entries and titles that hold it, in holders */
};
/* A holder is an entry's index, or, with this bit, that of a code whose title holds the term. Entries come first.
 * Holders are many and not checked when the file is opened: who reads one checks its range. */
#define LEX_HOLDER_CODE 0x80000000u

/* What a word is for, beside its meaning (dictionaries/word_roles.tsv). */
enum word_role {
    ROLE_PLAIN,
    ROLE_SMALL,
    ROLE_UNSPECIFIED,
    ROLE_OTHER,
    ROLE_RIGHT,
    ROLE_LEFT,
    ROLE_BILATERAL,
    ROLE_WITHOUT,
    ROLE_LINK, /* with, of, at: no meaning of its own, but ends what "without" governs */
    ROLE_DOMINANT, /* this and the next: which hand's side a paralysis takes */
    ROLE_NONDOMINANT,
    ROLE_LABELLED, /* a letter behind it is a label: hepatitis A, group A */
    ROLE_GENERAL, /* a kind of finding or its course, not which: disease, chronic */
    ROLE_TRIMESTER,
    ROLE_COUNT
};

/* Where a phrase comes from; order is not rank. */
enum entry_source {
    SOURCE_OWN,
    SOURCE_TITLE,
    SOURCE_INCLUSION,
    SOURCE_INDEX,
    SOURCE_EXTERNAL,
    SOURCE_NEOPLASM,
    SOURCE_DRUG,
    SOURCE_PROCEDURE,
    SOURCE_MEDICATION,
    SOURCE_COUNT
};
const char *entry_source_name(enum entry_source s);

/* A phrase: found where all its terms stand close together, in any order. */
struct lex_entry {
    uint32_t first_term; /* into entry_terms */
    uint8_t term_count, source;
    uint8_t incomplete; /* 1: the record must complete the code ("M25.56-") */
    uint8_t more; /* further codes needed beside the first, 0..2 */
    uint32_t code; /* index into codes */
    uint32_t also[2];
    uint32_t when; /* string: conditions, empty = always */
    uint32_t text; /* string: the phrase as written, to explain a match */
    float weight; /* sum of its terms' idf */
    uint32_t learned; /* 1 + index of the first thing learned about the phrase; 0 = nothing was */
};

/* What coders taught about a phrase and one of its codes (learn.h). */
enum learned_effect {
    LEARNED_ADD, /* the phrase has the code too: why its entry is there */
    LEARNED_INSTEAD, /* where the phrase leads to the code, the other one is meant */
    LEARNED_MUTE, /* the phrase does not speak for the code */
    LEARNED_WEIGHT, /* it does so more, or less, than the ranking thinks */
    LEARNED_EFFECT_COUNT
};
#define LEARNED_MOST_WEIGHT 1.5f
const char *learned_effect_name(enum learned_effect e); /* add, instead, mute, weight */

struct lex_learned {
    uint32_t code; /* after the record completed it */
    uint32_t other; /* of INSTEAD, billable; of the others the code itself */
    uint32_t text; /* string: what it does and what it rests on, in words for the coder */
    uint32_t next; /* 1 + index of the phrase's next one, which stands before this one; 0 = none */
    float weight; /* of WEIGHT: added before the logistic, at most LEARNED_MOST_WEIGHT either way */
    uint32_t effect; /* enum learned_effect */
};

/* An entry under its rarest term. The signature (a bit per term, see lexicon_term_bit) tells most entries that a sentence
 * cannot hold without a look at the entry itself. */
struct lex_posting {
    uint64_t signature;
    uint32_t entry, unused;
};
/* A term's postings lie by the second rarest term of their entries, so that a sentence without that one passes them all by. */
struct lex_group {
    uint32_t second; /* LEXICON_NO_TERM: entries of one term */
    uint32_t posting_count; /* the groups' postings follow each other */
};
static inline uint64_t lexicon_term_bit(uint32_t term)
{
    return 1ull << ((term * 2654435769u) >> 26);
}

enum cue_status {
    CUE_NEGATED,
    CUE_POSSIBLE,
    CUE_HISTORICAL,
    CUE_HYPOTHETICAL,
    CUE_FAMILY,
    CUE_OTHER,
    CUE_PLANNED,
    CUE_RESOLVED,
    CUE_AFFIRMED,
    CUE_PSEUDO,
    CUE_STOP,
    CUE_FACT,
    /* of facts.tsv; text is the fact */ CUE_STATUS_COUNT
};
enum cue_direction { CUE_FORWARD, CUE_BACKWARD, CUE_BOTH, CUE_NONE };
enum cue_scope { SCOPE_CLAUSE, SCOPE_SENTENCE, SCOPE_LIST, SCOPE_SECTION, SCOPE_WORDS };

struct lex_cue {
    uint32_t first_term; /* into cue_terms: term_count terms of the cue, then end_count single terms that end its scope */
    uint8_t term_count, end_count;
    uint8_t status, direction, scope, scope_words;
    uint16_t stops; /* of CUE_STOP: bit per status whose scope it ends; 0 = all */
    uint32_t text;
    uint32_t second; /* its second term; LEXICON_NO_TERM when it has but one */
    uint32_t name_bytes; /* of CUE_FACT: of the fact's name, which "=" and its value follow */
};

/* A word or words that stand for others: abbreviations and synonyms. Looked up by the first word, lower case. */
struct lex_rewrite {
    uint32_t from, to; /* strings: words parted by one blank; `from` in lower case */
    uint32_t written; /* string: as written in the dictionary, for exact case */
    uint32_t near; /* string: words parted by '|'; empty = none needed */
    uint64_t sections; /* bit per enum section; 0 = any */
    uint8_t word_count, exact_case, abbreviation, unused;
    uint16_t first_bytes; /* of the first word of `from` */
    uint16_t run; /* of the first of those with its first word: how many they are */
};

/* They lie by length. */
struct lex_heading {
    uint32_t text; /* lower case, single blanks, no colon */
    uint16_t section; /* enum section */
    uint16_t bytes; /* of the text */
    uint32_t letters; /* bit per letter that it holds */
};

/* A term of plain letters, as one that a misspelt word may have been meant to be. They lie by first letter, then by length. */
struct lex_known {
    uint32_t letters; /* bit per letter that it holds */
    uint32_t term;
};

/* Weight of a feature of the ranking (models/ranking.tsv). */
struct lex_weight {
    uint32_t name; /* string */
    float outpatient, inpatient; /* emergency counts as outpatient */
};

/* A line of the Alphabetic Index; what stands below it follows it, up to `end`. All but the tree are strings. */
struct lex_index {
    uint32_t term, code, manifestation, see, see_also;
    int32_t parent; /* -1: a main term */
    uint32_t end, kind; /* kind: enum index_kind; lines of one kind stand together, sorted by path without parentheses */
};

/* NCCI pair; not checked when the file is opened, for there may be millions: lexicon_pair() gives none that is damaged. */
struct lex_pair {
    uint32_t first, second; /* code_pack() */
    int32_t from, until; /* yyyymmdd; until 0 = still in force */
    uint32_t why; /* string */
    uint32_t modifier; /* '0' or '1' */
};

struct lex_hash_slot {
    uint32_t hash, value; /* value + 1; 0 = empty */
};

struct lex_header {
    char magic[8];
    uint32_t version, byte_order;
    uint64_t bytes;
    unsigned char hash[LEXICON_HASH_BYTES]; /* BLAKE2b of all behind the header: the lexicon's identity */
    int32_t effective_date; /* of the code sets; 0 = dictionaries alone */
    uint32_t sources; /* string: what it was made of, a line a file */
    uint32_t array_count;
    uint32_t specific_rule; /* string: the rule that the specific code stands before the unspecified */
    uint32_t learned_version; /* what was learned from coders is in it; 0 = nothing */
    uint32_t unused;
};

struct lexicon {
    const struct lex_header *header;
    size_t bytes;
    struct lexicon *next; /* of those open in this process */
    unsigned users;
    uint64_t device, inode;
    const char *strings;
    uint32_t strings_bytes;
    const struct lex_code *codes;
    uint32_t code_count;
    const struct lex_note *notes;
    uint32_t note_count;
    const struct lex_term *terms;
    uint32_t term_count;
    const uint32_t *title_words;
    uint32_t title_word_count;
    const struct lex_entry *entries;
    uint32_t entry_count;
    const uint32_t *entry_terms;
    uint32_t entry_term_count;
    const struct lex_posting *postings;
    uint32_t posting_count;
    const struct lex_group *groups;
    uint32_t group_count;
    const uint32_t *holders;
    uint32_t holder_count;
    const struct lex_cue *cues;
    uint32_t cue_count;
    const uint32_t *cue_terms;
    uint32_t cue_term_count;
    const struct lex_rewrite *rewrites;
    uint32_t rewrite_count;
    const struct lex_heading *headings;
    uint32_t heading_count;
    const struct lex_weight *weights;
    uint32_t weight_count;
    const struct lex_rule *rules;
    uint32_t rule_count;
    const struct lex_learned *learned;
    uint32_t learned_count;
    const struct lex_pair *pairs;
    uint32_t pair_count; /* sorted by first, second, from */
    const struct lex_index *index;
    uint32_t index_count;
    const struct lex_known *known;
    uint32_t known_count;
    const uint32_t *known_first;
    uint32_t known_first_count;
    const uint64_t *spelled; /* hashes of the words that spelling dictionaries have, sorted */
    uint32_t spelled_count;
    const uint32_t *code_rules;
    uint32_t code_rule_count;
    /* open-addressing tables; sizes are powers of two */
    const struct lex_hash_slot *term_slots;
    uint32_t term_slot_count;
    const struct lex_hash_slot *rewrite_slots;
    uint32_t rewrite_slot_count; /* by first word: first of its rewrites, longest first */
    const struct lex_hash_slot *heading_slots;
    uint32_t heading_slot_count;
    uint32_t system_first[SYSTEM_COUNT + 1]; /* codes of a system: system_first[s] .. system_first[s + 1] */
    uint32_t rule_first[RULE_KIND_COUNT + 1]; /* the same for rules of a kind */
};

/* path: NULL or "" = the one beside the program, else where make install put it. A file that is open already is not mapped and
 * checked again: the same lexicon is lent once more, and is given back when the last user closes it. Any thread may open and close. */
enum status lexicon_open(const char *path, struct lexicon **ret) MUST_CHECK;
/* Looks at every byte, as opening one that nobody touched since it was built does not. */
enum status lexicon_verify(const struct lexicon *lex, const char *path) MUST_CHECK;
/* The hash of a lexicon, without opening the rest of it. */
enum status lexicon_identity(const char *path, unsigned char ret_hash[LEXICON_HASH_BYTES]) MUST_CHECK;
void lexicon_close(struct lexicon *lex); /* takes NULL */

static inline const char *lex_cstr(const struct lexicon *lex, uint32_t string)
{
    return lex->strings + string;
}
static inline struct str lex_str(const struct lexicon *lex, uint32_t string)
{
    return str_of(lex->strings + string);
}

/* Whether the codes begin with the same three characters. */
static inline bool lexicon_same_category(const struct lexicon *lex, uint32_t a, uint32_t b)
{
    const char *x = lex_cstr(lex, lex->codes[a].code), *y = lex_cstr(lex, lex->codes[b].code);
    return x[0] == y[0] && strncmp(x, y, 3) == 0; /* most differ in their first */
}
/* LEXICON_NO_TERM when the word is unknown. `word` is a norm as lexicon_words() makes them. */
uint32_t lexicon_term(const struct lexicon *lex, struct str word);
/* Code with or without its dot, any case; LEXICON_NO_CODE when absent. */
uint32_t lexicon_code(const struct lexicon *lex, enum code_system system, struct str code);
/* Looks through all systems; the one that writes the code as given comes first: G0439 is HCPCS, G04.39 ICD-10-CM. */
uint32_t lexicon_code_any(const struct lexicon *lex, struct str code);
/* The NCCI pair with these column 1 and column 2 codes that is in force on the day (yyyymmdd; 0 = still is); NULL when none is. */
const struct lex_pair *lexicon_pair(const struct lexicon *lex, uint32_t first, uint32_t second, int day);
/* SECTION_COUNT when the line is no known heading. `text` in any case, without its colon. */
enum section lexicon_heading(const struct lexicon *lex, struct str text);
/* The same for a heading of six letters or more of which one was misread; SECTION_COUNT when none or several are that near. */
enum section lexicon_heading_near(const struct lexicon *lex, struct str text);

/* A raw word of a text, before abbreviations and synonyms. */
struct raw_word {
    uint32_t start, end; /* bytes */
    struct str lower; /* folded to lower-case ASCII where possible */
    uint8_t kind; /* enum token_kind */
    uint8_t joined; /* 1: no blank between the word before and this one */
};

/* Cuts text into raw words. Hyphened and slashed words are parted unless the dictionaries know them whole ("h/o", "x-ray"). */
enum status lexicon_scan(const struct lexicon *lex, struct arena *arena, struct str text, struct raw_word **ret, uint32_t *ret_n) MUST_CHECK;

struct token_list {
    struct token *p; /* of the arena */
    uint32_t n, room;
};

/* Raw words from..to to tokens, appended to `out`: abbreviations expanded (those bound to sections or neighbours only where
 * these fit; neighbours are looked for in all n raw words), synonyms and spellings unified, plurals stripped, Roman numerals
 * after type/stage/grade/class made Arabic. Tokens carry norm and term; sentence is left 0. */
struct raw_text {
    struct str text; /* what was scanned */
    const struct raw_word *raw;
    uint32_t n;
    struct word_memo *memo; /* lent; NULL: every word is looked up anew */
};

/* The words met last, with what the lexicon says of them: notes have most of their words in common. It changes the cost and
 * nothing else. For one thread and one lexicon. NULL when out of memory; free with free(). */
struct word_memo *word_memo_new(void);
enum status lexicon_normalize(const struct lexicon *lex, struct arena *arena, const struct raw_text *in, uint32_t from, uint32_t to,
                              enum section section, struct token_list *out) MUST_CHECK;

/* Both in one, for short texts such as a query. */
enum status lexicon_words(const struct lexicon *lex, struct arena *arena, struct str text, struct token **ret, uint32_t *ret_n) MUST_CHECK;

/* True for words that carry meaning of their own. */
static inline bool role_is_content(enum word_role r)
{
    return r == ROLE_PLAIN || r == ROLE_LABELLED || r == ROLE_GENERAL || r == ROLE_TRIMESTER;
}

static inline enum word_role lexicon_role(const struct lexicon *lex, uint32_t term)
{
    return term < lex->term_count ? (enum word_role)lex->terms[term].role : ROLE_PLAIN;
}

/* What was learned of this kind about the entry's phrase and the code; NULL when nothing. */
const struct lex_learned *lexicon_learned(const struct lexicon *lex, const struct lex_entry *e, uint32_t code, enum learned_effect effect);

/* Weights of the feature; zeros when the model does not name it. For start-up, not for inner loops. */
struct lex_weight lexicon_weight(const struct lexicon *lex, struct str name);

#endif
