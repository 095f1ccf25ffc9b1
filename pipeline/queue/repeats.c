/* Sheets that were scanned twice: looked for among the pages of the chart, then among the patient's other charts. */
#include "queue_internal.h"

#include "desk.h"
#include "repeat.h"

#define FEWEST_SHARED_KEYS 2
#define FEW_WORDS 15 /* with fewer a page is known by its looks */

struct looking {
    struct queue *q;
    int64_t chart;
    const struct page *pages;
    uint32_t n;
    struct arena *arena;
    int64_t *ids;
    uint64_t (*keys)[REPEAT_KEYS];
    bool *has_keys, *has_print;
    int64_t *repeats; /* id of the earlier page; 0: none */
};

static enum status read_id(struct arena *arena, const struct query *row, void *element)
{
    (void)arena;
    *(int64_t *)element = query_int(row, 0);
    return ST_OK;
}

struct earlier {
    int64_t id, chart;
    int page;
    uint64_t print[PAGE_PRINT_WORDS];
};

static enum status read_earlier(struct arena *arena, const struct query *row, void *element)
{
    (void)arena;
    *(struct earlier *)element = (struct earlier){.id = query_int(row, 0), .chart = query_int(row, 1), .page = (int)query_int(row, 2)};
    return ST_OK;
}

static enum status read_print(struct arena *arena, const struct query *row, void *element)
{
    struct earlier *e = element;
    struct str bytes = query_bytes(row, 3);
    enum status st = read_earlier(arena, row, element);
    if (bytes.n == sizeof e->print) memcpy(e->print, bytes.p, sizeof e->print);
    return st;
}

static int64_t as_key(uint64_t key)
{
    return (int64_t)(key >> 1); /* both databases know signed numbers only */
}

static bool share_keys(const struct looking *k, uint32_t i, uint32_t j)
{
    int shared = 0;
    for (int n = 0; n < REPEAT_KEYS; n++) shared += k->keys[i][n] == k->keys[j][n];
    return shared >= FEWEST_SHARED_KEYS;
}

static enum status find_in_other_charts(struct looking *k, uint32_t i)
{
    struct earlier *list;
    struct page page;
    uint32_t n;
    const uint64_t *key = k->keys[i];
    enum status st = ST_OK;
    TRY(list_rows(k->q, SQL_page_repeat_candidates,
                  VALUES(v_int(as_key(key[0])), v_int(as_key(key[1])), v_int(as_key(key[2])), v_int(as_key(key[3])), v_int(as_key(key[4])),
                         v_int(as_key(key[5])), v_int(k->ids[i]), v_int(k->chart)),
                  k->arena, sizeof *list, read_earlier, (void **)&list, &n));
    for (uint32_t c = 0; c < n && !k->repeats[i]; c++) {
        TRY(desk_page(k->q, list[c].chart, list[c].page, k->arena, &page));
        if (repeat_words(k->arena, &page, &k->pages[i])) k->repeats[i] = list[c].id;
    }
done:
    return st;
}

static enum status find_by_words(struct looking *k, uint32_t i)
{
    k->has_keys[i] = repeat_keys(k->arena, &k->pages[i], k->keys[i]);
    if (!k->has_keys[i]) return ST_OK;
    for (uint32_t j = 0; j < i && !k->repeats[i]; j++)
        if (k->has_keys[j] && share_keys(k, i, j) && repeat_words(k->arena, &k->pages[j], &k->pages[i])) k->repeats[i] = k->ids[j];
    return k->repeats[i] ? ST_OK : find_in_other_charts(k, i);
}

static bool has_looks(const struct page *p)
{
    bool some = false;
    for (int i = 0; i < PAGE_PRINT_WORDS; i++) some |= p->print[i] != 0;
    return some && p->word_count < FEW_WORDS;
}

static enum status find_by_looks(struct looking *k, uint32_t i)
{
    struct earlier *list;
    uint32_t n;
    enum status st = ST_OK;
    k->has_print[i] = has_looks(&k->pages[i]);
    if (!k->has_print[i]) return ST_OK;
    for (uint32_t j = 0; j < i && !k->repeats[i]; j++)
        if (k->has_print[j] && repeat_looks(k->pages[j].print, k->pages[i].print)) k->repeats[i] = k->ids[j];
    if (k->repeats[i]) return ST_OK;
    TRY(list_rows(k->q, SQL_page_print_candidates, VALUES(v_int(k->ids[i]), v_int(k->chart)), k->arena, sizeof *list, read_print, (void **)&list,
                  &n));
    for (uint32_t c = 0; c < n && !k->repeats[i]; c++)
        if (repeat_looks(list[c].print, k->pages[i].print)) k->repeats[i] = list[c].id;
done:
    return st;
}

static enum status keep_page(const struct looking *k, uint32_t i)
{
    struct str print = {(const char *)k->pages[i].print, sizeof k->pages[i].print};
    enum status st = ST_OK;
    for (int n = 0; k->has_keys[i] && n < REPEAT_KEYS; n++)
        TRY(db_run(k->q->db, SQL_page_key_put, VALUES(v_int(as_key(k->keys[i][n])), v_int(k->ids[i]))));
    if (k->has_print[i]) TRY(db_run(k->q->db, SQL_page_print_put, VALUES(v_int(k->ids[i]), v_bytes(print))));
    TRY(db_run(k->q->db, SQL_page_repeats, VALUES(v_int(k->ids[i]), v_known(k->repeats[i], 0))));
done:
    return st;
}

static enum status keep(const struct looking *k)
{
    enum status st = ST_OK;
    TRY(db_begin(k->q->db));
    for (uint32_t i = 0; i < k->n; i++) TRY(keep_page(k, i));
done:
    return db_end(k->q->db, st);
}

enum status queue_find_repeats(struct queue *q, int64_t chart, const struct page *pages, uint32_t n, struct arena *arena, uint32_t *ret_n)
{
    struct looking k = {.q = q, .chart = chart, .pages = pages, .n = n, .arena = arena};
    uint32_t ids, found = 0;
    bool any = false;
    enum status st = ST_OK;
    *ret_n = 0;
    for (uint32_t i = 0; i < n; i++) any |= pages[i].media == MEDIA_IMAGE && !pages[i].blank;
    if (!any) return ST_OK; /* text twice is told by its hash */
    TRY(list_rows(q, SQL_page_ids, VALUES(v_int(chart)), arena, sizeof *k.ids, read_id, (void **)&k.ids, &ids));
    k.keys = arena_calloc(arena, n + 1, sizeof *k.keys);
    k.has_keys = ARENA_ARRAY(arena, bool, n + 1);
    k.has_print = ARENA_ARRAY(arena, bool, n + 1);
    k.repeats = ARENA_ARRAY(arena, int64_t, n + 1);
    if (!k.keys || !k.has_keys || !k.has_print || !k.repeats) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n && i < ids; i++) {
        if (pages[i].media != MEDIA_IMAGE || pages[i].blank) continue;
        TRY(find_by_words(&k, i));
        if (!k.has_keys[i]) TRY(find_by_looks(&k, i));
        found += k.repeats[i] != 0;
    }
    TRY(keep(&k));
    *ret_n = found;
done:
    return st;
}
