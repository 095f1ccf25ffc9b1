/* Spelling, the only user of Hunspell. A word is repaired only when the lexicon does not know it, no dictionary accepts
 * it and one known word lies clearly nearest; names and words in capitals inside a sentence are left alone. */
#include "normalize_internal.h"

#include <hunspell.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HUNSPELL_FOLDER "/usr/share/hunspell"
#define MOST_DICTIONARIES 4
#define SHORTEST_WORD 6

#define DECISIONS 16384

/* What an unknown word became; a word always becomes the same, so a batch may share it. */
struct decision {
    uint64_t hash; /* 0 = none */
    uint32_t term; /* LEXICON_NO_TERM: left alone */
};

struct speller {
    char *names; /* owned; loaded at the first unknown word, which many notes never have */
    bool loaded;
    Hunhandle *dictionaries[MOST_DICTIONARIES];
    int n;
    struct nearest_index *nearest; /* made when first needed */
    struct decision decided[DECISIONS]; /* by hash: what was found for the words seen last */
};

enum status speller_open(const char *dictionaries, struct speller **ret)
{
    struct speller *s = calloc(1, sizeof *s);
    if (s) s->names = strdup(dictionaries);
    if (!s || !s->names) {
        free(s);
        return fail(ST_NO_MEMORY, "out of memory");
    }
    *ret = s;
    return ST_OK;
}

void speller_close(struct speller *s)
{
    if (!s) return;
    for (int i = 0; i < s->n; i++) Hunspell_destroy(s->dictionaries[i]);
    nearest_close(s->nearest);
    free(s->names);
    free(s);
}

static void load(struct speller *s)
{
    struct str rest = str_of(s->names), name;
    s->loaded = true;
    while (s->n < MOST_DICTIONARIES && str_cut(&rest, ',', &name)) {
        char aff[256], dic[256];
        name = str_trim(name);
        (void)snprintf(aff, sizeof aff, HUNSPELL_FOLDER "/%.*s.aff", STR_ARG(name));
        (void)snprintf(dic, sizeof dic, HUNSPELL_FOLDER "/%.*s.dic", STR_ARG(name));
        if (access(aff, R_OK) == 0 && access(dic, R_OK) == 0) s->dictionaries[s->n++] = Hunspell_create(aff, dic);
    }
}

static bool is_right(struct speller *s, const char *word)
{
    if (!s->loaded) load(s);
    for (int i = 0; i < s->n; i++)
        if (Hunspell_spell(s->dictionaries[i], word)) return true;
    return s->n == 0;
}

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

/* Hunspell is asked last: loading it costs more than a note. */
static uint32_t decide(struct speller *s, const struct lexicon *lex, struct str norm, const char *word)
{
    uint64_t hash = str_hash(norm);
    struct decision *d = &s->decided[hash % DECISIONS];
    if (d->hash == hash) return d->term;
    if (!s->nearest && nearest_open(lex, &s->nearest) != ST_OK) return LEXICON_NO_TERM; /* a convenience: go on unrepaired */
    uint32_t term = lexicon_nearest(s->nearest, norm);
    if (term != LEXICON_NO_TERM && is_right(s, word)) term = LEXICON_NO_TERM;
    *d = (struct decision){hash, term};
    return term;
}

/* Digits that readers take for letters: "Hypertensi0n", "mel1itus". Only a word that the lexicon then knows is meant. */
static uint32_t undigit(const struct lexicon *lex, struct str norm)
{
    char word[64];
    uint32_t letters = 0;
    if (norm.n < SHORTEST_WORD || norm.n >= sizeof word) return LEXICON_NO_TERM;
    for (size_t i = 0; i < norm.n; i++) {
        char c = norm.p[i];
        letters += c >= 'a' && c <= 'z';
        word[i] = c == '0' ? 'o' : c == '1' ? 'l' : c == '5' ? 's' : c;
    }
    return letters + 2 >= norm.n ? lexicon_term(lex, (struct str){word, norm.n}) : LEXICON_NO_TERM;
}

void speller_repair(struct speller *s, const struct lexicon *lex, struct arena *arena, struct str text, struct token *tokens, uint32_t n)
{
    char word[64];
    for (uint32_t i = 0; i < n; i++) {
        struct token *t = &tokens[i];
        bool candidate = t->kind == TOKEN_WORD && t->term == LEXICON_NO_TERM && t->norm.n >= SHORTEST_WORD && t->norm.n < sizeof word &&
                         t->expansion == 0 && only_letters(t->norm);
        if (t->kind == TOKEN_WORD && t->term == LEXICON_NO_TERM && !only_letters(t->norm)) {
            t->term = undigit(lex, t->norm);
            t->corrected = t->term != LEXICON_NO_TERM;
            if (t->corrected) t->norm = lex_str(lex, lex->terms[t->term].text);
        }
        if (!candidate || looks_like_name(text, t, i == 0)) continue;
        memcpy(word, t->norm.p, t->norm.n);
        word[t->norm.n] = '\0';
        uint32_t term = decide(s, lex, t->norm, word);
        if (term == LEXICON_NO_TERM) continue;
        t->term = term;
        t->norm = lex_str(lex, lex->terms[term].text);
        t->corrected = true;
    }
    (void)arena;
}
