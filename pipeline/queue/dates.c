#include "dates.h"

#include <time.h>

static bool take_number(struct str *s, long *ret, size_t *ret_digits)
{
    size_t n = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9') n++;
    *ret_digits = n;
    if (n == 0 || n > 4 || !str_to_long((struct str){s->p, n}, 0, 9999, ret)) return false;
    *s = (struct str){s->p + n, s->n - n};
    return true;
}

static void skip(struct str *s, const char *set)
{
    while (s->n && strchr(set, s->p[0])) *s = (struct str){s->p + 1, s->n - 1};
}

/* "Mar", "March", "mar." */
static bool take_month(struct str *s, long *ret)
{
    static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    size_t n = 0;
    while (n < s->n && ((s->p[n] >= 'a' && s->p[n] <= 'z') || (s->p[n] >= 'A' && s->p[n] <= 'Z'))) n++;
    if (n < 3) return false;
    for (int i = 0; i < 12; i++) {
        if (!str_eq_nocase((struct str){s->p, 3}, str_of(names[i]))) continue;
        *s = (struct str){s->p + n, s->n - n};
        *ret = i + 1;
        return true;
    }
    return false;
}

static long full_year(long year, size_t digits)
{
    time_t now = time(NULL);
    struct tm today;
    if (digits > 2) return year;
    long this_year = localtime_r(&now, &today)->tm_year + 1900L;
    long guess = this_year / 100 * 100 + year;
    return guess > this_year ? guess - 100 : guess;
}

static bool make_date(long y, long m, long d, int *ret)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (y < 1850 || y > 2200 || m < 1 || m > 12) return false;
    bool leap = (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
    if (d < 1 || d > days[m - 1] + (m == 2 && leap)) return false;
    *ret = (int)(y * 10000 + m * 100 + d);
    return true;
}

bool date_of_text(struct str s, int *ret)
{
    long a, b, c;
    size_t na, nb, nc;
    if (take_month(&s, &a)) { /* March 11, 1968 */
        skip(&s, " .");
        if (!take_number(&s, &b, &nb)) return false;
        skip(&s, " ,.");
        return take_number(&s, &c, &nc) && make_date(full_year(c, nc), a, b, ret);
    }
    if (!take_number(&s, &a, &na)) return false;
    skip(&s, "/-. ");
    if (take_month(&s, &b)) { /* 11 Mar 1968 */
        skip(&s, " .,-/");
        return take_number(&s, &c, &nc) && make_date(full_year(c, nc), b, a, ret);
    }
    if (!take_number(&s, &b, &nb)) return false;
    skip(&s, "/-. ");
    if (!take_number(&s, &c, &nc)) return false;
    if (na == 4) return make_date(a, b, c, ret);
    return make_date(full_year(c, nc), a, b, ret);
}
