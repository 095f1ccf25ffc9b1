/* Poisoning, adverse effect and underdosing (T36-T50): a drug's name leads there where the record states the intent beside it. */
#include "builder.h"

#include "base/tsv.h"

#include <stdio.h>
#include <stdlib.h>

struct drug_code {
    uint32_t name, stem; /* strings; the name of a class with its mark before it */
};

struct drug_table {
    struct builder *b;
    VECTOR(struct drug_code) codes;
};

#define CLASS_MARK "class: "

/* The character of the intent, and when the record states it. */
static const struct intent {
    char character;
    const char *when;
} intents[] = {
    {'1', "near:drug=poisoning"}, {'2', "near:drug=selfharm"}, {'5', "near:drug=adverse"}, {'5', "before:cause=yes"}, {'6', "near:drug=underdosing"}};

static enum status add_drug(struct builder *b, struct str name, struct str stem)
{
    enum status st = ST_OK;
    for (size_t i = 0; i < sizeof intents / sizeof intents[0] && st == ST_OK; i++) {
        char code[12];
        (void)snprintf(code, sizeof code, "%.*s%c", STR_ARG(stem), intents[i].character);
        struct entry_facts facts = {.source = SOURCE_DRUG, .incomplete = true, .when = str_of(intents[i].when)};
        builder_view(b);
        facts.code = lexicon_code(&b->view, SYSTEM_ICD10CM, str_of(code));
        if (facts.code != LEXICON_NO_CODE) st = builder_entry(b, name, &facts);
    }
    return st;
}

static const struct drug_code *find(const struct drug_table *t, const char *mark, struct str name)
{
    for (uint32_t i = 0; i < t->codes.n; i++) {
        const char *have = t->b->strings.p + t->codes.p[i].name;
        if (strncmp(have, mark, strlen(mark)) == 0 && str_eq(str_of(have + strlen(mark)), name)) return &t->codes.p[i];
    }
    return NULL;
}

static enum status code_row(void *ctx, const struct tsv *row)
{
    struct drug_table *t = ctx;
    struct builder *b = t->b;
    struct str *forms, one = row->cell[0];
    uint32_t n = 1;
    enum status st = ST_OK;
    if (row->cell[1].n < 5 || row->cell[1].n > 6) return tsv_fault(row, "'%.*s' is no code up to the intent", STR_ARG(row->cell[1]));
    bool class = str_starts(one, STR(CLASS_MARK));
    if (class) forms = &one;
    else TRY(phrase_forms(b->forms, one, &forms, &n));
    builder_view(b);
    builder_tell_unknown(b, row, row->cell[1]);
    for (uint32_t i = 0; i < n; i++) {
        struct drug_code c = {builder_string(b, forms[i]), builder_string(b, row->cell[1])};
        PUSH(t->codes, c);
        if (!class) TRY(add_drug(b, forms[i], row->cell[1]));
    }
done:
    arena_reset(b->forms);
    return st;
}

/* A drug without a row of its own has the code of its class. */
static enum status medication_row(void *ctx, const struct tsv *row)
{
    struct drug_table *t = ctx;
    const struct drug_code *class = find(t, CLASS_MARK, row->cell[1]);
    if (!class || find(t, "", row->cell[0])) return ST_OK;
    return add_drug(t->b, row->cell[0], str_of(t->b->strings.p + class->stem));
}

enum status build_drugs(struct builder *b, const char *folder)
{
    struct drug_table t = {.b = b};
    enum status st = ST_OK;
    TRY(each_row(folder, "drug_codes.tsv", "drug code note", code_row, &t));
    TRY(each_row(folder, "medications.tsv", "drug class hint code note", medication_row, &t));
done:
    free(t.codes.p);
    return st;
}
