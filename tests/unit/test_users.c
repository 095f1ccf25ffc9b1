/* users: passwords, lock-out, sessions and their time-outs, the second factor. Cost of a password: the least there is. */
#include "support/coding.h"

#include "users.h"

#include "../../pipeline/queue/moment.h"

#include <sodium.h>
#include <sys/stat.h>

#define MINUTE 60000LL
#define HOUR (60 * MINUTE)
#define PASSWORD "correct horse battery"

static char token[SESSION_TOKEN_BYTES];
static struct session session;

static struct secret secret(const char *text)
{
    return (struct secret){text, strlen(text)};
}

static struct user add(const char *login, unsigned roles)
{
    char one_time[ONE_TIME_BYTES];
    struct user u;
    assert_ok(user_add(q, login, "Ann", roles, secret(PASSWORD), false, one_time, &u));
    assert_string_equal(one_time, "");
    return u;
}

static enum sign_in sign_in_with(const char *login, const char *password, const char *code)
{
    enum sign_in outcome;
    int wait_s;
    assert_ok(session_open(q, login, secret(password), secret(code), token, &session, &outcome, &wait_s));
    assert_int_equal(outcome == SIGN_IN_LOCKED, wait_s > 0);
    return outcome;
}

static enum sign_in sign_in(const char *login, const char *password)
{
    return sign_in_with(login, password, "");
}

static bool lives(const char *t, bool active)
{
    bool found;
    assert_ok(session_find(q, secret(t), active, &session, &found));
    return found;
}

static void in_time(int64_t wall_ms, int64_t up_ms)
{
    moment_shift(wall_ms, up_ms);
}

static void later(int64_t ms)
{
    in_time(ms, ms);
}

static int close_users(void **state)
{
    later(0);
    return close_queue(state);
}

static void the_first_administrator_once(void **state)
{
    (void)state;
    char one_time[ONE_TIME_BYTES], again[ONE_TIME_BYTES];
    bool made;
    assert_ok(user_first(q, "admin", one_time, &made));
    assert_true(made);
    assert_ok(user_first(q, "admin", again, &made));
    assert_false(made);
    assert_int_equal(sign_in("Admin", one_time), SIGN_IN_OK);
    assert_true(session.user.must_change);
    assert_int_equal(session.roles, ROLE_ADMIN);
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE detail LIKE '%-%-%-%'"), 0); /* the password is nowhere */
}

static void what_will_not_do_for_a_user(void **state)
{
    (void)state;
    char one_time[ONE_TIME_BYTES];
    struct user u;
    unsigned roles;
    (void)add("ann", ROLE_CODER);
    assert_status(ST_USAGE, user_add(q, "ANN", "", ROLE_CODER, secret(PASSWORD), false, one_time, &u));
    assert_message("already");
    assert_status(ST_USAGE, user_add(q, "a b", "", ROLE_CODER, secret(PASSWORD), false, one_time, &u));
    assert_status(ST_USAGE, user_add(q, "", "", ROLE_CODER, secret(PASSWORD), false, one_time, &u));
    assert_status(ST_USAGE, user_add(q, "bo", "", 0, secret(PASSWORD), false, one_time, &u));
    assert_status(ST_USAGE, user_add(q, "bo", "", ROLE_CODER, secret("eleven char"), false, one_time, &u));
    assert_status(ST_USAGE, user_add(q, "bo", "", ROLE_CODER, secret("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), false, one_time, &u));
    assert_ok(user_add(q, "bo", "", ROLE_CODER, secret("zwölf zeiche"), false, one_time, &u)); /* twelve characters, thirteen bytes */
    assert_status(ST_USAGE, roles_parse(STR("coder,king"), &roles));
    assert_message("king");
    assert_ok(roles_parse(STR("coder, manager"), &roles));
    assert_int_equal(roles, ROLE_CODER | ROLE_MANAGER);
    assert_int_equal(sql_number("SELECT count(*) FROM users"), 2);
}

static void a_password_is_kept_as_argon2id(void **state)
{
    (void)state;
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sql_number("SELECT count(*) FROM users WHERE password LIKE '$argon2id$v=19$m=8192,t=3,p=1$%'"), 1);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_int_equal(sign_in("ann", PASSWORD "x"), SIGN_IN_BAD);
    assert_int_equal(sign_in("nobody", PASSWORD), SIGN_IN_BAD);
    assert_int_equal(sql_number("SELECT count(*) FROM sessions"), 1);
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE what = 'sign-in-failed' AND who = '-' AND detail = 'unknown login'"), 1);
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE what IN ('sign-in', 'sign-in-failed') AND who = 'ann' AND detail = 'ann'"), 2);
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE who = 'nobody' OR detail = 'nobody'"), 0);
}

static void failures_lock_for_a_time_that_grows(void **state)
{
    (void)state;
    (void)add("ann", ROLE_CODER);
    for (int i = 0; i < 5; i++) assert_int_equal(sign_in("ann", "wrong"), SIGN_IN_BAD);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_LOCKED);
    later(29000);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_LOCKED);
    later(31000);
    assert_int_equal(sign_in("ann", "wrong"), SIGN_IN_BAD); /* the sixth: 60 s from here */
    later(31000 + 31000);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_LOCKED);
    in_time(31000 - 24 * HOUR, 31000 + 61000); /* the wall clock does not matter while the machine stays up */
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    later(0);
    assert_int_equal(sign_in("ann", "wrong"), SIGN_IN_BAD);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK); /* a right one forgives */
    assert_int_equal(sql_number("SELECT failures FROM users"), 0);
}

static void an_administrator_unlocks(void **state)
{
    (void)state;
    char one_time[ONE_TIME_BYTES];
    struct user u;
    (void)add("ann", ROLE_CODER);
    for (int i = 0; i < 12; i++) assert_int_equal(sign_in("ann", "wrong") == SIGN_IN_OK, 0);
    assert_ok(user_find(q, "ann", &u));
    assert_true(u.locked);
    assert_ok(user_change(q, "ann", &(struct user_change){.unlock = true}, one_time, &u));
    assert_false(u.locked);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
}

static void a_session_is_known_by_its_token_alone(void **state)
{
    (void)state;
    char csrf[SESSION_CSRF_BYTES];
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    memcpy(csrf, session.csrf, sizeof csrf);
    assert_true(lives(token, true));
    assert_true(session_csrf_matches(&session, secret(csrf)));
    csrf[3] ^= 1;
    assert_false(session_csrf_matches(&session, secret(csrf)));
    assert_false(session_csrf_matches(&session, secret("")));
    assert_false(lives("", true));
    assert_false(lives("0123", true));
    char query[200];
    (void)snprintf(query, sizeof query, "SELECT count(*) FROM sessions WHERE hex(token_hash) = upper('%s')", token);
    assert_int_equal(sql_number(query), 0); /* the database cannot give it away */
    assert_ok(session_close(q, secret(token)));
    assert_false(lives(token, true));
}

static void two_browsers_with_one_login(void **state)
{
    (void)state;
    char first[SESSION_TOKEN_BYTES];
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    memcpy(first, token, sizeof first);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_true(lives(first, true) && lives(token, true));
    assert_ok(session_close(q, secret(first)));
    assert_true(lives(token, true));
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    memcpy(first, token, sizeof first);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_ok(session_password(q, secret(token), secret(PASSWORD), secret("another good one")));
    assert_true(lives(token, true)); /* the one that changed it stays */
    assert_false(lives(first, true));
}

static void idleness_ends_a_session(void **state)
{
    (void)state;
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_int_equal(session.idle_s, 15 * 60);
    later(14 * MINUTE);
    assert_true(lives(token, true)); /* a person's doing puts it off */
    later(28 * MINUTE);
    assert_true(lives(token, false)); /* a heartbeat does not */
    later(30 * MINUTE);
    assert_false(lives(token, false));
}

static void a_session_ends_after_its_hours(void **state)
{
    (void)state;
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    for (int64_t t = 0; t < 12 * HOUR; t += 10 * MINUTE) {
        later(t);
        assert_true(lives(token, true));
    }
    later(12 * HOUR);
    assert_false(lives(token, true));
}

/* Setting the wall clock back keeps no session alive, nor does it end one; after a restart of the machine a time to come is over. */
static void a_clock_set_back_keeps_no_session(void **state)
{
    (void)state;
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    in_time(-48 * HOUR, MINUTE);
    assert_true(lives(token, true));
    in_time(-48 * HOUR, 17 * MINUTE);
    assert_false(lives(token, true));
    later(0);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    sql("UPDATE sessions SET boot = 'another'");
    assert_true(lives(token, false));
    in_time(-MINUTE, 0);
    assert_false(lives(token, false));
}

static void who_is_disabled_is_out_at_once(void **state)
{
    (void)state;
    char one_time[ONE_TIME_BYTES];
    struct user u;
    (void)add("boss", ROLE_ADMIN);
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_ok(user_change(q, "ann", &(struct user_change){.disabled = &(bool){true}}, one_time, &u));
    assert_false(lives(token, true));
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_BAD);
    assert_status(ST_USAGE, user_change(q, "boss", &(struct user_change){.disabled = &(bool){true}}, one_time, &u));
    assert_message("last administrator");
    assert_status(ST_USAGE, user_change(q, "boss", &(struct user_change){.roles = &(unsigned){ROLE_CODER}}, one_time, &u));
    assert_ok(user_change(q, "ann", &(struct user_change){.reset_password = true, .disabled = &(bool){false}}, one_time, &u));
    assert_true(u.must_change);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_BAD);
    assert_int_equal(sign_in("ann", one_time), SIGN_IN_OK);
    assert_status(ST_USAGE, session_password(q, secret(token), secret(one_time), secret(one_time)));
    assert_status(ST_FORBIDDEN, session_password(q, secret(token), secret("wrong"), secret("a better password")));
    assert_ok(session_password(q, secret(token), secret(one_time), secret("a better password")));
    assert_true(lives(token, true));
    assert_false(session.user.must_change);
}

static void emergency_access_has_a_reason_and_an_end(void **state)
{
    (void)state;
    (void)add("ann", ROLE_ADMIN);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_status(ST_USAGE, session_emergency(q, secret(token), STR(""), &session));
    assert_ok(session_emergency(q, secret(token), STR("the coders are away"), &session));
    assert_true(session.emergency_until > 0);
    for (int64_t t = 0; t < 59 * MINUTE; t += 10 * MINUTE) {
        later(t);
        assert_true(lives(token, true) && session.emergency_until > 0);
    }
    later(60 * MINUTE);
    assert_true(lives(token, true));
    assert_int_equal(session.emergency_until, 0);
    assert_int_equal(sql_number("SELECT count(*) FROM audit WHERE what = 'emergency-access' AND detail LIKE 'the coders are away'"), 1);
}

/* ---- the second factor */

/* RFC 6238, appendix B, the rows of SHA-1. */
static void codes_of_the_rfc(void **state)
{
    (void)state;
    const struct {
        int64_t at;
        uint32_t code;
    } want[] = {{59, 94287082},         {1111111109, 7081804},  {1111111111, 14050471},
                {1234567890, 89005924}, {2000000000, 69279037}, {20000000000, 65353130}};
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(totp_code((const unsigned char *)"12345678901234567890", 20, want[i].at, 8), want[i].code);
}

static size_t from_base32(const char *text, unsigned char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    uint64_t bits = 0;
    size_t n = 0;
    int have = 0;
    for (; *text; text++) {
        bits = bits << 5 | (uint64_t)(strchr(digits, *text) - digits);
        if ((have += 5) >= 8) out[n++] = (unsigned char)(bits >> (have -= 8));
    }
    return n;
}

static const char *code_at(const char *base32, int64_t shift_s)
{
    static char text[8];
    unsigned char raw[40];
    size_t n = from_base32(base32, raw);
    (void)snprintf(text, sizeof text, "%06u", totp_code(raw, n, moment_wall() / 1000 + shift_s, 6));
    return text;
}

static void a_second_factor(void **state)
{
    (void)state;
    char shared[TOTP_SECRET_BYTES], uri[TOTP_URI_BYTES], path[400];
    struct stat info;
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_status(ST_USAGE, session_totp_confirm(q, secret(token), secret("123456")));
    assert_ok(session_totp_start(q, secret(token), shared, uri));
    assert_int_equal(strlen(shared), 32);
    assert_non_null(strstr(uri, shared));
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK); /* not asked for before it is confirmed */
    const char *wrong = strcmp(code_at(shared, 0), "000000") == 0 ? "000001" : "000000";
    assert_status(ST_FORBIDDEN, session_totp_confirm(q, secret(token), secret(wrong)));
    assert_ok(session_totp_confirm(q, secret(token), secret(code_at(shared, 0))));
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_TOTP);
    assert_int_equal(sign_in_with("ann", PASSWORD, wrong), SIGN_IN_TOTP);
    assert_int_equal(sql_number("SELECT failures FROM users"), 1); /* the one that was wrong */
    assert_int_equal(sign_in_with("ann", PASSWORD, code_at(shared, 0)), SIGN_IN_TOTP); /* used to confirm */
    assert_int_equal(sign_in_with("ann", PASSWORD, code_at(shared, 90)), SIGN_IN_TOTP); /* too far off */
    later(30000);
    const char *code = code_at(shared, 0);
    assert_int_equal(sign_in_with("ann", PASSWORD, code), SIGN_IN_OK);
    assert_int_equal(sign_in_with("ann", PASSWORD, code), SIGN_IN_TOTP); /* no code twice */
    assert_int_equal(sign_in_with("ann", "wrong", code_at(shared, 30)), SIGN_IN_BAD);
    later(60000);
    assert_int_equal(sign_in_with("ann", PASSWORD, code_at(shared, 0)), SIGN_IN_OK);
    (void)snprintf(path, sizeof path, "%s/users.key", chart_config.workspace);
    assert_int_equal(stat(path, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
    assert_status(ST_FORBIDDEN, session_totp_remove(q, secret(token), secret("wrong")));
    assert_ok(session_totp_remove(q, secret(token), secret(PASSWORD)));
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
}

static void a_secret_is_sealed_at_rest(void **state)
{
    (void)state;
    char shared[TOTP_SECRET_BYTES], uri[TOTP_URI_BYTES], hex[100], query[300], path[400];
    unsigned char raw[40];
    (void)add("ann", ROLE_CODER);
    assert_int_equal(sign_in("ann", PASSWORD), SIGN_IN_OK);
    assert_ok(session_totp_start(q, secret(token), shared, uri));
    size_t n = from_base32(shared, raw);
    (void)sodium_bin2hex(hex, sizeof hex, raw, n);
    (void)snprintf(query, sizeof query, "SELECT count(*) FROM users WHERE instr(hex(totp_started), upper('%s')) > 0", hex);
    assert_int_equal(sql_number(query), 0);
    assert_int_equal(sql_number("SELECT length(totp_started) FROM users"), 24 + 16 + 20);
    (void)snprintf(path, sizeof path, "%s/users.key", chart_config.workspace);
    assert_int_equal(chmod(path, 0644), 0);
    assert_status(ST_WORKSPACE, session_totp_confirm(q, secret(token), secret("123456")));
    assert_message("others may read");
}

static void preferences_are_kept(void **state)
{
    (void)state;
    struct user u = add("ann", ROLE_CODER);
    struct str text;
    static char big[PREFERENCES_MOST + 1];
    assert_ok(preferences_get(q, u.id, arena, &text));
    assert_str("{}", text);
    assert_ok(preferences_put(q, u.id, STR("{\"theme\":\"dark\"}")));
    assert_ok(preferences_get(q, u.id, arena, &text));
    assert_str("{\"theme\":\"dark\"}", text);
    assert_status(ST_TOO_BIG, preferences_put(q, u.id, (struct str){big, sizeof big}));
}

#define WITH_USERS(f) cmocka_unit_test_setup_teardown(f, open_queue, close_users)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_USERS(the_first_administrator_once),
        WITH_USERS(what_will_not_do_for_a_user),
        WITH_USERS(a_password_is_kept_as_argon2id),
        WITH_USERS(failures_lock_for_a_time_that_grows),
        WITH_USERS(an_administrator_unlocks),
        WITH_USERS(a_session_is_known_by_its_token_alone),
        WITH_USERS(two_browsers_with_one_login),
        WITH_USERS(idleness_ends_a_session),
        WITH_USERS(a_session_ends_after_its_hours),
        WITH_USERS(a_clock_set_back_keeps_no_session),
        WITH_USERS(who_is_disabled_is_out_at_once),
        WITH_USERS(emergency_access_has_a_reason_and_an_end),
        WITH_USERS(codes_of_the_rfc),
        WITH_USERS(a_second_factor),
        WITH_USERS(a_secret_is_sealed_at_rest),
        WITH_USERS(preferences_are_kept),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
