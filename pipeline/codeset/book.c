#include "book.h"

uint32_t book_path(const struct lexicon *lex, uint32_t code, uint32_t ret[BOOK_MAX_PATH])
{
    uint32_t n = 0;
    for (int32_t at = (int32_t)code; at >= 0 && n < BOOK_MAX_PATH; at = lex->codes[at].parent) n++;
    int32_t at = (int32_t)code;
    for (uint32_t i = n; i-- > 0; at = lex->codes[at].parent) ret[i] = (uint32_t)at;
    return n;
}

static bool has_kind(const struct lexicon *lex, uint32_t code, enum note_kind kind)
{
    for (uint32_t i = 0; i < lex->codes[code].note_count; i++)
        if (lex->notes[lex->codes[code].first_note + i].kind == kind) return true;
    return false;
}

/* Whether a note of this kind on `from` holds for `code`; seventh_from is the nearest row with 7th characters. */
static bool holds(const struct lexicon *lex, uint32_t code, uint32_t from, int32_t seventh_from, enum note_kind kind)
{
    bool same_disease = lex->codes[code].seventh && lex->codes[code].parent == (int32_t)from;
    switch (kind) {
    case NOTE_INCLUSION_TERM: return from == code || same_disease;
    case NOTE_SEVENTH: return seventh_from == (int32_t)from;
    case NOTE_MUE:
    case NOTE_PCS_AXIS:
    case NOTE_CCSR:
    case NOTE_HCC: return from == code;
    default: return true;
    }
}

enum status book_notes(const struct lexicon *lex, struct arena *arena, uint32_t code, struct book_note **ret, uint32_t *ret_n)
{
    uint32_t room = 0, n = 0;
    int32_t seventh_from = -1;
    for (int32_t at = (int32_t)code; at >= 0; at = lex->codes[at].parent) {
        room += lex->codes[at].note_count;
        if (seventh_from < 0 && has_kind(lex, (uint32_t)at, NOTE_SEVENTH)) seventh_from = at;
    }
    struct book_note *out = ARENA_ARRAY(arena, struct book_note, room + 1);
    if (!out) return fail(ST_NO_MEMORY, "out of memory");
    for (int32_t at = (int32_t)code; at >= 0; at = lex->codes[at].parent)
        for (uint32_t i = 0; i < lex->codes[at].note_count; i++) {
            const struct lex_note *note = &lex->notes[lex->codes[at].first_note + i];
            if (holds(lex, code, (uint32_t)at, seventh_from, (enum note_kind)note->kind))
                out[n++] = (struct book_note){(enum note_kind)note->kind, (uint32_t)at, lex_str(lex, note->text)};
        }
    *ret = out;
    *ret_n = n;
    return ST_OK;
}

enum status book_children(const struct lexicon *lex, struct arena *arena, uint32_t code, uint32_t **ret, uint32_t *ret_n)
{
    uint32_t n = 0, end = lex->codes[code].end;
    for (uint32_t i = code + 1; i < end; i++) n += lex->codes[i].parent == (int32_t)code;
    uint32_t *out = ARENA_ARRAY(arena, uint32_t, n + 1);
    if (!out) return fail(ST_NO_MEMORY, "out of memory");
    n = 0;
    for (uint32_t i = code + 1; i < end; i++)
        if (lex->codes[i].parent == (int32_t)code) out[n++] = i;
    *ret = out;
    *ret_n = n;
    return ST_OK;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Length of the code that begins at p: letter, letter or digit, then two or more letters and digits with one dot among
 * them; 0 when there is none. QA0 has a letter in second place, but no other words of three capitals and digits do. */
static size_t code_length(const char *p, size_t n)
{
    size_t i = 0, dots = 0;
    if (n < 3 || !is_upper(p[0]) || !(is_digit(p[1]) || is_upper(p[1])) || !(is_digit(p[2]) || is_upper(p[2]))) return 0;
    if (!is_digit(p[1]) && !is_digit(p[2])) return 0;
    for (i = 3; i < n && (is_digit(p[i]) || is_upper(p[i]) || (p[i] == '.' && !dots)); i++) {
        if (p[i] != '.') continue;
        if (i != 3 || i + 1 >= n || !(is_digit(p[i + 1]) || is_upper(p[i + 1]) || p[i + 1] == '-')) break;
        dots++;
    }
    if (dots == 0 && i > 3) return 0;
    return i;
}

static struct str cut_dot(struct str s)
{
    if (s.n && s.p[s.n - 1] == '.') s.n--;
    return s;
}

uint32_t book_ranges(struct str note, struct code_range *ret, uint32_t room)
{
    uint32_t n = 0;
    for (size_t i = 0; i < note.n && n < room;) {
        bool starts = i == 0 || !(is_digit(note.p[i - 1]) || is_upper(note.p[i - 1]) || note.p[i - 1] == '.');
        size_t length = starts ? code_length(note.p + i, note.n - i) : 0;
        if (length == 0) {
            i++;
            continue;
        }
        struct code_range r = {cut_dot((struct str){note.p + i, length}), {NULL, 0}};
        i += length;
        size_t dashes = 0;
        while (i + dashes < note.n && note.p[i + dashes] == '-') dashes++;
        size_t second = dashes ? code_length(note.p + i + dashes, note.n - i - dashes) : 0;
        r.last = second ? cut_dot((struct str){note.p + i + dashes, second}) : r.first;
        i += second ? dashes + second : 0;
        ret[n++] = r;
    }
    return n;
}

/* The first as many characters of the code, the dot not counted, as `end` has. */
static struct str cut_like(struct str code, struct str end)
{
    size_t wanted = end.n - (memchr(end.p, '.', end.n) ? 1 : 0), n = 0;
    for (; n < code.n && wanted; n++) wanted -= code.p[n] != '.';
    return (struct str){code.p, n};
}

bool book_in_range(struct str code, struct code_range r)
{
    return code_compare(cut_like(code, r.first), r.first) >= 0 && code_compare(cut_like(code, r.last), r.last) <= 0;
}

#define MOST_NOTE_RANGES 32

/* "(S52.- with open fracture 7th character)" names only some of the codes. */
static bool is_qualified(struct str note, struct code_range r)
{
    struct str rest = {r.last.p + r.last.n, (size_t)(note.p + note.n - (r.last.p + r.last.n))};
    while (rest.n && (rest.p[0] == '-' || rest.p[0] == '.')) rest.p++, rest.n--;
    return str_starts(rest, STR(" with "));
}

uint32_t book_excluded(const struct lexicon *lex, uint32_t code, struct book_excluded *ret, uint32_t room)
{
    struct code_range r[MOST_NOTE_RANGES];
    uint32_t n = 0;
    for (int32_t row = (int32_t)code; row >= 0; row = lex->codes[row].parent)
        for (uint32_t i = 0; i < lex->codes[row].note_count; i++) {
            const struct lex_note *note = &lex->notes[lex->codes[row].first_note + i];
            struct str text = lex_str(lex, note->text);
            uint32_t ranges = note->kind == NOTE_EXCLUDES1 ? book_ranges(text, r, MOST_NOTE_RANGES) : 0;
            for (uint32_t k = 0; k < ranges && n < room; k++)
                if (!is_qualified(text, r[k])) ret[n++] = (struct book_excluded){r[k], text, (uint32_t)row};
        }
    return n;
}

bool book_excludes(const struct lexicon *lex, const struct book_excluded *x, uint32_t other)
{
    const struct lex_code *from = &lex->codes[x->from];
    bool above_both = from->level == LEVEL_CODE && other >= x->from && other < from->end;
    return !above_both && book_in_range(lex_str(lex, lex->codes[other].code), x->range);
}
