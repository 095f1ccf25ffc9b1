/* Coders at work on a running desk, one thread each: next chart, its picture, a decision on each code, finish, again.
 *
 *     desk_load PORT PEOPLE SECONDS THINK_MS KEYS
 *
 * PEOPLE has a line for each coder: cookie, CSRF token. KEYS gets the key of every act that the server said it kept, so that they can be
 * looked for in its database. Prints for each kind of call: how many, median, 99th of 100, longest, in ms; and what failed. */
#include <arpa/inet.h>
#include <jansson.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MOST_PEOPLE 500
#define MOST_CALLS 2000000
#define ANSWER_BYTES ((size_t)64 << 20)

enum call { NEXT, CHART, PAGE, IMAGE, ACT, FINISH, LIST, LEASE, SCREEN, CALLS };
static const char *const call_names[CALLS] = {"next", "chart", "page", "image", "act", "finish", "list", "heartbeat", "next chart on screen"};

static struct {
    float *ms;
    _Atomic unsigned n;
} calls[CALLS];
static _Atomic unsigned failures, conflicts, charts_finished;
static FILE *keys;
static pthread_mutex_t keys_lock = PTHREAD_MUTEX_INITIALIZER;
static int port, think_ms;
static double end_s;

struct coder {
    char cookie[128], csrf[128];
    int number, fd;
    unsigned turn;
    char *answer; /* the last body */
    size_t n;
    pthread_t thread;
};

static double now_s(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void note(enum call kind, double began)
{
    unsigned at = calls[kind].n++;
    if (at < MOST_CALLS) calls[kind].ms[at] = (float)((now_s() - began) * 1000);
}

/* About the time a person takes: half to one and a half of it. */
static void think(struct coder *c)
{
    unsigned r = (unsigned)(c->number * 7919 + (int)c->turn * 104729) % 1000;
    (void)usleep((useconds_t)think_ms * (500 + r));
}

static bool connect_desk(struct coder *c)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    (void)setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return connect(c->fd, (struct sockaddr *)&at, sizeof at) == 0;
}

/* Reads one answer; gives its status, 0 when the connection broke. */
static int read_answer(struct coder *c)
{
    size_t have = 0, head = 0, want = 0;
    char *end = NULL;
    while (!head || have < head + want) {
        ssize_t got = recv(c->fd, c->answer + have, ANSWER_BYTES - have - 1, 0);
        if (got <= 0) return 0;
        have += (size_t)got;
        c->answer[have] = '\0';
        if (head || !(end = strstr(c->answer, "\r\n\r\n"))) continue;
        const char *length = strcasestr(c->answer, "content-length:");
        head = (size_t)(end - c->answer) + 4;
        want = length ? strtoul(length + 15, NULL, 10) : 0;
    }
    int status = (int)strtol(c->answer + 9, NULL, 10);
    memmove(c->answer, c->answer + head, want + 1);
    c->n = want;
    return status;
}

static int call(struct coder *c, enum call kind, const char *method, const char *path, const char *body)
{
    char head[1024];
    double began = now_s();
    if (c->fd < 0 && !connect_desk(c)) return 0;
    int n = snprintf(head, sizeof head,
                     "%s %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: chartcode_session=%s\r\nX-CSRF-Token: %s\r\n"
                     "Content-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
                     method, path, port, c->cookie, c->csrf, strlen(body), body);
    int status = send(c->fd, head, (size_t)n, MSG_NOSIGNAL) == n ? read_answer(c) : 0;
    note(kind, began);
    if (status == 0) {
        (void)close(c->fd);
        c->fd = -1;
    }
    if (status == 409) conflicts++;
    else if (status != 200 && status != 415 && failures++ < 20)
        (void)fprintf(stderr, "%s %s: %d %.200s\n", method, path, status, status ? c->answer : "");
    return status;
}

static json_t *answer_json(const struct coder *c)
{
    return json_loadb(c->answer, c->n, 0, NULL);
}

static void keep_key(const char *key)
{
    (void)pthread_mutex_lock(&keys_lock);
    (void)fprintf(keys, "%s\n", key);
    (void)pthread_mutex_unlock(&keys_lock);
}

/* One act; on success the chart as it is then takes the place of *chart. */
static bool act(struct coder *c, json_t **chart, enum call kind, const char *act_json)
{
    char path[80], body[512], key[40];
    json_int_t id = json_integer_value(json_object_get(*chart, "id")), version = json_integer_value(json_object_get(*chart, "version"));
    (void)snprintf(key, sizeof key, "load-%d-%d-%u", (int)getpid(), c->number, c->turn++);
    (void)snprintf(path, sizeof path, "/api/charts/%lld/acts", (long long)id);
    (void)snprintf(body, sizeof body, "{\"version\":%lld,\"key\":\"%s\",\"act\":%s}", (long long)version, key, act_json);
    if (call(c, kind, "POST", path, body) != 200) return false;
    keep_key(key);
    json_t *answer = answer_json(c);
    json_decref(*chart);
    *chart = json_incref(json_object_get(answer, "chart"));
    json_decref(answer);
    return *chart != NULL;
}

/* The first suggested code without a decision; false when there is none. */
static bool next_undecided(const json_t *chart, char out[160], bool accept)
{
    size_t i;
    json_t *k;
    json_array_foreach(json_object_get(chart, "codes"), i, k)
    {
        if (!json_is_true(json_object_get(k, "suggested")) || !json_is_null(json_object_get(k, "decision"))) continue;
        (void)snprintf(out, 160, "{\"kind\":\"%s\",\"system\":\"%s\",\"code\":\"%s\"}", accept ? "accept" : "reject",
                       json_string_value(json_object_get(k, "system")), json_string_value(json_object_get(k, "code")));
        return true;
    }
    return false;
}

static json_t *open_next(struct coder *c)
{
    char path[80];
    double began = now_s();
    if (call(c, NEXT, "POST", "/api/charts/next", "{}") != 200) return NULL;
    json_t *answer = answer_json(c);
    long long id = json_integer_value(json_object_get(answer, "chart"));
    json_decref(answer);
    if (!id) return NULL;
    (void)snprintf(path, sizeof path, "/api/charts/%lld", id);
    json_t *chart = call(c, CHART, "GET", path, "") == 200 ? answer_json(c) : NULL;
    (void)snprintf(path, sizeof path, "/api/charts/%lld/pages/1/image?width=1600", id);
    (void)call(c, IMAGE, "GET", path, "");
    note(SCREEN, began);
    (void)snprintf(path, sizeof path, "/api/charts/%lld/pages/1", id);
    (void)call(c, PAGE, "GET", path, "");
    return chart;
}

static void work_on(struct coder *c, json_t **chart)
{
    char what[160], path[80];
    for (int i = 0; i < 40 && now_s() < end_s && next_undecided(*chart, what, (c->turn + (unsigned)c->number) % 5 != 0); i++) {
        think(c);
        if (!act(c, chart, ACT, what)) return;
        (void)snprintf(path, sizeof path, "/api/charts/%lld/lease", (long long)json_integer_value(json_object_get(*chart, "id")));
        if (c->turn % 8 == 0) (void)call(c, LEASE, "POST", path, "{}");
    }
    if (act(c, chart, FINISH, "{\"kind\":\"finish\",\"incomplete\":true}")) {
        charts_finished++;
        return;
    }
    (void)act(c, chart, ACT, "{\"kind\":\"note\",\"text\":\"left for another\"}"); /* a hard edit, a box to read: parked */
    (void)snprintf(path, sizeof path, "/api/charts/%lld/park", (long long)json_integer_value(json_object_get(*chart, "id")));
    (void)call(c, ACT, "POST", path, "{\"reason\":\"load\"}");
}

static void *code(void *argument)
{
    struct coder *c = argument;
    (void)usleep((useconds_t)(c->number * 20000)); /* they do not all sit down in one moment */
    while (now_s() < end_s) {
        (void)call(c, LIST, "GET", "/api/charts?state=ready&limit=50", "");
        json_t *chart = open_next(c);
        if (!chart) break;
        work_on(c, &chart);
        json_decref(chart);
    }
    return NULL;
}

static int by_size(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

static void print_calls(double seconds)
{
    unsigned all = 0;
    (void)printf("%-22s %8s %9s %9s %9s\n", "call", "number", "median", "p99", "longest");
    for (int k = 0; k < CALLS; k++) {
        unsigned n = calls[k].n < MOST_CALLS ? calls[k].n : MOST_CALLS;
        if (!n) continue;
        if (k != SCREEN) all += n;
        qsort(calls[k].ms, n, sizeof(float), by_size);
        (void)printf("%-22s %8u %6.1f ms %6.1f ms %6.1f ms\n", call_names[k], n, (double)calls[k].ms[n / 2],
                     (double)calls[k].ms[(size_t)n * 99 / 100], (double)calls[k].ms[n - 1]);
    }
    (void)printf("%u calls in %.0f s (%.0f a second), %u charts finished, %u conflicts, %u failures\n", all, seconds, all / seconds, charts_finished,
                 conflicts, failures);
}

int main(int argc, char **argv)
{
    static struct coder coders[MOST_PEOPLE];
    int n = 0;
    if (argc != 6) return (void)fprintf(stderr, "usage: desk_load PORT PEOPLE SECONDS THINK_MS KEYS\n"), 2;
    FILE *people = fopen(argv[2], "r");
    keys = fopen(argv[5], "w");
    if (!people || !keys) return perror("desk_load"), 2;
    port = (int)strtol(argv[1], NULL, 10), think_ms = (int)strtol(argv[4], NULL, 10);
    double seconds = strtod(argv[3], NULL), began = now_s();
    end_s = began + seconds;
    for (int k = 0; k < CALLS; k++) calls[k].ms = malloc(MOST_CALLS * sizeof(float));
    while (n < MOST_PEOPLE && fscanf(people, "%127s %127s", coders[n].cookie, coders[n].csrf) == 2) coders[n].number = n, n++;
    for (int i = 0; i < n; i++) {
        coders[i].fd = -1;
        coders[i].answer = malloc(ANSWER_BYTES); /* touched only as far as answers reach */
        (void)pthread_create(&coders[i].thread, NULL, code, &coders[i]);
    }
    for (int i = 0; i < n; i++) (void)pthread_join(coders[i].thread, NULL);
    print_calls(now_s() - began);
    (void)fclose(people);
    return fclose(keys) != 0 || failures != 0;
}
