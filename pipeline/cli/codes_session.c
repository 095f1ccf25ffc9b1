/* What the verbs of 'chartcode codes' begin with. */
#include "codes_cli.h"
#include "release.h"

#include "base/buf.h"

#define ARENA_BYTES ((size_t)256 << 20)

enum status codes_open(struct codes_session *s, const struct config *config, int date)
{
    s->arena = arena_new(ARENA_BYTES);
    if (!s->arena) return fail(ST_NO_MEMORY, "out of memory");
    return release_open(config, date, &s->lex);
}

void codes_close(struct codes_session *s)
{
    lexicon_close(s->lex);
    arena_free(s->arena);
}

enum status codes_find(const struct lexicon *lex, const char *text, uint32_t *ret)
{
    *ret = lexicon_code_any(lex, str_of(text));
    for (uint32_t i = 0; *ret == LEXICON_NO_CODE && i < lex->code_count; i++) /* chapters and blocks by their names */
        if (lex->codes[i].level != LEVEL_CODE && str_eq_nocase(lex_str(lex, lex->codes[i].code), str_of(text))) *ret = i;
    if (*ret != LEXICON_NO_CODE) return ST_OK;
    return fail(ST_NOT_FOUND, "'%s' is no code of the code sets in force", text);
}

enum status codes_join(struct arena *arena, int n, char **argv, struct str *ret)
{
    struct buf b;
    buf_init(&b, (size_t)64 << 10);
    for (int i = 1; i <= n; i++) buf_printf(&b, "%s%s", i > 1 ? " " : "", argv[i]);
    enum status st = buf_status(&b);
    char *p = st == ST_OK ? arena_strdup(arena, b.p ? b.p : "", b.n) : NULL;
    if (st == ST_OK && !p) st = fail(ST_NO_MEMORY, "out of memory");
    *ret = (struct str){p, b.n};
    buf_clear(&b);
    return st;
}
