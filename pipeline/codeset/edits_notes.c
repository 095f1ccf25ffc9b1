/* Edits that the Tabular's notes ask for: Excludes1, code first, use additional code. Codes stand in the notes as "E11.-",
 * "(J00-J22)" or "S32.1--S32.9"; a note without any cannot be checked. */
#include "edits_internal.h"

#define MAX_RANGES 32
#define MOST_EXCLUDED 256

static const char *code_of(const struct edits *x, uint32_t i)
{
    return lex_cstr(x->lex, edits_row(x, i)->code);
}

static bool is_diagnosis(const struct edits *x, uint32_t i)
{
    const struct lex_code *c = edits_row(x, i);
    return c && c->system == SYSTEM_ICD10CM && c->level == LEVEL_CODE;
}

static bool names(struct str note, struct str code)
{
    struct code_range r[MAX_RANGES];
    uint32_t n = book_ranges(note, r, MAX_RANGES);
    for (uint32_t i = 0; i < n; i++)
        if (book_in_range(code, r[i])) return true;
    return false;
}

/* The Excludes1 note that holds for code `a` and names code `b`; false when there is none. */
static bool excluded(const struct edits *x, uint32_t a, uint32_t b, struct book_excluded *ret)
{
    struct book_excluded named[MOST_EXCLUDED];
    uint32_t n = book_excluded(x->lex, x->code[a], named, MOST_EXCLUDED);
    for (uint32_t i = 0; i < n; i++) {
        if (!book_excludes(x->lex, &named[i], x->code[b])) continue;
        *ret = named[i];
        return true;
    }
    return false;
}

enum status edits_excludes1(struct edits *x)
{
    enum status st = ST_OK;
    struct book_excluded note;
    for (uint32_t a = 0; a < x->n; a++)
        for (uint32_t b = a + 1; b < x->n; b++) {
            if (!is_diagnosis(x, a) || !is_diagnosis(x, b) || x->code[a] == x->code[b]) continue;
            if (!excluded(x, a, b, &note) && !excluded(x, b, a, &note)) continue;
            struct edit e = {EDIT_HARD, "excludes1", a, b, {NULL, 0}, "keep the one that the record supports; both only when the two are unrelated"};
            TRY(edits_add(x, e, "%s Excludes1: %.*s", lex_cstr(x->lex, x->lex->codes[note.from].code), STR_ARG(note.note)));
        }
done:
    return st;
}

/* One instruction: a line, and the lines of the list that it opens. */
struct instruction {
    const struct book_note *notes;
    uint32_t n;
};

/* Cuts the instruction that begins at notes[at]: "code to identify:" goes on with the list below it. */
static struct instruction instruction_at(const struct book_note *notes, uint32_t n, uint32_t at)
{
    uint32_t end = at + 1;
    bool opens = notes[at].text.n && notes[at].text.p[notes[at].text.n - 1] == ':';
    while (opens && end < n && notes[end].kind == notes[at].kind && notes[end].from == notes[at].from && !str_starts(notes[end].text, STR("code")) &&
           notes[end].text.p[notes[end].text.n - 1] != ':')
        end++;
    return (struct instruction){notes + at, end - at};
}

static bool has_ranges(const struct instruction *in)
{
    struct code_range r;
    for (uint32_t i = 0; i < in->n; i++)
        if (book_ranges(in->notes[i].text, &r, 1)) return true;
    return false;
}

/* Position of another code of the set that the instruction names; EDIT_NO_CODE when none is there. */
static uint32_t answered(const struct edits *x, const struct instruction *in, uint32_t self)
{
    for (uint32_t k = 0; k < x->n; k++)
        for (uint32_t i = 0; k != self && is_diagnosis(x, k) && i < in->n; i++)
            if (names(in->notes[i].text, str_of(code_of(x, k)))) return k;
    return EDIT_NO_CODE;
}

static void text_of(const struct instruction *in, struct buf *b)
{
    for (uint32_t i = 0; i < in->n; i++) {
        if (i) buf_add(b, i == 1 ? " " : "; ", i == 1 ? 1 : 2);
        buf_str(b, in->notes[i].text);
    }
}

static bool optional(const struct instruction *in)
{
    static const char *const words[] = {"if applicable", "if known", "where applicable", "if any", "when applicable"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (memmem(in->notes[0].text.p, in->notes[0].text.n, words[k], strlen(words[k]))) return true;
    return false;
}

static enum status check_instruction(struct edits *x, uint32_t i, const struct instruction *in)
{
    bool first = in->notes[0].kind == NOTE_CODE_FIRST;
    uint32_t other = answered(x, in, i);
    if (!has_ranges(in) || (other != EDIT_NO_CODE && (!first || other < i))) return ST_OK;
    struct edit e = {EDIT_INFO, first ? "code-first" : "use-additional",
                     i,         other,
                     {NULL, 0}, first ? "add the code and put it first" : "add the code where the record supports it"};
    if (first && !optional(in)) e.severity = EDIT_SOFT;
    if (other != EDIT_NO_CODE) e.rule = "sequence", e.remedy = "put the named code first";
    struct buf b;
    buf_init(&b, 65536);
    text_of(in, &b);
    enum status st = buf_status(&b);
    if (st == ST_OK)
        st = edits_add(x, e, "%s: %s %s", lex_cstr(x->lex, x->lex->codes[in->notes[0].from].code), first ? "Code first" : "Use additional", b.p);
    buf_clear(&b);
    return st;
}

/* Notes of chapters and blocks are meant for the reader and would prompt at nearly every code. */
enum status edits_sequence(struct edits *x, uint32_t i)
{
    enum status st = ST_OK;
    struct book_note *notes;
    uint32_t n;
    if (!is_diagnosis(x, i)) return ST_OK;
    TRY(book_notes(x->lex, x->arena, x->code[i], &notes, &n));
    for (uint32_t at = 0; at < n;) {
        struct instruction in = instruction_at(notes, n, at);
        bool wanted = notes[at].kind == NOTE_CODE_FIRST || notes[at].kind == NOTE_USE_ADDITIONAL;
        if (wanted && x->lex->codes[notes[at].from].level == LEVEL_CODE) TRY(check_instruction(x, i, &in));
        at += in.n;
    }
done:
    return st;
}
