/* The table of kinds and the reader of specs. */
#include "damage_parts.h"

#include <stdio.h>
#include <string.h>

static const struct damage_kind kinds[] = {
    {"gradient", "gray levels", 20, 170, damage_gradient, "light falls off from one corner to the other"},
    {"shadow", "share of light", .1, .7, damage_shadow, "a soft shadow lies across the page"},
    {"hardshadow", "share of light", .1, .7, damage_hardshadow, "a hand's or cover's shadow with a sharp edge"},
    {"lowcontrast", "gray levels", 25, 200, damage_lowcontrast, "so many levels lie between ink and paper"},
    {"dim", "share of light", .1, .75, damage_dim, "underexposed, uneven, with sensor noise"},
    {"bleed", "share of ink", .05, .5, damage_bleed, "the back of the sheet shows through, mirrored"},
    {"stain", "share of light", .1, .6, damage_stain, "coffee rings and damp patches"},
    {"speckle", "share", .02, .5, damage_speckle, "noise that grows with brightness"},
    {"saltpepper", "share of pixels", .002, .1, damage_saltpepper, "single black and white pixels"},
    {"grain", "gray levels", 2, 40, damage_grain, "sensor noise"},
    {"blur", "inch", .001, .012, damage_blur, "out of focus; the deviation of the spot"},
    {"jpeg", "quality", 5, 95, damage_jpeg, "compressed and opened again"},
    {"copier", "dots per square inch", 20, 2500, damage_copier, "dense toner dust"},
    {"threshold", "gray level", 60, 245, damage_threshold, "plain black and white"},
    {"copies", "generations", 1, 8, damage_copies, "a copy of a copy, black and white"},
    {"faxfine", "specks per square inch", 0, 40, damage_faxfine, "204x196 dpi, black and white"},
    {"faxcoarse", "specks per square inch", 0, 40, damage_faxcoarse, "204x98 dpi, black and white"},
    {"lowdpi", "dpi", 75, 200, damage_lowdpi, "scanned at a low resolution"},
    {"skew", "degree", -10, 10, damage_skew, "turned clockwise by a few degrees"},
    {"turn", "degree", 90, 270, damage_turn, "turned clockwise by quarter turns: 90, 180 or 270"},
    {"photo", "share of width", .01, .15, damage_photo, "a phone's slanted view, with the desk around"},
    {"curl", "inch", .02, .4, damage_curl, "the sheet bends near the spine: lines curve"},
    {"fold", "inch", .02, .25, damage_fold, "folded twice: lines bend by so much at a crease"},
    {"border", "inch", .05, .6, damage_border, "black edges of an oversize scan"},
    {"punch", "holes", 1, 5, damage_punch, "punched holes along the left edge"},
    {"staple", "staples", 1, 4, damage_staple, "a staple and the shadow of a turned corner"},
    {"stamp", "share of ink", .2, .9, damage_stamp, "a rubber stamp over the text"},
    {"watermark", "share of ink", .05, .6, damage_watermark, "large diagonal letters under the text"},
    {"streaks", "streaks", 1, 30, damage_streaks, "black lines down the page from a dirty drum"},
    {"gridlines", "inch", .15, .6, damage_gridlines, "pre-printed lines so far apart, across the text"},
    {"faded", "share of ink", .1, .85, damage_faded, "ink gone in patches"},
    {"broken", "share of ink", .05, .6, damage_broken, "strokes with gaps"},
    {"lowink", "share of ink", .2, .9, damage_lowink, "bands where the cartridge ran low"},
    {"dotmatrix", "dots per inch", 70, 150, damage_dotmatrix, "letters made of pins' dots"},
};

const struct damage_kind *damage_kinds(size_t *ret_count)
{
    *ret_count = G_N_ELEMENTS(kinds);
    return kinds;
}

const struct damage_kind *damage_lookup(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
        if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
    return NULL;
}

/* Splits "kind=amount"; a kind without an amount is refused, for silence would hide a slip in a plan. */
static const struct damage_kind *step_read(const char *step, double *ret_amount)
{
    const char *equals = strchr(step, '=');
    char *name = g_strndup(step, equals ? (gsize)(equals - step) : strlen(step));
    const struct damage_kind *kind = damage_lookup(name);
    char *end = NULL;
    double amount = equals ? g_ascii_strtod(equals + 1, &end) : 0;
    g_free(name);
    if (!kind || !equals || end == equals + 1 || *end) {
        fprintf(stderr, "unknown damage '%s'\n", step);
        return NULL;
    }
    if (amount < kind->low || amount > kind->high) {
        fprintf(stderr, "damage '%s' is outside %g to %g %s\n", step, kind->low, kind->high, kind->unit);
        return NULL;
    }
    *ret_amount = amount;
    return kind;
}

/* Each step has its own random numbers, so that taking one step out leaves the others as they were. */
static PIX *step_apply(PIX *in, const char *step, guint32 seed)
{
    double amount = 0;
    const struct damage_kind *kind = step_read(step, &amount);
    if (!kind) return NULL;
    PIX *gray = pixConvertTo8(in, 0);
    pixCopyResolution(gray, in);
    GRand *rng = g_rand_new_with_seed(seed ^ g_str_hash(kind->name));
    PIX *out = kind->apply(gray, amount, rng);
    g_rand_free(rng);
    pixDestroy(&gray);
    return out;
}

PIX *damage_apply(PIX *in, const char *spec, guint32 seed)
{
    char **steps = g_strsplit(spec, " ", -1);
    PIX *page = pixCopy(NULL, in);
    for (guint i = 0; page && steps[i]; i++) {
        if (!*steps[i]) continue;
        PIX *next = step_apply(page, steps[i], seed + i);
        pixDestroy(&page);
        page = next;
    }
    g_strfreev(steps);
    return page;
}
