/* Who may. Everything is refused that is not allowed by the routes' table. */
#include "review_in.h"

#include "queue.h"

#include <microhttpd.h>

static bool is_change(const struct exchange *x)
{
    return strcmp(x->route->method, "GET") != 0;
}

/* "http://host:port" of an Origin names the Host that the browser asked. */
static bool same_host(const char *origin, const char *host)
{
    const char *at = strstr(origin, "://");
    return host && at && strcmp(at + 3, host) == 0;
}

bool guard_same_origin(const struct exchange *x)
{
    const char *site = exchange_header(x, "Sec-Fetch-Site"), *origin = exchange_header(x, "Origin");
    if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0) return false;
    return !origin || same_host(origin, exchange_header(x, "Host"));
}

static struct secret secret_of(const char *text)
{
    return (struct secret){text, text ? strlen(text) : 0};
}

/* A request that the page makes by itself does not put off the idle time-out. */
static enum status find_session(struct exchange *x)
{
    const char *cookies = exchange_header(x, MHD_HTTP_HEADER_COOKIE);
    struct str value = cookie_value(str_of(cookies), SESSION_COOKIE);
    x->signed_in = false;
    if (value.n != SESSION_TOKEN_BYTES - 1) return ST_OK;
    x->token = (struct secret){value.p, value.n};
    return session_find(x->queue, x->token, !exchange_header(x, "X-Background"), &x->session, &x->signed_in);
}

static unsigned roles_now(const struct exchange *x)
{
    bool emergency = x->session.emergency_until != 0;
    return x->session.roles | (emergency && !is_change(x) ? (unsigned)ROLE_CODER : 0u);
}

/* The failure that stands in the way; FAILURE_COUNT: none. */
static enum failure find_hindrance(const struct exchange *x)
{
    const struct route *r = x->route;
    if (is_change(x) && !guard_same_origin(x)) return FAILURE_CSRF;
    if (r->roles == ROLES_NONE) return FAILURE_COUNT;
    if (!x->signed_in) return FAILURE_NOT_SIGNED_IN;
    if (r->csrf && !session_csrf_matches(&x->session, secret_of(exchange_header(x, "X-CSRF-Token")))) return FAILURE_CSRF;
    if (x->session.user.must_change && !r->restricted) return FAILURE_PASSWORD_CHANGE;
    return roles_now(x) & r->roles ? FAILURE_COUNT : FAILURE_FORBIDDEN;
}

bool guard_admits(struct exchange *x, enum status *ret)
{
    static const char *const messages[FAILURE_COUNT] = {[FAILURE_NOT_SIGNED_IN] = "you are not signed in, or your session has ended",
                                                        [FAILURE_CSRF] = "the request does not come from the desk's page",
                                                        [FAILURE_PASSWORD_CHANGE] = "your password must be changed first",
                                                        [FAILURE_FORBIDDEN] = "your roles do not allow this"};
    if (x->route->roles != ROLES_NONE) {
        *ret = find_session(x);
        if (*ret != ST_OK) return false;
    }
    enum failure f = find_hindrance(x);
    if (f == FAILURE_COUNT && x->signed_in) *ret = queue_act_as(x->queue, x->session.user.login);
    if (f == FAILURE_COUNT) return *ret == ST_OK;
    *ret = reply_failure(x, f, messages[f], NULL);
    return false;
}
