/* Shared by the files of pipeline/codeset alone: drafts, sources and the table of importers. */
#ifndef CC_CODESET_IMPORTER_H
#define CC_CODESET_IMPORTER_H

#include "codeset.h"

#include "base/vector.h"

#define SOURCE_MAX_BYTES ((size_t)512 << 20) /* one official file, unpacked */
#define SOURCE_MAX_MEMBERS 4096
#define CODE_KEY_BYTES 12

/* A file, or one member of an archive, unpacked. */
struct source {
    const char *name; /* "a.zip: b.xml" or the path; for messages */
    struct str bytes; /* lent for the import */
};

/* Where a draft row comes from; the first that has a title, or says what is billable, wins. */
enum draft_origin { FROM_ORDER, FROM_TABULAR, FROM_SEVENTH, FROM_LIST, FROM_TABLE };

struct draft_code {
    char key[CODE_KEY_BYTES]; /* code without its dot, upper case, NUL-padded; chapters and blocks: that of their first code */
    struct str code, title; /* chapter or block: as printed; a code: code is made from the key */
    uint32_t serial; /* order found; notes and children name their row by it */
    int32_t parent; /* serial of the Tabular's parent, for chapters, blocks and categories; -1 = by its key */
    int32_t seventh; /* serial of the row whose 7th characters hold for it; -1 = none */
    enum draft_origin origin;
    enum code_system system;
    enum code_level level;
    bool leaf; /* the Tabular has nothing below it */
    bool billable; /* as the order file says */
};

struct draft_note {
    uint32_t serial; /* of its code's row */
    enum note_kind kind;
    struct str text;
};

/* Flags, and notes from tables that name a code but do not define it. */
struct draft_flag {
    char key[CODE_KEY_BYTES];
    enum code_system system;
    uint32_t flags; /* enum code_flag */
    int edition; /* of the list; for flags of one list family the newest edition that has the code counts */
    struct str note; /* when not empty: a note instead of flags */
    enum note_kind kind;
};

struct codeset_draft {
    VECTOR(struct draft_code) codes;
    VECTOR(struct draft_note) notes;
    VECTOR(struct draft_flag) flags;
    VECTOR(struct codeset_index) index;
    VECTOR(struct codeset_pair) pairs;
    struct buf sources;
    int year; /* of the XML files, 0 = none yet; files of two years do not go together */
    struct str year_from;
    bool has_order, has_list, has_tabular; /* of ICD-10-CM */
    bool has_pcs_tables;
};

/* One known kind of file. `sniff` looks at the first bytes only. */
struct importer {
    const char *kind; /* for `sources` and messages */
    bool (*sniff)(struct str head);
    enum status (*import)(struct codeset *c, const struct source *s, uint32_t *ret_rows);
};
/* The importer whose sniff knows the first bytes of a file; NULL when none does. */
const struct importer *importer_of(struct str head);

/* --- what the importers use --- */

/* ST_BAD_DATA with "name:line: message". */
enum status source_fault(const struct source *s, long line, const char *format, ...) PRINTF_LIKE(3, 4) MUST_CHECK;
/* Opens plain, gz or zip and hands each member to `each`; stops at the first failure. */
enum status source_each(const char *path, enum status (*each)(void *ctx, const struct source *s), void *ctx) MUST_CHECK;
/* A copy in the arena, blanks at both ends cut and runs of blanks made one. p is NULL when out of memory. */
struct str draft_text(struct codeset *c, struct str text);
/* Dotless upper-case key; false when the code is empty, too long or holds other than letters and digits. */
bool draft_key(struct str code, char ret_key[CODE_KEY_BYTES]);
enum status draft_add(struct codeset *c, struct draft_code row, uint32_t *ret_serial) MUST_CHECK;
enum status draft_add_note(struct codeset *c, uint32_t serial, enum note_kind kind, struct str text) MUST_CHECK;
enum status draft_add_flags(struct codeset *c, enum code_system system, struct str code, uint32_t flags, int edition) MUST_CHECK;
enum status draft_add_table_note(struct codeset *c, enum code_system system, struct str code, enum note_kind kind, struct str note) MUST_CHECK;
enum status draft_add_index(struct codeset *c, struct codeset_index row) MUST_CHECK;
/* Notes the release an XML file is of; ST_BAD_DATA when another file was of another year. */
enum status draft_year(struct codeset *c, const struct source *s, long line, struct str version) MUST_CHECK;

/* 7th characters that the notes of a category rule out ("7th characters D and S do not apply to codes ... with 6th character 7"). */
bool seventh_ruled_out(struct str note, char sixth, char seventh);
enum status seventh_generate(struct codeset *c) MUST_CHECK;

enum status import_order(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_list(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_tabular(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_index_xml(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_index_tsv(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_hcpcs_csv(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_hcpcs_fixed(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_poa(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_mce_flags(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_mce_edits(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_cpt(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
bool sniff_cpt(struct str head);
enum status import_mue(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_pcs_tables(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_ncci(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_ccsr(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_ccsr_wide(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_hcc_wide(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;
enum status import_hcc(struct codeset *c, const struct source *s, uint32_t *ret_rows) MUST_CHECK;

#endif
