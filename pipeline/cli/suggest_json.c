#include "suggest_json.h"

static void put_box(struct jsonl *j, struct box b)
{
    jsonl_key(j, "box");
    jsonl_begin(j, '[');
    jsonl_int(j, b.x), jsonl_int(j, b.y), jsonl_int(j, b.w), jsonl_int(j, b.h);
    jsonl_end(j, ']');
}

static void put_evidence(struct jsonl *j, const struct chart *c, const struct evidence *e)
{
    jsonl_begin(j, '{');
    jsonl_key(j, "page"), jsonl_int(j, e->page + 1);
    jsonl_key(j, "start"), jsonl_int(j, e->start);
    jsonl_key(j, "end"), jsonl_int(j, e->end);
    jsonl_key(j, "text"), jsonl_phi(j, (struct phi){c->text.p + e->start, e->end - e->start});
    jsonl_key(j, "section"), jsonl_str(j, str_of(section_name(e->section)));
    if (c->pages[e->page].media == MEDIA_IMAGE) {
        put_box(j, e->box);
        jsonl_key(j, "reading_confidence"), jsonl_decimal(j, e->reading_confidence);
    }
    jsonl_end(j, '}');
}

static void put_evidence_list(struct jsonl *j, const struct chart *c, const struct candidate *k)
{
    jsonl_key(j, "evidence");
    jsonl_begin(j, '[');
    for (uint32_t i = 0; i < k->evidence_count; i++) put_evidence(j, c, &k->evidence[i]);
    jsonl_end(j, ']');
}

static void put_strings(struct jsonl *j, const struct str *list, uint32_t n)
{
    jsonl_begin(j, '[');
    for (uint32_t i = 0; i < n; i++) jsonl_str(j, list[i]);
    jsonl_end(j, ']');
}

/* What a claim line needs beside the code. */
static void put_procedure_fields(struct jsonl *j, const struct candidate *k)
{
    jsonl_key(j, "units"), jsonl_int(j, k->units);
    jsonl_key(j, "modifiers");
    jsonl_begin(j, '[');
    for (uint32_t i = 0; i < k->modifier_count; i++) {
        jsonl_begin(j, '{');
        jsonl_key(j, "modifier"), jsonl_str(j, k->modifiers[i].modifier);
        jsonl_key(j, "reason"), jsonl_str(j, k->modifiers[i].reason);
        jsonl_end(j, '}');
    }
    jsonl_end(j, ']');
    jsonl_key(j, "pointers"), put_strings(j, k->pointers, k->pointer_count);
}

static void put_code(struct jsonl *j, const struct candidate *k)
{
    jsonl_key(j, "system"), jsonl_str(j, str_of(code_system_name(k->system)));
    jsonl_key(j, "code"), jsonl_str(j, k->code);
    jsonl_key(j, "title"), jsonl_str(j, k->title);
}

static void put_suggestion(struct jsonl *j, const struct chart *c, uint32_t i)
{
    const struct candidate *k = &c->candidates[i];
    jsonl_begin(j, '{');
    jsonl_key(j, "rank"), jsonl_int(j, i + 1);
    put_code(j, k);
    jsonl_key(j, "confidence"), jsonl_decimal(j, k->confidence);
    jsonl_key(j, "suggested"), jsonl_bool(j, k->suggested);
    if (k->first_listed) jsonl_key(j, "first_listed"), jsonl_bool(j, true);
    put_evidence_list(j, c, k);
    jsonl_key(j, "advice"), put_strings(j, k->advice, k->advice_count);
    if (k->system == SYSTEM_CPT || k->system == SYSTEM_HCPCS) put_procedure_fields(j, k);
    jsonl_end(j, '}');
}

static void put_str_or_null(struct jsonl *j, struct str s)
{
    if (s.n) jsonl_str(j, s);
    else jsonl_null(j);
}

static void put_withheld(struct jsonl *j, const struct chart *c, const struct candidate *k)
{
    jsonl_begin(j, '{');
    put_code(j, k);
    jsonl_key(j, "reason"), jsonl_str(j, str_of(withheld_reason_name(k->reason)));
    jsonl_key(j, "cue"), put_str_or_null(j, k->cue);
    jsonl_key(j, "rule"), put_str_or_null(j, k->rule);
    put_evidence_list(j, c, k);
    jsonl_end(j, '}');
}

static void put_page(struct jsonl *j, const struct page *p)
{
    jsonl_begin(j, '{');
    jsonl_key(j, "page"), jsonl_int(j, p->number);
    if (p->failed) jsonl_key(j, "error"), jsonl_str(j, str_of(p->failure));
    jsonl_key(j, "width"), jsonl_int(j, p->width_px);
    jsonl_key(j, "height"), jsonl_int(j, p->height_px);
    jsonl_key(j, "dpi"), jsonl_int(j, p->dpi);
    jsonl_key(j, "rotation_deg"), jsonl_int(j, p->rotation_deg);
    jsonl_key(j, "skew_deg"), jsonl_decimal(j, p->skew_deg);
    jsonl_key(j, "confidence"), jsonl_decimal(j, p->confidence);
    jsonl_key(j, "unread");
    jsonl_begin(j, '[');
    for (uint32_t i = 0; i < p->unread_count; i++) {
        jsonl_begin(j, '{');
        put_box(j, p->unread[i].box);
        jsonl_end(j, '}');
    }
    jsonl_end(j, ']');
    jsonl_end(j, '}');
}

static void put_pages(struct jsonl *j, const struct chart *c)
{
    jsonl_key(j, "pages");
    jsonl_begin(j, '[');
    for (uint32_t i = 0; i < c->page_count; i++) put_page(j, &c->pages[i]);
    jsonl_end(j, ']');
}

void suggest_json(struct buf *out, const struct chart *c, bool text)
{
    struct jsonl j = jsonl_into(out);
    jsonl_begin(&j, '{');
    jsonl_key(&j, "file"), jsonl_str(&j, str_of(c->file));
    if (c->pages[0].media == MEDIA_IMAGE) put_pages(&j, c);
    jsonl_key(&j, "suggestions");
    jsonl_begin(&j, '[');
    for (uint32_t i = 0; i < c->candidate_count; i++) put_suggestion(&j, c, i);
    jsonl_end(&j, ']');
    jsonl_key(&j, "withheld");
    jsonl_begin(&j, '[');
    for (uint32_t i = 0; i < c->withheld_count; i++) put_withheld(&j, c, &c->withheld[i]);
    jsonl_end(&j, ']');
    if (text) jsonl_key(&j, "text"), jsonl_phi(&j, c->text);
    jsonl_end(&j, '}');
}

void suggest_json_error(struct buf *out, const char *file, const char *message)
{
    struct jsonl j = jsonl_into(out);
    jsonl_begin(&j, '{');
    jsonl_key(&j, "file"), jsonl_str(&j, str_of(file));
    jsonl_key(&j, "error"), jsonl_str(&j, str_of(message));
    jsonl_key(&j, "suggestions"), put_strings(&j, NULL, 0);
    jsonl_key(&j, "withheld"), put_strings(&j, NULL, 0);
    jsonl_end(&j, '}');
}
