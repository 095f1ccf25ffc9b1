/* Phrases of the dictionaries, and of the official titles, inclusion terms and Index, to entries. */
#include "builder.h"
#include "index.h"

#include "base/tsv.h"

#include <ctype.h>

struct phrase_table {
    struct builder *b;
    enum entry_source source;
};

static struct str strip_dash(struct str code, bool *ret_incomplete)
{
    size_t n = code.n;
    while (code.n && (code.p[code.n - 1] == '-' || code.p[code.n - 1] == '.')) code.n--;
    *ret_incomplete = code.n < n;
    return code;
}

/* The codes of a cell; false when the first is in no code set at hand. */
static bool parse_codes(const struct builder *b, struct str cell, struct entry_facts *facts)
{
    struct str code;
    int n = 0;
    while (cell.n && n < 3 && str_cut(&cell, ' ', &code)) {
        bool incomplete;
        code = strip_dash(code, &incomplete);
        if (code.n == 0) continue;
        uint32_t at = lexicon_code_any(&b->view, code);
        if (at == LEXICON_NO_CODE) {
            if (n == 0) return false;
            continue;
        }
        if (n == 0) {
            facts->code = at;
            facts->incomplete = incomplete || !(b->codes.p[at].flags & LEX_CODE_BILLABLE);
        } else {
            facts->also[facts->more++] = at;
        }
        n++;
    }
    return n > 0;
}

/* Of several things that an abbreviation may mean none is the phrase's own: "ttp" is no tenderness to palpation. */
static bool is_ambiguous(const struct lex_rewrite *r, uint32_t n)
{
    for (uint32_t i = 1; i < n; i++)
        if (r[i].from == r[0].from && r[i].to != r[0].to) return true;
    return false;
}

/* Phrases are written in lower case, and abbreviations such as HIV are only read in capitals: the phrase once more with
 * those in capitals, as a record has it. Gives false when it has none. */
static bool capital_form(struct builder *b, struct str form, struct str *ret)
{
    struct str rest = form, word;
    char *out = arena_strdup(b->forms, form.p, form.n);
    bool any = false;
    while (out && str_cut(&rest, ' ', &word)) {
        uint32_t n;
        const struct lex_rewrite *r = word.n < 3 ? NULL : lexicon_rewrites(&b->view, word, &n);
        if (r && word.n == form.n && is_ambiguous(r, n)) continue;
        for (uint32_t i = 0; r && i < n; i++) {
            struct str written = lex_str(&b->view, r[i].written);
            if (r[i].word_count != 1 || !r[i].exact_case || written.n != word.n || str_eq(written, word)) continue;
            memcpy(out + (word.p - form.p), written.p, written.n);
            any = true;
            break;
        }
    }
    *ret = (struct str){out, form.n};
    return any;
}

static enum status add_forms(struct builder *b, const struct tsv *t, const struct entry_facts *facts)
{
    enum status st = ST_OK;
    struct str *forms;
    uint32_t n;
    st = phrase_forms(b->forms, t->cell[0], &forms, &n);
    if (st == ST_BAD_DATA) return tsv_fault(t, "%s", error_message());
    for (uint32_t i = 0; st == ST_OK && i < n; i++) {
        struct str capitals;
        st = builder_entry(b, forms[i], facts);
        builder_view(b);
        if (st == ST_OK && capital_form(b, forms[i], &capitals)) st = builder_entry(b, capitals, facts);
    }
    arena_reset(b->forms);
    return st;
}

static enum status phrase_row(void *ctx, const struct tsv *t)
{
    struct phrase_table *table = ctx;
    struct entry_facts facts = {.source = table->source, .when = t->cell[2]};
    if (t->cell[1].n == 0) return tsv_fault(t, "'%.*s' has no code", STR_ARG(t->cell[0]));
    builder_view(table->b);
    builder_tell_unknown(table->b, t, t->cell[1]);
    if (!parse_codes(table->b, t->cell[1], &facts)) return ST_OK;
    return add_forms(table->b, t, &facts);
}

/* A drug's entry carries what it hints at; its code, where it has one, is the long-term-use status. */
static enum status medication_row(void *ctx, const struct tsv *t)
{
    struct phrase_table *table = ctx;
    struct entry_facts facts = {.source = SOURCE_MEDICATION, .when = t->cell[2], .code = LEXICON_NO_CODE};
    builder_view(table->b);
    builder_tell_unknown(table->b, t, t->cell[3]);
    if (t->cell[3].n && !parse_codes(table->b, t->cell[3], &facts)) facts.code = LEXICON_NO_CODE;
    return add_forms(table->b, t, &facts);
}

static enum status not_phrase_row(void *ctx, const struct tsv *t)
{
    struct builder *b = ctx;
    enum status st = ST_OK;
    if (t->cell[1].n == 0) return tsv_fault(t, "'%.*s' has no code", STR_ARG(t->cell[0]));
    struct not_phrase p = {builder_string(b, t->cell[0]), builder_string(b, t->cell[1])};
    PUSH(b->not_phrases, p);
done:
    return st;
}

enum status build_phrases(struct builder *b, const char *folder)
{
    enum status st = ST_OK;
    struct phrase_table diagnoses = {b, SOURCE_OWN}, procedures = {b, SOURCE_PROCEDURE}, drugs = {b, SOURCE_MEDICATION};
    TRY(each_table(folder, "diagnoses", "phrase code when note", phrase_row, &diagnoses));
    TRY(each_table(folder, "procedures", "phrase code when note", phrase_row, &procedures));
    TRY(each_row(folder, "medications.tsv", "drug class hint code note", medication_row, &drugs));
    TRY(each_row(folder, "not_phrases.tsv", "phrase code note", not_phrase_row, b));
done:
    return st;
}

/* The text without its (non-essential) parts, and, when `brackets` is set, with what stands in [ ] in place of the rest
 * of its piece: "Zoster [herpes zoster]" is both "Zoster" and "herpes zoster". */
static struct str plain_form(struct arena *arena, struct str text, bool brackets)
{
    char *p = arena_alloc(arena, text.n + 1);
    size_t n = 0, piece = 0;
    int round = 0, square = 0;
    for (size_t i = 0; p && i < text.n; i++) {
        char c = text.p[i];
        if (c == '(') round++;
        else if (c == ')') round -= round > 0;
        else if (c == '[') {
            square++;
            if (brackets) n = piece;
        } else if (c == ']') square -= square > 0;
        else if (round == 0 && (square == 0 || brackets) && !(c == ' ' && n > 0 && p[n - 1] == ' ')) p[n++] = c == '\t' ? ' ' : c;
        if (c == ',' || c == '\t') piece = n;
    }
    return (struct str){p, p ? n : 0};
}

/* "Examination*" stands for all phrases that begin so. */
static bool is_named(struct str name, struct str plain)
{
    if (!name.n || name.p[name.n - 1] != '*') return str_eq_nocase(name, plain);
    return plain.n >= name.n - 1 && str_eq_nocase((struct str){name.p, name.n - 1}, (struct str){plain.p, name.n - 1});
}

static bool is_not_phrase(const struct builder *b, struct str plain, uint32_t code)
{
    struct str number = str_of(b->strings.p + b->codes.p[code].code);
    for (uint32_t i = 0; i < b->not_phrases.n; i++) {
        const struct not_phrase *p = &b->not_phrases.p[i];
        if (lexicon_in_ranges(number, str_of(b->strings.p + p->codes)) && is_named(str_of(b->strings.p + p->text), plain)) return true;
    }
    return false;
}

/* "Zoster [herpes zoster]" gives the disease another name; "Sepsis due to Escherichia coli [E. coli]" only its last words. */
static bool bracket_renames_all(struct str text)
{
    static const char *links[] = {" to ", " of ", " in ", " with ", " by ", " from ", " for ", " and ", " or "};
    const char *open = memchr(text.p, '[', text.n);
    if (!open) return false;
    struct str before = {text.p, (size_t)(open - text.p)};
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (memmem(before.p, before.n, links[i], strlen(links[i]))) return false;
    return true;
}

static enum status add_official(struct builder *b, struct str text, const struct entry_facts *facts)
{
    enum status st = ST_OK;
    struct str plain = plain_form(b->forms, text, false);
    if (!is_not_phrase(b, str_trim(plain), facts->code)) TRY(builder_entry(b, plain, facts));
    if (bracket_renames_all(text)) {
        struct entry_facts bracket = *facts;
        bracket.least_terms = 2; /* single words in brackets are eponyms and signs: [Sweet], [Wells], [ALL] */
        struct str renamed = plain_form(b->forms, text, true);
        if (!is_not_phrase(b, str_trim(renamed), facts->code)) TRY(builder_entry(b, renamed, &bracket));
    }
done:
    arena_reset(b->forms);
    return st;
}

/* "Other specified ..." names what is left over, so its words alone do not point to it. */
static bool says_other(const struct builder *b, const struct lex_code *c)
{
    for (uint32_t i = 0; i < c->word_count; i++)
        if (b->terms.p[b->title_words.p[c->first_word + i]].role == ROLE_OTHER) return true;
    return false;
}

static bool title_says(const struct builder *b, const struct lex_code *c, bool side)
{
    for (uint32_t i = 0; i < c->word_count; i++) {
        enum word_role r = (enum word_role)b->terms.p[b->title_words.p[c->first_word + i]].role;
        if (side ? r == ROLE_RIGHT || r == ROLE_LEFT || r == ROLE_BILATERAL : r == ROLE_UNSPECIFIED) return true;
    }
    return false;
}

/* One of several codes that differ by side: the code above them is what the words point to, the record picks the side. */
static bool is_one_side(const struct builder *b, const struct lex_code *c)
{
    bool sided = title_says(b, c, true);
    uint32_t sides = 0;
    if (!sided && !title_says(b, c, false)) return false;
    for (int up = 0; up < 2 && c->parent >= 0; up++) { /* a stage may stand below the side: H40.1192 */
        uint32_t parent = (uint32_t)c->parent;
        c = &b->codes.p[parent];
        for (uint32_t i = parent + 1; i < c->end && c->level == LEVEL_CODE; i++) sides += title_says(b, &b->codes.p[i], true);
    }
    return sides > 1; /* "involving right coronary artery" stands alone: its side is no choice */
}

static enum status add_code_phrases(struct builder *b, uint32_t i)
{
    enum status st = ST_OK;
    const struct lex_code c = b->codes.p[i];
    bool wanted = c.level == LEVEL_CODE && !c.seventh && !(c.flags & LEX_CODE_OWN) && (c.system == SYSTEM_ICD10CM || c.system == SYSTEM_HCPCS);
    if (!wanted) return ST_OK;
    struct entry_facts facts = {.source = SOURCE_TITLE, .code = i, .incomplete = !(c.flags & LEX_CODE_BILLABLE)};
    if (!says_other(b, &c) && !is_one_side(b, &c)) TRY(add_official(b, str_of(b->strings.p + c.title), &facts));
    facts.source = SOURCE_INCLUSION;
    for (uint32_t k = 0; k < c.note_count; k++) {
        const struct lex_note *note = &b->notes.p[c.first_note + k];
        if (note->kind == NOTE_INCLUSION_TERM) TRY(add_official(b, str_of(b->strings.p + note->text), &facts));
    }
done:
    return st;
}

/* "Infection, specified NEC" is what is left over below a term: nothing in a record says so. */
static bool is_leftover(struct builder *b, struct str path)
{
    const char *tab = memrchr(path.p, '\t', path.n);
    if (!tab) return false;
    struct str rest = {tab + 1, (size_t)(path.p + path.n - tab - 1)}, word;
    bool other = false;
    builder_view(b);
    while (str_cut(&rest, ' ', &word)) {
        char lower[32];
        if (word.n == 0 || word.n >= sizeof lower) return false;
        for (size_t i = 0; i < word.n; i++) lower[i] = (char)tolower((unsigned char)word.p[i]);
        enum word_role role = lexicon_role(&b->view, lexicon_term(&b->view, (struct str){lower, word.n}));
        if (role_is_content(role)) return false;
        other = other || role == ROLE_OTHER;
    }
    return other;
}

static bool same_stem(struct str a, struct str b)
{
    return a.n >= 4 && b.n >= 4 && str_eq_nocase((struct str){a.p, 4}, (struct str){b.p, 4});
}

/* "Infection, infected, infective" is one main term in three forms: each makes a phrase of its own with what follows. */
static enum status add_index_path(struct builder *b, struct str path, const struct entry_facts *facts)
{
    enum { ROOM = 1024 };
    char main_copy[ROOM], phrase[ROOM * 2];
    const char *tab = memchr(path.p, '\t', path.n);
    size_t main_n = tab ? (size_t)(tab - path.p) : path.n;
    struct str plain = plain_form(b->forms, (struct str){path.p, main_n}, false), form, first = {NULL, 0};
    if (plain.n >= ROOM || path.n >= ROOM) return add_official(b, path, facts);
    memcpy(main_copy, plain.p, plain.n);
    struct str main_term = {main_copy, plain.n}, rest;
    for (rest = main_term; str_cut(&rest, ',', &form);) {
        form = str_trim(form);
        if (!first.p) first = form;
        else if (!same_stem(first, form)) return add_official(b, path, facts);
    }
    enum status st = ST_OK;
    for (rest = main_term; st == ST_OK && str_cut(&rest, ',', &form);) {
        form = str_trim(form);
        memcpy(phrase, form.p, form.n);
        memcpy(phrase + form.n, path.p + main_n, path.n - main_n);
        st = add_official(b, (struct str){phrase, form.n + path.n - main_n}, facts);
    }
    return st;
}

/* The code behind a "see" that can be followed to its end; "by site" leaves the site to the coder. */
static struct str code_behind(struct builder *b, const struct codeset_index *line)
{
    struct str rest;
    if (line->kind == INDEX_DRUG || line->see.n == 0) return STR("");
    builder_view(b);
    uint32_t to = index_find_any(&b->view, line->kind, line->see, &rest);
    if (to == INDEX_NONE || (rest.n && !str_starts(rest, STR("by ")))) return STR("");
    return str_of(b->strings.p + b->index.p[to].code);
}

static enum status add_index_line(struct builder *b, const struct codeset_index *line)
{
    static const enum entry_source sources[] = {
        [INDEX_DISEASE] = SOURCE_INDEX, [INDEX_EXTERNAL] = SOURCE_EXTERNAL, [INDEX_NEOPLASM] = SOURCE_NEOPLASM, [INDEX_DRUG] = SOURCE_DRUG};
    struct entry_facts facts = {.source = sources[line->kind], .least_terms = line->kind == INDEX_EXTERNAL ? 2 : 0};
    char both[64];
    struct buf codes;
    struct str code = line->code.n ? line->code : code_behind(b, line);
    if (code.n == 0 || line->kind == INDEX_DRUG || is_leftover(b, line->path)) return ST_OK;
    buf_init(&codes, sizeof both);
    buf_str(&codes, code);
    if (line->manifestation.n) {
        buf_char(&codes, ' ');
        buf_str(&codes, line->manifestation);
    }
    bool known = buf_status(&codes) == ST_OK && parse_codes(b, (struct str){codes.p, codes.n}, &facts);
    buf_clear(&codes);
    return known ? add_index_path(b, line->path, &facts) : ST_OK;
}

enum status build_official(struct builder *b)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < b->codes.n; i++) TRY(add_code_phrases(b, i));
    builder_view(b);
    for (uint32_t i = 0; b->codeset && i < b->codeset->index_count; i++) TRY(add_index_line(b, &b->codeset->index[i]));
done:
    return st;
}
