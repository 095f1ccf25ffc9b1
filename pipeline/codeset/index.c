#include "index.h"

#include <ctype.h>

#define MAX_PIECES 24
#define MAX_STEPS 4

/* A term as it is compared: lower case, no parentheses, no brackets, single blanks. */
struct plain {
    char text[INDEX_MAX_TEXT];
    size_t n;
};

static void make_plain(struct str s, struct plain *out)
{
    int depth = 0;
    out->n = 0;
    for (size_t i = 0; i < s.n && out->n + 1 < sizeof out->text; i++) {
        char c = s.p[i];
        if (c == '(' || c == '[') depth++;
        else if (c == ')' || c == ']') depth -= depth > 0;
        else if (depth == 0 && !(c == ' ' && (out->n == 0 || out->text[out->n - 1] == ' '))) out->text[out->n++] = (char)tolower((unsigned char)c);
    }
    while (out->n && (out->text[out->n - 1] == ' ' || out->text[out->n - 1] == ',')) out->n--;
}

static struct str line_text(const struct lexicon *lex, uint32_t line)
{
    return lex_str(lex, lex->index[line].term);
}

/* Below 0: the line's term stands before the wanted one. 0: it is that, or its first form ("disease" of "Disease, diseased"). */
static int compare_line(const struct lexicon *lex, uint32_t line, struct str wanted)
{
    struct plain have;
    make_plain(line_text(lex, line), &have);
    size_t n = have.n < wanted.n ? have.n : wanted.n;
    int order = memcmp(have.text, wanted.p, n);
    if (order || have.n < wanted.n) return order ? order : -1;
    return have.n == wanted.n || have.text[wanted.n] == ',' ? 0 : 1;
}

static uint32_t root_of(const struct lexicon *lex, uint32_t line)
{
    while (lex->index[line].parent >= 0) line = (uint32_t)lex->index[line].parent;
    return line;
}

static uint32_t kind_begin(const struct lexicon *lex, uint32_t kind)
{
    uint32_t lo = 0, hi = lex->index_count;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (lex->index[mid].kind < kind) lo = mid + 1;
        else hi = mid;
    }
    return lo;
}

/* The first main term that does not stand before the wanted one. */
static uint32_t lower_bound(const struct lexicon *lex, uint32_t kind, struct str wanted)
{
    uint32_t lo = kind_begin(lex, kind), hi = kind_begin(lex, kind + 1);
    while (lo < hi) {
        uint32_t root = root_of(lex, lo + (hi - lo) / 2);
        if (compare_line(lex, root, wanted) < 0) lo = lex->index[root].end;
        else hi = root;
    }
    return lo;
}

static struct str bare_term(struct str s)
{
    static const char *const heads[] = {"of ", "due to ", "with ", "in "};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_starts(s, str_of(heads[i]))) s.p += strlen(heads[i]), s.n -= strlen(heads[i]);
    if (s.n > 4 && memcmp(s.p + s.n - 4, " nec", 4) == 0) s.n -= 4;
    if (s.n > 4 && s.p[s.n - 1] == 's') s.n--;
    return s;
}

/* References are printed loosely: "drug" for "drug NEC", "Complications" for "Complication(s)", "malignant" for "Malignant Primary". */
static bool is_loosely(const struct lexicon *lex, uint32_t line, struct str wanted)
{
    struct plain plain;
    make_plain(line_text(lex, line), &plain);
    for (size_t i = 0; i < plain.n; i++)
        if (plain.text[i] == '-') plain.text[i] = ' ';
    struct str have = bare_term((struct str){plain.text, plain.n}), want = bare_term(wanted);
    return want.n && str_starts(have, want) && (have.n == want.n || have.p[want.n] == ' ' || have.p[want.n] == ',');
}

static bool is_exact(const struct lexicon *lex, uint32_t line, struct str wanted)
{
    struct plain have;
    make_plain(line_text(lex, line), &have);
    return have.n == wanted.n;
}

/* "Fracture" is rather "Fracture, traumatic" than "Fracture, burst": the term itself, else the one with the most below it. */
static uint32_t find_main(const struct lexicon *lex, uint32_t kind, struct str wanted)
{
    uint32_t best = INDEX_NONE, end = kind_begin(lex, kind + 1);
    for (uint32_t at = lower_bound(lex, kind, wanted); at < end && compare_line(lex, at, wanted) == 0; at = lex->index[at].end) {
        if (is_exact(lex, at, wanted)) return at;
        if (best == INDEX_NONE || lex->index[at].end - at > lex->index[best].end - best) best = at;
    }
    uint32_t next = lower_bound(lex, kind, wanted);
    if (best == INDEX_NONE && next < end && is_loosely(lex, next, wanted)) return next; /* "Conjunctivitis NOS" */
    if (best == INDEX_NONE && wanted.n > 4 && wanted.p[wanted.n - 1] == 's') return find_main(lex, kind, (struct str){wanted.p, wanted.n - 1});
    return best;
}

uint32_t index_first(const struct lexicon *lex, uint32_t line)
{
    return line + 1 < lex->index[line].end ? line + 1 : INDEX_NONE;
}

uint32_t index_next(const struct lexicon *lex, uint32_t line)
{
    int32_t parent = lex->index[line].parent;
    uint32_t next = lex->index[line].end;
    return parent >= 0 && next < lex->index[parent].end ? next : INDEX_NONE;
}

/* Below "with", "in" and "due to" stand what a coder names straight behind the main term. */
static bool is_link(const struct lexicon *lex, uint32_t line)
{
    static const char *const links[] = {"with", "in", "due to", "with or without"};
    struct plain have;
    make_plain(line_text(lex, line), &have);
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (str_eq((struct str){have.text, have.n}, str_of(links[i])) || str_starts((struct str){have.text, have.n}, STR("due to,"))) return true;
    return false;
}

static uint32_t find_straight_below(const struct lexicon *lex, uint32_t line, struct str wanted)
{
    for (uint32_t k = index_first(lex, line); k != INDEX_NONE; k = index_next(lex, k))
        if (compare_line(lex, k, wanted) == 0) return k;
    for (uint32_t k = index_first(lex, line); k != INDEX_NONE; k = index_next(lex, k))
        if (is_loosely(lex, k, wanted)) return k;
    return INDEX_NONE;
}

static uint32_t find_below(const struct lexicon *lex, uint32_t line, struct str wanted, bool through_links)
{
    uint32_t straight = find_straight_below(lex, line, wanted);
    if (straight != INDEX_NONE) return straight;
    for (uint32_t k = index_first(lex, line); through_links && k != INDEX_NONE; k = index_next(lex, k)) {
        uint32_t found = is_link(lex, k) ? find_below(lex, k, wanted, false) : INDEX_NONE;
        if (found != INDEX_NONE) return found;
    }
    return INDEX_NONE;
}

/* The text's pieces at its commas, or at its blanks: offsets of their beginnings in the plain text, and a last one behind the end. */
struct pieces {
    struct plain plain;
    size_t at[MAX_PIECES + 1];
    uint32_t n;
};

static void cut_pieces(struct str text, char at, struct pieces *p)
{
    make_plain(text, &p->plain);
    p->n = 0;
    p->at[p->n++] = 0;
    for (size_t i = 0; i + 1 < p->plain.n && p->n < MAX_PIECES; i++)
        if (p->plain.text[i] == at) p->at[p->n++] = i + (at == ',' && p->plain.text[i + 1] == ' ' ? 2 : 1);
    p->at[p->n] = p->plain.n + 1;
}

/* Pieces from..to-1 as one text. */
static struct str span(const struct pieces *p, uint32_t from, uint32_t to)
{
    size_t end = to == p->n ? p->plain.n : p->at[to] - 1;
    while (end > p->at[from] && (p->plain.text[end - 1] == ',' || p->plain.text[end - 1] == ' ')) end--;
    return (struct str){p->plain.text + p->at[from], end - p->at[from]};
}

static uint32_t find_cut(const struct lexicon *lex, enum index_kind kind, struct str text, char at, struct str *ret_rest)
{
    struct pieces p;
    uint32_t line = INDEX_NONE, used = 0;
    *ret_rest = text;
    cut_pieces(text, at, &p);
    for (uint32_t take = p.n; take > 0 && line == INDEX_NONE; take--) line = find_main(lex, kind, span(&p, 0, used = take));
    if (line == INDEX_NONE) return INDEX_NONE;
    while (used < p.n) {
        uint32_t below = INDEX_NONE, take = p.n - used;
        for (; take > 0 && below == INDEX_NONE; take--) below = find_below(lex, line, span(&p, used, used + take), true);
        if (below == INDEX_NONE) break;
        line = below;
        used += take + 1;
    }
    struct str rest = text, piece;
    for (uint32_t i = 0; i < used && rest.p; i++) (void)str_cut(&rest, at, &piece);
    *ret_rest = rest.p ? str_trim(rest) : STR("");
    return line;
}

uint32_t index_find(const struct lexicon *lex, enum index_kind kind, struct str text, struct str *ret_rest)
{
    return find_cut(lex, kind, text, ',', ret_rest);
}

uint32_t index_find_any(const struct lexicon *lex, enum index_kind first, struct str text, struct str *ret_rest)
{
    uint32_t best = index_find(lex, first, text, ret_rest);
    for (uint32_t kind = INDEX_DISEASE; kind <= INDEX_DRUG; kind++) {
        struct str rest;
        uint32_t line = kind == first ? INDEX_NONE : index_find(lex, (enum index_kind)kind, text, &rest);
        if (line == INDEX_NONE || (best != INDEX_NONE && rest.n >= ret_rest->n)) continue;
        best = line;
        *ret_rest = rest;
    }
    return best;
}

uint32_t index_find_typed(const struct lexicon *lex, struct str text, struct str *ret_rest)
{
    uint32_t line = index_find_any(lex, INDEX_DISEASE, text, ret_rest), begins;
    if (line != INDEX_NONE || memchr(text.p, ',', text.n) || index_begins(lex, text, &begins, 1)) return line;
    for (uint32_t kind = INDEX_DISEASE; kind <= INDEX_DRUG && line == INDEX_NONE; kind++)
        line = find_cut(lex, (enum index_kind)kind, text, ' ', ret_rest);
    return line;
}

uint32_t index_begins(const struct lexicon *lex, struct str text, uint32_t *ret, uint32_t room)
{
    struct plain wanted, have;
    uint32_t n = 0;
    make_plain(text, &wanted);
    for (uint32_t kind = INDEX_DISEASE; kind <= INDEX_DRUG; kind++) {
        uint32_t end = kind_begin(lex, kind + 1);
        for (uint32_t i = lower_bound(lex, kind, (struct str){wanted.text, wanted.n}); n < room && i < end; i = lex->index[i].end) {
            make_plain(line_text(lex, i), &have);
            if (!str_starts((struct str){have.text, have.n}, (struct str){wanted.text, wanted.n})) break;
            ret[n++] = i;
        }
    }
    return n;
}

uint32_t index_path(const struct lexicon *lex, uint32_t line, uint32_t ret[INDEX_MAX_DEPTH])
{
    uint32_t n = 1;
    for (int32_t at = lex->index[line].parent; at >= 0 && n < INDEX_MAX_DEPTH; at = lex->index[at].parent) n++;
    int32_t at = (int32_t)line;
    for (uint32_t i = n; i-- > 0; at = lex->index[at].parent) ret[i] = (uint32_t)at;
    return n;
}

uint32_t index_follow(const struct lexicon *lex, uint32_t line)
{
    uint32_t at = line;
    for (int step = 0; step < MAX_STEPS; step++) {
        struct str see = lex_str(lex, lex->index[at].see), rest;
        if (see.n == 0) break;
        uint32_t to = index_find_any(lex, (enum index_kind)lex->index[at].kind, see, &rest);
        if (to == INDEX_NONE || to == at) break;
        at = to;
    }
    return at == line ? INDEX_NONE : at;
}
