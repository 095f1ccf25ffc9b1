/* A page whose time runs out: what was read is kept, what was not is a box, and nothing is lost in silence. */
#include "reading.h"

#include "support/paper.h"
#include "support/unit.h"

#include "base/config.h"

#include <time.h>

#define LINES 8

static struct config config;
static struct arena *arena;
static struct reading_line *line;

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* share: of the page's time that has gone by when reading begins. Read from words once, so page_clear() is due at once. */
static struct page read_after(PIX *image, double share, bool hasty)
{
    struct page p = {.arena = arena, .number = 1, .image = image, .dpi = 150, .hasty = hasty};
    p.width_px = pixGetWidth(image), p.height_px = pixGetHeight(image);
    p.began_s = now_s() - share * config.page_timeout_s;
    assert_ok(reading_page(line, &p));
    page_clear(&p);
    return p;
}

static bool has(const struct page *p, const char *text)
{
    return memmem(p->text.p, p->text.n, text, strlen(text)) != NULL;
}

/* Every line of the paper has a word or a box in its place. */
static void assert_accounted(const struct page *p)
{
    for (int i = 0; i < LINES; i++) {
        int y = 120 + 48 * i - 10; /* the middle of the line */
        bool found = false;
        for (uint32_t k = 0; k < p->word_count; k++) found |= p->words[k].box.y - 12 < y && y < p->words[k].box.y + p->words[k].box.h + 12;
        for (uint32_t k = 0; k < p->unread_count; k++) found |= p->unread[k].box.y - 12 < y && y < p->unread[k].box.y + p->unread[k].box.h + 12;
        assert_true(found);
    }
}

static void late_page_keeps_its_first_look(void **state)
{
    (void)state;
    struct page p = read_after(paper_with_text(LINES), .45, false);
    assert_true(has(&p, "follow-up of hypertension"));
    assert_true(has(&p, "Continue the present treatment"));
    assert_accounted(&p);
}

static void no_look_begins_late(void **state)
{
    (void)state;
    struct page full = read_after(paper_with_worn_text(LINES), 0, false);
    struct page late = read_after(paper_with_worn_text(LINES), .45, false), hasty = read_after(paper_with_worn_text(LINES), 0, true);
    assert_true(has(&full, "denies chest pain and shortness of breath"));
    assert_true(late.confidence < full.confidence);
    assert_int_equal(hasty.text.n, late.text.n); /* a page that cost a reader is looked at once */
    assert_memory_equal(hasty.text.p, late.text.p, late.text.n);
    assert_accounted(&late);
}

static void page_without_time_is_all_boxes(void **state)
{
    (void)state;
    struct page p = read_after(paper_with_text(LINES), .95, false);
    assert_true(p.word_count < 8); /* of some 70 */
    assert_true(p.unread_count > 0);
    assert_accounted(&p);
}

static int set_up(void **state)
{
    (void)state;
    setMsgSeverity(L_SEVERITY_NONE);
    arena = arena_new((size_t)1 << 30);
    return config_open(&config, "/dev/null") != ST_OK || !arena || reading_open(&config, &line) != ST_OK;
}

static int tear_down(void **state)
{
    (void)state;
    reading_close(line);
    arena_free(arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(late_page_keeps_its_first_look),
        cmocka_unit_test(no_look_begins_late),
        cmocka_unit_test(page_without_time_is_all_boxes),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
