/* The same sheet twice: by its words, by its looks. */
#include "support/unit.h"

#include "clean.h"
#include "repeat.h"

#include <leptonica/allheaders.h>
#include <math.h>

static struct arena *arena;

static const char sheet[] =
    "Harbor Street Family Medicine Patient Delano Whitcomb MRN 00482917 Date of service 01/14/2026 Blood pressure 142/88 pulse 76 weight 84.5 kg "
    "Follow up of hypertension He takes his tablets every day and feels well No chest pain no shortness of breath Labs of 01/09/2026 show "
    "creatinine 1.1 and potassium 4.2 Assessment essential hypertension not at goal Plan raise lisinopril to 20 mg and return in 4 weeks";

/* A page of these words, forty pixels a line, each two words; `edge` stands at its very top. */
static struct page page_of(const char *text, const char *edge)
{
    struct page p = {.arena = arena, .width_px = 1700, .height_px = 2200, .words = ARENA_ARRAY(arena, struct word, 200)};
    struct str rest = str_of(text), word;
    for (uint32_t i = 0; str_cut(&rest, ' ', &word); i++)
        p.words[p.word_count++] = (struct word){.text = {word.p, word.n}, .box = {100 + 300 * (int)(i % 2), 200 + 20 * (int)i, 200, 18}};
    if (edge) p.words[p.word_count++] = (struct word){.text = {edge, strlen(edge)}, .box = {100, 10, 200, 18}};
    return p;
}

static char *changed(const char *from, const char *to)
{
    const char *at = strstr(sheet, from);
    assert_non_null(at);
    char *out = arena_alloc(arena, sizeof sheet + 100);
    (void)snprintf(out, sizeof sheet + 100, "%.*s%s%s", (int)(at - sheet), sheet, to, at + strlen(from));
    return out;
}

static bool repeats(const char *text, const char *edge)
{
    struct page a = page_of(sheet, NULL), b = page_of(text, edge);
    bool there = repeat_words(arena, &a, &b), back = repeat_words(arena, &b, &a);
    assert_int_equal(there, back);
    return there;
}

static void a_sheet_read_again_repeats(void **state)
{
    (void)state;
    assert_true(repeats(sheet, NULL));
    assert_true(repeats(changed("tablets every day", "tab1ets every dav"), NULL));
    assert_true(repeats(changed("00482917", "00482911"), NULL)); /* one digit misread */
    assert_true(repeats(sheet, "11/23/2026")); /* the line of a fax machine */
}

/* The same form on another day or with other figures is another sheet. */
static void a_form_filled_in_anew_does_not(void **state)
{
    (void)state;
    assert_false(repeats(changed("01/14/2026", "01/15/2026"), NULL));
    assert_false(repeats(changed("01/14/2026", "02/11/2026"), NULL));
    assert_false(repeats(changed("142/88 pulse 76 weight 84.5", "128/80 pulse 81 weight 83.9"), NULL));
    assert_false(repeats(changed("00482917", "00610022"), NULL));
    assert_false(repeats(changed("He takes his tablets every day and feels well No chest pain no shortness of breath",
                                 "She ran out of them and has had headaches since Saturday with some blurred vision"),
                         NULL));
    assert_false(repeats("Blood pressure 142/88", NULL)); /* too few words to tell */
}

static int shared_keys(const char *text)
{
    uint64_t a[REPEAT_KEYS], b[REPEAT_KEYS];
    struct page p = page_of(sheet, NULL), q = page_of(text, NULL);
    int n = 0;
    assert_true(repeat_keys(arena, &p, a) && repeat_keys(arena, &q, b));
    for (int i = 0; i < REPEAT_KEYS; i++) n += a[i] == b[i];
    return n;
}

static void keys_find_what_to_look_at(void **state)
{
    (void)state;
    uint64_t keys[REPEAT_KEYS];
    struct page few = page_of("Blood pressure 142/88", NULL);
    assert_false(repeat_keys(arena, &few, keys));
    assert_int_equal(shared_keys(sheet), REPEAT_KEYS);
    assert_true(shared_keys(changed("tablets every day", "tab1ets every dav")) >= 2);
    assert_true(
        shared_keys(
            "An altogether other page about the removal of a mole from the left forearm under local anesthesia with two sutures and a dressing "
            "to be kept dry for two days after which the patient may shower") <= 1);
}

/* ---- looks */

/* A drawing: a few strokes and blots, by number. */
static PIX *drawing(unsigned seed)
{
    PIX *pix = pixCreate(1275, 1650, 8);
    (void)pixSetAllArbitrary(pix, 255);
    (void)pixSetResolution(pix, 150, 150);
    unsigned v = seed * 2654435761u + 1;
    PIX *bits = pixCreate(1275, 1650, 1);
    for (int i = 0; i < 14; i++) {
        int at[4];
        for (int k = 0; k < 4; k++) at[k] = 120 + (int)((v = v * 1103515245u + 12345u) >> 9) % (k % 2 ? 1400 : 1030);
        (void)pixRenderLine(bits, at[0], at[1], at[2], at[3], 14, L_SET_PIXELS);
        BOX *blot = boxCreate(at[2] / 2 + 60, at[3] / 2 + 60, 90 + at[0] % 80, 60 + at[1] % 90);
        (void)pixRenderBox(bits, blot, 12, L_SET_PIXELS);
        boxDestroy(&blot);
    }
    (void)pixSetMasked(pix, bits, 30);
    pixDestroy(&bits);
    return pix;
}

/* Takes `in`: laid on the glass a little askew and elsewhere, at another resolution, with dust. */
static PIX *scanned_again(PIX *in, double tilt_deg, double scale, int shift_px)
{
    PIX *big = pixAddBorderGeneral(in, shift_px, 10, shift_px / 2, 10, 255);
    PIX *tilted = pixRotate(big, (l_float32)(tilt_deg * 3.14159 / 180), L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0);
    PIX *out = pixScale(tilted, (l_float32)scale, (l_float32)scale);
    unsigned v = 3;
    for (int i = 0; i < 300; i++) {
        int x = (int)((v = v * 1103515245u + 12345u) >> 8) % pixGetWidth(out), y = (int)((v = v * 1103515245u + 12345u) >> 8) % pixGetHeight(out);
        (void)pixSetPixel(out, x, y, 0);
    }
    (void)pixSetResolution(out, (int)(150 * scale), (int)(150 * scale));
    pixDestroy(&in), pixDestroy(&big), pixDestroy(&tilted);
    return out;
}

static void print_of(PIX *image, uint64_t print[PAGE_PRINT_WORDS])
{
    struct page page = {.arena = arena,
                        .media = MEDIA_IMAGE,
                        .image = image,
                        .width_px = pixGetWidth(image),
                        .height_px = pixGetHeight(image),
                        .dpi = pixGetXRes(image)};
    assert_ok(stage_clean.page(NULL, &page));
    memcpy(print, page.print, sizeof page.print);
    page_clear(&page);
}

static void drawings_are_known_by_their_looks(void **state)
{
    (void)state;
    uint64_t first[6][PAGE_PRINT_WORDS], again[PAGE_PRINT_WORDS];
    int missed = 0, wrong = 0;
    for (unsigned i = 0; i < 6; i++) {
        print_of(drawing(i), first[i]);
        print_of(scanned_again(drawing(i), .4 * (i % 3), i % 2 ? 1.33 : 1, 6 + (int)i), again);
        missed += !repeat_looks(first[i], again);
        for (unsigned j = 0; j < i; j++) wrong += repeat_looks(first[i], first[j]);
    }
    assert_int_equal(wrong, 0);
    assert_true(missed <= 1); /* the tilt of a drawing cannot always be told */
    uint64_t nothing[PAGE_PRINT_WORDS] = {0};
    assert_false(repeat_looks(nothing, nothing));
}

static int set_up(void **state)
{
    (void)state;
    setMsgSeverity(L_SEVERITY_NONE);
    return (arena = arena_new((size_t)64 << 20)) == NULL;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sheet_read_again_repeats),
        cmocka_unit_test(a_form_filled_in_anew_does_not),
        cmocka_unit_test(keys_find_what_to_look_at),
        cmocka_unit_test(drawings_are_known_by_their_looks),
    };
    return cmocka_run_group_tests_name("repeat", tests, set_up, tear_down);
}
