/* A code as the book prints it: its path, the notes that hold for it (its own and those of all that it stands under), the
 * 7th characters. Reads the lexicon; text is lent by it, arrays are owned by the arena. */
#ifndef CC_BOOK_H
#define CC_BOOK_H

#include "lexicon.h"

#define BOOK_MAX_PATH 16

/* Codes from the chapter down to `code` itself. Gives their number. */
uint32_t book_path(const struct lexicon *lex, uint32_t code, uint32_t ret[BOOK_MAX_PATH]);

struct book_note {
    enum note_kind kind;
    uint32_t from; /* the code that bears it */
    struct str text;
};

/* Own notes first, then those of each row above, as published. Inclusion terms are not inherited, save by a code with a 7th
 * character, which is the same disease as the one above it; of 7th characters the nearest list alone holds. */
enum status book_notes(const struct lexicon *lex, struct arena *arena, uint32_t code, struct book_note **ret, uint32_t *ret_n) MUST_CHECK;

/* Codes straight below, as the book lists them. */
enum status book_children(const struct lexicon *lex, struct arena *arena, uint32_t code, uint32_t **ret, uint32_t *ret_n) MUST_CHECK;

/* A code, or a range of them, as a note names it: "E11.4-", "(J00-J22)". */
struct code_range {
    struct str first, last; /* the same for a single code; without trailing dash. Lent by the note */
};
/* All in the order of the text; *ret_n is at most room. */
uint32_t book_ranges(struct str note, struct code_range *ret, uint32_t room);
/* The code or any of its descendants, or one within the range. */
bool book_in_range(struct str code, struct code_range r);

/* A code, or a range of them, that an Excludes1 note names. */
struct book_excluded {
    struct code_range range;
    struct str note;
    uint32_t from; /* the code that bears the note */
};
/* Of the notes of the code and of all that it stands under; gives their number, at most room. */
uint32_t book_excluded(const struct lexicon *lex, uint32_t code, struct book_excluded *ret, uint32_t room);
/* Whether it names the other code. Where the note stands above both, it speaks of others. */
bool book_excludes(const struct lexicon *lex, const struct book_excluded *x, uint32_t other);

#endif
