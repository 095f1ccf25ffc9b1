/* Search on the lists of tests/golden/search with the lexicon that make built. CHARTCODE_SHOW_MISSES=1 lists what fails. */
#include "base/tsv.h"
#include "search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#define LEXICON "models/chartcode.lex"
#define TOP 5

struct tally {
    int queries, first, five;
    double ms;
};

static bool accepts(struct str codes, struct str code)
{
    struct str one;
    while (codes.p && str_cut(&codes, ' ', &one)) {
        bool open = one.n && one.p[one.n - 1] == '-';
        if (open) one.n--;
        if (open && one.n && one.p[one.n - 1] == '.') one.n--;
        if (open ? str_starts(code, one) : str_eq(code, one)) return true;
    }
    return false;
}

static void show_miss(const struct lexicon *lex, const struct tsv *t, int rank, const struct search_hit *hits, uint32_t n)
{
    if (!getenv("CHARTCODE_SHOW_MISSES")) return;
    (void)printf("%-34.*s %-22.*s %s", STR_ARG(t->cell[0]), STR_ARG(t->cell[1]), rank < 0 ? "MISS" : "late");
    for (uint32_t i = 0; i < n; i++) (void)printf(" %s(%.2f)", lex_cstr(lex, lex->codes[hits[i].code].code), (double)hits[i].score);
    (void)printf("\n");
}

static void ask(const struct lexicon *lex, struct arena *arena, const struct tsv *t, struct tally *tally)
{
    struct search_hit *hits;
    struct timespec a, b;
    uint32_t n;
    int rank = -1;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &a);
    assert_int_equal(search_codes(lex, arena, t->cell[0], SYSTEM_COUNT, TOP, &hits, &n), ST_OK);
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &b);
    tally->ms += (double)(b.tv_sec - a.tv_sec) * 1e3 + (double)(b.tv_nsec - a.tv_nsec) * 1e-6;
    for (uint32_t i = 0; i < n && rank < 0; i++)
        if (accepts(t->cell[1], lex_str(lex, lex->codes[hits[i].code].code))) rank = (int)i;
    tally->queries++;
    tally->first += rank == 0;
    tally->five += rank >= 0;
    if (rank != 0) show_miss(lex, t, rank, hits, n);
}

static void right_code_comes_first(const char *list, int least)
{
    struct lexicon *lex;
    struct arena *arena = arena_new((size_t)512 << 20);
    struct tally tally = {0};
    struct tsv t;
    bool more = false;
    if (lexicon_open(LEXICON, &lex) != ST_OK || lex->header->effective_date == 0) {
        print_message("skipped: no %s with the public code set (make codeset lexicon)\n", LEXICON);
        skip();
    }
    assert_int_equal(tsv_open(&t, list, "query codes note"), ST_OK);
    while (tsv_next(&t, &more) == ST_OK && more) {
        ask(lex, arena, &t, &tally);
        arena_reset(arena);
    }
    print_message("search: %d queries, first %.1f %%, in five %.1f %%, %.1f ms of processor each\n", tally.queries,
                  100.0 * tally.first / tally.queries, 100.0 * tally.five / tally.queries, tally.ms / tally.queries);
    assert_true(tally.queries >= least);
    assert_true(tally.first * 100 >= tally.queries * 85);
    assert_true(tally.five * 100 >= tally.queries * 95);
    tsv_close(&t);
    arena_free(arena);
    lexicon_close(lex);
}

static void test_first_list(void **state)
{
    (void)state;
    right_code_comes_first("tests/golden/search/queries.tsv", 300);
}

static void test_second_list(void **state)
{
    (void)state;
    right_code_comes_first("tests/golden/search/queries_2.tsv", 150);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_first_list), cmocka_unit_test(test_second_list)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
