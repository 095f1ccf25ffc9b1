/* A lexicon that was cut, patched or built by another program must not lead a lookup astray: every index is checked at
 * opening, in one pass over the arrays, unless the file is as its compiler left it (lexicon_seal_ns()). */
#include "lexicon_internal.h"

#include <sodium.h>

static enum status damaged(const char *path, const char *what, uint32_t at)
{
    return fail(ST_BAD_DATA, "lexicon '%s' is damaged (%s %u); build it again", path, what, at);
}

static bool run_fits(uint32_t first, uint32_t n, uint32_t count)
{
    return first <= count && n <= count - first;
}

static bool is_power_of_two(uint32_t n)
{
    return n == 0 || (n & (n - 1)) == 0;
}

static enum status check_codes(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->code_count; i++) {
        const struct lex_code *c = &lex->codes[i];
        bool good = c->code < lex->strings_bytes && c->title < lex->strings_bytes && c->parent < (int32_t)i && c->parent >= -1 && c->end > i &&
                    c->end <= lex->code_count && run_fits(c->first_note, c->note_count, lex->note_count) &&
                    run_fits(c->first_word, c->word_count, lex->title_word_count) && run_fits(c->first_rule, c->rule_count, lex->code_rule_count) &&
                    c->system < SYSTEM_COUNT;
        if (!good) return damaged(path, "code", i);
    }
    for (uint32_t i = 0; i < lex->code_rule_count; i++)
        if (lex->code_rules[i] >= lex->rule_count) return damaged(path, "rule of a code", i);
    for (uint32_t i = 0; i < lex->note_count; i++)
        if (lex->notes[i].text >= lex->strings_bytes || lex->notes[i].kind >= NOTE_KIND_COUNT || lex->notes[i].ranges >= lex->strings_bytes)
            return damaged(path, "note", i);
    return ST_OK;
}

static enum status check_phrases(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->term_count; i++) {
        const struct lex_term *t = &lex->terms[i];
        if (t->text >= lex->strings_bytes || !run_fits(t->first_posting, t->posting_count, lex->posting_count) ||
            !run_fits(t->first_holder, t->holder_count, lex->holder_count) || !run_fits(t->first_cue, t->cue_count, lex->cue_count) ||
            t->role >= ROLE_COUNT)
            return damaged(path, "term", i);
    }
    for (uint32_t i = 0; i < lex->entry_count; i++) {
        const struct lex_entry *e = &lex->entries[i];
        bool good = e->term_count > 0 && run_fits(e->first_term, e->term_count, lex->entry_term_count) &&
                    (e->code < lex->code_count || (e->code == LEXICON_NO_CODE && e->source == SOURCE_MEDICATION)) && e->more <= 2 &&
                    e->text < lex->strings_bytes && e->when < lex->strings_bytes && e->source < SOURCE_COUNT && e->learned <= lex->learned_count;
        for (int k = 0; good && k < e->more; k++) good = e->also[k] < lex->code_count;
        if (!good) return damaged(path, "entry", i);
    }
    for (uint32_t i = 0; i < lex->entry_term_count; i++)
        if (lex->entry_terms[i] >= lex->term_count) return damaged(path, "entry term", i);
    for (uint32_t i = 0; i < lex->title_word_count; i++)
        if (lex->title_words[i] >= lex->term_count) return damaged(path, "title word", i);
    for (uint32_t i = 0; i < lex->posting_count; i++)
        if (lex->postings[i].entry >= lex->entry_count) return damaged(path, "posting", i);
    return ST_OK;
}

/* The groups of a term share its postings out. */
static enum status check_groups(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->term_count; i++) {
        const struct lex_term *t = &lex->terms[i];
        uint32_t left = t->posting_count;
        if (!run_fits(t->first_group, t->group_count, lex->group_count)) return damaged(path, "groups of term", i);
        for (uint32_t g = t->first_group; g < t->first_group + t->group_count; g++) {
            const struct lex_group *group = &lex->groups[g];
            if (group->posting_count > left || (group->second != LEXICON_NO_TERM && group->second >= lex->term_count))
                return damaged(path, "group", g);
            left -= group->posting_count;
        }
    }
    return ST_OK;
}

static enum status check_index(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->index_count; i++) {
        const struct lex_index *x = &lex->index[i];
        uint32_t outer = x->parent >= 0 && x->parent < (int32_t)i ? lex->index[x->parent].end : lex->index_count;
        bool good = x->term < lex->strings_bytes && x->code < lex->strings_bytes && x->manifestation < lex->strings_bytes &&
                    x->see < lex->strings_bytes && x->see_also < lex->strings_bytes && x->parent >= -1 && x->parent < (int32_t)i && x->end > i &&
                    x->end <= outer && x->kind <= INDEX_DRUG;
        if (!good) return damaged(path, "index line", i);
    }
    return ST_OK;
}

static bool is_fact(const struct lexicon *lex, const struct lex_cue *c)
{
    return c->name_bytes < lex->strings_bytes - c->text && lex->strings[c->text + c->name_bytes] == '=';
}

static enum status check_cues(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->cue_count; i++) {
        const struct lex_cue *c = &lex->cues[i];
        if (!run_fits(c->first_term, (uint32_t)c->term_count + c->end_count, lex->cue_term_count) || c->text >= lex->strings_bytes ||
            c->status >= CUE_STATUS_COUNT || c->term_count == 0 || (c->status == CUE_FACT && !is_fact(lex, c)))
            return damaged(path, "cue", i);
    }
    for (uint32_t i = 0; i < lex->cue_term_count; i++)
        if (lex->cue_terms[i] >= lex->term_count) return damaged(path, "cue term", i);
    return ST_OK;
}

/* A rewrite of more words than its text has would lead the tokenizer past the end of the chart. */
static uint32_t words_of(const char *s)
{
    uint32_t n = *s != '\0';
    for (; *s; s++) n += *s == ' ';
    return n;
}

static enum status check_words(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->rewrite_count; i++) {
        const struct lex_rewrite *r = &lex->rewrites[i];
        if (r->from >= lex->strings_bytes || r->to >= lex->strings_bytes || r->written >= lex->strings_bytes || r->near >= lex->strings_bytes ||
            r->word_count == 0 || r->word_count > words_of(lex->strings + r->from) || r->first_bytes != strcspn(lex->strings + r->from, " ") ||
            r->run > lex->rewrite_count - i)
            return damaged(path, "rewrite", i);
    }
    for (uint32_t i = 0; i < lex->rule_count; i++) {
        const struct lex_rule *r = &lex->rules[i];
        bool good = r->first < lex->strings_bytes && r->second < lex->strings_bytes && r->text < lex->strings_bytes && r->when < lex->strings_bytes &&
                    r->note < lex->strings_bytes && r->kind < RULE_KIND_COUNT;
        bool has_code = r->kind == RULE_COMBINATION || r->kind == RULE_VISIT;
        if (i > 0 && r->kind < lex->rules[i - 1].kind) good = false;
        if (!good || (has_code && r->code >= lex->code_count)) return damaged(path, "rule", i);
    }
    for (uint32_t i = 0; i < lex->weight_count; i++)
        if (lex->weights[i].name >= lex->strings_bytes) return damaged(path, "weight", i);
    for (uint32_t i = 0; i < lex->heading_count; i++)
        if (lex->headings[i].text >= lex->strings_bytes || lex->headings[i].section >= SECTION_COUNT ||
            lex->headings[i].bytes >= lex->strings_bytes - lex->headings[i].text)
            return damaged(path, "heading", i);
    return ST_OK;
}

static enum status check_known(const struct lexicon *lex, const char *path)
{
    if (lex->known_first_count != KNOWN_GROUPS + 1) return damaged(path, "groups of words", lex->known_first_count);
    for (uint32_t g = 0; g < KNOWN_GROUPS; g++)
        if (lex->known_first[g] > lex->known_first[g + 1]) return damaged(path, "group of words", g);
    if (lex->known_first[KNOWN_GROUPS] > lex->known_count) return damaged(path, "group of words", KNOWN_GROUPS);
    for (uint32_t g = 0; g < KNOWN_GROUPS; g++)
        for (uint32_t i = lex->known_first[g]; i < lex->known_first[g + 1]; i++) {
            uint32_t term = lex->known[i].term;
            if (term >= lex->term_count || lex_str(lex, lex->terms[term].text).n != g % KNOWN_LENGTHS) return damaged(path, "known word", i);
        }
    return ST_OK;
}

/* A phrase's chain runs towards the front, so that it ends. */
static enum status check_learned(const struct lexicon *lex, const char *path)
{
    for (uint32_t i = 0; i < lex->learned_count; i++) {
        const struct lex_learned *l = &lex->learned[i];
        if (l->code >= lex->code_count || l->other >= lex->code_count || l->text >= lex->strings_bytes || l->next > i ||
            l->effect >= LEARNED_EFFECT_COUNT || !(l->weight >= -LEARNED_MOST_WEIGHT && l->weight <= LEARNED_MOST_WEIGHT))
            return damaged(path, "learned row", i);
    }
    return ST_OK;
}

/* Open addressing ends at an empty slot, so there must be one. */
static bool slots_good(const struct lex_hash_slot *slots, uint32_t n, uint32_t values)
{
    bool empty = n == 0;
    for (uint32_t i = 0; i < n; i++) {
        if (slots[i].value > values) return false;
        empty = empty || slots[i].value == 0;
    }
    return empty && is_power_of_two(n);
}

enum status lexicon_check(const struct lexicon *lex, const char *path)
{
    if (lex->strings_bytes == 0 || lex->strings[lex->strings_bytes - 1] != '\0' || lex->header->sources >= lex->strings_bytes ||
        lex->header->specific_rule >= lex->strings_bytes)
        return damaged(path, "strings", 0);
    if (!slots_good(lex->term_slots, lex->term_slot_count, lex->term_count) ||
        !slots_good(lex->rewrite_slots, lex->rewrite_slot_count, lex->rewrite_count) ||
        !slots_good(lex->heading_slots, lex->heading_slot_count, lex->heading_count))
        return damaged(path, "hash table", 0);
    enum status st = check_codes(lex, path);
    if (st == ST_OK) st = check_phrases(lex, path);
    if (st == ST_OK) st = check_groups(lex, path);
    if (st == ST_OK) st = check_index(lex, path);
    if (st == ST_OK) st = check_cues(lex, path);
    if (st == ST_OK) st = check_words(lex, path);
    if (st == ST_OK) st = check_learned(lex, path);
    if (st == ST_OK) st = check_known(lex, path);
    return st;
}

void lexicon_hash_of(const struct lexicon *lex, unsigned char ret_hash[LEXICON_HASH_BYTES])
{
    crypto_generichash_state state;
    (void)crypto_generichash_init(&state, NULL, 0, LEXICON_HASH_BYTES);
#define X(field, count, type)                                                                                                                        \
    if (lex->count) (void)crypto_generichash_update(&state, (const void *)lex->field, (size_t)lex->count * sizeof(type));
    LEXICON_ARRAYS(X)
#undef X
    (void)crypto_generichash_final(&state, ret_hash, LEXICON_HASH_BYTES);
}
