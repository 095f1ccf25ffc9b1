/* arena: alignment, zeroed memory, the cap, reset, and the n-th allocation that fails. */
#include "support/unit.h"

#include "base/arena.h"

#include <stdalign.h>

#define KB ((size_t)1024)

static void memory_is_aligned_and_zeroed(void **state)
{
    (void)state;
    struct arena *a = arena_new(KB * 1024);
    for (size_t n = 1; n < 300; n++) {
        unsigned char *p = arena_alloc(a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
        for (size_t i = 0; i < n; i++) assert_int_equal(p[i], 0);
        memset(p, 0xAB, n);
    }
    arena_free(a);
}

static void memory_is_zeroed_again_after_reset(void **state)
{
    (void)state;
    struct arena *a = arena_new(KB * 1024);
    memset(arena_alloc(a, 5000), 0xCD, 5000);
    assert_true(arena_used(a) >= 5000);
    arena_reset(a);
    assert_int_equal(arena_used(a), 0);
    unsigned char *p = arena_alloc(a, 5000);
    for (size_t i = 0; i < 5000; i++) assert_int_equal(p[i], 0);
    arena_free(a);
}

static void cap_is_kept(void **state)
{
    (void)state;
    struct arena *a = arena_new(200 * KB);
    assert_non_null(arena_alloc(a, 100 * KB));
    error_clear();
    assert_null(arena_alloc(a, 150 * KB));
    assert_message("limit for one page or chart");
    assert_non_null(arena_alloc(a, 60 * KB)); /* what still fits is given */
    for (int i = 0; i < 1000 && arena_alloc(a, KB); i++) continue;
    assert_true(arena_used(a) <= 200 * KB);
    arena_reset(a);
    assert_non_null(arena_alloc(a, 100 * KB)); /* and given again */
    arena_free(a);
}

static void cap_holds_over_many_resets(void **state)
{
    (void)state;
    struct arena *a = arena_new(300 * KB);
    for (int round = 0; round < 50; round++) {
        for (int i = 0; i < 100; i++) assert_non_null(arena_alloc(a, 2 * KB));
        arena_reset(a);
    }
    arena_free(a);
}

static void overflowing_sizes_are_refused(void **state)
{
    (void)state;
    struct arena *a = arena_new(KB * 1024);
    assert_null(arena_alloc(a, SIZE_MAX));
    assert_null(arena_alloc(a, SIZE_MAX - 3));
    assert_null(arena_calloc(a, SIZE_MAX / 8 + 2, 8)); /* the product wraps to 8 */
    assert_non_null(arena_calloc(a, 0, 8));
    arena_free(a);
}

static void strdup_ends_in_nul(void **state)
{
    (void)state;
    struct arena *a = arena_new(KB * 1024);
    char *p = arena_strdup(a, "chronic pain", 7);
    assert_string_equal(p, "chronic");
    assert_string_equal(arena_strdup(a, NULL, 0), "");
    arena_free(a);
}

static void nth_allocation_fails_once(void **state)
{
    (void)state;
    struct arena *a = arena_new(KB * 1024);
    arena_fail_after(3);
    assert_non_null(arena_alloc(a, 8));
    assert_non_null(arena_alloc(a, 8));
    assert_null(arena_alloc(a, 8));
    assert_message("fault test");
    assert_non_null(arena_alloc(a, 8));
    arena_fail_after(0);
    arena_free(a);
}

static void free_takes_null(void **state)
{
    (void)state;
    arena_free(NULL);
    struct arena *a = arena_new(KB);
    arena_reset(a); /* nothing was asked for yet */
    arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_aligned_and_zeroed),
        cmocka_unit_test(memory_is_zeroed_again_after_reset),
        cmocka_unit_test(cap_is_kept),
        cmocka_unit_test(cap_holds_over_many_resets),
        cmocka_unit_test(overflowing_sizes_are_refused),
        cmocka_unit_test(strdup_ends_in_nul),
        cmocka_unit_test(nth_allocation_fails_once),
        cmocka_unit_test(free_takes_null),
    };
    return cmocka_run_group_tests_name("arena", tests, NULL, NULL);
}
