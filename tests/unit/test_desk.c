/* desk: acts on a chart, undo of each, finishing, leases; on the small lexicon. */
#include "support/coding.h"

#include "../../pipeline/queue/moment.h"

static void a_decision_is_one_act_with_its_audit(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), before = look(chart).row.version, rows = sql_number("SELECT count(*) FROM audit");
    struct desk_told told;
    const struct desk_act a = {ON(accept, "j189")};
    assert_ok(desk_act(q, lex, chart, before, "key-1", &a, arena, &told));
    assert_string_equal(told.told, "accept J18.9");
    assert_int_equal(told.version, before + 1);
    struct desk_chart c = look(chart);
    assert_int_equal(c.row.version, told.version);
    assert_string_equal(c.row.state, "in_review");
    assert_string_equal(c.undo, "accept J18.9");
    assert_true(c.mine);
    assert_int_equal(code_in(&c, "J18.9")->position, 1);
    assert_int_equal(sql_number("SELECT count(*) FROM audit"), rows + 1);
}

/* The answer was lost on the way: the same key again does nothing, whatever version it was sent with. */
static void a_key_counts_once(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), other;
    struct desk_told first, again;
    const struct desk_act a = {ON(accept, "J18.9")};
    assert_ok(desk_act(q, lex, chart, look(chart).row.version, "once", &a, arena, &first));
    assert_ok(desk_act(q, lex, chart, first.version - 1, "once", &a, arena, &again));
    assert_true(again.again && !first.again);
    assert_string_equal(again.told, first.told);
    assert_int_equal(again.version, first.version);
    assert_int_equal(sql_number("SELECT count(*) FROM decisions"), 1);
    other = ready_chart();
    assert_status(ST_USAGE, desk_act(q, lex, other, -1, "once", &a, arena, &again));
}

static void an_old_version_is_refused(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), version = look(chart).row.version;
    struct desk_told told;
    const struct desk_act a = {ON(accept, "J18.9")}, b = {ON(reject, "I10")};
    assert_ok(desk_act(q, lex, chart, version, "", &a, arena, &told));
    assert_status(ST_CHANGED, desk_act(q, lex, chart, version, "", &b, arena, &told));
    assert_null(code_in(&(struct desk_chart[]){look(chart)}[0], "I10")->q.action);
}

static void what_fails_leaves_nothing(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), rows = sql_number("SELECT count(*) FROM audit");
    assert_status(ST_NOT_FOUND, act(chart, &(struct desk_act){ON(reject, "E11.9")}));
    assert_status(ST_USAGE, act(chart, &(struct desk_act){ON(accept, "E11")}));
    assert_status(ST_USAGE, act(chart, &(struct desk_act){ON(poa, "J18.9"), .poa = 'Q'}));
    assert_status(ST_USAGE, act(chart, &(struct desk_act){ON(units, "J18.9"), .units = 2}));
    assert_status(ST_USAGE, act(chart, &(struct desk_act){.kind = DESK_ACT_note}));
    assert_status(ST_NOT_FOUND, act(999, &(struct desk_act){ON(accept, "J18.9")}));
    assert_int_equal(sql_number("SELECT count(*) FROM acts"), 0);
    assert_int_equal(sql_number("SELECT count(*) FROM audit"), rows);
}

/* ---- everything can be taken back */

/* What a coder sees of the chart that acts change, in one line. */
static const char *sight(int64_t chart)
{
    static char out[4][2048];
    static unsigned turn;
    char *p = out[turn++ % 4];
    struct desk_chart c = look(chart);
    size_t n =
        (size_t)snprintf(p, 2048, "%s notes=%u queries=%u/%s", c.row.state, c.note_count, c.query_count, c.query_count ? c.queries[0].state : "-");
    for (uint32_t i = 0; i < c.code_count; i++) {
        const struct desk_code *k = &c.codes[i];
        n += (size_t)snprintf(p + n, 2048 - n, " | %s %s>%s #%d %s %c *%u m%u p%u", k->key, k->q.action ? k->q.action : "-",
                              k->q.new_code ? k->q.new_code : "", k->position, k->admitting ? "adm" : "", k->poa ? k->poa : '-', k->units,
                              k->modifier_count, k->pointer_count);
    }
    return p;
}

static void every_act_can_be_taken_back(void **state)
{
    (void)state;
    const struct desk_name order[] = {{STR("ICD-10-CM"), STR("I10")}, {STR("ICD-10-CM"), STR("J18.9")}};
    const struct str modifiers[] = {STR("RT"), STR("59")}, pointers[] = {STR("I10"), STR("J18.9")};
    const struct desk_act acts[] = {
        {ON(accept, "J18.9")},
        {ON(accept, "I10"), .poa = 'Y'},
        {ON(add, "D64.9"), .page = 1, .start = 0, .end = 3},
        {ON(reject, "D64.9"), .text = {"not in the record", 17}},
        {ON(replace, "D64.9"), .new_code = STR("R50.9")},
        {ON(clear, "D64.9")},
        {.kind = DESK_ACT_order, .order = order, .order_count = 2},
        {ON(first_listed, "J18.9")},
        {ON(admitting, "I10")},
        {ON(poa, "J18.9"), .poa = 'N'},
        {ON(accept, "73560")},
        {ON(modifiers, "73560"), .list = modifiers, .list_count = 2},
        {ON(units, "73560"), .units = 2},
        {ON(pointers, "73560"), .list = pointers, .list_count = 2},
        {.kind = DESK_ACT_note, .text = {"ask again", 9}},
        {.kind = DESK_ACT_query, .text = {"which type?", 11}},
    };
    enum { N = sizeof acts / sizeof acts[0] };
    char before[N][2048];
    const char *text;
    int64_t chart = ready_chart();
    sql("UPDATE charts SET state = 'in_review'");
    for (int i = 0; i < N; i++) {
        (void)snprintf(before[i], sizeof before[i], "%s", sight(chart));
        assert_ok(act(chart, &acts[i]));
        assert_string_not_equal(before[i], sight(chart)); /* each shows */
    }
    for (int i = N - 1; i >= 0; i--) {
        assert_ok(queue_undo(q, chart, arena, &text));
        assert_string_equal(before[i], sight(chart));
    }
    assert_null(look(chart).undo);
    assert_status(ST_NOT_FOUND, queue_undo(q, chart, arena, &text));
}

static void rejecting_the_rest_is_one_act(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const char *text;
    uint32_t left = look(chart).left.undecided;
    assert_true(left >= 2);
    assert_ok(act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_reject_rest}));
    assert_int_equal(look(chart).left.undecided, 0);
    assert_status(ST_USAGE, act(chart, &(struct desk_act){.kind = DESK_ACT_reject_rest}));
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_int_equal(look(chart).left.undecided, left - 1);
}

/* Undoing "clear" brings back the decision that it had taken away, not an older one. */
static void clear_is_undone_to_the_last_decision(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const char *text;
    assert_ok(act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(act(chart, &(struct desk_act){ON(reject, "J18.9")}));
    assert_ok(act(chart, &(struct desk_act){ON(clear, "J18.9")}));
    assert_null(code_in(&(struct desk_chart[]){look(chart)}[0], "J18.9")->q.action);
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_string_equal(code_in(&(struct desk_chart[]){look(chart)}[0], "J18.9")->q.action, "reject");
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_string_equal(code_in(&(struct desk_chart[]){look(chart)}[0], "J18.9")->q.action, "accept");
}

static void the_claim_stands_in_its_order(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_ok(act(chart, &(struct desk_act){ON(accept, "73560")}));
    assert_ok(act(chart, &(struct desk_act){ON(accept, "I10")}));
    assert_ok(act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(act(chart, &(struct desk_act){ON(first_listed, "I10")}));
    assert_ok(act(chart, &(struct desk_act){ON(accept, "D64.9")})); /* comes behind those that have a place */
    struct desk_chart c = look(chart);
    assert_int_equal(code_in(&c, "I10")->position, 1);
    assert_int_equal(code_in(&c, "J18.9")->position, 2);
    assert_int_equal(code_in(&c, "D64.9")->position, 3);
    assert_int_equal(code_in(&c, "73560")->position, 1); /* procedures count on their own */
    assert_int_equal(c.edit_code_count, 4);
    assert_string_equal(c.codes[c.edit_codes[0]].q.code, "I10");
    assert_string_equal(c.codes[c.edit_codes[3]].q.code, "73560");
}

static void a_pointer_follows_its_diagnosis(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const struct str to[] = {STR("J189")};
    assert_ok(act(chart, &(struct desk_act){ON(pointers, "73560"), .list = to, .list_count = 1}));
    assert_status(ST_NOT_FOUND, act(chart, &(struct desk_act){ON(pointers, "73560"), .list = (const struct str[]){STR("E11.9")}, .list_count = 1}));
    struct desk_chart c = look(chart);
    assert_string_equal(code_in(&c, "73560")->pointers[0], "J18.9");
    assert_ok(act(chart, &(struct desk_act){ON(replace, "J18.9"), .new_code = STR("D64.9")}));
    c = look(chart);
    assert_string_equal(code_in(&c, "73560")->pointers[0], "D64.9");
    assert_ok(act(chart, &(struct desk_act){ON(reject, "J18.9")}));
    c = look(chart);
    assert_int_equal(code_in(&c, "73560")->pointer_count, 0);
}

/* As typed at the command line. */
static void modifiers_units_and_poa_come_with_the_code(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "73560-RT-59*2", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9@Y", NULL));
    assert_status(ST_USAGE, queue_decide(q, lex, chart, QUEUE_ACCEPT, "I10*2", NULL)); /* no procedure */
    struct desk_chart c = look(chart);
    assert_int_equal(code_in(&c, "73560")->units, 2);
    assert_int_equal(code_in(&c, "73560")->modifier_count, 2);
    assert_string_equal(code_in(&c, "73560")->modifiers[1], "59");
    assert_int_equal(code_in(&c, "J18.9")->poa, 'Y');
    match_again(chart);
    c = look(chart);
    assert_int_equal(code_in(&c, "73560")->units, 2); /* what a coder set outlives matching */
}

/* ---- finishing */

static void decide_all(int64_t chart)
{
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_reject_rest}));
}

static const struct desk_act finish = {.kind = DESK_ACT_finish};

static void hard_edits_block_finishing(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_ok(act(chart, &(struct desk_act){ON(accept, "I10"), .poa = 'Y'}));
    assert_ok(act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    sql("UPDATE charts SET encounter = 'inpatient'"); /* where every diagnosis says whether it was present on admission */
    struct desk_chart c = look(chart);
    assert_true(c.left.hard_edits > 0);
    assert_status(ST_HARD_EDIT, act(chart, &finish));
    assert_status(ST_HARD_EDIT, queue_finish(q, lex, chart, false)); /* no second way */
    assert_string_equal(look(chart).row.state, "in_review");
    assert_ok(act(chart, &(struct desk_act){ON(poa, "J18.9"), .poa = 'Y'}));
    assert_ok(act(chart, &finish));
    c = look(chart);
    assert_string_equal(c.row.state, "finished");
    assert_null(c.row.holder);
}

static void a_finished_chart_opens_by_undo_or_reopen(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), finished_at;
    struct desk_told told;
    const struct desk_act undo = {.kind = DESK_ACT_undo}, reopen = {.kind = DESK_ACT_reopen};
    assert_status(ST_USAGE, act(chart, &reopen));
    decide_all(chart);
    assert_ok(act(chart, &finish));
    finished_at = look(chart).row.finished_at;
    assert_true(finished_at > 0);
    assert_status(ST_UNDECIDED, act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_note, .text = {"seen", 4}})); /* a note leaves it finished */
    assert_string_equal(look(chart).row.state, "finished");
    assert_ok(act(chart, &undo));
    assert_ok(act(chart, &undo));
    assert_string_equal(look(chart).row.state, "in_review");
    assert_int_equal(look(chart).left.undecided, 0); /* only the finishing was taken back */
    assert_ok(act(chart, &finish));
    assert_ok(act(chart, &reopen));
    assert_string_equal(look(chart).row.state, "in_review");
    finished_at = sql_number("SELECT value FROM marks WHERE what = 'reopen'");
    assert_ok(desk_act(q, lex, chart, -1, "", &undo, arena, &told));
    assert_string_equal(told.told, "undo reopen");
    assert_string_equal(look(chart).row.state, "finished");
    assert_int_equal(look(chart).row.finished_at, finished_at);
}

static void alarms_keep_a_chart_open(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const struct desk_act acknowledge = {.kind = DESK_ACT_acknowledge, .page = 1, .text = {"same patient, old number", 24}};
    decide_all(chart);
    assert_status(ST_NOT_FOUND, act(chart, &acknowledge));
    assert_ok(queue_page_alarms(q, chart, (const char *const[]){"mrn"}, 1));
    assert_true(look(chart).row.alarm);
    assert_status(ST_UNDECIDED, act(chart, &finish));
    assert_message("another patient");
    assert_ok(act(chart, &acknowledge));
    struct desk_chart c = look(chart);
    assert_false(c.row.alarm);
    assert_string_equal(c.pages[0].alarm_by, "anna");
    assert_str("same patient, old number", c.pages[0].alarm_reason);
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_undo}));
    assert_true(look(chart).row.alarm);
    assert_ok(queue_page_alarms(q, chart, (const char *const[]){NULL}, 1));
    assert_ok(act(chart, &finish));
}

/* ---- notes, queries */

static void a_query_goes_its_way(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), id;
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_query, .template = STR("type"), .text = {"Which type?", 11}}));
    struct desk_chart c = look(chart);
    assert_int_equal(c.query_count, 1);
    assert_string_equal(c.queries[0].state, "open");
    assert_string_equal(c.queries[0].template, "type");
    id = c.queries[0].id;
    assert_status(ST_NOT_FOUND, act(chart, &(struct desk_act){.kind = DESK_ACT_answer_query, .query = id + 1, .text = {"2", 1}}));
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_answer_query, .query = id, .text = {"Type 2", 6}}));
    c = look(chart);
    assert_str("Type 2", c.queries[0].answer);
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_close_query, .query = id}));
    assert_string_equal(look(chart).queries[0].state, "closed");
    assert_status(ST_USAGE, act(chart, &(struct desk_act){.kind = DESK_ACT_close_query, .query = id}));
}

/* What was typed may name the patient: it stays out of the audit. */
static void the_audit_holds_no_typed_text(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_note, .text = {"Zaphod", 6}}));
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_query, .text = {"Zaphod", 6}}));
    assert_ok(act(chart, &(struct desk_act){ON(reject, "I10"), .text = {"Zaphod", 6}}));
    assert_ok(desk_park(q, chart, (struct phi){"Zaphod", 6}, false));
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE detail LIKE '%zaphod%'"), 0);
    assert_int_equal(sql_number("SELECT count(*) FROM marks WHERE text = 'Zaphod'"), 2);
}

/* ---- leases */

static void another_coder_is_kept_out(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), got;
    struct desk_lease lease;
    assert_ok(desk_lease(q, chart, &lease));
    assert_ok(queue_act_as(q, "bert"));
    assert_status(ST_LEASED, act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_status(ST_LEASED, desk_lease(q, chart, &lease));
    assert_status(ST_LEASED, desk_return(q, chart, false));
    assert_ok(desk_next(q, &DESK_ANY, &got));
    assert_int_equal(got, 0);
    assert_ok(desk_return(q, chart, true)); /* a manager may */
    assert_ok(act(chart, &(struct desk_act){ON(accept, "J18.9")}));
    assert_ok(queue_act_as(q, "anna"));
    assert_ok(desk_return(q, chart, true));
    assert_ok(desk_lease(q, chart, &lease));
    assert_true(look(chart).changes_by_others);
    assert_ok(act(chart, &(struct desk_act){ON(accept, "I10")}));
    assert_false(look(chart).changes_by_others);
}

static void renewing_a_lease_is_not_audited_again(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    struct desk_lease lease;
    for (int i = 0; i < 3; i++) assert_ok(desk_lease(q, chart, &lease));
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE what = 'take'"), 1);
}

/* The clock is set back a day: a lease taken before holds no longer than it should. */
static void a_clock_set_back_frees_the_chart(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    struct desk_lease lease;
    assert_ok(desk_lease(q, chart, &lease));
    moment_shift(-24 * 3600000LL, 0);
    assert_ok(queue_act_as(q, "bert"));
    enum status st = desk_lease(q, chart, &lease);
    moment_shift(0, 0);
    assert_ok(st);
}

static void a_lease_runs_out(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), got;
    struct desk_lease lease;
    assert_ok(desk_lease(q, chart, &lease));
    moment_shift(31 * 60000LL, 31 * 60000LL);
    assert_ok(queue_act_as(q, "bert"));
    enum status st = desk_next(q, &DESK_ANY, &got);
    moment_shift(0, 0);
    assert_ok(st);
    assert_int_equal(got, chart);
}

static void parked_and_handed_over(void **state)
{
    (void)state;
    int64_t first = ready_chart(), second = ready_chart(), got;
    assert_ok(desk_next(q, &DESK_ANY, &got));
    assert_int_equal(got, first);
    assert_status(ST_USAGE, desk_park(q, first, (struct phi){"", 0}, false));
    assert_ok(desk_park(q, first, (struct phi){"waits for pathology", 19}, false));
    assert_ok(desk_next(q, &DESK_ANY, &got));
    assert_int_equal(got, second);
    assert_ok(desk_hand_over(q, second, "bert", false));
    assert_ok(desk_next(q, &DESK_ANY, &got));
    assert_int_equal(got, 0); /* one is parked, the other is bert's */
    assert_ok(queue_act_as(q, "bert"));
    assert_ok(desk_unpark(q, first));
    assert_ok(desk_peek(q, &DESK_ANY, 0, &got));
    assert_int_equal(got, second); /* handed over comes before the line */
    assert_ok(desk_next(q, &DESK_ANY, &got));
    assert_int_equal(got, second);
    assert_ok(desk_peek(q, &DESK_ANY, second, &got));
    assert_int_equal(got, first);
    assert_null(look(second).row.assigned); /* taken */
}

static enum status write_export(void *context, const struct queue_export_row *r)
{
    char *text = context;
    size_t n = strlen(text);
    (void)snprintf(text + n, 1000 - n, "%.*s%s #%d %c *%u [%.*s] [%.*s]|", STR_ARG(r->code), r->first_listed ? " first" : "", r->position,
                   r->poa ? r->poa : '-', r->units, STR_ARG(r->modifiers), STR_ARG(r->pointers));
    return ST_OK;
}

static void what_was_set_is_exported(void **state)
{
    (void)state;
    char text[1000] = "";
    int64_t chart = ready_chart();
    const struct str to[] = {STR("I10"), STR("J18.9")};
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "73560-RT*2", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9@Y", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_REPLACE, "I10", "D64.9"));
    assert_ok(act(chart, &(struct desk_act){ON(first_listed, "I10")}));
    assert_ok(act(chart, &(struct desk_act){ON(pointers, "73560"), .list = to, .list_count = 2}));
    assert_ok(queue_export(q, false, write_export, text));
    assert_non_null(strstr(text, "D64.9 first #1 - *0 [] []|"));
    assert_non_null(strstr(text, "J18.9 #2 Y *0 [] []|"));
    assert_non_null(strstr(text, "73560 #1 - *2 [RT] [D64.9 J18.9]|"));
}

/* Of the same kind, on the same words, neither offered nor decided, and not hopeless. */
static void alternatives_are_of_the_same_kind(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    sql("INSERT INTO candidates (chart_id, rank, system, code, title, confidence, suggested) VALUES"
        " (1, 21, 'ICD-10-CM', 'D64.9', 'x', 0.3, 0), (1, 22, 'CPT', '20610', 'x', 0.3, 0), (1, 23, 'ICD-10-CM', 'R50.9', 'x', 0.04, 0),"
        " (1, 24, 'ICD-10-CM', 'M06.9', 'x', 0.9, 1);"
        "INSERT INTO evidence SELECT k.id, 1, e.page_id, e.start_byte + 1, e.end_byte, e.section, 0, 0, 0, 0, 1.0 FROM candidates k,"
        " (SELECT v.* FROM evidence v JOIN candidates j ON j.id = v.candidate_id WHERE j.code = 'J18.9' AND v.ordinal = 1) e WHERE k.title = 'x'");
    struct desk_chart c = look(chart);
    const struct desk_code *k = code_in(&c, "J18.9");
    assert_int_equal(k->alternative_count, 1);
    assert_string_equal(k->alternatives[0].code, "D64.9");
    assert_int_equal(code_in(&c, "I10")->alternative_count, 0); /* other words */
}

static void a_recheck_of_a_finished_chart_can_be_undone(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    bool marked;
    decide_all(chart);
    assert_ok(act(chart, &finish));
    assert_ok(queue_recheck(q, chart, "I10", &marked));
    assert_true(marked);
    assert_string_equal(look(chart).undo, "reopen I10");
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_undo}));
    assert_string_equal(look(chart).row.state, "finished");
}

/* A result that cannot be taken apart is in nobody's way on a page that shows nothing. */
static void only_pages_with_evidence_are_taken_apart(void **state)
{
    (void)state;
    const struct page note = {
        .number = 1, .media = MEDIA_IMAGE, .width_px = 1700, .height_px = 2200, .rotation_deg = 90, .text = {NOTE, strlen(NOTE)}};
    const struct page bare = {.number = 1, .media = MEDIA_IMAGE, .width_px = 850, .height_px = 1100, .text = {"see over", 8}};
    struct queue_page *pages;
    struct desk_chart c;
    uint32_t n;
    int64_t chart = accept_chart(&no_facts, "scans", 2), claimed;
    assert_ok(queue_claim(q, arena, &claimed, &pages, &n));
    assert_int_equal(n, 2);
    read_page_with(pages[0].id, &note), read_page_with(pages[1].id, &bare);
    match_again(chart);
    sql("UPDATE page_results SET bytes = x'00' WHERE page_id = (SELECT id FROM pages WHERE ordinal = 2)");
    c = look(chart);
    assert_int_equal(c.page_count, 2);
    assert_int_equal(c.pages[0].width, 1700);
    assert_int_equal(c.pages[0].rotation_deg, 90);
    assert_int_equal(c.pages[1].height, 1100);
    assert_true(c.read[0].text.n == strlen(NOTE));
    assert_int_equal(c.read[1].text.n, 0);
    sql("UPDATE page_results SET bytes = x'00'");
    assert_status(ST_BAD_DATA, desk_open(q, lex, chart, arena, &c));
}

/* A page that was read before shapes were kept. */
static void a_shape_that_is_not_kept_is_taken_from_the_page(void **state)
{
    (void)state;
    const struct page bare = {.number = 1, .media = MEDIA_IMAGE, .width_px = 850, .height_px = 1100, .text = {"see over", 8}};
    int64_t chart = accept_chart(&no_facts, "scans", 1);
    assert_int_equal(read_chart(&bare), chart);
    sql("UPDATE pages SET width = NULL, height = NULL, rotation_deg = NULL");
    assert_int_equal(look(chart).pages[0].width, 850);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_QUEUE(a_decision_is_one_act_with_its_audit),
        IN_QUEUE(a_key_counts_once),
        IN_QUEUE(an_old_version_is_refused),
        IN_QUEUE(what_fails_leaves_nothing),
        IN_QUEUE(every_act_can_be_taken_back),
        IN_QUEUE(rejecting_the_rest_is_one_act),
        IN_QUEUE(clear_is_undone_to_the_last_decision),
        IN_QUEUE(the_claim_stands_in_its_order),
        IN_QUEUE(a_pointer_follows_its_diagnosis),
        IN_QUEUE(modifiers_units_and_poa_come_with_the_code),
        IN_QUEUE(hard_edits_block_finishing),
        IN_QUEUE(a_finished_chart_opens_by_undo_or_reopen),
        IN_QUEUE(alarms_keep_a_chart_open),
        IN_QUEUE(a_query_goes_its_way),
        IN_QUEUE(the_audit_holds_no_typed_text),
        IN_QUEUE(another_coder_is_kept_out),
        IN_QUEUE(renewing_a_lease_is_not_audited_again),
        IN_QUEUE(a_clock_set_back_frees_the_chart),
        IN_QUEUE(a_lease_runs_out),
        IN_QUEUE(parked_and_handed_over),
        IN_QUEUE(what_was_set_is_exported),
        IN_QUEUE(alternatives_are_of_the_same_kind),
        IN_QUEUE(a_recheck_of_a_finished_chart_can_be_undone),
        IN_QUEUE(only_pages_with_evidence_are_taken_apart),
        IN_QUEUE(a_shape_that_is_not_kept_is_taken_from_the_page),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
