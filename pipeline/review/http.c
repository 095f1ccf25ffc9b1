/* The one thread of input and output, and what may not be asked of it: too many connections, too large heads, too slow clients. */
#include "review_in.h"

#include "base/file.h"
#include "base/log.h"

#include <microhttpd.h>
#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define HEAD_BYTES (32u << 10)
#define CONNECTIONS 1000u
#define CONNECTIONS_OF_ADDRESS 400u /* a department may stand behind one address */
#define IDLE_S 60u
#define SLOWEST_MS 90000 /* a connection that completes no request in this time is ended; longer than IDLE_S */
#define CLOSING_MS 10000
#define KEY_BYTES ((size_t)1 << 20)

/* A connection. It may hang in the head of a request for ever, byte by byte, which libmicrohttpd does not notice. */
struct client {
    struct client *next, **at;
    int fd;
    int64_t since_ms; /* its last answer, or its beginning */
    bool waits; /* for us */
};

struct http {
    struct desk *desk;
    struct MHD_Daemon *daemon;
    int socket;
    bool loopback;
    char address[128], *key, *cert;
    pthread_mutex_t lock; /* over clients and under_way */
    struct client *clients;
    int under_way; /* requests that a lane has, or whose answer is being sent */
};

const char *http_address(const struct http *h)
{
    return h->address;
}

/* --- connections --- */

static void on_connection(void *cls, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode what)
{
    struct http *h = cls;
    struct client *c = *context;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    (void)pthread_mutex_lock(&h->lock);
    if (what == MHD_CONNECTION_NOTIFY_STARTED && (c = calloc(1, sizeof *c))) {
        *c = (struct client){.next = h->clients, .at = &h->clients, .fd = info ? info->connect_fd : -1, .since_ms = now_ms()};
        if (c->next) c->next->at = &c->next;
        h->clients = c;
        *context = c;
    } else if (what == MHD_CONNECTION_NOTIFY_CLOSED && c) {
        *c->at = c->next;
        if (c->next) c->next->at = c->at;
        *context = NULL;
        free(c);
    }
    (void)pthread_mutex_unlock(&h->lock);
}

static void mark(struct http *h, struct client *c, bool waits, int under_way)
{
    (void)pthread_mutex_lock(&h->lock);
    if (c) {
        c->waits = waits;
        c->since_ms = now_ms();
    }
    h->under_way += under_way;
    (void)pthread_mutex_unlock(&h->lock);
}

void http_sweep(struct http *h)
{
    int64_t now = now_ms();
    int ended = 0;
    (void)pthread_mutex_lock(&h->lock);
    for (struct client *c = h->clients; c; c = c->next) {
        if (c->waits || c->fd < 0 || now - c->since_ms < SLOWEST_MS) continue;
        (void)shutdown(c->fd, SHUT_RDWR); /* libmicrohttpd closes it */
        ended++;
    }
    (void)pthread_mutex_unlock(&h->lock);
    if (ended) LOG(LOG_INFO, "slow_clients", LOG_KV("ended", ended));
}

/* --- requests --- */

static void *on_target(void *cls, const char *target, struct MHD_Connection *connection)
{
    struct http *h = cls;
    return exchange_new(h->desk, target, connection);
}

/* libmicrohttpd would decode in place, NUL and all; target.c does it. */
static size_t leave_encoded(void *cls, struct MHD_Connection *connection, char *s)
{
    (void)cls, (void)connection;
    return strlen(s);
}

static struct client *client_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

static enum MHD_Result send_answer(struct exchange *x)
{
    return x->response ? MHD_queue_response(x->connection, x->status, x->response) : MHD_NO;
}

static enum MHD_Result give(struct http *h, struct exchange *x)
{
    x->given = true;
    x->client = client_of(x->connection);
    if (x->lane == LANE_IO && !x->discarding) {
        exchange_handle(x);
        return send_answer(x);
    }
    if (x->lane == LANE_IO) x->lane = LANE_QUICK;
    x->counted = true;
    mark(h, x->client, true, 1);
    MHD_suspend_connection(x->connection);
    lanes_put(h->desk->lanes, x);
    return MHD_YES;
}

/* Called with the head, with each piece of the body, behind the body, and when the answer is there. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                  const char *bytes, size_t *n, void **context)
{
    struct http *h = cls;
    struct exchange *x = *context;
    (void)connection, (void)url, (void)version;
    if (!x) return MHD_NO;
    if (!x->begun) {
        if (exchange_begin(x, method) != ST_OK) return MHD_NO;
        return x->response ? send_answer(x) : MHD_YES;
    }
    if (*n) {
        enum status st = x->response ? ST_OK : exchange_body(x, bytes, *n);
        *n = 0;
        return st == ST_OK ? MHD_YES : MHD_NO;
    }
    if (x->response) return send_answer(x);
    return x->given ? MHD_NO : give(h, x);
}

void http_answer(struct exchange *x)
{
    struct http *h = x->desk->http;
    struct MHD_Connection *connection = x->connection;
    mark(h, x->client, false, 0);
    MHD_resume_connection(connection); /* x may be gone from here on */
}

static void on_completed(void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode how)
{
    struct http *h = cls;
    struct exchange *x = *context;
    if (!x) return;
    mark(h, client_of(connection), false, x->counted ? -1 : 0);
    LOG(LOG_INFO, "request", LOG_KV("route", x->route ? x->route->path : "-"), LOG_KV("method", x->route ? x->route->method : "-"),
        LOG_KV("status", x->status), LOG_KV("ms", (long long)(now_ms() - x->began_ms)), LOG_KV("who", x->signed_in ? x->session.user.login : "-"),
        LOG_KV("end", (int)how));
    exchange_free(x);
    *context = NULL;
}

/* --- opening --- */

static enum status cut_address(const char *listen, char host[64], char port[8])
{
    const char *colon = strrchr(listen, ':');
    size_t n = colon ? (size_t)(colon - listen) : 0;
    long number;
    bool brackets = n >= 2 && listen[0] == '[' && colon[-1] == ']';
    if (!colon || n == 0 || n >= 64 || !str_to_long(str_of(colon + 1), 0, 65535, &number))
        return fail(ST_USAGE, "--listen '%s' must be ADDRESS:PORT, e.g. 127.0.0.1:8765 or [::1]:8765", listen);
    (void)snprintf(host, 64, "%.*s", (int)(brackets ? n - 2 : n), listen + brackets);
    (void)snprintf(port, 8, "%ld", number);
    return ST_OK;
}

static bool is_loopback(const struct sockaddr *a)
{
    const struct sockaddr_in *four = (const struct sockaddr_in *)(const void *)a;
    const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)(const void *)a;
    if (a->sa_family == AF_INET) return ntohl(four->sin_addr.s_addr) >> 24 == 127;
    return a->sa_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
}

static enum status name_address(struct http *h, const char *host)
{
    struct sockaddr_storage bound;
    socklen_t n = sizeof bound;
    char port[8];
    if (getsockname(h->socket, (struct sockaddr *)&bound, &n) != 0 ||
        getnameinfo((struct sockaddr *)&bound, n, NULL, 0, port, sizeof port, NI_NUMERICSERV) != 0)
        return fail_errno(ST_IO, "cannot tell the address");
    bool six = bound.ss_family == AF_INET6;
    (void)snprintf(h->address, sizeof h->address, "http%s://%s%s%s:%s/", h->desk->tls ? "s" : "", six ? "[" : "", host, six ? "]" : "", port);
    return ST_OK;
}

static enum status bind_socket(struct http *h)
{
    struct addrinfo want = {.ai_flags = AI_PASSIVE | AI_NUMERICSERV, .ai_socktype = SOCK_STREAM}, *found = NULL;
    char host[64], port[8];
    int on = 1;
    const char *listen_at = h->desk->config->listen;
    enum status st = ST_OK;
    TRY(cut_address(listen_at, host, port));
    if (getaddrinfo(host, port, &want, &found) != 0) TRY(fail(ST_USAGE, "--listen '%s' is no address of this machine", listen_at));
    h->loopback = is_loopback(found->ai_addr);
    if (!h->loopback && !h->desk->tls)
        TRY(fail(ST_USAGE, "'%s' can be reached from other machines, which needs TLS: give --tls-cert and --tls-key, or listen on 127.0.0.1",
                 listen_at));
    h->socket = socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (h->socket < 0 || setsockopt(h->socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        bind(h->socket, found->ai_addr, found->ai_addrlen) != 0 || listen(h->socket, 256) != 0)
        TRY(fail_errno(ST_IO, "cannot listen on '%s'", listen_at));
    TRY(name_address(h, host));
done:
    if (found) freeaddrinfo(found);
    return st;
}

static enum status read_keys(struct http *h)
{
    const struct config *c = h->desk->config;
    size_t n;
    enum status st = ST_OK;
    if (!*c->tls_cert && !*c->tls_key) return ST_OK;
    if (!*c->tls_cert || !*c->tls_key) return fail(ST_USAGE, "--tls-cert and --tls-key go together");
    TRY(file_read(c->tls_cert, KEY_BYTES, &h->cert, &n));
    TRY(file_read(c->tls_key, KEY_BYTES, &h->key, &n));
    h->desk->tls = true;
done:
    return st;
}

enum status http_start(struct http *h)
{
    const struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_CERT, 0, h->cert},
                                         {MHD_OPTION_HTTPS_MEM_KEY, 0, h->key},
                                         {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
                                         {MHD_OPTION_END, 0, NULL}};
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | (h->desk->tls ? MHD_USE_TLS : 0u);
    h->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, on_request, h, MHD_OPTION_LISTEN_SOCKET, h->socket, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEAD_BYTES,
        MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS, MHD_OPTION_PER_IP_CONNECTION_LIMIT, CONNECTIONS_OF_ADDRESS, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S,
        MHD_OPTION_URI_LOG_CALLBACK, on_target, h, MHD_OPTION_UNESCAPE_CALLBACK, leave_encoded, NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, h,
        MHD_OPTION_NOTIFY_CONNECTION, on_connection, h, h->desk->tls ? MHD_OPTION_ARRAY : MHD_OPTION_END, tls, MHD_OPTION_END);
    return h->daemon ? ST_OK
                     : fail(ST_USAGE, h->desk->tls ? "cannot start TLS: check that certificate and key are PEM and belong together"
                                                   : "cannot start the server");
}

static void http_free(struct http *h)
{
    if (h->socket >= 0) (void)close(h->socket);
    h->desk->http = NULL;
    free(h->key);
    free(h->cert);
    free(h);
}

enum status http_open(struct desk *desk, struct http **ret)
{
    enum status st = ST_OK;
    struct http *h = calloc(1, sizeof *h);
    if (!h) return fail(ST_NO_MEMORY, "out of memory");
    h->desk = desk;
    h->socket = -1;
    desk->http = h;
    (void)pthread_mutex_init(&h->lock, NULL);
    TRY(read_keys(h));
    TRY(bind_socket(h));
    *ret = h;
done:
    if (st != ST_OK) http_free(h);
    return st;
}

static int count_under_way(struct http *h)
{
    (void)pthread_mutex_lock(&h->lock);
    int n = h->under_way;
    (void)pthread_mutex_unlock(&h->lock);
    return n;
}

bool http_close(struct http *h)
{
    if (!h) return true;
    if (h->daemon) {
        int64_t end = now_ms() + CLOSING_MS;
        (void)MHD_quiesce_daemon(h->daemon);
        while (count_under_way(h) && now_ms() < end) (void)usleep(20000);
        if (count_under_way(h)) return false;
        MHD_stop_daemon(h->daemon);
    }
    http_free(h);
    return true;
}
