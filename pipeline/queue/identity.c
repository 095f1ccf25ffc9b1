#include "identity.h"

#include "identity_in.h"

#define FAMILY_OF_NUMBERS 5 /* digits of an MRN that tell a numbering */

/* How two values of one fact lie to each other. NEAR: misreading, abbreviation or a change of name explains it. */
enum likeness { UNKNOWN, SAME, NEAR, DIFFERENT };

/* ---- letters and edits */

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 32) : c;
}

/* Edits that make a of b; `most` + 1 stands for more than `most`. */
static int edits(struct str a, struct str b, int most)
{
    int row[MOST_TEXT + 1], least = 0;
    size_t longer = a.n < b.n ? b.n : a.n, shorter = a.n < b.n ? a.n : b.n;
    if (longer > MOST_TEXT || longer - shorter > (size_t)most) return most + 1;
    for (size_t j = 0; j <= b.n; j++) row[j] = (int)j;
    for (size_t i = 1; i <= a.n && least <= most; i++) {
        int diagonal = row[0];
        least = row[0] = (int)i;
        for (size_t j = 1; j <= b.n; j++) {
            int above = row[j], best = diagonal + (a.p[i - 1] != b.p[j - 1]);
            if (above + 1 < best) best = above + 1;
            if (row[j - 1] + 1 < best) best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
            if (best < least) least = best;
        }
    }
    return least <= most && row[b.n] <= most ? row[b.n] : most + 1;
}

/* Letters that a scan takes for digits, and digits that it takes for each other, as one. */
static char as_digit(char c)
{
    static const char from[] = "OQDILSBZG", to[] = "000115826";
    const char *at = strchr(from, upper(c));
    return at && c ? to[at - from] : upper(c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* ---- MRN */

static struct number number_of(struct phi s)
{
    struct number r = {.n = 0};
    for (size_t i = 0; i < s.n && r.n < MOST_TEXT; i++) {
        char c = upper(s.p[i]);
        if (!is_digit(c) && !(c >= 'A' && c <= 'Z')) continue;
        if (is_digit(c) && (r.digits || c != '0')) r.digits_only[r.digits++] = c;
        c = as_digit(c);
        if (r.n || c != '0') r.text[r.n++] = c;
    }
    return r;
}

static enum likeness compare_mrn(const struct number *x, const struct number *y)
{
    if (!x || !y) return UNKNOWN;
    if (x->digits >= 4 && x->digits == y->digits && memcmp(x->digits_only, y->digits_only, x->digits) == 0) return SAME;
    int distance = edits((struct str){x->text, x->n}, (struct str){y->text, y->n}, 2);
    size_t shorter = x->n < y->n ? x->n : y->n, longer = x->n < y->n ? y->n : x->n;
    if (distance == 0) return SAME;
    if (distance == 1 || (distance == 2 && shorter >= 8)) return NEAR;
    /* other shapes: the number of another hospital, or no MRN at all */
    return shorter >= FAMILY_OF_NUMBERS && longer - shorter <= 1 && x->digits + 1 >= y->digits && y->digits + 1 >= x->digits ? DIFFERENT : NEAR;
}

/* ---- date of birth */

static enum likeness compare_born(int a, int b)
{
    static const char *const alike[] = {"38", "17", "56", "08", "69", "14"};
    int misread = 0, other = 0;
    if (!a || !b) return UNKNOWN;
    if (a == b) return SAME;
    bool swapped = a / 10000 == b / 10000 && a / 100 % 100 == b % 100 && a % 100 == b / 100 % 100;
    if (swapped || (a > b ? a - b : b - a) == 1000000) return NEAR; /* day and month, or the century */
    for (; a; a /= 10, b /= 10) {
        char x = (char)('0' + a % 10), y = (char)('0' + b % 10);
        bool looks_alike = false;
        for (size_t i = 0; i < sizeof alike / sizeof alike[0]; i++) looks_alike |= strchr(alike[i], x) && strchr(alike[i], y);
        if (x != y) misread += looks_alike, other += !looks_alike;
    }
    return 2 * other + misread <= 3 ? NEAR : DIFFERENT;
}

/* ---- name */

static bool is_title(struct str w)
{
    static const char *const titles[] = {"MR", "MRS", "MS", "MISS", "DR", "JR", "SR", "II", "III", "IV", "MD", "PT", "PATIENT"};
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++)
        if (str_eq(w, str_of(titles[i]))) return true;
    return false;
}

static void end_word(struct name *n, size_t from, size_t to)
{
    struct str w = {n->letters + from, to - from};
    if (w.n && n->words < MOST_WORDS && !is_title(w)) n->word[n->words++] = w;
}

/* "Whitcomb, Delano P." and "Delano P. Whitcomb"; a hyphen parts words, an apostrophe does not. */
static void name_of(struct phi s, struct name *n)
{
    size_t at = 0, from = 0;
    bool comma_first = false;
    *n = (struct name){.words = 0};
    for (size_t i = 0; i <= s.n && at + 1 < sizeof n->letters; i++) {
        char c = i < s.n ? upper(s.p[i]) : ' ';
        bool letter = (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
        if (letter) n->letters[at++] = c;
        else if (c != '\'') end_word(n, from, at), from = at;
        comma_first |= c == ',' && n->words >= 1 && i + 1 < s.n;
    }
    n->last = comma_first ? 0 : n->words - 1;
}

static bool same_word(struct str a, struct str b)
{
    size_t shorter = a.n < b.n ? a.n : b.n;
    if (shorter < 2) return false;
    int distance = edits(a, b, 3);
    return distance == 0 || (distance == 1 && shorter >= 4) || (distance == 2 && shorter >= 6) || (distance == 3 && shorter >= 9);
}

/* "D." for Delano, "Dan" for Daniel. */
static bool shortened_word(struct str a, struct str b)
{
    return a.n && b.n && (str_starts(a, b) || str_starts(b, a));
}

static bool has_word(const struct name *n, struct str w, bool (*like)(struct str, struct str))
{
    for (int i = 0; i < n->words; i++)
        if (like(n->word[i], w)) return true;
    return false;
}

/* Blanks lost or put in by the scan. */
static bool same_letters(const struct name *a, const struct name *b)
{
    struct str x = str_of(a->letters), y = str_of(b->letters);
    int most = (int)((x.n < y.n ? x.n : y.n) / 5);
    return x.n >= 6 && y.n >= 6 && edits(x, y, most) <= most;
}

static enum likeness compare_name(const struct name *x, const struct name *y)
{
    int same = 0, shortened = 0;
    if (!x || !y || x->words < 2 || y->words < 2) return UNKNOWN;
    for (int i = 0; i < x->words; i++) {
        bool found = has_word(y, x->word[i], same_word);
        same += found;
        shortened += !found && has_word(y, x->word[i], shortened_word);
    }
    if (same >= 2 || (same && shortened) || same_letters(x, y)) return SAME;
    if (!same) return DIFFERENT;
    bool family = same_word(x->word[x->last], y->word[y->last]);
    return family ? DIFFERENT : NEAR; /* the family name alone: a relative; another name alone: one that changed by marriage */
}

/* ---- from a page */

#define LEAST_CONFIDENCE .5 /* of a word that may speak against a chart */

/* Running text behind a label ("Patient: Alert and oriented") has words in small letters; names have but particles. */
static bool is_written_as_name(struct phi s)
{
    static const char *const particles[] = {"de", "da", "di", "du", "la", "le", "van", "von", "der", "den", "del", "dos", "el", "al", "bin", "y"};
    struct str rest = {s.p, s.n}, word;
    while (str_cut(&rest, ' ', &word)) {
        bool small = word.n && word.p[0] >= 'a' && word.p[0] <= 'z';
        for (size_t i = 0; small && i < sizeof particles / sizeof particles[0]; i++)
            if (str_eq(word, str_of(particles[i]))) small = false;
        if (small) return false;
    }
    return true;
}

/* A value that is not of the page's text (put together of two boxes) counts as well read. */
static bool is_well_read(const struct page *page, struct phi value)
{
    if (value.p < page->text.p || value.p >= page->text.p + page->text.n) return true;
    size_t start = (size_t)(value.p - page->text.p), end = start + value.n;
    for (uint32_t i = 0; i < page->word_count; i++) {
        const struct word *w = &page->words[i];
        if (w->start < end && w->end > start && w->confidence < LEAST_CONFIDENCE) return false;
    }
    return true;
}

struct identity identity_of_page(const struct demographics *d, struct arena *arena, const struct page *page)
{
    struct chart_facts f = {.encounter = {.age_years = -1}};
    if (!page->text.n) return (struct identity){.born = 0};
    demographics_read_surest(d, arena, page->text, &f);
    struct identity i = {.born = f.born};
    if (f.name.n && is_written_as_name(f.name) && is_well_read(page, f.name)) i.name = f.name;
    if (f.mrn.n && is_well_read(page, f.mrn)) i.mrn = f.mrn;
    return i;
}

/* ---- two patients */

void person_of(const struct identity *i, struct person_room *room, struct person *ret)
{
    *ret = (struct person){.born = i->born};
    if (i->name.n) name_of(i->name, &room->name), ret->name = &room->name;
    if (i->mrn.n) room->mrn = number_of(i->mrn), ret->mrn = &room->mrn;
}

struct likenesses {
    enum likeness name, mrn, born;
};

static struct likenesses compare(const struct person *a, const struct person *b)
{
    return (struct likenesses){compare_name(a->name, b->name), compare_mrn(a->mrn, b->mrn), compare_born(a->born, b->born)};
}

/* Facts in which two patients differ. A name that differs takes no difference away. */
static unsigned differences(struct likenesses k)
{
    unsigned bits =
        (k.name == DIFFERENT ? IDENTITY_NAME : 0u) | (k.mrn == DIFFERENT ? IDENTITY_MRN : 0u) | (k.born == DIFFERENT ? IDENTITY_BORN : 0u);
    bool name_and_born = k.name == DIFFERENT && k.born == DIFFERENT;
    if (k.mrn == SAME) return name_and_born ? bits : 0;
    if (k.born == SAME) return k.name == DIFFERENT && k.mrn == DIFFERENT ? bits : 0;
    return bits;
}

unsigned person_differs(const struct person *chart, const struct person *page)
{
    return differences(compare(chart, page));
}

bool person_contradicts(const struct person *chart, const struct person *page)
{
    struct likenesses k = {UNKNOWN, compare_mrn(chart->mrn, page->mrn), compare_born(chart->born, page->born)};
    if (differences(k)) return true; /* whatever the names, which are the dearest to compare */
    k.name = compare_name(chart->name, page->name);
    return differences(k) != 0;
}

bool person_agrees(const struct person *chart, const struct person *page)
{
    struct likenesses k = {UNKNOWN, compare_mrn(chart->mrn, page->mrn), compare_born(chart->born, page->born)};
    if (k.mrn != SAME && k.born != SAME) return false;
    k.name = compare_name(chart->name, page->name);
    return differences(k) == 0 && (k.mrn == SAME || k.name == SAME);
}

unsigned identity_differs(const struct identity *chart, const struct identity *page)
{
    struct person_room room[2];
    struct person a, b;
    person_of(chart, &room[0], &a), person_of(page, &room[1], &b);
    return person_differs(&a, &b);
}

bool identity_agrees(const struct identity *chart, const struct identity *page)
{
    struct person_room room[2];
    struct person a, b;
    person_of(chart, &room[0], &a), person_of(page, &room[1], &b);
    return person_agrees(&a, &b);
}
