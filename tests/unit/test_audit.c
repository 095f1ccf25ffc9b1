/* audit: the chain shows every kind of tampering; checkpoints show what the chain alone cannot. */
#include "support/coding.h"

#include "audit.h"

#include <sys/stat.h>

#define OPEN_AUDIT "DROP TRIGGER audit_stays; DROP TRIGGER audit_is_kept;"

static void five_events(void)
{
    for (int i = 0; i < 5; i++) assert_ok(audit_note(q, "test", i + 1, "x=1"));
}

static struct audit_verdict verdict(const char *checkpoint)
{
    struct audit_verdict v;
    assert_ok(audit_verify(q, checkpoint, NULL, &v));
    return v;
}

static void a_whole_chain(void **state)
{
    (void)state;
    struct audit_verdict v = verdict(NULL);
    assert_true(v.good);
    assert_int_equal(v.rows, 0);
    five_events();
    v = verdict(NULL);
    assert_true(v.good);
    assert_int_equal(v.rows, 5);
    assert_int_equal(v.last, 5);
}

/* Each column, one at a time. */
static void an_edit_shows(void **state)
{
    (void)state;
    static const char *const edits[] = {"who = 'eve'",     "what = 'tess'",  "at = at + 1",         "chart_id = 9",
                                        "chart_id = NULL", "detail = 'x=2'", "hash = zeroblob(32)", "who = 'ann', what = 'atest'"};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        char text[200];
        if (i) (void)close_queue(state), (void)open_queue(state);
        five_events();
        (void)snprintf(text, sizeof text, OPEN_AUDIT "UPDATE audit SET %s WHERE id = 3", edits[i]);
        sql(text);
        struct audit_verdict v = verdict(NULL);
        if (v.good) print_error("not seen: %s\n", edits[i]);
        assert_false(v.good);
        assert_int_equal(v.bad, 3);
    }
}

static void a_deletion_shows(void **state)
{
    (void)state;
    five_events();
    sql(OPEN_AUDIT "DELETE FROM audit WHERE id = 2");
    struct audit_verdict v = verdict(NULL);
    assert_false(v.good);
    assert_int_equal(v.bad, 2);
    assert_non_null(strstr(v.fault, "missing"));
    sql("UPDATE audit SET id = id - 1 WHERE id > 2");
    v = verdict(NULL);
    assert_false(v.good);
    assert_int_equal(v.bad, 2); /* closing the gap does not help */
}

static void another_order_shows(void **state)
{
    (void)state;
    five_events();
    sql(OPEN_AUDIT "UPDATE audit SET id = 99 WHERE id = 2; UPDATE audit SET id = 2 WHERE id = 3; UPDATE audit SET id = 3 WHERE id = 99");
    assert_false(verdict(NULL).good);
    assert_int_equal(verdict(NULL).bad, 2);
}

static void an_insertion_shows(void **state)
{
    (void)state;
    five_events();
    sql("INSERT INTO audit (at, who, what, hash) VALUES (1, 'eve', 'view', zeroblob(32))");
    assert_int_equal(verdict(NULL).bad, 6);
}

static void a_cut_end_shows_beside_a_checkpoint(void **state)
{
    (void)state;
    char checkpoint[AUDIT_CHECKPOINT_BYTES], path[400];
    struct stat info;
    five_events();
    assert_ok(audit_checkpoint(q, checkpoint));
    assert_true(verdict(checkpoint).good);
    assert_ok(audit_note(q, "more", 0, ""));
    assert_true(verdict(checkpoint).good); /* grows on */
    sql(OPEN_AUDIT "DELETE FROM audit WHERE id >= 4");
    assert_true(verdict(NULL).good);
    struct audit_verdict v = verdict(checkpoint);
    assert_false(v.good);
    assert_int_equal(v.bad, 4);
    five_events(); /* grown over with others */
    assert_true(verdict(NULL).good);
    assert_int_equal(verdict(checkpoint).bad, 5);
    (void)snprintf(path, sizeof path, "%s/audit.key", chart_config.workspace);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_checkpoint_cannot_be_made_up(void **state)
{
    (void)state;
    char checkpoint[AUDIT_CHECKPOINT_BYTES], changed[AUDIT_CHECKPOINT_BYTES];
    struct audit_verdict v;
    five_events();
    assert_ok(audit_checkpoint(q, checkpoint));
    memcpy(changed, checkpoint, sizeof changed);
    *strstr(changed, "rows 5") = 'R';
    assert_status(ST_BAD_DATA, audit_verify(q, changed, NULL, &v));
    memcpy(changed, checkpoint, sizeof changed);
    strstr(changed, "rows 5")[5] = '4';
    assert_status(ST_BAD_DATA, audit_verify(q, changed, NULL, &v));
    assert_message("signature");
    assert_status(ST_BAD_DATA, audit_verify(q, "", NULL, &v));
    assert_status(ST_USAGE, audit_verify(q, checkpoint, "00", &v));
    memcpy(changed, strstr(checkpoint, "key ") + 4, 64);
    changed[64] = '\0';
    assert_ok(audit_verify(q, checkpoint, changed, &v));
    assert_true(v.good);
}

static void a_broken_chain_is_not_signed(void **state)
{
    (void)state;
    char checkpoint[AUDIT_CHECKPOINT_BYTES];
    five_events();
    sql(OPEN_AUDIT "UPDATE audit SET who = 'eve' WHERE id = 1");
    assert_status(ST_BAD_DATA, audit_checkpoint(q, checkpoint));
}

static void rows_are_never_changed_by_accident(void **state)
{
    (void)state;
    sqlite3 *db;
    five_events();
    assert_int_equal(sqlite3_open(database(), &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "UPDATE audit SET who = 'eve'", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    assert_int_equal(sqlite3_exec(db, "DELETE FROM audit", NULL, NULL, NULL), SQLITE_CONSTRAINT);
    (void)sqlite3_close(db);
}

static void listing(void **state)
{
    (void)state;
    struct audit_row *list;
    uint32_t n;
    five_events();
    assert_ok(queue_act_as(q, "bert"));
    assert_ok(audit_note(q, "view", 2, ""));
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 3}, arena, &list, &n));
    assert_int_equal(n, 3);
    assert_int_equal(list[0].id, 6);
    assert_string_equal(list[0].who, "bert");
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 3, .before = list[2].id}, arena, &list, &n));
    assert_int_equal(list[0].id, 3);
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 9, .chart = 2}, arena, &list, &n));
    assert_int_equal(n, 2);
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 9, .chart = 2, .who = "anna"}, arena, &list, &n));
    assert_int_equal(n, 1);
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 9, .who = "bert"}, arena, &list, &n));
    assert_int_equal(n, 1);
    assert_ok(audit_list(q, &(struct audit_filter){.limit = 9, .to = 5}, arena, &list, &n));
    assert_int_equal(n, 0);
    assert_status(ST_USAGE, audit_list(q, &(struct audit_filter){.limit = 0}, arena, &list, &n));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_QUEUE(a_whole_chain),
        IN_QUEUE(an_edit_shows),
        IN_QUEUE(a_deletion_shows),
        IN_QUEUE(another_order_shows),
        IN_QUEUE(an_insertion_shows),
        IN_QUEUE(a_cut_end_shows_beside_a_checkpoint),
        IN_QUEUE(a_checkpoint_cannot_be_made_up),
        IN_QUEUE(a_broken_chain_is_not_signed),
        IN_QUEUE(rows_are_never_changed_by_accident),
        IN_QUEUE(listing),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
