/* page_bytes: the same page comes back; nothing in damaged bytes is believed. */
#include "support/unit.h"

#include "page_bytes.h"

static struct arena *arena;

static int open_arena(void **state)
{
    (void)state;
    return (arena = arena_new((size_t)64 << 20)) == NULL;
}

static int close_arena(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static struct page sample(void)
{
    static struct word words[2] = {{.text = {"chest", 5}, .box = {10, 20, 30, 40}, .confidence = 0.5, .line = 0, .start = 0, .end = 5},
                                   {.text = {"pain", 4},
                                    .box = {-1, 0, 1, 2},
                                    .confidence = 0.25,
                                    .line = 0,
                                    .start = 6,
                                    .end = 10,
                                    .other = {{{"pein", 4}, 0.5}, {{"gain.", 5}, 0.125}}}};
    static struct line lines[1] = {{.box = {1, 2, 3, 4}, .first_word = 0, .word_count = 2, .block = 7, .confidence = 0.75, .x_height_px = 12.5f}};
    static struct graphic graphics[1] = {{.box = {9, 8, 7, 6}, .kind = GRAPHIC_PICTURE}};
    static struct unread unread[1] = {{.box = {5, 6, 7, 8}, .reason = UNREAD_FAINT}};
    struct page p = {.arena = arena, .number = 3, .media = MEDIA_IMAGE, .width_px = 100, .height_px = 200, .dpi = 300, .rotation_deg = 90};
    memset(p.sha256, 'a', sizeof p.sha256 - 1);
    p.to_original = (struct affine){1, 0.5, -3, 0, 2, 1e300};
    p.skew_deg = -1.5, p.blank = true, p.confidence = 0.875;
    p.text = (struct phi){"chest pain\n", 11};
    p.words = words, p.word_count = 2, p.lines = lines, p.line_count = 1, p.unread = unread, p.unread_count = 1;
    p.graphics = graphics, p.graphic_count = 1;
    return p;
}

static struct buf packed(const struct page *p)
{
    struct buf out;
    buf_init(&out, (size_t)1 << 20);
    assert_ok(page_put_bytes(&out, p));
    return out;
}

static void everything_comes_back(void **state)
{
    (void)state;
    struct page p = sample(), q = {.arena = arena, .file = "kept"};
    struct buf bytes = packed(&p);
    size_t used;
    buf_add(&bytes, "behind", 6);
    assert_ok(page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used));
    assert_int_equal(used, bytes.n - 6);
    assert_string_equal(q.file, "kept");
    assert_str("chest pain\n", q.text);
    assert_int_equal(q.word_count, 2);
    assert_str("pain", q.words[1].text);
    assert_memory_equal(&q.words[1].box, &p.words[1].box, sizeof(struct box));
    assert_true(q.words[1].confidence == 0.25 && q.confidence == 0.875 && q.skew_deg == -1.5);
    assert_str("pein", q.words[1].other[0].text);
    assert_str("gain.", q.words[1].other[1].text);
    assert_true(q.words[1].other[0].confidence == 0.5 && q.words[1].other[1].confidence == 0.125);
    assert_int_equal(q.words[0].other[0].text.n, 0);
    assert_memory_equal(q.lines, p.lines, sizeof *p.lines);
    assert_memory_equal(q.unread, p.unread, sizeof *p.unread);
    assert_int_equal(q.graphic_count, 1);
    assert_memory_equal(q.graphics, p.graphics, sizeof *p.graphics);
    assert_memory_equal(&q.to_original, &p.to_original, sizeof p.to_original);
    assert_string_equal(q.sha256, p.sha256);
    assert_true(q.blank && q.number == 3 && q.width_px == 100 && q.height_px == 200 && q.dpi == 300 && q.rotation_deg == 90 &&
                q.media == MEDIA_IMAGE);
    buf_clear(&bytes);
}

static void same_page_same_bytes(void **state)
{
    (void)state;
    struct page p = sample(), q = sample();
    char other[] = "chest pain\n";
    q.text.p = other; /* addresses must not show */
    struct buf a = packed(&p), b = packed(&q);
    assert_int_equal(a.n, b.n);
    assert_memory_equal(a.p, b.p, a.n);
    buf_clear(&a), buf_clear(&b);
}

static void every_cut_is_refused(void **state)
{
    (void)state;
    struct page p = sample();
    struct buf bytes = packed(&p);
    size_t used;
    for (size_t n = 0; n < bytes.n; n++) {
        struct page q = {.arena = arena};
        assert_status(ST_BAD_DATA, page_get_bytes((struct str){bytes.p, n}, &q, &used));
        arena_reset(arena);
    }
    buf_clear(&bytes);
}

/* Any byte may be wrong: the answer is a fault or a page whose indexes lie inside. */
static void no_index_escapes(void **state)
{
    (void)state;
    struct page p = sample();
    struct buf bytes = packed(&p);
    size_t used;
    for (size_t i = 0; i < bytes.n * 3; i++) {
        struct page q = {.arena = arena};
        char kept = bytes.p[i / 3];
        bytes.p[i / 3] = (char)(i % 3 == 0 ? 0xFF : i % 3 == 1 ? 0x7F : kept ^ 1);
        if (page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used) == ST_OK)
            for (uint32_t w = 0; w < q.word_count; w++) {
                assert_true(q.words[w].line < q.line_count && q.words[w].start <= q.words[w].end && q.words[w].end <= q.text.n);
                assert_true(q.words[w].text.n == 0 || q.words[w].text.p[q.words[w].text.n - 1] != '\1');
            }
        bytes.p[i / 3] = kept;
        arena_reset(arena);
    }
    buf_clear(&bytes);
}

#define OTHERS_BYTES (4 + 2 * 16 + 4 + 5) /* of the sample: their count, two of a word, their letters */

/* A workspace written before words had other readings opens; the page ends where it did. */
static void pages_of_the_version_before_have_no_others(void **state)
{
    (void)state;
    struct page p = sample(), q = {.arena = arena};
    struct buf bytes = packed(&p);
    size_t used;
    bytes.p[0] = 3;
    assert_ok(page_get_bytes((struct str){bytes.p, bytes.n - OTHERS_BYTES}, &q, &used));
    assert_int_equal(used, bytes.n - OTHERS_BYTES);
    assert_str("pain", q.words[1].text);
    assert_int_equal(q.words[1].other[0].text.n, 0);
    buf_clear(&bytes);
}

/* Of a word that the page does not have, one more than a word may have, and one without letters. */
static void others_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const char more[] = "\1\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0x", empty[] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    struct page p = sample(), q = {.arena = arena};
    struct buf bytes = packed(&p);
    size_t used, at = bytes.n - OTHERS_BYTES;
    bytes.p[at + 4] = 2;
    assert_status(ST_BAD_DATA, page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used));
    bytes.p[at + 4] = 1, bytes.p[at] = 3;
    buf_add(&bytes, more, sizeof more - 1);
    assert_status(ST_BAD_DATA, page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used));
    bytes.n -= sizeof more - 1;
    buf_add(&bytes, empty, sizeof empty - 1);
    assert_status(ST_BAD_DATA, page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used));
    buf_clear(&bytes);
}

static void another_version_is_named(void **state)
{
    (void)state;
    struct page p = sample(), q = {.arena = arena};
    struct buf bytes = packed(&p);
    size_t used;
    bytes.p[0] = 9;
    assert_status(ST_BAD_DATA, page_get_bytes((struct str){bytes.p, bytes.n}, &q, &used));
    assert_message("version 9");
    buf_clear(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_comes_back),
        cmocka_unit_test(same_page_same_bytes),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(no_index_escapes),
        cmocka_unit_test(another_version_is_named),
        cmocka_unit_test(pages_of_the_version_before_have_no_others),
        cmocka_unit_test(others_that_make_no_sense_are_refused),
    };
    return cmocka_run_group_tests_name("page_bytes", tests, open_arena, close_arena);
}
