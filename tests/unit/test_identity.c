/* The wrong-patient alarm: what misreading and habit explain is no alarm, another person is. All people are invented. */
#include "support/unit.h"

#include "identity.h"

static struct identity person(const char *name, const char *mrn, int born)
{
    return (struct identity){{name, strlen(name)}, {mrn, strlen(mrn)}, born};
}

#define N IDENTITY_NAME
#define M IDENTITY_MRN
#define B IDENTITY_BORN

static const struct {
    struct {
        const char *name, *mrn;
        int born;
    } chart, page;
    unsigned want;
} cases[] = {
    /* the same person */
    {{"Delano P. Whitcomb", "00482917", 19680311}, {"WHITCOMB, DELANO", "482917", 19680311}, 0},
    {{"Delano P. Whitcomb", "00482917", 0}, {"Whitcomb, D.", "", 0}, 0},
    {{"Delano P. Whitcomb", "00482917", 19680311}, {"De1ano Whitcornb", "OO482917", 19680311}, 0},
    {{"Delano P. Whitcomb", "00482917", 19680311}, {"DelanoPWhitcomb", "00482917", 0}, 0},
    {{"Delano Whitcomb", "", 19680311}, {"Delano Whitcomb", "", 19680317}, 0}, /* 1 read as 7 */
    {{"Delano Whitcomb", "", 19680311}, {"Delano Whitcomb", "", 19681103}, 0}, /* day and month */
    {{"Delano Whitcomb", "00482917", 0}, {"Delano Whitcomb", "00482911", 0}, 0}, /* one digit */
    {{"Delano Whitcomb", "00482917", 19680311}, {"Delano Whitcomb", "REC-44120", 19680311}, 0}, /* another hospital's number */
    {{"Delano Whitcomb", "00482917", 19680311}, {"Delano Whitcomb", "55120934", 19680311}, 0},
    {{"Delano Whitcomb", "00482917", 0}, {"Delano Whitcomb", "MR-7", 0}, 0},
    {{"Eudora Grimaldi-Stone", "MF 610022", 0}, {"Grimaldi, Eudora", "610022", 0}, 0},
    {{"Eudora Stone", "MF 610022", 0}, {"Eudora Grimaldi", "", 0}, 0}, /* married */
    {{"William Ashby", "7741029", 19550101}, {"Bill Ashby", "7741029", 0}, 0},
    {{"William Ashby", "", 19550101}, {"Bill Ashby", "", 19550101}, 0},
    {{"Ann O'Hara", "", 0}, {"OHARA, ANN", "", 0}, 0},
    {{"Maria de la Cruz", "", 0}, {"DE LA CRUZ, MARIA", "", 0}, 0},
    {{"Bartholomew Featherstonehaugh", "", 0}, {"Bartholornew Fealherslonehaugh", "", 0}, 0},
    {{"", "00482917", 0}, {"Anybody Else", "00482917", 0}, 0}, /* the name alone is misread or another's */
    {{"Delano Whitcomb", "00482917", 0}, {"Nobody There", "00482917", 0}, 0},
    {{"Delano Whitcomb", "00482917", 0}, {"", "", 0}, 0},
    {{"", "", 0}, {"Delano Whitcomb", "00482917", 19680311}, 0},
    {{"Whitcomb", "", 0}, {"Delano", "", 0}, 0},
    /* another person */
    {{"Delano Whitcomb", "00482917", 19680311}, {"Eudora Stone", "00610022", 19430319}, N | M | B},
    {{"Delano Whitcomb", "00482917", 19680311}, {"Delano Whitcomb", "00610022", 19430319}, M | B}, /* the same name */
    {{"Delano Whitcomb", "00482917", 0}, {"Delano Whitcomb", "00610022", 0}, M},
    {{"Delano Whitcomb", "", 19680311}, {"Delano Whitcomb", "", 19430319}, B},
    {{"Delano Whitcomb", "00482917", 0}, {"Rosalind Whitcomb", "", 0}, N}, /* a relative */
    {{"Whitcomb, Delano", "00482917", 0}, {"Rosalind Whitcomb", "00482919", 0}, N}, /* twins, the next number */
    {{"Delano Whitcomb", "00482917", 19680311}, {"Eudora Stone", "", 0}, N},
    {{"Delano Whitcomb", "00482917", 19680311}, {"", "00610022", 0}, M},
    {{"", "00482917", 0}, {"", "00610022", 0}, M},
    {{"Delano Whitcomb", "00482917", 19680311}, {"Eudora Stone", "00482917", 19430319}, N | B}, /* a number typed wrong */
    {{"Delano Whitcomb", "00482917", 19680311}, {"Eudora Stone", "00610022", 19680311}, N | M}, /* born the same day */
    {{"Ann Lee", "", 0}, {"Ann Lum", "12", 0}, 0},
    {{"Jo Li", "123456", 0}, {"Al Ng", "654321", 0}, N | M},
};

static void likeness_of_two_patients(void **state)
{
    (void)state;
    int wrong = 0;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct identity chart = person(cases[i].chart.name, cases[i].chart.mrn, cases[i].chart.born);
        struct identity page = person(cases[i].page.name, cases[i].page.mrn, cases[i].page.born);
        unsigned there = identity_differs(&chart, &page), back = identity_differs(&page, &chart);
        if (there == cases[i].want && back == cases[i].want) continue;
        print_error("case %zu: '%s' and '%s' give %u and %u, want %u\n", i, cases[i].chart.name, cases[i].page.name, there, back, cases[i].want);
        wrong++;
    }
    assert_int_equal(wrong, 0);
}

/* The arena of the charts below, empty. */
static struct arena *room(void)
{
    static struct arena *arena;
    if (!arena) arena = arena_new((size_t)1 << 28);
    arena_reset(arena);
    return arena;
}

static void a_cover_sheet_with_an_mrn_is_enough(void **state)
{
    (void)state;
    struct identity known = person("", "00482917", 0);
    struct identity pages[] = {person("", "", 0), person("Delano Whitcomb", "00482917", 19680311), person("Eudora Stone", "", 19430319),
                               person("Whitcomb, Delano", "", 0)};
    unsigned differs[4];
    assert_ok(identity_of_chart(room(), &known, pages, 4, differs)); /* the second page tells whose number it is, so the third is known to be wrong */
    assert_int_equal(differs[0], 0);
    assert_int_equal(differs[1], 0);
    assert_int_equal(differs[2], N | B);
    assert_int_equal(differs[3], 0);
}

/* Where nothing was given, most pages say whose chart it is, not the first. */
static void most_pages_tell_whose_chart_it_is(void **state)
{
    (void)state;
    struct identity known = person("", "", 0);
    struct identity pages[] = {person("Eudora Stone", "00610022", 0), person("", "", 0), person("Delano Whitcomb", "00482917", 0),
                               person("Delano Whitcomb", "", 0)};
    unsigned differs[4];
    assert_ok(identity_of_chart(room(), &known, pages, 4, differs));
    assert_int_equal(differs[0], N | M);
    assert_int_equal(differs[1] | differs[2] | differs[3], 0);
}

/* ---- the same as comparing every page with every other, which is how it was written first */

static bool says_nothing(const struct identity *i)
{
    return !i->name.n && !i->mrn.n && !i->born;
}

static void complete_by_pages(struct identity *patient, const struct identity *pages, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        if (!identity_agrees(patient, &pages[i])) continue;
        if (!patient->name.n) patient->name = pages[i].name;
        if (!patient->mrn.n) patient->mrn = pages[i].mrn;
        if (!patient->born) patient->born = pages[i].born;
    }
}

static void differs_by_pages(const struct identity *known, const struct identity *pages, uint32_t n, unsigned *ret_differs)
{
    struct identity best = *known;
    uint32_t best_pages = 0;
    for (uint32_t i = 0; i < n && says_nothing(known); i++) {
        uint32_t count = 0;
        struct identity patient = pages[i];
        complete_by_pages(&patient, pages, n);
        for (uint32_t j = 0; j < n; j++) count += !says_nothing(&pages[j]) && identity_differs(&patient, &pages[j]) == 0;
        if (says_nothing(&pages[i]) || count <= best_pages || (best_pages && identity_differs(&best, &pages[i]) == 0)) continue;
        best_pages = count;
        best = patient;
    }
    complete_by_pages(&best, pages, n);
    for (uint32_t i = 0; i < n; i++) ret_differs[i] = identity_differs(&best, &pages[i]);
}

static uint32_t next(uint32_t *seed, uint32_t below)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % below;
}

static struct identity any_page(uint32_t *seed)
{
    static const char *const names[] = {
        "",       "Delano P. Whitcomb", "WHITCOMB, DELANO", "De1ano Whitcornb", "Whitcomb, D.",          "Rosalind Whitcomb",
        "Delano", "Eudora Stone",       "Grimaldi, Eudora", "Eudora Grimaldi",  "Eudora Grimaldi-Stone", "Bill Ashby",
        "Jo Li",  "Whitcomb Stone"};
    static const char *const numbers[] = {"", "00482917", "482917", "OO482917", "00482911", "00610022", "MF 610022", "REC-44120", "7741029", "--"};
    static const int born[] = {0, 0, 19680311, 19680317, 19681103, 19430319, 19550101};
    const char *name = names[next(seed, sizeof names / sizeof names[0])], *mrn = numbers[next(seed, sizeof numbers / sizeof numbers[0])];
    return person(name, mrn, born[next(seed, sizeof born / sizeof born[0])]);
}

static void gathered_pages_tell_the_same_as_each_with_each(void **state)
{
    (void)state;
    enum { MOST = 40 };
    struct identity pages[MOST], kinds[6];
    unsigned differs[MOST], want[MOST];
    uint32_t seed = 7, alarms = 0;
    for (uint32_t round = 0; round < 4000; round++) {
        uint32_t n = next(&seed, MOST) + 1;
        struct identity known = next(&seed, 2) ? person("", "", 0) : any_page(&seed);
        for (uint32_t i = 0; i < 6; i++) kinds[i] = any_page(&seed);
        for (uint32_t i = 0; i < n; i++) pages[i] = round % 2 ? any_page(&seed) : kinds[next(&seed, 6)];
        differs_by_pages(&known, pages, n, want);
        assert_ok(identity_of_chart(room(), &known, pages, n, differs));
        for (uint32_t i = 0; i < n; i++) alarms += want[i] != 0;
        assert_memory_equal(differs, want, n * sizeof *want);
    }
    assert_in_range(alarms, 10000, 4000 * MOST);
}

/* Two patients' pages in turn: each with each would be 40,000,000,000 comparisons. */
static void a_long_chart_is_not_compared_page_by_page(void **state)
{
    (void)state;
    enum { PAGES = 200000 };
    struct identity known = person("", "", 0), *pages = calloc(PAGES, sizeof *pages);
    unsigned *differs = calloc(PAGES, sizeof *differs), others = 0;
    assert_true(pages && differs);
    for (uint32_t i = 0; i < PAGES; i++) pages[i] = i % 2 ? person("Eudora Stone", "00610022", 0) : person("Delano Whitcomb", "00482917", 0);
    assert_ok(identity_of_chart(room(), &known, pages, PAGES, differs));
    for (uint32_t i = 0; i < PAGES; i++) others += differs[i] != 0;
    assert_int_equal(others, PAGES / 2);
    assert_int_equal(differs[0], 0);
    free(pages);
    free(differs);
}

static struct identity read_text(const char *text, double confidence)
{
    static struct demographics *d;
    static struct arena *arena;
    static struct word words[64];
    if (!d) assert_ok(demographics_open("dictionaries/demographics.tsv", &d));
    if (!arena) arena = arena_new((size_t)1 << 20);
    struct page page = {.arena = arena, .text = {text, strlen(text)}, .words = words};
    for (uint32_t i = 0, at = 0; i < 64 && at < page.text.n; i++, page.word_count++) {
        uint32_t end = at + (uint32_t)strcspn(text + at, " \n");
        words[i] = (struct word){.start = at, .end = end, .confidence = confidence};
        at = end + 1;
    }
    return identity_of_page(d, arena, &page);
}

static void only_sure_labels_and_well_read_words_speak(void **state)
{
    (void)state;
    struct identity i = read_text("Patient: Delano Whitcomb   MRN: 00482917   DOB: 03/11/1968\n", .9);
    assert_str("Delano Whitcomb", i.name);
    assert_str("00482917", i.mrn);
    assert_int_equal(i.born, 19680311);
    i = read_text("Patient: Delano Whitcomb   MRN: 00482917\n", .3);
    assert_int_equal(i.name.n + i.mrn.n, 0);
    assert_int_equal(read_text("Patient: Alert and oriented\n", .9).name.n, 0);
    assert_int_equal(read_text("Name: Somebody Else\nChart no: 4711\n", .9).name.n, 0);
    assert_str("Somebody Else", read_text("Name: Somebody Else\nMRN: 4711\n", .9).name);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(likeness_of_two_patients),
        cmocka_unit_test(a_cover_sheet_with_an_mrn_is_enough),
        cmocka_unit_test(most_pages_tell_whose_chart_it_is),
        cmocka_unit_test(gathered_pages_tell_the_same_as_each_with_each),
        cmocka_unit_test(a_long_chart_is_not_compared_page_by_page),
        cmocka_unit_test(only_sure_labels_and_well_read_words_speak),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
