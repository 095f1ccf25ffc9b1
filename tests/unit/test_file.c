/* file: read with a cap, written whole or not at all, private modes. */
#include "support/unit.h"

#include <dirent.h>
#include <sys/stat.h>

static unsigned mode_of(const char *path)
{
    struct stat info;
    assert_int_equal(stat(path, &info), 0);
    return info.st_mode & 0777;
}

static int entries_of(const char *folder)
{
    int n = 0;
    DIR *d = opendir(folder);
    assert_non_null(d);
    for (const struct dirent *e; (e = readdir(d));) n += e->d_name[0] != '.';
    (void)closedir(d);
    return n;
}

static void round_trip_with_nul_bytes(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    const char *path = unit_path("x");
    assert_ok(file_write(path, "a\0b\n", 4));
    assert_ok(file_read(path, 100, &bytes, &n));
    assert_int_equal(n, 4);
    assert_memory_equal(bytes, "a\0b\n", 5); /* a NUL behind */
    free(bytes);
}

static void empty_and_large_files(void **state)
{
    (void)state;
    char *bytes, *big = malloc(300000);
    size_t n;
    for (int i = 0; i < 300000; i++) big[i] = (char)(i * 7);
    assert_ok(file_write(unit_path("empty"), "", 0));
    assert_ok(file_read(unit_path("empty"), 0, &bytes, &n));
    assert_int_equal(n, 0);
    free(bytes);
    assert_ok(file_write(unit_path("big"), big, 300000));
    assert_ok(file_read(unit_path("big"), 300000, &bytes, &n)); /* exactly the cap */
    assert_int_equal(n, 300000);
    assert_memory_equal(bytes, big, n);
    free(bytes);
    assert_status(ST_TOO_BIG, file_read(unit_path("big"), 299999, &bytes, &n));
    assert_message("big");
    free(big);
}

static void faults_name_the_file(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    assert_status(ST_NOT_FOUND, file_read(unit_path("none"), 10, &bytes, &n));
    assert_message("none");
    assert_status(ST_BAD_INPUT, file_read(unit_folder(), 10, &bytes, &n));
    assert_message("is a folder");
    assert_status(ST_IO, file_write(unit_path("no-folder/x"), "a", 1));
    assert_message("no-folder/x");
}

static void modes_are_private(void **state)
{
    (void)state;
    mode_t old = umask(0);
    assert_ok(file_write(unit_path("private"), "a", 1));
    assert_ok(folder_make(unit_path("p/q/r")));
    (void)umask(old);
    assert_int_equal(mode_of(unit_path("private")), 0600);
    assert_int_equal(mode_of(unit_path("p")), 0700);
    assert_int_equal(mode_of(unit_path("p/q")), 0700);
    assert_int_equal(mode_of(unit_path("p/q/r")), 0700);
    assert_ok(folder_make(unit_path("p/q/r"))); /* there already */
    assert_ok(folder_make(unit_path("p/q/")));
}

static void folder_in_place_of_a_file_is_refused(void **state)
{
    (void)state;
    assert_ok(file_write(unit_path("plain"), "a", 1));
    assert_status(ST_IO, folder_make(unit_path("plain")));
    assert_message("is a file where a folder is needed");
    assert_status(ST_IO, folder_make(unit_path("plain/below")));
}

/* Until the commit the old file stands; after an abandon it stands still, and nothing else is left. */
static void writing_is_whole_or_not_at_all(void **state)
{
    (void)state;
    char *bytes;
    size_t n;
    struct file_writer w;
    assert_ok(folder_make(unit_path("w")));
    const char *path = unit_path("w/f");
    assert_ok(file_write(path, "old", 3));
    assert_ok(file_begin(&w, path));
    assert_ok(file_append(&w, "new text", 8));
    assert_ok(file_read(path, 100, &bytes, &n));
    assert_string_equal(bytes, "old");
    free(bytes);
    file_abandon(&w);
    assert_int_equal(entries_of(unit_path("w")), 1);
    assert_ok(file_begin(&w, path));
    assert_ok(file_append(&w, "new", 3));
    assert_ok(file_append(&w, "er", 2));
    assert_ok(file_commit(&w));
    file_abandon(&w); /* takes one that was committed */
    assert_ok(file_read(path, 100, &bytes, &n));
    assert_string_equal(bytes, "newer");
    free(bytes);
    assert_int_equal(entries_of(unit_path("w")), 1);
}

/* A full disk: /dev/full takes no byte. */
static void failed_write_is_told(void **state)
{
    (void)state;
    struct file_writer w;
    assert_ok(file_begin(&w, unit_path("full")));
    FILE *full = fopen("/dev/full", "w");
    if (!full) skip();
    assert_true(dup2(fileno(full), w.fd) >= 0);
    (void)fclose(full);
    assert_status(ST_IO, file_append(&w, "abc", 3));
    assert_message("No space left");
    file_abandon(&w);
    assert_false(file_exists(unit_path("full")));
}

static void paths_are_joined(void **state)
{
    (void)state;
    char *p = path_join("a/b", "c");
    assert_string_equal(p, "a/b/c");
    free(p);
    assert_true(file_exists(unit_folder()));
    assert_false(file_exists(unit_path("none")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip_with_nul_bytes),
        cmocka_unit_test(empty_and_large_files),
        cmocka_unit_test(faults_name_the_file),
        cmocka_unit_test(modes_are_private),
        cmocka_unit_test(folder_in_place_of_a_file_is_refused),
        cmocka_unit_test(writing_is_whole_or_not_at_all),
        cmocka_unit_test(failed_write_is_told),
        cmocka_unit_test(paths_are_joined),
    };
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
