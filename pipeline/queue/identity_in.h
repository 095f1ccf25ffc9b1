/* Who a page speaks of, taken apart once so that it can be compared with many. Shared by identity.c and identity_chart.c alone. */
#ifndef CC_QUEUE_IDENTITY_IN_H
#define CC_QUEUE_IDENTITY_IN_H

#include "identity.h"

#define MOST_WORDS 8 /* of a name */
#define MOST_TEXT 64

struct number {
    char text[MOST_TEXT]; /* letters and digits as digits where they look so; leading zeros gone */
    size_t n, digits;
    char digits_only[MOST_TEXT];
};

struct name {
    char letters[MOST_TEXT * 2];
    struct str word[MOST_WORDS]; /* of letters */
    int words;
    int last; /* index of the family name */
};

struct person {
    const struct name *name; /* lent by a person_room; NULL: unknown */
    const struct number *mrn;
    int born; /* yyyymmdd; 0: unknown */
};

struct person_room {
    struct name name;
    struct number mrn;
};

void person_of(const struct identity *i, struct person_room *room, struct person *ret);
unsigned person_differs(const struct person *chart, const struct person *page); /* as identity_differs() */
bool person_contradicts(const struct person *chart, const struct person *page); /* whether they differ at all; cheaper */
bool person_agrees(const struct person *chart, const struct person *page); /* as identity_agrees() */

#endif
