#include "patient.h"

#include "identity.h"

#include <stdio.h>

/* For people, and for the queue: "name, mrn". */
static const char *facts_text(struct arena *arena, unsigned differs)
{
    char text[32];
    int n = snprintf(text, sizeof text, "%s%s%s", differs & IDENTITY_NAME ? "name, " : "", differs & IDENTITY_MRN ? "mrn, " : "",
                     differs & IDENTITY_BORN ? "born, " : "");
    return differs ? arena_strdup(arena, text, (size_t)n - 2) : NULL;
}

/* A page that a coder has looked at and let pass counts as the chart's. */
static enum status forgive(struct queue *q, int64_t id, struct arena *arena, bool *foreign, uint32_t n)
{
    struct queue_page_info *infos;
    uint32_t count;
    enum status st = queue_page_list(q, id, arena, &infos, &count);
    for (uint32_t i = 0; st == ST_OK && i < n && i < count; i++)
        if (infos[i].alarm && !infos[i].alarm_open) foreign[i] = false;
    return st;
}

enum status patient_check(struct queue *q, const struct demographics *d, int64_t id, const struct chart *c, struct chart_facts *facts,
                          bool **ret_foreign)
{
    uint32_t n = c->page_count;
    struct identity known = {facts->name, facts->mrn, facts->born};
    struct identity *pages = ARENA_ARRAY(c->arena, struct identity, n + 1);
    unsigned *differs = ARENA_ARRAY(c->arena, unsigned, n + 1);
    const char **what = ARENA_ARRAY(c->arena, const char *, n + 1);
    bool *foreign = ARENA_ARRAY(c->arena, bool, n + 1);
    enum status st = ST_OK;
    if (!pages || !differs || !what || !foreign) return ST_NO_MEMORY;
    for (uint32_t i = 0; i < n; i++) pages[i] = identity_of_page(d, c->arena, &c->pages[i]);
    TRY(identity_of_chart(c->arena, &known, pages, n, differs));
    for (uint32_t i = 0; i < n; i++) what[i] = facts_text(c->arena, differs[i]), foreign[i] = differs[i] != 0;
    TRY(queue_page_alarms(q, id, what, n));
    TRY(forgive(q, id, c->arena, foreign, n));
    for (uint32_t i = 0; i < n; i++)
        if (!foreign[i]) demographics_read(d, c->arena, c->pages[i].text, facts);
    *ret_foreign = foreign;
done:
    return st;
}

static bool stands_on_foreign_pages(const struct candidate *k, const bool *foreign)
{
    for (uint32_t i = 0; i < k->evidence_count; i++)
        if (!foreign[k->evidence[i].page]) return false;
    return k->evidence_count > 0;
}

static enum status add_advice(struct arena *arena, struct candidate *k)
{
    char text[96];
    struct str *list = ARENA_ARRAY(arena, struct str, k->advice_count + 1);
    int n = snprintf(text, sizeof text, "stands on page %u alone, which seems to be another patient's", k->evidence[0].page + 1);
    char *copy = arena_strdup(arena, text, (size_t)n);
    if (!list || !copy) return ST_NO_MEMORY;
    list[0] = (struct str){copy, (size_t)n};
    if (k->advice_count) memcpy(list + 1, k->advice, k->advice_count * sizeof *list);
    k->advice = list;
    k->advice_count++;
    return ST_OK;
}

enum status patient_doubt_foreign(struct chart *c, const bool *foreign)
{
    enum status st = ST_OK;
    for (uint32_t i = 0; i < c->candidate_count; i++) {
        struct candidate *k = &c->candidates[i];
        if (!stands_on_foreign_pages(k, foreign)) continue;
        k->suggested = k->first_listed = false;
        TRY(add_advice(c->arena, k));
    }
done:
    return st;
}
