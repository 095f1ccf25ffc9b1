/* The one table: every address, who may call it and what it takes. docs/openapi.json says the same (tests/flow/api.sh). */
#include "handlers.h"

#include <stdio.h>

#define KB(n) ((n)*1024u)
#define READERS (ROLE_CLERK | ROLE_CODER | ROLE_AUDITOR | ROLE_MANAGER)
#define WORKERS (ROLE_CODER | ROLE_MANAGER)
#define KEEPERS (ROLE_AUDITOR | ROLE_MANAGER | ROLE_ADMIN)

/* method, path, roles, CSRF, open before the password is changed, body, lane, audit, handler */
const struct route review_routes[] = {
    {"GET", "/api/health", ROLES_NONE, false, false, 0, LANE_IO, NULL, get_health},

    {"POST", "/api/session", ROLES_NONE, false, false, KB(8), LANE_SLOW, "sign-in", post_session},
    {"GET", "/api/session", ROLES_ALL, false, true, 0, LANE_QUICK, NULL, get_session},
    {"DELETE", "/api/session", ROLES_ALL, true, true, 0, LANE_QUICK, "sign-out", delete_session},
    {"POST", "/api/session/password", ROLES_ALL, true, true, KB(8), LANE_SLOW, "password", post_password},
    {"POST", "/api/session/totp", ROLES_ALL, true, true, KB(8), LANE_SLOW, "totp", post_totp},
    {"POST", "/api/session/emergency", ROLES_ALL, true, false, KB(8), LANE_QUICK, "emergency", post_emergency},
    {"GET", "/api/preferences", ROLES_ALL, false, false, 0, LANE_QUICK, NULL, get_preferences},
    {"PUT", "/api/preferences", ROLES_ALL, true, false, KB(64), LANE_QUICK, NULL, put_preferences},

    {"GET", "/api/charts", READERS, false, false, 0, LANE_QUICK, NULL, get_charts},
    {"GET", "/api/charts/counts", READERS, false, false, 0, LANE_QUICK, NULL, get_counts},
    {"GET", "/api/charts/next", WORKERS, false, false, 0, LANE_QUICK, NULL, get_next},
    {"POST", "/api/charts/next", WORKERS, true, false, KB(8), LANE_QUICK, "take", post_next},
    {"GET", "/api/charts/{chart}", READERS, false, false, 0, LANE_QUICK, "view", get_chart},
    {"POST", "/api/charts/{chart}/lease", WORKERS, true, false, KB(8), LANE_QUICK, "take", post_lease},
    {"DELETE", "/api/charts/{chart}/lease", WORKERS, true, false, 0, LANE_QUICK, "return", delete_lease},
    {"POST", "/api/charts/{chart}/park", WORKERS, true, false, KB(8), LANE_QUICK, "park", post_park},
    {"POST", "/api/charts/{chart}/unpark", WORKERS, true, false, KB(8), LANE_QUICK, "unpark", post_unpark},
    {"POST", "/api/charts/{chart}/hand-over", WORKERS, true, false, KB(8), LANE_QUICK, "hand-over", post_hand_over},
    {"POST", "/api/charts/{chart}/priority", ROLE_MANAGER, true, false, KB(8), LANE_QUICK, "priority", post_priority},
    {"POST", "/api/charts/{chart}/print", READERS, true, false, KB(8), LANE_QUICK, "print", post_print},
    {"POST", "/api/charts/{chart}/acts", WORKERS, true, false, KB(128), LANE_QUICK, "by act", post_act},
    {"GET", "/api/charts/{chart}/pages/{page}", READERS, false, false, 0, LANE_QUICK, NULL, get_page},
    {"GET", "/api/charts/{chart}/pages/{page}/image", READERS, false, false, 0, LANE_QUICK, NULL, get_image},

    {"GET", "/api/codes/search", READERS, false, false, 0, LANE_QUICK, NULL, get_search},
    {"GET", "/api/codes/recent", WORKERS, false, false, 0, LANE_QUICK, NULL, get_recent},
    {"GET", "/api/codes/{code}", READERS, false, false, 0, LANE_QUICK, NULL, get_code},
    {"GET", "/api/index", READERS, false, false, 0, LANE_QUICK, NULL, get_index},
    {"GET", "/api/query-templates", WORKERS, false, false, 0, LANE_QUICK, NULL, get_templates},

    {"GET", "/api/users", ROLE_ADMIN, false, false, 0, LANE_QUICK, NULL, get_users},
    {"POST", "/api/users", ROLE_ADMIN, true, false, KB(8), LANE_SLOW, "user-add", post_user},
    {"PATCH", "/api/users/{login}", ROLE_ADMIN, true, false, KB(8), LANE_SLOW, "user-change", patch_user},
    {"GET", "/api/audit", KEEPERS, false, false, 0, LANE_QUICK, "audit-read", get_audit},
    {"GET", "/api/audit/verify", KEEPERS, false, false, 0, LANE_SLOW, NULL, get_verify},

    {"GET", "/api/reports", ROLE_MANAGER | ROLE_AUDITOR, false, false, 0, LANE_QUICK, NULL, not_built},
    {"GET", "/api/samples", ROLE_MANAGER | ROLE_AUDITOR, false, false, 0, LANE_QUICK, NULL, not_built},
    {"POST", "/api/uploads", ROLE_CLERK | ROLE_MANAGER, true, false, KB(8), LANE_QUICK, NULL, not_built},
    {"GET", "/api/page-repairs", ROLE_CLERK | ROLE_MANAGER, false, false, 0, LANE_QUICK, NULL, not_built},

    {NULL, NULL, 0, false, false, 0, LANE_IO, NULL, NULL},
};

static bool is_parameter(struct str part)
{
    return part.n > 2 && part.p[0] == '{';
}

static bool fits(const char *path, const struct target *t)
{
    struct str rest = str_of(path + 1), part;
    uint32_t i = 0;
    while (str_cut(&rest, '/', &part))
        if (i == t->segments || (!is_parameter(part) && !str_eq(part, t->segment[i]))) return false;
        else i++;
    return i == t->segments;
}

/* Names stand before parameters in the table, so the first that fits is meant. */
const struct route *route_find(struct str method, const struct target *t, bool *ret_path)
{
    *ret_path = false;
    for (const struct route *r = review_routes; r->method; r++) {
        if (!fits(r->path, t)) continue;
        if (str_eq(method, str_of(r->method))) return r;
        *ret_path = true;
    }
    return NULL;
}

void route_methods(const struct target *t, char ret[ROUTE_METHODS_BYTES])
{
    size_t n = 0;
    ret[0] = '\0';
    for (const struct route *r = review_routes; r->method; r++)
        if (fits(r->path, t) && n < ROUTE_METHODS_BYTES - 16)
            n += (size_t)snprintf(ret + n, ROUTE_METHODS_BYTES - n, "%s%s", n ? ", " : "", r->method);
}

void review_print_routes(void)
{
    char roles[ROLES_TEXT_BYTES];
    for (const struct route *r = review_routes; r->method; r++)
        (void)printf("%s\t%s\t%s\t%s\t%u\t%s\n", r->method, r->path, r->roles == ROLES_NONE ? "any" : roles_text(r->roles, roles),
                     r->csrf ? "csrf" : "-", r->body_bytes, r->audit ? r->audit : "-");
}
