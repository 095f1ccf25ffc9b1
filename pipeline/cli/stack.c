#include "stack.h"

#include <stdlib.h>

#define ARENA_BYTES ((size_t)256 << 20)

enum status stack_open(struct stack *s)
{
    *s = (struct stack){.arena = arena_new(ARENA_BYTES)};
    return s->arena ? ST_OK : ST_NO_MEMORY;
}

void stack_close(struct stack *s)
{
    arena_free(s->arena);
    free(s->files.p);
    free(s->charts.p);
    free(s->pages.p);
    free(s->folder);
    *s = (struct stack){0};
}

static size_t folder_length(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? (size_t)(slash - path) : 0;
}

static bool is_same_folder(const struct stack *s, const char *path)
{
    size_t n = folder_length(path);
    return s->folder && strlen(s->folder) == n && memcmp(s->folder, path, n) == 0;
}

static bool runs_on_into(const struct stack *s, const char *path)
{
    return s->one_chart || s->one_stack || (s->runs_on && is_same_folder(s, path));
}

static enum sheet_kind kind_of(const struct stack_file *f, uint32_t page)
{
    return f->sheets ? f->sheets[page].kind : SHEET_NONE;
}

bool stack_is_complete_before(const struct stack *s, const struct stack_file *f)
{
    return !runs_on_into(s, f->file.path) || (!s->one_chart && s->has_chart && !s->only_sheets && kind_of(f, 0) == SHEET_COVER) || s->ended;
}

bool stack_is_complete(const struct stack *s)
{
    return !s->one_chart && !s->one_stack && !s->runs_on;
}

struct queue_stack stack_view(const struct stack *s)
{
    return (struct queue_stack){s->files.p, s->charts.p, s->pages.p, s->files.n, s->charts.n, s->pages.n};
}

void stack_clear(struct stack *s)
{
    s->files.n = s->charts.n = s->pages.n = 0;
    s->has_chart = s->only_sheets = s->ended = false;
    arena_reset(s->arena);
}

void stack_end(struct stack *s)
{
    stack_clear(s);
    s->runs_on = false;
    free(s->folder);
    s->folder = NULL;
}

/* ---- facts */

static enum status keep_text(struct stack *s, struct phi *text)
{
    if (!text->n) return ST_OK;
    char *copy = arena_strdup(s->arena, text->p, text->n);
    if (!copy) return ST_NO_MEMORY;
    text->p = copy;
    return ST_OK;
}

static enum status keep_texts(struct stack *s, struct chart_facts *f)
{
    enum status st = ST_OK;
    TRY(keep_text(s, &f->name));
    TRY(keep_text(s, &f->mrn));
    TRY(keep_text(s, &f->account));
done:
    return st;
}

static bool same_text(struct phi a, struct phi b)
{
    return str_eq_nocase((struct str){a.p, a.n}, (struct str){b.p, b.n});
}

/* What the sheet says takes the place of what was known; true when the two differ. */
static bool take_text(struct phi *to, struct phi said)
{
    if (!said.n) return false;
    bool differs = to->n && !same_text(*to, said);
    *to = said;
    return differs;
}

static bool take_sheet(struct chart_facts *f, const struct sheet *sheet)
{
    bool differs = take_text(&f->mrn, sheet_phi(&sheet->mrn));
    differs |= take_text(&f->account, sheet_phi(&sheet->account));
    if (sheet->has_encounter) f->encounter.type = sheet->encounter;
    if (sheet->date_of_service) {
        differs |= f->encounter.date_of_service && f->encounter.date_of_service != sheet->date_of_service;
        f->encounter.date_of_service = sheet->date_of_service;
    }
    return differs;
}

/* Of the second chart of a file the list does not know the patient, but the kind of encounter, the date and the priority. */
static struct chart_facts without_patient(const struct stack_file *f)
{
    struct chart_facts facts = f->given;
    facts.encounter.type = f->listed.encounter.type;
    facts.encounter.date_of_service = f->listed.encounter.date_of_service;
    facts.priority = f->listed.priority;
    return facts;
}

static void fill_text(struct phi *to, struct phi known)
{
    if (!to->n) *to = known;
}

/* --one-chart: what the list says of the further files. */
static enum status fill_facts(struct stack *s, const struct stack_file *f)
{
    struct chart_facts *to = &s->charts.p[s->charts.n - 1].facts;
    const struct chart_facts *known = &f->listed;
    fill_text(&to->name, known->name), fill_text(&to->mrn, known->mrn), fill_text(&to->account, known->account);
    if (!to->born) to->born = known->born;
    if (!to->priority) to->priority = known->priority;
    if (to->encounter.sex == SEX_UNKNOWN) to->encounter.sex = known->encounter.sex;
    if (to->encounter.age_years < 0) to->encounter.age_years = known->encounter.age_years;
    if (!to->encounter.date_of_service) to->encounter.date_of_service = known->encounter.date_of_service;
    if (known->encounter.type != f->given.encounter.type) to->encounter.type = known->encounter.type;
    return keep_texts(s, to);
}

/* ---- pages */

static enum status begin_chart(struct stack *s, const struct stack_file *f, struct stack_notes *notes)
{
    enum status st = ST_OK;
    VECTOR_PUSH(s->charts, ((struct queue_stack_chart){.facts = notes->charts ? without_patient(f) : f->listed}));
    TRY(keep_texts(s, &s->charts.p[s->charts.n - 1].facts));
    s->has_chart = s->only_sheets = true;
    s->ended = false;
    notes->charts++;
done:
    return st;
}

static enum status take_cover(struct stack *s, const struct sheet *sheet, int number, struct stack_notes *notes)
{
    struct queue_stack_chart *c = &s->charts.p[s->charts.n - 1];
    struct phi batch = sheet_phi(&sheet->batch);
    enum status st = ST_OK;
    bool disagrees = take_sheet(&c->facts, sheet);
    if (sheet->disputed) notes->disputed_page = number;
    if (disagrees) notes->disagreeing_page = number;
    s->pages.p[s->pages.n - 1].disputed = sheet->disputed || disagrees;
    if (batch.n) c->batch = batch;
    TRY(keep_texts(s, &c->facts));
    TRY(keep_text(s, &c->batch));
done:
    return st;
}

/* Both sides of a cover sheet may carry its barcodes. */
static bool is_back_of_cover(const struct stack *s, const struct sheet *sheet)
{
    if (!s->has_chart || !s->only_sheets) return false;
    const struct chart_facts *f = &s->charts.p[s->charts.n - 1].facts;
    return same_text(f->mrn, sheet_phi(&sheet->mrn)) && same_text(f->account, sheet_phi(&sheet->account));
}

/* A separator alone tells of no patient: the cover sheet behind it belongs to the same chart. */
static bool holds_separators_alone(const struct stack *s)
{
    if (!s->has_chart || !s->only_sheets) return false;
    for (uint32_t i = s->pages.n; i-- > 0 && s->pages.p[i].chart == s->charts.n - 1;)
        if (s->pages.p[i].sheet != SHEET_SEPARATOR) return false;
    return true;
}

static bool begins_chart(const struct stack *s, enum sheet_kind kind, const struct sheet *sheet)
{
    if (!s->has_chart) return true;
    if (s->one_chart) return false;
    if (kind == SHEET_COVER) return !holds_separators_alone(s) && !is_back_of_cover(s, sheet);
    return kind == SHEET_NONE && s->ended;
}

static enum status add_page(struct stack *s, const struct stack_file *f, uint32_t i, struct stack_notes *notes)
{
    enum sheet_kind kind = kind_of(f, i);
    const struct sheet *sheet = kind ? &f->sheets[i] : NULL;
    enum status st = ST_OK;
    if (begins_chart(s, kind, sheet)) TRY(begin_chart(s, f, notes));
    VECTOR_PUSH(s->pages, ((struct queue_stack_page){.file = s->files.n - 1, .chart = s->charts.n - 1, .number = (int)i + 1, .sheet = kind}));
    if (kind == SHEET_COVER) TRY(take_cover(s, sheet, (int)i + 1, notes));
    if (kind == SHEET_SEPARATOR && !s->only_sheets && !s->one_chart) s->ended = true;
    if (kind == SHEET_NONE) s->only_sheets = false;
done:
    return st;
}

static enum status keep_file(struct stack *s, const struct queue_file *file)
{
    struct queue_file kept = *file;
    enum status st = ST_OK;
    free(s->folder);
    if (!(s->folder = strndup(file->path, folder_length(file->path)))) TRY(fail(ST_NO_MEMORY, "out of memory"));
    if (!(kept.path = arena_strdup(s->arena, file->path, strlen(file->path)))) TRY(ST_NO_MEMORY);
    VECTOR_PUSH(s->files, kept);
done:
    return st;
}

enum status stack_add(struct stack *s, const struct stack_file *f, struct stack_notes *ret)
{
    uint32_t sheets = 0, n = f->file.pages;
    enum status st = ST_OK;
    *ret = (struct stack_notes){0};
    bool before = runs_on_into(s, f->file.path);
    if (!before) s->has_chart = false;
    if (s->one_chart && s->has_chart) TRY(fill_facts(s, f));
    TRY(keep_file(s, &f->file));
    for (uint32_t i = 0; i < n; i++) {
        sheets += kind_of(f, i) != SHEET_NONE;
        TRY(add_page(s, f, i, ret));
    }
    s->runs_on = sheets ? kind_of(f, n - 1) != SHEET_NONE : before && s->runs_on;
done:
    return st;
}
