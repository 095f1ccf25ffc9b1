/* Whose chart is it? A chart of thousands of pages names a few patients thousands of times: pages that say the same are gathered,
 * and each patient is compared with what is said, not with each page that says it. */
#include "identity_in.h"

#include <stdlib.h>

/* What one or more pages say. */
struct claim {
    struct person person;
    uint32_t pages; /* that say it */
    uint32_t asked; /* the patient whom it was last found not to agree with; see struct claims */
    uint32_t passed; /* the best patient so far beside whom it was passed over */
    bool weighed; /* its pages were counted */
};

struct claims {
    struct claim *p; /* in the order of their first pages */
    uint32_t n;
    uint32_t *of_page;
    uint32_t patient; /* counts the patients asked for; one who was completed counts anew */
};

struct said {
    const struct identity *identity;
    uint32_t page;
};

static int compare_text(struct phi a, struct phi b)
{
    if (a.n != b.n) return a.n < b.n ? -1 : 1;
    return a.n ? memcmp(a.p, b.p, a.n) : 0;
}

static int compare_identity(const struct identity *a, const struct identity *b)
{
    int order = compare_text(a->mrn, b->mrn);
    if (!order) order = compare_text(a->name, b->name);
    return order ? order : (a->born > b->born) - (a->born < b->born);
}

static int compare_said(const void *a, const void *b)
{
    const struct said *x = a, *y = b;
    int order = compare_identity(x->identity, y->identity);
    return order ? order : (x->page > y->page) - (x->page < y->page);
}

static enum status gather(struct arena *arena, const struct identity *pages, uint32_t n, struct claims *ret)
{
    struct said *said = ARENA_ARRAY(arena, struct said, (size_t)n + 1);
    uint32_t *first = ARENA_ARRAY(arena, uint32_t, (size_t)n + 1); /* by page: the first page that says the same */
    *ret = (struct claims){ARENA_ARRAY(arena, struct claim, (size_t)n + 1), 0, ARENA_ARRAY(arena, uint32_t, (size_t)n + 1), 0};
    if (!said || !first || !ret->p || !ret->of_page) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) said[i] = (struct said){&pages[i], i};
    qsort(said, n, sizeof *said, compare_said);
    for (uint32_t i = 0; i < n; i++) {
        bool again = i > 0 && compare_identity(said[i - 1].identity, said[i].identity) == 0;
        first[said[i].page] = again ? first[said[i - 1].page] : said[i].page;
    }
    for (uint32_t i = 0; i < n; i++) {
        ret->of_page[i] = first[i] == i ? ret->n++ : ret->of_page[first[i]];
        struct claim *c = &ret->p[ret->of_page[i]];
        if (c->pages++) continue;
        struct person_room *room = ARENA_ARRAY(arena, struct person_room, 1);
        if (!room) return ST_NO_MEMORY;
        person_of(&pages[i], room, &c->person);
    }
    return ST_OK;
}

static bool is_known(const struct person *p)
{
    return p->name || p->mrn || p->born;
}

static bool adds(const struct person *patient, const struct person *page)
{
    return (!patient->name && page->name) || (!patient->mrn && page->mrn) || (!patient->born && page->born);
}

static void fill(struct person *to, const struct person *from)
{
    if (!to->name) to->name = from->name;
    if (!to->mrn) to->mrn = from->mrn;
    if (!to->born) to->born = from->born;
}

/* In the order of the pages: whom the patient is completed from decides who agrees further on. */
static void complete(struct person *patient, struct claims *claims, uint32_t n)
{
    claims->patient++;
    for (uint32_t i = 0; i < n && !(patient->name && patient->mrn && patient->born); i++) {
        struct claim *c = &claims->p[claims->of_page[i]];
        if (c->asked == claims->patient || !adds(patient, &c->person)) continue;
        c->asked = claims->patient;
        if (!person_agrees(patient, &c->person)) continue;
        fill(patient, &c->person);
        claims->patient++;
    }
}

static uint32_t count_pages(const struct claims *claims, const struct person *patient)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < claims->n; i++) {
        const struct claim *c = &claims->p[i];
        if (is_known(&c->person) && !person_contradicts(patient, &c->person)) count += c->pages;
    }
    return count;
}

/* The first of those whom most pages do not contradict. Who is passed over beside one patient may be weighed beside the next best. */
static struct person most_named(struct claims *claims, uint32_t n)
{
    struct person best = {.born = 0};
    uint32_t best_pages = 0, bests = 1;
    for (uint32_t i = 0; i < n; i++) {
        struct claim *c = &claims->p[claims->of_page[i]];
        if (c->weighed || c->passed == bests || !is_known(&c->person)) continue;
        c->passed = bests;
        if (best_pages && !person_contradicts(&best, &c->person)) continue;
        struct person patient = c->person;
        complete(&patient, claims, n);
        c->weighed = true;
        uint32_t count = count_pages(claims, &patient);
        if (count <= best_pages) continue;
        best_pages = count;
        best = patient;
        bests++;
    }
    return best;
}

enum status identity_of_chart(struct arena *arena, const struct identity *known, const struct identity *pages, uint32_t n, unsigned *ret_differs)
{
    struct person_room room;
    struct person patient;
    struct claims claims;
    enum status st = gather(arena, pages, n, &claims);
    if (st != ST_OK) return st;
    person_of(known, &room, &patient);
    if (!is_known(&patient)) patient = most_named(&claims, n);
    complete(&patient, &claims, n);
    unsigned *differs = ARENA_ARRAY(arena, unsigned, (size_t)claims.n + 1); /* by claim */
    if (!differs) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < claims.n; i++) differs[i] = person_differs(&patient, &claims.p[i].person);
    for (uint32_t i = 0; i < n; i++) ret_differs[i] = differs[claims.of_page[i]];
    return ST_OK;
}
