/* Shared by the files of pipeline/normalize alone. */
#ifndef CC_NORMALIZE_INTERNAL_H
#define CC_NORMALIZE_INTERNAL_H

#include "lexicon.h"

/* A stretch of text that reads on without a break: a paragraph, a list item, a heading with what follows it. */
struct passage {
    uint32_t start, end; /* bytes of chart.text, blanks trimmed */
    enum section section;
    uint16_t problem;
    bool problem_heading; /* its first sentence names the problem */
    bool list_item;
    bool row; /* of a table */
};

struct passage_list {
    struct passage *p; /* of the arena */
    uint32_t n, room;
};

/* Cuts the text into passages, sections known. */
enum status normalize_passages(const struct lexicon *lex, struct arena *arena, struct str text, struct passage_list *ret) MUST_CHECK;

/* Length of the heading that `text` begins with, colon included; 0 when none. *ret_section: its section. */
size_t normalize_heading(const struct lexicon *lex, struct str text, enum section *ret_section);

/* Without blanks and the marks of bold and italic type around it: "**Plan**". */
struct str normalize_without_emphasis(struct str s);

bool normalize_is_row(struct str line);
bool normalize_is_header_row(const struct lexicon *lex, struct str line);

/* Adds the sentences of a passage to chart.sentences (room for them was made by the caller's cap). */
struct sentence_list {
    struct sentence *p;
    uint32_t n, room;
};
enum status normalize_sentences(const struct lexicon *lex, struct arena *arena, struct str text, const struct passage *in,
                                struct sentence_list *out) MUST_CHECK;

/* Repairs unknown words of a sentence's tokens toward the lexicon's vocabulary; never touches a word that is right English. Needs a
 * lexicon that was built with spelling dictionaries. */
void spelling_repair(const struct lexicon *lex, struct str text, struct token *tokens, uint32_t n);

#endif
