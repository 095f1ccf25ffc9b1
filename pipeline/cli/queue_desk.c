/* chartcode queue: what else the desk can do. Texts that people type may name a patient: they come from standard input. */
#include "queue_cli.h"

#include "demographics.h"
#include "read.h"
#include "rematch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

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

static enum status open_verb(struct verb *v, const struct command *self, int least, int most, int argc, char **argv)
{
    enum status st = ST_OK;
    TRY(cli_parse(v->config, self, no_options, argc, argv, &v->operands));
    if (v->operands < least || v->operands > most) TRY(fail(ST_USAGE, "'%s' needs %s", self->name, self->arguments));
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

/* ---- unread boxes */

static void print_box(const struct desk_page *p, const struct desk_unread *u)
{
    (void)printf("page %d  %-24s %-12s %s%s%s\n", p->info.ordinal, u->id, unread_reason_name(u->reason), u->action ? u->action : "",
                 u->action ? " by " : "", u->action ? u->by : "");
}

enum status queue_unread(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue unread", "CHART", "lists the spots that could not be read, and what was answered", NULL};
    struct verb v = {.config = config};
    struct desk_chart c;
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 1, argc, argv));
    TRY(desk_open(v.q, NULL, v.chart, v.arena, &c));
    for (uint32_t i = 0; i < c.page_count; i++)
        for (uint32_t k = 0; k < c.pages[i].unread_count; k++) print_box(&c.pages[i], &c.pages[i].unread[k]);
    (void)printf("%u left\n", c.row.unread);
done:
    close_verb(&v);
    return st;
}

enum status queue_transcribe(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue transcribe", "CHART PAGE BOX", "says what stands in an unread box; the text comes from standard input",
                                        NULL};
    struct verb v = {.config = config};
    struct desk_told told;
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 3, 3, argc, argv));
    TRY(read_page(&v, argv[2]));
    TRY(read_text(&v, "transcription"));
    TRY(do_act(&v, &(struct desk_act){.kind = DESK_ACT_transcribe, .page = v.page, .unread = str_of(argv[3]), .text = typed(&v)}, &told));
    if (told.rematch) TRY(match_again(&v));
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
    static const struct command self = {"queue dismiss", "CHART PAGE BOX|all", "says that an unread box holds nothing to code from", NULL};
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 3, 3, argc, argv));
    TRY(read_page(&v, argv[2]));
    TRY(dismiss(&v, strcmp(argv[3], "all") == 0 ? NULL : argv[3]));
done:
    close_verb(&v);
    return st;
}

/* ---- the rest */

enum status queue_acknowledge_pages(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue acknowledge", "CHART [PAGE]", "lets a page pass that seems to be another patient's; without PAGE all",
                                        NULL};
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 2, argc, argv));
    if (v.operands == 2) TRY(read_page(&v, argv[2]));
    TRY(queue_acknowledge(v.q, v.chart, v.page));
    (void)printf("acknowledged\n");
    TRY(match_again(&v));
done:
    close_verb(&v);
    return st;
}

enum status queue_note(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue note", "CHART", "adds a note; its text comes from standard input", NULL};
    struct verb v = {.config = config};
    struct desk_told told;
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 1, argc, argv));
    TRY(read_text(&v, "note"));
    TRY(do_act(&v, &(struct desk_act){.kind = DESK_ACT_note, .text = typed(&v)}, &told));
done:
    close_verb(&v);
    return st;
}

enum status queue_reject_rest(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue reject-rest", "CHART", "turns down every suggested code that is still undecided", NULL};
    struct verb v = {.config = config};
    struct desk_told told;
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 1, argc, argv));
    TRY(do_act(&v, &(struct desk_act){.kind = DESK_ACT_reject_rest}, &told));
done:
    close_verb(&v);
    return st;
}

enum status queue_order(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue order", "CHART CODE...", "puts confirmed codes in this order; the first is first-listed or principal",
                                        NULL};
    struct verb v = {.config = config};
    struct desk_name names[DESK_ORDER_MOST];
    struct desk_told told;
    uint32_t n = 0;
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 2, DESK_ORDER_MOST, argc, argv));
    for (int i = 2; i <= v.operands; i++) names[n++] = (struct desk_name){.code = str_of(argv[i])};
    TRY(do_act(&v, &(struct desk_act){.kind = DESK_ACT_order, .order = names, .order_count = n}, &told));
done:
    close_verb(&v);
    return st;
}

enum status queue_park(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue park", "CHART", "sets a chart aside; the reason comes from standard input", NULL};
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 1, argc, argv));
    TRY(read_text(&v, "reason"));
    TRY(desk_park(v.q, v.chart, typed(&v), false));
    (void)printf("parked chart %lld\n", (long long)v.chart);
done:
    close_verb(&v);
    return st;
}

enum status queue_unpark(struct config *config, int argc, char **argv)
{
    static const struct command self = {"queue unpark", "CHART", "puts a parked chart back in line", NULL};
    struct verb v = {.config = config};
    enum status st = ST_OK;
    TRY(open_verb(&v, &self, 1, 1, argc, argv));
    TRY(desk_unpark(v.q, v.chart));
    (void)printf("chart %lld is in line again\n", (long long)v.chart);
done:
    close_verb(&v);
    return st;
}
