/* The readers: what one page does to its reader costs that page alone, and the cage holds. */
#include "support/unit.h"

#include "../../pipeline/reading/reading_in.h"
#include "base/config.h"
#include "coversheet.h"
#include "coversheet_print.h"
#include "page_bytes.h"
#include "support/paper.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

static struct config config;
static struct arena *arena;

static struct reader_pool *pool_of(int workers, int timeout_s, int memory_mb)
{
    struct reader_pool *pool;
    config.workers = workers, config.page_timeout_s = timeout_s, config.page_memory_mb = memory_mb;
    assert_ok(reader_pool_open(&config, &pool));
    return pool;
}

static const char *note(int i)
{
    char name[32], text[64];
    (void)snprintf(name, sizeof name, "note%d.txt", i);
    (void)snprintf(text, sizeof text, "Assessment: pneumonia, note %d.\n", i);
    return unit_write(name, text);
}

/* The only child process of this one. */
static pid_t child(void)
{
    char path[64];
    int pid = 0;
    (void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    FILE *f = fopen(path, "r");
    if (f && fscanf(f, "%d", &pid) != 1) pid = 0;
    if (f) (void)fclose(f);
    return pid;
}

/* A file that its reader waits for, forever. */
static const char *endless(int *ret_fd)
{
    const char *path = unit_path("endless");
    (void)unlink(path);
    assert_int_equal(mkfifo(path, 0600), 0);
    *ret_fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(*ret_fd >= 0);
    return path;
}

#ifdef __SANITIZE_ADDRESS__
#define HAS_CAGE false /* its memory limit is off under the sanitizer, and a reader grown by the sanitizer's own memory is replaced after a page */
#else
#define HAS_CAGE true
#endif

static void a_killed_reader_costs_one_page(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(1, 60, 2048);
    struct page page;
    int fd;
    assert_ok(reader_pool_submit(pool, note(1), 1, READING_WORDS));
    assert_ok(reader_pool_submit(pool, endless(&fd), 1, READING_WORDS));
    assert_ok(reader_pool_submit(pool, note(2), 1, READING_WORDS));
    assert_ok(reader_pool_wait(pool, arena, &page));
    assert_ok(kill(child(), SIGSEGV) == 0 ? ST_OK : ST_INTERNAL);
    assert_status(ST_CRASHED, reader_pool_wait(pool, arena, &page));
    assert_message("endless");
    assert_ok(reader_pool_wait(pool, arena, &page));
    assert_str("Assessment: pneumonia, note 2.\n", page.text);
    reader_pool_close(pool);
    (void)close(fd);
}

static void a_hanging_reader_costs_one_page(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(2, 1, 2048);
    struct reading_file_info info;
    struct page page;
    int fd;
    const char *path = endless(&fd);
    assert_ok(reader_pool_submit(pool, path, 1, READING_WORDS));
    for (int i = 0; i < 5; i++) assert_ok(reader_pool_submit(pool, note(i), 1, READING_WORDS));
    assert_status(ST_TIMEOUT, reader_pool_wait(pool, arena, &page));
    for (int i = 0; i < 5; i++) assert_ok(reader_pool_wait(pool, arena, &page));
    assert_status(ST_TIMEOUT, reading_inspect(pool, path, &info));
    assert_ok(reading_inspect(pool, note(1), &info));
    assert_int_equal(info.pages, 1);
    reader_pool_close(pool);
    (void)close(fd);
}

/* Some thousand bytes that unpack to more than the page may take. */
static void a_bomb_costs_one_page(void **state)
{
    (void)state;
    if (!HAS_CAGE) skip();
    struct reader_pool *pool = pool_of(1, 60, 256);
    struct page page;
    const char *path = unit_path("bomb.png");
    PIX *large = pixCreate(14000, 14000, 8);
    assert_int_equal(pixWrite(path, large, IFF_PNG), 0);
    pixDestroy(&large);
    struct stat info;
    assert_true(stat(path, &info) == 0 && info.st_size < 1000000);
    assert_ok(reader_pool_submit(pool, path, 1, READING_WORDS));
    assert_ok(reader_pool_submit(pool, note(1), 1, READING_WORDS));
    assert_true(reader_pool_wait(pool, arena, &page) != ST_OK);
    assert_message("bomb.png");
    assert_ok(reader_pool_wait(pool, arena, &page));
    reader_pool_close(pool);
}

/* One in the middle of a file cannot be looked at; the others can. */
static void sheets_of_a_file_with_a_broken_page(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(2, 60, 2048);
    struct sheet sheets[3];
    const char *path = unit_path("three.tif");
    for (int i = 0; i < 3; i++) {
        PIX *gray = paper_with_text(i), *bits = pixThresholdToBinary(gray, 128);
        assert_int_equal(pixWriteTiff(path, bits, IFF_TIFF_G4, i ? "a" : "w"), 0);
        pixDestroy(&gray), pixDestroy(&bits);
    }
    assert_ok(reading_sheets(pool, path, 3, NULL, sheets));
    for (int i = 0; i < 3; i++) assert_int_equal(sheets[i].kind, SHEET_NONE);
    assert_ok(reading_sheets(pool, unit_path("gone.tif"), 3, NULL, sheets));
    reader_pool_close(pool);
}

#define PRINTED 12

/* Twelve cover sheets; the fifth page is made larger than may be rendered. */
static const char *put_sheets(const char *name)
{
    struct sheet_printer *p;
    struct buf pdf;
    buf_init(&pdf, (size_t)1 << 24);
    assert_ok(sheet_printer_open(&p));
    for (int i = 1; i <= PRINTED; i++) {
        struct sheet sheet = {.kind = SHEET_COVER};
        (void)snprintf(sheet.mrn.utf8, sizeof sheet.mrn.utf8, "T-%d", i);
        assert_ok(sheet_printer_cover(p, &sheet, (struct phi){"", 0}));
    }
    assert_ok(sheet_printer_end(p, &pdf));
    sheet_printer_close(p);
    char *at = pdf.p;
    for (int i = 0; i < 5; i++) assert_non_null(at = memmem(at + 1, pdf.n - (size_t)(at + 1 - pdf.p), "612 792", 7));
    memcpy(at, "99999 9", 7);
    const char *path = unit_write_bytes(name, pdf.p, pdf.n);
    buf_clear(&pdf);
    return path;
}

/* Pages are looked at several together; the one that fails costs the others nothing, and each sheet stays with its page. */
static void sheets_beside_a_page_that_cannot_be_rendered(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(2, 60, 2048);
    struct sheet sheets[PRINTED];
    const char *path = put_sheets("sheets.pdf");
    int most = config.max_mpixel;
    config.max_mpixel = 10;
    assert_ok(reading_sheets(pool, path, PRINTED, NULL, sheets));
    config.max_mpixel = most;
    for (int i = 0; i < PRINTED; i++) {
        char mrn[16];
        (void)snprintf(mrn, sizeof mrn, "T-%d", i + 1);
        assert_int_equal(sheets[i].kind, i == 4 ? SHEET_NONE : SHEET_COVER);
        assert_string_equal(sheets[i].mrn.utf8, i == 4 ? "" : mrn);
    }
    reader_pool_close(pool);
}

static void read_next(struct reader_pool *pool, const char *path, struct page *ret)
{
    assert_ok(reader_pool_submit(pool, path, 1, READING_WORDS));
    assert_ok(reader_pool_wait(pool, arena, ret));
}

/* So that what a library leaks is given back. */
static void a_reader_is_replaced_after_its_pages(void **state)
{
    struct page page;
    pid_t first, second;
    (void)state;
    int usual = config.worker_pages;
    config.worker_pages = 2;
    struct reader_pool *pool = pool_of(1, 60, 2048);
    read_next(pool, note(1), &page);
    first = child();
    read_next(pool, note(2), &page);
    assert_int_equal(child(), first);
    read_next(pool, note(3), &page);
    second = child();
    assert_true(second > 0 && second != first);
    read_next(pool, note(4), &page);
    assert_int_equal(child(), second);
    reader_pool_close(pool);
    config.worker_pages = usual;
}

static const char *put_paper(const char *name, PIX *paper)
{
    const char *path = unit_path(name);
    assert_int_equal(pixWrite(path, paper, IFF_PNG), 0);
    pixDestroy(&paper);
    return path;
}

static struct buf bytes_of(struct reader_pool *pool, const char *path)
{
    struct page page;
    struct buf bytes;
    read_next(pool, path, &page);
    assert_true(page.word_count > 0);
    buf_init(&bytes, (size_t)1 << 24);
    assert_ok(page_put_bytes(&bytes, &page));
    return bytes;
}

/* What a reader read before leaves no trace in what it reads next. */
static void the_same_page_gives_the_same_bytes(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(1, 60, 2048);
    PIX *upright = paper_with_text(6), *turned = pixRotate90(upright, 1), *faint = paper_with_text(3);
    pixDestroy(&upright);
    (void)pixMultConstantGray(faint, .5F);
    (void)pixAddConstantGray(faint, 100);
    struct buf alone = bytes_of(pool, put_paper("page.png", paper_with_text(4))), other, again;
    pid_t reader = child();
    other = bytes_of(pool, put_paper("turned.png", turned)), buf_clear(&other);
    other = bytes_of(pool, put_paper("faint.png", faint)), buf_clear(&other);
    again = bytes_of(pool, put_paper("page.png", paper_with_text(4)));
    if (HAS_CAGE) assert_int_equal(child(), reader);
    assert_int_equal(again.n, alone.n);
    assert_memory_equal(again.p, alone.p, alone.n);
    buf_clear(&alone), buf_clear(&again);
    reader_pool_close(pool);
}

static bool always(void)
{
    return true;
}

static void looking_for_sheets_can_be_stopped(void **state)
{
    (void)state;
    struct reader_pool *pool = pool_of(1, 60, 2048);
    struct sheet sheets[3];
    struct page page;
    assert_ok(reader_pool_submit(pool, note(1), 1, READING_WORDS));
    assert_status(ST_INTERRUPTED, reading_sheets(pool, unit_path("three.tif"), 3, always, sheets));
    assert_ok(reader_pool_wait(pool, arena, &page)); /* a page under way is not lost by it */
    reader_pool_close(pool);
}

/* ---- the cage */

#define HOLDS(condition, number)                                                                                                                     \
    if (!(condition)) _exit(number)

/* Runs in a child; ends with the number of the first bar that gives way. */
static _Noreturn void try_bars(const char *folder, const char *own)
{
    char path[256];
    (void)snprintf(path, sizeof path, "%s/escaped", folder);
    config.page_memory_mb = 512;
    if (cage_enter(&config) != ST_OK) _exit(1);
    HOLDS(open(path, O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES, 2);
    HOLDS(open(own, O_RDWR) < 0 && errno == EACCES, 3);
    HOLDS(openat(AT_FDCWD, own, O_WRONLY | O_TRUNC) < 0 && errno == EACCES, 4);
    HOLDS(creat(path, 0600) < 0, 5);
    HOLDS(unlink(own) < 0 && errno == EACCES, 6);
    HOLDS(rename(own, path) < 0 && errno == EACCES, 7);
    HOLDS(mkdir(path, 0700) < 0 && errno == EACCES, 8);
    HOLDS(symlink(own, path) < 0 && link(own, path) < 0, 9);
    HOLDS(truncate(own, 0) < 0 && chmod(own, 0666) < 0, 10);
    HOLDS(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EACCES, 11);
    HOLDS(socket(AF_UNIX, SOCK_STREAM, 0) < 0, 12);
    int ends[2];
    HOLDS(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0, 13);
    HOLDS(mmap(NULL, (size_t)600 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED, 14);
    struct rlimit core;
    HOLDS(getrlimit(RLIMIT_CORE, &core) == 0 && core.rlim_max == 0, 15);
    HOLDS(open(own, O_RDONLY) >= 0, 16); /* reading must go on */
    _exit(0);
}

static void the_cage_holds(void **state)
{
    (void)state;
    if (!HAS_CAGE) skip();
    const char *own = unit_write("own", "x");
    int code;
    pid_t pid = fork();
    if (pid == 0) try_bars(unit_folder(), own);
    assert_true(pid > 0 && waitpid(pid, &code, 0) == pid);
    assert_true(WIFEXITED(code));
    assert_int_equal(WEXITSTATUS(code), 0);
    assert_false(file_exists(unit_path("escaped")));
}

/* Children of a reader (poppler) are in the same cage. */
static void children_are_in_the_cage_too(void **state)
{
    (void)state;
    const char *own = unit_write("own", "x"), *escaped = unit_path("escaped");
    char command[600];
    int code;
    (void)snprintf(command, sizeof command, "exec 2>&-; rm -f '%s'; (echo x >'%s'); exit 7", own, escaped);
    pid_t pid = fork();
    if (pid == 0) {
        config.page_memory_mb = 2048;
        if (cage_enter(&config) != ST_OK) _exit(1);
        (void)execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(2);
    }
    assert_true(pid > 0 && waitpid(pid, &code, 0) == pid);
    assert_true(WIFEXITED(code) && WEXITSTATUS(code) == 7); /* it did run */
    assert_false(file_exists(escaped));
    assert_true(file_exists(own));
}

static int set_up(void **state)
{
    (void)state;
    setMsgSeverity(L_SEVERITY_NONE);
    arena = arena_new((size_t)1 << 30);
    return config_open(&config, "/dev/null") != ST_OK || !arena;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    config_close(&config);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_killed_reader_costs_one_page),
        cmocka_unit_test(a_hanging_reader_costs_one_page),
        cmocka_unit_test(a_bomb_costs_one_page),
        cmocka_unit_test(a_reader_is_replaced_after_its_pages),
        cmocka_unit_test(the_same_page_gives_the_same_bytes),
        cmocka_unit_test(sheets_of_a_file_with_a_broken_page),
        cmocka_unit_test(sheets_beside_a_page_that_cannot_be_rendered),
        cmocka_unit_test(looking_for_sheets_can_be_stopped),
        cmocka_unit_test(the_cage_holds),
        cmocka_unit_test(children_are_in_the_cage_too),
    };
    return cmocka_run_group_tests_name("reading", tests, set_up, tear_down);
}
