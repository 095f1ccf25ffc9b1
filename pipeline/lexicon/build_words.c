/* word_roles.tsv, sections.tsv and context_cues.tsv. */
#include "builder.h"

#include "cue_class.h"

#include "base/tsv.h"

#include <stdlib.h>

const char *cue_class_name(enum cue_class c)
{
    static const char *const names[CUE_CLASS_COUNT] = {"<year>", "<span>", "<end>", "<plus>", "<minus>"};
    return names[c];
}

/* Index of the name in a NULL-ended list; -1 when absent. */
static int name_index(struct str name, const char *const *names)
{
    for (int i = 0; names[i]; i++)
        if (str_eq(name, str_of(names[i]))) return i;
    return -1;
}

/* The norm of a single word, as the tokenizer makes it. */
static enum status word_term(struct builder *b, struct str word, uint32_t *ret)
{
    enum status st = ST_OK;
    struct token *tokens;
    uint32_t n;
    TRY(builder_words(b, word, &tokens, &n));
    struct str norm = n == 1 ? tokens[0].norm : word;
    TRY(builder_term(b, norm, ret));
done:
    arena_reset(b->arena);
    return st;
}

static enum status role_row(void *ctx, const struct tsv *t)
{
    static const char *const roles[] = {"plain", "small",    "unspecified", "other",    "right",   "left",      "bilateral", "without",
                                        "link",  "dominant", "nondominant", "labelled", "general", "trimester", NULL};
    struct builder *b = ctx;
    uint32_t term;
    int role = name_index(t->cell[1], roles);
    if (role < 0) return tsv_fault(t, "unknown role '%.*s'", STR_ARG(t->cell[1]));
    enum status st = word_term(b, t->cell[0], &term);
    if (st == ST_OK) b->terms.p[term].role = (uint32_t)role;
    return st;
}

static enum status heading_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    enum section s = section_by_name(t->cell[1]);
    if (s == SECTION_COUNT) return tsv_fault(t, "unknown section '%.*s'", STR_ARG(t->cell[1]));
    struct lex_heading h = {.text = builder_string(b, builder_lower(b, t->cell[0])), .section = (uint16_t)s, .bytes = (uint16_t)t->cell[0].n};
    h.letters = letters_of(t->cell[0]);
    PUSH(b->headings, h);
done:
    arena_reset(b->forms);
    return st;
}

static enum status parse_scope(const struct tsv *t, struct str scope, struct lex_cue *c)
{
    static const char *const scopes[] = {"clause", "sentence", "list", "section", NULL};
    long words;
    int i = name_index(scope, scopes);
    if (i >= 0) {
        c->scope = (uint8_t)i;
    } else if (str_to_long(scope, 0, 200, &words)) {
        c->scope = SCOPE_WORDS;
        c->scope_words = (uint8_t)words;
    } else if (scope.n == 0) {
        c->scope = SCOPE_CLAUSE;
    } else {
        return tsv_fault(t, "unknown scope '%.*s'", STR_ARG(scope));
    }
    return ST_OK;
}

static enum status push_cue_ends(struct builder *b, struct lex_cue *c, struct str ends)
{
    enum status st = ST_OK;
    struct str word;
    while (ends.n && c->end_count < 255 && str_cut(&ends, '|', &word)) {
        uint32_t term;
        if (word.n == 0) continue;
        TRY(word_term(b, word, &term));
        PUSH(b->cue_terms, term);
        c->end_count++;
    }
done:
    return st;
}

/* The norm of the cue's word at t[0], and how many tokens it is: "<year>" is three. */
static enum status cue_word(const struct tsv *t, const struct token *at, uint32_t left, struct str *ret, uint32_t *ret_tokens)
{
    bool is_class = left > 2 && str_eq(at[0].norm, STR("<")) && str_eq(at[2].norm, STR(">"));
    *ret = at[0].norm;
    *ret_tokens = 1;
    if (!is_class) return ST_OK;
    for (int i = 0; i < CUE_CLASS_COUNT; i++) {
        struct str name = str_of(cue_class_name((enum cue_class)i));
        *ret = name;
        *ret_tokens = 3;
        if (str_eq((struct str){name.p + 1, name.n - 2}, at[1].norm)) return ST_OK;
    }
    return tsv_fault(t, "unknown class of words '<%.*s>'", STR_ARG(at[1].norm));
}

static enum status push_cue_words(struct builder *b, const struct tsv *t, struct str words, struct lex_cue *c)
{
    enum status st = ST_OK;
    struct token *tokens;
    uint32_t n, taken;
    TRY(builder_words(b, words, &tokens, &n));
    if (n == 0 || n > 32) return tsv_fault(t, "cue '%.*s' has no words, or too many", STR_ARG(words));
    c->first_term = b->cue_terms.n;
    c->term_count = 0;
    for (uint32_t i = 0; i < n; i += taken, c->term_count++) {
        uint32_t term;
        struct str word;
        TRY(cue_word(t, &tokens[i], n - i, &word, &taken));
        TRY(builder_term(b, word, &term));
        PUSH(b->cue_terms, term);
    }
done:
    arena_reset(b->arena);
    return st;
}

static const char *const statuses[] = {"negated", "possible", "historical", "hypothetical", "family", "other",
                                       "planned", "resolved", "affirmed",   "pseudo",       "stop",   NULL};

/* A stop's `ends` names the statuses whose scope it ends. */
static enum status parse_stops(const struct tsv *t, struct str list, struct lex_cue *c)
{
    struct str name;
    while (list.n && str_cut(&list, '|', &name)) {
        int status = name_index(name, statuses);
        if (status < 0) return tsv_fault(t, "a stop cannot end '%.*s'", STR_ARG(name));
        c->stops |= (uint16_t)(1u << status);
    }
    return ST_OK;
}

static bool same_words(const struct builder *b, const struct lex_cue *x, const struct lex_cue *y)
{
    size_t bytes = x->term_count * sizeof(uint32_t);
    return x->term_count == y->term_count && memcmp(b->cue_terms.p + x->first_term, b->cue_terms.p + y->first_term, bytes) == 0;
}

/* Adds the row's cue in these words, unless it has them already; first: of the row's cues. */
static enum status push_cue(struct builder *b, const struct tsv *t, struct str words, struct lex_cue c, uint32_t first)
{
    enum status st = ST_OK;
    TRY(push_cue_words(b, t, words, &c));
    for (uint32_t i = first; i < b->cues.n; i++) {
        if (!same_words(b, &b->cues.p[i], &c)) continue;
        b->cue_terms.n = c.first_term;
        return ST_OK;
    }
    if (c.status != CUE_STOP && c.status != CUE_FACT) TRY(push_cue_ends(b, &c, t->cell[4]));
    PUSH(b->cues, c);
done:
    return st;
}

/* The first word of two or more letters that are all capitals; empty when there is none. */
static struct str capitals_of(struct str rest)
{
    struct str word;
    while (str_cut(&rest, ' ', &word)) {
        size_t i = 0;
        while (i < word.n && word.p[i] >= 'A' && word.p[i] <= 'Z') i++;
        if (i > 1 && i == word.n) return word;
    }
    return (struct str){"", 0};
}

/* `in` with `part`, which lies in it, written as `as`. */
static struct str replaced(struct arena *arena, struct str in, struct str part, struct str as)
{
    size_t before = (size_t)(part.p - in.p), behind = in.n - before - part.n;
    char *p = arena_alloc(arena, before + as.n + behind + 1);
    if (!p) return (struct str){NULL, 0};
    memcpy(p, in.p, before);
    memcpy(p + before, as.p, as.n);
    memcpy(p + before + as.n, part.p + part.n, behind);
    return (struct str){p, before + as.n + behind};
}

/* Whether the word, in these letters, is an abbreviation in capitals alone, wherever it stands. */
static bool wants_capitals(const struct builder *b, struct str word)
{
    uint32_t n;
    const struct lex_rewrite *r = lexicon_rewrites(&b->view, word, &n);
    bool wants = false;
    for (uint32_t i = 0; i < n; i++) {
        struct str written = str_of(b->strings.p + r[i].written);
        if (r[i].word_count != 1) continue;
        if (!r[i].exact_case || str_eq(written, word)) return false;
        wants = wants || (str_eq(capitals_of(written), written) && !r[i].sections && !b->strings.p[r[i].near]);
    }
    return wants;
}

/* In small letters such a short would never match. */
static enum status check_capitals(const struct builder *b, const struct tsv *t)
{
    struct str rest = t->cell[0], word;
    while (str_cut(&rest, ' ', &word))
        if (wants_capitals(b, word)) return tsv_fault(t, "'%.*s' is an abbreviation in capitals alone: write it so", STR_ARG(word));
    return ST_OK;
}

/* A short in capitals has another reading in other places ("MD for weakness" is read as a muscular dystrophy): the cue
 * must match all of them, and the short that stayed as it was written, in any case. */
static enum status push_cues(struct builder *b, const struct tsv *t, struct lex_cue c)
{
    enum status st = ST_OK;
    struct str words = t->cell[0], capitals = capitals_of(words);
    uint32_t first = b->cues.n, n = 0;
    builder_view(b);
    TRY(check_capitals(b, t));
    const struct lex_rewrite *r = capitals.n ? lexicon_rewrites(&b->view, builder_lower(b, capitals), &n) : NULL;
    TRY(push_cue(b, t, words, c, first));
    if (capitals.n) TRY(push_cue(b, t, builder_lower(b, words), c, first));
    for (uint32_t i = 0; i < n; i++) {
        struct str to = str_of(b->strings.p + r[i].to);
        if (r[i].word_count == 1) TRY(push_cue(b, t, replaced(b->forms, words, capitals, to), c, first));
    }
done:
    arena_reset(b->forms);
    return st;
}

static enum status cue_row(void *ctx, const struct tsv *t)
{
    static const char *const directions[] = {"forward", "backward", "both", "none", NULL};
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct lex_cue c = {0};
    int status = name_index(t->cell[1], statuses), direction = name_index(t->cell[2], directions);
    if (status < 0) return tsv_fault(t, "unknown status '%.*s'", STR_ARG(t->cell[1]));
    if (direction < 0) return tsv_fault(t, "unknown direction '%.*s'", STR_ARG(t->cell[2]));
    c.status = (uint8_t)status;
    c.direction = (uint8_t)direction;
    TRY(parse_scope(t, t->cell[3], &c));
    if (c.status == CUE_STOP) TRY(parse_stops(t, t->cell[4], &c));
    c.text = builder_string(b, t->cell[0]);
    TRY(push_cues(b, t, c));
done:
    return st;
}

static enum status fact_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    struct lex_cue c = {.status = CUE_FACT, .direction = CUE_NONE};
    if (!memchr(t->cell[1].p, '=', t->cell[1].n)) return tsv_fault(t, "fact '%.*s' is not name=value", STR_ARG(t->cell[1]));
    c.text = builder_string(b, t->cell[1]);
    c.name_bytes = (uint32_t)strcspn(b->strings.p + c.text, "=");
    return push_cues(b, t, c);
}

static int compare_cues(const void *pa, const void *pb, void *ctx)
{
    const struct builder *b = ctx;
    const struct lex_cue *x = pa, *y = pb;
    uint32_t fx = b->cue_terms.p[x->first_term], fy = b->cue_terms.p[y->first_term];
    if (fx != fy) return fx < fy ? -1 : 1;
    if (x->second != y->second) return x->second < y->second ? -1 : 1;
    if (x->term_count != y->term_count) return x->term_count > y->term_count ? -1 : 1;
    return x->first_term < y->first_term ? -1 : x->first_term > y->first_term;
}

static void index_cues(struct builder *b)
{
    for (uint32_t i = 0; i < b->cues.n; i++)
        b->cues.p[i].second = b->cues.p[i].term_count > 1 ? b->cue_terms.p[b->cues.p[i].first_term + 1] : LEXICON_NO_TERM;
    qsort_r(b->cues.p, b->cues.n, sizeof *b->cues.p, compare_cues, b);
    for (uint32_t i = 0; i < b->cues.n; i++) {
        struct lex_term *t = &b->terms.p[b->cue_terms.p[b->cues.p[i].first_term]];
        if (t->cue_count == 0) t->first_cue = i;
        t->cue_count++;
    }
}

/* By length, those of one length in the order in which they came. */
static enum status sort_headings(struct builder *b)
{
    enum status st = ST_OK;
    uint32_t n = b->headings.n;
    for (uint16_t bytes = 0; b->headings.n < 2 * n; bytes++)
        for (uint32_t i = 0; i < n; i++)
            if (b->headings.p[i].bytes == bytes) PUSH(b->headings, b->headings.p[i]);
    memmove(b->headings.p, b->headings.p + n, n * sizeof *b->headings.p);
    b->headings.n = n;
done:
    return st;
}

static uint32_t heading_hash(const struct builder *b, uint32_t i)
{
    return lexicon_hash32(str_of(b->strings.p + b->headings.p[i].text));
}

enum status build_words(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    TRY(each_row(folder, "word_roles.tsv", "word role note", role_row, b));
    TRY(each_row(folder, "sections.tsv", "heading section note", heading_row, b));
    TRY(sort_headings(b));
    TRY(builder_slots(b->headings.n, heading_hash, b, &b->heading_slots.p, &b->heading_slots.n));
    TRY(each_row(folder, "context_cues.tsv", "cue status direction scope ends note", cue_row, b));
    TRY(each_row(folder, "facts.tsv", "phrase fact note", fact_row, b));
    if (b->cues.n) index_cues(b);
done:
    return st;
}

static enum status group_row(void *ctx, const struct tsv *t)
{
    static const char *const groups[] = {"chronic", "symptom", "status", "confirm", "habit", "done", NULL};
    static const uint32_t flags[] = {LEX_CODE_CHRONIC, LEX_CODE_SYMPTOM, LEX_CODE_STATUS, LEX_CODE_CONFIRM, LEX_CODE_HABIT, LEX_CODE_DONE};
    struct builder *b = ctx;
    struct str to = t->cell[0], from;
    int group = name_index(t->cell[1], groups);
    if (group < 0) return tsv_fault(t, "unknown group '%.*s'", STR_ARG(t->cell[1]));
    (void)str_cut(&to, '-', &from);
    if (!to.p) to = from;
    builder_tell_unknown(b, t, t->cell[0]);
    for (uint32_t i = 0; i < b->codes.n; i++) {
        struct lex_code *c = &b->codes.p[i];
        const char *code = b->strings.p + c->code;
        if (c->system != SYSTEM_ICD10CM || c->level != LEVEL_CODE) continue;
        if (strncmp(code, from.p, from.n) >= 0 && strncmp(code, to.p, to.n) <= 0) c->flags |= flags[group];
    }
    return ST_OK;
}

enum status build_groups(struct builder *b, const char *folder)
{
    return each_row(folder, "code_groups.tsv", "codes group note", group_row, b);
}

enum status builder_weight(const struct tsv *t, struct str cell, float *ret)
{
    char text[32], *end;
    if (cell.n == 0 || cell.n >= sizeof text) return tsv_fault(t, "weight is missing or too long");
    memcpy(text, cell.p, cell.n);
    text[cell.n] = '\0';
    *ret = strtof(text, &end);
    return *end ? tsv_fault(t, "weight '%s' is not a number", text) : ST_OK;
}

/* A row for a code counts for all codes below it; rows of those follow and stand in its place. */
static void offset_code(struct builder *b, struct str code, const struct lex_weight *w)
{
    builder_view(b);
    uint32_t first = lexicon_code_any(&b->view, code);
    for (uint32_t i = first; first != LEXICON_NO_CODE && i < b->codes.p[first].end; i++) {
        b->codes.p[i].offset[0] = w->outpatient;
        b->codes.p[i].offset[1] = w->inpatient;
    }
}

static enum status weight_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    struct lex_weight w = {0};
    struct str name = t->cell[0];
    TRY(builder_weight(t, t->cell[1], &w.outpatient));
    TRY(builder_weight(t, t->cell[2], &w.inpatient));
    if (str_starts(name, STR("code:"))) {
        offset_code(b, (struct str){name.p + 5, name.n - 5}, &w);
        goto done;
    }
    w.name = builder_string(b, name);
    PUSH(b->weights, w);
done:
    return st;
}

enum status build_weights(struct builder *b, const char *model)
{
    const char *slash = strrchr(model, '/');
    char folder[512];
    size_t n = slash ? (size_t)(slash - model) : 1;
    if (n >= sizeof folder) return fail(ST_USAGE, "path of the model is too long");
    memcpy(folder, slash ? model : ".", n);
    folder[n] = '\0';
    return each_row(folder, slash ? slash + 1 : model, "feature outpatient inpatient note", weight_row, b);
}
