/* chartcode user: who may use the coder's desk. Passwords come from the terminal or standard input, never from the command line. */
#include "users.h"

#include "cli.h"
#include "queue.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define ARENA_BYTES ((size_t)64 << 20)
#define LINE_BYTES (PASSWORD_MOST + 2)

/* ---- passwords */

/* One line, without echo where it is typed. */
static enum status read_line(const char *prompt, char out[LINE_BYTES])
{
    struct termios shown, hidden;
    bool typed = isatty(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &shown) == 0;
    if (typed) {
        hidden = shown;
        hidden.c_lflag &= ~(tcflag_t)ECHO;
        (void)fprintf(stderr, "%s: ", prompt);
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
    }
    bool got = fgets(out, LINE_BYTES, stdin) != NULL;
    if (typed) {
        (void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
        (void)fputc('\n', stderr);
    }
    if (!got) return fail(ST_USAGE, "no password came from standard input");
    size_t n = strcspn(out, "\n");
    if (!out[n] && n == LINE_BYTES - 1) return fail(ST_USAGE, "the password has over %d bytes", PASSWORD_MOST);
    out[n] = '\0';
    return ST_OK;
}

static enum status ask_password(char out[LINE_BYTES])
{
    char again[LINE_BYTES];
    enum status st = read_line("password", out);
    if (st != ST_OK || !isatty(STDIN_FILENO)) return st;
    st = read_line("once more", again);
    if (st == ST_OK && strcmp(out, again) != 0) st = fail(ST_USAGE, "the two are not the same");
    explicit_bzero(again, sizeof again);
    return st;
}

static void print_one_time(const char *login, const char *one_time)
{
    if (one_time[0]) (void)printf("one-time password of %s: %s\n(shown once; a new one is chosen at the first sign-in)\n", login, one_time);
}

/* ---- verbs */

/* A verb on one user: parses, opens the queue; the login is argv[1]. */
static enum status open_one(struct config *config, const struct command *self, const struct cli_option *options, int operands, int argc, char **argv,
                            struct queue **ret)
{
    int n;
    enum status st = ST_OK;
    TRY(cli_parse(config, self, options, argc, argv, &n));
    if (n != operands) TRY(fail(ST_USAGE, "'%s' needs %s", self->name, self->arguments));
    TRY(queue_open(config, QUEUE_EXISTING, ret));
done:
    return st;
}

static const struct cli_option no_options[] = {{NULL, CLI_FLAG, NULL, NULL, NULL}};

static enum status add(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user add", "LOGIN --roles ROLES [--name NAME] [--ask]",
                                        "makes a user, with a one-time password unless asked", NULL};
    const char *name = "", *role_names = NULL;
    bool ask = false;
    char password[LINE_BYTES] = "", one_time[ONE_TIME_BYTES];
    unsigned roles;
    struct user u;
    struct queue *q = NULL;
    const struct cli_option options[] = {{"roles", CLI_TEXT, &role_names, "ROLES", "clerk, coder, auditor, manager, admin, parted by commas"},
                                         {"name", CLI_TEXT, &name, "NAME", "as others see it"},
                                         {"ask", CLI_FLAG, &ask, NULL, "take the password from the terminal or standard input"},
                                         {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(open_one(config, &self, options, 1, argc, argv, &q));
    TRY(roles_parse(str_of(role_names ? role_names : ""), &roles));
    if (ask) TRY(ask_password(password));
    if (ask && !password[0]) TRY(fail(ST_USAGE, "the password is empty"));
    TRY(user_add(q, argv[1], name, roles, (struct secret){password, strlen(password)}, false, one_time, &u));
    (void)printf("added %s\n", u.login);
    print_one_time(u.login, one_time);
done:
    explicit_bzero(password, sizeof password);
    queue_close(q);
    return st;
}

static enum status passwd(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user passwd", "LOGIN [--one-time]", "sets a password from the terminal or standard input", NULL};
    bool one = false;
    char password[LINE_BYTES] = "", one_time[ONE_TIME_BYTES];
    struct user u;
    struct queue *q = NULL;
    const struct cli_option options[] = {{"one-time", CLI_FLAG, &one, NULL, "make a one-time password instead"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    enum status st = ST_OK;
    TRY(open_one(config, &self, options, 1, argc, argv, &q));
    if (one) {
        TRY(user_change(q, argv[1], &(struct user_change){.reset_password = true}, one_time, &u));
        print_one_time(u.login, one_time);
    } else {
        TRY(user_find(q, argv[1], &u));
        TRY(ask_password(password));
        TRY(user_set_password(q, u.login, (struct secret){password, strlen(password)}, false));
        (void)printf("the password of %s is changed\n", u.login);
    }
done:
    explicit_bzero(password, sizeof password);
    queue_close(q);
    return st;
}

static enum status change_one(struct config *config, const struct command *self, const struct user_change *change, const char *told, int argc,
                              char **argv)
{
    char one_time[ONE_TIME_BYTES];
    struct user u;
    struct queue *q = NULL;
    enum status st = ST_OK;
    TRY(open_one(config, self, no_options, 1, argc, argv, &q));
    TRY(user_change(q, argv[1], change, one_time, &u));
    (void)printf("%s %s\n", u.login, told);
done:
    queue_close(q);
    return st;
}

static enum status set_roles(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user roles", "LOGIN ROLES", "sets what a user may do", NULL};
    char one_time[ONE_TIME_BYTES], text[ROLES_TEXT_BYTES];
    unsigned roles;
    struct user u;
    struct queue *q = NULL;
    enum status st = ST_OK;
    TRY(open_one(config, &self, no_options, 2, argc, argv, &q));
    TRY(roles_parse(str_of(argv[2]), &roles));
    TRY(user_change(q, argv[1], &(struct user_change){.roles = &roles}, one_time, &u));
    (void)printf("%s is %s\n", u.login, roles_text(u.roles, text));
done:
    queue_close(q);
    return st;
}

static enum status disable(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user disable", "LOGIN", "keeps a user out; what they did stays", NULL};
    return change_one(config, &self, &(struct user_change){.disabled = &(bool){true}}, "cannot sign in any more", argc, argv);
}

static enum status enable(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user enable", "LOGIN", "lets a disabled user in again", NULL};
    return change_one(config, &self, &(struct user_change){.disabled = &(bool){false}}, "can sign in again", argc, argv);
}

static enum status unlock(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user unlock", "LOGIN", "ends the lock after too many failures", NULL};
    return change_one(config, &self, &(struct user_change){.unlock = true}, "is unlocked", argc, argv);
}

static enum status drop_totp(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user no-totp", "LOGIN", "takes away a lost second factor", NULL};
    return change_one(config, &self, &(struct user_change){.reset_totp = true}, "signs in with the password alone", argc, argv);
}

/* ---- list */

static const char *day_text(int64_t at_ms, char out[24])
{
    time_t t = (time_t)(at_ms / 1000);
    struct tm local;
    if (at_ms) (void)strftime(out, 24, "%Y-%m-%d %H:%M", localtime_r(&t, &local));
    else (void)snprintf(out, 24, "never");
    return out;
}

static const char *standing(const struct user *u)
{
    return u->disabled ? "disabled" : u->locked ? "locked" : u->must_change ? "one-time password" : "";
}

static void print_user(const struct user *u)
{
    char roles[ROLES_TEXT_BYTES], day[24];
    (void)printf("%-16s %-24s %-22s %-17s %-5s %s\n", u->login, u->name, roles_text(u->roles, roles), day_text(u->signed_in_at, day),
                 u->totp ? "totp" : "", standing(u));
}

static enum status print_json(const struct user *list, uint32_t n)
{
    char roles[ROLES_TEXT_BYTES];
    json_t *out = json_array();
    for (uint32_t i = 0; i < n; i++)
        (void)json_array_append_new(out, json_pack("{s:s,s:s,s:s,s:b,s:b,s:b,s:b,s:I}", "login", list[i].login, "name", list[i].name, "roles",
                                                   roles_text(list[i].roles, roles), "disabled", list[i].disabled, "locked", list[i].locked,
                                                   "must_change_password", list[i].must_change, "totp", list[i].totp, "signed_in_at_ms",
                                                   (json_int_t)list[i].signed_in_at));
    bool good = json_dumpf(out, stdout, JSON_COMPACT | JSON_PRESERVE_ORDER) == 0 && putchar('\n') != EOF;
    json_decref(out);
    return good ? ST_OK : fail_errno(ST_IO, "cannot write to standard output");
}

static enum status list_users(struct config *config, int argc, char **argv)
{
    static const struct command self = {"user list", "[--json]", "lists users, their roles and when they last signed in", NULL};
    bool json = false;
    struct user *list;
    uint32_t n;
    struct queue *q = NULL;
    const struct cli_option options[] = {{"json", CLI_FLAG, &json, NULL, "one JSON array"}, {NULL, CLI_FLAG, NULL, NULL, NULL}};
    struct arena *arena = arena_new(ARENA_BYTES);
    enum status st = ST_OK;
    if (!arena) return fail(ST_NO_MEMORY, "out of memory");
    TRY(open_one(config, &self, options, 0, argc, argv, &q));
    TRY(user_list(q, arena, &list, &n));
    if (json) TRY(print_json(list, n));
    for (uint32_t i = 0; !json && i < n; i++) print_user(&list[i]);
    if (!json && !n) (void)printf("There are no users yet; 'chartcode user add' makes one.\n");
done:
    queue_close(q);
    arena_free(arena);
    return st;
}

static enum status run_user(struct config *config, int argc, char **argv)
{
    static const struct command verbs[] = {
        {"add", "LOGIN --roles ROLES [--name NAME] [--ask]", "makes a user, with a one-time password unless asked", add},
        {"list", "[--json]", "lists users, their roles and when they last signed in", list_users},
        {"passwd", "LOGIN [--one-time]", "sets a password from the terminal or standard input", passwd},
        {"roles", "LOGIN ROLES", "sets what a user may do", set_roles},
        {"disable", "LOGIN", "keeps a user out; what they did stays", disable},
        {"enable", "LOGIN", "lets a disabled user in again", enable},
        {"unlock", "LOGIN", "ends the lock after too many failures", unlock},
        {"no-totp", "LOGIN", "takes away a lost second factor", drop_totp},
        {NULL, NULL, NULL, NULL}};
    return cli_dispatch(config, &command_user, verbs, argc, argv);
}

const struct command command_user = {"user", "add|list|passwd|roles|disable|enable|unlock|no-totp", "Users of the coder's desk", run_user};
