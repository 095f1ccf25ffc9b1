/* Proposals from the lessons that decisions left. Nothing is stored: they are counted anew each time, so that a decision that
 * is taken back takes its lesson along. */
#include "queue_internal.h"

#include "learn.h"
#include "learn_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define PRIOR_DECISIONS 10.0 /* decisions that the ranking's own confidence counts for */
#define WEIGHT_STEP 0.2 /* a change of the weight under this is not worth a manager's look */
#define MOST_PROPOSALS 10000

struct mining {
    struct queue *q;
    const struct learn_limits *limits;
    struct arena *arena;
    bool declined; /* keep those that were declined */
    struct learn_rule *rules; /* in force */
    uint32_t rule_count;
    struct learn_proposal *list;
    uint32_t n;
};

static bool same_pair(const struct learn_row *a, const struct learn_row *b)
{
    return strcmp(a->phrase, b->phrase) == 0 && strcmp(a->system, b->system) == 0 && strcmp(a->code, b->code) == 0;
}

bool learn_row_same(const struct learn_row *a, const struct learn_row *b)
{
    return a->effect == b->effect && same_pair(a, b) && strcmp(a->other_code, b->other_code) == 0;
}

void learn_row_id(const struct learn_row *r, char id[LEARN_ID_BYTES])
{
    char text[1024];
    int n = snprintf(text, sizeof text, "%s\t%s\t%s\t%s\t%s\t%.1f", learned_effect_name(r->effect), r->phrase, r->system, r->code, r->other_code,
                     r->weight);
    uint64_t h = str_hash((struct str){text, (size_t)n < sizeof text ? (size_t)n : sizeof text - 1});
    (void)snprintf(id, LEARN_ID_BYTES, "%08x", (uint32_t)(h ^ h >> 32));
}

/* A row in force that makes the proposal needless: it says the same, or has taken the code from the phrase already. */
static bool is_in_force(const struct mining *m, const struct learn_row *r)
{
    for (uint32_t i = 0; i < m->rule_count; i++) {
        const struct learn_row *have = &m->rules[i].row;
        if (!same_pair(have, r)) continue;
        if (have->effect == LEARNED_INSTEAD && r->effect != LEARNED_ADD) {
            if (r->effect != LEARNED_INSTEAD || strcmp(have->other_code, r->other_code) == 0) return true;
        }
        if (have->effect == LEARNED_MUTE && (r->effect == LEARNED_WEIGHT || r->effect == LEARNED_MUTE)) return true;
        if (have->effect == LEARNED_ADD && r->effect == LEARNED_ADD) return true;
        if (have->effect == LEARNED_WEIGHT && r->effect == LEARNED_WEIGHT && fabs(have->weight - r->weight) < WEIGHT_STEP) return true;
    }
    return false;
}

static bool is_proposed(const struct mining *m, const struct learn_row *r, enum learned_effect effect)
{
    for (uint32_t i = 0; i < m->n; i++)
        if (m->list[i].row.effect == effect && !m->list[i].declined_by && same_pair(&m->list[i].row, r)) return true;
    return false;
}

static enum status find_decline(const struct mining *m, struct learn_proposal *p)
{
    const struct learn_row *r = &p->row;
    struct query *row;
    bool found;
    enum status st = ST_OK;
    TRY(db_query(m->q->db, SQL_learn_declined,
                 VALUES(v_text(learned_effect_name(r->effect)), v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code)), &row));
    TRY(query_next(row, &found));
    if (!found) goto done;
    p->declined_by = column_text(m->arena, row, 0, &st);
    p->declined_at = query_int(row, 1);
    query_end(row);
done:
    return st;
}

static enum status find_charts(const struct mining *m, struct learn_proposal *p)
{
    const struct learn_row *r = &p->row;
    struct query *row;
    char text[128] = "";
    size_t n = 0;
    bool more;
    enum status st = ST_OK;
    if (r->effect == LEARNED_ADD)
        TRY(db_query(m->q->db, SQL_learn_addition_charts, VALUES(v_text(r->phrase), v_text(r->system), v_text(r->code)), &row));
    else
        TRY(db_query(m->q->db, SQL_learn_pair_charts,
                     VALUES(v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code), v_int(r->effect == LEARNED_MUTE)), &row));
    for (;;) {
        TRY(query_next(row, &more));
        if (!more) break;
        if (n < sizeof text - 24) n += (size_t)snprintf(text + n, sizeof text - n, "%s%lld", n ? " " : "", (long long)query_int(row, 0));
    }
    if (!(p->charts = arena_strdup(m->arena, text, n))) st = ST_NO_MEMORY;
done:
    return st;
}

static enum status propose(struct mining *m, const struct learn_row *r, int64_t coders)
{
    struct learn_proposal *p = &m->list[m->n];
    enum status st = ST_OK;
    if (m->n == MOST_PROPOSALS || is_in_force(m, r)) goto done;
    *p = (struct learn_proposal){.row = *r, .coders = coders};
    TRY(find_decline(m, p));
    if (p->declined_by && !m->declined) goto done;
    TRY(find_charts(m, p));
    learn_row_id(r, p->id);
    m->n++;
done:
    return st;
}

/* --- rows of the counts, read before anything else is asked of the database --- */

struct counted {
    struct learn_row row;
    int64_t total, agreed, coders;
    double confidence;
};

static enum status read_pair(struct arena *arena, const struct query *row, void *element)
{
    struct counted *c = element;
    enum status st = ST_OK;
    c->row.phrase = column_text(arena, row, 0, &st);
    c->row.system = column_text(arena, row, 1, &st);
    c->row.code = column_text(arena, row, 2, &st);
    c->row.other_code = "";
    c->total = query_int(row, 3);
    c->agreed = query_int(row, 4);
    c->confidence = query_real(row, 5);
    c->coders = query_int(row, 6);
    return st;
}

static enum status read_swap(struct arena *arena, const struct query *row, void *element)
{
    struct counted *c = element;
    enum status st = ST_OK;
    c->row.phrase = column_text(arena, row, 0, &st);
    c->row.system = column_text(arena, row, 1, &st);
    c->row.code = column_text(arena, row, 2, &st);
    c->row.other_code = column_text(arena, row, 3, &st);
    c->agreed = query_int(row, 4);
    c->total = query_int(row, 5);
    c->coders = query_int(row, 6);
    return st;
}

static enum status read_addition(struct arena *arena, const struct query *row, void *element)
{
    struct counted *c = element;
    enum status st = ST_OK;
    c->row.system = column_text(arena, row, 0, &st);
    c->row.code = column_text(arena, row, 1, &st);
    c->row.phrase = column_text(arena, row, 2, &st);
    c->row.other_code = "";
    c->agreed = query_int(row, 3);
    c->total = query_int(row, 4);
    c->coders = query_int(row, 5);
    return st;
}

static enum status mine_additions(struct mining *m)
{
    struct counted *list;
    uint32_t n;
    const struct learn_row *last = NULL;
    enum status st = ST_OK;
    TRY(list_rows(m->q, SQL_learn_additions, VALUES(v_int(m->limits->least), v_int(m->limits->share_pct)), m->arena, sizeof *list, read_addition,
                  (void **)&list, &n));
    for (uint32_t i = 0; i < n; i++) {
        struct learn_row *r = &list[i].row;
        bool again = last && strcmp(last->code, r->code) == 0 && strcmp(last->system, r->system) == 0;
        last = r;
        if (again) continue; /* the likeliest phrase of a code comes first */
        r->effect = LEARNED_ADD;
        r->agreed = list[i].agreed;
        r->decided = list[i].total;
        TRY(propose(m, r, list[i].coders));
    }
done:
    return st;
}

static enum status mine_swaps(struct mining *m)
{
    struct counted *list;
    uint32_t n;
    enum status st = ST_OK;
    TRY(list_rows(m->q, SQL_learn_swaps, VALUES(v_int(m->limits->least), v_int(m->limits->share_pct)), m->arena, sizeof *list, read_swap,
                  (void **)&list, &n));
    for (uint32_t i = 0; i < n; i++) {
        list[i].row.effect = LEARNED_INSTEAD;
        list[i].row.agreed = list[i].agreed;
        list[i].row.decided = list[i].total;
        TRY(propose(m, &list[i].row, list[i].coders));
    }
done:
    return st;
}

double learn_weight(int64_t accepted, int64_t decided, double confidence)
{
    double c = fmin(fmax(confidence, 0.01), 0.99);
    double rate = ((double)accepted + PRIOR_DECISIONS * c) / ((double)decided + PRIOR_DECISIONS);
    double offset = log(rate / (1.0 - rate)) - log(c / (1.0 - c));
    double most = (double)LEARNED_MOST_WEIGHT;
    return round(fmin(fmax(offset, -most), most) * 10.0) / 10.0;
}

static enum status propose_weight(struct mining *m, const struct counted *c)
{
    struct learn_row r = c->row;
    double now = 0.0;
    r.effect = LEARNED_WEIGHT;
    r.agreed = c->agreed;
    r.decided = c->total;
    r.weight = learn_weight(c->agreed, c->total, c->confidence);
    for (uint32_t i = 0; i < m->rule_count; i++)
        if (m->rules[i].row.effect == LEARNED_WEIGHT && same_pair(&m->rules[i].row, &r)) now = m->rules[i].row.weight;
    return fabs(r.weight - now) < WEIGHT_STEP ? ST_OK : propose(m, &r, c->coders);
}

static enum status mine_pairs(struct mining *m)
{
    struct counted *list;
    uint32_t n;
    int64_t mute_pct = (m->limits->share_pct + 100) / 2;
    enum status st = ST_OK;
    TRY(list_rows(m->q, SQL_learn_pairs, VALUES(v_int(m->limits->least)), m->arena, sizeof *list, read_pair, (void **)&list, &n));
    for (uint32_t i = 0; i < n; i++) {
        struct learn_row r = list[i].row;
        r.effect = LEARNED_MUTE;
        r.decided = list[i].total;
        r.agreed = list[i].total - list[i].agreed;
        if (r.agreed * 100 >= mute_pct * r.decided && !is_proposed(m, &r, LEARNED_INSTEAD)) TRY(propose(m, &r, list[i].coders));
    }
    for (uint32_t i = 0; i < n; i++)
        if (!is_proposed(m, &list[i].row, LEARNED_INSTEAD) && !is_proposed(m, &list[i].row, LEARNED_MUTE)) TRY(propose_weight(m, &list[i]));
done:
    return st;
}

enum status queue_learn_proposals(struct queue *q, const struct learn_limits *limits, bool declined, struct arena *arena, struct learn_proposal **ret,
                                  uint32_t *ret_n)
{
    struct mining m = {.q = q, .limits = limits, .arena = arena, .declined = declined};
    uint32_t version;
    enum status st = ST_OK;
    m.list = ARENA_ARRAY(arena, struct learn_proposal, MOST_PROPOSALS + 1);
    if (!m.list) return ST_NO_MEMORY;
    TRY(queue_learn_rules(q, arena, &m.rules, &m.rule_count, &version));
    TRY(mine_additions(&m));
    TRY(mine_swaps(&m));
    TRY(mine_pairs(&m));
    *ret = m.list;
    *ret_n = m.n;
done:
    return st;
}
