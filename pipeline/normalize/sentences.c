/* Passages to sentences: a stop, question or exclamation mark before a blank and a capital, digit or bullet ends one,
 * unless the word before is an abbreviation that carries its stop ("Dr. Ames", "approx. 3 cm", "vs. sprain"). */
#include "normalize_internal.h"

/* Matching within a sentence grows with its square, so a text without stops is cut. No sentence of a chart is as long. */
#define LONGEST_SENTENCE_BYTES 2000

static bool is_upper_or_digit(char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '(' || c == '"' || c == '-' || c == '*' || (unsigned char)c >= 0x80;
}

/* Short words that end in a stop without ending a sentence. */
static bool carries_stop(struct str text, uint32_t from, uint32_t stop)
{
    static const char *words[] = {"dr", "mr", "mrs", "ms", "vs", "approx", "e.g", "i.e", "no", "st", "etc", "pt", "fig", "jr", "prof", "inc", "resp"};
    uint32_t start = stop;
    while (start > from && text.p[start - 1] != ' ' && text.p[start - 1] != '(' && text.p[start - 1] != '\n') start--;
    struct str word = {text.p + start, stop - start};
    if (word.n == 1 && word.p[0] >= 'A' && word.p[0] <= 'Z' && start > from) return true; /* an initial */
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (str_eq_nocase(word, str_of(words[i]))) return true;
    return false;
}

static bool ends_at(struct str text, const struct passage *in, uint32_t from, uint32_t i)
{
    char c = text.p[i];
    if (i + 1 >= in->end) return true;
    if (i - from >= LONGEST_SENTENCE_BYTES && (c == ' ' || c == '\n')) return true;
    if (c != '.' && c != '?' && c != '!') return false;
    uint32_t next = i + 1;
    while (next < in->end && (text.p[next] == ' ' || text.p[next] == '\n' || text.p[next] == '\t' || text.p[next] == '\r')) next++;
    if (next == i + 1 || next == in->end) return next == in->end;
    if (c == '.' && carries_stop(text, from, i)) return false;
    return is_upper_or_digit(text.p[next]) || c != '.';
}

/* The next place where a sentence may end: a stop, the last byte, or any byte of a sentence that is too long. */
static uint32_t next_stop(struct str text, const struct passage *in, uint32_t from, uint32_t i)
{
    static const bool is_stop[256] = {['.'] = true, ['?'] = true, ['!'] = true};
    uint32_t end = from + LONGEST_SENTENCE_BYTES < in->end ? from + LONGEST_SENTENCE_BYTES : in->end - 1;
    while (i < end && !is_stop[(unsigned char)text.p[i]]) i++;
    return i;
}

static enum status push(struct arena *arena, struct sentence_list *l, struct sentence s)
{
    if (l->n == l->room) {
        uint32_t room = l->room ? l->room * 2 : 128;
        struct sentence *grown = ARENA_ARRAY(arena, struct sentence, room);
        if (!grown) return ST_NO_MEMORY;
        if (l->n) memcpy(grown, l->p, l->n * sizeof *grown);
        l->p = grown;
        l->room = room;
    }
    l->p[l->n++] = s;
    return ST_OK;
}

enum status normalize_sentences(const struct lexicon *lex, struct arena *arena, struct str text, const struct passage *in, struct sentence_list *out)
{
    uint32_t from = in->start;
    enum section section = in->section;
    for (uint32_t i = in->start; i < in->end; i++) {
        i = next_stop(text, in, from, i);
        if (!ends_at(text, in, from, i)) continue;
        struct sentence s = {.start = from, .end = i + 1, .problem = in->problem, .list_item = in->list_item};
        enum section inner;
        size_t n = from > in->start ? normalize_heading(lex, (struct str){text.p + from, i + 1 - from}, &inner) : 0;
        if (n && inner != SECTION_inherit) section = inner; /* "... HTN. Meds: lisinopril." */
        s.start += (uint32_t)n;
        s.section = (uint16_t)section;
        s.heading = in->problem_heading && from == in->start;
        enum status st = push(arena, out, s);
        if (st != ST_OK) return st;
        from = i + 1;
        while (from < in->end && (text.p[from] == ' ' || text.p[from] == '\n' || text.p[from] == '\r' || text.p[from] == '\t')) from++;
        i = from - 1;
    }
    return ST_OK;
}
