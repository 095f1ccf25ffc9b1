/* The real dictionaries against the imported release: the compiler passes over codes it does not know, so they are listed
 * here by file and line. Uses the lexicon that 'make test' built; skipped where that has no official ICD-10-CM. */
#include "support/unit.h"

#include "base/tsv.h"
#include "lexicon.h"

#include <glob.h>

static struct lexicon *lex;

static int open_lexicon(void **state)
{
    (void)state;
    const char *path = getenv("CHARTCODE_LEXICON");
    assert_ok(lexicon_open(path && *path ? path : "models/chartcode.lex", &lex));
    return 0;
}

static int close_lexicon(void **state)
{
    (void)state;
    lexicon_close(lex);
    return 0;
}

static void need_official(void)
{
    uint32_t at = lexicon_code(lex, SYSTEM_ICD10CM, STR("A00.0"));
    if (at == LEXICON_NO_CODE || (lex->codes[at].flags & LEX_CODE_OWN)) skip();
}

static bool is_icd(struct str code)
{
    bool digits = true;
    for (size_t i = 1; i < code.n; i++) digits = digits && code.p[i] >= '0' && code.p[i] <= '9';
    bool hcpcs = code.n == 5 && digits;
    return code.n >= 3 && code.p[0] >= 'A' && code.p[0] <= 'Z' && !hcpcs;
}

/* A code of a cell: there, and complete or marked as to be completed. */
static int check_code(const struct tsv *t, struct str code)
{
    bool open = code.n && code.p[code.n - 1] == '-';
    struct str bare = code;
    while (bare.n && (bare.p[bare.n - 1] == '-' || bare.p[bare.n - 1] == '.')) bare.n--;
    if (!is_icd(bare)) return 0;
    uint32_t at = lexicon_code(lex, SYSTEM_ICD10CM, bare);
    bool known = at != LEXICON_NO_CODE && !(lex->codes[at].flags & LEX_CODE_OWN);
    if (!known) print_error("%s:%ld: '%.*s' is not in the release\n", t->path, t->line, STR_ARG(bare));
    if (known && !open && !(lex->codes[at].flags & LEX_CODE_BILLABLE))
        print_error("%s:%ld: '%.*s' needs more characters: write '%.*s-'\n", t->path, t->line, STR_ARG(bare), STR_ARG(bare));
    return !known || (!open && !(lex->codes[at].flags & LEX_CODE_BILLABLE));
}

/* A code of neither the five characters of CPT nor those of HCPCS is a slip of the pen. */
static int check_procedure(const struct tsv *t, struct str code)
{
    size_t digits = 0;
    for (size_t k = 0; k < code.n; k++) digits += code.p[k] >= '0' && code.p[k] <= '9';
    bool good = code.n == 5 && digits >= 4;
    if (!good) print_error("%s:%ld: '%.*s' is no CPT or HCPCS code\n", t->path, t->line, STR_ARG(code));
    return !good;
}

/* Faults of all codes in a column. */
static int check_table(const char *path, const char *columns, int column, int (*check)(const struct tsv *, struct str))
{
    struct tsv t;
    bool more;
    int faults = 0;
    assert_ok(tsv_open(&t, path, columns));
    for (;;) {
        assert_ok(tsv_next(&t, &more));
        if (!more) break;
        struct str rest = t.cell[column], code;
        while (rest.n && str_cut(&rest, ' ', &code)) faults += check(&t, code);
    }
    tsv_close(&t);
    return faults;
}

static int check_folder(const char *pattern, int (*check)(const struct tsv *, struct str))
{
    glob_t found;
    int faults = 0;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) faults += check_table(found.gl_pathv[i], "phrase code when note", 1, check);
    globfree(&found);
    return faults;
}

static void codes_of_the_diagnoses_are_in_the_release(void **state)
{
    (void)state;
    need_official();
    assert_int_equal(check_folder("dictionaries/diagnoses/*.tsv", check_code), 0);
}

static void codes_of_the_medications_are_in_the_release(void **state)
{
    (void)state;
    need_official();
    assert_int_equal(check_table("dictionaries/medications.tsv", "drug class hint code note", 3, check_code), 0);
}

static void codes_of_the_procedures_look_like_codes(void **state)
{
    (void)state;
    assert_int_equal(check_folder("dictionaries/procedures/*.tsv", check_procedure), 0);
}

/* What issue 3 asks of the dictionaries: enough of each. */
static void there_is_enough_of_each(void **state)
{
    (void)state;
    assert_true(lex->rewrite_count >= 900);
    assert_true(lex->cue_count >= 200);
    assert_true(lex->heading_count >= 200);
    uint32_t own = 0, procedures = 0;
    for (uint32_t i = 0; i < lex->entry_count; i++) {
        own += lex->entries[i].source == SOURCE_OWN;
        procedures += lex->entries[i].source == SOURCE_PROCEDURE;
    }
    assert_true(own >= 3000);
    assert_true(procedures >= 700);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_of_the_diagnoses_are_in_the_release),
        cmocka_unit_test(codes_of_the_medications_are_in_the_release),
        cmocka_unit_test(codes_of_the_procedures_look_like_codes),
        cmocka_unit_test(there_is_enough_of_each),
    };
    return cmocka_run_group_tests_name("dictionaries", tests, open_lexicon, close_lexicon);
}
