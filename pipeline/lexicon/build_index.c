/* The Alphabetic Index as a tree: lines sorted so that what stands below a term follows it; headings that have no line of their
 * own get one. */
#include "builder.h"

#include <ctype.h>
#include <stdlib.h>

#define MAX_DEPTH 16

/* One line with its order among equals. */
struct sorted_line {
    const struct codeset_index *line;
    uint32_t order;
};

/* The next character that is compared: what stands in parentheses is stepped over. */
static int next_char(struct str *s)
{
    for (int depth = 0; s->n; s->p++, s->n--) {
        char c = s->p[0];
        if (c == '(' || c == '[') depth++;
        else if (c == ')' || c == ']') depth -= depth > 0;
        else if (depth == 0 && !(c == ' ' && (s->n == 1 || s->p[1] == '(' || s->p[1] == '[' || s->p[1] == ' '))) {
            s->p++, s->n--;
            return tolower((unsigned char)c);
        }
    }
    return 0;
}

static bool is_with(struct str term)
{
    return str_eq(term, STR("with"));
}

static int compare_terms(struct str a, struct str b, bool below)
{
    if (below && is_with(a) != is_with(b)) return is_with(a) ? -1 : 1; /* as the book prints it */
    struct str x = a, y = b;
    for (;;) {
        int c = next_char(&x), d = next_char(&y);
        if (c != d) return c - d;
        if (c == 0) break;
    }
    size_t n = a.n < b.n ? a.n : b.n;
    int order = memcmp(a.p, b.p, n);
    return order ? order : (a.n > b.n) - (a.n < b.n);
}

static int compare_paths(struct str a, struct str b)
{
    for (bool below = false;; below = true) {
        struct str x, y;
        bool more_a = a.p && str_cut(&a, '\t', &x), more_b = b.p && str_cut(&b, '\t', &y);
        if (!more_a || !more_b) return (int)more_a - (int)more_b;
        int order = compare_terms(x, y, below);
        if (order) return order;
    }
}

static int compare_lines(const void *pa, const void *pb)
{
    const struct sorted_line *a = pa, *b = pb;
    if (a->line->kind != b->line->kind) return (int)a->line->kind - (int)b->line->kind;
    int order = compare_paths(a->line->path, b->line->path);
    return order ? order : a->order < b->order ? -1 : 1;
}

/* The open path: one node a level. */
struct tree {
    struct builder *b;
    uint32_t node[MAX_DEPTH];
    struct str term[MAX_DEPTH];
    uint32_t depth;
    enum index_kind kind;
};

static enum status open_node(struct tree *t, struct str term)
{
    enum status st = ST_OK;
    struct lex_index node = {.term = builder_string(t->b, term), .kind = (uint32_t)t->kind, .parent = t->depth ? (int32_t)t->node[t->depth - 1] : -1};
    node.end = t->b->index.n + 1;
    t->term[t->depth] = term;
    t->node[t->depth++] = t->b->index.n;
    PUSH(t->b->index, node);
done:
    return st;
}

/* A second line of the same path brings a further code. */
static void fill_node(struct builder *b, struct lex_index *node, const struct codeset_index *line)
{
    struct str have = str_of(b->strings.p + node->code);
    char both[64];
    if (line->code.n && have.n && !str_eq(have, line->code) && have.n + line->code.n + 3 < sizeof both) {
        memcpy(both, have.p, have.n);
        memcpy(both + have.n, ", ", 2);
        memcpy(both + have.n + 2, line->code.p, line->code.n);
        node->code = builder_string(b, (struct str){both, have.n + 2 + line->code.n});
    } else if (line->code.n) {
        node->code = builder_string(b, line->code);
    }
    if (line->manifestation.n) node->manifestation = builder_string(b, line->manifestation);
    if (line->see.n) node->see = builder_string(b, line->see);
    if (line->see_also.n) node->see_also = builder_string(b, line->see_also);
}

static enum status add_line(struct tree *t, const struct codeset_index *line)
{
    enum status st = ST_OK;
    struct str rest = line->path, term;
    uint32_t level = 0;
    if (line->kind != t->kind) t->depth = 0;
    t->kind = line->kind;
    for (; level < MAX_DEPTH && rest.p && str_cut(&rest, '\t', &term); level++) {
        if (level < t->depth && str_eq(t->term[level], term)) continue;
        t->depth = level;
        TRY(open_node(t, term));
    }
    t->depth = level;
    if (level) fill_node(t->b, &t->b->index.p[t->node[level - 1]], line);
done:
    return st;
}

static void set_ends(struct builder *b)
{
    for (uint32_t i = b->index.n; i-- > 0;) {
        const struct lex_index *node = &b->index.p[i];
        if (node->parent >= 0 && b->index.p[node->parent].end < node->end) b->index.p[node->parent].end = node->end;
    }
}

enum status build_index(struct builder *b)
{
    enum status st = ST_OK;
    struct tree tree = {.b = b};
    uint32_t n = b->codeset ? b->codeset->index_count : 0;
    struct sorted_line *lines = calloc((size_t)n + 1, sizeof *lines);
    if (!lines) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) lines[i] = (struct sorted_line){&b->codeset->index[i], i};
    qsort(lines, n, sizeof *lines, compare_lines);
    for (uint32_t i = 0; i < n; i++) TRY(add_line(&tree, lines[i].line));
    set_ends(b);
done:
    free(lines);
    return st;
}
