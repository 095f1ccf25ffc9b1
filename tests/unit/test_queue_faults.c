/* queue: workspaces that are missing, newer, foreign, damaged, held by another process or on a full disk. */
#include "support/unit.h"

#include "base/config.h"
#include "queue.h"

#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <signal.h>
#include <sys/wait.h>

static struct config config;
static unsigned serial;

static int open_config(void **state)
{
    char name[32];
    (void)state;
    (void)snprintf(name, sizeof name, "work%u", serial++);
    assert_ok(config_open(&config, "/dev/null"));
    assert_ok(config_set(&config, STR("workspace"), str_of(unit_path(name)), "test"));
    assert_ok(config_set(&config, STR("busy-timeout-s"), STR("1"), "test"));
    return 0;
}

static int close_config(void **state)
{
    (void)state;
    config_close(&config);
    return 0;
}

static const char *inside(const char *name)
{
    static char path[300];
    (void)snprintf(path, sizeof path, "%s/%s", config.workspace, name);
    return path;
}

static void make_workspace(void)
{
    struct queue *q;
    assert_ok(queue_open(&config, QUEUE_MAKE, &q));
    queue_close(q);
}

static void sql(const char *text)
{
    sqlite3 *db;
    assert_int_equal(sqlite3_open(inside("queue.db"), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(db);
}

static void only_run_makes_a_workspace(void **state)
{
    (void)state;
    struct queue *q;
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_EXISTING, &q));
    assert_message(config.workspace);
    assert_false(file_exists(config.workspace));
    assert_ok(folder_make(config.workspace)); /* as an import of code sets leaves it */
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_EXISTING, &q));
    assert_message("chartcode run");
    assert_false(file_exists(inside("queue.db")));
}

static void everything_is_private(void **state)
{
    (void)state;
    struct stat info;
    struct queue *q;
    (void)umask(0);
    assert_ok(queue_open(&config, QUEUE_MAKE, &q));
    assert_ok(queue_refuse(q, "b", "x", "y"));
    assert_ok(queue_run_lock(q, true));
    static const char *const names[] = {"queue.db", "queue.db-wal", "queue.db-shm", "run.lock"};
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(stat(inside(names[i]), &info), 0);
        assert_int_equal(info.st_mode & 0777, 0600);
    }
    assert_int_equal(stat(config.workspace, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0700);
    queue_close(q);
}

static void a_newer_workspace_is_refused_untouched(void **state)
{
    (void)state;
    struct queue *q;
    make_workspace();
    sql("PRAGMA user_version = 99");
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_MAKE, &q));
    assert_message("newer chartcode (version 99");
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_EXISTING, &q));
}

static void run_file(const char *path)
{
    char *text;
    size_t n;
    assert_ok(file_read(path, (size_t)1 << 20, &text, &n));
    sql(text);
    free(text);
}

/* A workspace of the first version is brought up to this one, with what is in it. */
static void an_older_workspace_is_brought_up(void **state)
{
    (void)state;
    struct queue *q;
    struct queue_chart c;
    struct queue_code *codes;
    uint32_t n;
    struct arena *arena = arena_new((size_t)1 << 20);
    assert_ok(folder_make(config.workspace));
    run_file("pipeline/queue/schema.sql");
    sql("PRAGMA user_version = 1; PRAGMA application_id = 1128484676;"
        "INSERT INTO batches VALUES (1, 'old', 1);"
        "INSERT INTO charts (id, batch_id, state, encounter, mrn, accepted_at) VALUES (5, 1, 'ready', 'inpatient', '77', 1);"
        "INSERT INTO candidates (chart_id, rank, system, code, title, confidence, suggested) VALUES (5, 1, 'ICD-10-CM', 'I10', 'x', 0.9, 1);"
        "INSERT INTO decisions (chart_id, system, code, action, title, who, at) VALUES (5, 'ICD-10-CM', 'I10', 'accept', 'x', 'anna', 1);");
    assert_ok(queue_open(&config, QUEUE_EXISTING, &q));
    assert_ok(queue_chart(q, 5, arena, &c));
    assert_str("77", c.facts.mrn);
    assert_ok(queue_codes(q, 5, false, arena, &codes, &n));
    assert_int_equal(n, 1);
    assert_string_equal(codes[0].action, "accept");
    assert_false(codes[0].first_listed);
    queue_close(q);
    arena_free(arena);
}

static void another_programs_database_is_refused(void **state)
{
    (void)state;
    struct queue *q;
    assert_ok(folder_make(config.workspace));
    sql("CREATE TABLE songs (name TEXT)");
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_MAKE, &q));
    assert_message("another program");
}

static void what_is_no_database_is_refused(void **state)
{
    (void)state;
    struct queue *q;
    assert_ok(folder_make(config.workspace));
    char junk[4096];
    memset(junk, 'x', sizeof junk);
    assert_ok(file_write(inside("queue.db"), junk, sizeof junk));
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_MAKE, &q));
    assert_message("backup");
}

/* Pages of the database overwritten: told as damage, never a crash. */
static void a_damaged_database_is_told(void **state)
{
    (void)state;
    struct queue *q = NULL;
    struct queue_stats s;
    make_workspace();
    char *bytes;
    size_t n;
    assert_ok(file_read(inside("queue.db"), (size_t)1 << 30, &bytes, &n));
    memset(bytes + 4096, 0xA5, n - 4096);
    assert_ok(file_write(inside("queue.db"), bytes, n));
    free(bytes);
    enum status st = queue_open(&config, QUEUE_EXISTING, &q);
    if (st == ST_OK) st = queue_stats(q, &s);
    assert_int_equal(st, ST_WORKSPACE);
    assert_message("damaged");
    queue_close(q);
}

static void a_file_in_the_folders_place(void **state)
{
    (void)state;
    struct queue *q;
    assert_ok(file_write(config.workspace, "", 0));
    assert_status(ST_WORKSPACE, queue_open(&config, QUEUE_MAKE, &q));
    assert_message("is a file");
}

static void another_writer_is_waited_for_then_named(void **state)
{
    (void)state;
    struct queue *q;
    sqlite3 *other;
    assert_ok(queue_open(&config, QUEUE_MAKE, &q));
    assert_int_equal(sqlite3_open(inside("queue.db"), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_status(ST_BUSY, queue_refuse(q, "b", "x", "y"));
    assert_message("over 1 s (busy-timeout-s)");
    struct queue_stats s;
    assert_ok(queue_stats(q, &s)); /* readers go on */
    assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
    assert_ok(queue_refuse(q, "b", "x", "y"));
    (void)sqlite3_close(other);
    queue_close(q);
}

static struct queue_file file_of(int number)
{
    struct queue_file f = {.path = "x", .media = MEDIA_TEXT, .pages = 50};
    (void)snprintf(f.sha256, sizeof f.sha256, "%064d", number);
    return f;
}

/* In a child: accepts charts until the disk is full; its exit code is how many it was told are safe, 200 for a wrong error. */
static int fill_disk(void)
{
    struct queue *q;
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    int64_t chart;
    (void)signal(SIGXFSZ, SIG_IGN);
    if (queue_open(&config, QUEUE_EXISTING, &q) != ST_OK) return 200;
    (void)setrlimit(RLIMIT_FSIZE, &(struct rlimit){400000, 400000}); /* of queue.db-wal */
    for (int i = 0; i < 190; i++) {
        struct queue_file f = file_of(i);
        enum status st = queue_accept(q, "b", &facts, &f, 1, &chart);
        if (st == ST_IO && strstr(error_message(), "queue.db")) _exit(i); /* as if killed */
        if (st != ST_OK) return 200;
    }
    return 200;
}

static void a_full_disk_loses_nothing_accepted(void **state)
{
    (void)state;
    struct queue *q;
    struct queue_stats s;
    int code;
    make_workspace();
    pid_t child = fork();
    if (child == 0) _exit(fill_disk());
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_true(WIFEXITED(code) && WEXITSTATUS(code) > 0 && WEXITSTATUS(code) < 190);
    assert_ok(queue_open(&config, QUEUE_EXISTING, &q));
    assert_ok(queue_stats(q, &s));
    assert_int_equal(s.documents, WEXITSTATUS(code));
    assert_int_equal(s.pages, 50 * WEXITSTATUS(code));
    queue_close(q);
}

static void the_store_checks_what_it_copies(void **state)
{
    (void)state;
    struct queue *q;
    struct stat info;
    const char *text = unit_write("abc.txt", "abc");
    struct queue_file f = {.path = text, .sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
    assert_ok(queue_open(&config, QUEUE_MAKE, &q));
    assert_ok(queue_store(q, &f));
    assert_int_equal(f.bytes, 3);
    char *stored = queue_store_path(q, f.sha256);
    assert_int_equal(stat(stored, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_non_null(strstr(stored, "/store/ba/7816bf"));
    assert_ok(queue_store(q, &f)); /* once more: it is there */
    f.sha256[0] = 'c';
    assert_status(ST_BAD_INPUT, queue_store(q, &f));
    assert_message("changed while it was taken in");
    f.path = "/nonexistent/file";
    assert_status(ST_NOT_FOUND, queue_store(q, &f));
    free(stored);
    queue_close(q);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_config, close_config)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_run_makes_a_workspace),
        TEST(everything_is_private),
        TEST(a_newer_workspace_is_refused_untouched),
        TEST(an_older_workspace_is_brought_up),
        TEST(another_programs_database_is_refused),
        TEST(what_is_no_database_is_refused),
        TEST(a_damaged_database_is_told),
        TEST(a_file_in_the_folders_place),
        TEST(another_writer_is_waited_for_then_named),
        TEST(a_full_disk_loses_nothing_accepted),
        TEST(the_store_checks_what_it_copies),
    };
    return cmocka_run_group_tests_name("queue faults", tests, NULL, NULL);
}
