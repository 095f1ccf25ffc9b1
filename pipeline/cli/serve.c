/* chartcode serve: the coder's desk in the browser. */
#include "cli.h"
#include "review.h"

static enum status run_serve(struct config *config, int argc, char **argv)
{
    bool routes = false;
    const struct cli_option options[] = {{"print-routes", CLI_FLAG, &routes, NULL, "print the table of routes and end"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    int n;
    enum status st = ST_OK;
    TRY(cli_parse(config, &command_serve, options, argc, argv, &n));
    if (n) TRY(fail(ST_USAGE, "'serve' takes no operands"));
    if (!routes) return review_serve(config);
    review_print_routes();
done:
    return st;
}

const struct command command_serve = {"serve", "[--listen ADDRESS:PORT] [--tls-cert FILE --tls-key FILE]", "Serves the coder's desk to browsers",
                                      run_serve};
