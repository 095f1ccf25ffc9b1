/* The official files of ../shared/codesets (or $CHARTCODE_SHARED/codesets): counts as in its README, every title put
 * together from the Tabular against the order file, Index and notes against the codes. Skipped where the files are absent. */
#include "base/file.h"
#include "book.h"
#include "index.h"
#include "lexicon_build.h"
#include "pcs.h"
#include "search.h"

#include "base/tsv.h"
#include "codeset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <time.h>

#include <cmocka.h>
#include <utf8proc.h>

static const char *shared_file(const char *name)
{
    static char path[4096];
    const char *root = getenv("CHARTCODE_SHARED");
    (void)snprintf(path, sizeof path, "%s/codesets/%s", root && *root ? root : "../shared", name);
    if (!file_exists(path)) {
        print_message("skipped: no %s (set CHARTCODE_SHARED)\n", path);
        skip();
    }
    return path;
}

static void load(struct codeset *c, const char *const *names)
{
    for (const char *const *n = names; *n; n++) (void)shared_file(*n); /* skips before anything is owned */
    assert_int_equal(codeset_new(c), ST_OK);
    for (; *names; names++) {
        const char *path = shared_file(*names);
        if (codeset_import_file(c, path) != ST_OK) fail_msg("%s", error_message());
    }
    if (codeset_finish(c) != ST_OK) fail_msg("%s", error_message());
}

static uint32_t count(const struct codeset *c, enum code_system system, enum code_level level, bool billable_only)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->code_count; i++)
        n += c->codes[i].system == system && c->codes[i].level == level && (c->codes[i].billable || !billable_only);
    return n;
}

static const char *const tabular_alone[] = {"icd10cm_tabular_2026apr.xml.gz", NULL};
static const char *const order_alone[] = {"icd10cm_order_2026.txt.gz", NULL};
static const char *const everything[] = {"icd10cm_order_2026.txt.gz",
                                         "icd10cm_tabular_2026apr.xml.gz",
                                         "icd10cm_index_2026.xml.gz",
                                         "icd10cm_eindex_2026.xml.gz",
                                         "icd10cm_neoplasm_2026.xml.gz",
                                         "icd10cm_drug_2026.xml.gz",
                                         "hcpcs_2025_oct.csv.gz",
                                         "icd10pcs_order_2026.txt.gz",
                                         "poa_exempt_2026.txt.gz",
                                         "mce_v37_edits.txt.gz",
                                         "mce_v43_dx_flags.tsv.gz",
                                         "ccsr_dx_2026.csv.gz",
                                         "hcc_2026.csv.gz",
                                         NULL};

static void test_counts_are_those_published(void **state)
{
    (void)state;
    struct codeset c;
    struct timespec a, b;
    (void)clock_gettime(CLOCK_MONOTONIC, &a);
    load(&c, everything);
    (void)clock_gettime(CLOCK_MONOTONIC, &b);
    print_message("all official files in %.1f s\n", (double)(b.tv_sec - a.tv_sec) + (double)(b.tv_nsec - a.tv_nsec) * 1e-9);
    assert_int_equal(count(&c, SYSTEM_ICD10CM, LEVEL_CODE, false), 98186);
    assert_int_equal(count(&c, SYSTEM_ICD10CM, LEVEL_CODE, true), 74719);
    assert_int_equal(count(&c, SYSTEM_ICD10CM, LEVEL_CHAPTER, false), 22);
    assert_int_equal(count(&c, SYSTEM_HCPCS, LEVEL_CODE, false), 8463);
    assert_int_equal(count(&c, SYSTEM_HCPCS, LEVEL_MODIFIER, false), 383);
    assert_int_equal(count(&c, SYSTEM_ICD10PCS, LEVEL_CODE, false), 80029);
    assert_int_equal(c.effective_date, 20260401);
    uint32_t main_terms = 0, exempt = 0;
    for (uint32_t i = 0; i < c.code_count; i++) exempt += (c.codes[i].flags & CODE_POA_EXEMPT) != 0;
    assert_int_equal(exempt, 38349);
    for (uint32_t i = 0; i < c.index_count; i++)
        main_terms += c.index[i].kind == INDEX_DISEASE && !memchr(c.index[i].path.p, '\t', c.index[i].path.n);
    assert_true(main_terms > 7000);
    codeset_free(&c);
}

/* The order file is ASCII; the Tabular writes accents. */
static struct str without_accents(struct str s, char *out, size_t room)
{
    char *copy = strndup(s.p, s.n), *plain = (char *)utf8proc_NFD((const utf8proc_uint8_t *)copy);
    size_t n = 0;
    for (size_t i = 0; plain[i]; i++)
        if ((unsigned char)plain[i] < 0x80 && n + 1 < room) out[n++] = plain[i];
    out[n] = '\0';
    free(copy);
    free(plain);
    return (struct str){out, n};
}

static void test_titles_from_the_tabular_equal_the_order_file(void **state)
{
    (void)state;
    struct codeset tabular, order;
    uint32_t equal = 0, accents = 0, other = 0;
    load(&tabular, tabular_alone);
    load(&order, order_alone);
    for (uint32_t i = 0; i < order.code_count; i++) {
        char plain[1024];
        int32_t at = codeset_lookup(&tabular, SYSTEM_ICD10CM, order.codes[i].code);
        assert_true(at >= 0);
        struct str built = tabular.codes[at].title, want = order.codes[i].title;
        assert_int_equal(tabular.codes[at].billable, order.codes[i].billable);
        if (str_eq(built, want)) equal++;
        else if (str_eq(without_accents(built, plain, sizeof plain), want)) accents++;
        else other++, print_message("%.*s: '%.*s' against '%.*s'\n", STR_ARG(order.codes[i].code), STR_ARG(built), STR_ARG(want));
    }
    print_message("titles: %u equal, %u differ by accents alone, %u otherwise\n", equal, accents, other);
    assert_int_equal(equal + accents, 98186);
    assert_int_equal(other, 0);
    assert_int_equal(count(&tabular, SYSTEM_ICD10CM, LEVEL_CODE, false), 98186);
    codeset_free(&tabular);
    codeset_free(&order);
}

static struct str without_dash(struct str s)
{
    while (s.n && (s.p[s.n - 1] == '-' || s.p[s.n - 1] == '.')) s.n--;
    return s;
}

static void test_index_ends_in_codes_that_exist(void **state)
{
    (void)state;
    struct codeset c;
    uint32_t bad[4] = {0}, all[4] = {0};
    load(&c, everything);
    for (uint32_t i = 0; i < c.index_count; i++) {
        const struct codeset_index *row = &c.index[i];
        if (row->code.n == 0) continue;
        all[row->kind]++;
        if (codeset_lookup(&c, SYSTEM_ICD10CM, without_dash(row->code)) >= 0) continue;
        bad[row->kind]++;
        if (getenv("CHARTCODE_SHOW_MISSES")) print_message("%.*s -> %.*s\n", STR_ARG(row->path), STR_ARG(row->code));
    }
    for (int k = 0; k < 4; k++) print_message("index %d: %u of %u lines end in no code\n", k, bad[k], all[k]);
    assert_true(bad[INDEX_DISEASE] <= 3); /* slips of the rebuilt Index: Q99.814, Z15.08 */
    assert_true(bad[INDEX_EXTERNAL] == 0 && all[INDEX_EXTERNAL] > 6000);
    assert_true(bad[INDEX_NEOPLASM] == 0 && all[INDEX_NEOPLASM] > 9000);
    assert_true(bad[INDEX_DRUG] == 0 && all[INDEX_DRUG] > 40000);
    codeset_free(&c);
}

/* "By site" and the like name no line, and lower case words (condition) are advice; all else must lead to a line. */
static bool must_lead(struct str see)
{
    return see.n && see.p[0] >= 'A' && see.p[0] <= 'Z' && !memmem(see.p, see.n, "Table of", 8) && !memmem(see.p, see.n, "category", 8);
}

static struct lexicon *everything_built;

/* Built once for the tests that search and walk. */
static struct lexicon *whole_lexicon(void)
{
    char path[] = "/tmp/chartcode-test-XXXXXX";
    struct codeset c;
    if (everything_built) return everything_built;
    load(&c, everything);
    (void)close(mkstemp(path));
    assert_int_equal(lexicon_build("dictionaries", "models/ranking.tsv", "", &c, path), ST_OK);
    codeset_free(&c);
    assert_int_equal(lexicon_open(path, &everything_built), ST_OK);
    (void)unlink(path);
    return everything_built;
}

static int close_all(void **state)
{
    (void)state;
    lexicon_close(everything_built);
    return 0;
}

static void test_see_leads_to_a_line(void **state)
{
    (void)state;
    const struct lexicon *lex = whole_lexicon();
    uint32_t all = 0, nowhere = 0, partly = 0;
    for (uint32_t i = 0; i < lex->index_count; i++) {
        struct str see = lex_str(lex, lex->index[i].see), rest;
        if (!must_lead(see)) continue;
        all++;
        uint32_t to = index_find_any(lex, (enum index_kind)lex->index[i].kind, see, &rest);
        bool by = memmem(see.p, see.n, "by ", 3) != NULL;
        nowhere += to == INDEX_NONE;
        partly += to != INDEX_NONE && rest.n && !by;
        if ((to == INDEX_NONE || (rest.n && !by)) && getenv("CHARTCODE_SHOW_MISSES"))
            print_message("%s see %.*s: left '%.*s'\n", lex_cstr(lex, lex->index[i].term), STR_ARG(see), STR_ARG(rest));
        if (to != INDEX_NONE) assert_true(to < lex->index_count);
    }
    print_message("see: %u references, %u lead nowhere, %u not all the way\n", all, nowhere, partly);
    assert_true(all > 10000);
    assert_true(nowhere * 100 < all * 2);
    assert_true(partly * 100 < all * 6);
}

/* As coders type, without the commas of the book. */
static void test_terms_are_found_as_typed(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *code, *rest;
    } cases[] = {{"diabetes with neuropathy", "E11.40", ""},
                 {"pain low back", "M54.50", ""},
                 {"pain, low back", "M54.50", ""},
                 {"diabetes with glitter dust", "", "glitter dust"},
                 {"fracture, traumatic, femur, upper end, neck", "S72.00-", ""}};
    const struct lexicon *lex = whole_lexicon();
    struct str rest;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t line = index_find_typed(lex, str_of(cases[i].typed), &rest);
        assert_true(line != INDEX_NONE);
        assert_string_equal(lex_cstr(lex, lex->index[line].code), cases[i].code);
        assert_true(str_eq(rest, str_of(cases[i].rest)));
    }
    assert_true(index_find_typed(lex, STR("diab"), &rest) == INDEX_NONE); /* the beginning of a main term */
}

static bool accepts(struct str codes, struct str code)
{
    struct str one;
    while (codes.p && str_cut(&codes, ' ', &one)) {
        bool open = one.n && one.p[one.n - 1] == '-';
        if (open ? str_starts(code, (struct str){one.p, one.n - 1}) : str_eq(code, one)) return true;
    }
    return false;
}

static void test_procedures_are_found_in_pcs(void **state)
{
    (void)state;
    const struct lexicon *lex = whole_lexicon();
    struct arena *arena = arena_new((size_t)512 << 20);
    int queries = 0, first = 0, five = 0;
    struct tsv t;
    bool more = false;
    assert_int_equal(tsv_open(&t, "tests/golden/search/queries_pcs.tsv", "query codes note"), ST_OK);
    for (; tsv_next(&t, &more) == ST_OK && more; queries++) {
        struct search_hit *hits;
        uint32_t n, at = 0;
        assert_int_equal(search_codes(lex, arena, t.cell[0], SYSTEM_ICD10PCS, 5, &hits, &n), ST_OK);
        while (at < n && !accepts(t.cell[1], lex_str(lex, lex->codes[hits[at].code].code))) at++;
        first += n && at == 0;
        five += at < n;
        if (at && getenv("CHARTCODE_SHOW_MISSES"))
            print_message("%.*s: %s\n", STR_ARG(t.cell[0]), n ? lex_cstr(lex, lex->codes[hits[0].code].code) : "");
    }
    print_message("PCS: %d queries, %d first, %d in five\n", queries, first, five);
    assert_true(first * 100 >= queries * 80 && five * 100 >= queries * 90);
    tsv_close(&t);
    arena_free(arena);
}

/* Every complete code can be reached by its choices, and no choice leads nowhere; few are without a label. */
static uint32_t walk_pcs(const struct lexicon *lex, char *code, uint32_t place, uint32_t *choices_seen, uint32_t *unlabelled)
{
    struct pcs_choice choices[PCS_MAX_CHOICES];
    uint32_t n = pcs_choices(lex, (struct str){code, place}, choices), sum = 0, said = 0;
    if (place == PCS_CHARACTERS) return lexicon_code(lex, SYSTEM_ICD10PCS, (struct str){code, place}) != LEXICON_NO_CODE;
    assert_true(n > 0);
    *choices_seen += n;
    for (uint32_t i = 0; i < n; i++) {
        code[place] = choices[i].value;
        *unlabelled += choices[i].label.n == 0;
        if (choices[i].label.n == 0 && getenv("CHARTCODE_SHOW_MISSES")) print_message("no label %.*s\n", (int)place + 1, code);
        said += choices[i].codes;
        sum += place < 5 ? walk_pcs(lex, code, place + 1, choices_seen, unlabelled) : choices[i].codes;
    }
    assert_int_equal(sum, said);
    return sum;
}

static void test_pcs_is_built_by_its_axes(void **state)
{
    (void)state;
    const struct lexicon *lex = whole_lexicon();
    char code[PCS_CHARACTERS];
    uint32_t seen = 0, unlabelled = 0, billable = 0;
    for (uint32_t i = lex->system_first[SYSTEM_ICD10PCS]; i < lex->system_first[SYSTEM_ICD10PCS + 1]; i++)
        billable += (lex->codes[i].flags & LEX_CODE_BILLABLE) != 0;
    assert_int_equal(walk_pcs(lex, code, 0, &seen, &unlabelled), billable);
    print_message("PCS: %u codes reached, %u of %u choices without a label\n", billable, unlabelled, seen);
    assert_true(unlabelled * 100 < seen * 2);
    assert_true(str_eq(pcs_label(lex, STR("0SR9")), STR("Right Hip Joint")));
    assert_true(str_eq(pcs_label(lex, STR("0SR90")), STR("Open")));
    assert_true(str_eq(pcs_axis(lex, STR("0SR90"), 5), STR("Device")));
}

static void test_ranges_of_excludes_notes_resolve(void **state)
{
    (void)state;
    struct codeset c;
    uint32_t bad = 0, all = 0;
    load(&c, tabular_alone);
    for (uint32_t i = 0; i < c.note_count; i++) {
        struct code_range r[32];
        if (c.notes[i].kind != NOTE_EXCLUDES1 && c.notes[i].kind != NOTE_EXCLUDES2) continue;
        uint32_t n = book_ranges(c.notes[i].text, r, 32);
        for (uint32_t k = 0; k < n; k++) {
            all++;
            bool good = codeset_lookup(&c, SYSTEM_ICD10CM, r[k].first) >= 0 && codeset_lookup(&c, SYSTEM_ICD10CM, r[k].last) >= 0;
            if (good) continue;
            bad++;
            print_message("%.*s: %.*s\n", STR_ARG(c.codes[c.notes[i].code].code), STR_ARG(c.notes[i].text));
        }
    }
    print_message("excludes notes: %u ranges, %u name a code that does not exist\n", all, bad);
    assert_true(all > 6000);
    assert_true(bad <= 2); /* R10.4 is a slip of the official file; the other is the vitamin B12 */
    codeset_free(&c);
}

/* Counts of the rows of mce_v43_dx_flags.tsv that are in force (sex: of v37 and the rows before October 2024). */
static void test_flags_agree_with_the_mce(void **state)
{
    (void)state;
    static const char *const files[] = {"icd10cm_order_2026.txt.gz", "mce_v37_edits.txt.gz", "mce_v43_dx_flags.tsv.gz", NULL};
    static const struct {
        const char *name;
        uint32_t flag, want;
    } rows[] = {{"manifestation", CODE_MANIFESTATION, 422},
                {"newborn", CODE_NEWBORN, 42},
                {"pediatric", CODE_PEDIATRIC, 125},
                {"maternity", CODE_MATERNITY, 2543},
                {"adult", CODE_ADULT, 856},
                {"unacceptable", CODE_UNACCEPTABLE_PRINCIPAL, 2652},
                {"unspecified", CODE_UNSPECIFIED, 3465},
                {"external cause", CODE_EXTERNAL_CAUSE, 7461}};
    struct codeset c;
    load(&c, files);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        uint32_t n = 0;
        for (uint32_t i = 0; i < c.code_count; i++) n += c.codes[i].billable && (c.codes[i].flags & rows[k].flag);
        if (n != rows[k].want) print_message("%s: %u, the list has %u\n", rows[k].name, n, rows[k].want);
        assert_int_equal(n, rows[k].want);
    }
    codeset_free(&c);
}

static void test_years_are_told_apart(void **state)
{
    (void)state;
    struct codeset c;
    (void)shared_file("icd10cm_tabular_2021.xml.gz"); /* skips before anything is owned */
    assert_int_equal(codeset_new(&c), ST_OK);
    assert_int_equal(codeset_import_file(&c, shared_file("icd10cm_tabular_2021.xml.gz")), ST_OK);
    assert_int_equal(codeset_import_file(&c, shared_file("icd10cm_order_2026.txt.gz")), ST_OK);
    assert_int_equal(codeset_finish(&c), ST_BAD_DATA);
    assert_non_null(strstr(error_message(), "the files are of different years"));
    codeset_free(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_are_those_published),     cmocka_unit_test(test_titles_from_the_tabular_equal_the_order_file),
        cmocka_unit_test(test_index_ends_in_codes_that_exist), cmocka_unit_test(test_see_leads_to_a_line),
        cmocka_unit_test(test_terms_are_found_as_typed),       cmocka_unit_test(test_procedures_are_found_in_pcs),
        cmocka_unit_test(test_pcs_is_built_by_its_axes),       cmocka_unit_test(test_ranges_of_excludes_notes_resolve),
        cmocka_unit_test(test_flags_agree_with_the_mce),       cmocka_unit_test(test_years_are_told_apart)};
    return cmocka_run_group_tests(tests, NULL, close_all);
}
