/* Lists: items that share their head ("pain in the knee and hip"), and phrases that only seem to stand across the items. */
#include "match_internal.h"

static bool is_comma(const struct token *t)
{
    return t->norm.n == 1 && t->norm.p[0] == ',';
}

static bool is_or(const struct token *t)
{
    return str_eq(t->norm, STR("or")) || str_eq(t->norm, STR("nor"));
}

static bool is_joint(const struct token *t)
{
    if (t->norm.n == 1) return memchr(",/&+", t->norm.p[0], 4) != NULL;
    return is_or(t) || str_eq(t->norm, STR("and"));
}

/* A slash between two words is no token of its own. */
static bool slash_before(const struct match_run *run, uint32_t token)
{
    const struct token *t = &run->chart->tokens[token];
    return token > 0 && t[-1].end < t->start && memchr(run->chart->text.p + t[-1].end, '/', t->start - t[-1].end);
}

bool match_joined(const struct match_run *run, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++)
        if (is_joint(&run->chart->tokens[i]) || slash_before(run, i + 1)) return true;
    return false;
}

enum reach {
    REACH_NONE,
    REACH_LIST, /* "knee and left hip pain", "pain in the knee and hip": how lists are shortened */
    REACH_BORROWS /* "prostate cancer, progressive renal ...": the word belongs to the other find alone */
};

/* Two finds share a word, and `b` reaches for it across words of `a`. */
static enum reach reaches(const struct match_run *run, const struct mention *a, const struct mention *b)
{
    uint64_t shared = a->covered & b->covered, own = b->covered & ~a->covered;
    bool across = false;
    if (!shared || !own || b->gap <= a->gap) return REACH_NONE;
    for (uint32_t i = b->first_token + 1; i < b->last_token && !across; i++) /* a side may be written or not */
        across = match_covers(run, a, i) && !match_covers(run, b, i) && role_is_content(run->chart->tokens[i].role);
    if (!across) return REACH_NONE;
    uint32_t base = run->chart->sentences[b->sentence].first_token;
    uint32_t head = base + (uint32_t)__builtin_ctzll(shared), own_first = base + (uint32_t)__builtin_ctzll(own);
    uint32_t own_last = base + 63u - (uint32_t)__builtin_clzll(own);
    if (own_last < head) return match_joined(run, own_last, head) ? REACH_LIST : REACH_BORROWS;
    while (head + 1 < own_first && ((shared >> (head + 1 - base)) & 1)) head++; /* "type 2 diabetes with ...": the head is all of it */
    bool follows = own_first > head && run->chart->tokens[head + 1].role == ROLE_LINK;
    return follows && match_joined(run, head, own_first) ? REACH_LIST : REACH_BORROWS;
}

/* "Diabetes/hypertension/hyperlipidemia" is a list of three; the first and the last of it make no phrase together. */
static bool spans_item(const struct match_run *run, const struct mention *item, const struct mention *m)
{
    const struct token *t = run->chart->tokens;
    if ((item->covered & m->covered) || item->first_token <= m->first_token || item->last_token >= m->last_token) return false;
    for (uint32_t i = m->first_token; i < m->last_token; i++)
        if (t[i].role == ROLE_LINK) return false;
    return match_joined(run, item->first_token - 1, item->first_token) && match_joined(run, item->last_token, item->last_token + 2);
}

static bool is_plus(const struct token *t)
{
    return t->norm.n == 1 && t->norm.p[0] == '+';
}

static bool of_other_category(const struct match_run *run, const struct mention *a, const struct mention *b)
{
    uint32_t x = run->lex->entries[a->entry].code, y = run->lex->entries[b->entry].code;
    return x != LEXICON_NO_CODE && y != LEXICON_NO_CODE && !lexicon_same_category(run->lex, x, y);
}

/* "Stroke or hemorrhage" names two things, and no hemorrhagic stroke; "DM2 + obesity" no obesity of diabetes. */
static bool parted_by_or(const struct match_run *run, const struct mention *item, const struct mention *m)
{
    if ((item->covered & ~m->covered) || item->covered == m->covered) return false;
    const struct token *t = run->chart->tokens;
    uint32_t at = item->first_token == m->first_token ? item->last_token + 1 : item->first_token - 1;
    if (at <= m->first_token || at >= m->last_token || match_covers(run, m, at)) return false;
    return is_or(&t[at]) || (is_plus(&t[at]) && of_other_category(run, item, m));
}

static bool holds_or(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = m->first_token + 1; i < m->last_token; i++)
        if (!match_covers(run, m, i) && (is_or(&run->chart->tokens[i]) || is_plus(&run->chart->tokens[i]))) return true;
    return false;
}

static bool has_comma(const struct match_run *run, const struct mention *m)
{
    for (uint32_t i = m->first_token; i < m->last_token; i++)
        if (is_comma(&run->chart->tokens[i])) return true;
    return false;
}

/* "PR positive, HER2 negative": a word's partner stands on its own side of the comma that `m` has. */
static bool crosses_comma(const struct match_run *run, const struct mention *own, const struct mention *m)
{
    uint32_t a = run->lex->entries[own->entry].code, b = run->lex->entries[m->entry].code;
    if (!(own->covered & m->covered) || a == LEXICON_NO_CODE || b == LEXICON_NO_CODE || a == b) return false;
    if (run->lex->codes[a].system != SYSTEM_ICD10CM || !lexicon_same_category(run->lex, a, b)) return false;
    bool as_full = __builtin_popcountll(own->covered) >= __builtin_popcountll(m->covered);
    return as_full && !has_comma(run, own);
}

static bool is_drug_supply(const struct lexicon *lex, const struct mention *m)
{
    uint32_t code = lex->entries[m->entry].code;
    return code != LEXICON_NO_CODE && lex->codes[code].system == SYSTEM_HCPCS && lex_cstr(lex, lex->codes[code].code)[0] == 'J';
}

/* "40 mg of Kenalog was injected": a drug and the giving of it share its name, and each is reported. */
static bool drug_and_giving(const struct match_run *run, const struct mention *a, const struct mention *b)
{
    bool procedures = run->lex->entries[a->entry].source == SOURCE_PROCEDURE && run->lex->entries[b->entry].source == SOURCE_PROCEDURE;
    return procedures && is_drug_supply(run->lex, a) != is_drug_supply(run->lex, b);
}

/* Looks at m beside each other mention from `first` on; a mention without gap, "or" and comma needs no look. */
static bool borrows(struct match_run *run, uint32_t first, struct mention *m)
{
    const struct mention *end = run->mentions.p + run->mentions.n;
    bool gap = m->gap > 0, parted = holds_or(run, m), borrower = false;
    run->m->looks += run->mentions.n - first;
    for (const struct mention *other = run->mentions.p + first; (gap || parted) && other < end && !borrower; other++) {
        if (other == m || drug_and_giving(run, other, m)) continue;
        enum reach reach = gap ? reaches(run, other, m) : REACH_NONE;
        m->in_list = m->in_list || reach == REACH_LIST;
        borrower = reach == REACH_BORROWS || (gap && spans_item(run, other, m)) || (parted && parted_by_or(run, other, m));
    }
    if (borrower || m->in_list || !has_comma(run, m)) return borrower;
    for (const struct mention *other = run->mentions.p + first; other < end && !borrower; other++)
        borrower = other != m && crosses_comma(run, other, m);
    return borrower;
}

void match_drop_borrowers(struct match_run *run, uint32_t first)
{
    uint32_t kept = first;
    for (uint32_t i = first; i < run->mentions.n; i++) {
        struct mention *m = &run->mentions.p[i];
        m->fit = borrows(run, first, m) ? -1.0f : 0.0f;
    }
    for (uint32_t i = first; i < run->mentions.n; i++)
        if (run->mentions.p[i].fit >= 0.0f) run->mentions.p[kept++] = run->mentions.p[i];
    run->mentions.n = kept;
    for (uint32_t i = first; i < kept; i++) { /* words of the other items are no gap */
        struct mention *m = &run->mentions.p[i];
        if (!m->in_list) continue;
        m->gap = 0;
        m->weight = run->lex->entries[m->entry].weight;
    }
}
