/* Unread boxes: answered, put back among the words for matching, and taken back; the reading itself is never changed. */
#include "support/coding.h"

#include "../../pipeline/queue/desk_internal.h"

#define LINE_1 "Assessment: and"
#define LINE_2 "Plan: rest"
#define TEXT LINE_1 "\n" LINE_2 "\n"

static struct word words[] = {
    {.text = {"Assessment:", 11}, .box = {100, 100, 200, 30}, .confidence = 0.9, .line = 0, .start = 0, .end = 11},
    {.text = {"and", 3}, .box = {600, 100, 60, 30}, .confidence = 0.9, .line = 0, .start = 12, .end = 15},
    {.text = {"Plan:", 5}, .box = {100, 200, 90, 30}, .confidence = 0.9, .line = 1, .start = 16, .end = 21},
    {.text = {"rest", 4}, .box = {200, 200, 80, 30}, .confidence = 0.9, .line = 1, .start = 22, .end = 26},
};
static struct line lines[] = {{.box = {100, 100, 560, 30}, .first_word = 0, .word_count = 2, .confidence = 0.9},
                              {.box = {100, 200, 180, 30}, .first_word = 2, .word_count = 2, .confidence = 0.9}};
static struct unread boxes[] = {{{320, 95, 250, 40}, UNREAD_HANDWRITING}, /* between the words of the first line */
                                {{700, 98, 200, 34}, UNREAD_STAMP}, /* behind them */
                                {{100, 150, 300, 30}, UNREAD_FAINT}, /* between the lines */
                                {{100, 400, 300, 40}, UNREAD_HANDWRITING}}; /* below all */
static const char *const ids[] = {"320.95.250.40", "700.98.200.34", "100.150.300.30", "100.400.300.40"};

static const struct page page = {.number = 1,
                                 .media = MEDIA_IMAGE,
                                 .width_px = 1700,
                                 .height_px = 2200,
                                 .text = {TEXT, sizeof TEXT - 1},
                                 .words = words,
                                 .word_count = 4,
                                 .lines = lines,
                                 .line_count = 2,
                                 .unread = boxes,
                                 .unread_count = 4,
                                 .confidence = 0.9};

static int64_t new_chart(void)
{
    int64_t chart = accept_chart(&no_facts, "morning", 1);
    assert_int_equal(read_chart(&page), chart);
    return chart;
}

static enum status answer(int64_t chart, enum desk_act_kind kind, const char *id, const char *text, struct desk_told *ret)
{
    const struct desk_act a = {.kind = kind, .page = 1, .unread = str_of(id), .text = {text, strlen(text)}};
    return desk_act(q, lex, chart, -1, "", &a, arena, ret);
}

static struct page now(int64_t chart)
{
    struct page *pages;
    uint32_t n;
    assert_ok(queue_pages(q, chart, arena, &pages, &n));
    assert_int_equal(n, 1);
    return pages[0];
}

/* Words lie in the text where they say, on the lines that say they have them, in order. */
static void check_page(const struct page *p)
{
    uint32_t w = 0;
    for (uint32_t l = 0; l < p->line_count; l++) {
        assert_int_equal(p->lines[l].first_word, w);
        for (uint32_t i = 0; i < p->lines[l].word_count; i++, w++) {
            const struct word *o = &p->words[w];
            assert_int_equal(o->line, l);
            assert_true(o->end <= p->text.n && o->start < o->end && (w == 0 || p->words[w - 1].end <= o->start));
            assert_memory_equal(p->text.p + o->start, o->text.p, o->text.n);
            assert_int_equal(o->text.n, o->end - o->start);
        }
    }
    assert_int_equal(w, p->word_count);
}

static void words_come_where_their_box_is(void **state)
{
    (void)state;
    struct desk_told told;
    int64_t chart = new_chart();
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[0], "acute pneumonia", &told));
    assert_true(told.rematch);
    struct page p = now(chart);
    assert_str("Assessment: acute pneumonia and\n" LINE_2 "\n", p.text);
    check_page(&p);
    assert_int_equal(p.unread_count, 3);
    assert_int_equal(p.words[1].box.x, 320);
    assert_true(p.words[1].confidence == 1.0);
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[1], "hypertension", &told));
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[2], "anemia\nfever", &told));
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[3], "Dr. Who", &told));
    p = now(chart);
    assert_str("Assessment: acute pneumonia and hypertension\nanemia\nfever\n" LINE_2 "\nDr. Who\n", p.text);
    check_page(&p);
    assert_int_equal(p.unread_count, 0);
}

/* Any order of answers, and every subset, gives a sound page. */
static void every_subset_is_sound(void **state)
{
    (void)state;
    for (unsigned set = 0; set < 16; set++) {
        struct answer answers[4];
        uint32_t n = 0;
        struct page p = page;
        p.arena = arena;
        for (int i = 3; i >= 0; i--)
            if (set & (1u << i)) answers[n++] = (struct answer){.page = 1, .box = ids[i], .action = "transcribe", .text = {" one  two ", 10}};
        assert_ok(page_transcribe(&p, 1, answers, n));
        check_page(&p);
        assert_int_equal(p.word_count, 4 + 2 * n);
        assert_int_equal(p.unread_count, 4 - n);
    }
}

static void a_page_without_words(void **state)
{
    (void)state;
    struct page p = {.arena = arena, .text = {"", 0}, .unread = boxes, .unread_count = 4};
    const struct answer a = {.page = 1, .box = ids[2], .action = "transcribe", .text = {"pneumonia", 9}};
    assert_ok(page_transcribe(&p, 1, &a, 1));
    assert_str("pneumonia\n", p.text);
    check_page(&p);
}

static void what_was_transcribed_is_matched(void **state)
{
    (void)state;
    struct desk_told told;
    struct desk_chart c;
    int64_t chart = new_chart();
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[0], "pneumonia", &told));
    assert_true(look(chart).rematch);
    match_again(chart);
    c = look(chart);
    assert_false(c.rematch);
    const struct desk_code *k = code_in(&c, "J18.9");
    assert_non_null(k);
    assert_int_equal(k->q.evidence[0].box.x, 320);
    assert_true(k->q.evidence[0].reading_confidence == 1.0);
    assert_string_equal(k->section, "assessment"); /* it stands behind its heading */
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_undo}));
    assert_true(look(chart).rematch);
    match_again(chart);
    c = look(chart);
    assert_null(code_in(&c, "J18.9"));
    assert_int_equal(now(chart).unread_count, 4);
}

static void every_box_needs_an_answer(void **state)
{
    (void)state;
    struct desk_told told;
    int64_t chart = new_chart();
    const struct desk_act finish = {.kind = DESK_ACT_finish};
    assert_int_equal(look(chart).left.unread, 4);
    assert_status(ST_UNDECIDED, act(chart, &finish));
    assert_message("4 unread spots");
    assert_status(ST_NOT_FOUND, answer(chart, DESK_ACT_dismiss, "1.2.3.4", "a line", &told));
    assert_status(ST_NOT_FOUND, answer(chart, DESK_ACT_dismiss, "320.95.250.4", "a line", &told));
    assert_status(ST_USAGE, answer(chart, DESK_ACT_transcribe, ids[0], "", &told));
    for (int i = 0; i < 4; i++) {
        assert_ok(answer(chart, DESK_ACT_dismiss, ids[i], "a drawing", &told));
        assert_false(told.rematch);
        assert_int_equal(look(chart).left.unread, 3 - i);
    }
    struct desk_chart c = look(chart);
    assert_string_equal(c.pages[0].unread[0].action, "dismiss");
    assert_string_equal(c.pages[0].unread[0].by, "anna");
    assert_str("a drawing", c.pages[0].unread[0].text);
    assert_ok(act(chart, &(struct desk_act){.kind = DESK_ACT_undo}));
    assert_status(ST_UNDECIDED, act(chart, &finish));
    assert_ok(answer(chart, DESK_ACT_transcribe, ids[3], "signature", &told));
    assert_ok(answer(chart, DESK_ACT_dismiss, ids[3], "no text after all", &told));
    assert_true(told.rematch); /* it had been one */
    assert_ok(act(chart, &finish));
}

/* A page read again keeps the answers to boxes that are where they were. */
static void answers_outlive_reading_again(void **state)
{
    (void)state;
    struct desk_told told;
    int64_t chart = new_chart();
    struct page other = page;
    assert_ok(answer(chart, DESK_ACT_dismiss, ids[0], "a line", &told));
    assert_ok(answer(chart, DESK_ACT_dismiss, ids[1], "a line", &told));
    other.unread = boxes + 1; /* the first one was read this time */
    other.unread_count = 3;
    read_page_with(sql_number("SELECT id FROM pages"), &other);
    assert_int_equal(look(chart).left.unread, 2);
    assert_int_equal(look(chart).row.unread, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_QUEUE(words_come_where_their_box_is),   IN_QUEUE(every_subset_is_sound),     IN_QUEUE(a_page_without_words),
        IN_QUEUE(what_was_transcribed_is_matched), IN_QUEUE(every_box_needs_an_answer), IN_QUEUE(answers_outlive_reading_again),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
