/* Inside read: one reading of a page, or of a part of it, and what is done with several of them.
 * Coordinates are pixels of the cleaned page unless said otherwise. Everything here lives in the page's arena. */
#ifndef CC_READ_IN_H
#define CC_READ_IN_H

#include "affine.h"
#include "image.h"
#include "read.h"

struct Pix;
struct config;

struct said { /* what a look said of a word's ink */
    struct phi text;
    float confidence, quality; /* as those of a glimpse */
};

struct glimpse { /* a word as one reading saw it */
    struct phi text;
    struct box box;
    float confidence; /* 0..1, as Tesseract says */
    float quality; /* 0..1: the chance that the word is right; see judge.c */
    uint32_t row; /* index into reading.rows */
    struct said other[WORD_OTHERS]; /* by other looks, likeliest first but for who was just overruled; text.n = 0: nothing */
};

struct row { /* a line of text as one reading saw it */
    struct box box;
    uint32_t first, count; /* glimpses */
    uint32_t block;
    bool paragraph_start;
};

struct reading {
    struct glimpse *words;
    uint32_t word_count;
    struct row *rows;
    uint32_t row_count;
};

/* Tesseract, loaded once in a process. */
struct engine;
enum status engine_open(const struct config *config, struct engine **ret_engine) MUST_CHECK;
void engine_close(struct engine *e); /* takes NULL */

/* By CLOCK_MONOTONIC: from `late_s` on no further look should begin, at `stop_s` a look under way ends with what it has read. 0: no limit. */
void engine_limit(struct engine *e, double late_s, double stop_s);
bool engine_is_late(const struct engine *e);

enum layout { LAYOUT_PAGE, LAYOUT_BLOCK, LAYOUT_LINE, LAYOUT_SPARSE };
/* Reads `image`. to_clean maps its pixels to those of the cleaned page. */
enum status engine_read(struct engine *e, struct Pix *image, enum layout layout, struct affine to_clean, struct arena *arena,
                        struct reading *ret) MUST_CHECK;
bool engine_knows(struct engine *e, const char *word); /* is it in the language's word list */

/* Sets the quality of every word. */
void judge_reading(struct engine *e, struct reading *r);
double judge_row(const struct reading *r, const struct row *row); /* mean quality by length */
double judge_gain(const struct glimpse *w); /* letters right to be expected from keeping it, less what a wrong one costs */

/* *ret: base, with the words of `other` that read their ink better and those that base did not see. Rows stand in no order. */
enum status merge_readings(const struct reading *base, const struct reading *other, struct arena *arena, struct reading *ret,
                           uint32_t *ret_taken) MUST_CHECK;
/* Versions of the page to look at; UNTOUCHED is the page as it came in, only turned and sized as the clean one;
 * STEMS the clean one with the strokes that streaks may have hidden. */
enum version { V_PLAIN, V_BLUR, V_THICK, V_MEDIAN, V_DARK, V_SOFT, V_FAINT, V_SOFT_FAINT, V_UNTOUCHED, V_MEND, V_STEMS, VERSIONS };
/* Owned by the caller, NULL when out of memory; may be larger than `source`. */
struct Pix *version_make(enum version v, struct Pix *source, int x_height_px);
/* How many letters each version gets right on one strip, by the judge. sources: what each is made from, lent; NULL: left out.
 * unread: the clean page without what was read well. */
/* Where to listen: some lines' height of the page, with as much ink as can be. */
enum status audition_strip(struct Pix *image, int x_height_px, struct box *ret) MUST_CHECK;
/* How many letters are read right in a part of `image`. */
enum status audition_score(struct engine *e, struct Pix *image, struct arena *arena, double *ret_gain) MUST_CHECK;
enum status audition(struct engine *e, struct Pix *const sources[VERSIONS], struct Pix *unread, int x_height_px, struct arena *arena,
                     double gains[VERSIONS]) MUST_CHECK;

/* The page before cleaning. */
struct origin {
    struct Pix *image; /* lent */
    struct affine to_original;
    const struct bend *bend; /* lent; may be NULL */
    struct Pix *stems; /* lent; may be NULL; in pixels of the clean page */
};
/* Reads `clean` for the first time, */
enum status looks_first(struct engine *e, struct Pix *clean, struct marks marks, struct arena *arena, struct reading *ret) MUST_CHECK;
/* and looks again where the reading is poor. */
enum status looks_again(struct engine *e, struct Pix *clean, const struct origin *origin, struct marks marks, struct arena *arena,
                        struct reading *r) MUST_CHECK;
/* Turns the cleaned page when it reads far better in another of the four ways. marks: changed with it. */
enum status turn_check(struct engine *e, struct page *page, const struct reading *r, bool *ret_turned) MUST_CHECK;
#define UNREAD_MOST 400
struct unread_list {
    struct unread at[UNREAD_MOST]; /* boxes in pixels of the cleaned page */
    uint32_t n;
};
#define GRAPHICS_MOST 100
struct graphic_list {
    struct graphic at[GRAPHICS_MOST]; /* boxes in pixels of the cleaned page */
    uint32_t n;
};
/* Adds the signatures to `list` and takes out the words that were read from their strokes. ink: binary, of the cleaned page. */
enum status signatures_find(struct Pix *ink, int x_height_px, struct reading *r, struct graphic_list *list) MUST_CHECK;
/* Text-like ink under no accepted word and no graphic; finds the pictures among it. */
enum status ink_unread(struct Pix *clean, const struct reading *r, int x_height_px, struct unread_list *list,
                       struct graphic_list *graphics) MUST_CHECK;
/* About how many letters lie under no word, as on a page with bands of faint print. */
enum status missed_letters(struct Pix *clean, const struct reading *r, int x_height_px, double *ret_letters) MUST_CHECK;
/* Adds the lines whose words are hardly to be believed. */
enum status ink_doubtful(const struct reading *r, struct unread_list *list) MUST_CHECK;
/* Reads the boxes of `list` alone. */
enum status looks_fill(struct engine *e, struct Pix *clean, struct marks marks, const struct unread_list *list, struct arena *arena,
                       struct reading *r) MUST_CHECK;
/* Takes out words that are dust. */
void judge_drop_dust(struct reading *r);
/* Takes out words that are what is left of rules and frames. */
void remnants_drop(struct reading *r);

/* Puts back blanks that were missed between letters and figures, where the ink shows a gap. */
enum status split_words(struct Pix *ink, int x_height_px, struct arena *arena, struct reading *r) MUST_CHECK;

/* Boxes to tick become the words "[ ]" and "[x]" in the rows of their labels. ink: binary, of the cleaned page. */
enum status checkboxes_read(struct Pix *ink, int x_height_px, struct arena *arena, struct reading *r) MUST_CHECK;

/* Lines in the order a person reads them. */
enum status order_reading(const struct reading *in, struct arena *arena, struct reading *ret) MUST_CHECK;

/* The page's own fields from the final reading. */
enum status compose_page(struct page *page, const struct reading *r) MUST_CHECK;

#endif
