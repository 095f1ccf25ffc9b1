/* Reading quality of chartcode beside the `tesseract` command, on the same pages in the same run.
 *
 *     reading [--chartcode BIN] [--kind KIND]... [--each] [--alone] [--results FILE] [--label TEXT] DIR
 *
 * DIR holds pages named NAME_KIND.EXT, each with the true text beside it in NAME_KIND.txt. For each kind: word error (order
 * kept), words found (order ignored), lost lines (under half of a true line's words were found anywhere) and CPU seconds a
 * page, start of the program included. Of chartcode's lost lines, as many count as reported as the page's unread boxes have
 * room for, by the mean height of its lines. A page that chartcode sets aside is named on standard error and counted by itself;
 * its text counts as empty. --alone leaves the tesseract command out. */
#include "score.h"

#include <fcntl.h>
#include <glob.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MOST_KINDS 100
#define MOST_ARGUMENTS 12
#define OUTPUT_BYTES ((size_t)64 << 20)

struct tally {
    int pages, unread_pages, set_aside;
    struct score tesseract, chartcode;
    int reported; /* of chartcode's lost lines */
    double tesseract_s, chartcode_s;
};

struct kind {
    char name[64];
    struct tally t;
};

static struct options {
    const char *chartcode, *results, *label, *folder;
    const char *only[MOST_KINDS];
    int only_count;
    bool each, alone;
} opt = {.chartcode = "./chartcode", .label = "-"};
static struct kind kinds[MOST_KINDS];
static int kind_count;

/* What a child process wrote, NUL-terminated, freed by the caller; the processor time it took; and whether it ended well. */
static char *output_of(const char *const arguments[], double *ret_cpu_s, bool *ret_ok)
{
    int ends[2], status;
    struct rusage use;
    size_t n = 0;
    ssize_t got = 0;
    char *text = malloc(OUTPUT_BYTES), *argv[MOST_ARGUMENTS] = {NULL};
    for (int i = 0; arguments[i]; i++) argv[i] = strdup(arguments[i]);
    if (!text || pipe(ends) != 0) exit(3);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_WRONLY);
        if (nowhere >= 0) (void)dup2(nowhere, 2);
        (void)dup2(ends[1], 1);
        (void)close(ends[0]);
        (void)execvp(argv[0], argv);
        _exit(127);
    }
    (void)close(ends[1]);
    while (n < OUTPUT_BYTES - 1 && (got = read(ends[0], text + n, OUTPUT_BYTES - 1 - n)) > 0) n += (size_t)got;
    (void)close(ends[0]);
    text[n] = '\0';
    if (wait4(child, &status, 0, &use) != child || !WIFEXITED(status) || WEXITSTATUS(status) == 127)
        fprintf(stderr, "reading: '%s' did not run\n", argv[0]), status = -1;
    *ret_ok = status == 0;
    *ret_cpu_s = (double)(use.ru_utime.tv_sec + use.ru_stime.tv_sec) + 1e-6 * (double)(use.ru_utime.tv_usec + use.ru_stime.tv_usec);
    for (int i = 0; argv[i]; i++) free(argv[i]);
    return text;
}

static void read_by_tesseract(const char *file, const char *truth, struct tally *t)
{
    static const char script[] =
        "case $1 in *.pdf) d=$(mktemp -d); pdftoppm -r 300 -gray \"$1\" $d/p; for i in $d/p*; do tesseract $i -; done; rm -r $d;;"
        " *) exec tesseract \"$1\" -;; esac";
    const char *const argv[] = {"sh", "-c", script, "sh", file, NULL};
    double cpu_s;
    bool ok;
    char *text = output_of(argv, &cpu_s, &ok);
    if (!ok) fprintf(stderr, "reading: tesseract failed on %s\n", file);
    score_add(&t->tesseract, truth, text);
    t->tesseract_s += cpu_s;
    free(text);
}

/* Lines that the page's unread boxes have room for. */
static int room_for_lines(json_t *page)
{
    json_t *item, *lines = json_object_get(page, "lines"), *unread = json_object_get(page, "unread");
    size_t i;
    double height = 0;
    int room = 0;
    json_array_foreach(lines, i, item) height +=
        (double)json_integer_value(json_array_get(json_object_get(item, "box"), 3)) / (double)json_array_size(lines);
    json_array_foreach(unread, i, item)
    {
        double h = (double)json_integer_value(json_array_get(json_object_get(item, "box"), 3));
        room += height > 0 && h > 1.6 * height ? (int)(h / (1.6 * height) + .5) : 1;
    }
    return room;
}

static void read_by_chartcode(const char *file, const char *truth, struct tally *t)
{
    const char *const argv[] = {opt.chartcode, "read", "--workers", "1", "--format", "json", file, NULL};
    double cpu_s;
    bool ok;
    int room = 0;
    size_t used = 0;
    char *out = output_of(argv, &cpu_s, &ok), *text = calloc(1, strlen(out) + 1);
    for (char *at = out, *end; text && (end = strchr(at, '\n')) != NULL; at = end + 1) {
        *end = '\0';
        json_t *page = json_loads(at, 0, NULL);
        room += room_for_lines(page);
        t->unread_pages += json_array_size(json_object_get(page, "unread")) > 0;
        const json_t *words = json_object_get(page, "text"); /* decoded text is never longer than its JSON, so it fits */
        if (json_is_string(words)) memcpy(text + used, json_string_value(words), json_string_length(words));
        if (json_is_string(words)) used += json_string_length(words);
        json_decref(page);
    }
    if (!ok) fprintf(stderr, "reading: %s was set aside\n", file), t->set_aside++;
    int lost = t->chartcode.lost;
    score_add(&t->chartcode, truth, text ? text : "");
    lost = t->chartcode.lost - lost;
    t->reported += lost < room ? lost : room;
    t->chartcode_s += cpu_s;
    free(out), free(text);
}

static struct kind *kind_of(const char *file)
{
    const char *slash = strrchr(file, '/'), *base = slash ? slash + 1 : file, *bar = strrchr(base, '_');
    const char *from = bar ? bar + 1 : "all";
    size_t n = strcspn(from, ".");
    for (int i = 0; i < kind_count; i++)
        if (strlen(kinds[i].name) == n && strncmp(kinds[i].name, from, n) == 0) return &kinds[i];
    if (kind_count == MOST_KINDS || n >= sizeof kinds->name) exit(2);
    memcpy(kinds[kind_count].name, from, n);
    return &kinds[kind_count++];
}

static double share(double a, double b)
{
    return b > 0 ? a / b : 0;
}

static void print_tally(FILE *to, const char *name, const struct tally *t, const char *gap)
{
    const struct score *a = &t->tesseract, *b = &t->chartcode;
    fprintf(to, "%s%s%d%s%.4f%s%.4f%s%.4f%s%.4f%s%d%s%d%s%d%s%d%s%d%s%.2f%s%.2f%s%d\n", name, gap, t->pages, gap, share(a->errors, a->words), gap,
            share(b->errors, b->words), gap, share(a->found, a->words), gap, share(b->found, b->words), gap, b->lines, gap, a->lost, gap, t->reported,
            gap, b->lost - t->reported, gap, t->unread_pages, gap, share(t->tesseract_s, t->pages), gap, share(t->chartcode_s, t->pages), gap,
            t->set_aside);
}

static void add_tally(struct tally *to, const struct tally *t)
{
    to->pages += t->pages;
    to->unread_pages += t->unread_pages;
    to->set_aside += t->set_aside;
    to->reported += t->reported;
    to->tesseract_s += t->tesseract_s;
    to->chartcode_s += t->chartcode_s;
    score_sum(&to->tesseract, &t->tesseract);
    score_sum(&to->chartcode, &t->chartcode);
}

static void bench_page(const char *file)
{
    char truth_file[4096];
    const char *dot = strrchr(file, '.');
    if (!dot || strcmp(dot, ".txt") == 0 || dot - file > 4000) return;
    (void)snprintf(truth_file, sizeof truth_file, "%.*s.txt", (int)(dot - file), file);
    char *truth = score_read_file(truth_file);
    struct kind *k = kind_of(file);
    bool wanted = opt.only_count == 0;
    for (int i = 0; i < opt.only_count; i++) wanted |= strcmp(opt.only[i], k->name) == 0;
    if (truth && wanted) {
        struct tally one = {.pages = 1};
        if (!opt.alone) read_by_tesseract(file, truth, &one);
        read_by_chartcode(file, truth, &one);
        add_tally(&k->t, &one);
        if (opt.each) print_tally(stdout, strrchr(file, '/') ? strrchr(file, '/') + 1 : file, &one, " ");
        (void)fflush(stdout);
    }
    free(truth);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct kind *)a)->name, ((const struct kind *)b)->name);
}

/* The table for reading, and appended to the results with date and machine. */
static void print_table(void)
{
    struct tally all = {0};
    char machine[64] = "?", day[16];
    time_t now = time(NULL);
    FILE *results = opt.results ? fopen(opt.results, "a") : NULL;
    (void)gethostname(machine, sizeof machine - 1);
    (void)strftime(day, sizeof day, "%Y-%m-%d", gmtime(&now));
    qsort(kinds, (size_t)kind_count, sizeof *kinds, by_name);
    printf("kind  pages  word error: tesseract chartcode  words found: tesseract chartcode  lines  lost: tesseract reported unreported  pages with "
           "unread"
           "  CPU s/page: tesseract chartcode  set aside\n");
    for (int i = 0; i <= kind_count; i++) {
        struct kind total = {"ALL", all}, *k = i < kind_count ? &kinds[i] : &total;
        if (k->t.pages == 0) continue;
        print_tally(stdout, k->name, &k->t, "  ");
        if (results)
            fprintf(results, "%s\t%s x%ld\t%s\t", day, machine, sysconf(_SC_NPROCESSORS_ONLN), opt.label), print_tally(results, k->name, &k->t, "\t");
        add_tally(&all, &k->t);
    }
    if (results) (void)fclose(results);
}

static int parse(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *a = argv[i], *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(a, "--each") == 0) opt.each = true;
        else if (strcmp(a, "--alone") == 0) opt.alone = true;
        else if (strncmp(a, "--", 2) != 0) opt.folder = a;
        else if (!value) return -1;
        else if (strcmp(a, "--chartcode") == 0) opt.chartcode = argv[++i];
        else if (strcmp(a, "--results") == 0) opt.results = argv[++i];
        else if (strcmp(a, "--label") == 0) opt.label = argv[++i];
        else if (strcmp(a, "--kind") == 0 && opt.only_count < MOST_KINDS) opt.only[opt.only_count++] = argv[++i];
        else return -1;
    }
    return opt.folder ? 0 : -1;
}

int main(int argc, char **argv)
{
    char pattern[4096];
    glob_t files;
    if (parse(argc, argv) != 0) {
        fprintf(stderr, "usage: reading [--chartcode BIN] [--kind KIND]... [--each] [--alone] [--results FILE] [--label TEXT] DIR\n");
        return 2;
    }
    (void)setenv("OMP_THREAD_LIMIT", "1", 1);
    (void)snprintf(pattern, sizeof pattern, "%s/*", opt.folder);
    if (glob(pattern, 0, NULL, &files) != 0) {
        fprintf(stderr, "reading: no pages in '%s'\n", opt.folder);
        return 1;
    }
    for (size_t i = 0; i < files.gl_pathc; i++) bench_page(files.gl_pathv[i]);
    globfree(&files);
    print_table();
    return 0;
}
