/* poppler-utils as child processes: a PDF that breaks the renderer breaks only that. */
#include "intake_in.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static enum status spawn(const char *const *argv, struct child child, int output_fd, pid_t *ret_pid)
{
    posix_spawn_file_actions_t actions;
    if (posix_spawn_file_actions_init(&actions) != 0) return fail(ST_NO_MEMORY, "out of memory");
    int bad = posix_spawn_file_actions_adddup2(&actions, child.input_fd, STDIN_FILENO);
    bad |= posix_spawn_file_actions_adddup2(&actions, output_fd, STDOUT_FILENO);
    if (child.with_errors) bad |= posix_spawn_file_actions_adddup2(&actions, output_fd, STDERR_FILENO);
    else bad |= posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_RDONLY, 0); /* workers may open nothing to write */
    if (!bad) bad = posix_spawnp(ret_pid, argv[0], &actions, NULL, (char *const *)(uintptr_t)argv, environ);
    (void)posix_spawn_file_actions_destroy(&actions);
    if (!bad && child.cpu_s) (void)prlimit(*ret_pid, RLIMIT_CPU, &(struct rlimit){child.cpu_s, child.cpu_s}, NULL);
    if (!bad) return ST_OK;
    errno = bad;
    return fail_errno(ST_MISSING, "cannot run '%s' (package poppler-utils)", argv[0]);
}

size_t child_read(const struct child_stream *stream, void *to, size_t n)
{
    size_t have = 0;
    while (have < n) {
        ssize_t got = read(stream->fd, (char *)to + have, n - have);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) break;
        have += (size_t)got;
    }
    return have;
}

enum status child_start(const char *const *argv, struct child child, struct child_stream *ret_stream)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return fail_errno(ST_IO, "cannot make a pipe");
    (void)lseek(child.input_fd, 0, SEEK_SET);
    enum status st = spawn(argv, child, ends[1], &ret_stream->pid);
    (void)close(ends[1]);
    if (st == ST_OK) ret_stream->fd = ends[0];
    else (void)close(ends[0]), ret_stream->pid = 0;
    return st;
}

void child_end(struct child_stream *stream, int *ret_exit)
{
    int code = 0;
    (void)close(stream->fd);
    while (waitpid(stream->pid, &code, 0) < 0 && errno == EINTR) continue;
    *ret_exit = WIFEXITED(code) ? WEXITSTATUS(code) : 128 + WTERMSIG(code);
    *stream = (struct child_stream){0};
}

enum status child_run(const char *const *argv, struct child child, struct buf *output, int *ret_exit)
{
    char block[65536];
    struct child_stream stream;
    enum status st = child_start(argv, child, &stream);
    if (st != ST_OK) return st;
    for (size_t got = sizeof block; got == sizeof block && buf_status(output) == ST_OK;) {
        got = child_read(&stream, block, sizeof block);
        buf_add(output, block, got);
    }
    child_end(&stream, ret_exit);
    return buf_status(output);
}
