/* Specificity: the record completes an incomplete code. Every complete code below the entry's node is weighed by what its
 * title says beyond the node's title: words that the record supports count for it, words that nothing supports count
 * against it, "unspecified" is the resting place. Side is settled apart, from the words nearest to the finding, then the
 * problem's heading, then the rest of the chart. 7th characters default to A (active treatment). */
#include "sides.h"
#include "support.h"
#include "trimester.h"

#define UNSUPPORTED 0.75f
#define UNSPECIFIED_BONUS 0.4f
#define OTHER_MALUS 0.9f

static uint32_t rarest_term(const struct match_run *run, const struct lex_entry *e)
{
    const uint32_t *terms = run->lex->entry_terms + e->first_term;
    uint32_t best = terms[0];
    for (uint32_t k = 1; k < e->term_count; k++)
        if (run->lex->terms[terms[k]].idf > run->lex->terms[best].idf) best = terms[k];
    return best;
}

/* More than any single word can weigh: the side decides among codes that differ by it. */
static float side_score(enum side title, enum side record, bool unspecified)
{
    if (title == SIDE_NONE) return unspecified && record != SIDE_NONE ? -12.0f : 0.0f;
    return title == record ? 12.0f : -12.0f;
}

/* Paralysis of the right side takes the dominant one, of the left side not, unless the record tells of the hand (I.C.6.a). */
static float dominance_score(const struct support *su, uint32_t term, bool dominant, enum side record)
{
    struct fact f;
    if (support_of(su, term) >= 0.7f) return 12.0f;
    if (record == SIDE_NONE) return -4.0f;
    bool left_handed = match_fact_of_visit(su->run, NULL, STR("handed"), &f) && str_eq(f.text, STR("left"));
    return dominant == (record == (left_handed ? SIDE_LEFT : SIDE_RIGHT)) ? 4.0f : -4.0f;
}

/* Needs support_enter(). */
static float weigh(const struct support *su, uint32_t code, enum side record)
{
    const struct lexicon *lex = su->run->lex;
    const struct lex_code *c = &lex->codes[code];
    enum side title = SIDE_NONE;
    float score = trimester_score(su->run, code);
    bool counted = score < 0.0f || score > 0.0f; /* the weeks stand for the words of the trimester */
    bool unspecified = false, absent = false;
    for (uint32_t i = 0; i < c->word_count; i++) {
        uint32_t term = lex->title_words[c->first_word + i];
        const struct known_word *w = support_word(su, term);
        enum word_role role = w->role;
        if (counted && title_tells_trimester(lex, c, i)) continue;
        if (side_of_role(role) != SIDE_NONE) title |= side_of_role(role);
        else if (role == ROLE_UNSPECIFIED) unspecified = true;
        else if (role == ROLE_OTHER) score -= OTHER_MALUS;
        else if (role == ROLE_WITHOUT) absent = !w->in_node; /* "without complications": true until the record names one */
        else if (role == ROLE_LINK) absent = false;
        else if (role == ROLE_DOMINANT || role == ROLE_NONDOMINANT) score += dominance_score(su, term, role == ROLE_DOMINANT, record);
        else {
            float s = i > 0 && w->number ? support_of_number(su, c, i) : support_with_sites(su, term);
            float idf = w->idf * (w->in_node ? 0.5f : 1.0f); /* "ankle, foot and toes" */
            if (absent) score -= s * idf;
            else score += s > 0.0f ? s * idf : -UNSUPPORTED * idf;
        }
    }
    if (unspecified) score += UNSPECIFIED_BONUS;
    return su->sided ? score + side_score(title, record, unspecified) : score;
}

/* The best complete code (or the one whose 7th character is still open) below `node`. */
static uint32_t best_leaf(struct support *su, uint32_t node, enum side record, float *ret_score)
{
    const struct lexicon *lex = su->run->lex;
    uint32_t best = NO_INDEX;
    float top = 0.0f;
    support_enter(su, node);
    for (uint32_t i = node + 1; i < lex->codes[node].end; i++) {
        const struct lex_code *c = &lex->codes[i];
        bool open_seventh = i + 1 < c->end && lex->codes[i + 1].seventh;
        if (c->seventh || (!(c->flags & LEX_CODE_BILLABLE) && !open_seventh)) continue;
        float score = weigh(su, i, record);
        if (best == NO_INDEX || score > top) {
            best = i;
            top = score;
        }
    }
    *ret_score = top;
    return best;
}

/* The 7th character: that of the episode of care unless words of the sentence itself speak for another. */
static uint32_t best_seventh(struct support *su, uint32_t node)
{
    const struct lexicon *lex = su->run->lex;
    uint32_t best = NO_INDEX;
    float top = 0.0f;
    char first = lex_cstr(lex, lex->codes[node].code)[0];
    char episode = first == 'S' || first == 'T' ? su->run->episode : 'A';
    support_enter(su, node);
    for (uint32_t i = node + 1; i < lex->codes[node].end; i++) {
        const char *code = lex_cstr(lex, lex->codes[i].code);
        float score = code[strlen(code) - 1] == episode ? 3.0f : 0.0f;
        for (uint32_t k = 0; k < lex->codes[i].word_count; k++) {
            uint32_t term = lex->title_words[lex->codes[i].first_word + k];
            const struct known_word *w = support_word(su, term);
            if (w->in_node) continue;
            if (w->role == ROLE_UNSPECIFIED) score += 1.0f; /* "not applicable or unspecified" */
            float s = support_of(su, term);
            if (s >= 0.7f) score += 0.5f * s * w->idf;
        }
        if (best == NO_INDEX || score > top) {
            best = i;
            top = score;
        }
    }
    return best;
}

static uint32_t complete(struct support *su, uint32_t node, enum side record, float *ret_score)
{
    const struct lexicon *lex = su->run->lex;
    uint32_t leaf = node;
    *ret_score = 0.0f;
    if (!(lex->codes[node].flags & LEX_CODE_BILLABLE) && !(node + 1 < lex->codes[node].end && lex->codes[node + 1].seventh))
        leaf = best_leaf(su, node, record, ret_score);
    if (leaf != NO_INDEX && leaf + 1 < lex->codes[leaf].end && lex->codes[leaf + 1].seventh) leaf = best_seventh(su, leaf);
    return leaf;
}

/* Needs support_enter() with the code. A sibling whose title says all that the unspecified one does, and whose further words all stand in the
 * sentence. */
static bool is_supported_sibling(const struct support *su, uint32_t code, uint32_t sibling)
{
    const struct lexicon *lex = su->run->lex;
    const struct lex_code *s = &lex->codes[sibling], *c = &lex->codes[code];
    uint32_t further = 0, shared = 0;
    for (uint32_t k = 0; k < s->word_count; k++) {
        uint32_t term = lex->title_words[s->first_word + k];
        const struct known_word *w = support_word(su, term);
        enum word_role role = w->role;
        if (role == ROLE_UNSPECIFIED || role == ROLE_OTHER || role == ROLE_WITHOUT || side_of_role(role) != SIDE_NONE) return false;
        if (!role_is_content(role)) continue;
        if (w->in_node) shared++;
        else if (support_of(su, term) < 0.7f) return false;
        else further++;
    }
    uint32_t plain = 0;
    for (uint32_t k = 0; k < c->word_count; k++) plain += role_is_content(lexicon_role(lex, lex->title_words[c->first_word + k]));
    return further > 0 && shared + 1 >= plain; /* "site", "region" may give way to the site itself */
}

/* Titles that are the same but for the trimester, which the weeks of the record tell. */
static bool is_counted_sibling(const struct support *su, uint32_t code, uint32_t sibling)
{
    const struct lexicon *lex = su->run->lex;
    const struct lex_code *s = &lex->codes[sibling], *c = &lex->codes[code];
    if (su->run->trimester == TRIMESTER_NONE || trimester_of_title(lex, sibling) != su->run->trimester || s->word_count != c->word_count)
        return false;
    for (uint32_t k = 0; k < s->word_count; k++)
        if (lex->title_words[s->first_word + k] != lex->title_words[c->first_word + k] && !title_tells_trimester(lex, s, k)) return false;
    return trimester_of_title(lex, code) == TRIMESTER_UNSPECIFIED;
}

/* "... unspecified" is where a phrase rests: a sibling that the sentence spells out is better. */
static uint32_t narrow(struct support *su, uint32_t code)
{
    const struct lexicon *lex = su->run->lex;
    int32_t parent = lex->codes[code].parent;
    if (parent < 0 || lex->codes[parent].level != LEVEL_CODE || !is_vague(lex, code)) return code;
    support_enter(su, code);
    for (uint32_t i = (uint32_t)parent + 1; i < lex->codes[parent].end; i++) {
        bool complete_code = (lex->codes[i].flags & LEX_CODE_BILLABLE) && !lex->codes[i].seventh;
        if (i != code && complete_code && (is_counted_sibling(su, code, i) || is_supported_sibling(su, code, i))) return i;
    }
    return code;
}

uint32_t match_complete(struct match_run *run, const struct mention *m, uint32_t node)
{
    struct support su = {.run = run, .m = m, .anchor = rarest_term(run, &run->lex->entries[m->entry]), .sided = side_below(run->lex, node)};
    float score;
    support_begin(run, &su);
    return complete(&su, node, su.sided ? side_of_mention(run, m) : SIDE_NONE, &score);
}

void match_specify(struct match_run *run, struct mention *m)
{
    const struct lex_entry *e = &run->lex->entries[m->entry];
    struct support su = {.run = run, .m = m, .anchor = rarest_term(run, e)};
    support_begin(run, &su);
    uint32_t node = e->code;
    m->code = node;
    m->fit = 1.0f;
    if (node == LEXICON_NO_CODE) return;
    if (run->lex->codes[node].end == node + 1) {
        m->code = narrow(&su, node);
        return;
    }
    su.sided = side_below(run->lex, node);
    enum side record = su.sided ? side_of_mention(run, m) : SIDE_NONE;
    float score;
    m->code = complete(&su, node, record, &score);
    m->side_missing = su.sided && record == SIDE_NONE;
    if (su.sided && score > 0.0f) score = 0.0f;
    m->fit = score >= 0.0f ? 1.0f : 1.0f / (1.0f - 0.3f * score);
    if (record != SIDE_BOTH || m->code == NO_INDEX || side_of_title(run->lex, m->code) == SIDE_BOTH) return;
    uint32_t both = side_bilateral_code(run->lex, node);
    if (both != NO_INDEX) {
        m->code = both;
    } else {
        m->code = complete(&su, node, SIDE_RIGHT, &score);
        m->second_code = complete(&su, node, SIDE_LEFT, &score);
        if (m->second_code == m->code) m->second_code = NO_INDEX;
    }
}

/* The category's node from which alternatives are taken: two levels up at most, never above three characters. */
static uint32_t alternatives_root(const struct lexicon *lex, uint32_t code)
{
    uint32_t node = code;
    for (int up = 0; up < 3 && lex->codes[node].parent >= 0; up++) {
        uint32_t parent = (uint32_t)lex->codes[node].parent;
        if (lex->codes[parent].level != LEVEL_CODE) break;
        node = parent;
        if (lex->codes[node].end - node > 60) break;
    }
    return node;
}

static bool titles_touch(const struct lexicon *lex, uint32_t a, uint32_t b)
{
    for (uint32_t i = 0; i < lex->codes[a].word_count; i++) {
        uint32_t term = lex->title_words[lex->codes[a].first_word + i];
        if (role_is_content(lexicon_role(lex, term)) && title_has(lex, b, term)) return true;
    }
    return false;
}

uint32_t match_alternatives(struct match_run *run, const struct mention *m, uint32_t code, struct alternative *out, uint32_t room)
{
    const struct lexicon *lex = run->lex;
    struct support su = {.run = run, .m = m, .anchor = rarest_term(run, &lex->entries[m->entry])};
    support_begin(run, &su);
    uint32_t root = alternatives_root(lex, code), n = 0;
    uint32_t base = lex->codes[code].seventh ? (uint32_t)lex->codes[code].parent : code;
    su.sided = side_below(lex, root);
    enum side record = su.sided ? side_of_mention(run, m) : SIDE_NONE;
    support_enter(&su, root);
    for (uint32_t i = root; i < lex->codes[root].end; i++) {
        const struct lex_code *c = &lex->codes[i];
        bool open_seventh = i + 1 < c->end && lex->codes[i + 1].seventh;
        if (i == base || c->seventh || (!(c->flags & LEX_CODE_BILLABLE) && !open_seventh) || !titles_touch(lex, base, i)) continue;
        struct alternative a = {i, weigh(&su, i, record)};
        uint32_t at = n < room ? n++ : room;
        while (at > 0 && out[at - 1].score < a.score) {
            if (at < room) out[at] = out[at - 1];
            at--;
        }
        if (at < room) out[at] = a;
    }
    for (uint32_t k = 0; k < n; k++)
        if (out[k].code + 1 < lex->codes[out[k].code].end) out[k].code = best_seventh(&su, out[k].code);
    return n;
}
