/* The words that spelling dictionaries have, so that nothing asks Hunspell while charts are read: loading its dictionaries takes
 * longer than coding a note, and each worker would hold its own copy. This is the only user of Hunspell.
 *
 * Hunspell cannot list the words it accepts. So each stem is written out with the affixes its flags allow, in a rough way that
 * leaves nothing out, and Hunspell is asked of each result. */
#include "builder.h"

#include "base/file.h"
#include "base/log.h"
#include "nearest.h"

#include <hunspell.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HUNSPELL_FOLDER "/usr/share/hunspell"
#define LARGEST_FILE ((size_t)64 << 20)

struct affix {
    char flag;
    bool prefix;
    struct str strip, add, condition;
};

struct spelling {
    struct builder *b;
    Hunhandle *handle; /* of the last dictionary that has affixes of its own */
    char *affix_bytes; /* lends the affixes their text */
    VECTOR(struct affix) affixes;
};

static struct str next_word(struct str *line)
{
    size_t n = 0;
    while (line->n && (line->p[0] == ' ' || line->p[0] == '\t')) line->p++, line->n--;
    while (n < line->n && line->p[n] != ' ' && line->p[n] != '\t' && line->p[n] != '\r') n++;
    struct str word = {line->p, n};
    *line = (struct str){line->p + n, line->n - n};
    return word;
}

static struct str zero_is_none(struct str s)
{
    return str_eq(s, STR("0")) ? (struct str){s.p, 0} : s;
}

/* "SFX D   y     ied        [^aeiou]y": kind, flag, what goes, what comes, what must stand there. */
static enum status read_affixes(struct spelling *s, struct str text)
{
    enum status st = ST_OK;
    struct str line, part;
    s->affixes.n = 0;
    while (text.n && str_cut(&text, '\n', &line)) {
        struct str kind = next_word(&line), flag = next_word(&line);
        struct affix a = {.prefix = str_eq(kind, STR("PFX")), .strip = zero_is_none(next_word(&line))};
        if ((!a.prefix && !str_eq(kind, STR("SFX"))) || flag.n != 1) continue;
        part = next_word(&line);
        (void)str_cut(&part, '/', &a.add);
        a.add = zero_is_none(a.add);
        a.condition = next_word(&line);
        if (!a.condition.n) continue; /* the head of the flag's rules */
        a.flag = flag.p[0];
        VECTOR_PUSH(s->affixes, a);
    }
done:
    return st;
}

/* Whether the part of a condition ("e", ".", "[aeiou]", "[^y]") allows the letter; moves *at behind it. */
static bool part_allows(struct str condition, size_t *at, char letter)
{
    if (condition.p[*at] != '[') {
        char c = condition.p[(*at)++];
        return c == '.' || c == letter;
    }
    bool negated = *at + 1 < condition.n && condition.p[*at + 1] == '^', among = false;
    for (*at += negated ? 2 : 1; *at < condition.n && condition.p[*at] != ']'; (*at)++) among = among || condition.p[*at] == letter;
    (*at)++;
    return among != negated;
}

static size_t parts_of(struct str condition)
{
    size_t n = 0;
    for (size_t at = 0; at < condition.n; n++) (void)part_allows(condition, &at, '\0');
    return n;
}

static bool holds(const struct affix *a, struct str stem)
{
    size_t n = parts_of(a->condition), from = a->prefix ? 0 : stem.n - n;
    if (stem.n < n || stem.n <= a->strip.n) return false;
    for (size_t at = 0, i = from; at < a->condition.n; i++)
        if (!part_allows(a->condition, &at, stem.p[i])) return false;
    const char *edge = a->prefix ? stem.p : stem.p + stem.n - a->strip.n;
    return memcmp(edge, a->strip.p, a->strip.n) == 0;
}

static enum status offer(struct spelling *s, struct str word)
{
    char text[LEXICON_LONGEST_SPELLED + 1];
    enum status st = ST_OK;
    if (word.n < LEXICON_SHORTEST_SPELLED || word.n > LEXICON_LONGEST_SPELLED) return ST_OK;
    for (size_t i = 0; i < word.n; i++)
        if (word.p[i] < 'a' || word.p[i] > 'z') return ST_OK;
    memcpy(text, word.p, word.n);
    text[word.n] = '\0';
    if (Hunspell_spell(s->handle, text)) VECTOR_PUSH(s->b->spelled, str_hash(word));
done:
    return st;
}

/* The stem with the affix in `out`; n is 0 where the affix does not fit. */
static struct str put_on(const struct affix *a, struct str stem, char out[2 * LEXICON_LONGEST_SPELLED])
{
    size_t kept = stem.n - a->strip.n;
    if (!holds(a, stem) || kept + a->add.n > LEXICON_LONGEST_SPELLED) return (struct str){out, 0};
    memcpy(out, a->prefix ? a->add.p : stem.p, a->prefix ? a->add.n : kept);
    if (a->prefix) memcpy(out + a->add.n, stem.p + a->strip.n, kept);
    else memcpy(out + kept, a->add.p, a->add.n);
    return (struct str){out, kept + a->add.n};
}

static bool has_flag(struct str flags, char flag)
{
    return flags.n && memchr(flags.p, flag, flags.n) != NULL;
}

/* The word itself, and with each affix of the kind that its flags name. */
static enum status offer_with(struct spelling *s, struct str word, struct str flags, bool prefixes)
{
    char out[2 * LEXICON_LONGEST_SPELLED];
    enum status st = offer(s, word);
    for (uint32_t i = 0; st == ST_OK && i < s->affixes.n; i++) {
        const struct affix *a = &s->affixes.p[i];
        if (!has_flag(flags, a->flag) || (a->prefix && !prefixes)) continue;
        struct str made = put_on(a, word, out);
        if (made.n) st = a->prefix ? offer_with(s, made, flags, false) : offer(s, made);
    }
    return st;
}

static enum status read_words(struct spelling *s, const char *path)
{
    enum status st = ST_OK;
    char *bytes = NULL;
    size_t n;
    TRY(file_read(path, LARGEST_FILE, &bytes, &n));
    struct str text = {bytes, n}, line, word;
    while (text.n && str_cut(&text, '\n', &line)) {
        line = next_word(&line);
        (void)str_cut(&line, '/', &word);
        if (word.n && word.n <= LEXICON_LONGEST_SPELLED) TRY(offer_with(s, word, line, true));
    }
done:
    free(bytes);
    return st;
}

/* A .dic without an .aff of its own is read with that of the dictionary before it. One that is not installed is left out,
 * and said. */
static enum status add_dictionary(struct spelling *s, struct str name)
{
    char aff[256], dic[256];
    enum status st = ST_OK;
    size_t n;
    (void)snprintf(aff, sizeof aff, HUNSPELL_FOLDER "/%.*s.aff", STR_ARG(name));
    (void)snprintf(dic, sizeof dic, HUNSPELL_FOLDER "/%.*s.dic", STR_ARG(name));
    bool own_affixes = access(aff, R_OK) == 0;
    if (access(dic, R_OK) != 0 || (!own_affixes && !s->handle)) {
        LOG(LOG_WARN, "spelling dictionary not installed; words of it count as unknown", LOG_KV("dictionary", name));
        return ST_OK;
    }
    if (own_affixes) {
        if (s->handle) Hunspell_destroy(s->handle);
        free(s->affix_bytes);
        s->affix_bytes = NULL;
        s->handle = Hunspell_create(aff, dic);
        TRY(file_read(aff, LARGEST_FILE, &s->affix_bytes, &n));
        TRY(read_affixes(s, (struct str){s->affix_bytes, n}));
    } else if (Hunspell_add_dic(s->handle, dic) != 0) {
        TRY(fail(ST_IO, "hunspell cannot read '%s'", dic));
    }
    TRY(read_words(s, dic));
    buf_printf(&s->b->sources, "spelling: %s\n", dic);
done:
    return st;
}

static int compare_hashes(const void *pa, const void *pb)
{
    uint64_t a = *(const uint64_t *)pa, b = *(const uint64_t *)pb;
    return a < b ? -1 : a > b;
}

enum status build_spelling(struct builder *b, const char *dictionaries)
{
    struct spelling s = {.b = b};
    struct str rest = str_of(dictionaries), name;
    enum status st = ST_OK;
    while (st == ST_OK && rest.n && str_cut(&rest, ',', &name)) st = add_dictionary(&s, str_trim(name));
    if (s.handle) Hunspell_destroy(s.handle);
    free(s.affix_bytes);
    free(s.affixes.p);
    uint32_t kept = 0;
    if (b->spelled.n) qsort(b->spelled.p, b->spelled.n, sizeof *b->spelled.p, compare_hashes);
    for (uint32_t i = 0; i < b->spelled.n; i++)
        if (i == 0 || b->spelled.p[i] != b->spelled.p[i - 1]) b->spelled.p[kept++] = b->spelled.p[i];
    b->spelled.n = kept;
    return st;
}
