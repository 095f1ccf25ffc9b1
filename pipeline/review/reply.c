/* Answers. Every one carries the headers that keep a browser from doing what the page does not need. */
#include "review_in.h"

#include "assets.h"
#include "base/log.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <unistd.h>

static const struct {
    const char *code, *remedy;
    unsigned http;
} failures[] = {
#define X(name, text, status, help) [FAILURE_##name] = {text, help, status},
    FAILURE_LIST(X)
#undef X
};

static const char *const always[][2] = {
    {"Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
                                "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"X-Frame-Options", "DENY"},
    {"Referrer-Policy", "no-referrer"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Permissions-Policy", "camera=(), microphone=(), geolocation=()"},
};

enum status reply_header(struct exchange *x, const char *name, const char *value)
{
    return MHD_add_response_header(x->response, name, value) == MHD_YES ? ST_OK : fail(ST_NO_MEMORY, "out of memory");
}

static enum status take(struct exchange *x, unsigned status, const char *type, const char *cache, struct MHD_Response *response)
{
    enum status st = ST_OK;
    if (!response) return fail(ST_NO_MEMORY, "out of memory");
    if (x->response) MHD_destroy_response(x->response);
    x->response = response;
    x->status = status;
    if (type) TRY(reply_header(x, "Content-Type", type));
    TRY(reply_header(x, "Cache-Control", cache));
    for (size_t i = 0; i < sizeof always / sizeof always[0]; i++) TRY(reply_header(x, always[i][0], always[i][1]));
    if (x->desk->tls) TRY(reply_header(x, "Strict-Transport-Security", "max-age=31536000"));
done:
    return st;
}

enum status reply_bytes(struct exchange *x, unsigned status, const char *type, char *bytes, size_t n)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
    if (!r) free(bytes);
    return take(x, status, type, "no-store", r);
}

enum status reply_json(struct exchange *x, unsigned status, json_t *o)
{
    char *text = o ? json_dumps(o, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    json_decref(o);
    if (!text) return fail(ST_NO_MEMORY, "out of memory for an answer");
    return reply_bytes(x, status, "application/json; charset=utf-8", text, strlen(text));
}

enum status reply_file(struct exchange *x, const char *type, int fd, size_t n)
{
    struct MHD_Response *r = MHD_create_response_from_fd64(n, fd);
    if (!r) (void)close(fd);
    return take(x, 200, type, "no-store", r);
}

enum status reply_asset(struct exchange *x, const struct asset *a)
{
    const char *have = exchange_header(x, "If-None-Match");
    bool same = have && strstr(have, a->etag), named = strncmp(a->path, "/assets/", 8) == 0;
    enum status st = ST_OK;
    /* libmicrohttpd takes the bytes without const and leaves them alone */
    struct MHD_Response *r = MHD_create_response_from_buffer_with_free_callback(same ? 0 : a->n, (void *)(uintptr_t)a->bytes, NULL);
    TRY(take(x, same ? 304 : 200, same ? NULL : a->type, named ? "public, max-age=31536000, immutable" : "no-cache", r));
    TRY(reply_header(x, "ETag", a->etag));
done:
    return st;
}

enum status reply_failure(struct exchange *x, enum failure f, const char *message, json_t *detail)
{
    json_t *error = json_pack("{s:s,s:s,s:s,s:o}", "code", failures[f].code, "message", message ? message : error_message(), "remedy",
                              failures[f].remedy, "detail", detail ? detail : json_object());
    enum status st = reply_json(x, failures[f].http, json_pack("{s:o}", "error", error));
    if (st == ST_OK && f == FAILURE_BUSY) st = reply_header(x, "Retry-After", "2");
    return st;
}

static enum failure failure_of(enum status st)
{
    switch (st) {
    case ST_USAGE: return FAILURE_BAD_REQUEST;
    case ST_NOT_FOUND: return FAILURE_NOT_FOUND;
    case ST_FORBIDDEN: return FAILURE_FORBIDDEN;
    case ST_CHANGED: return FAILURE_CHANGED;
    case ST_LEASED: return FAILURE_LEASED;
    case ST_UNDECIDED: return FAILURE_UNDECIDED;
    case ST_HARD_EDIT: return FAILURE_HARD_EDITS;
    case ST_TOO_BIG: return FAILURE_TOO_BIG;
    case ST_BUSY:
    case ST_NO_MEMORY: return FAILURE_BUSY;
    case ST_IO:
    case ST_WORKSPACE: return FAILURE_STORAGE;
    default: return FAILURE_INTERNAL;
    }
}

/* What went wrong inside is for the log; paths and names of statements are nothing for a browser. */
static const char *message_of(enum failure f)
{
    switch (f) {
    case FAILURE_BUSY: return "the server is busy";
    case FAILURE_STORAGE: return "the server cannot read or write its database now";
    case FAILURE_INTERNAL: return "something went wrong in the server";
    default: return NULL;
    }
}

enum status reply_status(struct exchange *x, enum status st)
{
    enum failure f = failure_of(st);
    if (message_of(f))
        LOG(LOG_ERROR, "failed", LOG_KV("route", x->route ? x->route->path : ""), LOG_KV("status", status_name(st)), LOG_KV("why", error_message()));
    return reply_failure(x, f, message_of(f), NULL);
}
