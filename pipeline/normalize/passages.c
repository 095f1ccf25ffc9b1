/* Text to passages. A scanned line ends where the paper ends, so lines are joined unless something says otherwise: a blank
 * line, a bullet or number, a heading, a row of a table, a line that stops well short of its neighbours, an end of sentence before a
 * capital. */
#include "normalize_internal.h"

#define HEADING_BYTES 64
#define PROBLEM_WORDS 14
#define SHORT_LINE_SHARE 0.6

struct text_line {
    uint32_t start, end; /* trimmed */
    uint32_t junk; /* bytes of specks read as marks at its start */
    uint32_t label; /* bytes of "1. ", "- ", "# " behind them */
    uint32_t width; /* bytes from the left edge, blanks included */
    bool blank, numbered, bullet, hashes, row; /* hashes: "## ", a heading in Markdown, or a bullet */
    enum section heading; /* that the whole line is; SECTION_COUNT when it is none */
};

struct reader {
    const struct lexicon *lex;
    struct arena *arena;
    struct str text;
    struct passage_list *out;
    enum section section;
    uint16_t problem;
    uint32_t widest; /* of the text's lines: what a full line measures */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* "•", "·", "–" and the like: one UTF-8 character used as a bullet; its bytes, else 0. */
static uint32_t bullet_bytes(struct str s)
{
    static const char *bullets[] = {
        "\xE2\x80\xA2", "\xE2\x97\x8F", "\xE2\x96\xAA", "\xE2\x80\x93", "\xE2\x80\x94", "\xC2\xB7", "-", "*", "#", "+", "o "};
    if (s.n && s.p[0] != 'o' && (is_letter(s.p[0]) || is_digit(s.p[0]))) return 0;
    for (size_t i = 0; i < sizeof bullets / sizeof bullets[0]; i++)
        if (str_starts(s, str_of(bullets[i]))) return (uint32_t)strlen(bullets[i]);
    return 0;
}

/* Specks, and rules beside the text, that were read as quotes and strokes before the first word of a line. */
static size_t junk_bytes(struct str s)
{
    static const char *junk[] = {"|", "\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C", "\xE2\x80\x9D", "'", "\"", "`", "~", "_", "\\", "]", "}", "{",
                                 "=", "\xC2\xA6"};
    size_t n = 0;
    if (s.n && (is_letter(s.p[0]) || is_digit(s.p[0]))) return 0;
    for (size_t i = 0; i < sizeof junk / sizeof junk[0]; i++) {
        struct str rest = {s.p + n, s.n - n};
        if (!str_starts(rest, str_of(junk[i]))) continue;
        n += strlen(junk[i]);
        while (n < s.n && s.p[n] == ' ') n++;
        i = (size_t)-1;
    }
    return n;
}

static uint32_t number_bytes(struct str s)
{
    size_t n = 0;
    if (s.n && (s.p[0] == '(' || s.p[0] == '#')) n++;
    size_t digits = n;
    while (n < s.n && n - digits < 3 && is_digit(s.p[n])) n++;
    if (n == digits || n >= s.n) return 0;
    bool closed = s.p[n] == '.' || s.p[n] == ')' || (s.p[n] == ',' && n + 1 < s.n && s.p[n + 1] == ' '); /* a stop read as a comma */
    if (!closed && s.p[0] != '#') return 0;
    if (closed) n++;
    bool blank = n < s.n && (s.p[n] == ' ' || s.p[n] == '\t');
    bool letter = n < s.n && !is_digit(s.p[n]);
    return blank || letter ? (uint32_t)n : 0;
}

static void read_label(struct text_line *line, struct str whole)
{
    uint32_t junk = (uint32_t)junk_bytes(whole);
    struct str s = {whole.p + junk, whole.n - junk};
    uint32_t n = number_bytes(s);
    line->numbered = n > 0;
    if (!n) {
        n = bullet_bytes(s);
        bool alone = n && n < s.n && (s.p[n] == ' ' || s.p[n] == '\t' || (unsigned char)s.p[0] >= 0x80 || s.p[0] == '#');
        if (!alone) n = 0;
        while (n && n < s.n && s.p[0] == '#' && s.p[n] == '#') n++;
        line->hashes = n > 0 && s.p[0] == '#';
        line->bullet = n > 0;
    }
    while (n < s.n && n > 0 && (s.p[n] == ' ' || s.p[n] == '\t')) n++;
    line->label = n;
    line->junk = junk;
    line->row = normalize_is_row(whole);
}

/* Without its label, which only who reads the line needs. */
static bool next_line(struct str text, size_t *at, struct text_line *ret)
{
    if (*at >= text.n) return false;
    const char *from = text.p + *at, *stop = memchr(from, '\n', text.n - *at);
    struct str whole = {from, stop ? (size_t)(stop - from) : text.n - *at};
    if ((stop = memchr(from, '\f', whole.n))) whole.n = (size_t)(stop - from);
    struct str s = str_trim(whole);
    *ret = (struct text_line){.start = (uint32_t)(s.p - text.p), .end = (uint32_t)(s.p - text.p + (ptrdiff_t)s.n), .blank = s.n == 0};
    ret->width = ret->end - (uint32_t)*at;
    *at += whole.n + 1;
    return true;
}

static struct str line_body(const struct reader *r, const struct text_line *line)
{
    uint32_t from = line->start + line->junk + line->label;
    return (struct str){r->text.p + from, line->end - from};
}

struct str normalize_without_emphasis(struct str s)
{
    s = str_trim(s);
    while (s.n && (s.p[0] == '*' || s.p[0] == '_')) s.p++, s.n--;
    while (s.n && (s.p[s.n - 1] == '*' || s.p[s.n - 1] == '_')) s.n--;
    return str_trim(s);
}

size_t normalize_heading(const struct lexicon *lex, struct str text, enum section *ret_section)
{
    const char *at = memchr(text.p, ':', text.n < HEADING_BYTES + 1 ? text.n : HEADING_BYTES + 1);
    size_t colon = at ? (size_t)(at - text.p) : 0;
    if (!at || memchr(text.p, '\n', colon)) return 0;
    enum section s = lexicon_heading(lex, normalize_without_emphasis((struct str){text.p, colon}));
    if (s == SECTION_COUNT) return 0;
    *ret_section = s;
    do colon++;
    while (colon < text.n && text.p[colon] == '*');
    return colon;
}

static size_t dash_bytes(struct str s)
{
    static const char *const dashes[] = {"- ", "\xE2\x80\x93 ", "\xE2\x80\x94 "};
    for (size_t i = 0; i < sizeof dashes / sizeof dashes[0]; i++)
        if (str_starts(s, str_of(dashes[i]))) return strlen(dashes[i]);
    return 0;
}

/* "Assessment - asthma": the dash of a line that is no item of a list stands for the colon. */
static size_t dash_heading(const struct lexicon *lex, struct str text, enum section *ret_section)
{
    size_t most = text.n < HEADING_BYTES ? text.n : HEADING_BYTES;
    if (!most || text.p[0] < 'A' || text.p[0] > 'Z') return 0;
    for (size_t i = 1; i + 2 < most; i++) {
        if (text.p[i] == '\n') return 0;
        size_t dash = text.p[i] == ' ' ? dash_bytes((struct str){text.p + i + 1, text.n - i - 1}) : 0;
        if (!dash) continue;
        enum section s = lexicon_heading(lex, (struct str){text.p, i});
        if (s == SECTION_COUNT || s == SECTION_inherit) return 0;
        *ret_section = s;
        return i + 1 + dash;
    }
    return 0;
}

static bool all_capitals(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] >= 'a' && s.p[i] <= 'z') return false;
    return true;
}

/* A line that is a heading and nothing else: "PAST MEDICAL HISTORY", "Assessment and Plan". */
static enum section whole_line_heading(const struct reader *r, const struct text_line *line)
{
    struct str s = line_body(r, line);
    while (s.n && !is_letter(s.p[s.n - 1]) && s.p[s.n - 1] != ')') s.n--;
    while (s.n && !is_letter(s.p[0])) s.p++, s.n--;
    if (s.n == 0 || s.n > HEADING_BYTES || s.p[0] < 'A' || s.p[0] > 'Z') return SECTION_COUNT;
    enum section found = lexicon_heading(r->lex, s);
    return found == SECTION_COUNT && all_capitals(s) ? lexicon_heading_near(r->lex, s) : found;
}

static bool names_problems(enum section s)
{
    return s == SECTION_assessment || s == SECTION_assessment_plan || s == SECTION_plan || s == SECTION_impression || s == SECTION_problem_list ||
           s == SECTION_discharge_diagnosis || s == SECTION_admission_diagnosis || s == SECTION_preop_diagnosis || s == SECTION_postop_diagnosis;
}

static bool lists_diagnoses(enum section s)
{
    return names_problems(s) && s != SECTION_plan && s != SECTION_assessment_plan;
}

static uint32_t count_blanks(struct str s)
{
    uint32_t n = 0;
    for (size_t i = 0; i < s.n; i++) n += s.p[i] == ' ';
    return n;
}

/* "1. Type 2 diabetes, uncontrolled." heads what follows; so does a short line of its own in an assessment. */
static bool is_problem_heading(const struct reader *r, const struct text_line *line, bool after_blank)
{
    struct str s = line_body(r, line);
    if (!names_problems(r->section) || s.n == 0) return false;
    if (line->numbered) return true;
    if (count_blanks(s) >= PROBLEM_WORDS) return false;
    bool colon_inside = memchr(s.p, ':', s.n - 1) != NULL;
    if (line->bullet || line->row) return lists_diagnoses(r->section) && !colon_inside;
    return after_blank && !colon_inside;
}

static struct passage *push(struct reader *r)
{
    struct passage_list *l = r->out;
    if (l->n == l->room) {
        uint32_t room = l->room ? l->room * 2 : 64;
        struct passage *grown = ARENA_ARRAY(r->arena, struct passage, room);
        if (!grown) return NULL;
        if (l->n) memcpy(grown, l->p, l->n * sizeof *grown);
        l->p = grown;
        l->room = room;
    }
    return &l->p[l->n++];
}

static bool ends_sentence(struct str text, uint32_t end)
{
    char c = end ? text.p[end - 1] : '.';
    return c == '.' || c == ':' || c == ';' || c == '?' || c == '!';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

/* Whether `line` goes on with the passage that ends at `end` on a line of `width` bytes. */
static bool reads_on(const struct reader *r, const struct passage *open, uint32_t last_width, const struct text_line *line)
{
    if (line->blank || line->label || line->row || open->row) return false;
    char first = r->text.p[line->start + line->junk];
    if (open->problem_heading && !is_lower(first)) return false;
    bool full = last_width >= (uint32_t)(SHORT_LINE_SHARE * r->widest);
    if (is_lower(first)) return !ends_sentence(r->text, open->end) || full;
    return full;
}

static uint32_t widest_line(struct str text)
{
    struct text_line line;
    uint32_t widest = 0;
    for (size_t at = 0; next_line(text, &at, &line);)
        if (line.width > widest && line.width < 160) widest = line.width;
    return widest;
}

static size_t heading_of_line(const struct reader *r, const struct text_line *line, enum section *ret)
{
    struct str s = line_body(r, line);
    size_t n = normalize_heading(r->lex, s, ret);
    return n || line->label ? n : dash_heading(r->lex, s, ret);
}

/* "PAST MEDICAL HISTORY: PHYSICAL EXAM: ..." is told by its last heading. *ret_text: what of them is no text: "Tobacco: former" is of the
 * social history, and says of what. False when there is none, or one that inherits: "Left knee: tender" is of the exam. */
static bool leading_headings(const struct reader *r, const struct text_line *line, enum section *ret, size_t *ret_text)
{
    struct str s = line_body(r, line);
    size_t n = heading_of_line(r, line, ret);
    *ret_text = 0;
    if (n == 0 || *ret == SECTION_inherit) return false;
    for (;;) {
        enum section inner;
        while (n < s.n && s.p[n] == ' ') n++;
        s = (struct str){s.p + n, s.n - n};
        size_t next = normalize_heading(r->lex, s, &inner);
        bool last = next == 0 || inner == SECTION_inherit;
        if (!last || *ret != SECTION_social_history) *ret_text += n;
        if (last) return true;
        *ret = inner;
        n = next;
    }
}

static enum status open_passage(struct reader *r, const struct text_line *line, bool after_blank, struct passage **ret)
{
    struct passage p = {
        .start = line->start + line->junk + line->label, .end = line->end, .list_item = line->label > 0 || line->row, .row = line->row};
    enum section inner = SECTION_COUNT;
    if (normalize_is_header_row(r->lex, line_body(r, line))) {
        *ret = NULL;
        return ST_OK;
    }
    if (line->heading != SECTION_COUNT && (!line->bullet || line->hashes)) {
        if (line->heading != SECTION_inherit) {
            r->section = line->heading;
            r->problem = 0;
        }
        *ret = NULL;
        return ST_OK;
    }
    size_t n;
    bool headed = leading_headings(r, line, &inner, &n);
    p.section = headed ? inner : r->section;
    p.start += (uint32_t)n;
    if (headed && (!line->bullet || line->hashes)) {
        r->section = inner;
        r->problem = 0;
    }
    while (p.start < p.end && r->text.p[p.start] == ' ') p.start++;
    p.problem_heading = !headed && is_problem_heading(r, line, after_blank);
    if (p.problem_heading) r->problem++;
    p.problem = r->problem;
    *ret = push(r);
    if (!*ret) return ST_NO_MEMORY;
    **ret = p;
    return ST_OK;
}

/* Where nothing else assesses, the problems that the plan goes by are the assessment. */
static void let_plan_assess(struct passage_list *l)
{
    bool assessed = false, problems = false;
    for (uint32_t i = 0; i < l->n; i++) {
        assessed = assessed || (names_problems(l->p[i].section) && l->p[i].section != SECTION_plan && l->p[i].section != SECTION_problem_list);
        problems = problems || (l->p[i].section == SECTION_plan && l->p[i].problem_heading);
    }
    for (uint32_t i = 0; problems && !assessed && i < l->n; i++)
        if (l->p[i].section == SECTION_plan) l->p[i].section = SECTION_assessment_plan;
}

enum status normalize_passages(const struct lexicon *lex, struct arena *arena, struct str text, struct passage_list *ret)
{
    struct reader r = {.lex = lex, .arena = arena, .text = text, .out = ret, .section = SECTION_none};
    struct text_line line;
    uint32_t last_width = 0;
    bool open = false, after_blank = true;
    r.widest = widest_line(text);
    for (size_t at = 0; next_line(text, &at, &line);) {
        enum section unused;
        read_label(&line, (struct str){text.p + line.start, line.end - line.start});
        if (line.blank) {
            open = false;
            after_blank = true;
            continue;
        }
        struct passage *last = open ? &ret->p[ret->n - 1] : NULL;
        line.heading = whole_line_heading(&r, &line);
        bool heading = line.heading != SECTION_COUNT || heading_of_line(&r, &line, &unused);
        if (last && !heading && reads_on(&r, last, last_width, &line)) {
            last->end = line.end;
        } else {
            enum status st = open_passage(&r, &line, after_blank, &last);
            if (st != ST_OK) return st;
            open = last != NULL;
        }
        last_width = line.width;
        after_blank = last == NULL;
    }
    let_plan_assess(ret);
    return ST_OK;
}
