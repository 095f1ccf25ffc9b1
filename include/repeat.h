/* The same sheet of paper scanned or faxed twice. Such pages differ in every pixel; they are told by what was read and, where little is
 * written on them, by how they look from afar. Careful: the same form filled in for another day or another patient is no repetition, so
 * every date has to be there twice, and no other number may differ by more than a misread digit. */
#ifndef CC_REPEAT_H
#define CC_REPEAT_H

#include "page.h"

#define REPEAT_KEYS 6

/* Pages with words: keys of which the same sheet, read again, shares most and another hardly one. False when there are too few words. */
bool repeat_keys(struct arena *arena, const struct page *page, uint64_t ret_keys[REPEAT_KEYS]);
/* Two pages that share keys, looked at word by word. False when memory is out. */
bool repeat_words(struct arena *arena, const struct page *a, const struct page *b);

/* How the page looks from afar, from clean's image: a bit for each cell of a grid, set where it is darker than its neighbours. */
struct Pix;
void repeat_print(struct Pix *gray, uint64_t ret_print[PAGE_PRINT_WORDS]);
bool repeat_looks(const uint64_t a[PAGE_PRINT_WORDS], const uint64_t b[PAGE_PRINT_WORDS]);

#endif
