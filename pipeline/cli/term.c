#include "term.h"

#include <stdarg.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#define OUTPUT_BYTES ((size_t)256 << 20)
#define WRAP_COLUMNS 100
#define ELLIPSIS "\xE2\x80\xA6"

void term_open(struct term *t)
{
    struct winsize size;
    const char *no_color = getenv("NO_COLOR"), *columns = getenv("COLUMNS"), *kind = getenv("TERM");
    bool terminal = isatty(STDOUT_FILENO);
    long set = 0;
    *t = (struct term){.colour = terminal && !(no_color && *no_color) && !(kind && strcmp(kind, "dumb") == 0)};
    buf_init(&t->out, OUTPUT_BYTES);
    if (terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) t->width = size.ws_col;
    if (columns && str_to_long(str_of(columns), 40, 1000, &set)) t->width = (int)set;
    if (t->width && t->width < 40) t->width = 40;
}

enum status term_flush(struct term *t)
{
    enum status st = buf_status(&t->out);
    if (st == ST_OK && t->out.n && fwrite(t->out.p, 1, t->out.n, stdout) != t->out.n) st = fail_errno(ST_IO, "cannot write to standard output");
    buf_reset(&t->out);
    return st;
}

void term_close(struct term *t)
{
    buf_clear(&t->out);
}

void term_style(struct term *t, enum term_style style)
{
    static const char *const codes[] = {"\033[0m", "\033[1m", "\033[2m", "\033[32m", "\033[33m", "\033[31m"};
    if (t->colour) buf_str(&t->out, str_of(codes[style]));
}

/* One code point at the front: its bytes, and the columns it takes; -1 when it must not reach a terminal. */
static size_t step(struct str s, int *ret_columns)
{
    utf8proc_int32_t c;
    utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &c);
    *ret_columns = -1;
    if (n <= 0) return 1;
    utf8proc_category_t kind = utf8proc_category(c);
    if (kind != UTF8PROC_CATEGORY_CC && kind != UTF8PROC_CATEGORY_CF && kind != UTF8PROC_CATEGORY_ZL && kind != UTF8PROC_CATEGORY_ZP)
        *ret_columns = utf8proc_charwidth(c);
    return (size_t)n;
}

int term_columns(struct str s)
{
    int all = 0, columns;
    while (s.n) {
        size_t n = step(s, &columns);
        all += columns < 0 ? 1 : columns;
        s = (struct str){s.p + n, s.n - n};
    }
    return all;
}

void term_text(struct term *t, struct str s)
{
    int columns;
    while (s.n) {
        size_t n = step(s, &columns);
        if (columns < 0) buf_char(&t->out, ' ');
        else buf_add(&t->out, s.p, n);
        s = (struct str){s.p + n, s.n - n};
    }
}

void term_phi(struct term *t, struct phi s)
{
    term_text(t, (struct str){s.p, s.n});
}

void term_printf(struct term *t, const char *format, ...)
{
    char *text = NULL;
    va_list args;
    va_start(args, format);
    int n = vasprintf(&text, format, args);
    va_end(args);
    if (n < 0) return;
    buf_add(&t->out, text, (size_t)n);
    free(text);
}

static void blanks(struct term *t, int n)
{
    while (n-- > 0) buf_char(&t->out, ' ');
}

/* The longest front of s that takes at most `room` columns. */
static struct str front(struct str s, int room)
{
    size_t used = 0;
    int columns;
    while (used < s.n) {
        size_t n = step((struct str){s.p + used, s.n - used}, &columns);
        room -= columns < 0 ? 1 : columns;
        if (room < 0) break;
        used += n;
    }
    return (struct str){s.p, used};
}

void term_cell(struct term *t, struct str s, int columns)
{
    int wide = term_columns(s);
    if (wide <= columns) {
        term_text(t, s);
        blanks(t, columns - wide);
        return;
    }
    struct str part = front(s, columns - 1);
    term_text(t, part);
    buf_str(&t->out, STR(ELLIPSIS));
    blanks(t, columns - 1 - term_columns(part));
}

void term_cell_right(struct term *t, struct str s, int columns)
{
    int wide = term_columns(s);
    if (wide < columns) blanks(t, columns - wide);
    term_cell(t, s, wide < columns ? wide : columns);
}

static struct str next_word(struct str *rest)
{
    size_t n = 0;
    while (rest->n && strchr(" \n\r\t\f", rest->p[0])) *rest = (struct str){rest->p + 1, rest->n - 1};
    while (n < rest->n && !strchr(" \n\r\t\f", rest->p[n])) n++;
    struct str word = {rest->p, n};
    *rest = (struct str){rest->p + n, rest->n - n};
    return word;
}

void term_wrapped(struct term *t, struct str s, int at, int indent)
{
    int limit = t->width ? t->width : WRAP_COLUMNS;
    struct str word = next_word(&s);
    bool first = true;
    for (; word.n; word = next_word(&s), first = false) {
        int wide = term_columns(word);
        if (!first && at + 1 + wide > limit) {
            buf_char(&t->out, '\n');
            blanks(t, indent);
            at = indent;
        } else if (!first) {
            buf_char(&t->out, ' ');
            at++;
        }
        term_text(t, word);
        at += wide;
    }
}
