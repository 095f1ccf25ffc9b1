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

static void a_cover_sheet_with_an_mrn_is_enough(void **state)
{
    (void)state;
    struct identity known = person("", "00482917", 0);
    struct identity pages[] = {person("", "", 0), person("Delano Whitcomb", "00482917", 19680311), person("Eudora Stone", "", 19430319),
                               person("Whitcomb, Delano", "", 0)};
    unsigned differs[4];
    identity_of_chart(&known, pages, 4, differs); /* the second page tells whose number it is, so the third is known to be wrong */
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
    identity_of_chart(&known, pages, 4, differs);
    assert_int_equal(differs[0], N | M);
    assert_int_equal(differs[1] | differs[2] | differs[3], 0);
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
        cmocka_unit_test(only_sure_labels_and_well_read_words_speak),
    };
    return cmocka_run_group_tests_name("identity", tests, NULL, NULL);
}
