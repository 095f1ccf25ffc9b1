/* Inside the server of the coder's desk.
 *
 * One thread does all input and output (libmicrohttpd); a request that is complete goes to a lane, a few threads that each have
 * their own connection to the queue, and its answer goes back to the first. So a slow client or a slow answer keeps nobody waiting,
 * and no handler needs a lock of its own for the database.
 *
 *     http.c      connections, limits, bodies        lanes.c    threads and their queues
 *     routes.c    the one table                      guard.c    who may: session, role, CSRF
 *     target.c    address and cookies                reply.c    answers and failures as JSON
 *     and one file for each group of routes */
#ifndef CC_REVIEW_IN_H
#define CC_REVIEW_IN_H

#include "review.h"

#include "base/buf.h"
#include "base/config.h"
#include "page.h"
#include "target.h"
#include "users.h"

#include <jansson.h>
#include <pthread.h>

struct asset;
struct client; /* http.c */
struct desk;
struct exchange;
struct queue;
struct MHD_Connection;
struct MHD_Response;
struct picture_maker;

#define SESSION_COOKIE "chartcode_session"

/* ---- failures: code, HTTP status, what to do */
#define FAILURE_LIST(X)                                                                                                                              \
    X(BAD_REQUEST, "bad_request", 400, "check what was sent")                                                                                        \
    X(NOT_SIGNED_IN, "not_signed_in", 401, "sign in")                                                                                                \
    X(BAD_CREDENTIALS, "bad_credentials", 401, "check name and password, or ask your administrator")                                                 \
    X(TOTP_NEEDED, "totp_needed", 401, "give the six digits that your authenticator shows now")                                                      \
    X(FORBIDDEN, "forbidden", 403, "ask your administrator for the role")                                                                            \
    X(PASSWORD_CHANGE, "password_change", 403, "choose a password of your own first")                                                                \
    X(CSRF, "csrf", 403, "reload the page")                                                                                                          \
    X(NOT_FOUND, "not_found", 404, "check the address")                                                                                              \
    X(WRONG_METHOD, "wrong_method", 405, "see docs/openapi.json")                                                                                    \
    X(CHANGED, "changed", 409, "look at the chart as it is now, then decide again")                                                                  \
    X(LEASED, "leased", 409, "wait, or ask the other coder to hand the chart over")                                                                  \
    X(UNDECIDED, "undecided", 409, "decide on what is left, then finish")                                                                            \
    X(HARD_EDITS, "hard_edits", 409, "resolve the hard edits, then finish")                                                                          \
    X(TOO_BIG, "too_big", 413, "send less")                                                                                                          \
    X(NOT_AN_IMAGE, "not_an_image", 415, "read the page's text instead")                                                                             \
    X(LOCKED, "locked", 423, "wait, or ask your administrator to unlock the account")                                                                \
    X(INTERNAL, "internal", 500, "try again; if it stays, report it with the time to your administrator")                                            \
    X(NOT_BUILT, "not_built", 501, "this is not part of the program yet")                                                                            \
    X(BUSY, "busy", 503, "wait a moment, then try again")                                                                                            \
    X(STORAGE, "storage", 507, "tell your administrator; nothing decided before is lost")

enum failure {
#define X(name, code, http, remedy) FAILURE_##name,
    FAILURE_LIST(X)
#undef X
        FAILURE_COUNT
};

/* ---- routes */

#define ROLES_NONE 0u /* no session needed */

enum lane { LANE_IO, LANE_QUICK, LANE_SLOW, LANE_COUNT }; /* IO: at once, without a database */

struct route {
    const char *method, *path; /* "/api/charts/{id}/acts" */
    unsigned roles; /* any of these may */
    bool csrf; /* the token is demanded */
    bool restricted; /* also open to those who must change their password first */
    uint32_t body_bytes; /* most; 0: no body */
    enum lane lane;
    const char *audit; /* what the audit says of it; NULL: nothing, or by the deed */
    enum status (*handle)(struct exchange *x);
};
extern const struct route review_routes[]; /* ends with a NULL method */

/* The route of method and address; NULL when there is none. *ret_path: another method would find one. */
const struct route *route_find(struct str method, const struct target *t, bool *ret_path);

/* "GET, POST": what the address takes. */
#define ROUTE_METHODS_BYTES 64
void route_methods(const struct target *t, char ret[ROUTE_METHODS_BYTES]);

/* ---- one request and its answer */

#define EXCHANGE_LEXICONS 4

struct exchange {
    struct exchange *next; /* in its lane */
    struct desk *desk;
    struct MHD_Connection *connection;
    struct arena *arena; /* dies with it */
    const struct route *route; /* NULL: none was found */
    struct target target;
    char *raw_target; /* owned */
    struct buf body;
    bool begun, given, counted, discarding; /* given: to a lane; discarding: what comes is over the limit */
    size_t discarded;
    int64_t began_ms; /* now_ms() */
    struct client *client;
    enum lane lane;
    bool again; /* set by a handler: to be handled once more, in `lane` */

    /* while it is handled */
    struct queue *queue; /* of the thread */
    struct picture_maker *maker; /* of the thread, in the slow lane; NULL else */
    struct secret token; /* of the cookie; in the arena */
    struct session session;
    bool signed_in;
    json_t *json; /* the body; owned */
    struct lexicon *lexicons[EXCHANGE_LEXICONS];
    uint32_t lexicon_count;

    /* the answer */
    unsigned status;
    struct MHD_Response *response;
};

/* The value of "{name}" in the route's path. */
struct str exchange_param(const struct exchange *x, const char *name);
/* A chart's number; ST_NOT_FOUND when it is none. */
enum status exchange_number(const struct exchange *x, const char *name, int64_t *ret) MUST_CHECK;
const char *exchange_header(const struct exchange *x, const char *name); /* NULL: not sent */
void exchange_free(struct exchange *x);

/* Answers; each gives ST_OK or fails for want of memory. A second answer takes the place of the first. */
enum status reply_json(struct exchange *x, unsigned status, json_t *steals) MUST_CHECK;
enum status reply_bytes(struct exchange *x, unsigned status, const char *type, char *steals, size_t n) MUST_CHECK;
enum status reply_file(struct exchange *x, const char *type, int fd, size_t n) MUST_CHECK; /* takes fd */
enum status reply_asset(struct exchange *x, const struct asset *a) MUST_CHECK;
/* message: NULL = error_message(). detail is stolen, may be NULL. */
enum status reply_failure(struct exchange *x, enum failure f, const char *message, json_t *detail) MUST_CHECK;
/* The answer to a handler that failed. */
enum status reply_status(struct exchange *x, enum status st) MUST_CHECK;
enum status reply_header(struct exchange *x, const char *name, const char *value) MUST_CHECK; /* on the answer given */

/* ---- the server */

#define SLOW_THREADS 2 /* passwords, pictures that are not made yet */
#define KEPT_LEXICONS 8

struct http;
struct lanes;
struct matcher;
struct desk {
    const struct config *config; /* lent */
    char *database; /* path of the queue's; owned */
    bool tls;
    struct lanes *lanes;
    struct matcher *matcher;
    struct picture_maker *makers[SLOW_THREADS];
    struct lexicon *kept[KEPT_LEXICONS]; /* so that a release is not opened anew for each request */
    uint32_t kept_next;
    pthread_mutex_t kept_lock;
    struct http *http;
};

/* http.c */
enum status http_open(struct desk *desk, struct http **ret) MUST_CHECK; /* has the address; nobody is served yet */
enum status http_start(struct http *h) MUST_CHECK;
const char *http_address(const struct http *h); /* "http://127.0.0.1:8765/" */
void http_sweep(struct http *h); /* every few seconds: ends connections that are too slow */
bool http_close(struct http *h); /* takes NULL; lets answers under way go out first; false when they take too long: then nothing is closed */
void http_answer(struct exchange *x); /* by a lane: the answer is there */

/* lanes.c */
enum status lanes_open(struct desk *desk, struct lanes **ret) MUST_CHECK;
void lanes_put(struct lanes *l, struct exchange *x);
void lanes_close(struct lanes *l); /* takes NULL; finishes what was put */

/* guard.c */
/* Whether the request may have its route's handler called; false: the answer is there, or *ret failed. */
bool guard_admits(struct exchange *x, enum status *ret);
bool guard_same_origin(const struct exchange *x);

/* exchange.c */
struct exchange *exchange_new(struct desk *desk, const char *raw_target, struct MHD_Connection *connection);
/* Finds the route; answers where that is a failure already. */
enum status exchange_begin(struct exchange *x, const char *method) MUST_CHECK;
enum status exchange_body(struct exchange *x, const char *bytes, size_t n) MUST_CHECK;
/* In the thread of its lane. There is an answer behind it, come what may, or `again` is set. */
void exchange_handle(struct exchange *x);
int64_t now_ms(void); /* of a clock that never jumps */

/* rematch.c */
enum status matcher_open(const struct config *config, struct matcher **ret) MUST_CHECK;
void matcher_close(struct matcher *m); /* takes NULL */
void lexicons_close(struct desk *d);

/* json.c: new references; null where nothing is known */
struct str json_text(const json_t *o, const char *name); /* p NULL: no text of that name. Ends in NUL */
json_t *json_date(int yyyymmdd);
json_t *json_time(int64_t ms);
json_t *json_name(const char *text);
json_t *json_phi(struct phi text);
json_t *json_share(double v); /* 0..1; negative: unknown */
json_t *json_box(struct box b);
json_t *json_roles(unsigned roles);
void json_set(json_t *o, const char *key, json_t *steals);
int64_t wall_ms(void);

/* assets.c */
const struct asset *asset_find(const struct target *t); /* NULL: none */

#endif
