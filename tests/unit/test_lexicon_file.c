/* lexicon: what the compiler refuses by file and line, what it makes of phrases, and that no damaged file is ever trusted. */
#include "support/caught.h"
#include "support/small.h"

#include "../../pipeline/lexicon/builder.h"
#include "nearest.h"

#include <fcntl.h>
#include <sys/stat.h>

static void phrase_in_forms(void **state)
{
    (void)state;
    struct arena *a = arena_new((size_t)8 << 20);
    struct str *forms;
    uint32_t n;
    assert_ok(phrase_forms(a, STR("(tear|rupture) of [the] (acl|ligament)"), &forms, &n));
    assert_int_equal(n, 8);
    const char *want[] = {"tear of  acl", "tear of the acl", "rupture of  ligament", "rupture of the ligament"};
    for (size_t w = 0; w < 4; w++) {
        bool found = false;
        for (uint32_t i = 0; i < n; i++) found = found || str_eq(forms[i], str_of(want[w]));
        assert_true(found);
    }
    assert_ok(phrase_forms(a, STR("plain"), &forms, &n));
    assert_int_equal(n, 1);
    assert_str("plain", forms[0]);
    arena_free(a);
}

static void phrase_faults(void **state)
{
    (void)state;
    struct arena *a = arena_new((size_t)8 << 20);
    struct str *forms;
    uint32_t n;
    const char *bad[] = {"(a|b", "[a", "(a (b|c))", "x (a|[b])"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) assert_status(ST_BAD_DATA, phrase_forms(a, str_of(bad[i]), &forms, &n));
    assert_status(ST_BAD_DATA, phrase_forms(a, STR("(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)(a|b)"), &forms, &n));
    assert_message("more than 2048 forms");
    arena_free(a);
}

/* Each fault stands alone in a table of the small dictionaries; the message names file, line and fault. */
static void faults_of_the_dictionaries_are_named(void **state)
{
    (void)state;
    static const struct {
        const char *table, *row, *message;
    } cases[] = {
        {"context_cues.tsv", "x\tdenied\tforward\tclause", "unknown status 'denied'"},
        {"context_cues.tsv", "x\tnegated\tbackwards\tclause", "unknown direction 'backwards'"},
        {"context_cues.tsv", "x\tnegated\tforward\tparagraph", "unknown scope 'paragraph'"},
        {"context_cues.tsv", "x\tnegated\tforward\t201", "unknown scope '201'"},
        {"context_cues.tsv", "return to ed for\thypothetical\tforward\tlist", "'ed' is an abbreviation in capitals alone: write it so"},
        {"context_cues.tsv", "in <month>\thistorical\tbackward\t0", "unknown class of words '<month>'"},
        {"context_cues.tsv", "but not\tstop\tnone\t\tnonsense", "a stop cannot end 'nonsense'"},
        {"sections.tsv", "x\tnowhere", "unknown section 'nowhere'"},
        {"word_roles.tsv", "x\tbig", "unknown role 'big'"},
        {"abbreviations.tsv", "X\tlong\tsometimes", "case is 'sometimes', must be exact or any"},
        {"abbreviations.tsv", "X\t\tany", "'X' has no long form"},
        {"abbreviations.tsv", "X\tlong\tany\tnowhere", "unknown section 'nowhere'"},
        {"synonyms.tsv", "x\ty\tmetaphor", "unknown kind 'metaphor'"},
        {"synonyms.tsv", "x\t\tword", "'x' has no preferred words"},
        {"facts.tsv", "x\tage", "fact 'age' is not name=value"},
        {"procedure_kinds.tsv", "70010-76499\t", "'70010-76499' has no kind"},
        {"procedure_kinds.tsv", "7-\timaging", "'7-' is no list of codes"},
        {"procedure_signs.tsv", "any\tdone\tmuch", "'much' is not a number"},
        {"procedure_signs.tsv", "any\tdone", "weight is missing"},
        {"procedure_units.tsv", "73560\tminutes\t0", "per must be more than 0 and most not less"},
        {"procedure_units.tsv", "73560\tminutes\t15\t\tdown", "round is 'down', must be up or eight"},
        {"procedure_units.tsv", "73560", "'73560' names no fact to count"},
        {"procedure_links.tsv", "73562\tviews", "condition 'views' is not name=value"},
        {"procedure_links.tsv", "73562\tviews=3", "'73562' adds and drops nothing"},
        {"procedure_links.tsv", "73562\t\t\t73560\tpage", "where is 'page', must be empty or sentence"},
        {"modifiers.tsv", "73560\tRIGHT\tside=right\tright side", "modifier 'RIGHT' has not two characters"},
        {"modifiers.tsv", "73560\tRT\tside=right", "modifier 'RT' has no reason"},
        {"visit_levels.tsv", "99213\tnew=no\t20\tmiddling", "unknown level of decision making 'middling'"},
        {"vaccine_components.tsv", "90715\t0", "components must be 1 to 20"},
        {"pointers.tsv", "73560\tknee", "'knee' is no list of codes"},
        {"code_groups.tsv", "I10\tincurable", "unknown group 'incurable'"},
        {"alternatives.tsv", "M54", "'M54' has no alternative"},
        {"query_axes.tsv", "stage\tstage\tnear", "beside is 'near', must be empty, behind or before"},
        {"diagnoses/a.tsv", "x\t", "'x' has no code"},
        {"diagnoses/a.tsv", "(x|y\tI10", "'(' without ')'"},
        {"procedures/a.tsv", "a\tb\tc\td\te", "more than 4 columns"},
        {"medications.tsv", "\tclass", "the first column is empty"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char place[128];
        small_dictionaries();
        small_add(cases[i].table, cases[i].row);
        assert_status(ST_BAD_DATA, small_build(unit_path("bad.lex")));
        assert_message(cases[i].message);
        (void)snprintf(place, sizeof place, "%s:", strchr(cases[i].table, '/') ? "/a.tsv" : cases[i].table);
        assert_message(place);
        assert_false(file_exists(unit_path("bad.lex"))); /* nothing half made */
    }
}

static void missing_table_is_named(void **state)
{
    (void)state;
    small_dictionaries();
    assert_int_equal(unlink(unit_path("dictionaries/synonyms.tsv")), 0);
    assert_status(ST_NOT_FOUND, small_build(unit_path("bad.lex")));
    assert_message("synonyms.tsv");
    small_dictionaries();
}

/* With an official code set at hand a row that it does not know is told and passed over. */
static void unknown_codes_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *table, *row, *told;
    } cases[] = {
        {"combinations.tsv", "I10\tI50\tI11.77\t\tno such code", "code=I11.77"},
        {"combinations.tsv", "I10\tI77.77\tI10\t\tx", "code=I77.77"},
        {"companions.tsv", "I10\tE77.77\t\tx", "code=E77.77"},
        {"integral.tsv", "R50.9-R50.99\tI10\tx", "code=R50.99"},
        {"history_codes.tsv", "I10\tZ77.77", "code=Z77.77"},
        {"drug_codes.tsv", "aspirin\tT77.7X", "code=T77.7X"},
        {"code_groups.tsv", "F77-F77\tchronic", "code=F77"},
        {"diagnoses/a.tsv", "odd disease\tQ77.77", "code=Q77.77"},
        {"medications.tsv", "aspirin\tantiplatelet\t\tZ79.77", "code=Z79.77"},
        {"alternatives.tsv", "I10\tI77.77-", "code=I77.77"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        small_dictionaries();
        small_add(cases[i].table, cases[i].row);
        catch_stderr();
        enum status st = small_build(unit_path("unknown.lex"));
        char *text = release_stderr();
        assert_ok(st);
        bool told = strstr(text, cases[i].told) && strstr(text, cases[i].table);
        if (!told) print_error("%s of %s is not told: %s\n", cases[i].told, cases[i].table, text);
        assert_true(told);
        free(text);
    }
    small_dictionaries();
}

static void repeated_rows_are_harmless(void **state)
{
    (void)state;
    struct lexicon *lex;
    small_dictionaries();
    small_add("synonyms.tsv", "anaemia\tanemia\tspelling");
    small_add("sections.tsv", "HPI\thpi");
    small_add("diagnoses/a.tsv", "fever\tR50.9");
    small_add("abbreviations.tsv", "HTN\thypertension\tany");
    assert_ok(small_build(unit_path("twice.lex")));
    assert_ok(lexicon_open(unit_path("twice.lex"), &lex));
    assert_int_equal(lexicon_heading(lex, STR("hpi")), SECTION_hpi);
    lexicon_close(lex);
    small_dictionaries();
}

/* A synonym of itself through others ends: each word is rewritten once. */
static void cycle_of_synonyms_ends(void **state)
{
    (void)state;
    struct lexicon *lex;
    struct arena *a = arena_new((size_t)8 << 20);
    struct token *t;
    uint32_t n;
    small_dictionaries();
    small_add("synonyms.tsv", "qaa\tqbb\tword");
    small_add("synonyms.tsv", "qbb\tqaa\tword");
    small_add("abbreviations.tsv", "QCC\tqcc qcc\tany");
    assert_ok(small_build(unit_path("cycle.lex")));
    assert_ok(lexicon_open(unit_path("cycle.lex"), &lex));
    assert_ok(lexicon_words(lex, a, STR("qaa qbb QCC"), &t, &n));
    assert_int_equal(n, 4);
    assert_str("qbb", t[0].norm);
    assert_str("qaa", t[1].norm);
    lexicon_close(lex);
    arena_free(a);
    small_dictionaries();
}

static void same_input_same_bytes(void **state)
{
    (void)state;
    char *one, *two;
    size_t n1, n2;
    small_dictionaries();
    assert_ok(small_build(unit_path("one.lex")));
    assert_ok(small_build(unit_path("two.lex")));
    assert_ok(file_read(unit_path("one.lex"), (size_t)64 << 20, &one, &n1));
    assert_ok(file_read(unit_path("two.lex"), (size_t)64 << 20, &two, &n2));
    assert_int_equal(n1, n2);
    assert_memory_equal(one, two, n1);
    free(one);
    free(two);
}

static void codes_are_looked_up(void **state)
{
    (void)state;
    struct lexicon *lex;
    assert_ok(lexicon_open(small_lexicon(), &lex));
    uint32_t at = lexicon_code(lex, SYSTEM_ICD10CM, STR("M25.561"));
    assert_true(at != LEXICON_NO_CODE);
    assert_string_equal(lex_cstr(lex, lex->codes[at].code), "M25.561");
    assert_int_equal(lexicon_code(lex, SYSTEM_ICD10CM, STR("m25561")), at);
    assert_true(lex->codes[at].flags & LEX_CODE_BILLABLE);
    uint32_t parent = (uint32_t)lex->codes[at].parent;
    assert_string_equal(lex_cstr(lex, lex->codes[parent].code), "M25.56");
    assert_true(lex->codes[parent].end > at && !(lex->codes[parent].flags & LEX_CODE_BILLABLE));
    assert_int_equal(lexicon_code(lex, SYSTEM_ICD10CM, STR("M25.568")), LEXICON_NO_CODE);
    assert_int_equal(lexicon_code(lex, SYSTEM_ICD10CM, STR("")), LEXICON_NO_CODE);
    uint32_t cpt = lexicon_code_any(lex, STR("73562"));
    assert_true(cpt != LEXICON_NO_CODE && lex->codes[cpt].system == SYSTEM_CPT);
    uint32_t sprain = lexicon_code(lex, SYSTEM_ICD10CM, STR("S93.401A"));
    assert_int_equal(lex->codes[sprain].seventh, 1);
    lexicon_close(lex);
}

static char *good_bytes;
static size_t good_n;

static int read_good(void **state)
{
    (void)state;
    assert_ok(file_read(small_lexicon(), (size_t)64 << 20, &good_bytes, &good_n));
    return 0;
}

static int free_good(void **state)
{
    (void)state;
    free(good_bytes);
    return 0;
}

/* For each kind of rule and each code: what is listed is what the ranges hold. */
static void rules_are_listed_beside_their_codes(void **state)
{
    (void)state;
    static const enum rule_kind kinds[] = {RULE_COMBINATION, RULE_INTEGRAL, RULE_COMPANION, RULE_HISTORY, RULE_KIND,       RULE_UNITS,
                                           RULE_LINK,        RULE_MODIFIER, RULE_VACCINE,   RULE_POINTER, RULE_ALTERNATIVE};
    struct lexicon *lex;
    uint32_t listed = 0, n, end;
    assert_ok(lexicon_open(small_lexicon(), &lex));
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (uint32_t code = 0; code < lex->code_count; code++) {
            const uint32_t *list = lexicon_rules_of(lex, code, kinds[k], &n), *at = list;
            for (uint32_t i = lexicon_rules(lex, kinds[k], &end); i < end; i++) {
                if (lex->codes[code].level != LEVEL_CODE) continue;
                bool holds = lexicon_in_ranges(lex_str(lex, lex->codes[code].code), lex_str(lex, lex->rules[i].first));
                assert_true(holds == (at < list + n && *at == i));
                at += holds;
            }
            assert_ptr_equal(at, list + n);
            listed += n;
        }
    assert_true(listed > 20);
    lexicon_close(lex);
}

/* Opens the bytes; where that is allowed, every lookup must stay inside the file. */
static enum status try_bytes(const char *bytes, size_t n)
{
    struct lexicon *lex;
    enum status st = lexicon_open(unit_write_bytes("damaged.lex", bytes, n), &lex);
    if (st != ST_OK) {
        assert_int_equal(st, ST_BAD_DATA);
        assert_message("damaged.lex");
        return st;
    }
    struct arena *a = arena_new((size_t)16 << 20);
    struct token *t;
    uint32_t count;
    assert_ok(lexicon_words(lex, a, STR("High blood pressure, T2DM w/ neuropathy; RA on methotrexate. BPH type II"), &t, &count));
    (void)lexicon_heading(lex, STR("past medical history"));
    (void)lexicon_nearest(lex, STR("hypertention"));
    (void)lexicon_spells(lex, STR("hypertention"));
    (void)lexicon_code_any(lex, STR("M25.561"));
    arena_free(a);
    lexicon_close(lex);
    return ST_OK;
}

static void files_of_other_kinds_are_refused(void **state)
{
    (void)state;
    struct lexicon *lex;
    assert_status(ST_BAD_DATA, try_bytes("", 0));
    assert_status(ST_BAD_DATA, try_bytes("hello", 5));
    char text[4096];
    memset(text, 'x', sizeof text);
    assert_status(ST_BAD_DATA, try_bytes(text, sizeof text));
    assert_message("is not a lexicon");
    assert_status(ST_NOT_FOUND, lexicon_open(unit_path("none.lex"), &lex));
    assert_message("none.lex");
}

static void other_version_says_so(void **state)
{
    (void)state;
    char *copy = malloc(good_n);
    memcpy(copy, good_bytes, good_n);
    ((struct lex_header *)(void *)copy)->version += 1;
    assert_status(ST_BAD_DATA, try_bytes(copy, good_n));
    assert_message("build it again");
    memcpy(copy, good_bytes, good_n);
    ((struct lex_header *)(void *)copy)->byte_order = 0x04030201u;
    assert_status(ST_BAD_DATA, try_bytes(copy, good_n));
    free(copy);
}

static void short_files_are_refused(void **state)
{
    (void)state;
    for (size_t n = 0; n < good_n; n += n < 512 ? 8 : good_n / 40 + 1) assert_status(ST_BAD_DATA, try_bytes(good_bytes, n));
    assert_status(ST_BAD_DATA, try_bytes(good_bytes, good_n - 1));
    assert_message("cut short");
    assert_ok(try_bytes(good_bytes, good_n));
}

/* Some flips are seen at opening, others change a word; none may lead a lookup out of the file. */
static void flipped_bytes_never_crash(void **state)
{
    (void)state;
    static const unsigned char flips[] = {0xFF, 0x01, 0x80};
    size_t refused = 0, step = good_n / 1500 + 1;
    char *copy = malloc(good_n);
    for (size_t at = 0; at < good_n; at += at < 400 ? 1 : step) {
        memcpy(copy, good_bytes, good_n);
        copy[at] = (char)(copy[at] ^ flips[at % 3]);
        refused += try_bytes(copy, good_n) != ST_OK;
    }
    free(copy);
    assert_true(refused > 200);
}

/* A count that agrees with nothing else in the file is refused, for later steps rely on it. */
static void counts_that_lie_are_refused(void **state)
{
    (void)state;
    struct lexicon *lex;
    char *copy = malloc(good_n);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    size_t rewrite = (size_t)((const char *)&lex->rewrites[0].word_count - (const char *)lex->header);
    size_t entry = (size_t)((const char *)&lex->entries[0].term_count - (const char *)lex->header);
    lexicon_close(lex);
    memcpy(copy, good_bytes, good_n);
    copy[rewrite] = 100;
    assert_status(ST_BAD_DATA, try_bytes(copy, good_n));
    assert_message("rewrite 0");
    memcpy(copy, good_bytes, good_n);
    copy[entry] = 0;
    assert_status(ST_BAD_DATA, try_bytes(copy, good_n));
    assert_message("entry 0");
    memcpy(copy, good_bytes, good_n);
    ((struct lex_header *)(void *)copy)->array_count = UINT32_MAX;
    assert_status(ST_BAD_DATA, try_bytes(copy, good_n));
    free(copy);
}

static void rewrites_that_are_no_run_are_none(void **state)
{
    (void)state;
    struct lexicon *lex;
    char *copy = malloc(good_n);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    memcpy(copy, good_bytes, good_n);
    struct lex_rewrite *r = (void *)(copy + ((const char *)lex->rewrites - (const char *)lex->header));
    for (uint32_t i = 0; i < lex->rewrite_count; i++) r[i].run = 0;
    lexicon_close(lex);
    assert_ok(try_bytes(copy, good_n)); /* "w/" asks for the last of its run */
    free(copy);
}

/* What the compiler wrote is told by its time; any other writing of it is checked, and a check of every byte finds one that is hidden. */
static void seal_is_lost_by_writing(void **state)
{
    (void)state;
    struct lexicon *lex;
    struct stat built, written;
    const struct lex_header *h = (const void *)good_bytes;
    assert_int_equal(stat(small_lexicon(), &built), 0);
    assert_int_equal(built.st_mtim.tv_nsec, lexicon_seal_ns(h));
    char *copy = malloc(good_n);
    memcpy(copy, good_bytes, good_n);
    copy[good_n - 3] ^= 1;
    const char *path = unit_write_bytes("touched.lex", copy, good_n);
    free(copy);
    assert_int_equal(stat(path, &written), 0);
    assert_int_not_equal(written.st_mtim.tv_nsec, lexicon_seal_ns(h));
    assert_int_equal(utimensat(AT_FDCWD, path, (struct timespec[]){built.st_atim, built.st_mtim}, 0), 0);
    assert_ok(lexicon_open(path, &lex));
    assert_status(ST_BAD_DATA, lexicon_verify(lex, path));
    assert_message("its hash differs");
    lexicon_close(lex);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    assert_ok(lexicon_verify(lex, small_lexicon()));
    lexicon_close(lex);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrase_in_forms),
        cmocka_unit_test(phrase_faults),
        cmocka_unit_test(faults_of_the_dictionaries_are_named),
        cmocka_unit_test(missing_table_is_named),
        cmocka_unit_test(unknown_codes_are_told),
        cmocka_unit_test(repeated_rows_are_harmless),
        cmocka_unit_test(cycle_of_synonyms_ends),
        cmocka_unit_test(same_input_same_bytes),
        cmocka_unit_test(codes_are_looked_up),
        cmocka_unit_test(rules_are_listed_beside_their_codes),
        cmocka_unit_test_setup_teardown(files_of_other_kinds_are_refused, read_good, free_good),
        cmocka_unit_test_setup_teardown(other_version_says_so, read_good, free_good),
        cmocka_unit_test_setup_teardown(short_files_are_refused, read_good, free_good),
        cmocka_unit_test_setup_teardown(counts_that_lie_are_refused, read_good, free_good),
        cmocka_unit_test_setup_teardown(rewrites_that_are_no_run_are_none, read_good, free_good),
        cmocka_unit_test_setup_teardown(flipped_bytes_never_crash, read_good, free_good),
        cmocka_unit_test_setup_teardown(seal_is_lost_by_writing, read_good, free_good),
    };
    return cmocka_run_group_tests_name("lexicon_file", tests, NULL, NULL);
}
