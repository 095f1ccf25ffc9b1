/* Text to raw words. The text is copied to lower case once, and words point into the copy; only stretches that hold more than
 * ASCII are folded apart, because their bytes change. */
#include "lexicon.h"
#include "lexicon_internal.h"

#include <utf8proc.h>

struct scanner {
    const struct lexicon *lex;
    struct arena *arena;
    struct str text;
    const char *lower; /* the text, its ASCII letters in lower case */
    struct raw_word *words;
    uint32_t n, room;
    bool failed;
};

static const bool is_ascii_alnum[128] = {['0' ... '9'] = true, ['a' ... 'z'] = true, ['A' ... 'Z'] = true};

/* Bytes of the letter or digit outside ASCII at p, 0 when there is none. */
static size_t wide_char(struct str s, size_t at)
{
    uint32_t code;
    size_t n = utf8_decode((struct str){s.p + at, s.n - at}, &code);
    utf8proc_category_t cat = utf8proc_category((utf8proc_int32_t)code);
    bool letter = cat >= UTF8PROC_CATEGORY_LU && cat <= UTF8PROC_CATEGORY_NO;
    return letter ? n : 0;
}

/* Bytes of the word character at p, 0 when it is none. */
static inline size_t word_char(struct str s, size_t at)
{
    unsigned char c = (unsigned char)s.p[at];
    return c < 0x80 ? is_ascii_alnum[c] : wide_char(s, at);
}

static bool is_joiner(char c)
{
    return c == '-' || c == '/' || c == '.' || c == '\'' || c == '&' || c == '+';
}

/* The right single quote that word processors put for an apostrophe. */
static bool is_curly_quote(struct str s, size_t at)
{
    return s.n - at >= 3 && memcmp(s.p + at, "\xE2\x80\x99", 3) == 0;
}

/* End of the run of word characters and inner joiners that starts at `at`; *ret_joined: whether it has some. */
static size_t chunk_end(struct str s, size_t at, bool *ret_joined)
{
    size_t i = at, n;
    *ret_joined = false;
    for (;;) {
        while (i < s.n && (n = word_char(s, i)) > 0) i += n;
        if (i >= s.n) return i;
        size_t joiner = is_curly_quote(s, i) ? 3 : is_joiner(s.p[i]) ? 1 : 0;
        if (!joiner || i + joiner >= s.n || word_char(s, i + joiner) == 0) return i;
        i += joiner;
        *ret_joined = true;
    }
}

/* Lower case, accents taken off, curly quotes made straight. */
static struct str fold(struct arena *arena, struct str s)
{
    char *out = arena_alloc(arena, s.n + 1);
    if (!out) return (struct str){NULL, 0};
    size_t n = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        if (c < 0x80) {
            out[n++] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
            i++;
            continue;
        }
        uint32_t code;
        size_t len = utf8_decode((struct str){s.p + i, s.n - i}, &code);
        utf8proc_int32_t parts[8];
        utf8proc_ssize_t k =
            utf8proc_decompose_char((utf8proc_int32_t)code, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD, NULL);
        if (code == 0x2019) out[n++] = '\'';
        else if (k >= 1 && parts[0] < 0x80) out[n++] = (char)parts[0];
        else {
            memcpy(out + n, s.p + i, len);
            n += len;
        }
        i += len;
    }
    return (struct str){out, n};
}

static void add_word(struct scanner *sc, size_t start, size_t end, struct str lower, enum token_kind kind)
{
    if (sc->n == sc->room) {
        uint32_t room = sc->room ? sc->room * 2 : (uint32_t)(sc->text.n / 5 + 16);
        struct raw_word *grown = ARENA_ARRAY(sc->arena, struct raw_word, room);
        if (!grown) {
            sc->failed = true;
            return;
        }
        if (sc->n) memcpy(grown, sc->words, sc->n * sizeof *grown);
        sc->words = grown;
        sc->room = room;
    }
    bool joined = sc->n && sc->words[sc->n - 1].end == start;
    sc->words[sc->n++] = (struct raw_word){(uint32_t)start, (uint32_t)end, lower, (uint8_t)kind, joined};
}

static bool is_number(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < '0' || s.p[i] > '9') && s.p[i] != '.') return false;
    return true;
}

static enum token_kind kind_of(struct str s)
{
    return is_number(s) ? TOKEN_NUMBER : TOKEN_WORD;
}

static struct str without_possessive(struct str s)
{
    if (s.n > 2 && s.p[s.n - 2] == '\'' && s.p[s.n - 1] == 's') return (struct str){s.p, s.n - 2};
    if (s.n > 2 && s.p[s.n - 1] == '\'') return (struct str){s.p, s.n - 1};
    return s;
}

static void add_piece(struct scanner *sc, size_t start, struct str lower, size_t source_bytes)
{
    struct str word = without_possessive(lower);
    add_word(sc, start, start + source_bytes, word, kind_of(word));
}

/* Between digits a point belongs to the number; an apostrophe belongs to its word. */
static bool parts_at(struct str s, size_t i)
{
    char c = s.p[i];
    if (c == '\'' || !is_joiner(c)) return false;
    bool digits = c == '.' && i > 0 && i + 1 < s.n && s.p[i - 1] >= '0' && s.p[i - 1] <= '9' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
    return !digits;
}

static bool is_ascii(struct str s)
{
    unsigned char all = 0;
    for (size_t i = 0; i < s.n; i++) all |= (unsigned char)s.p[i];
    return all < 0x80;
}

/* Folds a stretch of the text; *ret is untouched when out of memory. */
static bool fold_at(struct scanner *sc, size_t start, size_t end, struct str *ret)
{
    struct str as_written = {sc->text.p + start, end - start};
    struct str lower = is_ascii(as_written) ? (struct str){sc->lower + start, as_written.n} : fold(sc->arena, as_written);
    if (!lower.p) sc->failed = true;
    else *ret = lower;
    return lower.p != NULL;
}

/* "t2dm/htn", "follow-up", "w/neuropathy": pieces, where a piece known with its slash keeps it. The text itself is cut, not
 * its folded form, so that places hold where accents fold to fewer bytes. */
static void add_parts(struct scanner *sc, size_t start, size_t end)
{
    struct str text = {sc->text.p + start, end - start}, lower;
    size_t from = 0;
    for (size_t i = 0; i <= text.n; i++) {
        if (i < text.n && !parts_at(text, i)) continue;
        bool slash = i < text.n && text.p[i] == '/' && i > from && fold_at(sc, start + from, start + i + 1, &lower);
        size_t keep = slash && lexicon_rewrite_known(sc->lex, lower) ? i + 1 : i;
        if (keep > from && fold_at(sc, start + from, start + keep, &lower)) add_piece(sc, start + from, lower, keep - from);
        from = i + 1;
    }
}

static bool has_parts(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (parts_at(s, i)) return true;
    return false;
}

/* "c.a.d" is "cad" when that is an abbreviation. */
static struct str without_dots(const struct scanner *sc, struct str lower)
{
    char *out = arena_alloc(sc->arena, lower.n);
    size_t n = 0;
    for (size_t i = 0; out && i < lower.n; i++) {
        if ((lower.p[i] == '.') != (i % 2 == 1)) return (struct str){NULL, 0};
        if (i % 2 == 0) out[n++] = lower.p[i];
    }
    struct str word = {out, n};
    return out && n > 1 && lexicon_rewrite_known(sc->lex, word) ? word : (struct str){NULL, 0};
}

/* "27 6/7 weeks": the days of a week not completed are sevenths behind a number. */
static bool is_days(const struct scanner *sc, size_t at, size_t end)
{
    const char *p = sc->text.p + at;
    const struct raw_word *before = sc->n ? &sc->words[sc->n - 1] : NULL;
    bool behind = before && before->kind == TOKEN_NUMBER && before->lower.n <= 2 && before->end + 1 == at && p[-1] == ' ';
    return behind && end - at == 3 && p[0] >= '0' && p[0] <= '6' && p[1] == '/' && p[2] == '7';
}

/* One chunk; gives the byte behind it, which may be one further for "w/", "HER2-". */
static size_t take_chunk(struct scanner *sc, size_t at)
{
    bool joined;
    size_t end = chunk_end(sc->text, at, &joined);
    struct str lower;
    if (is_days(sc, at, end)) {
        sc->words[sc->n - 1].end = (uint32_t)end;
        return end;
    }
    if (!fold_at(sc, at, end, &lower)) return end;
    if (end < sc->text.n && memchr("/+-", sc->text.p[end], 3)) {
        struct str longer;
        if (fold_at(sc, at, end + 1, &longer) && lexicon_rewrite_known(sc->lex, longer)) {
            add_word(sc, at, end + 1, longer, TOKEN_WORD);
            return end + 1;
        }
    }
    bool parted = joined && has_parts(lower) && !lexicon_rewrite_known(sc->lex, lower);
    struct str whole = parted ? without_dots(sc, lower) : (struct str){NULL, 0};
    if (whole.p) add_word(sc, at, end, whole, TOKEN_WORD);
    else if (parted) add_parts(sc, at, end);
    else add_piece(sc, at, lower, end - at);
    return end;
}

static const bool is_mark[256] = {[','] = true, [';'] = true, [':'] = true, ['?'] = true, ['('] = true, [')'] = true, ['['] = true, [']'] = true,
                                  ['+'] = true, ['-'] = true, ['.'] = true, ['='] = true, ['>'] = true, ['<'] = true, ['&'] = true};

/* A ticked or empty check box, a bullet. */
static bool symbol(uint32_t code)
{
    return code == 0x2022 || utf8proc_category((utf8proc_int32_t)code) == UTF8PROC_CATEGORY_SO;
}

static char *lower_copy(struct arena *arena, struct str s)
{
    char *lower = arena_alloc(arena, s.n + 1);
    for (size_t i = 0; lower && i < s.n; i++) lower[i] = (char)(s.p[i] + (s.p[i] >= 'A' && s.p[i] <= 'Z' ? 'a' - 'A' : 0));
    return lower;
}

enum status lexicon_scan(const struct lexicon *lex, struct arena *arena, struct str text, struct raw_word **ret, uint32_t *ret_n)
{
    struct scanner sc = {.lex = lex, .arena = arena, .text = text, .lower = lower_copy(arena, text)};
    if (!sc.lower) return ST_NO_MEMORY;
    for (size_t at = 0; at < text.n && !sc.failed;) {
        size_t n = word_char(text, at);
        if (n) {
            at = take_chunk(&sc, at);
        } else {
            uint32_t code;
            size_t bytes = (unsigned char)text.p[at] < 0x80 ? 1 : utf8_decode((struct str){text.p + at, text.n - at}, &code);
            bool mark = bytes == 1 ? is_mark[(unsigned char)text.p[at]] : symbol(code);
            if (mark) add_word(&sc, at, at + bytes, (struct str){text.p + at, bytes}, TOKEN_MARK);
            at += bytes;
        }
    }
    if (sc.failed) return ST_NO_MEMORY;
    *ret = sc.words;
    *ret_n = sc.n;
    return ST_OK;
}
