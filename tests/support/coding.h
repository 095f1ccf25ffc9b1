/* A workspace of its own for each test, with charts of text pages, on the small lexicon. */
#ifndef CC_TESTS_CODING_H
#define CC_TESTS_CODING_H

#include "support/chart.h"

#include "desk.h"

#include <sqlite3.h>

#define NOTE "HPI: He has hypertension and knee x-ray. Denies fever.\nAssessment:\n1. Pneumonia.\n2. Hypertension.\n"

static struct queue *q;
static struct arena *arena;
static struct lexicon *lex;
static unsigned desk_serial;

UNIT_UNUSED static int open_all(void **state)
{
    assert_int_equal(chart_open(state), 0);
    assert_ok(config_set(&chart_config, STR("busy-timeout-s"), STR("1"), "test"));
    assert_ok(config_set(&chart_config, STR("password-memory-mb"), STR("8"), "test"));
    assert_ok(lexicon_open(small_lexicon(), &lex));
    return (arena = arena_new((size_t)256 << 20)) == NULL;
}

UNIT_UNUSED static int close_all(void **state)
{
    lexicon_close(lex);
    arena_free(arena);
    return chart_close(state);
}

UNIT_UNUSED static int open_queue(void **state)
{
    char name[32];
    (void)state;
    (void)snprintf(name, sizeof name, "desk%u", desk_serial++);
    assert_ok(config_set(&chart_config, STR("workspace"), str_of(unit_path(name)), "test"));
    assert_ok(queue_open(&chart_config, QUEUE_MAKE, &q));
    assert_ok(queue_act_as(q, "anna"));
    arena_reset(arena);
    return 0;
}

UNIT_UNUSED static int close_queue(void **state)
{
    (void)state;
    queue_close(q);
    return 0;
}

#define IN_QUEUE(f) cmocka_unit_test_setup_teardown(f, open_queue, close_queue)

UNIT_UNUSED static const char *database(void)
{
    static char path[300];
    (void)snprintf(path, sizeof path, "%s/queue.db", chart_config.workspace);
    return path;
}

/* Behind the program's back. */
UNIT_UNUSED static void sql(const char *text)
{
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(database(), &db), SQLITE_OK);
    if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK) print_error("%s: %s\n", text, why);
    assert_null(why);
    (void)sqlite3_close(db);
}

UNIT_UNUSED static int64_t sql_number(const char *text)
{
    sqlite3 *db;
    sqlite3_stmt *s = NULL;
    assert_int_equal(sqlite3_open(database(), &db), SQLITE_OK);
    if (sqlite3_prepare_v2(db, text, -1, &s, NULL) != SQLITE_OK) print_error("%s: %s\n", text, sqlite3_errmsg(db));
    assert_int_equal(sqlite3_step(s), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(s, 0);
    (void)sqlite3_finalize(s);
    (void)sqlite3_close(db);
    return n;
}

static int64_t accept_chart(const struct chart_facts *facts, const char *batch, uint32_t pages)
{
    static unsigned marks;
    struct queue_file f = {.path = "note.txt", .media = MEDIA_TEXT, .pages = pages, .bytes = 10};
    int64_t chart;
    (void)snprintf(f.sha256, sizeof f.sha256, "%064x", ++marks);
    assert_ok(queue_accept(q, batch, facts, &f, 1, &chart));
    assert_true(chart > 0);
    return chart;
}

UNIT_UNUSED static void match_again(int64_t chart)
{
    struct chart_facts none = {.encounter = {.age_years = -1}};
    struct chart c = {.arena = arena, .file = "", .encounter = {.age_years = -1}};
    assert_ok(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    assert_ok(chart_line_run(chart_line, &c));
    assert_ok(queue_matched(q, chart, &c, &none, "test"));
}

static void read_page_with(int64_t id, const struct page *p)
{
    struct page copy = *p;
    copy.arena = arena;
    assert_ok(queue_page_read(q, id, &copy, false));
}

/* Reads and matches the next chart in line; every page is `page`. */
static int64_t read_chart(const struct page *page)
{
    struct queue_page *pages;
    uint32_t n;
    int64_t chart;
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    for (uint32_t i = 0; i < n; i++) read_page_with(pages[i].id, page);
    match_again(chart);
    return chart;
}

static const struct chart_facts no_facts = {.encounter = {.age_years = -1}};

/* A chart of one page with this text, ready to be coded. */
UNIT_UNUSED static int64_t ready_chart_of(const char *text, const struct chart_facts *facts)
{
    const struct page page = {.number = 1, .media = MEDIA_TEXT, .text = {text, strlen(text)}, .confidence = 1.0};
    int64_t chart = accept_chart(facts, "morning", 1);
    assert_int_equal(read_chart(&page), chart);
    return chart;
}

UNIT_UNUSED static int64_t ready_chart(void)
{
    return ready_chart_of(NOTE, &no_facts);
}

UNIT_UNUSED static struct desk_chart look(int64_t chart)
{
    struct desk_chart c;
    assert_ok(desk_open(q, lex, chart, arena, &c));
    return c;
}

UNIT_UNUSED static const struct desk_code *code_in(const struct desk_chart *c, const char *code)
{
    for (uint32_t i = 0; i < c->code_count; i++)
        if (strcmp(c->codes[i].q.code, code) == 0) return &c->codes[i];
    return NULL;
}

UNIT_UNUSED static struct desk_name named(const char *code)
{
    return (struct desk_name){.code = str_of(code)};
}

UNIT_UNUSED static enum status act(int64_t chart, const struct desk_act *a)
{
    struct desk_told told;
    return desk_act(q, lex, chart, -1, "", a, arena, &told);
}

/* .kind and .code of an act. */
#define ON(k, c) .kind = DESK_ACT_##k, .code = named(c)

#endif
