/* Judges golden cases of `chartcode suggest`: standard input holds one JSON object for each case, in the order of the folders named.
 * A folder's want.tsv (code, expect, note) says what a certified coder would expect:
 *   suggested          among the suggestions, marked as suggested
 *   listed             among the suggestions, marked or not
 *   unsuggested        anywhere but marked as suggested
 *   withheld:<reason>  among the withheld, for this reason
 *   absent             neither among the suggestions nor the withheld
 * Behind `suggested` or `listed` may stand, parted by blanks, what a procedure must carry besides:
 *   units=4  modifier=RT  pointer=M17.11 (any of its pointers)  no=25 (a modifier it must not have)
 * Prints TAP; a case in known_gaps/ is expected to fail and is told as one to be moved when it does not.
 * With --rows it prints a table of its rows instead: folder, code, expect, what was found, pass or fail. */
#include "base/tsv.h"

#include <jansson.h>
#include <stdio.h>

static bool print_rows;

struct verdict {
    int failed;
    char text[2048]; /* what failed, for people */
};

static const char *member(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));
    return s ? s : "";
}

static const json_t *find_member(const json_t *list, const char *key, struct str value)
{
    size_t i;
    const json_t *o;
    json_array_foreach(list, i, o) if (str_eq(value, str_of(member(o, key)))) return o;
    return NULL;
}

static const json_t *find_code(const json_t *list, struct str code)
{
    return find_member(list, "code", code);
}

/* What the answer says of the code, in the words of want.tsv. */
static void find_place(const json_t *answer, struct str code, char *out, size_t room)
{
    const json_t *o = find_code(json_object_get(answer, "suggestions"), code);
    if (o) {
        (void)snprintf(out, room, "%s", json_is_true(json_object_get(o, "suggested")) ? "suggested" : "listed");
        return;
    }
    o = find_code(json_object_get(answer, "withheld"), code);
    if (o) (void)snprintf(out, room, "withheld:%s", member(o, "reason"));
    else (void)snprintf(out, room, "absent");
}

static bool has_modifier(const json_t *o, struct str modifier)
{
    return find_member(json_object_get(o, "modifiers"), "modifier", modifier) != NULL;
}

static bool has_pointer(const json_t *o, struct str code)
{
    size_t i;
    const json_t *p;
    json_array_foreach(json_object_get(o, "pointers"), i, p) if (str_eq(code, str_of(json_string_value(p)))) return true;
    return false;
}

/* A query to the provider that names the word; "nothing": that there is none. */
static bool asks(const json_t *o, struct str word)
{
    size_t i;
    const json_t *advice;
    bool queried = false;
    json_array_foreach(json_object_get(o, "advice"), i, advice)
    {
        struct str text = str_of(json_string_value(advice));
        if (!str_starts(text, STR("query the provider: "))) continue;
        queried = true;
        if (memmem(text.p, text.n, word.p, word.n)) return true;
    }
    return !queried && str_eq(word, STR("nothing"));
}

static bool has_part(const json_t *o, struct str part)
{
    struct str value = part, name;
    long units;
    (void)str_cut(&value, '=', &name);
    if (str_eq(name, STR("units"))) return str_to_long(value, 1, 100000, &units) && json_integer_value(json_object_get(o, "units")) == units;
    if (str_eq(name, STR("modifier"))) return has_modifier(o, value);
    if (str_eq(name, STR("no"))) return !has_modifier(o, value);
    if (str_eq(name, STR("asks"))) return asks(o, value);
    return str_eq(name, STR("pointer")) && has_pointer(o, value);
}

/* The first part of `parts` that the suggestion lacks; false when it has all. */
static bool find_lacking(const json_t *answer, struct str code, struct str parts, struct str *ret)
{
    const json_t *o = find_code(json_object_get(answer, "suggestions"), code);
    while (parts.n && str_cut(&parts, ' ', ret))
        if (!has_part(o, *ret)) return true;
    return false;
}

static bool is_met(struct str expect, const char *place)
{
    bool suggested = strcmp(place, "suggested") == 0;
    if (str_eq(expect, STR("unsuggested"))) return !suggested;
    if (str_eq(expect, STR("listed"))) return suggested || strcmp(place, "listed") == 0;
    return str_eq(expect, str_of(place));
}

static void add_text(struct verdict *v, const struct tsv *row, const char *place)
{
    size_t n = strlen(v->text);
    (void)snprintf(v->text + n, sizeof v->text - n, "%s%.*s is %s, want %.*s (%.*s)", n ? "; " : "", STR_ARG(row->cell[0]), place,
                   STR_ARG(row->cell[1]), STR_ARG(row->cell[2]));
}

static bool is_expectation(struct str expect)
{
    static const char *words[] = {"suggested", "listed", "unsuggested", "absent"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq(expect, str_of(words[i]))) return true;
    return str_starts(expect, STR("withheld:"));
}

static enum status judge_row(const struct tsv *t, const json_t *answer, const char *folder, struct verdict *v)
{
    char place[128];
    struct str parts = t->cell[1], expect, lacking;
    (void)str_cut(&parts, ' ', &expect);
    if (!is_expectation(expect)) return tsv_fault(t, "unknown expectation '%.*s'", STR_ARG(t->cell[1]));
    find_place(answer, t->cell[0], place, sizeof place);
    bool met = is_met(expect, place);
    if (met && find_lacking(answer, t->cell[0], parts, &lacking)) {
        size_t n = strlen(place);
        (void)snprintf(place + n, sizeof place - n, " without %.*s", STR_ARG(lacking));
        met = false;
    }
    if (print_rows) (void)printf("%s\t%.*s\t%.*s\t%s\t%s\n", folder, STR_ARG(t->cell[0]), STR_ARG(t->cell[1]), place, met ? "pass" : "fail");
    if (met) return ST_OK;
    v->failed++;
    add_text(v, t, place);
    return ST_OK;
}

static void complain(struct verdict *v, const json_t *suggestion, const char *of)
{
    size_t n = strlen(v->text);
    (void)snprintf(v->text + n, sizeof v->text - n, "%s%s %s", n ? "; " : "", member(suggestion, "code"), of);
    v->failed++;
}

/* Every suggestion explains itself, withheld ones too, and no line of its advice is empty. */
static void judge_words(const json_t *list, struct verdict *v)
{
    size_t i, k;
    const json_t *o, *line;
    json_array_foreach(list, i, o)
    {
        if (!json_array_size(json_object_get(o, "evidence"))) complain(v, o, "has no evidence");
        json_array_foreach(json_object_get(o, "advice"), k, line) if (json_string_length(line) == 0) complain(v, o, "has empty advice");
    }
}

static enum status judge_case(const json_t *answer, const char *folder, struct verdict *v)
{
    char path[512];
    struct tsv t = {0};
    bool more = false;
    enum status st = ST_OK;
    (void)snprintf(path, sizeof path, "%s/want.tsv", folder);
    st = tsv_open(&t, path, "code expect note");
    if (st != ST_OK) return st;
    for (;;) {
        st = tsv_next(&t, &more);
        if (st != ST_OK || !more) break;
        st = judge_row(&t, answer, folder, v);
        if (st != ST_OK) break;
    }
    tsv_close(&t);
    return st;
}

static void print_verdict(const char *folder, const struct verdict *v)
{
    const char *slash = strrchr(folder, '/'), *name = slash ? slash + 1 : folder;
    bool gap = strstr(folder, "/known_gaps/") != NULL;
    if (gap && v->failed) (void)printf("ok - %s # SKIP known gap: %s\n", name, v->text);
    else if (gap) (void)printf("not ok - %s is mended: run make golden-update and review what it moves\n", name);
    else if (v->failed) (void)printf("not ok - %s\n# %s\n", name, v->text);
    else (void)printf("ok - %s\n", name);
}

static enum status judge_next(const char *folder)
{
    json_error_t fault;
    struct verdict v = {0};
    json_t *answer = json_loadf(stdin, JSON_DISABLE_EOF_CHECK, &fault);
    if (!answer) return fail(ST_BAD_DATA, "%s: the program's answer is no JSON: %s", folder, fault.text);
    enum status st = judge_case(answer, folder, &v);
    judge_words(json_object_get(answer, "suggestions"), &v);
    judge_words(json_object_get(answer, "withheld"), &v);
    json_decref(answer);
    if (st == ST_OK && !print_rows) print_verdict(folder, &v);
    return st;
}

int main(int argc, char **argv)
{
    int first = 1;
    print_rows = argc > 1 && strcmp(argv[1], "--rows") == 0;
    first += print_rows;
    for (int i = first; i < argc; i++) {
        if (judge_next(argv[i]) == ST_OK) continue;
        (void)printf("not ok - %s: %s\n", argv[i], error_message());
        return 1;
    }
    return 0;
}
