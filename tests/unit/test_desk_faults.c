/* desk: killed or out of disk at every statement of every act, a database that is held, lost or of the version before: no decision is
 * lost, none counts twice, the audit stays whole. */
#include "support/coding.h"

#include "audit.h"

#include "../../pipeline/queue/db.h"

#include <signal.h>
#include <sys/wait.h>

#define STATEMENTS_MOST 200

static void reopen(void)
{
    queue_close(q);
    assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &q));
    assert_ok(queue_act_as(q, "anna"));
}

/* What the database holds of acts and their effects. */
static int64_t sum(void)
{
    return sql_number("SELECT (SELECT count(*) FROM acts) * 1000000 + (SELECT count(*) FROM decisions WHERE undone_act IS NULL) * 10000"
                      " + (SELECT count(*) FROM marks WHERE undone_act IS NULL) * 100 + (SELECT count(*) FROM charts WHERE state = 'finished')");
}

static void check_whole(void)
{
    struct audit_verdict v;
    assert_ok(audit_verify(q, NULL, NULL, &v));
    assert_true(v.good);
    assert_int_equal(sql_number("SELECT count(*) FROM charts c WHERE undecided <>"
                                " (SELECT count(*) FROM chart_codes k WHERE k.chart_id = c.id AND suggested = 1 AND action IS NULL)"),
                     0);
    assert_int_equal(sql_number("SELECT count(*) FROM acts WHERE told = ''"), 0); /* no act without its end */
    assert_int_equal(sql_number("SELECT count(*) FROM acts") -
                         sql_number("SELECT count(*) FROM audit WHERE what IN ('accept', 'reject', 'reject_rest', 'clear',"
                                    " 'order', 'note', 'undo', 'finish', 'first_listed', 'query')"),
                     0); /* each with its audit */
}

static const struct desk_act steps[] = {{.kind = DESK_ACT_accept, .code = {.code = {"J18.9", 5}}, .poa = 'Y'},
                                        {.kind = DESK_ACT_note, .text = {"seen", 4}},
                                        {.kind = DESK_ACT_reject_rest},
                                        {.kind = DESK_ACT_first_listed, .code = {.code = {"J18.9", 5}}},
                                        {.kind = DESK_ACT_undo},
                                        {.kind = DESK_ACT_clear, .code = {.code = {"J18.9", 5}}},
                                        {.kind = DESK_ACT_undo},
                                        {.kind = DESK_ACT_finish},
                                        {.kind = DESK_ACT_undo}};
enum { STEPS = sizeof steps / sizeof steps[0] };

static enum status take_step(int64_t chart, int i, struct desk_told *told)
{
    char key[16];
    (void)snprintf(key, sizeof key, "step-%d", i);
    return desk_act(q, lex, chart, -1, key, &steps[i], arena, told);
}

/* In a process of its own that is killed at its n-th statement; false when it came to its end. */
static bool killed_at(int64_t chart, int i, unsigned long n)
{
    struct desk_told told;
    int how;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        enum status st = queue_open(&chart_config, QUEUE_EXISTING, &q);
        if (st == ST_OK) st = queue_act_as(q, "anna");
        db_break_at(n, DB_KILL);
        if (st == ST_OK) st = take_step(chart, i, &told);
        _exit(st == ST_OK ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &how, 0), child);
    if (WIFSIGNALED(how)) return assert_int_equal(WTERMSIG(how), SIGKILL), true;
    assert_int_equal(WEXITSTATUS(how), 0);
    return false;
}

static void killed_between_any_two_statements(void **state)
{
    (void)state;
    struct desk_told told;
    unsigned kills = 0;
    int64_t chart = ready_chart();
    for (int i = 0; i < STEPS; i++) {
        int64_t before = sum();
        unsigned long n = 1;
        queue_close(q); /* SQLite must not be carried over a fork */
        q = NULL;
        while (killed_at(chart, i, n)) {
            assert_int_equal(sum(), before); /* nothing of it happened */
            kills++;
            assert_true(++n < STATEMENTS_MOST);
        }
        assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &q));
        assert_ok(queue_act_as(q, "anna"));
        int64_t after = sum();
        assert_int_not_equal(before, after);
        assert_ok(take_step(chart, i, &told)); /* its answer was lost: asked again */
        assert_true(told.again);
        assert_int_equal(sum(), after);
        check_whole();
    }
    assert_true(kills > 5 * STEPS);
}

static void a_disk_full_at_any_statement(void **state)
{
    (void)state;
    struct desk_told told;
    int64_t chart = ready_chart();
    for (int i = 0; i < STEPS; i++) {
        int64_t before = sum();
        enum status st;
        for (unsigned long n = 1;; n++) {
            db_break_at(n, DB_FULL);
            st = take_step(chart, i, &told);
            if (st == ST_OK) break;
            assert_int_equal(st, ST_IO);
            assert_message("the disk is full");
            assert_int_equal(sum(), before);
            assert_true(n < STATEMENTS_MOST);
        }
        db_break_at(0, DB_FULL);
        check_whole();
    }
    assert_string_equal(look(chart).row.state, "in_review");
}

static void a_held_database_is_told(void **state)
{
    (void)state;
    struct desk_told told;
    sqlite3 *other;
    int64_t chart = ready_chart(), before = sum();
    assert_int_equal(sqlite3_open(database(), &other), SQLITE_OK);
    assert_int_equal(sqlite3_exec(other, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    assert_status(ST_BUSY, take_step(chart, 0, &told));
    assert_string_equal(look(chart).row.state, "ready"); /* looking goes on */
    assert_int_equal(sqlite3_exec(other, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    (void)sqlite3_close(other);
    assert_int_equal(sum(), before);
    assert_ok(take_step(chart, 0, &told));
}

static void a_lost_database_is_told(void **state)
{
    (void)state;
    struct queue *other;
    (void)ready_chart();
    queue_close(q);
    q = NULL;
    assert_int_equal(unlink(database()), 0);
    assert_status(ST_WORKSPACE, queue_open(&chart_config, QUEUE_EXISTING, &other));
    assert_message("nothing was run");
}

/* ---- a workspace of the version before */

static void run_file(const char *path)
{
    char *text;
    size_t n;
    assert_ok(file_read(path, (size_t)1 << 20, &text, &n));
    sql(text);
    free(text);
}

static void the_version_before_is_brought_up(void **state)
{
    (void)state;
    struct desk_told told;
    struct audit_verdict v;
    const char *text;
    queue_close(q);
    assert_int_equal(unlink(database()), 0);
    run_file("pipeline/queue/schema.sql");
    run_file("pipeline/queue/migrate_2.sql");
    run_file("pipeline/queue/migrate_3.sql");
    run_file("pipeline/queue/migrate_4.sql");
    sql("PRAGMA user_version = 4; PRAGMA application_id = 1128484676;"
        "INSERT INTO batches VALUES (1, 'old', 1);"
        "INSERT INTO charts (id, batch_id, state, encounter, name, mrn, accepted_at, finished_at) VALUES"
        " (1, 1, 'in_review', 'outpatient', 'Old, Anna', '77', 1, NULL), (2, 1, 'finished', 'outpatient', NULL, NULL, 2, 9);"
        "INSERT INTO documents VALUES (1, 1, 1, 'aa', 'a', 'text', 1, 1), (2, 2, 1, 'bb', 'b', 'text', 1, 1);"
        "INSERT INTO pages (id, chart_id, document_id, ordinal, number, state, unread, weak) VALUES (1, 1, 1, 1, 1, 'read', 0, 1), (2, 2, 2, 1, 1, "
        "'read', 0, 0);"
        "INSERT INTO candidates (chart_id, rank, system, code, title, confidence, suggested) VALUES"
        " (1, 1, 'ICD-10-CM', 'I10', 'x', 0.9, 1), (1, 2, 'ICD-10-CM', 'J18.9', 'x', 0.6, 1), (2, 1, 'ICD-10-CM', 'I10', 'x', 0.9, 1);"
        "INSERT INTO decisions (chart_id, system, code, action, title, who, at, undone_by, undone_at) VALUES"
        " (1, 'ICD-10-CM', 'I10', 'reject', 'x', 'anna', 1, 'anna', 2), (1, 'ICD-10-CM', 'I10', 'accept', 'x', 'anna', 3, NULL, NULL),"
        " (2, 'ICD-10-CM', 'I10', 'accept', 'x', 'bert', 4, NULL, NULL);"
        "INSERT INTO audit (at, who, what, chart_id, detail) VALUES (1, 'anna', 'reject', 1, 'I10'), (2, 'anna', 'undo', 1, 'reject I10'),"
        " (3, 'anna', 'accept', 1, 'I10'), (4, 'bert', 'accept', 2, 'I10'), (9, 'bert', 'finish', 2, '');");
    assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &q));
    assert_ok(queue_act_as(q, "anna"));
    assert_ok(audit_verify(q, NULL, NULL, &v));
    assert_true(v.good);
    assert_int_equal(v.rows, 5);
    sql("DROP TRIGGER audit_stays; UPDATE audit SET who = 'eve' WHERE id = 2");
    assert_ok(audit_verify(q, NULL, NULL, &v));
    assert_int_equal(v.bad, 2); /* rows from before are chained too */
    sql("UPDATE audit SET who = 'anna' WHERE id = 2");
    assert_int_equal(sql_number("SELECT suggested * 100 + undecided * 10 + confirmed FROM charts WHERE id = 1"), 211);
    assert_int_equal(sql_number("SELECT n FROM tallies WHERE what = 'finished'"), 1);
    assert_int_equal(sql_number("SELECT n FROM tallies WHERE what = 'problems'"), 1);
    assert_int_equal(sql_number("SELECT rowid FROM chart_words WHERE chart_words MATCH 'anna'"), 1);
    assert_ok(queue_undo(q, 2, arena, &text)); /* a chart finished before opens like any other */
    assert_string_equal(text, "accept I10");
    assert_ok(queue_undo(q, 1, arena, &text));
    assert_string_equal(text, "accept I10");
    assert_status(ST_NOT_FOUND, queue_undo(q, 1, arena, &text)); /* the other had been undone already */
    assert_ok(desk_act(q, lex, 1, -1, "", &(struct desk_act){ON(accept, "I10")}, arena, &told));
    assert_ok(audit_verify(q, NULL, NULL, &v));
    assert_true(v.good);
}

/* Another process killed a run with the log of the database behind: what was said to be kept is there. */
static void what_was_said_to_be_kept_is_kept(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    int tell[2], how;
    char told = 0;
    queue_close(q);
    q = NULL;
    assert_int_equal(pipe(tell), 0);
    pid_t child = fork();
    if (child == 0) {
        if (queue_open(&chart_config, QUEUE_EXISTING, &q) != ST_OK || act(chart, &steps[0]) != ST_OK) _exit(1);
        (void)!write(tell[1], "x", 1);
        for (;;) (void)pause();
    }
    assert_int_equal(read(tell[0], &told, 1), 1);
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &how, 0), child);
    (void)close(tell[0]), (void)close(tell[1]);
    assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &q));
    struct desk_chart c = look(chart);
    assert_string_equal(code_in(&c, "J18.9")->q.action, "accept");
    reopen();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_QUEUE(killed_between_any_two_statements), IN_QUEUE(a_disk_full_at_any_statement),     IN_QUEUE(a_held_database_is_told),
        IN_QUEUE(a_lost_database_is_told),           IN_QUEUE(the_version_before_is_brought_up), IN_QUEUE(what_was_said_to_be_kept_is_kept),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
