/* What was learned and is in force: accepting, declining and undoing, each one transaction with its audit row. */
#include "queue_internal.h"

#include "learn.h"
#include "learn_internal.h"

#include <stdio.h>

#define LEARN_ARENA_BYTES ((size_t)64 << 20)

static enum learned_effect effect_of(struct str name)
{
    enum learned_effect e = LEARNED_ADD;
    while (e + 1 < LEARNED_EFFECT_COUNT && !str_eq(name, str_of(learned_effect_name(e)))) e++;
    return e;
}

static enum status read_rule(struct arena *arena, const struct query *row, void *element)
{
    struct learn_rule *r = element;
    enum status st = ST_OK;
    r->version = query_int(row, 0);
    r->row.effect = effect_of(query_str(row, 1));
    r->row.phrase = column_text(arena, row, 2, &st);
    r->row.system = column_text(arena, row, 3, &st);
    r->row.code = column_text(arena, row, 4, &st);
    r->row.other_code = column_text(arena, row, 5, &st);
    r->row.weight = query_real(row, 6);
    r->row.agreed = query_int(row, 7);
    r->row.decided = query_int(row, 8);
    r->who = column_text(arena, row, 9, &st);
    r->at = query_int(row, 10);
    return st;
}

enum status queue_learn_rules(struct queue *q, struct arena *arena, struct learn_rule **ret, uint32_t *ret_n, uint32_t *ret_version)
{
    int64_t version;
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_learn_version, NULL, &version, NULL));
    TRY(list_rows(q, SQL_learn_rules, NULL, arena, sizeof **ret, read_rule, (void **)ret, ret_n));
    *ret_version = (uint32_t)version;
done:
    return st;
}

static enum status read_version(struct arena *arena, const struct query *row, void *element)
{
    struct learn_version *v = element;
    enum status st = ST_OK;
    v->version = query_int(row, 0);
    v->undoes = query_int(row, 1);
    v->who = column_text(arena, row, 2, &st);
    v->at = query_int(row, 3);
    v->began = query_int(row, 4);
    v->ended = query_int(row, 5);
    return st;
}

enum status queue_learn_versions(struct queue *q, struct arena *arena, struct learn_version **ret, uint32_t *ret_n)
{
    return list_rows(q, SQL_learn_versions, NULL, arena, sizeof **ret, read_version, (void **)ret, ret_n);
}

/* In the caller's transaction. */
static enum status publish(struct queue *q, struct arena *arena, const struct learn_publisher *to)
{
    struct learn_rule *rules;
    uint32_t n, version;
    enum status st = ST_OK;
    TRY(queue_learn_rules(q, arena, &rules, &n, &version));
    if (to) TRY(to->publish(to->context, version, rules, n));
done:
    return st;
}

enum status queue_learn_publish(struct queue *q, const struct learn_publisher *to)
{
    struct arena *arena = arena_new(LEARN_ARENA_BYTES);
    enum status st = ST_OK;
    if (!arena) return ST_NO_MEMORY;
    TRY(db_begin(q->db));
    TRY(publish(q, arena, to));
done:
    st = db_end(q->db, st);
    arena_free(arena);
    return st;
}

static enum status find_proposal(const struct learn_proposal *list, uint32_t n, const char *id, const struct learn_row **ret)
{
    for (uint32_t i = 0; i < n; i++) {
        if (strcmp(list[i].id, id) != 0) continue;
        *ret = &list[i].row;
        return ST_OK;
    }
    return fail(ST_NOT_FOUND, "'%s' is not proposed, or no longer as it was shown; 'chartcode learn list' shows what is", id);
}

static bool is_repeated(char **ids, int i)
{
    for (int k = 0; k < i; k++)
        if (strcmp(ids[k], ids[i]) == 0) return true;
    return false;
}

static enum status audit_row(struct queue *q, const char *what, int64_t version, const char *id, const struct learn_row *r)
{
    char detail[128];
    (void)snprintf(detail, sizeof detail, "id=%s version=%lld %s %s%s%s", id, (long long)version, learned_effect_name(r->effect), r->code,
                   *r->other_code ? " by " : "", r->other_code);
    return queue_audit(q, what, 0, detail);
}

static enum status accept_row(struct queue *q, int64_t version, const char *id, const struct learn_row *r)
{
    const char *effect = learned_effect_name(r->effect);
    enum status st = ST_OK;
    TRY(db_run(q->db, SQL_learn_decline_end, VALUES(v_text(effect), v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code))));
    TRY(db_run(q->db, SQL_learn_rule_end,
               VALUES(v_int(version), v_text(effect), v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code))));
    TRY(db_run(q->db, SQL_learn_rule_add,
               VALUES(v_int(version), v_text(effect), v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code), v_real(r->weight),
                      v_int(r->agreed), v_int(r->decided))));
    TRY(audit_row(q, "learn-accept", version, id, r));
done:
    return st;
}

static enum status decline_row(struct queue *q, const char *id, const struct learn_row *r)
{
    enum status st = ST_OK;
    TRY(db_run(q->db, SQL_learn_decline,
               VALUES(v_text(learned_effect_name(r->effect)), v_text(r->phrase), v_text(r->system), v_text(r->code), v_text(r->other_code),
                      v_text(q->who), v_int(queue_now()))));
    TRY(audit_row(q, "learn-decline", 0, id, r));
done:
    return st;
}

enum status queue_learn_accept(struct queue *q, const struct learn_limits *limits, int n, char **ids, const struct learn_publisher *to,
                               uint32_t *ret_version)
{
    struct arena *arena = arena_new(LEARN_ARENA_BYTES);
    struct learn_proposal *list;
    const struct learn_row *row = NULL;
    uint32_t count;
    int64_t version = 0;
    enum status st = ST_OK;
    if (!arena) return ST_NO_MEMORY;
    TRY(db_begin(q->db));
    TRY(queue_learn_proposals(q, limits, true, arena, &list, &count));
    TRY(db_value(q->db, SQL_learn_version_add, VALUES(v_null(), v_text(q->who), v_int(queue_now())), &version, NULL));
    for (int i = 0; i < n; i++) {
        if (is_repeated(ids, i)) continue;
        TRY(find_proposal(list, count, ids[i], &row));
        TRY(accept_row(q, version, ids[i], row));
    }
    TRY(publish(q, arena, to));
done:
    st = db_end(q->db, st);
    arena_free(arena);
    if (st == ST_OK) *ret_version = (uint32_t)version;
    return st;
}

enum status queue_learn_decline(struct queue *q, const struct learn_limits *limits, int n, char **ids)
{
    struct arena *arena = arena_new(LEARN_ARENA_BYTES);
    struct learn_proposal *list;
    const struct learn_row *row = NULL;
    uint32_t count;
    enum status st = ST_OK;
    if (!arena) return ST_NO_MEMORY;
    TRY(db_begin(q->db));
    TRY(queue_learn_proposals(q, limits, false, arena, &list, &count));
    for (int i = 0; i < n; i++) {
        TRY(find_proposal(list, count, ids[i], &row));
        TRY(decline_row(q, ids[i], row));
    }
done:
    st = db_end(q->db, st);
    arena_free(arena);
    return st;
}

/* In the caller's transaction. */
static enum status take_back(struct queue *q, int64_t version, int64_t *ret_new)
{
    char detail[64];
    int64_t left, last;
    enum status st = ST_OK;
    TRY(db_value(q->db, SQL_learn_version, NULL, &last, NULL));
    if (version < 1 || version > last)
        TRY(fail(ST_NOT_FOUND, "there is no version %lld of what was learned; 'chartcode learn history' lists them", (long long)version));
    TRY(db_value(q->db, SQL_learn_undo_count, VALUES(v_int(version)), &left, NULL));
    if (!left) TRY(fail(ST_USAGE, "nothing of version %lld is left to take back: later versions did", (long long)version));
    TRY(db_value(q->db, SQL_learn_version_add, VALUES(v_int(version), v_text(q->who), v_int(queue_now())), ret_new, NULL));
    TRY(db_run(q->db, SQL_learn_undo_end, VALUES(v_int(version), v_int(*ret_new))));
    TRY(db_run(q->db, SQL_learn_undo_begin, VALUES(v_int(version), v_int(*ret_new))));
    (void)snprintf(detail, sizeof detail, "version=%lld undoes=%lld", (long long)*ret_new, (long long)version);
    TRY(queue_audit(q, "learn-undo", 0, detail));
done:
    return st;
}

enum status queue_learn_undo(struct queue *q, uint32_t version, const struct learn_publisher *to, uint32_t *ret_version)
{
    struct arena *arena = arena_new(LEARN_ARENA_BYTES);
    int64_t made = 0;
    enum status st = ST_OK;
    if (!arena) return ST_NO_MEMORY;
    TRY(db_begin(q->db));
    TRY(take_back(q, version, &made));
    TRY(publish(q, arena, to));
done:
    st = db_end(q->db, st);
    arena_free(arena);
    if (st == ST_OK) *ret_version = (uint32_t)made;
    return st;
}
