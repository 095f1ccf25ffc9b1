/* Transcriptions put where their boxes are: on the line the box lies on, between its words, else as lines of their own at the
 * box's height. Matching then sees them in their place: a handwritten word behind "Diagnosis:" stands behind it. */
#include "desk_internal.h"

/* Where a text goes. */
struct spot {
    uint32_t offset; /* into the page's text */
    uint32_t word; /* index of the word it goes before */
    uint32_t line; /* the line it joins, or the one it goes before */
    bool joins;
};

static int middle(const struct box *b)
{
    return b->y + b->h / 2;
}

static bool lies_on(const struct line *line, const struct box *b)
{
    int y = middle(b);
    return line->word_count && y >= line->box.y && y < line->box.y + line->box.h && middle(&line->box) >= b->y && middle(&line->box) < b->y + b->h;
}

/* The nearest line that the box lies on, else the first below it; line_count when there is none. */
static struct spot find_spot(const struct page *p, const struct box *b)
{
    struct spot s = {.offset = (uint32_t)p->text.n, .word = p->word_count, .line = p->line_count};
    int nearest = INT32_MAX;
    for (uint32_t i = 0; i < p->line_count; i++) {
        const struct line *l = &p->lines[i];
        int gap = l->box.x > b->x + b->w ? l->box.x - b->x - b->w : b->x > l->box.x + l->box.w ? b->x - l->box.x - l->box.w : 0;
        if (!lies_on(l, b) || gap >= nearest) continue;
        nearest = gap;
        s.line = i;
        s.joins = true;
    }
    for (uint32_t i = 0; !s.joins && i < p->line_count && s.line == p->line_count; i++)
        if (p->lines[i].word_count && p->lines[i].box.y > middle(b)) s.line = i;
    if (s.line == p->line_count) return s;
    const struct line *l = &p->lines[s.line];
    uint32_t end = l->first_word + l->word_count;
    s.word = l->first_word;
    while (s.joins && s.word < end && p->words[s.word].box.x < b->x) s.word++;
    s.offset = s.word < end ? p->words[s.word].start : p->words[end - 1].end;
    return s;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* The words of a text, behind the `before` bytes it will get in front. */
static uint32_t cut_words(struct phi t, struct word *out, uint32_t most)
{
    uint32_t n = 0;
    for (size_t i = 0; i < t.n && n < most; n++) {
        while (i < t.n && is_blank(t.p[i])) i++;
        if (i == t.n) break;
        size_t start = i;
        while (i < t.n && !is_blank(t.p[i])) i++;
        out[n].start = (uint32_t)start;
        out[n].end = (uint32_t)i;
    }
    return n;
}

/* The page's text with the new one in it; blanks or line ends around it as the place needs. *ret_before: bytes of these in front. */
static enum status join_text(struct page *p, const struct spot *s, struct phi t, struct phi *ret, uint32_t *ret_before, uint32_t *ret_more)
{
    const char *front = "", *back = "\n";
    if (s->joins) {
        const struct line *l = &p->lines[s->line];
        bool last = s->word == l->first_word + l->word_count;
        front = last ? " " : "", back = last ? "" : " ";
    } else if (s->line == p->line_count && p->text.n && p->text.p[p->text.n - 1] != '\n') front = "\n";
    *ret_before = (uint32_t)strlen(front);
    *ret_more = (uint32_t)(strlen(front) + t.n + strlen(back));
    char *text = arena_alloc(p->arena, p->text.n + *ret_more + 1);
    if (!text) return ST_NO_MEMORY;
    memcpy(text, p->text.p, s->offset);
    char *at = text + s->offset;
    memcpy(at, front, strlen(front)), at += strlen(front);
    for (size_t i = 0; i < t.n; i++) *at++ = s->joins && is_blank(t.p[i]) ? ' ' : t.p[i];
    memcpy(at, back, strlen(back)), at += strlen(back);
    memcpy(at, p->text.p + s->offset, p->text.n - s->offset);
    *ret = (struct phi){text, p->text.n + *ret_more};
    return ST_OK;
}

static enum status insert_line(struct page *p, const struct spot *s, const struct box *b, uint32_t words)
{
    struct line *lines = ARENA_ARRAY(p->arena, struct line, (size_t)p->line_count + 1);
    if (!lines) return ST_NO_MEMORY;
    if (s->line) memcpy(lines, p->lines, s->line * sizeof *lines);
    lines[s->line] = (struct line){.box = *b, .first_word = s->word, .word_count = words, .confidence = 1.0};
    if (s->line < p->line_count) memcpy(lines + s->line + 1, p->lines + s->line, (p->line_count - s->line) * sizeof *lines);
    lines[s->line].block = s->line < p->line_count ? p->lines[s->line].block : p->line_count ? p->lines[p->line_count - 1].block : 0;
    p->lines = lines;
    p->line_count++;
    return ST_OK;
}

/* Words behind the place move; the new ones are made. */
static enum status insert_words(struct page *p, const struct spot *s, const struct box *b, const struct word *fresh, uint32_t n, uint32_t before,
                                uint32_t more)
{
    struct word *words = ARENA_ARRAY(p->arena, struct word, (size_t)p->word_count + n);
    if (!words) return ST_NO_MEMORY;
    if (s->word) memcpy(words, p->words, s->word * sizeof *words);
    for (uint32_t i = 0; i < n; i++) {
        struct word *w = &words[s->word + i];
        *w = (struct word){.box = *b, .confidence = 1.0, .line = s->line};
        w->start = s->offset + before + fresh[i].start;
        w->end = s->offset + before + fresh[i].end;
        w->text = (struct phi){p->text.p + w->start, w->end - w->start};
    }
    for (uint32_t i = s->word; i < p->word_count; i++) {
        words[i + n] = p->words[i];
        words[i + n].start += more;
        words[i + n].end += more;
    }
    p->words = words;
    p->word_count += n;
    return ST_OK;
}

static enum status insert(struct page *p, const struct box *b, struct phi text)
{
    struct spot s = find_spot(p, b);
    uint32_t before, more, n;
    struct phi joined;
    struct word *fresh = ARENA_ARRAY(p->arena, struct word, text.n / 2 + 1);
    enum status st = ST_OK;
    if (!fresh) return ST_NO_MEMORY;
    n = cut_words(text, fresh, (uint32_t)(text.n / 2 + 1));
    if (!n) goto done;
    TRY(join_text(p, &s, text, &joined, &before, &more));
    p->text = joined;
    TRY(insert_words(p, &s, b, fresh, n, before, more));
    if (s.joins) p->lines[s.line].word_count += n;
    else TRY(insert_line(p, &s, b, n));
    for (uint32_t i = s.line + 1; i < p->line_count; i++) p->lines[i].first_word += n;
    for (uint32_t i = s.word + n; !s.joins && i < p->word_count; i++) p->words[i].line++;
done:
    return st;
}

/* What is changed is a copy: the caller's lines and words stay as they were. */
static enum status own_lines(struct page *p)
{
    struct line *copy = p->line_count ? ARENA_ARRAY(p->arena, struct line, p->line_count) : NULL;
    if (p->line_count && !copy) return ST_NO_MEMORY;
    if (copy) memcpy(copy, p->lines, p->line_count * sizeof *copy);
    p->lines = copy;
    return ST_OK;
}

enum status page_transcribe(struct page *p, int ordinal, const struct answer *answers, uint32_t n)
{
    char id[BOX_ID_BYTES];
    uint32_t left = 0;
    enum status st = ST_OK;
    struct unread *unread = p->unread_count ? ARENA_ARRAY(p->arena, struct unread, p->unread_count) : NULL;
    if (p->unread_count && !unread) return ST_NO_MEMORY;
    TRY(own_lines(p));
    for (uint32_t i = 0; i < p->unread_count; i++) {
        const struct answer *a = answer_find(answers, n, ordinal, box_id(&p->unread[i].box, id));
        if (a && strcmp(a->action, "transcribe") == 0) TRY(insert(p, &p->unread[i].box, a->text));
        else unread[left++] = p->unread[i];
    }
    p->unread = unread;
    p->unread_count = left;
done:
    return st;
}
