/* chartcode queue: what else the desk can do. Texts that people type may name a patient: they come from standard input. */
#include "queue_cli.h"

#include "demographics.h"
#include "read.h"
#include "rematch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define ARENA_BYTES ((size_t)1 << 30)

static const struct cli_option no_options[] = {{NULL, CLI_FLAG, NULL, NULL, NULL}};

/* A verb on one chart. */
struct verb {
    struct config *config;
    struct queue *q;
    struct arena *arena;
    int64_t chart;
    int page, operands;
    char text[DESK_TEXT_MOST + 1];
    size_t text_n;
};

static enum status open_verb(struct verb *v, int least, int most, int argc, char **argv)
{
    const struct command self = queue_self(argv);
    enum status st = ST_OK;
    TRY(cli_parse(v->config, &self, no_options, argc, argv, &v->operands));
    if (v->operands < least || v->operands > most) TRY(fail(ST_USAGE, "'%s' needs %s", self.name, self.arguments));
    TRY(queue_cli_chart(argv[1], &v->chart));
    if (!(v->arena = arena_new(ARENA_BYTES))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    TRY(queue_open(v->config, QUEUE_EXISTING, &v->q));
done:
    return st;
}

static void close_verb(struct verb *v)
{
    queue_close(v->q);
    arena_free(v->arena);
    explicit_bzero(v->text, sizeof v->text);
}

static enum status read_page(struct verb *v, const char *text)
{
    long page;
    if (!str_to_long(str_of(text), 1, 1000000, &page)) return fail(ST_USAGE, "'%s' is no page number", text);
    v->page = (int)page;
    return ST_OK;
}

static enum status read_text(struct verb *v, const char *what)
{
    v->text_n = fread(v->text, 1, sizeof v->text, stdin);
    if (v->text_n == sizeof v->text) return fail(ST_USAGE, "the %s has over %d bytes", what, DESK_TEXT_MOST);
    struct str s = str_trim((struct str){v->text, v->text_n});
    if (!s.n) return fail(ST_USAGE, "the %s comes from standard input, and nothing came", what);
    if (utf8_valid_length(s) != s.n) return fail(ST_USAGE, "the %s is no UTF-8", what);
    memmove(v->text, s.p, s.n);
    v->text_n = s.n;
    return ST_OK;
}

static struct phi typed(const struct verb *v)
{
    return (struct phi){v->text, v->text_n};
}

static enum status do_act(struct verb *v, const struct desk_act *act, struct desk_told *ret)
{
    enum status st = desk_act(v->q, NULL, v->chart, -1, "", act, v->arena, ret);
    if (st == ST_OK) (void)printf("%s\n", ret->told);
    return st;
}

static enum status match_again(struct verb *v)
{
    struct chart_line *line = NULL;
    struct demographics *d = NULL;
    struct queue_chart c;
    enum status st = ST_OK;
    TRY(queue_chart(v->q, v->chart, v->arena, &c));
    TRY(chart_line_open(v->config, &line));
    TRY(demographics_open(NULL, &d));
    TRY(chart_match_again(v->q, line, d, v->chart, &c.facts, v->arena));
    (void)printf("matched again; to see it: chartcode queue show %lld\n", (long long)v->chart);
done:
    demographics_close(d);
    chart_line_close(line);
    return st;
}

/* ---- verbs that are one act */

static enum status fill_code(struct verb *v, char **operand, struct desk_act *act)
{
    if (v->operands > 1) act->code.code = str_of(operand[2]);
    return ST_OK;
}

static enum status fill_order(struct verb *v, char **operand, struct desk_act *act)
{
    struct desk_name *names = ARENA_ARRAY(v->arena, struct desk_name, (size_t)v->operands);
    if (!names) return fail(ST_NO_MEMORY, "out of memory");
    for (int i = 2; i <= v->operands; i++) names[act->order_count++] = (struct desk_name){.code = str_of(operand[i])};
    act->order = names;
    return ST_OK;
}

static enum status fill_pointers(struct verb *v, char **operand, struct desk_act *act)
{
    struct str *list = ARENA_ARRAY(v->arena, struct str, (size_t)v->operands);
    if (!list) return fail(ST_NO_MEMORY, "out of memory");
    act->code.code = str_of(operand[2]);
    for (int i = 3; i <= v->operands; i++) list[act->list_count++] = str_of(operand[i]);
    act->list = list;
    return ST_OK;
}

static enum status fill_box(struct verb *v, char **operand, struct desk_act *act)
{
    enum status st = read_page(v, operand[2]);
    act->page = v->page;
    act->unread = str_of(operand[3]);
    return st;
}

static enum status fill_query(struct verb *v, char **operand, struct desk_act *act)
{
    struct desk_template *list;
    uint32_t n, i = 0;
    enum status st = ST_OK;
    if (v->operands == 1) return ST_OK;
    TRY(desk_templates(v->arena, &list, &n));
    while (i < n && strcmp(list[i].id, operand[2]) != 0) i++;
    if (i == n) TRY(fail(ST_NOT_FOUND, "there is no template '%s'; 'chartcode queue templates' lists them", operand[2]));
    act->template = str_of(operand[2]);
done:
    return st;
}

static enum status fill_query_number(struct verb *v, char **operand, struct desk_act *act)
{
    long query;
    (void)v;
    if (!str_to_long(str_of(operand[2]), 1, INT64_MAX, &query)) return fail(ST_USAGE, "'%s' is no number of a query", operand[2]);
    act->query = query;
    return ST_OK;
}

/* operands: with the chart. text: what comes from standard input, NULL: nothing does. */
static const struct act_verb {
    const char *name;
    enum desk_act_kind kind;
    int least, most;
    const char *text;
    enum status (*fill)(struct verb *v, char **operand, struct desk_act *act);
} act_verbs[] = {{"reject-rest", DESK_ACT_reject_rest, 1, 1, NULL, NULL},
                 {"clear", DESK_ACT_clear, 2, 2, NULL, fill_code},
                 {"order", DESK_ACT_order, 2, DESK_ORDER_MOST, NULL, fill_order},
                 {"first", DESK_ACT_first_listed, 2, 2, NULL, fill_code},
                 {"admitting", DESK_ACT_admitting, 1, 2, NULL, fill_code},
                 {"pointers", DESK_ACT_pointers, 2, 2 + DESK_LIST_MOST, NULL, fill_pointers},
                 {"reopen", DESK_ACT_reopen, 1, 1, NULL, NULL},
                 {"transcribe", DESK_ACT_transcribe, 3, 3, "transcription", fill_box},
                 {"note", DESK_ACT_note, 1, 1, "note", NULL},
                 {"query", DESK_ACT_query, 1, 2, "query", fill_query},
                 {"answer", DESK_ACT_answer_query, 2, 2, "answer", fill_query_number},
                 {"close-query", DESK_ACT_close_query, 2, 2, NULL, fill_query_number}};

enum status queue_act(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    const struct act_verb *row = act_verbs;
    struct desk_told told;
    enum status st = ST_OK;
    while (strcmp(row->name, argv[0]) != 0) row++;
    struct desk_act act = {.kind = row->kind};
    TRY(open_verb(&v, row->least, row->most, argc, argv));
    if (row->fill) TRY(row->fill(&v, argv, &act));
    if (row->text) TRY(read_text(&v, row->text));
    act.text = typed(&v);
    TRY(do_act(&v, &act, &told));
    if (told.rematch) TRY(match_again(&v));
done:
    close_verb(&v);
    return st;
}

/* ---- unread boxes */

static void print_box(const struct desk_page *p, const struct desk_unread *u)
{
    (void)printf("page %d  %-24s %-12s %s%s%s\n", p->info.ordinal, u->id, unread_reason_name(u->reason), u->action ? u->action : "",
                 u->action ? " by " : "", u->action ? u->by : "");
}

enum status queue_unread(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    struct desk_chart c;
    enum status st = ST_OK;
    TRY(open_verb(&v, 1, 1, argc, argv));
    TRY(desk_open(v.q, NULL, v.chart, v.arena, &c));
    for (uint32_t i = 0; i < c.page_count; i++)
        for (uint32_t k = 0; k < c.pages[i].unread_count; k++) print_box(&c.pages[i], &c.pages[i].unread[k]);
    (void)printf("%u left\n", c.row.unread);
done:
    close_verb(&v);
    return st;
}

/* box NULL: every one that has no answer. */
static enum status dismiss(struct verb *v, const char *box)
{
    struct desk_chart c;
    struct desk_told told;
    bool rematch = false;
    enum status st = ST_OK;
    TRY(desk_open(v->q, NULL, v->chart, v->arena, &c));
    for (uint32_t i = 0; i < c.page_count; i++) {
        const struct desk_page *p = &c.pages[i];
        for (uint32_t k = 0; p->info.ordinal == v->page && k < p->unread_count; k++) {
            if (box ? strcmp(box, p->unread[k].id) != 0 : p->unread[k].action != NULL) continue;
            TRY(do_act(v, &(struct desk_act){.kind = DESK_ACT_dismiss, .page = v->page, .unread = str_of(p->unread[k].id)}, &told));
            rematch |= told.rematch;
        }
    }
    if (rematch) TRY(match_again(v));
done:
    return st;
}

enum status queue_dismiss(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, 3, 3, argc, argv));
    TRY(read_page(&v, argv[2]));
    TRY(dismiss(&v, strcmp(argv[3], "all") == 0 ? NULL : argv[3]));
done:
    close_verb(&v);
    return st;
}

/* ---- the rest */

enum status queue_acknowledge_pages(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, 1, 2, argc, argv));
    if (v.operands == 2) TRY(read_page(&v, argv[2]));
    TRY(queue_acknowledge(v.q, v.chart, v.page));
    (void)printf("acknowledged\n");
    TRY(match_again(&v));
done:
    close_verb(&v);
    return st;
}

static void print_written(int64_t at, const char *by, const char *what, struct phi text)
{
    char when[24];
    time_t seconds = (time_t)(at / 1000);
    struct tm tm;
    (void)strftime(when, sizeof when, "%Y-%m-%d %H:%M", localtime_r(&seconds, &tm));
    (void)printf("%s  %s  %s\n    %.*s\n", when, by, what, STR_ARG(text));
}

enum status queue_notes(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    struct desk_chart c;
    char what[96];
    enum status st = ST_OK;
    TRY(open_verb(&v, 1, 1, argc, argv));
    TRY(desk_open(v.q, NULL, v.chart, v.arena, &c));
    for (uint32_t i = 0; i < c.note_count; i++) print_written(c.notes[i].at, c.notes[i].by, "note", c.notes[i].text);
    for (uint32_t i = 0; i < c.query_count; i++) {
        const struct desk_query *query = &c.queries[i];
        (void)snprintf(what, sizeof what, "query %lld, %s", (long long)query->id, query->state);
        print_written(query->at, query->by, what, query->text);
        if (query->answer.n) (void)printf("    answer: %.*s\n", STR_ARG(query->answer));
    }
    if (!c.note_count && !c.query_count) (void)printf("chart %lld has no notes and no queries\n", (long long)v.chart);
done:
    close_verb(&v);
    return st;
}

enum status queue_templates(struct config *config, int argc, char **argv)
{
    const struct command self = queue_self(argv);
    struct desk_template *list;
    uint32_t n;
    int operands;
    bool found = false;
    struct arena *arena = arena_new(ARENA_BYTES);
    enum status st = ST_OK;
    if (!arena) return fail(ST_NO_MEMORY, "out of memory");
    TRY(cli_parse(config, &self, no_options, argc, argv, &operands));
    if (operands > 1) TRY(fail(ST_USAGE, "'%s' takes %s", self.name, self.arguments));
    TRY(desk_templates(arena, &list, &n));
    for (uint32_t i = 0; i < n; i++) {
        if (operands == 0) (void)printf("%-24s %s\n", list[i].id, list[i].title);
        else if (strcmp(list[i].id, argv[1]) == 0) found = printf("%s\n", list[i].text) > 0;
    }
    if (operands && !found) st = fail(ST_NOT_FOUND, "there is no template '%s'", argv[1]);
done:
    arena_free(arena);
    return st;
}

enum status queue_park(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, 1, 1, argc, argv));
    TRY(read_text(&v, "reason"));
    TRY(desk_park(v.q, v.chart, typed(&v), false));
    (void)printf("parked chart %lld\n", (long long)v.chart);
done:
    close_verb(&v);
    return st;
}

enum status queue_unpark(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, 1, 1, argc, argv));
    TRY(desk_unpark(v.q, v.chart));
    (void)printf("chart %lld is in line again\n", (long long)v.chart);
done:
    close_verb(&v);
    return st;
}

enum status queue_hand_over(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, 2, 2, argc, argv));
    TRY(desk_hand_over(v.q, v.chart, argv[2], false));
    (void)printf("chart %lld is %s's; 'next' gives it to them\n", (long long)v.chart, argv[2]);
done:
    close_verb(&v);
    return st;
}

enum status queue_priority(struct config *config, int argc, char **argv)
{
    struct verb v = {.config = config};
    long priority;
    enum status st = ST_OK;
    TRY(open_verb(&v, 2, 2, argc, argv));
    if (!str_to_long(str_of(argv[2]), -1000, 1000, &priority))
        TRY(fail(ST_USAGE, "priority '%s' must be a whole number from -1000 to 1000", argv[2]));
    TRY(desk_set_priority(v.q, v.chart, (int)priority));
    (void)printf("chart %lld has priority %ld\n", (long long)v.chart, priority);
done:
    close_verb(&v);
    return st;
}
