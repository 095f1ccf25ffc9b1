/* The desk on a big workspace: makes one of invented people (tests/bench/desk.sql) and measures what coders wait for.
 *
 *     desk [--charts N] [--keep] FOLDER
 *
 * FOLDER: the workspace; made unless it is there. --keep: only make it (for loads from other programs). */
#include "desk.h"

#include "base/config.h"
#include "base/file.h"
#include "release.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES ((size_t)256 << 20)
#define ROUNDS 300

static struct queue *q;
static struct arena *arena;
static struct lexicon *lex;
static int64_t charts = 100000;

static double now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* ---- making */

/* The one page whose reading all pages share: twelve findings, a line each. */
static enum status read_one_page(void)
{
    static const char line[] = "  Assessment: hypertension, controlled.\n"; /* 40 bytes: desk.sql counts on it */
    static char text[50 * sizeof line];
    struct chart_facts facts = {.encounter = {.age_years = -1}};
    struct queue_file f = {.path = "bench.txt", .media = MEDIA_TEXT, .pages = 1, .bytes = 1};
    struct chart none = {.arena = arena};
    struct queue_page *pages;
    uint32_t n;
    int64_t chart;
    enum status st = ST_OK;
    for (int i = 0; i < 50; i++) memcpy(text + i * 40, line, 40);
    memset(f.sha256, 'f', sizeof f.sha256 - 1);
    TRY(queue_accept(q, "bench", &facts, &f, 1, &chart));
    TRY(queue_claim(q, arena, &chart, &pages, &n));
    struct page p = {.arena = arena, .number = 1, .media = MEDIA_TEXT, .text = {text, 2000}, .confidence = 1.0};
    TRY(queue_page_read(q, pages[0].id, &p, false));
    TRY(queue_matched(q, chart, &none, &facts, "bench"));
done:
    return st;
}

static enum status run_script(const char *database)
{
    char *sql = NULL, *why = NULL;
    size_t n;
    sqlite3 *db = NULL;
    enum status st = file_read("tests/bench/desk.sql", (size_t)1 << 20, &sql, &n);
    if (st != ST_OK) return st;
    char number[24], *at;
    (void)snprintf(number, sizeof number, "%7lld", (long long)charts);
    if ((at = strstr(sql, "i < :charts"))) memcpy(at + 4, number, 7);
    if (sqlite3_open(database, &db) != SQLITE_OK ||
        sqlite3_exec(db, "PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN", NULL, NULL, &why) != SQLITE_OK ||
        sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK ||
        sqlite3_exec(db, "COMMIT; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, &why) != SQLITE_OK)
        st = fail(ST_INTERNAL, "tests/bench/desk.sql: %s", why ? why : sqlite3_errmsg(db));
    (void)sqlite3_close(db);
    free(sql);
    return st;
}

static enum status make(const struct config *config)
{
    char *database = path_join(config->workspace, "queue.db");
    double from = now_ms();
    enum status st = ST_OK;
    TRY(queue_open(config, QUEUE_MAKE, &q));
    TRY(read_one_page());
    TRY(run_script(database));
    (void)printf("made %lld charts, %lld candidates in %.0f s\n", (long long)charts, (long long)charts * 10, (now_ms() - from) / 1e3);
done:
    queue_close(q);
    q = NULL;
    free(database);
    return st;
}

/* ---- measuring */

static unsigned seed = 1;
static int64_t any_chart(void)
{
    seed = seed * 1103515245u + 12345u;
    return 2 + (int64_t)(seed >> 8) % (charts - 2);
}

/* One that a coder can work on. */
static int64_t any_ready(void)
{
    return any_chart() / 20 * 20 + 3;
}

static enum status list(const struct desk_filter *f)
{
    struct desk_list found;
    return desk_list(q, f, 50, "", arena, &found);
}

#define LIST(...)                                                                                                                                    \
    const struct desk_filter f = {__VA_ARGS__};                                                                                                      \
    return list(&f)

static enum status list_ready(void)
{
    LIST(.state = "ready", .encounter = -1, .confidence_max = 1.0);
}
static enum status list_any(void)
{
    LIST(.encounter = -1, .confidence_max = 1.0);
}
static enum status list_specialty(void)
{
    LIST(.state = "ready", .specialty = "pathology", .encounter = ENCOUNTER_EMERGENCY, .confidence_max = 1.0);
}
static enum status list_nothing(void)
{
    LIST(.state = "ready", .encounter = -1, .confidence_max = 0.1);
}
static enum status list_problems(void)
{
    LIST(.problems = true, .encounter = -1, .confidence_max = 1.0);
}
static enum status find_name(void)
{
    LIST(.find = {"quickb an", 9}, .encounter = -1, .confidence_max = 1.0);
}
static enum status find_letter(void)
{
    LIST(.find = {"a", 1}, .encounter = -1, .confidence_max = 1.0);
}
static enum status find_account(void)
{
    LIST(.find = {"V0054321", 8}, .encounter = -1, .confidence_max = 1.0);
}

static enum status counts(void)
{
    struct desk_counts c;
    return desk_counts(q, &c);
}

static enum status next_and_back(void)
{
    int64_t chart = 0;
    enum status st = desk_next(q, &DESK_ANY, &chart);
    return st == ST_OK && chart ? desk_return(q, chart, false) : st;
}

static enum status next_filtered(void)
{
    const struct desk_filter f = {.specialty = "pathology", .encounter = ENCOUNTER_EMERGENCY, .confidence_max = 1.0};
    int64_t chart;
    return desk_peek(q, &f, 0, &chart);
}

static enum status open_chart(void)
{
    struct desk_chart c;
    return desk_open(q, lex, any_chart(), arena, &c);
}

static enum status view(void)
{
    return desk_saw(q, any_chart(), "view");
}

static enum status accept_one(void)
{
    int64_t chart = any_ready();
    struct queue_code *codes;
    struct desk_told told;
    uint32_t n;
    enum status st = queue_codes(q, chart, false, arena, &codes, &n);
    if (st != ST_OK || !n) return st;
    const struct desk_act a = {.kind = DESK_ACT_reject, .code = {STR("ICD-10-CM"), str_of(codes[0].code)}};
    return desk_act(q, lex, chart, -1, "", &a, arena, &told);
}

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static enum status measure(const char *name, enum status (*run)(void))
{
    double t[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) {
        double from = now_ms();
        enum status st = run();
        t[i] = now_ms() - from;
        arena_reset(arena);
        if (st != ST_OK) return st;
    }
    qsort(t, ROUNDS, sizeof *t, by_time);
    (void)printf("%-44s %9.2f %9.2f\n", name, t[ROUNDS / 2], t[ROUNDS * 99 / 100]);
    return ST_OK;
}

static enum status measure_all(const struct config *config)
{
    static const struct {
        const char *name;
        enum status (*run)(void);
    } what[] = {{"list of charts that are ready", list_ready},
                {"list of all charts", list_any},
                {"list by specialty and encounter", list_specialty},
                {"list by confidence, none found", list_nothing},
                {"list of charts with reading problems", list_problems},
                {"find by two names", find_name},
                {"find by one letter", find_letter},
                {"find by account", find_account},
                {"counts", counts},
                {"next, and back to the pool (two commits)", next_and_back},
                {"next with filters, not taken", next_filtered},
                {"open a chart", open_chart},
                {"audit of a view (one commit)", view},
                {"decide on a code (one commit)", accept_one}};
    enum status st = ST_OK;
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(queue_act_as(q, "bench"));
    if (release_open(config, 0, &lex) != ST_OK) lex = NULL;
    (void)printf("%-44s %9s %9s\n", "ms", "median", "p99");
    for (size_t i = 0; i < sizeof what / sizeof what[0]; i++) TRY(measure(what[i].name, what[i].run));
done:
    lexicon_close(lex);
    queue_close(q);
    return st;
}

int main(int argc, char **argv)
{
    struct config config;
    bool keep = false;
    int i = 1;
    enum status st = config_open(&config, NULL);
    for (; st == ST_OK && i < argc - 1; i++) {
        if (strcmp(argv[i], "--keep") == 0) keep = true;
        else if (strcmp(argv[i], "--charts") == 0) charts = strtoll(argv[++i], NULL, 10);
    }
    if (st == ST_OK && i != argc - 1) st = fail(ST_USAGE, "usage: desk [--charts N] [--keep] FOLDER");
    if (st == ST_OK) st = config_set(&config, STR("workspace"), str_of(argv[i]), "bench");
    if (!(arena = arena_new(ARENA_BYTES))) st = ST_NO_MEMORY;
    if (st == ST_OK && !file_exists(argv[i])) st = make(&config);
    if (st == ST_OK && !keep) st = measure_all(&config);
    if (st != ST_OK) (void)fprintf(stderr, "desk: %s\n", error_message());
    arena_free(arena);
    config_close(&config);
    return status_exit_code(st);
}
