/* queue: taking in, reading, deciding; on the small lexicon, with pages of text that nothing had to read. */
#include "support/chart.h"

#include "queue.h"

#define NOTE "HPI: He has hypertension and knee x-ray. Denies fever.\nAssessment:\n1. Pneumonia.\n2. Hypertension.\n"

static struct queue *q;
static struct arena *arena;
static struct lexicon *lex;
static unsigned serial;

static int open_all(void **state)
{
    (void)state;
    assert_int_equal(chart_open(state), 0);
    assert_ok(lexicon_open(small_lexicon(), &lex));
    return (arena = arena_new((size_t)256 << 20)) == NULL;
}

static int close_all(void **state)
{
    lexicon_close(lex);
    arena_free(arena);
    return chart_close(state);
}

/* Each test has a workspace of its own. */
static int open_queue(void **state)
{
    char name[32];
    (void)state;
    (void)snprintf(name, sizeof name, "work%u", serial++);
    assert_ok(config_set(&chart_config, STR("workspace"), str_of(unit_path(name)), "test"));
    assert_ok(config_set(&chart_config, STR("busy-timeout-s"), STR("1"), "test"));
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

static void reopen(void)
{
    queue_close(q);
    assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &q));
}

static struct queue_file file_of(const char *path, char mark, uint32_t pages)
{
    struct queue_file f = {.path = path, .media = MEDIA_TEXT, .pages = pages, .bytes = 10};
    memset(f.sha256, mark, sizeof f.sha256 - 1);
    return f;
}

static int64_t accept(char mark, uint32_t pages)
{
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    struct queue_file f = file_of("note.txt", mark, pages);
    int64_t chart;
    assert_ok(queue_accept(q, "morning", &facts, &f, 1, &chart));
    assert_true(chart > 0);
    return chart;
}

static struct queue_chart look(int64_t chart)
{
    struct queue_chart c;
    assert_ok(queue_chart(q, chart, arena, &c));
    return c;
}

static struct page page_of(const char *text)
{
    return (struct page){.arena = arena, .number = 1, .media = MEDIA_TEXT, .text = {text, strlen(text)}, .confidence = 1.0};
}

/* Reads the next chart in line, all pages with this text, and matches it. */
static int64_t read_next(const char *text)
{
    struct queue_page *pages;
    struct chart_facts none = {.encounter = {.age_years = -1}};
    uint32_t n;
    int64_t chart;
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    if (!chart) return 0;
    for (uint32_t i = 0; i < n; i++) {
        struct page p = page_of(text);
        assert_ok(queue_page_read(q, pages[i].id, &p, false));
    }
    struct chart c = {.arena = arena, .file = "", .encounter = {.age_years = -1}};
    assert_ok(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    assert_ok(chart_line_run(chart_line, &c));
    assert_ok(queue_matched(q, chart, &c, &none, "test"));
    return chart;
}

static int64_t ready_chart(void)
{
    int64_t chart = accept('a', 1);
    assert_int_equal(read_next(NOTE), chart);
    return chart;
}

static const struct queue_code *code_of(int64_t chart, bool withheld, const char *code)
{
    struct queue_code *list;
    uint32_t n;
    assert_ok(queue_codes(q, chart, withheld, arena, &list, &n));
    for (uint32_t i = 0; i < n; i++)
        if (strcmp(list[i].code, code) == 0) return &list[i];
    return NULL;
}

static void a_chart_goes_the_whole_way(void **state)
{
    (void)state;
    int64_t chart = accept('a', 2);
    struct queue_chart c = look(chart);
    assert_string_equal(c.state, "new");
    assert_int_equal(c.pages, 2);
    assert_string_equal(c.batch, "morning");
    assert_int_equal(read_next(NOTE), chart);
    c = look(chart);
    assert_string_equal(c.state, "ready");
    assert_int_equal(c.pages_read, 2);
    assert_true(c.suggested > 0 && c.undecided == c.suggested);
    assert_int_equal(read_next(NOTE), 0);
}

/* Evidence keeps its place on its own page, on the second as well as on the first. */
static void evidence_points_into_its_page(void **state)
{
    (void)state;
    int64_t chart = accept('a', 2);
    struct page *pages;
    uint32_t n, seen = 0;
    (void)read_next(NOTE);
    const struct queue_code *k = code_of(chart, false, "J18.9");
    assert_ok(queue_pages(q, chart, arena, &pages, &n));
    assert_non_null(k);
    for (uint32_t i = 0; i < k->evidence_count; i++) {
        const struct queue_evidence *e = &k->evidence[i];
        struct phi text = pages[e->page - 1].text;
        assert_str("Pneumonia", ((struct str){text.p + e->start, e->end - e->start}));
        seen |= 1u << e->page;
    }
    assert_int_equal(seen, 2 | 4);
}

static void withheld_candidates_keep_their_reason(void **state)
{
    (void)state;
    const struct queue_code *k = code_of(ready_chart(), true, "R50.9");
    assert_non_null(k);
    assert_string_equal(k->reason, "negated");
    assert_string_equal(k->cue, "denies");
}

static void a_duplicate_is_recognised(void **state)
{
    (void)state;
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    int64_t first = accept('a', 1), again;
    struct queue_origin o;
    bool found;
    struct queue_file f = file_of("copy.txt", 'a', 1);
    assert_ok(queue_find_document(q, f.sha256, arena, &o, &found));
    assert_true(found && o.chart == first);
    assert_string_equal(o.path, "note.txt");
    assert_ok(queue_accept(q, "evening", &facts, &f, 1, &again));
    assert_int_equal(again, 0);
    struct queue_stats s;
    assert_ok(queue_stats(q, &s));
    assert_int_equal(s.documents, 1);
    assert_int_equal(s.charts_new, 1);
}

static void several_documents_make_one_chart(void **state)
{
    (void)state;
    const struct chart_facts facts = {.mrn = {"77", 2}, .priority = 3, .encounter = {.type = ENCOUNTER_EMERGENCY, .sex = SEX_FEMALE, .age_years = 0}};
    struct queue_file f[3] = {file_of("1", 'a', 2), file_of("2", 'b', 1), file_of("3", 'a', 2)};
    int64_t chart;
    assert_ok(queue_accept(q, "morning", &facts, f, 3, &chart));
    struct queue_chart c = look(chart);
    assert_int_equal(c.documents, 2); /* the third is the first again */
    assert_int_equal(c.pages, 3);
    assert_str("77", c.facts.mrn);
    assert_int_equal(c.facts.encounter.type, ENCOUNTER_EMERGENCY);
    assert_int_equal(c.facts.encounter.sex, SEX_FEMALE);
    assert_int_equal(c.facts.encounter.age_years, 0); /* a newborn is not "unknown" */
}

static void higher_priority_goes_first(void **state)
{
    (void)state;
    const struct chart_facts soon = {.priority = 5, .encounter = {.age_years = -1}};
    struct queue_file f = file_of("soon", 'b', 1);
    struct queue_page *pages;
    uint32_t n;
    int64_t low = accept('a', 1), high, got;
    assert_ok(queue_accept(q, "morning", &soon, &f, 1, &high));
    assert_ok(queue_claim(q, arena, &got, &pages, &n));
    assert_int_equal(got, high);
    assert_ok(queue_claim(q, arena, &got, &pages, &n));
    assert_int_equal(got, low);
}

/* What a run had in hand when it died is read by the next, page for page, and only that. */
static void a_killed_run_is_taken_up(void **state)
{
    (void)state;
    struct queue_page *pages;
    struct page p = page_of(NOTE);
    uint32_t n;
    int64_t chart = accept('a', 3), got;
    assert_ok(queue_run_lock(q, true));
    assert_ok(queue_claim(q, arena, &got, &pages, &n));
    assert_int_equal(n, 3);
    assert_ok(queue_page_read(q, pages[0].id, &p, false));
    reopen();
    assert_ok(queue_claim(q, arena, &got, &pages, &n));
    assert_int_equal(got, 0); /* still in the dead run's hand */
    assert_ok(queue_run_lock(q, true));
    assert_ok(queue_claim(q, arena, &got, &pages, &n));
    assert_int_equal(got, chart);
    assert_int_equal(n, 2);
    assert_int_equal(pages[0].ordinal, 2);
}

static void one_run_reads_at_a_time(void **state)
{
    (void)state;
    struct queue *other;
    assert_ok(queue_run_lock(q, true));
    assert_ok(queue_open(&chart_config, QUEUE_EXISTING, &other));
    assert_status(ST_BUSY, queue_run_lock(other, true));
    queue_close(q);
    assert_ok(queue_run_lock(other, true));
    q = other;
}

static void a_failed_page_keeps_its_reason(void **state)
{
    (void)state;
    struct queue_page *pages;
    struct queue_page_info *infos;
    struct page p = page_of(NOTE);
    uint32_t n;
    int64_t chart = accept('a', 2);
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    assert_ok(queue_page_failed(q, pages[0].id, "took over 120 s", false));
    assert_ok(queue_page_failed(q, pages[0].id, "took over 120 s", true));
    assert_ok(queue_page_read(q, pages[1].id, &p, true));
    struct chart_facts none = {.encounter = {.age_years = -1}};
    struct chart c = {.arena = arena, .file = "", .encounter = {.age_years = -1}};
    assert_ok(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    assert_int_equal(c.page_count, 2);
    assert_int_equal(c.pages[0].text.n, 0);
    assert_ok(chart_line_run(chart_line, &c));
    assert_ok(queue_matched(q, chart, &c, &none, "test"));
    assert_ok(queue_page_list(q, chart, arena, &infos, &n));
    assert_string_equal(infos[0].state, "failed");
    assert_string_equal(infos[0].error, "took over 120 s");
    struct queue_chart row = look(chart);
    assert_string_equal(row.state, "ready");
    assert_true(row.pages_failed == 1 && row.pages_weak == 1);
    assert_int_equal(code_of(chart, false, "J18.9")->evidence[0].page, 2);
    assert_ok(queue_retry(q, 0));
    assert_string_equal(look(chart).state, "new");
}

static void a_chart_without_a_read_page_failed(void **state)
{
    (void)state;
    struct queue_page *pages;
    struct chart none = {.arena = arena};
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    uint32_t n;
    int64_t chart = accept('a', 1);
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    assert_ok(queue_page_failed(q, pages[0].id, "damaged", true));
    assert_ok(queue_matched(q, chart, &none, &facts, "test"));
    assert_string_equal(look(chart).state, "failed");
}

static void given_facts_beat_read_ones(void **state)
{
    (void)state;
    const struct chart_facts given = {.mrn = {"given", 5}, .encounter = {.age_years = -1}};
    const struct chart_facts read = {.mrn = {"read", 4}, .name = {"Ann Lee", 7}, .born = 19800101, .encounter = {.sex = SEX_FEMALE, .age_years = 46}};
    struct queue_file f = file_of("x", 'a', 1);
    struct chart none = {.arena = arena};
    int64_t chart;
    assert_ok(queue_accept(q, "morning", &given, &f, 1, &chart));
    assert_ok(queue_matched(q, chart, &none, &read, "test"));
    struct queue_chart c = look(chart);
    assert_str("given", c.facts.mrn);
    assert_str("Ann Lee", c.facts.name);
    assert_int_equal(c.facts.born, 19800101);
    assert_int_equal(c.facts.encounter.age_years, 46);
}

static void deciding_finishing_undoing(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const char *text;
    uint32_t left = look(chart).undecided;
    assert_true(left >= 2);
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "j189", NULL)); /* as people type codes */
    assert_int_equal(look(chart).undecided, left - 1);
    assert_string_equal(look(chart).state, "in_review");
    assert_status(ST_UNDECIDED, queue_finish(q, lex, chart, false));
    assert_message("I10");
    struct queue_code *list;
    uint32_t n;
    assert_ok(queue_codes(q, chart, false, arena, &list, &n));
    for (uint32_t i = 0; i < n; i++)
        if (list[i].suggested && !list[i].action) assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, list[i].code, NULL));
    assert_ok(queue_finish(q, lex, chart, false));
    assert_string_equal(look(chart).state, "finished");
    assert_status(ST_UNDECIDED, queue_decide(q, lex, chart, QUEUE_ACCEPT, "I10", NULL));
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_string_equal(look(chart).state, "in_review");
    assert_int_equal(look(chart).undecided, 1);
}

static void undo_goes_back_step_by_step(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    const char *text;
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, "J18.9", NULL));
    assert_string_equal(code_of(chart, false, "J18.9")->action, "reject");
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_string_equal(text, "reject J18.9");
    assert_string_equal(code_of(chart, false, "J18.9")->action, "accept");
    assert_ok(queue_undo(q, chart, arena, &text));
    assert_string_equal(text, "accept J18.9");
    assert_null(code_of(chart, false, "J18.9")->action);
    assert_status(ST_NOT_FOUND, queue_undo(q, chart, arena, &text));
}

static void only_complete_codes_of_the_code_set(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_status(ST_NOT_FOUND, queue_decide(q, lex, chart, QUEUE_ACCEPT, "A99.99", NULL));
    assert_status(ST_USAGE, queue_decide(q, lex, chart, QUEUE_ACCEPT, "E11", NULL));
    assert_message("needs more characters");
    assert_status(ST_NOT_FOUND, queue_decide(q, lex, chart, QUEUE_REPLACE, "J18.9", "E11.999"));
    assert_status(ST_NOT_FOUND, queue_decide(q, lex, chart, QUEUE_REJECT, "E11.9", NULL)); /* not on this chart */
    assert_status(ST_NOT_FOUND, queue_decide(q, lex, 999, QUEUE_ACCEPT, "J18.9", NULL));
    assert_int_equal(look(chart).confirmed, 0);
}

static void a_code_stands_once(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    assert_ok(queue_decide(q, lex, chart, QUEUE_REPLACE, "J18.9", "D64.9"));
    assert_string_equal(code_of(chart, false, "J18.9")->new_code, "D64.9");
    assert_status(ST_USAGE, queue_decide(q, lex, chart, QUEUE_ACCEPT, "D64.9", NULL));
    assert_message("confirmed on chart");
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9", NULL)); /* changes the mind: nothing stands twice */
    assert_int_equal(look(chart).confirmed, 1);
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "D64.9", NULL)); /* added by the coder */
    assert_int_equal(look(chart).confirmed, 2);
    assert_int_equal(code_of(chart, false, "D64.9")->candidate, 0);
}

static void matching_again_keeps_decisions(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    struct chart c = {.arena = arena, .file = "", .encounter = {.age_years = -1}};
    const struct chart_facts none = {.encounter = {.age_years = -1}};
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9", NULL));
    assert_ok(queue_pages(q, chart, arena, &c.pages, &c.page_count));
    assert_ok(chart_line_run(chart_line, &c));
    assert_ok(queue_matched(q, chart, &c, &none, "another version"));
    assert_string_equal(code_of(chart, false, "J18.9")->action, "accept");
    assert_string_equal(look(chart).state, "in_review");
    assert_string_equal(look(chart).made_by, "another version");
}

static void a_lease_keeps_others_out(void **state)
{
    (void)state;
    int64_t chart = ready_chart(), got;
    assert_ok(queue_act_as(q, "anna"));
    assert_ok(queue_next(q, &got));
    assert_int_equal(got, chart);
    assert_string_equal(look(chart).holder, "anna");
    assert_ok(queue_act_as(q, "bert"));
    assert_ok(queue_next(q, &got));
    assert_int_equal(got, 0);
    assert_status(ST_LEASED, queue_decide(q, lex, chart, QUEUE_ACCEPT, "J18.9", NULL));
    assert_message("with anna until");
    assert_status(ST_LEASED, queue_finish(q, lex, chart, false));
    assert_ok(queue_act_as(q, "anna"));
    assert_ok(queue_next(q, &got));
    assert_int_equal(got, chart); /* she gets hers again */
    assert_ok(queue_release(q, chart));
    assert_ok(queue_act_as(q, "bert"));
    assert_ok(queue_next(q, &got));
    assert_int_equal(got, chart);
}

static void unread_pages_keep_a_chart_open(void **state)
{
    (void)state;
    struct queue_page *pages;
    struct chart none = {.arena = arena};
    const struct chart_facts facts = {.encounter = {.age_years = -1}};
    uint32_t n;
    int64_t chart = accept('a', 1);
    assert_status(ST_UNDECIDED, queue_finish(q, lex, chart, true)); /* not read yet */
    assert_ok(queue_claim(q, arena, &chart, &pages, &n));
    assert_ok(queue_page_failed(q, pages[0].id, "damaged", true));
    assert_ok(queue_matched(q, chart, &none, &facts, "test"));
    assert_status(ST_UNDECIDED, queue_finish(q, lex, chart, false));
    assert_message("could not be read");
    assert_ok(queue_finish(q, lex, chart, true));
}

struct rows {
    uint32_t n;
    char codes[256];
};

static enum status gather(void *context, const struct queue_export_row *row)
{
    struct rows *r = context;
    size_t used = strlen(r->codes);
    (void)snprintf(r->codes + used, sizeof r->codes - used, "%.*s/%.*s ", STR_ARG(row->code), STR_ARG(row->action));
    r->n++;
    return ST_OK;
}

static void only_confirmed_codes_are_exported(void **state)
{
    (void)state;
    int64_t chart = ready_chart();
    struct rows rows = {0};
    assert_ok(queue_export(q, false, gather, &rows));
    assert_int_equal(rows.n, 0);
    assert_ok(queue_decide(q, lex, chart, QUEUE_REPLACE, "J18.9", "D64.9"));
    assert_ok(queue_decide(q, lex, chart, QUEUE_REJECT, "I10", NULL));
    assert_ok(queue_decide(q, lex, chart, QUEUE_ACCEPT, "E11.9", NULL));
    assert_ok(queue_export(q, false, gather, &rows));
    assert_string_equal(rows.codes, "D64.9/replace E11.9/accept ");
    rows = (struct rows){0};
    assert_ok(queue_export(q, true, gather, &rows));
    assert_non_null(strstr(rows.codes, "I10/reject"));
}

static void refusals_go_when_the_file_comes(void **state)
{
    (void)state;
    struct queue_refusal *list;
    uint32_t n;
    assert_ok(queue_refuse(q, "morning", "note.txt", "'note.txt' is damaged"));
    assert_ok(queue_refuse(q, "morning", "note.txt", "'note.txt' is empty"));
    assert_ok(queue_refusals(q, arena, &list, &n));
    assert_int_equal(n, 1);
    assert_string_equal(list[0].reason, "'note.txt' is empty");
    (void)accept('a', 1);
    assert_ok(queue_refusals(q, arena, &list, &n));
    assert_int_equal(n, 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_queue, close_queue)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_chart_goes_the_whole_way),
        TEST(evidence_points_into_its_page),
        TEST(withheld_candidates_keep_their_reason),
        TEST(a_duplicate_is_recognised),
        TEST(several_documents_make_one_chart),
        TEST(higher_priority_goes_first),
        TEST(a_killed_run_is_taken_up),
        TEST(one_run_reads_at_a_time),
        TEST(a_failed_page_keeps_its_reason),
        TEST(a_chart_without_a_read_page_failed),
        TEST(given_facts_beat_read_ones),
        TEST(deciding_finishing_undoing),
        TEST(undo_goes_back_step_by_step),
        TEST(only_complete_codes_of_the_code_set),
        TEST(a_code_stands_once),
        TEST(matching_again_keeps_decisions),
        TEST(a_lease_keeps_others_out),
        TEST(unread_pages_keep_a_chart_open),
        TEST(only_confirmed_codes_are_exported),
        TEST(refusals_go_when_the_file_comes),
    };
    return cmocka_run_group_tests_name("queue", tests, open_all, close_all);
}
