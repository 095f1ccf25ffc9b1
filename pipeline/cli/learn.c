/* chartcode learn: what coders' decisions propose, and what of it is in force. */
#include "learn.h"

#include "base/file.h"
#include "cli.h"
#include "release.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LEARN_ARENA_BYTES ((size_t)256 << 20)

/* What a command looks at. */
struct learn_view {
    struct queue *q;
    struct arena *arena;
    struct learn_rule *rules;
    struct learn_proposal *proposals;
    uint32_t rule_count, proposal_count, version;
};

static enum status view_open(const struct config *config, bool declined, struct learn_view *v)
{
    const struct learn_limits limits = learn_limits_of(config);
    enum status st = ST_OK;
    if (!(v->arena = arena_new(LEARN_ARENA_BYTES))) return ST_NO_MEMORY;
    TRY(queue_open(config, QUEUE_EXISTING, &v->q));
    TRY(learn_sync(config, v->q));
    TRY(queue_learn_rules(v->q, v->arena, &v->rules, &v->rule_count, &v->version));
    TRY(queue_learn_proposals(v->q, &limits, declined, v->arena, &v->proposals, &v->proposal_count));
done:
    return st;
}

static void view_close(struct learn_view *v)
{
    queue_close(v->q);
    arena_free(v->arena);
}

static const char *day_text(int64_t at_ms, char out[16])
{
    time_t t = (time_t)(at_ms / 1000);
    struct tm local;
    (void)strftime(out, 16, "%Y-%m-%d", localtime_r(&t, &local));
    return out;
}

/* --- for people --- */

static void print_row(const struct learn_row *r)
{
    if (r->effect == LEARNED_ADD) (void)printf("'%s': %s too", r->phrase, r->code);
    else if (r->effect == LEARNED_INSTEAD) (void)printf("'%s': %s instead of %s", r->phrase, r->other_code, r->code);
    else if (r->effect == LEARNED_MUTE) (void)printf("'%s': not %s", r->phrase, r->code);
    else (void)printf("'%s': %s %s likely (%+.1f)", r->phrase, r->code, r->weight > 0 ? "more" : "less", r->weight);
}

static void print_grounds(const struct learn_row *r)
{
    static const char *const did[LEARNED_EFFECT_COUNT] = {"added in", "replaced in", "turned down in", "confirmed in"};
    (void)printf("%s %lld of %lld %s", did[r->effect], (long long)r->agreed, (long long)r->decided,
                 r->effect == LEARNED_ADD ? "charts" : "decisions");
}

static void print_rules(const struct learn_view *v)
{
    char day[16];
    if (!v->version) (void)printf("In force: nothing was learned yet.\n");
    else if (!v->rule_count) (void)printf("In force: nothing (version %u).\n", v->version);
    else (void)printf("In force (version %u):\n", v->version);
    for (uint32_t i = 0; i < v->rule_count; i++) {
        const struct learn_rule *r = &v->rules[i];
        (void)printf("  version %-4lld ", (long long)r->version);
        print_row(&r->row);
        (void)printf("\n               ");
        print_grounds(&r->row);
        (void)printf("; %s, %s\n", r->who, day_text(r->at, day));
    }
}

static void print_proposals(const struct learn_view *v)
{
    char day[16];
    (void)printf(v->proposal_count ? "\nProposed:\n" : "\nProposed: nothing.\n");
    for (uint32_t i = 0; i < v->proposal_count; i++) {
        const struct learn_proposal *p = &v->proposals[i];
        (void)printf("  %s  ", p->id);
        print_row(&p->row);
        (void)printf("\n            ");
        print_grounds(&p->row);
        (void)printf(", by %lld coder%s; charts %s\n", (long long)p->coders, p->coders == 1 ? "" : "s", p->charts);
        if (p->declined_by) (void)printf("            declined by %s, %s\n", p->declined_by, day_text(p->declined_at, day));
    }
    if (v->proposal_count) (void)printf("\nTo decide: chartcode learn accept ID... or chartcode learn decline ID...\n");
}

/* --- for programs --- */

static json_t *json_row(const struct learn_row *r)
{
    json_t *o = json_pack("{s:s,s:s,s:s,s:s}", "effect", learned_effect_name(r->effect), "phrase", r->phrase, "system", r->system, "code", r->code);
    (void)json_object_set_new(o, "other_code", r->effect == LEARNED_INSTEAD ? json_string(r->other_code) : json_null());
    (void)json_object_set_new(o, "weight", r->effect == LEARNED_WEIGHT ? json_real(r->weight) : json_null());
    (void)json_object_set_new(o, "agreed", json_integer(r->agreed));
    (void)json_object_set_new(o, "decided", json_integer(r->decided));
    return o;
}

static json_t *json_charts(const char *charts)
{
    json_t *list = json_array();
    struct str rest = str_of(charts), id;
    long number;
    while (rest.n && str_cut(&rest, ' ', &id))
        if (str_to_long(id, 1, 1000000000000, &number)) (void)json_array_append_new(list, json_integer(number));
    return list;
}

static json_t *json_proposal(const struct learn_proposal *p)
{
    json_t *o = json_row(&p->row);
    (void)json_object_set_new(o, "id", json_string(p->id));
    (void)json_object_set_new(o, "coders", json_integer(p->coders));
    (void)json_object_set_new(o, "charts", json_charts(p->charts));
    (void)json_object_set_new(o, "declined_by", p->declined_by ? json_string(p->declined_by) : json_null());
    return o;
}

static enum status print_json(const struct learn_view *v)
{
    json_t *rules = json_array(), *proposals = json_array();
    for (uint32_t i = 0; i < v->rule_count; i++) {
        json_t *o = json_row(&v->rules[i].row);
        (void)json_object_set_new(o, "version", json_integer(v->rules[i].version));
        (void)json_object_set_new(o, "who", json_string(v->rules[i].who));
        (void)json_object_set_new(o, "at", json_integer(v->rules[i].at));
        (void)json_array_append_new(rules, o);
    }
    for (uint32_t i = 0; i < v->proposal_count; i++) (void)json_array_append_new(proposals, json_proposal(&v->proposals[i]));
    json_t *o = json_pack("{s:i,s:o,s:o}", "version", (int)v->version, "in_force", rules, "proposals", proposals);
    bool good = o && json_dumpf(o, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

/* --- the verbs --- */

static enum status list(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn list", "[--declined] [--json]", "shows what is in force and what coders' decisions propose", NULL};
    struct learn_view v = {NULL, NULL, NULL, NULL, 0, 0, 0};
    bool json = false, declined = false;
    const struct cli_option options[] = {{"declined", CLI_FLAG, &declined, NULL, "also what was declined"},
                                         {"json", CLI_FLAG, &json, NULL, "one JSON object"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'learn list' takes no '%s'", argv[1]));
    TRY(view_open(config, declined, &v));
    if (json) TRY(print_json(&v));
    else {
        print_rules(&v);
        print_proposals(&v);
        if (*config->lexicon) (void)printf("\n--lexicon names a lexicon: it is used as it is, without what was learned.\n");
    }
done:
    view_close(&v);
    return st;
}

static enum status parse_operands(struct config *config, const struct command *self, int argc, char **argv, int *ret_n)
{
    static const struct cli_option options[] = {{NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = cli_parse(config, self, options, argc, argv, ret_n);
    if (st == ST_OK && *ret_n == 0) st = fail(ST_USAGE, "'%s' needs %s", self->name, self->arguments);
    return st;
}

/* The ids given; "weights" stands for every proposed weight. ret: in the view's arena. */
static enum status expand_ids(const struct config *config, struct learn_view *v, int n, char **given, int *ret_n, char ***ret)
{
    enum status st = ST_OK;
    char **ids;
    int count = 0;
    TRY(view_open(config, false, v));
    ids = ARENA_ARRAY(v->arena, char *, (size_t)n *(v->proposal_count + 1));
    if (!ids) return ST_NO_MEMORY;
    for (int i = 0; i < n; i++) {
        bool all = strcmp(given[i], "weights") == 0;
        if (!all) ids[count++] = given[i];
        for (uint32_t k = 0; all && k < v->proposal_count; k++)
            if (v->proposals[k].row.effect == LEARNED_WEIGHT) ids[count++] = v->proposals[k].id;
    }
    if (!count) st = fail(ST_NOT_FOUND, "no weight is proposed; 'chartcode learn list' shows what is");
    *ret = ids;
    *ret_n = count;
done:
    return st;
}

static enum status accept(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn accept", "ID...|weights", "puts proposals in force, as a new version", NULL};
    struct learn_view v = {NULL, NULL, NULL, NULL, 0, 0, 0};
    uint32_t version = 0;
    char **ids;
    int n;
    enum status st = ST_OK;
    TRY(parse_operands(config, &self, argc, argv, &n));
    TRY(expand_ids(config, &v, n, argv + 1, &n, &ids));
    TRY(learn_accept(config, v.q, n, ids, &version));
    (void)printf("version %u is in force for charts matched from now on; to take it back: chartcode learn undo %u\n", version, version);
done:
    view_close(&v);
    return st;
}

static enum status decline(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn decline", "ID...|weights", "remembers that proposals are not wanted", NULL};
    const struct learn_limits limits = learn_limits_of(config);
    struct learn_view v = {NULL, NULL, NULL, NULL, 0, 0, 0};
    char **ids;
    int n;
    enum status st = ST_OK;
    TRY(parse_operands(config, &self, argc, argv, &n));
    TRY(expand_ids(config, &v, n, argv + 1, &n, &ids));
    TRY(queue_learn_decline(v.q, &limits, n, ids));
    (void)printf("declined; 'chartcode learn list --declined' shows what was\n");
done:
    view_close(&v);
    return st;
}

static enum status read_version(const char *text, uint32_t *ret)
{
    long version;
    if (!str_to_long(str_of(text), 1, 1000000000, &version)) return fail(ST_USAGE, "'%s' is no version; 'chartcode learn history' lists them", text);
    *ret = (uint32_t)version;
    return ST_OK;
}

static enum status undo(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn undo", "VERSION", "takes a version back, as a new version", NULL};
    struct queue *q = NULL;
    uint32_t version = 0, made = 0;
    int n;
    enum status st = ST_OK;
    TRY(parse_operands(config, &self, argc, argv, &n));
    if (n != 1) TRY(fail(ST_USAGE, "'learn undo' needs one version"));
    TRY(read_version(argv[1], &version));
    TRY(queue_open(config, QUEUE_EXISTING, &q));
    TRY(learn_undo(config, q, version, &made));
    (void)printf("version %u is taken back; version %u is in force for charts matched from now on\n", version, made);
done:
    queue_close(q);
    return st;
}

static void print_version(const struct learn_version *v)
{
    char day[16];
    (void)printf("version %-4lld %s  %s  ", (long long)v->version, day_text(v->at, day), v->who);
    if (v->undoes) (void)printf("takes back version %lld: ", (long long)v->undoes);
    (void)printf("%lld begun, %lld ended\n", (long long)v->began, (long long)v->ended);
}

static enum status history(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn history", "", "lists the versions: who, when, what for", NULL};
    struct learn_view v = {NULL, NULL, NULL, NULL, 0, 0, 0};
    struct learn_version *versions;
    uint32_t count;
    int n;
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, NULL, argc, argv, &n));
    TRY(view_open(config, false, &v));
    TRY(queue_learn_versions(v.q, v.arena, &versions, &count));
    for (uint32_t i = 0; i < count; i++) print_version(&versions[i]);
    if (!count) (void)printf("Nothing was learned yet.\n");
done:
    view_close(&v);
    return st;
}

/* The lexicon before anything was learned: what --lexicon names, else that of the release in force on the date. */
static enum status base_lexicon(struct config *config, int date, char **ret)
{
    int release;
    enum status st = ST_OK;
    TRY(release_in_force(config, date, &release));
    st = release_base(config, release, ret);
done:
    return st;
}

static enum status lexicon(struct config *config, int argc, char **argv)
{
    static const struct command self = {"learn lexicon", "VERSION --out FILE [--date D]",
                                        "writes the lexicon as it was with a version, to make old suggestions again", NULL};
    const char *out = NULL, *date_text = NULL;
    char *base = NULL, *tables = NULL;
    uint32_t version = 0;
    int n, date = 0;
    const struct cli_option options[] = {{"out", CLI_TEXT, &out, "FILE", "the lexicon to write"},
                                         {"date", CLI_TEXT, &date_text, "YYYY-MM-DD", "of the code set in force on this date of service"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n != 1 || !out) TRY(fail(ST_USAGE, "'learn lexicon' needs one version and --out FILE"));
    TRY(read_version(argv[1], &version));
    if (date_text) TRY(cli_date(date_text, &date));
    if (!(tables = release_learned_folder(config, version))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    if (!file_exists(tables)) TRY(fail(ST_NOT_FOUND, "there is no version %u of what was learned; 'chartcode learn history' lists them", version));
    TRY(base_lexicon(config, date, &base));
    TRY(lexicon_learn(base, tables, version, out));
done:
    free(base);
    free(tables);
    return st;
}

static enum status run_learn(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {{"list", "[--declined] [--json]", "what is in force, and what coders' decisions propose", list},
                                           {"accept", "ID...|weights", "puts proposals in force, as a new version", accept},
                                           {"decline", "ID...|weights", "remembers that proposals are not wanted", decline},
                                           {"undo", "VERSION", "takes a version back, as a new version", undo},
                                           {"history", "", "lists the versions: who, when, what for", history},
                                           {"lexicon", "VERSION --out FILE", "writes the lexicon as it was with a version", lexicon},
                                           {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_learn, verbs, argc, argv);
}

const struct command command_learn = {"learn", "list|accept|decline|undo|history|lexicon",
                                      "Learns from coders: what their decisions propose, for a manager to accept", run_learn};
