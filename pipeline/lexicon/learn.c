/* lexicon_learn: what coders taught, added to a compiled lexicon.
 *
 * The lexicon is taken apart into a builder and written again, so that nothing of the official files is read and every phrase,
 * rarity and posting that was there stays as it was: only the phrases in the tables change what they do. */
#include "builder.h"

#include "base/file.h"
#include "base/tsv.h"

#include <math.h>
#include <sodium.h>
#include <stdlib.h>

#define LEARN_ARENA_BYTES ((size_t)64 << 20)
#define LEARN_STRINGS_BYTES ((size_t)1 << 30)

struct learning {
    struct builder b;
    uint32_t old_entries, old_terms;
    uint32_t rows;
};

static enum status copy_array(void *pp, uint32_t *n, uint32_t *room, const void *from, uint32_t count, size_t size)
{
    enum status st = vector_reserve(pp, count + 1, room, size);
    void *p;
    if (st != ST_OK) return st;
    memcpy(&p, pp, sizeof p);
    if (count) memcpy(p, from, count * size);
    *n = count;
    return ST_OK;
}

static enum status take_apart(struct learning *l, const struct lexicon *lex)
{
    struct builder *b = &l->b;
    enum status st = ST_OK;
    buf_add(&b->strings, lex->strings, lex->strings_bytes);
    TRY(buf_status(&b->strings));
    TRY(builder_know_strings(b));
#define COPY(v, count) TRY(copy_array((void *)&b->v.p, &b->v.n, &b->v.room, lex->v, lex->count, sizeof *b->v.p))
    COPY(codes, code_count);
    COPY(notes, note_count);
    COPY(terms, term_count);
    COPY(title_words, title_word_count);
    COPY(entries, entry_count);
    COPY(entry_terms, entry_term_count);
    COPY(postings, posting_count);
    COPY(cues, cue_count);
    COPY(cue_terms, cue_term_count);
    COPY(rewrites, rewrite_count);
    COPY(headings, heading_count);
    COPY(rules, rule_count);
    COPY(code_rules, code_rule_count);
    COPY(weights, weight_count);
    for (uint32_t t = 0; t < b->terms.n; t++) b->terms.p[t].holder_count = b->terms.p[t].group_count = 0; /* counted anew */
    COPY(term_slots, term_slot_count);
    COPY(rewrite_slots, rewrite_slot_count);
    COPY(heading_slots, heading_slot_count);
    COPY(spelled, spelled_count);
#undef COPY
    buf_str(&b->sources, lex_str(lex, lex->header->sources));
    b->effective_date = lex->header->effective_date;
    l->old_entries = b->entries.n;
    l->old_terms = b->terms.n;
done:
    return st;
}

static enum status count_terms(struct builder *b)
{
    enum status st = vector_reserve((void *)&b->term_frequency.p, b->terms.n + 1, &b->term_frequency.room, sizeof *b->term_frequency.p);
    if (st != ST_OK) return st;
    b->term_frequency.n = b->terms.n;
    memset(b->term_frequency.p, 0, b->terms.n * sizeof *b->term_frequency.p);
    for (uint32_t i = 0; i < b->entry_terms.n; i++) b->term_frequency.p[b->entry_terms.p[i]]++;
    return ST_OK;
}

static bool same_terms(const struct builder *b, const struct lex_entry *e, const uint32_t *terms, uint32_t n)
{
    if (e->term_count != n) return false;
    for (uint32_t i = 0; i < n; i++) {
        bool found = false;
        for (uint32_t k = 0; k < n && !found; k++) found = b->entry_terms.p[e->first_term + k] == terms[i];
        if (!found) return false;
    }
    return true;
}

static bool is_billable(const struct builder *b, uint32_t code)
{
    return code != LEXICON_NO_CODE && b->codes.p[code].level == LEVEL_CODE && (b->codes.p[code].flags & LEX_CODE_BILLABLE);
}

/* A code of a new phrase; one that the lexicon does not know or bill is left out. */
static enum status phrase_row(void *ctx, const struct tsv *t)
{
    struct learning *l = ctx;
    struct entry_facts facts = {.when = t->cell[2]};
    builder_view(&l->b);
    facts.code = lexicon_code_any(&l->b.view, t->cell[1]);
    if (!is_billable(&l->b, facts.code)) return ST_OK;
    facts.source = l->b.codes.p[facts.code].system == SYSTEM_ICD10CM ? SOURCE_OWN : SOURCE_PROCEDURE;
    return builder_entry(&l->b, t->cell[0], &facts);
}

/* New words are as rare as words come; new phrases weigh what their words weigh. */
static void weigh(struct learning *l)
{
    struct builder *b = &l->b;
    for (uint32_t t = l->old_terms; t < b->terms.n; t++) b->terms.p[t].idf = (float)log1p((b->entries.n + 1.0) / 2.0);
    for (uint32_t i = l->old_entries; i < b->entries.n; i++) {
        struct lex_entry *e = &b->entries.p[i];
        for (uint32_t k = 0; k < e->term_count; k++) e->weight += b->terms.p[b->entry_terms.p[e->first_term + k]].idf;
    }
}

/* New phrases behind the old ones of their rarest word; the old ones keep their places. */
static enum status post(struct learning *l)
{
    struct builder *b = &l->b;
    uint32_t added = b->entries.n - l->old_entries, at = 0, *more = calloc(b->terms.n + 1, sizeof *more);
    struct lex_posting *grown = calloc(b->postings.n + added + 1, sizeof *grown);
    if (!more || !grown) {
        free(more);
        free(grown);
        return fail(ST_NO_MEMORY, "out of memory while building the lexicon");
    }
    for (uint32_t i = l->old_entries; i < b->entries.n; i++) more[builder_rarest(b, &b->entries.p[i])]++;
    for (uint32_t t = 0; t < b->terms.n; t++) {
        struct lex_term *term = &b->terms.p[t];
        if (term->posting_count) memcpy(grown + at, b->postings.p + term->first_posting, term->posting_count * sizeof *grown);
        term->first_posting = at;
        at += term->posting_count + more[t];
    }
    for (uint32_t i = l->old_entries; i < b->entries.n; i++) {
        struct lex_term *term = &b->terms.p[builder_rarest(b, &b->entries.p[i])];
        grown[term->first_posting + term->posting_count++] = (struct lex_posting){builder_signature(b, &b->entries.p[i]), i, 0};
    }
    free(more);
    free(b->postings.p);
    b->postings.p = grown;
    b->postings.n = b->postings.room = b->postings.n + added;
    return ST_OK;
}

/* Chains the row to every entry of the phrase, whatever the order of its words. */
static enum status attach(struct learning *l, struct str phrase, struct lex_learned *row)
{
    struct builder *b = &l->b;
    uint32_t terms[ENTRY_MOST_TERMS], n, hits = 0;
    enum status st = ST_OK;
    TRY(builder_terms(b, phrase, terms, &n));
    if (n) TRY(vector_reserve((void *)&b->learned.p, b->learned.n + 1, &b->learned.room, sizeof *b->learned.p));
    for (uint32_t k = 0; k < n; k++) {
        const struct lex_term *term = &b->terms.p[terms[k]];
        for (uint32_t i = 0; i < term->posting_count; i++) {
            struct lex_entry *e = &b->entries.p[b->postings.p[term->first_posting + i].entry];
            if (!same_terms(b, e, terms, n)) continue;
            row->next = hits++ ? row->next : e->learned;
            e->learned = b->learned.n + 1;
        }
    }
    if (hits) b->learned.p[b->learned.n++] = *row;
done:
    arena_reset(b->arena);
    return st;
}

struct explained {
    struct str phrase, code, other, note;
    enum learned_effect effect;
    float weight;
};

static uint32_t explain(struct learning *l, const struct explained *e)
{
    struct buf text;
    buf_init(&text, 1024);
    buf_printf(&text, "learned: ");
    if (e->effect == LEARNED_INSTEAD) buf_printf(&text, "'%.*s' is %.*s here, not %.*s", STR_ARG(e->phrase), STR_ARG(e->other), STR_ARG(e->code));
    else if (e->effect == LEARNED_MUTE) buf_printf(&text, "coders turn %.*s down for '%.*s'", STR_ARG(e->code), STR_ARG(e->phrase));
    else if (e->effect == LEARNED_ADD) buf_printf(&text, "coders add %.*s for '%.*s'", STR_ARG(e->code), STR_ARG(e->phrase));
    else
        buf_printf(&text, "coders confirm %.*s for '%.*s' %s often than the ranking expects", STR_ARG(e->code), STR_ARG(e->phrase),
                   e->weight > 0 ? "more" : "less");
    if (e->note.n) buf_printf(&text, " (%.*s)", STR_ARG(e->note));
    if (text.st != ST_OK) l->b.strings.st = text.st;
    uint32_t at = builder_string(&l->b, (struct str){text.p ? text.p : "", text.n});
    buf_clear(&text);
    return at;
}

static enum status add_learned(struct learning *l, const struct explained *e)
{
    builder_view(&l->b);
    uint32_t code = lexicon_code_any(&l->b.view, e->code);
    uint32_t other = e->effect == LEARNED_INSTEAD ? lexicon_code_any(&l->b.view, e->other) : code;
    if (code == LEXICON_NO_CODE || other == LEXICON_NO_CODE || (e->effect == LEARNED_INSTEAD && !is_billable(&l->b, other))) return ST_OK;
    struct lex_learned row = {.code = code, .other = other, .effect = (uint32_t)e->effect, .weight = e->weight, .text = explain(l, e)};
    l->rows++;
    return attach(l, e->phrase, &row);
}

/* Runs behind the postings, which find a phrase's entries. */
static enum status phrase_note(void *ctx, const struct tsv *t)
{
    struct learning *l = ctx;
    const struct explained e = {.phrase = t->cell[0], .code = t->cell[1], .note = t->cell[3], .effect = LEARNED_ADD};
    return add_learned(l, &e);
}

static enum status preference_row(void *ctx, const struct tsv *t)
{
    struct explained e = {.phrase = t->cell[0], .code = t->cell[1], .note = t->cell[4]};
    enum status st = ST_OK;
    for (e.effect = LEARNED_INSTEAD; e.effect < LEARNED_EFFECT_COUNT; e.effect++)
        if (str_eq(t->cell[2], str_of(learned_effect_name(e.effect)))) break;
    if (e.effect == LEARNED_EFFECT_COUNT) return tsv_fault(t, "unknown effect '%.*s'; it is instead, mute or weight", STR_ARG(t->cell[2]));
    if (e.effect == LEARNED_INSTEAD) e.other = t->cell[3];
    if (e.effect == LEARNED_WEIGHT) {
        TRY(builder_weight(t, t->cell[3], &e.weight));
        if (!(fabsf(e.weight) <= LEARNED_MOST_WEIGHT))
            return tsv_fault(t, "weight '%.*s' is out of range, limit is %.1f either way", STR_ARG(t->cell[3]), (double)LEARNED_MOST_WEIGHT);
    }
    st = add_learned(ctx, &e);
done:
    return st;
}

static enum status learn_all(struct learning *l, const char *folder)
{
    enum status st = ST_OK;
    TRY(count_terms(&l->b));
    TRY(each_row(folder, LEARNED_PHRASES, LEARNED_PHRASES_COLUMNS, phrase_row, l));
    weigh(l);
    TRY(post(l));
    TRY(build_groups_of_postings(&l->b));
    TRY(build_holders(&l->b));
    TRY(build_known(&l->b));
    l->b.closed = true;
    TRY(each_row(folder, LEARNED_PHRASES, LEARNED_PHRASES_COLUMNS, phrase_note, l));
    TRY(each_row(folder, LEARNED_PREFERENCES, LEARNED_PREFERENCES_COLUMNS, preference_row, l));
    buf_printf(&l->b.sources, "learned from coders: %u rows\n", l->rows);
done:
    return st;
}

enum status lexicon_learn(const char *base, const char *folder, uint32_t version, const char *out)
{
    struct learning l = {.rows = 0};
    struct lexicon *lex = NULL;
    enum status st = ST_OK;
    if (sodium_init() < 0) return fail(ST_INTERNAL, "libsodium does not start");
    buf_init(&l.b.strings, LEARN_STRINGS_BYTES);
    buf_init(&l.b.sources, (size_t)1 << 20);
    l.b.arena = arena_new(LEARN_ARENA_BYTES);
    l.b.forms = arena_new(LEARN_ARENA_BYTES);
    if (!l.b.arena || !l.b.forms) TRY(ST_NO_MEMORY);
    TRY(lexicon_open(base, &lex));
    if (lex->header->learned_version) TRY(fail(ST_USAGE, "lexicon '%s' holds what was learned already; name the one it was made from", base));
    TRY(take_apart(&l, lex));
    TRY(learn_all(&l, folder));
    l.b.learned_version = version;
    TRY(builder_write(&l.b, out));
done:
    lexicon_close(lex);
    builder_clear(&l.b);
    return st;
}
