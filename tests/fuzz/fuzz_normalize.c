/* Properties: raw words lie in the text, in order; tokens lie in it too; norms are words that normalize to themselves. */
#include "fuzz/fuzz.h"

#include "lexicon.h"

/* normalize(normalize(x)) == normalize(x); what a rewrite gives is taken as it stands and need not be a fixed point. */
static void check_norm(const struct lexicon *lex, struct arena *arena, const struct token *t)
{
    struct token *once, *twice;
    uint32_t n, m;
    if (t->kind != TOKEN_WORD || t->expansion) return;
    MUST_HOLD(lexicon_words(lex, arena, t->norm, &once, &n) == ST_OK && n >= 1);
    if (once[0].expansion) return;
    MUST_HOLD(n == 1 && lexicon_words(lex, arena, once[0].norm, &twice, &m) == ST_OK && m >= 1);
    if (!twice[0].expansion) MUST_HOLD(m == 1 && str_eq(once[0].norm, twice[0].norm));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct lexicon *lex;
    if (!lex) MUST_HOLD(lexicon_open(getenv("CHARTCODE_LEXICON"), &lex) == ST_OK);
    struct arena *arena = fuzz_arena();
    struct str text = {(const char *)data, n};
    struct raw_word *raw;
    struct token *tokens;
    uint32_t raw_count, count;
    MUST_HOLD(lexicon_scan(lex, arena, text, &raw, &raw_count) == ST_OK);
    for (uint32_t i = 0; i < raw_count; i++) MUST_HOLD(raw[i].start < raw[i].end && raw[i].end <= n && (i == 0 || raw[i].start >= raw[i - 1].end));
    MUST_HOLD(lexicon_words(lex, arena, text, &tokens, &count) == ST_OK);
    for (uint32_t i = 0; i < count; i++) {
        MUST_HOLD(tokens[i].start < tokens[i].end && tokens[i].end <= n && tokens[i].norm.n > 0);
        if (utf8_valid_length(text) == n) check_norm(lex, arena, &tokens[i]);
    }
    return 0;
}
