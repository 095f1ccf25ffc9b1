/* lexicon: text to raw words, raw words to tokens, headings, the nearest word. */
#include "support/small.h"

#include "../../pipeline/lexicon/builder.h"
#include "nearest.h"

static struct lexicon *lex;
static struct arena *arena;

static int open_small(void **state)
{
    (void)state;
    arena = arena_new((size_t)64 << 20);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    return 0;
}

static int close_small(void **state)
{
    (void)state;
    lexicon_close(lex);
    arena_free(arena);
    return 0;
}

/* The raw words of the text, parted by '|', each checked against its place in the text. */
static const char *scanned(const char *text)
{
    static char out[512];
    struct raw_word *raw;
    uint32_t n;
    size_t at = 0;
    assert_ok(lexicon_scan(lex, arena, str_of(text), &raw, &n));
    out[0] = '\0';
    for (uint32_t i = 0; i < n; i++) {
        assert_true(raw[i].start < raw[i].end && raw[i].end <= strlen(text));
        assert_true(i == 0 || raw[i].start >= raw[i - 1].end);
        assert_int_equal(raw[i].joined, i > 0 && raw[i].start == raw[i - 1].end);
        at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s", i ? "|" : "", STR_ARG(raw[i].lower));
    }
    return out;
}

static void words_and_marks(void **state)
{
    (void)state;
    assert_string_equal(scanned("Chest pain, no fever."), "chest|pain|,|no|fever|.");
    assert_string_equal(scanned(""), "");
    assert_string_equal(scanned("  \n\t "), "");
    assert_string_equal(scanned("a\nb\fc"), "a|b|c");
}

static void hyphens_and_slashes_part_words(void **state)
{
    (void)state;
    assert_string_equal(scanned("follow-up"), "follow|up");
    assert_string_equal(scanned("T2DM/HTN"), "t2dm|htn");
    assert_string_equal(scanned("h/o falls"), "h/o|falls"); /* known whole */
    assert_string_equal(scanned("27 6/7 weeks"), "27|weeks"); /* completed weeks; the rest are days */
    assert_string_equal(scanned("on 6/7 weeks"), "on|6|7|weeks");
    assert_string_equal(scanned("QR-, BPH- and QR-2"), "qr-|,|bph|-|and|qr|2"); /* no sign that the dictionaries know */
    assert_string_equal(scanned("w/neuropathy"), "w/|neuropathy");
    assert_string_equal(scanned("pain w/ cough"), "pain|w/|cough");
}

static void points_belong_to_numbers(void **state)
{
    (void)state;
    assert_string_equal(scanned("A1c 9.1%"), "a1c|9.1");
    assert_string_equal(scanned("fever.Cough"), "fever|cough");
}

static void possessives_are_cut(void **state)
{
    (void)state;
    assert_string_equal(scanned("Bell's palsy"), "bell|palsy");
    assert_string_equal(scanned("Bell\xE2\x80\x99s palsy"), "bell|palsy");
}

static void accents_fold_and_offsets_stay(void **state)
{
    (void)state;
    struct raw_word *raw;
    uint32_t n;
    assert_ok(lexicon_scan(lex, arena, STR("M\xC3\xA9ni\xC3\xA8re x"), &raw, &n));
    assert_int_equal(n, 2);
    assert_str("meniere", raw[0].lower);
    assert_int_equal(raw[0].end, 9); /* bytes of the text, not of the folded word */
    assert_int_equal(raw[1].start, 10);
    assert_string_equal(scanned("Guillain-Barr\xC3\xA9"), "guillain|barre"); /* parted like its plain spelling */
    assert_string_equal(scanned("follow-up\xE2\x80\x99s"), "follow|up");
}

static void broken_utf8_is_stepped_over(void **state)
{
    (void)state;
    assert_string_equal(scanned("pain\xFF\xC3(cough"), "pain|(|cough");
    (void)scanned("\xE2\x80");
    (void)scanned("x\xF0\x9F\x98");
}

/* Norms of the tokens, parted by blanks. */
static const char *words(const char *text)
{
    static char out[512];
    struct token *t;
    uint32_t n;
    size_t at = 0;
    assert_ok(lexicon_words(lex, arena, str_of(text), &t, &n));
    out[0] = '\0';
    for (uint32_t i = 0; i < n; i++) at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s", i ? " " : "", STR_ARG(t[i].norm));
    return out;
}

static void abbreviations_expand(void **state)
{
    (void)state;
    assert_string_equal(words("HTN"), "hypertension");
    assert_string_equal(words("htn"), "hypertension");
    assert_string_equal(words("T2DM w/ HTN"), "type 2 diabete mellitus with hypertension");
    assert_string_equal(words("G3P2002 g1p0 gp1 G2 P1"), "gravida gravida gp1 gravida"); /* # of the row is any number */
    assert_string_equal(words("27+6 wards in 27+6"), "27 ward in 27 ward"); /* not said twice */
}

static void expansion_keeps_the_place(void **state)
{
    (void)state;
    struct token *t;
    uint32_t n;
    assert_ok(lexicon_words(lex, arena, STR("has T2DM now"), &t, &n));
    assert_int_equal(n, 6);
    for (uint32_t i = 1; i < 5; i++) {
        assert_int_equal(t[i].start, 4);
        assert_int_equal(t[i].end, 8);
        assert_int_equal(t[i].expansion, i);
    }
    assert_int_equal(t[0].expansion, 0);
    assert_int_equal(t[2].kind, TOKEN_NUMBER);
}

static void exact_case_and_neighbours_decide(void **state)
{
    (void)state;
    assert_string_equal(words("RA"), "ra"); /* no neighbour: left as it stands */
    assert_string_equal(words("RA on methotrexate"), "rheumatoid arthritis on methotrexate");
    assert_string_equal(words("joint swelling, RA"), "joint swelling , rheumatoid arthritis");
    assert_string_equal(words("ra on methotrexate"), "ra on methotrexate"); /* small letters are another word */
    assert_string_equal(words("RA a b c d e f g h methotrexate"), "ra a b c d e f g h methotrexate"); /* too far */
}

static void sections_decide(void **state)
{
    (void)state;
    struct raw_word *raw;
    uint32_t n;
    struct token_list in_exam = {0}, in_plan = {0};
    struct str text = STR("RA");
    assert_ok(lexicon_scan(lex, arena, text, &raw, &n));
    struct raw_text in = {.text = text, .raw = raw, .n = n};
    assert_ok(lexicon_normalize(lex, arena, &in, 0, n, SECTION_exam, &in_exam));
    assert_ok(lexicon_normalize(lex, arena, &in, 0, n, SECTION_plan, &in_plan));
    assert_int_equal(in_exam.n, 2);
    assert_str("atrium", in_exam.p[1].norm);
    assert_int_equal(in_plan.n, 1);
}

static void synonyms_are_unified(void **state)
{
    (void)state;
    assert_string_equal(words("High blood pressure"), "hypertension");
    assert_string_equal(words("high blood sugar"), "high blood sugar");
    assert_string_equal(words("anaemia"), "anemia");
    assert_string_equal(words("BPH"), "prostatic hyperplasia"); /* an abbreviation's words are looked up once more */
}

static void plurals_are_stripped(void **state)
{
    (void)state;
    assert_string_equal(words("Fevers"), "fever");
    assert_string_equal(words("biopsies"), "biopsy");
    assert_string_equal(words("abscesses crutches boxes"), "abscess crutch box");
    assert_string_equal(words("diabetes"), "diabete"); /* no word, but the same on both sides */
    assert_string_equal(words("virus pelvis edematous mass"), "virus pelvis edematous mass"); /* no plurals */
}

static void roman_numerals_only_behind_grading_words(void **state)
{
    (void)state;
    assert_string_equal(words("type II"), "type 2");
    assert_string_equal(words("stage IV"), "stage 4");
    assert_string_equal(words("stage IIIb"), "stage 3b");
    assert_string_equal(words("vitamin V"), "vitamin v");
    assert_string_equal(words("IV fluids"), "iv fluid");
}

static void headings_in_any_case(void **state)
{
    (void)state;
    assert_int_equal(lexicon_heading(lex, STR("Past Medical History")), SECTION_past_history);
    assert_int_equal(lexicon_heading(lex, STR("PAST  MEDICAL\tHISTORY ")), SECTION_past_history);
    assert_int_equal(lexicon_heading(lex, STR("past medical")), SECTION_COUNT);
    assert_int_equal(lexicon_heading(lex, STR("")), SECTION_COUNT);
    char long_text[300];
    memset(long_text, 'a', sizeof long_text);
    assert_int_equal(lexicon_heading(lex, (struct str){long_text, sizeof long_text}), SECTION_COUNT);
}

static const char *nearest(const char *word)
{
    uint32_t t = lexicon_nearest(lex, str_of(word));
    return t == LEXICON_NO_TERM ? "" : lex_cstr(lex, lex->terms[t].text);
}

static void nearest_word_is_one_edit_away(void **state)
{
    (void)state;
    assert_string_equal(nearest("hypertention"), "hypertension");
    assert_string_equal(nearest("pnuemonia"), "pneumonia"); /* two neighbours swapped */
    assert_string_equal(nearest("syndrom"), "syndrome");
    assert_string_equal(nearest("xneumonia"), ""); /* the first letter is kept */
    assert_string_equal(nearest("pain"), ""); /* too short to guess */
    assert_string_equal(nearest("carburetor"), "");
}

/* The table of distances written out, as the books have it: what the bits must agree with. */
static int edits_by_table(struct str a, struct str b)
{
    int d[16][16];
    for (size_t i = 0; i <= a.n; i++)
        for (size_t k = 0; k <= b.n; k++) {
            int best = i == 0 ? (int)k : k == 0 ? (int)i : d[i - 1][k - 1] + (a.p[i - 1] != b.p[k - 1]);
            if (i && d[i - 1][k] + 1 < best) best = d[i - 1][k] + 1;
            if (k && d[i][k - 1] + 1 < best) best = d[i][k - 1] + 1;
            if (i > 1 && k > 1 && a.p[i - 1] == b.p[k - 2] && a.p[i - 2] == b.p[k - 1] && d[i - 2][k - 2] + 1 < best) best = d[i - 2][k - 2] + 1;
            d[i][k] = best;
        }
    return d[a.n][b.n];
}

static void edits_are_counted_right(void **state)
{
    (void)state;
    uint32_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[2][12];
        struct str s[2];
        for (int k = 0; k < 2; k++) {
            seed = seed * 1664525u + 1013904223u;
            s[k] = (struct str){text[k], (seed >> 16) % 12};
            for (size_t i = 0; i < s[k].n; i++) {
                seed = seed * 1664525u + 1013904223u;
                text[k][i] = (char)('a' + (seed >> 24) % 3);
            }
        }
        int want = edits_by_table(s[0], s[1]);
        for (int limit = 0; limit < 4; limit++) assert_int_equal(lexicon_edits(s[0], s[1], limit), want > limit ? limit + 1 : want);
    }
}

/* Equally near words differ by how common they are; nearly as common ones are told apart by nobody, in whatever order they stand. */
static void equally_near_words_decide_nothing(void **state)
{
    (void)state;
    assert_int_equal(lexicon_edits(STR("fevor"), STR("fever"), 1), 1);
    assert_string_equal(nearest("qtwoo"), "qtwo");
    assert_string_equal(nearest("qfoure"), "qfour");
    uint32_t letters;
    for (uint32_t t = 0; t < lex->term_count; t++) { /* every word finds itself, unless it is too short to guess or has a twin */
        struct str text = lex_str(lex, lex->terms[t].text);
        bool guessed = text.n >= 5 && known_letters(text, &letters);
        if (guessed) assert_int_equal(lexicon_nearest(lex, text), t);
    }
}

static void spelling_dictionaries_are_written_out(void **state)
{
    (void)state;
    static const char *const right[] = {"walking", "reopened", "unhappiness", "bodies", "quickest", "carefully", "undoing", "studied", "carrier"};
    static const char *const wrong[] = {"walkking", "hypertention", "bodys", "carefullly", "london", "unwalk", "dog"};
    if (!lex->spelled_count) skip(); /* no package hunspell-en-us here */
    for (size_t i = 0; i < sizeof right / sizeof right[0]; i++)
        assert_string_equal(lexicon_spells(lex, str_of(right[i])) ? right[i] : "missing", right[i]);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) assert_string_equal(lexicon_spells(lex, str_of(wrong[i])) ? wrong[i] : "", "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(edits_are_counted_right),
        cmocka_unit_test(equally_near_words_decide_nothing),
        cmocka_unit_test(spelling_dictionaries_are_written_out),
        cmocka_unit_test(words_and_marks),
        cmocka_unit_test(hyphens_and_slashes_part_words),
        cmocka_unit_test(points_belong_to_numbers),
        cmocka_unit_test(possessives_are_cut),
        cmocka_unit_test(accents_fold_and_offsets_stay),
        cmocka_unit_test(broken_utf8_is_stepped_over),
        cmocka_unit_test(abbreviations_expand),
        cmocka_unit_test(expansion_keeps_the_place),
        cmocka_unit_test(exact_case_and_neighbours_decide),
        cmocka_unit_test(sections_decide),
        cmocka_unit_test(synonyms_are_unified),
        cmocka_unit_test(plurals_are_stripped),
        cmocka_unit_test(roman_numerals_only_behind_grading_words),
        cmocka_unit_test(headings_in_any_case),
        cmocka_unit_test(nearest_word_is_one_edit_away),
    };
    return cmocka_run_group_tests_name("lexicon_words", tests, open_small, close_small);
}
