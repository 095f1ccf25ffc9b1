/* Reading: words in their places, unread ink shown, and workers that cannot be hurt. */
#include "reading.h"

#include "../../pipeline/read/read_in.h"
#include "../support/paper.h"
#include "base/config.h"
#include "image.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct config config;
static struct arena *arena;
static char folder[] = "/tmp/test_read-XXXXXX";
static char path[256];

static const char *put(const char *name, PIX *pix)
{
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(pixWrite(path, pix, IFF_PNG), 0);
    pixDestroy(&pix);
    return path;
}

static struct page read_alone(const char *file)
{
    struct reader_pool *pool;
    struct page *pages = NULL;
    uint32_t n = 0;
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    assert_int_equal(reading_file(pool, file, READING_WORDS, arena, &pages, &n), ST_OK);
    assert_int_equal(n, 1);
    reader_pool_close(pool);
    return pages[0];
}

static bool has(const struct page *p, const char *text)
{
    return memmem(p->text.p, p->text.n, text, strlen(text)) != NULL;
}

static int times(const struct page *p, const char *text)
{
    int n = 0;
    for (const char *at = p->text.p, *end = at + p->text.n; (at = memmem(at, (size_t)(end - at), text, strlen(text))); at++) n++;
    return n;
}

static void words_are_read_in_place(void **state)
{
    (void)state;
    struct page p = read_alone(put("text.png", paper_with_text(8)));
    assert_true(has(&p, "follow-up of hypertension"));
    assert_true(has(&p, "denies chest pain"));
    assert_int_equal(p.line_count, 8);
    assert_int_equal(p.unread_count, 0);
    assert_true(p.confidence > .8);
    for (uint32_t i = 0; i < p.word_count; i++) {
        const struct word *w = &p.words[i];
        assert_memory_equal(w->text.p, p.text.p + w->start, w->end - w->start);
        assert_in_range(w->box.y + w->box.h, 100 + 48 * w->line, 145 + 48 * w->line);
    }
}

static void sideways_page_keeps_original_boxes(void **state)
{
    (void)state;
    PIX *upright = paper_with_text(8), *turned = pixRotateOrth(upright, 1);
    pixDestroy(&upright);
    struct page p = read_alone(put("side.png", turned));
    assert_int_equal(p.rotation_deg, 270);
    assert_true(has(&p, "hypertension"));
    assert_true(p.words[0].box.x > 1150 && p.words[0].box.y < 130);
}

static void worn_letters_are_read(void **state)
{
    (void)state;
    struct page p = read_alone(put("worn.png", paper_with_worn_text(8)));
    assert_true(has(&p, "denies chest pain and shortness of breath"));
    assert_true(has(&p, "Continue the present treatment and return in three months"));
}

/* Where little of the first look is sure, its lines give no frame for the next: the page is read afresh. */
static void crumbled_letters_are_read_afresh(void **state)
{
    (void)state;
    struct page p = read_alone(put("crumbled.png", paper_with_crumbled_text(14)));
    assert_int_equal(times(&p, "hypertension today") + times(&p, "breath at rest") + times(&p, "previous visit") + times(&p, "three months"), 14);
}

/* Faint letters in slices under lines of black ones count; dust, what words cover, and little beside what was read do not. */
static void letters_under_no_word_are_missed(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(16);
    double all, dusty, faint, little;
    for (int y = 285; y < 1300; y++)
        for (int x = 0; x < 1000; x++) {
            l_uint32 level = 255;
            (void)pixGetPixel(pix, x, y, &level);
            if (level < 255) (void)pixSetPixel(pix, x, y, y % 3 ? 209 : 190);
        }
    struct glimpse word = {.text = {"seen", 4}, .box = {60, 60, 900, 225}};
    struct reading none = {0}, upper = {.words = &word, .word_count = 1};
    assert_int_equal(missed_letters(pix, &none, 16, &all), ST_OK);
    assert_true(all > 500 && all < 1200);
    for (int i = 0; i < 900; i++) image_fill(pix, (struct box){i * 619 % 990, 900 + i * 277 % 380, 2, 2}, 0);
    assert_int_equal(missed_letters(pix, &none, 16, &dusty), ST_OK);
    assert_true(fabs(dusty - all) < .05 * all);
    assert_int_equal(missed_letters(pix, &upper, 16, &faint), ST_OK);
    assert_true(faint > .65 * all && faint < .85 * all);
    word.text.n = (size_t)(30 * all);
    assert_int_equal(missed_letters(pix, &upper, 16, &little), ST_OK);
    assert_true(little == 0);
    pixDestroy(&pix);
}

static void in_order(const struct page *p, const char *const parts[])
{
    const char *at = p->text.p, *end = p->text.p + p->text.n;
    for (int i = 0; parts[i]; i++) {
        const char *found = memmem(at, (size_t)(end - at), parts[i], strlen(parts[i]));
        if (!found) fail_msg("'%s' is not where it should be in:\n%.*s", parts[i], (int)p->text.n, p->text.p);
        at = found + strlen(parts[i]);
    }
}

static void three_columns_are_read_one_after_the_other(void **state)
{
    (void)state;
    static const char *const lines[3][6] = {{"The patient was seen again today", "for a cough that began in the", "spring and would not go away. He",
                                             "does not smoke and has no fever", "at night and no pain in the chest", "or in the back."},
                                            {"On examination he looks well and", "is not short of breath. His chest",
                                             "is clear with good air entry on", "both sides. The heart sounds are",
                                             "normal, and there is no swelling", "of the ankles."},
                                            {"A film of the chest shows that", "there is no change since the last", "one, which was taken two years",
                                             "ago. We will see him again in the", "autumn, or before then if there", "should be need."}};
    PIX *paper = paper_with_text(0), *pix = pixAddBorderGeneral(paper, 0, 900, 0, 0, 255);
    L_BMF *font = bmfCreate(NULL, 8);
    pixDestroy(&paper);
    (void)pixSetTextline(pix, font, "Clinic for diseases of the chest", 0, 300, 90, NULL, NULL);
    for (int c = 0; c < 3; c++)
        for (int i = 0; i < 6; i++) (void)pixSetTextline(pix, font, lines[c][i], 0, 40 + 610 * c, 180 + 40 * i + 6 * c, NULL, NULL);
    bmfDestroy(&font);
    struct page p = read_alone(put("columns.png", pix));
    in_order(&p, (const char *const[]){"Clinic", "seen again", "for a cough", "in the back", "examination", "is not short", "the ankles", "A film",
                                       "one, which", "be need", NULL});
}

static void columns_of_a_scan_are_read_one_after_the_other(void **state)
{
    (void)state;
    struct page p = read_alone("samples/scans/neurology-migraine.tif");
    in_order(&p, (const char *const[]){"Patient: Persephone Galloway", "DOB: 11/11/1987", "Provider: Ottoline Krishnan", "HISTORY", "Failed",
                                       "topiramate", "FH: Mother", "EXAM", "No neck tenderness", "ASSESSMENT", "Chronic migraine", "PROCEDURE",
                                       "155 units in 31 sites", "PLAN", "or confusion", "Galloway", NULL});
}

static void table_of_a_scan_is_read_by_row(void **state)
{
    (void)state;
    struct reader_pool *pool;
    struct page *pages = NULL;
    uint32_t n = 0;
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    assert_int_equal(reading_file(pool, "samples/scans/nephrology.tif", READING_WORDS, arena, &pages, &n), ST_OK);
    reader_pool_close(pool);
    assert_int_equal(n, 2);
    in_order(&pages[1], (const char *const[]){"Potassium", "5.7", "mmol/L", "5.0", "Chloride", "106", "Creatinine", "2.94", "Glucose, fasting", "99",
                                              "90", NULL});
}

static void scribble_is_shown_as_unread(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(8);
    for (int k = 0; k < 6; k++) /* joined loops, as a pen makes them */
        for (int i = 0; i < 900; i++) {
            int x = 300 + k * 50 + i / 10, y = 900 + (int)(40 * ((i * (k + 3) % 180) / 180.0)) + (i * i / 700) % 25;
            for (int d = 0; d < 9; d++) (void)pixSetPixel(pix, x + d % 3, y + d / 3, 0);
        }
    struct page p = read_alone(put("scribble.png", pix));
    bool shown = false;
    for (uint32_t i = 0; i < p.unread_count; i++) shown |= p.unread[i].box.y > 800 && p.unread[i].box.y < 1000;
    for (uint32_t i = 0; i < p.word_count; i++) shown |= p.words[i].box.y > 800; /* or taken for words, which a coder sees as well */
    assert_true(shown);
}

static void draw_frame(PIX *pix, int x, int y, bool ticked)
{
    for (int i = 0; i < 24; i++)
        for (int d = 0; d < 2; d++) {
            (void)pixSetPixel(pix, x + i, y + d, 0), (void)pixSetPixel(pix, x + i, y + 23 - d, 0);
            (void)pixSetPixel(pix, x + d, y + i, 0), (void)pixSetPixel(pix, x + 23 - d, y + i, 0);
            if (ticked) (void)pixSetPixel(pix, x + i, y + (i + d) % 24, 0), (void)pixSetPixel(pix, x + 23 - i, y + (i + d) % 24, 0);
        }
}

static void boxes_to_tick_are_read(void **state)
{
    (void)state;
    static const char *const labels[2][3] = {{"Diabetes", "Asthma", "Stroke"}, {"Gout", "Anemia", "Seizures"}};
    PIX *pix = paper_with_text(4);
    L_BMF *font = bmfCreate(NULL, 8);
    for (int line = 0; line < 2; line++)
        for (int i = 0; i < 3; i++) {
            draw_frame(pix, 80 + 260 * i, 400 + 60 * line, (i + line) % 2 == 0);
            (void)pixSetTextline(pix, font, labels[line][i], 0, 120 + 260 * i, 424 + 60 * line, NULL, NULL);
        }
    bmfDestroy(&font);
    struct page p = read_alone(put("ticks.png", pix));
    in_order(&p, (const char *const[]){"[x] Diabetes", "[ ] Asthma", "[x] Stroke\n", "[ ] Gout", "[x] Anemia", "[ ] Seizures\n", NULL});
    assert_int_equal(p.unread_count, 0);
}

/* A pen's joined stroke of about 260 x 40 pixels from (x, y) on. */
static void sign(PIX *pix, int x, int y)
{
    for (int i = 0; i < 260 * 8; i++) {
        double t = i / 8.0, up = 18 * sin(t / 7) + 9 * sin(t / 3.1 + 1);
        for (int d = 0; d < 9; d++) (void)pixSetPixel(pix, x + (int)t + d % 3, y + 20 - (int)up + d / 3, 0);
    }
}

static void signature_is_no_text(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(8);
    L_BMF *font = bmfCreate(NULL, 8);
    sign(pix, 110, 540);
    (void)pixSetTextline(pix, font, "Ann Example, MD", 0, 80, 640, NULL, NULL);
    bmfDestroy(&font);
    struct page p = read_alone(put("signed.png", pix));
    assert_int_equal(p.unread_count, 0);
    assert_int_equal(p.graphic_count, 1);
    assert_int_equal(p.graphics[0].kind, GRAPHIC_SIGNATURE);
    assert_in_range(p.graphics[0].box.x, 90, 130);
    assert_in_range(p.graphics[0].box.y, 520, 580);
    assert_int_equal(p.line_count, 9); /* and nothing was read from it */
    assert_true(has(&p, "Ann Example, MD"));
}

static struct glimpse printed(const char *text, int x, int y, int w, uint32_t row, float quality)
{
    return (struct glimpse){.text = {text, strlen(text)}, .box = {x, y, w, 20}, .confidence = quality, .quality = quality, .row = row};
}

static void words_of_a_signature_do_not_come_back(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(0);
    sign(pix, 110, 540);
    PIX *ink = pixThresholdToBinary(pix, 128);
    struct glimpse words[] = {printed("Mnnw", 112, 532, 250, 0, .3f), printed("Ann", 80, 600, 50, 1, .95f),
                              printed("Example,", 140, 600, 110, 1, .95f), printed("MD", 260, 600, 40, 1, .95f)};
    struct row rows[] = {{{112, 532, 250, 20}, 0, 1, 0, false}, {{80, 600, 220, 20}, 1, 3, 0, false}};
    struct reading r = {words, 4, rows, 2}, nothing = {0};
    struct graphic_list *found = ARENA_ARRAY(arena, struct graphic_list, 1);
    uint32_t taken;
    found->n = 0;
    assert_int_equal(signatures_find(ink, 18, &r, found), ST_OK);
    assert_int_equal(found->n, 1);
    assert_int_equal(merge_readings(&r, &nothing, arena, &r, &taken), ST_OK);
    assert_int_equal(r.word_count, 3);
    assert_int_equal(r.rows[0].count, 0);
    pixDestroy(&pix), pixDestroy(&ink);
}

/* Tesseract is at times unsure of what is as clear as the rest; a speck and the end of a rule are no words. */
static void short_words_at_the_end_of_a_line_stay_and_dust_goes(void **state)
{
    (void)state;
    static const struct {
        struct glimpse last;
        uint32_t left;
    } cases[] = {{{.text = {"of", 2}, .box = {400, 100, 22, 20}, .quality = .1f}, 4},
                 {{.text = {"F", 1}, .box = {400, 101, 12, 19}, .quality = .1f}, 4},
                 {{.text = {"a", 1}, .box = {400, 110, 9, 6}, .quality = .1f}, 3}, /* a speck */
                 {{.text = {"l", 1}, .box = {400, 98, 3, 24}, .quality = .1f}, 3}, /* a rule's end */
                 {{.text = {"=", 1}, .box = {400, 100, 20, 20}, .quality = .1f}, 3},
                 {{.text = {"on", 2}, .box = {400, 124, 22, 18}, .quality = .1f}, 3}}; /* it stands below the line */
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct glimpse words[] = {printed("Example,", 80, 100, 110, 0, .9f), printed("Ann", 200, 100, 50, 0, .9f),
                                  printed("Page", 300, 100, 60, 0, .9f), cases[i].last};
        struct row row = {{80, 100, 340, 20}, 0, 4, 0, false};
        struct reading r = {words, 4, &row, 1};
        judge_drop_dust(&r);
        assert_int_equal(row.count, cases[i].left);
    }
}

/* A slanting bar as of a staple; with a hook it would be somebody's writing. */
static void staple_is_no_unread_ink(void **state)
{
    (void)state;
    for (int hook = 0; hook < 2; hook++) {
        PIX *pix = paper_with_text(0);
        for (int i = 0; i < 100; i++) image_fill(pix, (struct box){60 + i, 200 - i / 2, 5, 5}, 0);
        for (int i = 0; hook && i < 45; i++)
            image_fill(pix, (struct box){60 + i, 200 - i, 5, 5}, 0), image_fill(pix, (struct box){105 + i, 155 + i, 5, 5}, 0);
        struct reading nothing = {0};
        struct unread_list *unread = ARENA_ARRAY(arena, struct unread_list, 1);
        struct graphic_list *graphics = ARENA_ARRAY(arena, struct graphic_list, 1);
        graphics->n = 0;
        assert_int_equal(ink_unread(pix, &nothing, 20, unread, graphics), ST_OK);
        assert_int_equal(unread->n, hook);
        pixDestroy(&pix);
    }
}

/* A head that runs dry: faint letters crossed by white rows, of which no piece has a letter's size. */
static void faint_letters_in_pieces_are_unread_ink(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(2);
    for (int y = 0; y < 1300; y++)
        for (int x = 0; x < 1000; x++) {
            l_uint32 v;
            (void)pixGetPixel(pix, x, y, &v);
            (void)pixSetPixel(pix, x, y, v > 128 || y % 6 < 2 ? 255 : 190);
        }
    struct reading nothing = {0};
    struct unread_list *unread = ARENA_ARRAY(arena, struct unread_list, 1);
    struct graphic_list *graphics = ARENA_ARRAY(arena, struct graphic_list, 1);
    graphics->n = 0;
    assert_int_equal(ink_unread(pix, &nothing, 12, unread, graphics), ST_OK);
    assert_int_equal(unread->n, 2);
    for (uint32_t i = 0; i < unread->n; i++) assert_true(unread->at[i].reason == UNREAD_FAINT && unread->at[i].box.w > 400);
    pixDestroy(&pix);
}

/* The same stroke where an answer is asked for is handwriting that somebody must read. */
static void handwritten_entry_is_unread(void **state)
{
    (void)state;
    PIX *pix = paper_with_text(8);
    L_BMF *font = bmfCreate(NULL, 8);
    (void)pixSetTextline(pix, font, "Diagnosis:", 0, 80, 580, NULL, NULL);
    sign(pix, 270, 545);
    (void)pixSetTextline(pix, font, "Name: Ann Example", 0, 80, 640, NULL, NULL);
    bmfDestroy(&font);
    struct page p = read_alone(put("entry.png", pix));
    assert_int_equal(p.graphic_count, 0);
    bool shown = false;
    for (uint32_t i = 0; i < p.unread_count; i++) shown |= p.unread[i].box.y > 500 && p.unread[i].box.y < 600;
    assert_true(shown);
}

static void blank_page_has_no_words(void **state)
{
    (void)state;
    struct page p = read_alone(put("blank.png", paper_with_text(0)));
    assert_true(p.blank);
    assert_int_equal(p.word_count + p.unread_count, 0);
}

static void same_page_same_words_in_a_batch(void **state)
{
    (void)state;
    struct reader_pool *pool;
    struct page alone = read_alone(put("same.png", paper_with_text(6))), other;
    char same[256];
    (void)snprintf(same, sizeof same, "%s", path);
    PIX *straight = paper_with_text(9);
    const char *noise = put("noise.png", pixRotate(straight, .05f, L_ROTATE_AREA_MAP, L_BRING_IN_WHITE, 0, 0));
    pixDestroy(&straight);
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    for (int i = 0; i < 4; i++) assert_int_equal(reader_pool_submit(pool, i % 2 ? same : noise, 1, READING_WORDS), ST_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(reader_pool_wait(pool, arena, &other), ST_OK);
        if (i % 2 == 0) continue;
        assert_int_equal(other.text.n, alone.text.n);
        assert_memory_equal(other.text.p, alone.text.p, alone.text.n);
        for (uint32_t k = 0; k < alone.word_count; k++) assert_true(other.words[k].confidence == alone.words[k].confidence);
    }
    reader_pool_close(pool);
}

/* A pipe that never ends keeps its reader waiting for ever. */
static const char *hanging_file(void)
{
    (void)snprintf(path, sizeof path, "%s/pipe", folder);
    (void)mkfifo(path, 0600);
    return path;
}

static void hang_costs_one_page(void **state)
{
    (void)state;
    struct reader_pool *pool;
    struct page p;
    config.page_timeout_s = 4;
    char *good = strdup(put("good.png", paper_with_text(3)));
    int fd = open(hanging_file(), O_RDWR);
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    assert_int_equal(reader_pool_submit(pool, path, 1, READING_WORDS), ST_OK);
    assert_int_equal(reader_pool_submit(pool, good, 1, READING_WORDS), ST_OK);
    assert_int_equal(reader_pool_wait(pool, arena, &p), ST_TIMEOUT);
    assert_non_null(strstr(error_message(), "over 4 s"));
    assert_int_equal(reader_pool_wait(pool, arena, &p), ST_OK);
    assert_true(has(&p, "hypertension"));
    free(good);
    reader_pool_close(pool);
    (void)close(fd);
    config.page_timeout_s = 120;
}

static void kill_children(int sig)
{
    DIR *all = opendir("/proc");
    assert_non_null(all);
    for (struct dirent *d; (d = readdir(all));) {
        char name[300];
        int pid, parent = 0;
        (void)snprintf(name, sizeof name, "/proc/%s/stat", d->d_name);
        FILE *f = fopen(name, "r");
        if (!f) continue;
        if (fscanf(f, "%d %*s %*c %d", &pid, &parent) == 2 && parent == getpid()) (void)kill(pid, sig);
        (void)fclose(f);
    }
    (void)closedir(all);
}

static void crash_costs_one_page(void **state)
{
    (void)state;
    struct reader_pool *pool;
    struct page p;
    char *good = strdup(put("good.png", paper_with_text(3)));
    int fd = open(hanging_file(), O_RDWR);
    config.workers = 1;
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    assert_int_equal(reader_pool_submit(pool, path, 1, READING_WORDS), ST_OK);
    assert_int_equal(reader_pool_submit(pool, good, 1, READING_WORDS), ST_OK);
    kill_children(SIGSEGV);
    assert_int_equal(reader_pool_wait(pool, arena, &p), ST_CRASHED);
    assert_int_equal(reader_pool_wait(pool, arena, &p), ST_OK);
    free(good);
    reader_pool_close(pool);
    (void)close(fd);
    config.workers = 0;
}

static void bad_file_says_so_and_the_pool_goes_on(void **state)
{
    (void)state;
    struct reader_pool *pool;
    struct page *pages;
    uint32_t n;
    struct reading_file_info info;
    (void)snprintf(path, sizeof path, "%s/absent.png", folder);
    assert_int_equal(reader_pool_open(&config, &pool), ST_OK);
    assert_int_equal(reading_inspect(pool, path, &info), ST_NOT_FOUND);
    assert_non_null(strstr(error_message(), "absent.png"));
    assert_int_equal(reading_file(pool, put("ok.png", paper_with_text(2)), READING_IMAGE, arena, &pages, &n), ST_OK);
    assert_int_equal(pixGetWidth(pages[0].image), 1000);
    page_clear(&pages[0]);
    reader_pool_close(pool);
}

static int set_up(void **state)
{
    (void)state;
    arena = arena_new((size_t)1 << 28);
    return arena && mkdtemp(folder) && config_open(&config, NULL) == ST_OK ? 0 : -1;
}

static int forget(const char *name, const struct stat *info, int kind, struct FTW *at)
{
    (void)info, (void)kind, (void)at;
    return remove(name);
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    config_close(&config);
    return nftw(folder, forget, 8, FTW_DEPTH | FTW_PHYS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_read_in_place),
        cmocka_unit_test(sideways_page_keeps_original_boxes),
        cmocka_unit_test(three_columns_are_read_one_after_the_other),
        cmocka_unit_test(columns_of_a_scan_are_read_one_after_the_other),
        cmocka_unit_test(table_of_a_scan_is_read_by_row),
        cmocka_unit_test(scribble_is_shown_as_unread),
        cmocka_unit_test(worn_letters_are_read),
        cmocka_unit_test(crumbled_letters_are_read_afresh),
        cmocka_unit_test(letters_under_no_word_are_missed),
        cmocka_unit_test(boxes_to_tick_are_read),
        cmocka_unit_test(signature_is_no_text),
        cmocka_unit_test(words_of_a_signature_do_not_come_back),
        cmocka_unit_test(staple_is_no_unread_ink),
        cmocka_unit_test(faint_letters_in_pieces_are_unread_ink),
        cmocka_unit_test(short_words_at_the_end_of_a_line_stay_and_dust_goes),
        cmocka_unit_test(handwritten_entry_is_unread),
        cmocka_unit_test(blank_page_has_no_words),
        cmocka_unit_test(same_page_same_words_in_a_batch),
        cmocka_unit_test(hang_costs_one_page),
        cmocka_unit_test(crash_costs_one_page),
        cmocka_unit_test(bad_file_says_so_and_the_pool_goes_on),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
