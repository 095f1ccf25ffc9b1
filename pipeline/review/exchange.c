/* One request from its first byte to its answer. */
#include "review_in.h"

#include "base/log.h"
#include "lexicon.h"
#include "queue.h"

#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define EXCHANGE_ARENA_BYTES ((size_t)1 << 30)
#define DISCARD_MOST_BYTES ((size_t)8 << 20) /* of a body that is too big; behind that the connection is cut */

struct exchange *exchange_new(struct desk *desk, const char *raw_target, struct MHD_Connection *connection)
{
    struct exchange *x = calloc(1, sizeof *x);
    if (!x) return NULL;
    x->desk = desk;
    x->connection = connection;
    x->raw_target = strdup(raw_target);
    x->arena = arena_new(EXCHANGE_ARENA_BYTES);
    x->began_ms = now_ms();
    buf_init(&x->body, 0);
    if (x->raw_target && x->arena) return x;
    exchange_free(x);
    return NULL;
}

void exchange_free(struct exchange *x)
{
    if (!x) return;
    if (x->response) MHD_destroy_response(x->response);
    for (uint32_t i = 0; i < x->lexicon_count; i++) lexicon_close(x->lexicons[i]);
    json_decref(x->json);
    buf_clear(&x->body);
    arena_free(x->arena);
    free(x->raw_target);
    free(x);
}

int64_t now_ms(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const char *exchange_header(const struct exchange *x, const char *name)
{
    return x->connection ? MHD_lookup_connection_value(x->connection, MHD_HEADER_KIND, name) : NULL;
}

struct str exchange_param(const struct exchange *x, const char *name)
{
    struct str rest = str_of(x->route->path + 1), part;
    for (uint32_t i = 0; i < x->target.segments && str_cut(&rest, '/', &part); i++)
        if (part.n > 2 && part.p[0] == '{' && str_eq((struct str){part.p + 1, part.n - 2}, str_of(name))) return x->target.segment[i];
    return (struct str){NULL, 0};
}

enum status exchange_number(const struct exchange *x, const char *name, int64_t *ret)
{
    long v;
    struct str s = exchange_param(x, name);
    if (!s.p || s.n > 18 || !str_to_long(s, 1, INT64_MAX, &v)) return fail(ST_NOT_FOUND, "there is no such %s", name);
    *ret = v;
    return ST_OK;
}

/* What the head says of the body; an answer here keeps the body from being read at all. */
static enum status check_body(struct exchange *x)
{
    const char *length = exchange_header(x, "Content-Length"), *type = exchange_header(x, "Content-Type");
    bool chunked = exchange_header(x, "Transfer-Encoding") != NULL;
    long n = 0;
    if (length && !str_to_long(str_of(length), 0, INT64_MAX, &n))
        return reply_failure(x, FAILURE_BAD_REQUEST, "the length of the body is no number", NULL);
    if (n == 0 && !chunked) return ST_OK;
    if (n > (long)x->route->body_bytes || (chunked && x->route->body_bytes == 0))
        return reply_failure(x, FAILURE_TOO_BIG, "the body is over the limit", NULL);
    if (!type || strncasecmp(type, "application/json", 16) != 0)
        return reply_failure(x, FAILURE_BAD_REQUEST, "the body must be application/json", NULL);
    buf_init(&x->body, x->route->body_bytes);
    return ST_OK;
}

static enum status refuse_method(struct exchange *x)
{
    char methods[ROUTE_METHODS_BYTES];
    route_methods(&x->target, methods);
    enum status st = reply_failure(x, FAILURE_WRONG_METHOD, "this address does not take that method", NULL);
    return st == ST_OK ? reply_header(x, "Allow", methods) : st;
}

enum status exchange_begin(struct exchange *x, const char *method)
{
    bool other_method = false;
    struct str m = str_of(strcmp(method, "HEAD") == 0 ? "GET" : method);
    enum status st = target_parse(x->arena, str_of(x->raw_target), &x->target);
    x->begun = true;
    if (st != ST_OK) return reply_failure(x, FAILURE_BAD_REQUEST, NULL, NULL);
    x->route = route_find(m, &x->target, &other_method);
    if (!x->route && other_method) return refuse_method(x);
    if (!x->route && m.n == 3 && strcmp(m.p, "GET") == 0 && asset_find(&x->target)) return reply_asset(x, asset_find(&x->target));
    if (!x->route) return reply_failure(x, FAILURE_NOT_FOUND, "there is nothing at this address", NULL);
    x->lane = x->route->lane;
    return check_body(x);
}

enum status exchange_body(struct exchange *x, const char *bytes, size_t n)
{
    if (!x->discarding) {
        buf_add(&x->body, bytes, n);
        if (buf_status(&x->body) == ST_OK) return ST_OK;
        x->discarding = true;
    }
    x->discarded += n;
    return x->discarded > DISCARD_MOST_BYTES ? fail(ST_TOO_BIG, "the body does not end") : ST_OK;
}

/* JSON_REJECT_DUPLICATES: which of two values counts must not be a matter of the parser. */
static enum status parse_body(struct exchange *x)
{
    json_error_t at;
    if (x->json || x->route->body_bytes == 0) return ST_OK;
    if (x->body.n == 0) x->json = json_object();
    else x->json = json_loadb(x->body.p, x->body.n, JSON_REJECT_DUPLICATES, &at);
    if (!x->json) return fail(ST_USAGE, "the body is no JSON (near byte %d)", at.position);
    if (!json_is_object(x->json)) return fail(ST_USAGE, "the body must be a JSON object");
    return ST_OK;
}

void exchange_handle(struct exchange *x)
{
    enum status st = ST_OK;
    error_clear();
    x->again = false;
    if (x->discarding) st = reply_failure(x, FAILURE_TOO_BIG, "the body is over the limit", NULL);
    else if (guard_admits(x, &st)) {
        st = parse_body(x);
        if (st == ST_OK) st = x->route->handle(x);
    }
    if (st != ST_OK) st = reply_status(x, st);
    if (st != ST_OK) LOG(LOG_ERROR, "no_answer", LOG_KV("status", status_name(st)));
}
