/* Spelling. A word is repaired only when the lexicon does not know it, no spelling dictionary has it and one known word lies
 * clearly nearest; names and words in capitals inside a sentence are left alone. */
#include "normalize_internal.h"

#include "nearest.h"

static bool only_letters(struct str w)
{
    for (size_t i = 0; i < w.n; i++)
        if (w.p[i] < 'a' || w.p[i] > 'z') return false;
    return true;
}

static bool looks_like_name(struct str text, const struct token *t, bool first)
{
    bool capital = text.p[t->start] >= 'A' && text.p[t->start] <= 'Z';
    bool all_capitals = capital && t->end > t->start + 1 && text.p[t->start + 1] >= 'A' && text.p[t->start + 1] <= 'Z';
    return capital && !first && !all_capitals;
}

/* Digits that readers take for letters: "Hypertensi0n", "mel1itus". Only a word that the lexicon then knows is meant. */
static uint32_t undigit(const struct lexicon *lex, struct str norm)
{
    char word[64];
    uint32_t letters = 0;
    if (norm.n < LEXICON_SHORTEST_SPELLED || norm.n >= sizeof word) return LEXICON_NO_TERM;
    for (size_t i = 0; i < norm.n; i++) {
        char c = norm.p[i];
        letters += c >= 'a' && c <= 'z';
        word[i] = c == '0' ? 'o' : c == '1' ? 'l' : c == '5' ? 's' : c;
    }
    return letters + 2 >= norm.n ? lexicon_term(lex, (struct str){word, norm.n}) : LEXICON_NO_TERM;
}

static uint32_t meant(const struct lexicon *lex, struct str text, const struct token *t, bool first)
{
    if (!only_letters(t->norm)) return undigit(lex, t->norm);
    if (t->norm.n < LEXICON_SHORTEST_SPELLED || t->norm.n > LEXICON_LONGEST_SPELLED || t->expansion) return LEXICON_NO_TERM;
    return looks_like_name(text, t, first) || lexicon_spells(lex, t->norm) ? LEXICON_NO_TERM : lexicon_nearest(lex, t->norm);
}

void spelling_repair(const struct lexicon *lex, struct str text, struct token *tokens, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        struct token *t = &tokens[i];
        uint32_t term = t->kind == TOKEN_WORD && t->term == LEXICON_NO_TERM ? meant(lex, text, t, i == 0) : LEXICON_NO_TERM;
        if (term == LEXICON_NO_TERM) continue;
        t->term = term;
        t->role = (uint8_t)lexicon_role(lex, term);
        t->norm = lex_str(lex, lex->terms[term].text);
        t->corrected = true;
    }
}
