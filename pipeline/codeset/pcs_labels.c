/* Labels of the PCS axes from the order file alone: of codes of one table that differ in one character only, the words in which
 * the titles differ are what that character says. The more such neighbours, the more of its words differ from one of them. */
#include "finish.h"

#include <stdlib.h>

#define PLACES 7
#define MAX_WORDS 80
#define VALUES 128

struct label {
    struct str text;
    uint32_t from; /* how many neighbours it was found with */
};

struct pcs_table {
    struct codeset *c;
    uint32_t first, end; /* its codes */
    uint32_t *order; /* room for end - first */
    struct label label[PLACES][VALUES];
};

struct words {
    struct str word[MAX_WORDS];
    uint32_t n;
};

static void cut_words(struct str title, struct words *w)
{
    w->n = 0;
    while (title.p && w->n < MAX_WORDS && str_cut(&title, ' ', &w->word[w->n])) w->n++;
}

static uint32_t same_at_begin(const struct words *a, const struct words *b)
{
    uint32_t k = 0;
    while (k < a->n && k < b->n && str_eq(a->word[k], b->word[k])) k++;
    return k;
}

static uint32_t same_at_end(const struct words *a, const struct words *b, uint32_t begin)
{
    uint32_t k = 0;
    while (k < a->n - begin && k < b->n - begin && str_eq(a->word[a->n - 1 - k], b->word[b->n - 1 - k])) k++;
    return k;
}

static bool ends_label(struct str word, struct str next)
{
    static const char *const links[] = {"with", "from", "to", "into", "using", "in", "of", "for"};
    if (word.n && word.p[word.n - 1] == ',') return true;
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (str_eq(next, str_of(links[i]))) return true;
    return false;
}

/* Words from..to of the title, on to the end of the phrase: "Right Hip" of "Right Hip Joint with". */
static struct str span_of(const struct words *w, uint32_t from, uint32_t to)
{
    while (to < w->n && !ends_label(w->word[to - 1], w->word[to])) to++;
    struct str last = w->word[to - 1], text = {w->word[from].p, (size_t)(last.p + last.n - w->word[from].p)};
    while (text.n && (text.p[text.n - 1] == ',' || text.p[text.n - 1] == ' ')) text.n--;
    return text;
}

static struct str title_of(const struct pcs_table *t, uint32_t code)
{
    return t->c->codes[code].title;
}

/* One group of codes alike but for their character at `place`. */
static void label_group(struct pcs_table *t, int place, const uint32_t *codes, uint32_t n)
{
    struct words mine, other;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = MAX_WORDS, to = 0;
        struct label *label = &t->label[place][t->c->codes[codes[i]].code.p[place] & (VALUES - 1)];
        if (label->from >= n) continue;
        cut_words(title_of(t, codes[i]), &mine);
        for (uint32_t k = 0; k < n; k++) {
            if (k == i) continue;
            cut_words(title_of(t, codes[k]), &other);
            uint32_t begin = same_at_begin(&mine, &other), end = mine.n - same_at_end(&mine, &other, begin);
            if (begin < from && begin < end) from = begin;
            if (end > to && begin < end) to = end;
        }
        label->from = n;
        label->text = from < to ? span_of(&mine, from, to) : STR("");
    }
}

struct sort_key {
    const struct codeset *c;
    int place;
};

static int compare_masked(const void *pa, const void *pb, void *ctx)
{
    const struct sort_key *key = ctx;
    const char *a = key->c->codes[*(const uint32_t *)pa].code.p, *b = key->c->codes[*(const uint32_t *)pb].code.p;
    for (int i = 0; i < PLACES; i++)
        if (i != key->place && a[i] != b[i]) return a[i] < b[i] ? -1 : 1;
    return 0;
}

static void label_place(struct pcs_table *t, int place)
{
    struct sort_key key = {t->c, place};
    uint32_t n = t->end - t->first;
    for (uint32_t i = 0; i < n; i++) t->order[i] = t->first + i;
    qsort_r(t->order, n, sizeof *t->order, compare_masked, &key);
    for (uint32_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && compare_masked(&t->order[i], &t->order[end], &key) == 0; end++) continue;
        if (end - i > 1) label_group(t, place, t->order + i, end - i);
    }
}

static struct str default_label(int place, char value)
{
    if (value != 'Z') return STR("");
    return place == 5 ? STR("No Device") : place == 6 ? STR("No Qualifier") : STR("None");
}

static enum status add_labels(struct pcs_table *t, struct str table)
{
    enum status st = ST_OK;
    bool told[PLACES][VALUES] = {{false}};
    for (uint32_t i = t->first; i < t->end; i++)
        for (int place = 3; place < PLACES; place++) {
            char value = t->c->codes[i].code.p[place], head[] = {(char)('1' + place), '\t', value, '\t'};
            struct str text = t->label[place][value & (VALUES - 1)].text;
            if (told[place][value & (VALUES - 1)]) continue;
            told[place][value & (VALUES - 1)] = true;
            if (text.n == 0) text = default_label(place, value);
            char *p = arena_alloc(t->c->arena, sizeof head + text.n + 1);
            if (!p) return fail(ST_NO_MEMORY, "out of memory");
            memcpy(p, head, sizeof head);
            if (text.n) memcpy(p + sizeof head, text.p, text.n);
            if (text.n) TRY(draft_add_table_note(t->c, SYSTEM_ICD10PCS, table, NOTE_PCS_AXIS, (struct str){p, sizeof head + text.n}));
        }
done:
    return st;
}

static enum status label_table(struct pcs_table *t, uint32_t header)
{
    memset(t->label, 0, sizeof t->label);
    t->order = malloc((t->end - t->first + 1) * sizeof *t->order);
    if (!t->order) return fail(ST_NO_MEMORY, "out of memory");
    for (int place = 3; place < PLACES; place++) label_place(t, place);
    free(t->order);
    t->order = NULL;
    return add_labels(t, t->c->codes[header].code);
}

/* After the rows were merged and before notes are gathered. Nothing to do where CMS's tables were imported. */
enum status finish_pcs(struct codeset *c)
{
    enum status st = ST_OK;
    struct pcs_table *t = calloc(1, sizeof *t);
    if (!t) return fail(ST_NO_MEMORY, "out of memory");
    t->c = c;
    for (uint32_t i = 0; !c->draft->has_pcs_tables && i < c->code_count; i++) {
        if (c->codes[i].system != SYSTEM_ICD10PCS || c->codes[i].code.n != 3) continue;
        t->first = t->end = i + 1;
        while (t->end < c->code_count && c->codes[t->end].system == SYSTEM_ICD10PCS && c->codes[t->end].code.n == PLACES) t->end++;
        if (t->end > t->first) TRY(label_table(t, i));
    }
done:
    free(t);
    return st;
}
