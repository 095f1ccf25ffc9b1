/* The stage: the texts of a chart's pages to passages, sentences and tokens. Every token keeps its place in chart.text. */
#include "normalize_internal.h"

#include "base/config.h"
#include "normalize.h"
#include "stage.h"

#include <stdlib.h>

struct normalizer {
    struct lexicon *lex;
    struct word_memo *memo;
    bool repairs; /* spelling */
};

static void close_stage(void *state)
{
    struct normalizer *n = state;
    if (!n) return;
    lexicon_close(n->lex);
    free(n->memo);
    free(n);
}

static enum status open_stage(const struct config *config, void **ret_state)
{
    enum status st = ST_OK;
    struct normalizer *n = calloc(1, sizeof *n);
    if (!n) return fail(ST_NO_MEMORY, "out of memory");
    TRY(lexicon_open(config->lexicon, &n->lex));
    n->memo = word_memo_new();
    if (!n->memo) TRY(fail(ST_NO_MEMORY, "out of memory"));
    n->repairs = config->spelling[0] && n->lex->spelled_count;
    *ret_state = n;
done:
    if (st != ST_OK) close_stage(n);
    return st;
}

/* One page's text is used as it is; several are joined by form feeds. */
static enum status join_pages(struct chart *c)
{
    size_t total = 0;
    c->page_start = ARENA_ARRAY(c->arena, uint32_t, c->page_count + 1);
    if (!c->page_start) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < c->page_count; i++) {
        c->page_start[i] = (uint32_t)total;
        total += c->pages[i].text.n + (i + 1 < c->page_count);
    }
    if (total > UINT32_MAX / 2) return fail(ST_TOO_BIG, "the chart's text is over 2 GB");
    if (c->page_count == 1) {
        c->text = c->pages[0].text;
        return ST_OK;
    }
    char *p = arena_alloc(c->arena, total + 1);
    if (!p) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < c->page_count; i++) {
        struct phi t = c->pages[i].text;
        if (t.n) memcpy(p + c->page_start[i], t.p, t.n);
        if (i + 1 < c->page_count) p[c->page_start[i] + t.n] = '\f';
    }
    c->text = (struct phi){p, total};
    return ST_OK;
}

/* First raw word at or behind the byte. */
static uint32_t word_at(const struct raw_text *in, uint32_t from, uint32_t byte)
{
    while (from < in->n && in->raw[from].start < byte) from++;
    return from;
}

static enum status tokenize_sentence(struct normalizer *n, struct chart *c, const struct raw_text *in, struct sentence *s, uint32_t index,
                                     uint32_t *at, struct token_list *out)
{
    uint32_t from = word_at(in, *at, s->start), to = word_at(in, from, s->end);
    enum status st = ST_OK;
    s->first_token = out->n;
    TRY(lexicon_normalize(n->lex, c->arena, in, from, to, (enum section)s->section, out));
    s->token_count = out->n - s->first_token;
    for (uint32_t k = s->first_token; k < out->n; k++) out->p[k].sentence = index;
    if (n->repairs) spelling_repair(n->lex, in->text, out->p + s->first_token, s->token_count);
    *at = to;
done:
    return st;
}

static enum status run_chart(void *state, struct chart *c)
{
    struct normalizer *n = state;
    struct passage_list passages = {0};
    struct sentence_list sentences = {0};
    struct token_list tokens = {0};
    struct raw_word *raw;
    uint32_t raw_count, at = 0;
    enum status st = ST_OK;
    TRY(join_pages(c));
    struct str text = {c->text.p, c->text.n};
    TRY(lexicon_scan(n->lex, c->arena, text, &raw, &raw_count));
    TRY(normalize_passages(n->lex, c->arena, text, &passages));
    for (uint32_t i = 0; i < passages.n; i++) TRY(normalize_sentences(n->lex, c->arena, text, &passages.p[i], &sentences));
    struct raw_text in = {text, raw, raw_count, n->memo};
    for (uint32_t i = 0; i < sentences.n; i++) TRY(tokenize_sentence(n, c, &in, &sentences.p[i], i, &at, &tokens));
    c->sentences = sentences.p;
    c->sentence_count = sentences.n;
    c->tokens = tokens.p;
    c->token_count = tokens.n;
done:
    return st;
}

const struct stage stage_normalize = {.name = "normalize", .open = open_stage, .chart = run_chart, .close = close_stage};
