/* chartcode codes browse: walks the Tabular and the Index, for people and, as JSON, for the desk. */
#include "book.h"
#include "codes_cli.h"
#include "index.h"
#include "pcs.h"
#include "show.h"

#include <jansson.h>
#include <stdio.h>

#define MAX_BEGINS 60

static void print_row(const struct lexicon *lex, uint32_t code)
{
    const struct lex_code *c = &lex->codes[code];
    (void)printf("%-10s %s%s\n", lex_cstr(lex, c->code), lex_cstr(lex, c->title),
                 c->flags & LEX_CODE_BILLABLE || c->level == LEVEL_MODIFIER ? "" : " ...");
}

/* The rows straight below `top`; without it, those that stand below nothing. */
static enum status print_below(const struct codes_session *s, const char *top)
{
    uint32_t code, *children, n;
    if (!top) {
        for (uint32_t i = 0; i < s->lex->code_count; i++)
            if (s->lex->codes[i].parent < 0 && s->lex->codes[i].level != LEVEL_MODIFIER && s->lex->codes[i].end > i + 1) print_row(s->lex, i);
        return ST_OK;
    }
    enum status st = codes_find(s->lex, top, &code);
    if (st == ST_OK) st = book_children(s->lex, s->arena, code, &children, &n);
    if (st != ST_OK) return st;
    print_row(s->lex, code);
    for (uint32_t i = 0; i < n; i++) {
        (void)printf("  ");
        print_row(s->lex, children[i]);
    }
    return ST_OK;
}

/* --- the Index --- */

static const char *text_of(const struct lexicon *lex, uint32_t string)
{
    return lex_cstr(lex, string);
}

static void print_line(const struct lexicon *lex, uint32_t line, int indent)
{
    const struct lex_index *x = &lex->index[line];
    (void)printf("%*s%s", indent * 2, "", text_of(lex, x->term));
    if (*text_of(lex, x->code)) (void)printf("  %s", text_of(lex, x->code));
    if (*text_of(lex, x->manifestation)) (void)printf(" [%s]", text_of(lex, x->manifestation));
    if (*text_of(lex, x->see)) (void)printf("  see %s", text_of(lex, x->see));
    if (*text_of(lex, x->see_also)) (void)printf("  see also %s", text_of(lex, x->see_also));
    (void)printf("%s\n", index_first(lex, line) == INDEX_NONE ? "" : " ...");
}

static void print_node(const struct lexicon *lex, uint32_t line)
{
    uint32_t path[INDEX_MAX_DEPTH], n = index_path(lex, line, path);
    for (uint32_t i = 0; i < n; i++) print_line(lex, path[i], (int)i);
    for (uint32_t k = index_first(lex, line); k != INDEX_NONE; k = index_next(lex, k)) print_line(lex, k, (int)n);
}

/* The line asked for; where it only sends the reader on, the line it sends to as well. */
static void print_index(const struct lexicon *lex, uint32_t line, struct str rest)
{
    print_node(lex, line);
    if (rest.n) (void)printf("(nothing below it is called '%.*s')\n", STR_ARG(rest));
    uint32_t to = index_follow(lex, line);
    if (to == INDEX_NONE) return;
    (void)printf("\n");
    print_node(lex, to);
}

static enum status print_json(json_t *o)
{
    bool good = json_dumpf(o, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(o);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

static enum status print_begins(const struct lexicon *lex, struct str text)
{
    uint32_t lines[MAX_BEGINS], n = index_begins(lex, text, lines, MAX_BEGINS);
    if (n == 0) return fail(ST_NOT_FOUND, "no main term of the Index begins with '%.*s'", STR_ARG(text));
    for (uint32_t i = 0; i < n; i++) print_line(lex, lines[i], 0);
    return ST_OK;
}

static enum status browse_index(const struct codes_session *s, struct str text, bool json)
{
    const struct lexicon *lex = s->lex;
    struct str rest = {"", 0};
    if (lex->index_count == 0) return fail(ST_NOT_FOUND, "no Index is imported; import it with: chartcode codeset import FILE");
    if (text.n == 0 || text.n >= INDEX_MAX_TEXT) return fail(ST_USAGE, "name a term of the Index, or how it begins: pain, abdominal");
    if (json) return print_json(show_index(lex, text));
    uint32_t line = index_find_typed(lex, text, &rest);
    if (line == INDEX_NONE) return print_begins(lex, text);
    print_index(lex, line, rest);
    return ST_OK;
}

/* --- ICD-10-PCS, character by character --- */

static json_t *json_character(const struct lexicon *lex, struct str prefix)
{
    struct str axis = pcs_axis(lex, prefix, (uint32_t)prefix.n - 1), label = pcs_label(lex, prefix);
    return json_pack("{s:s%,s:s%,s:s%}", "axis", axis.p, axis.n, "value", prefix.p + prefix.n - 1, (size_t)1, "label", label.p, label.n);
}

static json_t *json_choice(const struct lexicon *lex, const struct pcs_choice *c)
{
    json_t *o = json_pack("{s:s%,s:s%,s:i}", "value", &c->value, (size_t)1, "label", c->label.p, c->label.n, "codes", (int)c->codes);
    if (c->codes == 1) (void)json_object_set_new(o, "code", json_string(lex_cstr(lex, lex->codes[c->first].code)));
    return o;
}

static enum status pcs_json(const struct lexicon *lex, struct str prefix, const struct pcs_choice *choices, uint32_t n)
{
    struct str axis = n ? pcs_axis(lex, prefix, (uint32_t)prefix.n) : STR("");
    json_t *path = json_array(), *list = json_array();
    for (size_t k = 1; k <= prefix.n; k++) (void)json_array_append_new(path, json_character(lex, (struct str){prefix.p, k}));
    for (uint32_t i = 0; i < n; i++) (void)json_array_append_new(list, json_choice(lex, &choices[i]));
    return print_json(json_pack("{s:s%,s:o,s:s%,s:o}", "prefix", prefix.p, prefix.n, "path", path, "axis", axis.p, axis.n, "choices", list));
}

static void pcs_text(const struct lexicon *lex, struct str prefix, const struct pcs_choice *choices, uint32_t n)
{
    for (size_t k = 1; k <= prefix.n; k++) {
        struct str up = {prefix.p, k}, axis = pcs_axis(lex, up, (uint32_t)k - 1), label = pcs_label(lex, up);
        (void)printf("%-24.*s %c  %.*s\n", STR_ARG(axis), prefix.p[k - 1], STR_ARG(label));
    }
    if (n) (void)printf("%s%.*s:\n", prefix.n ? "\n" : "", STR_ARG(pcs_axis(lex, prefix, (uint32_t)prefix.n)));
    for (uint32_t i = 0; i < n; i++) {
        const struct pcs_choice *c = &choices[i];
        (void)printf("  %c  %.*s", c->value, STR_ARG(c->label));
        if (c->codes == 1)
            (void)printf("%s%s  %s", c->label.n ? "  " : "", lex_cstr(lex, lex->codes[c->first].code), lex_cstr(lex, lex->codes[c->first].title));
        else (void)printf("  (%u codes%s%s)", c->codes, c->label.n ? "" : ", such as ", c->label.n ? "" : lex_cstr(lex, lex->codes[c->first].title));
        (void)printf("\n");
    }
}

static enum status browse_pcs(const struct lexicon *lex, struct str text, bool json)
{
    struct pcs_choice choices[PCS_MAX_CHOICES];
    char typed[PCS_CHARACTERS];
    uint32_t n = pcs_choices(lex, text, choices), whole = text.n == PCS_CHARACTERS ? lexicon_code(lex, SYSTEM_ICD10PCS, text) : LEXICON_NO_CODE;
    if (lex->system_first[SYSTEM_ICD10PCS] == lex->system_first[SYSTEM_ICD10PCS + 1])
        return fail(ST_NOT_FOUND, "no ICD-10-PCS is imported; import its order file or tables with: chartcode codeset import FILE");
    if (n == 0 && whole == LEXICON_NO_CODE) return fail(ST_NOT_FOUND, "no ICD-10-PCS code begins with '%.*s'", STR_ARG(text));
    for (size_t i = 0; i < text.n; i++) typed[i] = (char)(text.p[i] >= 'a' && text.p[i] <= 'z' ? text.p[i] - 32 : text.p[i]);
    struct str prefix = {typed, text.n};
    if (json) return pcs_json(lex, prefix, choices, n);
    pcs_text(lex, prefix, choices, n);
    if (whole != LEXICON_NO_CODE) (void)printf("\n%s  %s\n", lex_cstr(lex, lex->codes[whole].code), lex_cstr(lex, lex->codes[whole].title));
    return ST_OK;
}

/* What is no name of a row in the books, or one of PCS, may be the beginning of a PCS code. */
static bool is_pcs(const struct lexicon *lex, struct str text)
{
    struct pcs_choice choices[PCS_MAX_CHOICES];
    uint32_t code = lexicon_code_any(lex, text);
    if (code != LEXICON_NO_CODE) return lex->codes[code].system == SYSTEM_ICD10PCS;
    return text.n > 1 && text.n < PCS_CHARACTERS && text.p[0] <= '9' && text.p[1] > '9'
               ? pcs_choices(lex, text, choices) > 0
               : text.n > 3 && text.n < PCS_CHARACTERS && !memchr(text.p, '.', text.n) && pcs_choices(lex, text, choices) > 0;
}

enum status codes_browse(struct config *config, int argc, char **argv)
{
    static const struct command self = {
        "codes browse", "[--date YYYY-MM-DD] [CHAPTER|BLOCK|CODE] | --index [--json] TERM[, SUBTERM...] | --pcs [--json] [CHARACTERS]",
        "Lists what stands straight below; without a name, the chapters. '...' marks what has more below it", NULL};
    const char *date_text = NULL;
    bool index = false, pcs = false, json = false;
    const struct cli_option options[] = {{"index", CLI_FLAG, &index, NULL, "walk the Alphabetic Index; 'see' is followed"},
                                         {"pcs", CLI_FLAG, &pcs, NULL, "build an ICD-10-PCS code: what may follow the characters given"},
                                         {"json", CLI_FLAG, &json, NULL, "Index and PCS as JSON: the path, and what stands below or may follow"},
                                         {"date", CLI_TEXT, &date_text, "YYYY-MM-DD", "date of service; picks the release in force"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct codes_session s = {0};
    struct str text;
    enum status st = ST_OK;
    int n, date = 0;
    TRY(cli_parse(config, &self, options, argc, argv, &n));
    if (n > 1 && !index) TRY(fail(ST_USAGE, "'codes browse' takes one name"));
    if (date_text) TRY(cli_date(date_text, &date));
    TRY(codes_open(&s, config, date));
    TRY(codes_join(s.arena, n, argv, &text));
    if (index) TRY(browse_index(&s, text, json));
    else if (pcs || is_pcs(s.lex, text)) TRY(browse_pcs(s.lex, text, json));
    else TRY(print_below(&s, n ? argv[1] : NULL));
done:
    codes_close(&s);
    return st;
}
