/* struct page: what flows through intake, clean and read; struct chart: what flows through normalize and match.
 *
 * Pages are worked on one at a time, in any order, by any worker. Sections, lists and evidence run over page breaks, so
 * normalize and match see the whole chart: all its pages in order, their texts joined by form feeds.
 * Each group of fields is written by the one stage named above it and is read-only for the others.
 * Everything but the images lives in the arena of the page or chart. Boxes are in pixels of the page as it came in. */
#ifndef CC_PAGE_H
#define CC_PAGE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

struct Pix; /* Leptonica's image */
struct bend;

struct box {
    int x, y, w, h; /* pixels of the original image; origin top left */
};

enum media { MEDIA_IMAGE, MEDIA_TEXT };

/* Where a pixel of the cleaned image lies on the original: x' = a*x + b*y + c, y' = d*x + e*y + f. */
struct affine {
    double a, b, c, d, e, f;
};

#define WORD_OTHERS 2 /* other readings of a word that are kept */

struct other_reading {
    struct phi text; /* UTF-8; n = 0: none */
    double confidence; /* as a word's */
};

struct word {
    struct phi text; /* UTF-8 */
    struct other_reading other[WORD_OTHERS]; /* what looks at the same ink read that were not believed; likeliest first */
    struct box box;
    double confidence; /* 0..1, the engine's own, calibrated by read */
    uint32_t line; /* index into page.lines */
    uint32_t start, end; /* byte offsets into page.text */
};

struct line {
    struct box box;
    uint32_t first_word, word_count;
    uint32_t block; /* lines of one column or table cell share it */
    double confidence; /* 0..1 */
    float x_height_px; /* 0 = unknown */
};

enum unread_reason { UNREAD_HANDWRITING, UNREAD_STAMP, UNREAD_FAINT, UNREAD_SMALL, UNREAD_PICTURE, UNREAD_UNCLEAR, UNREAD_COUNT };

struct unread {
    struct box box;
    enum unread_reason reason;
};

/* Ink that is no text, and that nobody need look at. */
enum graphic_kind { GRAPHIC_SIGNATURE, GRAPHIC_PICTURE, GRAPHIC_COUNT };

struct graphic {
    struct box box;
    enum graphic_kind kind;
};

#define SHA256_HEX_BYTES 65
#define PAGE_PRINT_WORDS 8

struct page {
    struct arena *arena; /* lent by whoever runs the stages */

    /* reading */
    double began_s; /* when the work on it began, by CLOCK_MONOTONIC; 0: it may take any time */
    bool hasty; /* it has cost a reader: one look and no more */
    enum status failed; /* why it could not be read, and nothing else is known of it; ST_OK: it was */
    const char *failure; /* the message that names file and page; NULL when it was read */

    /* intake */
    const char *file; /* as the user named it; lent */
    int number; /* within the file, from 1 */
    enum media media;
    char sha256[SHA256_HEX_BYTES]; /* of this page's pixels or text, lower-case hex */
    struct Pix *image; /* owned by the page; NULL for text */
    int width_px, height_px;
    int dpi; /* 0 = the file does not say */

    /* clean */
    struct Pix *clean; /* owned by the page: what read should look at */
    struct Pix *stems; /* owned by the page: ink on `clean` that streaks may have hidden, 1 bit deep; NULL: none */
    struct affine to_original; /* from the cleaned page, through `bend` when there is one */
    struct bend *bend; /* owned by the page; NULL when its lines were level */
    int rotation_deg; /* 0, 90, 180, 270: clockwise turn that made it upright */
    double skew_deg; /* clockwise tilt that was taken out */
    bool blank; /* nothing but paper */
    uint64_t print[PAGE_PRINT_WORDS]; /* how it looks from afar, see repeat.h; all 0: like nothing */

    /* read (for MEDIA_TEXT: intake) */
    struct phi text; /* in reading order, lines end in \n */
    struct word *words;
    uint32_t word_count;
    struct line *lines;
    uint32_t line_count;
    struct unread *unread;
    uint32_t unread_count;
    struct graphic *graphics;
    uint32_t graphic_count;
    double confidence; /* mean over words, weighted by length; 1 for text */

    /* reading, where it was asked for: JPEG or PNG for the screen, at most READING_SCREEN_PX and READING_STRIP_PX wide */
    struct str screen, strip;
};

/* Frees the images; the rest goes with the arena. */
void page_clear(struct page *p);

/* Kinds of section; the names, in this order, stand in section_names. Weights belong to match. */
/* clang-format off */
#define SECTION_LIST(X)                                                                                                                              \
    X(none)                                                                                                                                          \
    X(chief_complaint)                                                                                                                               \
    X(hpi) X(past_history) X(problem_list) X(surgical_history) X(family_history) X(social_history) X(obstetric_history) X(medications) X(allergies)  \
        X(immunizations) X(review_of_systems) X(vitals) X(exam) X(labs) X(imaging) X(results) X(assessment) X(plan) X(assessment_plan) X(impression) \
            X(admission_diagnosis) X(discharge_diagnosis) X(preop_diagnosis) X(postop_diagnosis) X(hospital_course) X(ed_course) X(procedure)        \
                X(indication) X(technique) X(comparison) X(findings) X(complications) X(specimen) X(pathology) X(disposition)                        \
                    X(discharge_medications) X(instructions) X(follow_up) X(orders) X(demographics) X(referral) X(signature) X(template) X(other)    \
                        X(inherit)
/* clang-format on */

enum section {
#define X(name) SECTION_##name,
    SECTION_LIST(X)
#undef X
        SECTION_COUNT
};

const char *section_name(enum section s);
/* SECTION_COUNT when there is no such name. */
enum section section_by_name(struct str name);

enum token_kind { TOKEN_WORD, TOKEN_NUMBER, TOKEN_MARK }; /* MARK: punctuation that bears on meaning */

/* One normalised word of the chart. Several tokens share a span where an abbreviation was expanded. */
struct token {
    uint32_t start, end; /* byte offsets into chart.text */
    struct str norm; /* lower case, American spelling, singular; arena or lexicon */
    uint32_t term; /* id in the lexicon's vocabulary; LEXICON_NO_TERM when unknown */
    uint32_t sentence; /* index into chart.sentences */
    uint16_t expansion; /* 0 = as written; else position+1 within an expanded abbreviation */
    uint8_t kind;
    uint8_t role; /* enum word_role of the term */
    bool corrected; /* spelling was changed to reach norm */
};

struct sentence {
    uint32_t first_token, token_count;
    uint32_t start, end; /* bytes of chart.text */
    uint16_t section; /* enum section */
    uint16_t problem; /* counts the headings of an assessment ("1. Knee pain"); 0 = under none */
    bool heading; /* the line that names the problem or the section */
    bool list_item;
};

enum sex { SEX_UNKNOWN, SEX_FEMALE, SEX_MALE };
enum encounter_type { ENCOUNTER_OUTPATIENT, ENCOUNTER_INPATIENT, ENCOUNTER_EMERGENCY };

struct encounter {
    enum encounter_type type;
    enum sex sex;
    int age_years; /* -1 = unknown */
    int date_of_service; /* yyyymmdd; 0 = unknown */
};

struct chart {
    struct arena *arena;

    /* intake (of the command line, the queue or a cover sheet) */
    struct encounter encounter;
    const char *file; /* lent */
    struct page *pages; /* in order */
    uint32_t page_count;

    /* normalize */
    struct phi text; /* texts of the pages, joined by \f */
    uint32_t *page_start; /* byte offset of each page in text */
    struct token *tokens;
    uint32_t token_count;
    struct sentence *sentences;
    uint32_t sentence_count;

    /* match */
    struct candidate *candidates; /* best first; see match.h */
    uint32_t candidate_count;
    struct candidate *withheld;
    uint32_t withheld_count;
};

#endif
