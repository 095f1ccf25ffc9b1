/* The chain's hash as a function of SQL. */
#include "chain.h"

#include <sqlite3.h>

static struct str value_bytes(sqlite3_value *v)
{
    const char *p = sqlite3_value_blob(v);
    return (struct str){p, p ? (size_t)sqlite3_value_bytes(v) : 0};
}

/* audit_hash(hash before, id, at, who, what, chart, detail) in SQL: see chain.h. */
static void audit_hash(sqlite3_context *context, int n, sqlite3_value **v)
{
    (void)n;
    unsigned char hash[CHAIN_BYTES];
    struct str before = value_bytes(v[0]);
    if (before.n != CHAIN_BYTES) {
        sqlite3_result_error(context, "the audit's chain is broken", -1);
        return;
    }
    chain_hash((const unsigned char *)before.p,
               &(struct chain_row){.id = sqlite3_value_int64(v[1]),
                                   .at = sqlite3_value_int64(v[2]),
                                   .who = value_bytes(v[3]),
                                   .what = value_bytes(v[4]),
                                   .chart = sqlite3_value_int64(v[5]),
                                   .detail = value_bytes(v[6])},
               hash);
    sqlite3_result_blob(context, hash, CHAIN_BYTES, SQLITE_TRANSIENT);
}

int chain_add_function(struct sqlite3 *handle)
{
    return sqlite3_create_function_v2(handle, "audit_hash", 7, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, NULL, audit_hash, NULL, NULL,
                                      NULL);
}
