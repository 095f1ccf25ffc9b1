/* How much of a known text a reading got right. Words are letters and figures in lower case, with . ' / - between them. */
#ifndef CC_SCORE_H
#define CC_SCORE_H

#include <stdbool.h>

struct score {
    int words, errors; /* errors: least number of words to insert, delete or change, order kept */
    int found; /* words of the truth that stand anywhere in the reading */
    int lines, lost; /* lines of two words and more; lost: under half of the words stand anywhere in the reading */
};

void score_add(struct score *s, const char *truth, const char *reading); /* adds one page */
void score_sum(struct score *to, const struct score *s);
char *score_read_file(const char *path); /* freed by the caller; NULL when it cannot be read */

#endif
