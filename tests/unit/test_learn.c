/* learn: what decisions propose, and what accepting, declining and undoing do; on the small lexicon. */
#include "support/chart.h"

#include "../../pipeline/queue/learn_internal.h"
#include "learn.h"

#define NOTE "Assessment:\n1. Pneumonia.\n2. Right knee pain.\n3. Quagmire.\n"

static struct queue *q;
static struct arena *arena;
static struct lexicon *lex;
static unsigned serial;
static const struct learn_limits limits = {3, 70};

static int open_all(void **state)
{
    assert_int_equal(chart_open(state), 0);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    return (arena = arena_new((size_t)512 << 20)) == NULL;
}

static int close_all(void **state)
{
    lexicon_close(lex);
    arena_free(arena);
    return chart_close(state);
}

static int open_queue(void **state)
{
    char name[32];
    (void)state;
    (void)snprintf(name, sizeof name, "work%u", serial++);
    assert_ok(config_set(&chart_config, STR("workspace"), str_of(unit_path(name)), "test"));
    assert_ok(queue_open(&chart_config, QUEUE_MAKE, &q));
    arena_reset(arena);
    return 0;
}

static int close_queue(void **state)
{
    (void)state;
    queue_close(q);
    return 0;
}

/* A new chart of NOTE, read and matched. */
static int64_t new_chart(void)
{
    static unsigned mark;
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    struct queue_file f = {.path = "note.txt", .media = MEDIA_TEXT, .pages = 1, .bytes = 10};
    struct chart c = {.arena = arena, .file = "", .encounter = {.age_years = -1}};
    struct page p = {.arena = arena, .number = 1, .media = MEDIA_TEXT, .text = {NOTE, sizeof NOTE - 1}, .confidence = 1.0};
    struct queue_page *pages;
    uint32_t n;
    int64_t chart;
    (void)snprintf(f.sha256, sizeof f.sha256, "%064x", ++mark);
    assert_ok(queue_accept(q, "b", &facts, &f, 1, &chart));
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    assert_ok(queue_page_read(q, pages[0].id, &p, false));
    assert_ok(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    assert_ok(chart_line_run(chart_line, &c));
    assert_ok(queue_matched(q, chart, &c, &facts, "test"));
    return chart;
}

static void decide(unsigned times, enum queue_action action, const char *code, const char *new_code)
{
    for (unsigned i = 0; i < times; i++) assert_ok(queue_decide(q, lex, new_chart(), action, code, new_code));
}

static struct learn_proposal *proposals(bool declined, uint32_t *ret_n)
{
    struct learn_proposal *list;
    assert_ok(queue_learn_proposals(q, &limits, declined, arena, &list, ret_n));
    return list;
}

/* The proposal of this effect; NULL when there is none. */
static struct learn_proposal *proposed(enum learned_effect effect)
{
    uint32_t n;
    struct learn_proposal *list = proposals(false, &n);
    for (uint32_t i = 0; i < n; i++)
        if (list[i].row.effect == effect) return &list[i];
    return NULL;
}

static struct learn_rule *rules(uint32_t *ret_n, uint32_t *ret_version)
{
    struct learn_rule *list;
    assert_ok(queue_learn_rules(q, arena, &list, ret_n, ret_version));
    return list;
}

static uint32_t accept(struct learn_proposal *p)
{
    uint32_t version;
    char *ids[] = {p->id};
    assert_ok(queue_learn_accept(q, &limits, 1, ids, NULL, &version));
    return version;
}

static void decisions_as_promised_ask_for_nothing(void **state)
{
    (void)state;
    assert_true(learn_weight(8, 10, 0.8) == 0.0);
    assert_true(learn_weight(0, 0, 0.3) == 0.0);
    assert_true(learn_weight(10, 10, 0.8) == 0.8); /* (10 + 8) / 20 = .9; logit(.9) - logit(.8) = .81 */
    assert_true(learn_weight(0, 10, 0.8) == -1.5); /* .4: -1.79, bounded */
    assert_true(learn_weight(100000, 100000, 0.01) == 1.5);
    assert_true(learn_weight(0, 100000, 0.999) == -1.5);
}

static void too_few_propose_nothing(void **state)
{
    uint32_t n;
    (void)state;
    decide(2, QUEUE_REPLACE, "J18.9", "D64.9");
    (void)proposals(true, &n);
    assert_int_equal(n, 0);
    decide(1, QUEUE_REPLACE, "J18.9", "D64.9");
    struct learn_proposal *p = proposed(LEARNED_INSTEAD);
    assert_non_null(p);
    assert_string_equal(p->row.phrase, "pneumonia");
    assert_string_equal(p->row.code, "J18.9");
    assert_string_equal(p->row.other_code, "D64.9");
    assert_int_equal(p->row.agreed, 3);
    assert_int_equal(p->row.decided, 3);
    assert_int_equal(p->coders, 1);
    (void)proposals(true, &n);
    assert_int_equal(n, 1); /* neither mute nor weight beside it */
}

static void seventy_percent_must_agree(void **state)
{
    (void)state;
    decide(7, QUEUE_REPLACE, "J18.9", "D64.9");
    decide(3, QUEUE_ACCEPT, "J18.9", NULL);
    assert_non_null(proposed(LEARNED_INSTEAD));
    decide(1, QUEUE_ACCEPT, "J18.9", NULL);
    assert_null(proposed(LEARNED_INSTEAD)); /* 7 of 11 */
    assert_non_null(proposed(LEARNED_WEIGHT));
    assert_true(proposed(LEARNED_WEIGHT)->row.weight < 0);
}

/* The other side of the knee stands on the list as a neighbour; who confirms it in place of the right one replaces it. */
static void rejecting_one_and_confirming_its_sibling_replaces(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        int64_t chart = new_chart();
        assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, "M25.561", NULL));
        assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "M25.562", NULL));
    }
    struct learn_proposal *p = proposed(LEARNED_INSTEAD);
    assert_non_null(p);
    assert_string_equal(p->row.phrase, "knee pain");
    assert_string_equal(p->row.code, "M25.561");
    assert_string_equal(p->row.other_code, "M25.562");
}

static void what_is_taken_back_teaches_nothing(void **state)
{
    const char *text;
    (void)state;
    decide(2, QUEUE_REJECT, "J18.9", NULL);
    int64_t chart = new_chart();
    assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, "J18.9", NULL));
    assert_non_null(proposed(LEARNED_MUTE));
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_null(proposed(LEARNED_MUTE));
    assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, "J18.9", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9", NULL)); /* the last one stands */
    assert_null(proposed(LEARNED_MUTE));
}

static void what_is_declined_stays_declined(void **state)
{
    uint32_t n;
    (void)state;
    decide(3, QUEUE_REJECT, "J18.9", NULL);
    char *ids[] = {proposed(LEARNED_MUTE)->id};
    assert_ok(queue_act_as(q, "manager"));
    assert_ok(queue_learn_decline(q, &limits, 1, ids));
    decide(3, QUEUE_REJECT, "J18.9", NULL);
    assert_null(proposed(LEARNED_MUTE));
    struct learn_proposal *list = proposals(true, &n);
    assert_int_equal(list[0].row.effect, LEARNED_MUTE);
    assert_string_equal(list[0].declined_by, "manager");
    (void)accept(&list[0]); /* a second thought */
    (void)rules(&n, &(uint32_t){0});
    assert_int_equal(n, 1);
}

static void what_is_in_force_is_not_proposed_again(void **state)
{
    uint32_t n, version;
    (void)state;
    decide(3, QUEUE_REPLACE, "J18.9", "D64.9");
    assert_int_equal(accept(proposed(LEARNED_INSTEAD)), 1);
    (void)proposals(true, &n);
    assert_int_equal(n, 0);
    struct learn_rule *r = rules(&n, &version);
    assert_int_equal(n, 1);
    assert_int_equal(version, 1);
    assert_string_equal(r->who, queue_who(q));
    assert_int_equal(r->row.agreed, 3);
}

/* What was shown is what is accepted: a weight that moved since has another id. */
static void a_weight_that_moved_is_another_proposal(void **state)
{
    uint32_t version = 77;
    char *ids[1];
    (void)state;
    decide(2, QUEUE_REJECT, "J18.9", NULL);
    decide(1, QUEUE_ACCEPT, "J18.9", NULL);
    ids[0] = proposed(LEARNED_WEIGHT)->id;
    decide(3, QUEUE_REJECT, "J18.9", NULL);
    decide(1, QUEUE_ACCEPT, "J18.9", NULL);
    assert_status(ST_NOT_FOUND, queue_learn_accept(q, &limits, 1, ids, NULL, &version));
    assert_int_equal(version, 77);
    (void)rules(&(uint32_t){0}, &version);
    assert_int_equal(version, 0);
}

static void a_newer_weight_ends_the_older_and_undo_brings_it_back(void **state)
{
    uint32_t n, version;
    (void)state;
    decide(2, QUEUE_REJECT, "J18.9", NULL);
    decide(1, QUEUE_ACCEPT, "J18.9", NULL);
    double first = proposed(LEARNED_WEIGHT)->row.weight;
    (void)accept(proposed(LEARNED_WEIGHT));
    decide(10, QUEUE_ACCEPT, "J18.9", NULL);
    struct learn_proposal *p = proposed(LEARNED_WEIGHT);
    assert_non_null(p);
    assert_true(p->row.weight > first);
    double second = p->row.weight;
    assert_int_equal(accept(p), 2);
    struct learn_rule *r = rules(&n, &version);
    assert_int_equal(n, 1);
    assert_true(r->row.weight == second);
    assert_ok(queue_learn_undo(q, 2, NULL, &version));
    assert_int_equal(version, 3);
    r = rules(&n, &version);
    assert_int_equal(n, 1);
    assert_true(r->row.weight == first);
    assert_status(ST_USAGE, queue_learn_undo(q, 1, NULL, &version)); /* its row was ended by version 2 and lives on as one of version 3 */
    assert_status(ST_NOT_FOUND, queue_learn_undo(q, 9, NULL, &version));
    assert_ok(queue_learn_undo(q, 3, NULL, &version));
    r = rules(&n, &version);
    assert_true(n == 1 && r->row.weight == second);
}

static enum status refuse(void *context, uint32_t version, const struct learn_rule *list, uint32_t n)
{
    (void)list;
    *(uint32_t *)context = version * 100 + n;
    return fail(ST_IO, "disk full");
}

static void what_cannot_be_published_is_not_in_force(void **state)
{
    uint32_t n, version = 77, seen = 0;
    const struct learn_publisher to = {refuse, &seen};
    (void)state;
    decide(3, QUEUE_REJECT, "J18.9", NULL);
    char *ids[] = {proposed(LEARNED_MUTE)->id};
    assert_status(ST_IO, queue_learn_accept(q, &limits, 1, ids, &to, &version));
    assert_int_equal(seen, 101);
    (void)rules(&n, &version);
    assert_true(n == 0 && version == 0);
    assert_non_null(proposed(LEARNED_MUTE));
}

static void an_id_given_twice_counts_once(void **state)
{
    uint32_t n, version;
    (void)state;
    decide(3, QUEUE_REJECT, "J18.9", NULL);
    char *id = proposed(LEARNED_MUTE)->id, *ids[] = {id, id};
    assert_ok(queue_learn_accept(q, &limits, 2, ids, NULL, &version));
    (void)rules(&n, &version);
    assert_int_equal(n, 1);
}

/* A chart that nobody finished may still get the code: it does not count. */
static void codes_added_to_finished_charts_go_to_a_phrase(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++) {
        int64_t chart = new_chart();
        struct queue_code *list;
        uint32_t n;
        assert_ok(queue_codes(q, chart, false, arena, &list, &n));
        for (uint32_t k = 0; k < n; k++)
            if (list[k].suggested) assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, list[k].code, NULL));
        assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "D64.9", NULL));
        assert_null(proposed(LEARNED_ADD));
        assert_ok(queue_finish(q, lex, chart, false));
    }
    struct learn_proposal *p = proposed(LEARNED_ADD);
    assert_non_null(p);
    assert_string_equal(p->row.code, "D64.9");
    assert_true(strcmp(p->row.phrase, "pneumonia") == 0 || strcmp(p->row.phrase, "knee pain") == 0);
    assert_null(strstr(p->charts, "uagmire"));
}

int main(void)
{
#define IN_QUEUE(f) cmocka_unit_test_setup_teardown(f, open_queue, close_queue)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decisions_as_promised_ask_for_nothing),
        IN_QUEUE(too_few_propose_nothing),
        IN_QUEUE(seventy_percent_must_agree),
        IN_QUEUE(rejecting_one_and_confirming_its_sibling_replaces),
        IN_QUEUE(what_is_taken_back_teaches_nothing),
        IN_QUEUE(what_is_declined_stays_declined),
        IN_QUEUE(what_is_in_force_is_not_proposed_again),
        IN_QUEUE(a_weight_that_moved_is_another_proposal),
        IN_QUEUE(a_newer_weight_ends_the_older_and_undo_brings_it_back),
        IN_QUEUE(what_cannot_be_published_is_not_in_force),
        IN_QUEUE(an_id_given_twice_counts_once),
        IN_QUEUE(codes_added_to_finished_charts_go_to_a_phrase),
    };
    return cmocka_run_group_tests_name("learn", tests, open_all, close_all);
}
