/* The coder's desk in the browser: an HTTP server with a JSON API (docs/openapi.json) and the page's files.
 *
 * Plain HTTP on loopback only; other addresses need TLS. Settings: listen, tls-cert, tls-key. */
#ifndef CC_REVIEW_H
#define CC_REVIEW_H

#include "base/error.h"

struct config;

/* Serves until SIGTERM or SIGINT. The first start makes an administrator and prints the one-time password. Failures: ST_USAGE (address,
 * TLS), ST_WORKSPACE, ST_IO. */
enum status review_serve(const struct config *config) MUST_CHECK;

/* The table of routes on standard output, a line each: method, path, roles, csrf, bytes of body, audit; parted by tabs. */
void review_print_routes(void);

#endif
