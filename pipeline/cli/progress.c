#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#define BAR_COLUMNS 24
#define REDRAW_S 0.1

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double progress_seconds(const struct progress *p)
{
    return now_s() - p->started_s;
}

static void erase(struct progress *p)
{
    if (p->drawn) (void)fputs("\r\033[K", stderr);
    p->drawn = false;
}

/* The line also names the time left: of a steady pace so far, so not before a few pages are done. */
static void draw(struct progress *p)
{
    double seconds = progress_seconds(p), pace = seconds > 0 ? p->done / seconds : 0;
    int filled = p->total ? (int)((uint64_t)BAR_COLUMNS * p->done / p->total) : 0;
    char bar[BAR_COLUMNS + 1];
    for (int i = 0; i < BAR_COLUMNS; i++) bar[i] = i < filled ? '#' : '.';
    bar[BAR_COLUMNS] = '\0';
    (void)fprintf(stderr, "\r\033[K[%s] %u/%u %s", bar, p->done, p->total, p->unit);
    if (p->done >= 3 && pace > 0) {
        long left = (long)((p->total - p->done) / pace + 0.5);
        (void)fprintf(stderr, "  %.1f %s/s  %ld:%02ld left", pace, p->unit, left / 60, left % 60);
    }
    (void)fflush(stderr);
    p->drawn = true;
    p->drawn_s = now_s();
}

void progress_begin(struct progress *p, uint32_t total, const char *unit)
{
    bool plain = p->plain;
    *p = (struct progress){.plain = plain, .terminal = !plain && isatty(STDERR_FILENO), .unit = unit, .total = total, .started_s = now_s()};
    if (p->terminal && total) draw(p);
}

void progress_step(struct progress *p)
{
    p->done++;
    if (p->done > p->total) p->total = p->done; /* another run took more in meanwhile */
    if (p->terminal && now_s() - p->drawn_s >= REDRAW_S) draw(p);
}

static void print_clock(void)
{
    char text[16];
    struct tm local;
    time_t now = time(NULL);
    (void)strftime(text, sizeof text, "%H:%M:%S", localtime_r(&now, &local));
    (void)fprintf(stderr, "%s  ", text);
}

void progress_say(struct progress *p, const char *format, ...)
{
    va_list args;
    erase(p);
    if (p->plain) print_clock();
    va_start(args, format);
    (void)vfprintf(stderr, format, args);
    va_end(args);
    (void)fputc('\n', stderr);
    if (p->terminal && p->total) draw(p);
}

void progress_end(struct progress *p)
{
    erase(p);
    (void)fflush(stderr);
}
