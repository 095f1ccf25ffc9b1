/* Word error by edit distance over numbered words. */
#include "score.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct list {
    int *ids, n;
    int *line_start, lines; /* line_start[lines] = n */
};

struct book { /* every word met, open addressing */
    char **words;
    int *ids, room, n;
};

static void *need(void *p)
{
    if (!p) {
        fprintf(stderr, "score: out of memory\n");
        exit(3);
    }
    return p;
}

static int id_of(struct book *b, const char *word, size_t n)
{
    unsigned h = 5381;
    for (size_t i = 0; i < n; i++) h = h * 33 ^ (unsigned char)word[i];
    for (unsigned k = h % (unsigned)b->room;; k = (k + 1) % (unsigned)b->room) {
        if (!b->words[k]) {
            b->words[k] = need(strndup(word, n));
            return b->ids[k] = b->n++;
        }
        if (strlen(b->words[k]) == n && memcmp(b->words[k], word, n) == 0) return b->ids[k];
    }
}

/* Length of the word at `p` (lower case); 0 when none starts here. */
static size_t word_at(const char *p)
{
    size_t n = 0;
    while (isalnum((unsigned char)p[n])) n++;
    while (n && p[n] && strchr(".'/-", p[n]) && isalnum((unsigned char)p[n + 1]))
        for (n++; isalnum((unsigned char)p[n]);) n++;
    return n;
}

static struct list split(struct book *b, const char *text)
{
    size_t size = strlen(text) + 2;
    char *low = need(malloc(size));
    struct list l = {.ids = need(malloc(size * sizeof(int))), .line_start = need(calloc(size, sizeof(int)))};
    for (size_t i = 0; i + 1 < size; i++) low[i] = (char)tolower((unsigned char)text[i]);
    for (const char *p = low; *p;) {
        size_t n = word_at(p);
        if (n) l.ids[l.n++] = id_of(b, p, n), p += n;
        else if (*p++ == '\n') l.line_start[++l.lines] = l.n;
    }
    l.line_start[++l.lines] = l.n;
    free(low);
    return l;
}

static int least(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

static int distance(const struct list *r, const struct list *h)
{
    int *row = need(malloc(((size_t)h->n + 1) * sizeof *row));
    for (int j = 0; j <= h->n; j++) row[j] = j;
    for (int i = 0; i < r->n; i++) {
        int corner = row[0];
        row[0] = i + 1;
        for (int j = 0; j < h->n; j++) {
            int next = least(row[j + 1] + 1, row[j] + 1, corner + (r->ids[i] != h->ids[j]));
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    int d = row[h->n];
    free(row);
    return d;
}

static void count_lost(struct score *s, const struct list *r, const int *have)
{
    for (int i = 0; i < r->lines; i++) {
        int from = r->line_start[i], to = r->line_start[i + 1], seen = 0;
        if (to - from < 2) continue;
        for (int k = from; k < to; k++) seen += have[r->ids[k]] > 0;
        s->lines++;
        s->lost += seen * 2 < to - from;
    }
}

void score_add(struct score *s, const char *truth, const char *reading)
{
    struct book b = {.room = (int)(2 * (strlen(truth) + strlen(reading)) + 16)};
    b.words = need(calloc((size_t)b.room, sizeof *b.words));
    b.ids = need(calloc((size_t)b.room, sizeof *b.ids));
    struct list r = split(&b, truth), h = split(&b, reading);
    int *have = need(calloc((size_t)b.n + 1, sizeof *have));
    for (int i = 0; i < h.n; i++) have[h.ids[i]]++;
    count_lost(s, &r, have);
    for (int i = 0; i < r.n; i++)
        if (have[r.ids[i]]-- > 0) s->found++;
    s->words += r.n;
    s->errors += distance(&r, &h);
    for (int i = 0; i < b.room; i++) free(b.words[i]);
    free(b.words), free(b.ids), free(have);
    free(r.ids), free(r.line_start), free(h.ids), free(h.line_start);
}

void score_sum(struct score *to, const struct score *s)
{
    to->words += s->words, to->errors += s->errors, to->found += s->found;
    to->lines += s->lines, to->lost += s->lost;
}

char *score_read_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = f ? calloc(1, (size_t)4 << 20) : NULL;
    if (text && fread(text, 1, ((size_t)4 << 20) - 1, f) == 0) free(text), text = NULL;
    if (f) (void)fclose(f);
    return text;
}
