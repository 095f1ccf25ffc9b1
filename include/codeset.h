/* Code sets as published, in memory: what the importers fill and the lexicon compiler reads.
 *
 * A struct codeset holds the union of the official files given. Strings live in its arena. The importers gather drafts;
 * codes, notes and index stand ready only after codeset_finish(). A file that fails leaves nothing behind. One thread. */
#ifndef CC_CODESET_H
#define CC_CODESET_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

enum code_system { SYSTEM_ICD10CM, SYSTEM_CPT, SYSTEM_HCPCS, SYSTEM_ICD10PCS, SYSTEM_COUNT };
const char *code_system_name(enum code_system s); /* "ICD-10-CM", "CPT", "HCPCS", "ICD-10-PCS" */
/* By that name, or a short one: cm, icd10cm, cpt, hcpcs, pcs, icd10pcs; any case. SYSTEM_COUNT when unknown. */
enum code_system code_system_of(struct str name);

enum note_kind {
    NOTE_INCLUDES,
    NOTE_INCLUSION_TERM,
    NOTE_EXCLUDES1,
    NOTE_EXCLUDES2,
    NOTE_CODE_FIRST,
    NOTE_USE_ADDITIONAL,
    NOTE_CODE_ALSO,
    NOTE_SEVENTH, /* "A<TAB>initial encounter"; holds for all descendants; a letter's second row is an inclusion under it */
    NOTE_GENERAL,
    NOTE_CCSR, /* "DIG001<TAB>Intestinal infection<TAB>default when inpatient Y/N/X<TAB>when outpatient" */
    NOTE_HCC, /* "CMS-HCC Model V28<TAB>115" */
    NOTE_MUE, /* most units a day: "practitioner<TAB>2<TAB>adjudication indicator" */
    NOTE_PCS_AXIS, /* of a PCS table: "4<TAB>9<TAB>Right Hip Joint": what the 9 at place 4 says */
    NOTE_KIND_COUNT
};
const char *note_kind_name(enum note_kind k); /* as the book prints it: "Includes", "Excludes1", "Code first" ... */

enum code_level { LEVEL_CHAPTER, LEVEL_BLOCK, LEVEL_CODE, LEVEL_MODIFIER };

struct codeset_code {
    struct str code; /* with its dot: "E11.42"; chapters "1".."22", blocks "E08-E13" */
    struct str title; /* full; titles of codes with 7th characters are put together from the Tabular when no order file gives them */
    int32_t parent; /* index into codes, less than the code's own; -1 at the top */
    enum code_system system;
    enum code_level level;
    bool billable;
    uint32_t flags; /* enum code_flag */
};

enum code_flag {
    CODE_POA_EXEMPT = 1,
    CODE_UNACCEPTABLE_PRINCIPAL = 2,
    CODE_MANIFESTATION = 4,
    CODE_UNSPECIFIED = 8,
    CODE_FEMALE = 16,
    CODE_MALE = 32,
    CODE_NEWBORN = 64,
    CODE_PEDIATRIC = 128,
    CODE_MATERNITY = 256,
    CODE_ADULT = 512,
    CODE_EXTERNAL_CAUSE = 1024
};

struct codeset_note {
    uint32_t code; /* index into codes */
    enum note_kind kind;
    struct str text;
};

enum index_kind { INDEX_DISEASE, INDEX_EXTERNAL, INDEX_NEOPLASM, INDEX_DRUG };

/* One line of the Alphabetic Index (or of the Neoplasm or Drug table, the column's heading appended as last term). */
struct codeset_index {
    struct str path; /* main term and subterms parted by '\t', non-essential modifiers kept in their parentheses */
    struct str code; /* as printed, "E11.4-"; empty for a mere cross-reference */
    struct str manifestation; /* the code in brackets; usually empty */
    struct str see, see_also; /* as printed; usually empty */
    enum index_kind kind;
};

/* NCCI procedure-to-procedure edit: the second code is part of the first. */
struct codeset_pair {
    uint32_t first, second; /* code_pack() */
    int32_t from, until; /* yyyymmdd; until 0 = still in force */
    char modifier; /* '0' none allowed, '1' allowed, '9' no edit any more */
    struct str why;
};
/* A code of five letters and digits (CPT, HCPCS) as a number that sorts like it; 0 when it is none. */
uint32_t code_pack(struct str code);

struct codeset_draft;

struct codeset {
    struct arena *arena;
    struct codeset_draft *draft; /* what the importers gather; private to pipeline/codeset, gone after codeset_finish() */
    /* Sorted by system, then code without its dot (ASCII), so that a code's descendants follow it. Chapters and blocks stand
     * before the first of their codes. The few categories with a letter (C4A, C7A, M1A) stand behind the digits, away from
     * their block: go by parent there. */
    struct codeset_code *codes;
    uint32_t code_count;
    struct codeset_note *notes; /* sorted by code, then as published */
    uint32_t note_count;
    struct codeset_index *index; /* as published, each line once */
    uint32_t index_count;
    struct codeset_pair *pairs; /* sorted by first, second, from; each once */
    uint32_t pair_count;
    int effective_date; /* yyyymmdd of the newest file that says; 0 = none does */
    struct str sources; /* one line a file: name, kind, rows */
};

enum status codeset_new(struct codeset *c) MUST_CHECK;
void codeset_free(struct codeset *c);
/* Adds one official file: plain, .gz or .zip (each known file in it); its kind is found from the content.
 * ST_BAD_DATA names file, line and fault. Before codeset_finish(). */
enum status codeset_import_file(struct codeset *c, const char *path) MUST_CHECK;
/* Adds a pile of files, such as a folder of several years' books: of XML files the newest year's, other known files all. Files of older
 * years and files that no importer knows are left out, a line each in `left_out` (with its reason); when none is known, the
 * first fails as in codeset_import_file(). */
enum status codeset_import_newest(struct codeset *c, size_t n, char *const *paths, struct buf *left_out) MUST_CHECK;
/* Puts the files together: one row a code, sorted, parents set, full titles made, flags resolved. Once. */
enum status codeset_finish(struct codeset *c) MUST_CHECK;
/* Index of the code (with or without its dot, any case) or -1; after codeset_finish(). Chapters and blocks are not found. */
int32_t codeset_lookup(const struct codeset *c, enum code_system system, struct str code);
/* Orders codes as if they had no dot, in upper case. */
int code_compare(struct str a, struct str b);

#endif
