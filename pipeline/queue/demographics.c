/* Labels are looked for in every line of the page; the value of one runs to the next label or the end of its line. Only what
 * makes sense for its field is taken, so that a label in running text does little harm. */
#include "demographics.h"

#include "base/paths.h"
#include "base/tsv.h"
#include "base/vector.h"

#include "dates.h"

#include <stdio.h>
#include <stdlib.h>

#define EARLIEST_SERVICE 19800101
#define MOST_COLUMNS 12

#define FIELDS(X) X(name) X(last_name) X(first_name) X(mrn) X(account) X(born) X(sex) X(age) X(date_of_service) X(other)
enum field {
#define X(name) FIELD_##name,
    FIELDS(X)
#undef X
        FIELD_COUNT
};

struct label {
    struct str text; /* lent by the table */
    enum field field;
    int rank;
};

struct demographics {
    struct tsv table;
    VECTOR(struct label) labels; /* longest first */
};

/* The best value found for each field. */
struct findings {
    int rank[FIELD_COUNT]; /* 0: none */
    struct str value[FIELD_COUNT];
};

static enum field field_by_name(struct str name)
{
    static const char *const names[] = {
#define X(name) #name,
        FIELDS(X)
#undef X
    };
    int i = 0;
    while (i < FIELD_COUNT && !str_eq(name, str_of(names[i]))) i++;
    return (enum field)i;
}

static int longer_first(const void *pa, const void *pb)
{
    const struct label *a = pa, *b = pb;
    if (a->text.n != b->text.n) return a->text.n > b->text.n ? -1 : 1;
    return a->text.p < b->text.p ? -1 : a->text.p > b->text.p;
}

static enum status load(struct demographics *d)
{
    bool more;
    long rank;
    enum status st = ST_OK;
    for (;;) {
        TRY(tsv_next(&d->table, &more));
        if (!more) break;
        const struct str *cell = d->table.cell;
        enum field field = field_by_name(cell[1]);
        if (cell[0].n == 0) TRY(tsv_fault(&d->table, "empty label"));
        if (field == FIELD_COUNT) TRY(tsv_fault(&d->table, "unknown field '%.*s'", STR_ARG(cell[1])));
        if (!str_to_long(cell[2], 1, 9, &rank)) TRY(tsv_fault(&d->table, "rank '%.*s' is not a number from 1 to 9", STR_ARG(cell[2])));
        VECTOR_PUSH(d->labels, ((struct label){cell[0], field, (int)rank}));
    }
    if (d->labels.n) qsort(d->labels.p, d->labels.n, sizeof *d->labels.p, longer_first);
done:
    return st;
}

enum status demographics_open(const char *path, struct demographics **ret)
{
    char *own = NULL;
    enum status st = ST_OK;
    struct demographics *d = calloc(1, sizeof *d);
    if (!d) return fail(ST_NO_MEMORY, "out of memory");
    if (!path) TRY(data_path("dictionaries/demographics.tsv", &own));
    TRY(tsv_open(&d->table, path ? path : own, "label field rank note"));
    TRY(load(d));
    *ret = d;
done:
    if (st != ST_OK) demographics_close(d);
    else (*ret)->table.path = NULL; /* was lent by `own` */
    free(own);
    return st;
}

void demographics_close(struct demographics *d)
{
    if (!d) return;
    tsv_close(&d->table);
    free(d->labels.p);
    free(d);
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

/* Length of the label at the front of `line`; 0 when it does not stand there. Dots and repeated blanks do not matter. */
static size_t label_length(struct str line, struct str label)
{
    size_t i = 0, j = 0;
    while (j < label.n) {
        size_t blanks = i;
        while (blanks < line.n && i > 0 && (line.p[blanks] == '.' || (label.p[j] == ' ' && line.p[blanks] == ' '))) blanks++;
        if (label.p[j] == ' ') {
            if (blanks == i && j + 1 < label.n && label.p[j + 1] != '#') return 0;
            j++;
        } else {
            if (label.p[j] == '.' || blanks >= line.n) blanks = i;
            if (blanks >= line.n || lower(line.p[blanks]) != label.p[j++]) return 0;
            blanks++;
        }
        i = blanks;
    }
    return i;
}

/* Bytes up to and with the colon behind a label; 0 when there is none. The surest labels of numbers and birthdays need
 * none: "MRN 00482917". */
static size_t colon_length(struct str rest, const struct label *l)
{
    size_t i = 0;
    bool bare = l->rank == 1 && (l->field == FIELD_mrn || l->field == FIELD_born);
    while (i < rest.n && i < 3 && (rest.p[i] == ' ' || rest.p[i] == '.' || rest.p[i] == '#')) i++;
    if (i < rest.n && (rest.p[i] == ':' || rest.p[i] == ';')) return i + 1;
    if (rest.n >= i + 3 && memcmp(rest.p + i, "\xE2\x80\x99", 3) == 0) return i + 3; /* a colon read as an apostrophe */
    return bare && i ? i : 0;
}

/* The label that begins at `at`, the longest; *ret_value_at is behind its colon. */
static const struct label *label_at(const struct demographics *d, struct str line, size_t at, size_t *ret_value_at)
{
    struct str rest = {line.p + at, line.n - at};
    if (at > 0 && is_word_byte(line.p[at - 1])) return NULL;
    for (uint32_t i = 0; i < d->labels.n; i++) {
        size_t n = label_length(rest, d->labels.p[i].text);
        size_t colon = n ? colon_length((struct str){rest.p + n, rest.n - n}, &d->labels.p[i]) : 0;
        if (!colon) continue;
        *ret_value_at = at + n + colon;
        return &d->labels.p[i];
    }
    return NULL;
}

static bool has_digit(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= '0' && s.p[i] <= '9') return true;
    return false;
}

/* Cut at the first run of two blanks or a bar: the gap to the next column of the form. */
static struct str first_column(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] == '|' || s.p[i] == '\t' || (s.p[i] == ' ' && i + 1 < s.n && s.p[i + 1] == ' ')) return (struct str){s.p, i};
    return s;
}

static bool is_name(struct str s)
{
    size_t letters = 0;
    if (s.n && s.p[0] >= 'a' && s.p[0] <= 'z') return false; /* running text */
    for (size_t i = 0; i < s.n; i++) letters += is_word_byte(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9');
    return s.n >= 2 && s.n <= 60 && letters >= 2 && !has_digit(s);
}

static bool is_number(struct str s)
{
    return s.n >= 2 && s.n <= 30 && has_digit(s);
}

static bool sex_of(struct str s, enum sex *ret)
{
    struct str word = s;
    for (size_t i = 0; i < s.n && word.n == s.n; i++)
        if (!is_word_byte(s.p[i])) word.n = i;
    bool female = str_eq_nocase(word, STR("f")) || str_eq_nocase(word, STR("female"));
    bool male = str_eq_nocase(word, STR("m")) || str_eq_nocase(word, STR("male"));
    *ret = female ? SEX_FEMALE : male ? SEX_MALE : SEX_UNKNOWN;
    return female || male;
}

/* "47", "47 y", "47yo"; months and days count as 0 years. */
static bool age_of(struct str s, int *ret)
{
    size_t digits = 0;
    long v;
    while (digits < s.n && s.p[digits] >= '0' && s.p[digits] <= '9') digits++;
    if (!str_to_long((struct str){s.p, digits}, 0, 130, &v)) return false;
    struct str unit = str_trim((struct str){s.p + digits, s.n - digits});
    if (unit.n && (lower(unit.p[0]) == 'm' || lower(unit.p[0]) == 'd' || lower(unit.p[0]) == 'w')) v = 0;
    *ret = (int)v;
    return true;
}

/* A birthday taken for a date of service is worse than none. */
static bool is_service_date(struct str s)
{
    int date;
    return date_of_text(s, &date) && date >= EARLIEST_SERVICE;
}

static bool makes_sense(enum field field, struct str value)
{
    int number;
    enum sex sex;
    switch (field) {
    case FIELD_name:
    case FIELD_last_name:
    case FIELD_first_name: return is_name(value);
    case FIELD_mrn:
    case FIELD_account: return is_number(value);
    case FIELD_born: return date_of_text(value, &number);
    case FIELD_date_of_service: return is_service_date(value);
    case FIELD_sex: return sex_of(value, &sex);
    case FIELD_age: return age_of(value, &number);
    case FIELD_other:
    case FIELD_COUNT: break;
    }
    return false;
}

/* Dots, bars and dashes that a scan leaves between the columns. */
static struct str trim_specks(struct str s)
{
    while (s.n && strchr(" ,.|_-~", s.p[s.n - 1]) && !(s.n > 2 && s.p[s.n - 1] == '.' && is_word_byte(s.p[s.n - 2]))) s.n--;
    while (s.n && strchr(" ,.:;|_-~", s.p[0])) s = (struct str){s.p + 1, s.n - 1};
    return s;
}

static void offer(struct findings *f, const struct label *l, struct str value)
{
    value = trim_specks(first_column(str_trim(value)));
    if (f->rank[l->field] && f->rank[l->field] <= l->rank) return;
    if (!makes_sense(l->field, value)) return;
    f->rank[l->field] = l->rank;
    f->value[l->field] = value;
}

static void scan_line(const struct demographics *d, struct str line, struct findings *f)
{
    const struct label *open = NULL;
    size_t value_at = 0, next_at;
    for (size_t i = 0; i < line.n; i++) {
        const struct label *l = label_at(d, line, i, &next_at);
        if (!l) continue;
        if (open) offer(f, open, (struct str){line.p + value_at, i - value_at});
        open = l;
        value_at = next_at;
        i = next_at - 1;
    }
    if (open) offer(f, open, (struct str){line.p + value_at, line.n - value_at});
}

static int split_columns(struct str line, struct str column[MOST_COLUMNS])
{
    int n = 0;
    line = str_trim(line);
    while (line.n && n < MOST_COLUMNS) {
        struct str c = first_column(line);
        column[n++] = str_trim(c);
        line = str_trim((struct str){line.p + c.n, line.n - c.n});
        while (line.n && line.p[0] == '|') line = str_trim((struct str){line.p + 1, line.n - 1});
    }
    return n;
}

static const struct label *whole_label(const struct demographics *d, struct str cell)
{
    for (uint32_t i = 0; i < d->labels.n; i++)
        if (label_length(cell, d->labels.p[i].text) == cell.n) return &d->labels.p[i];
    return NULL;
}

/* Forms print the labels in one row and the values in the next: "Date of birth   Age   Sex" over "05/05/1998   27   M". */
static void scan_boxes(const struct demographics *d, struct str labels, struct str values, struct findings *f)
{
    struct str label[MOST_COLUMNS], value[MOST_COLUMNS];
    const struct label *known[MOST_COLUMNS];
    int n = split_columns(labels, label), found = 0;
    if (n < 2 || split_columns(values, value) != n) return;
    for (int i = 0; i < n; i++) found += (known[i] = whole_label(d, label[i])) != NULL;
    if (found < 2) return;
    for (int i = 0; i < n; i++)
        if (known[i]) offer(f, known[i], value[i]);
}

static void fill_text(struct phi *to, const struct findings *f, enum field field)
{
    if (!to->n && f->rank[field]) *to = (struct phi){f->value[field].p, f->value[field].n};
}

static void fill_date(int *to, const struct findings *f, enum field field)
{
    int date;
    if (!*to && f->rank[field] && date_of_text(f->value[field], &date)) *to = date;
}

/* Forms with a box for each part give "Last, First". */
static void fill_name(struct phi *to, const struct findings *f, struct arena *arena)
{
    struct str last = f->value[FIELD_last_name], first = f->value[FIELD_first_name];
    fill_text(to, f, FIELD_name);
    if (to->n || !last.n) return;
    char *p = arena_alloc(arena, last.n + first.n + 3);
    if (!p) return;
    int n = snprintf(p, last.n + first.n + 3, "%.*s%s%.*s", STR_ARG(last), first.n ? ", " : "", (int)first.n, first.n ? first.p : "");
    *to = (struct phi){p, (size_t)n};
}

static void fill(struct chart_facts *to, const struct findings *f, struct arena *arena)
{
    struct encounter *e = &to->encounter;
    fill_name(&to->name, f, arena);
    fill_text(&to->mrn, f, FIELD_mrn);
    fill_text(&to->account, f, FIELD_account);
    fill_date(&to->born, f, FIELD_born);
    fill_date(&e->date_of_service, f, FIELD_date_of_service);
    if (e->sex == SEX_UNKNOWN && f->rank[FIELD_sex]) (void)sex_of(f->value[FIELD_sex], &e->sex);
    if (e->age_years < 0 && f->rank[FIELD_age]) (void)age_of(f->value[FIELD_age], &e->age_years);
    if (e->age_years < 0 && to->born && e->date_of_service >= to->born && e->date_of_service - to->born < 1300000)
        e->age_years = (e->date_of_service - to->born) / 10000;
}

static struct findings scan_page(const struct demographics *d, struct phi text)
{
    struct findings f = {0};
    struct str rest = {text.p, text.n}, line, before = {"", 0};
    for (; str_cut(&rest, '\n', &line); before = line) {
        scan_line(d, line, &f);
        scan_boxes(d, before, line, &f);
    }
    return f;
}

void demographics_read(const struct demographics *d, struct arena *arena, struct phi page_text, struct chart_facts *facts)
{
    struct findings f = scan_page(d, page_text);
    fill(facts, &f, arena);
}

void demographics_read_surest(const struct demographics *d, struct arena *arena, struct phi page_text, struct chart_facts *facts)
{
    struct findings f = scan_page(d, page_text);
    bool header = f.rank[FIELD_mrn] == 1 || f.rank[FIELD_born] == 1; /* beside these a bare "Name:" is the patient's too */
    for (int i = 0; i < FIELD_COUNT; i++)
        if (f.rank[i] > 1 && !(i == FIELD_name && f.rank[i] == 2 && header)) f.rank[i] = 0, f.value[i] = (struct str){"", 0};
    fill(facts, &f, arena);
}
