/* chartcode queue: the worklist at the command line. Each verb is one command of its own. */
#include "queue_cli.h"

#include "base/config.h"
#include "release.h"
#include "worklist.h"

#include <stdio.h>

#define TEXT_ARENA_BYTES ((size_t)1 << 20)
#define LIST_DEFAULT 200
#define NO_OPTIONS                                                                                                                                   \
    {                                                                                                                                                \
        {                                                                                                                                            \
            NULL, CLI_FLAG, NULL, NULL, NULL                                                                                                         \
        }                                                                                                                                            \
    }

enum status queue_cli_chart(const char *text, int64_t *ret)
{
    long id;
    if (!str_to_long(str_of(text), 1, 1000000000000, &id)) return fail(ST_USAGE, "'%s' is no chart number", text);
    *ret = id;
    return ST_OK;
}

static enum status list_charts(struct config *config, int argc, char **argv)
{
    const struct command self = queue_self(argv);
    struct worklist_filter f = {.most = LIST_DEFAULT};
    struct queue *q = NULL;
    bool json = false;
    int limit = LIST_DEFAULT, n;
    const struct cli_option options[] = {{"state", CLI_TEXT, &f.state, "STATE", "only charts that are " QUEUE_STATES},
                                         {"batch", CLI_TEXT, &f.batch, "NAME", "only charts of this batch"},
                                         {"limit", CLI_INT, &limit, "N", "at most so many; 0: all [200]"},
                                         {"codes", CLI_FLAG, &f.codes, NULL, "each with its suggested codes and their evidence"},
                                         {"json", CLI_FLAG, &json, NULL, "one JSON array"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'queue list' takes no '%s'; 'queue show CHART' shows one chart", argv[1]));
    if (f.state && !queue_is_state(f.state)) TRY(fail(ST_USAGE, "--state '%s' must be %s", f.state, QUEUE_STATES));
    f.most = (uint32_t)limit;
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    st = json ? worklist_print_json(q, &f) : worklist_print(q, &f);
done:
    queue_close(q);
    return st;
}

static enum status show_chart(struct config *config, int argc, char **argv)
{
    const struct command self = queue_self(argv);
    struct queue *q = NULL;
    bool json = false, all = false;
    int64_t chart;
    int n;
    const struct cli_option options[] = {{"all", CLI_FLAG, &all, NULL, "also everything that the short view leaves out"},
                                         {"json", CLI_FLAG, &json, NULL, "one JSON object"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n != 1) TRY(fail(ST_USAGE, "'queue show' needs one chart number"));
    TRY(queue_cli_chart(argv[1], &chart));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    st = json ? chart_print_json(q, chart) : chart_print(q, chart, all);
done:
    queue_close(q);
    return st;
}

static enum status next_chart(struct config *config, int argc, char **argv)
{
    const struct command self = queue_self(argv);
    struct queue *q = NULL;
    bool json = false;
    int64_t chart;
    int n;
    const struct cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "one JSON object"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'queue next' takes no '%s'", argv[1]));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(queue_next(q, &chart));
    if (chart) st = json ? chart_print_json(q, chart) : chart_print(q, chart, false);
    else (void)printf(json ? "null\n" : "No chart waits for a coder.\n");
done:
    queue_close(q);
    return st;
}

/* The code set in force on the chart's date of service. */
enum status queue_cli_codes(const struct config *config, struct queue *q, int64_t chart, struct lexicon **ret)
{
    struct queue_chart c;
    struct arena *arena = arena_new(TEXT_ARENA_BYTES);
    if (!arena) return ST_NO_MEMORY;
    enum status st = queue_chart(q, chart, arena, &c);
    if (st == ST_OK) st = release_open(config, c.facts.encounter.date_of_service, ret);
    arena_free(arena);
    return st;
}

/* Says what is left, so that the coder need not look. */
static enum status print_left(struct queue *q, int64_t chart)
{
    struct queue_chart c;
    struct arena *arena = arena_new(TEXT_ARENA_BYTES);
    if (!arena) return ST_NO_MEMORY;
    enum status st = queue_chart(q, chart, arena, &c);
    if (st == ST_OK && c.undecided) (void)printf("%u of %u suggested codes left on chart %lld\n", c.undecided, c.suggested, (long long)chart);
    else if (st == ST_OK) (void)printf("every suggested code is decided; to finish: chartcode queue finish %lld\n", (long long)chart);
    arena_free(arena);
    return st;
}

static enum status decide_each(struct queue *q, const struct lexicon *lex, int64_t chart, enum queue_action action, int n, char **codes)
{
    static const char *const done_names[] = {"accepted", "rejected"};
    enum status st = ST_OK;
    for (int i = 0; i < n; i++) {
        TRY(queue_decide(q, lex, chart, action, codes[i], NULL));
        (void)printf("%s %s\n", done_names[action], codes[i]);
    }
    TRY(print_left(q, chart));
done:
    return st;
}

static enum status decide(struct config *config, enum queue_action action, int argc, char **argv)
{
    static const struct cli_option options[] = NO_OPTIONS;
    const struct command self = queue_self(argv);
    struct queue *q = NULL;
    struct lexicon *lex = NULL;
    int64_t chart;
    int n;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n < 2 || (action == QUEUE_REPLACE && n != 3)) TRY(fail(ST_USAGE, "'%s' needs %s", self.name, self.arguments));
    TRY(queue_cli_chart(argv[1], &chart));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(queue_cli_codes(config, q, chart, &lex));
    if (action != QUEUE_REPLACE) TRY(decide_each(q, lex, chart, action, n - 1, argv + 2));
    else {
        TRY(queue_decide(q, lex, chart, action, argv[2], argv[3]));
        (void)printf("replaced %s by %s\n", argv[2], argv[3]);
        TRY(print_left(q, chart));
    }
done:
    lexicon_close(lex);
    queue_close(q);
    return st;
}

static enum status accept_codes(struct config *config, int argc, char **argv)
{
    return decide(config, QUEUE_ACCEPT, argc, argv);
}

static enum status reject_codes(struct config *config, int argc, char **argv)
{
    return decide(config, QUEUE_REJECT, argc, argv);
}

static enum status replace_code(struct config *config, int argc, char **argv)
{
    return decide(config, QUEUE_REPLACE, argc, argv);
}

/* Verbs on one chart without further operands. */
static enum status open_one(struct config *config, const struct cli_option *options, int argc, char **argv, struct queue **ret, int64_t *ret_chart)
{
    const struct command self = queue_self(argv);
    int n;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n != 1) TRY(fail(ST_USAGE, "'%s' needs one chart number", self.name));
    TRY(queue_cli_chart(argv[1], ret_chart));
    TRY(queue_open(config, QUEUE_EXISTING, ret));
done:
    return st;
}

static enum status undo(struct config *config, int argc, char **argv)
{
    static const struct cli_option options[] = NO_OPTIONS;
    struct queue *q = NULL;
    struct arena *arena = NULL;
    const char *text;
    int64_t chart;
    enum status st = ST_OK;
    TRY(open_one(config, options, argc, argv, &q, &chart));
    if (!(arena = arena_new(TEXT_ARENA_BYTES))) TRY(ST_NO_MEMORY);
    TRY(queue_undo(q, chart, arena, &text));
    (void)printf("taken back: %s\n", text);
done:
    arena_free(arena);
    queue_close(q);
    return st;
}

static enum status finish(struct config *config, int argc, char **argv)
{
    struct queue *q = NULL;
    struct lexicon *lex = NULL;
    bool incomplete = false;
    int64_t chart;
    const struct cli_option options[] = {{"incomplete", CLI_FLAG, &incomplete, NULL, "although pages could not be read"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(open_one(config, options, argc, argv, &q, &chart));
    TRY(queue_cli_codes(config, q, chart, &lex));
    TRY(queue_finish(q, lex, chart, incomplete));
    (void)printf("finished chart %lld; for the next: chartcode queue next\n", (long long)chart);
done:
    lexicon_close(lex);
    queue_close(q);
    return st;
}

static enum status release(struct config *config, int argc, char **argv)
{
    static const struct cli_option options[] = NO_OPTIONS;
    struct queue *q = NULL;
    int64_t chart;
    enum status st = ST_OK;
    TRY(open_one(config, options, argc, argv, &q, &chart));
    TRY(queue_release(q, chart));
    (void)printf("released chart %lld\n", (long long)chart);
done:
    queue_close(q);
    return st;
}

const struct command queue_verbs[] = {
    {"list", "[--state STATE] [--batch NAME] [--codes] [--json]", "lists charts in the order of work", list_charts},
    {"show", "CHART [--all] [--json]", "shows a chart: its codes, their evidence, what was withheld and why", show_chart},
    {"next", "[--json]", "takes the next chart in line and shows it", next_chart},
    {"accept", "CHART CODE...", "confirms codes, with modifiers, units and POA: 73560-RT, 97110*2, E11.9@Y", accept_codes},
    {"reject", "CHART CODE...", "turns codes down", reject_codes},
    {"replace", "CHART CODE NEWCODE", "confirms another code in place of one", replace_code},
    {"reject-rest", "CHART", "turns down every suggested code that is still undecided", queue_act},
    {"clear", "CHART CODE", "takes the decisions on a code back", queue_act},
    {"undo", "CHART", "takes back the last decision, and opens a finished chart again", undo},
    {"order", "CHART CODE...", "puts confirmed codes in this order; the first is first-listed or principal", queue_act},
    {"first", "CHART CODE", "puts a diagnosis first: first-listed or principal", queue_act},
    {"admitting", "CHART [CODE]", "names the admitting diagnosis; without CODE there is none", queue_act},
    {"pointers", "CHART CODE [DIAGNOSIS...]", "names the diagnoses that a service was done for, in their order", queue_act},
    {"finish", "CHART [--incomplete]", "closes a chart when every suggested code has a decision", finish},
    {"reopen", "CHART", "opens a finished chart again, its decisions as they stand", queue_act},
    {"unread", "CHART", "lists the spots that could not be read, and what was answered", queue_unread},
    {"transcribe", "CHART PAGE BOX", "says what stands in an unread box; the text comes from standard input", queue_act},
    {"dismiss", "CHART PAGE BOX|all", "says that an unread box holds nothing to code from", queue_dismiss},
    {"acknowledge", "CHART [PAGE]", "lets a page pass that seems to be another patient's; without PAGE all", queue_acknowledge_pages},
    {"notes", "CHART", "lists notes and queries to the provider", queue_notes},
    {"note", "CHART", "adds a note; its text comes from standard input", queue_act},
    {"templates", "[TEMPLATE]", "lists the templates of queries, or prints one to be filled in", queue_templates},
    {"query", "CHART [TEMPLATE]", "asks the provider; the text comes from standard input", queue_act},
    {"answer", "CHART QUERY", "keeps the provider's answer; it comes from standard input", queue_act},
    {"close-query", "CHART QUERY", "closes a query", queue_act},
    {"park", "CHART", "sets a chart aside; the reason comes from standard input", queue_park},
    {"unpark", "CHART", "puts a parked chart back in line", queue_unpark},
    {"hand-over", "CHART LOGIN", "gives a chart to another coder, who gets it by next", queue_hand_over},
    {"priority", "CHART N", "sets how soon a chart comes, -1000 to 1000; 0 is usual, below it: -- N", queue_priority},
    {"release", "CHART", "gives a chart back to the line", release},
    {NULL, NULL, NULL, NULL}};

struct command queue_self(char **argv)
{
    static char name[32];
    const struct command *row = queue_verbs;
    while (row->name && strcmp(row->name, argv[0]) != 0) row++;
    (void)snprintf(name, sizeof name, "queue %s", argv[0]);
    return (struct command){name, row->arguments, row->summary, row->run};
}

static enum status run_queue(struct config *config, int argc, char **argv)
{
    return cli_dispatch(config, &command_queue, queue_verbs, argc, argv);
}

const struct command command_queue = {"queue", "list|show|next|accept|reject|replace|undo|finish|...",
                                      "The worklist: look at charts, decide on their codes", run_queue};
