/* chartcode context: the context of a concept in a sentence, line by line. */
#include "cli.h"
#include "match_stage.h"
#include "run.h"

#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>

#define ANY_DAY 99991231 /* every year in the sentence is past */
#define LINE_ARENA_BYTES ((size_t)256 << 20)

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool reads_at(struct str text, size_t at, struct str what)
{
    for (size_t k = 0; k < what.n; k++)
        if (lower(text.p[at + k]) != lower(what.p[k])) return false;
    return true;
}

static bool has_lower(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z') return true;
    return false;
}

/* Where the concept stands: the place written in capitals in a sentence that is not, if there is one; else the first. */
static bool locate(struct str sentence, struct str concept, uint32_t *ret_start)
{
    bool found = false;
    for (size_t at = 0; concept.n && at + concept.n <= sentence.n; at++) {
        if (!reads_at(sentence, at, concept)) continue;
        bool capitals = has_lower(sentence) && !has_lower((struct str){sentence.p + at, concept.n});
        if (!found || capitals) *ret_start = (uint32_t)at;
        found = true;
        if (capitals) break;
    }
    return found;
}

static enum status answer_line(struct chart_line *line, struct arena *arena, struct str row, struct context_answer *ret)
{
    struct str concept;
    enum status st = ST_OK;
    (void)str_cut(&row, '\t', &concept);
    if (!row.p) return fail(ST_BAD_INPUT, "expected concept<TAB>sentence");
    struct page page = {.arena = arena, .media = MEDIA_TEXT, .text = {row.p, row.n}};
    struct chart chart = {.arena = arena, .pages = &page, .page_count = 1, .encounter = {.age_years = -1, .date_of_service = ANY_DAY}};
    uint32_t start = 0;
    *ret = (struct context_answer){"affirmed", "recent", "patient", {"", 0}};
    TRY(chart_line_normalize(line, &chart));
    if (locate(row, concept, &start)) TRY(match_sentence_context(chart_line_state(line, "match"), &chart, start, start + (uint32_t) concept.n, ret));
done:
    return st;
}

static enum status answer_all(struct chart_line *line, struct arena *arena)
{
    char *bytes = NULL;
    size_t room = 0;
    enum status st = ST_OK;
    ssize_t n;
    for (long number = 1; st == ST_OK && (n = getline(&bytes, &room, stdin)) >= 0; number++) {
        struct context_answer a;
        struct str row = {bytes, (size_t)n};
        while (row.n && (row.p[row.n - 1] == '\n' || row.p[row.n - 1] == '\r')) row.n--;
        st = answer_line(line, arena, row, &a);
        if (st == ST_BAD_INPUT) st = fail(st, "standard input, line %ld: expected concept<TAB>sentence", number);
        if (st == ST_OK) (void)printf("%s\t%s\t%s\t%.*s\n", a.negation, a.temporality, a.experiencer, STR_ARG(a.cue));
        arena_reset(arena);
    }
    free(bytes);
    return st;
}

static enum status run_context(struct config *config, int argc, char **argv)
{
    struct chart_line *line = NULL;
    struct arena *arena = NULL;
    enum status st = ST_OK;
    int n;
    TRY(cli_parse(config, &command_context, NULL, argc, argv, &n));
    TRY(chart_line_open(config, &line));
    arena = arena_new(LINE_ARENA_BYTES);
    if (!arena) TRY(ST_NO_MEMORY);
    TRY(answer_all(line, arena));
done:
    arena_free(arena);
    chart_line_close(line);
    return st;
}

const struct command command_context = {"context", "< concept_and_sentence.tsv",
                                        "Tells whether concepts in sentences are negated, past, or another person's", run_context};
