/* Order files of ICD-10-CM and ICD-10-PCS, and the bare code list of the simple-icd-10-cm package.
 *
 * An order file's line: 1-5 order number, 7-13 code without its dot, 15 billable 0/1, 17-76 short title, 78- full title. */
#include "importer.h"

#define CODE_AT 6
#define CODE_WIDTH 7
#define BILLABLE_AT 14
#define SHORT_AT 16
#define TITLE_AT 77

struct order_line {
    long number;
    struct str code, title;
    bool billable;
};

static enum status order_line_read(const struct source *s, long at, struct str line, struct order_line *ret)
{
    if (line.n <= SHORT_AT) return source_fault(s, at, "the line is cut short: %zu characters, an order file's has over %d", line.n, SHORT_AT);
    char flag = line.p[BILLABLE_AT];
    if (!str_to_long(str_trim((struct str){line.p, CODE_AT - 1}), 0, 99999999, &ret->number))
        return source_fault(s, at, "no order number in columns 1-5");
    if (flag != '0' && flag != '1') return source_fault(s, at, "column 15 is '%c', must be 0 or 1 (billable)", flag);
    ret->code = str_trim((struct str){line.p + CODE_AT, CODE_WIDTH + 1});
    ret->billable = flag == '1';
    bool has_full = line.n > TITLE_AT;
    size_t from = has_full ? TITLE_AT : SHORT_AT;
    ret->title = str_trim((struct str){line.p + from, line.n - from});
    if (ret->title.n == 0) return source_fault(s, at, "code '%.*s' has no title", STR_ARG(ret->code));
    return ST_OK;
}

static enum status order_add(struct codeset *c, const struct source *s, long at, const struct order_line *l, enum code_system system)
{
    struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_ORDER, .system = system, .level = LEVEL_CODE, .billable = l->billable};
    if (!draft_key(l->code, row.key) || l->code.n < 3) return source_fault(s, at, "'%.*s' is no code", STR_ARG(l->code));
    row.title = draft_text(c, l->title);
    if (!row.title.p) return fail(ST_NO_MEMORY, "out of memory");
    return draft_add(c, row, NULL);
}

enum status import_order(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct str rest = s->bytes, line;
    struct order_line l = {0};
    enum code_system system = SYSTEM_COUNT;
    long at = 0, last = 0;
    while (str_cut(&rest, '\n', &line)) {
        at++;
        if (line.n && line.p[line.n - 1] == '\r') line.n--;
        if (line.n == 0) continue;
        TRY(order_line_read(s, at, line, &l));
        if (last && l.number != last + 1)
            return source_fault(s, at, "order number %ld follows %ld: lines are missing or out of order", l.number, last);
        last = l.number;
        /* only PCS codes begin with a digit, and its file begins with section 0 */
        if (system == SYSTEM_COUNT) system = l.code.p[0] <= '9' ? SYSTEM_ICD10PCS : SYSTEM_ICD10CM;
        TRY(order_add(c, s, at, &l, system));
        (*ret_rows)++;
    }
    if (s->bytes.p[s->bytes.n - 1] != '\n') return source_fault(s, at, "the last line does not end: the file is cut short");
    if (system == SYSTEM_ICD10CM) c->draft->has_order = true;
done:
    return st;
}

/* Codes alone; those below others make the billable ones. Chapters and blocks are left to the Tabular. */
enum status import_list(struct codeset *c, const struct source *s, uint32_t *ret_rows)
{
    enum status st = ST_OK;
    struct str rest = s->bytes, line;
    long at = 0;
    while (str_cut(&rest, '\n', &line)) {
        struct draft_code row = {.parent = -1, .seventh = -1, .origin = FROM_LIST, .system = SYSTEM_ICD10CM, .level = LEVEL_CODE};
        at++;
        line = str_trim(line);
        *ret_rows += line.n > 0;
        if (line.n < 3 || memchr(line.p, '-', line.n)) continue;
        if (!draft_key(line, row.key) || line.n > CODE_WIDTH) return source_fault(s, at, "'%.*s' is no code", STR_ARG(line));
        TRY(draft_add(c, row, NULL));
    }
    c->draft->has_list = true;
done:
    return st;
}
