/* damage: makes a clean page look printed, copied, faxed, folded or photographed badly.
 *
 * A spec is a list of steps, done in order: "lowcontrast=90 skew=4.6 jpeg=30". The number is the step's amount, in
 * the unit that its row of the table names; damage_kinds() lists every kind with its unit and the range in which a
 * person still reads the page. Lengths are in inches of paper, so one amount does the same at any resolution.
 *
 * Pages are 8 bpp gray PIX, 0 black, 255 white, with their resolution set in dpi; a step may return 1 bpp (fax,
 * copies) and the next takes it. The same page, spec and seed give the same pixels. Single thread, no global state.
 */
#ifndef CHARTCODE_TESTS_DAMAGE_H
#define CHARTCODE_TESTS_DAMAGE_H

#include <glib.h>
#include <leptonica/allheaders.h>

struct damage_kind {
    const char *name;
    const char *unit;
    double low, high; /* amounts outside are refused */
    PIX *(*apply)(PIX *in, double amount, GRand *rng); /* in: 8 bpp, lent; result: new, owned by the caller */
    const char *about;
};

/* Every kind; lent for the life of the program. */
const struct damage_kind *damage_kinds(size_t *ret_count);
const struct damage_kind *damage_lookup(const char *name);

/* Does the steps of spec to a copy of in (lent). NULL after a message on stderr for an unknown kind or an amount out of
 * range. An empty spec gives a copy. */
PIX *damage_apply(PIX *in, const char *spec, guint32 seed);

#endif
