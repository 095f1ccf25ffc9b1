/* desk: worklists. What they give, that the counts kept in rows are those one would count, and that each is read along an index. */
#include "support/coding.h"

#include "../../pipeline/queue/specialty.h"

static const struct {
    const char *name, *sql;
} statements[] = {
#define STATEMENT(name, sql) {#name, sql},
#include "sql.inc"
#undef STATEMENT
};

static struct chart_facts facts_of(const char *name, const char *mrn, const char *account)
{
    return (struct chart_facts){
        .name = {name, strlen(name)}, .mrn = {mrn, strlen(mrn)}, .account = {account, strlen(account)}, .encounter = {.age_years = -1}};
}

static int64_t patient(const char *name, const char *mrn, const char *account)
{
    const struct chart_facts f = facts_of(name, mrn, account);
    return ready_chart_of(NOTE, &f);
}

static struct desk_list found;

static void list(const struct desk_filter *f, uint32_t limit, const char *from)
{
    assert_ok(desk_list(q, f, limit, from, arena, &found));
}

static void finds(const char *typed, unsigned n, const int64_t *charts)
{
    struct desk_filter f = DESK_ANY;
    f.find = (struct phi){typed, strlen(typed)};
    list(&f, 50, "");
    if (found.n != n) print_error("'%s' finds %u charts\n", typed, found.n);
    assert_int_equal(found.n, n);
    assert_int_equal(found.total, n);
    for (unsigned i = 0; i < n; i++) assert_int_equal(found.rows[i].id, charts[i]);
}

static void one_box_finds_a_chart(void **state)
{
    (void)state;
    int64_t a = patient("Müller, Anna", "MR-00123", "V7001"), b = patient("Smith, Annabel", "MR-00456", "V7002");
    finds("anna", 2, (int64_t[]){a, b});
    finds("annab", 1, &b);
    finds("muller", 1, &a); /* without its dots */
    finds("Anna Mul", 1, &a); /* in any order */
    finds("smith, ann", 1, &b);
    finds("00456", 1, &b);
    finds("mr-00123", 1, &a);
    finds("v7", 2, (int64_t[]){a, b});
    finds("v7002", 1, &b);
    finds("nobody", 0, NULL);
    finds("\" OR name:*", 0, NULL); /* no language of queries */
    finds("  ,-  ", 0, NULL);
    char number[24];
    (void)snprintf(number, sizeof number, "%lld", (long long)b);
    finds(number, 1, &b);
}

/* What is read from the pages later can be found too. */
static void a_name_read_from_the_pages_is_found(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    struct chart_facts read = facts_of("Quill, Rosa", "991", "");
    struct chart none = {.arena = arena};
    finds("quill", 0, NULL);
    assert_ok(queue_matched(q, chart, &none, &read, "test"));
    finds("quill", 1, &chart);
}

/* A word that begins more names than are looked at: said, since what is meant may be behind them. */
#define INDEX_NEW_CHARTS "INSERT INTO chart_words (rowid, name) SELECT id, name FROM charts WHERE id NOT IN (SELECT rowid FROM chart_words)"

static void a_crowd_is_cut_and_said(void **state)
{
    (void)state;
    struct desk_filter f = DESK_ANY;
    (void)patient("Crowd, Nobody", "1", "");
    sql("WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
        " INSERT INTO charts (batch_id, state, encounter, name, accepted_at) SELECT 1, 'ready', 'outpatient', 'Crowd, ' || i, i FROM "
        "n;" INDEX_NEW_CHARTS);
    f.find = (struct phi){"cro", 3};
    list(&f, 50, "");
    assert_int_equal(found.n, 50);
    assert_int_equal(found.total, 1000);
    assert_false(found.cut);
    sql("INSERT INTO charts (batch_id, state, encounter, name, accepted_at) VALUES (1, 'ready', 'outpatient', 'Crowd, Last', "
        "9999);" INDEX_NEW_CHARTS);
    list(&f, 50, "");
    assert_int_equal(found.total, 1000);
    assert_true(found.cut);
    f.find = (struct phi){"cro last", 8};
    list(&f, 50, "");
    assert_int_equal(found.n, 1);
    assert_false(found.cut);
}

static void pages_of_a_list_meet(void **state)
{
    (void)state;
    enum { N = 23 };
    char seen[N + 1] = "";
    uint32_t n = 0;
    for (int i = 0; i < N; i++) (void)ready_chart();
    assert_ok(desk_set_priority(q, 7, 5));
    assert_ok(desk_set_priority(q, 9, -1));
    for (const char *from = ""; from;) {
        list(&DESK_ANY, 5, from);
        assert_int_equal(found.total, N);
        for (uint32_t i = 0; i < found.n; i++, n++) {
            if (n == 0) assert_int_equal(found.rows[i].id, 7);
            if (n == N - 1) assert_int_equal(found.rows[i].id, 9);
            assert_int_equal(seen[found.rows[i].id - 1], 0);
            seen[found.rows[i].id - 1] = 1;
        }
        from = found.after;
    }
    assert_int_equal(n, N);
    assert_status(ST_USAGE, desk_list(q, &DESK_ANY, 5, "nonsense", arena, &found));
    assert_status(ST_USAGE, desk_list(q, &DESK_ANY, 0, "", arena, &found));
}

static void only(const struct desk_filter *f, int64_t chart)
{
    list(f, 50, "");
    assert_int_equal(found.n, chart != 0);
    assert_int_equal(found.total, chart != 0);
    if (chart) assert_int_equal(found.rows[0].id, chart);
}

#define FILTER(...) (&(struct desk_filter){__VA_ARGS__})

static void filters(void **state)
{
    (void)state;
    struct desk_lease lease;
    int64_t plain = ready_chart(), odd = ready_chart();
    struct chart_facts inpatient = no_facts;
    inpatient.encounter.type = ENCOUNTER_INPATIENT;
    int64_t third = ready_chart_of(NOTE, &inpatient);
    only(FILTER(.encounter = ENCOUNTER_INPATIENT, .confidence_max = 1.0), third);
    only(FILTER(.encounter = -1, .batch = "evening", .confidence_max = 1.0), 0);
    only(FILTER(.encounter = -1, .state = "finished", .confidence_max = 1.0), 0);
    only(FILTER(.encounter = -1, .specialty = "surgery", .confidence_max = 1.0), 0);
    assert_ok(queue_page_alarms(q, odd, (const char *const[]){"name"}, 1));
    only(FILTER(.encounter = -1, .alarms = true, .confidence_max = 1.0), odd);
    sql("UPDATE pages SET weak = 1 WHERE chart_id = 2");
    only(FILTER(.encounter = -1, .problems = true, .confidence_max = 1.0), odd);
    assert_ok(desk_lease(q, plain, &lease));
    only(FILTER(.encounter = -1, .holder = "anna", .confidence_max = 1.0), plain);
    only(FILTER(.encounter = -1, .holder = "bert", .confidence_max = 1.0), 0);
    assert_ok(desk_hand_over(q, third, "bert", false));
    only(FILTER(.encounter = -1, .holder = "bert", .confidence_max = 1.0), third);
    assert_ok(desk_park(q, plain, (struct phi){"later", 5}, false));
    only(FILTER(.encounter = -1, .parked = true, .confidence_max = 1.0), plain);
    assert_str("later", found.rows[0].parked);
    only(FILTER(.encounter = -1, .parked = true, .state = "new", .confidence_max = 1.0), 0);
    sql("UPDATE charts SET accepted_at = 5, lowest_confidence = 0.2 WHERE id = 2");
    only(FILTER(.encounter = -1, .accepted_before = 6, .confidence_max = 1.0), odd);
    only(FILTER(.encounter = -1, .confidence_max = 0.25, .state = "ready"), odd);
}

static void the_specialty_is_told_by_its_sections(void **state)
{
    (void)state;
    struct specialties *s;
    struct sentence sentences[] = {{.section = SECTION_hpi}, {.section = SECTION_findings}, {.section = SECTION_technique}, {.section = SECTION_hpi}};
    struct chart c = {.arena = arena, .sentences = sentences, .sentence_count = 4};
    int64_t chart = ready_chart();
    assert_ok(queue_matched(q, chart, &c, &no_facts, "test"));
    only(FILTER(.specialty = "radiology", .encounter = -1, .confidence_max = 1.0), chart);
    sentences[3].section = SECTION_ed_course; /* stands before it in the table */
    assert_ok(queue_matched(q, chart, &c, &no_facts, "test"));
    only(FILTER(.specialty = "radiology", .encounter = -1, .confidence_max = 1.0), 0);
    only(FILTER(.specialty = "emergency", .encounter = -1, .confidence_max = 1.0), chart);
    assert_status(ST_BAD_DATA, specialties_open(unit_write("s.tsv", "section\tspecialty\tnote\nnowhere\tx\n"), &s));
    assert_message("s.tsv:2: unknown section 'nowhere'");
}

/* ---- counts kept in rows */

static void counts_are_those_one_would_count(void **state)
{
    (void)state;
    struct desk_counts c;
    int64_t first = ready_chart(), second = ready_chart();
    assert_ok(act(first, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(act(first, &(struct desk_act){ON(accept, "D64.9")}));
    assert_ok(act(first, &(struct desk_act){ON(reject, "I10")}));
    assert_ok(act(first, &(struct desk_act){.kind = DESK_ACT_undo}));
    assert_ok(act(second, &(struct desk_act){.kind = DESK_ACT_reject_rest}));
    assert_ok(act(second, &(struct desk_act){.kind = DESK_ACT_finish}));
    sql("UPDATE pages SET state = 'failed' WHERE chart_id = 1");
    assert_ok(queue_page_alarms(q, second, (const char *const[]){"mrn"}, 1));
    (void)accept_chart(&no_facts, "morning", 3);
    assert_int_equal(
        sql_number("SELECT count(*) FROM charts c WHERE suggested <> (SELECT count(*) FROM chart_codes k WHERE k.chart_id = c.id AND suggested = 1)"
                   " OR undecided <> (SELECT count(*) FROM chart_codes k WHERE k.chart_id = c.id AND suggested = 1 AND action IS NULL)"
                   " OR confirmed <> (SELECT count(*) FROM chart_codes k WHERE k.chart_id = c.id AND action IN ('accept', 'replace'))"
                   " OR pages_all <> (SELECT count(*) FROM pages p WHERE p.chart_id = c.id)"
                   " OR pages_failed <> (SELECT count(*) FROM pages p WHERE p.chart_id = c.id AND state = 'failed')"
                   " OR alarms_left <> (SELECT count(*) FROM pages p WHERE p.chart_id = c.id AND alarm IS NOT NULL)"),
        0);
    assert_ok(desk_counts(q, &c));
    assert_int_equal(c.new_, 1);
    assert_int_equal(c.in_review, 1);
    assert_int_equal(c.finished, 1);
    assert_int_equal(c.ready + c.reading + c.failed, 0);
    assert_int_equal(c.problems, 1);
    assert_int_equal(c.alarms, 0); /* of a finished chart */
    assert_int_equal(c.mine, 1);
    assert_int_equal(sql_number("SELECT confirmed FROM charts WHERE id = 1"), 2);
}

/* ---- plans */

static const char *text_of(const char *name)
{
    for (size_t i = 0; i < sizeof statements / sizeof statements[0]; i++)
        if (strcmp(statements[i].name, name) == 0) return statements[i].sql;
    return NULL;
}

static int keep_function(void *plan, int n, char **column, char **name)
{
    (void)n, (void)name;
    (void)strncat(plan, column[3], 1000);
    (void)strncat(plan, "; ", 3);
    return 0;
}

static void no_hash(sqlite3_context *context, int n, sqlite3_value **v)
{
    (void)n, (void)v;
    sqlite3_result_null(context);
}

static void plan_of(const char *name, char plan[8192])
{
    char text[8192];
    sqlite3 *db;
    assert_non_null(text_of(name));
    (void)snprintf(text, sizeof text, "EXPLAIN QUERY PLAN %s", text_of(name));
    plan[0] = '\0';
    assert_int_equal(sqlite3_open(database(), &db), SQLITE_OK);
    (void)sqlite3_create_function(db, "audit_hash", 7, SQLITE_UTF8, NULL, no_hash, NULL, NULL);
    char *why = NULL;
    if (sqlite3_exec(db, text, keep_function, plan, &why) != SQLITE_OK) print_error("%s: %s\n", name, why);
    assert_null(why);
    (void)sqlite3_close(db);
}

static void hot_statements_use_indexes(void **state)
{
    (void)state;
    static const struct {
        const char *statement, *index;
        bool sorts;
    } want[] = {{"list_any", "charts_in_order", false},
                {"list_state", "charts_by_turn", false},
                {"list_batch", "charts_by_batch", false},
                {"list_specialty", "charts_by_specialty", false},
                {"list_encounter", "charts_by_encounter", false},
                {"list_parked", "charts_parked", false},
                {"list_alarmed", "charts_alarmed", false},
                {"list_problems", "charts_with_problems", false},
                {"list_found", "VIRTUAL TABLE INDEX", true},
                {"list_held", "leases_by_holder", true},
                {"list_one", "INTEGER PRIMARY KEY", false},
                {"next_line", "charts_in_line", false},
                {"next_held", "leases_by_holder", true},
                {"next_assigned", "charts_assigned", false},
                {"count_mine", "leases_by_holder", true},
                {"count_state", "charts_by_turn", false},
                {"act_last", "acts_of_chart", false},
                {"act_known", "sqlite_autoindex_acts_1", false},
                {"mark_list", "marks_of_chart", true},
                {"desk_codes", "candidates_of_chart", true},
                {"undecided_codes", "candidates_of_chart", true},
                {"others_acted", "acts_of_chart", false},
                {"recent_codes", "decisions_by_who", true},
                {"audit_of_chart", "audit_of_chart", false},
                {"audit_of_who", "audit_by_who", false},
                {"session_find", "PRIMARY KEY", false},
                {"user_by_login", "sqlite_autoindex_users_1", false}};
    char plan[8192];
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        plan_of(want[i].statement, plan);
        bool good = strstr(plan, want[i].index) && (want[i].sorts || !strstr(plan, "TEMP B-TREE"));
        for (const char *scan = plan; good && (scan = strstr(scan, "SCAN ")); scan += 5) /* along an index, or of what was found already */
            good = strncmp(scan, "SCAN c USING ", 13) == 0 || strncmp(scan, "SCAN charts USING ", 18) == 0 || strncmp(scan, "SCAN (", 6) == 0 ||
                   strncmp(scan, "SCAN chart_words VIRTUAL", 24) == 0 || strncmp(scan, "SCAN CONSTANT ROW", 17) == 0 ||
                   strncmp(scan, "SCAN listed;", 12) == 0 || strncmp(scan, "SCAN chart_codes;", 17) == 0;
        if (!good) print_error("%s: %s\n", want[i].statement, plan);
        assert_true(good);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_QUEUE(one_box_finds_a_chart),
        IN_QUEUE(a_name_read_from_the_pages_is_found),
        IN_QUEUE(a_crowd_is_cut_and_said),
        IN_QUEUE(pages_of_a_list_meet),
        IN_QUEUE(filters),
        IN_QUEUE(the_specialty_is_told_by_its_sections),
        IN_QUEUE(counts_are_those_one_would_count),
        IN_QUEUE(hot_statements_use_indexes),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
